"""Which list a sheet or file is, which row has the headings, and which column is which.

Headings are compared by normalised text first (case, quotation marks, brackets and spaces do not
matter), then by key words. A match by key words counts only when it is the only one both ways: a
heading that could be two columns is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TypeAlias

from inspect_tool.domain.annex_a.columns import (
    ADOPTER_ID,
    AGE,
    BIRTH,
    CHILD_ID,
    FAMILY_ID,
    OfficialColumn,
    official_columns,
)

# Title rows stand above the headings; nobody writes more than this.
ROWS_SEARCHED_FOR_HEADINGS = 40
MINIMUM_HEADINGS = 3  # fewer can turn up in any row of a cover sheet

# The words that authorities shorten, brought to one form on both sides before comparing.
PHRASES: tuple[tuple[str, str], ...] = (
    ("initial child protection conferences", "icpc"),
    ("initial child protection conference", "icpc"),
    ("initial cp conference", "icpc"),
    ("icpcs", "icpc"),
    ("child protection plans", "cpp"),
    ("child protection plan", "cpp"),
    ("cp plans", "cpp"),
    ("cp plan", "cpp"),
    ("child protection", "cp"),
    ("children in need", "cin"),
    ("child in need", "cin"),
    ("to be looked after", "lac"),
    ("being looked after", "lac"),
    ("looked after", "lac"),
    ("cla", "lac"),
    ("section 47", "s47"),
    ("local authority", "la"),
    ("social worker", "worker"),
    ("initiating s47 enquiry", "s47"),
    ("unaccompanied asylum seeking", "uasc"),
    ("emergency protection order", "epo"),
    ("no further action", "nfa"),
    ("d o b", "dob"),
    ("a adoption", "adoption"),
)
SAME_WORDS: Mapping[str, str] = {
    "started": "start",
    "starting": "start",
    "ended": "end",
    "completed": "completion",
    "completing": "organisation",  # "Organisation completing assessment" has no date
    "closed": "closure",
    "visited": "visit",
    "enquiries": "enquiry",
    "identifier": "id",
    "ref": "id",
    "reference": "id",
    "referrals": "referral",
    "received": "date",
    "previous": "earlier",
    "prior": "earlier",
    "no": "number",
    "num": "number",
    "disabled": "disability",
    "sex": "gender",
    "authorised": "authorisation",
    "most": "latest",
    "recent": "latest",
    "last": "latest",
    "12m": "12",
    "stat": "statutory",
}
STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "by", "child", "children", "childs", "does",
        "for", "from", "had", "has", "have", "if", "in", "is", "it", "its", "of", "on", "or", "s",
        "subject", "that", "the", "their", "there", "they", "this", "to", "was", "were", "when",
        "which", "with", "within", "y", "yes", "n", "what", "months", "month",
    }
)  # fmt: skip

# A single rule where the words of the official heading say too much or too little.
KEY_WORD_RULES: Mapping[str, re.Pattern[str]] = {
    CHILD_ID: re.compile(
        r"^(?:(?:child|childs|person|client|pupil|case|unique|mosaic|ics|lcs|lac|system|"
        r"liquidlogic|carefirst|eclipse)\b[a-z ]*\b)?(?:id|ids|identifier|ref|reference)"
        r"(?: (?:number|no|of child))?$|^(?:child|unique|person|client)(?: unique)? (?:number|no)$"
    ),
    ADOPTER_ID: re.compile(r"^(?:individual )?adopters?(?: unique)? (?:id|identifier|ref|number)$"),
    FAMILY_ID: re.compile(
        r"^(?:family|siblings?|household)(?: group)?(?: unique)? "
        r"(?:id|identifier|ref|reference|number|no|group)$"
    ),
    BIRTH: re.compile(
        r"^(?:childs |child )?(?:dob|d o b|birth date|birthdate|date birth|date of birth(?: .*)?)$"
        r"|^expected date of birth$|^(?:childs|child) date of birth$"
    ),
    AGE: re.compile(
        r"^(?:childs |child |current )?age(?: of (?:the )?child)?(?: (?:in )?(?:years?|yrs))?"
        r"(?: (?:as )?(?:at|on) (?:the )?(?:date of )?(?:inspection|extract|return).*)?$"
    ),
}

LIST_NAME = re.compile(r"(?:^|[^a-z])list[\s_\-.]*0?(1[01]|[1-9])(?![0-9])")
NUMBER_FIRST = re.compile(r"^\s*0?(1[01]|[1-9])(?:\s*[-–—.:)_]\s*|\s+)(?=[a-z])")
TOPICS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (11, re.compile(r"\badopters?\b")),
    (10, re.compile(r"\badoption\b")),
    (9, re.compile(r"\bcare leav|\bleaving care\b")),
    (8, re.compile(r"\bin care\b|\blooked after\b|\bcla\b|\blac\b")),
    (5, re.compile(r"\bs ?47\b|\bsection 47\b|\bicpc")),
    (7, re.compile(r"\bchild protection\b|\bcp plans?\b|\bcpp\b")),
    (6, re.compile(r"\bin need\b|\bcin\b")),
    (4, re.compile(r"\bassessments\b|^assessment$")),
    (3, re.compile(r"\breferrals?\b")),
    (2, re.compile(r"\bearly help\b|\beh\b")),
    (1, re.compile(r"\bcontacts?\b")),
)


# Headings that a person has explained: by list, the official name by the heading in plain words.
KnownHeadings: TypeAlias = Mapping[int, Mapping[str, str]]
NO_HEADINGS: KnownHeadings = {}


@dataclass(frozen=True)
class HeadingMatch:
    """How a row of headings fits a list.

    Args:
        row_index: Its place among the rows looked at, from 0.
        columns: Index of the cell, by official name.
        extra_at: Headings of no column of the list, by index.
        twice: Indexes of further columns with the heading of one that is in `columns`.
    """

    list_number: int
    row_index: int
    columns: Mapping[str, int]
    extra_at: Mapping[int, str]
    twice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def extra(self) -> tuple[str, ...]:
        """Headings of no column of the list."""
        return tuple(self.extra_at.values())

    @property
    def missing(self) -> tuple[OfficialColumn, ...]:
        """Official columns without a heading, in the specification's order."""
        return tuple(
            column
            for column in official_columns()[self.list_number]
            if column.name not in self.columns and not _is_added_family_column(column)
        )

    @property
    def missing_needed(self) -> tuple[str, ...]:
        """The missing columns without which the list cannot be used."""
        return tuple(column.name for column in self.missing if column.is_needed)

    @property
    def lacks_age(self) -> bool:
        """Whether neither date of birth nor age is there, where the list should have them."""
        wanted = {column.name for column in official_columns()[self.list_number]} & {BIRTH, AGE}
        return bool(wanted) and not wanted & self.columns.keys()


