"""What is left of a report for the public, what is to be decided, and what never gets out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from operator import mul
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Cell,
    Chapter,
    ClaimText,
    Column,
    CrossReference,
    Edition,
    Emphasis,
    Figure,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Paragraph,
    Quantity,
    Recommendation,
    ReportContent,
    Row,
    Statistic,
    Statistics,
    Table,
    Text,
    VoiceBox,
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
    RangeRow,
    StackedBar,
    StackedBars,
    describe_chart,
)
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.content.numbering import figures_of, number_content, tables_of
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.book import CountName
from inspect_tool.domain.disclosure.decisions import (
    DecidedPlace,
    Decisions,
    DisclosureChoice,
    DisclosureItem,
    DisclosurePlace,
)
from inspect_tool.domain.disclosure.earlier import ReleasedCounts, parse_released, released_text
from inspect_tool.domain.disclosure.primary import DisclosureRules, HeldBackReason
from inspect_tool.domain.disclosure.public_edition import (
    EditionRules,
    PublicEdition,
    public_edition,
    released_counts,
)
from inspect_tool.domain.disclosure.public_notes import public_note
from inspect_tool.domain.disclosure.word_bounds import said_share
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import TOO_FEW, Percentage
from inspect_tool.domain.sampling.strict_json import FormError
from inspect_tool.readers.documents.wording import load_wording
from tests.domain.disclosure.made_reports import MadeCase, cases_table, report_of

SCALE = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
RULES = EditionRules(DisclosureRules(5, is_safe_inside=False), {"Drift": SubjectKind.CASE}, SCALE)
NONE = Decisions.of(())
C = "[c]"


def drift(*rows: tuple[str, int, int], title: str = "Drift", note: str = "") -> Table:
    number, base = sum(row[1] for row in rows), sum(row[2] for row in rows)
    lines = [*rows, ("All", number, base)]
    return Table(
        "table-drift",
        f"{title}, by authority",
        tuple(map(Column, ("Authority", "Number", "Of cases", "Share"))),
        tuple(
            Row(name, (count, of, Percentage(Fraction(count, of))), is_total=name == "All")
            for name, count, of in lines
        ),
        note=note,
    )


SMALL = drift(("Ashmere", 2, 30), ("Fenwater", 20, 40), ("Irkdale", 9, 30))


def edition(*blocks: Block, decisions: Decisions = NONE, **more: Any) -> PublicEdition:
    return public_edition(report_of(*blocks, **more), decisions, RULES)


def decided(items: tuple[DisclosureItem, ...], words: str = "") -> Decisions:
    """Every place is decided by the first choice that it has."""
    return Decisions.of(
        DecidedPlace(item.ref, item.choices[0], item.digest, words) for item in items
    )


def settled(*blocks: Block, words: str = "", **more: Any) -> PublishedContent:
    first = edition(*blocks, **more)
    found = edition(*blocks, decisions=decided(first.items, words), **more)
    assert found.content is not None, found.open_items
    return found.content


def claim(phrase: str, count: int, base: int, **more: Any) -> dict[str, Any]:
    made = Quantity("q", phrase, "Drift", count, base, "cases", ("ASH-001",))
    return {"quantities": (replace(made, **more),)}


def test_nothing_is_published_until_each_place_is_decided() -> None:
    found = edition(SMALL)
    assert found.content is None
    (item,) = found.open_items
    assert (item.ref, item.kind, item.held_back) == ("table-drift", DisclosurePlace.TABLE, 2)
    assert item.place == "Table 1: Drift, by authority"
    assert item.choices == (DisclosureChoice.HOLD_BACK, DisclosureChoice.LEAVE_OUT)
    assert "a small count; gives another one away" in item.why
    assert all(choice.words for choice in DisclosureChoice)


def test_a_count_that_is_held_back_is_so_with_its_share_and_explained() -> None:
    content = settled(SMALL)
    assert content.edition is Edition.PUBLIC
    (table,) = tables_of(number_content(content))
    assert table.rows[0].cells == (C, 30, C)
    assert sum(row.cells[0] == C for row in table.rows) == 2
    assert table.note.startswith("[c] = held back")
    assert table.rows[-1].cells[0] == 31


def test_a_decision_is_void_once_the_figures_change() -> None:
    decisions = decided(edition(SMALL).items)
    other = drift(("Ashmere", 3, 30), ("Fenwater", 20, 40), ("Irkdale", 9, 30))
    (item,) = edition(other, decisions=decisions).open_items
    assert item.is_stale


def test_what_is_left_out_is_gone_with_what_points_at_it() -> None:
    points = Paragraph(
        (
            Text("See "),
            CrossReference("table-drift"),
            Emphasis((CrossReference("table-drift", "the table"),)),
        )
    )
    first = edition(points, SMALL)
    made = [
        DecidedPlace(
            item.ref,
            DisclosureChoice.LEAVE_OUT
            if DisclosureChoice.LEAVE_OUT in item.choices
            else item.choices[0],
            item.digest,
        )
        for item in first.items
    ]
    found = edition(points, SMALL, decisions=Decisions.of(made))
    assert found.content is not None
    assert tables_of(found.content) == ()
    assert found.items[-1].decided is DisclosureChoice.LEAVE_OUT
    assert not found.findings.found


def test_a_group_of_known_size_that_is_too_small_can_only_be_left_out() -> None:
    (item,) = edition(drift(("Ashmere", 1, 3), ("Fenwater", 20, 40))).items
    assert item.choices == (DisclosureChoice.LEAVE_OUT,)
    assert "known size" in item.why


def test_words_that_state_a_number_held_back_have_to_be_put_otherwise() -> None:
    more = claim("two of the 100 cases", 2, 100)
    (item,) = (one for one in edition(**more).items if one.kind is DisclosurePlace.CLAIM)
    assert item.choices == (DisclosureChoice.REWORD,)
    assert not item.is_settled
    content = settled(words="a small number of cases", **more)
    assert content.quantities[0].count is None
    assert content.quantities[0].case_refs == ()
    (paragraph,) = content.chapters[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.spans == (ClaimText("a small number of cases", "q"),)
    text = repr(number_content(content))
    assert "two of" not in text
    assert "ASH-001" not in text


def test_words_that_say_nothing_of_a_group_of_known_size_settle_it() -> None:
    """Anybody knows that three cases were read; no other words could leave more open."""
    cases = tuple(MadeCase("Ashmere", "Early help", {"Drift": one}) for one in (True, True, False))
    more = claim("two of the 3 cases", 2, 3)
    first = edition(cases_table(cases), **more)
    assert [one.found.width for one in first.result.held_back] == [3]
    assert settled(cases_table(cases), words="a small number of cases", **more)
    again = edition(cases_table(cases), decisions=decided(first.items, "over half"), **more)
    assert DisclosurePlace.CLAIM in {item.kind for item in again.open_items}


def test_other_words_that_still_state_it_settle_nothing() -> None:
    more = claim("two of the 100 cases", 2, 100)
    first = edition(**more)
    for words in ("2 cases", "one in fifty", "two thirds of three"):
        found = edition(decisions=decided(first.items, words), **more)
        assert DisclosurePlace.CLAIM in {item.kind for item in found.open_items}


@pytest.mark.parametrize(
    ("phrase", "count", "base", "number", "of"),
    [
        ("over half", 44, 80, (41, 47), (74, 87)),
        ("none", 0, 30, (0, 0), (1, None)),
        ("two thirds of the 30 cases", 20, 30, (20, 20), (30, 30)),
        ("a small number", 2, 30, (0, None), (0, None)),
        ("two of some", 2, 30, (2, 2), (30, 30)),
        ("nothing", 0, 0, (0, None), (0, None)),
    ],
)
def test_words_bound_a_count_by_its_base_and_the_base_by_its_count(
    phrase: str,
    count: int,
    base: int,
    number: tuple[int, int | None],
    of: tuple[int, int | None],
) -> None:
    said = said_share(phrase, count, base, SCALE)
    assert (said.number.lowest, said.number.highest) == number
    assert (said.base.lowest, said.base.highest) == of


def test_words_that_leave_enough_open_stay_and_their_line_says_nothing() -> None:
    content = settled(**claim("most", 97, 100))
    assert content.quantities[0].phrase == "most"
    assert content.quantities[0].count is None


def test_a_claim_on_those_that_do_not_count_is_tied_to_those_that_do() -> None:
    more = claim("most", 97, 100, measure_title="Drift: those that do not count")
    found = edition(drift(("Ashmere", 3, 100), title="Drift"), **more)
    held = {(one.what, one.count) for one in found.findings.found}
    assert ("Drift", 3) in held


def test_medians_and_estimates_in_words() -> None:
    few = claim("12 days", 9, 9, stated="Median 12 days", stated_as=Holds.MEDIAN)
    (item,) = (one for one in edition(**few).items if one.kind is DisclosurePlace.CLAIM)
    assert item.choices == (DisclosureChoice.REWORD,)
    enough = claim("12 days", 10, 10, stated="Median 12 days", stated_as=Holds.MEDIAN)
    assert settled(**enough).quantities[0].base is None
    said = claim("half", 31, 100, stated="Estimated 50%", stated_as=Holds.ESTIMATE)
    kinds = {item.kind for item in edition(SMALL, **said).items}
    assert {DisclosurePlace.TABLE, DisclosurePlace.CLAIM} <= kinds


def test_an_estimate_of_one_group_goes_with_the_counts_of_the_others() -> None:
    """What is estimated of Fenwater weighs its own groups, which other tables may count."""
    said = claim(
        "half", 30, 60, measure_title="Drift, in Fenwater", stated="Estimated 50%",
        stated_as=Holds.ESTIMATE,
    )  # fmt: skip
    table = drift(("Ashmere", 3, 30), ("Fenwater", 30, 60), ("Irkdale", 30, 60))
    claims = [one for one in edition(table, **said).items if one.kind is DisclosurePlace.CLAIM]
    assert len(claims) == 1


def drawn(chance: Random) -> tuple[list[tuple[str, int, int]], list[int]]:
    """Three authorities with their counts and bases, and how many children a case stands for."""
    bases = [chance.randint(10, 16) for _ in range(3)]
    often = chance.random()
    counts = [sum(chance.random() < often for _ in range(base)) for base in bases]
    is_even = chance.random() < 0.3
    weights = [3] * 3 if is_even else [chance.randint(1, 9) for _ in bases]
    names = ("Ashmere", "Fenwater", "Irkdale")
    return list(zip(names, counts, bases, strict=True)), weights


def estimated(counts: Iterable[int], bases: Iterable[int], weights: Sequence[int]) -> float:
    """The share of all children, as everybody can work it out who has the counts."""
    yes, every = (sum(map(mul, found, weights)) for found in (counts, bases))
    return float(yes / every)


def left_of(
    rows: Sequence[tuple[str, int, int]], weights: Sequence[int], table: Table, share: Cell
) -> Mapping[str, set[int]]:
    """The counts that each authority may have, by trying all: of those that are held back."""
    printed = [row.cells[0] for row in table.rows]
    bases = [base for _, _, base in rows]
    left: dict[str, set[int]] = {row[0]: set() for row in rows}
    for counts in product(*(range(base + 1) for base in bases)):
        told = (*counts, sum(counts))
        if any(one not in (C, count) for one, count in zip(printed, told, strict=True)):
            continue
        is_told = isinstance(share, Percentage)
        if is_told and str(share) != str(Percentage(estimated(counts, bases, weights))):
            continue
        for (name, _, _), count in zip(rows, counts, strict=True):
            left[name].add(count)
    held = [row[0] for row, one in zip(rows, printed, strict=False) if one == C]
    return {name: left[name] for name in held}


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("seed", range(200))
def test_an_estimate_with_weights_that_are_known_gives_no_count_away(seed: int) -> None:
    """Of equal weights it is the share itself; of others it is one more equation."""
    rows, weights = drawn(Random(seed))  # noqa: S311  # made-up counts
    table, headlines = tables_of(settled(drift(*rows), headline(rows, weights)))
    for name, counts in left_of(rows, weights, table, headlines.rows[0].cells[2]).items():
        assert max(counts) - min(counts) >= 5, name


def headline(rows: Sequence[tuple[str, int, int]], weights: Sequence[int]) -> Table:
    """The count of all and the share that is estimated of all children."""
    counts, bases = [row[1] for row in rows], [row[2] for row in rows]
    share = Percentage(estimated(counts, bases, weights))
    cells = ("“few”", f"{sum(counts)} of {sum(bases)} (9%)", share, "It is higher")
    return replace(HEADLINES, rows=(Row("Drift", cells),))


def test_with_its_estimate_a_count_that_is_held_back_would_be_told() -> None:
    """So the estimate is held back as well; the same reader is used as above."""
    rows, weights = (("Ashmere", 2, 12), ("Fenwater", 8, 14), ("Irkdale", 6, 12)), (1, 5, 9)
    table, headlines = tables_of(settled(drift(*rows), headline(rows, weights)))
    assert headlines.rows[0].cells[2] == C
    assert len(left_of(rows, weights, table, C)["Ashmere"]) > 5
    share = headline(rows, weights).rows[0].cells[2]
    assert left_of(rows, weights, table, share)["Ashmere"] == {2}


def test_a_range_over_authorities_is_said_otherwise() -> None:
    """Its ends are counts of two authorities, whoever they are."""
    ends = claim("between 20 and 40", 97, 200, stated="Ends", stated_as=Holds.LOWEST)
    (item,) = (one for one in edition(**ends).items if one.kind is DisclosurePlace.CLAIM)
    assert item.choices == (DisclosureChoice.REWORD,)


def test_an_estimate_is_tied_to_the_count_that_it_comes_from() -> None:
    said = claim(
        "an estimated 3%", 3, 100, stated="Estimated 3%", stated_as=Holds.ESTIMATE,
        measure_title="Drift, estimated share of children",
    )  # fmt: skip
    found = edition(drift(("Ashmere", 3, 100), title="Drift"), **said)
    assert {("Drift", 3)} <= {(one.what, one.count) for one in found.findings.found}
    assert any(item.kind is DisclosurePlace.CLAIM for item in found.items)


def test_people_read_chapters_and_boxes_before_they_are_public() -> None:
    box = GoodPracticeBox("One reader", (Paragraph((Text("In Wealdshire somebody reads."),)),))
    voice = VoiceBox("Children", (Paragraph((Text("“I like it.”"),)),))
    key = KeyBox((BulletList(((Text("Read on 3 pages."),),)),))
    found = edition(Heading("h", "What was read"), key, box, voice)
    kinds = [item.kind for item in found.items]
    assert kinds == [DisclosurePlace.CHAPTER, DisclosurePlace.BOX, DisclosurePlace.BOX]
    assert found.items[0].why == "words of its own; 1 passage with figures that are no claims"
    assert DisclosureChoice.LEAVE_OUT in found.items[1].choices
    left = Decisions.of(
        DecidedPlace(item.ref, item.choices[-1], item.digest) for item in found.items
    )
    content = edition(Heading("h", "What was read"), key, box, voice, decisions=left).content
    assert content is not None
    assert not [one for one in content.chapters[0].blocks if isinstance(one, VoiceBox)]


def test_estimates_p_values_and_ranges_go_with_the_counts_of_their_groups() -> None:
    variation = Table(
        "table-variation",
        "Variation",
        (
            Column("What"),
            Column("Number", holds=Holds.NUMBER),
            Column("Base", holds=Holds.BASE),
            Column("Seen", holds=Holds.SEEN_IN),
            Column("Lowest", holds=Holds.LOWEST),
            Column("Test", holds=Holds.TEST),
            Column("Estimated", holds=Holds.ESTIMATE),
            Column("Agreed", holds=Holds.AGREED),
            Column("AC1", holds=Holds.COEFFICIENT),
            Column("More"),
        ),
        (
            Row(
                "Drift",
                (31, 100, "3 of 3", "2 of 30", "no (p 0.112)", Percentage(0.4), "9 of 9", "0.8", 7),
            ),
            Row("Delay", (31, 100, "3 of 3", "9 of 30", "no test", TOO_FEW, "9 of 9", TOO_FEW, "")),
        ),
        mark=TableMark(RowsAre.MEASURES),
    )
    _, table = tables_of(settled(SMALL, variation))
    assert table.rows[0].cells == (31, 100, C, C, "no", C, "9 of 9", C, C)
    assert table.rows[1].cells == (31, 100, "3 of 3", "9 of 30", "no test", TOO_FEW, "9 of 9",
                                   TOO_FEW, "")  # fmt: skip


HEADLINES = Table(
    "table-headlines",
    "Words",
    tuple(
        map(Column, ("What", "Words", "Of the cases read", "Estimated share", "Of the children"))
    ),
    (
        Row("Drift", ("“few”", "2 of 100 (2%)", Percentage(0.4), "It is higher")),
        Row("Delay", ("“half”", "50 of 100 (50%)", Percentage(0.5), "Hold too")),
    ),
)


def test_the_words_of_a_headline_go_with_their_count() -> None:
    (table,) = tables_of(settled(HEADLINES))
    assert [row.cells[:2] for row in table.rows] == [(C, C), ("“half”", "50 of 100 (50%)")]
    assert table.rows[0].cells[2:] == (C, C)
    assert table.rows[1].cells[-1] == "Hold too"


def test_a_median_of_few_is_no_child_s_own_value() -> None:
    medians = Table(
        "table-days",
        "Days, by authority",
        (
            Column("Authority"),
            Column("Median", holds=Holds.MEDIAN),
            Column("Quartiles", holds=Holds.QUARTILES),
            Column("Of cases", holds=Holds.BASE),
            Column("Not known", holds=Holds.REST),
            Column("Longest"),
        ),
        (
            Row("Ashmere", ("12", "3 to 20", 9, 0, "400 days")),
            Row("Fenwater", ("14", "3 to 21", 19, 8, TOO_FEW)),
            Row("Irkdale", ("15", "3 to 22", 40, 0, TOO_FEW)),
            Row("Kelderby", ("15 (38%)", "3 to 22", "many", 0, TOO_FEW)),
        ),
        mark=TableMark(RowsAre.SPREAD),
    )
    (table,) = tables_of(settled(medians))
    assert [row.cells[:2] for row in table.rows] == [(C, C), ("14", C), ("15", "3 to 22"), (C, C)]
    assert table.rows[0].cells[-1] == C
    assert table.rows[1].cells[-1] == TOO_FEW


def test_bases_of_questions_lie_in_the_cases_that_were_read() -> None:
    """Of 30 cases read 28 have an answer: that 2 have none follows."""
    read = Table(
        "table-cases",
        "Cases examined",
        tuple(map(Column, ("Authority", "Early help", "All"))),
        (Row("Ashmere", (30, 30)), Row("All", (30, 30), is_total=True)),
    )
    asked = Table(
        "table-asked",
        "Was it asked",
        (Column("Answer"), Column("Number", holds=Holds.NUMBER), Column("Base", holds=Holds.BASE)),
        (Row("Yes", ("20 (71%)", 28)), Row("No", (8, 28))),
        mark=TableMark(RowsAre.ANSWERS),
    )
    found = edition(read, asked).findings
    assert {one.count for one in found.found} >= {28}


def test_charts_say_what_is_left_and_their_words_with_them() -> None:
    bars = (Bar("Ashmere", 2, 30), Bar("Fenwater", 20, 40), Bar("Irkdale", 9, 30))
    charts = (
        Figure(
            "figure-a", "Drift, by authority", Bars(bars), alt_text="Two of 30.", note="2 in all."
        ),
        Figure(
            "figure-b",
            "Drift, by authority",
            Intervals(tuple(IntervalRow(bar, 0.1, 0.3) for bar in bars), Fraction(31, 100)),
        ),
        Figure(
            "figure-c",
            "Judged",
            StackedBars(("Good", "Poor"), (StackedBar("Plans", (36, 4)),)),
        ),
        Figure("figure-d", "Met", HeatMap(("ASH",), (HeatRow("Plans", (Bar("ASH", 2, 30),)),))),
        Figure("figure-e", "Range", DotRange((RangeRow("Drift", bars, Bar("All", 31, 100)),))),
        Figure("figure-f", "Delay, by authority", Intervals((IntervalRow(Bar("Ashmere", 9, 30)),))),
    )
    figures = figures_of(settled(*charts))
    said = [describe_chart(figure.chart) for figure in figures]
    assert figures[0].alt_text == ""
    assert figures[0].note.startswith("[c] = held back")
    assert "Ashmere [c]" in said[0]
    assert "2 of 30" not in " ".join(said)
    assert "interval" not in said[1].split("Ashmere", 1)[1].split(";")[0]
    assert isinstance(figures[1].chart, Intervals)
    assert figures[1].chart.overall is None
    assert "[c] good, [c] poor" in said[2]
    assert "ASH [c]" in said[3]
    assert "Drift: [c], [c] of all" in said[4]  # nor is it the range of those that are left
    assert "9 of 30" in said[5]


def test_no_percentage_beside_a_count_that_is_held_back_says_nothing_of_its_base() -> None:
    note = "[u] = no percentage: the base is below 20."
    cells = (("Ashmere", (2, 10, TOO_FEW)), ("Fenwater", (20, 40, Percentage(Fraction(1, 2)))))
    rows = (*(Row(*one) for one in cells), Row("Irkdale", (9, 18, TOO_FEW)))
    both, alone = (
        tables_of(settled(replace(SMALL, rows=rows[:many], note=note)))[0] for many in (3, 1)
    )
    assert both.rows[0].cells == ("[c]", 10, "[c]")
    assert both.rows[2].cells == (9, 18, TOO_FEW)
    assert both.note.endswith(note)
    assert alone.rows[0].cells[2] == "[c]"
    assert "[u]" not in alone.note


@pytest.mark.parametrize(("count", "lines"), [(4, 1), (5, 3)])
def test_small_reasons_of_losses_are_one_number(count: int, lines: int) -> None:
    losses = Table(
        "table-losses",
        "Losses",
        (Column("Reason"), Column("Number")),
        (Row("Closed", (count,)), Row("Moved", (9,)), Row("All", (count + 9,), is_total=True)),
    )
    flow = FlowDiagram(
        (FlowStep("Cases drawn", 70, (FlowLoss("closed", count), FlowLoss("moved", 9))),
         FlowStep("Cases examined", 70, (FlowLoss("not read", 2),)))
    )  # fmt: skip
    content = settled(losses, Figure("figure-flow", "Flow", flow))
    assert len(tables_of(content)[0].rows) == lines
    (figure,) = figures_of(content)
    assert (f"moved {9}" in describe_chart(figure.chart)) is (lines > 1)
    assert "not read 2" in describe_chart(figure.chart)


def test_large_numbers_and_what_recommendations_rest_on() -> None:
    advice = Recommendation(
        (Text("Act."),),
        "Everybody",
        rests_on=("Drift: 2 of the 100 cases (2%)", "What people said: 3 pieces", "3 voices", "x"),
    )
    numbers = Statistics(
        (Statistic("2 of 100", "cases: drift"), Statistic("124", "cases examined"))
    )
    alone = Statistics((Statistic("2 of 100", "cases: drift"),))
    blocks = settled(advice, numbers, alone).chapters[0].blocks
    found = next(one for one in blocks if isinstance(one, Recommendation))
    assert found.rests_on == ("Drift: [c]", "What people said: [c]", "3: [c]", "x")
    assert [one.items for one in blocks if isinstance(one, Statistics)] == [
        (Statistic("124", "cases examined"),)
    ]


def test_what_was_published_before_and_its_change_are_known() -> None:
    before = released(drift(("Ashmere", 20, 60), ("Fenwater", 20, 40)))
    rules = replace(RULES, earlier=(before,))
    for now, is_held in ((20, False), (22, True), (17, True), (26, False)):
        content = report_of(drift(("Ashmere", now, 60), ("Fenwater", 20, 40)))
        held = {
            one.count
            for one in public_edition(content, NONE, rules).findings.found
            if one.group == "Authority: Ashmere"
        }
        assert (now in held) is is_held
    again = report_of(drift(("Ashmere", 20, 60), ("Fenwater", 20, 40)))
    found = public_edition(again, NONE, rules).findings
    assert (found.counts, found.told_before, found.in_all) == (0, 3, 3)
    gone = report_of(drift(("Irkdale", 20, 30)))
    assert not public_edition(gone, NONE, rules).findings.found


def test_a_release_whose_proof_is_gone_is_a_place_to_decide_about() -> None:
    before = replace(released(drift(("Ashmere", 20, 60), ("Fenwater", 20, 40))), lost="first")
    now = report_of(drift(("Ashmere", 20, 60), ("Fenwater", 20, 40)))
    rules = replace(RULES, earlier=(before,))
    made = public_edition(now, NONE, rules)
    (item,) = (one for one in made.items if not one.is_settled)
    assert (item.ref, item.choices) == ("release-first", (DisclosureChoice.PUBLISH,))
    assert not public_edition(now, decided((item,)), rules).open_items


def released(*blocks: Block) -> ReleasedCounts:
    """What a release of a report tells, as the next one reads it."""
    made = edition(*blocks, decisions=decided(edition(*blocks).items))
    told = released_counts(made, RULES)
    assert parse_released(released_text(told)) == told
    return told


def test_two_releases_that_differ_by_one_case_do_not_tell_of_that_case() -> None:
    """Four of Ashmere are held back; with a fifth, the total less Fenwater would tell the four."""
    before = released(drift(("Ashmere", 4, 60), ("Fenwater", 20, 40), ("Irkdale", 20, 40)))
    ashmere = CountName("Drift", "Authority: Ashmere")
    assert ashmere in before.held_back
    now = report_of(drift(("Ashmere", 5, 61), ("Fenwater", 20, 40), ("Irkdale", 20, 40)))
    alone = public_edition(now, NONE, RULES)
    assert not alone.findings.found
    then = public_edition(now, NONE, replace(RULES, earlier=(before,)))
    held = {one.group: one for one in then.findings.found if one.part == "number"}
    found = held["Authority: Ashmere"]
    assert HeldBackReason.EARLIER in found.why
    assert all((one.highest or 99) - one.lowest >= 5 for one in held.values())
    assert len(held) > 1, "one alone follows from the total"


def test_an_edition_that_is_not_settled_has_told_nothing() -> None:
    with pytest.raises(ValueError, match="not settled"):
        released_counts(edition(SMALL), RULES)


@pytest.mark.parametrize("change", [{"format": "another"}, {"printed": [{}]}, {"held_back": 1}])
def test_counts_of_a_release_are_read_strictly(change: dict[str, object]) -> None:
    text = released_text(ReleasedCounts({CountName("Drift"): 20}, frozenset()))
    with pytest.raises(FormError):
        parse_released(json.dumps({**json.loads(text), **change}))


def test_a_number_that_contradicts_another_place_is_held_back() -> None:
    content = settled(
        drift(("Ashmere", 20, 40)), Statistics((Statistic("21 of 40", "cases: Drift"),))
    )
    assert not [one for one in content.chapters[0].blocks if isinstance(one, Statistics)]


def test_notes_keep_what_is_of_the_method() -> None:
    note = (
        "[u] = no percentage: the base is below 20. 124 cases: 99 in the base. Two readers agreed "
        "on 11 of 12 cases, AC1 0.89. Authorities with a base below 5 are left out."
    )
    assert public_note(note) == (
        "[u] = no percentage: the base is below 20. Authorities with a base below 5 are left out."
    )
    assert public_note("") == ""
    (table,) = tables_of(settled(replace(SMALL, note=note, source="Cases, snapshot final-2.")))
    assert "11 of 12" not in table.note
    assert table.source == "Cases, snapshot final-2."


def test_a_report_calls_itself_public_by_disclosure_control_alone() -> None:
    content = report_of()
    with pytest.raises(ValueError, match="disclosure control"):
        replace(content, edition=Edition.PUBLIC)
    assert not ReportContent.is_published
    assert Chapter("a", "A", ()).label == ""
