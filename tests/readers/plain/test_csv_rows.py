"""One reader for every CSV: any table comes back as it was written, or is refused with its line."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspect_tool.readers.plain import dialect
from inspect_tool.readers.plain.dialect import CsvError, LargeCsvError, NotTextError
from inspect_tool.readers.plain.rows import (
    LONGEST_CELL,
    BrokenRowError,
    csv_rows,
    filled_rows,
    headed_rows,
    rows_under_headings,
)

LARGEST = 100_000_000
SEPARATORS = [",", ";", "\t", "|"]
# The first writes a byte order mark, the others don't.
UTF_16 = ["utf-16", "utf-16-le", "utf-16-be"]
LINE_ENDS = ["\r\n", "\n", "\r"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def rows_of(path: Path, *, heading_rows: int = 1) -> list[tuple[int, list[str]]]:
    return list(csv_rows(path, largest=LARGEST, heading_rows=heading_rows))


def cells_of(path: Path) -> list[list[str]]:
    return [cells for _, cells in rows_of(path)]


def refusal(path: Path) -> CsvError:
    with pytest.raises(CsvError) as caught:
        rows_of(path)
    return caught.value


# --- any table comes back ------------------------------------------------------------------------


@dataclass(frozen=True)
class Written:
    """A table as text.

    Args:
        lines: The line on which each row starts.
    """

    rows: list[list[str]]
    text: str
    lines: list[int]
    separator: str

    def save(self, path: Path, encoding: str) -> None:
        path.write_bytes(self.text.encode(encoding))


def line_ends(text: str) -> int:
    """How many there are; a carriage return and a line feed together are one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


# Everything that means something to a CSV; and letters of which Windows-1252 has a byte.
MARKS = "".join(SEPARATORS) + "\"'=\r\n "
LATIN_CELLS = st.text(st.sampled_from(MARKS + "007abcéßø€“”’–£½\x0b\x0c\u00a0"), max_size=12)
ANY_CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(MARKS), max_size=12
)


@st.composite
def written_tables(draw: st.DrawFn, cells: st.SearchStrategy[str] = ANY_CELLS) -> Written:
    separator = draw(st.sampled_from(SEPARATORS))
    quote_all = draw(st.booleans())
    # A separator that is not between quotation marks in the heading is one.
    marks = "".join(SEPARATORS) if quote_all else separator
    name = st.text("abcdefghij" + marks + '"\n', min_size=1, max_size=10)
    heading = ["unit", *draw(st.lists(name, min_size=1, max_size=4))]
    row = st.lists(cells, min_size=len(heading), max_size=len(heading))
    rows = [heading, *draw(st.lists(row, max_size=6))]
    line_end = draw(st.sampled_from(LINE_ENDS))
    text, lines = "", []
    for cells_of_row in rows:
        lines.append(1 + line_ends(text))
        row_text = io.StringIO(newline="")
        writer = csv.writer(
            row_text, delimiter=separator, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
        )
        writer.writerow(cells_of_row)
        text += row_text.getvalue().removesuffix("\r\n") + line_end
    return Written(rows, text, lines, separator)


def without_formula(cell: str) -> str:
    """What a cell means that keeps a text from being taken for a number."""
    inside = cell[2:-1].replace('""', "\0")
    is_formula = cell[:2] == '="' and len(cell) > 2 and cell[-1] == '"' and '"' not in inside
    return inside.replace("\0", '"') if is_formula else cell


