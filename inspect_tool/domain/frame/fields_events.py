"""The fields that come from referrals, assessments, visits, reviews and care.

Part of the catalogue in `fields`.
"""

from __future__ import annotations

from inspect_tool.domain.frame.children import REFERRALS_BEFORE
from inspect_tool.domain.frame.field import (
    FieldKind,
    FieldSource,
    FrameField,
    latest_date,
    of_current,
    of_latest,
)
from inspect_tool.domain.frame.periods import REFERRAL_DATE

ASSESSMENT_START = "Continuous Assessment Start Date"
STRATEGY = "Strategy discussion initiating Section 47 Enquiry Start Date"

FRONT_DOOR = (
    of_latest(
        "referral_date",
        "Date of the referral",
        FieldKind.DATE,
        (3, REFERRAL_DATE),
        "Date of the latest referral up to the frame's date.",
    ),
    of_latest(
        "referral_nfa",
        "Referral ended in no further action",
        FieldKind.BOOL,
        (3, "Referral NFA?"),
        "Whether the latest referral ended in no further action.",
    ),
    of_latest(
        "referrals_12m",
        "Referrals in the twelve months before",
        FieldKind.INT,
        (3, REFERRALS_BEFORE),
        "Number of referrals in the twelve months before the latest one, which is not counted.",
    ),
    FrameField(
        "re_referral",
        "Re-referral",
        FieldKind.BOOL,
        (FieldSource(3, REFERRALS_BEFORE), FieldSource(3, REFERRAL_DATE)),
        "Whether there was another referral in the twelve months before the latest one, by the "
        "authority's number or by the list itself.",
        lambda children: children.re_referral(),
    ),
    of_latest(
        "assessment_start",
        "Start of the assessment",
        FieldKind.DATE,
        (4, ASSESSMENT_START),
        "Start of the latest assessment.",
    ),
    of_latest(
        "assessment_end",
        "End of the assessment",
        FieldKind.DATE,
        (4, "Continuous Assessment Date of Authorisation"),
        "Day on which the latest assessment was authorised.",
    ),
    of_latest(
        "child_seen_in_assessment",
        "Child seen in the assessment",
        FieldKind.BOOL,
        (4, "Child Seen During Continuous Assessment"),
        "Whether the child was seen during the latest assessment.",
    ),
    of_latest(
        "strategy_date",
        "Date of the strategy discussion",
        FieldKind.DATE,
        (5, STRATEGY),
        "Date of the latest strategy discussion that started a section 47 enquiry.",
    ),
    of_latest(
        "icpc_date",
        "Date of the initial child protection conference",
        FieldKind.DATE,
        (5, "Date of Initial Child Protection Conference"),
        "Date of the initial child protection conference after the latest strategy discussion.",
    ),
    of_latest(
        "icpc_unnecessary",
        "Initial conference deemed unnecessary",
        FieldKind.BOOL,
        (5, "Was an Initial Child Protection Conference deemed unnecessary?"),
        "Whether an initial child protection conference was deemed unnecessary.",
    ),
    of_latest(
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

OVERSIGHT = (
    FrameField(
        "last_visit",
        "Last visit",
        FieldKind.DATE,
        LAST_VISITS,
        "The latest of the last visits and sightings on Lists 6, 7 and 8 up to the frame's date.",
        latest_date(LAST_VISITS),
    ),
    of_current(
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
        latest_date(LATEST_REVIEWS),
    ),
)

CARE = (
    of_current(
        "legal_status",
        "Legal status",
        FieldKind.CHOICE,
        (8, "Child's Legal Status"),
        "Legal status of a child in care.",
    ),
    of_current(
        "legal_status_start",
        "Start of the legal status",
        FieldKind.DATE,
        (8, "Start date of current legal status"),
        "Day on which the legal status started.",
    ),
    of_current(
        "category_of_need",
        "Category of need",
        FieldKind.CHOICE,
        (8, "Child's Category of Need"),
        "Category of need of a child in care.",
    ),
    of_current(
        "permanence_plan",
        "Permanence plan",
        FieldKind.CHOICE,
        (8, "What is the permanence plan for this child?"),
        "What is planned for a child in care in the long term.",
    ),
    of_current(
        "placements_12m",
        "Placements in the last twelve months",
        FieldKind.INT,
        (8, "Number of Placements in the Last 12 months"),
        "Number of placements in twelve months.",
    ),
    of_current(
        "placement_start",
        "Start of the placement",
        FieldKind.DATE,
        (8, "Start Date of Most Recent Placement"),
        "Start of the most recent placement.",
    ),
    of_current(
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
    of_current(
        "asylum_seeking",
        "Unaccompanied asylum-seeking child",
        FieldKind.BOOL,
        (8, "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"),
        "Whether the child was an unaccompanied asylum-seeking child within twelve months.",
    ),
    of_current(
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
