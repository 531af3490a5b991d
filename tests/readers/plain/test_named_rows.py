"""Rows of a form that people fill in as a CSV: no word without a place goes astray."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.plain.named_rows import named_rows


def read(folder: Path, text: str) -> list[tuple[int, dict[str, str]]]:
    path = folder / "form.csv"
    path.write_text(text, encoding="utf-8")
    rows = named_rows(path, largest=100, needed=("case", "note"), remedy="Write it again.")
    return [(line, dict(cells)) for line, cells in rows]


def test_cells_are_named_by_their_column_and_rows_that_end_early_are_filled(tmp_path: Path) -> None:
    assert read(tmp_path, "Case , NOTE,x\nA1, late ,\n\nA2\n") == [
        (2, {"case": "A1", "note": "late", "x": ""}),
        (4, {"case": "A2", "note": "", "x": ""}),
    ]


def test_a_column_without_a_name_may_be_there_as_long_as_nothing_stands_in_it(
    tmp_path: Path,
) -> None:
    assert read(tmp_path, "case,,note\nA1,,late\n") == [(2, {"case": "A1", "note": "late"})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("case,note\nA1,good, but late\n", "cell in line 2 that stands under no heading"),
        ("case,,note\nA1,lost,late\n", "cell in line 2 that stands under no heading"),
        ("case,note,Note\nA1,one,two\n", "the column note more than once"),
        ("case,remark\nA1,late\n", "not the columns case, note in its first row. Write it again"),
        ("", "not the columns case, note"),
        ('case,note\nA1,"late\n', "quotation mark in line 2 that never closes"),
        ("case,note\n" + "A1,late\n" * 20, "larger than 0 MB. Write it again"),
    ],
)
def test_what_would_lose_a_word_is_refused_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path, text)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        named_rows(tmp_path / "none.csv", largest=100, remedy="")
