"""A pack goes out, is worked in, and comes back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from inspect_tool.services.records.history import show_subject
from inspect_tool.store import queries
from inspect_tool.store.damage import is_damaged
from inspect_tool.workspace import Workspace
from tests.small_review import check_database
from tests.stages import by
from tests.taken_along import laptop, open_, pack_of, return_, say, take

DAY = timedelta(days=1)


def own_case(workspace: Workspace, person: str = "ab") -> str:
    with workspace.reading() as work:
        rows = queries.assignments(work, person)
    return min(row.case_ref for row in rows if row.reader == "first")


def revisions(workspace: Workspace) -> dict[str, str]:
    with workspace.reading() as work:
        return {
            row.id: row.note
            for code in ("ASH", "BRO")
            for row in queries.revisions_of_authority(work, code)
        }


def in_force(workspace: Workspace) -> set[tuple[str, ...]]:
    with workspace.reading() as work:
        return {
            (code, *map(str, row))
            for code in ("ASH", "BRO")
            for row in queries.current_of_authority(work, code)
        }


def test_what_is_recorded_in_a_pack_comes_back_once_however_often_it_is_taken_in(
    recorded: Workspace, tmp_path: Path
) -> None:
    case, pack, back = own_case(recorded), tmp_path / "ab.pack", tmp_path / "back.pack"
    before = revisions(recorded)
    issued = pack_of(recorded, pack)
    assert issued.answers < len(before)
    opened = open_(pack)
    assert opened.is_new
    assert (opened.folder.stat().st_mode & 0o777) == 0o700
    there = laptop(opened.folder)
    assert say(there, case, "HARM.1.a", "no", "seen in the field", "one").fault == ""
    assert say(there, case, "HARM.1.b", "no", "Mrs Tinderwell came.", "two").fault == ""
    assert not is_damaged(there.database.engine)
    there.database.close()
    assert not open_(pack).is_new
    done = return_(pack, back)
    assert (done.new, done.is_removed, opened.folder.exists()) == (2, True, False)

    (dry, *_) = take(recorded, back, dry_run=True)
    assert dry.changed == 2
    assert revisions(recorded) == before
    views = take(recorded, back)
    assert [view.changed for view in views if view.changed] == [2]
    (told,) = [problem for view in views for problem in view.problems]
    assert told.place == f"back.pack:{case}:HARM.1.b"
    assert "characters 1 to 14 may be a name" in told.message
    after = revisions(recorded)
    assert after.keys() - before.keys()
    assert before.items() <= after.items()
    standing = in_force(recorded)
    again = take(recorded, back)
    assert [(view.changed, view.problems) for view in again] == [(0, ())] * len(views)
    assert (revisions(recorded), in_force(recorded)) == (after, standing)
    assert not check_database(recorded).faults
    with by(recorded, "ab").reading() as work:
        shown = show_subject(work, recorded.review, case)
    assert "seen in the field" in [view.note for view in shown]
