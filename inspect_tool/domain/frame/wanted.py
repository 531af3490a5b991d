"""What of the lists of a return a frame can use: minimisation begins where they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import fields_of, period_sources
from inspect_tool.domain.lists.columns import Meaning
from inspect_tool.domain.lists.declared import DeclaredLists
from inspect_tool.domain.lists.shipped import ANNEX_A, annex_a

ListColumns = frozenset[tuple[int, str]]


@dataclass(frozen=True)
class WantedLists:
    """The lists that a return should have, and the columns that a frame can use.

    Args:
        plain: The declaration in its plain form, as the process that reads the files gets it.
        case_types: Those that are drawn from; lists of other units are not read.
        columns: By list and heading; no other column leaves the process that reads a return.
    """

    plain: Mapping[str, Any]
    case_types: tuple[str, ...]
    lists: DeclaredLists
    columns: ListColumns


def always_wanted(lists: DeclaredLists) -> ListColumns:
    """Whatever the plan keeps: who it is, how old, and whether the case is open."""
    found = {(source.list_number, source.column) for source in period_sources(lists)}
    for number in lists.person_lists:
        one = lists.lists[number]
        names = (one.id_name, *map(one.named, (Meaning.BORN, Meaning.AGE, Meaning.STATUS)))
        found |= {(number, name) for name in names if name}
    return frozenset(found)


def columns_of(lists: DeclaredLists, fields: Iterable[FrameField]) -> ListColumns:
    """The columns that some fields come from, with those that are always wanted."""
    columns = set(always_wanted(lists))
    for field in fields:
        for source in field.sources:
            columns.add((source.list_number, source.column))
            dated_by = lists.lists[source.list_number].dated_by
            if dated_by:
                columns.add((source.list_number, dated_by))
    return frozenset(columns)


def useful_columns(lists: DeclaredLists) -> ListColumns:
    """All columns that any frame can use; no other is ever kept, whoever asks."""
    return columns_of(lists, fields_of(lists).values())


def everything_of_annex_a() -> WantedLists:
    """All that any frame can use of Annex A."""
    lists = annex_a()
    return WantedLists(
        plain={"extends": ANNEX_A},
        case_types=tuple(lists.case_types),
        lists=lists,
        columns=useful_columns(lists),
    )


ANNEX_A_WANTED = everything_of_annex_a()
