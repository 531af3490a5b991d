"""The statutory limits held against expected values that were written by hand from the law.

Each row was counted on a calendar, with the bank holidays that `BANK_HOLIDAYS` in
`test_working_days.py` lists, and names what says so. Where the wording was not seen, "from
memory" stands there as in the table of rules. "Framework 2000" is the Framework for the Assessment
of Children in Need and their Families, published on 4 April 2000; WT is Working Together to
Safeguard Children; the Regulations are the Care Planning, Placement and Case Review (England)
Regulations 2010, S.I. 2010/959, in force on 1 April 2011 (reg. 1(1)).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from inspect_tool.domain.clocks.clock import ClockResult, run_clock, version_in_force
from inspect_tool.domain.clocks.limits import Country, LimitUnit
from inspect_tool.domain.clocks.local import LocalStandard, LocalTerms
from inspect_tool.domain.clocks.rules import RULES

DAY = timedelta(days=1)
LONG_AFTER = date(2020, 1, 1)


class Row(NamedTuple):
    """A start event, and the last day that is in time."""

    rule: str
    start: str
    due: str
    why: str


# ---------------------------------------------------------------- every rule, at its edges
DUE = [
    # REF-1: one working day from receipt of the referral (WT 2013, as quoted by teescpp.org.uk).
    Row("REF-1", "2013-06-03", "2013-06-04", "Monday to Tuesday; the day of receipt is day 0"),
    Row("REF-1", "2013-06-08", "2013-06-10", "a Saturday stays day 0; Monday is the first"),
    Row("REF-1", "2013-03-28", "2013-04-02", "Maundy Thursday: over Good Friday, Easter Monday"),
    Row("REF-1", "2013-12-24", "2013-12-27", "Christmas Eve: over 25 and 26 December"),
    Row("REF-1", "2012-02-28", "2012-02-29", "29 February is a Wednesday"),
    Row("REF-1", "2012-02-29", "2012-03-01", "from 29 February"),
    Row("REF-1", "2013-05-31", "2013-06-03", "the last Friday of a month"),
    # IA-10: 7 working days until WT 2010, 10 from then on (Community Care, 12 June 2012).
    Row("IA-10", "2010-03-16", "2010-03-25", "7 working days, on the last day of that limit"),
    Row("IA-10", "2010-03-17", "2010-03-31", "10 working days, on the first day of that limit"),
    Row("IA-10", "2009-12-21", "2010-01-04", "7: 22, 23, 24, 29, 30, 31 December, 4 January"),
    Row("IA-10", "2012-02-15", "2012-02-29", "ends on 29 February"),
    Row("IA-10", "2012-06-01", "2012-06-19", "over the jubilee, 4 and 5 June"),
    Row("IA-10", "2013-03-22", "2013-04-09", "over Easter"),
    # CA-35: from the end of the initial assessment (limit: Community Care; start from memory).
    Row("CA-35", "2012-09-03", "2012-10-22", "seven weeks without a bank holiday"),
    Row("CA-35", "2012-11-30", "2013-01-23", "from a month's end, over Christmas and New Year"),
    # ASMT-45: 45 working days from the point of referral (proceduresonline.com glossary).
    Row("ASMT-45", "2013-04-15", "2013-06-19", "the first day of the limit; two May holidays"),
    Row("ASMT-45", "2013-06-03", "2013-08-05", "nine weeks without a bank holiday"),
    Row("ASMT-45", "2013-10-25", "2013-12-31", "over Christmas, to the end of the year"),
    # ASMT-45s: the census counts from the start of the assessment (rule 8670Q).
    Row("ASMT-45s", "2013-08-01", "2013-10-04", "over the August bank holiday"),
    # ICPC-15: 15 working days of the strategy discussion (rule 8675Q; erscp.co.uk).
    Row("ICPC-15", "2012-03-22", "2012-04-16", "under WT 2010, over Easter"),
    Row("ICPC-15", "2013-06-03", "2013-06-24", "three weeks"),
    Row("ICPC-15", "2013-08-12", "2013-09-03", "over the August bank holiday"),
    # CORE-10: 10 working days of the conference (safeguarding.wales; England from memory).
    Row("CORE-10", "2013-05-17", "2013-06-03", "over the spring bank holiday"),
    Row("CORE-10", "2012-02-15", "2012-02-29", "ends on 29 February"),
    # RCPC-3m, RCPC-6m: three months of the conference, then intervals of six months at most.
    Row("RCPC-3m", "2011-11-29", "2012-02-29", "29 February is there"),
    Row("RCPC-3m", "2011-11-30", "2012-02-29", "the 30th is clipped to 29 February"),
    Row("RCPC-3m", "2012-11-30", "2013-02-28", "and to 28 in another year"),
    Row("RCPC-3m", "2012-02-29", "2012-05-29", "from 29 February by the number of the day"),
    Row("RCPC-3m", "2013-05-31", "2013-08-31", "31 to 31, a Saturday: months take no weekends"),
    Row("RCPC-6m", "2011-08-31", "2012-02-29", "clipped to 29 February"),
    Row("RCPC-6m", "2013-08-31", "2014-02-28", "clipped to 28 February"),
    Row("RCPC-6m", "2012-02-29", "2012-08-29", "from 29 February"),
    # Visits: reg. 28 as made, legislation.gov.uk/uksi/2010/959/regulation/28/made.
    Row("CLA-V1", "2012-02-24", "2012-03-02", "reg. 28(2)(a): a week, over 29 February"),
    Row("CLA-V1", "2013-12-25", "2014-01-01", "a week takes no notice of bank holidays"),
    Row("CLA-V2", "2012-01-18", "2012-02-29", "reg. 28(2)(b): six weeks are 42 days"),
    Row("CLA-V3", "2011-11-30", "2012-02-29", "reg. 28(2)(c)(i): three months, clipped"),
    Row("CLA-V4", "2013-06-03", "2013-06-10", "reg. 28(3)(a) and (4)(a): at least once a week"),
    Row("CLA-V4-19", "2013-06-03", "2013-07-15", "reg. 28(3)(b): six weeks"),
    Row("CLA-V4-24", "2012-02-01", "2012-02-29", "reg. 28(4)(b): four weeks"),
    Row("CLA-V5", "2013-03-29", "2013-04-05", "reg. 28(5)(a): a week of the care order"),
    Row("CLA-V5n", "2013-06-03", "2013-07-15", "reg. 28(5)(b): six weeks"),
    # Reviews: reg. 33 (number from memory; limits: proceduresonline).
    Row("CLA-R1", "2013-06-03", "2013-07-01", "20 working days"),
    Row("CLA-R1", "2012-12-06", "2013-01-08", "over Christmas and New Year"),
    Row("CLA-R2", "2012-11-30", "2013-02-28", "three months, clipped"),
    Row("CLA-R3", "2013-03-31", "2013-09-30", "six months, clipped"),
    # CLA-CP: reg. 4, within ten working days of the first placement (Durham procedures).
    Row("CLA-CP", "2012-05-30", "2012-06-15", "over the jubilee"),
    # PLO-26: s. 32(1)(a)(ii) Children Act 1989: "within twenty-six weeks beginning with the day on
    # which the application was issued". That day is day 1, so the last one is 181 days later.
    Row("PLO-26", "2014-04-22", "2014-10-20", "a Tuesday; 26 weeks end on a Monday"),
    Row("PLO-26", "2015-09-01", "2016-02-29", "ends on 29 February"),
    # IHA-20 and RHI-72: statutory guidance of 2015 and 2014; dates from memory.
    Row("IHA-20", "2015-03-02", "2015-03-30", "20 working days"),
    Row("RHI-72", "2014-02-27", "2014-03-02", "72 hours, on every day of the week"),
    Row("RHI-72", "2016-02-27", "2016-03-01", "over 29 February"),
]


@pytest.mark.parametrize("row", DUE, ids=lambda row: f"{row.rule} {row.start}")
def test_the_last_day_in_time_is_that_of_the_law(row: Row) -> None:
    start, due = date.fromisoformat(row.start), date.fromisoformat(row.due)

    before, on_the_day, after = (
        run_clock(row.rule, start, due + days * DAY, on=LONG_AFTER) for days in (-1, 0, 1)
    )

    assert before.due == on_the_day.due == after.due == due, row.why
    assert (before.result, on_the_day.result) == (ClockResult.IN_TIME, ClockResult.IN_TIME)
    assert after.result is ClockResult.LATE


@pytest.mark.parametrize("row", DUE, ids=lambda row: f"{row.rule} {row.start}")
def test_what_is_not_done_is_not_due_until_the_last_day_has_passed(row: Row) -> None:
    start, due = date.fromisoformat(row.start), date.fromisoformat(row.due)

    found = [run_clock(row.rule, start, None, on=due + days * DAY).result for days in (-1, 0, 1)]

    assert found == [ClockResult.NOT_DUE, ClockResult.NOT_DUE, ClockResult.OVERDUE]


@pytest.mark.parametrize("row", DUE, ids=lambda row: f"{row.rule} {row.start}")
def test_day_0_is_in_time(row: Row) -> None:
    start = date.fromisoformat(row.start)

    assert run_clock(row.rule, start, start, on=LONG_AFTER).result is ClockResult.IN_TIME


def test_every_national_rule_has_a_row() -> None:
    national = {rule.id for rule in RULES.values() if rule.versions}

    assert national == {row.rule for row in DUE}


# ---------------------------------------------------------------- transitions of the law
class Turn(NamedTuple):
    """Which limit holds for a start event; empty where none does."""

    rule: str
    start: str
    guidance: str
    limit: int | None


_F2000 = "Framework for the Assessment of Children in Need 2000"
_WT = "Working Together "
_CPR = "Care Planning, Placement and Case Review (England) Regulations 2010"
TURNS = [
    # 15 April 2013 was seen (lexology.com); the other dates of editions are from memory.
    *(
        Turn(rule, day, _WT + edition, limit)
        for rule, limit in (("REF-1", 1), ("ICPC-15", 15), ("CORE-10", 10), ("RCPC-3m", 3))
        for day, edition in (
            ("2010-03-17", "2010"), ("2010-03-18", "2010"),
            ("2013-04-14", "2010"), ("2013-04-15", "2013"), ("2013-04-16", "2013"),
            ("2015-03-25", "2013"), ("2015-03-26", "2015"), ("2015-03-27", "2015"),
            ("2018-07-03", "2015"), ("2018-07-04", "2018"), ("2018-07-05", "2018"),
            ("2023-12-14", "2018"), ("2023-12-15", "2023"), ("2023-12-16", "2023"),
        )
    ),
    Turn("REF-1", "2000-04-03", "", None),
    Turn("REF-1", "2000-04-04", _F2000, 1),
    Turn("REF-1", "2010-03-16", _F2000, 1),
    Turn("ICPC-15", "2010-03-16", "", None),
    Turn("IA-10", "2000-04-03", "", None),
    Turn("IA-10", "2000-04-04", _F2000, 7),
    Turn("IA-10", "2010-03-16", _F2000, 7),
    Turn("IA-10", "2010-03-17", _WT + "2010", 10),
    Turn("IA-10", "2013-04-14", _WT + "2010", 10),
    Turn("IA-10", "2013-04-15", "", None),
    Turn("CA-35", "2000-04-03", "", None),
    Turn("CA-35", "2010-03-16", _F2000, 35),
    Turn("CA-35", "2010-03-17", _WT + "2010", 35),
    Turn("CA-35", "2013-04-14", _WT + "2010", 35),
    Turn("CA-35", "2013-04-15", "", None),
    Turn("ASMT-45", "2013-04-14", "", None),
    Turn("ASMT-45", "2013-04-15", _WT + "2013", 45),
    Turn("ASMT-45", "2013-04-16", _WT + "2013", 45),
    Turn("ASMT-45", "2023-12-15", _WT + "2023", 45),
    Turn("CLA-V1", "2011-03-31", "", None),
    Turn("CLA-V1", "2011-04-01", _CPR, 1),
    Turn("PLO-26", "2014-04-21", "", None),
    Turn("PLO-26", "2014-04-22", "Children Act 1989, s. 32(1)(a)(ii)", 26),
    Turn("IHA-20", "2015-02-28", "", None),
    Turn("IHA-20", "2015-03-01", "Statutory guidance 2015", 20),
    Turn("RHI-72", "2013-12-31", "", None),
    Turn("RHI-72", "2014-01-01", "Statutory guidance 2014", 3),
]  # fmt: skip


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: f"{turn.rule} {turn.start}")
def test_the_limit_is_that_of_the_day_of_the_start(turn: Turn) -> None:
    version = version_in_force(RULES[turn.rule], date.fromisoformat(turn.start))

    found = ("", None) if version is None else (version.guidance, version.limit)
    assert found == (turn.guidance, turn.limit)


# ---------------------------------------------------------------- an authority's own dates
# The Secretary of State let eight authorities try more flexible assessments, four from March 2011
# and four from September 2011 (basw.co.uk, "The impact of more flexible assessment practices";
# education.gov.uk a00198964): the two kinds of assessment in all eight, their limits in six, the
# conference's 15 and the core group's 10 working days in two. The days here are invented.
PLAIN = LocalTerms()
LATER = LocalTerms(single_assessment_from=date(2013, 9, 1))
TRIAL = LocalTerms(single_assessment_from=date(2011, 9, 1))
TRIAL_STANDARD = LocalTerms(
    single_assessment_from=date(2011, 9, 1),
    standards=(
        LocalStandard(
            "ASMT-45", 35, LimitUnit.WORKING_DAYS, date(2011, 9, 1), date(2013, 4, 14), "panel"
        ),
    ),
)
SET_ASIDE = LocalTerms(
    standards=(
        LocalStandard(
            "ICPC-15", None, LimitUnit.WORKING_DAYS, date(2011, 9, 1), date(2013, 4, 14),
            "direction of the Secretary of State", instead_of_national=True,
        ),
    )
)  # fmt: skip
STRICTER = LocalTerms(
    standards=(LocalStandard("IA-10", 7, LimitUnit.WORKING_DAYS, None, None, "LSCB procedures"),)
)
VISITS = LocalTerms(
    standards=(LocalStandard("CP-V", 10, LimitUnit.WORKING_DAYS, None, None, "procedures"),)
)
WALES, SCOTLAND = LocalTerms(country=Country.WALES), LocalTerms(country=Country.SCOTLAND)
SCOTTISH = LocalTerms(
    country=Country.SCOTLAND,
    standards=(LocalStandard("CP-V", 1, LimitUnit.WORKING_DAYS, None, None, "procedures"),),
)


@pytest.mark.parametrize(
    ("terms", "start", "initial", "core", "single"),
    [
        (PLAIN, "2013-04-14", 10, 35, None),
        (PLAIN, "2013-04-15", None, None, 45),
        (PLAIN, "2013-04-16", None, None, 45),
        (LATER, "2013-04-15", 10, 35, None),
        (LATER, "2013-08-31", 10, 35, None),
        (LATER, "2013-09-01", None, None, 45),
        (LATER, "2013-09-02", None, None, 45),
        (TRIAL, "2011-08-31", 10, 35, None),
        (TRIAL, "2011-09-01", None, None, None),  # exempt, and nothing national in its place
        (TRIAL, "2011-09-02", None, None, None),
        (TRIAL, "2013-04-14", None, None, None),
        (TRIAL, "2013-04-15", None, None, 45),
        (TRIAL_STANDARD, "2011-08-31", 10, 35, None),
        (TRIAL_STANDARD, "2011-09-01", None, None, 35),
        (TRIAL_STANDARD, "2013-04-14", None, None, 35),
        (TRIAL_STANDARD, "2013-04-15", None, None, 45),
        (STRICTER, "2012-06-01", 10, 35, None),  # a stricter standard of its own is not the law
    ],
)
def test_assessments_follow_the_authoritys_own_change(
    terms: LocalTerms, start: str, initial: int | None, core: int | None, single: int | None
) -> None:
    found = [
        None if version is None else version.limit
        for version in (
            version_in_force(RULES[rule], date.fromisoformat(start), terms)
            for rule in ("IA-10", "CA-35", "ASMT-45")
        )
    ]

    assert found == [initial, core, single]


def test_only_limits_that_were_seen_in_a_source_are_another_countrys() -> None:
    known = {
        country: {
            rule.id for rule in RULES.values() if country in {v.country for v in rule.versions}
        }
        for country in Country
    }
    assert known.pop(Country.ENGLAND)
    assert known == {
        Country.WALES: {"CORE-10", "RCPC-3m"},
        Country.SCOTLAND: set(),
        Country.NORTHERN_IRELAND: set(),
    }
    for rule in RULES:
        terms = LocalTerms(country=Country.NORTHERN_IRELAND)
        found = run_clock(rule, date(2013, 6, 3), date(2013, 6, 4), on=FIELDWORK_ENDS, terms=terms)
        assert found.result is ClockResult.NOT_IN_FORCE


@pytest.mark.parametrize(
    ("terms", "rule", "start", "limit"),
    [
        (SET_ASIDE, "ICPC-15", "2011-08-31", 15),
        (SET_ASIDE, "ICPC-15", "2011-09-01", None),
        (SET_ASIDE, "ICPC-15", "2013-04-14", None),
        (SET_ASIDE, "ICPC-15", "2013-04-15", 15),
        (SET_ASIDE, "CORE-10", "2012-01-03", 10),
        (PLAIN, "CP-V", "2013-06-03", None),  # no national limit
        (VISITS, "CP-V", "2013-06-03", 10),
        (SCOTLAND, "ASMT-45", "2013-06-03", None),  # Working Together is England's
        (SCOTLAND, "CLA-R1", "2013-06-03", None),
        (WALES, "ASMT-45", "2013-06-03", None),
        (WALES, "CORE-10", "2020-01-06", 10),  # safeguarding.wales, section 3 part 2
        (WALES, "RCPC-3m", "2020-01-06", 3),
    ],
)
def test_a_limit_is_set_aside_or_local_or_another_countrys(
    terms: LocalTerms, rule: str, start: str, limit: int | None
) -> None:
    version = version_in_force(RULES[rule], date.fromisoformat(start), terms)

    assert (None if version is None else version.limit) == limit


# ---------------------------------------------------------------- working days by country
@pytest.mark.parametrize(
    ("country", "start", "due", "why"),
    [
        (Country.ENGLAND, "2013-03-28", "2013-04-02", "Good Friday and Easter Monday"),
        (Country.WALES, "2013-03-28", "2013-04-02", "the same days as England"),
        (Country.NORTHERN_IRELAND, "2013-03-28", "2013-04-02", "the same at Easter"),
        (Country.SCOTLAND, "2013-03-28", "2013-04-01", "Easter Monday is no bank holiday"),
        (Country.SCOTLAND, "2013-12-31", "2014-01-03", "2 January is a bank holiday"),
        (Country.ENGLAND, "2013-12-31", "2014-01-02", "and is none in England"),
        (Country.SCOTLAND, "2013-08-02", "2013-08-06", "the first Monday of August"),
        (Country.SCOTLAND, "2013-08-23", "2013-08-26", "and not the last"),
        (Country.SCOTLAND, "2013-11-29", "2013-12-03", "St Andrew's Day, a Saturday, on Monday"),
        (Country.NORTHERN_IRELAND, "2013-07-11", "2013-07-15", "12 July, a Friday"),
        (Country.ENGLAND, "2013-07-11", "2013-07-12", "and is none in England"),
        (Country.NORTHERN_IRELAND, "2013-03-15", "2013-03-19", "St Patrick's, a Sunday, on Monday"),
    ],
)
def test_one_working_day_later_in_each_country(
    country: Country, start: str, due: str, why: str
) -> None:
    standard = LocalStandard("SUP", 1, LimitUnit.WORKING_DAYS, None, None, "procedures")
    terms = LocalTerms(country=country, standards=(standard,))

    found = run_clock("SUP", date.fromisoformat(start), None, on=LONG_AFTER, terms=terms)

    assert found.due == date.fromisoformat(due), why


# ---------------------------------------------------------------- the six outcomes, in words
FIELDWORK_ENDS = date(2013, 12, 13)


@pytest.mark.parametrize(
    ("rule", "start", "end", "words"),
    [
        ("ASMT-45", "2013-06-03", "2013-08-05", "in time"),
        ("ASMT-45", "2013-06-03", "2013-08-06", "late by 1 working day"),
        ("ASMT-45", "2013-06-03", "2013-08-13", "late by 6 working days"),
        ("REF-1", "2013-06-06", "2013-06-08", "late by 1 day"),  # a Saturday after a Friday
        ("RCPC-3m", "2013-05-31", "2013-09-02", "late by 2 days"),
        ("ASMT-45", "2013-10-25", "", "not due"),
        ("ASMT-45", "2013-06-03", "", "overdue at the fieldwork date"),
        ("ASMT-45", "2013-04-14", "2013-04-20", "no limit in force"),
        ("ASMT-45", "", "2013-04-20", "cannot be assessed"),
        ("ASMT-45", "2013-06-03", "2013-06-02", "cannot be assessed"),
    ],
)
def test_outcomes_are_told_apart_in_words(rule: str, start: str, end: str, words: str) -> None:
    begins = date.fromisoformat(start) if start else None
    ends = date.fromisoformat(end) if end else None

    assert run_clock(rule, begins, ends, on=FIELDWORK_ENDS).words == words


@pytest.mark.parametrize(
    ("terms", "rule", "start", "reason"),
    [
        (PLAIN, "ASMT-45", "2013-04-14", "until 15 April 2013"),
        (LATER, "ASMT-45", "2013-08-31", "until 1 September 2013"),
        (LATER, "IA-10", "2013-09-01", "since 1 September 2013"),
        (TRIAL, "ASMT-45", "2012-01-03", "first national limit of 15 April 2013"),
        (SET_ASIDE, "ICPC-15", "2012-01-03", "direction of the Secretary of State"),
        (PLAIN, "ICPC-15", "2010-03-16", "before 17 March 2010"),
        (PLAIN, "CP-V", "2013-06-03", "no national limit"),
        (SCOTLAND, "ASMT-45", "2013-06-03", "No limit of Scotland is known here for ASMT-45"),
    ],
)
def test_no_limit_is_explained(terms: LocalTerms, rule: str, start: str, reason: str) -> None:
    found = run_clock(rule, date.fromisoformat(start), None, on=FIELDWORK_ENDS, terms=terms)

    assert found.result is ClockResult.NOT_IN_FORCE
    assert reason in found.reason
