"""Counts, with their base, from a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow, total_flow
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records import records

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def flow(
    work: UnitOfWork, review: Review, *, snapshot: str | None = None
) -> tuple[AuthorityFlow, ...]:
    """The flow of each authority and, last, of all; live unless a snapshot is named.

    Raises:
        FlowBrokenError: It does not reconcile.
    """
    check_can(work.actor, Action.SEE_FLOW)
    if snapshot is not None:
        figures = snapshots.figures_as_kept(work, review, snapshot)
        return (*figures.flows, figures.total)
    flows = snapshots.live_flows(work, review, records.list_records(work, review))
    return (*flows, total_flow(flows))
