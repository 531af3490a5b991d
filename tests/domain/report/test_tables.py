"""The tables that every face shows: who is in them, what they add up to, what they explain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspect_tool.domain.content.blocks import Table, cell_text
from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.intervals import IntervalWorking
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
from inspect_tool.domain.estimation.shares import ShareRecord, estimate_share
from inspect_tool.domain.figures import estimates, findings, funnel
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import EstimatedCount, EstimatedTable, GroupComparison
from inspect_tool.domain.figures.working import StratumCell, VariancePart, Working
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.report.flow_tables import (
    extensions_told,
    progress_table,
    response_table,
)
from inspect_tool.domain.report.headings import group_words
from inspect_tool.domain.report.judgement_tables import matrix_table
from inspect_tool.domain.report.measure_tables import (
    comparison_table,
    cross_table,
    estimated_table,
    measure_table,
)
from inspect_tool.domain.report.variation_tables import funnel_table
from inspect_tool.domain.report.working_tables import cells_table, variance_table, working_sentences
from inspect_tool.domain.sampling.flow import AuthorityFlow, total_flow
from inspect_tool.domain.sampling.ledger import Response
from tests.factories import a_record
from tests.figures_factory import cases_of, figures_of_cases


def texts(table: Table, header: str) -> list[str]:
    (row,) = [row for row in table.rows if row.header == header]
    return [cell_text(cell) for cell in row.cells]


def test_a_measure_has_the_same_percentage_in_the_report_and_on_the_screen() -> None:
    figures = figures_of_cases([*cases_of("AAA", 5, 40), *cases_of("AAB", 29, 40)])
    reported = measure_table(figures, "left_too_long", {})
    found = estimates.table(figures, "left_too_long", by="authority")
    shown = estimated_table(figures, found, by="authority")
    assert texts(reported, "Authority AAA") == texts(shown, "AAA")[:3] == ["5", "40", "13%"]
    assert texts(reported, "Authority AAB") == texts(shown, "AAB")[:3] == ["29", "40", "73%"]
    assert texts(reported, "All") == texts(shown, "all")[:3] == ["34", "80", "43%"]


def test_without_a_sample_a_table_has_no_columns_of_estimates_and_says_why() -> None:
    figures = figures_of_cases(cases_of("AAA", 5, 40))
    table = estimated_table(figures, estimates.table(figures, "left_too_long"), by=None)
    assert [column.heading for column in table.columns] == [
        "Group", "Count", "Base", "Share of cases", "No answer that counts",
    ]  # fmt: skip
    assert "intervals need a new snapshot" in table.note
    assert "[u]" not in table.note


@pytest.mark.parametrize(("base", "shown"), [(19, "[u]"), (20, "35%"), (21, "33%")])
def test_a_share_on_the_screen_needs_the_plans_base(base: int, shown: str) -> None:
    figures = figures_of_cases(cases_of("AAA", 7, base))
    table = estimated_table(figures, estimates.table(figures, "left_too_long"), by=None)
    assert texts(table, "all")[2] == shown
    assert ("[u] = no percentage: the base is below 20." in table.note) is (base < 20)


@pytest.mark.parametrize(("reached", "rate"), [(19, "[u]"), (20, "95%"), (21, "95%")])
def test_a_response_rate_needs_the_plans_base(reached: int, rate: str) -> None:
    figures = figures_of_cases(())
    lost = Response("", reached, reached - 2, {"not_the_theme": 1}, {}, 1, 0.9)
    table = response_table(figures, (replace(lost, authority="AAA"), lost))
    assert texts(table, "AAA")[-2] == texts(table, "all")[-2] == rate
    assert texts(table, "all")[-1] == ("[u]" if rate == "[u]" else "90%")
    assert texts(table, "all")[-3] == f"{reached - 1} of {reached}"
    assert table.rows[-1].is_total
    assert "Out of scope: neglect played no part 1." in table.note


def test_a_draw_that_reached_nobody_has_no_rate() -> None:
    figures = figures_of_cases((), percentages_from=1)
    table = response_table(figures, (Response("", 0, 0, {}, {}, 0),))
    assert texts(table, "all")[-1] == "[u]"


def test_every_step_of_the_flow_is_in_the_teams_table() -> None:
    flow = AuthorityFlow("AAA", 1200, 300, 12, {"not_the_theme": 2}, 1, 1, 12, 11, 3, 2, 10)
    table = progress_table((flow, total_flow((flow,))))
    numbers = ["1,200", "300", "12", "2", "1", "1", "12", "11", "3", "2", "10"]
    assert [(row.header, row.is_total) for row in table.rows] == [("AAA", False), ("all", True)]
    assert texts(table, "AAA") == texts(table, "all") == numbers


def test_the_matrix_has_all_authorities_first_then_each_in_the_plans_order() -> None:
    figures = figures_of_cases([*cases_of("AAB", 1, 4), *cases_of("AAA", 2, 3)])
    table = matrix_table(figures, findings.matrix(figures))
    assert [column.heading for column in table.columns] == ["Criterion", "All", "AAA", "AAB"]
    assert texts(table, "HARM.1") == ["4 of 7", "1 of 3", "3 of 4"]


def test_two_measures_crossed_add_up_in_both_directions() -> None:
    figures = figures_of_cases([*cases_of("AAA", 3, 7), *cases_of("AAB", 2, 5)])
    found = replace(
        findings.cross(figures, "left_too_long", "drift"),
        both=1, first_only=2, second_only=3, neither=4,
    )  # fmt: skip
    table = cross_table(figures, found)
    assert [row.cells for row in table.rows] == [(1, 2, 3), (3, 4, 7), (4, 6, 10)]
    assert "not asked" not in table.note
    younger = cross_table(figures, replace(found, not_asked=5))
    assert younger.note.endswith(
        "In 5 records one of the two, or both, was not asked, under an earlier version of the "
        "framework."
    )


def test_the_ends_of_a_range_name_their_authority_and_say_where_there_is_none() -> None:
    figures = figures_of_cases([*cases_of("AAA", 5, 40), *cases_of("AAB", 29, 40)])
    table = funnel_table(figures, funnel.variation(figures, level=0.998), level=0.998)
    assert texts(table, "left_too_long")[3:5] == ["5 of 40 (13%) AAA", "29 of 40 (73%) AAB"]
    assert table.columns[-1].heading == "Outside the 99.8% funnel"
    assert "adjusted for their number by Benjamini and Hochberg" in table.note
    assert "[z]" not in table.note
    alone = figures_of_cases(cases_of("AAA", 5, 40))
    lonely = funnel_table(alone, funnel.variation(alone), level=0.95)
    assert texts(lonely, "left_too_long")[3:5] == ["[z]", "[z]"]
    assert "[z] = fewer than two such authorities." in lonely.note


def test_a_share_that_rounds_to_zero_is_low_and_explained() -> None:
    figures = figures_of_cases(cases_of("AAA", 1, 250))
    table = measure_table(figures, "left_too_long", {})
    assert isinstance(table.rows[0].cells[2], Percentage)
    assert texts(table, "All")[2] == "[low]"
    assert "[low] = rounds to zero but is not zero." in table.note


def test_a_report_table_says_how_all_records_come_to_the_base() -> None:
    outside = a_record("AAA-901", answers={"HARM.1.a": "yes"}, fields={"long_term": False})
    unknown = a_record("AAA-902", fields={"long_term": True, "case_type": "in_care"})
    figures = figures_of_cases([*cases_of("AAA", 5, 40), outside, unknown])
    table = measure_table(figures, "left_too_long", {"by": "case_type"})
    assert [column.heading for column in table.columns][-3:] == [
        "Not in the base", "No answer that counts", "All cases",
    ]  # fmt: skip
    assert texts(table, "All") == ["5", "40", "13%", "1", "1", "42"]
    assert texts(table, group_words(figures, "case_type", "in_care"))[-2:] == ["1", "41"]


# --- comparisons and workings, whose figures are made by hand


def estimated(group: str, *, base: int, share: float | None) -> EstimatedCount:
    refs = tuple(f"{group}-{number:03}" for number in range(base))
    count = Count("drift", "Drift", "cases", group, refs[: base // 2], refs, ())
    if share is None:
        return EstimatedCount(count)
    return EstimatedCount(count, estimate=estimate_of(count, share))


def estimate_of(count: Count, share: float) -> Estimate:
    units = [
        SampleUnit(stratum="s", population=1000, outcome=number < share * count.base)
        for number in range(count.base)
    ]
    return estimate_share(units)


def difference(lo: float | None, hi: float | None, reason: str | None = None) -> Difference:
    return Difference(
        first=0.5, second=0.5, value=0.0, se=0.1, df=30, lo=lo, hi=hi, p_value=None, reason=reason
    )


@pytest.mark.parametrize(
    ("lo", "hi", "verdict"),
    [
        (-0.1, 0.1, "does not tell the two apart"),
        (0.0, 0.1, "does not tell the two apart"),
        (-0.1, 0.0, "does not tell the two apart"),
        (0.01, 0.1, "the two differ"),
        (None, None, "No interval today."),
    ],
)
def test_a_comparison_says_what_its_interval_lets_be_said(
    lo: float | None, hi: float | None, verdict: str
) -> None:
    reason = "No interval today." if lo is None else None
    compared = GroupComparison(
        estimated("a", base=20, share=0.5), estimated("b", base=20, share=None),
        difference(lo, hi, reason), 0.95, ("A note.",),
    )  # fmt: skip
    table = comparison_table(figures_of_cases(()), compared, by="field")
    assert verdict in table.note
    assert "A base is below" not in table.note
    assert table.note.endswith("A note.")
    assert texts(table, "a")[:3] == ["10", "20", "0.5000"]
    assert texts(table, "b") == ["10", "20", "", "", "", ""]
    assert texts(table, "difference")[:4] == ["", "", "0.0000", "0.1000"]


@pytest.mark.parametrize(("base", "is_small"), [(19, True), (20, False), (21, False)])
def test_a_comparison_of_a_small_base_is_for_judging_alone(base: int, *, is_small: bool) -> None:
    compared = GroupComparison(
        estimated("a", base=40, share=0.5), estimated("b", base=base, share=0.5),
        difference(-0.1, 0.1), 0.95, (),
    )  # fmt: skip
    table = comparison_table(figures_of_cases(()), compared, by="field")
    assert ("A base is below 20: for judging by yourself" in table.note) is is_small


def working_of(estimate: ShareRecord) -> Working:
    return Working(
        measure="drift", title="Drift", noun="cases", group="", cells=(), parts=(),
        estimate=estimate, variance=0.01, strata_in_group=2, effective_size=None,
        interval_steps=None,
        interval="exact", level=0.95, describes="Of two authorities.", notes=("A note.",),
    )  # fmt: skip


def test_an_exact_interval_is_said_to_be_one_and_a_smooth_one_has_its_steps() -> None:
    record = ShareRecord.of(estimate_of(estimated("a", base=20, share=None).count, 0.5))
    exact = replace(working_of(record), interval_steps=IntervalWorking(is_exact=True))
    assert any("exact limits" in sentence for sentence in working_sentences(exact))
    steps = IntervalWorking(by_variance=5.0, effective_size=5.0)
    smooth = list(working_sentences(replace(exact, interval_steps=steps)))
    assert "Effective size n*: 5.000000" in smooth


def test_a_working_without_limits_gives_the_reason_in_their_place() -> None:
    record = ShareRecord.of(estimate_of(estimated("a", base=20, share=None).count, 0.5))
    whole = list(working_sentences(working_of(record)))
    assert any(sentence.startswith("95% interval: ") for sentence in whole)
    without = replace(record, lo=None, hi=None, reason="There is no interval.")
    sentences = list(working_sentences(working_of(without)))
    assert not any(sentence.startswith("95% interval: ") for sentence in sentences)
    assert sentences[-3:] == ["There is no interval.", "Of two authorities.", "A note."]
    nothing = replace(without, p=None, reason="No case has an answer.")
    assert list(working_sentences(working_of(nothing))) == ["No case has an answer."]


@pytest.mark.parametrize(
    ("empty", "words"),
    [(0, ""), (1, "1 other stratum has no case"), (2, "2 other strata have no case")],
)
def test_strata_without_an_answer_are_left_out_and_counted(empty: int, words: str) -> None:
    full = StratumCell("s", 100, 4, 0, 25.0, 3, 1, 75.0, 25.0)
    none = StratumCell("t", 100, 4, 0, 25.0, 0, 0, 0.0, 0.0)
    parts = (
        VariancePart(("s", "t"), 1.3, 0.1, 0.13),
        VariancePart(("u",), 1.3, 0.0, 0.0),
    )
    working = replace(
        working_of(ShareRecord.of(estimate_of(estimated("a", base=4, share=None).count, 0.5))),
        cells=(full, *[none] * empty),
        parts=parts,
    )
    table = cells_table(working)
    assert [row.header for row in table.rows] == ["s"]
    assert table.note.startswith(words)
    assert [row.header for row in variance_table(working).rows] == ["s + t"]


def test_a_share_without_an_interval_is_marked_and_its_reason_named() -> None:
    figures = figures_of_cases(cases_of("AAA", 5, 40))
    row = estimated("a", base=40, share=0.5)
    assert row.estimate is not None
    bare = replace(row.estimate, lo=None, hi=None, no_interval="Too few.")
    found = EstimatedTable((replace(row, estimate=bare),), EstimationOptions(), "Of all.", ())
    table = estimated_table(figures, found, by="field")
    assert texts(table, "a")[3:5] == ["50%", "[x]"]
    assert "[x] = no interval: see below." in table.note
    assert "a: Too few." in table.note
    small = estimated_table(
        figures_of_cases((), percentages_from=41), found, by="field", has_refs=True
    )
    assert texts(small, "a")[3:5] == ["[u]", "[u]"]
    assert "a: Too few." not in small.note
    assert texts(small, "a")[-1].startswith("a-000, a-001")


def test_an_extension_after_a_look_at_the_answers_is_told_with_what_that_means() -> None:
    flow = AuthorityFlow("all", 90, 80, 12, {}, 0, 0, 12, 12, 0, 0, 12)
    before = replace(flow, extended={"before_answers": 1})
    assert len(list(extensions_told(before))) == 1
    after = list(extensions_told(replace(flow, extended={"after_answers": 2, "": 1})))
    assert after[0].startswith("2 of the 12 cases were added to the sample")
    assert after[1] == "1 of the 12 cases was added to the sample at a time that was not recorded."
    assert after[2].startswith("A sample that is extended after a look at the answers")
