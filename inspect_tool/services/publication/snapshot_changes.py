"""Two snapshots side by side, for whoever wrote sentences by the earlier one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.report.advice import with_advice
from inspect_tool.domain.report.snapshot_changes import SnapshotChanges, snapshot_changes
from inspect_tool.domain.review import Review
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.narratives import NoNarrativeError, read_narrative
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def diff(
    work: UnitOfWork, review: Review, earlier: str, later: str | None, *, place: ReviewFolder
) -> SnapshotChanges:
    """What differs between two snapshots, and in which sentences of the narrative as it is now.

    Without a narrative no sentence does.

    Args:
        later: The newest unless one is named.

    Raises:
        NotYourRoleError, BlindReadError: As for `snapshots.figures`.
        UnknownSnapshotError: There is none of such a name.
        CheckFailedError: One of them cannot be counted any more.
    """
    before = snapshots.figures(work, review, earlier)
    after = snapshots.figures(work, review, later)
    try:
        documents = read_narrative(review, place.narrative)
    except NoNarrativeError:  # counts differ before anything is written of them
        documents = ()
    else:
        documents = with_advice(after, documents, advice_of(review, place))
    return snapshot_changes(before, after, wording_scale(review, place), documents)
