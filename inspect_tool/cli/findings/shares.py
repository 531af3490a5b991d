"""`findings table|variation|compare`: counts with their base, estimated shares beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    from inspect_tool.domain.estimation.contrasts import Difference
    from inspect_tool.domain.estimation.result import Estimate, EstimationOptions
    from inspect_tool.domain.estimation.two_stage import TwoStageEstimate
    from inspect_tool.domain.figures.counts import Variation
    from inspect_tool.domain.figures.estimates import Comparison, EstimatedCount, EstimatedTable
    from inspect_tool.domain.figures.funnel import FunnelledVariation


def table(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    measure: MeasureKey,
    *,
    by: By = None,
    refs: Annotated[bool, typer.Option(help="Name the cases behind each count.")] = False,
    interval: IntervalName = "kg",
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show a measure with its base and its estimated share, in all and in each group."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_error, print_json
    from inspect_tool.domain.figures import estimates

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of(interval, level)
    found = estimates.table(figures, measure, by=by, options=options)
    if command_context(ctx).json:
        for note in found.notes:
            print_error(note)
        print_json([_row_for_programs(one, by, options) for one in found.rows])
        return
    first = found.rows[0].count
    _print_table(
        f"{first.title}, among {first.noun} (snapshot {figures.name})",
        found,
        by,
        percentages_from=figures.percentages_from,
        refs=refs,
    )


def _row_for_programs(
    row: EstimatedCount, by: str | None, options: EstimationOptions
) -> dict[str, object]:
    count = row.count
    return {
        "measure": count.measure,
        "title": count.title,
        "noun": count.noun,
        "by": by if count.group else None,
        "group": count.group,
        "count": count.count,
        "base": count.base,
        "share": count.share,
        "estimate": _estimate_for_programs(row.estimate, options),
        "all_authorities": row.all_authorities,
        "no_estimate": row.no_estimate,
        "refs": count.refs,
        "unknown_refs": count.unknown_refs,
        "outside_refs": count.outside_refs,
        "all_records": count.all_records,
    }


def _estimate_for_programs(
    estimate: Estimate | None, options: EstimationOptions
) -> Mapping[str, object] | None:
    from dataclasses import asdict

    from inspect_tool.domain.estimation.shares import ShareRecord

    if estimate is None:
        return None
    record = asdict(ShareRecord.of(estimate))
    record["domain"] = estimate.domain or "overall"
    return {**record, "interval": options.interval.value, "level": options.level}


def _print_table(
    title: str,
    found: EstimatedTable,
    by: str | None,
    *,
    percentages_from: int,
    refs: bool,
) -> None:
    from inspect_tool.cli.output import print_table

    is_two_stage = any(one.all_authorities is not None for one in found.rows)
    has_outside = any(one.count.outside for one in found.rows)
    interval = f"{found.options.level * 100:.4g}% interval"
    print_table(
        title,
        [
            by or "Group", "Count", "Base", "Share of cases", "Estimated share of children",
            interval,
            *(["Estimated share of all authorities", interval] if is_two_stage else []),
            *(["Not in the base"] if has_outside else []),
            "No answer that counts",
            *(["Cases"] if refs else []),
        ],
        [
            [
                *_counts(one, percentages_from),
                *_shares(one.estimate, percentages_from),
                *(_shares(one.all_authorities, percentages_from) if is_two_stage else ()),
                *([one.count.outside] if has_outside else []),
                one.count.unknown,
                *([", ".join(one.count.refs)] if refs else []),
            ]
            for one in found.rows
        ],
        caption="\n".join(_captions(found, percentages_from)),
    )  # fmt: skip


def _counts(row: EstimatedCount, percentages_from: int) -> list[object]:
    count = row.count
    share = percent(count.share) if carries_percentage(count.base, percentages_from) else ""
    return [count.group or "all", count.count, count.base, share]


def _shares(estimate: Estimate | TwoStageEstimate | None, percentages_from: int) -> list[str]:
    """Estimated share and limits; nothing below the base that a percentage needs."""
    if estimate is None or not carries_percentage(estimate.n, percentages_from):
        return ["", ""]
    limits = "" if estimate.lo is None else f"{percent(estimate.lo)} to {percent(estimate.hi)}"
    return [percent(estimate.p), limits]


def _captions(found: EstimatedTable, percentages_from: int) -> Iterator[str]:
    yield f"No percentage where the base is below {percentages_from}."
    yield found.rows[0].count.base_words
    if found.describes:
        yield found.describes
        yield f"Interval: {found.options.interval.words}."
    else:
        yield found.rows[0].no_estimate or ""
    yield from _reasons(found.rows, percentages_from)
    yield from found.notes


def _reasons(rows: Sequence[EstimatedCount], percentages_from: int) -> Iterator[str]:
    """Why a share that is large enough to be shown has no interval."""
    for one in rows:
        group, estimate = one.count.group or "all", one.estimate
        is_shown = estimate is not None and carries_percentage(estimate.n, percentages_from)
        if is_shown and estimate is not None and estimate.no_interval:
            yield f"{group}: {estimate.no_interval}"
        if one.all_authorities is not None and one.all_authorities.reason:
            yield f"{group}, all authorities: {one.all_authorities.reason}"


def variation(ctx: typer.Context, level: Level = 0.95, snapshot: Snapshot = None) -> None:
    """Show in how many authorities each thing was seen, the range, and who leaves the funnel."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import plain, print_json
    from inspect_tool.domain.figures import funnel

    figures = figures_of(ctx, snapshot)
    found = funnel.variation(figures, level=level)
    if command_context(ctx).json:
        print_json([_variation_for_programs(one, plain(one.variation)) for one in found])
    else:
        _print_variation(found, figures.name, level, figures.percentages_from)


