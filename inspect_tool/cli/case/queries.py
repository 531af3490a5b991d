"""`case ask|reply|close|queries`: questions about single answers, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.case.one_record import Reference
from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from inspect_tool.services.records.answer_queries import QueryView

Query = Annotated[str, typer.Argument(metavar="QUERY", help="As `case queries` calls it.")]
Read = Annotated[
    str | None, typer.Option("--read", help="first or second; the first where none is named.")
]


def ask(
    ctx: typer.Context,
    ref: Reference,
    item: Annotated[str, typer.Argument(help="A question, or a criterion for its judgement.")],
    text: Annotated[
        str, typer.Option(callback=given_text, help="What is asked, no names." + ELSEWHERE)
    ],
    read: Read = None,
) -> None:
    """Ask about one answer; the record's inspector replies."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.records.answer_queries import ask
    from inspect_tool.services.records.conflicts import read_named
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        query = ask(
            work,
            workspace.review,
            ref=tidy_ref(ref),
            item_id=item,
            text=text,
            reader=read_named(read),
        )
    _tell(ctx, query, f"asked. {query.inspector} replies with `case reply {query.name}`.")


def reply(
    ctx: typer.Context,
    query: Query,
    text: Annotated[
        str, typer.Option(callback=given_text, help="The reply, no names." + ELSEWHERE)
    ],
) -> None:
    """Reply to a query about one's own record; the answer itself is changed with `case answer`."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.records.answer_queries import reply

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = reply(work, workspace.review, query=query, text=text)
    _tell(ctx, done, f"replied. {done.asked.author} closes it with `case close {done.name}`.")


def close(
    ctx: typer.Context,
    query: Query,
    text: Annotated[
        str, typer.Option(callback=given_text, help="With which words, if any." + ELSEWHERE)
    ] = "",
) -> None:
    """Close a query that one asked; a lead may close any."""
    from inspect_tool.cli.context import open_workspace
    from inspect_tool.services.records.answer_queries import close

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        done = close(work, workspace.review, query=query, text=text)
    _tell(ctx, done, "closed.")


def _tell(ctx: typer.Context, query: QueryView, done: str) -> None:
    from inspect_tool.cli.context import command_context
    from inspect_tool.cli.output import tell

    tell(
        f"{query.subject_ref} {query.item_id}, query {query.name}: {done}",
        as_json=command_context(ctx).json,
        query=query.name,
        subject=query.subject_ref,
        item=query.item_id,
        state=query.state,
    )


def queries(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(help="Of one case, authority or interview.")] = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those not closed.")] = False,
) -> None:
    """Show queries, what was replied, and what the commands call each."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.records.answer_queries import list_queries
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = list_queries(
            work, workspace.review, tidy_ref(ref) if ref else None, only_open=only_open
        )
    if command_context(ctx).json:
        print_json(found)
        return
    number = "1 query" if len(found) == 1 else f"{len(found)} queries"
    print_table(
        f"{number}, not closed" if only_open else number,
        ["Query", "About", "Read", "Item", "State", "Asked", "By", "Since"],
        [
            [
                query.name,
                query.subject_ref,
                f"{query.reader.value}, {query.inspector}",
                query.item_id,
                query.state.value,
                query.asked.text,
                query.asked.author,
                "\n".join(said.words for said in query.replies),
            ]
            for query in found
        ],
        caption="Reply with `case reply QUERY`; whoever asked closes it with `case close QUERY`.",
    )
