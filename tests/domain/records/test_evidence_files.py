"""What a file is, by its bytes; and what a document is called."""

from __future__ import annotations

import io
import zipfile

import pytest

from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.evidence_files import (
    FileKind,
    kind_of_file,
    safe_title,
    size_words,
    title_of_file,
)


def packed(*parts: str, first: tuple[str, str] | None = None) -> bytes:
    """A ZIP with empty parts of some names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        if first is not None:
            file.writestr(*first)
        for part in parts:
            file.writestr(part, "")
    return content.getvalue()


def opendocument(kind: str) -> bytes:
    return packed("content.xml", first=("mimetype", f"application/vnd.oasis.opendocument.{kind}"))


# `file --mime-type` (libmagic 5.44) says the same of each that it knows by so few bytes.
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", FileKind.PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", FileKind.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", FileKind.JPEG),
        (b"GIF89a\x01\x00", FileKind.GIF),
        (b"GIF87a\x01\x00", FileKind.GIF),
        (b"II*\x00\x08\x00", FileKind.TIFF),
        (b"MM\x00*\x00\x08", FileKind.TIFF),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileKind.WAV),
        (b"RIFF\x24\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", FileKind.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", FileKind.HEIC),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00", FileKind.M4A),
        (b"\x00\x00\x00\x20ftypisom\x00\x00", FileKind.MP4),
        (b"\x00\x00\x00\x20ftypmp42\x00\x00", FileKind.MP4),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00", FileKind.MOV),
        (b"\x00\x00\x00\x14ftyp????\x00\x00", None),
        (b"ID3\x04\x00\x00", FileKind.MP3),
        (b"\xff\xfb\x90\x64\x00", FileKind.MP3),
        (b"OggS\x00\x02", FileKind.OGG),
        (b"fLaC\x00\x00\x00\x22", FileKind.FLAC),
        (b"\x1a\x45\xdf\xa3\x9f\x42", FileKind.MATROSKA),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", FileKind.OLD_OFFICE),
        (b"{\\rtf1\\ansi Plan}", FileKind.RTF),
        (packed("[Content_Types].xml", "word/document.xml"), FileKind.WORD),
        (packed("[Content_Types].xml", "xl/workbook.xml"), FileKind.EXCEL),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), FileKind.POWERPOINT),
        (packed("[Content_Types].xml", "other/part.xml"), None),
        (packed("letter.txt"), None),
        (opendocument("text"), FileKind.ODF_TEXT),
        (opendocument("spreadsheet"), FileKind.ODF_SHEET),
        (opendocument("presentation"), FileKind.ODF_SLIDES),
        (opendocument("database"), None),
        ("The mother’s words.\r\n".encode(), FileKind.TEXT),
        ("The mother’s words.".encode("cp1252"), FileKind.TEXT),
        ("The mother’s words.".encode("utf-16"), FileKind.TEXT),
        (b"\xff\xfe\x00", None),
        (b"MZ\x90\x00\x03\x00", None),
        (b"\x7fELF\x02\x01", None),
        (b" \n", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: FileKind | None) -> None:
    assert kind_of_file(content) is kind


@pytest.mark.parametrize(
    ("kind", "ending"),
    [(FileKind.PDF, ".pdf"), (FileKind.JPEG, ".jpg"), (FileKind.OLD_OFFICE, ".doc")],
)
def test_the_name_of_a_file_ends_in_what_it_is(kind: FileKind, ending: str) -> None:
    assert kind.ending == ending


def test_every_kind_has_words() -> None:
    assert len({kind.words for kind in FileKind}) == len(FileKind)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("core assessment.pdf", "core assessment"),
        ("JohnSmith_v2.pdf", "John Smith v2"),
        ("John-Smith.docx", "John Smith"),
        ("minutes-2013-06-03.pdf", "minutes-2013-06-03"),
        ("minutes of 3.6.2013", "minutes of 3.6.2013"),
        ("a\x1b[31mred\u202efdp.exe", "a [31mred fdp"),
        ("two\nlines\t.txt", "two lines"),
        ("\u200b.pdf", ""),
    ],
)
def test_a_document_is_called_by_words_that_steer_no_terminal(name: str, title: str) -> None:
    assert title_of_file(name) == title


def test_a_title_has_an_end() -> None:
    assert len(safe_title("w" * 300)) == 200


@pytest.mark.parametrize("name", ["JohnSmith_v2.pdf", "John-Smith.docx", "plan_John_Smith.pdf"])
def test_a_name_in_a_file_name_is_found_by_whatever_looks_for_names(name: str) -> None:
    assert find_identifiers(title_of_file(name))


def test_a_digest_is_no_number_of_anybody() -> None:
    # With ten digits in them that pass the check of an NHS number, and with a telephone number.
    for digest in (
        "284de502c9847342318c17d474733ef468fbdbe252cddf6e4b4be0676706d9d0",
        "08490295488a1189099751ebeddb5992313dd2a831e07a92e66d196ddc261777",
    ):
        piece = Evidence("HARM.1", file=digest, file_kind="pdf", file_size=7)
        assert find_identifiers(str(piece.answer.value)) == ()
    assert find_identifiers("NHS 984 734 2318")


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (1000, "1 kB"), (183_499, "183 kB"),
     (999_999, "1000 kB"), (1_000_000, "1.0 MB"), (26_214_400, "26.2 MB")],
)  # fmt: skip
def test_a_size_is_said(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_piece_with_a_file_alone_says_something() -> None:
    piece = Evidence("HARM.1", file="0" * 64, file_kind="pdf", file_size=183_204)
    assert piece.says_something
    assert piece.words == "HARM.1, PDF of 183 kB"
    assert Evidence.of(piece.answer) == piece
