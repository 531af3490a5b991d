"""CSV files as spreadsheets of different countries save them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.readers.plain.rows import headed_rows
from inspect_tool.readers.plain.tables import read_plain_table, told_of_a_file
from inspect_tool.services.calculations.draw import DrawRequest, calculate_draw


def rows_of(path: Path) -> list[tuple[int, list[str]]]:
    with told_of_a_file(path, largest=1_000, remedy=""):
        return list(headed_rows(path, largest=1_000))


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_with_any_of_the_usual_separators(
    tmp_path: Path, separator: str, mark: str
) -> None:
    path = tmp_path / "table.csv"
    rows = [["unit", "stratum"], ["7", "A"]]
    path.write_text(mark + "\r\n".join(separator.join(row) for row in rows), encoding="utf-8")
    assert rows_of(path) == [(1, ["unit", "stratum"]), (2, ["7", "A"])]


def test_the_heading_decides_and_not_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("unit,stratum\na;b;c;d,A\n")
    assert rows_of(path)[1] == (2, ["a;b;c;d", "A"])


def test_blank_rows_at_the_end_are_no_units(tmp_path: Path) -> None:
    path = tmp_path / "frame.csv"
    path.write_text("list_id;unit_id;stratum\nASH;1;A\nASH;2;A\n;;\n ; ;\n")
    request = DrawRequest(draw_id="d", seed="12345678901234567890", size=1, minimum=1)
    assert len(calculate_draw(path, request).rows) == 1
    assert calculate_draw(path, request).rows[0].inclusion_probability == "1/2"


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('unit,note\n\n1,"two\nlines"\n2,x\n')
    assert [row.line for row in read_plain_table(path).rows] == [3, 5]
