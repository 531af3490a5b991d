"""The workbook of problems says of each where it is, as far as that is known."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from inspect_tool.documents.tables.problems import write_problems_workbook
from inspect_tool.errors import Problem, Severity


def rows_of(*problems: Problem) -> list[tuple[object, ...]]:
    workbook = load_workbook(io.BytesIO(write_problems_workbook(problems, title="Problems")))
    sheet = workbook["Problems"]
    return list(sheet.iter_rows(min_row=4, values_only=True))


def problem(**places: object) -> Problem:
    known = {"message": "It is no date.", "remedy": "Write a date.", "severity": Severity.REFUSED}
    return Problem(file="ASH.csv", kind="date", **known, **places)  # type: ignore[arg-type]


def test_a_problem_is_told_with_its_row_and_one_of_the_whole_file_without() -> None:
    found = rows_of(problem(sheet="List 6", row=1, column="B"), problem())
    of_the_file, of_a_row = sorted(found, key=lambda row: str(row[1] or ""))
    assert of_a_row[:4] == ("ASH.csv", "List 6", 1, "B")
    assert of_the_file[:4] == ("ASH.csv", None, None, None)


def test_a_return_without_problems_says_so() -> None:
    ((first, *others),) = rows_of()
    assert first == "No problems"
    assert others == [None] * 7
