"""Files as evidence: what kind a file is by its content, and what a document is called."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

LARGEST: Final = 25 * 1024 * 1024  # bytes of a file: a backup holds all of them in memory
LARGEST_TOGETHER: Final = 1024 * 1024 * 1024  # bytes of all files of a review, for the same reason
LONGEST_TITLE: Final = 200
SHORTEST_DIGEST: Final = 8  # characters by which a file may be asked for
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class FileKind(StrEnum):
    """What evidence comes in. The list is closed: what is none of these is not taken."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    TIFF = "tiff"
    WEBP = "webp"
    HEIC = "heic"
    WORD = "docx"
    EXCEL = "xlsx"
    POWERPOINT = "pptx"
    ODF_TEXT = "odt"
    ODF_SHEET = "ods"
    ODF_SLIDES = "odp"
    OLD_OFFICE = "ole"
    RTF = "rtf"
    TEXT = "text"
    WAV = "wav"
    MP3 = "mp3"
    OGG = "ogg"
    FLAC = "flac"
    M4A = "m4a"
    MP4 = "mp4"
    MOV = "mov"
    MATROSKA = "matroska"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]

    @property
    def ending(self) -> str:
        """What the name of such a file ends in, where a program is to open it."""
        return _ENDINGS.get(self, f".{self.value}")


_WORDS: Final = {
    FileKind.PDF: "PDF",
    FileKind.PNG: "PNG picture",
    FileKind.JPEG: "JPEG picture",
    FileKind.GIF: "GIF picture",
    FileKind.TIFF: "TIFF picture",
    FileKind.WEBP: "WebP picture",
    FileKind.HEIC: "HEIC picture",
    FileKind.WORD: "Word document",
    FileKind.EXCEL: "Excel workbook",
    FileKind.POWERPOINT: "PowerPoint presentation",
    FileKind.ODF_TEXT: "OpenDocument text",
    FileKind.ODF_SHEET: "OpenDocument spreadsheet",
    FileKind.ODF_SLIDES: "OpenDocument presentation",
    FileKind.OLD_OFFICE: "document of an older Office, or Outlook message",
    FileKind.RTF: "RTF document",
    FileKind.TEXT: "plain text",
    FileKind.WAV: "WAV recording",
    FileKind.MP3: "MP3 recording",
    FileKind.OGG: "Ogg recording",
    FileKind.FLAC: "FLAC recording",
    FileKind.M4A: "MPEG-4 recording",
    FileKind.MP4: "MPEG-4 film",
    FileKind.MOV: "QuickTime film",
    FileKind.MATROSKA: "Matroska or WebM film",
}

# Where it is not what the kind is called; one of the old Office's may be of several programs.
_ENDINGS: Final = {
    FileKind.JPEG: ".jpg",
    FileKind.OLD_OFFICE: ".doc",
    FileKind.TEXT: ".txt",
    FileKind.MATROSKA: ".mkv",
}

# Source: the first bytes that the formats' own specifications fix: ISO 32000-2 s. 7.5.2 (PDF), PNG
# 3rd ed. s. 5.2, JFIF (SOI and a marker), GIF89a s. 17, TIFF 6.0 s. 2, RIFF (WAV, WebP), MS-CFB
# s. 2.2, RTF 1.9.1, RFC 3533 (Ogg), RFC 9639 (FLAC), RFC 9559 (Matroska), ID3v2.4 and ISO 11172-3
# (MP3).
_STARTS: Final = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLD_OFFICE),
    (b"{\\rtf", FileKind.RTF),
    (b"ID3", FileKind.MP3),
    (b"\xff\xfb", FileKind.MP3),
    (b"\xff\xf3", FileKind.MP3),
    (b"OggS", FileKind.OGG),
    (b"fLaC", FileKind.FLAC),
    (b"\x1a\x45\xdf\xa3", FileKind.MATROSKA),
)
_RIFF: Final = {b"WAVE": FileKind.WAV, b"WEBP": FileKind.WEBP}
# Brands of an ISO base media file (ISO 14496-12 s. 4.3), by their beginning.
_BRANDS: Final = (
    (b"heic", FileKind.HEIC),
    (b"heix", FileKind.HEIC),
    (b"mif1", FileKind.HEIC),
    (b"M4A", FileKind.M4A),
    (b"qt  ", FileKind.MOV),
    (b"isom", FileKind.MP4),
    (b"iso", FileKind.MP4),
    (b"mp4", FileKind.MP4),
    (b"avc1", FileKind.MP4),
    (b"M4V", FileKind.MP4),
    (b"3gp", FileKind.MP4),
)
# An OpenDocument package begins with its media type, stored and not packed (ODF 1.3 part 2 s. 3.3);
# one of Office names its parts in the ZIP's directory (ECMA-376 part 2).
_ODF: Final = b"mimetypeapplication/vnd.oasis.opendocument."
_ODF_KINDS: Final = (
    (b"text", FileKind.ODF_TEXT),
    (b"spreadsheet", FileKind.ODF_SHEET),
    (b"presentation", FileKind.ODF_SLIDES),
)
_PARTS: Final = (
    (b"word/", FileKind.WORD),
    (b"xl/", FileKind.EXCEL),
    (b"ppt/", FileKind.POWERPOINT),
)
_NOT_IN_TEXT: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def kind_of_file(content: bytes) -> FileKind | None:
    """What a file is, by its bytes and never by its name; None where it is nothing that is taken.

    Nothing is unpacked and nothing is read but signatures, so a file that is damaged behind its
    first bytes is taken for what it begins as.
    """
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(b"RIFF"):
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return next((kind for brand, kind in _BRANDS if content.startswith(brand, 8)), None)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return FileKind.TEXT if _is_text(content) else None


def _packed(content: bytes) -> FileKind | None:
    if content.startswith(_ODF, 30):
        own = 30 + len(_ODF)
        return next((kind for word, kind in _ODF_KINDS if content.startswith(word, own)), None)
    if b"[Content_Types].xml" not in content:
        return None
    return next((kind for part, kind in _PARTS if part in content), None)


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return bool(content.strip()) and _NOT_IN_TEXT.search(content) is None


_ENDING: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_JOINTS: Final = re.compile(r"(?<=[^\W\d_])[-.](?=[^\W\d_])|_+|(?<=[a-z])(?=[A-Z])")


def title_of_file(name: str) -> str:
    """What a document is called, by the name of its file: in words that are read like any others.

    A name of somebody that is hidden in a file's name (`SmithJohn_v2.pdf`) is then two words, which
    whatever looks for names can find; the ending is left out, since it proves nothing.
    """
    return safe_title(_JOINTS.sub(" ", _ENDING.sub("", name)))


def safe_title(words: str) -> str:
    """Words in one line that a terminal shows as they are: nothing in them steers it."""
    shown = "".join(
        " " if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else one
        for one in words
    )
    return " ".join(shown.split())[:LONGEST_TITLE].strip()


def size_words(size: int) -> str:
    """How large a file is, as people say it."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    if size < 1_000_000:
        return f"{(size + 500) // 1000} kB"
    return f"{(size + 50_000) // 100_000 / 10:.1f} MB"
