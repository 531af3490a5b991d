"""Charts say in words what they show, can be read without colour, and never change by chance."""

from __future__ import annotations

import dataclasses
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring

from inspect_tool.documents.charts import svg
from inspect_tool.documents.charts.bars import level_fills
from inspect_tool.documents.charts.figure import draw_figure
from inspect_tool.documents.charts.heat_map import SHADES, shade
from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.chart_findings import chart_in_words
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    Chart,
    DotRange,
    FlowDiagram,
    FlowStep,
    HeatMap,
    HeatRow,
    IntervalRow,
    Intervals,
    RangeRow,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.look import colours
from inspect_tool.domain.look.palette import USUAL_PALETTE
from tests.documents import report_factory

NAMESPACE = "{http://www.w3.org/2000/svg}"
SUPPRESSED = Bar("Dunholme", None, None)
CHARTS: dict[str, Chart] = {
    "stacked bars": report_factory.stacked_bars(0, report_factory.CRITERIA),
    "bars": Bars((*report_factory.bars_by_authority(5), SUPPRESSED, Bar("Eastwold", 0, 0))),
    "intervals": report_factory.intervals(),
    "dot range": report_factory.dot_range(),
    "heat map": report_factory.heat_map(),
    "flow": report_factory.flow(),
}


def draw(chart: Chart, alt_text: str = "") -> ElementTree.Element:
    (drawn,) = draw_figure(Figure("f", "Title", chart, alt_text))
    picture: ElementTree.Element = fromstring(drawn)
    return picture


def words_in(picture: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in picture.iter(f"{NAMESPACE}text")]


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_the_first_child_says_the_chart_in_words(chart: Chart) -> None:
    title = draw(chart)[0]
    assert title.tag == f"{NAMESPACE}title"
    assert title.text == chart_in_words(chart)
    assert draw(chart, "My own words.")[0].text == "My own words."


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_drawing_again_gives_the_same_text(chart: Chart) -> None:
    figure = Figure("f", "Title", chart)
    assert draw_figure(figure) == draw_figure(figure)


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_nothing_lies_outside_the_picture(chart: Chart) -> None:
    picture = draw(chart)
    _, _, width, height = map(float, picture.attrib["viewBox"].split())
    for shape in picture.iter(f"{NAMESPACE}rect"):
        x, y, w, h = (float(shape.attrib[key]) for key in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
    for text in picture.iter(f"{NAMESPACE}text"):
        if "transform" not in text.attrib:
            left, right = extent(text)
            assert left >= -1
            assert right <= width + 1
            assert float(text.attrib["y"]) <= height


def extent(text: ElementTree.Element) -> tuple[float, float]:
    x, wide = float(text.attrib["x"]), svg.text_width(text.text or "")
    left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.attrib["text-anchor"]]
    return left, left + wide


@pytest.mark.parametrize(
    "fill",
    sorted(
        {
            *USUAL_PALETTE.shades,
            *level_fills(6),
            svg.QUIET,
            colours.PAPER,
            *(f for _, f, _ in SHADES),
        }
    ),
)
def test_numbers_stand_out_from_every_fill(fill: str) -> None:
    """4.5 to 1 is what WCAG 2.2 asks of text (1.4.3)."""
    assert colours.contrast(colours.ink_on(fill), fill) >= 4.5


@pytest.mark.parametrize("mark", [USUAL_PALETTE.main, colours.INK])
def test_marks_stand_out_from_the_page(mark: str) -> None:
    """3 to 1 is what WCAG 2.2 asks of graphics (1.4.11)."""
    assert colours.contrast(mark, colours.PAPER) >= 3


def test_contrast_runs_from_1_to_21() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#12436D", "#12436D") == 1
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("levels", [2, 3, 4, 5, 6])
def test_each_level_has_a_fill_of_its_own_from_dark_to_light(levels: int) -> None:
    fills = level_fills(levels)
    brightness = [colours.relative_luminance(fill) for fill in fills]
    assert len(set(fills)) == levels
    assert brightness == sorted(brightness)


