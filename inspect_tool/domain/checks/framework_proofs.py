"""What can be proven about a framework: what never applies and is never shown."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from inspect_tool.domain.checks.framework_faultless import is_sound
from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedQuestion,
)
from inspect_tool.domain.checks.framework_states import (
    Gone,
    State,
    Variable,
    domains_of,
    every_state,
    in_order,
    random_state,
    variables_of,
)
from inspect_tool.domain.language.conditions import evaluate
from inspect_tool.domain.language.faults import DocumentPath, Fault, listed
from inspect_tool.errors import Severity

# Up to here every state is looked at, which is a proof; above, as many random ones are.
MOST_STATES = 10_000
SAMPLED_STATES = 2_000
HIDDEN = (Gone.HIDDEN, Gone.WAITING)
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
            why = f"its condition holds in no case{trial.words}"
            yield _unreached((*home.path, "applies"), home.criterion.id, "apply", why, trial)
    yield from _never_shown(index, sound, never)


def _never_shown(
    index: FrameworkIndex, sound: frozenset[Variable], never: set[str]
) -> Iterator[Fault]:
    """Questions that can never be shown, without those that only wait for another such question.

    Args:
        never: Criteria that never apply; their questions need no fault of their own.
    """
    faults: dict[Variable, Fault] = {}
    for placed in index.placed_questions:
        variable = Variable("question", placed.question.id)
        is_plain = placed.question.show_if is None or placed.is_retired
        if is_plain or variable not in sound or placed.home.criterion.id in never:
            continue
        trial = trial_of(index, (variable,))
        if not any(state.held[variable] not in HIDDEN for state in trial.states(index)):
            faults[variable] = _unshown(index, placed, trial)
    proven = {variable for variable, fault in faults.items() if fault.is_error}
    for variable, fault in faults.items():
        if not proven & ({*in_order(index, (variable,))} - {variable}):
            yield fault


def _unshown(index: FrameworkIndex, placed: PlacedQuestion, trial: Trial) -> Fault:
    show_if, name = placed.question.show_if, placed.question.id
    holds, hidden = False, dict[Variable, None]()
    for state in trial.states(index):
        truth = show_if is not None and evaluate(show_if, state)
        holds = holds or truth is True
        if truth is None and show_if is not None and state.is_complete:
            hidden |= {
                variable: None
                for variable in variables_of(show_if)
                if state.held[variable] in HIDDEN
            }
    why = "its condition holds in no case"
    if holds:
        why = f"its condition holds only where {placed.home.criterion.id} does not apply"
    elif hidden:
        names = listed(variable.words for variable in hidden)
        why = f"{why}, since {names} {'are' if len(hidden) > 1 else 'is'} hidden where the rest of "
        why += "it holds"
    return _unreached((*placed.path, "show_if"), name, "be shown", why + trial.words, trial)


def _unreached(path: DocumentPath, name: str, verb: str, why: str, trial: Trial) -> Fault:
    return Fault(
        path=path,
        kind=f"never-{verb.rsplit(maxsplit=1)[-1]}",
        severity=Severity.REFUSED if trial.is_proof else Severity.NOTED,
        message=f"{name} can never {verb}: {why}",
        remedy="Change the condition, or remove it.",
        value=name,
    )
