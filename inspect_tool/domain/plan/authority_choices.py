"""How authorities are chosen from a list of all of them: `authorities: {select: …}` in the plan."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from inspect_tool.domain.language.conditions import Document


class ChoiceMethod(StrEnum):
    """How authorities are drawn by size.

    Pareto ranks tickets and sizes; systematic takes even steps through an order.
    """

    PARETO = "pareto"
    SYSTEMATIC = "systematic"


class AuthorityChoices(Document):
    """What is decided before the seed exists, beside the list itself."""

    size: int = Field(ge=1, description="How many authorities are inspected.")
    strata: tuple[str, ...] = Field(
        default=("region",),
        description="Columns of the list that make the strata; [] draws from the whole list.",
    )
    size_column: str = Field(
        default="",
        description="Column that chances are proportional to; else neglect_plans, or size.",
    )
    equal: bool = Field(default=False, description="Whether all of a stratum have one chance.")
    minimum_per_stratum: int = Field(default=1, ge=0)
    method: ChoiceMethod = Field(
        default=ChoiceMethod.PARETO,
        description="pareto, or systematic: even steps through the list in the order of order_by.",
    )
    order_by: tuple[str, ...] = Field(
        default=(),
        description="Columns of the list that a systematic draw is spread over, most important "
        "first.",
    )
    draw_id: str = Field(default="stage-one", min_length=1)

    @model_validator(mode="after")
    def _check_sense(self) -> AuthorityChoices:
        if self.equal and self.size_column:
            raise ValueError("equal chances need no column of sizes")
        if len(set(self.strata)) < len(self.strata):
            raise ValueError("strata name each column once")
        if len(set(self.order_by)) < len(self.order_by):
            raise ValueError("order_by names each column once")
        if self.order_by and self.method is not ChoiceMethod.SYSTEMATIC:
            raise ValueError("an order (order_by) needs method systematic")
        return self


class AuthoritySelection(AuthorityChoices):
    """The choice as a plan writes it; without a seed it has not been made yet."""

    from_: str = Field(alias="from", min_length=1, description="A CSV file beside the plan.")
    commitment: str = Field(
        default="", description="The file of `authority commit`, beside the plan."
    )
    seed: str = Field(default="", description="At least 20 decimal digits, in quotes.")
    seed_source: str = ""
    replaced: dict[str, str] = Field(
        default={},
        description="Why a chosen authority cannot take part, by its code; a reserve takes over.",
    )

    @property
    def choices(self) -> AuthorityChoices:
        """What of it is decided before the seed exists."""
        names = set(AuthorityChoices.model_fields)
        return AuthorityChoices.model_validate(self.model_dump(include=names))


class AuthorityDraw(AuthorityChoices):
    """The choice as it was made; the plan has it beside the chosen authorities.

    Args:
        list_digest: Of the codes, strata and sizes of all authorities on the list.
        listed: How many authorities the list has.
        commitment: Digest of the commitment; empty where there was none.
    """

    seed: str
    seed_source: str = ""
    replaced: dict[str, str] = {}
    list_digest: str
    listed: int
    commitment: str = ""
