"""What `calc draw` is asked for, and the rows that it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


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
