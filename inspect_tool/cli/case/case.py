"""`case`: case workbooks out and in, and one case at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.case.conflicts import conflicts, settle
from inspect_tool.cli.case.facts import correct, facts
from inspect_tool.cli.case.one_record import answer, check, show
from inspect_tool.cli.case.queries import ask, close, queries, reply
from inspect_tool.cli.case.referrals import refer, referrals, respond
from inspect_tool.cli.case.states import agree, seen, send_back, submit
from inspect_tool.cli.case.stray import attach, set_aside, stray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inspect_tool.errors import Problem
    from inspect_tool.services.records.record_list import RecordLine
    from inspect_tool.services.workbooks.returned import ReturnedView

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
    from inspect_tool.cli.guard import tell_of_identifiers
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.records.identifiers import list_identifiers
    from inspect_tool.services.workbooks.issue import write_workbooks

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        issued = write_workbooks(
            work, workspace.review, inspector=inspector, folder=output, keys=workspace.keys
        )
        out = {workbook.authority for workbook in issued}
        found = [
            one
            for code in sorted(out)
            for one in list_identifiers(work, workspace.review, authority=code)
        ]
    tell_of_identifiers(found)
    if command_context(ctx).json:
        print_json(issued)
        return
    for workbook in issued:
        say(f"{workbook.path}: {_holds(len(workbook.cases), len(workbook.second_reads))}")
    if any(workbook.is_new_key for workbook in issued):
        say(
            "keys/signing.key was missing or another one, so a new one is used from now on. No "
            "workbook was in the field; heads that were signed before do not have its signature."
        )
    say("When they are filled in: `case import FILE…`.")


def _holds(cases: int, second_reads: int) -> str:
    """What a workbook is for; one without cases has the authority's and the interviews' sheets."""
    if not cases and not second_reads:
        return "no cases; blank sheets for the authority or for interviews"
    first = "1 case" if cases == 1 else f"{cases} cases"
    return f"{first}, {'1 second read' if second_reads == 1 else f'{second_reads} second reads'}"


@app.command("import", epilog="Example: inspect-tool case import workbooks/ASH-rk.xlsx --dry-run")
def import_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Filled-in workbooks.")],
    dry_run: Annotated[
        bool, typer.Option(help="Show each difference and what would become of it; change nothing.")
    ] = False,
    empty: Annotated[
        bool, typer.Option(help="Empty what came back empty; else what was issued stands.")
    ] = False,
    goes_on: Annotated[
        bool,
        typer.Option(help="The file goes on from copies of it that came in before: it holds."),
    ] = False,
) -> None:
    """Take filled-in workbooks in; what is unchanged changes nothing, nothing is overwritten."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress
    from inspect_tool.services.workbooks.returned import TakeOptions
    from inspect_tool.services.workbooks.take_back import take_workbooks

    workspace = open_workspace(ctx)
    begin = workspace.reading if dry_run else workspace.work
    with progress("Taking workbooks in"):
        taken = take_workbooks(
            begin,
            workspace.review,
            files,
            keys=workspace.keys,
            options=TakeOptions(empties=empty, goes_on=goes_on),
        )
    if command_context(ctx).json:
        print_json(taken)
    else:
        _print_taken(taken, dry_run=dry_run)
    if any(workbook.problems or workbook.conflicts for workbook in taken):
        raise typer.Exit(1)


