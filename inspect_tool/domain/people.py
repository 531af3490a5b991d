"""Roles, actors, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.errors import RefusedError


class Role(StrEnum):
    """What a person does in a review."""

    INSPECTOR = "inspector"
    LEAD = "lead"
    WRITER = "writer"

    @property
    def words(self) -> str:
        """How a sentence says it."""
        return "report writer" if self is Role.WRITER else self.value


class NotYourRoleError(RefusedError):
    """The actor's roles do not allow the action."""

    def __init__(self, actor: Actor, *, action: str, needs: Role) -> None:
        super().__init__(
            f"{actor.id} cannot {action}: that needs the role of {needs.words}. "
            f"Ask a {needs.words}, or name the right person with --as."
        )


class NotYourCaseError(RefusedError):
    """The actor is not the case's reader."""

    def __init__(self, actor: Actor, *, case_ref: str) -> None:
        super().__init__(f"{case_ref} is not in the caseload of {actor.id}. See `assign show`.")


@dataclass(frozen=True)
class Actor:
    """Who is acting, with the roles that the plan gives."""

    id: str
    name: str
    roles: frozenset[Role]

    def has(self, role: Role) -> bool:
        """Whether the actor has the role."""
        return role in self.roles


# Whoever holds the folder of a review can open its database anyway, so on the command line of
# that folder the unnamed actor has every role; the audit trail says `keeper`.
KEEPER = Actor(id="keeper", name="Keeper of the review's folder", roles=frozenset(Role))


def check_can_lead(actor: Actor, action: str) -> None:
    """Refuse what only a lead may do.

    Args:
        action: What is attempted, as the end of the sentence "… cannot …".

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    if not actor.has(Role.LEAD):
        raise NotYourRoleError(actor, action=action, needs=Role.LEAD)


def check_can_report(actor: Actor, action: str) -> None:
    """Refuse what only a lead or a report writer may do."""
    if not (actor.has(Role.LEAD) or actor.has(Role.WRITER)):
        raise NotYourRoleError(actor, action=action, needs=Role.WRITER)


def check_can_record(actor: Actor, *, reader: str, case_ref: str) -> None:
    """Refuse to record for a case that belongs to somebody else's caseload.

    A lead may take in the workbook of any inspector.
    """
    if actor.has(Role.LEAD):
        return
    if not actor.has(Role.INSPECTOR):
        raise NotYourRoleError(actor, action="record findings", needs=Role.INSPECTOR)
    if actor.id != reader:
        raise NotYourCaseError(actor, case_ref=case_ref)
