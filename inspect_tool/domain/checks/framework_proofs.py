"""What can be proved about a framework: cycles, what is never shown, gaps and overlaps."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

from inspect_tool.domain.checks.framework_faultless import can_be_calculated, is_sound
from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedCriterion,
    PlacedQuestion,
)
from inspect_tool.domain.checks.framework_states import (
    Gone,
    State,
    Variable,
    depends_on,
    domains_of,
    every_state,
    in_order,
    random_state,
    variables_of,
)
from inspect_tool.domain.framework.framework import Rule
from inspect_tool.domain.language.conditions import evaluate
from inspect_tool.domain.language.faults import DocumentPath, Fault
from inspect_tool.errors import Severity

# Up to here every state is looked at, which is a proof; above, as many random ones are.
MOST_STATES = 10_000
SAMPLED_STATES = 2_000
SEED = 20140326  # any number will do; the report was published on that day


@dataclass(frozen=True)
class Trial:
    """The states that something was tried in.

    Args:
        is_proof: Whether these are all the states there are.
    """

    order: tuple[Variable, ...]
    is_proof: bool

    def states(self, index: FrameworkIndex) -> Iterator[State]:
        """The states, one after the other; each is only good until the next is asked for."""
        if self.is_proof:
            yield from every_state(index, self.order)
            return
        chance = random.Random(SEED)  # noqa: S311 - a repeatable sample, not a secret
        domains = domains_of(index, self.order)
        for _ in range(SAMPLED_STATES):
            yield random_state(index, self.order, domains, chance)

    @property
    def words(self) -> str:
        """How sure a finding is."""
        return "" if self.is_proof else f" (in {SAMPLED_STATES:,} random states; not proved)"


def trial_of(index: FrameworkIndex, targets: Sequence[Variable]) -> Trial:
    """All the states of the targets, or a sample where there are too many."""
    order = in_order(index, targets)
    states = sum(1 for _ in islice(every_state(index, order), MOST_STATES + 1))
    return Trial(order, is_proof=states <= MOST_STATES)


def check_cycles(index: FrameworkIndex) -> Iterator[Fault]:
    """Questions whose conditions wait, directly or through others, for the questions themselves."""
    reported: set[Variable] = set()
    for placed in index.placed_questions:
        start = Variable("question", placed.question.id)
        is_done = start in reported or placed.is_retired
        cycle = () if is_done else _cycle_from(index, start)
        if cycle:
            reported |= set(cycle)
            names = " → ".join(variable.name for variable in (*cycle, start))
            yield Fault(
                path=(*placed.path, "show_if") if placed.question.show_if else placed.path,
                kind="cycle",
                message=f"{start.name} waits for itself: {names}",
                remedy="Remove one of these conditions.",
                value=start.name,
            )


def _cycle_from(index: FrameworkIndex, start: Variable) -> tuple[Variable, ...]:
    """The way from a variable back to itself, or nothing."""
    ways: list[tuple[Variable, ...]] = [(start,)]
    seen: set[Variable] = set()
    while ways:
        way = ways.pop()
        for variable in depends_on(index, way[-1]):
            if variable == start:
                return way
            if variable not in seen:
                seen.add(variable)
                ways.append((*way, variable))
    return ()


def check_reach(index: FrameworkIndex, sound: frozenset[Variable]) -> Iterator[Fault]:
    """Criteria that can never apply, and questions that can never be shown."""
    never: set[str] = set()
    for home in index.placed_criteria:
        applies = home.criterion.applies
        if applies is None or home.is_retired or not is_sound(applies, sound):
            continue
        trial = trial_of(index, variables_of(applies))
        if not any(evaluate(applies, state) for state in trial.states(index)):
            never.add(home.criterion.id)
            yield _unreached((*home.path, "applies"), home.criterion.id, "apply", trial)
    for placed in index.placed_questions:
        is_plain = placed.question.show_if is None or placed.is_retired
        is_tried = Variable("question", placed.question.id) in sound
        if is_plain or not is_tried or placed.home.criterion.id in never:
            continue
        fault = _never_shown(index, placed)
        if fault is not None:
            yield fault


def _never_shown(index: FrameworkIndex, placed: PlacedQuestion) -> Fault | None:
    variable = Variable("question", placed.question.id)
    trial = trial_of(index, (variable,))
    asked = (
        state.held[variable] not in (Gone.HIDDEN, Gone.WAITING) for state in trial.states(index)
    )
    if any(asked):
        return None
    return _unreached((*placed.path, "show_if"), variable.name, "be shown", trial)


def _unreached(path: DocumentPath, name: str, verb: str, trial: Trial) -> Fault:
    return Fault(
        path=path,
        kind=f"never-{verb.rsplit(maxsplit=1)[-1]}",
        severity=Severity.REFUSED if trial.is_proof else Severity.NOTED,
        message=f"{name} can never {verb}: its condition holds in no case{trial.words}",
        remedy="Change the condition, or remove it.",
        value=name,
    )


def check_calculations(
    index: FrameworkIndex, sound: frozenset[Variable], faults: Sequence[Fault]
) -> Iterator[Fault]:
    """Calculated judgements that overlap, leave a gap or have a step that never counts."""
    for home in index.placed_criteria:
        judgement = home.criterion.judgement
        if judgement is None or not can_be_calculated(home, sound, faults):
            continue
        yield from _Calculation(index, home, judgement.calculated).faults()


@dataclass
class _Calculation:
    """One calculated judgement, tried in the states of what it asks about."""

    index: FrameworkIndex
    home: PlacedCriterion
    steps: Sequence[Rule]
    asked: tuple[Variable, ...] = ()
    gap: str | None = None
    # For each pair of steps that hold together and differ, the first state in which they do.
    overlaps: dict[tuple[int, int], str] = field(default_factory=dict)
    first: set[int] = field(default_factory=set)

    def faults(self) -> Iterator[Fault]:
        conditions = [step.when for step in self.steps if step.when is not None]
        variables = [variable for condition in conditions for variable in variables_of(condition)]
        self.asked = tuple(dict.fromkeys(variables))
        applies = self.home.criterion.applies
        deciding = variables_of(applies) if applies is not None else ()
        trial = trial_of(self.index, (*deciding, *self.asked))
        for state in trial.states(self.index):
            if applies is None or evaluate(applies, state):
                self._try(state)
        yield from self._found(trial)

    def _try(self, state: State) -> None:
        """Note what the steps do in one state."""
        truths = [True if step.when is None else evaluate(step.when, state) for step in self.steps]
        decisive = next((place for place, truth in enumerate(truths) if truth is not False), None)
        if decisive is not None and truths[decisive]:
            self.first.add(decisive)
        elif self.gap is None and (decisive is None or state.is_complete):
            self.gap = state.words(self.asked)
        holding = [
            place
            for place, truth in enumerate(truths)
            if truth and self.steps[place].when is not None
        ]
        for pair in combinations(holding, 2):
            if self.steps[pair[0]].then != self.steps[pair[1]].then:
                self.overlaps.setdefault(pair, state.words(self.asked))

    def _found(self, trial: Trial) -> Iterator[Fault]:
        name, path = self.home.criterion.id, (*self.home.path, "judgement", "calculated")
        if self.gap is not None:
            yield Fault(
                path=path,
                kind="calculation-gap",
                message=f"{name} has a gap: no step decides when {self.gap}{trial.words}",
                remedy="Add a step for it, or an else at the end.",
                value=name,
            )
        for (earlier, later), where in self.overlaps.items():
            yield Fault(
                path=(*path, later),
                kind="calculation-overlap",
                message=f"{name} has steps {earlier + 1} and {later + 1} that overlap and differ "
                f"({self.steps[earlier].then}, {self.steps[later].then}) when {where}{trial.words}",
                remedy="Narrow one of the two, so that the order of the steps does not matter.",
                value=name,
            )
        late = {later for _, later in self.overlaps}
        for place, step in enumerate(self.steps):
            if trial.is_proof and step.when and place not in self.first | late:
                yield Fault(
                    path=(*path, place),
                    kind="step-never-counts",
                    message=f"{name} has step {place + 1}, which never decides anything",
                    remedy="Change its condition, or remove the step.",
                    value=name,
                )
