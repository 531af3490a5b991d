"""In which order the dates of a column are written, judged by the column and by its return.

A list that was saved under the settings of another country has the month first; read one by one,
09/03/2013 becomes 9 March without anybody noticing. But most columns hold values that exist one
way only, such as 30/09/2013, and these decide for all the others. A column that was opened in a
spreadsheet of the wrong settings is half converted: real dates where both numbers are 12 or less,
and exchanged, texts where one of them is more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from inspect_tool.domain.language.dates import DateOrder, NumericDate

# Of days spread evenly over a month, the share that could be a month as well.
SHARE_EITHER = 12 / 30.4
# Below this chance a column was exchanged, and did not come out so by accident.
CHANCE_OF_ACCIDENT = 0.01
# So small a share of values that exist another way only are slips of the pen.
SLIPS = 0.02


class OrderDoubt(Enum):
    """What there is to say about the order of a column."""

    NONE = "none"
    OTHER_ORDER = "another order"  # read so, since values exist that way only
    NOT_DECIDED = "not decided"  # nothing decides; the day was taken first
    CONTRADICTED = "contradicted"  # what decides elsewhere in the return says both
    MIXED = "mixed"  # the column holds values that exist one way only, of both ways


class Exchange(Enum):
    """Whether the real dates of a column had day and month exchanged."""

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"


@dataclass(frozen=True)
class OrderEvidence:
    """How many values of a column or a return exist in one order only."""

    day_first: int = 0
    month_first: int = 0
    year_first: int = 0
    either: int = 0
    half_days: int = 0

    def __add__(self, other: OrderEvidence) -> OrderEvidence:
        return OrderEvidence(
            self.day_first + other.day_first,
            self.month_first + other.month_first,
            self.year_first + other.year_first,
            self.either + other.either,
            self.half_days + other.half_days,
        )


@dataclass(frozen=True)
class OrderVerdict:
    """How the dates of a column are to be read.

    Args:
        order: Of values that could be read in several ways.
        exchange: Whether real dates that stand among the texts were exchanged.
    """

    order: DateOrder = DateOrder.DAY_FIRST
    doubt: OrderDoubt = OrderDoubt.NONE
    exchange: Exchange = Exchange.NO

    @property
    def blanks_either(self) -> bool:
        """Whether values that could be read in several ways are not known."""
        return self.doubt in {OrderDoubt.CONTRADICTED, OrderDoubt.MIXED}


def possible_days(
    written: NumericDate, frame_date: date, possible: Iterable[DateOrder], span: range
) -> dict[DateOrder, date]:
    """What the numbers can say in each order, within the days that the column allows.

    Where no order gives a day within them, those outside count.

    Args:
        span: Days as ordinals that a value of the column can have.
    """
    days = {order: written.day(order, frame_date) for order in possible}
    known = {order: day for order, day in days.items() if day is not None}
    inside = {order: day for order, day in known.items() if day.toordinal() in span}
    return inside or known


def evidence_of(values: Mapping[NumericDate, int], frame_date: date, span: range) -> OrderEvidence:
    """What the values of a column show, each with the number of rows that have it."""
    counts = dict.fromkeys(DateOrder, 0)
    either = half_days = 0
    for written, rows in values.items():
        days = possible_days(written, frame_date, DateOrder, span)
        half_days += rows if written.has_half_days else 0
        if len(days) == 1:
            counts[next(iter(days))] += rows
        elif len(set(days.values())) > 1:
            either += rows
    return OrderEvidence(
        counts[DateOrder.DAY_FIRST],
        counts[DateOrder.MONTH_FIRST],
        counts[DateOrder.YEAR_FIRST],
        either,
        half_days,
    )


def judge_order(
    own: OrderEvidence, whole: OrderEvidence, real_days: Iterable[date]
) -> OrderVerdict:
    """How a column is to be read.

    Args:
        own: Of the column.
        whole: Of all columns of the return together.
        real_days: The real dates that stand among the texts.
    """
    decided = {
        DateOrder.DAY_FIRST: own.day_first,
        DateOrder.MONTH_FIRST: own.month_first,
        DateOrder.YEAR_FIRST: own.year_first,
    }
    order = max(decided, key=lambda one: decided[one])
    others = sum(decided.values()) - decided[order]
    if not decided[order]:
        return _judge_by_return(own, whole)
    if others > SLIPS * decided[order]:
        return OrderVerdict(order, OrderDoubt.MIXED)
    doubt = OrderDoubt.NONE if order is DateOrder.DAY_FIRST else OrderDoubt.OTHER_ORDER
    exchange = Exchange.NO if own.either else _exchange(decided[order], real_days)
    return OrderVerdict(order, doubt, exchange)


def _judge_by_return(own: OrderEvidence, whole: OrderEvidence) -> OrderVerdict:
    if not own.either:
        return OrderVerdict()
    if whole.day_first and whole.month_first > SLIPS * whole.day_first:
        return OrderVerdict(doubt=OrderDoubt.CONTRADICTED)
    if whole.day_first:
        return OrderVerdict()
    if whole.month_first or own.half_days:
        return OrderVerdict(DateOrder.MONTH_FIRST, OrderDoubt.OTHER_ORDER)
    return OrderVerdict(doubt=OrderDoubt.NOT_DECIDED)


def _exchange(texts: int, real_days: Iterable[date]) -> Exchange:
    """Whether only what could be exchanged became a date: then all of it was exchanged."""
    real = list(real_days)
    if not real or any(day.day > 12 for day in real):
        return Exchange.NO
    if all(day.day == day.month for day in real):
        return Exchange.NO
    chance = SHARE_EITHER ** len(real) * (1 - SHARE_EITHER) ** texts
    return Exchange.CERTAIN if chance < CHANCE_OF_ACCIDENT else Exchange.POSSIBLE
