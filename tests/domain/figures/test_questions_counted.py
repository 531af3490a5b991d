# ruff: noqa: E501 - a row of a table of cases reads best on one line
"""Any question counted: its answers, by group, one against another, and medians.

Every count is held against a small counter of its own in this file, which knows nothing of the
tool but the answers themselves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.claims.medians import StatedMedian
from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.clocks.working_days import is_working_day
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import counts, estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownFieldError, UnknownMeasureError
from inspect_tool.domain.figures.frequencies import (
    DifferentUnitsError,
    Frequencies,
    counted_item,
    crossing,
    frequencies,
)
from inspect_tool.domain.figures.medians import FoundMedian, median_over, medians, of_numbers
from inspect_tool.domain.figures.question_answers import AskedValue
from inspect_tool.domain.framework.framework import Framework, Median
from inspect_tool.domain.framework.versions import Unlike
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.percentages import number_text
from inspect_tool.domain.records.records import Answer, RecordFacts
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.figures import figure_for
from inspect_tool.domain.report.measure_tables import measure_table
from inspect_tool.domain.report.question_tables import (
    crossing_table,
    estimated_values,
    grouped_question_table,
    median_table,
    median_words,
    question_table,
    table_of_median,
    table_of_question,
    why_no_estimate,
)
from inspect_tool.domain.report.tables import UnknownDirectiveError, table_for
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow
from tests.factories import a_plan
from tests.kinds_of_question import KINDS, a_case, several


def figures_of(records: list[RecordFacts], framework: Framework = KINDS) -> SnapshotFigures:
    return SnapshotFigures(
        review=Review(a_plan(), framework, "", ""),
        name="final",
        digest="",
        taken_at=datetime(2014, 1, 6, tzinfo=UTC),
        draw_id="",
        records=tuple(replace(record, framework=framework) for record in records),
        flows=(),
        total=AuthorityFlow("all", 0, 0, 0, {}, 0, 0, 0, 0, 0, 0, 0),
    )


def case(number: int, answers: dict[str, Any] | None = None, **fields: Any) -> RecordFacts:
    return a_case(f"{'ASH' if number % 2 else 'BRO'}-{number:03}", answers, **fields)


NOT_SEEN = Answer(absence="not_seen")
RECORDS = [
    case(1, {"NEG.1.a": several("physical", "emotional"), "NEG.1.b": 3, "NEG.1.c": 2.5}, age=10),
    case(2, {"NEG.1.a": several("physical"), "NEG.1.b": 10, "NEG.2.a": "none"}, age=2),
    case(3, {"NEG.1.a": several(), "NEG.1.b": 2, "NEG.2.b@1": 4, "NEG.2.c@1": "no"}, age=0),
    case(4, {"NEG.1.a": NOT_SEEN, "NEG.2.b@1": 9, "NEG.2.c@1": "yes", "NEG.2.b@2": 11, "NEG.2.c@2": "no"}, age=1),
    case(5, {"NEG.1.a": several("other", words="cold"), "NEG.1.f": several("visits", words="Few")}),
    case(6, {"NEG.1.f": several(words="Nothing")}, age=10),
]  # fmt: skip
FIGURES = figures_of(RECORDS)


def told(found: Frequencies) -> list[tuple[str, int, int]]:
    return [(one.title, one.count, one.base) for one in found.groups[0].counts]


def test_options_are_counted_in_the_order_of_their_list() -> None:
    found = frequencies(FIGURES, "NEG.1.a")
    assert told(found) == [
        ("Physical neglect", 2, 4),
        ("Emotional neglect", 1, 4),
        ("Medical neglect, or missed appointments", 0, 4),
        ("Lack of supervision", 0, 4),
        ("Something else", 1, 4),
        ("None of these", 1, 4),
    ]
    assert not found.asked.is_exclusive
    assert found.asked.without == {"Not seen": ("BRO-004",), "Not answered": ("BRO-006",)}
    assert found.asked.refs_of("physical") == ("ASH-001", "BRO-002")


def test_numbers_come_as_numbers_with_what_was_not_asked_apart() -> None:
    assert [row[0] for row in told(frequencies(FIGURES, "NEG.1.b"))] == ["2", "3", "10"]
    hours = frequencies(FIGURES, "NEG.1.c").asked
    assert (hours.base_refs, hours.unknown_refs) == (("ASH-001",), ("BRO-004", "BRO-006"))
    # The other three were not asked, since fewer than two forms were found.
    assert hours.outside == ("ASH-003", "ASH-005", "BRO-002")


def test_rows_are_counted_as_rows_and_records_by_how_many_they_have() -> None:
    families = frequencies(FIGURES, "NEG.2.a")
    assert told(families) == [("0", 1, 3), ("1", 1, 3), ("2", 1, 3)]
    children = frequencies(FIGURES, "NEG.2.c")
    assert told(children) == [("No", 2, 3), ("Partly", 0, 3), ("Yes", 1, 3)]
    assert children.asked.refs_of("no") == ("ASH-003@1", "BRO-004@2")
    assert children.groups[0].counts[0].base_words == "3 rows (child): 3 in the base."
    last = frequencies(FIGURES, "NEG.2.d").asked
    assert last.outside == ("ASH-003@1", "BRO-004@2")  # not seen, so not asked when
    assert last.unknown_refs == ("BRO-004@1",)


def test_texts_are_counted_by_their_themes() -> None:
    found = frequencies(FIGURES, "NEG.1.f")
    assert told(found)[1:] == [
        ("Too few visits", 1, 2),
        ("Training", 0, 2),
        ("Under no theme", 1, 2),
    ]


def test_groups_of_a_field_come_as_numbers_and_what_is_unknown_last() -> None:
    found = frequencies(FIGURES, "NEG.1.a", by="age")
    assert [group.group for group in found.groups] == ["", "0", "1", "2", "10", "not known"]
    assert [group.counts[0].count for group in found.groups] == [2, 0, 0, 1, 1, 0]
    assert [group.counts[0].unknown for group in found.groups] == [2, 0, 1, 0, 1, 0]
    children = frequencies(FIGURES, "NEG.2.c", by="age")
    assert [len(group.asked.base_refs) for group in children.groups] == [3, 1, 2, 0, 0, 0]
    measured = findings.table(FIGURES, "medical", by="age")
    assert [count.group for count in measured] == ["", "0", "1", "2", "10", "not known"]


def test_by_authority_the_plans_order_holds() -> None:
    found = frequencies(FIGURES, "NEG.1.a", by="authority")
    assert [group.group for group in found.groups] == ["", "ASH", "BRO"]


def test_groups_that_would_single_out_a_case_are_refused() -> None:
    hidden = replace(FIGURES, unnamed=frozenset({"ASH"}))
    with pytest.raises(AccessRefusedError, match="some groups have fewer than"):
        frequencies(hidden, "NEG.1.a", by="age")
    with pytest.raises(AccessRefusedError, match="some groups have fewer than"):
        medians(hidden, "days_to_visit", by="age")
    note = question_note(hidden, "NEG.1.a")
    assert "Cases of ASH are counted and not named" in note


def question_note(figures: SnapshotFigures, name: str) -> str:
    found = frequencies(figures, name)
    method = EstimationOptions()
    values = estimated_values(figures, found.asked, found.groups[0].counts, method)
    return question_table(figures, found, values, method).note


def test_what_does_not_exist_is_refused() -> None:
    for name in ("NEG.9", "NEG", ""):
        with pytest.raises(UnknownMeasureError, match="take the id of a question as well"):
            frequencies(FIGURES, name)
    with pytest.raises(UnknownFieldError):
        frequencies(FIGURES, "NEG.1.a", by="height")


def test_a_judgement_is_counted_like_a_question() -> None:
    judged = [replace(case(1), judgements={"NEG.1": Answer("good")}), case(2)]
    found = frequencies(figures_of(judged), "NEG.1")
    assert told(found) == [("Inadequate", 0, 1), ("Requires improvement", 0, 1), ("Good", 1, 1)]
    assert found.asked.unknown_refs == ("BRO-002",)


def test_a_criterion_that_does_not_apply_is_outside() -> None:
    criterion = (
        KINDS.domains[0].criteria[0].model_copy(update={"applies": KINDS.measures["slow"].count})
    )
    domain = KINDS.domains[0].model_copy(update={"criteria": (criterion,)})
    framework = Framework.model_validate(
        {
            **KINDS.model_dump(by_alias=True),
            "domains": [domain.model_dump(by_alias=True)],
            "measures": {},
            "medians": {},
        }
    )
    item = counted_item(framework, "NEG.1")
    assert item is not None
    records = [replace(case(1, {"NEG.1.b": 3}), framework=framework)]
    assert item.over(records).outside == ("ASH-001",)


def test_dates_are_counted_by_year_and_those_known_in_part_are_told() -> None:
    records = [
        case(1, {"NEG.1.d": date(2012, 3, 4)}),
        case(2, {"NEG.1.d": RoughDate(2012)}),
        case(3, {"NEG.1.d": RoughDate(2013, 2)}),
    ]
    figures = figures_of(records)
    found = frequencies(figures, "NEG.1.d")
    assert told(found) == [("2012", 2, 3), ("2013", 1, 3)]
    assert found.asked.rough == {"year": ("BRO-002",), "month": ("ASH-003",)}
    note = question_note(figures, "NEG.1.d")
    assert "Known to the year alone: 1." in note
    assert "Known to the month alone: 1." in note


@pytest.mark.parametrize("different", [25, 26, 60])
def test_many_different_numbers_are_put_into_bands(different: int) -> None:
    records = [case(number, {"NEG.1.b": number * 3}) for number in range(1, different + 1)]
    found = frequencies(figures_of(records), "NEG.1.b")
    values = found.asked.known
    assert sum(count.count for count in found.groups[0].counts) == different
    if different == 25:
        assert values[0] == AskedValue("3", "3")
        assert len(values) == 25
    else:
        assert values[0].words in ("0 to 9", "0 to 19")
        assert len(values) <= 12


def test_bands_of_decimals_say_where_they_end() -> None:
    records = [
        case(number, {"NEG.1.a": several("physical", "medical"), "NEG.1.c": number / 10})
        for number in range(1, 300, 10)
    ]
    values = frequencies(figures_of(records), "NEG.1.c").asked.known
    assert values[0].words == "0 to under 5"


def test_a_question_against_a_question_keeps_to_those_with_both() -> None:
    found = crossing(FIGURES, "NEG.1.a", "NEG.1.b")
    assert (found.base, found.not_comparable) == (3, 1)
    assert found.cells["physical", "3"].refs == ("ASH-001",)
    assert found.cells["physical", "3"].share == Fraction(1, 2)
    assert found.cells["medical", "3"].share is None
    assert found.totals == {
        "physical": 2,
        "emotional": 1,
        "medical": 0,
        "supervision": 0,
        "other": 0,
        "none": 1,
    }
    table = crossing_table(FIGURES, found)
    assert "NEG.1.a: More than one can hold of a case" in table.note
    assert "NEG.1.b:" not in table.note


def test_a_measure_against_a_question_and_a_question_of_the_record_against_rows() -> None:
    measured = crossing(FIGURES, "slow", "NEG.1.a")
    assert measured.first.known == (AskedValue("yes", "Yes"), AskedValue("no", "No"))
    assert measured.totals == {"yes": 0, "no": 3}
    rows = crossing(FIGURES, "NEG.1.b", "NEG.2.c")
    assert {key: cell.count for key, cell in rows.cells.items() if cell.count} == {("2", "no"): 1}
    among = crossing(FIGURES, "children_seen", "NEG.2.b")
    assert among.cells["yes", "9"].refs == ("BRO-004@1",)
    assert among.cells["no", "4"].refs == ("ASH-003@1",)


def test_groups_are_not_set_against_other_groups() -> None:
    group = KINDS.domains[0].criteria[1].questions[0].model_dump(by_alias=True)
    group = {**group, "id": "NEG.3.a", "questions": [{**group["questions"][0], "id": "NEG.3.b"}]}
    content = KINDS.model_dump(by_alias=True, mode="json")
    content["domains"][0]["criteria"].append(
        {"id": "NEG.3", "title": "Plans", "questions": [group]}
    )
    framework = Framework.model_validate(content)
    with pytest.raises(DifferentUnitsError):
        crossing(figures_of(RECORDS, framework), "NEG.2.b", "NEG.3.b")


# --- an independent counter ---------------------------------------------------------------------

OPTIONS = ("physical", "emotional", "medical", "supervision")
CHOICES = st.none() | st.sets(st.sampled_from(OPTIONS))
SEEN = st.sampled_from(["no", "partly", "yes", None])
FAMILIES = st.none() | st.lists(st.tuples(st.integers(0, 25), SEEN), max_size=4)
CASES = st.lists(
    st.tuples(CHOICES, st.none() | st.integers(0, 60), FAMILIES, st.integers(0, 12)), max_size=12
)


def made(cases: list[Any]) -> list[RecordFacts]:
    records = []
    for number, (chosen, days, family, age) in enumerate(cases, start=1):
        answers: dict[str, Any] = {}
        if chosen is not None:
            answers["NEG.1.a"] = Chosen.of(chosen)
        if days is not None:
            answers["NEG.1.b"] = days
        if family == []:
            answers["NEG.2.a"] = "none"
        for row, (years, seen) in enumerate(family or [], start=1):
            answers[f"NEG.2.b@{row}"] = years
            if seen is not None:
                answers[f"NEG.2.c@{row}"] = seen
        records.append(case(number, answers, age=age))
    return records


@given(CASES)
def test_frequencies_are_those_of_a_plain_counter(cases: list[Any]) -> None:
    figures = figures_of(made(cases))
    chosen = [one[0] for one in cases if one[0] is not None]
    plain = Counter(option for one in chosen for option in one)
    plain["none"] = sum(not one for one in chosen)
    options = frequencies(figures, "NEG.1.a")
    assert {
        one.key: len(options.asked.refs_of(one.key))
        for one in options.asked.known
        if one.key != "other"
    } == {name: plain[name] for name in (*OPTIONS, "none")}
    assert len(options.asked.base_refs) == len(chosen)
    rows = [row for one in cases for row in one[2] or []]
    seen = Counter(row[1] for row in rows)
    children = frequencies(figures, "NEG.2.c").asked
    assert {one.key: len(children.refs_of(one.key)) for one in children.known} == {
        name: seen[name] for name in ("no", "partly", "yes")
    }
    assert len(children.unknown_refs) == seen[None]
    families = Counter(len(one[2]) for one in cases if one[2] is not None)
    counted = frequencies(figures, "NEG.2.a").asked
    assert {int(one.key): len(counted.refs_of(one.key)) for one in counted.known} == families


@given(CASES)
def test_by_group_the_groups_add_up_and_are_those_of_a_plain_counter(cases: list[Any]) -> None:
    found = frequencies(figures_of(made(cases)), "NEG.1.a", by="age") if cases else None
    if found is None:
        return
    ages = sorted({one[3] for one in cases})
    assert [group.group for group in found.groups[1:]] == [str(age) for age in ages]
    for group, age in zip(found.groups[1:], ages, strict=True):
        own = [one[0] for one in cases if one[3] == age and one[0] is not None]
        assert len(group.asked.base_refs) == len(own)
        assert group.counts[0].count == sum("physical" in one for one in own)
    for place, total in enumerate(found.groups[0].counts):
        assert sum(group.counts[place].count for group in found.groups[1:]) == total.count


@given(CASES)
def test_crossings_are_those_of_a_plain_counter(cases: list[Any]) -> None:
    found = crossing(figures_of(made(cases)), "NEG.1.a", "NEG.2.c")
    pairs = [
        (one[0], row[1])
        for one in cases
        for row in one[2] or []
        if one[0] is not None and row[1] is not None
    ]
    assert found.base == len(pairs)
    plain = Counter((option, seen) for chosen, seen in pairs for option in chosen or {"none"})
    assert {key: cell.count for key, cell in found.cells.items() if cell.count} == plain


@given(CASES)
def test_measures_are_those_of_a_plain_counter(cases: list[Any]) -> None:
    records = made(cases)

    def counted(key: str) -> tuple[int, int]:
        count = counts.count_measure(key, KINDS.measures[key], records)
        return count.count, count.base

    chosen = [one[0] for one in cases if one[0] is not None]
    assert counted("medical") == (sum("medical" in one for one in chosen), len(chosen))
    some = [one for one in chosen if one]
    assert counted("several_forms") == (sum(len(one) >= 2 for one in some), len(some))
    days = [one[1] for one in cases if one[1] is not None]
    assert counted("slow") == (sum(number >= 28 for number in days), len(days))
    families = [one[2] for one in cases if one[2] is not None]
    assert counted("large_family") == (sum(len(one) >= 2 for one in families), len(families))
    unseen = [any(row[1] == "no" for row in one) for one in families]
    known = [
        is_unseen or all(row[1] is not None for row in one)
        for one, is_unseen in zip(families, unseen, strict=True)
    ]
    assert counted("a_child_unseen") == (sum(unseen), sum(known))
    rows = [row for one in families for row in one]
    asked = [row[1] for row in rows if row[1] is not None]
    assert counted("children_seen") == (asked.count("yes"), len(asked))
    young = [row[1] for row in rows if row[0] <= 4 and row[1] is not None]
    assert counted("young_unseen") == (young.count("no"), len(young))


# --- medians ------------------------------------------------------------------------------------


def plain_quartile(numbers: list[int], quarter: int) -> Fraction:
    """Definition 7 of Hyndman and Fan, written out."""
    ordered = sorted(numbers)
    place = Fraction((len(ordered) - 1) * quarter, 4)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@given(st.lists(st.integers(0, 900), min_size=1, max_size=30))
def test_medians_and_quartiles_are_those_of_other_programs(numbers: list[int]) -> None:
    records = [case(place, {"NEG.1.b": number}) for place, number in enumerate(numbers, start=1)]
    (found,) = medians(figures_of(records), "days_to_visit")
    assert found.median == plain_quartile(numbers, 2)
    if len(numbers) == 1:
        assert found.quartiles is None
        return
    assert found.quartiles == (plain_quartile(numbers, 1), plain_quartile(numbers, 3))
    by_numpy = np.percentile(numbers, [25, 75], method="linear")
    assert [float(one) for one in found.quartiles] == pytest.approx(list(by_numpy))
    asked = frequencies(figures_of(records), "NEG.1.b").asked
    assert of_numbers(asked).quartiles == found.quartiles


def test_decimals_are_exact_in_a_median() -> None:
    records = [case(place, {"NEG.1.c": number}) for place, number in enumerate((0.1, 0.2, 0.4), 1)]
    median = Median(title="Hours", question="NEG.1.c")
    found = median_over(KINDS, "hours", median, records)
    assert found.quartiles == (Fraction(15, 100), Fraction(3, 10))
    assert number_text(Fraction(15, 100)) == "0.2"


def between(unit: str, *pairs: tuple[Any, Any], **more: Any) -> FoundMedian:
    records = [
        case(
            place,
            {name: day for name, day in (("NEG.1.d", start), ("NEG.1.e", end)) if day is not None},
        )
        for place, (start, end) in enumerate(pairs, start=1)
    ]
    median = Median.model_validate(
        {"title": "To help", "from": "NEG.1.d", "to": "NEG.1.e", "in": unit, **more}
    )
    return median_over(KINDS, "to_help", median, records)


DAY = date(2013, 5, 31)
MAY, JUNE = RoughDate(2013, 5), RoughDate(2013, 6)


@pytest.mark.parametrize(
    ("unit", "start", "end", "number"),
    [
        ("days", DAY, DAY, 0),
        ("days", DAY, date(2013, 6, 1), 1),
        ("days", date(2012, 2, 28), date(2012, 3, 1), 2),
        ("days", date(2013, 2, 28), date(2013, 3, 1), 1),
        ("working_days", DAY, date(2013, 6, 3), 1),
        ("working_days", DAY, date(2013, 6, 2), 0),
        ("working_days", date(2013, 8, 23), date(2013, 8, 27), 1),  # the bank holiday of August
        ("months", DAY, DAY, 0),
        ("months", DAY, date(2013, 6, 1), 1),
        ("months", MAY, JUNE, 1),
        ("months", MAY, date(2014, 5, 1), 12),
        ("months", JUNE, JUNE, 0),
    ],
)
def test_time_between_two_dates(unit: str, start: Any, end: Any, number: int) -> None:
    assert list(between(unit, (start, end)).numbers.values()) == [number]


@pytest.mark.parametrize(
    ("unit", "start", "end", "kept"),
    [
        ("days", MAY, date(2013, 6, 1), "rough"),
        ("days", DAY, JUNE, "rough"),
        ("working_days", DAY, JUNE, "rough"),
        ("months", RoughDate(2012), JUNE, "rough"),
        ("days", DAY, date(2013, 5, 30), "backwards"),
        ("months", JUNE, MAY, "backwards"),
        ("days", DAY, None, "unknown"),
        ("days", None, None, "unknown"),
    ],
)
def test_what_is_not_known_well_enough_is_kept_apart(
    unit: str, start: Any, end: Any, kept: str
) -> None:
    found = between(unit, (start, end))
    assert not found.numbers
    assert {
        name: len(getattr(found, name)) for name in ("rough", "backwards", "unknown", "outside")
    } == {
        **dict.fromkeys(("rough", "backwards", "unknown", "outside"), 0),
        kept: 1,
    }


@given(
    st.lists(
        st.tuples(st.dates(date(2012, 1, 1), date(2013, 12, 31)), st.integers(0, 400)),
        min_size=1,
        max_size=12,
    )
)
def test_days_and_working_days_are_those_of_a_calendar(pairs: list[tuple[date, int]]) -> None:
    dates = [(start, start + timedelta(days)) for start, days in pairs]
    assert sorted(between("days", *dates).numbers.values()) == sorted(days for _, days in pairs)
    walked = [
        sum(is_working_day(start + timedelta(day)) for day in range(1, days + 1))
        for start, days in pairs
    ]
    assert sorted(between("working_days", *dates).numbers.values()) == sorted(walked)


def test_a_median_has_its_base_and_what_is_not_in_it() -> None:
    within = {"of": {"question": "NEG.1.b", "gte": 1}}
    records = [
        case(1, {"NEG.1.b": 3, "NEG.1.c": 4}),
        case(2, {"NEG.1.b": 0, "NEG.1.c": 5}),
        case(3, {"NEG.1.c": 5}),
        case(4, {"NEG.1.a": several("physical"), "NEG.1.b": 2}),
        case(5, {"NEG.1.b": 2}),
    ]
    median = Median.model_validate({"title": "Hours", "question": "NEG.1.c", **within})
    found = median_over(KINDS, "hours", median, records)
    assert list(found.numbers) == ["ASH-001"]
    # Hours of help are asked only where two forms or more were found.
    assert found.outside == ("BRO-002", "BRO-004")
    assert found.unknown == ("ASH-003", "ASH-005")
    assert (found.unit, found.noun) == ("hours", "cases")


def test_a_median_of_rows_is_of_rows() -> None:
    (found, *groups) = medians(FIGURES, "age_of_children", by="authority")
    assert found.numbers == {"ASH-003@1": 4, "BRO-004@1": 9, "BRO-004@2": 11}
    assert [(one.group, one.base) for one in groups] == [("ASH", 1), ("BRO", 2)]
    assert [one.median for one in groups] == [4, 10]


@pytest.mark.parametrize(("base", "shown"), [(9, "[u]"), (10, "5.5"), (11, "6")])
def test_a_median_is_shown_from_a_base_of_ten(base: int, shown: str) -> None:
    records = [case(number, {"NEG.1.b": number}) for number in range(1, base + 1)]
    figures = figures_of(records)
    table = median_table(figures, medians(figures, "days_to_visit"), by=None)
    assert table.rows[0].cells[0] == shown
    assert table.rows[0].header == "all"
    words = median_words(medians(figures, "days_to_visit")[0])
    assert words.startswith(
        "No median: the base is below 10." if base == 9 else f"Median {shown} days, quartiles "
    )
    grouped = grouped_question_table(figures, frequencies(figures, "NEG.1.b", by="authority"))
    assert grouped.rows[-1].cells[-2] == shown


# --- tables -------------------------------------------------------------------------------------


def test_shares_that_do_not_add_up_are_said_to_be_so_and_small_bases_carry_none() -> None:
    note = question_note(FIGURES, "NEG.1.a")
    assert "More than one can hold of a case" in note
    assert "[u] = no percentage: the base is below 20." in note
    assert "6 cases: 4 in the base, 1 “not answered”, 1 “not seen”." in note
    assert "More than one" not in question_note(FIGURES, "NEG.2.c")
    assert "3 rows (child): 3 in the base." in question_note(FIGURES, "NEG.2.c")
    assert estimates.ROWS_COUNTED in question_note(FIGURES, "NEG.2.c")
    many = figures_of([case(number, {"NEG.1.a": several("physical")}) for number in range(1, 21)])
    found = frequencies(many, "NEG.1.a", by="authority")
    rows = grouped_question_table(many, found).rows
    assert (rows[0].cells[0], rows[-1].cells[0]) == (10, "20 (100%)")


def test_a_report_calls_for_the_table_of_a_question_or_a_median() -> None:
    plain = table_for(FIGURES, "NEG.1.a", {})
    assert (plain.id, plain.rows[0].header, plain.rows[0].cells[:2]) == (
        "table-neg-1-a",
        "Physical neglect",
        (2, 4),
    )
    grouped = table_for(FIGURES, "NEG.2.c", {"by": "authority"})
    assert [row.header for row in grouped.rows] == ["Ashmere", "Broadfold", "All"]
    crossed = table_for(FIGURES, "NEG.1.a", {"with": "NEG.1.b"})
    assert crossed.columns[-1].heading == "Answered NEG.1.b"
    median = table_for(FIGURES, "days_to_visit", {})
    assert [row.header for row in median.rows] == ["Ashmere", "Broadfold", "All"]
    assert median.columns[3].heading == "Of cases"
    with pytest.raises(UnknownDirectiveError, match="every measure, median and question"):
        table_for(FIGURES, "NEG.9", {})


def test_rows_have_counts_and_no_estimates() -> None:
    reason = estimates.table(FIGURES, "children_seen").rows[0].no_estimate
    assert reason == estimates.ROWS_COUNTED
    with pytest.raises(estimates.NoEstimateError, match="Rows of a group are counted"):
        estimates.ledger_for(FIGURES, KINDS.measures["children_seen"])
    assert "children_seen" not in [one.measure for one in findings.variation(FIGURES)]
    assert figure_for(FIGURES, "variation", {}).title == "Range between authorities, share of cases"


def test_a_claim_about_rows_is_counted_in_rows() -> None:
    counted = count_for(FIGURES, parse_claim_reference("children_seen"))
    assert (counted.count, counted.base, counted.noun) == (1, 3, "other children")
    within = count_for(FIGURES, parse_claim_reference("children_seen?in=slow"))
    assert (within.count, within.base) == (0, 0)
    with pytest.raises(ClaimReferenceError, match="counts rows"):
        count_for(FIGURES, parse_claim_reference("slow?in=children_seen"))


def test_a_claim_may_state_a_median_as_the_report_shows_it() -> None:
    many = figures_of([case(number, {"NEG.1.b": number}) for number in range(1, 13)])
    claimed = parse_claim_reference("days_to_visit")
    counted = count_for(many, claimed)
    assert counted.median == StatedMedian(Fraction(13, 2), "days", 12, 10)
    assert (counted.noun, counted.base, len(counted.refs)) == ("cases", 12, 12)
    within = count_for(many, parse_claim_reference("days_to_visit?in=slow"))
    assert within.median == StatedMedian(None, "days", 0, 10)
    base = count_for(many, parse_claim_reference("days_to_visit?count=base"))
    assert base.base == 12


def test_what_a_version_did_not_ask_in_that_meaning_is_in_no_table_and_no_median() -> None:
    unlike = Unlike(frozenset({"NEG.1.b", "NEG.1.a"}))
    records = [case(1, {"NEG.1.b": 3, "NEG.1.a": several("physical")}), case(2, {"NEG.1.b": 5})]
    mixed = figures_of([replace(records[0], unlike=unlike), records[1]])
    table = frequencies(mixed, "NEG.1.b").asked
    assert (table.base_refs, table.outside) == (
        (records[1].subject.ref,),
        (records[0].subject.ref,),
    )
    (median,) = medians(mixed, "days_to_visit")
    assert (median.numbers, median.unasked, median.outside) == (
        {records[1].subject.ref: Fraction(5)},
        (records[0].subject.ref,),
        (),
    )
    assert table.unasked == table.outside
    by_case = median_table(mixed, (median,), by=None)
    assert by_case.columns[-1].heading == "Not asked"
    assert "under an earlier version of the framework" in by_case.note
    crossed = crossing(mixed, "medical", "NEG.1.b")
    assert records[0].subject.ref in crossed.first.outside


def test_a_question_that_was_not_asked_of_all_has_counts_and_no_estimates() -> None:
    unlike = Unlike(frozenset({"NEG.1.a"}))
    records = [case(1, {}), case(2, {"NEG.1.a": several("physical")})]
    mixed = figures_of([replace(records[0], unlike=unlike), records[1]])
    asked = frequencies(mixed, "NEG.1.a").asked
    assert asked.unasked == (records[0].subject.ref,)
    assert why_no_estimate(mixed, asked) == estimates.NOT_ASKED_OF_ALL
    table = table_of_question(mixed, "NEG.1.a", {})
    assert "2 cases: 1 in the base, 1 not asked, under an earlier version" in table.note
    assert estimates.NOT_ASKED_OF_ALL in table.note


def test_who_was_asked_for_no_rows_is_told_under_a_table_of_rows() -> None:
    said = "1 case was not asked for any, under an earlier version of the framework."
    rows = {"NEG.2.b@1": 3, "NEG.2.c@1": "yes"}
    unlike = Unlike(frozenset({"NEG.2.a", "NEG.2.b", "NEG.2.c"}))
    mixed = figures_of([replace(case(1, {}), unlike=unlike), case(2, rows)])
    for table in (
        table_of_question(mixed, "NEG.2.b", {}),
        table_of_median(mixed, "age_of_children", {}),
        measure_table(mixed, "children_seen", {}),
    ):
        assert said in table.note


def with_question(**question: Any) -> Framework:
    """The framework with one question more in its first criterion."""
    content = KINDS.model_dump(by_alias=True, mode="json")
    content["domains"][0]["criteria"][0]["questions"].append({"id": "NEG.1.z", **question})
    return Framework.model_validate(content)


def test_a_clock_and_a_text_without_themes_are_counted_as_well() -> None:
    clock = with_question(type="clock", rule="ASMT-45", **{"from": "NEG.1.d", "to": "NEG.1.e"})
    found = frequencies(figures_of([case(1, {"NEG.1.z": "late"})], clock), "NEG.1.z")
    assert ("Late", 1, 1) in told(found)
    text = with_question(type="text", text="What else?")
    found = frequencies(figures_of([case(1, {"NEG.1.z": "Cold"}), case(2)], text), "NEG.1.z")
    assert told(found) == [("Has a text", 1, 1)]  # which words is nobody's figure


def test_who_was_not_asked_is_told_and_large_bases_carry_percentages() -> None:
    assert "3 not asked" in question_note(FIGURES, "NEG.1.c")
    records = [
        case(number, {"NEG.1.a": several("physical"), "NEG.1.b": number % 2})
        for number in range(1, 41)
    ]
    figures = figures_of(records)
    table = crossing_table(figures, crossing(figures, "NEG.1.b", "NEG.1.a"))
    assert table.rows[0].cells[0] == "20 (100%)"
    half = crossing_table(figures, crossing(figures, "NEG.1.a", "NEG.1.b"))
    assert half.rows[0].cells == ("20 (50%)", "20 (50%)", 40)
    assert half.rows[1].cells == (0, 0, 0)


def test_one_case_is_a_case_and_one_row_is_a_row() -> None:
    one = figures_of([case(1, {"NEG.1.b": 3, "NEG.2.b@1": 4, "NEG.2.c@1": "yes"})])
    assert "\n1 case: 1 in the base." in question_note(one, "NEG.1.b")
    assert "1 row (child): 1 in the base." in question_note(one, "NEG.2.c")
    assert f"{len(FIGURES.records)} cases:" in question_note(FIGURES, "NEG.1.b")
    table = crossing_table(one, crossing(one, "NEG.2.b", "NEG.2.c"))
    assert "1 row (child) answered both" in table.note
