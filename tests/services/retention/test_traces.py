"""Files that name a case are found by whole words, raw and in workbooks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from inspect_tool.services.retention.traces import files_naming


@pytest.mark.parametrize(
    ("content", "is_named"),
    [
        ("ASH-002", True),
        ("a,ash-002,b", True),
        ("ASH-0021", False),
        ("XASH-002", False),
        ("'ASH-002'", True),
        ("", False),
    ],
)
def test_a_word_is_a_whole_one(tmp_path: Path, content: str, is_named: bool) -> None:
    (tmp_path / "list.csv").write_text(content, encoding="utf-8")
    assert files_naming(tmp_path, ("ASH-002", "")) == (("list.csv",) if is_named else ())


@pytest.mark.parametrize("name", ["keys/a.txt", "certificates/a.txt", "review.db", ".removal.json"])
def test_what_the_erasure_sees_to_itself_is_not_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("ASH-002", encoding="utf-8")
    assert files_naming(tmp_path, ("ASH-002",)) == ()


def test_what_a_workbook_packs_is_looked_into(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/first.xml", "nothing")
        book.writestr("xl/second.xml", "<t>ASH-002</t>")
    assert files_naming(tmp_path, ("ASH-002",)) == ("book.xlsx",)
    assert files_naming(tmp_path, ("", "")) == ()
