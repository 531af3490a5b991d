"""`findings table|variation|compare|response|working|units`: counts, and shares of all children."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.findings.answers import say_where_the_words_are
from inspect_tool.cli.findings.options import (
    By,
    Counted,
    IntervalName,
    Level,
    MeasureKey,
    Snapshot,
    figures_of,
    scale_of,
    show,
)

if TYPE_CHECKING:
    from inspect_tool.cli.findings.for_programs import Record
    from inspect_tool.domain.content.blocks import Table
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.domain.figures.estimates import EstimatedTable


def table(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    measure: Counted,
    *,
    by: By = None,
    refs: Annotated[bool, typer.Option(help="Name the cases behind each count.")] = False,
    extremes: Annotated[
        bool, typer.Option(help="Worst and best case for missing answers; whether words hold.")
    ] = False,
    classes: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Known cases stand for lost ones of this field."),
    ] = None,
    post_strata: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Weights add up to the children of this field."),
    ] = None,
    families: Annotated[
        bool, typer.Option("--families", help="Take siblings together: wider where they agree.")
    ] = False,
    interval: IntervalName = "kg",
    level: Level = 0.95,
    snapshot: Snapshot = None,
) -> None:
    """Show a measure, a median or the answers to a question, with the base, in all and by group."""
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.findings.for_programs import row_record
    from inspect_tool.cli.findings.questions import show_other_table
    from inspect_tool.cli.output import print_error
    from inspect_tool.domain.figures import estimates, reweighted
    from inspect_tool.domain.report.measure_tables import estimated_table

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of(interval, level)
    if show_other_table(ctx, figures, measure, by=by, has_refs=refs, options=options):
        return None
    found = estimates.table(figures, measure, by=by, options=options, families=families)
    found = reweighted.reweighted(figures, found, by=by, classes=classes, post_strata=post_strata)
    for note in found.notes if command_context(ctx).json else ():
        print_error(note)
    records = [row_record(figures, row, by, options) for row in found.rows]
    shown = estimated_table(figures, found, by=by, has_refs=refs)
    if not extremes:
        show(ctx, shown, records)
        return say_where_the_words_are(ctx, f"{measure}=yes")
    return _show_with_extremes(ctx, figures, found, shown, records)


def _show_with_extremes(
    ctx: typer.Context,
    figures: SnapshotFigures,
    found: EstimatedTable,
    shown: Table,
    records: list[Record],
) -> None:
    from inspect_tool.domain.figures import missing
    from inspect_tool.domain.report.missing_tables import with_extremes

    sturdy = missing.sturdiness(figures, found.rows[0].count.measure, scale_of(ctx))
    for record, row in zip(records, found.rows, strict=True):
        record["extremes"] = missing.extremes_of(row.count)
    records[0]["sturdiness"] = sturdy
    show(ctx, with_extremes(shown, found, sturdy), records)


def variation(
    ctx: typer.Context,
    level: Level = 0.95,
    adjust: Annotated[
        str,
        typer.Option(help="For how many authorities are looked at: bh (Benjamini-Hochberg), none."),
    ] = "bh",
    snapshot: Snapshot = None,
) -> None:
    """Show in how many authorities each thing was seen, the range, and who leaves the funnel.

    An authority is named where chance alone does not explain how far it is from the whole; and a
    test says whether all differences together are larger than chance.
    """
    from inspect_tool.cli.findings.for_programs import variation_record
    from inspect_tool.domain.estimation.funnel import adjustment_of
    from inspect_tool.domain.figures import funnel
    from inspect_tool.domain.report.variation_tables import funnel_table

    adjustment = adjustment_of(adjust)
    figures = figures_of(ctx, snapshot)
    found = funnel.variation(figures, level=level, adjustment=adjustment)
    table = funnel_table(figures, found, level=level, adjustment=adjustment)
    show(ctx, table, map(variation_record, found))


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
    from inspect_tool.cli.findings.for_programs import comparison_record
    from inspect_tool.domain.figures import estimates
    from inspect_tool.domain.report.measure_tables import comparison_table

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of("kg", level)
    found = estimates.compare(figures, measure, by=by, between=(first, second), options=options)
    show(
        ctx, comparison_table(figures, found, by=by), comparison_record(figures, found, by, options)
    )


def response(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Show the response rate by authority and in all, and why drawn cases were lost."""
    from inspect_tool.cli.findings.for_programs import response_record
    from inspect_tool.domain.figures import estimates
    from inspect_tool.domain.report.flow_tables import response_table

    figures = figures_of(ctx, snapshot)
    found = estimates.response(figures)
    show(ctx, response_table(figures, found), map(response_record, found))


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
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.cli.printed_table import show_table
    from inspect_tool.domain.figures import estimates
    from inspect_tool.domain.figures.working import working as working_of
    from inspect_tool.domain.report.working_tables import (
        cells_table,
        variance_table,
        working_sentences,
    )

    figures = figures_of(ctx, snapshot)
    options = estimates.options_of(interval, level)
    found = working_of(figures, measure, by=by, group=group, options=options)
    if command_context(ctx).json:
        print_json(found)
        return
    for estimate in found:
        show_table(cells_table(estimate, figures.words))
        show_table(variance_table(estimate))
        for sentence in (*working_sentences(estimate, figures.words), ""):
            say(sentence)


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
    from inspect_tool.cli.output import say, tell
    from inspect_tool.services.figures import snapshots
    from inspect_tool.services.figures.repeat_files import design_lines, write_units

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        figures = snapshots.figures(work, workspace.review, snapshot)
        written = write_units(work, figures, measure, path=output, by=by)
    lines = design_lines(written.path.name)
    tell(
        f"{written.path}: {written.units} drawn cases whose status is known, "
        f"{written.answered} with an answer. It has a row per child: keep it inside the team.",
        as_json=command_context(ctx).json,
        path=written.path,
        measure=written.measure,
        units=written.units,
        answered=written.answered,
        design=lines,
    )
    if not command_context(ctx).json:
        for program, words in lines.items():
            say("\n".join((f"In {program}:", *words)))
