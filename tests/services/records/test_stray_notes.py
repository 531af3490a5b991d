"""Stray notes find their question, or are set aside with a reason; their words stay."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.access.refusals import NotYourCaseError
from inspect_tool.domain.records.records import Reader
from inspect_tool.services.records import history, stray_notes
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.stray_notes import LookedAtError, NoSuchNoteError, StrayView
from inspect_tool.workspace import Workspace
from tests.small_review import check_database, take_workbooks
from tests.stages import by, dump, issued, reader_of

pytestmark = pytest.mark.journeys

CASE, ITEM = "ASH-001", "HARM.1.a"


def notes_of(workspace: Workspace) -> tuple[StrayView, ...]:
    with workspace.reading() as work:
        return stray_notes.list_stray_notes(work, workspace.review)


def attach(workspace: Workspace, note_id: str, item: str = ITEM, ref: str | None = None) -> None:
    with workspace.work() as work:
        stray_notes.attach(work, workspace.review, note_id=note_id, item_id=item, ref=ref)


def set_aside(workspace: Workspace, note_id: str, reason: str) -> None:
    with workspace.work() as work:
        stray_notes.set_aside(work, workspace.review, note_id=note_id, reason=reason)


@pytest.fixture
def strays(recorded: Workspace, tmp_path: Path) -> dict[str, str]:
    """Ids of two notes: on the case's sheet, and on a sheet of the inspector's own."""
    path = issued(recorded, tmp_path / "out", reader_of(recorded, CASE))
    workbook = openpyxl.load_workbook(path)
    workbook[CASE]["T7"] = "Ring back on Monday"
    workbook.create_sheet("Sheet7")["B2"] = "Both schools rang"
    workbook.save(path)
    take_workbooks(recorded, [path])
    return {note.text: note.id for note in notes_of(recorded)}


def shown(workspace: Workspace) -> tuple[str, str]:
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, CASE)
    one = next(one for one in items if one.item_id == ITEM and one.reader is Reader.FIRST)
    return one.words, one.note


def test_a_note_is_put_under_the_evidence_of_its_question(
    recorded: Workspace, strays: dict[str, str]
) -> None:
    attach(recorded, strays["Ring back on Monday"][:8])
    assert shown(recorded) == ("Yes", "Ring back on Monday")
    attach(recorded, strays["Both schools rang"], ref=CASE)
    assert shown(recorded) == ("Yes", "Ring back on Monday\nBoth schools rang")
    became = {note.text: note.became for note in notes_of(recorded)}
    assert became["Ring back on Monday"] == f"attached to {ITEM}"
    assert became["Both schools rang"] == f"attached to {CASE} {ITEM}"
    with recorded.reading() as work:
        counts = stray_notes.count_stray_notes(work, recorded.review)
    assert counts == {("ASH", Reader.FIRST): 1}  # the name of the sheet
    assert check_database(recorded).faults == ()


def test_a_note_is_set_aside_with_a_reason_and_only_once(
    recorded: Workspace, strays: dict[str, str]
) -> None:
    note = strays["Ring back on Monday"]
    before = dump(recorded)
    with pytest.raises(BadAnswerError, match="Say why"):
        set_aside(recorded, note, " ")
    assert dump(recorded) == before
    set_aside(recorded, note, "done by telephone")
    became = {one.id: one.became for one in notes_of(recorded)}
    assert became[note] == "set aside: done by telephone"
    with recorded.reading() as work:
        problems = history.problems_of(work, recorded.review, CASE)
    assert "stray" not in {problem.kind for problem in problems}
    with pytest.raises(LookedAtError, match="already"):
        attach(recorded, note)
    with pytest.raises(LookedAtError, match="already"):
        set_aside(recorded, note, "again")
    assert check_database(recorded).faults == ()


def test_a_note_is_named_well_enough_and_by_whoever_may_see_it(
    recorded: Workspace, strays: dict[str, str]
) -> None:
    note = strays["Ring back on Monday"]
    for name in ("", note[:5], "nothing"):
        with pytest.raises(NoSuchNoteError, match="case stray"):
            attach(recorded, name)
    other = next(one for one in ("ab", "cd") if one != reader_of(recorded, CASE))
    with pytest.raises(NoSuchNoteError):
        set_aside(by(recorded, other), note, "not mine")
    with pytest.raises(NotYourCaseError):
        attach(by(recorded, reader_of(recorded, CASE)), note, ref=_case_of(recorded, other))


def _case_of(workspace: Workspace, inspector: str) -> str:
    cases = (f"ASH-{number:03}" for number in range(1, 13))
    for ref in cases:
        try:
            if reader_of(workspace, ref) == inspector:
                return ref
        except StopIteration:
            continue
    raise AssertionError(inspector)


def test_an_answer_by_command_leaves_attached_words_where_they_are(
    recorded: Workspace, strays: dict[str, str]
) -> None:
    attach(recorded, strays["Ring back on Monday"])
    with recorded.work() as work:
        answer_item(work, recorded.review, ref=CASE, item_id=ITEM, given=Given("no", reason="x"))
    assert shown(recorded) == ("No", "Ring back on Monday")
