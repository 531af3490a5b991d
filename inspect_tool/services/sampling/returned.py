"""What came in from authorities, as a lead sees it: returns, questions, headings, corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.frame.alike import QUESTION, open_questions
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.frames.frame_views import FrameView, show_frames
from inspect_tool.services.frames.told import ToldOfReturns, read_told
from inspect_tool.services.sampling.fact_rows import facts_of_cases
from inspect_tool.store import frame_queries, mishap_queries, queries

if TYPE_CHECKING:
    from inspect_tool.domain.frame.corrections import Correction
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork


class FrameStage(StrEnum):
    """How far the frames are on their way to a sample."""

    OPEN = "open"  # a return takes the place of the one before
    COMMITTED = "committed"  # nothing changes before the draw
    DRAWN = "drawn"  # a corrected return stands beside


@dataclass(frozen=True)
class ReturnLine:
    """One authority's return as it stands.

    Args:
        frame: What came of it; None where the actor has a conflict of interest with the authority.
        questions: Codes of the questions that wait for an answer.
        times: How often a return was taken.
        withdrew_on: The day on which the authority left the inspection, as ISO 8601; else empty.
    """

    authority: str
    name: str
    frame: FrameView | None
    questions: tuple[str, ...] = ()
    times: int = 0
    withdrew_on: str = ""

    @property
    def by_cause(self) -> tuple[tuple[str, int], ...]:
        """How many problems of each kind, the most frequent first; questions are one kind."""
        found: dict[str, int] = {}
        for kind, number in (self.frame.problems if self.frame else {}).items():
            name = kind.partition("/")[0]
            found[name] = found.get(name, 0) + number
        ranked = sorted(found.items(), key=lambda one: (one[0] != QUESTION, -one[1], one[0]))
        return tuple((name.replace("-", " "), number) for name, number in ranked)

    @property
    def problems(self) -> int:
        """How many problems it has in all."""
        return sum(number for _, number in self.by_cause)


@dataclass(frozen=True)
class ReturnsView:
    """The returns of all authorities of the plan, in its order."""

    stage: FrameStage
    lines: tuple[ReturnLine, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of authorities that have returned nothing yet."""
        return tuple(one.name for one in self.lines if one.frame and one.frame.imported_at is None)


@dataclass(frozen=True)
class TakenReturn:
    """A return that was taken, in force or not.

    Args:
        files: Names of its files.
    """

    number: int
    imported_at: datetime
    imported_by: str
    files: tuple[str, ...]
    children: int


@dataclass(frozen=True)
class CorrectedFacts:
    """A drawn case with facts that were corrected after the draw."""

    case_ref: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class AuthorityReturn:
    """All that is known of one authority's returns.

    Args:
        told: What was said about its headings and identifiers.
        taken: Every return that was taken, the newest first.
        corrected: Cases with facts that a later return, or an inspector, put right.
        official: By list, its words and the official headings.
    """

    stage: FrameStage
    line: ReturnLine
    told: ToldOfReturns
    taken: tuple[TakenReturn, ...]
    corrected: tuple[CorrectedFacts, ...]
    official: Mapping[int, tuple[str, tuple[str, ...]]]


def frame_stage(work: UnitOfWork) -> FrameStage:
    """Whether frames can still change."""
    draw = queries.draw_in_force(work)
    if draw is None:
        return FrameStage.OPEN
    return FrameStage.COMMITTED if draw.public_seed is None else FrameStage.DRAWN


def returns_in(work: UnitOfWork, review: Review) -> ReturnsView:
    """What came in from each authority, of those without a conflict of interest.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(work.actor, Action.TAKE_RETURN)
    lines = tuple(_lines(work, show_frames(work, review)))
    return ReturnsView(frame_stage(work), lines)


def return_of(work: UnitOfWork, review: Review, folder: Path, authority: str) -> AuthorityReturn:
    """Everything about the returns of one authority.

    Raises:
        NotYourRoleError, ConflictHoldsError: It is not for the actor to see.
        UnknownAuthorityError: The plan has no such authority.
    """
    code = authority.upper()
    check_can(work.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({code})))
    frame = next((one for one in show_frames(work, review) if one.authority == code), None)
    if frame is None:
        raise UnknownAuthorityError(code, review)
    declared = review.plan.declared
    stage = frame_stage(work)
    (line,) = _lines(work, (frame,))
    return AuthorityReturn(
        stage=stage,
        line=line,
        told=read_told(folder, code, declared),
        taken=_taken(work, code),
        corrected=_corrected(work, review, code) if stage is FrameStage.DRAWN else (),
        official={
            number: (one.words, tuple(column.name for column in one.columns))
            for number, one in declared.lists.items()
        },
    )


def _lines(work: UnitOfWork, frames: Iterable[FrameView]) -> Iterator[ReturnLine]:
    withdrawn = mishap_queries.withdrawn_authorities(work)
    times = Counter(row.authority for row in frame_queries.all_returns(work))
    for frame in frames:
        code = frame.authority
        if can(work.actor, Action.TAKE_RETURN, Thing(authorities=frozenset({code}))):
            yield ReturnLine(code, frame.name, None)
            continue
        yield ReturnLine(
            code,
            frame.name,
            frame,
            questions=open_questions(frame.problems),
            times=times[code],
            withdrew_on=withdrawn[code].withdrew_on if code in withdrawn else "",
        )


def _taken(work: UnitOfWork, code: str) -> tuple[TakenReturn, ...]:
    rows = [row for row in frame_queries.all_returns(work) if row.authority == code]
    return tuple(
        TakenReturn(
            number=row.number,
            imported_at=row.imported_at,
            imported_by=row.imported_by,
            files=tuple(str(file["name"]) for file in row.files),
            children=row.children,
        )
        for row in reversed(rows)
    )


def _corrected(work: UnitOfWork, review: Review, code: str) -> tuple[CorrectedFacts, ...]:
    found = facts_of_cases(work, review, code)
    return tuple(
        CorrectedFacts(ref, facts.corrections)
        for ref, facts in sorted(found.items())
        if facts.corrections
    )