def test_the_legend_names_the_levels_in_the_order_of_the_segments() -> None:
    assert words_in(draw(CHARTS["stacked bars"]))[:4] == list(report_factory.LEVELS)


def test_a_long_legend_goes_on_in_a_second_line() -> None:
    levels = tuple(f"A level with a name that is rather long {n}" for n in range(4))
    picture = draw(StackedBars(levels, (StackedBar("History", (1, 2, 3, 4)),)))
    lines = {text.attrib["y"] for text in picture.iter(f"{NAMESPACE}text") if text.text in levels}
    assert len(lines) > 1


def test_a_number_too_wide_for_its_segment_is_left_out() -> None:
    narrow = draw(StackedBars(("Good", "Poor"), (StackedBar("History", (1, 999)),)))
    assert "999" in words_in(narrow)
    assert "1" not in words_in(narrow)


@pytest.mark.parametrize(
    ("chart", "words"),
    [
        (StackedBars(("Good", "Poor"), (StackedBar("History", (None, 4)),)), "[c] suppressed"),
        (StackedBars(("Good", "Poor"), (StackedBar("History", (0, 0)),)), "no cases"),
        (StackedBars(("Good", "Poor"), (StackedBar("History", (1, 0)),)), "1 case"),
        (Bars((SUPPRESSED,)), "[c] suppressed"),
        (Bars((Bar("Ashmere", 0, 0),)), "no cases"),
        (Bars((Bar("Ashmere", 0, 11),)), "0 of 11"),
        (Intervals((IntervalRow(SUPPRESSED),)), "[c] suppressed"),
        (Intervals((IntervalRow(Bar("Ashmere", 0, 0)),)), "no cases"),
        (DotRange((RangeRow("History", (SUPPRESSED,), SUPPRESSED),)), "[c] suppressed"),
        (HeatMap(("A",), (HeatRow("History", (SUPPRESSED,)),)), "[c]"),
        (HeatMap(("A",), (HeatRow("History", (Bar("A", 0, 0),)),)), "[z]"),
        (HeatMap(("A",), (HeatRow("History", (Bar("A", 0, 3),)),)), "0/3"),
        (FlowDiagram((FlowStep("Cases counted", 1234),)), "1,234"),
    ],
)
def test_what_cannot_be_drawn_is_said(chart: Chart, words: str) -> None:
    assert words in words_in(draw(chart))


def test_a_suppressed_count_leaves_no_trace_in_the_lengths() -> None:
    few = StackedBars(("Good", "Poor"), (StackedBar("History", (None, 4)),))
    many = StackedBars(("Good", "Poor"), (StackedBar("History", (None, 400)),))
    without_words = [draw_figure(Figure("f", "T", chart, "same")) for chart in (few, many)]
    assert without_words[0] == without_words[1]


def test_a_range_without_its_overall_share_has_no_diamond() -> None:
    bars = (Bar("Ashmere", 1, 11), Bar("Bramleigh", 5, 11))
    with_overall = draw(DotRange((RangeRow("History", bars, Bar("All", 6, 22)),)))
    without = draw(DotRange((RangeRow("History", bars, SUPPRESSED),)))
    diamonds = [len(list(one.iter(f"{NAMESPACE}polygon"))) for one in (with_overall, without)]
    assert diamonds == [2, 1]  # one stands in the legend


@pytest.mark.parametrize(
    ("count", "fill"),
    [(0, svg.QUIET), (1, SHADES[3][1]), (24, SHADES[3][1]), (25, SHADES[2][1]), (49, SHADES[2][1]),
     (50, SHADES[1][1]), (74, SHADES[1][1]), (75, SHADES[0][1]), (100, SHADES[0][1])],
)  # fmt: skip
def test_a_cell_is_shaded_by_its_share(count: int, fill: str) -> None:
    assert shade(Bar("A", count, 100)) == fill


