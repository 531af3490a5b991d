"""Dates in the cells of a list: one by one where they can be read one way only, else by column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect_tool.domain.language.date_orders import (
    Exchange,
    OrderDoubt,
    OrderEvidence,
    OrderVerdict,
    evidence_of,
    judge_order,
    possible_days,
)
from inspect_tool.domain.language.dates import (
    DateOrder,
    ImpossibleDateError,
    NotADateError,
    NumericDate,
    OtherWeekdayError,
    date_of_serial,
    read_written,
)
from inspect_tool.domain.lists.columns import ListColumn
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.cells import (
    LATEST_BIRTH_DAYS,
    LATEST_EVENT_DAYS,
    NUMBER,
    Cell,
    Issue,
    ReadContext,
    Value,
)

EXAMPLES = {DateOrder.MONTH_FIRST: "09/30/2013", DateOrder.YEAR_FIRST: "13-09-30"}


def read_date(cell: Cell, column: ListColumn, context: ReadContext) -> tuple[Value, Issue | None]:
    """The day of a cell as an ordinal; three numbers where their order has to be judged."""
    note: Issue | None = None
    try:
        if isinstance(cell, datetime):
            day = cell.date()
        elif isinstance(cell, date):
            day = cell
        elif isinstance(cell, str) and not NUMBER.match(cell):
            written = read_written(cell, context.frame_date)
            if isinstance(written, NumericDate):
                return written, None
            day = written
        else:
            day = date_of_serial(cell, counts_from_1904=context.counts_from_1904)
            note = _number_as_date(column)
    except OtherWeekdayError as error:
        day, note = error.day, _other_weekday(column)
    except (ImpossibleDateError, NotADateError) as error:
        return None, _bad_date(column, error)
    return _in_range(day, column, context, note)


def _in_range(
    day: date, column: ListColumn, context: ReadContext, note: Issue | None = None
) -> tuple[Value, Issue | None]:
    late = check_range(day, column, context)
    if late is not None and late.severity is Severity.BLANKED:
        return None, late
    return day.toordinal(), late or note


@dataclass(frozen=True)
class WrittenColumn:
    """The dates of one column that are written in digits, and the real ones among them.

    Args:
        rows: How many rows have each of them.
        real: Days of cells that are dates and no texts.
        texts: How each stands in its cell, the first time.
    """

    column: ListColumn
    rows: Counter[NumericDate]
    real: frozenset[int]
    texts: Mapping[NumericDate, str]

    def _span(self, context: ReadContext) -> range:
        last = LATEST_BIRTH_DAYS if self.column.is_birth else LATEST_EVENT_DAYS
        return range(context.lists.earliest.toordinal(), context.frame_date.toordinal() + last + 1)

    def evidence(self, context: ReadContext) -> OrderEvidence:
        """What its values show about their order."""
        return evidence_of(self.rows, context.frame_date, self._span(context))

    def verdict(self, whole: OrderEvidence, context: ReadContext) -> OrderVerdict:
        """How it is to be read."""
        days = (date.fromordinal(day) for day in sorted(self.real))
        return judge_order(self.evidence(context), whole, days)

    def meaning(
        self, written: NumericDate, verdict: OrderVerdict, context: ReadContext
    ) -> tuple[Value, Issue | None]:
        """The day of one value under the verdict, or why it is not known."""
        note = _other_weekday(self.column) if written.has_other_weekday else None
        days = possible_days(written, context.frame_date, DateOrder, self._span(context))
        if verdict.blanks_either and len(set(days.values())) > 1:
            return None, undecided(self.column, verdict)
        if verdict.doubt is OrderDoubt.MIXED and len(set(days.values())) == 1:
            return _in_range(next(iter(days.values())), self.column, context, note)
        day = written.day(verdict.order, context.frame_date)
        if day is None and written.weekday is not None:
            return self.meaning(written.without_weekday(), verdict, context)
        if day is None:
            return None, _bad_date(self.column, ImpossibleDateError())
        return _in_range(day, self.column, context, note)

    def issues(self, verdict: OrderVerdict) -> Iterator[Issue]:
        """What there is to say of the column as a whole; each is told once with its rows."""
        name = self.column.name
        if verdict.doubt is OrderDoubt.OTHER_ORDER:
            words = verdict.order.value
            yield Issue(
                "other-date-order",
                Severity.NOTED,
                f"The dates of “{name}” are written {words}, as in {EXAMPLES[verdict.order]}, and "
                f"were read so; {words}: {_values(self.rows.total())}.",
                "Check one of them, and send dates as dd/mm/yyyy in the next return.",
            )
        elif verdict.doubt is OrderDoubt.NOT_DECIDED:
            yield Issue(
                "undecided-date-order",
                Severity.NOTED,
                f"The dates of “{name}” can have the day or the month first, and nothing in the "
                f"return says which; the day was taken first: {_values(self.rows.total())}.",
                "Check one of them; if the month is first, ask for the list with dd/mm/yyyy.",
            )
        if verdict.exchange is Exchange.POSSIBLE:
            yield Issue(
                "perhaps-exchanged-dates",
                Severity.NOTED,
                f"In “{name}” some dates are texts and all others have a day of 12 or less: day "
                "and month of those others may have been exchanged by a spreadsheet.",
                "Compare one of them with the case system.",
            )
        elif verdict.exchange is Exchange.CERTAIN:
            yield exchanged(self.column)


def _values(count: int) -> str:
    return f"{count:,} {'value' if count == 1 else 'values'}"


def undecided(column: ListColumn, verdict: OrderVerdict) -> Issue:
    """Why a value that could be read in two ways is not known."""
    if verdict.doubt is OrderDoubt.MIXED:
        why = "others of the column exist only with the day first and only with the month first"
    else:
        why = "other columns of the return have the day first, and others the month"
    return Issue(
        "mixed-date-orders",
        Severity.BLANKED,
        f"“{column.name}” holds dates that can have the day or the month first, and {why}.",
        "Ask for the list again with all dates as dd/mm/yyyy.",
        is_grouped=True,
    )


def exchanged(column: ListColumn) -> Issue:
    """Why the real dates among texts are not known."""
    return Issue(
        "exchanged-dates",
        Severity.BLANKED,
        f"In “{column.name}” all dates with a day over 12 are texts, and all others have a day of "
        "12 or less: a spreadsheet with the settings of another country exchanged day and month.",
        "Ask for the list again, exported with dates as dd/mm/yyyy and not opened before.",
        is_grouped=True,
    )


def _bad_date(column: ListColumn, error: Exception) -> Issue:
    if isinstance(error, NotADateError):
        return Issue(
            "not-a-date",
            Severity.BLANKED,
            f"“{column.name}” holds something that is not a date.",
            "Type the date as dd/mm/yyyy.",
        )
    return Issue(
        "impossible-date",
        Severity.BLANKED,
        f"“{column.name}” holds a date that does not exist.",
        "Correct it, as dd/mm/yyyy: the day comes first.",
    )


def _other_weekday(column: ListColumn) -> Issue:
    return Issue(
        "other-weekday",
        Severity.NOTED,
        f"“{column.name}” holds a date that does not fall on the day of the week before it; the "
        "date was taken.",
        "Ask which of the two is right.",
    )


def _number_as_date(column: ListColumn) -> Issue:
    return Issue(
        "number-as-date",
        Severity.NOTED,
        f"“{column.name}” holds a plain number; it was read as a date, as Excel counts days or as "
        "year, month and day.",
        "Check one of the dates, and format the column as dates.",
        is_grouped=True,
    )


def check_range(day: date, column: ListColumn, context: ReadContext) -> Issue | None:
    """Whether a day can be in a column: never long before, or long after, the frame's date."""
    is_birth = column.is_birth
    days_after = (day - context.frame_date).days
    earliest = context.lists.earliest
    if day < earliest or days_after > (LATEST_BIRTH_DAYS if is_birth else LATEST_EVENT_DAYS):
        return Issue(
            "impossible-date",
            Severity.BLANKED,
            f"“{column.name}” is before {earliest.year} or too far after the date of the sampling "
            f"frame, {context.frame_date:%d/%m/%Y}.",
            "Correct the year.",
        )
    if days_after > 0 and not is_birth:
        return Issue(
            "after-frame-date",
            Severity.NOTED,
            f"“{column.name}” is after the date of the sampling frame, "
            f"{context.frame_date:%d/%m/%Y}.",
            "Nothing if the return was drawn up later; the frame shows the case as it stood.",
        )
    return None


def whole_evidence(columns: Sequence[WrittenColumn], context: ReadContext) -> OrderEvidence:
    """What all columns of a return show together."""
    total = OrderEvidence()
    for column in columns:
        total = total + column.evidence(context)
    return total
