"""A dry run over random cases: what comes out only one way says nothing about practice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from inspect_tool.domain.checks.framework_faultless import any_below, can_be_calculated, is_sound
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_proofs import SEED
from inspect_tool.domain.checks.framework_states import (
    Gone,
    State,
    Variable,
    domains_of,
    in_order,
    random_state,
    variables_of,
)
from inspect_tool.domain.framework.framework import Criterion, Measure
from inspect_tool.domain.language.conditions import evaluate
from inspect_tool.domain.language.faults import Fault, listed
from inspect_tool.domain.records.judgements import advised, applies
from inspect_tool.errors import Severity

RANDOM_CASES = 1_000
# A measure whose base came up less often than this has not been tried enough to say anything.
SMALLEST_BASE = 50


@dataclass
class DryRun:
    """What came out of the random cases of one subject.

    Args:
        judged: By criterion, how often each value was advised.
        counted: By measure, how often it counted and did not.
        hidden: By measure, what it counts by and was hidden where its base held.
    """

    judged: dict[str, Counter[str]] = field(default_factory=dict)
    counted: dict[str, Counter[bool]] = field(default_factory=dict)
    hidden: dict[str, set[Variable]] = field(default_factory=dict)


def check_dry_run(
    index: FrameworkIndex, sound: frozenset[Variable], faults: Sequence[Fault]
) -> Iterator[Fault]:
    """Criteria and measures that can only come out one way, among those without errors."""
    errors = [fault.path for fault in faults if fault.is_error]
    for subject in dict.fromkeys(domain.subject for domain in index.framework.domains):
        tried = _Tried(
            index,
            tuple(
                home.criterion
                for home in index.placed_criteria
                if home.subject is subject and can_be_calculated(home, sound, faults)
            ),
            {
                name: measure
                for name, measure in index.framework.measures.items()
                if measure.subject is subject
                and not any_below(errors, ("measures", name))
                and is_sound(measure.count, sound)
                and is_sound(measure.of, sound)
            },
        )
        run = dry_run(tried)
        yield from _one_way_criteria(index, run)
        yield from _one_way_measures(run)


@dataclass(frozen=True)
class _Tried:
    """What is tried of one subject: criteria and measures without errors."""

    index: FrameworkIndex
    criteria: tuple[Criterion, ...]
    measures: Mapping[str, Measure]

    def asked(self) -> tuple[Variable, ...]:
        """All that their conditions ask about."""
        conditions = [
            *(criterion.applies for criterion in self.criteria),
            *(
                step.when
                for criterion in self.criteria
                if criterion.judgement
                for step in criterion.judgement.calculated
            ),
            *(measure.of for measure in self.measures.values()),
            *(measure.count for measure in self.measures.values()),
        ]
        return tuple(
            variable for part in conditions if part is not None for variable in variables_of(part)
        )


def dry_run(tried: _Tried) -> DryRun:
    """Answer what is asked 1,000 times at random, in the same way on every run."""
    chance = random.Random(SEED)  # noqa: S311 - a repeatable sample, not a secret
    order = in_order(tried.index, tried.asked())
    domains = domains_of(tried.index, order)
    run = DryRun()
    for _ in range(RANDOM_CASES):
        _record(tried, random_state(tried.index, order, domains, chance), run)
    return run


def _record(tried: _Tried, state: State, run: DryRun) -> None:
    for criterion in tried.criteria:
        if applies(criterion, state):
            outcomes = run.judged.setdefault(criterion.id, Counter())
            advice = advised(criterion, state)
            if advice is not None:
                outcomes[advice] += 1
    for name, measure in tried.measures.items():
        outcome = run.counted.setdefault(name, Counter())
        if measure.of is None or evaluate(measure.of, state):
            truth = evaluate(measure.count, state)
            if truth is not None:
                outcome[truth] += 1
            elif state.is_complete:
                asked = variables_of(measure.count)
                hidden = {variable for variable in asked if state.held[variable] is Gone.HIDDEN}
                run.hidden[name] = run.hidden.get(name, set()) | hidden


def _one_way_criteria(index: FrameworkIndex, run: DryRun) -> Iterator[Fault]:
    for criterion_id, outcomes in run.judged.items():
        if len(outcomes) == 1:
            value = next(iter(outcomes))
            yield Fault(
                path=(*index.criteria[criterion_id].path, "judgement", "calculated"),
                kind="one-way-criterion",
                severity=Severity.NOTED,
                message=f"{criterion_id} only ever came out as {value} "
                f"in a dry run over {RANDOM_CASES:,} random cases",
                remedy="Check its steps: a criterion that cannot differ finds nothing.",
                value=criterion_id,
            )


def _one_way_measures(run: DryRun) -> Iterator[Fault]:
    for name, outcome in run.counted.items():
        if name in run.hidden and not outcome.total():
            yield _hidden_measure(name, sorted(variable.words for variable in run.hidden[name]))
        elif not outcome.total() or (outcome.total() >= SMALLEST_BASE and not outcome[True]):
            what = "counted nothing" if outcome.total() else "had nothing in its base"
            yield Fault(
                path=("measures", name),
                kind="one-way-measure",
                severity=Severity.NOTED,
                message=f"The measure {name} {what} "
                f"in a dry run over {RANDOM_CASES:,} random cases",
                remedy="Check its conditions: they may contradict each other.",
                value=name,
            )


def _hidden_measure(name: str, hidden: Sequence[str]) -> Fault:
    return Fault(
        path=("measures", name),
        kind="one-way-measure",
        severity=Severity.NOTED,
        message=f"The measure {name} counts by {listed(hidden)}, hidden wherever its base held "
        f"in a dry run over {RANDOM_CASES:,} random cases",
        remedy="Change `of`, so that the base is where that is asked, or count by something else.",
        value=name,
    )
