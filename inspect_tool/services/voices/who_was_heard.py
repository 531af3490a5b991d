"""Who was asked and who was heard, as the review stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.figures.heard import Heard, heard
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.voices.asked import asked_in_force
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def who_was_heard(work: UnitOfWork, review: Review) -> tuple[Heard, ...]:
    """Asked and heard, by voice, authority and role, of the authorities that the actor may know of.

    The sums are those of the authorities shown.

    Raises:
        NotYourRoleError: The actor has no role that sees it.
    """
    check_can(work.actor, Action.SEE_HEARD, Thing(owner=work.actor.id))
    withdrawn = mishap_queries.withdrawn_authorities(work)
    shown = {
        one.code
        for one in review.plan.authorities
        if one.code not in withdrawn
        and can(
            work.actor,
            Action.SEE_HEARD,
            Thing(authorities=frozenset({one.code}), owner=work.actor.id),
        )
        is None
    }
    facts = [
        view.facts
        for view in records.list_records(work, review)
        if view.subject.kind.is_voice and view.subject.authority in shown and view.is_complete
    ]
    asked = [one for one in asked_in_force(work) if one.authority in shown]
    return heard(review.framework, facts, asked)
