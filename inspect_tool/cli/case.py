"""`case`: case workbooks out and in, and one case at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.returned_workbooks import ReturnedView

app = typer.Typer(
    name="case",
    help="Record findings on cases.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command("export", epilog="Example: inspect-tool case export --inspector rk -o workbooks")
def export(
    ctx: typer.Context,
    inspector: Annotated[str, typer.Option(help="Whose caseload.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the workbooks.")],
) -> None:
    """Write an inspector's case workbooks, one for each authority, to be filled in offline."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.case_workbooks import write_workbooks

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        issued = write_workbooks(
            work, workspace.review, inspector=inspector, folder=output, keys=workspace.keys
        )
    if command_context(ctx).json:
        print_json(issued)
        return
    for one in issued:
        say(f"{one.path}: {len(one.cases)} cases, {len(one.second_reads)} second reads")
    say("When they are filled in: `case import FILE…`.")


@app.command("import", epilog="Example: inspect-tool case import workbooks/ASH-rk.xlsx --dry-run")
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Filled-in workbooks.")],
    dry_run: Annotated[bool, typer.Option(help="Say what it would do; change nothing.")] = False,
) -> None:
    """Take filled-in workbooks in; what is unchanged changes nothing, nothing is overwritten."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress

    workspace = open_workspace(ctx)
    with progress("Taking workbooks in"):
        taken = workspace.take_workbooks(files, dry_run=dry_run)
    if command_context(ctx).json:
        print_json(taken)
    else:
        _print_taken(taken, dry_run=dry_run)
    if any(one.problems or one.conflicts for one in taken):
        raise typer.Exit(1)


def _print_taken(taken: tuple[ReturnedView, ...], *, dry_run: bool) -> None:
    from inspect_tool.cli.output import print_error, print_problems, print_table

    print_table(
        "Dry run: nothing was changed" if dry_run else "Workbooks taken in, number of answers",
        ["File", "Authority", "Inspector", "Changed", "Unchanged", "Conflicts", "Problems"],
        [
            [
                one.file,
                one.authority,
                one.inspector,
                one.changed,
                one.unchanged,
                len(one.conflicts),
                len(one.problems),
            ]
            for one in taken
        ],
    )
    for one in taken:
        print_problems(one.problems)
        for item in one.conflicts:
            print_error(
                f"{one.file}: {item} was changed by somebody else meanwhile; both versions are "
                f"kept, and the newer stays in force. See `case show {item.split()[0]}`."
            )


@app.command("list", epilog="Example: inspect-tool case list --open")
def list_(
    ctx: typer.Context,
    open_only: Annotated[bool, typer.Option("--open", help="Only incomplete ones.")] = False,
) -> None:
    """Show every record, its reader, and how much is missing."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records import list_records

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = list_records(work, workspace.review)
    shown = [one for one in views if not (open_only and one.is_complete)]
    rows = [
        {
            "subject": one.subject.ref,
            "kind": one.subject.kind.value,
            "reader": one.reader.value,
            "inspector": one.inspector,
            "standing": one.standing,
            "missing": sum(problem.blocks for problem in one.problems) if one.is_started else None,
        }
        for one in shown
    ]
    if command_context(ctx).json:
        print_json(rows)
        return
    print_table(
        f"{len(rows)} records",
        ["Subject", "About", "Read", "Inspector", "Standing", "Missing or inconsistent"],
        [list(row.values()) for row in rows],
    )


@app.command("show", epilog="Example: inspect-tool case show ASH-003")
def show(
    ctx: typer.Context, ref: Annotated[str, typer.Argument(help="A case, authority or interview.")]
) -> None:
    """Show what each reader recorded, and every revision behind it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.case_history import show_subject, tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        items = show_subject(work, workspace.review, tidy_ref(ref))
    if command_context(ctx).json:
        print_json(items)
        return
    print_table(
        tidy_ref(ref),
        ["Read", "Item", "What", "Answer", "Note", "By", "Revisions"],
        [
            [
                one.reader.value,
                one.item_id,
                one.title,
                one.answer,
                one.note,
                one.author,
                len(one.revisions),
            ]
            for one in items
        ],
    )


@app.command(
    "answer", epilog='Example: inspect-tool --as rk case answer ASH-003 MGT.1.a partly --note "…"'
)
def answer(  # each is an option of the command
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="A case, authority or interview.")],
    item: Annotated[str, typer.Argument(help="A question, or a criterion for its judgement.")],
    value: Annotated[
        str, typer.Argument(help="The answer; `-` takes one back; none with --absence.")
    ] = "",
    absence: Annotated[str | None, typer.Option(help="Why there is no answer.")] = None,
    note: Annotated[str, typer.Option(help="Evidence and reasons; no names.")] = "",
) -> None:
    """Answer one question or give one judgement."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.case_history import answer_item, tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        saved = answer_item(
            work, workspace.review, ref=tidy_ref(ref), item_id=item, given=(value, absence, note)
        )
    if command_context(ctx).json:
        print_json({"subject": tidy_ref(ref), "item": item, "saved": saved})
    else:
        say(f"{tidy_ref(ref)} {item}: {saved.value}.")


@app.command("check", epilog="Example: inspect-tool case check ASH-003")
def check(
    ctx: typer.Context, ref: Annotated[str, typer.Argument(help="A case, authority or interview.")]
) -> None:
    """Say what is unanswered or inconsistent; exit with 1 if anything is."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.case_history import problems_of, tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        problems = problems_of(work, workspace.review, tidy_ref(ref))
    if command_context(ctx).json:
        print_json(problems)
    else:
        print_table(
            f"{tidy_ref(ref)}: {len(problems)} things to look at",
            ["Read", "Item", "What", "Blocks"],
            [
                [one.reader, one.item_id, one.message, "yes" if one.blocks else ""]
                for one in problems
            ],
        )
    if any(one.blocks for one in problems):
        raise typer.Exit(1)


@app.command("referrals", epilog="Example: inspect-tool case referrals")
def referrals(ctx: typer.Context) -> None:
    """Show the children referred back to their authority."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.case_history import list_referrals

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        rows = list_referrals(work)
    if command_context(ctx).json:
        print_json(rows)
        return
    print_table(
        f"{len(rows)} children referred back",
        ["Case", "Referred on", "To", "By"],
        [[one.case_ref, one.referred_on, one.referred_to, one.author] for one in rows],
    )
