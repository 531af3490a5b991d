"""`calc draw`: a draw from a plain table, with its certificate."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.services.calculations_draw_other import draw_otherwise
from inspect_tool.services.calculations_draw_request import DrawMethod, DrawnRow, DrawRequest
from inspect_tool.services.plain_frames import (
    PlainFrame,
    WantedSizes,
    check_frame,
    read_plain_frame,
    read_sizes,
)

if TYPE_CHECKING:
    from inspect_tool.domain.certificate import Certificate
    from inspect_tool.domain.sampling import Draw


@dataclass(frozen=True, kw_only=True)
class DrawCalculation:
    """What was drawn, and what a reader must be told about it.

    Args:
        certificate: None for methods that PRN/1 certificates do not cover.
    """

    rows: tuple[DrawnRow, ...]
    notes: tuple[str, ...]
    certificate: Certificate | None


def calculate_draw(file: Path, request: DrawRequest) -> DrawCalculation:
    """Draw from a CSV of `list_id,unit_id,stratum[,size]`.

    Raises:
        UsageError: Neither sizes nor a size is given, or both, or there is no such method.
        UnreadableFileError: A file is no CSV.
        CheckFailedError: The frame, the sizes or the seed have problems.
    """
    from inspect_tool.domain.sampling import DuplicateUnitError, InvalidFieldError, check_seed

    if (request.sizes is None) == (request.size is None):
        raise UsageError("Give either --sizes with a file or --size with a number.")
    check_seed(request.seed)
    frame = read_plain_frame(file, controls=request.order_by)
    try:
        return _drawn_from(frame, request)
    except (InvalidFieldError, DuplicateUnitError):
        # The draw stops at the first; people want all of them, with their lines.
        check_frame(frame)
        raise


def _drawn_from(frame: PlainFrame, request: DrawRequest) -> DrawCalculation:
    from inspect_tool.domain.sampling import leading_zero_warnings

    wanted = _wanted_sizes(frame, request)
    zeros = tuple(f"{frame.file}: {one.message}" for one in leading_zero_warnings(frame.units))
    if request.drawing is DrawMethod.STRATIFIED:
        return _stratified(frame, wanted, request, zeros)
    rows = draw_otherwise(frame, wanted.with_reserves(request.reserves), request)
    return DrawCalculation(rows=rows, notes=(*zeros, *wanted.notes), certificate=None)


def _stratified(
    frame: PlainFrame, wanted: WantedSizes, request: DrawRequest, zeros: tuple[str, ...]
) -> DrawCalculation:
    from inspect_tool.domain.certificate import Occasion, make_certificate
    from inspect_tool.domain.sampling import draw_stratified

    sizes = wanted.with_reserves(request.reserves)
    draw = draw_stratified(frame.units, sizes, draw_id=request.draw_id, seed=request.seed)
    occasion = Occasion(
        seed_source=request.seed_source,
        seeded_at=request.seeded_at,
        committed_at=request.committed_at,
        tool_version=__version__,
    )
    return DrawCalculation(
        rows=_drawn_rows(draw),
        notes=(*zeros, *wanted.notes),
        certificate=make_certificate(draw, occasion=occasion),
    )


def _drawn_rows(draw: Draw) -> tuple[DrawnRow, ...]:
    from inspect_tool.domain.sampling import inclusion_probability

    chances = {one.stratum: str(inclusion_probability(draw, one.stratum)) for one in draw.strata}
    return tuple(
        DrawnRow(
            list_id=unit.list_id,
            unit_id=unit.unit_id,
            stratum=unit.stratum,
            rank=unit.rank,
            ticket=unit.ticket,
            role=unit.role.value,
            inclusion_probability=chances[unit.stratum],
        )
        for unit in draw.units
    )


def _wanted_sizes(frame: PlainFrame, request: DrawRequest) -> WantedSizes:
    from inspect_tool.domain.sampling import tidy

    counts = Counter(tidy(unit.stratum) for unit in frame.units)
    populations = dict(sorted(counts.items()))
    if request.sizes is not None:
        return read_sizes(request.sizes, populations)
    return WantedSizes(drawn=_allocated(frame, populations, request), reserves={})


def _allocated(
    frame: PlainFrame, populations: dict[str, int], request: DrawRequest
) -> dict[str, int]:
    from inspect_tool.domain.pps import sizes_by_stratum
    from inspect_tool.services.calculations_allocate import AllocationRequest, allocate_strata

    size = request.size or 0
    if request.drawing in (DrawMethod.PARETO, DrawMethod.SEQUENTIAL_POISSON):
        return sizes_by_stratum(frame.units, total=size, minimum=request.minimum or 0)
    wanted = AllocationRequest(
        size=size,
        method=request.allocation,
        exponent=request.exponent,
        minimum=request.minimum,
        maximum=request.maximum,
    )
    return allocate_strata(populations, spread={}, request=wanted)


def write_certificate_file(found: DrawCalculation, path: Path) -> None:
    """Write the certificate of a draw.

    Raises:
        UsageError: The draw was made by a method that PRN/1 certificates do not cover.
        UnreadableFileError: The file cannot be written.
    """
    from inspect_tool.domain.certificate import certificate_json

    if found.certificate is None:
        raise UsageError(
            "A certificate covers stratified draws by ticket. Leave --certificate out, or use "
            "another --method."
        )
    try:
        path.write_text(certificate_json(found.certificate), encoding="utf-8")
    except OSError:
        raise UnreadableFileError(f"{path.name} cannot be written. Check its folder.") from None
