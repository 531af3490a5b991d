"""The moderation report as files: what is in it, what never is, and that its PDF is accessible."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import page
import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.content.blocks import ReportContent, Table, cell_text
from inspect_tool.domain.content.numbering import tables_of
from inspect_tool.domain.moderation.report import moderation_report
from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import UsageError
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.summary import moderation_summary
from inspect_tool.services.publication.moderation_report import (
    BuiltModerationReport,
    build_moderation_report,
)
from inspect_tool.services.publication.rendering import formats_named
from inspect_tool.store.tables import Assignment
from inspect_tool.workspace import Workspace
from tests.read_twice import read_twice, readers_of, record
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys

SENTENCES: dict[str, tuple[str, ...]] = {"drift": ("Drift was seen in most cases.",)}


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(to_read_twice_once, tmp_path)


def content_of(workspace: Workspace, sentences: dict[str, tuple[str, ...]]) -> ReportContent:
    with workspace.reading() as work:
        summary = moderation_summary(work, workspace.review, sentences)
        return moderation_report(workspace.review, summary, on=work.now.date())


def build(workspace: Workspace, folder: Path, formats: str = "xlsx,html") -> BuiltModerationReport:
    return build_moderation_report(
        workspace.reading,
        workspace.work,
        workspace.review,
        place=workspace.place,
        formats=formats_named(formats),
        folder=folder,
    )


def words(content: ReportContent) -> str:
    return repr(content.chapters)


def table(content: ReportContent, id_: str) -> Table:
    return next(one for one in tables_of(content) if one.id == id_)


def shown(found: Table) -> list[tuple[str, ...]]:
    return [(row.header, *map(cell_text, row.cells)) for row in found.rows]


def decide(workspace: Workspace, ref: str, item: str, value: str) -> None:
    with workspace.work() as work:
        decisions.decide(
            work, workspace.review, case_ref=ref, item_id=item, value=value, why="both were read"
        )


def moderated(workspace: Workspace) -> list[str]:
    """Eight cases read twice: two differ in a measure, one of them settled, one in a judgement."""
    refs = list(readers_of(workspace))
    for ref in refs[:2]:
        read_twice(workspace, ref, {"HARM.1.b": "yes"}, {})
    read_twice(workspace, refs[2], {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    for ref in refs[3:]:
        read_twice(workspace, ref, {}, {})
    decide(workspace, refs[0], "HARM.1.b", "no")
    return refs


@pytest.mark.every_run
def test_what_it_says_of_a_review_that_is_being_moderated(review: Workspace) -> None:
    refs = moderated(review)
    content = content_of(review, SENTENCES)
    assert [(fact.label, fact.value) for fact in content.cover_facts] == [
        ("Cases read twice", "8 of 8"),
        ("Disagreements settled", "1"),
        ("Disagreements open", "2"),
    ]
    (criterion,) = shown(table(content, "table-agreement-by-criterion"))
    assert criterion == ("HARM.1 The child was protected in time", "7 of 8", *("[u]",) * 4, "0")
    by_measure = {row[0]: row[1:] for row in shown(table(content, "table-agreement-by-measure"))}
    assert by_measure["Drift"] == ("6 of 8", "[u]", "[u]", "0")
    assert shown(table(content, "table-directions")) == [
        ("As the first reader", "0", "0", "0"),
        ("As the second reader", "0", "1", "1"),
        ("Otherwise", "0", "0", "0"),
        ("Still open", "1", "1", "2"),
        ("All", "1", "2", "3"),
    ]
    (settled,) = shown(table(content, "table-reasons"))
    assert settled[1:] == ("Yes", "No", "No (as the second reader)", "both were read", "1")
    assert shown(table(content, "table-moved")) == [("Drift", "1", "-1", "0")]
    assert shown(table(content, "table-sentences")) == [("Drift", "Drift was seen in most cases.")]
    still = shown(table(content, "table-open"))
    assert [row[3:] for row in still] == [("no measure", "1"), ("Drift", "1")]
    assert "No second read was asked for" in words(content)
    assert not any(ref in words(content) for ref in refs)


@pytest.mark.every_run
def test_a_review_in_which_nothing_was_read_twice(review: Workspace) -> None:
    record(review, next(iter(readers_of(review))), Reader.FIRST, {})
    said = words(content_of(review, {}))
    for sentence in (
        "No case has been read twice yet",
        "The readers do not differ on anything",
        "Settling changed no count",
        "Nothing is open.",
        "No second read is finished",
    ):
        assert sentence in said


@pytest.mark.every_run
def test_what_is_open_settled_without_a_sentence_or_no_longer_differs(review: Workspace) -> None:
    ref, other = list(readers_of(review))[:2]
    read_twice(review, ref, {"HARM.1.b": "yes"}, {})
    assert "Nothing has been settled yet." in words(content_of(review, {}))
    decide(review, ref, "HARM.1.b", "no")
    assert "No sentence of the narrative states one of them." in words(content_of(review, {}))
    with review.reading() as work:
        summary = replace(moderation_summary(work, review.review, {}), no_longer=1)
        said = words(moderation_report(review.review, summary, on=work.now.date()))
        assert "no longer differ on" in said
        left = replace(summary, left_out=("BRO",))
        assert "Cases of BRO are left out" in words(
            moderation_report(review.review, left, on=work.now.date())
        )
    with review.work() as work:
        row = work.get(Assignment, other[:3], other, "second")
        assert row is not None
        row.extra_because = "a doubt"
        work.add(row)
    waiting = content_of(review, {})
    assert "1 second reads were asked for" in words(waiting)
    assert all(one.id != "table-agreement-extra" for one in tables_of(waiting))
    read_twice(review, other, {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    assert table(content_of(review, {}), "table-agreement-extra").rows


def test_the_files_are_written_together_and_name_no_case(review: Workspace, tmp_path: Path) -> None:
    refs = moderated(review)
    folder = tmp_path / "out"
    built = build(review, folder)
    name = f"{review.review.plan.review}-moderation"
    assert {path.name for path in built.paths} == {
        f"{name}.xlsx",
        f"{name}.html",
        f"{name}-manifest.json",
    }
    assert (built.complete, built.settled, built.still_open) == (8, 1, 2)
    workbook = openpyxl.load_workbook(folder / f"{name}.xlsx")
    cells = " ".join(
        str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row
    )
    html = (folder / f"{name}.html").read_text(encoding="utf-8")
    assert not any(ref in text for ref in refs for text in (cells, html))
    assert "both were read" in cells
    assert "Internal edition: not for publication" in html


def test_the_pdf_meets_pdf_ua(review: Workspace, tmp_path: Path) -> None:
    moderated(review)
    built = build(review, tmp_path / "out", "pdf")
    pdf = next(path for path in built.paths if path.suffix == ".pdf").read_bytes()
    found = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []


def test_it_is_for_leads_and_knows_its_formats(review: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotYourRoleError):
        build(by(review, "ab"), tmp_path / "out")
    with pytest.raises(UsageError, match="no format odt"):
        build(review, tmp_path / "out", "odt")
    assert not (tmp_path / "out").exists()


def test_a_list_of_formats_may_end_with_a_comma_and_may_not_be_empty() -> None:
    assert formats_named("pdf, xlsx,") == ("pdf", "xlsx")
    with pytest.raises(UsageError, match=r"no format \(none\)"):
        formats_named(" ,")
