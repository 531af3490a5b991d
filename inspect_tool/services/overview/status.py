"""Where a review stands, by authority, and what to do next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.states import NOT_SUBMITTED, RecordState
from inspect_tool.domain.review import Review
from inspect_tool.services.frames.frame_views import FrameView, show_frames
from inspect_tool.services.overview.keeper import KeeperActs, acts_of_keeper
from inspect_tool.services.overview.notices import notices
from inspect_tool.services.records import records
from inspect_tool.services.records.crossed import open_conflicts
from inspect_tool.services.review.team import TeamChange, changes_of_team
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import mishap_queries, queries, snapshot_queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.services.sampling.draw_views import DrawView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class AuthorityStatus:
    """Where one authority stands, in cases."""

    authority: str
    name: str
    has_frame: bool
    eligible: int
    to_read: int
    assigned: int
    read: int
    next_step: str


@dataclass(frozen=True)
class Status:
    """Where the review stands.

    Args:
        extended_by: Cases that extensions added to the draw.
        purposive: Cases to read that were picked by hand.
        states: Number of records in each state that there is, in the order of the states.
        complete_not_submitted: Records that nothing is missing from, and that nobody submitted.
        notices: What waits for somebody beside the next step, the most urgent first.
        team_changes: Changes of the team since it was first used, oldest first.
        keeper: What was done without a name since the plan has a team; None where that is nothing.
    """

    review: str
    title: str
    stage: str
    authorities: tuple[AuthorityStatus, ...]
    next_step: str
    extended_by: int = 0
    purposive: int = 0
    states: Mapping[RecordState, int] = field(default_factory=dict)
    complete_not_submitted: int = 0
    notices: tuple[str, ...] = ()
    team_changes: tuple[TeamChange, ...] = ()
    keeper: KeeperActs | None = None


def status_of(work: UnitOfWork, review: Review, *, urgent: Sequence[str] = ()) -> Status:
    """Where the review stands and what to do next.

    Args:
        urgent: Sentences on what keeps the review from going on.
    """
    check_can(work.actor, Action.SEE_PROGRESS)
    row = queries.draw_in_force(work)
    is_drawn = row is not None and row.public_seed is not None
    conflicts = open_conflicts(work, review) if is_drawn else ()
    views = records.list_records(work, review, conflicts=conflicts) if is_drawn else ()
    drawn = whole_draw(work) if is_drawn else None
    active = Counter(case.authority for case in drawn.active) if drawn else Counter()
    first_reads = _first_reads(views)
    withdrawn = mishap_queries.withdrawn_authorities(work)
    authorities = tuple(
        _withdrawn_status(frame, withdrawn[frame.authority].withdrew_on)
        if frame.authority in withdrawn
        else _authority_status(
            frame, active[frame.authority], first_reads[frame.authority], is_drawn=is_drawn
        )
        for frame in show_frames(work, review)
    )
    stage = _stage(work, authorities, is_committed=row is not None, is_drawn=is_drawn)
    return Status(
        review=review.plan.review,
        title=review.plan.title,
        stage=", ".join([stage.words, *(_what_came_later(drawn, len(withdrawn)) if drawn else ())]),
        authorities=authorities,
        next_step=stage.next_step,
        extended_by=drawn.extended_by if drawn else 0,
        purposive=len(drawn.purposive) if drawn else 0,
        states=_states(views),
        complete_not_submitted=sum(
            view.is_complete and view.state in NOT_SUBMITTED for view in views
        ),
        notices=(*urgent, *(notices(work, review, views, conflicts) if is_drawn else ())),
        team_changes=changes_of_team(work),
        keeper=acts_of_keeper(work),
    )


def _states(views: Iterable[RecordView]) -> dict[RecordState, int]:
    number = Counter(view.state for view in views)
    return {state: number[state] for state in RecordState if number[state]}


def _what_came_later(drawn: DrawView, withdrawn: int) -> Iterator[str]:
    """What the cases to read are beside those of the first draw.

    Args:
        withdrawn: How many authorities left.
    """
    if withdrawn:
        yield f"{withdrawn} {'authority' if withdrawn == 1 else 'authorities'} withdrew"
    if drawn.extended_by:
        yield f"{drawn.extended_by} of {drawn.drawn} cases added by extension"
    if drawn.purposive:
        yield f"{len(drawn.purposive)} picked by hand"


def _first_reads(views: Iterable[RecordView]) -> Mapping[str, Sequence[RecordView]]:
    """The first reads of cases, by authority; none where there is none."""
    first_reads: dict[str, list[RecordView]] = defaultdict(list)
    for view in views:
        if view.subject.kind is SubjectKind.CASE and view.reader is Reader.FIRST:
            first_reads[view.subject.authority].append(view)
    return first_reads


def _withdrawn_status(frame: FrameView, on: str) -> AuthorityStatus:
    """An authority that left: nothing of it is to be read."""
    return AuthorityStatus(
        authority=frame.authority,
        name=frame.name,
        has_frame=frame.imported_at is not None,
        eligible=frame.eligible,
        to_read=0,
        assigned=0,
        read=0,
        next_step=f"withdrew on {on}",
    )


def _authority_status(
    frame: FrameView, to_read: int, own: Sequence[RecordView], *, is_drawn: bool
) -> AuthorityStatus:
    read = sum(view.is_complete for view in own)
    if frame.imported_at is None:
        step = "import the return"
    elif not is_drawn:
        step = "wait for the draw"
    elif len(own) < to_read:
        step = "assign cases"
    else:
        step = "read cases" if read < to_read else "done"
    return AuthorityStatus(
        authority=frame.authority,
        name=frame.name,
        has_frame=frame.imported_at is not None,
        eligible=frame.eligible,
        to_read=to_read,
        assigned=len(own),
        read=read,
        next_step=step,
    )


class _Stage(NamedTuple):
    """A stage in a phrase, the command that takes the review on, and whether it is this one."""

    holds: bool
    words: str
    next_step: str


def _stage(
    work: UnitOfWork,
    authorities: tuple[AuthorityStatus, ...],
    *,
    is_committed: bool,
    is_drawn: bool,
) -> _Stage:
    """The first stage that the review has not left behind."""
    missing = [status.authority for status in authorities if not status.has_frame]
    to_read = sum(status.to_read for status in authorities)
    assigned = sum(status.assigned for status in authorities)
    read = sum(status.read for status in authorities)
    is_uncounted = snapshot_queries.newest_snapshot(work) is None
    stages = (
        _Stage(bool(missing), "taking returns", f"`frame import` for {', '.join(missing)}"),
        _Stage(not is_committed, "ready to commit", "`sample plan`, then `sample commit`"),
        _Stage(not is_drawn, "committed", "publish the digests, then `sample draw --seed …`"),
        _Stage(assigned < to_read, "drawn", "`assign auto`"),
        _Stage(read < to_read, f"{read} of {to_read} cases read", "`case export`, `case import`"),
        _Stage(is_uncounted, "all cases read", "`snapshot take NAME`"),
        _Stage(True, "counted", "`claim check`, then `report build`"),
    )
    return next(stage for stage in stages if stage.holds)
