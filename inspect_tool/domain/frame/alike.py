"""Identifiers of one return that may be one child's, written in two ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.frame.checks import problem_of
from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.entries import CHILD_ID, EntryPlace
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.language.identity import (
    Alike,
    AlikeAnswers,
    difference,
    groups_alike,
)
from inspect_tool.errors import Problem, Severity

# The start of a question's kind in the list of problems that is kept; its code follows.
QUESTION = "alike-identifiers"
CODE_LENGTH = 8


@dataclass(frozen=True)
class _Group:
    code: str
    identifiers: tuple[str, ...]
    reason: Alike
    answer: bool | None


class AlikeIdentifiers:
    """What looks alike among the identifiers of a return, and what was said about it.

    Args:
        token: Turns a text into a token that tells nothing about it; questions are named by it.
    """

    def __init__(
        self,
        lists: Sequence[ReturnedList],
        *,
        token: Callable[[str], str],
        answers: AlikeAnswers,
    ) -> None:
        self._lists = lists
        returned = dict.fromkeys(
            str(identifier)
            for part in lists
            for identifier in part.columns[CHILD_ID]
            if identifier is not None
        )
        self._groups = []
        for form, identifiers in groups_alike(returned).items():
            # No local id in canonical form holds a bar.
            code = token(f"alike|{form}")[:CODE_LENGTH]
            reason = difference(identifiers)
            answer = answers.of(code, reason)
            self._groups.append(_Group(code, identifiers, reason, answer))

    @property
    def same(self) -> Mapping[str, str]:
        """For identifiers that were said to be another's, that other one: the longest."""
        joined: dict[str, str] = {}
        for group in self._groups:
            if group.answer:
                chosen = max(group.identifiers, key=lambda text: (len(text), text))
                joined.update(dict.fromkeys(group.identifiers, chosen))
        return joined

    def questions(self, children: ChildrenOnLists, on_frame: frozenset[int]) -> Iterator[Problem]:
        """What is still to be answered, where one of the children is on the frame."""
        asked = [
            group
            for group in self._groups
            if any(children.number_of(one) in on_frame for one in group.identifiers)
        ]
        places = self._places({one for group in asked for one in group.identifiers})
        for group in asked:
            yield from self._problem(group, [places[one] for one in group.identifiers])

    def _places(self, wanted: set[str]) -> dict[str, EntryPlace]:
        found: dict[str, EntryPlace] = {}
        for part in self._lists if wanted else ():
            for row, identifier in zip(part.rows, part.columns[CHILD_ID], strict=True):
                text = str(identifier)
                if text in wanted:
                    found.setdefault(text, EntryPlace(part.file, part.sheet, row))
        return found

    def _problem(self, group: _Group, places: Sequence[EntryPlace]) -> Iterator[Problem]:
        *others, last = places
        where = " and ".join(f"row {place.row} of {place.sheet}" for place in others)
        alike = f"This identifier and that in {where} differ only in {group.reason.value}"
        if group.answer is None:
            yield problem_of(
                last,
                kind=f"{QUESTION}/{group.code}",
                severity=Severity.NOTED,
                column=CHILD_ID,
                message=f"Question {group.code}: {alike}. Is it one child? As it stands it counts "
                f"as {len(places)}, each with a chance of its own.",
                remedy="Ask the authority, then `frame answer AUTHORITY --same "
                f"{group.code}` or `--different {group.code}`; for all of this kind, "
                f"`{group.reason.short}` instead of the code. `sample commit` waits for it.",
            )
            return
        said = "one child" if group.answer else "different children"
        yield problem_of(
            last,
            kind="alike-identifiers-answered",
            severity=Severity.NOTED,
            column=CHILD_ID,
            message=f"{alike}. They are {said}, as was answered.",
            remedy="Nothing.",
        )
