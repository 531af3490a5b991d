"""The fields that a plan may keep of each child: what they say, and where they come from.

A field is computed from the rows that a child has on the lists, as they stood at the date of the
frame. A value that is not recorded is None: not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.frame_child import (
    BIRTH,
    CASE_PERIODS,
    CHILD_ID,
    FAMILY_ID,
    AGE,
    ChildOnLists,
)
from inspect_tool.domain.plan import CaseType

Compute: TypeAlias = Callable[[ChildOnLists], Scalar | None]


class FieldKind(StrEnum):
    """What values a field takes."""

    BOOL = "bool"
    INT = "int"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, order=True)
class FieldSource:
    """A column of an Annex A list, by its official heading."""

    list_number: int
    column: str


@dataclass(frozen=True)
class FrameField:
    """One field of the frame.

    Args:
        words: How a report or a form names it.
        definition: What it says, in one sentence.
        choices: The values of a choice; empty where they are tokens.
        compute: Its value for a child.
    """

    name: str
    words: str
    kind: FieldKind
    sources: tuple[FieldSource, ...]
    definition: str
    compute: Compute
    choices: tuple[str, ...] = ()


GENDERS = ("male", "female", "not_stated", "neither")
ABUSE = ("neglect", "physical_abuse", "sexual_abuse", "emotional_abuse", "multiple")
NEEDS = ("N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "N9", "N0")
LEGAL = ("C1", "C2", "D1", "E1", "V2", "V3", "V4", "L1", "L2", "L3", "J1", "J2", "J3")
STATUSES = (
    "looked_after", "child_protection_plan", "child_in_need_plan", "open_assessment", "closed",
)  # fmt: skip
CLOSURES = ("RC1", "RC2", "RC3", "RC4", "RC5", "RC6", "RC7", "RC8", "RC9")
PERMANENCE = (
    "return_to_family", "adoption", "sgo_or_cao", "supported_living", "residential",
    "long_term_fostering", "other",
)  # fmt: skip
CHILD_LISTS = (1, 2, 3, 4, 5, 6, 7, 8, 10)  # List 9 is of young adults, List 11 of adopters
DISABILITY = "Does the Child have a Disability"


def _on_all(column: str, lists: tuple[int, ...] = CHILD_LISTS) -> tuple[FieldSource, ...]:
    return tuple(FieldSource(number, column) for number in lists)


def _latest(list_number: int, column: str) -> Compute:
    return lambda child: child.latest_value(list_number, column)


def _current(list_number: int, column: str) -> Compute:
    return lambda child: child.current_value(list_number, column)


def _one(
    name: str, words: str, kind: FieldKind, at: tuple[int, str], definition: str
) -> FrameField:
    """A field that repeats one column of the latest entry on a list."""
    return FrameField(
        name, words, kind, (FieldSource(*at),), definition, _latest(*at), _CHOICES.get(name, ())
    )


def _open(
    name: str, words: str, kind: FieldKind, at: tuple[int, str], definition: str
) -> FrameField:
    """A field that repeats one column of the entry that is open at the frame's date."""
    return FrameField(
        name, words, kind, (FieldSource(*at),), definition, _current(*at), _CHOICES.get(name, ())
    )


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "case_status": STATUSES,
    "reason_for_closure": CLOSURES,
    "legal_status": LEGAL,
    "permanence_plan": PERMANENCE,
    "category_of_need": NEEDS,
    "initial_category_of_abuse": ABUSE,
}


def _period_sources() -> tuple[FieldSource, ...]:
    return tuple(
        FieldSource(number, column)
        for number, period in CASE_PERIODS.items()
        for column in (period.start, period.end)
        if column
    )


_PERSON = (
    FrameField(
        "age",
        "Age",
        FieldKind.INT,
        (*_on_all(BIRTH), *_on_all(AGE)),
        "Completed years at the frame's date, from the date of birth, else the age that the "
        "authority returned; 0 for an unborn child.",
        lambda child: child.age(),
    ),
    FrameField(
        "unborn",
        "Unborn",
        FieldKind.BOOL,
        _on_all(BIRTH),
        "Whether the date of birth is an expected one, after the frame's date.",
        lambda child: child.is_unborn(),
    ),
    FrameField(
        "gender",
        "Gender",
        FieldKind.CHOICE,
        _on_all("Gender"),
        "Gender as the authority records it, on the list of the most acute case type.",
        lambda child: child.first_known("Gender"),
        GENDERS,
    ),
    FrameField(
        "disability",
        "Disability",
        FieldKind.BOOL,
        _on_all(DISABILITY, (4, 5, 6, 7, 8, 10)),
        "Whether the child has a disability, on the list of the most acute case type.",
        lambda child: child.first_known(DISABILITY),
    ),
    FrameField(
        "sibling_group",
        "Sibling group",
        FieldKind.CHOICE,
        _on_all(FAMILY_ID),
        "Token of the authority's identifier of the family, where it returned one.",
        lambda child: child.family_token(),
    ),
)

