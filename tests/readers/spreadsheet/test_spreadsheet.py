"""Hostile and broken files: exit 4, one sentence, and nothing happens."""

from __future__ import annotations

import os
import re
import socket
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.domain.frame.wanted import ANNEX_A_WANTED
from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.annex_a.child import answers
from inspect_tool.readers.annex_a.return_files import request_for
from inspect_tool.readers.spreadsheet.child import StoppedReaderError, _refusal, answers_of
from inspect_tool.readers.spreadsheet.guard import ReadLimits, SpreadsheetKind, check_spreadsheet
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    MacroWorkbookError,
    MissingFileError,
    OversizedFileError,
    PasswordProtectedFileError,
    UnknownFormatError,
    UnsafeFileError,
)
from tests.readers.annex_a.annex_a_builders import (
    FRAME_DATE,
    clean_row,
    kinds,
    one_list,
    read_apart,
    rewrite,
    rows_of,
    table_of,
    write_csv,
    write_ods,
    write_xlsx,
)

pytestmark = [pytest.mark.journeys, pytest.mark.usefixtures("started_anew")]

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
DECLARATION = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">'
    b'<!ENTITY b "&a;&a;&a;">]>'
)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return one_list(tmp_path, 7, [clean_row(7)])


def refusal(path: Path, limits: ReadLimits | None = None) -> UnreadableFileError:
    """The refusal of a file, having checked what holds for all of them."""
    with pytest.raises(UnreadableFileError) as caught:
        read_apart(path, limits=limits)
    error = caught.value
    assert error.exit_code == 4
    assert error.message.startswith(path.name)
    assert re.fullmatch(r"[^\n]+[^.\n]\.", error.message), "one sentence on one line"
    assert ". " not in error.message
    assert str(path.parent) not in error.message, "the folder is nobody's business"
    if not isinstance(error, StoppedReaderError | MissingFileError):
        # The refusal came from the other process as it was made.
        with pytest.raises(type(error)) as here:
            list(sheets_of_all(path, limits or ReadLimits()))
        assert here.value.message == error.message
    return error


def sheets_of_all(path: Path, limits: ReadLimits) -> Iterator[object]:
    request = request_for([path], frame_date=FRAME_DATE, wanted=ANNEX_A_WANTED, limits=limits)
    check_spreadsheet(path, limits=limits)
    yield from answers(request, limits)


def before_root(content: bytes, prefix: bytes) -> bytes:
    return prefix + content.split(b"?>", 1)[-1]


def test_a_zip_bomb_is_refused_before_it_unpacks(workbook: Path, tmp_path: Path) -> None:
    bomb = rewrite(
        workbook, tmp_path / "bomb.xlsx", add={"xl/worksheets/s.xml": bytes(64 * 1024 * 1024)}
    )
    error = refusal(bomb)
    assert isinstance(error, OversizedFileError)
    assert "zip bomb" in error.message


def test_a_part_may_not_unpack_to_more_than_it_declares(workbook: Path, tmp_path: Path) -> None:
    liar = rewrite(workbook, tmp_path / "liar.xlsx", add={"xl/s.xml": b"<x>" + b"a" * 90_000})
    content = bytearray(liar.read_bytes())
    # The size in the central directory, which readers trust, is made small.
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(b"xl/s.xml"))
    struct.pack_into("<L", content, entry + 24, 100)
    liar.write_bytes(bytes(content))
    assert isinstance(refusal(liar), DamagedFileError)


def test_the_total_size_has_a_limit(workbook: Path) -> None:
    error = refusal(workbook, ReadLimits(unpacked_bytes=1000))
    assert isinstance(error, OversizedFileError)


def test_a_file_over_the_size_limit_is_not_even_opened(workbook: Path) -> None:
    size = workbook.stat().st_size
    assert read_apart(workbook, limits=ReadLimits(file_bytes=size)).files[0].size == size
    assert isinstance(refusal(workbook, ReadLimits(file_bytes=size - 1)), OversizedFileError)


