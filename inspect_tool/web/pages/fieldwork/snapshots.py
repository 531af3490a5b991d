"""Snapshots: listed, taken, and two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import snapshot_changes
from inspect_tool.web.pages.fieldwork.two_steps import (
    REFUSALS,
    TwoSteps,
    Typed,
    answer_at_its_address,
    wanted,
)
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Visit, Visiting

router = APIRouter()
AT = "/fieldwork/snapshots"
DONE = {"taken": "The snapshot is taken. Figures and report come from it."}
# When it is taken is not part of what was shown and is confirmed.
NO_MOMENT = datetime.min.replace(tzinfo=UTC)
What = Annotated[str, Query(max_length=200)]


@router.get(AT)
def listed(visit: Visiting, done: What = "") -> Response:
    """Every snapshot, the newest first."""
    with visit.reading() as work:
        views = snapshots.list_snapshots(work)
    context = {"snapshots": views[::-1], "done": DONE.get(done, "")}
    return page(visit, "fieldwork/snapshots.html", context)


def _take(work: Any, visit: Visit, typed: Typed, dry_run: bool) -> object:
    del dry_run  # it is tried
    name = wanted(typed, "name", "Give the snapshot a name.")
    return replace(snapshots.take(work, visit.review, name), taken_at=NO_MOMENT)


def _nothing_more(_: Any, __: Visit) -> Mapping[str, object]:
    return {}


TAKE = TwoSteps(
    path=f"{AT}/take",
    template="fieldwork/take_snapshot.html",
    action=Action.TAKE_SNAPSHOT,
    fields=("name",),
    act=_take,
    there=_nothing_more,
    done=f"{AT}?done=taken",
    is_tried=True,
)
answer_at_its_address(router, TAKE)


@router.get(AT + "/compare")
def compare(visit: Visiting, earlier: What = "", later: What = "") -> Response:
    """Which figures differ between two snapshots, and which sentences change with them."""
    check_can(visit.actor, Action.SEE_SNAPSHOTS)
    found, fault, status = None, "", 200
    with visit.reading() as work:
        names = [one.name for one in snapshots.list_snapshots(work)][::-1]
        if earlier:
            try:
                found = snapshot_changes.diff(
                    work, visit.review, earlier, later or None, place=visit.workspace.place
                )
            except AccessRefusedError as error:  # whose reads are not both in
                fault = error.message
            except REFUSALS as error:
                fault, status = error.message, error.http_status
    held = Verdict.TRUE
    broken = [
        one
        for one in (found.sentences if found else ())
        if one.earlier_verdict is held is not one.later_verdict
    ]
    context = {
        "names": [(name, name) for name in names],
        "earlier": earlier,
        "later": later,
        "found": found,
        "broken": len(broken),
        "fault": fault,
    }
    return page(visit, "fieldwork/compare.html", context, status=status)
