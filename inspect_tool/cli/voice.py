"""`voice`: interviews, focus groups and surveys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.domain.figures.heard import Heard
    from inspect_tool.services.voices.surveys import SurveyTaken

app = typer.Typer(
    name="voice",
    help="Interviews, focus groups and surveys: who was asked, who was heard, what they said.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
TAKEN_BACK = "-"


@app.command(
    "asked",
    epilog="Example: inspect-tool voice asked ASH interviews 12 --role parent "
    "--how 'every family of the drawn cases, by letter'",
)
def asked_(  # one parameter an option
    ctx: typer.Context,
    authority: Annotated[str, typer.Argument(help="Code of the authority.")],
    voice: Annotated[str, typer.Argument(help="Its key in the framework's `voices`.")],
    number: Annotated[str, typer.Argument(help="How many people; `-` takes it back.")],
    role: Annotated[str, typer.Option(help="In which role; without it, all roles.")] = "",
    how: Annotated[
        str, typer.Option(callback=given_text, help="How they were chosen." + ELSEWHERE)
    ] = "",
) -> None:
    """Note how many people were asked to be heard at an authority, and how they were chosen."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.errors import UsageError
    from inspect_tool.services.voices.asked import AskedWanted, note_asked

    if number != TAKEN_BACK and not number.isdecimal():
        raise UsageError(f"Give the number of people in digits, or `{TAKEN_BACK}`.")
    people = None if number == TAKEN_BACK else int(number)
    workspace = open_workspace(ctx)
    wanted = AskedWanted(authority.upper(), voice, role, people, how)
    with workspace.work() as work:
        saved = note_asked(work, workspace.review, wanted)
    who = f"{wanted.authority} {voice}{f', {role}' if role else ''}"
    what = "nothing is noted" if people is None else f"{people} asked"
    tell(
        f"{who}: {what}.",
        as_json=command_context(ctx).json,
        authority=wanted.authority,
        voice=voice,
        role=role,
        asked=people,
        saved=saved.value,
    )


@app.command("heard", epilog="Example: inspect-tool voice heard --by-authority")
def heard(
    ctx: typer.Context,
    by_authority: Annotated[
        bool, typer.Option("--by-authority", help="Also a line for each authority.")
    ] = False,
) -> None:
    """Show how many were asked and heard so far, by role, with the share that answered."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.voices.who_was_heard import who_was_heard

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = who_was_heard(work, workspace.review)
    shown = [line for line in found if by_authority or not line.authority]
    if command_context(ctx).json:
        print_json(shown)
        return
    print_table(
        f"People asked and heard{elsewhere(workspace)}",
        ["Who", "Authority", "Role", "Asked", "Heard", "Of those asked", "How they were chosen"],
        [
            [
                line.title,
                line.authority or "all",
                line.role or "every role",
                "not noted" if line.asked is None else line.asked,
                _people(line),
                _share(line),
                "; ".join(line.chosen),
            ]
            for line in shown
        ],
        caption="Complete records only. Note how many were asked with `voice asked`.",
    )


def _people(line: Heard) -> str:
    from inspect_tool.domain.framework.framework import SubjectKind

    if line.subject is not SubjectKind.FOCUS_GROUP:
        return str(line.people)
    groups = "1 group" if line.records == 1 else f"{line.records} groups"
    return groups if line.uncounted == line.records else f"{line.people} in {groups}"


def _share(line: Heard) -> str:
    from inspect_tool.domain.percentages import SMALLEST_BASE_OF_PERCENTAGES, count_words

    if line.is_more_than_asked:
        return "more than were asked"
    if line.rate is None or line.asked is None:
        return ""
    return count_words(line.people, line.asked, SMALLEST_BASE_OF_PERCENTAGES)


@app.command(
    "import",
    epilog="Example: inspect-tool voice import staff-survey.csv --survey staff --authority ASH "
    "--id 'Response ID' --dry-run",
)
def import_(  # noqa: PLR0913, PLR0917  # one parameter an option
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The survey's answers, as CSV.")],
    survey: Annotated[str, typer.Option(help="Its key in the framework's `voices`.")],
    authority: Annotated[str, typer.Option(help="Whose people answered.")],
    id_: Annotated[
        str, typer.Option("--id", help="Heading of the survey tool's own id of a row.")
    ] = "",
    more: Annotated[
        bool, typer.Option("--more", help="The file holds other people's answers than before.")
    ] = False,
    leave_unreadable: Annotated[
        bool, typer.Option("--leave-unreadable", help="Leave cells out that are no answers.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in.")] = False,
) -> None:
    """Take the answers to a survey in; a row that came in before counts once."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_problems, say
    from inspect_tool.services.voices.surveys import SurveyWanted, take_survey

    workspace = open_workspace(ctx)
    wanted = SurveyWanted(authority.upper(), survey, id_, more, leave_unreadable)
    with workspace.reading() if dry_run else workspace.work() as work:
        taken = take_survey(work, workspace.review, file, wanted)
    if command_context(ctx).json:
        print_json(taken, dry_run=dry_run)
        return
    if taken.problems:
        print_problems(taken.problems)
    for sentence in _sentences(file.name, taken, is_dry_run=dry_run):
        say(sentence)


