"""A small review whose sample has everything that can happen to one, and its findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.sampling import purposive, samples
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.workspace import Workspace
from tests.framed_fields import keep_fields
from tests.small_review import SEED, make_return, make_review, open_review, take_return

# Each authority has six children in need and six on a protection plan.
SIZES = {
    "ASH/child_in_need": 3,
    "ASH/child_protection": 2,
    "BRO/child_in_need": 6,  # a census
    "BRO/child_protection": 3,
}
SAMPLE = {
    "size": 14,
    "allocation": {"method": "explicit", "explicit": SIZES, "minimum": 0},
    "reserves": 0.5,
    "purposive": {"allow": True, "maximum": 2},
}
SNAPSHOT = "final"


def make_sampled_review(folder: Path, **changes: Any) -> Path:
    """A review up to its snapshot: losses of both kinds, an unread case, a single case, a census.

    Two of the protection cases of ASH are not available and one reserve was kept, so that one case
    is left of that stratum. In BRO one is out of scope, with a reserve in its place, and one is not
    read. One case of ASH is picked by hand.
    """
    workspace = open_review(make_review(folder, sample=SAMPLE, **changes))
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(folder.parent / f"{folder.name}-in", code)])
    keep_fields(workspace)
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    lose(workspace, "ASH/child_protection", LossReason.FILE_NOT_AVAILABLE)
    lose(workspace, "ASH/child_protection", LossReason.ACTIVE_PROCEEDINGS)
    lose(workspace, "BRO/child_protection", LossReason.NOT_THE_THEME)
    with workspace.work() as work:
        reserve = next(
            one.case_ref
            for one in samples.show(work).cases
            if one.stratum == "ASH/child_in_need" and not one.is_active
        )
        purposive.add(
            work, workspace.review, Child(named=reserve), why="a theme", keys=workspace.keys
        )
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
    read(workspace)
    with workspace.work() as work:
        snapshots.take(work, workspace.review, SNAPSHOT)
    workspace.database.close()
    return folder


def lose(
    workspace: Workspace, stratum: str, reason: LossReason, *, after_reading: bool = False
) -> None:
    """Lose the first case of a stratum that is still in use."""
    with workspace.work() as work:
        case = next(one for one in samples.show(work).active if one.stratum == stratum)
        samples.lose(
            work,
            case_ref=case.case_ref,
            reason=reason,
            note="a test",
            after_reading=after_reading,
        )


def read(workspace: Workspace) -> None:
    """Answer for every case but the last one of BRO's protection plans."""
    with workspace.work() as work:
        cases = samples.show(work).active
        unread = [one for one in cases if one.stratum == "BRO/child_protection"][-1]
        for place, case in enumerate(cases):
            if case != unread:
                answers = {
                    "HARM.1.a": "yes" if place % 3 else "no",
                    "HARM.1.b": "yes" if place % 2 else "no",
                    "HARM.1": "inadequate",
                }
                for item, value in answers.items():
                    answer_item(
                        work,
                        workspace.review,
                        ref=case.case_ref,
                        item_id=item,
                        given=Given(value, None, ""),
                    )
