"""Errors reach people whole, from wherever they were raised."""

from __future__ import annotations

import pickle

from inspect_tool.errors import Problem, Severity
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.workbooks.returned import DamagedWorkbookError


def test_an_error_crosses_from_a_worker_process_with_its_words_and_problems() -> None:
    problem = Problem(
        file="a.xlsx", kind="x", severity=Severity.REFUSED, message="Wrong.", remedy="Mend it."
    )
    error = DamagedWorkbookError("a.xlsx", (problem,))
    crossed = pickle.loads(pickle.dumps(error))  # noqa: S301  # made on the line before
    assert type(crossed) is DamagedWorkbookError
    assert crossed.message == error.message
    assert str(crossed) == str(error)
    assert crossed.problems == (problem,)
    assert crossed.exit_code == 1


def test_a_problem_names_its_place_without_empty_parts() -> None:
    problem = Problem(
        file="a.csv", row=3, kind="x", severity=Severity.NOTED, message="m", remedy="r"
    )
    assert problem.place == "a.csv:3"
    assert UnknownAuthorityError.exit_code == 2
