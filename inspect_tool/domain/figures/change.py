"""The change of a measure between two reviews of the same authorities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.estimation.change import independent_change
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.estimates import NoEstimateError, UnknownGroupError

if TYPE_CHECKING:
    from inspect_tool.domain.estimation.contrasts import Difference
    from inspect_tool.domain.estimation.result import Estimate
    from inspect_tool.domain.figures.estimates import EstimatedCount


class SameDrawError(NoEstimateError):
    """Two snapshots of one draw are no independent samples."""

    def __init__(self, draw_id: str) -> None:
        super().__init__(
            f"Both rest on the draw {draw_id} from the same lists, so they are one sample and not "
            "two. A second review has a commitment, a seed and tickets of its own."
        )


@dataclass(frozen=True)
class ChangedMeasure:
    """A measure in an earlier review and in this one.

    Args:
        difference: This share less the earlier one.
        notes: What a reader must be told of the two samples.
    """

    earlier: EstimatedCount
    later: EstimatedCount
    difference: Difference
    level: float
    notes: tuple[str, ...]


def change(
    earlier: SnapshotFigures,
    later: SnapshotFigures,
    key: str,
    *,
    by: str | None = None,
    group: str = "",
    options: EstimationOptions | None = None,
) -> ChangedMeasure:
    """How a measure changed since an earlier review of the same authorities.

    Raises:
        NoEstimateError: One of them has no random sample, or both are the same one.
        UnknownMeasureError, UnknownFieldError, UnknownGroupError: One has no such measure, field
            or group.
    """
    options = options or EstimationOptions()
    check_two_draws(earlier, later)
    before, after = (_row_at(figures, key, by, group, options) for figures in (earlier, later))
    difference = independent_change(_estimate_at(before), _estimate_at(after), level=options.level)
    return ChangedMeasure(
        before(options.level),
        after(options.level),
        difference,
        options.level,
        other_authorities(earlier, later),
    )


def check_two_draws(earlier: SnapshotFigures, later: SnapshotFigures) -> None:
    """Refuse two snapshots of one draw.

    A later review may have kept the earlier one's name, and so its draw's: what was drawn from
    tells them apart, since a frame does not change once it was committed.

    Raises:
        SameDrawError: Both rest on one draw.
        NoEstimateError: One of them has no random sample.
    """
    one, other = (estimates.ledger_for(figures) for figures in (earlier, later))
    sizes = {(row.authority, row.stratum): row.population for row in one.strata}
    if one.draw_id == other.draw_id and all(
        sizes.get((row.authority, row.stratum), row.population) == row.population
        for row in other.strata
    ):
        raise SameDrawError(one.draw_id)


RowAt = Callable[[float], "EstimatedCount"]


def _row_at(
    figures: SnapshotFigures, key: str, by: str | None, group: str, options: EstimationOptions
) -> RowAt:
    def row(level: float) -> EstimatedCount:
        found = estimates.table(figures, key, by=by, options=replace(options, level=level))
        rows = {one.count.group: one for one in found.rows}
        if group not in rows:
            raise UnknownGroupError(by or "", group, [name for name in rows if name])
        return rows[group]

    return row


def _estimate_at(row: RowAt) -> Callable[[float], Estimate]:
    def estimate(level: float) -> Estimate:
        found = row(level)
        if found.estimate is None:
            raise NoEstimateError(found.no_estimate or "There is no random sample.")
        return found.estimate

    return estimate


def other_authorities(earlier: SnapshotFigures, later: SnapshotFigures) -> tuple[str, ...]:
    """A sentence where two reviews are not of the same authorities."""
    codes = [{authority.code for authority in figures.authorities} for figures in (earlier, later)]
    differing = sorted(codes[0] ^ codes[1])
    if not differing:
        return ()
    return (
        f"The two reviews are not of the same authorities ({', '.join(differing)} in one of them): "
        "what changed is the children of all authorities of each.",
    )
