"""Records of a calculation as a table for people, or as JSON for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def show_records(
    ctx: typer.Context,
    title: str,
    records: Sequence[DataclassInstance],
    *,
    notes: Iterable[str] = (),
    caption: str = "",
) -> None:
    """Print records: notes on standard error, a table with a column for each field, or JSON.

    The column `reason` goes below the table, where sentences have room.
    """
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json, print_table

    for note in notes:
        print_error(note)
    if command_context(ctx).json:
        print_json(records)
        return
    names = [field.name for field in dataclasses.fields(records[0]) if field.name != "reason"]
    reasons = [
        f"{getattr(record, names[0])}: {reason}"
        for record in records
        if (reason := getattr(record, "reason", None))
    ]
    print_table(
        title,
        [name.replace("_", " ") for name in names],
        [[_shown(getattr(record, name)) for name in names] for record in records],
        caption="\n".join(filter(None, [caption, *reasons])),
    )


def _shown(value: Any) -> object:  # a field of any record
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else value
