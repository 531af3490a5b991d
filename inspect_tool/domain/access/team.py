"""The team as the audit trail keeps it, by ids, and what changed from one plan to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.people import Role
from inspect_tool.domain.plan.plan import Member

# The types of JSON, since it stands in the audit trail: by id of a person, `roles` and `not_for`.
KeptTeam = Mapping[str, Mapping[str, Sequence[str]]]
NOBODY: Mapping[str, Sequence[str]] = {"roles": (), "not_for": ()}


@dataclass(frozen=True)
class PersonChange:
    """What a plan gives a person, or takes, compared with the plan before.

    Args:
        gained, lost: Roles.
        conflicts_gone, conflicts_new: Codes of authorities.
    """

    person: str
    gained: tuple[Role, ...]
    lost: tuple[Role, ...]
    conflicts_gone: tuple[str, ...]
    conflicts_new: tuple[str, ...]

    @property
    def gives_more(self) -> bool:
        """Whether the person may see or do more than before."""
        return bool(self.gained or self.conflicts_gone)

    @property
    def words(self) -> str:
        """How a sentence says it."""
        return f"{self.person} {', '.join(self._parts())}"

    def _parts(self) -> Iterator[str]:
        if self.gained:
            yield f"has now the role of {_listed(self.gained)}"
        if self.lost:
            yield f"has no longer the role of {_listed(self.lost)}"
        if self.conflicts_gone:
            yield f"has no longer a conflict of interest with {', '.join(self.conflicts_gone)}"
        if self.conflicts_new:
            yield f"has now a conflict of interest with {', '.join(self.conflicts_new)}"


def _listed(roles: Sequence[Role]) -> str:
    return " and ".join(role.words for role in roles)


def kept_team(team: Sequence[Member]) -> KeptTeam:
    """A plan's team without names, in an order that says nothing."""
    return {
        member.id: {
            "roles": sorted(role.value for role in member.roles),
            "not_for": sorted(member.not_for),
        }
        for member in sorted(team, key=lambda member: member.id)
    }


def team_changes(before: KeptTeam, after: KeptTeam) -> tuple[PersonChange, ...]:
    """Whom a changed plan gives something, or takes it from, by id."""
    changes = []
    for person in sorted(before.keys() | after.keys()):
        old, new = before.get(person, NOBODY), after.get(person, NOBODY)
        if old == new:
            continue
        is_there = person in after
        changes.append(
            PersonChange(
                person=person,
                gained=_roles(new["roles"], but=old["roles"]),
                lost=_roles(old["roles"], but=new["roles"]),
                conflicts_gone=_but(old["not_for"], new["not_for"]) if is_there else (),
                conflicts_new=_but(new["not_for"], old["not_for"]),
            )
        )
    return tuple(changes)


def _but(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(some) - set(others)))


def _roles(some: Sequence[str], *, but: Sequence[str]) -> tuple[Role, ...]:
    return tuple(Role(role) for role in _but(some, but))
