"""What was done without a name, by whoever holds the folder, since the plan has a team."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.services.review import team, witness
from inspect_tool.services.review.signing import MADE, RELEASE_KEY_MADE
from inspect_tool.services.review.team import turn_of_first_use
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from inspect_tool.store.audit_queries import ActOfPerson
    from inspect_tool.store.database import UnitOfWork

OF_THE_TOOL = frozenset(  # what it notes by itself
    {*team.ACTIONS, witness.BEGUN, MADE, RELEASE_KEY_MADE}
)
LATEST = 5  # as many kinds of acts as a sentence can name


@dataclass(frozen=True)
class KeeperAction:
    """One kind of act of the keeper.

    Args:
        action: As the audit trail has it, such as `frame.import`.
        last_at: When it was last done.
    """

    action: str
    number: int
    last_at: datetime


@dataclass(frozen=True)
class KeeperActs:
    """What the keeper did since a plan with a team was first used.

    Args:
        number: Entries of the audit trail.
        latest: The kinds of acts, the one last done first; the latest few.
    """

    number: int
    latest: tuple[KeeperAction, ...]

    @property
    def words(self) -> str:
        """All of it as a sentence."""
        times = "once" if self.number == 1 else f"{self.number} times"
        latest = ", ".join(f"{one.action} ({one.number})" for one in self.latest)
        return (
            f"Without a name, the keeper of the folder acted {times} since the plan has a team; "
            f"the latest: {latest}."
        )


def acts_of_keeper(work: UnitOfWork) -> KeeperActs | None:
    """What the keeper did since the plan has a team; None where that is nothing."""
    since = turn_of_first_use(work)
    if since is None:
        return None
    by_action: dict[str, list[ActOfPerson]] = defaultdict(list)
    for act in audit_queries.acts_of(work, KEEPER_ID):
        if act.turn >= since and act.action not in OF_THE_TOOL:
            by_action[act.action].append(act)
    if not by_action:
        return None
    last = {action: max(acts, key=lambda act: act.turn) for action, acts in by_action.items()}
    order = sorted(last, key=lambda action: (-last[action].turn, action))
    return KeeperActs(
        number=sum(map(len, by_action.values())),
        latest=tuple(
            KeeperAction(action, len(by_action[action]), last[action].at)
            for action in order[:LATEST]
        ),
    )
