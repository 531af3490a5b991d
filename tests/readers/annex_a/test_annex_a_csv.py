"""CSV returns whose quotation marks and separators were read wrongly, or could be."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.readers.annex_a.return_files import ReturnContents
from inspect_tool.readers.spreadsheet.refusals import DamagedFileError
from tests.readers.annex_a.annex_a_builders import (
    clean_row,
    kinds,
    read,
    rows_of,
    table_of,
    write_csv,
)

RETURNS = Path(__file__).parents[2] / "data" / "csv_returns"
LIST_6 = "List 6.csv"


def identifiers(contents: ReturnContents) -> set[str]:
    return {str(row.values["Child Unique ID"]) for row in rows_of(contents)}


@pytest.mark.parametrize(
    ("folder", "file"),
    [("csv-open-quote-last", "List 7.csv"), ("csv-open-quote-team", LIST_6)],
)
def test_a_quotation_mark_that_never_closes_is_refused_with_its_line(
    folder: str, file: str
) -> None:
    with pytest.raises(DamagedFileError) as caught:
        read(RETURNS / folder)
    assert caught.value.message.startswith(
        f"{file} is damaged (it has a quotation mark in line 2 that never closes): "
    )


@pytest.mark.parametrize("folder", ["csv-single-quotes", "csv-eq-quoted"])
def test_an_identifier_in_quotation_marks_is_the_child_of_the_other_lists(folder: str) -> None:
    contents = read(RETURNS / folder)
    assert identifiers(contents) == {f"100100{number}" for number in range(1, 8)}


def test_a_mark_that_closes_in_the_next_row_is_refused(tmp_path: Path) -> None:
    text = (RETURNS / "csv-open-quote-team" / LIST_6).read_text(encoding="utf-8")
    path = tmp_path / LIST_6
    path.write_text(text.replace("case,North", 'case,"North') + '1001008,"a) Male",x\n')
    with pytest.raises(DamagedFileError, match="cell in line 2 that goes on after its closing"):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("above", ["", "sep=|\r\n"])
def test_utf_16_without_a_byte_order_mark_and_named_separators_are_read(
    tmp_path: Path, encoding: str, above: str
) -> None:
    table = table_of(7, [clean_row(7, _id="Zoë-1")])
    path = write_csv(tmp_path / "list_7.csv", table, separator="|")
    path.write_bytes((above + path.read_text(encoding="utf-8")).encode(encoding))
    contents = read(path)
    assert kinds(contents) == set()
    assert identifiers(contents) == {"Zoë-1"}
    assert rows_of(contents)[0].row == (3 if above else 2)


def test_a_return_that_mixes_encodings_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list_7.csv", table_of(7, [clean_row(7, _id="Zoë-1")]))
    path.write_bytes(path.read_bytes() + "Zoë-2\r\n".encode("cp1252"))
    with pytest.raises(DamagedFileError, match="it is partly UTF-8 and partly in another encoding"):
        read(path)
