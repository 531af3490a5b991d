"""One case, authority or interview: what was recorded, what follows from it, every revision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.framework.framework import Framework, QuestionType, SubjectKind
from inspect_tool.domain.records.chronology import ChronologyStep
from inspect_tool.domain.records.chronology_steps import steps
from inspect_tool.domain.records.completeness import RecordProblemKind
from inspect_tool.domain.records.judgements import calculate, read_clock, with_prefills
from inspect_tool.domain.records.records import (
    ANSWER_KINDS,
    Answer,
    ItemKind,
    ItemPlace,
    Reader,
    RecordFacts,
)
from inspect_tool.domain.records.support import keeps_back
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import QueryView, list_queries
from inspect_tool.services.records.changed_answers import ChangedView, changed_answers
from inspect_tool.services.records.clock_words import clock_reason, clock_sentence
from inspect_tool.services.records.conflicts import list_conflicts
from inspect_tool.services.records.identifiers import blotted, kept_words
from inspect_tool.services.records.item_views import CalculatedView, ItemView, RevisionView
from inspect_tool.services.records.item_words import (
    ItemWords,
    OriginWords,
    answer_code,
    origin_words,
)
from inspect_tool.services.records.repeats_shown import repeats_view
from inspect_tool.services.records.revisions import (
    ItemKey,
    answer_of,
    given_by,
    place_of,
    subject_of,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.standing import by_item
from inspect_tool.services.records.stray_notes import StrayView, list_stray_notes, notes_words
from inspect_tool.services.records.subjects import UnknownSubjectError, authority_of, subject_named
from inspect_tool.services.records.submission import problems_to_submit
from inspect_tool.services.records.under import Pins, framework_of
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.domain.clocks.clock import Clock
    from inspect_tool.domain.framework.framework import Question
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce
    from inspect_tool.store.tables import Revision

CLOCK = "clock"  # an item that is computed and has no revisions


@dataclass(frozen=True)
class ProblemView:
    """What is unanswered, inconsistent, unsupported or asked about in a record.

    Args:
        blocks: Whether the record does not count because of it.
        keeps_back: Whether it is not to be submitted because of it.
    """

    reader: str
    kind: str
    item_id: str
    message: str
    blocks: bool
    keeps_back: bool


class _ItemOfReader(NamedTuple):
    """An item in the record of one reader."""

    reader: Reader
    kind: ItemKind
    item_id: str


@dataclass(frozen=True)
class _Shown:
    """What the items of a subject are shown with."""

    words: ItemWords
    pins: Pins
    origins: OriginWords
    current: frozenset[str]
    crossed: frozenset[str]
    facts: Mapping[Reader, RecordFacts]
    steps: Mapping[Reader, Mapping[str, ChronologyStep]]
    owners: Mapping[Reader, str]
    repeats: Mapping[Reader, ItemView]
    queries: Mapping[tuple[Reader, str], Sequence[QueryView]]
    changes: Mapping[tuple[Reader, str], Sequence[ChangedView]]
    kept: Mapping[ItemPlace, frozenset[str]]


def show_subject(work: UnitOfWork, review: Review, ref: str) -> tuple[ItemView, ...]:
    """Every recorded item of a subject, by reader, in the order of the framework.

    Clocks and calculated judgements stand beside the answers, stray notes after them. An
    inspector sees only records that are their own, so that second reads stay blind.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not for the
            actor's eyes.
        UnknownSubjectError: Nothing that the actor may see was recorded under that reference.
    """
    stray = list_stray_notes(work, review, ref)
    _sight(work, review, ref, is_theirs=bool(stray))
    rows = queries.revisions_of(work, ref)
    answers = [row for row in rows if row.item_kind in ANSWER_KINDS]
    shown = _shown(work, review, ref, answers)
    items: dict[_ItemOfReader, list[Revision]] = {}
    for row in answers:
        if Reader(row.reader) in shown.owners:
            key = _ItemOfReader(Reader(row.reader), ItemKind(row.item_kind), row.item_id)
            items.setdefault(key, []).append(row)
    views = [_item_view(item, versions, shown) for item, versions in items.items()]
    views += _only_asked_about(items, shown)
    views += [view for reader in shown.facts for view in _clock_views(review, reader, shown)]
    views += list(shown.repeats.values())
    views.sort(key=lambda view: (_rank(view), shown.words.place(view.item_id), view.kind))
    views += [_stray_view(note) for note in stray]
    if not views:  # the same whether nobody else has begun, or a read that is not to be seen
        raise UnknownSubjectError(ref)
    return tuple(views)


def _sight(work: UnitOfWork, review: Review, ref: str, *, is_theirs: bool) -> Sight:
    """What the actor may see; refused where that is nothing of the subject.

    Args:
        is_theirs: Whether they wrote words about it, whoever reads it now.
    """
    sight = Sight.of(work, review, authority_of(ref))
    if not is_theirs:
        sight.check_any(Action.SEE_RECORD, subject_named(ref))
    return sight


def _rank(view: ItemView) -> int:
    return list(Reader).index(view.reader) if view.reader else len(Reader)


def _shown(work: UnitOfWork, review: Review, ref: str, rows: Sequence[Revision]) -> _Shown:
    authority = rows[0].authority if rows else ""
    items = records.current_items(work, authority) if rows else {}
    own = {
        reader: revisions
        for (_, ref, reader), revisions in items.items()
        if rows and ref == rows[0].subject_ref
    }
    owners = _visible_owners(work, review, rows)
    if owners:
        work.shown.add((authority, rows[0].subject_ref))
    return _Shown(
        words=ItemWords.of(_framework(work, review, rows)),
        pins=Pins.of(work, review, authority or None),
        origins=origin_words(work),
        current=frozenset(row.id for revisions in own.values() for row in revisions.values()),
        crossed=frozenset(
            side.revision_id
            for conflict in list_conflicts(work, review, authority)
            if rows and conflict.subject_ref == rows[0].subject_ref
            for side in conflict.sides
        ),
        facts={
            reader: _facts(work, review, revisions)
            for reader, revisions in own.items()
            if reader in owners and reader is not Reader.ADJUDICATED
        },
        steps={
            reader: steps(records.chronology_in(revisions), review.framework.repeat_incidents)
            for reader, revisions in own.items()
        },
        owners=owners,
        repeats={
            reader: view
            for reader, revisions in own.items()
            if reader in owners
            and (view := repeats_view(work, review, revisions, reader, owners[reader]))
        },
        queries=by_item(list_queries(work, review, ref)),
        changes=by_item(changed_answers(work, review, ref)),
        kept=kept_words(work, authority, ref) if rows else {},
    )


def _only_asked_about(items: Collection[_ItemOfReader], shown: _Shown) -> Iterator[ItemView]:
    """Items without an answer that somebody asked about."""
    answered = {(item.reader, item.item_id) for item in items}
    for (reader, item_id), asked in shown.queries.items():
        if (reader, item_id) not in answered:
            yield ItemView(
                reader=reader,
                inspector=asked[0].inspector,
                kind=ItemKind.QUERY.value,
                item_id=item_id,
                title=shown.words.title(item_id),
                answer="",
                words="",
                note="",
                author="",
                revisions=(),
                queries=tuple(asked),
            )


def _facts(
    work: UnitOfWork, review: Review, items: Mapping[ItemKey, RevisionInForce]
) -> RecordFacts:
    subject = subject_of(next(iter(items.values())))
    is_case = subject.kind is SubjectKind.CASE
    fields = records.case_fields(work, review, subject.authority) if is_case else {}
    pins = Pins.of(work, review, subject.authority)
    facts = records.facts_of(review, pins, subject, items, fields.get(subject.ref, {}))
    return records.with_clocks_of(review, with_prefills(facts))


def _framework(work: UnitOfWork, review: Review, rows: Sequence[Revision]) -> Framework:
    return framework_of(work, review, subject_of(rows[0])) if rows else review.framework


def _visible_owners(
    work: UnitOfWork, review: Review, rows: Sequence[Revision]
) -> dict[Reader, str]:
    """The readers whose records the actor may see, and who they are."""
    sight = Sight.of(work, review, rows[0].authority if rows else None)
    visible = {}
    for reader in Reader:
        row = next((version for version in rows if version.reader == reader), None)
        if row is None:
            continue
        subject = subject_of(row)
        if sight.shows(subject, reader):
            visible[reader] = sight.owners.owner(subject.kind, subject.ref, reader)
    return visible


def _item_view(item: _ItemOfReader, rows: Sequence[Revision], shown: _Shown) -> ItemView:
    reader, kind, item_id = item
    standing = next((row for row in rows if row.id in shown.current), rows[-1])
    answer = answer_of(standing)
    asked_by = shown.pins.asked_by(standing)
    words = ItemWords.of(shown.pins.line.of(asked_by)) if asked_by else shown.words
    return ItemView(
        reader=reader,
        inspector=shown.owners[reader],
        kind=kind.value,
        item_id=item_id,
        title=shown.words.title(item_id),
        answer=answer_code(answer),
        words=words.answer(kind, item_id, answer),
        note=standing.note,
        author=given_by(standing),
        revisions=tuple(_revision_view(row, shown) for row in rows),
        calculated=_advice(item, shown) or _step(item, shown),
        in_conflict=standing.id in shown.crossed,
        queries=tuple(shown.queries.get((reader, item_id), ())),
        changes=tuple(shown.changes.get((reader, item_id), ())),
        asked_by=asked_by,
    )


def _revision_view(row: Revision, shown: _Shown) -> RevisionView:
    answer = answer_of(row)
    is_current = row.id in shown.current
    if not (is_current or row.id in shown.crossed):  # nobody has to settle what it held any more
        answer = blotted(answer, shown.kept.get(place_of(row), ()))
    return RevisionView(
        id=row.id,
        answer=answer_code(answer),
        words=shown.words.answer(ItemKind(row.item_kind), row.item_id, answer),
        note=answer.note,
        author=given_by(row),
        recorded_at=row.recorded_at,
        origin=shown.origins.of(row.origin),
        is_current=is_current,
        is_open=row.id in shown.crossed and not is_current,
    )


def _advice(item: _ItemOfReader, shown: _Shown) -> CalculatedView | None:
    """The calculated judgement beside a given one; None where nothing is calculated."""
    reader, kind, item_id = item
    facts = shown.facts.get(reader)
    criterion = facts.framework.criterion(item_id) if facts else None
    if facts is None or criterion is None or kind is not ItemKind.JUDGEMENT:
        return None
    if criterion.judgement is None or not criterion.judgement.calculated:
        return None
    advice = calculate(criterion, facts)
    words = shown.words.answer(kind, item_id, Answer(advice.value)) if advice.value else ""
    return CalculatedView(advice.value, words, advice.reason)


def _step(item: _ItemOfReader, shown: _Shown) -> CalculatedView | None:
    """What the chronology shows at an incident; None where there is nothing to see."""
    step = shown.steps.get(item.reader, {}).get(item.item_id)
    if item.kind is not ItemKind.CHRONOLOGY or step is None or not step.words:
        return None
    days = "" if step.days is None else f"{step.days} days since the day before"
    return CalculatedView(str(step.days or ""), step.words, days)


def _clock_views(review: Review, reader: Reader, shown: _Shown) -> Iterator[ItemView]:
    """The statutory clocks of a record whose dates are there."""
    facts = shown.facts[reader]
    for question in facts.framework.questions(facts.subject.kind):
        if question.type is not QuestionType.CLOCK or question.id not in facts.answers:
            continue
        clock = read_clock(question, facts, on=review.plan.dates.fieldwork[1])
        if clock is not None:
            yield _clock_view(question, clock, reader, shown.owners[reader])


def _clock_view(question: Question, clock: Clock, reader: Reader, inspector: str) -> ItemView:
    words = clock_sentence(clock)
    return ItemView(
        reader=reader,
        inspector=inspector,
        kind=CLOCK,
        item_id=question.id,
        title=question.text,
        answer=clock.result.value,
        words=words,
        note="",
        author="",
        revisions=(),
        calculated=CalculatedView(clock.result.value, words, clock_reason(clock)),
    )


def _stray_view(note: StrayView) -> ItemView:
    return ItemView(
        reader=note.reader,
        inspector=note.author,
        kind=ItemKind.STRAY.value,
        item_id=note.where,
        title=f"Stray note, {note.origin}",
        answer="",
        words=note.became,
        note=note.text,
        author=note.author,
        revisions=(),
    )


def problems_of(work: UnitOfWork, review: Review, ref: str) -> tuple[ProblemView, ...]:
    """What keeps the records of a subject from being complete, and what else to look at.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not for the
            actor's eyes.
        UnknownSubjectError: There is no such record.
    """
    stray = list_stray_notes(work, review, ref)
    sight = _sight(work, review, ref, is_theirs=bool(stray))
    views = [
        view
        for view in records.list_records(work, review, authority_of(ref), ref=ref)
        if sight.shows(view.subject, view.reader)
    ]
    if not views and not stray:
        raise UnknownSubjectError(ref)
    problems = [
        ProblemView(
            view.reader.value,
            problem.kind.value,
            problem.item_id,
            problem.message,
            problem.blocks,
            keeps_back(problem),
        )
        for view in views
        for problem in problems_to_submit(work, review, view)
    ]
    counts = Counter(note.reader for note in stray if not note.became)
    return (*problems, *(_stray_problem(reader, number) for reader, number in counts.items()))


def _stray_problem(reader: Reader | None, number: int) -> ProblemView:
    return ProblemView(
        reader=reader.value if reader else "",
        kind=RecordProblemKind.STRAY.value,
        item_id="",
        message=f"{notes_words(number)} in returned workbooks, where no answer is read: "
        "`case stray` has the words; attach each to its question, or set it aside.",
        blocks=RecordProblemKind.STRAY.blocks,
        keeps_back=False,
    )
