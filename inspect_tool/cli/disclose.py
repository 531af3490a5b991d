"""`disclose`: what in the report could identify a child, and what is decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.disclosure.decisions import DisclosureItem
    from inspect_tool.domain.disclosure.findings import DisclosureFinding
    from inspect_tool.domain.disclosure.proof import AttackSummary
    from inspect_tool.services.publication.disclosure import DisclosureCheck

app = typer.Typer(
    name="disclose",
    help="What in the report could identify a child.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


Snapshot = Annotated[str | None, typer.Option("--snapshot", help="Which one; else the newest.")]


@app.callback()
def disclose() -> None:
    """What in the report could identify a child."""


@app.command("check", epilog="Example: inspect-tool disclose check")
def check(
    ctx: typer.Context,
    snapshot: Snapshot = None,
    every: Annotated[
        bool, typer.Option("--all", help="List each count that is held back, too.")
    ] = False,
) -> None:
    """List what has to be decided before the report is public; exit with 1 while it cannot be.

    Held back are small counts, all but a few and everybody of a base, and whatever would give one
    of them away; that is tried by working them out again. What people wrote is listed to be read.
    For the review's own team: with --all or --json it shows the counts themselves.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication import disclosure

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = disclosure.check(work, workspace.review, place=workspace.place, snapshot=snapshot)
    if command_context(ctx).json:
        print_json(found, is_clear=found.findings.is_clear, is_settled=found.is_settled)
    else:
        _print(found, every=every)
    if not found.is_settled:
        raise typer.Exit(1)


@app.command(
    "decide",
    epilog="Example: inspect-tool disclose decide tables --do hold-back --why 'seen with the lead'",
)
def decide(
    ctx: typer.Context,
    refs: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME…",
            help="What `disclose check` calls it; tables: every open table and figure; chapters: "
            "every open chapter.",
        ),
    ],
    do: Annotated[str, typer.Option(help="hold-back, leave-out, reword or publish.")],
    why: Annotated[
        str, typer.Option(callback=given_text, help="The reason; no names." + ELSEWHERE)
    ],
    words: Annotated[
        str, typer.Option(callback=given_text, help="With reword: what the public edition says.")
    ] = "",
    snapshot: Snapshot = None,
) -> None:
    """Record what is decided about places of the public edition, by whom and why.

    A decision holds for a place as it is now: once its figures or its words change, it is open
    again. The last decision counts. No decision publishes a number that is held back.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.publication import disclosure

    workspace = open_workspace(ctx)
    decided = disclosure.DisclosureDecided(tuple(refs), do, why, words)
    with workspace.work() as work:
        found = disclosure.decide(
            work, workspace.review, decided, place=workspace.place, snapshot=snapshot
        )
    left = len(found.open_items)
    tell(
        f"The decision is recorded. {left} of {len(found.items)} places are open."
        + ("" if left else " `report build --edition public` can be run."),
        as_json=command_context(ctx).json,
        open=left,
        items=len(found.items),
    )


def _print(check: DisclosureCheck, *, every: bool) -> None:
    from inspect_tool.cli.output import print_table, say

    findings = check.findings
    if every and findings.found:
        print_table(
            "Counts that could identify a child",
            ["What", "Among", "Number", "Count", "Why", "Left open", "Where"],
            [_row(one) for one in findings.found],
            caption="Left open: what a reader can still work out when all of these are held back.",
        )
    if check.items:
        print_table(
            "What has to be decided before the report is public",
            ["Name", "Place", "Held back", "Why", "Can be decided", "Decided"],
            [_item(item) for item in check.items],
            caption=_options(check.items),
        )
    if findings.contradictions:
        print_table(
            "Another number than elsewhere for the same, so held back",
            ["Where"],
            [[place] for place in findings.contradictions],
        )
    _say_sum(check)
    if check.is_settled:
        say("All is settled: `report build --edition public` can be run.")
    else:
        left = len(check.open_items)
        say(
            f"{left} of {len(check.items)} places are open: `disclose decide` records what is done."
        )
    if check.is_press_open and not check.is_press_built:
        say("`report press --edition public` waits for press-summary; the report does not.")


def _say_sum(check: DisclosureCheck) -> None:
    from inspect_tool.cli.output import say

    findings = check.findings
    say(
        f"{len(findings.found)} of {findings.in_all} counts are held back (fewer than "
        f"{check.smallest_count} children, or what gives them away; snapshot {check.snapshot}); "
        "--all lists them."
        + (
            f" An earlier public release did not hold back {findings.told_before} of the others."
            if findings.told_before
            else ""
        )
    )
    say(_attacked(check.attack))
    say(
        "Not read: what words say without a figure, letters, and the certificate. Whoever decides "
        "about a chapter reads it for that."
    )


def _attacked(attack: AttackSummary) -> str:
    """What came of trying to work out what is held back."""
    said = (
        f"Attacked: {attack.attacked} counts, those that follow from others among them, by whoever "
        "has all that is left and the public releases before"
    )
    if attack.narrowest is not None:
        said += f"; of each held back a range of {attack.narrowest} or more is left open"
    if attack.known:
        said += f", but for {attack.known} in groups of known size"
    said += "."
    if attack.together:
        said += f" Public releases before that were attacked together with it: {attack.together}."
    if attack.apart:
        said += (
            f" Public releases before that cannot be: {attack.apart}, sealed by an earlier "
            "version or counted otherwise now; what they print is known."
        )
    return said


def _options(items: Sequence[DisclosureItem]) -> str:
    """What each of the choices is that some place has."""
    choices = dict.fromkeys(choice for item in items for choice in item.choices)
    listed = "; ".join(f"{choice.value}: {choice.words}" for choice in choices)
    return (
        f"{listed}. Or change the report: join groups of a table in the plan, give a number for "
        "all alone, say a sentence otherwise."
    )


def _item(item: DisclosureItem) -> list[object]:
    state = item.decided.value if item.decided is not None else ""
    return [
        item.ref,
        item.place,
        item.held_back or "",
        item.why,
        ", ".join(choice.value for choice in item.choices),
        state or ("changed since" if item.is_stale else "open"),
    ]


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
