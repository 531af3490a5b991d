"""What authorities say is wrong in fact: taken from their forms, listed, answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.identifiers.scan import blot_out, find_identifiers
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.report.comment_form import HOW_TO, own_texts
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, UsageError
from inspect_tool.readers.case_workbook.comments import ReadCommentForm, read_comment_form
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.review.signing import key_to_issue
from inspect_tool.store.comment_queries import accuracy_events
from inspect_tool.store.comment_tables import AccuracyEvent

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

ACCEPTED, NOT_ACCEPTED = "accepted", "not accepted"
DECISIONS: Final = (ACCEPTED, NOT_ACCEPTED)


class UnknownCommentError(UsageError):
    """No comment has that number."""

    def __init__(self, code: str, number: int, known: int) -> None:
        super().__init__(
            f"{code} has no comment {number}; it has {known}. `report comments --all` lists them."
        )


@dataclass(frozen=True)
class CommentAnswer:
    """An answer to a comment, as it was typed.

    Args:
        wording: What the report or the letter says now; needed where the comment is accepted.
    """

    decision: str
    reason: str
    wording: str = ""


@dataclass(frozen=True)
class AnswerView:
    """An answer that was given."""

    decision: str
    reason: str
    wording: str
    at: datetime
    actor: str


@dataclass(frozen=True)
class CommentView:
    """A comment with what was answered.

    Args:
        number: Among those of its authority.
        statement, words: What it is about, as it was sent; empty where it is about no statement.
        said: What is wrong.
        should_say, seen_in: As the authority wrote.
        place: Sheet and row of the form.
        answers: In the order in which they were given; the last one stands.
    """

    authority: str
    number: int
    snapshot: str
    statement: str
    words: str
    said: str
    should_say: str
    seen_in: str
    place: str
    at: datetime
    answers: tuple[AnswerView, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return not self.answers


@dataclass(frozen=True)
class TakenComments:
    """What came of a form.

    Args:
        taken: Comments that are new.
        unchanged: Those that were taken before.
        identifiers: New ones that may name somebody.
        problems: What could not be taken, with its place.
    """

    file: str
    authority: str
    taken: int
    unchanged: int
    identifiers: int
    problems: tuple[Problem, ...]


def take_comments(begin: Begin, review: Review, path: Path, *, keys: KeyFolder) -> TakenComments:
    """Take everything that was typed into a form; what was taken before is not taken twice.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        NotACommentFormError, UnreadableFileError: It is no form of this review, or unsafe.
    """
    with begin() as work:
        check_can(work.actor, Action.TAKE_COMMENTS)
        signing_key, _ = key_to_issue(work, keys)
    own = [text for one in review.plan.authorities for text in _form_texts(review, one.name)]
    read = read_comment_form(path, review=review.plan.review, signing_key=signing_key, own=own)
    code = read.identity.authority
    with begin() as work:
        check_can(work.actor, Action.TAKE_COMMENTS, _of(code))
        new = _keep(work, read)
        if new:
            work.audit("report.take-comments", authority=code, comments=len(new))
    return TakenComments(
        file=read.file,
        authority=code,
        taken=len(new),
        unchanged=len(read.comments) - len(new),
        identifiers=sum(
            any(find_identifiers(text) for text in (one.said, one.wording, one.seen_in))
            for one in new
        ),
        problems=read.problems,
    )


def _form_texts(review: Review, authority: str) -> tuple[str, ...]:
    how_to = tuple(map(review.plan.words.said, HOW_TO))
    return tuple(map(clean_text, own_texts(authority, review.plan.title, how_to)))


def _of(code: str) -> Thing:
    return Thing(code or "This", authorities=frozenset({code} if code else ()))


def _keep(work: UnitOfWork, read: ReadCommentForm) -> list[AccuracyEvent]:
    """The comments that are new, each kept under the authority's next number."""
    code = read.identity.authority
    there = [one for one in accuracy_events(work) if one.of_authority == code and one.number == 1]
    known = {_content(one) for one in there}
    last = max((one.comment for one in there), default=0)
    new: list[AccuracyEvent] = []
    for comment in read.comments:
        event = AccuracyEvent(
            of_authority=code,
            comment=last + 1 + len(new),
            number=1,
            snapshot=read.identity.snapshot,
            statement=comment.statement,
            words=comment.words,
            said=comment.said,
            wording=comment.should_say,
            seen_in=comment.seen_in,
            decision="",
            place=comment.place,
            at=work.now,
            actor=work.actor.id,
        )
        if _content(event) in known:
            continue
        known.add(_content(event))
        work.add(event)
        new.append(event)
    return new


