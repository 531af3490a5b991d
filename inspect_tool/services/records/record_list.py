"""Every record that the actor may know of, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import BlindReadError
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.completeness import RecordProblemKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.states import RecordState
from inspect_tool.domain.records.voice_refs import start_of
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import list_queries
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.stray_notes import count_stray_notes
from inspect_tool.store import mishap_queries, page_queries, queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class RecordLine:
    """One record in a list.

    Args:
        standing: Whether it is complete, in a word.
        state: How far the people are with it; None where it is the other read of a case that
            the actor reads and may not see yet.
        missing: What is missing or inconsistent; None where nothing was begun, and for such a
            read.
        is_extra: Whether it is a second read that was asked for and not drawn.
        conflicts, stray: Answers that crossed and stray notes; None for such a read.
    """

    subject: str
    kind: SubjectKind
    reader: Reader
    inspector: str
    standing: str
    state: RecordState | None
    missing: int | None
    conflicts: int | None
    stray: int | None
    is_complete: bool
    is_extra: bool = False


def list_lines(
    work: UnitOfWork, review: Review, authority: str | None = None
) -> tuple[RecordLine, ...]:
    """The records that the actor may know of: an inspector's own, a lead's all without a conflict.

    Of a read that a lead must not see yet, being the case's other reader, only the standing is
    told.

    Args:
        authority: Only those at one authority.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    views = records.list_records(work, review, authority)
    sight, stray = Sight.of(work, review, authority), count_stray_notes(work, review)
    extra = mishap_queries.extra_reads(work)
    lines = []
    for view in views:
        refusal = sight.refusal(Action.SEE_RECORD, view.subject, view.reader)
        if refusal is None:
            lines.append(_line(view, stray[view.subject.ref, view.reader], extra))
        elif isinstance(refusal, BlindReadError):
            lines.append(_line(view, None, extra))
    return tuple(lines)


@dataclass(frozen=True)
class OwnLine:
    """One record of the actor's own.

    Args:
        state_words: How far it is, with who brought it there, when, and why it was returned.
        case_type: What kind of case it is, as a code; empty for others.
        queries: How many queries about it wait for a reply.
    """

    line: RecordLine
    authority: str
    state_words: str
    case_type: str
    queries: int


def list_own(work: UnitOfWork, review: Review) -> tuple[OwnLine, ...]:
    """The records that are the actor's own, those that were returned first.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    own = work.actor.id
    codes = {row.authority for row in queries.assignments(work, own)}
    others = {one.code for one in review.plan.authorities} - codes - work.actor.not_for
    kinds = (SubjectKind.INTERVIEW, SubjectKind.FOCUS_GROUP)
    heard = [(code, start_of(kind, code, own)) for code in sorted(others) for kind in kinds]
    codes |= page_queries.authorities_with(work, heard)
    views = [
        view
        for code in sorted(codes - work.actor.not_for)
        for view in records.list_records(work, review, code, inspector=own)
    ]
    sight, stray = Sight.of(work, review), count_stray_notes(work, review)
    extra = mishap_queries.extra_reads(work)
    asked = Counter(
        (one.subject_ref, one.reader) for one in list_queries(work, review, only_open=True)
    )
    lines = [
        OwnLine(
            line=_line(view, stray[view.subject.ref, view.reader], extra),
            authority=view.subject.authority,
            state_words=view.state_words,
            case_type=str(view.facts.fields.get("case_type") or ""),
            queries=asked[view.subject.ref, view.reader],
        )
        for view in views
        if sight.shows(view.subject, view.reader)
    ]
    order = (RecordState.RETURNED, RecordState.IN_PROGRESS, RecordState.NOT_STARTED)
    rank = {state: place for place, state in enumerate(order)}
    return tuple(
        sorted(lines, key=lambda one: rank.get(one.line.state or RecordState.AGREED, len(rank)))
    )


def _line(view: RecordView, stray: int | None, extra: Container[str]) -> RecordLine:
    is_shown = stray is not None
    conflicts = sum(problem.kind is RecordProblemKind.CONFLICT for problem in view.problems)
    missing = sum(problem.blocks for problem in view.problems)
    return RecordLine(
        subject=view.subject.ref,
        kind=view.subject.kind,
        reader=view.reader,
        inspector=view.inspector,
        standing=view.standing,
        state=view.state if is_shown else None,
        missing=missing if is_shown and view.is_started else None,
        conflicts=conflicts if is_shown else None,
        stray=stray,
        is_complete=view.is_complete,
        is_extra=view.reader is Reader.SECOND and view.subject.ref in extra,
    )
