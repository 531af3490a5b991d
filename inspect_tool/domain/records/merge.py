"""The one rule by which answers to an item come together, from however many copies.

An answer as it was given never changes, and names what it was made from. What stands is a function
of the set of answers alone: not of the order in which they came in, nor how often, nor of a clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_tool.domain.records.records import Answer

NOTHING = Answer()


@dataclass(frozen=True)
class Said:
    """An answer that somebody gave to one item.

    Args:
        parents: Ids of the answers of the same item that it was made from.
        is_lapsed: Whether it is to an earlier version of the framework, and none to what is asked
            now.
    """

    id: str
    answer: Answer
    parents: frozenset[str] = frozenset()
    is_lapsed: bool = False


@dataclass(frozen=True)
class Merged:
    """What stands of all that was said about an item.

    Args:
        in_force: The answer that is shown; None where nobody said anything. While answers cross,
            it is the same one on every machine, and no better than the others.
        crossed: Answers that say something else and that nobody went on from, by their ids.
    """

    in_force: Said | None = None
    crossed: tuple[Said, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether answers crossed, so that a person has to say which one holds."""
        return bool(self.crossed)


def merge(said: Iterable[Said]) -> Merged:
    """What stands of everything that was said about one item.

    Answers that another was made from are past. Of the rest, one that adds words to another and
    takes none away holds for both, and the same words twice are one answer. Where more than one is
    left, they crossed. An answer to what is asked now crosses with no answer to another question,
    and is not the same as one that has its word.
    """
    known = {one.id: one for one in said}
    gone_on_from = {parent for one in known.values() for parent in one.parents}
    unfollowed = [one for name, one in known.items() if name not in gone_on_from]
    last = [one for one in unfollowed if not one.is_lapsed] or unfollowed
    left = [
        one for one in last if not any(goes_on(known, earlier=one, later=other) for other in last)
    ]
    by_answer: dict[Answer, Said] = {}
    for one in sorted(left, key=lambda each: each.id):
        by_answer.setdefault(one.answer, one)
    # An emptied answer is shown only where nothing else is left.
    shown = sorted(by_answer.values(), key=lambda each: (each.answer == NOTHING, each.id))
    return Merged(shown[0], tuple(shown[1:])) if shown else Merged()


def goes_on(known: Mapping[str, Said], *, earlier: Said, later: Said) -> bool:
    """Whether one answer says all that another says and more, both made from the same.

    An inspector who sends a workbook on Monday and again on Tuesday has added to Monday's notes.
    Nothing is decided here that could lose a word: where the earlier one took something away from
    what both were made from, the two crossed.
    """
    if earlier.parents != later.parents or len(earlier.parents) > 1 or earlier.id == later.id:
        return False
    base = NOTHING
    if earlier.parents:
        (parent,) = earlier.parents
        if parent not in known:
            return False
        base = known[parent].answer
    gave, gives = _value(earlier.answer), _value(later.answer)
    adds_value = gave != gives and gave == _value(base) == _value(NOTHING)
    adds_words = earlier.answer.note != later.answer.note
    return (
        (gave == gives or adds_value)
        and (adds_value or adds_words)
        and has_words_of(earlier.answer.note, base.note)
        and has_words_of(later.answer.note, earlier.answer.note)
    )


def has_words_of(text: str, other: str) -> bool:
    """Whether a text has another within it, from word to word."""
    return not other or re.search(rf"(?<!\w){re.escape(other)}(?!\w)", text) is not None


def _value(answer: Answer) -> tuple[object, object, object]:
    """An answer without its note; numbers and truth values that compare alike are told apart."""
    return type(answer.value), answer.value, answer.absence
