"""What hung together in a release, as JSON; it has the counts and stays with the team."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from inspect_tool.domain.disclosure.book import CountName
from inspect_tool.domain.disclosure.cells import CellRelation, CellStanding, CellTerm, CountCell
from inspect_tool.domain.disclosure.earlier import ReleasedSystem
from inspect_tool.domain.sampling.strict_json import (
    FormError,
    Json,
    list_of,
    number_of,
    object_of,
    text_of,
)

_NAME: Final = ("what", "group", "part")
_NUMBERS: Final = frozenset({"count", "lowest", "highest"})
_SWITCHES: Final = ("is_known", "is_sensitive", "is_held_back")
_OF_TERM: Final = 2  # the place of a cell, and its weight


def system_record(system: ReleasedSystem) -> Json:
    """The system as JSON; equations name cells by their place, from 0."""
    place = {cell.key: number for number, cell in enumerate(system.cells)}
    return {
        "cells": [
            {
                **asdict(system.names[cell.key]),
                "count": cell.count,
                "lowest": cell.lowest,
                "highest": cell.highest,
                "is_known": cell.standing is CellStanding.KNOWN,
                "is_sensitive": cell.is_sensitive,
                "is_held_back": cell.was_held_back,
            }
            for cell in system.cells
        ],
        "equations": [
            {
                "sum": tie.constant,
                "of": [[place[term.key], term.weight] for term in tie.terms],
            }
            for tie in system.relations
        ],
    }


def parse_system(value: object) -> ReleasedSystem:
    """Read it strictly.

    Raises:
        FormError: It is not one.
    """
    record = object_of(value, "the system", {"cells", "equations"})
    fields = {*_NAME, *_NUMBERS, *_SWITCHES}
    rows = [object_of(one, "a count", fields) for one in list_of(record, "cells")]
    names = [CountName(*(text_of(row, part) for part in _NAME)) for row in rows]
    keys = [name.key for name in names]
    ties = [object_of(one, "an equation", {"sum", "of"}) for one in list_of(record, "equations")]
    return ReleasedSystem(
        tuple(_cell(row, key) for row, key in zip(rows, keys, strict=True)),
        tuple(
            CellRelation(
                tuple(_term(one, keys) for one in list_of(tie, "of")), number_of(tie, "sum")
            )
            for tie in ties
        ),
        dict(zip(keys, names, strict=True)),
    )


def _cell(row: Json, key: str) -> CountCell:
    is_known, is_sensitive, is_held_back = (_switch(row, name) for name in _SWITCHES)
    return CountCell(
        key,
        _number_or_none(row, "count"),
        CellStanding.KNOWN if is_known else CellStanding.UNPUBLISHED,
        is_sensitive=is_sensitive,
        lowest=number_of(row, "lowest"),
        highest=_number_or_none(row, "highest"),
        was_held_back=is_held_back,
    )


def _switch(row: Json, name: str) -> bool:
    if not isinstance(row[name], bool):
        raise FormError(f"`{name}` is neither true nor false")
    return bool(row[name])


def _number_or_none(row: Json, name: str) -> int | None:
    return None if row[name] is None else number_of(row, name)


def _term(value: object, keys: list[str]) -> CellTerm:
    """The place of a cell with its weight, in two whole numbers."""
    if not isinstance(value, list) or [type(one) for one in value] != [int] * _OF_TERM:
        raise FormError("`of` is not of places and weights")
    place, weight = value
    if not 0 <= place < len(keys):
        raise FormError("`of` names a cell that is not there")
    return CellTerm(keys[place], weight)
