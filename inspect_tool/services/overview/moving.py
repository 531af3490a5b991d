"""A review moved between a file and a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.services.overview.copies import check_may_copy
from inspect_tool.services.review.documents import DATABASE_FILE
from inspect_tool.services.review.heads import head_of
from inspect_tool.store import copying, deletion_queries, heads_file
from inspect_tool.store.evidence_folder import NAME as EVIDENCE

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.copying import Copied
    from inspect_tool.store.database import UnitOfWork


def copy_review(work: UnitOfWork, review: Review, folder: Path, to: str) -> Copied:
    """Copy all that the database holds into an empty one; nobody writes meanwhile.

    Files of evidence go along, into a server's database or into `evidence/` beside the file.
    Nothing else in the review's folder does: its files stay where they are.

    Args:
        folder: The review's folder. Where the copy becomes its own `review.db`, the file that
            tells an older copy from the newest is written anew.
        to: Address of an empty database on a server, or path of a file that does not exist.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: See `check_may_copy`.
        NotEmptyError: There is something already.
        ChangedByOthersError: The review is not as its seals have it.
        CopyDiffersError: What arrived is not what was sent.
    """
    check_may_copy(work, review)
    copied = copying.copy_to(work.session.connection(), to, folder / EVIDENCE)
    head = head_of(work)
    is_own = not copying.is_address(to) and Path(to).resolve() == (folder / DATABASE_FILE).resolve()
    if is_own and head is not None:
        number = len(deletion_queries.deletions(work))
        heads_file.write(folder, head, deletions=number, is_accepted=True)
    return copied
