"""Whether a review can be served to a team: no secret that everybody knows, somebody to sign in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.people import Role
from inspect_tool.errors import RefusedError, UnreadableFileError
from inspect_tool.services.review.sign_in import list_sign_ins
from inspect_tool.store import heads_file, migrate
from inspect_tool.store.damage import readable_database

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import Database, UnitOfWork
    from inspect_tool.store.heads_file import Witness

PUBLIC_KEYS = "keys-not-secret.json"  # beside the sample review, whose salts and keys are public


class NotReadyForTeamError(RefusedError):
    """Something is missing before people can sign in; each thing is said."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(f"The review cannot be served to a team yet. {' '.join(missing)}")


def check_ready_for_team(work: UnitOfWork, review: Review, folder: Path) -> tuple[str, ...]:
    """Who cannot sign in yet, of a review that can be served.

    Raises:
        NotReadyForTeamError: Its keys are public, its team is empty or has no lead, or nobody can
            sign in.
    """
    missing = []
    if (folder / PUBLIC_KEYS).exists():
        missing.append(
            "It is the sample review, whose keys are public: serve it without --team, or begin "
            "one of your own with `new`."
        )
    team = review.plan.team
    if not team:
        missing.append("The plan names nobody: write the team into review.yaml.")
    elif not any(Role.LEAD in member.roles for member in team):
        missing.append("Nobody of the team is a lead: say in review.yaml who is.")
    views = list_sign_ins(work, review)
    if team and not any(view.has_password or view.has_account for view in views):
        missing.append("Nobody has a password: set the first with `people password PERSON`.")
    if missing:
        raise NotReadyForTeamError(tuple(missing))
    return tuple(view.person for view in views if not (view.has_password or view.has_account))


def why_not_ready(database: Database, witness: Witness) -> str:
    """Why a server cannot answer now, in words that say nothing of the review; empty if it can.

    Args:
        witness: What the server's folder says of the newest work that was saved there.
    """
    try:
        with readable_database():
            schema = migrate.schema_version(database.engine)
            if schema != migrate.NEWEST:
                return f"the database has schema {schema}, this tool {migrate.NEWEST}"
            newest = witness.head
            if newest is not None and not heads_file.holds(database.engine, newest):
                return "the database lacks work that was saved here: it is an older one"
    except (RefusedError, UnreadableFileError):  # its words may have an address
        return "the database does not answer"
    return ""
