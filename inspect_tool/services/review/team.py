"""Changes of the plan's team: noted in the audit trail when the changed plan is first used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.team import KeptTeam, PersonChange, kept_team, team_changes
from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.domain.review import Review
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

FIRST_USE, CHANGE = "team.first-use", "team.change"
ACTIONS = (FIRST_USE, CHANGE)
MOST_TEAMS = 8
_TEAMS: dict[str, KeptTeam] = {}  # by digest of the plan


@dataclass(frozen=True)
class TeamChange:
    """A plan with another team than the one used before.

    Args:
        first_used_by: Who acted when it was first used: an id of the team, or `keeper`.
        gave_themselves: Whether that person got more by it.
    """

    at: datetime
    first_used_by: str
    people: tuple[PersonChange, ...]
    gave_themselves: bool

    @property
    def words(self) -> str:
        """The event as a sentence."""
        by = "the keeper" if self.first_used_by == KEEPER_ID else self.first_used_by
        what = "; ".join(change.words for change in self.people)
        own = ", who got more by it" if self.gave_themselves else ""
        day = f"{self.at.day} {self.at:%B %Y}"
        return f"The team was changed in mid-review, first used on {day} by {by}{own}: {what}."


def _team_of(review: Review) -> KeptTeam:
    """The plan's team as it is noted, which every visit compares; made once for each plan."""
    if review.plan_digest not in _TEAMS:
        while len(_TEAMS) >= MOST_TEAMS:
            _TEAMS.pop(next(iter(_TEAMS)), None)
        _TEAMS[review.plan_digest] = kept_team(review.plan.team)
    return _TEAMS[review.plan_digest]


def note_team(work: UnitOfWork, review: Review) -> None:
    """Leave an entry where the plan's team is not the one that was last used: ids, no names.

    The first team is noted with the first thing that is done; a changed one also where nothing is.
    """
    team, last = _team_of(review), audit_queries.newest_of_actions(work, ACTIONS)
    if last is None:
        if team and work.changes.entries:
            work.audit(FIRST_USE, team=team, turn=work.turn())
    elif last.details["team"] != team:
        work.audit(CHANGE, team=team, before=last.details["team"])


def has_changed(work: UnitOfWork, review: Review) -> bool:
    """Whether a team was noted and the plan has another one."""
    last = audit_queries.newest_of_actions(work, ACTIONS)
    return last is not None and last.details["team"] != _team_of(review)


def changes_of_team(work: UnitOfWork) -> tuple[TeamChange, ...]:
    """Every change of the team since it was first used, oldest first."""
    return tuple(
        _change(entry.at, entry.actor, entry.details["before"], entry.details["team"])
        for entry in audit_queries.entries_of_actions(work, (CHANGE,))
    )


def _change(at: datetime, actor: str, before: KeptTeam, after: KeptTeam) -> TeamChange:
    people = team_changes(before, after)
    own = any(change.person == actor and change.gives_more for change in people)
    return TeamChange(at=at, first_used_by=actor, people=people, gave_themselves=own)


def turn_of_first_use(work: UnitOfWork) -> int | None:
    """Number of the transaction that used a plan with a team first; None before that."""
    first = next(iter(audit_queries.entries_of_actions(work, (FIRST_USE,))), None)
    return None if first is None else int(first.details["turn"])
