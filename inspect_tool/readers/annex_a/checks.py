"""Checks across the columns and rows of a list: orders of dates, ages, duplicates.

They look at whole columns at once, because a return can have 100,000 rows and almost none of
them is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, compress, count

from inspect_tool.domain.lists.columns import ColumnKind, Meaning
from inspect_tool.domain.lists.declared import AgeLimits, CaseList, DeclaredLists
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import Issue, Value
from inspect_tool.readers.annex_a.list_table import ListTable

# A return is drawn up around the frame's date: an age may be that of a month before it to a
# quarter after it.
EARLIER_DAYS, LATER_DAYS = 31, 92
BEFORE_BIRTH = 310  # a pregnancy lasts 40 weeks; help can begin before the birth


def check_table(table: ListTable, faults: AgeFaults, lists: DeclaredLists) -> None:
    """Note what the columns of a list say against each other.

    Args:
        faults: The same for all lists of a return, because most children are on several.
    """
    declared = lists.lists[table.list_number]
    _check_orders(table, declared)
    _check_births(table, declared)
    _check_ages(table, faults, declared)


def _check_orders(table: ListTable, declared: CaseList) -> None:
    for earlier, later in declared.in_order:
        if earlier not in table.columns or later not in table.columns:
            continue
        pairs = zip(count(), table.columns[earlier], table.columns[later])
        # Dates are whole numbers here; asking each for its type would double the time.
        wrong = [i for i, a, b in pairs if a is not None and b is not None and b < a]  # type: ignore[operator]
        for index in wrong:
            table.problem(
                table.rows[index],
                later,
                _wrong_order(earlier, later),
                _as_text(table, later, index),
            )


def _as_text(table: ListTable, column: str, index: int) -> str:
    value = table.columns[column][index]
    return f"{date.fromordinal(value):%d/%m/%Y}" if isinstance(value, int) else ""


def _wrong_order(earlier: str, later: str) -> Issue:
    return Issue(
        "dates-in-wrong-order",
        Severity.NOTED,
        f"“{later}” is before “{earlier}”.",
        "Correct the one that is wrong; both were used as they stand.",
    )


def _check_births(table: ListTable, declared: CaseList) -> None:
    """Note what happened to somebody before they were born.

    Help can begin before a birth, by as long as a pregnancy lasts; care cannot.
    """
    births = table.columns.get(declared.named(Meaning.BORN))
    if births is None:
        return
    days = 0 if declared.after_birth else BEFORE_BIRTH
    # Ordinals; asking each for its type would double the time.
    latest = [None if born is None else born - days for born in births]  # type: ignore[operator]
    for column in declared.columns:
        values = table.columns.get(column.name)
        if column.kind is not ColumnKind.DATE or column.is_birth or values is None:
            continue
        pairs = zip(count(), latest, values)
        wrong = [i for i, born, day in pairs if born is not None and day is not None and day < born]  # type: ignore[operator]
        for index in wrong:
            table.problem(table.rows[index], column.name, _before_birth(column.name, days))


def _before_birth(column: str, days: int) -> Issue:
    long = " by more than a pregnancy lasts" if days else ""
    return Issue(
        "before-birth",
        Severity.NOTED,
        f"“{column}” is before the date of birth{long}.",
        "Correct the one that is wrong; both were used as they stand.",
    )


def _check_ages(table: ListTable, faults: AgeFaults, declared: CaseList) -> None:
    birth_name, age_name = declared.named(Meaning.BORN), declared.named(Meaning.AGE)
    if not birth_name and not age_name:
        return
    nothing: Sequence[Value] = [None] * len(table.rows)
    births = table.columns.get(birth_name, nothing)
    ages = table.columns.get(age_name, nothing)
    # There are few pairs of a birth and an age, and almost none of them has anything wrong.
    if not any(map(faults.__getitem__, set(zip(births, ages, strict=True)))):
        return
    for row, birth, age in zip(table.rows, births, ages, strict=True):
        for issue in faults[birth, age]:
            if issue is _NO_AGE:
                # What cannot be read was told already.
                if row not in table.unreadable.get(age_name, ()):
                    table.problem(row, birth_name or age_name, issue if birth_name else _AGE_BLANK)
            elif issue is _AGE_DISAGREES:
                table.problem(row, age_name, issue, str(age))
            elif not declared.any_age:
                told = issue if birth_name else replace(issue, remedy="Check the age.")
                table.problem(row, age_name or birth_name, told)


class AgeFaults(dict[tuple[Value, Value], tuple[Issue, ...]]):
    """What a date of birth and an age say against each other; found out once for each pair."""

    def __init__(self, frame_date: date, ages: AgeLimits) -> None:
        super().__init__()
        self._ages = ages
        self._frame_date = frame_date
        self._first_day = frame_date - timedelta(days=EARLIER_DAYS)
        self._last_day = frame_date + timedelta(days=LATER_DAYS)

    def __missing__(self, pair: tuple[Value, Value]) -> tuple[Issue, ...]:
        self[pair] = issues = tuple(self._faults(*pair))
        return issues

    def _faults(self, birth: Value, age: Value) -> Iterator[Issue]:
        at_frame = age
        if isinstance(birth, int):
            born = date.fromordinal(birth)
            at_frame = _age_on(born, self._frame_date)
            # Nearly all ages are those at the date of the frame.
            if isinstance(age, int) and not (
                age == at_frame
                or _age_on(born, self._first_day) <= age <= _age_on(born, self._last_day)
            ):
                yield _AGE_DISAGREES
        elif age is None and self._ages.is_limited:
            yield _NO_AGE
        if isinstance(at_frame, int) and self._ages.leaves_out(at_frame):
            yield _left_out(self._ages.reason(at_frame))


def _age_on(born: date, day: date) -> int:
    """An age; 0 before birth."""
    return max(0, completed_years(born, day))


def completed_years(born: date, on: date) -> int:
    """Birthdays had by a day; somebody born on 29 February has theirs on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


