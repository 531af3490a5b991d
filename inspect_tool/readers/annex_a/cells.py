"""What stands in a cell, what a value is, and what can be said about one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from inspect_tool.domain.language.dates import NumericDate
from inspect_tool.domain.lists.columns import ListColumn
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.errors import Severity

Cell: TypeAlias = str | float | int | bool | date | datetime | time | timedelta | None
# Three numbers of a date stand in a column until all of it was read and their order is judged.
Value: TypeAlias = str | int | bool | NumericDate | None

# A pregnancy lasts 40 weeks; a later "birth" is a typing error.
LATEST_BIRTH_DAYS = 310
# Lists are drawn up some weeks after the frame's date; a year later is a typing error.
LATEST_EVENT_DAYS = 366
LARGEST_COUNT = 999
LARGEST_EXACT_NUMBER = 10**15  # Excel keeps 15 digits and replaces the rest by zeros
SHORTENED_NUMBER = re.compile(r"^\d(?:\.\d+)?E\+\d+$", re.IGNORECASE)

# What people type into a cell that has nothing to say.
BLANK_WORDS = frozenset(
    {"", "-", "--", ".", "n/a", "na", "n.a.", "none", "null", "nan", "nil", "(blank)", "blank",
     "not applicable", "n/k", "?"}
)  # fmt: skip
# Those of them that may be an answer: how many, or whether.
NONE_WORDS = frozenset({"none", "nil"})
EXCEL_ERROR = re.compile(
    r"^(?:#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|"
    r"MULTIVALUE|BUSY!|CONNECT!|BLOCKED!|UNKNOWN!|EXTERNAL!|PYTHON!|#+)|Err:\d{3})$",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")
# A comma stands between thousands alone: 2,0 may be two, and is not known.
WITH_THOUSANDS = re.compile(r"^-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$")


@dataclass(frozen=True)
class Issue:
    """What is wrong with every cell of a column that has the same content.

    Args:
        is_grouped: Reported once for the column, with the number of rows, and not row by row.
    """

    kind: str
    severity: Severity
    message: str
    remedy: str
    is_grouped: bool = False


@dataclass(frozen=True)
class ReadContext:
    """What a cell's meaning depends on besides the cell.

    Args:
        counts_from_1904: Numbers that stand for dates count from 1904, as old Macs did.
        kept: Names of the columns of each list that the frame can use.
        lists: The lists that the return should have.
    """

    frame_date: date
    counts_from_1904: bool = False
    kept: frozenset[tuple[int, str]] = frozenset()
    lists: DeclaredLists = field(default_factory=annex_a)

    def keeps(self, column: ListColumn) -> bool:
        """Whether the frame can use the column."""
        return (column.list_number, column.name) in self.kept
