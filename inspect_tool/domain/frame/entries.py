"""The entries of one list, of all children together, in the order in which they count."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import accumulate, chain, compress, count, repeat
from operator import is_, not_
from typing import TypeAlias, TypeVar

from inspect_tool.domain.frame.periods import (
    ENDED,
    NOT_KNOWN,
    NOT_STARTED,
    OPEN,
    PeriodState,
)
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.language.canonical import InvalidFieldError, canon
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.identity import all_plain
from inspect_tool.domain.language.positions import picked
from inspect_tool.domain.lists.columns import IDENTIFIER, Meaning
from inspect_tool.domain.lists.declared import CaseList

Values: TypeAlias = tuple[Scalar | None, ...]
_Value = TypeVar("_Value")

# The number of a child whose identifier is blank or has no canonical form.
NOBODY = -1


@dataclass(frozen=True)
class EntryPlace:
    """Where an entry is in a return."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True)
class ChildNumbers:
    """The children of a return, numbered from 0.

    Args:
        local_ids: The children by number: their identifiers in canonical form.
        by_identifier: The number of each identifier as it was returned.
        faults: Why an identifier has no canonical form.
    """

    local_ids: Sequence[str]
    by_identifier: Mapping[Scalar | None, int]
    faults: Mapping[Scalar | None, InvalidFieldError]


def number_children(
    lists: Iterable[ReturnedList], same: Mapping[str, str] | None = None
) -> ChildNumbers:
    """Number the children in the order in which they are returned.

    Args:
        same: For identifiers that are another's in another spelling, that other one.
    """
    numbers: dict[str, int] = {}
    by_identifier: dict[Scalar | None, int] = {None: NOBODY}
    faults: dict[Scalar | None, InvalidFieldError] = {}
    returned = dict.fromkeys(chain.from_iterable(part.columns[IDENTIFIER] for part in lists))
    returned.pop(None, None)
    # Letters and digits are their own canonical form, and hardly anybody has others.
    if not same and set(map(type, returned)) == {str} and all_plain(tuple(returned)):  # type: ignore[arg-type]
        by_identifier |= zip(returned, count())
        return ChildNumbers(tuple(map(str, returned)), by_identifier, faults)
    for identifier in returned:
        text = str(identifier)
        text = same.get(text, text) if same else text
        try:
            local_id = canon(text)
        except InvalidFieldError as error:
            faults[identifier] = error
            by_identifier[identifier] = NOBODY
        else:
            by_identifier[identifier] = numbers.setdefault(local_id, len(numbers))
    return ChildNumbers(tuple(numbers), by_identifier, faults)


@dataclass(frozen=True, kw_only=True)
class ListEntries:
    """The entries of one list, wherever they were returned; of each child's, the latest last.

    So what a later entry says replaces what an earlier one said when they are read in order.

    Args:
        declared: What the list is.
        ranks: By case type how acute it is, where a column says the case type; -1 for others.
        parts: The list as it came: in one piece, or in several files or sheets.
        order: Positions of the entries in the parts, counted through from 0; a range where they
            are in order as they came.
        children: Whose entries they are: numbers of children.
        days: Their days as numbers; 0 when a day is not known, so before all others.
    """

    declared: CaseList
    ranks: Mapping[str, int]
    frame_date: date
    parts: Sequence[ReturnedList]
    order: Sequence[int]
    children: Sequence[int]
    days: Sequence[int]
    _columns: dict[str, Values] = field(default_factory=dict, init=False, repr=False, compare=False)

    def column(self, name: str) -> Values:
        """The values of a column, in the order of the entries."""
        if name not in self._columns:
            self._columns[name] = _ordered(_joined(self.parts, name), self.order)
        return self._columns[name]

    def known(self, name: str) -> Iterable[tuple[int, Scalar | None]]:
        """The children with a value in a column, and the value, entry by entry."""
        values = self.column(name)
        pairs = zip(self.children, values, strict=True)
        return pairs if None not in values else [pair for pair in pairs if pair[1] is not None]

    def with_state(self, state: PeriodState) -> set[int]:
        """The children with a period in that state."""
        if state not in self.states:
            return set()
        return set(compress(self.children, map(is_, self.states, repeat(state))))

    def place(self, index: int) -> EntryPlace:
        """Where an entry is in the return."""
        part, row = _found(self.parts, self.order[index])
        return EntryPlace(part.file, part.sheet, part.rows[row])

    def unreadable(self, name: str) -> frozenset[int]:
        """The entries in whose column something stands that cannot be read."""
        if not any(part.unreadable.get(name) for part in self.parts):
            return frozenset()
        is_unreadable = [
            row in part.unreadable.get(name, ()) for part in self.parts for row in part.rows
        ]
        return frozenset(
            index for index, position in enumerate(self.order) if is_unreadable[position]
        )

    @cached_property
    def states(self) -> Sequence[PeriodState]:
        """How the periods stand at the date of the frame; none on a list without periods.

        An unknown start counts as before the frame's date, a blank end as none; where an end
        stands that cannot be read it is not known whether help goes on. A period that ends on the
        date of the frame has ended. An entry whose status is closed has ended, even where its end
        is not known.
        """
        if not self.declared.is_of_cases:
            return ()
        last_day = self.frame_date.toordinal()
        closed = self.declared.named(Meaning.CLOSED)
        status = self.declared.named(Meaning.STATUS)
        rows = zip(self.column(closed), self.column(status), strict=True)
        are_over = [
            end <= self.frame_date if isinstance(end, date) else stands == "closed"
            for end, stands in rows
        ]
        states = [
            NOT_STARTED if day > last_day else ENDED if is_over else OPEN
            for day, is_over in zip(self.days, are_over, strict=True)
        ]
        for index in self.unreadable(closed) if closed else ():
            if states[index] is OPEN:
                states[index] = NOT_KNOWN
        return tuple(states)

    @cached_property
    def standing(self) -> Sequence[bool]:
        """Whether each period is open or may be."""
        return [state is OPEN or state is NOT_KNOWN for state in self.states]

    @cached_property
    def first_open(self) -> dict[int, int]:
        """The day on which the first period of each child began that is open, or may be."""
        days = zip(reversed(self.children), reversed(self.days), strict=True)
        # Each child's first entry comes last, and stays.
        return dict(compress(days, reversed(self.standing)))

    @cached_property
    def current(self) -> dict[int, int]:
        """Each child's open entry, or one that may be.

        Of several the most acute, where a column says the case type, and the one that started last.
        """
        is_open = compress(zip(self.children, count()), self.standing)
        if not self.declared.named(Meaning.CASE_TYPE):
            return dict(is_open)
        ranks = [self.ranks.get(str(case_type), -1) for case_type in self.case_types]
        return dict(sorted(is_open, key=lambda pair: (ranks[pair[1]], pair[1])))

    @cached_property
    def case_types(self) -> Values:
        """What each entry makes a child; not known where a column should say it and does not."""
        column = self.declared.named(Meaning.CASE_TYPE)
        return self.column(column) if column else (self.declared.case_type,) * len(self.children)

    def current_of(self, case_type: str) -> Iterable[int]:
        """The children whose open entry is of a case type."""
        if not self.declared.named(Meaning.CASE_TYPE):
            return self.current if self.declared.case_type == case_type else ()
        return [
            child for child, index in self.current.items() if self.case_types[index] == case_type
        ]

    def with_unknown_type(self) -> set[int]:
        """The children with an open entry whose case type is not known."""
        return {
            child
            for child, state, case_type in zip(
                self.children, self.states, self.case_types, strict=False
            )
            if case_type is None and (state is OPEN or state is NOT_KNOWN)
        }

    @cached_property
    def latest(self) -> dict[int, int]:
        """Each child's latest entry up to the date of the frame, an open one before others."""
        last_day = self.frame_date.toordinal()
        past: Iterator[tuple[int, int]] = zip(self.children, count())
        if max(self.days, default=0) > last_day:
            past = compress(past, map(last_day.__ge__, self.days))
        return dict(past) | self.current


