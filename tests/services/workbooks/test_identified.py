"""What may identify somebody in a workbook is told when it comes back, and kept words are not."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.services.workbooks import identified
from inspect_tool.workspace import Workspace
from tests.services.records.test_identifiers import found, keep
from tests.small_review import take_workbooks
from tests.stages import NOTE, cells, issued, reader_of


def test_a_name_is_told_with_its_row_until_it_is_kept(recorded: Workspace, tmp_path: Path) -> None:
    path = issued(recorded, tmp_path / "out", reader_of(recorded, "ASH-001"))
    cells(path, "HARM.1.a", {NOTE: "Mrs Tinderwell came."})
    (taken,) = take_workbooks(recorded, [path])
    (problem,) = taken.problems
    assert problem.kind == identified.MAY_IDENTIFY
    assert (problem.sheet, problem.column, problem.value) == ("ASH-001", "HARM.1.a", "")
    assert problem.message == "In the note, characters 1 to 14 may be a name."
    assert taken.changed == 1
    keep(recorded, found(recorded)[0])
    (again,) = take_workbooks(recorded, [path])
    assert again.problems == ()
