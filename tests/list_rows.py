"""Rows of lists as a test writes them, and the lists that they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from inspect_tool.domain.frame.units import ReturnedList


@dataclass(frozen=True)
class Row:
    """One row of a list, with its values by the official column names."""

    list_number: int
    file: str
    sheet: str
    row: int
    values: Mapping[str, Any]


def lists_of(rows: Iterable[Row]) -> tuple[ReturnedList, ...]:
    """The lists that the rows make: as many parts of a list as there are changes between rows."""

    def part(one: Row) -> tuple[int, str, str, tuple[str, ...]]:
        return one.list_number, one.file, one.sheet, tuple(one.values)

    return tuple(
        ReturnedList(
            list_number=number,
            file=file,
            sheet=sheet,
            rows=[one.row for one in same],
            columns={name: [one.values[name] for one in same] for name in names},
        )
        for (number, file, sheet, names), group in groupby(rows, key=part)
        for same in [list(group)]
    )


def rows_in(lists: Iterable[ReturnedList]) -> tuple[Row, ...]:
    """The rows of lists, one by one."""
    return tuple(
        Row(
            one.list_number,
            one.file,
            one.sheet,
            row,
            {name: values[index] for name, values in one.columns.items()},
        )
        for one in lists
        for index, row in enumerate(one.rows)
    )
