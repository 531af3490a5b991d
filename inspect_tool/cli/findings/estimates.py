"""`findings response|working|units`: what estimates rest on, and how to repeat them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.findings.options import (
    By,
    IntervalName,
    Level,
    MeasureKey,
    Snapshot,
    figures_of,
    percent,
)
from inspect_tool.domain.percentages import carries_percentage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.figures.working import Working
    from inspect_tool.domain.sampling.ledger import Response


def response(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show the response rate by authority and in all, and why drawn cases were lost."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.figures import estimates

    figures = figures_of(ctx, snapshot)
    found = estimates.response(figures)
    if command_context(ctx).json:
        print_json([_response_for_programs(one) for one in found])
    else:
        _print_response(found, figures.name, figures.percentages_from)


def _print_response(found: Sequence[Response], snapshot: str, percentages_from: int) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"What came of the cases drawn, and of the reserves called upon (snapshot {snapshot})",
        [
            "Authority", "Reached", "Counted", "Out of scope", "Not available", "Not read yet",
            "Known", "Response rate",
        ],
        [
            [
                one.authority or "all", one.reached, one.counted,
                sum(one.out_of_scope.values()), sum(one.not_available.values()), one.not_read,
                f"{one.known} of {one.reached}",
                percent(one.rate) if carries_percentage(one.reached, percentages_from) else "",
            ]
            for one in found
        ],
        caption="\n".join(_response_captions(found, percentages_from)),
    )  # fmt: skip


def _response_for_programs(one: Response) -> dict[str, object]:
    return {
        "authority": one.authority or "all",
        "reached": one.reached,
        "counted": one.counted,
        "out_of_scope": one.out_of_scope,
        "not_available": one.not_available,
        "not_read": one.not_read,
        "known": one.known,
        "rate": one.rate,
    }


def _response_captions(found: Sequence[Response], percentages_from: int) -> Iterator[str]:
    from inspect_tool.domain.sampling.losses import LossReason

    total = found[-1]
    for words, reasons in (
        ("Out of scope", total.out_of_scope),
        ("Not available", total.not_available),
    ):
        if reasons:
            listed = "; ".join(
                f"{LossReason(reason).words} {number}" for reason, number in reasons.items()
            )
            yield f"{words}: {listed}."
    yield (
        "Response rate: counted or out of scope, of those reached. Out of scope is an answer; the "
        "others are taken to be missing at random within their stratum."
    )
    yield f"No percentage where the base is below {percentages_from}."


def working(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    measure: MeasureKey,
    *,
    by: By = None,
    group: Annotated[str | None, typer.Option("--group", help="One group of the field.")] = None,
    interval: IntervalName = "kg",
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show the working of an estimate: cells, weights, variance by stratum, interval."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.figures import estimates
    from inspect_tool.domain.figures.working import working as working_of

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of(interval, level)
    found = working_of(figures, measure, by=by, group=group, options=options)
    if command_context(ctx).json:
        print_json(found)
        return
    for one in found:
        _print_working(one)


def _print_working(one: Working) -> None:
    from inspect_tool.cli.output import say

    _print_cells(one)
    _print_variance(one)
    for line in _result(one):
        say(line)


def _print_cells(one: Working) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"{one.title}, among {one.noun}: {one.group or 'all'}",
        [
            "Stratum", "Children N", "Known cases n", "Out of scope", "Weight N/n",
            "With an answer", "Count", "Weighted base", "Weighted count",
        ],
        [
            [
                cell.stratum, cell.population, cell.known, cell.out_of_scope,
                f"{cell.weight:.4f}", cell.n, cell.yes, f"{cell.weighted_base:.4f}",
                f"{cell.weighted_yes:.4f}",
            ]
            for cell in one.cells
            if cell.n
        ],
        caption=_left_out(one),
    )  # fmt: skip


def _print_variance(one: Working) -> None:
    from inspect_tool.cli.output import print_table

    seen = {cell.stratum for cell in one.cells if cell.n}
    print_table(
        "Variance, stratum by stratum",
        ["Strata", "Factor (1 − n/N) n/(n − 1)", "Sum of squares of z", "Variance"],
        [
            [
                " + ".join(part.strata),
                f"{part.factor:.6f}",
                f"{part.sum_squares:.9f}",
                f"{part.variance:.9f}",
            ]
            for part in one.parts
            if part.variance or seen & set(part.strata)
        ],
    )


def _left_out(one: Working) -> str:
    empty = sum(not cell.n for cell in one.cells)
    if not empty:
        return ""
    strata = "1 other stratum has" if empty == 1 else f"{empty} other strata have"
    return f"{strata} no case with an answer here; --json lists them with their zeros."


def _result(one: Working) -> Iterator[str]:
    estimate = one.estimate
    if estimate.p is None or one.variance is None:
        yield estimate.reason or ""
        return
    yes = sum(cell.weighted_yes for cell in one.cells)
    yield f"Share: {yes:.4f} / {estimate.sum_w:.4f} = {estimate.p:.6f}"
    yield f"Variance: {one.variance:.9f}, standard error {estimate.se:.6f}"
    yield (f"Degrees of freedom: {estimate.n} cases − {one.strata_in_group} strata = {estimate.df}")
    if one.effective_size is not None:
        yield f"Effective size n*: {one.effective_size:.6f}"
    if estimate.lo is not None:
        yield f"{one.level * 100:.4g}% interval: {estimate.lo:.6f} to {estimate.hi:.6f}"
    yield f"Interval: {one.interval}."
    if estimate.reason:
        yield estimate.reason
    yield one.describes
    yield from one.notes
    yield ""


def units(
    ctx: typer.Context,
    measure: MeasureKey,
    output: Annotated[Path, typer.Option("-o", "--output", help="The CSV file to write.")],
    by: Annotated[
        str | None, typer.Option("--by", help="A field that gets a column of its own.")
    ] = None,
    snapshot: Snapshot = None,
) -> None:
    """Write the cases behind an estimate as a plain table for `calc share` or R; internal."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.figures import snapshots
    from inspect_tool.services.figures.repeat_files import write_units

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        figures = snapshots.figures(work, workspace.review, snapshot)
        written = write_units(work, figures, measure, path=output, by=by)
    tell(
        f"{written.path}: {written.units} drawn cases whose status is known, "
        f"{written.answered} with an answer. It has a row per child: keep it inside the team.",
        as_json=command_context(ctx).json,
        path=written.path,
        measure=written.measure,
        units=written.units,
        answered=written.answered,
    )
