"""How results reach people and programs: tables, JSON, problems, progress."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import singledispatch
from pathlib import PurePath
from typing import TypeVar
from uuid import UUID

from inspect_tool.cli.context import in_words
from inspect_tool.cli.printed_table import PrintedColumn, console_of, print_columns
from inspect_tool.domain.language.characters import escaped_for_json, shown_safely
from inspect_tool.errors import Problem

Item = TypeVar("Item")


@singledispatch
def plain(value: object) -> object:
    """The value in the types of JSON; dataclasses become objects, fractions their decimal value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {field.name: plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no form in JSON")


@plain.register(str)
@plain.register(int)
@plain.register(float)
@plain.register(type(None))
def _(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


@plain.register(Mapping)
def _(value: Mapping[object, object]) -> object:
    return {str(plain(key)): plain(item) for key, item in value.items()}


@plain.register(date)
def _(value: date) -> object:
    return value.isoformat()


@plain.register(Fraction)
def _(value: Fraction) -> object:
    return float(value)


@plain.register(UUID)
@plain.register(PurePath)
def _(value: object) -> object:
    return str(value)


@plain.register(set)
@plain.register(frozenset)
def _(value: Iterable[object]) -> object:
    return sorted(str(plain(item)) for item in value)


def print_json(value: object, **more: object) -> None:
    """Print a result for a program, on standard output.

    Args:
        more: What the result is told with, beside its own fields.
    """
    content = plain(value)
    if more and isinstance(content, dict):
        content = {**content, **more}
    elif more and isinstance(content, list):
        content = [{**entry, **more} for entry in content]
    text = json.dumps(content, ensure_ascii=False, indent=2)
    sys.stdout.write(escaped_for_json(text) + "\n")


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    to_stderr: bool = False,
    as_written: bool = False,
) -> None:
    """Print a table for a person; numbers stand right, the first column left.

    Args:
        as_written: The title is somebody's own words, which stay as they are. Cells always do.
    """
    listed = [["" if cell is None else str(cell) for cell in row] for row in rows]
    print_columns(
        title if as_written else in_words(title),
        [
            PrintedColumn(
                in_words(heading), tuple(row[place] for row in listed), _is_numeric(listed, place)
            )
            for place, heading in enumerate(columns)
        ],
        in_words(caption).splitlines(),
        to_stderr=to_stderr,
    )


def _is_numeric(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index] for row in rows if row[index]]
    return bool(cells) and index > 0 and all(_looks_numeric(cell) for cell in cells)


def _looks_numeric(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("%", "").lstrip("-").isdigit()


def say(sentence: str, *, as_written: bool = False) -> None:
    """Print a sentence on standard output.

    Args:
        as_written: It is somebody's own words, which stay as they are.
    """
    told = sentence if as_written else in_words(sentence)
    sys.stdout.write(shown_safely(told) + "\n")


def tell(sentence: str, *, as_json: bool, **result: object) -> None:
    """Say what was done: a sentence for a person, the facts in it for a program."""
    if as_json:
        print_json(result)
    else:
        say(sentence)


def print_error(message: str) -> None:
    """Print what went wrong, on standard error, in the words of the review."""
    _write_error(in_words(message))


def _write_error(line: str) -> None:
    sys.stderr.write(shown_safely(line) + "\n")


def print_problems(problems: Sequence[Problem]) -> None:
    """Print every problem, on standard error: a table on a terminal, a line each in a pipe."""
    if not problems:
        return
    if not sys.stderr.isatty():
        for problem in problems:
            _write_error(shown_safely(line_of(problem), is_one_line=True))
        return
    print_table(
        f"{len(problems)} problems",
        ["Where", "What happens", "Value", "What is wrong", "What to do"],
        [
            [
                problem.place,
                problem.severity,
                problem.value,
                in_words(problem.message),
                in_words(problem.remedy),
            ]
            for problem in problems
        ],
        to_stderr=True,
    )


def print_causes(problems: Sequence[Problem]) -> None:
    """Print problems by their causes, the worst first, on standard error."""
    from inspect_tool.domain.language.causes import causes_of

    causes = causes_of(problems)
    if not sys.stderr.isatty():
        for cause in causes:
            others = f" [{cause.places}]" if cause.places else ""
            _write_error(shown_safely(f"{line_of(cause.first)}{others}", is_one_line=True))
        return
    if causes:
        print_table(
            f"{len(problems)} problems by cause, the worst first",
            ["How many", "Where", "What happens", "Value", "What is wrong", "What to do"],
            [
                [
                    len(cause.problems),
                    f"{cause.first.place} {cause.places}".strip(),
                    cause.first.severity,
                    cause.first.value if len(cause.problems) == 1 else "",
                    in_words(cause.first.message),
                    in_words(cause.first.remedy),
                ]
                for cause in causes
            ],
            to_stderr=True,
        )


def line_of(problem: Problem) -> str:
    """A problem in one line, as it is printed in a pipe."""
    shown = f" ({problem.value})" if problem.value else ""
    # A fault of a document is a sentence without its full stop.
    stop = "" if problem.message.endswith((".", "?")) else "."
    what = f"{in_words(problem.message)}{shown}{stop}"
    return f"{problem.place}: {problem.severity}: {what} {in_words(problem.remedy)}"


def progress_over(steps: Sequence[Item], *, words: Callable[[Item], str]) -> Iterator[Item]:
    """Go through steps under a progress bar that says which one is being done."""
    from rich.progress import Progress

    console = console_of(to_stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=len(steps))
        for step in steps:
            bar.update(task, description=words(step))
            yield step
            bar.advance(task)


@contextmanager
def progress(label: str) -> Iterator[None]:
    """A progress bar on standard error; silent where that is not a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.progress import Progress

    with Progress(console=console_of(to_stderr=True), transient=True) as bar:
        bar.add_task(label, total=None)
        yield
