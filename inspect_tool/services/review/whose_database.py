"""Whether a database on a server is the one of the review in this folder.

A file lies in the folder of its review; an address of a server may be any review's. A folder that
something was saved from knows its database by `review.heads`. One that nothing was ever saved from
is told by the key that signs, and by the team where it has no key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.errors import RefusedError
from inspect_tool.services.review.signing import fingerprint, known_fingerprint
from inspect_tool.services.review.team import has_changed
from inspect_tool.store.key_files import DamagedSigningKeyError

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


class OtherReviewsDatabaseError(RefusedError):
    """The address is of a database that another review is in."""

    def __init__(self) -> None:
        super().__init__(
            "The database on the server is another review's, or this folder lacks the review's "
            "keys/signing.key. Nothing was changed. See what INSPECT_TOOL_DATABASE_URL names, or "
            "copy the folder of the review here with its keys."
        )


def check_is_own(work: UnitOfWork, review: Review, keys: KeyFolder) -> None:
    """Refuse a folder that nothing was saved from, where the database is of another review.

    Raises:
        OtherReviewsDatabaseError: Its key is not the folder's, or there is none and another team.
    """
    known = known_fingerprint(work)
    try:
        key = keys.signing_key() if known else None
    except DamagedSigningKeyError:
        return  # `db check` tells
    if known and (has_changed(work, review) if key is None else fingerprint(key) != known):
        raise OtherReviewsDatabaseError
