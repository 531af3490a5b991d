"""What comes of an edit that was taken before: the same as then, whatever was said since."""

from __future__ import annotations

from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.workspace import Workspace

PLACE = (subject_named("ASH-001"), Reader.FIRST, ItemKind.QUESTION, "HARM.1.a")


def add(workspace: Workspace, value: str, note: str, base: str | None, origin: str) -> Saved:
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, "ASH")
        saved = book.add(Edit(*PLACE, Answer(value, note=note), "ab", base, origin))
        book.write()
    return saved


def named(workspace: Workspace, note: str) -> str:
    with workspace.reading() as work:
        book = RecordBook(work, workspace.review, "ASH")
        (found,) = [row.id for row in book.revisions.values() if row.note == note]
    return found


def test_what_was_gone_on_from_is_unchanged_and_a_side_of_a_conflict_is_open(
    assigned: Workspace,
) -> None:
    first = ("yes", "monday", None, "monday.xlsx")
    assert add(assigned, *first) is Saved.CHANGED
    base = named(assigned, "monday")
    assert add(assigned, "no", "tuesday", base, "tuesday.xlsx") is Saved.CHANGED
    assert add(assigned, *first) is Saved.UNCHANGED
    crossed = ("yes", "wednesday", base, "wednesday.xlsx")
    assert add(assigned, *crossed) is Saved.CONFLICT
    assert add(assigned, *first) is Saved.UNCHANGED  # both sides went on from it
    assert add(assigned, *crossed) is Saved.OPEN
