"""Totals of the population by kept field, which stay when the frame is cut down after the draw.

Each field stands alone within its stratum: two fields together, even of a stratum of hundreds,
single children out. A value that fewer than five children of the stratum have is counted with
others, so that no cell is a list of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.frame.units import Eligibility, Unit
from inspect_tool.domain.language.conditions import Scalar

SMALLEST_CELL = 5  # the usual threshold for counts of children: a smaller one may be a person
OTHERS = "other values"
NOT_KNOWN = "not known"
KNOWN = "known"


@dataclass(frozen=True, order=True)
class FrameCell:
    """How many children of a stratum who could be drawn have a value.

    Args:
        value: Dates by their year; of tokens only whether there is one; `other values` where each
            has fewer than five children.
    """

    stratum: str
    field: str
    value: str
    children: int


def totals(units: Iterable[Unit], fields: Mapping[str, FrameField]) -> tuple[FrameCell, ...]:
    """The totals of a population, in order; only of children who could be drawn.

    Args:
        fields: Those that the lists give, by name.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    for unit in units:
        if unit.eligibility is not Eligibility.ELIGIBLE:
            continue
        for name, value in unit.fields.items():
            counts.setdefault((unit.stratum, name), Counter())[_said(fields.get(name), value)] += 1
    return tuple(
        sorted(
            FrameCell(stratum, name, value, children)
            for (stratum, name), tally in counts.items()
            for value, children in _without_small_cells(tally)
        )
    )


def _said(field: FrameField | None, value: Scalar | None) -> str:
    if value is None:
        return NOT_KNOWN
    is_open = field is not None and field.kind in {FieldKind.CHOICE, FieldKind.TEXT}
    if is_open and field is not None and not field.choices:
        return KNOWN
    if isinstance(value, date):
        return str(value.year)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _without_small_cells(tally: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The cells, the smallest ones together until there are enough children in them.

    A pool that is too small takes the next smallest cell in, else it could be had by subtraction.
    """
    pooled = 0
    in_order = sorted(tally.items(), key=lambda cell: (cell[1], cell[0]))
    for value, children in in_order:
        if children < SMALLEST_CELL or 0 < pooled < SMALLEST_CELL:
            pooled += children
        else:
            yield value, children
    if pooled:
        yield OTHERS, pooled
