"""A plain table of sampled cases: unit, stratum, N_h, y."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.errors import Problem, UsageError
from inspect_tool.readers.plain.frames import is_whole_number
from inspect_tool.readers.plain.tables import (
    PlainTable,
    TableRow,
    check_no_problems,
    read_plain_table,
)

REQUIRED = ("unit", "stratum", "N_h", "y")
UNANSWERED = "?"  # drawn, and without an answer
ANSWERS: dict[str, bool | None] = {"1": True, "0": False, "": None, UNANSWERED: None}


def check_column(table: PlainTable, by: str | None) -> None:
    """Refuse a column that the table does not have.

    Raises:
        UsageError: With the columns that there are.
    """
    if by is not None and by not in table.columns:
        raise UsageError(
            f"{table.file} has no column {by}. Its columns are {', '.join(table.columns)}."
        )


@dataclass(frozen=True, kw_only=True)
class SampleTable:
    """A plain table of sampled cases that was checked.

    Args:
        unanswered: Rows with a question mark for y: drawn, and without an answer.
    """

    table: PlainTable
    unanswered: tuple[TableRow, ...]

    @property
    def rows(self) -> tuple[TableRow, ...]:
        """Rows whose case is known."""
        missing = {row.line for row in self.unanswered}
        return tuple(row for row in self.table.rows if row.line not in missing)

    def units(
        self, by: str | None = None, *, missing: bool | None = None, families: str | None = None
    ) -> list[SampleUnit]:
        """The known cases; with `missing` those without an answer too, as if they had this one.

        Args:
            families: Column that siblings have the same value in.
        """
        rows = self.rows if missing is None else self.table.rows
        units = [self._unit(row, by, missing) for row in rows]
        if families is None:
            return units
        return [replace(unit, family=row[families]) for unit, row in zip(units, rows, strict=True)]

    def _unit(self, row: TableRow, by: str | None, missing: bool | None) -> SampleUnit:
        answer = row.cells.get("y", "")
        return SampleUnit(
            stratum=row["stratum"],
            population=int(row["N_h"]),
            outcome=missing if answer == UNANSWERED else ANSWERS.get(answer),
            weight=float(row["weight"]) if "weight" in self.table.columns else None,
            authority=self._authorities[row["stratum"]],
            domains=frozenset({row[by]} - {""}) if by is not None else frozenset(),
        )

    @cached_property
    def _authorities(self) -> dict[str, str]:
        return _authority_by_stratum(self.table)


def read_sample(
    file: Path,
    *,
    columns: Iterable[str | None] = (),
    has_answers: bool = True,
    numbers: Iterable[str] = (),
) -> SampleTable:
    """Read and check a CSV of `unit,stratum,N_h,y[,weight][,other columns]`.

    Args:
        columns: Other columns that have to be there.
        has_answers: Whether `y` has to be there, with 1, 0, ? or nothing.
        numbers: Columns that hold a number or nothing.

    Raises:
        UsageError: There is no such column.
        UnreadableFileError: The file is no CSV.
        CheckFailedError: The table has problems; every one is listed with its line.
    """
    required = REQUIRED if has_answers else REQUIRED[:-1]
    table = read_plain_table(file, required=required)
    for column in columns:
        check_column(table, column)
    problems = _problems(table, has_answers=has_answers)
    for column in numbers:
        cells = [row for row in table.rows if row[column]]
        found = (number_problem(table, row, column, above_zero=False) for row in cells)
        problems += filter(None, found)
    check_no_problems(table.file, sorted(problems, key=lambda problem: problem.row))
    if not has_answers:
        table = replace(
            table,
            rows=tuple(replace(row, cells={"y": "", **row.cells}) for row in table.rows),
        )
    unanswered = tuple(row for row in table.rows if has_answers and row["y"] == UNANSWERED)
    return SampleTable(table=table, unanswered=unanswered)


def _authority_by_stratum(table: PlainTable) -> dict[str, str]:
    """The authority of each stratum; empty for all where strata reach over authorities."""
    authorities: dict[str, set[str]] = defaultdict(set)
    for row in table.rows:
        authorities[row["stratum"]].add(row.cells.get("authority", ""))
    is_nested = all(len(names) == 1 for names in authorities.values())
    return {
        stratum: next(iter(names)) if is_nested else "" for stratum, names in authorities.items()
    }


def notes_on(sample: SampleTable, by: str | None = None) -> Iterator[str]:
    """What a reader must be told about columns and rows that were left out."""
    table = sample.table
    if "weight" not in table.columns and "w" in table.columns:
        yield "The column w is not used. Call it weight to have it used instead of N_h / n_h."
    unplaced = sum(not row[by] for row in table.rows) if by is not None else 0
    if unplaced:
        cases = "1 case has" if unplaced == 1 else f"{unplaced} cases have"
        yield f"{cases} nothing in {by}: in the overall estimate, in no group."
    if sample.unanswered:
        yield (
            f"Of {len(sample.unanswered)} drawn there is no answer (y is ?): they are taken to be "
            "like the others of their stratum."
        )


def _problems(table: PlainTable, *, has_answers: bool) -> list[Problem]:
    """Every problem of the table, by line."""
    found = [
        problem
        for row in table.rows
        for problem in _row_problems(table, row, has_answers=has_answers)
    ]
    found.extend(_duplicate_units(table))
    found.extend(_stratum_problems(table))
    return sorted(found, key=lambda problem: problem.row)


def _row_problems(table: PlainTable, row: TableRow, *, has_answers: bool) -> Iterator[Problem]:
    for column in ("unit", "stratum"):
        if not row[column]:
            yield table.refused(
                f"missing-{column}",
                f"The row has no {column}.",
                f"Give its {column}.",
                row=row.line,
                column=column,
            )
    if not _is_count(row["N_h"]):
        yield table.refused(
            "bad-population",
            "N_h is not a whole number above zero.",
            "Give the cases of the stratum in the sampling frame.",
            row=row.line,
            column="N_h",
            value=row["N_h"],
        )
    if has_answers and row["y"] not in ANSWERS:
        yield table.refused(
            "bad-answer",
            "y is not 1, 0, ? or empty.",
            "Write 1 where the case counts, 0 where it does not, nothing where it cannot, ? where "
            "it was drawn and has no answer.",
            row=row.line,
            column="y",
            value=row["y"],
        )
    if "weight" in table.columns and not _is_weight(row["weight"]):
        yield table.refused(
            "bad-weight",
            "The weight is not a number above zero.",
            "Give the design weight, or leave the whole column out for N_h / n_h.",
            row=row.line,
            column="weight",
            value=row["weight"],
        )


def _is_count(text: str) -> bool:
    return is_whole_number(text) and int(text) > 0


def _is_weight(text: str) -> bool:
    number = number_of(text)
    return number is not None and number > 0


def number_of(text: str) -> float | None:
    """The number that a cell holds; None where it holds none, or one without end."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def number_problem(
    table: PlainTable, row: TableRow, column: str, *, above_zero: bool = True
) -> Problem | None:
    """What is wrong with a cell that has to hold a number; None where nothing is."""
    number = number_of(row[column])
    if number is not None and (number > 0 or not above_zero):
        return None
    what = "a number above zero" if above_zero else "a number"
    return table.refused(
        "bad-number",
        f"{column} is not {what}.",
        f"Give {what}, with a point before decimals.",
        row=row.line,
        column=column,
        value=row[column],
    )


