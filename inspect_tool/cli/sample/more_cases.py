"""`sample extend` and `sample add`: more cases after the draw, by the draw or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text, standard_input
from inspect_tool.cli.sample.plan import IS_NOW

if TYPE_CHECKING:
    from inspect_tool.services.sampling.extension import Growth
    from inspect_tool.services.sampling.views import ExtensionView
    from inspect_tool.workspace import Workspace


Returns = Annotated[
    list[Path] | None,
    typer.Option(
        "--return",
        metavar="FILE",
        help="The return that the authority's frame was made from: fields that were deleted "
        "after the draw are taken back from it. Found by itself in the review's folder.",
    ),
]


def extend(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    *,
    by: Annotated[int | None, typer.Option(help="How many more cases.")] = None,
    size: Annotated[
        int | None, typer.Option(help="Or: how many cases there are to be in all.")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="Only from this authority.")] = None,
    stratum: Annotated[str | None, typer.Option(help="Only from this stratum.")] = None,
    why: Annotated[
        str,
        typer.Option(
            callback=given_text, help="The reason; the certificate publishes it." + ELSEWHERE
        ),
    ] = "",
    by_rule: Annotated[
        bool, typer.Option("--by-rule", help="As the committed rule says; its words are the why.")
    ] = False,
    returns: Returns = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which cases would come; change nothing.")
    ] = False,
) -> None:
    """Take more cases in the order that the draw fixed; what was drawn stays drawn.

    Reserves become cases in their order, and new reserves are ranked behind them. The committed
    plan's allocation shares the number between the strata that are named, all of them if none is.
    Certificate, flow and report say whether a committed rule asked for it, and if not, whether
    answers had been recorded before.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.sampling.extension import Growth
    from inspect_tool.services.sampling.extension import extend as extend_sample
    from inspect_tool.services.sampling.taken_back import ReturnSource, with_fields

    workspace = open_workspace(ctx)
    growth = Growth(by=by, size=size, authority=authority, stratum=stratum, why=why)
    if by_rule:
        growth = _by_rule(workspace, growth)
    source = ReturnSource(returns or (), workspace.folder, workspace.keys)
    view = with_fields(
        workspace.reading if dry_run else workspace.work,
        source,
        lambda work, fields: extend_sample(work, growth, dry_run=dry_run, taken_back=fields),
    )
    if command_context(ctx).json:
        print_json(view)
        return
    _print_extension(view)


def _by_rule(workspace: Workspace, growth: Growth) -> Growth:
    """What the committed rule asks for; it names no authority and needs no other reason."""
    from inspect_tool.errors import UsageError
    from inspect_tool.services.figures.extension_rule import growth_by_rule

    if growth.size or growth.why or growth.named_authorities:
        raise UsageError("With --by-rule there is nothing else to say but --by.")
    with workspace.reading() as work:
        return growth_by_rule(work, workspace.review, by=growth.by)


def _print_extension(view: ExtensionView) -> None:
    from inspect_tool.cli.output import print_table, say

    would = "would be" if view.is_dry_run else "is"
    print_table(
        f"{view.draw_id}: extension {view.number} {would} "
        f"{view.cases_now - view.cases_before} cases more",
        ["Stratum", "Children", "Cases before", "More", "Cases now", "Reserves now"],
        [
            [
                stratum.stratum,
                stratum.population,
                stratum.drawn_before,
                stratum.added,
                stratum.drawn_now,
                stratum.reserves_now,
            ]
            for stratum in view.strata
        ],
        caption=f"{view.cases_before} cases before, {view.cases_now} with it; {view.basis.words}.",
    )
    come = "would come in" if view.is_dry_run else "come in"
    print_table(
        f"{len(view.cases) + view.not_shown} cases {come}",
        ["Case", "Stratum", "Rank", "Was"],
        [[case.case_ref, case.stratum, case.rank, IS_NOW[case.was]] for case in view.cases],
        caption=f"{view.not_shown} of them are not shown: a conflict of interest."
        if view.not_shown
        else "",
    )
    if view.is_dry_run:
        say("Nothing was changed.")
    else:
        say("Next: `assign auto` gives the new cases readers; publish a new `sample certificate`.")


def add(
    ctx: typer.Context,
    why: Annotated[
        str, typer.Option(callback=given_text, help="Why this case; no names, no ids." + ELSEWHERE)
    ],
    case: Annotated[
        str | None, typer.Argument(help="A reserve such as ASH-031, or a token.")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="Whose own id --child-id is.")] = None,
    child_id: Annotated[
        str | None,
        typer.Option(help="The authority's own id of the child; - reads it from standard input."),
    ] = None,
    returns: Returns = None,
) -> None:
    """Pick a case by hand: it is read and counted, and never part of an estimate.

    The plan must have allowed it when it was committed. If the case's own turn in the draw comes
    later, it belongs to the random sample from then on.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.sampling.purposive import Child
    from inspect_tool.services.sampling.purposive import add as add_case
    from inspect_tool.services.sampling.taken_back import ReturnSource, with_fields

    workspace = open_workspace(ctx)
    child = Child(named=case, authority=authority, child_id=not_shown(ctx, child_id))
    review, keys = workspace.review, workspace.keys
    view = with_fields(
        workspace.work,
        ReturnSource(returns or (), workspace.folder, keys),
        lambda work, fields: add_case(work, review, child, why=why, keys=keys, taken_back=fields),
    )
    if command_context(ctx).json:
        print_json(view)
        return
    say(f"{view.case_ref} is picked by hand (it was {IS_NOW[view.was]}).")
    say(f"The plan allows {view.left or 'no'} more. Next: `assign auto` gives it a reader.")


def not_shown(ctx: typer.Context, child_id: str | None) -> str | None:
    """The id, from standard input if so asked: an id on the command line stays in its history."""
    if child_id != "-":
        return child_id
    import sys
    from getpass import getpass

    if sys.stdin.isatty():
        return getpass("The authority's own id of the child (not shown): ")
    return standard_input(ctx).partition("\n")[0].strip()