def check_comes_back(table: Written, encoding: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        table.save(path, encoding)
        found = rows_of(path)
    expected = [[without_formula(cell) for cell in cells] for cells in table.rows]
    assert [cells for _, cells in found] == expected
    assert [line for line, _ in found] == table.lines


@given(table=written_tables(), encoding=st.sampled_from(["utf-8", "utf-8-sig", *UTF_16]))
def test_any_table_comes_back_with_its_lines(table: Written, encoding: str) -> None:
    check_comes_back(table, encoding)


@given(table=written_tables(LATIN_CELLS))
def test_any_table_in_windows_1252_comes_back_unless_it_could_be_utf_8(table: Written) -> None:
    content = table.text.encode("cp1252")
    with suppress(UnicodeDecodeError):
        assume(content.decode("utf-8").isascii())
    check_comes_back(table, "cp1252")


def test_columns_may_come_back_from_beyond_the_first_piece_of_a_file(file: Path) -> None:
    rows = [["unit", "note"], *([f"{number}", "é\r\nß" * 9] for number in range(40_000))]
    with file.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert cells_of(file) == rows


# --- how it was saved ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("a,b;c,d", ["a", "b;c", "d"]),
        ('"a,b,c,d";e', ["a,b,c,d", "e"]),
        ('"a;b;\n;c";"d\n,,,,,";e', ["a;b;\n;c", "d\n,,,,,", "e"]),
        ('"a"";,,,";b', ['a";,,,', "b"]),
        ("a,b;c", ["a", "b;c"]),
        ('5" wide;10" wide', ['5" wide', '10" wide']),
        ("only", ["only"]),
        ('"a, b"', ["a, b"]),
        ("a|b|c,d", ["a", "b", "c,d"]),
        ("a b\tc", ["a b", "c"]),
    ],
)
def test_the_whole_heading_outside_quotation_marks_decides(
    file: Path, heading: str, cells: list[str]
) -> None:
    file.write_text(f"{heading}\n;;;;;;,,,,,,|||||\n", encoding="utf-8")
    assert cells_of(file)[0] == cells


def test_a_heading_below_a_title_decides_where_that_is_allowed(file: Path) -> None:
    file.write_text("List 6, of 30 September\n\ncode;name;team\n1;A;B\n", encoding="utf-8")
    assert rows_of(file, heading_rows=40)[2:] == [
        (3, ["code", "name", "team"]),
        (4, ["1", "A", "B"]),
    ]
    assert rows_of(file)[2] == (3, ["code;name;team"])


