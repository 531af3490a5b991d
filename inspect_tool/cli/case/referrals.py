"""`case refer|respond|referrals`: children referred back to their authority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from datetime import date

Case = Annotated[str, typer.Argument(help="The case.")]


def refer(
    ctx: typer.Context,
    case: Case,
    on: Annotated[str, typer.Option(help="The day, such as 14/11/2013.")],
    to: Annotated[str, typer.Option(help="Who was told, by role; no name.")],
    concern: Annotated[
        str,
        typer.Option(
            callback=given_text, help="What was seen and why it cannot wait; no names." + ELSEWHERE
        ),
    ],
) -> None:
    """Record that a child was referred back to the authority; tell the authority first."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.answering import refer_back
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        saved = refer_back(
            work, workspace.review, ref=tidy_ref(case), on=on, to=to, concern=concern
        )
    tell(
        f"{tidy_ref(case)} is referred back: {saved.value}.",
        as_json=command_context(ctx).json,
        case=tidy_ref(case),
        saved=saved,
    )


def respond(
    ctx: typer.Context,
    case: Case,
    response: Annotated[
        str, typer.Option(callback=given_text, help="What the authority did; no names." + ELSEWHERE)
    ],
    on: Annotated[str, typer.Option(help="The day, such as 15/11/2013, if it is known.")] = "",
) -> None:
    """Record what the authority did about a child who was referred back."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.answering import record_response
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        saved = record_response(
            work, workspace.review, ref=tidy_ref(case), response=response, on=on
        )
    tell(
        f"{tidy_ref(case)}: the authority's response is recorded: {saved.value}.",
        as_json=command_context(ctx).json,
        case=tidy_ref(case),
        saved=saved,
    )


def referrals(ctx: typer.Context) -> None:
    """Show the children referred back to their authority, the concern and the response."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.referrals import list_referrals

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        rows = list_referrals(work, workspace.review)
    if command_context(ctx).json:
        print_json(rows)
        return
    answered = sum(bool(referral.response) for referral in rows)
    overdue = sum(referral.is_overdue for referral in rows)
    children = "1 child" if len(rows) == 1 else f"{len(rows)} children"
    print_table(
        f"{children} referred back, {answered} with the authority's response"
        f"{f', {overdue} overdue' if overdue else ''}"
        f"{elsewhere(workspace)}",
        [
            *("Case", "Referred on", "To", "The concern", "Due"),
            *("Response", "Responded on", "Standing", "By"),
        ],
        [
            [
                referral.case_ref,
                _day(referral.referred_on),
                referral.referred_to,
                referral.concern,
                _day(referral.due),
                referral.response or "none recorded",
                _day(referral.responded_on),
                referral.standing,
                referral.author,
            ]
            for referral in rows
        ],
        caption="A response is recorded with `case respond`.",
    )


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