def _content(event: AccuracyEvent) -> tuple[str, ...]:
    return event.statement, event.words, event.said, event.wording, event.seen_in


def list_comments(
    work: UnitOfWork, review: Review, *, authority: str = "", is_all: bool = False
) -> tuple[CommentView, ...]:
    """Comments that nobody has answered, or all, without those of authorities in conflict.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        ConflictHoldsError, UnknownAuthorityError: Of the authority that was named.
    """
    code = authority.strip().upper()
    if code and review.plan.authority(code) is None:
        raise UnknownAuthorityError(code, review)
    check_can(work.actor, Action.SEE_COMMENTS, _of(code))
    return tuple(
        one
        for one in _views(work)
        if (is_all or one.is_open)
        and code in ("", one.authority)
        and one.authority not in work.actor.not_for
    )


def _views(work: UnitOfWork) -> list[CommentView]:
    by_comment: dict[tuple[str, int], list[AccuracyEvent]] = defaultdict(list)
    for event in accuracy_events(work):
        by_comment[event.of_authority, event.comment].append(event)
    return [_view(events) for events in by_comment.values()]


def _view(events: Sequence[AccuracyEvent]) -> CommentView:
    comment, *answers = events
    return CommentView(
        authority=comment.of_authority,
        number=comment.comment,
        snapshot=comment.snapshot,
        statement=comment.statement,
        words=comment.words,
        said=blot_out(comment.said),
        should_say=blot_out(comment.wording),
        seen_in=blot_out(comment.seen_in),
        place=comment.place,
        at=comment.at,
        answers=tuple(
            AnswerView(one.decision, blot_out(one.said), blot_out(one.wording), one.at, one.actor)
            for one in answers
        ),
    )


def answer_comment(
    work: UnitOfWork, review: Review, code: str, number: int, *, answer: CommentAnswer
) -> CommentView:
    """Record the answer to a comment; a later one stands in place of an earlier, which is kept.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        UnknownAuthorityError, UnknownCommentError: There is no such comment.
        BadAnswerError: The decision, the reason or the wording is missing or too much.
    """
    code = code.strip().upper()
    check_can(work.actor, Action.TAKE_COMMENTS, _of(code))
    if review.plan.authority(code) is None:
        raise UnknownAuthorityError(code, review)
    events = [one for one in accuracy_events(work) if one.of_authority == code]
    own = [one for one in events if one.comment == number]
    if not own:
        raise UnknownCommentError(code, number, len({one.comment for one in events}))
    decision = answer.decision.strip().lower().replace("-", " ")
    reason, wording = clean_text(answer.reason).strip(), clean_text(answer.wording).strip()
    _check_answer(decision, reason, wording)
    event = AccuracyEvent(
        of_authority=code,
        comment=number,
        number=len(own) + 1,
        snapshot=own[0].snapshot,
        statement=own[0].statement,
        words=own[0].words,
        said=reason,
        wording=wording,
        seen_in="",
        decision=decision,
        place="",
        at=work.now,
        actor=work.actor.id,
    )
    work.add(event)
    work.audit("report.answer-comment", authority=code, number=number, decision=decision)
    return _view([*own, event])


def _check_answer(decision: str, reason: str, wording: str) -> None:
    if decision not in DECISIONS:
        raise BadAnswerError(f"--decision is {' or '.join(repr(one) for one in DECISIONS)}.")
    if not reason:
        raise BadAnswerError("Say in --why what the decision rests on; no names.")
    if decision == ACCEPTED and not wording:
        raise BadAnswerError(
            "Say in --wording what the report or the letter says now, so that the change is on "
            "record."
        )
    if decision == NOT_ACCEPTED and wording:
        raise BadAnswerError("Where a comment is not accepted no wording changes: drop --wording.")
