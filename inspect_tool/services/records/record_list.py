"""Every record that the actor may know of, and how far it has come."""

from __future__ import annotations

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
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.stray_notes import count_stray_notes
from inspect_tool.store import mishap_queries

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


def list_lines(work: UnitOfWork, review: Review) -> tuple[RecordLine, ...]:
    """The records that the actor may know of: an inspector's own, a lead's all without a conflict.

    Of a read that a lead must not see yet, being the case's other reader, only the standing is
    told.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    views = records.list_records(work, review)
    sight, stray = Sight.of(work, review), count_stray_notes(work, review)
    extra = mishap_queries.extra_reads(work)
    lines = []
    for view in views:
        refusal = sight.refusal(Action.SEE_RECORD, view.subject, view.reader)
        if refusal is None:
            lines.append(_line(view, stray[view.subject.ref, view.reader], extra))
        elif isinstance(refusal, BlindReadError):
            lines.append(_line(view, None, extra))
    return tuple(lines)


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
