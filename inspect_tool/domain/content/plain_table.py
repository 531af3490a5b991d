"""Plain tables for other programs: a name, a type and a meaning for every column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

PlainCell: TypeAlias = str | int | float | bool | datetime | None

# Texts that a spreadsheet would take for a formula.
_LIKE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class ColumnType(StrEnum):
    """What a column holds, by the names of Table Schema."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATETIME = "datetime"


@dataclass(frozen=True)
class PlainColumn:
    """A column.

    Args:
        name: As a program calls it: small letters and underscores.
        description: What it means, and what an empty cell means.
        labels: The values that there are, with their words; none where they are open.
        is_required: Whether no cell is empty.
        unit: What its numbers are in; empty where they are counts or no numbers.
        missing: Symbols that stand in place of a value, with what they mean.
    """

    name: str
    title: str
    description: str
    type: ColumnType = ColumnType.STRING
    labels: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = False
    unit: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PointsTo:
    """Columns whose values are those of other columns of another table."""

    columns: tuple[str, ...]
    table: str
    other: tuple[str, ...]


@dataclass(frozen=True)
class TypedTable:
    """A table.

    Args:
        name: Of its file, and of its sheet.
        rows: A cell a column; None is a missing value.
        key: The columns that no two rows have the same in.
        points_to: Where the meaning of values is.
    """

    name: str
    title: str
    description: str
    columns: tuple[PlainColumn, ...]
    rows: tuple[tuple[PlainCell, ...], ...] = ()
    key: tuple[str, ...] = ()
    points_to: tuple[PointsTo, ...] = ()

    def with_rows(self, rows: Iterable[tuple[PlainCell, ...]]) -> TypedTable:
        """The same table with these rows."""
        return replace(self, rows=tuple(rows))


@dataclass(frozen=True)
class PlainTables:
    """Tables that belong together.

    Args:
        name: Of the whole: small letters, digits, hyphens.
        facts: What a program may want to know of the whole, by name.
    """

    name: str
    title: str
    description: str
    created: datetime
    tables: tuple[TypedTable, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


def as_text(value: str) -> str:
    """A value that a spreadsheet opens as text, not as a formula."""
    return f"'{value}" if value.startswith(_LIKE_FORMULAS) else value
