"""One child as an authority's lists show it at the date of the frame."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import lru_cache
from itertools import chain

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.frame_units import ListRow
from inspect_tool.domain.plan import CaseType

CHILD_ID = "Child Unique ID"
FAMILY_ID = "Family identifier"
BIRTH = "Date of Birth"
AGE = "Age of Child (Years)"
CASE_STATUS = "Case Status"
REFERRAL_DATE = "Date of referral"
REFERRALS_BEFORE = "Number of Referrals in Last 12 Months"


@dataclass(frozen=True)
class CasePeriod:
    """A list whose entries are periods of help, and what they make a child.

    Args:
        end: Column of the end; empty when the list has none.
    """

    case_type: CaseType
    start: str
    end: str = ""


# List 2 has the completion of the assessment, which is where early help begins and not where it
# ends. It holds current help and the assessments of six months only, so each entry counts as open:
# a child whose help has ended can be drawn and found out of scope, but one left out never can.
CASE_PERIODS: Mapping[int, CasePeriod] = {
    2: CasePeriod(CaseType.EARLY_HELP, "Assessment start date"),
    6: CasePeriod(CaseType.CHILD_IN_NEED, "CIN Start Date", "CIN Closure Date"),
    7: CasePeriod(
        CaseType.CHILD_PROTECTION,
        "Child Protection Plan Start Date",
        "Child Protection Plan End Date",
    ),
    8: CasePeriod(
        CaseType.IN_CARE, "Date Started to be Looked After", "Date Ceased to be Looked After"
    ),
}
LIST_OF_CASE_TYPE = {period.case_type: number for number, period in CASE_PERIODS.items()}
CASE_TYPE_OF_LIST = {number: period.case_type for number, period in CASE_PERIODS.items()}

# The date that says which of several entries of a list is the latest. An entry after the date of
# the frame has not happened yet.
ENTRY_DATES: Mapping[int, str] = {
    3: REFERRAL_DATE,
    4: "Continuous Assessment Start Date",
    5: "Strategy discussion initiating Section 47 Enquiry Start Date",
    **{number: period.start for number, period in CASE_PERIODS.items()},
}

# Whose word counts when lists differ: the most acute case first, then the nearer to it.
ORDER_OF_LISTS = (8, 7, 6, 2, 5, 4, 3, 10, 9, 1, 11)
_RANK = {number: rank for rank, number in enumerate(ORDER_OF_LISTS)}


class PeriodState(Enum):
    """How a period of help stands at the date of the frame."""

    OPEN = auto()
    ENDED = auto()
    NOT_STARTED = auto()


# Children of one authority share some thousands of days of birth and of starts.
DAYS_REMEMBERED = 20_000

# A return has 100,000 rows, and looking a member up in its class takes longer than the rest.
_OPEN, _ENDED, _NOT_STARTED = PeriodState


def period_state(row: ListRow, frame_date: date) -> PeriodState:
    """How the period that a row of List 2, 6, 7 or 8 describes stands.

    An unknown start counts as before the frame's date, an unknown end as none; a period that ends
    on the date of the frame has ended. An episode on List 6 whose status is closed has ended,
    whatever its dates say.
    """
    period = CASE_PERIODS[row.list_number]
    value_of = row.values.get
    start = value_of(period.start)
    if isinstance(start, date) and start > frame_date:
        return _NOT_STARTED
    end = value_of(period.end) if period.end else None
    if isinstance(end, date):
        return _ENDED if end <= frame_date else _OPEN
    return _ENDED if value_of(CASE_STATUS) == "closed" else _OPEN


class ChildOnLists:
    """What the lists of one authority say about one child at the date of the frame.

    Args:
        rows: All rows of the child, in any order.
        case_lists: Lists of the plan's case types, the most acute last; afterwards only those
            with an open entry.
        family_token: Turns the identifier of a family into a token.
    """

    __slots__ = (
        "_age", "_by_list", "_family_token", "_latest", "case_lists", "current", "ended",
        "frame_date", "not_started", "rows",
    )  # fmt: skip

    def __init__(
        self,
        rows: Sequence[ListRow],
        *,
        frame_date: date,
        case_lists: Sequence[int],
        family_token: Callable[[str], str],
    ) -> None:
        self.frame_date = frame_date
        self.current: dict[int, list[ListRow]] = {}
        self.ended = self.not_started = False
        self._age: int | None = None
        self._family_token = family_token
        self._latest: dict[int, ListRow | None] = {}
        self._by_list = _by_list(rows)
        self.rows = list(chain.from_iterable(self._by_list.values()))
        for number, entries in self._by_list.items():
            if number in CASE_PERIODS:
                self._place(number, entries)
        self.case_lists = [number for number in case_lists if number in self.current]

    def _place(self, number: int, entries: Sequence[ListRow]) -> None:
        open_entries = []
        for row in entries:
            state = period_state(row, self.frame_date)
            if state is _OPEN:
                open_entries.append(row)
            elif state is _ENDED:
                self.ended = True
            else:
                self.not_started = True
        if open_entries:
            self.current[number] = open_entries

    @property
    def case_type(self) -> CaseType:
        """The most acute kind of help that the child gets; there is one on every unit."""
        return CASE_TYPE_OF_LIST[self.case_lists[-1]]

    def rows_of(self, list_number: int) -> Sequence[ListRow]:
        """The entries of one list, the latest first."""
        return self._by_list.get(list_number, ())

    def current_row(self, list_number: int) -> ListRow | None:
        """The open entry of a list; of several the one that started last."""
        rows = self.current.get(list_number)
        return rows[0] if rows else None

    def latest_row(self, list_number: int) -> ListRow | None:
        """The latest entry of a list up to the date of the frame, an open one before others."""
        if list_number not in self._by_list:
            return None
        if list_number not in self._latest:
            self._latest[list_number] = self.current_row(list_number) or next(
                iter(self._entries(list_number)), None
            )
        return self._latest[list_number]

    def _entries(self, list_number: int) -> list[ListRow]:
        column = ENTRY_DATES.get(list_number, "")
        latest = self.frame_date.toordinal()
        return [row for row in self.rows_of(list_number) if _entry_date(row, column) <= latest]

    def current_value(self, list_number: int, column: str) -> Scalar | None:
        """A column of the open entry of a list."""
        row = self.current_row(list_number)
        return None if row is None else row.values.get(column)

    def latest_value(self, list_number: int, column: str) -> Scalar | None:
        """A column of the latest entry of a list."""
        row = self.latest_row(list_number)
        return None if row is None else row.values.get(column)

    def current_start(self, list_number: int) -> Scalar | None:
        """Start of the open entry of a list."""
        return self.current_value(list_number, CASE_PERIODS[list_number].start)

    def first_known(self, column: str) -> Scalar | None:
        """A column of the most acute list that has a value in it."""
        for row in self.rows:
            value = row.values.get(column)
            if value is not None:
                return value
        return None

    def latest_date(self, sources: Iterable[tuple[int, str]]) -> date | None:
        """The latest date in some columns that is not after the date of the frame."""
        wanted = set(sources)
        found = (
            row.values.get(column)
            for row in self.rows
            for number, column in wanted
            if number == row.list_number
        )
        past = [one for one in found if isinstance(one, date) and one <= self.frame_date]
        return max(past, default=None)

    def age(self) -> int | None:
        """Completed years at the date of the frame; 0 before birth."""
        if self._age is None:
            self._age = self._find_age()
        return self._age

    def _find_age(self) -> int | None:
        born = self.first_known(BIRTH)
        if isinstance(born, date):
            return max(0, completed_years(born, self.frame_date))
        returned = self.first_known(AGE)
        return returned if isinstance(returned, int) else None

    def is_unborn(self) -> bool | None:
        """Whether the date of birth is an expected one; not known without a date of birth."""
        born = self.first_known(BIRTH)
        return born > self.frame_date if isinstance(born, date) else None

    def months_open(self) -> int | None:
        """Whole months since the earliest start among the open entries, if all are known."""
        earliest = self.frame_date
        for number, rows in self.current.items():
            column = CASE_PERIODS[number].start
            for row in rows:
                start = row.values.get(column)
                if not isinstance(start, date):
                    return None
                earliest = min(earliest, start)
        return whole_months(earliest, self.frame_date) if self.current else None

    def is_re_referral(self) -> bool | None:
        """Whether another referral came in the twelve months before the latest one."""
        latest = self.latest_row(3)
        if latest is None:
            return None
        before = latest.values.get(REFERRALS_BEFORE)
        if isinstance(before, int) and before > 0:
            return True
        on = latest.values.get(REFERRAL_DATE)
        dates = [row.values.get(REFERRAL_DATE) for row in self._entries(3)]
        if isinstance(on, date) and any(
            isinstance(one, date) and one < on and whole_months(one, on) < 12 for one in dates
        ):
            return True
        return None if before is None else False

    def family_token(self) -> str | None:
        """Token of the family, when an identifier of it was returned."""
        family = self.first_known(FAMILY_ID)
        return self._family_token(str(family)) if family is not None else None


def _entry_date(row: ListRow, column: str) -> int:
    """The day of an entry as a number; 0 when it is not known, so before all others."""
    entry = row.values.get(column)
    return entry.toordinal() if isinstance(entry, date) else 0


def _by_list(rows: Sequence[ListRow]) -> dict[int, list[ListRow]]:
    """The rows of each list, the most acute list first and in it the latest entry first.

    The order of the rows in the files must not matter, so entries of the same day are put into
    one by what they say.
    """
    found: dict[int, list[ListRow]] = {}
    for row in rows:
        number = row.list_number
        if number in found:
            found[number].append(row)
        else:
            found[number] = [row]
    if len(found) > 1:
        found = {number: found[number] for number in sorted(found, key=_RANK.__getitem__)}
    if len(found) < len(rows):
        return {
            number: _latest_first(entries) if len(entries) > 1 else entries
            for number, entries in found.items()
        }
    return found


def _latest_first(rows: list[ListRow]) -> list[ListRow]:
    column = ENTRY_DATES.get(rows[0].list_number, "")
    dates = [-_entry_date(row, column) for row in rows]
    # Spelling out what a row says is slow, and needed for a tie only.
    is_tied = len(set(dates)) < len(dates)
    contents = [_content(row) for row in rows] if is_tied else [""] * len(rows)
    order = sorted(range(len(rows)), key=lambda index: (dates[index], contents[index]))
    return [rows[index] for index in order]


def _content(row: ListRow) -> str:
    return repr(sorted((name, str(value)) for name, value in row.values.items()))


@lru_cache(maxsize=DAYS_REMEMBERED)
def completed_years(born: date, on: date) -> int:
    """Birthdays had by a day; somebody born on 29 February has theirs on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@lru_cache(maxsize=DAYS_REMEMBERED)
def whole_months(start: date, end: date) -> int:
    """Calendar months completed from one day to another.

    A month is completed on the same day of a later month, or on its last day when it is shorter:
    31 August to 30 September is one month.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day >= start.day:
        return months
    return months - (end.day < monthrange(end.year, end.month)[1])