@app.command("import-odk", epilog="Example: inspect-tool case import-odk neglect-case.zip")
def import_odk(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Exports of answers.")],
    dry_run: Annotated[
        bool, typer.Option(help="Show each difference and what would become of it; change nothing.")
    ] = False,
) -> None:
    """Take answers in that ODK Central (CSV, zip) or Kobo (Excel, CSV) exported.

    The rows of groups may stand in files of their own: name them as well.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, progress
    from inspect_tool.services.workbooks.collected import take_collected

    workspace = open_workspace(ctx)
    begin = workspace.reading if dry_run else workspace.work
    with progress("Taking answers in"):
        taken = take_collected(begin, workspace.review, files)
    if command_context(ctx).json:
        print_json(taken)
    else:
        _print_taken(taken, dry_run=dry_run)
    if any(file.problems or file.conflicts for file in taken):
        raise typer.Exit(1)


def _print_taken(taken: tuple[ReturnedView, ...], *, dry_run: bool) -> None:
    from collections import Counter

    from inspect_tool.cli.output import print_error, print_table
    from inspect_tool.services.records.stray_notes import notes_words

    print_table(
        "Dry run: nothing was changed" if dry_run else "Workbooks taken in, number of answers",
        [
            "File",
            "Authority",
            "Inspector",
            "Changed",
            "Unchanged",
            "Conflicts",
            "Stray",
            "Problems",
        ],
        [
            [
                workbook.file,
                workbook.authority,
                workbook.inspector,
                workbook.changed,
                workbook.unchanged,
                len(workbook.conflicts),
                len(workbook.stray),
                len(workbook.problems),
            ]
            for workbook in taken
        ],
    )
    if dry_run:
        _print_differences(taken)
    for workbook in taken:
        for problem in workbook.problems:
            print_error(_line(problem))
        for item in workbook.conflicts:
            print_error(
                f"{workbook.file}: {item} was answered otherwise after this workbook was issued, "
                "by another copy of it or by command. Both are kept, and the case is not complete "
                "until one is settled on: see `case conflicts`. If the file goes on from that "
                "copy, `case import FILE --goes-on` says so."
            )
        for ref, number in Counter(workbook.stray).items():
            print_error(
                f"{workbook.file}: {notes_words(number)} kept with {ref}, never counted: see "
                f"`case stray {ref}`."
            )


def _print_differences(taken: tuple[ReturnedView, ...]) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        "Rows that differ from what was issued, or from what a copy said",
        ["File", "Case", "Item", "As issued", "Recorded", "In the file", "What becomes of it"],
        [
            [
                workbook.file,
                one.subject,
                one.item,
                one.issued,
                one.recorded,
                one.given,
                one.outcome.value,
            ]
            for workbook in taken
            for one in workbook.differences
        ],
    )


def _line(problem: Problem) -> str:
    """A problem of a case workbook, as a line; nothing is dropped, at worst it is no answer."""
    from inspect_tool.errors import Severity

    taken = "noted" if problem.severity is Severity.NOTED else "not taken"
    value = f" ({problem.value})" if problem.value else ""
    return f"{problem.place}: {taken}: {problem.message}{value} {problem.remedy}"


@app.command("list", epilog="Example: inspect-tool case list --open")
def list_(
    ctx: typer.Context,
    open_only: Annotated[bool, typer.Option("--open", help="Only incomplete ones.")] = False,
) -> None:
    """Show every record, its reader, and how much is missing."""
    from inspect_tool.cli.context import command_context, elsewhere, in_words, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.record_list import list_lines

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        lines = list_lines(work, workspace.review)
    shown = [line for line in lines if not (open_only and line.is_complete)]
    rows = [_listed(line) for line in shown]
    if command_context(ctx).json:
        print_json(rows)
        return
    print_table(
        f"{len(rows)} records{elsewhere(workspace)}",
        [
            "Subject",
            "About",
            "Read",
            "Inspector",
            "Standing",
            "State",
            "Missing or inconsistent",
            "Conflicts",
            "Stray notes",
        ],
        [
            [
                in_words(str(value)) if name == "kind" else _cell(row, name, value)
                for name, value in row.items()
                if name != "extra"
            ]
            for row in rows
        ],
    )


def _cell(row: Mapping[str, object], name: str, value: object) -> object:
    return _read_of(row) if name == "reader" else value or (value if name == "missing" else "")


def _listed(line: RecordLine) -> dict[str, object]:
    return {
        "subject": line.subject,
        "kind": line.kind.value,
        "reader": line.reader.value,
        "inspector": line.inspector,
        "standing": line.standing,
        "state": line.state.value if line.state else None,
        "missing": line.missing,
        "conflicts": line.conflicts,
        "stray": line.stray,
        "extra": line.is_extra,
    }


def _read_of(row: Mapping[str, object]) -> str:
    return f"{row['reader']} (extra)" if row["extra"] else str(row["reader"])


app.command("show", epilog="Example: inspect-tool case show ASH-003")(show)
app.command(
    "answer", epilog='Example: inspect-tool --as rk case answer ASH-003 MGT.1.a partly --note "…"'
)(answer)
app.command("check", epilog="Example: inspect-tool case check ASH-003")(check)
app.command("facts", epilog="Example: inspect-tool case facts ASH-003")(facts)
app.command(
    "correct",
    epilog='Example: inspect-tool --as rk case correct ASH-003 previous_plans 2 --source "…"',
)(correct)
app.command("conflicts", epilog="Example: inspect-tool case conflicts")(conflicts)
app.command("settle", epilog="Example: inspect-tool case settle ASH-003 MGT.1.a --take 2")(settle)
app.command(
    "refer",
    epilog='Example: inspect-tool --as rk case refer ASH-003 --on 14/11/2013 --to "team manager" '
    '--concern "…"',
)(refer)
app.command(
    "respond",
    epilog='Example: inspect-tool case respond ASH-003 --on 15/11/2013 --response "visited daily"',
)(respond)
app.command("stray", epilog="Example: inspect-tool case stray ASH-003")(stray)
app.command("attach", epilog="Example: inspect-tool case attach 1f3a09bc MGT.1.a")(attach)
app.command("set-aside", epilog='Example: inspect-tool case set-aside 1f3a09bc --reason "…"')(
    set_aside
)
app.command("referrals", epilog="Example: inspect-tool case referrals")(referrals)
app.command("submit", epilog="Example: inspect-tool --as rk case submit ASH-003")(submit)
app.command("ask", epilog='Example: inspect-tool --as yz case ask ASH-003 MGT.1.a --text "…"')(ask)
app.command("reply", epilog='Example: inspect-tool --as rk case reply 1f3a09bc --text "…"')(reply)
app.command("close", epilog="Example: inspect-tool --as yz case close 1f3a09bc")(close)
app.command("queries", epilog="Example: inspect-tool case queries --open")(queries)
app.command("return", epilog='Example: inspect-tool --as yz case return ASH-003 --why "…"')(
    send_back
)
app.command("agree", epilog="Example: inspect-tool --as yz case agree ASH-003")(agree)
app.command("seen", epilog="Example: inspect-tool --as rk case seen ASH-003")(seen)
