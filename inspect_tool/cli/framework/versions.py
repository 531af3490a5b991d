"""`framework diff|amend|publish|versions|tasks|read-again`: versions that tell the truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from inspect_tool.services.framework.amendment import AmendmentView
    from inspect_tool.services.framework.counted_anew import (
        CountInShort,
        MedianInShort,
        RateInShort,
    )
    from inspect_tool.services.framework.reading_again import ReadingTask

Version = Annotated[str, typer.Argument(help="A version's number, or a file.")]


def diff(ctx: typer.Context, first: Version, second: Version) -> None:
    """Say what one version changes from another, each change with its class."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json
    from inspect_tool.services.framework.texts import difference

    are_files = Path(first).is_file() and Path(second).is_file()
    review = None if are_files else open_workspace(ctx).review_in_use
    found = difference(review, first, second)
    if command_context(ctx).json:
        print_json(found)
    else:
        _print_changes(found, has_cases=False)


def amend(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what it would do; propose nothing.")
    ] = False,
    why: Annotated[str, typer.Option(help="Why it is proposed.")] = "",
) -> None:
    """Show what the framework's file would change, and propose it; exit with 1 if it is refused."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.framework.amendment import amendment
    from inspect_tool.services.framework.publishing import propose

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        found = amendment(work, workspace.review_in_use, workspace.written)
    if command_context(ctx).json:
        print_json(found)
    else:
        _print_changes(found, has_cases=True)
        _print_effects(found)
    if found.is_refused:
        raise typer.Exit(1)
    if dry_run:
        return
    with workspace.work() as work:
        version = propose(work, workspace.review, workspace.written, why=why)
    if not command_context(ctx).json:
        say(f"Version {version} is proposed. Somebody else puts it in force: `framework publish`.")


def publish(ctx: typer.Context) -> None:
    """Put the framework's file in force; what was begun stays under the version it was."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, say
    from inspect_tool.services.framework.publishing import publish as put_in_force

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        view = put_in_force(
            work,
            workspace.review,
            workspace.written,
            folder=workspace.folder,
            text=workspace.framework_file.read_bytes(),
        )
    if command_context(ctx).json:
        print_json(view)
        return
    stay = (
        f" {view.pinned} cases, authorities and interviews that were begun or handed out stay "
        "under the version before it."
        if view.pinned
        else ""
    )
    say(
        f"Version {view.version} is in force and never changes. Digest {view.digest}.{stay} "
        f"{view.copy} is a copy to read."
    )
    if view.strongest == "re-review":
        say("What is to be read again: `framework tasks`.")


