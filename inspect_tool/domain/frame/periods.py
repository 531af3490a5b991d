"""How a period of help stands at a date, and how days are counted."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import Enum, auto


class PeriodState(Enum):
    """How a period of help stands at the date of the frame."""

    OPEN = auto()
    ENDED = auto()
    NOT_STARTED = auto()
    NOT_KNOWN = auto()  # something stands as its end that cannot be read


# A return has 100,000 rows, and looking a member up in its class takes longer than the rest.
OPEN, ENDED, NOT_STARTED, NOT_KNOWN = PeriodState


def completed_years(born: date, on: date) -> int:
    """Birthdays had by a day; somebody born on 29 February has theirs on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def whole_months(start: date, end: date) -> int:
    """Calendar months completed from one day to another.

    A month is completed on the same day of a later month, or on its last day when it is shorter:
    31 August to 30 September is one month.
    """
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day >= start.day:
        return months
    return months - (end.day < monthrange(end.year, end.month)[1])
