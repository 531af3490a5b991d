"""How a plan may say which headings mean a column: regular expressions that cannot run away.

Python's engine tries every way in which an expression can take a text, and an expression such as
`(a+)+$` has more ways than there is time. So a plan's patterns are of a part of the language whose
ways can be counted beforehand, and those with too many are refused: characters, classes, `.`,
groups, `|`, `^`, `$`, `\\b`, and `?`, `*`, `+`, `{m,n}` behind a single character or class. A group
may be left out (`?`), and not repeated.

The count is of the ways through the whole pattern on a heading of `LONGEST_HEADING` characters: a
bound on the leaves of what the engine searches, since every step of it lies on one of them.
"""

from __future__ import annotations

import re
import warnings
from typing import Final

LONGEST_PATTERN: Final = 300  # characters; Annex A's longest has 244
LONGEST_HEADING: Final = 200  # a longer one is recognised by its words, not by a pattern
MOST_WAYS: Final = 1_000_000  # some tenths of a second; Annex A's richest has 810,516

_QUANTIFIER: Final = re.compile(r"([?*+]|\{(\d*)(,?)(\d*)\})(\??)")
_ESCAPED: Final = frozenset("bBdDsSwW")


class HeadingPatternError(ValueError):
    """A pattern that cannot be used; says why, as the end of a sentence that begins with it."""


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that is none, too long, or may take too long.

    Raises:
        HeadingPatternError: With what is wrong.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise HeadingPatternError(
            f"has {len(pattern):,} characters, more than the {LONGEST_PATTERN} that a pattern may "
            "have"
        )
    try:
        with warnings.catch_warnings():
            # What a later Python will read otherwise, such as `[[`, is not clear enough.
            warnings.simplefilter("error", FutureWarning)
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, FutureWarning) as error:
        raise HeadingPatternError(f"is no regular expression: {error}") from error
    if _Ways(pattern).of_all() > MOST_WAYS:
        raise HeadingPatternError(
            "can be tried in so many ways that a heading might be looked at for hours"
        )


class _Ways:
    """Counts in how many ways a pattern can go through a heading, in one pass over it."""

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at = pattern, 0

    def of_all(self) -> int:
        """The ways through the whole pattern, which `re` has found to be well formed."""
        return self._choice()

    def _choice(self) -> int:
        ways = self._sequence()
        while self._next_is("|"):
            ways += self._sequence()
        return ways

    def _sequence(self) -> int:
        ways = 1
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            ways *= self._item()
        return ways

    def _item(self) -> int:
        if self._next_is("("):
            return self._group()
        if self._next_is("["):
            self._pass_class()
        else:
            self._pass_character()
        low, high = self._times()
        return min(high, LONGEST_HEADING) - min(low, LONGEST_HEADING) + 1

    def _group(self) -> int:
        if self._next_is("?") and not self._next_is(":"):
            raise HeadingPatternError("looks ahead, behind or is otherwise set, with (?…)")
        ways = self._choice()
        self._at += 1  # its closing bracket
        low, high = self._times()
        if high > 1:
            raise HeadingPatternError("repeats a group, which can be tried in endless ways")
        return ways + (low == 0)

    def _pass_class(self) -> None:
        self._next_is("^")
        self._next_is("]")  # stands for itself at the beginning
        while not self._next_is("]"):
            self._at += 2 if self._pattern[self._at] == "\\" else 1

    def _pass_character(self) -> None:
        if self._next_is("\\"):
            escaped = self._pattern[self._at]
            if escaped.isalnum() and escaped not in _ESCAPED:
                raise HeadingPatternError(f"has \\{escaped}, which is not looked for in headings")
        self._at += 1

    def _times(self) -> tuple[int, int]:
        """How often at least and at most what stands before may come."""
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None or found[1] == "{}":
            return 1, 1
        self._at = found.end()
        if self._next_is("+"):
            raise HeadingPatternError("has + behind ?, *, + or {…}, which is not counted")
        if found[1] in "?*+":
            return int(found[1] == "+"), 1 if found[1] == "?" else LONGEST_HEADING
        low = int(found[2] or 0)
        return low, int(found[4] or LONGEST_HEADING) if found[3] else low

    def _next_is(self, character: str) -> bool:
        """Go past a character, where it comes next."""
        is_next = self._pattern.startswith(character, self._at)
        self._at += is_next
        return is_next
