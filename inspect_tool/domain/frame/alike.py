"""Identifiers of one return that may be one child's, written in two ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from inspect_tool.domain.frame.checks import problem_of
from inspect_tool.domain.frame.children import ChildrenOnLists
from inspect_tool.domain.frame.entries import EntryPlace
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.language.identity import (
    Alike,
    AlikeAnswers,
    difference,
    groups_alike,
)
from inspect_tool.domain.lists.columns import IDENTIFIER
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.errors import Problem, Severity

# The start of a question's kind in the list of problems that is kept; its code follows.
QUESTION = "alike-identifiers"
CODE_LENGTH = 8


@dataclass(frozen=True)
class _AlikeGroup:
    code: str
    identifiers: tuple[str, ...]
    reason: Alike
    answer: bool | None


class AlikeIdentifiers:
    """What looks alike among the identifiers of a return, and what was said about it.

    Args:
        declared: What the lists are.
        authority: Its code, for the commands that messages name.
        token: Turns a text into a token that tells nothing about it; questions are named by it.
    """

    def __init__(
        self,
        lists: Sequence[ReturnedList],
        *,
        declared: DeclaredLists,
        authority: str,
        token: Callable[[str], str],
        answers: AlikeAnswers,
    ) -> None:
        self._lists = lists
        self._authority = authority
        self._declared = declared
        every = dict.fromkeys(chain.from_iterable(part.columns[IDENTIFIER] for part in lists))
        every.pop(None, None)
        returned = map(str, every)
        self._groups = []
        for form, identifiers in groups_alike(returned).items():
            # No local id in canonical form holds a bar.
            code = token(f"alike|{form}")[:CODE_LENGTH]
            reason = difference(identifiers)
            answer = answers.of(code, reason)
            self._groups.append(_AlikeGroup(code, identifiers, reason, answer))

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
        """What is still to be answered, and what was, where one of the children is on the frame.

        A question is asked where two chances are at stake: of identifiers that are both on lists of
        cases. Of others only facts may stay apart, which is told once for each list.
        """
        concerned = [
            group
            for group in self._groups
            if any(children.number_of(one) in on_frame for one in group.identifiers)
        ]
        places = self._places({one for group in concerned for one in group.identifiers})
        notes: dict[tuple[str, str, Alike, bool | None], list[_Place]] = {}
        for group in concerned:
            found = sorted((places[one] for one in group.identifiers), key=_on_case_list)
            if group.answer is None and sum(map(_on_case_list, found)) > 1:
                yield self._question(group, found)
            else:
                entry = found[0].entry
                key = (entry.file, entry.sheet, group.reason, group.answer)
                notes.setdefault(key, []).append(found[0])
        for (_, _, reason, answer), entries in notes.items():
            yield self._note(reason, answer, entries)

    def _places(self, wanted: set[str]) -> dict[str, _Place]:
        found: dict[str, _Place] = {}
        of_cases = frozenset(self._declared.case_lists)
        in_order = sorted(self._lists, key=lambda part: part.list_number not in of_cases)
        for part in in_order if wanted else ():
            is_case_list = part.list_number in of_cases
            for row, identifier in zip(part.rows, part.columns[IDENTIFIER], strict=True):
                text = str(identifier)
                if text in wanted and text not in found:
                    entry = EntryPlace(part.file, part.sheet, row)
                    column = self._declared.lists[part.list_number].id_name
                    found[text] = _Place(entry, column, is_case_list)
        return found

    def _question(self, group: _AlikeGroup, places: Sequence[_Place]) -> Problem:
        *others, last = places
        where = " and ".join(f"row {place.entry.row} of {place.entry.sheet}" for place in others)
        return problem_of(
            last.entry,
            kind=f"{QUESTION}/{group.code}",
            severity=Severity.NOTED,
            column=last.column,
            message=f"Question {group.code}: the identifier here and that in {where} differ only "
            f"in {group.reason.value}. Is it one child? As it stands it counts as {len(places)}, "
            "each with a chance of its own.",
            remedy=f"Ask the authority, then `frame answer {self._authority} --same {group.code}` "
            f"or `--different {group.code}` (`{group.reason.short}` instead of the code answers "
            "all of this kind), and import the return again. `sample commit` waits for it.",
        )

    def _note(self, reason: Alike, answer: bool | None, entries: Sequence[_Place]) -> Problem:
        count = f"{len(entries):,} {'identifier' if len(entries) == 1 else 'identifiers'}"
        verb = "differs" if len(entries) == 1 else "differ"
        alike = f"{count} of this list {verb} from others of the return only in {reason.value}"
        if answer is None:
            kind = "alike-on-other-lists"
            message = f"{alike}; what it says of them was not joined to the children they may be."
            remedy = (
                f"If they are the same children, `frame answer {self._authority} --same "
                f"{reason.short}`, and import the return again."
            )
        else:
            kind, remedy = "alike-identifiers-answered", "There is nothing to do."
            message = f"{alike}. They were answered to be {'one' if answer else 'different'}."
        return problem_of(
            entries[0].entry,
            kind=kind,
            severity=Severity.NOTED,
            column=entries[0].column,
            message=message,
            remedy=remedy,
        )


@dataclass(frozen=True)
class _Place:
    """The first row of an identifier, on a list of cases where it is on one."""

    entry: EntryPlace
    column: str
    is_case_list: bool


def _on_case_list(place: _Place) -> bool:
    return place.is_case_list


def open_questions(problems: Mapping[str, int]) -> tuple[str, ...]:
    """Codes of the questions among the problems of a return as they are kept, by kind."""
    start = f"{QUESTION}/"
    return tuple(sorted(kind.removeprefix(start) for kind in problems if kind.startswith(start)))
