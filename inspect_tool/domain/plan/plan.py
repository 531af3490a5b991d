"""The review plan, `review.yaml`: a document that people write."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from inspect_tool.domain.clocks.limits import Country, LimitUnit
from inspect_tool.domain.clocks.local import ENGLISH, LocalStandard, LocalTerms
from inspect_tool.domain.language.conditions import Condition, Document
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.domain.lists.shipped import SHIPPED, annex_a
from inspect_tool.domain.people import Role
from inspect_tool.domain.percentages import SMALLEST_BASE_OF_PERCENTAGES
from inspect_tool.domain.plan.authority_choices import AuthorityDraw
from inspect_tool.domain.plan.lists import ANNEX_A_LISTS, AnyLists
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords


class Dates(Document):
    """The date of the sampling frame, and the first and last day of fieldwork."""

    frame: date
    fieldwork: tuple[date, date]

    @model_validator(mode="after")
    def _check_order(self) -> Dates:
        if self.fieldwork[0] > self.fieldwork[1]:
            raise ValueError("fieldwork ends before it starts")
        if self.frame > self.fieldwork[1]:
            raise ValueError("the frame's date is after fieldwork has ended")
        return self


# Without an exponent: 1e999999999 would be counted out digit by digit.
WRITTEN_CHANCE = re.compile(r"[0-9]{1,30}/[0-9]{1,30}|[0-9]{0,2}\.?[0-9]{1,30}")


def _as_chance(value: Any) -> Any:  # whatever the document has there
    """A fraction such as 3/7, or a number, as the exact fraction that is written there."""
    is_number = isinstance(value, int | float | Fraction) and not isinstance(value, bool)
    is_written = isinstance(value, str) and WRITTEN_CHANCE.fullmatch(value) is not None
    try:
        # By way of its text, .1 is a tenth; the binary number is not.
        chance = Fraction(str(value)) if is_number or is_written else None
    except (ValueError, ZeroDivisionError):
        chance = None
    if chance is None or not 0 < chance <= 1:
        raise ValueError("an inclusion probability is a fraction or a number above 0, at most 1")
    return chance


# Exact, since weights are made from it; written as text, since JSON has no fractions.
InclusionProbability: TypeAlias = Annotated[
    Fraction,
    BeforeValidator(_as_chance),
    WithJsonSchema({"type": ["string", "number"]}),
]


class Authority(Document):
    """A local authority that is inspected."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9]{1,11}$")
    name: str = Field(min_length=1)
    region: str = ""
    type: str = ""
    country: Country = Country.ENGLAND
    single_assessment_from: date | None = None
    inclusion_probability: InclusionProbability | None = Field(
        default=None,
        description="Chance of being chosen where authorities were drawn, such as 3/7 or 0.25.",
    )
    stage_one_stratum: str = Field(
        default="", description="Which authorities it was drawn among, such as its region."
    )


class LocalLimit(Document):
    """A limit that an authority set itself, or a national one that was set aside for it.

    Args:
        limit: How long; left out where a national limit was set aside and nothing replaced it.
        from_, to: First and last day of a start event; without them it always holds.
        source: Who set it, as the methodology says it: "LSCB procedures, chapter 4".
        instead_of_national: The national limit was set aside at this authority.
    """

    authority: str
    rule: str
    limit: int | None = Field(default=None, ge=1)
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    source: str = Field(min_length=1)
    instead_of_national: bool = False

    @model_validator(mode="after")
    def _check_shape(self) -> LocalLimit:
        if self.limit is None and not self.instead_of_national:
            raise ValueError(
                "a local standard has a `limit`, or `instead_of_national: true` where a national "
                "one was set aside"
            )
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError("a local standard ends before it begins")
        return self

    @property
    def standard(self) -> LocalStandard:
        """As a clock applies it."""
        return LocalStandard(
            rule=self.rule,
            limit=self.limit,
            unit=self.unit,
            begins=self.from_,
            ends=self.to,
            source=self.source,
            instead_of_national=self.instead_of_national,
        )


class Population(Document):
    """Which fields are kept, who is eligible, and the fields that the plan derives."""

    keep: tuple[str, ...] = ()
    eligible: Condition | None = None
    fields: dict[str, Condition] = {}


class Bounds(Document):
    """Fewest and most cases at one level."""

    minimum: int = Field(default=0, ge=0)
    maximum: int | None = Field(default=None, ge=0)


Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]


class Allocation(Document):
    """How the cases are shared between the strata.

    Args:
        expected_shares: What share is expected before anything is read, by case type or by
            stratum; Neyman goes by it, and so do the expected widths. One half where none is given.
    """

    method: Literal["equal", "proportional", "neyman", "power", "explicit"] = "power"
    exponent: float = Field(default=0.5, ge=0, le=1)
    minimum: int = Field(default=2, ge=0)
    maximum: int | None = Field(default=None, ge=1)
    per: dict[Literal["authority", "case_type"], Bounds] = {}
    explicit: dict[str, int] = {}
    expected_shares: dict[str, Share] = {}


class Purposive(Document):
    """Cases picked by hand, which never enter an estimate."""

    allow: bool = False
    maximum: int = Field(default=0, ge=0)


class ExtensionPlan(Document):
    """When more cases are taken, said before anybody has looked at one.

    Args:
        to_size: Largest number of cases in all.
        until_width: Width of the interval of `measure` over all cases, as a share, at which no
            more are taken; left out where the number alone decides.
    """

    to_size: int = Field(ge=1)
    until_width: float | None = Field(default=None, gt=0, lt=1)
    measure: str = ""

    @model_validator(mode="after")
    def _check_measure(self) -> ExtensionPlan:
        if (self.until_width is None) == bool(self.measure):
            raise ValueError("`until_width` and `measure` go together: the width of whose interval")
        return self