def test_a_zip_of_too_many_parts_is_refused(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as archive:
        entries = len(archive.infolist())
    assert rows_of(read_apart(workbook, limits=ReadLimits(entries=entries)))
    assert isinstance(refusal(workbook, ReadLimits(entries=entries - 1)), OversizedFileError)


@pytest.mark.parametrize("part", ["sheet1.xml", "workbook.xml", "styles.xml", "workbook.xml.rels"])
def test_a_declaration_in_any_part_is_refused(workbook: Path, tmp_path: Path, part: str) -> None:
    hostile = rewrite(
        workbook,
        tmp_path / "xxe.xlsx",
        change=lambda n, c: before_root(c, DECLARATION) if n.endswith(part) else c,
    )
    error = refusal(hostile)
    assert isinstance(error, UnsafeFileError)
    assert "hostname" not in error.message


def test_a_declaration_behind_a_long_comment_is_refused(workbook: Path, tmp_path: Path) -> None:
    prefix = b"<!-- " + b"<a " * 700_000 + b" -->" + DECLARATION.partition(b"?>")[2]
    hostile = rewrite(
        workbook,
        tmp_path / "xxe.xlsx",
        change=lambda n, c: before_root(c, prefix) if n.endswith("sheet1.xml") else c,
    )
    assert isinstance(refusal(hostile, ReadLimits(ratio=5000)), UnsafeFileError)


def test_a_declaration_in_another_encoding_is_refused(workbook: Path, tmp_path: Path) -> None:
    hostile = rewrite(
        workbook,
        tmp_path / "xxe.xlsx",
        change=lambda n, c: (
            before_root(c, DECLARATION).decode().encode("utf-16") if "sheet1" in n else c
        ),
    )
    assert isinstance(refusal(hostile), UnsafeFileError)


def test_a_declaration_in_an_ods_is_refused(tmp_path: Path) -> None:
    plain = write_ods(tmp_path / "plain.ods", {"List 7": table_of(7, [clean_row(7)])})
    hostile = rewrite(
        plain,
        tmp_path / "xxe.ods",
        change=lambda n, c: before_root(c, DECLARATION) if n == "content.xml" else c,
    )
    assert isinstance(refusal(hostile), UnsafeFileError)


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "Basic/script-lc.xml"]
)
def test_macros_are_refused(workbook: Path, tmp_path: Path, part: str) -> None:
    macros = rewrite(workbook, tmp_path / "macros.xlsx", add={part: b"<x/>"})
    assert isinstance(refusal(macros), MacroWorkbookError)


def test_a_macro_workbook_is_known_by_its_type_alone(workbook: Path, tmp_path: Path) -> None:
    macros = rewrite(
        workbook,
        tmp_path / "macros.xlsx",
        change=lambda n, c: (
            c.replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            )
            if n == "[Content_Types].xml"
            else c
        ),
    )
    assert isinstance(refusal(macros), MacroWorkbookError)


def test_an_encrypted_workbook_says_how_to_open_it(tmp_path: Path) -> None:
    path = tmp_path / "encrypted.xlsx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600))
    error = refusal(path)
    assert isinstance(error, PasswordProtectedFileError)
    assert "password" in error.message


def test_an_old_workbook_says_what_to_save_it_as(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(OLE + bytes(1600))
    error = refusal(path)
    assert isinstance(error, UnknownFormatError)
    assert ".xlsx" in error.message


def test_an_encrypted_zip_entry_is_refused(workbook: Path, tmp_path: Path) -> None:
    content = bytearray(workbook.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 8] |= 1
    path = tmp_path / "locked.xlsx"
    path.write_bytes(bytes(content))
    assert isinstance(refusal(path), PasswordProtectedFileError)


def test_an_encrypted_ods_is_refused(tmp_path: Path) -> None:
    plain = write_ods(tmp_path / "plain.ods", {"List 7": table_of(7, [clean_row(7)])})
    locked = rewrite(
        plain,
        tmp_path / "locked.ods",
        change=lambda n, c: (
            c.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")
            if n == "META-INF/manifest.xml"
            else c
        ),
    )
    assert isinstance(refusal(locked), PasswordProtectedFileError)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_file_is_refused(workbook: Path, tmp_path: Path, share: float) -> None:
    content = workbook.read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * share)])
    assert isinstance(refusal(path), DamagedFileError)


def test_a_workbook_with_flipped_bytes_is_refused(workbook: Path, tmp_path: Path) -> None:
    content = bytearray(workbook.read_bytes())
    start = content.find(b"xl/worksheets/sheet1.xml")
    content[start + 60 : start + 90] = b"\xff" * 30
    path = tmp_path / "flipped.xlsx"
    path.write_bytes(bytes(content))
    assert isinstance(refusal(path), DamagedFileError)


def test_a_workbook_that_is_no_xml_inside_is_refused(workbook: Path, tmp_path: Path) -> None:
    broken = rewrite(
        workbook,
        tmp_path / "broken.xlsx",
        change=lambda n, c: b"<a><b>" if n == "xl/workbook.xml" else c,
    )
    assert isinstance(refusal(broken), DamagedFileError)


