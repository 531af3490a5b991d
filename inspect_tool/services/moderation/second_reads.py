"""The cases that are read a second time, blind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.assignment.second_reads import (
    FirstRead,
    choose_second_readers,
    choose_second_reads,
    second_reads_key,
)
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.reading_history import Read, ReadingHistory
from inspect_tool.services.moderation.errors import NotAllAssignedError, SecondReadsDrawnError
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import mishap_queries, queries
from inspect_tool.store.tables import Assignment

if TYPE_CHECKING:
    from inspect_tool.services.sampling.draw_views import DrawView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class SecondReadView:
    """A case chosen for a second read, and by whom."""

    authority: str
    case_ref: str
    first_reader: str
    second_reader: str


def draw_second_reads(work: UnitOfWork, review: Review) -> tuple[SecondReadView, ...]:
    """Choose the plan's share of cases for a second read, and their readers.

    The cases are chosen by tickets of their own, made from the draw's seed, and spread over the
    plan's strata: `inspect_tool.domain.assignment.second_reads` says how. Inspectors with fewer
    first reads come first where second reads do not go round evenly.

    Raises:
        NotYourRoleError: The actor is not a lead.
        SecondReadsDrawnError: They were drawn already.
        NotAllAssignedError: A case has no first reader yet.
        NobodyMayReadError: Nobody but the first reader may read a case.
    """
    check_can(work.actor, Action.DRAW_SECOND_READS)
    reads = SharedOutReads.of(work)
    if reads.were_drawn:
        raise SecondReadsDrawnError
    chosen = choose_second_reads(
        reads.first_reads(work),
        share=review.plan.second_reads.share,
        strata=review.plan.second_reads.strata,
        key=reads.key,
    )
    views = reads.with_readers(work, review, chosen)
    reads.keep_drawn(work, views, action="moderate.draw")
    return shown_to_actor(work, views)


@dataclass(frozen=True)
class SharedOutReads:
    """The reads of the cases that are to be read, as they are shared out.

    Args:
        drawn: The sample.
        first: The first reader of each case.
        second: The second reader of each case that has one.
        extra: Cases whose second read was asked for and not drawn.
        were_drawn: Whether any was ever drawn, of lost cases too.
    """

    drawn: DrawView
    first: Mapping[str, str]
    second: Mapping[str, str]
    extra: frozenset[str]
    were_drawn: bool

    @classmethod
    def of(cls, work: UnitOfWork) -> SharedOutReads:
        """As the cases are assigned now."""
        drawn, extra = whole_draw(work), mishap_queries.extra_reads(work)
        rows, active = queries.assignments(work), {case.case_ref for case in drawn.active}
        second = [row for row in rows if row.reader == Reader.SECOND]
        return cls(
            drawn=drawn,
            first={row.case_ref: row.inspector for row in rows if row.reader == Reader.FIRST},
            second={row.case_ref: row.inspector for row in second if row.case_ref in active},
            extra=frozenset(extra) & active,
            were_drawn=any(row.case_ref not in extra for row in second),
        )

    @property
    def key(self) -> str:
        """The key that second reads are drawn with."""
        return second_reads_key(self.drawn.draw_id, self.drawn.public_seed)

    def first_reads(self, work: UnitOfWork) -> list[FirstRead]:
        """Every case to read with its first reader.

        Raises:
            NotAllAssignedError: A case has none.
        """
        unread = [case.case_ref for case in self.drawn.active if case.case_ref not in self.first]
        if unread:
            raise NotAllAssignedError(unread)
        return self.assigned(work)

    def assigned(self, work: UnitOfWork) -> list[FirstRead]:
        """The cases that have a first reader."""
        units = {case.case_ref: case.unit_id for case in self.drawn.active}
        return [
            FirstRead(
                authority=case.authority,
                case_ref=case.case_ref,
                unit_id=units[case.case_ref],
                first_reader=self.first[case.case_ref],
                sibling_group=case.sibling_group,
            )
            for case in caseloads.cases_to_assign(work)
            if case.case_ref in self.first
        ]

    def with_readers(
        self,
        work: UnitOfWork,
        review: Review,
        chosen: Sequence[FirstRead],
        *,
        not_by: frozenset[str] = frozenset(),
    ) -> tuple[SecondReadView, ...]:
        """The cases that were chosen, with their second readers; who reads one already stays.

        Inspectors with fewer first reads come first where second reads do not go round evenly.

        Args:
            not_by: Inspectors who must get none of those that were chosen.

        Raises:
            NobodyMayReadError: Nobody but the first reader may read a case.
        """
        history = ReadingHistory.of(work)
        wanted = {case.case_ref for case in chosen}
        first = [
            case
            for case in self.assigned(work)
            if case.case_ref in wanted or case.case_ref in self.second
        ]
        second = choose_second_readers(
            first,
            inspectors=_least_laden_first(review, self.first.values()),
            not_for={inspector.id: inspector.not_for for inspector in review.plan.team},
            standing=self.second,
            not_by={
                case.case_ref: history.barred_from(
                    Read(case.authority, case.case_ref, Reader.SECOND)
                )
                | (not_by if case.case_ref in wanted else frozenset())
                for case in first
            },
        )
        readers = {**second, **self.second}
        return tuple(
            SecondReadView(case.authority, case.case_ref, case.first_reader, readers[case.case_ref])
            for case in chosen
        )

    def keep_drawn(self, work: UnitOfWork, views: Iterable[SecondReadView], *, action: str) -> None:
        """Write who reads what a second time, with its line in the audit trail.

        An extra read whose case is drawn has its turn: the ticket does not know of the doubt, so
        from now on it is one of the random ones.
        """
        for view in views:
            if view.case_ref in self.extra:
                row = work.get(Assignment, view.authority, view.case_ref, Reader.SECOND.value)
                if row is not None:
                    row.extra_because = ""
                    work.add(row)
                work.audit("moderate.turn", stream=view.authority, case=view.case_ref)
            else:
                keep_second_read(work, view, action=action)


def shown_to_actor(work: UnitOfWork, views: Iterable[SecondReadView]) -> tuple[SecondReadView, ...]:
    """Those at authorities that the actor has no conflict of interest with."""
    return tuple(
        view
        for view in views
        if not can(
            work.actor,
            Action.SEE_CASELOADS,
            Thing(owner=view.second_reader, authorities=frozenset({view.authority})),
        )
    )


def _least_laden_first(review: Review, readers: Iterable[str]) -> list[str]:
    """The plan's inspectors, those with the fewest first reads first.

    Args:
        readers: The first reader of each case.
    """
    loads = Counter(readers)
    return sorted(
        (inspector.id for inspector in review.plan.inspectors()),
        key=lambda inspector: loads[inspector],
    )


def keep_second_read(
    work: UnitOfWork, view: SecondReadView, *, action: str, extra_because: str = ""
) -> None:
    """Write who reads a case a second time, with its line in the audit trail."""
    work.add(
        Assignment(
            authority=view.authority,
            case_ref=view.case_ref,
            reader=Reader.SECOND.value,
            inspector=view.second_reader,
            assigned_at=work.now,
            extra_because=extra_because,
        )
    )
    work.audit(action, stream=view.authority, case=view.case_ref)
