"""Files and ids that go with a transaction, finished after a kill."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.store import deletion_queries, removals

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin
    from inspect_tool.store.key_files import KeyFolder

MARK = "removal"  # where the audit entry of a deletion holds the mark of what goes with it


def settle_removals(begin: Begin, folder: Path, keys: KeyFolder) -> None:
    """Finish or undo what a deletion that was stopped has left of its files."""
    if not removals.is_announced(folder):
        return
    # A writing transaction, so that a deletion under way elsewhere is over by then.
    with begin() as work:
        known = {str(entry.details[MARK]) for entry in deletion_queries.deletions(work)}
        removals.settle(folder, keys, is_committed=known.__contains__)
