"""What became of recommendations: answers of the addressees, and how far each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import QuestionType
from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.records.answer_forms import AnswerForm, clean_text, read_answer
from inspect_tool.domain.report.advice_document import AdviceState
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.publication.advice import (
    AdviceView,
    advice_named,
    sound_advice,
    view_of,
)
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store.advice_tables import AdviceEvent

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class UnknownStateError(UsageError):
    """A word for no state of a recommendation."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"A recommendation is not “{word}”. It is {listed(AdviceState, joint='or')}."
        )


@dataclass(frozen=True)
class AdviceNews:
    """Something that became of a recommendation, as it was typed.

    Args:
        words: What was answered, or how the state is known.
        state: How far it is; may be empty for an answer.
        authority: Code of the authority that it is about; empty for another addressee.
        by: Who answered, by role; empty where nobody did.
        on: The day of the answer.
    """

    words: str
    state: str = ""
    authority: str = ""
    by: str = ""
    on: str = ""


def record_answer(
    work: UnitOfWork, review: Review, name: str, news: AdviceNews, *, place: ReviewFolder
) -> AdviceView:
    """Record what an addressee answered to a recommendation.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        NoAdviceError, FaultyAdviceError, UnknownAdviceError: There is none of that name.
        UnknownAuthorityError, UnknownStateError: The words of the command are wrong.
        BadAnswerError: There is no text or no role, or the day cannot be.
    """
    _check_may(work, review, news)
    if not clean_text(news.words).strip() or not clean_text(news.by).strip():
        raise BadAnswerError("Say in --text what they answered, and in --by their role, no name.")
    read = read_answer(AnswerForm(QuestionType.DATE), news.on)
    if read.fault or not isinstance(read.value, date):
        raise BadAnswerError(f"--on: {read.fault} {read.remedy}".strip())
    if read.value > work.now.date():
        raise BadAnswerError(f"--on: {read.value.isoformat()} has not come yet.")
    return _record(work, review, name, news, place=place, day=read.value.isoformat())


def set_state(
    work: UnitOfWork, review: Review, name: str, news: AdviceNews, *, place: ReviewFolder
) -> AdviceView:
    """Record how far a recommendation is, and how that is known.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        NoAdviceError, FaultyAdviceError, UnknownAdviceError: There is none of that name.
        UnknownAuthorityError, UnknownStateError: The words of the command are wrong.
        BadAnswerError: It is not said how the state is known.
    """
    _check_may(work, review, news)
    if not clean_text(news.words).strip():
        raise BadAnswerError("Say in --why how that is known; no names.")
    if not news.state:
        raise UnknownStateError("")
    return _record(work, review, name, news, place=place)


def _check_may(work: UnitOfWork, review: Review, news: AdviceNews) -> None:
    code = news.authority.strip().upper()
    named = frozenset({code} if code else ())
    check_can(work.actor, Action.FOLLOW_UP_ADVICE, Thing(code or "This", authorities=named))
    if code and review.plan.authority(code) is None:
        raise UnknownAuthorityError(news.authority, review)


def _record(
    work: UnitOfWork,
    review: Review,
    name: str,
    news: AdviceNews,
    *,
    place: ReviewFolder,
    day: str = "",
) -> AdviceView:
    number, one = advice_named(sound_advice(review, place), name)
    state = news.state.strip().lower().replace("-", " ")
    if state and state not in set(AdviceState):
        raise UnknownStateError(news.state)
    event = AdviceEvent(
        recommendation=one.id,
        number=work.next_number(AdviceEvent, recommendation=one.id),
        of_authority=news.authority.strip().upper(),
        answered_by=clean_text(news.by).strip(),
        answered_on=day,
        state=state,
        words=clean_text(news.words).strip(),
        at=work.now,
        actor=work.actor.id,
    )
    work.add(event)
    work.audit(
        "recommendation.answer" if day else "recommendation.status",
        recommendation=one.id,
        number=event.number,
        state=state,
    )
    return view_of(work, number, one)
