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
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from inspect_tool.errors import Problem

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

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


def print_json(value: object) -> None:
    """Print a result for a program, on standard output."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def _console(*, to_stderr: bool = False, needed: int = 0) -> Console:
    from rich.console import Console

    stream = sys.stderr if to_stderr else sys.stdout
    # In a pipe there is no window: a table is as wide as it needs to be.
    width = None if stream.isatty() else max(200, needed)
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    caption: str = "",
    to_stderr: bool = False,
) -> None:
    """Print a table for a person; numbers stand right, the first column left.

    A table with more columns than fit beside each other is printed in parts, one below the other,
    each with the first column.
    """
    listed = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [
        _least_width([column, *(row[index] for row in listed)])
        for index, column in enumerate(columns)
    ]
    console = _console(to_stderr=to_stderr, needed=sum(widths))
    parts = parts_that_fit(widths, console.width)
    for number, part in enumerate(parts, start=1):
        which = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        _print_part(
            console,
            f"{title}{which}",
            [columns[index] for index in part],
            [[row[index] for index in part] for row in listed],
            caption=caption if number == len(parts) else "",
        )


def _print_part(
    console: Console,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, caption=caption or None, box=box.SIMPLE_HEAD, title_justify="left")
    table.title_style = "bold"
    table.caption_justify = "left"
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if _is_numeric(rows, index) else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


SHORT_CELL = 12  # characters; such a cell, as "11 of 12", is not broken
SPACE_BESIDE_A_CELL = 3


def _least_width(cells: Iterable[str]) -> int:
    """What a column takes at least: its longest word, or a short cell as a whole."""
    pieces = (
        piece for cell in cells for piece in ([cell] if len(cell) <= SHORT_CELL else cell.split())
    )
    return max(map(len, pieces), default=0) + SPACE_BESIDE_A_CELL


def parts_that_fit(widths: Sequence[int], width: int) -> list[list[int]]:
    """Share the columns of a table out over parts that fit; each has the first column.

    Args:
        widths: What each column takes at least.
    """
    parts: list[list[int]] = []
    left = 0
    for index in range(1, len(widths)):
        if not parts or widths[index] > left:
            parts.append([0])
            left = width - widths[0]
        parts[-1].append(index)
        left -= widths[index]
    return parts or [[0]]


def _is_numeric(rows: Sequence[Sequence[str]], index: int) -> bool:
    cells = [row[index] for row in rows if row[index]]
    return bool(cells) and index > 0 and all(_looks_numeric(cell) for cell in cells)


def _looks_numeric(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").replace("%", "").lstrip("-").isdigit()


def say(sentence: str) -> None:
    """Print a sentence on standard output."""
    sys.stdout.write(sentence + "\n")


def tell(sentence: str, *, as_json: bool, **result: object) -> None:
    """Say what was done: a sentence for a person, the facts in it for a program."""
    if as_json:
        print_json(result)
    else:
        say(sentence)


def print_error(message: str) -> None:
    """Print what went wrong, on standard error."""
    sys.stderr.write(message + "\n")


def print_problems(problems: Sequence[Problem]) -> None:
    """Print every problem, on standard error: a table on a terminal, a line each in a pipe."""
    if not problems:
        return
    if not sys.stderr.isatty():
        for one in problems:
            shown = f" ({one.value})" if one.value else ""
            # A fault of a document is a sentence without its full stop.
            stop = "" if one.message.endswith((".", "?")) else "."
            print_error(f"{one.place}: {one.severity}: {one.message}{shown}{stop} {one.remedy}")
        return
    print_table(
        f"{len(problems)} problems",
        ["Where", "What happens", "Value", "What is wrong", "What to do"],
        [
            [problem.place, problem.severity, problem.value, problem.message, problem.remedy]
            for problem in problems
        ],
        to_stderr=True,
    )


def progress_over(steps: Sequence[Item], *, words: Callable[[Item], str]) -> Iterator[Item]:
    """Go through steps under a progress bar that says which one is being done."""
    from rich.progress import Progress

    console = _console(to_stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("", total=len(steps))
        for step in steps:
            bar.update(task, description=words(step))
            yield step
            bar.advance(task)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error; silent where that is not a terminal."""
    from rich.progress import Progress

    console = _console(to_stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        bar.add_task(label, total=None)
        yield bar
