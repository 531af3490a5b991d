"""Problems brought together by what caused them, the worst first.

A heading that was renamed leads to hundreds of lines, and whoever has to repair it needs one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inspect_tool.errors import Problem, Severity

WORST_FIRST = (Severity.REFUSED, Severity.DROPPED, Severity.BLANKED, Severity.NOTED)
# Whatever the column, one thing led to all of them.
OF_THE_WHOLE = frozenset(
    {"other-date-order", "undecided-date-order", "mixed-date-orders", "number-as-date",
     "missing-column", "extra-column", "before-birth", "dates-in-wrong-order",
     "after-frame-date"}
)  # fmt: skip


@dataclass(frozen=True)
class Cause:
    """Problems of one kind in one column, or of one kind where the column does not matter.

    Args:
        problems: At least one, in the order of their places.
    """

    problems: Sequence[Problem]

    @property
    def first(self) -> Problem:
        """The first of them, whose words stand for all."""
        return self.problems[0]

    @property
    def places(self) -> str:
        """Where the others are, in a few words; empty where there is only one."""
        more = len(self.problems) - 1
        if not more:
            return ""
        sheets = dict.fromkeys(problem.sheet for problem in self.problems if problem.sheet)
        columns = dict.fromkeys(problem.column for problem in self.problems if problem.column)
        where = [
            _count(len(columns), "column") if len(columns) > 1 else "",
            _count(len(sheets), "sheet") if len(sheets) > 1 else "",
        ]
        named = " of ".join(part for part in where if part)
        return f"and {more:,} more" + (f", in {named}" if named else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}s"


def causes_of(problems: Iterable[Problem]) -> tuple[Cause, ...]:
    """The causes of problems: worst first, and of equals the most frequent."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        groups.setdefault(_cause_of(problem), []).append(problem)
    ranked = sorted(
        groups.values(),
        key=lambda group: (_rank(group[0]), -len(group), group[0]),
    )
    return tuple(Cause(tuple(group)) for group in ranked)


def _rank(problem: Problem) -> float:
    """The worse, the lower; what has to be answered stands below what refuses the whole."""
    return 0.5 if "/" in problem.kind else WORST_FIRST.index(problem.severity)


def _cause_of(problem: Problem) -> tuple[str, ...]:
    kind = problem.kind.partition("/")[0]  # what follows names one question
    column = "" if kind in OF_THE_WHOLE else problem.column
    if kind == "missing-list":
        column = problem.sheet  # each has to be asked for
    return (problem.severity.value, kind, column)
