"""Is a file safe to open, and what is it? Looked at before any reader of workbooks sees it.

A workbook is a zip of XML parts. This module looks at the list of its parts and then streams each
XML part once, without parsing it, so that nothing in the file can make it do more than that.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from inspect_tool.errors import UnreadableFileError
from inspect_tool.readers.plain.dialect import is_utf_16

MEBIBYTE = 1024 * 1024
CHUNK_BYTES = 64 * 1024  # what fits into a processor's cache is looked at fastest
OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK\x03\x04"
# A zip without entries has only its end record.
EMPTY_ZIP_MAGIC = b"PK\x05\x06"
# Streams of an OLE file that holds an encrypted workbook, named in UTF-16.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
# XML compresses 10 to 50 times; a small part may exceed that without harm.
RATIO_FREE_BYTES = 4 * MEBIBYTE
# A comment or an instruction that has not ended yet hides all that follows.
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
LONGEST_PROLOG = MEBIBYTE  # before the first element of a part
ERROR_MARK = b't="e"'
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
MACRO_PARTS = re.compile(r"vbaProject|^xl/macrosheets/|^Basic/|^Scripts/", re.IGNORECASE)
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class MissingFileError(UnreadableFileError):
    """There is no such file, or it is not a plain file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not there or is not a file: check the name and the folder.")


class UnknownFormatError(UnreadableFileError):
    """Neither text nor a workbook of a kind that is read here."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(
            f"{name} is {kind}: save the lists as an Excel workbook (.xlsx), an OpenDocument "
            "spreadsheet (.ods) or CSV, and send that."
        )


class PasswordProtectedFileError(UnreadableFileError):
    """The workbook is encrypted."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is protected by a password: open it, remove the password under File, Info, "
            "Protect Workbook, and save it again."
        )


class MacroWorkbookError(UnreadableFileError):
    """The workbook carries programs."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} contains macros, which are programs and are never run or read here: save it "
            "as an Excel workbook without macros (.xlsx) and send that."
        )


class DamagedFileError(UnreadableFileError):
    """The file is cut short or otherwise broken."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} is damaged ({what}): open it in Excel, save it under a new name, or ask for "
            "it again."
        )


class OversizedFileError(UnreadableFileError):
    """The file, or what it unpacks to, is larger than any honest return."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}: send the lists alone, without other sheets, pictures or empty rows "
            "and columns."
        )


class UnsafeFileError(UnreadableFileError):
    """The file holds something that a spreadsheet program never writes."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} {what}, which no spreadsheet program writes and which can be used for an "
            "attack: do not open it, and ask the sender for a new file."
        )


