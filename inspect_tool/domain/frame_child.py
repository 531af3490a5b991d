"""One child as the lists show it at the date of the frame."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.frame import ListRow
from inspect_tool.domain.plan import CaseType

CHILD_ID = "Child Unique ID"
FAMILY_ID = "Family identifier"
BIRTH = "Date of Birth"
AGE = "Age of Child (Years)"


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
# ends; it holds current help and assessments of six months only, so each entry counts as open.
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

# The date that says which of several entries of a list is the latest.
ENTRY_DATES: Mapping[int, str] = {
    1: "Date of Contact",
    3: "Date of referral",
    4: "Continuous Assessment Start Date",
    5: "Strategy discussion initiating Section 47 Enquiry Start Date",
    **{number: period.start for number, period in CASE_PERIODS.items()},
}
EVENT_LISTS = frozenset({1, 3, 4, 5})  # an entry after the frame's date has not happened yet
