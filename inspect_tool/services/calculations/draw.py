"""`calc draw`: a draw from a plain table, with its certificate.

What only some draws need (allocation, sizes, an order) is imported where they begin.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.domain.language.canonical import InvalidFieldError, tidy
from inspect_tool.domain.sampling.certificate import Occasion, certificate_json, make_certificate
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import (
    DuplicateUnitError,
    counts_of,
    leading_zero_warnings,
)
from inspect_tool.domain.sampling.sampling import inclusion_probability
from inspect_tool.domain.sampling.tickets import check_seed
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.readers.plain.alike import alike_notes, check_written_once
from inspect_tool.readers.plain.frames import (
    PlainFrame,
    WantedSizes,
    check_frame,
    read_plain_frame,
    read_sizes,
)
from inspect_tool.services.calculations.as_committed import check_as_committed
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.certificate import Certificate
    from inspect_tool.domain.sampling.commitment import DrawCommitment
    from inspect_tool.domain.sampling.draw import Draw
    from inspect_tool.domain.sampling.zones import ControlledUnit, ZonedUnit


class DrawMethod(StrEnum):
    """How units are drawn once it is known how many of each stratum."""

    STRATIFIED = "stratified"  # the smallest tickets of each stratum
    PARETO = "pareto"  # by size
    SEQUENTIAL_POISSON = "sequential-poisson"  # by size
    ZONES = "zones"  # along an order
    SYSTEMATIC = "systematic"  # along an order, without reserves


@dataclass(frozen=True, kw_only=True)
class DrawRequest:
    """What is to be drawn.

    Args:
        sizes: CSV of `stratum,n_h[,reserves]`, instead of `size`.
        size: Units in all, shared between the strata by `method`.
        method: Of an allocation, or of drawing where units are not drawn by ticket alone.
        reserves: Reserves per drawn unit, where the file of sizes does not give them.
        order_by: Columns that zones and systematic samples go by, most important first.
        seed_source: Where the seed came from; the times beside it are ISO 8601 text.
        commitment: What was published before the seed: name, sizes and frame are taken from it.
    """

    draw_id: str
    seed: str
    sizes: Path | None = None
    size: int | None = None
    method: str = "proportional"
    exponent: float = 0.5
    minimum: int | None = None
    maximum: int | None = None
    reserves: float = 0.0
    order_by: tuple[str, ...] = ()
    seed_source: str = ""
    seeded_at: str = ""
    committed_at: str = ""
    commitment: DrawCommitment | None = None

    @property
    def drawing(self) -> DrawMethod:
        """How units are drawn."""
        is_drawing = self.method in set(DrawMethod)
        return DrawMethod(self.method) if is_drawing else DrawMethod.STRATIFIED

    @property
    def allocation(self) -> str:
        """How the size is shared between strata."""
        return "proportional" if self.method in set(DrawMethod) else self.method


@dataclass(frozen=True, kw_only=True)
class DrawnRow:
    """A row of the sample.

    Args:
        inclusion_probability: As a fraction, such as `4/9`.
    """

    list_id: str
    unit_id: str
    stratum: str
    rank: int
    ticket: str
    role: str
    inclusion_probability: str


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
    check_one_size(request)
    check_seed(request.seed)
    frame = read_plain_frame(file, controls=request.order_by)
    check_written_once(frame)
    try:
        return _drawn_from(frame, request)
    except (InvalidFieldError, DuplicateUnitError):
        # The draw stops at the first; people want all of them, with their lines.
        check_frame(frame)
        raise


def check_one_size(request: DrawRequest) -> None:
    """Refuse to draw from two sizes, or none.

    Raises:
        UsageError: The words of the command do not say how many.
    """
    given = (request.sizes, request.size, request.commitment)
    if sum(one is not None for one in given) != 1:
        raise UsageError(
            "Give either --sizes with a file, or --size with a number, or --commitment with a file."
        )


def _drawn_from(frame: PlainFrame, request: DrawRequest) -> DrawCalculation:
    wanted = _wanted_sizes(frame, request)
    zeros = (
        *(f"{frame.file}: {warning.message}" for warning in leading_zero_warnings(frame.units)),
        *alike_notes(frame),
    )
    if request.drawing is DrawMethod.STRATIFIED:
        return _stratified(frame, wanted, request, zeros)
    rows = draw_otherwise(frame, wanted.with_reserves(request.reserves), request)
    return DrawCalculation(rows=rows, notes=(*zeros, *wanted.notes), certificate=None)


def _stratified(
    frame: PlainFrame, wanted: WantedSizes, request: DrawRequest, zeros: tuple[str, ...]
) -> DrawCalculation:
    sizes = wanted.with_reserves(request.reserves)
    draw = draw_stratified(frame.units, sizes, draw_id=request.draw_id, seed=request.seed)
    if request.commitment is not None:
        check_as_committed(draw, request.commitment)
    occasion = Occasion(
        seed_source=request.seed_source,
        seeded_at=request.seeded_at,
        committed_at=request.committed_at,
        tool_version=__version__,
        commitment=request.commitment,
    )
    return DrawCalculation(
        rows=_drawn_rows(draw),
        notes=(*zeros, *wanted.notes),
        certificate=make_certificate(draw, occasion=occasion),
    )


def _drawn_rows(draw: Draw) -> tuple[DrawnRow, ...]:
    chances = {
        drawn.stratum: str(inclusion_probability(draw, drawn.stratum)) for drawn in draw.strata
    }
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
    counts: Counter[str] = Counter()
    # Strata are few, so that each is tidied once and not with every row.
    for stratum, number in counts_of(frame.units.strata).items():
        counts[tidy(stratum)] += number
    populations = dict(sorted(counts.items()))
    if request.commitment is not None:
        strata = request.commitment.strata
        return WantedSizes(
            drawn={size.stratum: size.drawn for size in strata},
            reserves={size.stratum: size.reserves for size in strata},
        )
    if request.sizes is not None:
        return read_sizes(request.sizes, populations)
    return WantedSizes(drawn=_allocated(frame, populations, request), reserves={})


def sizes_of(frame: PlainFrame, request: DrawRequest) -> dict[str, tuple[int, int]]:
    """Cases and reserves of each stratum, as a request wants them of a frame.

    Raises:
        CheckFailedError: The sizes have problems, or cannot be met.
    """
    return _wanted_sizes(frame, request).with_reserves(request.reserves)


def _allocated(
    frame: PlainFrame, populations: dict[str, int], request: DrawRequest
) -> dict[str, int]:
    from inspect_tool.domain.sampling.by_size import sizes_by_stratum
    from inspect_tool.services.calculations.allocate import AllocationRequest, allocate_strata

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
        NoRoomError, UnreadableFileError: The file cannot be written.
    """
    if found.certificate is None:
        raise UsageError(
            "A certificate covers stratified draws by ticket. Leave --certificate out, or use "
            "another --method."
        )
    try:
        write_private_bytes(path, certificate_json(found.certificate).encode())
    except OSError:
        raise UnreadableFileError(f"{path.name} cannot be written. Check its folder.") from None


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
    from inspect_tool.domain.sampling.by_size import OrderMethod, draw_by_size

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
    from inspect_tool.domain.sampling.zones import draw_systematically, draw_zones

    if request.drawing is DrawMethod.SYSTEMATIC:
        return draw_systematically(units, size, draw_id=request.draw_id, seed=request.seed)
    return draw_zones(units, size, draw_id=request.draw_id, seed=request.seed, reserves=reserves)


def _by_stratum(frame: PlainFrame) -> dict[str, list[ControlledUnit]]:
    from inspect_tool.domain.sampling.zones import ControlledUnit

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
