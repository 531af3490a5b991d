"""All children of one authority, as its lists show them at the date of the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain, compress, count
from operator import ne

from inspect_tool.domain.frame.births import not_exchanged
from inspect_tool.domain.frame.entries import NOBODY, Values, entries_of, number_children
from inspect_tool.domain.frame.periods import (
    NOT_KNOWN,
    OPEN,
    PeriodState,
    completed_years,
    whole_months,
)
from inspect_tool.domain.frame.units import ReturnedList
from inspect_tool.domain.language.conditions import Scalar
from inspect_tool.domain.language.positions import picked
from inspect_tool.domain.lists.columns import Meaning
from inspect_tool.domain.lists.declared import DeclaredLists


class ChildrenOnLists:
    """What the lists of one authority say about its children at the date of the frame.

    A return can have 100,000 rows, so a question is asked of all children at once. The answer is
    a list with a value for each child, in the order of `local_ids`, and None where it is not known.

    Args:
        returned: The lists, in any order.
        declared: What the lists are.
        case_types: Those of the plan, the most acute last.
        family_token: Turns the identifier of a family into a token.
        same: For identifiers that are another's in another spelling, that other one.
    """

    def __init__(
        self,
        returned: Sequence[ReturnedList],
        *,
        frame_date: date,
        declared: DeclaredLists,
        case_types: Sequence[str],
        family_token: Callable[[str], str],
        same: Mapping[str, str] | None = None,
    ) -> None:
        numbers = number_children(returned, same)
        self.returned = returned
        self.declared = declared
        ranks = {case_type: rank for rank, case_type in enumerate(case_types)}
        # The most acute list first.
        self.lists = {
            number: entries_of(
                declared.lists[number],
                [part for part in returned if part.list_number == number],
                numbers=numbers.by_identifier,
                ranks=ranks,
                frame_date=frame_date,
            )
            for number in declared.order
        }
        self.local_ids = numbers.local_ids
        self._by_identifier = numbers.by_identifier
        self.faults = numbers.faults
        self.frame_date = frame_date
        self._family_token = family_token
        self._first_known: dict[str, Values] = {}
        # The list of the most acute case type of the plan in which a child has an open entry; 0
        # and nothing without one.
        lists: dict[int, int] = {}
        types: dict[int, str] = {}
        for case_type in case_types:
            for number in declared.case_lists:
                found = tuple(self.lists[number].current_of(case_type))
                lists.update(dict.fromkeys(found, number))
                types.update(dict.fromkeys(found, case_type))
        everybody = range(len(self.local_ids))
        # A key that is there keeps its place, so the values stand in the order of the children.
        self.case_list = tuple((dict.fromkeys(everybody, 0) | lists).values())
        self.case_types = tuple((dict.fromkeys(everybody, "") | types).values())

    def number_of(self, identifier: str) -> int:
        """The number of the child with an identifier as it was returned; -1 where it is nobody."""
        return self._by_identifier.get(identifier, NOBODY)

    def with_period(self, state: PeriodState) -> set[int]:
        """The children with a period of help in that state, whatever its case type."""
        return set().union(*(entries.with_state(state) for entries in self.lists.values()))

    @cached_property
    def with_open_entry(self) -> set[int]:
        """The children with a period of help that is open or may be, whatever its case type."""
        return self.with_period(OPEN) | self.with_period(NOT_KNOWN)

    @cached_property
    def with_unknown_end(self) -> set[int]:
        """The children of whom it is not known whether the help of their case type goes on."""
        return {
            child
            for number in self.declared.case_lists
            if NOT_KNOWN in self.lists[number].states
            for child, index in self.lists[number].current.items()
            if self.case_list[child] == number and self.lists[number].states[index] is NOT_KNOWN
        }

    def case_type(self) -> Values:
        """The most acute kind of help that the child gets, of those that the plan has."""
        return tuple(case_type or None for case_type in self.case_types)

    @cached_property
    def with_unknown_type(self) -> set[int]:
        """The children with an open entry of which it is not known what case it makes them."""
        return set().union(
            *(self.lists[number].with_unknown_type() for number in self.declared.case_lists)
        )

    def current_value(self, list_number: int, column: str) -> Values:
        """A column of the open entry on a list."""
        return self._values_at(list_number, column, self.lists[list_number].current)

    def latest_value(self, list_number: int, column: str) -> Values:
        """A column of the latest entry on a list."""
        return self._values_at(list_number, column, self.lists[list_number].latest)

    def _values_at(self, list_number: int, column: str, entry_of: Mapping[int, int]) -> Values:
        values = self.lists[list_number].column(column)
        return self._each(
            dict(zip(entry_of, map(values.__getitem__, entry_of.values()), strict=True))
        )

    def unreadable_latest(self, list_number: int, column: str) -> set[int]:
        """The children whose latest entry has something in a column that cannot be read."""
        entries = self.lists[list_number]
        unreadable = entries.unreadable(column)
        return {child for child, index in entries.latest.items() if index in unreadable}

    def first_latest(self, *sources: tuple[int, str]) -> Values:
        """A column of the latest entry, or the next one where it is blank.

        What cannot be read is not blank: the older or lesser value never takes its place.
        """
        found: list[Scalar | None] = [None] * len(self.local_ids)
        settled: set[int] = set()
        for number, column in sources:
            for child, value in enumerate(self.latest_value(number, column)):
                if child not in settled and value is not None:
                    found[child] = value
                    settled.add(child)
            settled |= self.unreadable_latest(number, column)
        return tuple(found)

    def first_known(self, column: str) -> Values:
        """A column of the most acute list that has a value in it."""
        if column not in self._first_known:
            returned = self._all_values(column)
            values = picked((*returned, None), self._last_entry)
            if None in values and returned.count(None) < len(returned):
                values = self._with_earlier(values, returned)
            if column and column == self.declared.heading(Meaning.BORN):
                lists, doubtful = self.lists.values(), self.differing(column, values)
                better = not_exchanged(lists, column, values, doubtful)
                values = self._each(dict(enumerate(values)) | better) if better else values
            self._first_known[column] = values
        return self._first_known[column]

    def _with_earlier(self, values: Values, returned: Values) -> Values:
        """The values of an earlier entry, or of a less acute list, where the last has none."""
        known: dict[int, Scalar | None] = dict(enumerate(values))
        missing = {child for child, value in known.items() if value is None}
        known.update(
            (child, value)
            for child, value in zip(self._all_owners, returned, strict=True)
            if value is not None and child in missing
        )
        return tuple(known.values())

    def differing(self, column: str, used: Values) -> set[int]:
        """The children who have, on some list, another value than the one used for them."""
        values = self._all_values(column)
        differ = list(map(ne, values, picked(used, self._all_owners)))
        if True not in differ:
            return set()
        pairs = compress(zip(self._all_owners, values, strict=True), differ)
        return {child for child, value in pairs if value is not None}

    def _all_values(self, column: str) -> Values:
        """A column of all lists, entry by entry, the most acute list last."""
        lists = reversed(tuple(self.lists.values()))
        return tuple(chain.from_iterable(entries.column(column) for entries in lists))

    @cached_property
    def _all_owners(self) -> tuple[int, ...]:
        """Whose entry each is, in the order of `_all_values`."""
        lists = reversed(tuple(self.lists.values()))
        return tuple(chain.from_iterable(entries.children for entries in lists))

    @cached_property
    def _last_entry(self) -> tuple[int, ...]:
        """Where each child's last entry is in `_all_values`; beyond its end for one without."""
        last = dict.fromkeys(range(len(self.local_ids)), len(self._all_owners))
        last.update(zip(self._all_owners, count()))
        return tuple(last.values())

    def _each(self, known: Mapping[int, Scalar | None]) -> Values:
        """The value of each child, from those that are known."""
        return tuple(map(known.get, range(len(self.local_ids))))

    def latest_date(self, sources: Iterable[tuple[int, str]]) -> Values:
        """The latest date in some columns that is not after the date of the frame.

        Not known where one of them cannot be read in a current entry: it may be the latest.
        """
        latest: dict[int, date] = {}
        unknown: set[int] = set()
        for number, column in sources:
            entries = self.lists[number]
            unreadable = entries.unreadable(column)
            unknown |= {child for child, index in entries.current.items() if index in unreadable}
            for child, day in zip(entries.children, entries.column(column), strict=True):
                if isinstance(day, date) and day <= self.frame_date:
                    latest[child] = max(day, latest.get(child, day))
        return self._each({c: day for c, day in latest.items() if c not in unknown})

    @cached_property
    def age(self) -> tuple[int | None, ...]:
        """Completed years at the date of the frame; 0 before birth."""
        births = self.first_known(self.declared.heading(Meaning.BORN))
        years: dict[Scalar | None, int | None] = {
            born: max(0, completed_years(born, self.frame_date))
            for born in set(births)
            if isinstance(born, date)
        }
        returned_ages = self.first_known(self.declared.heading(Meaning.AGE))
        ages = tuple(map(years.get, births))
        if None not in ages:
            return ages
        return tuple(
            known if known is not None else returned if isinstance(returned, int) else None
            for known, returned in zip(ages, returned_ages, strict=True)
        )

    @cached_property
    def with_unknown_age(self) -> set[int]:
        """The children with a case of whom nobody can say whether they are too old or too young."""
        if not self.declared.ages.is_limited or None not in self.age:
            return set()
        any_age = {number for number, one in self.declared.lists.items() if one.any_age}
        return {
            child
            for child, (age, number) in enumerate(zip(self.age, self.case_list, strict=True))
            if age is None and number and number not in any_age
        }

    @property
    def doubtful(self) -> set[int]:
        """The children of whom something is not known that decides whether they are cases."""
        return self.with_unknown_end | self.with_unknown_type | self.with_unknown_age

    def unborn(self) -> Values:
        """Whether the date of birth is an expected one; not known without a date of birth."""
        return tuple(
            born > self.frame_date if isinstance(born, date) else None
            for born in self.first_known(self.declared.heading(Meaning.BORN))
        )

    def months_open(self) -> Values:
        """Whole months since the earliest start among the open entries, if all are known."""
        earliest: dict[int, int] = {}
        for number in self.declared.case_lists:
            first = self.lists[number].first_open
            both = earliest.keys() & first.keys()
            earlier = {child: min(earliest[child], first[child]) for child in both}
            earliest |= first | earlier
        # A start that is not known has the day 0, and is before all others.
        months = {
            day: whole_months(date.fromordinal(day), self.frame_date)
            for day in set(earliest.values()) - {0}
        }
        return self._each({child: months[day] for child, day in earliest.items() if day})

    def repeated(self, list_number: int, count: str, day_column: str) -> Values:
        """Whether another entry came in the twelve months before the latest one.

        Args:
            count: Column in which the authority itself counts those before.
            day_column: Column of the day of an entry.
        """
        before = self.latest_value(list_number, count)
        values = [
            None if number is None else isinstance(number, int) and number > 0 for number in before
        ]
        latest = self.latest_value(list_number, day_column)
        entries = self.lists[list_number]
        for child, day in zip(entries.children, entries.column(day_column), strict=True):
            last = latest[child]
            if (
                isinstance(day, date)
                and isinstance(last, date)
                and day < last
                and whole_months(day, last) < 12
            ):
                values[child] = True
        return tuple(values)

    def family_token(self) -> Values:
        """Token of the family, where an identifier of it was returned."""
        families = self.first_known(self.declared.heading(Meaning.FAMILY))
        tokens = {family: self._family_token(str(family)) for family in set(families) - {None}}
        return tuple(map(tokens.get, families))
