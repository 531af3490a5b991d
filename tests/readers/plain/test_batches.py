"""Rows that are read by the thousand are those that are read one by one, with their lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.readers.plain import even_rows
from inspect_tool.readers.plain import rows as reading
from inspect_tool.readers.plain.dialect import CsvError
from inspect_tool.readers.plain.rows import headed_batches, headed_rows

LARGEST = 1_000_000
LINES = st.sampled_from(
    ("a,b", "1,2", '"1\n2",3', '"1\r\n2",4', '"5\r6","7\n\n8"', "", " , ", "9,9,,", "9,9,9", "9",
     '="007",1', '"x', '1" ,2')
)  # fmt: skip


def told(path: Path, *, by_batches: bool) -> object:
    try:
        if not by_batches:
            return list(headed_rows(path, largest=LARGEST))
        return [
            (line, cells)
            for lines, some in headed_batches(path, largest=LARGEST)
            for line, cells in zip(lines, some, strict=True)
        ]
    except CsvError as error:
        return type(error), error.what


@given(lines=st.lists(LINES, max_size=12), end=st.sampled_from(("\n", "\r\n", "\r")))
@pytest.mark.parametrize(("batch", "characters"), [(1, 7), (3, 1), (16_384, 1 << 20), (5, 30)])
def test_both_ways_give_the_same(
    batch: int,
    characters: int,
    lines: list[str],
    end: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("batches") / "t.csv"
    path.write_bytes(end.join(lines).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "BATCH", batch)
        patch.setattr(even_rows, "CHARACTERS", characters)
        assert told(path, by_batches=True) == told(path, by_batches=False)


def test_a_separator_that_the_first_line_names_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\na;b\n1;2\n")
    assert told(path, by_batches=True) == [(2, ["a", "b"]), (3, ["1", "2"])]


@pytest.mark.parametrize("characters", [1 << 20, 100])
@pytest.mark.parametrize("longest", [49, 50, 51])
def test_cells_that_are_too_long_are_found_in_even_rows(
    longest: int, characters: int, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + "1,2\n" * 20 + f"{'x' * 50},3\n" + "4,5")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "LONGEST_CELL", longest)
        patch.setattr(even_rows, "CHARACTERS", characters)
        found = told(path, by_batches=True)
        assert found == told(path, by_batches=False)
    assert isinstance(found, list) is (longest >= 50)


def test_even_rows_are_kept_by_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\r\n1,2\r\n3,4\r\n")
    ((lines, rows),) = headed_batches(path, largest=LARGEST)
    assert isinstance(rows, even_rows.EvenRows)
    assert (list(lines), list(rows[1:])) == ([1, 2, 3], [["1", "2"], ["3", "4"]])
