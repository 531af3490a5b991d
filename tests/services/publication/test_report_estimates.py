"""What a report says about how sure its figures are, and that the workbook lists every estimate."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from inspect_tool.documents.tables.rules import check_workbook
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.domain.content.blocks import (
    Chapter,
    CrossReference,
    Edition,
    Heading,
    Paragraph,
    ReportContent,
    Table,
    Text,
)
from inspect_tool.domain.content.estimate_list import ShownShare
from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.estimates import NoEstimateError
from inspect_tool.domain.figures.stage_one_words import stage_one_notes
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.plan.authority_choices import AuthorityDraw, ChoiceMethod
from inspect_tool.domain.report import claim_check, measure_tables
from inspect_tool.domain.report import estimates as report_estimates
from inspect_tool.domain.report.chapters import check_directives, report_content
from inspect_tool.domain.report.measure_tables import measure_table
from inspect_tool.services.publication import claims, narratives
from inspect_tool.services.publication.build import BuildOptions, build_report
from inspect_tool.workspace import Workspace
from tests.documents.report_factory import as_published
from tests.services.figures.test_estimates import drawn_authorities, figures_of, with_measure
from tests.small_review import open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

METHODOLOGY = "# Methodology\n\n## What was done\n\nFiles were read.\n"
SUMMARY = "# Executive summary\n\nThere was drift in [6 of 13 cases](claim:drift).\n"


@pytest.fixture(scope="module")
def made(shown_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to read; one that is shared is opened by nobody."""
    return Path(shutil.copytree(shown_once, tmp_path_factory.mktemp("reported") / "review"))


