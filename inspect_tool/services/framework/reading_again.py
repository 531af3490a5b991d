"""What is to be read again because the framework changed, and putting it under the new version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.framework.framework import Framework, Question
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.framework.versions import Unlike
from inspect_tool.domain.records.completeness import RecordProblemKind
from inspect_tool.domain.records.judgements import applies, calculate, shown
from inspect_tool.domain.records.records import ANSWER_KINDS, Reader, RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import RecordBook, place_of
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.under import READ_AGAIN, Pinned, Pins, pin
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork

WAITS = "waits for the lead"
OPEN = "to be read"


class NothingToReadAgainError(RefusedError):
    """Nothing that was named is under an earlier version."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"None of these is under an earlier version than {version}. See `framework tasks`."
        )


@dataclass(frozen=True)
class Recomputed:
    """A judgement as it was given, and what the version in force would calculate."""

    criterion: str
    given: str
    calculated: str


@dataclass(frozen=True)
class ReadingTask:
    """A record that the version in force asks otherwise than it was asked.

    Args:
        state: Whether a lead has still to say that it is read again, or a reader to read it.
        again: Ids of what was answered and now means something else.
        new: Ids of what was never asked.
        recomputed: Judgements whose rule or scale changed, with the calculated one beside.
    """

    ref: str
    reader: Reader
    inspector: str
    version: str
    state: str
    again: tuple[str, ...]
    new: tuple[str, ...]
    recomputed: tuple[Recomputed, ...] = ()


def reading_tasks(work: UnitOfWork, review: Review) -> tuple[ReadingTask, ...]:
    """Every record to be read again that the actor may know of; an inspector's are their own.

    Nothing of it is stored: it follows from the versions and from what was answered since.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
    """
    check_can(work.actor, Action.SEE_TASKS, Thing(owner=work.actor.id))
    if len(review.versions.frameworks) == 1:
        return ()
    return tasks_among(work, review, records.list_records(work, review), Sight.of(work, review))


def tasks_among(
    work: UnitOfWork, review: Review, views: Iterable[RecordView], sight: Sight
) -> tuple[ReadingTask, ...]:
    """What is to be read again among some records, for the actor whose sight it is."""
    pins = Pins.of(work, review)
    return tuple(
        task
        for view in views
        if view.is_started
        and sight.refusal(Action.SEE_TASKS, view.subject, view.reader) is None
        and (task := _task(review, pins, view)) is not None
    )


def _task(review: Review, pins: Pins, view: RecordView) -> ReadingTask | None:
    in_force, version = review.framework, pins.version(view.subject.ref)
    task = ReadingTask(
        view.subject.ref, view.reader, view.inspector, version, WAITS, again=(), new=()
    )
    if version != in_force.version:
        asked = _asked(in_force, view.facts, view.facts.unlike)
        before = _known(view.facts.framework)
        return (
            replace(
                task,
                again=tuple(item for item in asked if item in before) or (),
                new=tuple(item for item in asked if item not in before),
                recomputed=tuple(_recomputed(in_force, view.facts)),
            )
            if asked
            else None
        )
    missing = (RecordProblemKind.UNANSWERED, RecordProblemKind.NOT_JUDGED)
    open_items = tuple(one.item_id for one in view.problems if one.kind in missing)
    was_moved = view.subject.ref in pins.versions
    return replace(task, state=OPEN, again=open_items) if was_moved and open_items else None


def _asked(framework: Framework, facts: RecordFacts, unlike: Unlike) -> tuple[str, ...]:
    """What the version in force asks of a record and its own did not, or not in this meaning.

    Where it is not known whether something would be asked, it counts as asked.
    """
    under = replace(facts, framework=framework)
    return tuple(
        item_id
        for criterion in framework.criteria(facts.subject.kind)
        if not criterion.retired and applies(criterion, under) is not False
        for item_id in (
            *(
                question.id
                for outer in criterion.questions
                for question in (outer, *outer.questions)
                if question.id in unlike.questions
                and question.rule is None
                and not (outer.retired or question.retired)
                and shown(outer, under) is not False
                and (question is outer or _has_rows(outer, under))
                and shown(question, under) is not False
            ),
            *((criterion.id,) if criterion.judgement and criterion.id in unlike.criteria else ()),
        )
    )


