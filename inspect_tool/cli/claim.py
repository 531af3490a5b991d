"""`claim`: are the sentences true, and why."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="claim",
    help="Check the narrative's quantities.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Snapshot = Annotated[str | None, typer.Option("--snapshot", help="Which one; else the newest.")]


@app.command("check", epilog="Example: inspect-tool claim check")
def check(ctx: typer.Context, snapshot: Snapshot = None) -> None:
    """Check the quantities of the narrative; exit with 1 where one is not true.

    Each is true, false, unsafe (its base is too small) or not understood.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_problems, say
    from inspect_tool.services.publication import claims

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        result = claims.check(work, workspace.review, place=workspace.place, snapshot=snapshot)
    if command_context(ctx).json:
        print_json(result)
    else:
        print_problems((*result.unchecked, *result.problems, *result.identifiers))
        say(f"{result.true} of {result.claims} quantities hold (snapshot {result.snapshot}).")
        if result.verdicts:
            found = ", ".join(f"{number} {words}" for words, number in result.verdicts.items())
            say(f"The others: {found}.")
        if result.partly_asked:
            say(
                f"{result.partly_asked} are of those alone who were asked: an earlier version of "
                "the framework did not ask all, which `claim explain` shows."
            )
        if result.unchecked:
            say(
                f"{len(result.unchecked)} more stand in the text without a claim; "
                "`report build` stops at them, with `--draft` it does not."
            )
        if result.identifiers:
            say("Words of the text may identify somebody: see `guard check`.")
    if not result.holds:
        raise typer.Exit(1)


@app.command("explain", epilog="Example: inspect-tool claim explain left_too_long")
def explain(
    ctx: typer.Context,
    reference: Annotated[str, typer.Argument(help="What follows `claim:` in the narrative.")],
    snapshot: Snapshot = None,
) -> None:
    """Show count, base, the cases behind it, and the words that would be true."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication import claims

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        claim = claims.explain(
            work, workspace.review, reference, place=workspace.place, snapshot=snapshot
        )
    if command_context(ctx).json:
        print_json(claim)
        return
    if claim.median:
        say(f"{claim.title}: median {claim.median}, of {claim.base} {claim.noun}.", as_written=True)
    else:
        say(f"{claim.title}: {claim.count} of {claim.base} {claim.noun}.", as_written=True)
    if claim.not_asked:
        say(
            f"Not asked, under an earlier version of the framework, and in no base: "
            f"{claim.not_asked}. {' '.join(claim.by_version)}".rstrip()
        )
    for kind, refs in claim.behind.items():
        say(f"{kind.capitalize()}: {', '.join(refs)}")
    if not (claim.refs or claim.not_named):
        say("Cases: none" if not claim.count else "It is counted without naming any case.")
    if claim.not_named:
        say(f"{claim.not_named} more are not named to you: a conflict of interest.")
    say(f"True words: {', '.join(claim.phrases) or 'none'}")
    if claim.bears_out:
        say(f"What bears it out: `{claim.bears_out}`.")
        say(f"What speaks against it: `{claim.contradicts}`.")
