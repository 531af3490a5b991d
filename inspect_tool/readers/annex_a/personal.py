"""Columns that say who somebody is, which no return should have.

They are known by their headings or by what stands in them; nothing of them is kept or repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import Cell, Issue
from inspect_tool.readers.annex_a.heading_words import plain_words

LOOKED_AT = 200  # filled cells of a column: what is personal is so in nearly every row
# What identifiers of an authority's own can look like as well is not held against them.
PERSONAL_IDENTIFIERS = ("NHS numbers", "pupil numbers (UPN)", "e-mail addresses", "names")
FEWEST_IDENTIFIERS = 5  # fewer numbers can have the form of an NHS number by chance

_NOT_OF_PEOPLE = re.compile(
    r"\b(?:organisation|organization|team|school|provider|list|file|sheet|setting|la|authority|"
    r"council|service|category|type|agency|column|field|reason|placement|status|ward|district|"
    r"office|area|plan|group)\b"
)
HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("NHS numbers", re.compile(r"\bnhs\b")),
    ("pupil numbers (UPN)", re.compile(r"\bupns?\b|\bunique pupil\b|\buln\b|\bunique learner\b")),
    ("e-mail addresses", re.compile(r"\be ?mails?\b|\bebost\b")),
    ("telephone numbers", re.compile(r"\b(?:tele)?phones?\b|\bmobiles?\b|\btel\b")),
    ("National Insurance numbers", re.compile(r"\bnational insurance\b|\bni ?(?:number|no)\b")),
    (
        "addresses",
        re.compile(r"\baddress(?:es)?\b|\bpost ?codes?\b|\bstreet\b|\bcyfeiriad\b|\bcod post\b"),
    ),
    (
        "names",
        re.compile(
            r"\b(?:fore|first|last|sur|full|given|middle|maiden)? ?names?\b|\binitials\b"
            r"|\b(?:fore|sur)names?\b|\bknown as\b|\balias\b|\benw\b|\bcyfenw\b"
        ),
    ),
)
_NHS = re.compile(r"^\d{3}[ -]?\d{3}[ -]?\d{4}$")
CONTENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("e-mail addresses", re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")),
    ("pupil numbers (UPN)", re.compile(r"^[A-HJ-NP-RT-Z]\d{11}[0-9A-HJ-NP-RT-Z]$", re.IGNORECASE)),
    (
        "addresses",
        re.compile(
            r"^(?:.*[, ])?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$"
            r"|^\d{1,4}[a-z]?,? [A-Za-z' ]+ (?:road|street|avenue|lane|close|drive|way|court)\b.*$",
            re.IGNORECASE,
        ),
    ),
    (
        "National Insurance numbers",
        re.compile(r"^[A-CEGHJ-PR-TW-Z]{2} ?(?:\d{2} ?){3}[A-D]$", re.IGNORECASE),
    ),
    ("telephone numbers", re.compile(r"^(?:\+44|0)[\d ()-]{9,14}$")),
    ("names", re.compile(r"^[A-Z][\w'’-]+, ?[A-Z][\w'’-]+(?: [A-Z][\w'’.-]*)?$")),
)


def personal_heading(heading: str) -> str:
    """What a column holds by its heading, such as `names`; empty where that is nothing personal."""
    words = plain_words(heading)
    for what, pattern in HEADINGS:
        if pattern.search(words) and not (what == "names" and _NOT_OF_PEOPLE.search(words)):
            return what
    return ""


def personal_content(cells: Iterable[Cell]) -> str:
    """What cells hold by their form, if at least half of those that are filled have it."""
    texts = [_text(cell) for cell in cells]
    filled = [text for text in texts if text][:LOOKED_AT]
    if not filled:
        return ""
    if any(CONTENTS[0][1].match(text) for text in filled):
        return CONTENTS[0][0]
    for what, pattern in CONTENTS[1:]:
        if 2 * sum(pattern.match(text) is not None for text in filled) >= len(filled):
            return what
    is_nhs = len(set(filled)) >= FEWEST_IDENTIFIERS and all(map(is_nhs_number, filled))
    return "NHS numbers" if is_nhs else ""


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else ""
    return cell.strip() if isinstance(cell, str) else ""


def is_nhs_number(text: str) -> bool:
    """Whether ten digits end with the check digit of an NHS number.

    Source: NHS Data Dictionary, NHS number: modulus 11.
    """
    if not _NHS.match(text):
        return False
    digits = [int(sign) for sign in text if sign.isdigit()]
    check = (
        11
        - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return check % 11 == digits[9] and check != 10


def personal_column(what: str) -> Issue:
    """That the authority sent what it should not have."""
    return Issue(
        "personal-data",
        Severity.DROPPED,
        f"The authority sent a column of {what}, and should not have; nothing of it was read, "
        "kept or repeated.",
        "Tell the authority, ask for the list without this column, and delete the file as soon as "
        "the corrected one is there.",
    )


def personal_identifiers(what: str) -> Issue:
    """That the identifiers themselves say who somebody is."""
    return Issue(
        "personal-identifiers",
        Severity.REFUSED,
        f"The column that should have the authority's own identifiers has {what}.",
        "Tell the authority, delete the file, and ask for the lists with the identifiers of its "
        "case system and without these.",
    )
