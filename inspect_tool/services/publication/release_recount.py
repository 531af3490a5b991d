"""Counting a release again from the cases of its snapshot; for the team, who has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.release.differences import printed_otherwise, release_differences
from inspect_tool.domain.release.published import published_tables
from inspect_tool.domain.release.statement import INTERNAL_RELEASE, STATEMENT, parse_statement
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError
from inspect_tool.services.publication import build
from inspect_tool.services.publication.build import BuildOptions
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.public_release import signature_digest
from inspect_tool.services.publication.releases import (
    UnknownReleaseError,
    sealed_tables,
    sealed_text,
)
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import release_queries
from inspect_tool.store.release_tables import ReleaseRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class OtherSnapshotError(CheckFailedError):
    """The snapshot of a release is not what it was when it was sealed."""

    def __init__(self, release: str, snapshot: str) -> None:
        super().__init__(
            f"{release} was sealed over another state of {snapshot} than the database has. "
            "See `db check`."
        )


class InternalReleaseGoneError(CheckFailedError):
    """The internal release that a public one is tied to is not here."""

    def __init__(self, release: str) -> None:
        super().__init__(
            f"The internal release that {release} is tied to is not among the releases, or its "
            "signature was changed. See `release list`."
        )


@dataclass(frozen=True)
class Recount:
    """What counting again came to.

    Args:
        differing: A sentence for each number that is another one.
    """

    release: str
    snapshot: str
    numbers: int
    differing: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every number came out again."""
        return not self.differing

    @property
    def sentence(self) -> str:
        """What it comes to."""
        if self.holds:
            return (
                f"All {self.numbers} rows of tables, charts and sentences of {self.release} came "
                f"out again from the cases of {self.snapshot}, with the narrative as it is now."
            )
        return f"{len(self.differing)} numbers of {self.release} did not come out again."


def recount(work: UnitOfWork, review: Review, name: str, *, place: ReviewFolder) -> Recount:
    """Count everything in a release again from the cases, and compare.

    Words that were changed since are no fault; numbers that are others are. A public release is
    held to the internal one that it is tied to, which is counted again.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what was counted.
        UnknownReleaseError: There is none of that name.
        ReleaseChangedError: It is not as it was sealed.
        InternalReleaseGoneError: The internal release of a public one is not here.
        OtherSnapshotError, SnapshotErasedError: Its cases are not those of then.
        FalseClaimsError: The narrative does not hold now.
    """
    check_can(work.actor, Action.SEE_RELEASES)
    row = work.get(ReleaseRow, name)
    if row is None:
        raise UnknownReleaseError(name)
    if row.edition == Edition.PUBLIC:
        return _recount_public(work, review, row, place)
    sealed = sealed_tables(row, place)
    options = BuildOptions(Edition(row.edition), ("html",), row.snapshot)
    source = build.read_source(work, review, place, options)
    if source.figures.digest != row.snapshot_digest:
        raise OtherSnapshotError(name, row.snapshot)
    scale = wording_scale(review, place)
    least = source.figures.percentages_from
    again = published_tables(source.content, scale, percentages_from=least)
    found = release_differences(sealed, again)
    blocks = [*sealed["tables"], *sealed["charts"]]
    return Recount(
        release=name,
        snapshot=row.snapshot,
        numbers=sum(len(one["rows"]) for one in blocks) + len(sealed["quantities"]),
        differing=(
            *(f"{one.place}: {one.before!r}, now {one.after!r}" for one in found.figures),
            *(f"{one.measure}: {one.before}, now {one.after}" for one in found.sentences),
        ),
    )


def _recount_public(
    work: UnitOfWork, review: Review, row: ReleaseRow, place: ReviewFolder
) -> Recount:
    """Count the internal release again, and hold what the public one prints against it."""
    tie = parse_statement(sealed_text(row, place, STATEMENT)).made_from[INTERNAL_RELEASE]
    internal = next(
        (
            one
            for one in release_queries.releases(work)
            if one.edition == Edition.INTERNAL and signature_digest(one, place) == tie
        ),
        None,
    )
    if internal is None:
        raise InternalReleaseGoneError(row.name)
    again = recount(work, review, internal.name, place=place)
    found = printed_otherwise(sealed_tables(internal, place), sealed_tables(row, place))
    return replace(
        again,
        release=f"{internal.name}, which {row.name} is tied to,",
        differing=(
            *again.differing,
            *(f"{one.place}: {one.after!r}, and {one.before!r} there" for one in found),
        ),
    )