def versions(ctx: typer.Context) -> None:
    """List the versions that were published, and by whom."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.framework.publishing import list_versions, waiting_words

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        listed = list_versions(work)
        is_draft = workspace.written.framework.version != workspace.review.framework.version
        waiting = waiting_words(work, workspace.written) if is_draft else ""
    if command_context(ctx).json:
        print_json(listed)
        return
    written, in_force = workspace.written.framework.version, workspace.review.framework.version
    draft = f" The file is a draft of {written}. {waiting}".rstrip() if is_draft else ""
    print_table(
        "Versions of the framework",
        ["Version", "Since", "Strongest change", "Proposed by", "Published by", "Digest"],
        [
            [
                view.version,
                f"{view.published_at:%d/%m/%Y}",
                view.strongest,
                view.proposed_by,
                view.published_by or "at its first use",
                view.digest[:12],
            ]
            for view in listed
        ],
        caption=f"In force: {in_force}.{draft}",
    )


def tasks(ctx: typer.Context) -> None:
    """List what is to be read again, because what was asked means something else now."""
    from inspect_tool.cli.context import command_context, elsewhere, open_workspace
    from inspect_tool.cli.output import print_json, print_table
    from inspect_tool.services.framework.reading_again import reading_tasks

    workspace = open_workspace(ctx)
    with workspace.reading() as work:
        listed = reading_tasks(work, workspace.review)
    if command_context(ctx).json:
        print_json(listed)
        return
    print_table(
        f"{_records(len(listed))} asked otherwise by the version in force{elsewhere(workspace)}",
        ["Subject", "Read", "Inspector", "Under", "State", "Read again", "Never asked", "Judged"],
        [_task_row(task) for task in listed],
        caption="None of them has to be read again. Judged: as it was given → what the version in "
        "force would calculate. Where it matters, a lead has them read again with `framework "
        "read-again`.",
    )


def _records(number: int) -> str:
    return "1 record is" if number == 1 else f"{number} records are"


def _task_row(task: ReadingTask) -> list[object]:
    judged = (
        f"{one.criterion}: {one.given} → {one.calculated or 'not calculated'}"
        for one in task.recomputed
    )
    return [
        task.ref,
        task.reader.value,
        task.inspector,
        task.version,
        task.state,
        ", ".join(task.again),
        ", ".join(task.new),
        "; ".join(judged),
    ]


def read_again(
    ctx: typer.Context,
    refs: Annotated[
        list[str] | None, typer.Argument(help="Cases, authorities, interviews.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All that are under an earlier version.")
    ] = False,
) -> None:
    """Put cases under the version in force, so that what it asks otherwise is asked anew."""
    from inspect_tool.cli.context import command_context, open_workspace
    from inspect_tool.cli.output import tell
    from inspect_tool.services.framework.reading_again import read_again as put_under
    from inspect_tool.services.records.subjects import tidy_ref

    workspace = open_workspace(ctx)
    with workspace.work() as work:
        moved = put_under(
            work, workspace.review, [tidy_ref(ref) for ref in refs or ()], everything=everything
        )
    tell(
        f"Under version {moved.version} now: {', '.join(moved.refs)}. Answers to what means the "
        "same stand; `case export` writes workbooks that ask the rest.",
        as_json=command_context(ctx).json,
        version=moved.version,
        refs=moved.refs,
    )


def _print_changes(found: AmendmentView, *, has_cases: bool) -> None:
    from inspect_tool.cli.output import print_table, say

    more = ["Begun", "Measures"] if has_cases else ["Measures"]
    if not found.changes:
        say(f"From {found.old} to {found.new}: nothing changes.")
        return
    number = "1 change" if len(found.changes) == 1 else f"{len(found.changes)} changes"
    print_table(
        f"From {found.old} to {found.new}: {number}",
        ["Item", "Class", "What changed", "Before", "Now", *more],
        [
            [
                effect.change.id,
                effect.change.change_class.value,
                f"{effect.change.says} {effect.change.remedy}".strip(),
                effect.change.before,
                effect.change.after,
                *([effect.begun] if has_cases else []),
                ", ".join(effect.measures),
            ]
            for effect in found.changes
        ],
    )


def _print_effects(found: AmendmentView) -> None:
    from inspect_tool.cli.output import print_table, say

    if measures := [effect for effect in found.measures if effect.differs]:
        print_table(
            "Measures that would be counted otherwise",
            ["Measure", "Title", "Now", "Then", "Not asked then"],
            [
                [
                    effect.measure,
                    effect.title,
                    _counted(effect.now),
                    _counted(effect.then),
                    effect.then.not_asked if effect.then else "",
                ]
                for effect in measures
            ],
        )
    elif not found.is_refused:
        say("No measure would be counted otherwise.")
    if medians := [effect for effect in found.medians if effect.differs]:
        print_table(
            "Medians that would be of other cases or numbers",
            ["Median", "Title", "Now", "Then"],
            [
                [effect.median, effect.title, _middle(effect.now), _middle(effect.then)]
                for effect in medians
            ],
            caption="A median of too few is not shown.",
        )
    if rates := [effect for effect in found.rates if effect.differs]:
        print_table(
            "Heard of those asked: what would differ",
            ["Voice", "Role", "Now", "Then"],
            [
                [effect.title, effect.role or "every role", _rate(effect.now), _rate(effect.then)]
                for effect in rates
            ],
        )
    say(
        f"Begun: {found.begun}. Not begun, and out in workbooks: {found.handed_out}. Each of them "
        "stays under the version that it is under."
    )
    if found.is_refused:
        say("It cannot be published as it is.")
    elif found.takes_two:
        say(
            "It takes two people: one proposes it, another publishes it. Where a changed text, or "
            "a scale that only got longer, means what it meant, the file says so under `changes`."
        )


def _counted(count: CountInShort | None) -> str:
    return "not counted" if count is None else f"{count.count} of {count.base}"


def _middle(median: MedianInShort | None) -> str:
    if median is None:
        return "no median"
    return f"{median.words or 'not shown'}, of {median.base}"


def _rate(rate: RateInShort | None) -> str:
    if rate is None:
        return "nobody"
    return f"{rate.people} of {'an unknown number' if rate.asked is None else rate.asked}"
