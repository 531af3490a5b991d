"""Facts of a case as they were returned, and as they were corrected after the commitment.

The draw, its strata and its weights stand on what was returned. What is counted of a case stands on
the corrected facts: its conditions, its measures and their bases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_tool.domain.frame.field import FieldKind, FrameField
from inspect_tool.domain.frame.rules import FrameFacts
from inspect_tool.domain.language.conditions import Scalar, Truth, evaluate
from inspect_tool.domain.plan.plan import Population

# Beside the fields of a case: names of the corrected ones. Absent where none is.
CORRECTED: Final = "corrected_facts"
CASE_TYPE: Final = "case_type"


@dataclass(frozen=True)
class Correction:
    """The right value of one fact.

    Args:
        value: None where it is not known after all.
        on: Day on which it was corrected.
        source: Where an inspector saw it; empty where a later return says it.
    """

    field: str
    value: Scalar | None
    on: date
    source: str = ""

    @property
    def is_found(self) -> bool:
        """Whether an inspector found it, so that no return replaces it."""
        return bool(self.source)

    @property
    def origin(self) -> str:
        """Where it comes from, in words."""
        return self.source or "a later return"


def standing(corrections: Iterable[Correction]) -> dict[str, Correction]:
    """The correction that stands of each fact: the last, but an inspector's before a return's."""
    stands: dict[str, Correction] = {}
    for correction in corrections:
        before = stands.get(correction.field)
        if before is None or correction.is_found or not before.is_found:
            stands[correction.field] = correction
    return stands


def corrected(
    returned: Mapping[str, Scalar | None],
    corrections: Iterable[Correction],
    population: Population,
) -> dict[str, Scalar | None]:
    """The facts of a case with what was corrected, and what the plan derives from them.

    A correction that says what was returned is none.
    """
    right = {
        name: one.value
        for name, one in standing(corrections).items()
        if name in returned and one.value != returned[name]
    }
    if not right:
        return dict(returned)
    facts = {**returned, **right}
    known = FrameFacts(facts)
    derived = {name: evaluate(rule, known) for name, rule in population.fields.items()}
    return {**facts, **derived, CORRECTED: ", ".join(sorted(right))}


def fact_words(value: Scalar | None) -> str:
    """A fact as people read it."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def is_eligible(facts: Mapping[str, Scalar | None], population: Population) -> Truth:
    """Whether the plan's rule holds of a case; None where a fact that it needs is not known."""
    if population.eligible is None:
        return True
    return evaluate(population.eligible, FrameFacts(facts))


def why_not_correctable(
    name: str, fields: Mapping[str, FrameField], population: Population
) -> str | None:
    """Why a fact cannot be corrected by itself; None where it can."""
    if name in population.fields:
        return f"{name} is derived by the plan: correct the facts that it is derived from"
    if name == CASE_TYPE:
        return (
            "the case type made the stratum, and the draw stays: a case that does not belong is "
            "lost with `sample lose`"
        )
    field = fields.get(name)
    if field is None or name not in population.keep:
        return f"the plan keeps no fact called {name}"
    if field.kind is FieldKind.CHOICE and not field.choices:
        return f"{name} is a token, which nobody can read"
    return None
