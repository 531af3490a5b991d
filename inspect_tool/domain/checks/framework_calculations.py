"""Calculated judgements against every state of their answers: gaps, stops and overlaps.

A step stops where it asks about something that is hidden: it is then neither true nor false, and
since it might have been the first to hold, nothing after it counts, not even an else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from inspect_tool.domain.checks.framework_faultless import can_be_calculated
from inspect_tool.domain.checks.framework_index import FrameworkIndex, PlacedCriterion
from inspect_tool.domain.checks.framework_proofs import Trial, trial_of
from inspect_tool.domain.checks.framework_states import (
    Gone,
    State,
    Variable,
    deciding,
    depends_on,
    variables_of,
)
from inspect_tool.domain.framework.framework import Rule
from inspect_tool.domain.language.conditions import Condition, Truth, evaluate
from inspect_tool.domain.language.faults import DocumentPath, Fault, listed
from inspect_tool.domain.records.judgements import condition_words


def check_calculations(
    index: FrameworkIndex, sound: frozenset[Variable], faults: Sequence[Fault]
) -> Iterator[Fault]:
    """Calculated judgements that stop, overlap, leave a gap or have a step that never counts."""
    for home in index.placed_criteria:
        judgement = home.criterion.judgement
        if judgement is None or not can_be_calculated(home, sound, faults):
            continue
        yield from _Calculation(index, home, judgement.calculated).faults()


@dataclass(frozen=True)
class _Stop:
    """Where a step was neither true nor false.

    Args:
        hidden: What the step asks about and is hidden there.
        when: What holds there, as a phrase.
        shown_if: The condition that hides it there, by being false.
        decider: Place of the later step that would decide there, or None.
    """

    hidden: tuple[str, ...]
    when: str
    shown_if: Condition
    decider: int | None


@dataclass
class _Calculation:
    """One calculated judgement, tried in the states of what it asks about."""

    index: FrameworkIndex
    home: PlacedCriterion
    steps: Sequence[Rule]
    asked: tuple[Variable, ...] = ()
    gap: str | None = None
    # For each step that stops, the first state where it does.
    stops: dict[int, _Stop] = field(default_factory=dict)
    # For each pair of steps that hold together and differ, the first state where they do.
    overlaps: dict[tuple[int, int], str] = field(default_factory=dict)
    first: set[int] = field(default_factory=set)
    # For each step that held and did not count, the earlier steps that decided or stopped.
    forestalled: dict[int, set[int]] = field(default_factory=dict)

    def faults(self) -> Iterator[Fault]:
        """Gaps and overlaps of its steps; those that never count, where every state was tried."""
        conditions = [step.when for step in self.steps if step.when is not None]
        variables = [variable for condition in conditions for variable in variables_of(condition)]
        self.asked = tuple(dict.fromkeys(variables))
        applies = self.home.criterion.applies
        trial = trial_of(
            self.index, (*(variables_of(applies) if applies is not None else ()), *self.asked)
        )
        for state in trial.states(self.index):
            if applies is None or evaluate(applies, state):
                self._try(state)
        yield from self._gaps(trial)
        yield from self._overlapping(trial)
        if trial.is_proof:
            yield from self._never_counting()

    def _try(self, state: State) -> None:
        """Note what the steps do in one state."""
        truths = [True if step.when is None else evaluate(step.when, state) for step in self.steps]
        decider = next((place for place, truth in enumerate(truths) if truth), None)
        decisive = next((place for place, truth in enumerate(truths) if truth is not False), None)
        if decisive is None:
            self.gap = self.gap or state.words(self.asked)
        elif truths[decisive]:
            self.first.add(decisive)
        elif state.is_complete and decisive not in self.stops:
            self.stops[decisive] = self._stop(self.steps[decisive], state, decider)
        holding = [
            place
            for place, truth in enumerate(truths)
            if truth and self.steps[place].when is not None
        ]
        for place in holding:
            if decisive is not None and decisive != place:
                self.forestalled.setdefault(place, set()).add(decisive)
        self._note_overlaps(holding, state)

    def _note_overlaps(self, holding: Sequence[int], state: State) -> None:
        for pair in combinations(holding, 2):
            if self.steps[pair[0]].then != self.steps[pair[1]].then:
                self.overlaps.setdefault(pair, state.words(self.asked))

    def _stop(self, step: Rule, state: State, decider: int | None) -> _Stop:
        asked = () if step.when is None else variables_of(step.when)
        where = {variable: state for variable in asked if state.held[variable] is Gone.HIDDEN}
        where = where or _hidden_in_rows(state, asked)
        hidden = [*where]
        shown_if = _hiding(self.index, where[hidden[0]], hidden[0])
        when = where[hidden[0]].words(variables_of(shown_if))
        return _Stop(tuple(variable.words for variable in hidden), when, shown_if, decider)

    def _gaps(self, trial: Trial) -> Iterator[Fault]:
        name, path = self.home.criterion.id, (*self.home.path, "judgement", "calculated")
        if self.gap is not None:
            yield Fault(
                path=path,
                kind="calculation-gap",
                message=f"{name} has a gap: no step decides when {self.gap}{trial.words}",
                remedy="Add a step for it, or an else at the end.",
                value=name,
            )
        for place, stop in sorted(self.stops.items()):
            yield self._stopped(place, stop, (*path, place), trial)

    def _stopped(self, place: int, stop: _Stop, path: DocumentPath, trial: Trial) -> Fault:
        """A step on something hidden, with its cure."""
        number, name = place + 1, self.home.criterion.id
        has_else = self.steps[-1].when is None
        after = ", not even the else" if has_else else ""
        are = "are" if len(stop.hidden) > 1 else "is"
        if stop.decider is None or self.steps[stop.decider].when is None:
            cure = f"Above step {number}, add a step for where {listed(stop.hidden)} {are} hidden"
        else:
            cure = f"Move step {stop.decider + 1} above step {number}"
        return Fault(
            path=path,
            kind="step-stops",
            message=f"{name} stops at step {number} when {stop.when}: the step asks about "
            f"{listed(stop.hidden)}, which {are} hidden then, so no step after it counts{after}"
            f"{trial.words}",
            remedy=f"{cure}; or let step {number} ask as well, by `all`, whether "
            f"{condition_words(stop.shown_if)}.",
            value=name,
        )

    def _overlapping(self, trial: Trial) -> Iterator[Fault]:
        for (earlier, later), where in self.overlaps.items():
            yield Fault(
                path=(*self.home.path, "judgement", "calculated", later),
                kind="calculation-overlap",
                message=f"{self.home.criterion.id} has steps {earlier + 1} and {later + 1} that "
                f"overlap and differ ({self.steps[earlier].then}, {self.steps[later].then}) "
                f"when {where}{trial.words}",
                remedy="Narrow one of the two, so that the order of the steps does not matter.",
                value=self.home.criterion.id,
            )

    def _never_counting(self) -> Iterator[Fault]:
        """Steps that never decide, unless that follows from an overlap or a stop."""
        late = {later for _, later in self.overlaps}
        for place, step in enumerate(self.steps):
            before = sorted(self.forestalled.get(place, ()))
            is_told = place in self.first | late or not self.stops.keys().isdisjoint(before)
            if step.when is None or is_told or place in self.stops:
                continue
            yield Fault(
                path=(*self.home.path, "judgement", "calculated", place),
                kind="step-never-counts",
                message=f"{self.home.criterion.id} has step {place + 1}, which never decides "
                f"anything: {_why_never(before)}",
                remedy="Change its condition, or remove the step.",
                value=self.home.criterion.id,
            )


def _hidden_in_rows(state: State, asked: Sequence[Variable]) -> dict[Variable, State]:
    """What is hidden in a row of a group that a step asks about, each with such a row."""
    rows = [row for each in asked for row in state.rows(each.name) or ()]
    return {
        variable: row for row in rows for variable, held in row.held.items() if held is Gone.HIDDEN
    }


def _why_never(before: Sequence[int]) -> str:
    if not before:
        return "its condition never holds"
    steps = f"step{'s' if len(before) > 1 else ''} {listed(str(place + 1) for place in before)}"
    return f"whenever it holds, {steps} {'have' if len(before) > 1 else 'has'} decided already"


def _hiding(index: FrameworkIndex, state: State, hidden: Variable) -> Condition:
    """The condition that is false in the state, so that something is hidden there.

    What is asked only after a hidden question is hidden with it, and so is the clock of a hidden
    date: then it is the condition of that question.
    """
    conditions = deciding(index, hidden)
    truths: list[Truth] = [evaluate(condition, state) for condition in conditions]
    if False in truths:
        return conditions[truths.index(False)]
    cause = next(
        variable for variable in depends_on(index, hidden) if state.held[variable] is Gone.HIDDEN
    )
    return _hiding(index, state, cause)
