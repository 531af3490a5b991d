"""Which lists hold periods of help, which date orders a list, and how days are counted."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from inspect_tool.domain.plan.plan import CaseType

CASE_STATUS = "Case Status"
REFERRAL_DATE = "Date of referral"


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