def _sentences(file: str, taken: SurveyTaken, *, is_dry_run: bool) -> list[str]:
    would = "would be" if is_dry_run else "are"
    said = [
        f"{file}: {taken.rows} people answered; {taken.new} {would} new, {taken.changed} changed, "
        f"{taken.unchanged} as before."
    ]
    if taken.not_in_file:
        said.append(f"{taken.not_in_file} that came in before are not in the file; they stay.")
    if taken.missing:
        said.append(f"No column answers {', '.join(taken.missing)}.")
    if taken.left:
        said.append(f"Not read, being no question of the survey: {', '.join(taken.left)}.")
    if taken.problems:
        cells = "1 cell" if len(taken.problems) == 1 else f"{len(taken.problems)} cells"
        said.append(f"Left out, being no answer: {cells}.")
    if taken.kept:
        said.append(f"What was answered there before stands: {', '.join(taken.kept)}.")
    return said


@app.command(
    "quote",
    epilog="Example: inspect-tool voice quote ASH-I-ab-01 FAM.1.a --text 'She came back' "
    "--case ASH-003 --side for --may-be-quoted",
)
def quote(  # noqa: PLR0913, PLR0917  # one parameter an option
    ctx: typer.Context,
    ref: Annotated[str, typer.Argument(help="The interview, focus group or survey answer.")],
    about: Annotated[str, typer.Argument(help="The question or criterion it bears on.")],
    text: Annotated[str, typer.Option(callback=given_text, help="What was said." + ELSEWHERE)],
    case: Annotated[str, typer.Option(help="The case that it is about.")] = "",
    side: Annotated[str, typer.Option(help="Whether it speaks `for` or `against`.")] = "",
    source: Annotated[str, typer.Option(help="Kind of source, such as `practitioner`.")] = "",
    may_be_quoted: Annotated[
        bool, typer.Option("--may-be-quoted", help="Whether a report may quote it.")
    ] = False,
) -> None:
    """Keep words of somebody who was heard: about a criterion, and about a case where they are."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.guard import tell_of_identifiers
    from inspect_tool.cli.output import tell
    from inspect_tool.domain.records.evidence import PUBLIC, Evidence
    from inspect_tool.services.records.identifiers import list_identifiers
    from inspect_tool.services.records.subjects import tidy_ref
    from inspect_tool.services.voices.quotations import note_quotation

    workspace = open_workspace(ctx)
    said = Evidence(
        about=about,
        side=side,
        source=source,
        text=text.strip(),
        case=tidy_ref(case) if case else "",
        use=PUBLIC if may_be_quoted else "",
    )
    with workspace.work() as work:
        kept = note_quotation(work, workspace.review, tidy_ref(ref), said)
        found = list_identifiers(work, workspace.review, tidy_ref(ref), item_id=kept.name)
    use = "may be quoted" if kept.is_quotable else "is not for quoting"
    tell(f"{kept.name} {use}.", as_json=command_context(ctx).json, **_plain(kept))
    tell_of_identifiers(found)


def _plain(view: object) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(view)  # type: ignore[call-overload,no-any-return]


@app.command("quotes", epilog="Example: inspect-tool voice quotes --about FAM.1.a")
def quotes(
    ctx: typer.Context,
    about: Annotated[str, typer.Option(help="About one question or criterion.")] = "",
    case: Annotated[str, typer.Option(help="About one case.")] = "",
) -> None:
    """Show what was kept of those who were heard, with what each is called."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.subjects import tidy_ref
    from inspect_tool.services.voices.quotations import list_quotations

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = list_quotations(
            work, workspace.review, about=about, case=tidy_ref(case) if case else ""
        )
    if command_context(ctx).json:
        print_json(found)
        return
    print_table(
        "What was said",
        ["Name", "Who", "About", "Side", "Source", "Case", "Words", "May be quoted"],
        [
            [
                one.name,
                one.ref,
                one.about,
                one.side,
                one.source,
                one.case,
                one.text,
                "yes" if one.is_quotable else "no",
            ]
            for one in found
        ],
        caption="`voice mark NAME --may-be-quoted` or `--not-for-quoting` changes the use.",
    )


@app.command("mark", epilog="Example: inspect-tool voice mark EV.0a1b2c3d4e5f.01 --not-for-quoting")
def mark(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="As `voice quotes` calls the words.")],
    may_be_quoted: Annotated[
        bool, typer.Option("--may-be-quoted/--not-for-quoting", help="Their use in reports.")
    ],
) -> None:
    """Say whether a report may quote words that were kept."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.voices.quotations import mark_quotation

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        kept = mark_quotation(work, workspace.review, name, is_quotable=may_be_quoted)
    use = "may be quoted" if kept.is_quotable else "is not for quoting"
    tell(f"{kept.name} {use}.", as_json=command_context(ctx).json, **_plain(kept))