@pytest.fixture
def review(shown_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(shown_once, tmp_path)


@pytest.fixture(scope="module")
def figures(made: Path) -> SnapshotFigures:
    return figures_of(open_review(made))


def content_of(
    workspace: Workspace, figures: SnapshotFigures | None = None, **narrative: str
) -> ReportContent:
    folder = workspace.folder / "narrative"
    folder.mkdir(exist_ok=True)
    for name, text in {"methodology": METHODOLOGY, **narrative}.items():
        (folder / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    found = figures or figures_of(workspace)
    documents = narratives.read_narrative(found.review, folder)
    scale = claims.wording_scale(found.review, workspace.place)
    quantities = claim_check.require_true(found, scale, documents).quantities
    return report_content(found, scale, documents, quantities, edition=Edition.INTERNAL)


def chapter(content: ReportContent, id_: str) -> Chapter:
    return next(one for one in content.chapters if one.id == id_)


def words_of(found: Chapter) -> str:
    spans = [span for one in found.blocks if isinstance(one, Paragraph) for span in one.spans]
    return " ".join(span.text for span in spans if isinstance(span, Text))


def table_of(found: Chapter) -> Table:
    return next(one for one in found.blocks if isinstance(one, Table))


def test_the_methodology_says_how_for_whom_and_with_what_response(review: Workspace) -> None:
    found = chapter(content_of(review), "methodology")
    headings = [one.text for one in found.blocks if isinstance(one, Heading)]
    assert headings == ["What was done", "How shares of all children were estimated"]
    words = words_of(found)
    for part in (
        "all 24 children who could be drawn",
        "the children of its authority and type of case",
        "no known chance of having been drawn",
        "1 case was picked by hand",
        "were joined for the variance",
        "The draw reached 16 cases",
        "12 were examined, 1 turned out not to belong to the review, 2 could not be had and 1 had "
        "not been read",
        "13 of 16 is known: the response rate (81%)",
        "like the rest of their authority and type of case",
        "95% intervals by the method of Korn and Graubard (1998)",
        "No percentage is given where the base is below 5.",
    ):
        assert part in words, part


def test_the_response_is_no_percentage_below_its_base(figures: SnapshotFigures) -> None:
    plan = figures.review.plan
    reporting = plan.reporting.model_copy(update={"percentages_from": 17})
    other = replace(
        figures,
        review=replace(figures.review, plan=plan.model_copy(update={"reporting": reporting})),
    )
    found = report_estimates.estimates_section(other, has_table=False)
    text = " ".join(
        span.text
        for one in found
        if isinstance(one, Paragraph)
        for span in one.spans
        if isinstance(span, Text)
    )
    assert "13 of 16 is known: the response rate." in text
    assert "Table" not in text


@pytest.mark.every_run
def test_without_losses_nothing_is_said_of_them(figures: SnapshotFigures) -> None:
    assert figures.ledger is not None
    whole = replace(
        figures.ledger,
        units=tuple(one for one in figures.ledger.units if one.stratum == "BRO/child_in_need"),
    )
    plan = figures.review.plan
    by_authority = plan.sample.model_copy(update={"strata": ("authority",)})
    other = replace(
        figures,
        ledger=whole,
        review=replace(figures.review, plan=plan.model_copy(update={"sample": by_authority})),
    )
    found = report_estimates.estimates_section(other, has_table=True)
    spans = [span for one in found if isinstance(one, Paragraph) for span in one.spans]
    text = " ".join(span.text for span in spans if isinstance(span, Text))
    assert "6 were examined. So the standing of 6 of 6 is known" in text
    assert "the children of its authority:" in text
    assert "do not belong" not in text
    assert "The others" not in text
    assert CrossReference(report_estimates.TABLE) in spans


def test_the_section_stands_where_the_narrative_asks_for_it_and_only_there(
    review: Workspace,
) -> None:
    placed = "# Methodology\n\n{{ section:estimates }}\n\n## At the end\n\nWords.\n"
    found = chapter(content_of(review, methodology=placed), "methodology")
    assert [one.text for one in found.blocks if isinstance(one, Heading)] == [
        "How shares of all children were estimated",
        "At the end",
    ]


@pytest.mark.every_run
def test_an_unknown_section_is_a_fault_with_its_line(review: Workspace) -> None:
    with pytest.raises(NarrativeFaultyError) as refused:
        content_of(review, methodology="# Methodology\n\n{{ section:other }}\n")
    (problem,) = refused.value.problems
    assert (problem.row, problem.message) == (
        3,
        "There is no section other. There is: estimates.",
    )


def test_the_annex_has_the_measures_that_the_narrative_states(review: Workspace) -> None:
    content = content_of(review, executive_summary=SUMMARY)
    found = chapter(content, "annex-estimates")
    assert (found.title, found.is_annex) == ("How sure are the figures", True)
    (row,) = table_of(found).rows
    assert (row.header, *row.cells[:2], row.cells[3]) == ("Drift", 6, 13, "26% to 74%")
    assert isinstance(row.cells[2], Percentage)
    assert row.cells[2].text == "41%"
    silent = content_of(review, executive_summary="# Executive summary\n\nA.\n")
    every = table_of(chapter(silent, "annex-estimates"))
    assert [one.header for one in every.rows] == ["Left too long", "Drift"]


def test_a_narrative_may_place_the_table_itself(review: Workspace) -> None:
    placed = f"{METHODOLOGY}\n{{{{ table:estimates measures=drift }}}}\n"
    content = content_of(review, methodology=placed)
    assert "annex-estimates" not in {one.id for one in content.chapters}
    assert [one.header for one in table_of(chapter(content, "methodology")).rows] == ["Drift"]


@pytest.mark.parametrize(
    ("option", "words"),
    [("measures=none", "no measure called none"), ("measures=other", "no random sample")],
)
def test_a_table_of_what_cannot_be_estimated_is_a_fault(
    review: Workspace, option: str, words: str
) -> None:
    other = with_measure(figures_of(review), "other", SubjectKind.INTERVIEW)
    with pytest.raises(NarrativeFaultyError) as refused:
        content_of(review, other, methodology=f"# M\n\n{{{{ table:estimates {option} }}}}\n")
    assert words in refused.value.problems[0].message


def test_small_bases_and_missing_intervals_are_said_in_shorthand(figures: SnapshotFigures) -> None:
    plan = figures.review.plan
    reporting = plan.reporting.model_copy(update={"percentages_from": 12})
    other = replace(
        figures,
        review=replace(figures.review, plan=plan.model_copy(update={"reporting": reporting})),
    )
    found = report_estimates.estimates_table(other, {})
    cells = {row.header: row.cells[2:] for row in found.rows}
    assert cells["Left too long"] == ("[u]", "[u]")
    assert "[u] = no percentage: the base is below 12." in found.note
    nobody = replace(other, records=other.records[:0])
    assert "[u]" in report_estimates.estimates_table(nobody, {}).note


def test_a_share_without_an_interval_is_marked(
    figures: SnapshotFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_estimates, "METHOD", estimates.options_of("exact", 0.95))
    found = report_estimates.estimates_table(figures, {})
    assert {row.cells[3] for row in found.rows} == {"[x]"}
    assert "[x] = no interval" in found.note
    lines = report_estimates.estimate_list(figures)
    assert lines is not None
    assert "one whole stratum" in lines.lines[0].note


def test_limits_that_round_to_zero_are_explained(figures: SnapshotFigures) -> None:
    cells = measure_tables.share_cells(ShownShare(*map(Percentage, (0.01, 0.001, 0.1))))
    assert cells[1] == "[low] to 10%"
    assert "[low] = rounds to zero" in report_estimates._table_note(figures, cells)


def test_shares_of_all_authorities_stand_beside_where_they_were_drawn(
    figures: SnapshotFigures,
) -> None:
    drawn = drawn_authorities(figures, "1/4", "1/2")
    found = report_estimates.estimates_table(drawn, {"measures": "drift"})
    assert [one.heading for one in found.columns][-2:] == [
        "Share of all authorities’ children",
        "95% interval",
    ]
    lines = report_estimates.estimate_list(drawn)
    assert lines is not None
    assert lines.has_all_authorities
    shares = {(one.grouped_by, one.group): one.all_authorities for one in lines.lines[:5]}
    assert shares["All", "All"] is not None
    assert shares["Authority", "Ashmere"] is None


def test_a_snapshot_from_before_gives_a_report_of_counts(review: Workspace) -> None:
    old = replace(figures_of(review), ledger=None)
    content = content_of(review, old, executive_summary=SUMMARY)
    assert content.estimates is None
    assert "annex-estimates" not in {one.id for one in content.chapters}
    assert "intervals need a new snapshot" in words_of(chapter(content, "methodology"))
    with pytest.raises(NoEstimateError):
        report_estimates.estimates_table(old, {})


# --- the workbook


@pytest.mark.every_run
def test_every_measure_is_listed_in_all_by_case_type_and_by_authority(
    figures: SnapshotFigures,
) -> None:
    other = with_measure(figures, "other", SubjectKind.INTERVIEW)
    found = report_estimates.estimate_list(other)
    assert found is not None
    drift = [one for one in found.lines if one.measure_title == "Drift"]
    assert [(one.grouped_by, one.group) for one in drift] == [
        ("All", "All"),
        ("Case type", "Child in need"),
        ("Case type", "Child protection"),
        ("Authority", "Ashmere"),
        ("Authority", "Broadfold"),
        ("All", "All"),  # the measure of interviews has the same title
    ]
    for line, row in zip(drift[:5], _rows(figures), strict=True):
        assert (line.count, line.base) == (row.count.count, row.count.base)
        assert row.estimate is not None
        assert line.cases == row.estimate.n
        if row.estimate.n >= 5:
            assert line.estimated is not None
            assert line.estimated.share.share == row.estimate.p
        else:
            assert (line.estimated, line.note) == (None, "Base below 5: counts only.")
    assert (drift[5].cases, drift[5].estimated) == (None, None)
    assert "no random sample" in drift[5].note


def _rows(figures: SnapshotFigures) -> list[estimates.EstimatedCount]:
    return [
        *estimates.table(figures, "drift").rows,
        *estimates.table(figures, "drift", by="case_type").rows[1:],
        *estimates.table(figures, "drift", by="authority").rows[1:],
    ]


@pytest.mark.parametrize("chances", [(), ("1/4", "1/2")])
def test_the_workbook_has_a_sheet_of_estimates_that_keeps_the_rules(
    review: Workspace, chances: tuple[str, ...]
) -> None:
    found = figures_of(review)
    if chances:
        found = drawn_authorities(found, *chances)
    content = content_of(review, found, executive_summary=SUMMARY)
    written = write_tables_workbook(content)
    assert check_workbook(written) == ()
    assert written == write_tables_workbook(content)
    sheet = load_workbook(io.BytesIO(written))["Estimates"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    headings = next(row for row in rows if row[0] == "What was counted")
    assert headings[5:10] == [
        "Not in the base",
        "No answer that counts",
        "Share of the cases examined",
        "Estimated share of children",
        "95% interval, from",
    ]
    assert len(headings) == (16 if chances else 13)
    drift = next(row for row in rows if row[0] == "Drift" and row[1] == "All")
    estimate = estimates.table(found, "drift").rows[0].estimate
    assert estimate is not None
    count = estimates.table(found, "drift").rows[0].count
    assert drift[5:7] == [count.outside, count.unknown]
    assert count.all_records == len(found.of(SubjectKind.CASE))
    assert drift[3:5] == [6, 13]
    assert drift[7:11] == [pytest.approx(6 / 13), estimate.p, estimate.lo, estimate.hi]
    assert "Estimates" in [row[0].value for row in load_workbook(io.BytesIO(written))["Contents"]]


def test_every_faulty_directive_is_named_with_its_line(review: Workspace) -> None:
    found = figures_of(review)
    (review.folder / "narrative").mkdir(exist_ok=True)
    text = (
        "# Findings\n\n{{ table:nosuch }}\n\n{{ figure:judgements }}\n\n{{ table:cases }}\n\n"
        "{{ figure:judgements domain=NONE }}\n\n{{ statistics:cases,nosuch }}\n"
    )
    (review.folder / "narrative" / "findings.md").write_text(text, encoding="utf-8")
    documents = narratives.read_narrative(found.review, review.place.narrative)
    scale = claims.wording_scale(found.review, review.place)
    problems = check_directives(found, scale, documents)
    assert [(one.file, one.row) for one in problems] == [
        ("findings.md", line) for line in (3, 5, 9, 11)
    ]
    assert "There is no table called nosuch" in problems[0].message
    assert "Say which domain. Write it as in `judgements domain=" in problems[1].message
    assert "There is no domain called NONE" in problems[2].message
    with pytest.raises(NarrativeFaultyError) as refused:
        report_content(found, scale, documents, (), edition=Edition.INTERNAL)
    assert refused.value.problems == problems


def test_a_measure_table_adds_up_to_all_cases(figures: SnapshotFigures) -> None:
    framework = figures.review.framework
    measure = framework.measures["drift"].model_copy(
        update={"of": Comparison(field="case_type", is_="in_care")}
    )
    review = replace(
        figures.review, framework=framework.model_copy(update={"measures": {"drift": measure}})
    )
    table = measure_table(replace(figures, review=review), "drift", {"by": "case_type"})
    rest = [one.heading for one in table.columns[4:]]
    assert rest[-1] == "All cases"
    for row in table.rows:
        base, *others = (row.cells[index] for index in (1, *range(3, len(row.cells))))
        assert isinstance(base, int)
        assert base + sum(int(str(one)) for one in others[:-1]) == int(str(others[-1]))
    assert "in the base" in table.note


def test_estimates_are_in_the_internal_workbook_alone(review: Workspace) -> None:
    content = as_published(content_of(review))
    assert "Estimates" not in load_workbook(io.BytesIO(write_tables_workbook(content))).sheetnames


def test_a_report_is_built_with_its_estimates(review: Workspace, tmp_path: Path) -> None:
    content_of(review, executive_summary=SUMMARY)
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        options = BuildOptions.parse(edition="internal", formats="xlsx,html", folder=folder)
        build_report(
            review.reading, review.work, review.review, place=review.place, options=options
        )
    for name in ("small.xlsx", "small.html"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    page = (folders[0] / "small.html").read_text()
    assert "How sure are the figures" in page
    assert "26% to 74%" in page


def test_measures_of_the_lists_are_no_findings(figures: SnapshotFigures) -> None:
    framework = figures.review.framework
    listed = framework.measures["drift"].model_copy(
        update={"count": framework.measures["left_too_long"].of}
    )
    other = replace(
        figures,
        review=replace(
            figures.review,
            framework=framework.model_copy(
                update={"measures": {**framework.measures, "long": listed}}
            ),
        ),
    )
    assert findings.table(other, "long")[0].base == 13
    assert report_estimates.headline_measures(other, ("long", "drift")) == ("drift",)
    lines = report_estimates.estimate_list(other)
    assert lines is not None
    of_lists = [one for one in lines.lines if one.note == report_estimates.TOLD_BY_THE_LISTS]
    assert len(of_lists) == 5
    assert {one.estimated for one in of_lists} == {None}


def test_it_says_how_the_authorities_were_drawn(figures: SnapshotFigures) -> None:
    drawn = AuthorityDraw(
        size=2,
        strata=(),
        size_column="neglect_plans",
        method=ChoiceMethod.SYSTEMATIC,
        order_by=("region",),
        seed="83920175563810294857",
        list_digest="0" * 64,
        listed=152,
    )
    plan = figures.review.plan.model_copy(update={"stage_one": drawn})
    other = replace(figures, review=replace(figures.review, plan=plan))
    found = report_estimates.estimates_section(other, has_table=False)
    spans = [span for one in found if isinstance(one, Paragraph) for span in one.spans]
    text = " ".join(span.text for span in spans if isinstance(span, Text))
    assert "drawn from a list of 152, with chances in proportion to neglect_plans, by even" in text
    assert "in the order of region (systematic sampling)" in text
    notes = estimates.table(other, "left_too_long").notes
    assert any("even steps through an ordered list" in note for note in notes)
    by_ticket = drawn.model_copy(update={"order_by": ()})
    assert stage_one_notes(plan.model_copy(update={"stage_one": by_ticket})) == ()
    assert not any("even steps" in note for note in estimates.table(figures, "left_too_long").notes)