_INVOLVEMENT = (
    FrameField(
        "case_type",
        "Case type",
        FieldKind.CHOICE,
        _period_sources(),
        "The most acute kind of help that the child gets at the frame's date.",
        lambda child: child.case_type.value,
        tuple(one.value for one in CaseType),
    ),
    FrameField(
        "months_open",
        "Months open",
        FieldKind.INT,
        _period_sources(),
        "Whole months from the earliest start among the open entries of Lists 2, 6, 7 and 8 to "
        "the frame's date.",
        lambda child: child.months_open(),
    ),
    FrameField(
        "early_help_start",
        "Start of early help",
        FieldKind.DATE,
        (FieldSource(2, CASE_PERIODS[2].start),),
        "Start of the latest early help assessment at the frame's date.",
        lambda child: child.current_start(2),
    ),
    FrameField(
        "cin_start",
        "Start as a child in need",
        FieldKind.DATE,
        (FieldSource(6, CASE_PERIODS[6].start),),
        "Start of the open episode as a child in need.",
        lambda child: child.current_start(6),
    ),
    FrameField(
        "plan_start",
        "Start of the child protection plan",
        FieldKind.DATE,
        (FieldSource(7, CASE_PERIODS[7].start),),
        "Start of the open child protection plan.",
        lambda child: child.current_start(7),
    ),
    FrameField(
        "care_start",
        "Start of care",
        FieldKind.DATE,
        (FieldSource(8, CASE_PERIODS[8].start),),
        "The day on which the child started to be looked after, this time.",
        lambda child: child.current_start(8),
    ),
    _open(
        "case_status",
        "Status as a child in need",
        FieldKind.CHOICE,
        (6, "Case Status"),
        "What List 6 says is under way for the child.",
    ),
    _one(
        "reason_for_closure",
        "Reason for closure",
        FieldKind.CHOICE,
        (6, "Reason for Closure"),
        "Why the latest episode as a child in need ended.",
    ),
)

_NEEDS = (
    FrameField(
        "category_of_abuse",
        "Category of abuse",
        FieldKind.CHOICE,
        (FieldSource(7, "Latest Category of Abuse"), FieldSource(7, "Initial Category of Abuse")),
        "Latest category of the latest child protection plan, else its initial one.",
        lambda child: child.latest_value(7, "Latest Category of Abuse")
        or child.latest_value(7, "Initial Category of Abuse"),
        ABUSE,
    ),
    _one(
        "initial_category_of_abuse",
        "Initial category of abuse",
        FieldKind.CHOICE,
        (7, "Initial Category of Abuse"),
        "Category with which the latest child protection plan started.",
    ),
    FrameField(
        "primary_need",
        "Primary need",
        FieldKind.CHOICE,
        (FieldSource(6, "Primary Need Code"), FieldSource(8, "Child's Category of Need")),
        "Primary need of the latest episode as a child in need, else the category of need of a "
        "child in care; neglect cannot be told from abuse in it.",
        lambda child: child.latest_value(6, "Primary Need Code")
        or child.latest_value(8, "Child's Category of Need"),
        NEEDS,
    ),
    _one(
        "previous_plans",
        "Previous child protection plans",
        FieldKind.INT,
        (7, "Number of Previous Child Protection Plans"),
        "Number of child protection plans before the latest one.",
    ),
    _one(
        "emergency_protection",
        "Emergency protection in the last six months",
        FieldKind.BOOL,
        (
            7,
            "Subject to Emergency Protection Order or Protected Under Police Powers in Last "
            "Six Months (Y/N)",
        ),
        "Whether an emergency protection order or police powers were used in six months.",
    ),
)

REFERRAL_DATE = "Date of referral"
REFERRALS = "Number of Referrals in Last 12 Months"
ASSESSMENT_START = "Continuous Assessment Start Date"
STRATEGY = "Strategy discussion initiating Section 47 Enquiry Start Date"

