"""A lead decides disagreements in a workbook: what is in it, and what is taken of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.moderation import moderation_layout as layout
from inspect_tool.domain.records.records import Answer, Reader
from inspect_tool.readers.case_workbook.moderation import (
    NotAModerationWorkbookError,
    OtherFormError,
)
from inspect_tool.services.moderation import in_workbook, out_workbook
from inspect_tool.services.moderation.in_workbook import ModerationIn
from inspect_tool.services.moderation.out_workbook import (
    ModerationOut,
    NothingToModerateError,
)
from inspect_tool.services.publication.narratives import sentences_by_measure
from inspect_tool.services.records import history
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.factories import a_framework
from tests.read_twice import read_twice, readers_of
from tests.services.moderation.test_moderation import dump_framework, queued
from tests.small_review import check_database, open_review
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys

SENTENCE = "Drift was seen in most cases."
SEEN = "Bruises were not followed up."
HEADINGS = {one.heading: place for place, one in enumerate(layout.ROW_COLUMNS, start=1)}


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    """Three cases on which the readers differ, two of them alike."""
    workspace = copy_of(to_read_twice_once, tmp_path)
    (workspace.place.narrative).mkdir(exist_ok=True)
    (workspace.place.narrative / "introduction.md").write_text(
        "# Introduction\n\nDrift was seen in [most cases](claim:drift). Nothing else.\n"
    )
    refs = sorted({ref for ref in _cases(workspace) if ref.startswith("ASH")})
    read_twice(workspace, refs[0], {"HARM.1": Answer("inadequate", note=SEEN)}, {})
    read_twice(workspace, refs[1], {"HARM.1": "inadequate"}, {})
    read_twice(workspace, refs[2], {"HARM.1.a": "yes", "HARM.1.b": "yes"}, {})
    return workspace


def _cases(workspace: Workspace) -> list[str]:
    return list(readers_of(workspace))


def export(workspace: Workspace, path: Path) -> ModerationOut:
    with workspace.work() as work:
        return out_workbook.write_disagreements(
            work,
            workspace.review,
            path=path,
            keys=workspace.keys,
            sentences=sentences_by_measure(workspace.place),
        )


def take(workspace: Workspace, path: Path) -> ModerationIn:
    return in_workbook.take_disagreements(
        workspace.work, workspace.review, path=path, keys=workspace.keys
    )


def answer(workspace: Workspace, ref: str, given: Given) -> None:
    with workspace.work() as work:
        given = replace(given, reason="looked at again")
        answer_item(work, workspace.review, ref=ref, item_id="HARM.1.a", given=given)


def rows(path: Path, sheet: str = layout.ROWS) -> Worksheet:
    found = openpyxl.load_workbook(path)[sheet]
    assert isinstance(found, Worksheet)
    return found


def typed(path: Path, cells: dict[tuple[int, int], object], sheet: str = layout.ROWS) -> None:
    workbook = openpyxl.load_workbook(path)
    for (row, column), value in cells.items():
        workbook[sheet].cell(row, column).value = value  # type: ignore[assignment]
    workbook.save(path)


def decide(path: Path, row: int, decision: object, why: str = "both were read again") -> None:
    column = layout.ROW_DECISION
    typed(path, {(row, column): decision, (row, column + 1): why})


def row_of(path: Path, item: str) -> int:
    """The first row about an item."""
    sheet = rows(path)
    return next(
        row
        for row in range(layout.FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, layout.ROW_HIDDEN + 2).value == item
    )


def said(path: Path, row: int, heading: str) -> object:
    return rows(path).cell(row, HEADINGS[heading]).value


def test_both_readers_stand_side_by_side_what_a_sentence_hangs_on_first(
    review: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "moderation.xlsx"
    written = export(review, path)
    assert (written.disagreements, written.alike) == (4, 1)
    assert written.on_sentences == written.on_measures > 0
    first = layout.FIRST_ROW
    assert SENTENCE in str(said(path, first, "What hangs on it"))
    judged = row_of(path, "HARM.1")
    assert said(path, judged, "First read") == "Inadequate"
    assert said(path, judged, "Second read") == "Good"
    evidence = {said(path, row, "Evidence of the first") for row in range(first, first + 4)}
    assert f"{SEEN}\nHARM.1.a No\nHARM.1.b No" in evidence
    again = export(review, tmp_path / "again.xlsx")
    assert again.cases == written.cases
    with pytest.raises(FileIsThereError):
        export(review, path)


def test_a_decision_stands_beside_both_originals_and_only_once(
    review: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    row = row_of(path, "HARM.1.a")
    decide(path, row, "No")
    taken = take(review, path)
    assert (taken.decided, taken.left_open, taken.problems) == (1, 3, ())
    ref = str(said(path, row, "Case"))
    with review.reading() as work:
        views = history.show_subject(work, review.review, ref)
    answers = {view.reader: view.answer for view in views if view.item_id == "HARM.1.a"}
    assert answers == {Reader.FIRST: "yes", Reader.SECOND: "no", Reader.ADJUDICATED: "no"}
    assert take(review, path).unchanged == 1
    assert not check_database(review).faults
    decide(path, row, "Yes")
    (problem,) = take(review, path).problems
    assert "decided otherwise meanwhile" in problem.message


def test_many_alike_are_decided_at_once_and_an_own_decision_holds(
    review: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    column = layout.ALIKE_DECISION
    typed(
        path,
        {(layout.FIRST_ROW, column): "Good", (layout.FIRST_ROW, column + 1): "as the second"},
        layout.ALIKE,
    )
    decide(path, row_of(path, "HARM.1"), "Inadequate")
    taken = take(review, path)
    assert (taken.decided, taken.problems) == (2, ())
    values = {one.decided for one in queued(review) if one.item_id == "HARM.1"}
    assert values == {"good", "inadequate"}


def test_a_reason_for_no_answer_is_taken_where_a_reader_gave_it(
    review: Workspace, tmp_path: Path
) -> None:
    ref = next(ref for ref in _cases(review) if ref.startswith("BRO"))
    none = Answer(absence="not_applicable", note="the child was not yet born")
    read_twice(review, ref, {"HARM.1.b": none}, {"HARM.1.b": "yes"})
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    own = next(
        row
        for row in range(layout.FIRST_ROW, layout.FIRST_ROW + 5)
        if said(path, row, "Case") == ref
    )
    decide(path, own, "Not applicable")
    decide(path, row_of(path, "HARM.1.a"), "Not applicable")
    taken = take(review, path)
    assert taken.decided == 1
    assert len(taken.problems) == 1


@pytest.mark.parametrize(
    ("decision", "why", "told"),
    [
        ("No", "", "no reason"),
        ("", "so", "no decision"),
        ("Perhaps", "so", "HARM.1.a"),
        ("No", "Mrs Tinderwell said so", "may be a name"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_by_its_place(
    review: Workspace, tmp_path: Path, decision: str, why: str, told: str
) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    row = row_of(path, "HARM.1.a")
    decide(path, row, decision, why)
    taken = take(review, path)
    (problem,) = taken.problems
    assert (problem.row, taken.decided) == (row, 0)
    assert told in problem.message
    assert problem.remedy
    assert "Tinderwell" not in problem.message
    assert taken.absent == 0


def test_a_row_that_somebody_deleted_is_told(review: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    workbook = openpyxl.load_workbook(path)
    workbook[layout.ROWS].delete_rows(row_of(path, "HARM.1.a"))
    workbook.save(path)
    taken = take(review, path)
    assert (taken.decided, taken.left_open, taken.absent) == (0, 3, 1)


def test_of_two_leads_the_reason_of_the_first_stands(review: Workspace, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    plan = review.folder / "review.yaml"
    content = yaml.safe_load(plan.read_text("utf-8"))
    content["team"] += [{"id": one, "name": one, "roles": ["lead"]} for one in ("gh", "ij")]
    plan.write_text(yaml.safe_dump(content), "utf-8")
    review.database.close()
    review = by(review, "ij")
    export(review, first)
    export(by(review, "gh"), second)
    row = row_of(first, "HARM.1.a")
    decide(first, row, "No", "the file says so")
    decide(second, row, "No", "it seems so")
    assert take(review, first).decided == 1
    (problem,) = take(by(review, "gh"), second).problems
    assert "Another lead decided the same" in problem.message
    decide(first, row, "No", "the file says so twice")
    assert (take(review, first).decided, take(review, first).unchanged) == (1, 1)


def test_an_answer_that_changed_meanwhile_and_a_moved_row_are_not_decided(
    review: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    row = row_of(path, "HARM.1.a")
    decide(path, row, "No")
    ref = str(said(path, row, "Case"))
    answer(review, ref, Given("yes", note="looked at again"))
    (problem,) = take(review, path).problems
    assert "changed since" in problem.message
    answer(review, ref, Given("no", reason="a slip"))
    (problem,) = take(review, path).problems
    assert "do not differ" in problem.message
    typed(path, {(row, layout.ROW_HIDDEN): "ASH-999", (row, layout.ROW_HIDDEN + 1): "x"})
    (problem,) = take(review, path).problems
    assert "two complete reads" in problem.message


def test_decisions_on_a_case_that_contradict_each_other_are_not_taken(
    to_read_twice_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(to_read_twice_once, tmp_path)
    plain = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (criterion,) = plain["domains"][0]["criteria"]
    criterion["questions"][1]["show_if"] = {"question": "HARM.1.a", "is": "yes"}
    dump_framework(workspace.folder, Framework.model_validate(plain))
    workspace.database.close()
    again = open_review(workspace.folder, later=True)
    read_twice(again, "ASH-001", {"HARM.1.a": "yes"}, {"HARM.1.a": "no", "HARM.1.b": ""})
    path = tmp_path / "moderation.xlsx"
    export(again, path)
    decide(path, row_of(path, "HARM.1.a"), "No")
    taken = take(again, path)
    (problem,) = taken.problems
    assert "contradict itself" in problem.message
    assert taken.decided == 0


def test_another_file_form_or_key_is_refused(review: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "moderation.xlsx"
    export(review, path)
    for cell, value, error in (
        ((1, 1), "moderation/9", OtherFormError),
        ((1, 2), "another-review", NotAModerationWorkbookError),
    ):
        changed = tmp_path / "changed.xlsx"
        changed.write_bytes(path.read_bytes())
        typed(changed, {cell: value}, layout.IDENTITY)
        with pytest.raises(error):
            take(review, changed)
    plain = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(plain)
    with pytest.raises(NotAModerationWorkbookError):
        take(review, plain)
    csv = tmp_path / "plain.csv"
    csv.write_text("a,b\n")
    with pytest.raises(NotAModerationWorkbookError):
        take(review, csv)


def test_nobody_but_a_lead_gets_it_and_none_is_written_without_need(
    review: Workspace, to_read_twice_once: Path, tmp_path: Path
) -> None:
    with pytest.raises(NotYourRoleError):
        export(by(review, "ab"), tmp_path / "own.xlsx")
    with pytest.raises(NotYourRoleError):
        take(by(review, "ab"), tmp_path / "own.xlsx")
    empty = copy_of(to_read_twice_once, tmp_path / "empty")
    with pytest.raises(NothingToModerateError):
        export(empty, tmp_path / "none.xlsx")
    assert not (tmp_path / "none.xlsx").exists()
