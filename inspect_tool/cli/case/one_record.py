"""`case show|answer|check`: one case, authority or interview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspect_tool.cli.free_text import ELSEWHERE, given_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from inspect_tool.services.records.conflicts import ConflictView
    from inspect_tool.services.records.history import ProblemView
    from inspect_tool.services.records.item_views import ItemView

Reference = Annotated[str, typer.Argument(help="A case, authority or interview.")]


def show(ctx: typer.Context, ref: Reference) -> None:
    """Show what each reader recorded, what is calculated from it, and every revision behind it."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.records.conflicts import list_conflicts
    from inspect_tool.services.records.history import show_subject
    from inspect_tool.services.records.standing import states_of
    from inspect_tool.services.records.subjects import authority_of, tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        items = show_subject(work, workspace.review, tidy_ref(ref))
        crossed = [
            conflict
            for conflict in (
                list_conflicts(work, workspace.review, authority_of(tidy_ref(ref)))
                if any(item.in_conflict for item in items)
                else ()
            )
            if conflict.subject_ref == tidy_ref(ref)
        ]
        states = states_of(work, workspace.review, tidy_ref(ref))
    if command_context(ctx).json:
        by_reader = {state.reader.value: state.state.value for state in states}
        print_json([{**vars(item), "state": by_reader.get(item.reader or "")} for item in items])
        return
    answers = [item for item in items if item.kind != "stray"]
    _print_items(tidy_ref(ref), answers)
    for state in states:
        say(f"{state.subject.ref}, {state.reader.value} read by {state.inspector}: {state.words}.")
    if crossed:
        print_conflicts(crossed)
    if len(answers) < len(items):
        _print_stray([item for item in items if item.kind == "stray"])


def _print_items(title: str, items: list[ItemView]) -> None:
    from inspect_tool.cli.output import print_table

    print_table(
        title,
        ["Read", "Item", "What", "Answer", "Calculated", "Note", "By", "Revisions"],
        [row for item in items for row in _rows(item)],
    )


def _rows(item: ItemView) -> Iterator[list[str | int]]:
    """The row of an item, and under it why it was changed and what was asked about it."""
    yield [
        _read_by(item),
        item.item_id,
        item.title,
        _answer(item),
        _calculated(item),
        item.note,
        item.author,
        len(item.revisions) or "",
    ]
    for change in item.changes:
        what = f"↳ changed from “{change.before}” to “{change.after}”"
        yield ["", "", what, "", "", change.reason, change.by, ""]
    for query in item.queries:
        replies = "\n".join(said.words for said in query.replies)
        what = f"↳ query {query.name}: {query.asked.text}"
        yield ["", "", what, query.state.value, "", replies, query.asked.author, ""]


def _answer(item: ItemView) -> str:
    """What is in force, and whether it is an answer to what is asked now."""
    words = _to_version(item.words, item.asked_by)
    return f"{words} (not settled)" if item.in_conflict else words


def _to_version(words: str, asked_by: str) -> str:
    return f"to {asked_by}, not to this: {words}" if asked_by else words


def _read_by(item: ItemView) -> str:
    reader = item.reader.value if item.reader else ""
    return f"{reader}, {item.inspector}" if item.inspector else reader


def _calculated(item: ItemView) -> str:
    """The advice beside a judgement; for a clock the days and the limit."""
    if item.calculated is None:
        return ""
    if item.kind in ("clock", "repeats"):
        return item.calculated.reason
    return item.calculated.words or item.calculated.reason


def _print_stray(notes: list[ItemView]) -> None:
    from inspect_tool.cli.output import print_table
    from inspect_tool.services.records.stray_notes import notes_words

    print_table(
        f"{notes_words(len(notes))}: words of a workbook that stand where no answer is read",
        ["Where", "Words", "By", "From", "What became of it"],
        [
            [
                note.item_id,
                note.note,
                note.author,
                note.title.removeprefix("Stray note, "),
                note.words,
            ]
            for note in notes
        ],
        caption="They are kept and never counted: see `case stray`.",
    )


