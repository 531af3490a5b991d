"""What a sealing that was stopped has left of a release; looked for by every command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.store.release_leftovers import is_left

if TYPE_CHECKING:
    from inspect_tool.services.review.folder import ReviewFolder
    from inspect_tool.store.database import Begin


def settle_releases(begin: Begin, folder: ReviewFolder) -> None:
    """Finish or undo what a process that was killed while it sealed has left."""
    if not is_left(folder.releases):
        return
    # Seldom taken, and needs what releases are, of which nearly no command has any use.
    from inspect_tool.store import release_folder, release_queries

    with begin() as work:
        recorded = {row.name: row.manifest_digest for row in release_queries.releases(work)}
        release_folder.settle(folder.releases, recorded)
