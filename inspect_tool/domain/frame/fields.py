"""The fields that a plan may keep of each child: what they say, and where they come from.

A field is computed from the rows that a child has on the lists, as they stood at the date of the
frame. A value that is not recorded is None: not known.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspect_tool.domain.frame.births import BIRTH
from inspect_tool.domain.frame.children import AGE, FAMILY_ID
from inspect_tool.domain.frame.entries import CHILD_ID
from inspect_tool.domain.frame.field import (
    ABUSE,
    CHILD_LISTS,
    DISABILITY,
    GENDERS,
    NEEDS,
    FieldKind,
    FieldSource,
    FrameField,
    of_current,
    of_latest,
    on_all,
    period_sources,
)
from inspect_tool.domain.frame.fields_events import CARE, FRONT_DOOR, OVERSIGHT
from inspect_tool.domain.frame.periods import CASE_PERIODS, CASE_STATUS
from inspect_tool.domain.plan.plan import CaseType

_PERSON = (
    FrameField(
        "age",
        "Age",
        FieldKind.INT,
        (*on_all(BIRTH), *on_all(AGE)),
        "Completed years at the frame's date, from the date of birth, else the age that the "
        "authority returned; 0 for an unborn child.",
        lambda children: children.age,
    ),
    FrameField(
        "unborn",
        "Unborn",
        FieldKind.BOOL,
        on_all(BIRTH),
        "Whether the date of birth is an expected one, after the frame's date.",
        lambda children: children.unborn(),
    ),
    FrameField(
        "gender",
        "Gender",
        FieldKind.CHOICE,
        on_all("Gender"),
        "Gender as the authority records it, on the list of the most acute case type.",
        lambda children: children.first_known("Gender"),
        GENDERS,
    ),
    FrameField(
        "disability",
        "Disability",
        FieldKind.BOOL,
        on_all(DISABILITY, (4, 5, 6, 7, 8, 10)),
        "Whether the child has a disability, on the list of the most acute case type.",
        lambda children: children.first_known(DISABILITY),
    ),
    FrameField(
        "sibling_group",
        "Sibling group",
        FieldKind.CHOICE,
        on_all(FAMILY_ID),
        "Token of the authority's identifier of the family, where it returned one.",
        lambda children: children.family_token(),
    ),
)

_INVOLVEMENT = (
    FrameField(
        "case_type",
        "Case type",
        FieldKind.CHOICE,
        period_sources(),
        "The most acute kind of help that the child gets at the frame's date.",
        lambda children: children.case_type(),
        tuple(case_type.value for case_type in CaseType),
    ),
    FrameField(
        "months_open",
        "Months open",
        FieldKind.INT,
        period_sources(),
        "Whole months from the earliest start among the open entries of Lists 2, 6, 7 and 8 to "
        "the frame's date.",
        lambda children: children.months_open(),
    ),
    FrameField(
        "early_help_start",
        "Start of early help",
        FieldKind.DATE,
        (FieldSource(2, CASE_PERIODS[2].start),),
        "Start of the latest early help assessment at the frame's date.",
        lambda children: children.current_start(2),
    ),
    FrameField(
        "cin_start",
        "Start as a child in need",
        FieldKind.DATE,
        (FieldSource(6, CASE_PERIODS[6].start),),
        "Start of the open episode as a child in need.",
        lambda children: children.current_start(6),
    ),
    FrameField(
        "plan_start",
        "Start of the child protection plan",
        FieldKind.DATE,
        (FieldSource(7, CASE_PERIODS[7].start),),
        "Start of the open child protection plan.",
        lambda children: children.current_start(7),
    ),
    FrameField(
        "care_start",
        "Start of care",
        FieldKind.DATE,
        (FieldSource(8, CASE_PERIODS[8].start),),
        "The day on which the child started to be looked after, this time.",
        lambda children: children.current_start(8),
    ),
    of_current(
        "case_status",
        "Status as a child in need",
        FieldKind.CHOICE,
        (6, "Case Status"),
        "What List 6 says is under way for the child.",
    ),
    of_latest(
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
        "Latest category of the latest child protection plan, else its initial one where that is "
        "blank.",
        lambda children: children.first_latest(
            (7, "Latest Category of Abuse"), (7, "Initial Category of Abuse")
        ),
        ABUSE,
    ),
    of_latest(
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
        lambda children: children.first_latest(
            (6, "Primary Need Code"), (8, "Child's Category of Need")
        ),
        NEEDS,
    ),
    of_latest(
        "previous_plans",
        "Previous child protection plans",
        FieldKind.INT,
        (7, "Number of Previous Child Protection Plans"),
        "Number of child protection plans before the latest one.",
    ),
    of_latest(
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

FIELDS: Mapping[str, FrameField] = {
    field.name: field
    for field in (*_PERSON, *_INVOLVEMENT, *_NEEDS, *FRONT_DOOR, *OVERSIGHT, *CARE)
}

# Whatever the plan keeps: who it is, how old, and whether help is under way.
ALWAYS_NEEDED: frozenset[tuple[int, str]] = frozenset(
    {(number, column) for number in CHILD_LISTS for column in (CHILD_ID, BIRTH, AGE)}
    | {(source.list_number, source.column) for source in period_sources()}
    | {(6, CASE_STATUS)}
)

# The only columns that can ever leave the process that reads a return: minimisation.
KEPT_COLUMNS: frozenset[tuple[int, str]] = ALWAYS_NEEDED | {
    (source.list_number, source.column) for field in FIELDS.values() for source in field.sources
}
