"""`moderate export|import`, as a lead uses them."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from inspect_tool.domain.moderation import moderation_layout as layout
from tests.interfaces.command_line import run
from tests.read_twice import read_twice
from tests.small_review import open_review


def test_disagreements_go_out_and_come_back(to_read_twice_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(to_read_twice_once, tmp_path / "review"))
    workspace = open_review(folder)
    read_twice(workspace, "ASH-001", {"HARM.1.b": "yes"}, {"HARM.1": "inadequate"})
    workspace.database.close()
    path = tmp_path / "moderation.xlsx"
    out = run("--review", folder, "moderate", "export", "-o", path)
    assert out.code == 0, out
    assert "2 open disagreements, 0 with a sentence" in out.out
    again = run("--review", folder, "moderate", "export", "-o", path)
    assert (again.code, "name another file" in again.err) == (3, True)
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[layout.ROWS]
    sheet.cell(layout.FIRST_ROW, layout.ROW_DECISION).value = "No"
    workbook.save(path)
    refused = run("--review", folder, "moderate", "import", path)
    assert (refused.code, "no reason" in refused.err) == (1, True)
    sheet.cell(layout.FIRST_ROW, layout.ROW_DECISION + 1).value = "both were read again"
    workbook.save(path)
    tried = run("--review", folder, "--json", "moderate", "import", path, "--dry-run").json()
    assert (tried["decided"], tried["dry_run"]) == (1, True)
    came = run("--review", folder, "moderate", "import", path)
    assert came.out == (
        "moderation.xlsx: 1 decided, 0 as before, 0 not taken, 1 without a decision.\n"
    )
    other = run("--review", folder, "--json", "moderate", "export", "-o", tmp_path / "more.xlsx")
    assert other.json()["disagreements"] == 1