@pytest.mark.parametrize("first", ["sep=;\r\n", "SEP=;\n", '"sep=;"\r', "sep=; \n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_first_line_may_name_the_separator(file: Path, first: str, encoding: str) -> None:
    file.write_bytes(f"{first}a,b;c,d,e\n1;2\n".encode(encoding))
    assert rows_of(file) == [(2, ["a,b", "c,d,e"]), (3, ["1", "2"])]


def test_a_separator_that_is_not_read_is_not_obeyed(file: Path) -> None:
    file.write_text("sep=:\na:b\n", encoding="utf-8")
    assert cells_of(file) == [["sep=:"], ["a:b"]]


def test_a_heading_all_in_single_quotation_marks_has_them_everywhere(file: Path) -> None:
    file.write_text("'code';'a, b, c'\n'1';'Kay''s; own'\n2;O'Brien\n", encoding="utf-8")
    assert cells_of(file) == [["code", "a, b, c"], ["1", "Kay's; own"], ["2", "O'Brien"]]


@pytest.mark.parametrize("heading", ["'code',name", "'code'", "'a','b',c", "'a','b"])
def test_single_quotation_marks_in_part_of_the_heading_are_letters(
    file: Path, heading: str
) -> None:
    file.write_text(f"{heading}\n", encoding="utf-8")
    assert cells_of(file) == [heading.split(",")]


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"a,b\n\xe9\x80,1\n", ["é€", "1"]),
        (b"a,b\n\x9341\x94,1\n", ["“41”", "1"]),
        ("a,b\n途,1\n".encode(), ["途", "1"]),
        ("a,b\nĀ,1\n".encode("utf-16-le"), ["Ā", "1"]),
        ("a,b\nĀ,1\n".encode("utf-16-be"), ["Ā", "1"]),
    ],
)
def test_the_encoding_is_found(file: Path, content: bytes, cells: list[str]) -> None:
    file.write_bytes(content)
    assert cells_of(file)[1] == cells


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n\x81\xe9,1\n", "not text in UTF-8, UTF-16 or Windows-1252"),
        (b"\xef\xbb\xbfa,b\n\xe9,1\n", "not text in UTF-8"),
        (b"a,b\n1,\0\n", "control characters"),
        (b"\0" * 100, "control characters"),
        (b"a\0,b,c,d\0", "control characters"),
        (b"a,b\n1,2\n\x1a", "control characters"),
        ("a,b\n1,\0".encode("utf-16"), "control characters"),
        ("a,b\n".encode("utf-32"), "control characters"),
        ("a,b\n".encode("utf-16") + b"\x00\xd8a\x00", "not text in UTF-8"),
        ("a,b\n1,2".encode("utf-16")[:-1], "not text in UTF-8"),
        (b"a,b\n\xed\xa0\x80\x81,1\n", "not text in UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    error = refusal(file)
    assert isinstance(error, NotTextError)
    assert words in error.what


@pytest.mark.parametrize("letters", ["é", "’", "à", "£", "\ud800"])
def test_a_file_that_is_partly_utf_8_is_refused(file: Path, letters: str) -> None:
    file.write_bytes(f"a,b\n{letters},1\n".encode(errors="surrogatepass") + b"\xe9,2\n")
    assert refusal(file).what == "is partly UTF-8 and partly in another encoding"


def test_a_mark_across_two_pieces_of_a_file_is_seen(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "CHUNK_BYTES", 1)
    file.write_bytes(b'a,b\n="007",1\n')
    assert cells_of(file)[1] == ["007", "1"]
    file.write_bytes("a,é\n".encode() + b"\xe9,2\n")
    assert "partly UTF-8" in refusal(file).what


# --- strict about quotation marks ----------------------------------------------------------------


@given(table=written_tables(), before=st.lists(ANY_CELLS, max_size=3), after=st.data())
def test_a_quotation_mark_that_never_closes_is_refused_with_its_line(
    table: Written, before: list[str], after: st.DataObject
) -> None:
    row = io.StringIO(newline="")
    csv.writer(row, delimiter=table.separator).writerow(before)
    start = table.text + row.getvalue().removesuffix("\r\n")
    start += table.separator if before else ""
    rest = after.draw(st.text(st.sampled_from(MARKS.replace('"', "") + "ab"), max_size=60))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(f'{start}"{rest}'.encode())
        error = refusal(path)
    assert isinstance(error, BrokenRowError)
    assert error.line == 1 + line_ends(start)
    assert error.what == f"has a quotation mark in line {error.line} that never closes"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,"x"y\n', 2),
        ('a,b\n1,"x" \n', 2),
        ('a,b\n"1\n\n",2\n3,"x\ny"z",w\n', 5),
        ('a,b\r"1\r",2\r3,"x\ry"z",w\r', 4),
        ('"a"b\n', 1),
        ('a,b\n"he said "no" to it",2\n', 2),
        ('a,b\n"5\\" wide",2\n', 2),
    ],
)
def test_what_follows_a_closing_quotation_mark_is_refused(file: Path, text: str, line: int) -> None:
    file.write_bytes(text.encode())
    error = refusal(file)
    assert isinstance(error, BrokenRowError)
    assert (error.line, "goes on after its closing" in error.what) == (line, True)


def test_a_blank_before_an_opening_quotation_mark_is_no_part_of_the_cell(file: Path) -> None:
    file.write_text('"a", "b,c,d"; e\n 1,  "x, y" \n', encoding="utf-8")
    assert (
        refusal(file).what == "has a cell in line 1 that goes on after its closing quotation mark"
    )
    file.write_text('"a", "b;c;d;e"\n 1,  "x, y"\n', encoding="utf-8")
    assert cells_of(file) == [["a", "b;c;d;e"], ["1", "x, y"]]
    file.write_text('a, "b"\n1, "x, y\n', encoding="utf-8")
    assert refusal(file).what == "has a quotation mark in line 2 that never closes"


def test_blanks_at_the_start_of_a_cell_stay_where_no_quotation_mark_follows(file: Path) -> None:
    file.write_text('a, b\n"x, ", y\n"x, ""y"""," "" "\n', encoding="utf-8")
    assert cells_of(file) == [["a", " b"], ["x, ", " y"], ['x, "y"', ' " ']]


