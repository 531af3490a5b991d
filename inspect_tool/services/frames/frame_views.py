"""The frames as they stand; apart from their making, which `status` need not load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.review import Review
from inspect_tool.store import frame_queries, queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class FrameView:
    """One authority's frame as it stands."""

    authority: str
    name: str
    imported_at: datetime | None
    children: int
    eligible: int
    by_case_type: Mapping[str, int]
    excluded: Mapping[str, int]
    problems: Mapping[str, int]


def show_frames(work: UnitOfWork, review: Review) -> tuple[FrameView, ...]:
    """The frame of each authority of the plan, in the plan's order."""
    check_can(work.actor, Action.SEE_PROGRESS)
    returns = frame_queries.frame_returns(work)
    tally = queries.eligible_by_case_type(work)
    views = []
    for authority in review.plan.authorities:
        row = returns.get(authority.code)
        by_type = {
            case_type: tally.get((authority.code, case_type), 0)
            for case_type in review.plan.case_types
        }
        views.append(
            FrameView(
                authority=authority.code,
                name=authority.name,
                imported_at=row.imported_at if row else None,
                children=row.children if row else 0,
                eligible=sum(by_type.values()),
                by_case_type=by_type,
                excluded=row.exclusions if row else {},
                problems=row.problems if row else {},
            )
        )
    return tuple(views)