def print_conflicts(conflicts: list[ConflictView] | tuple[ConflictView, ...]) -> None:
    """Print answers that crossed, side by side, numbered as `case settle --take` takes them."""
    from inspect_tool.cli.output import print_table

    items = "1 item" if len(conflicts) == 1 else f"{len(conflicts)} items"
    print_table(
        f"{items} with answers that crossed",
        ["Subject", "Read", "Item", "Take", "Answer", "Note", "By", "When", "From", "In force"],
        [
            [
                conflict.subject_ref,
                conflict.reader.value,
                conflict.item_id,
                side.number,
                _to_version(side.words, side.asked_by),
                side.note,
                side.author,
                f"{side.recorded_at:%d/%m/%Y %H:%M}",
                side.origin,
                "yes" if side.is_in_force else "",
            ]
            for conflict in conflicts
            for side in conflict.sides
        ],
        caption=f"{_to_earlier(conflicts)}Times are in UTC. Settle one with `case settle SUBJECT "
        "ITEM --take NUMBER`.",
    )


def _to_earlier(conflicts: Iterable[ConflictView]) -> str:
    """What it means that an answer is to an earlier version; empty where none is."""
    if not any(side.asked_by for conflict in conflicts for side in conflict.sides):
        return ""
    return (
        "An answer “to” an earlier version of the framework is one to another question: where it "
        "holds, what is asked now has no answer. "
    )


def answer(  # noqa: PLR0913  # one parameter an option
    ctx: typer.Context,
    ref: Reference,
    item: Annotated[
        str, typer.Argument(help="A question, a criterion for its judgement, or REFER.….")
    ],
    value: Annotated[
        str, typer.Argument(help="The answer; `-` takes one back; none with --absence.")
    ] = "",
    *,
    absence: Annotated[str | None, typer.Option(help="Why there is no answer.")] = None,
    note: Annotated[
        str,
        typer.Option(
            callback=given_text,
            help="Evidence and reasons, no names; without it the recorded ones stand." + ELSEWHERE,
        ),
    ] = "",
    no_note: Annotated[bool, typer.Option(help="Empty the recorded evidence and reasons.")] = False,
    reason: Annotated[
        str,
        typer.Option(
            callback=given_text, help="Why it changes what another person answered." + ELSEWHERE
        ),
    ] = "",
) -> None:
    """Answer one question or give one judgement."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.guard import tell_of_identifiers
    from inspect_tool.cli.output import tell
    from inspect_tool.services.records.answering import Given, answer_item, moved_by_answer
    from inspect_tool.services.records.identifiers import list_identifiers
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        saved = answer_item(
            work,
            workspace.review,
            ref=tidy_ref(ref),
            item_id=item,
            given=Given(value, absence, note, empties_note=no_note, reason=reason),
        )
        moved = moved_by_answer(work, workspace.review, tidy_ref(ref)) if saved.is_new else ""
        found = list_identifiers(work, workspace.review, tidy_ref(ref), item_id=item)
    as_json, said = command_context(ctx).json, f"{tidy_ref(ref)} {item}: {saved.value}.{moved}"
    tell(said, as_json=as_json, subject=tidy_ref(ref), item=item, saved=saved)
    tell_of_identifiers(found)


def _blocks(problem: ProblemView) -> str:
    """Whether it keeps the record from being counted, or only from being submitted."""
    if problem.blocks:
        return "yes"
    return "submitting" if problem.keeps_back else ""


def check(ctx: typer.Context, ref: Reference) -> None:
    """Say what is unanswered or inconsistent; exit with 1 if anything is."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table, say
    from inspect_tool.services.records.history import problems_of
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        problems = problems_of(work, workspace.review, tidy_ref(ref))
    if command_context(ctx).json:
        print_json(problems)
    elif not problems:
        say(f"{tidy_ref(ref)}: nothing to look at.")
    else:
        things = "1 thing" if len(problems) == 1 else f"{len(problems)} things"
        print_table(
            f"{tidy_ref(ref)}: {things} to look at",
            ["Read", "Item", "What", "Blocks"],
            [
                [problem.reader, problem.item_id, problem.message, _blocks(problem)]
                for problem in problems
            ],
        )
    if any(problem.blocks for problem in problems):
        raise typer.Exit(1)
