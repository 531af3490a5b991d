"""Files and ids that go with a transaction, finished after a kill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.store import removals
from inspect_tool.store.evidence_folder import NAME
from inspect_tool.store.evidence_table import EvidenceTable, evidence_of

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

MARK = "removal"  # where the audit entry of a deletion holds the mark of what goes with it


def settle_removals(begin: Begin, folder: Path, keys: KeyFolder) -> None:
    """Finish or undo what a deletion that was stopped has left of its files."""
    if not removals.is_announced(folder):
        return
    # Seldom taken, and needs the tables of what is deleted.
    from inspect_tool.store import deletion_queries

    # A writing transaction, so that a deletion under way elsewhere is over by then.
    with begin() as work:
        known = {str(entry.details[MARK]) for entry in deletion_queries.deletions(work)}
        removals.settle(folder, keys, is_committed=known.__contains__)


def announce_removal(work: UnitOfWork, folder: Path, removal: removals.Removal) -> None:
    """Write down what goes with a transaction; files of evidence that a server has go in it."""
    kept = evidence_of(work, folder / NAME)
    own = [name for name in removal.files if name.startswith(f"{NAME}/")]
    if isinstance(kept, EvidenceTable) and own:
        kept.remove([name.removeprefix(f"{NAME}/") for name in own])
    removals.announce(folder, removal)
