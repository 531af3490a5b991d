"""Many measures by many groups, estimated in one pass."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_tool.domain.estimation.cells import CellSums, cell_sums
from inspect_tool.domain.estimation.design import SampleDesign, VarianceStratum
from inspect_tool.domain.estimation.design_effect import (
    design_effects,
    simple_variance,
    unseen_share,
)
from inspect_tool.domain.estimation.families import FamilyCells, family_cells
from inspect_tool.domain.estimation.intervals import (
    Interval,
    IntervalMethod,
    IntervalWorking,
    Limits,
    ShareCells,
)
from inspect_tool.domain.estimation.intervals_design import (
    population_bound,
    share_limits,
    working_of_limits,
)
from inspect_tool.domain.estimation.intervals_exact import hypergeometric_interval
from inspect_tool.domain.estimation.intervals_summary import ShareSummary, why_no_interval
from inspect_tool.domain.estimation.intervals_textbook import TEXTBOOK_INTERVALS
from inspect_tool.domain.estimation.result import Estimate, EstimationOptions

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]
    Answers = Sequence[bool | None] | FloatArray
    Members = Sequence[bool] | npt.NDArray[np.bool_]

NO_CASE = "No case of this group has an answer."
SAME_ANSWERS = "There is no design effect where every answer is the same."
NOTHING_UNSEEN = "There is no design effect where no case was left out."
NO_SPREAD = "There is no design effect with one case."


def answers_as_floats(answers: Answers) -> FloatArray:
    """1, 0, and not a number where there is no answer; an array is taken as it is."""
    import numpy as np

    if isinstance(answers, np.ndarray):
        return answers.astype(np.float64)
    return np.array([math.nan if answer is None else float(answer) for answer in answers])


def estimate_table(
    design: SampleDesign,
    outcomes: Mapping[str, Answers],
    domains: Mapping[str, Members],
    *,
    options: EstimationOptions | None = None,
) -> dict[tuple[str, str], Estimate]:
    """The share of every measure in every group, by (measure, group).

    Args:
        outcomes: By measure, the outcome of each case in the design's order: true, false or
            None; or an array of 1, 0 and not a number.
        domains: By group, whether each case belongs to it.
    """
    import numpy as np

    options = options or EstimationOptions()
    if not outcomes or not domains:
        return {}
    members = np.array([np.asarray(group, dtype=np.bool_) for group in domains.values()])
    answers = np.array([answers_as_floats(measure) for measure in outcomes.values()])
    found = family_cells(design, members, answers) if design.families else None
    rows = _figures(design, cell_sums(design, members, answers), options, found)
    names = [(measure, domain) for domain in domains for measure in outcomes]
    return {
        (measure, domain): _estimate(domain, row, options.interval)
        for (measure, domain), row in zip(names, rows, strict=True)
    }


class _CellFigures(NamedTuple):
    """The figures of one cell; None where there is none."""

    n: float
    yes: float
    p: float | None
    se: float | None
    df: float
    lo: float | None
    hi: float | None
    sum_w: float
    deff_wor: float | None
    deff_wr: float | None
    census: bool
    design_size: float | None
    children: float | None
    is_one_stratum: bool


def _figures(
    design: SampleDesign,
    sums: CellSums,
    options: EstimationOptions,
    families: FamilyCells | None = None,
) -> Iterator[_CellFigures]:
    """The figures of every cell, group by group."""
    import numpy as np

    cells = _share_cells(design, sums, families)
    limits = _limits(design, sums, cells, options)
    simple = simple_variance(cells.p, cells.n)
    has_cases = sums.n > 0
    columns: tuple[list[Any], ...] = (
        sums.n.ravel().tolist(),
        sums.yes.ravel().tolist(),
        _or_none(cells.p),
        _or_none(np.where(has_cases, np.sqrt(cells.variance), np.nan)),
        cells.df.ravel().tolist(),
        _or_none(limits.lo),
        _or_none(limits.hi),
        sums.base.ravel().tolist(),
        _or_none(design_effects(cells.variance, simple * unseen_share(sums.n, sums.base))),
        _or_none(design_effects(cells.variance, simple)),
        cells.census.ravel().tolist(),
        _or_none(np.where(np.isfinite(size := _design_size(cells)), size, np.nan)),
        _or_none(cells.children),
        _is_exact(design, sums, cells).ravel().tolist(),
    )
    return map(_CellFigures._make, zip(*columns, strict=True))


def _design_size(cells: ShareCells) -> FloatArray:
    """What children and weights allow, whatever was found."""
    import numpy as np

    with np.errstate(all="ignore"):
        return np.minimum(population_bound(cells), cells.weighted)


def _or_none(values: FloatArray) -> list[float | None]:
    """The values, None for what is not a number."""
    return [None if value != value else value for value in values.ravel().tolist()]  # noqa: PLR0124


def _share_cells(
    design: SampleDesign, sums: CellSums, families: FamilyCells | None = None
) -> ShareCells:
    import numpy as np

    share = sums.share()
    nowhere = np.full_like(sums.base, np.inf)
    return ShareCells(
        p=share,
        variance=sums.variance(share) if families is None else families.variance,
        n=sums.n,
        df=sums.n - sums.strata if families is None else families.df,
        # Without the correction the sample is judged as one from an infinite population.
        population=sums.base if design.fpc else nowhere,
        census=sums.is_census(),
        has_whole=sums.seen_strata > 0,
        yes=sums.yes,
        weighted=sums.weighted_size(),
        children=sums.known_size() if design.fpc else np.full_like(sums.base, np.nan),
        examined=sums.examined(),
        unseen=sums.could_belong() if design.fpc else nowhere,
    )


def _limits(
    design: SampleDesign, sums: CellSums, cells: ShareCells, options: EstimationOptions
) -> Limits:
    import numpy as np

    method = options.interval
    if method.is_for_one_stratum:
        nothing = np.full_like(sums.n, np.nan)
        limits = Limits(lo=nothing, hi=nothing.copy())
        return _from_counts(design, sums, _of_one_stratum(design, sums), limits, options)
    limits = share_limits(method, cells, level=options.level)
    if method is not IntervalMethod.KORN_GRAUBARD:
        return limits
    exact = replace(options, interval=IntervalMethod.EXACT)
    return _from_counts(design, sums, _is_exact(design, sums, cells), limits, exact)


def _is_exact(design: SampleDesign, sums: CellSums, cells: ShareCells) -> BoolArray:
    """Whether the default is exact: a group that is one stratum, not taken whole, of one weight."""
    import numpy as np

    alone = _of_one_stratum(design, sums)
    exact: BoolArray = alone & np.isfinite(cells.children) & (cells.df > 0) & ~cells.census
    return exact


def _of_one_stratum(design: SampleDesign, sums: CellSums) -> BoolArray:
    """Whether the answers of each cell are a simple random sample of one stratum, all of it."""
    import numpy as np

    alone: BoolArray = (sums.strata == 1) & (sums.whole_strata == 1)
    for row, column in np.argwhere(alone):
        index = int(sums.last_stratum[row, column])
        is_plain = design.fpc and not design.families
        alone[row, column] = is_plain and design.has_one_weight(index)
    return alone


def _from_counts(
    design: SampleDesign,
    sums: CellSums,
    chosen: BoolArray,
    limits: Limits,
    options: EstimationOptions,
) -> Limits:
    """The limits, those of chosen cells made from their counts."""
    import numpy as np

    for row, column in np.argwhere(chosen):
        stratum = design.variance_strata[int(sums.last_stratum[row, column])]
        interval = _limits_from_count(int(sums.yes[row, column]), stratum, options)
        limits.lo[row, column], limits.hi[row, column] = interval.lo, interval.hi
    return limits


def interval_working(
    design: SampleDesign, answers: Answers, members: Members, options: EstimationOptions
) -> IntervalWorking:
    """How the interval of one cell came about; see `estimate_table` for the arguments."""
    import numpy as np

    inside = np.asarray([members], dtype=np.bool_)
    sums = cell_sums(design, inside, np.asarray([answers_as_floats(answers)]))
    cells = _share_cells(design, sums)
    is_exact = options.interval is IntervalMethod.KORN_GRAUBARD and bool(
        _is_exact(design, sums, cells)[0, 0]
    )
    if is_exact or cells.census[0, 0] or cells.df[0, 0] <= 0:
        return IntervalWorking(is_exact=is_exact)
    return working_of_limits(options.interval, cells, level=options.level)


def _limits_from_count(
    count: int, stratum: VarianceStratum, options: EstimationOptions
) -> Interval:
    n, population = stratum.sampled, stratum.population
    # A stratum that was read whole is known; textbook limits would not see that.
    if options.interval is IntervalMethod.EXACT or stratum.is_taken_all:
        return hypergeometric_interval(count, n, population, level=options.level)
    return TEXTBOOK_INTERVALS[options.interval](count, n, level=options.level)


def _estimate(domain: str, row: _CellFigures, method: IntervalMethod) -> Estimate:
    no_interval = None if row.lo is not None else _why_no_interval(row, method)
    no_effect = None if row.deff_wor is not None or row.p is None else _why_no_design_effect(row)
    return Estimate(
        domain=domain,
        n=int(row.n),
        count=int(row.yes),
        p=row.p,
        se=row.se,
        df=int(row.df),
        lo=row.lo,
        hi=row.hi,
        sum_w=row.sum_w,
        deff_wor=row.deff_wor,
        deff_wr=row.deff_wr,
        reason=" ".join(filter(None, (no_interval, no_effect))) or None,
        no_interval=no_interval,
        design_size=row.design_size,
        children=None if row.children is None else int(row.children),
        is_one_stratum=row.is_one_stratum,
    )


def _why_no_interval(row: _CellFigures, method: IntervalMethod) -> str:
    if row.p is None or row.se is None:
        return NO_CASE
    share = ShareSummary(p=row.p, se=row.se, n=int(row.n), df=int(row.df), all_examined=row.census)
    return why_no_interval(share, method)


def _why_no_design_effect(row: _CellFigures) -> str:
    if row.n == 1:
        return NO_SPREAD
    return SAME_ANSWERS if row.p in (0.0, 1.0) else NOTHING_UNSEEN
