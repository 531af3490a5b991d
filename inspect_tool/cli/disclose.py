"""`disclose`: what in the report could identify a child."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.disclosure.findings import DisclosureFinding
    from inspect_tool.services.publication.disclosure import DisclosureCheck

app = typer.Typer(
    name="disclose",
    help="What in the report could identify a child.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback()
def disclose() -> None:
    """What in the report could identify a child."""


@app.command("check", epilog="Example: inspect-tool disclose check")
def check(
    ctx: typer.Context,
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="Which one; else the newest.")
    ] = None,
) -> None:
    """List the report's counts that may not be published; exit with 1 where there are any.

    Small counts, all but a few and everybody of a base, and whatever would give one of them away.
    What the numbers of the report are held back for is tried by working them out again. Numbers
    that were not looked at are named. For the review's own team: it shows the counts themselves.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication import disclosure

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = disclosure.check(work, workspace.review, place=workspace.place, snapshot=snapshot)
    if command_context(ctx).json:
        print_json(found, is_clear=found.findings.is_clear)
    else:
        _print(found)
    if not found.findings.is_clear:
        raise typer.Exit(1)


def _print(check: DisclosureCheck) -> None:
    from inspect_tool.cli.output import print_table, say

    findings = check.findings
    if findings.found:
        print_table(
            "Counts that could identify a child",
            ["What", "Among", "Number", "Count", "Why", "Left open", "Where"],
            [_row(one) for one in findings.found],
            caption="Left open: what a reader can still work out when all of these are held back.\n"
            f"What can be done: {_options(findings.found)}.",
        )
        print_table("Where they stand", ["Place", "Counts"], findings.by_place.items())
    if findings.not_placed:
        print_table("Not looked at", ["Where"], [[place] for place in findings.not_placed])
    if findings.contradictions:
        print_table(
            "Another number than elsewhere for the same, so not tied to it",
            ["Where"],
            [[place] for place in findings.contradictions],
        )
    say(
        f"{len(findings.found)} of {findings.counts} counts may not be published (fewer than "
        f"{check.smallest_count} children, or what gives them away; snapshot {check.snapshot})."
    )
    say(
        "Numbers in words without a claim, letters and earlier reports are not looked at, so this "
        "is no leave to publish: the public edition stays refused."
    )


def _options(found: Sequence[DisclosureFinding]) -> str:
    """Everything that can be done about one of them; --json has it for each."""
    return "; ".join(dict.fromkeys(option.words for one in found for option in one.options))


def _row(one: DisclosureFinding) -> list[object]:
    highest = "or more" if one.highest is None else f"to {one.highest}"
    return [
        one.what,
        one.group,
        one.part,
        one.count,
        "; ".join(reason.words for reason in one.why),
        f"{one.lowest} {highest}" + (" (known size)" if one.is_narrow else ""),
        "; ".join(one.where),
    ]
