"""Recommendations: what they rest on, what the addressees answered, and how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.identifiers.scan import blot_out
from inspect_tool.domain.language.faults import Fault, did_you_mean
from inspect_tool.domain.report.advice import AdviceBasis, NotCountedError, basis_of
from inspect_tool.domain.report.advice_checks import left_out
from inspect_tool.domain.report.advice_document import (
    AdviceDocument,
    AdviceState,
    WrittenAdvice,
)
from inspect_tool.domain.report.advice_file import ADVICE_FILE
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, Severity, UsageError
from inspect_tool.readers.documents.advice import LoadedAdvice, load_advice
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.narratives import NoNarrativeError, read_narrative
from inspect_tool.services.review.folder import ReviewFolder, check_inside
from inspect_tool.store import advice_queries, snapshot_queries
from inspect_tool.store.advice_tables import AdviceEvent

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import UnitOfWork


class NoAdviceError(RefusedError):
    """The review has no recommendations as a document."""

    def __init__(self) -> None:
        super().__init__(
            f"The review has no {ADVICE_FILE}. Write it beside review.yaml: see "
            "docs/how-tos/make-recommendations.md."
        )


class FaultyAdviceError(CheckFailedError):
    """The recommendations have faults, so nothing can be said of them."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"{ADVICE_FILE} has faults. Use `recommendation check` to see them.", problems=problems
        )


class UnknownAdviceError(UsageError):
    """A name of no recommendation."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no recommendation {name}{did_you_mean(name, known)}. `recommendation list` "
            "shows them; a number of the report is a name too."
        )


@dataclass(frozen=True)
class AdviceEventView:
    """An answer to a recommendation, or a state of it."""

    authority: str
    answered_by: str
    answered_on: str
    state: str
    words: str
    at: datetime
    actor: str


@dataclass(frozen=True)
class AdviceView:
    """A recommendation with what became of it.

    Args:
        number: Its number in the report, where the document alone has recommendations.
        state: The newest that is of no single authority; `open` where there is none.
        states: The newest of each authority that answered for itself.
        basis: What it rests on; only where it was asked for one.
        is_due: Whether the day of the follow-up has come and something is awaited.
    """

    number: int
    id: str
    addressee: str
    text: str
    priority: str
    owner: str
    follow_up: date | None
    state: str
    states: Mapping[str, str]
    is_due: bool
    events: tuple[AdviceEventView, ...] = ()
    basis: tuple[AdviceBasis, ...] = ()
    snapshot: str = ""


@dataclass(frozen=True)
class AdviceCheck:
    """What a check of the recommendations found.

    Args:
        recommendations: How many there are; 0 where the document has faults.
        snapshot: Against which it was counted; empty where there is none.
    """

    recommendations: int
    snapshot: str
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong; notes are not."""
        return all(problem.severity is not Severity.REFUSED for problem in self.problems)


def _load(review: Review, place: ReviewFolder) -> LoadedAdvice:
    if not place.advice.is_file():
        raise NoAdviceError
    check_inside(place.path, place.advice)
    return load_advice(place.advice, review)


def advice_of(review: Review, place: ReviewFolder) -> AdviceDocument | None:
    """The recommendations of a review; None where it has no document of them.

    Raises:
        FaultyAdviceError: The document has faults.
    """
    return sound_advice(review, place) if place.advice.is_file() else None


def sound_advice(review: Review, place: ReviewFolder) -> AdviceDocument:
    """The recommendations of a review that has them as a document.

    Raises:
        NoAdviceError, FaultyAdviceError: There is no document, or it has faults.
    """
    loaded = _load(review, place)
    if loaded.document is None:
        raise FaultyAdviceError(loaded.problems)
    return loaded.document


def advice_notes(
    review: Review, place: ReviewFolder, narrative: Sequence[NarrativeDocument]
) -> tuple[Problem, ...]:
    """What a writer may want to look at: findings without advice, advice that rests on nothing."""
    if not place.advice.is_file():
        return ()
    loaded = _load(review, place)
    if loaded.document is None:
        return ()
    return (*loaded.problems, *left_out(loaded.document, narrative))