def test_words_from_people_are_escaped() -> None:
    (drawn,) = draw_figure(Figure("f", "T", Bars((Bar("<script> & co", 1, 2),))))
    assert "<script>" not in drawn
    assert "&lt;script&gt; &amp; co" in drawn


def test_a_label_is_broken_between_words_and_inside_one_only_where_it_must() -> None:
    assert svg.wrap("The assessment takes account of history", 150) == (
        "The assessment takes",
        "account of history",
    )
    pieces = svg.wrap("Unbreakableunbreakable", 60)
    assert "".join(pieces) == "Unbreakableunbreakable"
    assert all(svg.text_width(piece) <= 60 for piece in pieces)
    assert svg.wrap("", 40) == ("",)


def test_a_flow_grows_with_its_steps() -> None:
    flow = report_factory.flow()
    shorter = dataclasses.replace(flow, steps=flow.steps[:2])
    heights = [float(draw(chart).attrib["height"]) for chart in (shorter, flow)]
    assert heights[0] < heights[1]


def numbered(number: int) -> tuple[Bar, ...]:
    return tuple(Bar(f"Authority {index:03d}", index % 12, 12) for index in range(number))


def many(number: int) -> dict[str, Chart]:
    """Charts of so many authorities, each with a row or a column."""
    bars = numbered(number)
    names = tuple(f"A{index:03d}" for index in range(number))
    cells = tuple(
        dataclasses.replace(bar, label=name) for bar, name in zip(bars, names, strict=True)
    )
    return {
        "bars": Bars(bars),
        "intervals": Intervals(tuple(IntervalRow(bar, 0.1, 0.9) for bar in bars)),
        "stacked bars": StackedBars(
            ("Good", "Poor"), tuple(StackedBar(bar.label, (4, 5)) for bar in bars)
        ),
        "dot range": DotRange(tuple(RangeRow(bar.label, bars[:3], bar) for bar in bars)),
        "heat map": HeatMap(names, (HeatRow("History", cells),)),
    }


@pytest.mark.parametrize("kind", many(1))
@pytest.mark.parametrize("number", [38, 152])
def test_a_chart_that_is_longer_than_a_page_is_drawn_in_parts(kind: str, number: int) -> None:
    chart = many(number)[kind]
    parts = [fromstring(part) for part in draw_figure(Figure("f", "T", chart), svg.PAGE)]
    assert len(parts) > 1
    assert all(float(part.attrib["height"]) <= svg.PAGE.tallest for part in parts)
    prefix = "A" if kind == "heat map" else "Authority "
    shown = [word for part in parts for word in words_in(part) if word.startswith(prefix)]
    assert shown == [f"{prefix}{index:03d}" for index in range(number)]


def test_parts_share_a_scale() -> None:
    """A part whose own bases are large enough for percentages counts as the others do."""
    bars = (*(Bar(f"A{index}", 30, 60) for index in range(40)), Bar("Z", 1, 3))
    parts = [fromstring(part) for part in draw_figure(Figure("f", "T", Bars(bars)), svg.PAGE)]
    assert len(parts) == 2
    assert all("60" in words_in(part) and "100%" not in words_in(part) for part in parts)


def test_one_row_taller_than_a_page_is_drawn_smaller() -> None:
    chart = Bars((Bar("word " * 600, 1, 2),))
    (part,) = draw_figure(Figure("f", "T", chart), svg.PAGE)
    assert 'style="width:' in part
    (whole,) = draw_figure(Figure("f", "T", chart))
    assert "style=" not in whole


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_nothing_lies_outside_the_picture_of_a_phone(chart: Chart) -> None:
    for drawn in draw_figure(Figure("f", "Title", chart), svg.PHONE):
        picture = fromstring(drawn)
        _, _, width, height = map(float, picture.attrib["viewBox"].split())
        assert width == 300
        for text in picture.iter(f"{NAMESPACE}text"):
            if "transform" not in text.attrib:
                left, right = extent(text)
                assert left >= -1
                assert right <= width + 1
                assert float(text.attrib["y"]) <= height
