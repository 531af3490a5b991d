"""The states of a record, and who moves it from which to which: one table.

A state says how far the people are with a record. It decides nothing about what is counted: a
record counts when it is complete (`completeness.py`), whatever its state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import RULES
from inspect_tool.domain.people import Role


class RecordState(StrEnum):
    """How far the people are with a record."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    AGREED = "agreed"
    FROZEN = "frozen"


# Where a record is that nobody has submitted, or that went back.
NOT_SUBMITTED = frozenset({RecordState.NOT_STARTED, RecordState.IN_PROGRESS, RecordState.RETURNED})


class Move(StrEnum):
    """What moves a record from one state to another."""

    ANSWER = "answer"
    SUBMIT = "submit"
    RETURN = "return"
    AGREE = "agree"
    COUNT = "count"


@dataclass(frozen=True)
class Transition:
    """A move, from where it is possible and where it leads.

    Args:
        action: What the table of who may do what calls it.
        command: How it is done, as a person types it.
    """

    move: Move
    before: frozenset[RecordState]
    after: RecordState
    action: Action
    command: str

    @property
    def who(self) -> str:
        """Whose move it is."""
        rule = RULES[self.action]
        if not rule.own:
            return "a lead or report writer" if Role.WRITER in rule.roles else "a lead"
        return "its inspector or a lead"


TRANSITIONS = (
    Transition(
        Move.ANSWER,
        # What was said since is not what was submitted or agreed.
        frozenset(
            {
                RecordState.NOT_STARTED,
                RecordState.SUBMITTED,
                RecordState.AGREED,
                RecordState.FROZEN,
            }
        ),
        RecordState.IN_PROGRESS,
        Action.RECORD,
        "an answer",
    ),
    Transition(
        Move.SUBMIT,
        frozenset({RecordState.IN_PROGRESS, RecordState.RETURNED}),
        RecordState.SUBMITTED,
        Action.SUBMIT,
        "case submit",
    ),
    Transition(
        Move.RETURN,
        frozenset({RecordState.SUBMITTED, RecordState.AGREED, RecordState.FROZEN}),
        RecordState.RETURNED,
        Action.RETURN,
        "case return",
    ),
    Transition(
        Move.AGREE,
        frozenset({RecordState.SUBMITTED}),
        RecordState.AGREED,
        Action.AGREE,
        "case agree",
    ),
    Transition(
        Move.COUNT,
        frozenset({RecordState.AGREED}),
        RecordState.FROZEN,
        Action.TAKE_SNAPSHOT,
        "snapshot take",
    ),
)
# The moves that somebody makes by a command and that are kept; the others are seen.
KEPT_MOVES = (Move.SUBMIT, Move.RETURN, Move.AGREE)


def transition(move: Move) -> Transition:
    """The row of a move."""
    return next(one for one in TRANSITIONS if one.move is move)


def after(state: RecordState, move: Move) -> RecordState:
    """Where a move leads from a state; the state itself where it leads nowhere."""
    row = transition(move)
    return row.after if state in row.before else state


@dataclass(frozen=True)
class Mark:
    """A move that somebody made, and the answers that they made it with.

    Args:
        covers: Digest of the answers in force then.
        snapshot: Number of the newest snapshot then; no clock is asked which came first.
    """

    move: Move
    covers: str
    snapshot: int = 0

    @property
    def written(self) -> str:
        """As it is kept."""
        return f"{self.move.value} {self.covers} {self.snapshot}"

    @classmethod
    def read(cls, written: str) -> Mark:
        """A mark as it was kept."""
        move, covers, snapshot = written.split(" ")
        return cls(Move(move), covers, int(snapshot))


def state_of(mark: Mark | None, *, covers: str, is_started: bool, is_counted: bool) -> RecordState:
    """The state of a record, from what was last done with it and from its answers.

    Args:
        mark: The last move by command; None where there was none.
        covers: Digest of the answers in force now.
        is_counted: Whether a snapshot was taken since, with the record in it.
    """
    if mark is None:
        return RecordState.IN_PROGRESS if is_started else RecordState.NOT_STARTED
    state = transition(mark.move).after
    if mark.covers != covers:
        return after(state, Move.ANSWER)
    return after(state, Move.COUNT) if is_counted else state


def diagram() -> str:
    """The table as a Mermaid diagram."""
    return "\n".join(_diagram_lines()) + "\n"


def _diagram_lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in RecordState:
        yield f'    state "{state.value}" as {state.name.lower()}'
    yield f"    [*] --> {RecordState.NOT_STARTED.name.lower()}"
    for row in TRANSITIONS:
        for state in RecordState:
            if state in row.before:
                names = f"{state.name.lower()} --> {row.after.name.lower()}"
                yield f"    {names}: {row.command}, by {row.who}"
