"""Copies of the review: who may make one, and the plain copy of its database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.review import Review
from inspect_tool.services.records.sight import open_pairs
from inspect_tool.store import migrate

if TYPE_CHECKING:
    from inspect_tool.store.database import Database, UnitOfWork


def check_may_copy(work: UnitOfWork, review: Review) -> None:
    """Refuse a copy of everything to whoever may not see everything.

    Raises:
        NotYourRoleError: The actor is not a lead.
        ConflictHoldsError, BlindReadError: There is something in it that they must not see.
    """
    authorities = frozenset(authority.code for authority in review.plan.authorities)
    everything = Thing(authorities=authorities, unseen=open_pairs(work, review))
    check_can(work.actor, Action.COPY_REVIEW, everything)


def back_up_database(work: UnitOfWork, review: Review, database: Database, path: Path) -> None:
    """Write a complete copy of the database; it holds every reader's answers.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: See `check_may_copy`.
        BackupRefusedError: There is a file of that name, or the database is not a SQLite file.
    """
    check_may_copy(work, review)
    migrate.back_up(database.engine, path)
