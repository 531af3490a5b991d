"""What the rows and columns of a report's tables are, whatever their headings say.

Disclosure control reads these marks; a number in a column without one is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Holds(StrEnum):
    """What the cells of a column are."""

    NUMBER = "number"
    """A count, alone or with its share behind it: `12 (40%)`."""
    BASE = "base"
    """What the number of the row is a part of."""
    SHARE = "share"
    """The number as a part of its base."""
    OF_BASE = "count of its base"
    """Both, and their share, in words: `33 of 70 (47%)`."""
    REST = "rest"
    """What leads from the base to all records of the group."""
    RECORDS = "records"
    """All records of the group, which the draw has made known."""
    LOWEST = "lowest of an authority"
    HIGHEST = "highest of an authority"
    """Counts of their base of an authority that the row does not name."""
    SEEN_IN = "seen in"
    """In how many authorities it was seen at all."""
    TEST = "test"
    """Whether authorities differ by more than chance, with the p value."""
    ESTIMATE = "estimate"
    INTERVAL = "interval"
    """Of all children, from the count of the row."""
    MEDIAN = "median"
    QUARTILES = "quartiles"
    """Of the row's base."""
    AGREED = "agreed"
    """In how many cases of those read twice two readers agreed."""
    COEFFICIENT = "coefficient"
    """Of agreement, from which the count among the cases read twice can be worked out."""
    NOUN = "noun"
    """What the base of the row is called."""
    PHRASE = "phrase"
    """Words that stand for the count of the row."""
    COMPARED = "compared"
    """Whether the words of the row hold of the estimate too."""
    WORDS = "words"
    """No number of the review's cases: codes, regions, versions, what a criterion says."""


class RowsAre(StrEnum):
    """What the rows of a table are."""

    GROUPS = "groups of a field, of one measure"
    MEASURES = "measures, over all records"
    ANSWERS = "answers to a question, over all records"
    SPREAD = "groups of a field, of one question or median"
    DESIGN = "sizes of the draw"
    LOSSES = "reasons of losses"
    WORDS = "words without a count"


@dataclass(frozen=True)
class TableMark:
    """What a table counts.

    Args:
        rows: What its rows are.
        what: The measure that it is about, where its rows are groups.
        noun: What the base of that measure is called.
    """

    rows: RowsAre
    what: str = ""
    noun: str = ""
