"""`recommendation`: what should be done, on what it rests, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.services.publication.advice import AdviceView

app = typer.Typer(
    name="recommendation",
    help="Recommendations: on what they rest, and what became of them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Its id, or its number in the report.")]
At = Annotated[
    str, typer.Option("--at", metavar="CODE", help="The authority whose it is; else nobody's.")
]


@app.command("list", epilog="Example: inspect-tool recommendation list")
def list_(ctx: typer.Context) -> None:
    """List the recommendations by number, with priority, owner, follow-up and state."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.publication.advice import list_advice

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        views = list_advice(work, workspace.review, place=workspace.place)
    if command_context(ctx).json:
        print_json(views)
    else:
        _print_list(views, "Recommendations")


def _print_list(views: Sequence[AdviceView], title: str) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        title,
        ["No", "Id", "To", "What", "Priority", "Owner", "Follow-up", "State"],
        [
            [
                str(one.number),
                one.id,
                one.addressee,
                one.text,
                one.priority,
                one.owner,
                one.follow_up.isoformat() if one.follow_up else "",
                _state(one),
            ]
            for one in views
        ],
    )


def _state(one: AdviceView) -> str:
    at = ", ".join(f"{code} {state}" for code, state in one.states.items())
    state = f"{one.state} ({at})" if at else one.state
    return f"{state}, due" if one.is_due else state


@app.command("show", epilog="Example: inspect-tool recommendation show chronology")
def show(
    ctx: typer.Context,
    name: Name,
    snapshot: Annotated[str | None, typer.Option(help="Which one; else the newest.")] = None,
) -> None:
    """Show one: what it rests on, counted in a snapshot, and all that became of it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.publication.advice import show_advice

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        one = show_advice(work, workspace.review, name, place=workspace.place, snapshot=snapshot)
    if command_context(ctx).json:
        print_json(one)
        return
    say(f"{one.number}. {one.addressee} {one.text.rstrip('.')}.")
    follow_up = f", follow-up {one.follow_up.isoformat()}" if one.follow_up else ""
    say(f"Priority {one.priority}, owner {one.owner or 'nobody'}{follow_up}: {_state(one)}.")
    say(f"Rests on (snapshot {one.snapshot}):" if one.basis else "It names nothing it rests on.")
    for basis in one.basis:
        say(f"  {basis.sentence} [{basis.name}]")
    for event in one.events:
        who = " ".join(part for part in (event.authority, event.answered_by) if part)
        said = f" {who}, {event.answered_on}:" if event.answered_on else f" {who}:" if who else ""
        state = f" [{event.state}]" if event.state else ""
        say(f"{event.at:%d/%m/%Y}{said} {event.words}{state} ({event.actor})")


@app.command("check", epilog="Example: inspect-tool recommendation check")
def check(ctx: typer.Context) -> None:
    """Check recommendations.yaml: every fault in one pass; exit with 1 where there is any.

    Noted are findings without a recommendation and recommendations that rest on nothing.
    """
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_problems, say
    from inspect_tool.services.publication import advice

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = advice.check(work, workspace.review, place=workspace.place)
    if command_context(ctx).json:
        print_json(found)
    else:
        print_problems(found.problems)
        counted = f", counted in snapshot {found.snapshot}" if found.snapshot else ""
        if found.holds:
            say(f"{found.recommendations} recommendations are in order{counted}.")
    if not found.holds:
        raise typer.Exit(1)


@app.command(
    "answer",
    epilog="Example: inspect-tool recommendation answer chronology --at ASH --by 'head of service' "
    "--on 13/06/2014 --text 'Agreed.' --state accepted",
)
def answer(  # noqa: PLR0913, PLR0917  # one parameter an option
    ctx: typer.Context,
    name: Name,
    text: Annotated[
        str, typer.Option(callback=given_text, help="What they answered; no names." + ELSEWHERE)
    ],
    by: Annotated[str, typer.Option(help="Who, by role; no name.")],
    on: Annotated[str, typer.Option(help="The day, such as 13/06/2014.")],
    authority: At = "",
    state: Annotated[str, typer.Option(help="How far it is with it, if they say.")] = "",
) -> None:
    """Record what an addressee answered."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.publication.advice_follow_up import AdviceNews, record_answer

    workspace = open_workspace(ctx)
    news = AdviceNews(text, state, authority, by, on)
    with workspace.work() as work:
        one = record_answer(work, workspace.review, name, news, place=workspace.place)
    tell(
        f"Recommendation {one.number} ({one.id}): the answer is recorded; {_state(one)}.",
        as_json=command_context(ctx).json,
        id=one.id,
        state=one.state,
        states=one.states,
    )


@app.command(
    "status",
    epilog="Example: inspect-tool recommendation status chronology --state done --why seen",
)
def status(  # one parameter an option
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its id or number; without it, all that are due.")
    ] = "",
    state: Annotated[str, typer.Option(help="How far it is now; without it, it is shown.")] = "",
    why: Annotated[
        str,
        typer.Option(callback=given_text, help="How that is known; no names." + ELSEWHERE),
    ] = "",
    authority: At = "",
) -> None:
    """Say how far each is whose follow-up is due, or record how far one is."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say, tell
    from inspect_tool.errors import UsageError
    from inspect_tool.services.publication.advice import list_advice
    from inspect_tool.services.publication.advice_follow_up import AdviceNews, set_state

    workspace = open_workspace(ctx)
    if name:
        news = AdviceNews(why, state, authority)
        with workspace.work() as work:
            one = set_state(work, workspace.review, name, news, place=workspace.place)
        tell(
            f"Recommendation {one.number} ({one.id}) is {_state(one)}.",
            as_json=command_context(ctx).json,
            id=one.id,
            state=one.state,
            states=one.states,
        )
        return
    if state or why or authority:
        raise UsageError("Say which recommendation, by its id or its number.")
    with workspace.reading() as work:
        views = list_advice(work, workspace.review, place=workspace.place)
    due = [one for one in views if one.is_due]
    if command_context(ctx).json:
        print_json(due)
        return
    if due:
        _print_list(due, "To be followed up")
    say(f"{len(due)} of {len(views)} recommendations are due and not closed.")
