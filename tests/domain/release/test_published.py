"""The numbers of a report as data, what follows from what in them, and what differs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Column,
    Edition,
    Figure,
    Footnote,
    Heading,
    KeyBox,
    Paragraph,
    Quantity,
    ReportContent,
    Row,
    Statistic,
    Statistics,
    Strong,
    Table,
    Text,
)
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.release.differences import printed_otherwise, release_differences
from inspect_tool.domain.release.follows import expected_shares, follow, is_true
from inspect_tool.domain.release.published import (
    numbers_in,
    published_tables,
    tables_as_csv,
)
from inspect_tool.readers.documents.wording import load_wording

OFSTED = load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml")
Tables = dict[str, Any]
TABLE = Table(
    id="table-drift",
    title="Drift, by type",
    columns=(Column("Type"), Column("Number"), Column("Of"), Column("Share"), Column("Estimate")),
    rows=(
        Row("Early help", (3, 30, Percentage(Fraction(1, 10)), Percentage(0.12))),
        Row("In care", (1, 40, Percentage(Fraction(1, 40)), Percentage(0.03))),
        Row("All", (4, 70, Percentage(Fraction(4, 70)), "[x]"), is_total=True),
    ),
)
NONE_FITS = Table(
    id="table-none",
    title="No two columns lead to the share",
    columns=(Column("Type"), Column("A"), Column("B"), Column("Share")),
    rows=(Row("A", (1, 2, Percentage(Fraction(1, 3)))), Row("B", ("x", 0, Percentage(0.1)))),
)
OTHER = Table(
    id="table-odd",
    title="Shares of nothing here",
    columns=(Column("Type"), Column("Share")),
    rows=(Row("A", (Percentage(Fraction(1, 3)),)), Row("B", ("5 of 40 (13%)",))),
)
BARS = Bars((Bar("Early help", 3, 30), Bar("In care", 1, 40)), row_heading="Type")
QUANTITIES = (
    Quantity("q1", "4 of the 70", "Drift", 4, 70),
    Quantity("q2", "between 1 and 3", "Drift", 4, 70),
    Quantity("q3", "12%", "Drift", 30, 70, stated="Estimated 12% of children"),
    Quantity("q4", "70 cases", "Cases", 70, 70),
)


def chapter(*blocks: Block) -> Chapter:
    return Chapter("chapter", "Chapter", blocks, is_numbered=False)


def content(*chapters: Chapter, quantities: tuple[Quantity, ...] = ()) -> ReportContent:
    return ReportContent(
        title="T",
        subtitle="",
        kicker="",
        edition=Edition.INTERNAL,
        published_words="",
        reference="",
        publisher="",
        cover_facts=(),
        notice="",
        chapters=chapters,
        created=date(2014, 3, 26),
        quantities=quantities,
    )


def tables() -> Tables:
    blocks = (
        Statistics((Statistic("70", "cases"), Statistic("2", "areas"))),
        Paragraph((Text("Plain, "), Strong((Text("strong"),)), Footnote((Text("a note"),)))),
        BulletList(((Text("a point"),),)),
        KeyBox((Paragraph((Text("a box"),)),)),
        TABLE,
        OTHER,
        Heading("h", "Heading"),
        Figure("figure-drift", "Drift", BARS),
    )
    made = content(chapter(*blocks), quantities=QUANTITIES)
    return published_tables(made, OFSTED, percentages_from=20)


@pytest.fixture(scope="module")
def made() -> Tables:
    return tables()


def test_what_follows_from_what_is_found(made: Tables) -> None:
    drift, odd, *_ = made["tables"]
    assert (drift["shares"], drift["not_from_counts"], drift["sums"]) == ([[3, 1, 2]], [4], [1, 2])
    assert (odd["shares"], odd["not_from_counts"]) == ([], [1])
    (chart,) = made["charts"]
    assert (chart["in_words"], chart["from_table"]) == (True, "table-drift")
    first, second, third, fourth = made["quantities"]
    assert [one["kind"] for one in made["quantities"]] == ["counted", "other", "other", "counted"]
    assert first["from_table"] == ["table-drift", 2]
    assert fourth["from_table"] == []
    assert (second["stated"], third["stated"]) == ("", "Estimated 12% of children")
    texts = [text for _, text in made["paragraphs"]]
    assert texts[:3] == ["Plain, strong [a note]", "a point", "a box"]
    assert made["statistics"] == [["70", "cases"], ["2", "areas"]]


def test_each_table_is_a_csv_file(made: Tables) -> None:
    files = tables_as_csv(made)
    assert files["tables/01-table-drift.csv"].splitlines()[1] == "Early help,3,30,10%,12%"
    assert "charts/01-figure-drift.csv" in files


def test_sound_tables_follow(made: Tables) -> None:
    found = follow(made)
    assert found.faults == ()
    # One table and one chart with a column of shares, of three and two rows.
    assert (found.shares, found.totals, found.charts) == (5, 2, 1)
    assert (found.sentences, found.not_counted) == (2, 4)


def of_row(table: int, row: int, column: int, value: object) -> Callable[[Tables], object]:
    return lambda made: made["tables"][table]["rows"][row].__setitem__(column, value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (of_row(0, 0, 3, "11%"), "table-drift"),
        (of_row(0, 0, 1, 2), "table-drift"),
        (of_row(0, 0, 2, 31), "table-drift"),
        (of_row(0, 2, 1, 5), "sentence Chapter, “4 of the 70”"),
        (of_row(1, 1, 1, "5 of 40 (12%)"), "table-odd"),
        (of_row(1, 1, 1, "5 of 0 (12%)"), "table-odd"),
        (lambda made: made["tables"][0]["rows"][0].append(1), "table-drift"),
        (lambda made: made["tables"].append(made["tables"][1]), "table-odd"),
        (lambda made: made["charts"][0].update(words="none"), "figure-drift"),
        (lambda made: made["charts"][0]["rows"][0].__setitem__(1, 2), "figure-drift"),
        (lambda made: made["quantities"][0].update(words="5 of the 70"), "sentence"),
        (lambda made: made["quantities"][0].update(count=None), "sentence"),
        (lambda made: made["quantities"][0].update(number=9), "sentence"),
        (lambda made: made["quantities"][2].update(stated="Estimated 13%"), "sentence"),
        (lambda made: made["paragraphs"][0].__setitem__(1, "1 of 4 (24%)"), "chapter"),
    ],
)
def test_a_changed_number_no_longer_follows(
    made: Tables, change: Callable[[Tables], object], place: str
) -> None:
    changed = copy.deepcopy(made)
    change(changed)
    assert any(fault.place.startswith(place.partition(" ")[0]) for fault in follow(changed).faults)


def test_another_form_is_no_data(made: Tables) -> None:
    with pytest.raises(ValueError, match="format"):
        follow({**made, "format": "x"})


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [
        (1, 19, ("[u]",)),
        (1, 20, ("5%", "[c]")),
        (0, 0, ("[z]", "[u]")),
        ("[c]", 20, ("[c]",)),
        (1, "[c]", ("[c]",)),
        (1, 400, ("[low]", "[c]")),
    ],
)
def test_what_may_stand_for_a_share(count: object, base: object, shown: tuple[str, ...]) -> None:
    assert expected_shares(count, base, 20) == shown


def test_no_words_are_true_of_nothing(made: Tables) -> None:
    assert not is_true("most", None, 70, made)
    assert not is_true("most", 0, 0, made)
    assert is_true("nearly half", 33, 70, made)


def test_numbers_are_read_with_their_commas() -> None:
    assert numbers_in("27,769 of 36,425, 12 and 3") == [27769, 36425, 12, 3]


def test_a_finding_above_a_figure_is_among_the_words() -> None:
    figure = Figure("figure-drift", "Drift", BARS, finding=(Text("Drift was rare"),))
    made = published_tables(content(chapter(TABLE, figure)), OFSTED, percentages_from=20)
    assert [text for _, text in made["paragraphs"]] == ["Drift was rare"]


def test_a_chart_of_another_table_has_no_source() -> None:
    blocks = (TABLE, Figure("figure-x", "X", Bars((Bar("Elsewhere", 3, 30),))))
    made = published_tables(content(chapter(*blocks)), OFSTED, percentages_from=20)
    assert made["charts"][0]["from_table"] == ""
    assert follow(made).faults == ()


def test_a_share_that_no_two_columns_lead_to_is_named() -> None:
    exact = replace(NONE_FITS, rows=(NONE_FITS.rows[0], Row("B", (0, 0, "[u]"))))
    for table in (NONE_FITS, exact):
        made = published_tables(content(chapter(table)), OFSTED, percentages_from=20)
        assert made["tables"][0]["not_from_counts"] == [3]
        assert made["tables"][0]["shares"] == []


def test_two_releases_differ_in_figures_sentences_and_words(made: Tables) -> None:
    later = copy.deepcopy(made)
    of_row(0, 0, 1, 4)(later)
    later["quantities"][0].update(words="five of the 70", count=5)
    later["quantities"].pop()
    later["paragraphs"][0][1] = "Otherwise"
    found = release_differences(made, later)
    assert [(one.before, one.after) for one in found.figures] == [("3", "4")]
    assert [one.after for one in found.sentences] == ["“five of the 70” (5 of 70 cases)", ""]
    assert (len(found.paragraphs_gone), found.paragraphs_new) == (1, ("Otherwise",))
    assert not found.are_alike
    assert release_differences(made, made).are_alike


def test_what_a_public_release_prints_is_what_the_internal_one_has() -> None:
    internal, public = tables(), tables()
    public["tables"][0]["rows"][0][1:4] = ["[c]", 30, "[c]"]
    public["quantities"][0]["count"] = None
    assert printed_otherwise(internal, public) == ()
    public["tables"][0]["rows"][2][1] = 5
    public["quantities"][-1]["count"] = 99
    found = printed_otherwise(internal, public)
    assert [(one.before, one.after) for one in found] == [
        ("4", "5"),
        (str(internal["quantities"][-1]["count"]), "99"),
    ]
