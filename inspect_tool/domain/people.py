"""Roles, and who acts. What a role may do is in `domain/access/rules.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in a review."""

    INSPECTOR = "inspector"
    LEAD = "lead"
    WRITER = "writer"

    @property
    def words(self) -> str:
        """How a sentence says it."""
        return "report writer" if self is Role.WRITER else self.value


@dataclass(frozen=True)
class Actor:
    """Who is acting, with what the plan says of them.

    Args:
        not_for: Codes of the authorities that they have a conflict of interest with.
    """

    id: str
    name: str
    roles: frozenset[Role]
    not_for: frozenset[str] = frozenset()

    def has(self, role: Role) -> bool:
        """Whether the actor has the role."""
        return role in self.roles

    @property
    def is_keeper(self) -> bool:
        """Whether nobody was named, so that whoever holds the folder acts."""
        return self.id == KEEPER_ID


# No member of a team may be called so: `domain/checks/team.py`.
KEEPER_ID = "keeper"
# Whoever holds the folder of a review can open its database anyway, so on the command line of
# that folder the unnamed actor has every role; the audit trail says `keeper`.
KEEPER = Actor(id=KEEPER_ID, name="Keeper of the review's folder", roles=frozenset(Role))