_FRONT_DOOR = (
    _one(
        "referral_date",
        "Date of the referral",
        FieldKind.DATE,
        (3, REFERRAL_DATE),
        "Date of the latest referral up to the frame's date.",
    ),
    _one(
        "referral_nfa",
        "Referral ended in no further action",
        FieldKind.BOOL,
        (3, "Referral NFA?"),
        "Whether the latest referral ended in no further action.",
    ),
    _one(
        "referrals_12m",
        "Referrals in the twelve months before",
        FieldKind.INT,
        (3, REFERRALS),
        "Number of referrals in the twelve months before the latest one, which is not counted.",
    ),
    FrameField(
        "re_referral",
        "Re-referral",
        FieldKind.BOOL,
        (FieldSource(3, REFERRALS), FieldSource(3, REFERRAL_DATE)),
        "Whether there was another referral in the twelve months before the latest one, by the "
        "authority's number or by the list itself.",
        lambda child: child.is_re_referral(),
    ),
    _one(
        "assessment_start",
        "Start of the assessment",
        FieldKind.DATE,
        (4, ASSESSMENT_START),
        "Start of the latest assessment.",
    ),
    _one(
        "assessment_end",
        "End of the assessment",
        FieldKind.DATE,
        (4, "Continuous Assessment Date of Authorisation"),
        "Day on which the latest assessment was authorised.",
    ),
    _one(
        "child_seen_in_assessment",
        "Child seen in the assessment",
        FieldKind.BOOL,
        (4, "Child Seen During Continuous Assessment"),
        "Whether the child was seen during the latest assessment.",
    ),
    _one(
        "strategy_date",
        "Date of the strategy discussion",
        FieldKind.DATE,
        (5, STRATEGY),
        "Date of the latest strategy discussion that started a section 47 enquiry.",
    ),
    _one(
        "icpc_date",
        "Date of the initial child protection conference",
        FieldKind.DATE,
        (5, "Date of Initial Child Protection Conference"),
        "Date of the initial child protection conference after the latest strategy discussion.",
    ),
    _one(
        "icpc_unnecessary",
        "Initial conference deemed unnecessary",
        FieldKind.BOOL,
        (5, "Was an Initial Child Protection Conference deemed unnecessary?"),
        "Whether an initial child protection conference was deemed unnecessary.",
    ),
    _one(
        "enquiries_12m",
        "Section 47 enquiries in the last twelve months",
        FieldKind.INT,
        (5, "Number of Section 47 Enquiries in the last 12 months"),
        "Number of section 47 enquiries in twelve months, as the authority returned it.",
    ),
)

LAST_VISITS = (
    FieldSource(6, "Date Child Was Last Seen"),
    FieldSource(7, "Date of the Last Statutory Visit"),
    FieldSource(8, "Date of Last Social Work Visit"),
)
LATEST_REVIEWS = (
    FieldSource(7, "Date of latest review conference"),
    FieldSource(8, "Date of Latest Statutory Review"),
)

_OVERSIGHT = (
    FrameField(
        "last_visit",
        "Last visit",
        FieldKind.DATE,
        LAST_VISITS,
        "The latest of the last visits and sightings on Lists 6, 7 and 8 up to the frame's date.",
        lambda child: child.latest_date((one.list_number, one.column) for one in LAST_VISITS),
    ),
    _open(
        "seen_alone",
        "Child seen alone",
        FieldKind.BOOL,
        (7, "Was the Child Seen Alone?"),
        "Whether the child was seen alone at the last statutory visit.",
    ),
    FrameField(
        "latest_review",
        "Latest review",
        FieldKind.DATE,
        LATEST_REVIEWS,
        "The later of the review conference and the statutory review up to the frame's date.",
        lambda child: child.latest_date((one.list_number, one.column) for one in LATEST_REVIEWS),
    ),
)

_CARE = (
    _open(
        "legal_status",
        "Legal status",
        FieldKind.CHOICE,
        (8, "Child's Legal Status"),
        "Legal status of a child in care.",
    ),
    _open(
        "legal_status_start",
        "Start of the legal status",
        FieldKind.DATE,
        (8, "Start date of current legal status"),
        "Day on which the legal status started.",
    ),
    _open(
        "category_of_need",
        "Category of need",
        FieldKind.CHOICE,
        (8, "Child's Category of Need"),
        "Category of need of a child in care.",
    ),
    _open(
        "permanence_plan",
        "Permanence plan",
        FieldKind.CHOICE,
        (8, "What is the permanence plan for this child?"),
        "What is planned for a child in care in the long term.",
    ),
    _open(
        "placements_12m",
        "Placements in the last twelve months",
        FieldKind.INT,
        (8, "Number of Placements in the Last 12 months"),
        "Number of placements in twelve months.",
    ),
    _open(
        "placement_start",
        "Start of the placement",
        FieldKind.DATE,
        (8, "Start Date of Most Recent Placement"),
        "Start of the most recent placement.",
    ),
    _open(
        "second_period_of_care",
        "Second period of care in twelve months",
        FieldKind.BOOL,
        (
            8,
            "Is this a second or subsequent period of being a Looked After Child within the last "
            "12 months (Y/N)",
        ),
        "Whether the child had been in care before within twelve months.",
    ),
    _open(
        "asylum_seeking",
        "Unaccompanied asylum-seeking child",
        FieldKind.BOOL,
        (8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"),
        "Whether the child was an unaccompanied asylum-seeking child within twelve months.",
    ),
    _open(
        "missing_episodes_12m",
        "Missing episodes in the last twelve months",
        FieldKind.INT,
        (
            8,
            "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 "
            "months",
        ),
        "Number of episodes in which the child was missing from the placement.",
    ),
)

FIELDS: Mapping[str, FrameField] = {
    one.name: one
    for one in (*_PERSON, *_INVOLVEMENT, *_NEEDS, *_FRONT_DOOR, *_OVERSIGHT, *_CARE)
}

# The only columns that leave the process that reads a return: minimisation.
KEPT_COLUMNS: frozenset[tuple[int, str]] = frozenset(
    (source.list_number, source.column) for one in FIELDS.values() for source in one.sources
) | {(number, CHILD_ID) for number in CHILD_LISTS}