def _print_variation(
    found: Sequence[FunnelledVariation], snapshot: str, level: float, percentages_from: int
) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        f"Variation between authorities (snapshot {snapshot})",
        [
            "Measure", "Count", "Base", "Seen in", "Lowest", "Highest",
            f"Outside the {level * 100:.4g}% funnel",
        ],
        [
            [
                one.variation.measure, one.variation.count, one.variation.base,
                f"{one.variation.seen_in} of {one.variation.authorities}",
                *_ends(one.variation, percentages_from),
                "no random sample" if one.no_funnel else ", ".join(one.outside) or "none",
            ]
            for one in found
        ],
        caption="\n".join(_variation_captions(found, level, percentages_from)),
    )  # fmt: skip


def _ends(varied: Variation, percentages_from: int) -> list[str]:
    """The lowest and the highest count of an authority, with a percentage where it may have one."""
    ends = (
        (varied.lowest_authority, varied.lowest_count),
        (varied.highest_authority, varied.highest_count),
    )
    return [
        "" if one is None else f"{one.words(percentages_from)} {authority}"
        for authority, one in ends
    ]


def _variation_for_programs(one: FunnelledVariation, varied: object) -> dict[str, object]:
    from inspect_tool.cli.output import plain

    points = [{**_as_mapping(plain(point)), "is_outside": point.is_outside} for point in one.points]
    return {
        **_as_mapping(varied),
        "overall": one.overall,
        "funnel": points,
        "no_funnel": one.no_funnel,
    }


def _as_mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _variation_captions(
    found: Sequence[FunnelledVariation], level: float, percentages_from: int
) -> Iterator[str]:
    from inspect_tool.domain.figures.counts import SMALLEST_BASE_OF_A_RANGE

    yield "Shares of an authority rest on few cases: a range, not a league table."
    yield (
        "Lowest and highest: by share, of the authorities with a base of at least "
        f"{SMALLEST_BASE_OF_A_RANGE}; no percentage where the base is below {percentages_from}."
    )
    yield (
        "Outside the funnel: further from the estimated share of all than chance alone brings "
        f"an authority in about {level * 100:.4g} of 100 samples (normal approximation)."
    )
    yield from dict.fromkeys(one.no_funnel for one in found if one.no_funnel)


def compare(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    measure: MeasureKey,
    *,
    first: Annotated[str, typer.Option("--between", help="A group of the field.")],
    second: Annotated[str, typer.Option("--and", help="Another group of the field.")],
    by: Annotated[str, typer.Option("--by", help="authority, case_type or a field.")],
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show the difference between two groups' estimated shares, with its interval."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json
    from inspect_tool.domain.figures import estimates

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of("kg", level)
    found = estimates.compare(figures, measure, by=by, between=(first, second), options=options)
    if command_context(ctx).json:
        print_json(
            {
                "first": _row_for_programs(found.first, by, options),
                "second": _row_for_programs(found.second, by, options),
                "difference": found.difference,
                "level": level,
                "notes": found.notes,
            }
        )
        return
    _print_comparison(found, by, percentages_from=figures.percentages_from)


def _print_comparison(found: Comparison, by: str, *, percentages_from: int) -> None:
    from inspect_tool.cli.output import print_table

    difference = found.difference
    rows = [
        [
            one.count.group,
            one.count.count,
            one.count.base,
            *_figures(one.estimate),
            *_figures_of_limits(one.estimate),
        ]
        for one in (found.first, found.second)
    ]
    limits = _figures_of_limits(difference)
    rows.append(["difference", "", "", _figure(difference.value), _figure(difference.se), *limits])
    print_table(
        f"{found.first.count.title}, by {by}",
        [
            by, "Count", "Base", "Estimated share of children", "Standard error",
            f"{found.level * 100:.4g}% from", "to",
        ],
        rows,
        caption="\n".join(_comparison_captions(found, percentages_from)),
    )  # fmt: skip


def _comparison_captions(found: Comparison, percentages_from: int) -> Iterator[str]:
    yield _verdict(found.difference)
    small = min(found.first.count.base, found.second.count.base)
    if not carries_percentage(small, percentages_from):
        yield (
            f"A base is below {percentages_from}: for judging by yourself, not for a percentage "
            "in a report."
        )
    yield from found.notes


def _verdict(difference: Difference) -> str:
    """What the interval of a difference lets one say."""
    if difference.reason or difference.lo is None or difference.hi is None:
        return difference.reason or ""
    made = f"Made with Student's t at {difference.df} degrees of freedom, covariance included. "
    if difference.lo <= 0 <= difference.hi:
        return f"{made}The interval holds zero: the sample does not tell the two apart."
    return f"{made}The interval is clear of zero: the two differ."


def _figures(estimate: Estimate | None) -> list[str]:
    return ["", ""] if estimate is None else [_figure(estimate.p), _figure(estimate.se)]


def _figures_of_limits(one: object) -> list[str]:
    return [_figure(getattr(one, "lo", None)), _figure(getattr(one, "hi", None))]


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