_NO_AGE = Issue(
    "no-age",
    Severity.BLANKED,
    "Neither the date of birth nor the age is known.",
    "Fill in one of them.",
)
_AGE_BLANK = Issue("no-age", Severity.BLANKED, "The age is not known.", "Fill it in.")
_AGE_DISAGREES = Issue(
    "age-disagrees",
    Severity.NOTED,
    "The age does not agree with the date of birth; the date of birth was used.",
    "Correct the one that is wrong.",
)


def _left_out(reason: str) -> Issue:
    """That somebody is too old or too young; of Annex A, whose limit is 18, the old kind."""
    limit = reason.removesuffix(" at the frame date")
    return Issue(
        "over-18" if limit == "18 or over" else "outside-age-limits",
        Severity.NOTED,
        f"This person was {limit} at the date of the sampling frame and is not taken into it.",
        "Check the date of birth.",
    )


def mark_duplicates(tables: Sequence[ListTable], declared: CaseList) -> None:
    """Drop rows that repeat another of the same list, and note rows that contradict another.

    Args:
        tables: All places that hold the same list.
    """
    # Whoever has one row repeats nothing, and that is true of nearly everybody.
    times = Counter(chain.from_iterable(table.identifiers for table in tables))
    if len(times) == times.total():
        return
    several = {identifier for identifier, number in times.items() if number > 1}
    seen: dict[tuple[Value, ...], tuple[ListTable, int]] = {}
    dropped: list[set[int]] = [set() for _ in tables]
    for table, repeats in zip(tables, dropped, strict=True):
        repeated = map(several.__contains__, table.identifiers)
        for index, key in compress(enumerate(_keys(table, declared)), repeated):
            first_table, first = seen.setdefault(key, (table, index))
            if first_table is table and first == index:
                continue
            if _is_same(table, index, first_table, first):
                repeats.add(index)
                issue = _repeated(table, first_table, first)
            else:
                issue = _conflicting(table, first_table, first)
            table.problem(table.rows[index], declared.id_name, issue)
    # Not before: the rows of the last table are compared with those of the first.
    for table, repeats in zip(tables, dropped, strict=True):
        table.drop(repeats)


def _keys(table: ListTable, declared: CaseList) -> zip[tuple[Value, ...]]:
    return zip(
        table.identifiers,
        *(table.columns[name] for name in declared.same_entry if name in table.columns),
        strict=True,
    )


def _is_same(table: ListTable, index: int, other: ListTable, other_index: int) -> bool:
    if table.columns.keys() != other.columns.keys():
        return False
    return all(
        values[index] == other.columns[name][other_index] for name, values in table.columns.items()
    )


def _where(table: ListTable, other: ListTable, index: int) -> str:
    row = f"row {other.rows[index]}"
    return row if other is table else f"{row} of {other.place.sheet} in {other.place.file}"


def _repeated(table: ListTable, other: ListTable, index: int) -> Issue:
    return Issue(
        "repeated-row",
        Severity.DROPPED,
        f"The row says the same as {_where(table, other, index)}.",
        "Nothing; it was counted once.",
    )


def _conflicting(table: ListTable, other: ListTable, index: int) -> Issue:
    return Issue(
        "conflicting-rows",
        Severity.NOTED,
        f"The row is the same entry as {_where(table, other, index)} and differs from it.",
        "Say which of the two is right and leave the other out.",
    )
