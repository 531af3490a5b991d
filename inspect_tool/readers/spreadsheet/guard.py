"""Is a file safe to open, and what is it? Looked at before any reader of workbooks sees it.

A workbook is a zip of XML parts. This module looks at the list of its parts and then streams each
XML part once, without parsing it, so that nothing in the file can make it do more than that. What
honest programs do otherwise than Excel, such as part names with backslashes or text in UTF-16, is
noted for `package`, which puts it right in memory; words of attack are kept for attacks.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from inspect_tool.readers.plain.dialect import is_utf_16
from inspect_tool.readers.plain.held_file import SourceFile
from inspect_tool.readers.spreadsheet.content_types import (
    ContentTypes,
    UnreadableTypesError,
    plain_name,
)
from inspect_tool.readers.spreadsheet.prolog import Prolog
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    MacroWorkbookError,
    MissingFileError,
    OversizedFileError,
    PasswordProtectedFileError,
    UnknownFormatError,
    UnsafeFileError,
)
from inspect_tool.readers.spreadsheet.row_looks import HINTS, may_have_looks

MEBIBYTE = 1024 * 1024
CHUNK_BYTES = 64 * 1024  # what fits into a processor's cache is looked at fastest
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK\x03\x04"
# A zip without entries has only its end record.
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
# XML compresses 10 to 50 times; a small part may exceed that without harm.
RATIO_FREE_BYTES = 4 * MEBIBYTE
MOST_KEPT = 32 * MEBIBYTE  # unpacked; ten times a case workbook of twelve cases
WORD_DOCUMENT = "word/document.xml"
MACRO_PARTS = re.compile(r"vbaProject|^xl/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)
# Where one of these stands, `broken_cells` looks at each cell: an error in any order of attributes,
# a formula without a value, an error that an OpenDocument program wrote as words.
BROKEN = re.compile(
    rb"""\st\s*=\s*["']e["']|(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v(?:\s[^>]*)?>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
    rb"""|value-type=["']error["']|:formula=["'][^>]*>\s*(?:<[\w-]+:p>(?:\#|Err:)|</)"""
    rb"""|:formula=["'][^>]*/>"""
)
BROKEN_HINTS = (b'"e"', b"'e'", b"</f>", b":f>", b"<f", b":f ", b":formula", b'"error"')
LISTS_IN_ZIP = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")
# Streams of an OLE file are named in UTF-16.
OLE_STREAMS = {
    "encrypted": ("EncryptedPackage",),
    "macros": ("_VBA_PROJECT",),
    "workbook": ("Workbook", "Book"),
}


class SpreadsheetKind(StrEnum):
    """What a file is, by its content and not by its name."""

    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    TEXT = "csv"
    ZIP = "zip"  # of several lists


@dataclass(frozen=True, kw_only=True)
class ReadLimits:
    """How much a file may ask for before it is refused.

    The largest real return has fewer than 100,000 rows and 40 columns; that is 10 MB as a file,
    100 MB unpacked and 200 MB in the reader's memory.

    Args:
        ratio: Unpacked bytes for each packed byte of a part.
        entries: Parts of the zip.
        memory_bytes: Address space of the process that reads.
    """

    file_bytes: int = 100 * MEBIBYTE
    unpacked_bytes: int = 1024 * MEBIBYTE
    ratio: int = 200
    entries: int = 2_000
    rows: int = 1_048_576
    columns: int = 1_000
    memory_bytes: int = 2048 * MEBIBYTE
    cpu_seconds: int = 120
    wall_seconds: float = 180.0


DEFAULT_LIMITS = ReadLimits()


@dataclass(frozen=True)
class SpreadsheetFacts:
    """What is known of a file once it has been looked at.

    Args:
        has_external_links: It refers to other workbooks; they are never opened.
        has_broken_cells: At least one cell may hold an error such as #N/A, or a formula that was
            never worked out.
        is_unusual: Its parts have to be put right before a reader of workbooks finds them.
        parts: Its parts of XML by their names, unpacked, where they were asked for and are small.
        parts_with_looks: Names of the parts with a row that is hidden, or, in an OpenDocument
            spreadsheet, with a style that strikes through.
    """

    kind: SpreadsheetKind
    has_external_links: bool = False
    has_broken_cells: bool = False
    is_unusual: bool = False
    parts: Mapping[str, bytes] = field(default_factory=dict)
    parts_with_looks: Collection[str] = ()


def check_spreadsheet(
    path: SourceFile, *, limits: ReadLimits = DEFAULT_LIMITS, keeps_parts: bool = False
) -> SpreadsheetFacts:
    """Refuse a file that is unsafe or of no known kind, and say what it is.

    Args:
        keeps_parts: Hand on what was unpacked, for whoever reads the same parts.

    Raises:
        UnreadableFileError: One of its subclasses, with one sentence.
    """
    start = _check_plain_file(path, limits)
    if start.startswith(OLE_MAGIC):
        return _check_ole(path)
    if start.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        return _check_zip(path, limits, keeps_parts=keeps_parts)
    _check_text_start(path, start)
    return SpreadsheetFacts(SpreadsheetKind.TEXT)


