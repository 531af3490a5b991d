"""The canonical text of identifiers: what is trimmed, refused and hashed."""

from __future__ import annotations

import hashlib
import unicodedata

from inspect_tool.errors import CheckFailedError

# Trimmed at the ends only: tab to carriage return, space, no-break space, byte order mark. This is
# what spreadsheets and text editors leave behind unseen.
TRIMMED = "\t\n\v\f\r \u00a0\ufeff"


class InvalidFieldError(CheckFailedError):
    """A field is empty, or holds a character that cannot be hashed the same way everywhere.

    Args:
        reason: What is wrong with it; never the field itself, which can identify a child.
        column: Which column it is in, when that is known.
        row: Which row of the frame, from 1; 0 when that is not known.
    """

    def __init__(self, reason: str, *, column: str = "field", row: int = 0) -> None:
        place = f"Row {row} of the frame: the {column}" if row else f"The {column}"
        super().__init__(f"{place} {reason}. Correct it in the list and read the list again.")
        self.reason = reason
        self.column = column
        self.row = row


def is_plain(text: str) -> bool:
    """Whether the text is its own canonical form, decided without looking at each character."""
    return (
        text.isascii()
        and text.isprintable()
        and text != ""
        and "%" not in text
        and "|" not in text
        and text[0] != " "
        and text[-1] != " "
    )


def tidy(text: str) -> str:
    """The field as people see it: Unicode NFC, trimmed at the ends.

    Raises:
        InvalidFieldError: Nothing is left, or a control or surrogate character is inside.
    """
    if is_plain(text):
        return text
    trimmed = unicodedata.normalize("NFC", text).strip(TRIMMED)
    if not trimmed:
        raise InvalidFieldError("is empty")
    for character in trimmed:
        _check_character(character)
    return trimmed


def canon(text: str) -> str:
    """Canonical form of a field: what is hashed, the same on every machine.

    That is the tidy text with `%` and `|` escaped, so that two fields can never run together.
    Case and leading zeros stay: `000123` is not `123`.

    Raises:
        InvalidFieldError: Nothing is left, or a control or surrogate character is inside.
    """
    return tidy(text).replace("%", "%25").replace("|", "%7C")


def uncanon(text: str) -> str:
    """The tidy text of a field in canonical form."""
    return text.replace("%7C", "|").replace("%25", "%")


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category == "Cc":
        raise InvalidFieldError(f"holds the control character U+{ord(character):04X}")
    if category == "Cs":
        raise InvalidFieldError(f"holds the surrogate U+{ord(character):04X}")


def sha256_hex(text: str) -> str:
    """SHA-256 of the text in UTF-8, in lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
