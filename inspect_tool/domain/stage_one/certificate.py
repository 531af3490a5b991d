"""What is published about a choice of authorities: the commitment before, the certificate after.

Both are JSON with sorted keys. Numbers that are not whole are text, so that every program reads
them alike and the digest can be repeated; `digest` is SHA-256 over the canonical JSON of the rest.
Pydantic reads them back: they come from outside, and are refused unless every type is right.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from inspect_tool.domain.language.canonical import sha256_hex
from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.plan.authority_choices import AuthorityChoices, ChoiceMethod
from inspect_tool.domain.stage_one.choice import DrawnAuthority, StageOneDraw
from inspect_tool.errors import CheckFailedError

NOT_COMMITTED = (
    "Nothing was committed before the seed was known. Whoever made this choice could have changed "
    "the list or the choices after seeing the result."
)
COMMITTED = "The list and the choices were committed before the seed was known."

DecisionT = TypeVar("DecisionT", bound="Decision")


class NotAStageOneFileError(CheckFailedError):
    """A file is not the commitment or the certificate that was expected."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"This is not a {what}: {reason}. Ask for the file as it was published.")


class Decision(Document):
    """What both files say: the list and what is asked of it.

    Args:
        stratified_by: Columns of the list that make the strata.
        order_by: Columns of the list that a systematic draw goes by; the file of another method
            does not have it.
        listed: Authorities on the list.
    """

    spec: Literal["PRN/1"] = "PRN/1"
    method: ChoiceMethod = ChoiceMethod.PARETO
    draw_id: str = Field(min_length=1)
    size: int = Field(ge=1)
    stratified_by: tuple[str, ...]
    size_column: str
    equal: bool
    minimum_per_stratum: int = Field(ge=0)
    order_by: tuple[str, ...] = ()
    list_digest: str
    listed: int
    committed_at: str
    tool_version: str
    digest: str = ""

    @model_validator(mode="after")
    def _check_choices(self) -> Self:
        """Refuse choices that contradict each other, as a plan's are refused."""
        _ = self.choices
        return self

    @property
    def choices(self) -> AuthorityChoices:
        """What is asked of the list."""
        return AuthorityChoices(
            size=self.size,
            strata=self.stratified_by,
            size_column=self.size_column,
            equal=self.equal,
            minimum_per_stratum=self.minimum_per_stratum,
            method=self.method,
            order_by=self.order_by,
            draw_id=self.draw_id,
        )


class Commitment(Decision):
    """What is published before the seed exists."""

    kind: Literal["commitment to a choice of authorities"] = "commitment to a choice of authorities"


class CertifiedStratum(Document):
    """A stratum of the list; `size` is the sum of the sizes that chances are proportional to."""

    stratum: str
    population: int = Field(alias="N_h")
    drawn: int = Field(alias="n_h")
    can_be_drawn: int
    size: int


class CertifiedAuthority(Document):
    """An authority in the order of its stratum; `reason` says why it cannot take part.

    Args:
        zone: Where the draw is systematic, which of the drawn ones it belongs to; else not in the
            file.
        order_value: What the order of Pareto goes by; where the draw is systematic the sum of the
            sizes before it.
    """

    code: str
    name: str
    stratum: str
    size: int | None
    inclusion_probability: str
    inclusion_probability_decimal: str
    ticket: str
    order_value: str
    rank: int
    role: Literal["certainty", "sample", "reserve"]
    chosen: bool
    reason: str
    zone: int = Field(default=0, ge=0)


class LeftOutAuthority(Document):
    """An authority that cannot be drawn; `size` is 0 or the symbol on the list."""

    code: str
    name: str
    stratum: str
    size: str


class StageOneCertificate(Decision):
    """What a stranger needs to repeat a choice of authorities.

    Args:
        commitment: Digest of the commitment; empty where there was none, as `statement` says.
    """

    kind: Literal["certificate of a choice of authorities"] = (
        "certificate of a choice of authorities"
    )
    commitment: str
    statement: str
    public_seed: str
    seed_source: str
    seeded_at: str
    key: str
    strata: tuple[CertifiedStratum, ...]
    authorities: tuple[CertifiedAuthority, ...]
    left_out: tuple[LeftOutAuthority, ...]


@dataclass(frozen=True, kw_only=True)
class SeedOccasion:
    """When and how the seed came about; times are ISO 8601 text, empty when not recorded."""

    seed_source: str = ""
    seeded_at: str = ""
    committed_at: str = ""
    commitment: str = ""
    tool_version: str = ""


def _decided(choices: AuthorityChoices) -> dict[str, Any]:
    """The choices by the names that the files have."""
    named = choices.model_dump(exclude={"strata"})
    return {**named, "stratified_by": choices.strata}


def make_commitment(
    choices: AuthorityChoices,
    *,
    list_digest: str,
    listed: int,
    committed_at: str,
    tool_version: str,
) -> Commitment:
    """Fix the list and the choices, to be published before the seed exists."""
    return _sealed(
        Commitment(
            **_decided(choices),
            list_digest=list_digest,
            listed=listed,
            committed_at=committed_at,
            tool_version=tool_version,
        )
    )