def _is_added_family_column(column: OfficialColumn) -> bool:
    return column.name == FAMILY_ID and column.list_number not in {10, 11}


# Databases have headings in one word: DateOfBirth, childid.
_ONE_WORD = re.compile(r"^[^\W_]+$")
_NEW_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[a-z])(?=\d)")
RUN_TOGETHER: Mapping[str, str] = {
    "dateofbirth": "date of birth",
    "birthdate": "birth date",
    "dobirth": "date of birth",
    **{
        f"{whose}{what}": f"{whose} {what}"
        for whose in ("child", "person", "client", "pupil", "case", "unique", "system", "family")
        for what in ("id", "ids", "ref", "reference", "number", "no", "identifier")
    },
    "childuniqueid": "child unique id",
}


@lru_cache(maxsize=4096)
def plain_words(heading: str) -> str:
    """A heading in lower case with single spaces, without marks: what is compared.

    The apostrophe goes without leaving a space, so that "Child's" and "Childs" are the same.
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    if _ONE_WORD.match(text):
        text = _NEW_WORD.sub(" ", text)
    text = re.sub(r"['’‘`´]", "", text.casefold())
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    return RUN_TOGETHER.get(text, text)


@lru_cache(maxsize=4096)
def key_words(heading: str) -> frozenset[str]:
    """The words of a heading that tell it from others, in one spelling."""
    text = f" {plain_words(heading)} "
    for phrase, short in PHRASES:
        text = text.replace(f" {phrase} ", f" {short} ")
    words = (SAME_WORDS.get(word, word) for word in text.split())
    return frozenset(word for word in words if word not in STOP_WORDS)


@cache
def _columns_by_words(list_number: int) -> Mapping[str, str]:
    names = [column.name for column in official_columns()[list_number]]
    together = {plain_words(name).replace(" ", ""): name for name in names}
    return together | {plain_words(name): name for name in names}


def match_headings(
    cells: Sequence[object],
    list_number: int,
    *,
    row_index: int = 0,
    known: KnownHeadings = NO_HEADINGS,
) -> HeadingMatch:
    """Fit a row of headings to a list.

    Args:
        known: What a person has said about headings that would not be recognised.
    """
    headings = {
        index: cell.strip()
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip()
    }
    columns, twice = _match_by_text(headings, list_number, known.get(list_number, {}))
    used = {*columns.values(), *(index for several in twice.values() for index in several)}
    left = {index: text for index, text in headings.items() if index not in used}
    columns |= _match_by_key_words(left, list_number, taken=columns.keys())
    used.update(columns.values())
    for index, text in left.items():
        name = _meaning(text, list_number) if index not in used else None
        # A column beside the identifier may be one of another kind, and is none of ours.
        if name in columns and name not in {CHILD_ID, ADOPTER_ID, FAMILY_ID}:
            twice[name] = (*twice.get(name, ()), index)
            used.add(index)
    extra = {index: text for index, text in headings.items() if index not in used}
    return HeadingMatch(list_number, row_index, columns, extra, twice)


def _match_by_text(
    headings: Mapping[int, str], list_number: int, known: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """Columns by official name, and further ones that have the heading of one of them."""
    official = _columns_by_words(list_number)
    columns: dict[str, int] = {}
    twice: dict[str, tuple[int, ...]] = {}
    for index, text in headings.items():
        words = plain_words(text)
        name = known.get(words) or official.get(words)
        if name is None:
            continue
        if name in columns:
            twice[name] = (*twice.get(name, ()), index)
        else:
            columns[name] = index
    return columns, twice


def _match_by_key_words(
    headings: Mapping[int, str], list_number: int, *, taken: Iterable[str]
) -> dict[str, int]:
    matched = set(taken)
    wanted_by: dict[str, list[int]] = {}
    for index, text in headings.items():
        name = _meaning(text, list_number)
        if name is not None and name not in matched:
            wanted_by.setdefault(name, []).append(index)
    return {name: indexes[0] for name, indexes in wanted_by.items() if len(indexes) == 1}


@lru_cache(maxsize=65536)
def _meaning(heading: str, list_number: int) -> str | None:
    """The only official column that a heading can mean by its key words, or None."""
    names = [column.name for column in official_columns()[list_number]]
    ruled = [name for name in names if name in KEY_WORD_RULES and _fits_rule(heading, name)]
    if ruled:
        return ruled[0] if len(ruled) == 1 else None
    words = key_words(heading)
    theirs = {name: key_words(name) for name in names if name not in KEY_WORD_RULES}
    same = [name for name, official in theirs.items() if words and words == official]
    if same:
        return same[0] if len(same) == 1 else None
    # A shortened heading must be part of one official heading only, and be half of it.
    shortened = [name for name, official in theirs.items() if words and words <= official]
    if shortened:
        is_half = 2 * len(words) >= len(theirs[shortened[0]])
        return shortened[0] if len(shortened) == 1 and is_half else None
    # A lengthened one must hold all words of one official heading only, and be mostly that.
    lengthened = [
        name
        for name, official in theirs.items()
        if len(official) > 1 and official < words and 3 * len(official) >= 2 * len(words)
    ]
    return lengthened[0] if len(lengthened) == 1 else None


def _fits_rule(heading: str, official: str) -> bool:
    return KEY_WORD_RULES[official].match(plain_words(heading)) is not None


def list_in_name(name: str) -> int | None:
    """Number of the list that the name of a sheet or file says, or None."""
    text = re.sub(r"[_\s\u00a0]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()
    for pattern in (LIST_NAME, NUMBER_FIRST):
        match = pattern.search(text)
        if match:
            return int(match.group(1))
    plain = plain_words(text)
    return next((number for number, topic in TOPICS if topic.search(plain)), None)


def best_heading_row(
    rows: Sequence[Sequence[object]], list_number: int, *, known: KnownHeadings = NO_HEADINGS
) -> HeadingMatch | None:
    """The first row that has all headings which the list needs, else the one that has most of them.

    None when no row has three of them. What stands below the first is read under it, and another
    row of headings further down under that one.
    """
    best: HeadingMatch | None = None
    for index, row in enumerate(rows[:ROWS_SEARCHED_FOR_HEADINGS]):
        if sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) < MINIMUM_HEADINGS:
            continue
        match = match_headings(row, list_number, row_index=index, known=known)
        if best is None or len(match.columns) > len(best.columns):
            best = match
        if not match.missing_needed:
            break
    return best if best is not None and len(best.columns) >= MINIMUM_HEADINGS else None


def list_by_headings(
    rows: Sequence[Sequence[object]], *, known: KnownHeadings = NO_HEADINGS
) -> HeadingMatch | None:
    """The list that the headings fit best, or None when none fits or two fit as well.

    A list fits when the columns that it needs are there; the one with fewest missing and fewest
    strange headings wins.
    """
    matches = (best_heading_row(rows, number, known=known) for number in official_columns())
    usable = [match for match in matches if match is not None and not match.missing_needed]
    ranked = sorted(usable, key=misfit)
    if not ranked:
        return None
    if len(ranked) > 1 and misfit(ranked[0]) == misfit(ranked[1]):
        return None
    return ranked[0]


def misfit(match: HeadingMatch) -> tuple[int, int]:
    """How badly headings fit a list: columns that are missing or strange, then how few fit."""
    # List 9 lost and gained columns between two specifications; that is not a misfit.
    missing = sum(column.is_in_2022 for column in match.missing)
    return (missing + len(match.extra), -len(match.columns))