@pytest.mark.parametrize(
    "name", ["../../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "..\\evil.xml", "C:/evil.xml"]
)
def test_a_part_whose_name_leads_out_is_refused(workbook: Path, tmp_path: Path, name: str) -> None:
    hostile = rewrite(workbook, tmp_path / "paths.xlsx", add={name: b"<x/>"})
    before = sorted(tmp_path.rglob("*"))
    assert isinstance(refusal(hostile), UnsafeFileError)
    assert sorted(tmp_path.rglob("*")) == before


def test_two_parts_of_one_name_are_refused(workbook: Path, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = rewrite(workbook, tmp_path / "twice.xlsx", add={"xl/workbook.xml": b"<x/>"})
    assert isinstance(refusal(twice), UnsafeFileError)


def test_a_csv_of_nuls_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list_7.csv"
    path.write_bytes(bytes(10_000))
    assert isinstance(refusal(path), UnknownFormatError)


def test_a_csv_with_nuls_far_inside_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list_7.csv"
    path.write_bytes(b"Child Unique ID,Gender\n" * 1000 + b"\0")
    assert isinstance(refusal(path), UnknownFormatError)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.xls", b"<html><body><table>"),
        ("list.csv", b"%PDF-1.7"),
        ("list.csv", b'<?xml version="1.0"?><x/>'),
        ("list.csv", bytes(range(256)) * 8),
        ("list.xlsx", b"PK\x05\x06" + bytes(18)),
    ],
)
def test_what_is_no_spreadsheet_is_refused_whatever_its_name(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert isinstance(refusal(path), UnknownFormatError)


@pytest.mark.parametrize(
    ("mimetype", "types", "found"),
    [
        (b"application/vnd.oasis.opendocument.text", None, "OpenDocument"),
        (
            None,
            b'<Types><Override ContentType="wordprocessingml.document.main+xml"/></Types>',
            "Off",
        ),
        (None, b'<Types><Override ContentType="ms-excel.sheet.binary.main"/></Types>', "xlsb"),
        (None, None, "zip"),
    ],
)
def test_zips_of_other_kinds_are_named(
    tmp_path: Path, mimetype: bytes | None, types: bytes | None, found: str
) -> None:
    path = tmp_path / "other.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.xml", "<x/>")
        if mimetype:
            archive.writestr("mimetype", mimetype)
        if types:
            archive.writestr("[Content_Types].xml", types)
    error = refusal(path)
    assert isinstance(error, UnknownFormatError)
    assert found in error.message


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list_7.csv"
    path.touch()
    assert isinstance(refusal(path), DamagedFileError)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "none.xlsx"), MissingFileError)


def test_a_device_is_no_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert isinstance(refusal(pipe), MissingFileError)
    with pytest.raises(MissingFileError):
        check_spreadsheet(pipe)


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may only be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("s.xlsx")
        assert isinstance(refusal(Path("s.xlsx").absolute()), MissingFileError)


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"x")
    error = refusal(tmp_path)
    assert "no workbook" in error.message


def write_far(path: Path, *, row: int, column: int, value: str | None) -> Path:
    import openpyxl
    from openpyxl.styles import Font

    titles, rows = table_of(7, [clean_row(7)])
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "List 7"
    for line in [titles, *rows]:
        sheet.append(list(line))
    sheet.cell(row, column, value).font = Font(bold=True)
    workbook.save(path)
    return path


def test_a_value_at_the_last_cell_ends_in_a_refusal_and_not_in_a_crash(tmp_path: Path) -> None:
    path = write_far(tmp_path / "far.xlsx", row=1_048_576, column=16_384, value="x")
    error = refusal(path)
    assert isinstance(error, StoppedReaderError)
    assert "Ctrl+End" in error.message


def test_a_format_at_the_last_cell_does_no_harm(tmp_path: Path) -> None:
    path = write_far(tmp_path / "far.xlsx", row=1_048_576, column=16_384, value=None)
    assert len(rows_of(read_apart(path))) == 1


def test_a_repeated_value_in_an_ods_ends_in_a_refusal(tmp_path: Path) -> None:
    plain = write_ods(tmp_path / "plain.ods", {"List 7": table_of(7, [clean_row(7)])})
    hostile = rewrite(
        plain,
        tmp_path / "far.ods",
        change=lambda n, c: (
            c.replace(
                b"</table:table>",
                b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
                b'table:number-columns-repeated="16384" office:value-type="string"><text:p>x'
                b"</text:p></table:table-cell></table:table-row></table:table>",
            )
            if n == "content.xml"
            else c
        ),
    )
    assert isinstance(refusal(hostile), StoppedReaderError | OversizedFileError | DamagedFileError)


