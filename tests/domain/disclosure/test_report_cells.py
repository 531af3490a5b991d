"""The counts of a report as one system: each once, tied by what a reader takes them for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from inspect_tool.domain.content.blocks import (
    Block,
    Column,
    Figure,
    Quantity,
    Recommendation,
    Row,
    Statistic,
    Statistics,
    Table,
)
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    MeasureBars,
    RangeRow,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.disclosure.attack import FeasibleRange
from inspect_tool.domain.disclosure.book import CollectedCounts, CountBook, CountName
from inspect_tool.domain.disclosure.cells import CellStanding, CountCell
from inspect_tool.domain.disclosure.control import DisclosureResult, control
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import TOO_FEW, Percentage
from tests.domain.disclosure.made_reports import (
    MadeCase,
    cases_table,
    measure_table,
    report_of,
)

SUBJECTS = {
    "Drift and delay": SubjectKind.CASE,
    "Left too long": SubjectKind.CASE,
    "Long-term cases": SubjectKind.CASE,
    "Boards with a strategy": SubjectKind.AUTHORITY,
}
FIVE = DisclosureRules(smallest_count=5)


def collected(*blocks: Block, quantities: tuple[Quantity, ...] = ()) -> CollectedCounts:
    return collect(report_of(*blocks, quantities=quantities), SUBJECTS)


def cell(counts: CollectedCounts, key: str) -> CountCell:
    return counts.system.by_key[key]


def held_back(counts: CollectedCounts) -> DisclosureResult:
    return control(counts.system, FIVE)


def two_fields() -> tuple[MadeCase, ...]:
    """Two authorities with two types each, ten cases in each of the four."""
    drift = {("Ashmere", "Early help"): 2, ("Ashmere", "Child in need"): 7}
    drift |= {("Fenwater", "Early help"): 5, ("Fenwater", "Child in need"): 6}
    return tuple(
        MadeCase(authority, case_type, {"Drift and delay": number < counting})
        for (authority, case_type), counting in drift.items()
        for number in range(10)
    )


def quantity(
    phrase: str, title: str, count: int, base: int, noun: str, stated: str = ""
) -> Quantity:
    kind = Holds.MEDIAN if stated else None
    return Quantity(phrase, phrase, title, count, base, noun, stated=stated, stated_as=kind)


MEASURE = Table(
    "table-drift",
    "Drift and delay, by authority",
    tuple(
        map(
            Column,
            (
                "Authority", "Number", "Of long-term cases", "Share", "Not in the base",
                "No answer that counts", "All cases",
            ),
        )
    ),
    (
        Row("Ashmere", (3, 20, Percentage(Fraction(3, 20)), 9, 1, 30)),
        Row("Fenwater", (12, 20, Percentage(Fraction(12, 20)), 10, 0, 30)),
        Row("All", (15, 40, Percentage(Fraction(15, 40)), 19, 1, 60), is_total=True),
    ),
)  # fmt: skip


def test_a_book_names_what_contradicts_itself_and_shares_nothing_without_a_base() -> None:
    book = CountBook()
    part, whole = CountName("Drift"), CountName("Drift", part="base")
    book.note(part, 5, "here")
    book.share(part, whole)
    book.note(whole, 4, "here")
    book.share(part, whole)
    assert book.parts() == ()
    book.note(CountName("Late"), 3, "here")
    book.note(CountName("Late", part="base"), 9, "here")
    book.note(CountName("Late", part="rest"), 5, "here")
    book.share(*(CountName("Late", part=one) for one in ("number", "base")), rest=part.but("x"))
    other = CountName("Late", part="rest")
    book.share(CountName("Late"), CountName("Late", part="base"), rest=other)
    assert len(book.parts()) == 1
    assert book.closed().contradictions == ("Late, All: rest",)


def test_rows_that_were_held_back_by_hand_are_left_alone() -> None:
    gone = Row("Ashmere", ("[c]", "[c]", "[c]", "[c]", "[c]", "[c]"))
    said = Table(
        "table-said",
        "What people said",
        tuple(map(Column, ("What was said", "Number", "Of", "Who", "Share"))),
        (Row("Support lasted", ("[c]", "[c]", "parents interviewed", "[c]")),),
    )
    counts = collected(replace(MEASURE, rows=(gone, *MEASURE.rows[1:])), said)
    assert counts.system.cells
    assert "drift and delay | authority: ashmere | number" not in counts.names


def test_a_measure_by_group_is_tied_to_its_total_its_base_and_the_cases_read() -> None:
    counts = collected(MEASURE)
    assert counts.contradictions == counts.not_placed == ()
    assert cell(counts, "drift and delay | all | number").count == 15
    assert cell(counts, "all long-term cases | authority: ashmere | base").count == 20
    assert cell(counts, "cases examined | all | read").standing is CellStanding.KNOWN
    assert counts.places["drift and delay | authority: ashmere | number"] == (
        "Table 1, Ashmere: number and share",
    )
    found = held_back(counts)
    assert found.keys == {
        "drift and delay | authority: ashmere | number",
        "drift and delay | authority: fenwater | number",
    }
    assert found.held_back[0].found == FeasibleRange(0, 15)


def test_a_claim_in_the_text_is_the_same_count_as_the_cell_of_a_table() -> None:
    counts = collected(
        MEASURE,
        quantities=(
            quantity("three in Ashmere", "Drift and delay, Ashmere", 3, 20, "long-term cases"),
            quantity("15 of the 40", "Drift and delay", 15, 40, "long-term cases"),
        ),
    )
    assert counts.places["drift and delay | authority: ashmere | number"] == (
        "Table 1, Ashmere: number and share",
        "Paragraph 1, “three in Ashmere”",
    )
    assert cell(counts, "drift and delay | all | number").loss == 2


def test_a_claim_by_an_authority_s_code_is_of_that_authority() -> None:
    authorities = Table(
        "table-authorities",
        "Local authorities inspected",
        tuple(map(Column, ("Authority", "Code", "Region", "Type", "Cases examined"))),
        (Row("Ashmere", ("ASH", "North", "unitary", 30)),),
    )
    claim = quantity("three", "Drift and delay, in ASH", 3, 20, "long-term cases")
    counts = collected(authorities, quantities=(claim,))
    assert cell(counts, "drift and delay | authority: ashmere | number").count == 3
    assert cell(counts, "cases examined | authority: ashmere | read").count == 30


def test_what_is_counted_among_another_measure_may_not_be_told_by_their_difference() -> None:
    """Of 30 with drift 28 were left too long: two were not."""
    counts = collected(
        quantities=(
            quantity("30", "Drift and delay", 30, 60, "cases"),
            quantity("40", "Left too long", 40, 60, "cases"),
            quantity("28", "Drift and delay, among: left too long", 28, 40, "cases"),
        )
    )
    elsewhere = "drift and delay, among: left too long | all | those counted elsewhere"
    assert cell(counts, elsewhere).count == 2
    found = held_back(counts)
    assert found.unpublished[elsewhere].is_at_least(5)
    assert "drift and delay, among: left too long | all | number" in found.keys


def test_a_base_by_one_field_and_its_own_measure_by_another_are_crossed_too() -> None:
    """Long-term cases are counted by authority, and by type only as the base of another measure."""
    cases = tuple(
        MadeCase(
            authority, case_type, {"Long-term cases": is_long, "Drift": True if is_long else None}
        )
        for authority, case_type, size in (
            ("Ashmere", "Early help", 20),
            ("Fenwater", "Early help", 3),
            ("Fenwater", "Child in need", 20),
        )
        for is_long in [case_type == "Early help" and authority == "Fenwater"] * size
    )
    counts = collect(
        report_of(
            cases_table(cases),
            measure_table(cases, "Long-term cases", by="authority", noun="cases"),
            measure_table(cases, "Drift", by="case_type", noun="long-term cases"),
        ),
        {"Long-term cases": SubjectKind.CASE, "Drift": SubjectKind.CASE},
    )
    group = "authority: fenwater, case type: early help"
    ties = [{term.key for term in tie.terms} for tie in counts.system.relations]
    both = {f"long-term cases | {group} | number", f"all long-term cases | {group} | base"}
    assert both in ties
    assert all(one.found.is_at_least(5) or one.is_narrow for one in held_back(counts).held_back)


def test_a_base_smaller_than_the_measure_that_it_is_among_leaves_a_rest() -> None:
    """Of 40 left too long 38 can be told about: two cannot."""
    counts = collected(
        quantities=(
            quantity("40", "Left too long", 40, 60, "cases"),
            quantity("20", "Drift and delay, among: left too long", 20, 38, "cases"),
            quantity("9", "Drift and delay, among: long-term cases", 9, 30, "cases"),
        )
    )
    names = [name for name in counts.names.values() if name.part.startswith("those of the other")]
    assert [name.words for name in names] == [
        "Drift and delay, among: left too long, All: those of the other measure outside the base"
    ]


def test_a_base_by_two_fields_lies_in_the_cases_of_both() -> None:
    answers = (True, None, False, True, False)
    cases = tuple(
        MadeCase(authority, case_type, {"Drift and delay": answers[number % 5]})
        for authority in ("Ashmere", "Fenwater")
        for case_type in ("Early help", "Child in need")
        for number in range(15)
    )
    by_authority, by_type = (
        measure_table(cases, "Drift and delay", by=by, noun="long-term cases")
        for by in ("authority", "case_type")
    )
    fewer = replace(by_type, rows=by_type.rows[1:])
    key = "all long-term cases | authority: ashmere, case type: early help | base"
    for blocks, is_tied in (
        ((cases_table(cases), by_authority, by_type), True),
        ((by_authority, by_type), False),
        ((by_authority, fewer), False),
        ((cases_table(cases), by_authority, fewer), True),
    ):
        counts = collected(*blocks)
        assert (key in counts.names) is is_tied
        assert not held_back(counts).held_back


def test_counts_by_two_fields_lie_in_the_cases_of_both() -> None:
    """Ten cases of each pair were read, so seventeen of a type are seven at least of each half."""
    cases = two_fields()
    counts = collected(
        cases_table(cases),
        measure_table(cases, "Drift and delay", by="authority", noun="cases"),
        measure_table(cases, "Drift and delay", by="case_type", noun="cases"),
    )
    key = "drift and delay | authority: ashmere, case type: early help | number"
    assert cell(counts, key).count is None
    assert cell(counts, key).highest == 10
    assert not held_back(counts).held_back


def test_two_places_that_disagree_are_named_and_not_tied() -> None:
    other = quantity("16", "Drift and delay", 16, 40, "long-term cases")
    counts = collected(MEASURE, quantities=(other,))
    assert counts.contradictions == ("Paragraph 1, “16”",)


def test_measures_that_call_their_bases_alike_and_differ_have_bases_of_their_own() -> None:
    counts = collected(
        quantities=(
            quantity("20", "Drift and delay", 20, 40, "long-term cases"),
            quantity("21", "Left too long", 21, 41, "long-term cases"),
        )
    )
    assert cell(counts, "drift and delay | all | base").count == 40
    assert cell(counts, "left too long | all | base").count == 41


def test_a_measure_that_is_another_s_base_is_tied_to_it() -> None:
    counts = collected(MEASURE, quantities=(quantity("40", "Long-term cases", 40, 60, "cases"),))
    ties = [{term.key for term in tie.terms} for tie in counts.system.relations]
    assert {"long-term cases | all | number", "all long-term cases | all | base"} in ties


def test_what_counts_boards_or_steps_of_the_work_is_not_held_back() -> None:
    counts = collected(
        Statistics((Statistic("2 of 11", "authorities: boards with a strategy"),)),
        quantities=(
            quantity("two", "Boards with a strategy", 2, 11, "authorities"),
            quantity("three", "Cases that could not be used", 3, 40, "cases drawn"),
        ),
    )
    assert not held_back(counts).held_back
    assert len(counts.places["boards with a strategy | all | number"]) == 2


def test_reasons_of_losses_are_held_back_and_how_many_were_lost_is_not() -> None:
    reasons = (("File not available", 7), ("Case closed", 2), ("Child died", 1))
    losses = Table(
        "table-losses",
        "Cases that were drawn and could not be used",
        (Column("Reason"), Column("Cases")),
        (*(Row(reason, (count,)) for reason, count in reasons), Row("All", (10,), is_total=True)),
    )
    flow = Figure(
        "figure-flow",
        "How the cases were reached",
        FlowDiagram(
            (
                FlowStep(
                    "Cases drawn",
                    70,
                    losses=tuple(FlowLoss(reason.lower(), count) for reason, count in reasons),
                    joined=(FlowLoss("reserves in their place", 9),),
                ),
            )
        ),
    )
    counts = collected(losses, flow)
    found = held_back(counts)
    assert {one.cell.count for one in found.held_back} == {1, 2, 7}
    assert counts.places[found.held_back[0].cell.key][1].startswith("Figure 1, Cases drawn: ")
    assert counts.contradictions == ()


def test_each_kind_of_chart_is_read() -> None:
    bars = (Bar("Ashmere", 3, 20), Bar("Fenwater", 12, 20), Bar("Irkdale", None, None))
    figures = (
        Figure("figure-a", "Drift and delay, by authority", Bars(bars), note="15 of 40 in all."),
        Figure(
            "figure-b",
            "Left too long, by authority",
            Intervals((IntervalRow(Bar("Ashmere", 8, 20), 0.2, 0.6),)),
        ),
        Figure(
            "figure-c",
            "Range between authorities",
            DotRange((RangeRow("Drift and delay", bars[:2], Bar("All", 15, 40)),)),
        ),
        Figure(
            "figure-d",
            "Met",
            HeatMap(("ASH",), (HeatRow("Plans are good", (Bar("ASH", 6, 20),)),)),
        ),
        Figure(
            "figure-e",
            "Judgements",
            StackedBars(("Good", "Poor"), (StackedBar("Plans are good", (36, 4)),)),
        ),
        Figure(
            "figure-f",
            "Judgements of boards",
            StackedBars(("Good", "Poor"), (StackedBar("Boards", (1, None)),), one="authority"),
        ),
    )
    counts = collected(*figures)
    assert counts.places["drift and delay | authority: ashmere | number"] == (
        "Figure 1, Ashmere",
        "Figure 3, Drift and delay: Ashmere",
    )
    assert cell(counts, "drift and delay | all | number").count == 15
    assert cell(counts, "left too long | authority: ashmere | number").count == 8
    assert cell(counts, "met: plans are good | authority: ash | number").count == 6
    assert cell(counts, "judged: plans are good | all | all levels").count == 40
    assert not cell(counts, "judged: boards | all | good").is_sensitive
    assert counts.not_placed == ()
    keys = held_back(counts).keys
    assert "judged: plans are good | all | poor" in keys
    assert "judged: boards | all | good" not in keys


VARIATION = Table(
    "table-variation",
    "Variation between authorities",
    tuple(map(Column, ("What", "Number", "Base", "Seen in authorities", "Lowest", "Highest", "p"))),
    (Row("Drift and delay", (15, 40, "2 of 2", "3 of 20", "12 of 20 (60%)", "no")),),
)


def test_the_ends_of_a_range_are_those_of_an_authority_that_another_table_names() -> None:
    counts = collected(MEASURE, VARIATION)
    lowest = "drift and delay | lowest of an authority | number"
    ties = [{term.key for term in tie.terms} for tie in counts.system.relations]
    assert {lowest, "drift and delay | authority: ashmere | number"} in ties
    assert lowest in held_back(counts).keys
    assert counts.not_placed == ()


def test_a_table_of_any_other_kind_is_tied_by_the_sums_that_hold_in_it() -> None:
    clocks = Table(
        "table-clocks",
        "Statutory timescales",
        tuple(map(Column, ("Step", "In time", "Late", "All"))),
        (
            Row("Referral", (30, 3, 33)),
            Row("Conference", (20, 9, 29)),
            Row("Both", (50, 12, 62), is_total=True),
        ),
    )
    found = held_back(collected(clocks))
    assert {one.cell.count for one in found.held_back if one.is_primary} == {3, 30}
    assert all(one.found.is_at_least(5) for one in found.held_back)


def test_lines_of_what_people_said_and_the_words_of_headlines_are_read() -> None:
    said = Table(
        "table-said",
        "What people said",
        tuple(map(Column, ("What was said", "Number", "Of", "Who", "Share"))),
        (Row("Support lasted", (9, 26, "parents interviewed", "35%")),),
    )
    headlines = Table(
        "table-headlines",
        "Words",
        tuple(map(Column, ("What was counted", "Words", "Of the cases read", "Estimated share"))),
        (Row("Drift and delay", ("“a third”", "23 of 70 (33%)", "38%")),),
    )
    counts = collected(said, headlines)
    assert cell(counts, "all parents interviewed | all | base").count == 26
    assert cell(counts, "drift and delay | all | number").count == 23
    assert counts.not_placed == ()


def test_what_recommendations_rest_on_is_counted_as_well() -> None:
    advice = Recommendation(
        (),
        "authorities",
        rests_on=(
            "Drift and delay: 15 of the 40 long-term cases (38%)",
            "Weak, among: left too long: 28 of the 33 cases (85%)",
            "Plans are good: met in 3 of the 40 cases judged ([low])",
            "What people said: 3 pieces of evidence",
            "What people said: words alone",
        ),
    )
    counts = collected(MEASURE, advice)
    assert "Recommendation 1, " in counts.places["drift and delay | all | number"][1]
    assert cell(counts, "weak, among: left too long | all | base").count == 33
    assert cell(counts, "met: plans are good | all | number").count == 3
    assert counts.not_placed == ("Recommendation 1, “What people said: 3 pieces of evidence”",)


def test_what_met_a_criterion_is_tied_to_the_levels_of_its_chart() -> None:
    """Of 40 plans 30 were good or better: with the good ones the outstanding ones are told."""
    chart = StackedBars(
        ("Outstanding", "Good", "Poor"),
        (StackedBar("Plans are good", (2, 28, 10)), StackedBar("Others", (6, 7, 8))),
    )
    met = Recommendation(
        (), "all", rests_on=("Plans are good: met in 30 of the 40 cases judged (75%)",)
    )
    counts = collected(Figure("figure-levels", "Judgements", chart), met)
    ties = [
        {term.key.rpartition(" | ")[2] for term in tie.terms} for tie in counts.system.relations
    ]
    assert {"number", "outstanding", "good"} in ties
    assert all(one.found.is_at_least(5) for one in held_back(counts).held_back)


def test_what_is_no_count_is_named_or_left_alone() -> None:
    noted = Table(
        "table-other",
        "Other",
        (Column("What"), Column("How many"), Column("Words")),
        (Row("One", ("3 to 4", TOO_FEW)), Row("All", (8, "words"), is_total=True)),
        note="By version 1: 5 of 12.",
    )
    wording = Table("table-wording", "Words", (Column("Words"), Column("Stand for")), ())
    losses = Table(
        "table-losses", "Losses", (Column("Reason"), Column("Cases")), (Row("Other", ("[c]",)),)
    )
    counts = collected(
        noted,
        wording,
        losses,
        Statistics((Statistic("124", "cases examined"), Statistic("2 of 3", "no noun"))),
        quantities=(
            quantity("12 days", "Median", 40, 40, "cases", stated="Median 12 days"),
            replace(quantity("few", "Drift", 0, 40, "cases"), count=None),
        ),
    )
    assert counts.not_placed == (
        "Table 1, column “How many”",
        "Paragraph 1, “few”",
        "Large number “2 of 3”",
    )


def test_the_sizes_of_the_draw_are_known_to_anybody() -> None:
    flow = Table(
        "table-flow",
        "From the lists to the cases",
        tuple(map(Column, ("Authority", "Drawn", "Lost", "Examined"))),
        (Row("Ashmere", (32, 2, 30)), Row("All", (32, 2, 30), is_total=True)),
    )
    counts = collected(flow)
    assert not held_back(counts).held_back
    assert cell(counts, "cases examined | authority: ashmere | read").count == 30


def test_bars_of_measures_are_each_over_all_cases() -> None:
    bars = MeasureBars((Bar("Drift and delay", 3, 9), Bar("Left too long", 4, 9)))
    counts = collected(Figure("figure-headlines", "Key findings", bars))
    assert {"Drift and delay", "Left too long"} <= {one.what for one in counts.names.values()}
    places = {place for found in counts.places.values() for place in found}
    assert "Figure 1, Left too long" in places
