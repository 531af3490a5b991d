"""Which cases of the sample the actor may know of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can
from inspect_tool.domain.people import Actor
from inspect_tool.store import queries

if TYPE_CHECKING:
    from inspect_tool.services.sampling.draw_views import CaseView
    from inspect_tool.services.sampling.views import EnteringCase
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class KnownCases:
    """What the actor may know of: an inspector the own caseload, a lead all without a conflict.

    Args:
        own: References of the cases that the actor reads.
    """

    actor: Actor
    own: frozenset[str]

    @classmethod
    def of(cls, work: UnitOfWork) -> KnownCases:
        """As the cases are assigned now."""
        rows = queries.assignments(work, work.actor.id)
        return cls(work.actor, frozenset(row.case_ref for row in rows))

    def has(self, case: CaseView | EnteringCase) -> bool:
        """Whether the actor may know of a case."""
        thing = Thing(
            name=case.case_ref,
            authorities=frozenset({case.authority}),
            owner=self.actor.id if case.case_ref in self.own else "",
        )
        return can(self.actor, Action.SEE_SAMPLE, thing) is None
