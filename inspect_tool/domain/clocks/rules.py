"""The statutory limits, as data: what starts and ends each clock, and how long it may take when.

Every version says where its limit and its dates come from. `Basis.MEMORY` marks what was written
down from memory and has not been checked against the text of the law or guidance; whatever prints
a rule prints that too. Paragraph numbers are left out because they were not found.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from inspect_tool.domain.clocks.limits import (
    Basis,
    ClockRule,
    Country,
    LimitUnit,
    Regime,
    RuleVersion,
)

# In force on 15 April 2013 (seen: Lexology's notice of the 2013 guidance).
WORKING_TOGETHER_2013 = date(2013, 4, 15)


class _Edition(NamedTuple):
    """An edition of Working Together, with its first and last day in force."""

    guidance: str
    begins: date
    ends: date | None


# Their dates are from memory; only the first day of that of 2013 was seen in a source.
_EDITIONS = (
    _Edition("Working Together 2010", date(2010, 3, 17), date(2013, 4, 14)),
    _Edition("Working Together 2013", WORKING_TOGETHER_2013, date(2015, 3, 25)),
    _Edition("Working Together 2015", date(2015, 3, 26), date(2018, 7, 3)),
    _Edition("Working Together 2018", date(2018, 7, 4), date(2023, 12, 14)),
    _Edition("Working Together 2023", date(2023, 12, 15), None),
)


def _editions(
    limit: int,
    unit: LimitUnit,
    source: str,
    *,
    first: int = 2010,
    limit_basis: Basis = Basis.SOURCE,
) -> tuple[RuleVersion, ...]:
    """The same limit in every edition of Working Together from the first one on."""
    return tuple(
        RuleVersion(
            guidance=edition.guidance,
            limit=limit,
            unit=unit,
            source=source,
            valid_from=edition.begins,
            valid_to=edition.ends,
            limit_basis=limit_basis,
        )
        for edition in _EDITIONS
        if int(edition.guidance[-4:]) >= first
    )


def _regulation(
    limit: int,
    unit: LimitUnit,
    source: str,
    *,
    begins: date | None = date(2011, 4, 1),
    limit_basis: Basis = Basis.SOURCE,
) -> tuple[RuleVersion, ...]:
    """One version that is still in force; the first day is from memory."""
    return (
        RuleVersion(
            guidance=source.split(";", 1)[0],
            limit=limit,
            unit=unit,
            source=source,
            valid_from=begins,
            limit_basis=limit_basis,
        ),
    )


# Published on 4 April 2000 (seen: the Department of Health's page in the web archive); its limits
# held until the edition of 2010 replaced that of the initial assessment.
_FRAMEWORK_2000 = _Edition(
    "Framework for the Assessment of Children in Need 2000", date(2000, 4, 4), date(2010, 3, 16)
)


def _framework_2000(
    limit: int, source: str, *, limit_basis: Basis = Basis.MEMORY
) -> tuple[RuleVersion, ...]:
    return (
        RuleVersion(
            guidance=_FRAMEWORK_2000.guidance,
            limit=limit,
            unit=LimitUnit.WORKING_DAYS,
            source=source,
            valid_from=_FRAMEWORK_2000.begins,
            valid_to=_FRAMEWORK_2000.ends,
            limit_basis=limit_basis,
        ),
    )


def _old_assessment(limit: int, source: str, *, limit_basis: Basis) -> tuple[RuleVersion, ...]:
    # No last day: an authority kept these limits until it moved to the single assessment.
    return (
        RuleVersion(
            guidance="Working Together 2010",
            limit=limit,
            unit=LimitUnit.WORKING_DAYS,
            source=source,
            valid_from=date(2010, 3, 17),
            limit_basis=limit_basis,
        ),
    )


def _wales(limit: int, unit: LimitUnit) -> tuple[RuleVersion, ...]:
    return (
        RuleVersion(
            guidance="Wales Safeguarding Procedures",
            limit=limit,
            unit=unit,
            source="safeguarding.wales, section 3 part 2",
            valid_from=date(2019, 11, 1),
            country=Country.WALES,
        ),
    )


_DAYS = LimitUnit.WORKING_DAYS
_CARE_PLANNING = "Care Planning, Placement and Case Review (England) Regulations 2010"

_ALL: tuple[ClockRule, ...] = (
    ClockRule(
        "REF-1",
        "Decision on a referral within one working day",
        "referral received",
        "decision on the type of response",
        (
            *_framework_2000(1, "Framework 2000, from memory"),
            *_editions(1, _DAYS, "Working Together 2013, as quoted by teescpp.org.uk"),
        ),
    ),
    ClockRule(
        "IA-10",
        "Initial assessment within 10 working days",
        "referral received",
        "initial assessment complete",
        (
            *_framework_2000(
                7, "Community Care, 12 June 2012: 7 before 2010", limit_basis=Basis.SOURCE
            ),
            *_old_assessment(
                10,
                "Community Care, 12 June 2012; Coventry LSCB procedures",
                limit_basis=Basis.SOURCE,
            ),
        ),
        Regime.INITIAL_AND_CORE,
        "The limit was 7 working days before 2010, and some authorities kept to it.",
    ),
    ClockRule(
        "CA-35",
        "Core assessment within 35 working days",
        "end of the initial assessment, strategy discussion or new information",
        "core assessment complete",
        (
            *_framework_2000(35, "Framework 2000, from memory"),
            *_old_assessment(
                35,
                "Community Care, 2012 (limit); start event not verified",
                limit_basis=Basis.MEMORY,
            ),
        ),
        Regime.INITIAL_AND_CORE,
    ),
    ClockRule(
        "ASMT-45",
        "Assessment within 45 working days of the referral",
        "referral received",
        "assessment concluded",
        _editions(
            45, _DAYS, "proceduresonline.com glossary, 'assessment'; speakcase.com", first=2013
        ),
        Regime.SINGLE,
        "The clock starts with the referral, not with its acceptance. Reasons for taking longer "
        "are to be recorded.",
    ),
    ClockRule(
        "ASMT-45s",
        "Assessment within 45 working days of its start",
        "assessment started",
        "assessment authorised",
        _editions(
            45, _DAYS, "Children in need census, validation rule 8670Q (csc-validator)", first=2013
        ),
        Regime.SINGLE,
        "The statistical rule. It starts with another event than ASMT-45: say which was used.",
    ),
    ClockRule(
        "ICPC-15",
        "Initial child protection conference within 15 working days",
        "strategy discussion",
        "initial child protection conference",
        _editions(15, _DAYS, "Validation rule 8675Q (csc-validator); erscp.co.uk; Warrington SCB"),
        note="With several strategy discussions: the last one under the 2010 edition, the one at "
        "which section 47 enquiries were initiated from 2013 (which edition says which is from "
        "memory).",
    ),
    ClockRule(
        "CORE-10",
        "First core group within 10 working days",
        "initial child protection conference",
        "first core group",
        (
            *_editions(
                10,
                _DAYS,
                "safeguarding.wales, section 3 part 2 (Wales); England from memory",
                limit_basis=Basis.MEMORY,
            ),
            *_wales(10, _DAYS),
        ),
    ),
    ClockRule(
        "RCPC-3m",
        "First review conference within three months",
        "initial child protection conference",
        "first review conference",
        (
            *_editions(
                3,
                LimitUnit.MONTHS,
                "safeguarding.wales, section 3 part 2; DfE statistics, table D6",
            ),
            *_wales(3, LimitUnit.MONTHS),
        ),
    ),
    ClockRule(
        "RCPC-6m",
        "Later review conferences within six months",
        "previous review conference",
        "next review conference",
        _editions(6, LimitUnit.MONTHS, "London child protection procedures 4.1.22 (Bromley)"),
    ),
    ClockRule(
        "CLA-V1",
        "First visit within a week of placement",
        "placement started",
        "first visit",
        _regulation(1, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(2)(a), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-V2",
        "Visits every six weeks in the first year of a placement",
        "previous visit",
        "next visit",
        _regulation(6, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(2)(b), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-V3",
        "Visits every three months in a placement meant to last to 18",
        "previous visit",
        "next visit",
        _regulation(3, LimitUnit.MONTHS, f"{_CARE_PLANNING}; reg. 28(2)(c), legislation.gov.uk"),
        note="After the first year; for other placements the limit stays six weeks (CLA-V2).",
    ),
    ClockRule(
        "CLA-V4",
        "Visits every week until the first review, of a child who lives with a parent",
        "previous visit",
        "next visit",
        _regulation(
            1, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(3)(a), (4)(a), legislation.gov.uk"
        ),
        note="Placed before the assessment is complete (reg. 19), with a temporarily approved "
        "carer (reg. 24) or under an interim care order.",
    ),
    ClockRule(
        "CLA-V4-19",
        "Visits every six weeks after the first review, placed under regulation 19",
        "previous visit",
        "next visit",
        _regulation(6, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(3)(b), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-V4-24",
        "Visits every four weeks after the first review, under regulation 24 or an interim order",
        "previous visit",
        "next visit",
        _regulation(4, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(4)(b), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-V5",
        "First visit within a week of a care order, of a child who lives with a parent",
        "care order made",
        "first visit",
        _regulation(1, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(5)(a), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-V5n",
        "Later visits every six weeks under a care order, of a child who lives with a parent",
        "previous visit",
        "next visit",
        _regulation(6, LimitUnit.WEEKS, f"{_CARE_PLANNING}; reg. 28(5)(b), legislation.gov.uk"),
    ),
    ClockRule(
        "CLA-R1",
        "First review within 20 working days of becoming looked after",
        "became looked after",
        "first review",
        _regulation(20, _DAYS, f"{_CARE_PLANNING}; reg. 33 (number from memory), proceduresonline"),
    ),
    ClockRule(
        "CLA-R2",
        "Second review within three months of the first",
        "first review",
        "second review",
        _regulation(
            3, LimitUnit.MONTHS, f"{_CARE_PLANNING}; reg. 33 (number from memory), proceduresonline"
        ),
    ),
    ClockRule(
        "CLA-R3",
        "Later reviews within six months",
        "previous review",
        "next review",
        _regulation(
            6, LimitUnit.MONTHS, f"{_CARE_PLANNING}; reg. 33 (number from memory), proceduresonline"
        ),
    ),
    ClockRule(
        "CLA-CP",
        "Care plan within 10 working days of the first placement",
        "first placement started",
        "care plan prepared",
        _regulation(10, _DAYS, f"{_CARE_PLANNING}; reg. 4, Durham procedures"),
        note="The plan is to be prepared before the placement or, failing that, within the limit.",
    ),
    ClockRule(
        "PLO-26",
        "Care proceedings within 26 weeks",
        "care application issued",
        "final order",
        (
            RuleVersion(
                guidance="Children Act 1989, s. 32(1)(a)(ii)",
                limit=26,
                unit=LimitUnit.WEEKS,
                source="legislation.gov.uk/ukpga/1989/41/section/32; begun by the Children and "
                "Families Act 2014, s. 14",
                valid_from=date(2014, 4, 22),
                counts_first_day=True,
            ),
        ),
        note="Within twenty-six weeks beginning with the day of issue, so that day is the first "
        "one. The court may extend it.",
    ),
    ClockRule(
        "IHA-20",
        "Initial health assessment within 20 working days",
        "became looked after",
        "initial health assessment",
        _regulation(
            20,
            _DAYS,
            "Statutory guidance 2015; use seen in a report on Cheshire East, 2015",
            begins=date(2015, 3, 1),
        ),
    ),
    ClockRule(
        "RHI-72",
        "Return interview within 72 hours",
        "returned from missing",
        "return interview",
        _regulation(
            3,
            LimitUnit.DAYS,
            "Statutory guidance 2014; from memory",
            begins=date(2014, 1, 1),
            limit_basis=Basis.MEMORY,
        ),
        note="72 hours, judged by dates alone: the third day after is still in time.",
    ),
    # No national limit: what an authority asks of itself, where the plan gives it.
    ClockRule(
        "EHA",
        "Early help assessment",
        "early help requested",
        "early help assessment complete",
    ),
    ClockRule("STRAT", "Strategy discussion after a referral", "referral received", "discussion"),
    ClockRule("CP-V", "Child protection visits", "previous visit", "next visit"),
    ClockRule("CIN-V", "Visits to a child in need", "previous visit", "next visit"),
    ClockRule("CIN-R", "Reviews of a child in need plan", "previous review", "next review"),
    ClockRule("SUP", "Supervision of the social worker", "previous session", "next session"),
    ClockRule(
        "RCPC-birth",
        "Conference or core group after a birth that followed a pre-birth conference",
        "birth",
        "review conference or core group",
        note="London procedures: 10 days, or 20 where the mother is unwell.",
    ),
)

RULES: dict[str, ClockRule] = {rule.id: rule for rule in _ALL}