def _has_rows(group: Question, facts: RecordFacts) -> bool:
    """Whether a question of rows would be asked: there are some, or it is not known."""
    return facts.rows(group.id) != ()


def _known(framework: Framework) -> set[str]:
    return {one.id for one in framework.every_question() if not one.retired} | {
        one.id for one in framework.criteria() if one.judgement is not None
    }


def _recomputed(framework: Framework, facts: RecordFacts) -> Iterator[Recomputed]:
    """Judgements that changed in meaning, with what the new rule says of the old answers."""
    standing = {
        item: answer
        for item, answer in facts.answers.items()
        if question_of_item(item) not in facts.unlike.questions
    }
    under = replace(facts, framework=framework, answers=standing)
    for criterion in framework.criteria(facts.subject.kind):
        given = facts.judgement(criterion.id)
        if given is not None and criterion.id in facts.unlike.criteria:
            yield Recomputed(criterion.id, given, calculate(criterion, under).value or "")


@dataclass(frozen=True)
class PutUnderView:
    """What was put under the version in force.

    Args:
        refs: References of the subjects.
    """

    version: str
    refs: tuple[str, ...]


def read_again(
    work: UnitOfWork, review: Review, refs: Sequence[str], *, everything: bool = False
) -> PutUnderView:
    """Put subjects under the version in force: what it asks otherwise is asked of them anew.

    Answers to what means the same stand. Both reads of a case go together.

    Args:
        refs: Cases, authorities or interviews.
        everything: Instead of names: all that are under an earlier version, but those of an
            authority that the actor has a conflict of interest with.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor may not.
        UsageError: Nothing is named, or something that is under no version.
        NothingToReadAgainError: All of it is under the version in force.
    """
    check_can(work.actor, Action.READ_AGAIN)
    if bool(refs) is everything:
        raise UsageError("Name cases, authorities or interviews, or say --all.")
    pins, version = Pins.of(work, review), review.framework.version
    earlier = [ref for ref in pins.versions if pins.version(ref) != version]
    views = records.list_records(work, review)
    known = {view.subject.ref for view in views}
    unknown = [ref for ref in refs if ref not in known]
    if unknown:
        raise UsageError(f"There is no record of {', '.join(unknown)}. See `case list`.")
    named = Thing(authorities=frozenset(ref.partition("-")[0] for ref in refs))
    check_can(work.actor, Action.READ_AGAIN, named)
    allowed = {
        view.subject.ref
        for view in views
        if not can(
            work.actor,
            Action.READ_AGAIN,
            Thing(authorities=frozenset({view.subject.authority})),
        )
    }
    moved = sorted(set(earlier) & (set(refs) or known) & allowed)
    authorities = {ref.partition("-")[0] for ref in moved}
    if not moved:
        raise NothingToReadAgainError(version)
    pin(work, [Pinned(ref.partition("-")[0], ref, version, READ_AGAIN) for ref in moved])
    for authority in sorted(authorities):
        own = [ref for ref in moved if ref.partition("-")[0] == authority]
        _put_in_force(work, review, authority, own)
        work.audit("framework.read-again", stream=authority, version=version, subjects=len(own))
    return PutUnderView(version, tuple(moved))


def _put_in_force(work: UnitOfWork, review: Review, authority: str, refs: Iterable[str]) -> None:
    """Put in force what was said to what is asked now, such as in a form of the new version."""
    for ref in refs:
        book = RecordBook(work, review, authority, ref)
        places = {place_of(row) for row in book.revisions.values() if row.item_kind in ANSWER_KINDS}
        ruled = {place: book.merged(place).in_force for place in places}
        moved = {
            place: one.id
            for place, one in sorted(ruled.items())
            if one is not None and book.standing[place].id != one.id
        }
        if moved:
            queries.put_in_force(work, authority, moved)
