"""Draws from a plain table that go by size or along an order, not by ticket alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inspect_tool.services.calculations_draw_request import DrawMethod, DrawnRow, DrawRequest
from inspect_tool.services.plain_frames import PlainFrame

if TYPE_CHECKING:
    from inspect_tool.domain.zones import ControlledUnit, ZonedUnit


def draw_otherwise(
    frame: PlainFrame, sizes: Mapping[str, tuple[int, int]], request: DrawRequest
) -> tuple[DrawnRow, ...]:
    """Draw by size, by zones or systematically; `sizes` are cases and reserves by stratum.

    Raises:
        CheckFailedError: A size is missing, or a stratum has too few units.
    """
    if request.drawing in (DrawMethod.ZONES, DrawMethod.SYSTEMATIC):
        return _along_an_order(frame, sizes, request)
    return _by_size(frame, sizes, request)


def _by_size(
    frame: PlainFrame, sizes: Mapping[str, tuple[int, int]], request: DrawRequest
) -> tuple[DrawnRow, ...]:
    from inspect_tool.domain.pps import OrderMethod, draw_by_size

    drawn = draw_by_size(
        frame.units,
        {stratum: size for stratum, (size, _) in sizes.items()},
        draw_id=request.draw_id,
        seed=request.seed,
        method=OrderMethod(request.drawing.value),
    )
    return tuple(
        DrawnRow(
            list_id=unit.list_id,
            unit_id=unit.unit_id,
            stratum=unit.stratum,
            rank=unit.rank,
            ticket=unit.ticket,
            role=unit.role.value,
            inclusion_probability=str(unit.inclusion_probability),
        )
        for unit in drawn
        if unit.rank <= sum(sizes[unit.stratum])
    )


def _along_an_order(
    frame: PlainFrame, sizes: Mapping[str, tuple[int, int]], request: DrawRequest
) -> tuple[DrawnRow, ...]:
    rows: list[DrawnRow] = []
    for stratum, units in sorted(_by_stratum(frame).items()):
        size, reserves = sizes.get(stratum, (0, 0))
        if size:
            drawn = _drawn_along(units, size, -(-reserves // size), request)
            rows += [_row(unit, rank) for rank, unit in enumerate(drawn, start=1)]
    return tuple(rows)


def _drawn_along(
    units: list[ControlledUnit], size: int, reserves: int, request: DrawRequest
) -> tuple[ZonedUnit, ...]:
    from inspect_tool.domain.zones import draw_systematically, draw_zones

    if request.drawing is DrawMethod.SYSTEMATIC:
        return draw_systematically(units, size, draw_id=request.draw_id, seed=request.seed)
    return draw_zones(units, size, draw_id=request.draw_id, seed=request.seed, reserves=reserves)


def _by_stratum(frame: PlainFrame) -> dict[str, list[ControlledUnit]]:
    from inspect_tool.domain.sampling import tidy
    from inspect_tool.domain.zones import ControlledUnit

    controls = frame.controls or ((),) * len(frame.units)
    strata: dict[str, list[ControlledUnit]] = {}
    for unit, values in zip(frame.units, controls, strict=True):
        strata.setdefault(tidy(unit.stratum), []).append(ControlledUnit(unit, values))
    return strata


def _row(unit: ZonedUnit, rank: int) -> DrawnRow:
    return DrawnRow(
        list_id=unit.list_id,
        unit_id=unit.unit_id,
        stratum=unit.stratum,
        rank=rank,
        ticket=unit.ticket,
        role=unit.role.value,
        inclusion_probability=str(unit.inclusion_probability),
    )