def test_a_quotation_mark_inside_a_cell_is_a_letter(file: Path) -> None:
    file.write_text('a,b\n5" wide,x"y"\n', encoding="utf-8")
    assert cells_of(file)[1] == ['5" wide', 'x"y"']


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_cell_may_have_as_many_characters_as_excel_allows(file: Path, mark: str) -> None:
    longest = "x" * LONGEST_CELL
    file.write_text(f'a,b\n"{longest}",1\n2,\n{longest},{mark}{longest}{mark}\n', encoding="utf-8")
    assert cells_of(file)[3] == [longest, longest]
    file.write_text(f'a,b\n"{longest}",{mark}\n\n{longest}x{mark}\n', encoding="utf-8")
    error = refusal(file)
    assert "more than 32,767 characters" in error.what
    assert isinstance(error, BrokenRowError)
    assert error.line == (2 if mark else 4)


def test_an_open_quotation_mark_in_a_long_file_is_found_early(file: Path) -> None:
    file.write_text('a,b\n1,"x\n' + "2,y\n" * 100_000, encoding="utf-8")
    assert refusal(file).what == (
        "has a cell of more than 32,767 characters in line 2; a quotation mark may be missing"
    )


# --- sizes, blank rows and columns ---------------------------------------------------------------


def test_a_file_may_have_as_many_bytes_as_is_said(file: Path) -> None:
    file.write_bytes(b"a,b\n1,2\n")
    assert len(list(csv_rows(file, largest=8))) == 2
    with pytest.raises(LargeCsvError):
        list(csv_rows(file, largest=7))


def test_one_endless_line_is_refused_before_it_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "CHUNK_BYTES", 16)
    monkeypatch.setattr(dialect, "LONGEST_LINE", 100)
    file.write_bytes(b"a,b\n" + b"," * 100 + b"\r\n" + b"," * 100)
    assert len(cells_of(file)) == 3
    file.write_bytes(b"a,b\n" + b"," * 132 + b"\r\n")
    assert refusal(file).what == "has a line of more than 100 characters"


def test_a_missing_file_is_left_to_whoever_asked(file: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rows_of(file)


def test_an_empty_file_has_no_rows(file: Path) -> None:
    for content in (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"sep=;"):
        file.write_bytes(content)
        assert rows_of(file) == []


def test_blank_rows_count_as_lines_and_can_be_left_out(file: Path) -> None:
    file.write_bytes(b"\r\n , \r\na,b\r\r\n1,2\n,\n")
    assert rows_of(file) == [
        (1, []), (2, [" ", " "]), (3, ["a", "b"]), (4, []), (5, ["1", "2"]), (6, ["", ""]),
    ]  # fmt: skip
    assert list(filled_rows(file, largest=LARGEST)) == [(3, ["a", "b"]), (5, ["1", "2"])]


def test_blank_cells_to_the_right_of_the_heading_belong_to_no_column(file: Path) -> None:
    file.write_text("a,,b, ,\n1,2,3,,\n1,2,3,,,,\n1,\n1,2,3,,x,\n", encoding="utf-8")
    assert [cells for _, cells in headed_rows(file, largest=LARGEST)] == [
        ["a", "", "b"], ["1", "2", "3"], ["1", "2", "3"], ["1", ""], ["1", "2", "3", "", "x"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('"=""007"""', "007"),
        ('="007"', "007"),
        ('="a""b"', 'a"b'),
        ('=""', ""),
        ('="a"b', '="a"b'),
        ('="a"&"b"', '="a"&"b"'),
        ('="a', '="a'),
        ("=1+1", "=1+1"),
    ],
)
def test_a_formula_that_is_nothing_but_a_text_is_that_text(
    file: Path, cell: str, text: str
) -> None:
    file.write_text(f"a,b\n{cell},1\n", encoding="utf-8")
    assert cells_of(file)[1] == [text, "1"]


def test_a_row_that_goes_on_beyond_the_heading_is_told_where_its_words_would_be_lost(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ref,note\nA1,late,,\nA2,late, and short\n", encoding="utf-8")
    rows = rows_under_headings(path, largest=1_000)
    assert next(rows) == (1, ["ref", "note"])
    assert next(rows) == (2, ["A1", "late"])
    with pytest.raises(CsvError, match="cell in line 3 that stands under no heading"):
        next(rows)