class Sample(Document):
    """Size and design of the sample."""

    size: int = Field(ge=1)
    strata: tuple[Literal["authority", "case_type"], ...] = ("authority", "case_type")
    allocation: Allocation = Allocation()
    reserves: float = Field(default=1.0, ge=0, le=10)
    purposive: Purposive = Purposive()
    extension: ExtensionPlan | None = None

    @model_validator(mode="after")
    def _check_extension(self) -> Sample:
        if self.extension is not None and self.extension.to_size <= self.size:
            raise ValueError("an extension is to more cases than the sample has")
        return self

    @field_validator("strata")
    @classmethod
    def _check_strata(cls, strata: tuple[str, ...]) -> tuple[str, ...]:
        if not strata or strata[0] != "authority" or len(set(strata)) != len(strata):
            raise ValueError("strata start with `authority` and name each level once")
        return strata


class SecondReads(Document):
    """The seeded share of cases that a second inspector reads without seeing the first."""

    share: float = Field(default=0.1, ge=0, le=1)
    strata: tuple[Literal["authority", "inspector"], ...] = ("authority", "inspector")


class Member(Document):
    """A person of the review's team."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    name: str = Field(min_length=1)
    roles: tuple[Role, ...] = Field(min_length=1)
    not_for: tuple[str, ...] = ()


class ReferralsBack(Document):
    """How long an authority has to answer when a child is referred back to it.

    The decision on any referral is due within one working day (`REF-1`), so that is the limit
    where the review agreed no other.
    """

    respond_within: int = Field(default=1, ge=1, le=60)
    unit: Literal[LimitUnit.WORKING_DAYS, LimitUnit.DAYS] = LimitUnit.WORKING_DAYS


class WordsFollow(StrEnum):
    """Of what words for shares have to be true where cases were drawn by chance."""

    CASES = "cases"
    CHILDREN = "children"


class Reporting(Document):
    """How quantities are worded and when they are held back.

    Args:
        words_follow: With "children", words such as "nearly half" of a count of cases have to be
            true of the estimated share of children too.
        imprint: Paragraphs about the publication: its licence, whom to ask, other formats.
    """

    wording: str = "ofsted-2014"
    words_follow: WordsFollow = WordsFollow.CASES
    smallest_count: int = Field(default=5, ge=1)
    percentages_from: int = Field(default=SMALLEST_BASE_OF_PERCENTAGES, ge=1)
    publisher: str = ""
    published: date | None = None
    reference: str = ""
    notice: str = ""
    imprint: tuple[str, ...] = ()


class ReviewPlan(Document):
    """The whole plan of a thematic review."""

    review: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")
    title: str = Field(min_length=1)
    subtitle: str = ""
    framework: str = "framework.yaml"
    dates: Dates
    authorities: tuple[Authority, ...] = Field(min_length=1)
    # Nobody writes it: the reader fills it in where the authorities are `{select: …}`, so that
    # the plan's digest covers the list that they were drawn from.
    stage_one: SkipJsonSchema[AuthorityDraw | None] = None
    local_standards: tuple[LocalLimit, ...] = ()
    lists: AnyLists = Field(
        default=ANNEX_A_LISTS,
        description="The lists that authorities return: a name such as annex-a-all, or their own "
        "declaration.",
    )
    words: ReportWords = USUAL_WORDS
    case_types: tuple[str, ...] = tuple(annex_a().case_types)
    population: Population = Population()
    sample: Sample
    second_reads: SecondReads = SecondReads()
    referrals_back: ReferralsBack = ReferralsBack()
    team: tuple[Member, ...] = ()
    reporting: Reporting = Reporting()

    @model_validator(mode="after")
    def _take_case_types_of_lists(self) -> ReviewPlan:
        """A plan that names no case types draws from all that its lists give."""
        if "case_types" not in self.model_fields_set and self.lists.extends in {"", *SHIPPED}:
            object.__setattr__(self, "case_types", tuple(self.lists.declared.case_types))
        return self

    @cached_property
    def declared(self) -> DeclaredLists:
        """The lists of the review, without those of other units than its case types."""
        return self.lists.declared.of_case_types(self.case_types)

    def case_type_words(self, case_type: str) -> str:
        """How a report says a case type."""
        return self.declared.case_types.get(case_type, case_type.replace("_", " "))

    @property
    def authorities_were_drawn(self) -> bool:
        """Whether every authority came by a random draw, with a chance that is known."""
        return all(authority.inclusion_probability is not None for authority in self.authorities)

    def authority(self, code: str) -> Authority | None:
        """The authority with that code, or None."""
        return next((authority for authority in self.authorities if authority.code == code), None)

    @cached_property
    def _terms(self) -> dict[str, LocalTerms]:
        return {
            authority.code: LocalTerms(
                country=authority.country,
                single_assessment_from=authority.single_assessment_from,
                standards=tuple(
                    one.standard for one in self.local_standards if one.authority == authority.code
                ),
            )
            for authority in self.authorities
        }

    def terms_of(self, code: str) -> LocalTerms:
        """What an authority counts its limits by; one that is not in the plan, as England does."""
        return self._terms.get(code, ENGLISH)

    def member(self, person_id: str) -> Member | None:
        """The member of the team with that id, or None."""
        return next((member for member in self.team if member.id == person_id), None)

    def inspectors(self) -> tuple[Member, ...]:
        """The members of the team who read cases, in the plan's order."""
        return tuple(member for member in self.team if Role.INSPECTOR in member.roles)
