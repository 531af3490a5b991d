"""Answers that were collected in ODK or Kobo, taken in like those of workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.review import Review
from inspect_tool.readers.collected.answers import read_collected
from inspect_tool.services.workbooks.identified import told_of_identifiers
from inspect_tool.services.workbooks.intake import Intake
from inspect_tool.services.workbooks.returned import ReturnedView, TakeOptions

if TYPE_CHECKING:
    from inspect_tool.errors import Problem
    from inspect_tool.store.database import Begin


def take_collected(begin: Begin, review: Review, files: Sequence[Path]) -> tuple[ReturnedView, ...]:
    """Take exports of ODK or Kobo in, all of them in one transaction or none.

    A submission that comes in again changes nothing; one that was corrected on the server goes on
    from what it said before. What it says otherwise than somebody else crosses with that.

    Args:
        begin: Begins a transaction: one that writes, or one that only reads for a dry run.

    Raises:
        UnreadableFileError: One cannot be read, or is no export of answers.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            take it in.
    """
    with begin() as work:
        check_can(work.actor, Action.TAKE_WORKBOOK, Thing(owner=work.actor.id))
    read = read_collected(files, review)
    with begin() as work:
        desk = Intake(work, review, TakeOptions(goes_on=True))
        views = []
        for file, submissions, problems in read:
            taken = [
                told_of_identifiers(work, one, desk.take(one, file=file)) for one in submissions
            ]
            views += _by_reader(file, taken, problems)
        return tuple(views)


def _by_reader(
    file: str, taken: Sequence[ReturnedView], problems: Sequence[Problem]
) -> list[ReturnedView]:
    """One view for each reader and authority of a file, and one for what could not be taken."""
    views: dict[tuple[str, str], ReturnedView] = {}
    if problems:
        views["", ""] = ReturnedView(file, "", "", 0, 0, (), tuple(problems))
    for one in taken:
        key = one.authority, one.inspector
        before = views.get(key)
        if before is None:
            views[key] = one
            continue
        views[key] = replace(
            before,
            changed=before.changed + one.changed,
            unchanged=before.unchanged + one.unchanged,
            conflicts=before.conflicts + one.conflicts,
            problems=before.problems + one.problems,
            stray=before.stray + one.stray,
            differences=before.differences + one.differences,
        )
    return list(views.values())
