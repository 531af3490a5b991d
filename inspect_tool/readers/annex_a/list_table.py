"""The usable rows of one list, as columns of values, and what is wrong with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import compress

from inspect_tool.errors import Problem
from inspect_tool.readers.annex_a.cells import Issue, Value
from inspect_tool.readers.annex_a.date_cells import WrittenColumn
from inspect_tool.readers.annex_a.table_problems import ListPlace, problem_at

# Nobody reads more of the same; how many more there are is said in one problem.
LISTED_ONE_BY_ONE = 1_000


@dataclass
class ListTable:
    """The usable rows of one list in one place.

    Args:
        rows: Row of each entry, as the spreadsheet counts it, from 1.
        columns: Values by official name, in the order of `rows`.
        identifiers: Identifier of each entry.
        unreadable: By column the rows where something stands that cannot be read.
        written: Columns with dates whose order has to be judged.
    """

    list_number: int
    place: ListPlace
    rows: list[int] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    columns: dict[str, list[Value]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unreadable: dict[str, set[int]] = field(default_factory=dict)
    written: list[WrittenColumn] = field(default_factory=list)
    _times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def problem(self, row: int, column: str, issue: Issue, value: str = "") -> None:
        """Note a problem with a row, unless the same was noted very often already."""
        self._times[issue.kind, column] += 1
        if self._times[issue.kind, column] <= LISTED_ONE_BY_ONE:
            self.problems.append(problem_at(self.place, issue, row=row, column=column, value=value))

    def cannot_read(self, column: str, row: int) -> None:
        """Note that something stands there which is not known."""
        self.unreadable.setdefault(column, set()).add(row)

    def sum_up(self) -> None:
        """Say how often a problem occurs of which only the first ones were listed."""
        for (kind, column), times in self._times.items():
            more = times - LISTED_ONE_BY_ONE
            if more > 0:
                last = next(
                    problem
                    for problem in reversed(self.problems)
                    if (problem.kind, problem.column) == (kind, column)
                )
                self.problems.append(
                    replace(last, row=0, value="", message=f"The same in {more} more rows.")
                )

    def drop(self, dropped: set[int]) -> None:
        """Leave out the rows at these positions."""
        if not dropped:
            return
        keep = [index not in dropped for index in range(len(self.rows))]
        self.rows = list(compress(self.rows, keep))
        self.identifiers = list(compress(self.identifiers, keep))
        self.columns = {name: list(compress(v, keep)) for name, v in self.columns.items()}


class GroupedIssues:
    """Problems that are told once for a column, with the number of rows that have them."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], _Group] = {}

    def add(self, issue: Issue, column: str, row: int, value: str = "") -> None:
        """One more row."""
        group = self._groups.setdefault((column, issue.message), _Group(issue, column, row, value))
        group.count += 1

    def problems(self, place: ListPlace) -> list[Problem]:
        """Each problem at its first row."""
        return [group.problem(place) for group in self._groups.values()]


@dataclass
class _Group:
    issue: Issue
    column: str
    row: int
    value: str
    count: int = 0

    def problem(self, place: ListPlace) -> Problem:
        message = self.issue.message
        if self.count > 1:
            message = f"{message} {self.count} rows, the first of which is named here."
        issue = Issue(self.issue.kind, self.issue.severity, message, self.issue.remedy)
        return problem_at(place, issue, row=self.row, column=self.column, value=self.value)


def tables_by_list(tables: Sequence[ListTable]) -> dict[int, list[ListTable]]:
    """The places that hold each list, by its number."""
    found: dict[int, list[ListTable]] = {}
    for table in tables:
        found.setdefault(table.list_number, []).append(table)
    return dict(sorted(found.items()))