def _duplicate_units(table: PlainTable) -> Iterator[Problem]:
    first_line: dict[str, int] = {}
    for row in table.rows:
        unit = row["unit"]
        if unit and unit in first_line:
            yield table.refused(
                "duplicate-unit",
                f"The unit already stands in line {first_line[unit]}.",
                "Remove one of the two, or make their names differ.",
                row=row.line,
                column="unit",
            )
        first_line.setdefault(unit, row.line)


def _stratum_problems(table: PlainTable) -> Iterator[Problem]:
    strata: dict[str, list[TableRow]] = defaultdict(list)
    for row in table.rows:
        if row["stratum"] and _is_count(row["N_h"]):
            strata[row["stratum"]].append(row)
    for stratum, rows in strata.items():
        population = int(Counter(row["N_h"] for row in rows).most_common(1)[0][0])
        others = [row for row in rows if int(row["N_h"]) != population]
        yield from _inconsistent_populations(table, others, population)
        if not others and population < len(rows):
            yield table.refused(
                "population-below-sample",
                f"Stratum {stratum} has {len(rows)} sampled cases but an N_h of {population}.",
                "Correct N_h: it counts all cases of the stratum, drawn or not.",
                row=rows[0].line,
                column="N_h",
                value=rows[0]["N_h"],
            )


def _inconsistent_populations(
    table: PlainTable, rows: Sequence[TableRow], population: int
) -> Iterator[Problem]:
    for row in rows:
        yield table.refused(
            "two-populations",
            f"N_h differs from the {population} of other rows of stratum {row['stratum']}.",
            "Give every row of a stratum the same N_h.",
            row=row.line,
            column="N_h",
            value=row["N_h"],
        )