@pytest.mark.parametrize(("columns", "is_refused"), [(1_000, False), (1_001, True), (5_000, True)])
def test_a_sheet_of_thousands_of_columns_is_refused(
    tmp_path: Path, columns: int, is_refused: bool
) -> None:
    titles, rows = table_of(7, [clean_row(7)])
    wide = [*titles, *(f"column {index}" for index in range(len(titles), columns))]
    path = write_xlsx(tmp_path / "wide.xlsx", {"List 7": (wide, rows)})
    if is_refused:
        assert isinstance(refusal(path), OversizedFileError)
    else:
        assert len(rows_of(read_apart(path))) == 1


def test_a_csv_of_thousands_of_columns_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list_7.csv", ([f"c{i}" for i in range(5_000)], []))
    assert isinstance(refusal(path), OversizedFileError)


def test_a_csv_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list_7.csv", table_of(7, [clean_row(7)] * 10))
    assert isinstance(refusal(path, ReadLimits(rows=5)), OversizedFileError)


def test_a_workbook_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    path = one_list(tmp_path, 7, [clean_row(7, _id=f"C{i}") for i in range(60)])
    assert isinstance(refusal(path, ReadLimits(rows=50)), OversizedFileError)


def test_an_open_quotation_mark_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "list_7.csv"
    path.write_text("Child Unique ID,Gender\nC1,a) Male\n" + '"' + "x" * 60_000)
    error = refusal(path)
    assert isinstance(error, DamagedFileError)
    assert "line 3" in error.message


def test_links_to_other_workbooks_are_noted_and_not_followed(
    workbook: Path, tmp_path: Path
) -> None:
    linked = rewrite(
        workbook, tmp_path / "linked.xlsx", add={"xl/externalLinks/externalLink1.xml": b"<x/>"}
    )
    contents = read_apart(linked)
    assert kinds(contents) == {"links-to-other-workbooks"}
    assert len(rows_of(contents)) == 1


def test_a_reader_that_takes_too_long_is_stopped(workbook: Path) -> None:
    assert isinstance(refusal(workbook, ReadLimits(wall_seconds=0.001)), StoppedReaderError)


def test_a_reader_that_takes_too_much_memory_is_stopped(tmp_path: Path) -> None:
    path = write_far(tmp_path / "far.xlsx", row=200_000, column=100, value="x")
    limits = ReadLimits(memory_bytes=256 * 1024 * 1024)
    assert isinstance(refusal(path, limits), StoppedReaderError)


def test_nothing_in_the_current_folder_is_run(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "python_calamine.py", "sitecustomize.py", "inspect_tool.py"):
        (tmp_path / name).write_text("open('ran', 'w').close()")
    monkeypatch.chdir(tmp_path)
    assert len(rows_of(read_apart(workbook))) == 1
    assert not (tmp_path / "ran").exists()


def test_the_kind_is_told_by_the_content(tmp_path: Path) -> None:
    table = table_of(7, [clean_row(7)])
    xlsx = write_xlsx(tmp_path / "a.xlsx", {"List 7": table})
    ods = write_ods(tmp_path / "a.ods", {"List 7": table})
    text = write_csv(tmp_path / "a.csv", table)
    renamed = xlsx.rename(tmp_path / "list_7.csv")
    found = [check_spreadsheet(path).kind for path in (renamed, ods, text)]
    assert found == [SpreadsheetKind.XLSX, SpreadsheetKind.ODS, SpreadsheetKind.TEXT]
    assert len(rows_of(read_apart(renamed))) == 1


def test_an_error_of_a_class_that_is_not_ours_is_still_a_refusal() -> None:
    error = _refusal({"class": "MEBIBYTE", "message": "x.csv is odd: look at it."})
    assert type(error) is UnreadableFileError
    assert error.message == "x.csv is odd: look at it."


def test_a_process_that_dies_before_it_listens_is_a_refusal(tmp_path: Path) -> None:
    request = {"paths": [str(tmp_path / "x.csv")], "padding": "x" * 1_000_000}
    with pytest.raises(StoppedReaderError, match=r"^x\.csv cannot be read"):
        list(answers_of("inspect_tool.none", request, limits=ReadLimits()))