def entries_of(
    declared: CaseList,
    parts: Sequence[ReturnedList],
    *,
    numbers: Mapping[Scalar | None, int],
    ranks: Mapping[str, int],
    frame_date: date,
) -> ListEntries:
    """The entries of one list, joined from its parts.

    Args:
        parts: Empty when the list was not returned.
        ranks: The case types of the plan, by how acute they are.
        numbers: The children by identifier as returned.
    """
    owners = list(map(numbers.__getitem__, _joined(parts, IDENTIFIER)))
    dated = _joined(parts, declared.dated_by)
    ordinals = {day: day.toordinal() if isinstance(day, date) else 0 for day in set(dated)}
    days = list(map(ordinals.__getitem__, dated))
    order = _in_time_order(owners, days, parts)
    return ListEntries(
        declared=declared,
        ranks=ranks,
        frame_date=frame_date,
        parts=parts,
        order=order,
        children=_ordered(owners, order),
        days=_ordered(days, order),
    )


def _ordered(values: Sequence[_Value], order: Sequence[int]) -> tuple[_Value, ...]:
    return tuple(values) if isinstance(order, range) else picked(values, order)


def _in_time_order(
    owners: Sequence[int], days: Sequence[int], parts: Sequence[ReturnedList]
) -> Sequence[int]:
    """The positions of somebody's entries; of each child's, the latest last.

    The order of the rows in the files must not matter, so entries of a child on the same day are
    put into one by what they say.
    """
    times = Counter(owners)
    if len(times) == len(owners) and NOBODY not in times:
        return range(len(owners))
    repeated = {owner for owner, number in times.items() if number > 1} - {NOBODY}
    is_repeated = list(map(repeated.__contains__, owners))
    several = list(compress(count(), is_repeated))
    once: Iterable[int] = compress(count(), map(not_, is_repeated))
    if NOBODY in times:
        once = [position for position in once if owners[position] != NOBODY]
    # Spelling out what a row says is slow, and needed for a tie only.
    entries = list(zip(picked(owners, several), picked(days, several), strict=True))
    same_day = Counter(entries)
    if len(same_day) < len(several):
        contents = {
            position: _content(*_found(parts, position))
            for position, entry in zip(several, entries, strict=True)
            if same_day[entry] > 1
        }
        several.sort(key=lambda position: contents.get(position, ""))
    # What was put in order before stays so within a day.
    several.sort(key=days.__getitem__, reverse=True)
    return (*once, *reversed(several))


def _joined(parts: Iterable[ReturnedList], name: str) -> Values:
    """A column of all parts; the rows of a part that lacks it have None."""
    columns = [part.columns.get(name) or (None,) * len(part.rows) for part in parts]
    return tuple(columns[0]) if len(columns) == 1 else tuple(chain.from_iterable(columns))


def _found(parts: Sequence[ReturnedList], position: int) -> tuple[ReturnedList, int]:
    """The part that holds a position counted through all parts, and the index within it."""
    if len(parts) == 1:
        return parts[0], position
    ends = list(accumulate(len(part.rows) for part in parts))
    number = bisect_right(ends, position)
    return parts[number], position - ends[number] + len(parts[number].rows)


def _content(part: ReturnedList, index: int) -> str:
    return repr(sorted((name, str(values[index])) for name, values in part.columns.items()))