class SpreadsheetKind(StrEnum):
    """What a file is, by its content and not by its name."""

    XLSX = "xlsx"
    ODS = "ods"
    TEXT = "csv"


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
        has_error_cells: At least one cell may hold an error such as #N/A.
    """

    kind: SpreadsheetKind
    has_external_links: bool = False
    has_error_cells: bool = False


def check_spreadsheet(path: Path, *, limits: ReadLimits = DEFAULT_LIMITS) -> SpreadsheetFacts:
    """Refuse a file that is unsafe or of no known kind, and say what it is.

    Raises:
        UnreadableFileError: One of its subclasses, with one sentence.
    """
    start = _check_plain_file(path, limits)
    if start.startswith(OLE_MAGIC):
        raise _ole_error(path)
    if start.startswith((ZIP_MAGIC, EMPTY_ZIP_MAGIC)):
        return _check_zip(path, limits)
    _check_text_start(path, start)
    return SpreadsheetFacts(SpreadsheetKind.TEXT)


def _check_plain_file(path: Path, limits: ReadLimits) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise MissingFileError(path.name)
        if status.st_size > limits.file_bytes:
            raise OversizedFileError(
                path.name, f"is larger than {limits.file_bytes // MEBIBYTE} MB"
            )
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError:
        raise MissingFileError(path.name) from None
    if not start:
        raise DamagedFileError(path.name, "it is empty")
    return start


def _ole_error(path: Path) -> UnreadableFileError:
    if ENCRYPTED_STREAM in path.read_bytes():
        return PasswordProtectedFileError(path.name)
    return UnknownFormatError(path.name, "in the old Excel format (.xls)")


def _check_text_start(path: Path, start: bytes) -> None:
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if lowered.startswith((b"<html", b"<!doctype html", b"<table")):
        raise UnknownFormatError(path.name, "a web page")
    if lowered.startswith((b"<?xml", b"<!doctype")):
        raise UnknownFormatError(path.name, "an XML document")
    if lowered.startswith(b"%pdf"):
        raise UnknownFormatError(path.name, "a PDF")
    # UTF-16, which Excel calls Unicode text, has a NUL in every other byte.
    if b"\x00" in start and not is_utf_16(start):
        raise UnknownFormatError(path.name, "neither a workbook nor text")


def _check_zip(path: Path, limits: ReadLimits) -> SpreadsheetFacts:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path.name, entries, limits)
            names = [entry.filename for entry in entries]
            kind = _kind_of_zip(path.name, archive, names)
            has_errors = _stream_parts(path.name, archive, entries, limits)
            if kind is SpreadsheetKind.ODS:
                _check_not_encrypted(path.name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DamagedFileError(path.name, _what_is_damaged(error)) from None
    except (OSError, RuntimeError, MemoryError):
        raise DamagedFileError(path.name, "its parts cannot be unpacked") from None
    return SpreadsheetFacts(
        kind,
        has_external_links=any(name.lower().startswith("xl/externallinks/") for name in names),
        has_error_cells=has_errors,
    )


def _what_is_damaged(error: Exception) -> str:
    if "not a zip file" in str(error).lower():
        return "it is cut short"
    return "a part of it cannot be unpacked"


def _check_entries(name: str, entries: list[zipfile.ZipInfo], limits: ReadLimits) -> None:
    """Judge the zip by its own list of contents, before a byte is unpacked."""
    if len(entries) > limits.entries:
        raise OversizedFileError(name, f"has more than {limits.entries} parts")
    if len({entry.filename for entry in entries}) != len(entries):
        raise UnsafeFileError(name, "has two parts of the same name")
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise OversizedFileError(
            name, f"unpacks to more than {limits.unpacked_bytes // MEBIBYTE} MB"
        )
    for entry in entries:
        _check_entry(name, entry, limits)


def _check_entry(name: str, entry: zipfile.ZipInfo, limits: ReadLimits) -> None:
    inner = entry.orig_filename
    if (
        "\\" in inner
        or "\x00" in inner
        or ":" in inner
        or inner.startswith("/")
        or ".." in PurePosixPath(inner).parts
    ):
        raise UnsafeFileError(name, "has a part whose name leads out of the file")
    if entry.flag_bits & 0x1:
        raise PasswordProtectedFileError(name)
    if entry.file_size > max(entry.compress_size * limits.ratio, RATIO_FREE_BYTES):
        raise OversizedFileError(
            name, f"unpacks to more than {limits.ratio} times its size, as a zip bomb does"
        )
    if MACRO_PARTS.search(inner):
        raise MacroWorkbookError(name)


def _kind_of_zip(name: str, archive: zipfile.ZipFile, names: list[str]) -> SpreadsheetKind:
    if "mimetype" in names:
        if b"opendocument.spreadsheet" in _first_bytes(archive, "mimetype"):
            return SpreadsheetKind.ODS
        raise UnknownFormatError(name, "an OpenDocument file that is not a spreadsheet")
    if "[Content_Types].xml" not in names:
        raise UnknownFormatError(name, "a zip file, but not a workbook")
    types = _first_bytes(archive, "[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise MacroWorkbookError(name)
    if b"spreadsheetml.sheet.main" in types or b"spreadsheetml.template.main" in types:
        return SpreadsheetKind.XLSX
    if b"sheet.binary" in types:
        raise UnknownFormatError(name, "a binary workbook (.xlsb)")
    raise UnknownFormatError(name, "an Office file that is not a workbook")


def _first_bytes(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as file:
        return file.read(MEBIBYTE)


def _check_not_encrypted(name: str, archive: zipfile.ZipFile) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in _first_bytes(archive, manifest):
        raise PasswordProtectedFileError(name)


def _stream_parts(
    name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limits: ReadLimits
) -> bool:
    """Unpack every XML part once and look for declarations; say whether error cells occur.

    `zipfile` stops at the declared size and compares the checksum, so a part that lies about its
    size ends here.
    """
    has_errors = False
    total = 0
    for entry in entries:
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(entry) as file:
            prolog = _Prolog(name)
            end = b""
            while piece := file.read(CHUNK_BYTES):
                total += len(piece)
                if total > limits.unpacked_bytes:
                    raise OversizedFileError(name, "unpacks to more than it declares")
                prolog.check(piece)
                # The mark may stand across the edge of two pieces.
                has_errors = has_errors or ERROR_MARK in piece or ERROR_MARK in end + piece[:8]
                end = piece[-8:]
    return has_errors


class _Prolog:
    """Looks for declarations before the first element of a part; after it none can stand."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen = b""
        self._is_over = False

    def check(self, piece: bytes) -> None:
        """Take in the next piece of the part.

        Raises:
            UnsafeFileError: There is a declaration, or the text is in UTF-16, where declarations
                would pass unseen.
        """
        if self._is_over:
            return
        if not self._seen and piece.startswith(UTF_16_MARKS):
            raise UnsafeFileError(self._name, "has a part in an unusual encoding")
        # A declaration can hide behind a long comment.
        self._seen += piece
        plain = COMMENT.sub(b"", self._seen)
        start = FIRST_ELEMENT.search(plain)
        before = plain[: start.start()] if start else plain
        if DECLARATION.search(before):
            raise UnsafeFileError(self._name, "has a part with a document type declaration")
        self._is_over = start is not None
        if not self._is_over and len(self._seen) > LONGEST_PROLOG:
            raise UnsafeFileError(self._name, "has a part that begins with a very long comment")
