"""What stands before the first element of a part of a file: its encoding, and declarations."""

from __future__ import annotations

import codecs
import re

from inspect_tool.readers.spreadsheet.refusals import DamagedFileError, UnsafeFileError

# A comment or an instruction that has not ended yet hides all that follows.
COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
FIRST_ELEMENT = re.compile(rb"<[A-Za-z_]")
LONGEST_PROLOG = 1024 * 1024  # before the first element of a part
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
ENCODING = re.compile(rb"^\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class Prolog:
    """Looks for declarations before the first element of a part; after it none can stand."""

    def __init__(self, name: str) -> None:
        self.is_in_another_encoding = False
        self._name = name
        self._seen = b""
        self._is_over = False
        self._decoder: codecs.IncrementalDecoder | None = None

    def check(self, piece: bytes) -> None:
        """Take in the next piece of the part.

        Raises:
            UnsafeFileError: There is a declaration.
            DamagedFileError: The text is not in the encoding that it says.
        """
        if self._is_over:
            return
        if not self._seen:
            self._decoder = self._decoder_of(piece)
        if self._decoder is not None:
            try:
                piece = self._decoder.decode(piece).encode()
            except UnicodeDecodeError:
                raise DamagedFileError(self._name, "a part is in another encoding") from None
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

    def _decoder_of(self, start: bytes) -> codecs.IncrementalDecoder | None:
        """How a part is decoded that is not in UTF-8, so that no declaration passes unseen."""
        encoding = encoding_of(start)
        if encoding == "utf-8":
            return None
        self.is_in_another_encoding = True
        try:
            return codecs.getincrementaldecoder(encoding)()
        except LookupError:
            raise DamagedFileError(
                self._name, "a part is in an encoding that is not known"
            ) from None


def encoding_of(start: bytes) -> str:
    """The encoding of an XML part, by its first bytes."""
    if start.startswith(UTF_16_MARKS):
        return (
            "utf-16"
            if start.startswith(UTF_16_MARKS[:2])
            else ("utf-16-le" if start.startswith(UTF_16_MARKS[2]) else "utf-16-be")
        )
    declared = ENCODING.match(start.removeprefix(b"\xef\xbb\xbf")[:200])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    return "utf-8" if name in {"utf-8", "utf8", "us-ascii", "ascii"} else name
