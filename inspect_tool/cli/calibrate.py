"""`calibrate`: all inspectors judge the same training cases before anyone travels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text
from inspect_tool.domain.percentages import half_up

if TYPE_CHECKING:
    from inspect_tool.services.moderation.calibration import CalibrationView

app = typer.Typer(
    name="calibrate",
    help="Judge the same training cases before fieldwork; nothing of it is counted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("start", epilog="Example: inspect-tool calibrate start --case T1 --case T2")
def start(
    ctx: typer.Context,
    case: Annotated[
        list[str], typer.Option("--case", help="A training case, such as T1; no child's name.")
    ],
    criterion: Annotated[
        list[str] | None, typer.Option("--criterion", help="One to judge; else all of cases.")
    ] = None,
) -> None:
    """Start a round: every inspector judges every training case, none seeing the others."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.moderation import calibration

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = calibration.start(work, workspace.review, case, criteria=criterion or ())
    _print_round(ctx, view)


@app.command("form", epilog="Example: inspect-tool calibrate form -o calibration.csv")
def form(
    ctx: typer.Context,
    output: Annotated[Path, typer.Option("-o", "--output", help="The CSV to write.")],
) -> None:
    """Write an empty form, the same for every inspector, to be filled in with a spreadsheet."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.moderation.calibration_forms import write_form

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        rows = write_form(work, workspace.review, output)
    tell(
        f"{output}: {rows} judgements to give. When it is filled in: `calibrate take FILE`.",
        as_json=command_context(ctx).json,
        path=output,
        rows=rows,
    )


@app.command("take", epilog="Example: inspect-tool --as ab calibrate take calibration-ab.csv")
def take(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The filled-in form.")],
    inspector: Annotated[
        str | None, typer.Option("--inspector", metavar="ID", help="Whose; else your own.")
    ] = None,
) -> None:
    """Take one inspector's judgements in: all of a form, or none."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.moderation.calibration_forms import take_form

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        taken = take_form(work, workspace.review, file, inspector=inspector)
    if command_context(ctx).json:
        print_json(taken)
        return
    say(
        f"{taken.file}: {taken.taken} judgements taken; {taken.given} of {taken.asked} of "
        f"{taken.inspector} are in."
    )
    if taken.is_over:
        say("All are in. See `calibrate show`.")


@app.command("show", epilog="Example: inspect-tool calibrate show")
def show(ctx: typer.Context) -> None:
    """Show how far the round is; once it is over, how far the inspectors agree."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.moderation import calibration

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        view = calibration.show(work, workspace.review)
    _print_round(ctx, view)


@app.command("close", epilog="Example: inspect-tool calibrate close --why 'one is ill'")
def close(
    ctx: typer.Context,
    why: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ],
) -> None:
    """End the round without those who are not in; they judge no more in it."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.moderation import calibration

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = calibration.close(work, workspace.review, why=why)
    _print_round(ctx, view)


def _print_round(ctx: typer.Context, view: CalibrationView) -> None:
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import print_json, print_table, say

    if command_context(ctx).json:
        print_json(view)
        return
    print_table(
        f"Calibration round {view.number}: {len(view.cases)} training cases, {view.readers} "
        f"inspectors; {'over' if view.is_over else 'running'}",
        ["Inspector", "Judgements in"],
        [[reader, f"{given} of {view.asked}"] for reader, given in view.progress.items()],
        caption="Nothing of it is counted, in findings or in the agreement of second reads.",
    )
    if view.closed:
        say(f"Closed before all were in: {view.closed}")
    if view.is_over:
        _print_agreement(view)
    else:
        say("What was judged is shown once all are in. For a form: `calibrate form -o FILE`.")


def _print_agreement(view: CalibrationView) -> None:
    from inspect_tool.cli.output import print_table, say

    def figure(value: float | None) -> str:
        return "none" if value is None else f"{half_up(value, decimals=2)}"

    print_table(
        f"Agreement by criterion. Inspectors who judged everything: {view.rows[0].readers}",
        ["Criterion", "All alike", "Pairs alike", "AC1", "AC2", "Alpha", "Alpha ordinal"],
        [
            [
                f"{row.criterion} {row.title}",
                f"{row.unanimous} of {row.compared}",
                *(figure(one.value) for one in row.coefficients),
            ]
            for row in view.rows
        ],
        caption="All alike: training cases that all judged the same. Pairs alike: the share of "
        "pairs of inspectors who did, averaged over cases. Few cases leave wide intervals "
        "(--json has them): use the figures to find what to talk about.",
    )
    print_table(
        "What was judged differently",
        ["Criterion", "Case", "Judgements"],
        [
            [
                row.criterion,
                one.case,
                ", ".join(
                    [f"{value} {number}" for value, number in one.values.items()]
                    + ([f"no judgement {one.without}"] if one.without else [])
                ),
            ]
            for row in view.rows
            for one in row.spread
            if len(one.values) > 1
        ],
        caption="How many gave each judgement; nobody is named.",
    )
    say("Talk about what was judged differently before anyone travels.")
