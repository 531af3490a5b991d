"""Whether `review.heads`, which tells an older copy of the database from the newest, can be used.

A review from before there was such a file has none, and neither has a new one. So the audit trail
keeps that a saving was made with the file there: from then on a file that is missing is missed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.store import audit_queries, queries
from inspect_tool.store.heads_file import (
    WHAT_TO_DO,
    OlderDatabaseError,
    WitnessFaultyError,
    witness_words,
)

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.heads_file import Witness

BEGUN = "heads.begun"


def fault_of(work: UnitOfWork, witness: Witness) -> str:
    """What is wrong with the file, as the end of a sentence; empty where it was never there."""
    fault = witness.fault_beside(work.turn() - 1)
    return fault if fault and _was_there(work) else ""


def words_on(work: UnitOfWork, witness: Witness) -> str:
    """What is wrong with the file and what to do; empty where nothing is."""
    check_can(work.actor, Action.CHECK_DATABASE)
    fault = fault_of(work, witness)
    return f"{witness_words(fault)} {WHAT_TO_DO}" if fault else ""


def check_witness(work: UnitOfWork, witness: Witness) -> None:
    """Refuse to write where nothing would tell any more that the database is an older copy.

    A database on a server may be put back while its servers run, so each writer looks.

    Raises:
        WitnessFaultyError: The file was there, and is missing or is not what was written.
        OlderDatabaseError: A server's database lacks work that was saved in this folder.
    """
    newest = witness.head if witness.has_others else None
    if newest is not None and not queries.has_seal(work, newest):
        raise OlderDatabaseError(newest, is_on_server=True)
    fault = fault_of(work, witness)
    if fault:
        raise WitnessFaultyError(fault)


def note_witness(work: UnitOfWork, witness: Witness) -> None:
    """Leave in the audit trail that the file is there, with the second thing that is recorded."""
    is_there = witness.head is not None and not witness.has_others
    if work.changes.entries and is_there and not _was_there(work):
        work.audit(BEGUN)


def _was_there(work: UnitOfWork) -> bool:
    return audit_queries.newest_of_actions(work, (BEGUN,)) is not None
