"""How far two readers of the same cases agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.estimation.intervals import check_level
from inspect_tool.domain.moderation.agreement import (
    AgreementBy,
    ReadPair,
    agreement_by_inspector,
    agreement_by_item,
    agreement_by_month,
    agreement_by_week,
    agreement_items,
    agreement_overall,
)
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.assignment.reading_history import Read
from inspect_tool.services.records import records
from inspect_tool.services.records.two_reads import ReadTwice, read_twice
from inspect_tool.store import hand_over_queries, mishap_queries, record_queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from inspect_tool.domain.moderation.agreement import AgreementItem, AgreementRow
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class AgreementView:
    """Agreement of two readers, with its base.

    Args:
        level: Confidence level of the intervals, as a share.
        second_reads: Cases that are to be read twice.
        cases: Those of them with two complete reads; only these are looked at.
        extra: Second reads that were asked for and not drawn; they are in no figure.
        rows: By criterion, inspector, month or week.
        overall: Of all cases, for judgements on each scale.
    """

    by: AgreementBy
    level: float
    second_reads: int
    cases: int
    rows: tuple[AgreementRow, ...]
    overall: tuple[AgreementRow, ...]
    extra: int = 0


def agreement_by(name: str) -> AgreementBy:
    """What to break agreement down by.

    Raises:
        UsageError: It cannot be broken down by that.
    """
    try:
        return AgreementBy(name)
    except ValueError:
        known = ", ".join(AgreementBy)
        raise UsageError(f"Agreement is not shown by {name}. Choose one of {known}.") from None


def show_agreement(
    work: UnitOfWork,
    review: Review,
    *,
    by: AgreementBy,
    questions: bool = False,
    level: float = 0.95,
) -> AgreementView:
    """Agreement by criterion, inspector, month or week, as a lead sees it.

    Cases of an authority that the lead has a conflict of interest with are left out: of few cases,
    agreement says what was judged differently in one.

    Args:
        questions: Whether answers from lists are looked at beside the judgements.

    Raises:
        NotYourRoleError: The actor is not a lead; second reads stay blind.
        UsageError: The level is not a share.
    """
    check_can(work.actor, Action.SEE_AGREEMENT)
    views = [
        view
        for view in records.list_records(work, review)
        if not can(
            work.actor,
            Action.SEE_AGREEMENT,
            Thing(authorities=frozenset({view.subject.authority})),
        )
    ]
    return _agreement(work, review, views, by=by, questions=questions, level=level)


def agreement_of(work: UnitOfWork, review: Review, *, level: float = 0.95) -> AgreementView:
    """Agreement by criterion and overall, as a report gives it: never by inspector.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        UsageError: The level is not a share.
    """
    check_can(work.actor, Action.REPORT_AGREEMENT)
    views = records.list_records(work, review)
    return _agreement(work, review, views, by=AgreementBy.CRITERION, questions=False, level=level)


def _agreement(  # what was asked, and what it is asked of
    work: UnitOfWork,
    review: Review,
    views: Sequence[RecordView],
    *,
    by: AgreementBy,
    questions: bool,
    level: float,
) -> AgreementView:
    check_level(level)
    asked_for = mishap_queries.extra_reads(work)
    drawn = [view for view in views if view.subject.ref not in asked_for]
    pairs = read_pairs(work, read_twice(drawn))
    items = agreement_items(review.framework, questions=questions)
    return AgreementView(
        by=by,
        level=level,
        second_reads=sum(view.reader is Reader.SECOND for view in drawn),
        cases=len(pairs),
        rows=_rows(review, by, items, pairs, level) if pairs else (),
        overall=agreement_overall(items, pairs, level=level),
        extra=sum(view.reader is Reader.SECOND for view in views)
        - sum(view.reader is Reader.SECOND for view in drawn),
    )


def _rows(
    review: Review,
    by: AgreementBy,
    items: Sequence[AgreementItem],
    pairs: Sequence[ReadPair],
    level: float,
) -> tuple[AgreementRow, ...]:
    if by is AgreementBy.INSPECTOR:
        return agreement_by_inspector(items, pairs, _readers(review, pairs), level=level)
    if by is AgreementBy.MONTH:
        return agreement_by_month(items, pairs, level=level)
    if by is AgreementBy.WEEK:
        return agreement_by_week(items, pairs, level=level)
    return agreement_by_item(items, pairs, level=level)


def _readers(review: Review, pairs: Iterable[ReadPair]) -> list[str]:
    """The inspectors in the plan's order, then readers whom the plan no longer names."""
    named = [inspector.id for inspector in review.plan.inspectors()]
    readers = {reader for pair in pairs for reader in (pair.first_reader, pair.second_reader)}
    return [*named, *sorted(readers - set(named))]


def read_pairs(work: UnitOfWork, cases: Iterable[ReadTwice]) -> list[ReadPair]:
    """Cases with two complete reads, with who judged them and when the second was finished."""
    judged_by = _judged_by(work)
    finished = record_queries.last_recorded(work, Reader.SECOND)
    pairs = []
    for case in cases:
        moment = finished[case.subject.authority, case.subject.ref]
        pairs.append(
            ReadPair(
                first=case.first.facts,
                second=case.second.facts,
                first_reader=judged_by.get(_read(case.first), case.first.inspector),
                second_reader=judged_by.get(_read(case.second), case.second.inspector),
                month=f"{moment:%Y-%m}",
                week=f"{moment:%G-W%V}",
            )
        )
    return pairs


def _read(view: RecordView) -> Read:
    return Read(view.subject.authority, view.subject.ref, view.reader)


def _judged_by(work: UnitOfWork) -> dict[Read, str]:
    """Who gave most of the judgements in force in each read that was handed over.

    Agreement is about who judged, not about who has the read now. Of judgements that somebody else
    typed in, a lead for example, nobody is said to be the reader.
    """
    had: dict[Read, set[str]] = defaultdict(set)
    for row in hand_over_queries.hand_overs(work):
        read = Read(row.authority, row.case_ref, Reader(row.reader))
        had[read] |= {row.from_inspector, row.to_inspector}
    judged: dict[Read, Counter[str]] = defaultdict(Counter)
    judgements = ItemKind.JUDGEMENT.value
    for told in record_queries.answers_in_force(work, item_kind=judgements) if had else ():
        read = Read(told.authority, told.subject_ref, Reader(told.reader))
        if told.author in had.get(read, ()):
            judged[read][told.author] += 1
    return {
        read: min(authors, key=lambda author: (-authors[author], author))
        for read, authors in judged.items()
    }