def make_stage_one_certificate(
    draw: StageOneDraw, *, occasion: SeedOccasion
) -> StageOneCertificate:
    """Certify a choice of authorities, with the reserves in their order."""
    return _sealed(
        StageOneCertificate(
            **_decided(draw.choices),
            list_digest=draw.list_digest,
            listed=draw.listed,
            committed_at=occasion.committed_at,
            tool_version=occasion.tool_version,
            commitment=occasion.commitment,
            statement=COMMITTED if occasion.commitment else NOT_COMMITTED,
            public_seed=draw.seed,
            seed_source=occasion.seed_source,
            seeded_at=occasion.seeded_at,
            key=draw.key,
            strata=_certified_strata(draw),
            authorities=tuple(_certified(drawn) for drawn in draw.authorities),
            left_out=_left_out(draw),
        )
    )


def _certified_strata(draw: StageOneDraw) -> tuple[CertifiedStratum, ...]:
    return tuple(
        CertifiedStratum(
            stratum=stratum.stratum,
            population=stratum.listed,
            drawn=stratum.drawn,
            can_be_drawn=stratum.can_be_drawn,
            size=stratum.size,
        )
        for stratum in draw.strata
    )


def _certified(drawn: DrawnAuthority) -> CertifiedAuthority:
    return CertifiedAuthority(
        code=drawn.authority.code,
        name=drawn.authority.name,
        stratum=drawn.authority.stratum,
        size=drawn.authority.size,
        inclusion_probability=str(drawn.inclusion_probability),
        inclusion_probability_decimal=_decimal(drawn.inclusion_probability),
        ticket=drawn.ticket,
        order_value=_decimal(drawn.order_value),
        rank=drawn.rank,
        role=drawn.role.value,
        chosen=drawn.is_chosen,
        reason=drawn.reason,
        zone=drawn.zone,
    )


def _left_out(draw: StageOneDraw) -> tuple[LeftOutAuthority, ...]:
    return tuple(
        LeftOutAuthority(
            code=authority.code,
            name=authority.name,
            stratum=authority.stratum,
            size=authority.symbol or str(authority.size),
        )
        for authority in draw.left_out
    )


def _decimal(value: Fraction | float) -> str:
    """Twelve significant digits, the same on every machine."""
    return f"{float(value):.12g}"


def _sealed(unsigned: DecisionT) -> DecisionT:
    return unsigned.model_copy(update={"digest": content_digest(as_json(unsigned))})


def as_json(decision: Decision) -> dict[str, Any]:
    """The file's content in the types of JSON."""
    content = decision.model_dump(mode="json", by_alias=True)
    if decision.method is ChoiceMethod.PARETO:
        # The form of files from before there was another method.
        del content["order_by"]
        for authority in content.get("authorities", ()):
            del authority["zone"]
    return content


def content_digest(content: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of everything but the digest.

    Canonical: keys sorted, no spaces, characters as they are, UTF-8.
    """
    rest = {name: value for name, value in content.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256_hex(text)


def stage_one_json(decision: Decision) -> str:
    """The commitment or the certificate as a file: sorted keys, one value a line."""
    return json.dumps(as_json(decision), sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def parse_commitment(text: str) -> Commitment:
    """Read a commitment, and refuse one that was changed after it was made.

    Raises:
        NotAStageOneFileError: It is something else, or its digest is wrong.
    """
    what = "commitment to a choice of authorities"
    commitment = _parse(text, Commitment, what)
    if commitment.digest != content_digest(as_json(commitment)):
        raise NotAStageOneFileError(what, "it was changed after it was made")
    return commitment


def different_choices(decision: Decision, choices: AuthorityChoices) -> list[str]:
    """Names of the choices that are not those of a commitment or a certificate."""
    said, now = decision.choices.model_dump(), choices.model_dump()
    return [name for name in AuthorityChoices.model_fields if said[name] != now[name]]


def parse_stage_one_certificate(text: str) -> StageOneCertificate:
    """Read a certificate; whether it holds is another question.

    Raises:
        NotAStageOneFileError: It is not in the form of a certificate.
    """
    return _parse(text, StageOneCertificate, "certificate of a choice of authorities")


def _parse(text: str, form: type[DecisionT], what: str) -> DecisionT:
    try:
        # Through `json` first, which lets a repeated field be seen.
        content = json.loads(text, object_pairs_hook=_without_repeats)
        decision = form.model_validate_json(json.dumps(content), strict=True)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "the whole"
        raise NotAStageOneFileError(what, f"{place} is not in the form of one") from None
    except (ValueError, RecursionError):
        raise NotAStageOneFileError(what, "it is not JSON with each field once") from None
    if as_json(decision) != content:
        raise NotAStageOneFileError(what, "its fields are not those of its method")
    return decision


def _without_repeats(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError
    return record
