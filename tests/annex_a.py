"""The lists, columns and value lists of Annex A, as tests ask for them."""

from __future__ import annotations

from collections.abc import Mapping

from inspect_tool.domain.frame.wanted import ANNEX_A_WANTED
from inspect_tool.domain.lists.columns import ListColumn, code_lists_of
from inspect_tool.domain.lists.recognition import CodeList
from inspect_tool.domain.lists.shipped import ANNEX_A, annex_a, shipped_lists

KEPT_COLUMNS = ANNEX_A_WANTED.columns
CODES: Mapping[str, CodeList] = code_lists_of(shipped_lists(ANNEX_A)["codes"])


def official_columns() -> Mapping[int, tuple[ListColumn, ...]]:
    """Every column by list, in the order of the declaration."""
    return {number: one.columns for number, one in annex_a().lists.items()}


def identifying_columns() -> frozenset[str]:
    """The columns whose values no message repeats."""
    return frozenset(
        column.name
        for columns in official_columns().values()
        for column in columns
        if column.identifies
    )
