"""`snapshot`: the named state that figures come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.domain.report.snapshot_changes import SnapshotChanges
    from inspect_tool.services.figures.snapshots import SnapshotView

app = typer.Typer(
    name="snapshot",
    help="Fix the state that figures come from.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("take", epilog="Example: inspect-tool snapshot take draft-1")
def take(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="A name; it is given once.")]
) -> None:
    """Fix the complete records as they stand; refuses when the flow does not reconcile."""
    from inspect_tool.cli.context import head_now, open_workspace
    from inspect_tool.cli.output import print_error
    from inspect_tool.services.figures import snapshots

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = snapshots.take(work, workspace.review, name)
    if view.not_counted:
        print_error(f"Not counted, because incomplete: {', '.join(view.not_counted)}.")
    _print(ctx, (view,), head=head_now(workspace))


@app.command("list", epilog="Example: inspect-tool snapshot list")
def list_(ctx: typer.Context) -> None:
    """Show every snapshot, oldest first."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.figures import snapshots

    with open_workspace(ctx).reading() as work:
        views = snapshots.list_snapshots(work)
    _print(ctx, views)


@app.command("totals", epilog="Example: inspect-tool snapshot totals final")
def totals(
    ctx: typer.Context, name: Annotated[str, typer.Argument(help="Name of the snapshot.")]
) -> None:
    """Show what was counted from a snapshot before a case of it was erased."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.figures.stored_totals import stored_totals

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        stored = stored_totals(work, workspace.review, name)
    if command_context(ctx).json:
        print_json(stored)
        return
    print_table(
        f"{name}, as it was counted before a case was erased"
        if stored
        else f"No case of {name} was erased: `findings` counts it",
        ["Measure", "Authority", "Count", "Base", "No answer that counts", "Does not apply"],
        [
            [one.measure, one.group or "all", one.count, one.base, one.unknown, one.outside]
            for one in stored
        ],
    )


@app.command("diff", epilog="Example: inspect-tool snapshot diff draft-1 final")
def diff(
    ctx: typer.Context,
    earlier: Annotated[str, typer.Argument(help="The snapshot before.")],
    later: Annotated[str | None, typer.Argument(help="The other one; else the newest.")] = None,
) -> None:
    """Show what is counted otherwise, and which sentences of the narrative change with it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication import snapshot_changes

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = snapshot_changes.diff(work, workspace.review, earlier, later, place=workspace.place)
    if command_context(ctx).json:
        print_json(found)
        return
    _print_changes(found)


def _print_changes(found: SnapshotChanges) -> None:
    from inspect_tool.cli.output import print_table, say
    from inspect_tool.domain.claims.wording import Verdict

    if found.measures:
        print_table(
            f"{len(found.measures)} measures that differ between {found.earlier} and {found.later}",
            ["Measure", "Title", found.earlier, found.later],
            [[one.measure, one.title, one.earlier, one.later] for one in found.measures],
        )
    if found.sentences:
        print_table(
            f"{len(found.sentences)} of {found.claims} claims that differ",
            ["Where", "Words", "Claim", found.earlier, found.later, "Then", "Now"],
            [
                [
                    one.place,
                    one.phrase,
                    one.reference,
                    one.earlier,
                    one.later,
                    one.earlier_verdict.value,
                    one.later_verdict.value,
                ]
                for one in found.sentences
            ],
        )
    held = Verdict.TRUE
    broken = [
        one for one in found.sentences if one.earlier_verdict is held is not one.later_verdict
    ]
    say(
        f"Records that {found.later} has and {found.earlier} has not: {found.came}; the other way: "
        f"{found.left}; answered otherwise: {found.answered_otherwise}. Measures that differ: "
        f"{len(found.measures)}. Claims that differ: {len(found.sentences)} of {found.claims}; "
        f"that held and do not now: {len(broken)}."
    )


def _print(ctx: typer.Context, views: tuple[SnapshotView, ...], *, head: str = "") -> None:
    from inspect_tool.cli.context import HEAD_WORDS, command_context
    from inspect_tool.cli.output import print_json, print_table, say

    if command_context(ctx).json:
        print_json(views, **({"audit_head": head} if head else {}))
        return
    counts = {
        "Cases": [one.cases for one in views],
        "Authorities": [one.authorities for one in views],
        "Interviews": [one.interviews for one in views],
    }
    # Most reviews hear nobody in these ways; their columns come with the first that does.
    heard = {
        "Groups": [one.focus_groups for one in views],
        "Survey answers": [one.survey_answers for one in views],
        "Quotations": [one.quotations for one in views],
    }
    counts |= {heading: numbers for heading, numbers in heard.items() if any(numbers)}
    print_table(
        "Snapshots, number of complete records",
        ["Name", "Taken", *counts, "Digest"],
        [
            [
                snapshot.name,
                f"{snapshot.taken_at:%Y-%m-%d %H:%M}",
                *numbers,
                f"{snapshot.digest[:16]}…",
            ]
            for snapshot, *numbers in zip(views, *counts.values(), strict=True)
        ],
    )
    for snapshot in views:
        if snapshot.erased:
            say(f"Cases of {snapshot.name} were erased ({snapshot.erased}): see `snapshot totals`.")
    if head:
        say(f"{HEAD_WORDS}: {head}")