def check_word_file(path: SourceFile, *, limits: ReadLimits = DEFAULT_LIMITS) -> None:
    """Refuse a file that is unsafe to read as a Word file, or is none.

    Raises:
        UnreadableFileError: One of its subclasses, with one sentence.
    """
    start = _check_plain_file(path, limits)
    if not start.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        if start.startswith(OLE_MAGIC):
            _check_ole(path)
        raise UnknownFormatError(path.name, "no Word file (.docx)")
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(path.name, entries, limits)
            if WORD_DOCUMENT not in archive.namelist():
                raise UnknownFormatError(path.name, "no Word file (.docx)")
            looks = _PartLooks(keeps_parts=False)
            _stream_parts(path.name, archive, entries, limits, looks)
            if looks.is_in_another_encoding:
                raise DamagedFileError(path.name, "a part is in another encoding")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DamagedFileError(path.name, _what_is_damaged(error)) from None
    except (OSError, RuntimeError, MemoryError):
        raise DamagedFileError(path.name, "its parts cannot be unpacked") from None


def _check_plain_file(path: SourceFile, limits: ReadLimits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise MissingFileError(path.name)
        if status.st_size > limits.file_bytes:
            raise OversizedFileError(
                path.name, f"is larger than {limits.file_bytes // MEBIBYTE} MB"
            )
        with path.open("rb") as file:
            start: bytes = file.read(4096)
    except OSError:
        raise MissingFileError(path.name) from None
    if not start:
        raise DamagedFileError(path.name, "it is empty")
    return start


def _check_ole(path: SourceFile) -> SpreadsheetFacts:
    with path.open("rb") as file:
        content = file.read()
    has = {
        kind: any(name.encode("utf-16-le") in content for name in names)
        for kind, names in OLE_STREAMS.items()
    }
    if has["encrypted"]:
        raise PasswordProtectedFileError(path.name)
    if has["macros"]:
        raise MacroWorkbookError(path.name)
    if not has["workbook"]:
        raise UnknownFormatError(path.name, "an old Office file that is not a workbook")
    return SpreadsheetFacts(SpreadsheetKind.XLS)


def _check_text_start(path: SourceFile, start: bytes) -> None:
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if lowered.startswith((b"<html", b"<!doctype html", b"<table")):
        raise UnknownFormatError(path.name, "a web page")
    if lowered.startswith((b"<?xml", b"<!doctype")):
        raise UnknownFormatError(path.name, "an XML document")
    if lowered.startswith(b"%pdf"):
        raise UnknownFormatError(
            path.name,
            "a PDF",
            "its tables are pictures of text, so ask for the workbook or the CSV files from which "
            "it was printed",
        )
    # UTF-16, which Excel calls Unicode text, has a NUL in every other byte.
    if b"\x00" in start and not is_utf_16(start):
        raise UnknownFormatError(path.name, "neither a workbook nor text")


def _check_zip(path: SourceFile, limits: ReadLimits, *, keeps_parts: bool) -> SpreadsheetFacts:
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_entries(path.name, entries, limits)
            names = [plain_name(entry.orig_filename) for entry in entries]
            kind, is_elsewhere = _kind_of_zip(path.name, archive)
            looks = _PartLooks(keeps_parts, HINTS.get(kind, ()))
            if kind is not SpreadsheetKind.ZIP:
                _stream_parts(path.name, archive, entries, limits, looks)
            if kind is SpreadsheetKind.ODS:
                _check_not_encrypted(path.name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DamagedFileError(path.name, _what_is_damaged(error)) from None
    except (OSError, RuntimeError, MemoryError):
        raise DamagedFileError(path.name, "its parts cannot be unpacked") from None
    return SpreadsheetFacts(
        kind,
        has_external_links=any(name.lower().startswith("xl/externallinks/") for name in names),
        has_broken_cells=looks.has_broken,
        parts=looks.parts,
        parts_with_looks=looks.with_looks,
        is_unusual=is_elsewhere
        or looks.is_in_another_encoding
        or any(name != entry.orig_filename for name, entry in zip(names, entries, strict=True)),
    )


def _what_is_damaged(error: Exception) -> str:
    if "not a zip file" in str(error).lower():
        return "it is cut short"
    return "a part of it cannot be unpacked"


def _check_entries(name: str, entries: list[zipfile.ZipInfo], limits: ReadLimits) -> None:
    """Judge the zip by its own list of contents, before a byte is unpacked."""
    if len(entries) > limits.entries:
        raise OversizedFileError(name, f"has more than {limits.entries} parts")
    if len({plain_name(entry.orig_filename) for entry in entries}) != len(entries):
        raise UnsafeFileError(name, "has two parts of the same name")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise OversizedFileError(
            name, f"unpacks to more than {limits.unpacked_bytes // MEBIBYTE} MB"
        )
    for entry in entries:
        _check_entry(name, entry, limits)


def _check_entry(name: str, entry: zipfile.ZipInfo, limits: ReadLimits) -> None:
    inner = plain_name(entry.orig_filename)
    # Backslashes come from honest programs; a way upwards, a drive or a NUL from none.
    is_rooted = entry.orig_filename.startswith("/")
    if is_rooted or "\x00" in inner or ":" in inner or ".." in PurePosixPath(inner).parts:
        raise UnsafeFileError(name, "has a part whose name leads out of the file")
    if entry.flag_bits & 0x1:
        raise PasswordProtectedFileError(name)
    if entry.file_size > max(entry.compress_size * limits.ratio, RATIO_FREE_BYTES):
        raise OversizedFileError(
            name, f"unpacks to more than {limits.ratio} times its size, as a zip bomb does"
        )
    if MACRO_PARTS.search(inner):
        raise MacroWorkbookError(name)


def _kind_of_zip(name: str, archive: zipfile.ZipFile) -> tuple[SpreadsheetKind, bool]:
    """What the zip is, and whether its workbook is elsewhere than where Excel puts it."""
    parts = {plain_name(entry.orig_filename): entry for entry in archive.infolist()}
    if "mimetype" in parts:
        if b"opendocument.spreadsheet" in _first_bytes(archive, parts["mimetype"]):
            return SpreadsheetKind.ODS, False
        raise UnknownFormatError(name, "an OpenDocument file that is not a spreadsheet")
    if "[Content_Types].xml" not in parts:
        return _kind_of_plain_zip(name, list(parts))
    try:
        types = ContentTypes.read(_first_bytes(archive, parts["[Content_Types].xml"]), list(parts))
    except UnreadableTypesError:
        raise DamagedFileError(name, "its list of contents is no XML") from None
    if types.has_macros:
        raise MacroWorkbookError(name)
    if types.workbook:
        return SpreadsheetKind.XLSX, types.workbook != "xl/workbook.xml"
    if types.is_binary_workbook:
        raise UnknownFormatError(
            name,
            "a binary workbook (.xlsb)",
            "open it in Excel, choose File, Save As, Excel Workbook (.xlsx), and send that",
        )
    raise UnknownFormatError(name, "an Office file that is not a workbook")


def _kind_of_plain_zip(name: str, parts: list[str]) -> tuple[SpreadsheetKind, bool]:
    if any(part.lower().endswith(".iwa") or part.startswith("Index/") for part in parts):
        raise UnknownFormatError(
            name,
            "an Apple Numbers document",
            "open it in Numbers, choose File, Export To, Excel (.xlsx) or CSV, and send that",
        )
    if any(part.lower().endswith(LISTS_IN_ZIP) for part in parts):
        return SpreadsheetKind.ZIP, False
    raise UnknownFormatError(name, "a zip file, but neither a workbook nor a zip of lists")


def _first_bytes(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as file:
        return file.read(MEBIBYTE)


def _check_not_encrypted(name: str, archive: zipfile.ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in _first_bytes(
        archive, archive.getinfo(manifest)
    ):
        raise PasswordProtectedFileError(name)


@dataclass
class _PartLooks:
    """What a look at all parts has found.

    Args:
        keeps_parts: As long as they are small together.
        hints: Of `row_looks`.
    """

    keeps_parts: bool
    hints: Sequence[bytes] = ()
    has_broken: bool = False
    is_in_another_encoding: bool = False
    parts: dict[str, bytes] = field(default_factory=dict)
    with_looks: set[str] = field(default_factory=set)

    def keep(self, name: str, pieces: Sequence[bytes], *, so_far: int) -> None:
        """Keep a part; none at all where they become too large together.

        Args:
            so_far: Bytes of all parts up to here.
        """
        self.keeps_parts = self.keeps_parts and so_far <= MOST_KEPT
        if self.keeps_parts:
            self.parts[name] = b"".join(pieces)
        else:
            self.parts.clear()


def _stream_parts(
    name: str,
    archive: zipfile.ZipFile,
    entries: list[zipfile.ZipInfo],
    limits: ReadLimits,
    looks: _PartLooks,
) -> None:
    """Unpack every XML part once and look for declarations, and for cells without a value.

    `zipfile` stops at the declared size and compares the checksum, so a part that lies about its
    size ends here.
    """
    total = 0
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as file:
            prolog = Prolog(name)
            pieces: list[bytes] = []
            end = b""
            while piece := file.read(CHUNK_BYTES):
                total += len(piece)
                if total > limits.unpacked_bytes:
                    raise OversizedFileError(name, "unpacks to more than it declares")
                if looks.keeps_parts:
                    pieces.append(piece)
                prolog.check(piece)
                # Single letters are found at once, and a clean sheet has neither in its cells.
                if not looks.has_broken and (b"e" in piece or b"f" in piece):
                    # What is looked for may stand across the edge of two pieces.
                    looks.has_broken = _may_be_broken(end + piece)
                if may_have_looks(end, piece, looks.hints):
                    looks.with_looks.add(entry.filename)
                end = piece[-200:]
        looks.is_in_another_encoding |= prolog.is_in_another_encoding
        looks.keep(entry.filename, pieces, so_far=total)


def _may_be_broken(piece: bytes) -> bool:
    return any(hint in piece for hint in BROKEN_HINTS) and BROKEN.search(piece) is not None
