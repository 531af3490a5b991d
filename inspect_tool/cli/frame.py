"""`frame`: take authorities' returns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.domain.plan.words import ReportWords
    from inspect_tool.services.frames.returns import ImportResult
    from inspect_tool.services.sampling.later_returns import LaterReturn

app = typer.Typer(
    name="frame",
    help="Take authorities' returns.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.command(
    "import",
    epilog="Example: inspect-tool frame import ASH-annex-a.xlsx --problems ASH-problems.xlsx",
)
def import_(  # each is an option of the command
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="A workbook, CSV files, or a folder.")
    ],
    authority: Annotated[
        str | None, typer.Option(help="Whose return it is, when the name does not say.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what it would do; change nothing.")] = False,
    problems: Annotated[
        Path | None, typer.Option(metavar="OUT.xlsx", help="Write the problems as a workbook.")
    ] = None,
    accept_changes: Annotated[
        bool, typer.Option(help="Take a return that changes the frame in force.")
    ] = False,
) -> None:
    """Take an authority's return as its frame; every problem is reported in one pass."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_causes, print_json, progress, say
    from inspect_tool.services.frames.returns import ImportOptions
    from inspect_tool.services.frames.take_return import take_return

    workspace = open_workspace(ctx)
    with progress("Reading the return"):
        options = ImportOptions(
            authority=authority,
            dry_run=dry_run,
            accept_changes=accept_changes,
            problems_file=problems,
            told_in=workspace.folder,
        )
        result = take_return(
            workspace.work, workspace.review, files, keys=workspace.keys, options=options
        )
    if command_context(ctx).json:
        print_json(result)
    else:
        print_causes(result.problems)
        _print_result(result, workspace.review.plan.words, dry_run=dry_run)
        if result.would_refuse:
            say(f"Without --dry-run it would be refused: {result.would_refuse}")
        _print_next(result, problems, dry_run=dry_run)


def _print_result(result: ImportResult, words: ReportWords, *, dry_run: bool) -> None:
    from inspect_tool.cli.output import print_table

    outcome = f"{result.outcome}, dry run: nothing was changed" if dry_run else result.outcome
    print_table(
        f"{result.authority}: {outcome}",
        [words.said("Children"), "Number"],
        [
            ["on the frame", result.children],
            ["eligible", result.eligible],
            *([f"eligible: {name}", number] for name, number in result.by_case_type.items()),
            *(
                [words.said(f"left out: {name}"), number]
                for name, number in result.excluded.items()
            ),
        ],
        caption=words.said(
            "Children who are not eligible, or not known to be, are on the frame; others left out "
            "are not."
        ),
    )


def _print_next(result: ImportResult, problems: Path | None, *, dry_run: bool) -> None:
    from inspect_tool.cli.output import say
    from inspect_tool.domain.language.causes import causes_of

    number, causes = len(result.problems), len(causes_of(result.problems))
    many = f" from {causes} {'cause' if causes == 1 else 'causes'}" if number > 1 else ""
    say(f"{number} {'problem' if number == 1 else 'problems'}{many}.")
    if problems is not None:
        say(f"{problems} has a row for each.")
    if not dry_run:
        say("Next: `status` says which returns are still to come.")


@app.command(
    "map",
    epilog='Example: inspect-tool frame map ASH "Ref No=Child Unique ID" "Start=CIN Start Date"',
)
def map_(
    ctx: typer.Context,
    authority: Annotated[str, typer.Argument(help="Code of the authority.")],
    headings: Annotated[
        list[str] | None,
        typer.Argument(metavar="[THEIRS=OFFICIAL]…", help="What a heading of theirs means."),
    ] = None,
    lists: Annotated[
        list[int] | None,
        typer.Option("--list", help="On this list only; for all that have it when left out."),
    ] = None,
) -> None:
    """Keep what an authority's headings mean: asked once, used at each later return."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.frames.told import map_headings

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        told = map_headings(
            work,
            workspace.review,
            workspace.folder,
            authority,
            lists=lists or (),
            headings=headings or (),
        )
    if command_context(ctx).json:
        print_json(told.headings)
        return
    print_table(
        f"{authority.upper()}: headings",
        ["List", "Theirs", "Official"],
        [[n, theirs, name] for n, names in told.headings.items() for theirs, name in names.items()],
    )
    if headings:
        say("Next: `frame import` with the same files.")


@app.command("answer", epilog="Example: inspect-tool frame answer ASH --same zeros")
def answer(
    ctx: typer.Context,
    authority: Annotated[str, typer.Argument(help="Code of the authority.")],
    same: Annotated[
        list[str] | None,
        typer.Option(help="Code of a question, or a cause such as zeros: it is one child."),
    ] = None,
    different: Annotated[
        list[str] | None, typer.Option(help="The same, where they are different children.")
    ] = None,
) -> None:
    """Say whether identifiers that look alike are one child; `frame import` asks."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.frames.told import answer_questions

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        answers = answer_questions(
            work,
            workspace.review,
            workspace.folder,
            authority,
            same=same or (),
            different=different or (),
        ).answers
    if command_context(ctx).json:
        print_json({"same": sorted(answers.same), "different": sorted(answers.different)})
        return
    print_table(
        f"{authority.upper()}: identifiers that look alike",
        ["Question or cause", "Answer"],
        [
            *([name, "one child"] for name in sorted(answers.same)),
            *([name, "different children"] for name in sorted(answers.different)),
        ],
    )
    if same or different:
        say("Next: `frame import` with the same files.")