def check(work: UnitOfWork, review: Review, *, place: ReviewFolder) -> AdviceCheck:
    """Check the recommendations, against the newest snapshot where there is one.

    Raises:
        AccessRefusedError: The actor may not see counts.
        NoAdviceError: There is no document.
    """
    check_can(work.actor, Action.SEE_ADVICE)
    loaded = _load(review, place)
    problems = list(loaded.problems)
    name = ""
    if loaded.document is not None:
        if snapshot_queries.newest_snapshot(work) is not None:
            figures = snapshots.figures(work, review, None)
            name = figures.name
            problems += _not_counted(loaded, loaded.document, figures)
        try:
            problems += left_out(loaded.document, read_narrative(review, place.narrative))
        except NoNarrativeError:
            pass
        except NarrativeFaultyError as error:
            problems += error.problems
    number = len(loaded.document.recommendations) if loaded.document is not None else 0
    return AdviceCheck(number, name, tuple(problems))


def _not_counted(
    loaded: LoadedAdvice, document: AdviceDocument, figures: SnapshotFigures
) -> list[Problem]:
    problems = []
    for place, one in enumerate(document.recommendations):
        try:
            basis_of(figures, one)
        except NotCountedError as error:
            fault = Fault(
                path=("recommendations", place),
                kind="not-counted",
                value=one.id,
                message=error.message.removesuffix("."),
                remedy="Name what the snapshot has, or take a new one.",
            )
            problems.append(loaded.written.problem(fault))
    return problems


def list_advice(work: UnitOfWork, review: Review, *, place: ReviewFolder) -> tuple[AdviceView, ...]:
    """Every recommendation with its number and state, in the order of the report.

    Answers of authorities that the actor has a conflict of interest with are left out.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        NoAdviceError, FaultyAdviceError: There is no document, or it has faults.
    """
    check_can(work.actor, Action.SEE_ADVICE)
    events = _events(work)
    return tuple(
        _view(work, number, one, events.get(one.id, ()))
        for number, one in sound_advice(review, place).numbered
    )


def show_advice(
    work: UnitOfWork,
    review: Review,
    name: str,
    *,
    place: ReviewFolder,
    snapshot: str | None = None,
) -> AdviceView:
    """One recommendation with what it rests on in a snapshot, and all that became of it.

    Args:
        name: Its id, or its number in the report.

    Raises:
        AccessRefusedError: The actor may not see counts.
        NoAdviceError, FaultyAdviceError, UnknownAdviceError: There is none of that name.
        NotCountedError: Something that it rests on is not in the snapshot.
    """
    check_can(work.actor, Action.SEE_ADVICE)
    figures = snapshots.figures(work, review, snapshot)
    number, one = advice_named(sound_advice(review, place), name)
    return replace(view_of(work, number, one), basis=basis_of(figures, one), snapshot=figures.name)


def advice_named(document: AdviceDocument, name: str) -> tuple[int, WrittenAdvice]:
    """The recommendation with that id, or that number in the report, and its number.

    Raises:
        UnknownAdviceError: There is none.
    """
    for number, one in document.numbered:
        if name.strip().lower() in (one.id, str(number)):
            return number, one
    raise UnknownAdviceError(name, [one.id for one in document.recommendations])


def view_of(work: UnitOfWork, number: int, one: WrittenAdvice) -> AdviceView:
    """A recommendation with what became of it, as far as it is for the actor."""
    return _view(work, number, one, _events(work).get(one.id, ()))


def _events(work: UnitOfWork) -> dict[str, list[AdviceEvent]]:
    """What became of each, as far as it is for the actor."""
    found: dict[str, list[AdviceEvent]] = defaultdict(list)
    for row in advice_queries.advice_events(work):
        if row.of_authority not in work.actor.not_for:
            found[row.recommendation].append(row)
    return found


def _view(
    work: UnitOfWork, number: int, one: WrittenAdvice, events: Sequence[AdviceEvent]
) -> AdviceView:
    states = {row.of_authority: row.state for row in events if row.state}
    state = AdviceState(states.get("", AdviceState.OPEN))
    day = work.now.date()
    return AdviceView(
        number=number,
        id=one.id,
        addressee=one.addressee,
        text=one.text,
        priority=one.priority.value,
        owner=one.owner,
        follow_up=one.follow_up,
        state=state.value,
        states={code: state for code, state in sorted(states.items()) if code},
        is_due=not state.is_closed and one.follow_up is not None and one.follow_up <= day,
        events=tuple(
            AdviceEventView(
                row.of_authority,
                blot_out(row.answered_by),
                row.answered_on,
                row.state,
                blot_out(row.words),
                row.at,
                row.actor,
            )
            for row in events
        ),
    )
