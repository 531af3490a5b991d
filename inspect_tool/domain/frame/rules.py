"""What a plan asks of the children: fields to keep, fields to derive, and who can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.field import Compute, FrameField
from inspect_tool.domain.language.conditions import Condition, Scalar, Truth, comparisons, evaluate
from inspect_tool.domain.plan.plan import Population
from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    from inspect_tool.domain.frame.children import ChildrenOnLists
    from inspect_tool.domain.frame.entries import Values

AUTHORITY = "authority"  # a plan may ask for it as for a field; no list gives it


class UnknownFrameFieldError(CheckFailedError):
    """The plan asks for a field that no list gives."""

    def __init__(self, name: str, fields: Iterable[str]) -> None:
        super().__init__(
            f"The plan uses the field {name}, which no list gives and the plan does not derive. "
            f"The fields are: {', '.join(fields)}."
        )


class PlannedFields:
    """The fields and rules of a plan, for one authority.

    Args:
        fields: The fields that its lists give.

    Raises:
        UnknownFrameFieldError: The plan uses a field that does not exist.
    """

    def __init__(
        self, population: Population, authority: str, fields: Mapping[str, FrameField]
    ) -> None:
        self._fields = fields
        self._authority = authority
        self._derived = {name: _Rule(condition) for name, condition in population.fields.items()}
        self._eligible = _Rule(population.eligible)
        rules = (*self._derived.values(), self._eligible)
        asked = dict.fromkeys((*population.keep, *(name for rule in rules for name in rule.names)))
        self._computed = {
            name: self._field_named(name) for name in asked if name not in self._derived
        }
        self._kept = (*population.keep, *self._derived)

    def _field_named(self, name: str) -> Compute:
        if name == AUTHORITY:
            return lambda children: (self._authority,) * len(children.local_ids)
        if name not in self._fields:
            raise UnknownFrameFieldError(name, self._fields)
        return self._fields[name].compute

    def of(self, children: ChildrenOnLists) -> FieldsOfChildren:
        """The children's values of all these fields, and whether they can be drawn."""
        everybody = len(children.local_ids)
        values = {name: compute(children) for name, compute in self._computed.items()}
        for name, rule in self._derived.items():
            values[name] = rule.holds(values, everybody)
        return FieldsOfChildren(
            kept={name: values[name] for name in self._kept},
            eligible=self._eligible.holds(values, everybody),
            decisive={name: values[name] for name in self._eligible.names},
        )


@dataclass(frozen=True)
class FieldsOfChildren:
    """What the plan asks, with the children's values.

    Args:
        kept: The fields that go into the frame.
        eligible: Whether the plan's rule holds for each child.
        decisive: The fields that the rule asks for.
    """

    kept: Mapping[str, Values]
    eligible: Sequence[Truth]
    decisive: Mapping[str, Values]

    def missing(self, child: int) -> tuple[str, ...]:
        """The fields whose absence leaves open whether the child can be drawn."""
        if self.eligible[child] is not None:
            return ()
        return tuple(name for name, values in self.decisive.items() if values[child] is None)


class _Rule:
    """A condition over fields, decided once for each combination of their values.

    Args:
        condition: None for everybody.
    """

    def __init__(self, condition: Condition | None) -> None:
        asked = comparisons(condition) if condition is not None else ()
        self.names = tuple(
            dict.fromkeys(comparison.subject for comparison in asked if comparison.field)
        )
        self._condition = condition

    def holds(self, fields: Mapping[str, Values], everybody: int) -> tuple[Truth, ...]:
        """Whether the condition holds for each child.

        Args:
            everybody: How many children there are.
        """
        if not self.names:
            return (self._decide(()),) * everybody
        # A field is of one kind, so that True and 1 never stand for the same field.
        columns = [fields[name] for name in self.names]
        known = {values: self._decide(values) for values in set(zip(*columns, strict=True))}
        return tuple(map(known.__getitem__, zip(*columns, strict=True)))

    def _decide(self, values: tuple[Scalar | None, ...]) -> Truth:
        if self._condition is None:
            return True
        return evaluate(self._condition, FrameFacts(dict(zip(self.names, values, strict=True))))


@dataclass(frozen=True)
class FrameFacts:
    """What a condition of the plan may ask about a child: fields, and nothing recorded yet."""

    values: Mapping[str, Scalar | None]

    def field(self, name: str) -> Scalar | None:
        """Value of a field, or None when it is not known."""
        return self.values.get(name)

    def answer(self, question_id: str) -> Scalar | None:  # noqa: ARG002
        """Nothing: no case has been read yet."""
        return None

    def rows(self, group_id: str) -> None:
        """Nobody has answered anything yet."""

    def is_answered(self, question_id: str) -> Truth:  # noqa: ARG002
        """Not known: no case has been read yet."""
        return None

    def judgement(self, criterion_id: str) -> str | None:  # noqa: ARG002
        """Nothing: no case has been read yet."""
        return None

    def is_met(self, criterion_id: str) -> Truth:  # noqa: ARG002
        """Not known: no case has been read yet."""
        return None

    def limit_in_force(self, rule_id: str, question_id: str) -> Truth:  # noqa: ARG002
        """Not known: no case has been read yet."""
        return None