@app.command("correct", epilog="Example: inspect-tool frame correct ASH-corrected.xlsx --dry-run")
def correct(
    ctx: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="A workbook, CSV files, or a folder.")
    ],
    authority: Annotated[
        str | None, typer.Option(help="Whose return it is, when the name does not say.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Say what it would keep; change nothing.")] = False,
) -> None:
    """Compare a return that comes after the draw; keep the right facts beside those returned.

    The draw stays. Measures and their bases go by the corrected facts of the cases.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress
    from inspect_tool.services.frames.returns import ImportOptions
    from inspect_tool.services.sampling.later_returns import take_later_return

    workspace = open_workspace(ctx)
    with progress("Reading the return"):
        found = take_later_return(
            workspace.work,
            workspace.review,
            files,
            keys=workspace.keys,
            options=ImportOptions(authority=authority, dry_run=dry_run, told_in=workspace.folder),
        )
    if command_context(ctx).json:
        print_json(found)
    else:
        _print_later(found, workspace.review.plan.words, dry_run=dry_run)


def _print_later(found: LaterReturn, words: ReportWords, *, dry_run: bool) -> None:
    from inspect_tool.cli.output import print_causes, print_table, say
    from inspect_tool.domain.frame.corrections import fact_words

    print_causes(found.problems)
    kept = "would be kept" if dry_run else "kept"
    print_table(
        f"{found.authority}: {len(found.kept)} corrected facts {kept}; the draw stays as it is",
        ["Case", "Fact", "As returned", "Until now", "As corrected", "Not kept, because"],
        [
            [
                change.case,
                change.field,
                *map(fact_words, (change.returned, change.before, change.now)),
                change.why_not,
            ]
            for change in found.changes
        ],
    )
    if found.missing:
        say(f"Not on the corrected return: {', '.join(found.missing)}.")
    if found.not_eligible:
        say(
            f"By the corrected facts the plan's rule leaves out {', '.join(found.not_eligible)}; a "
            "case that does not belong is lost with `sample lose`."
        )
    say(
        words.said(
            f"{found.added} children more and {found.removed} fewer than on the list that was "
            "drawn from; nobody is drawn for it."
        )
    )


@app.command("show", epilog="Example: inspect-tool frame show")
def show(ctx: typer.Context) -> None:
    """Show the frame of each authority: children, eligible children by case type, exclusions."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.frames.frame_views import show_frames

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        frames = show_frames(work, workspace.review)
    if command_context(ctx).json:
        print_json(frames)
        return
    types, said = workspace.review.plan.case_types, workspace.review.plan.words.said
    print_table(
        said("Frames, number of children"),
        [said("Authority"), "Name", "Imported", "On the frame", "Eligible", *types, "Problems"],
        [
            [
                authority.authority,
                authority.name,
                authority.imported_at.date() if authority.imported_at else "not yet",
                authority.children,
                authority.eligible,
                *(authority.by_case_type[name] for name in types),
                sum(authority.problems.values()),
            ]
            for authority in frames
        ],
        caption=said("Columns of case types count eligible children."),
    )


@app.command("totals", epilog="Example: inspect-tool frame totals --authority ASH")
def totals(
    ctx: typer.Context,
    authority: Annotated[str | None, typer.Option(help="Only of this authority.")] = None,
) -> None:
    """Show how many children who could be drawn had each value of each kept field.

    Kept when the frame is cut down after the draw. Each field stands alone within its stratum;
    values that fewer than five children have are counted together.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.frames.returns import show_totals

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        cells = show_totals(work, authority)
    if command_context(ctx).json:
        print_json(cells)
        return
    said = workspace.review.plan.words.said
    print_table(
        said("Children who could be drawn, by field") if cells else "No frame was cut down yet",
        ["Stratum", "Field", "Value", said("Children")],
        [[cell.stratum, cell.field, cell.value, cell.children] for cell in cells],
    )
