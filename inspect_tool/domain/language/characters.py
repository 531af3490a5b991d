"""Characters that are not seen and yet change what a reader sees, and values shown by their shape.

A name with an escape sequence rewrites a terminal, and one with a bidirectional override reads
otherwise than it is written. This module imports the standard library alone, because the child
processes that read untrusted files load it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

# Control characters but tab and line feed; marks that turn the direction of writing; separators
# and blanks of no width. Joiners stay, which some languages need.
# Source: Unicode Technical Report 36, s. 2.5; Boucher and Anderson (2021), Trojan Source.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# A raised digit is a footnote's number, and no digit of what it stands at.
_RAISED = re.compile("[\u00b2\u00b3\u00b9\u2070-\u209c]")
_LINES = re.compile("[\t\n]")

_WRITTEN_DATE = re.compile(
    r"\d{1,4}\s*[-/. ]\s*(?:\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)"
    r"\s*[-/. ]\s*\d{2,4}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)


def has_hidden(text: str) -> bool:
    """Whether there is a character that nobody sees."""
    return HIDDEN.search(text) is not None


def in_plain_signs(text: str) -> str:
    """The text in NFKC, without what nobody sees; a footnote's raised number is an asterisk."""
    plain = unicodedata.normalize("NFKC", _RAISED.sub("*", text))
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")


def shown_safely(text: str, *, is_one_line: bool = False) -> str:
    r"""The text with what nobody sees written out, as in \u202e.

    Args:
        is_one_line: Tabs and line feeds are written out too.
    """
    safe = HIDDEN.sub(_written_out, text)
    return _LINES.sub(_written_out, safe) if is_one_line else safe


def escaped_for_json(text: str) -> str:
    """JSON of the same meaning, in which what nobody sees is escaped."""
    return HIDDEN.sub(_json_escape, text)


def _json_escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _written_out(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def is_written_date(text: str) -> bool:
    """Whether the text can be nothing but a date, or the attempt at one: 31/02/2013, 3-Sep-13."""
    return _WRITTEN_DATE.fullmatch(text) is not None


def shape_of(value: object) -> str:
    """What a value is like, where the value itself could name somebody."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, date):
        return "a date"
    if isinstance(value, time):
        return "a time"
    if isinstance(value, int | float):
        return "a number"
    length = len(str(value))
    return f"text of {length:,} character{'' if length == 1 else 's'}"
