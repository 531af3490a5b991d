"""What a public release has besides the report: decisions, counts, open data, its internal one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.disclosure.earlier import COUNTS, released_text
from inspect_tool.domain.disclosure.proof import attack_text
from inspect_tool.domain.disclosure.public_edition import (
    PublicEdition,
    open_system,
    released_counts,
)
from inspect_tool.domain.release.manifest import SIGNATURE
from inspect_tool.domain.release.public_decisions import DECISIONS, decisions_text
from inspect_tool.domain.release.statement import STATEMENT, NoticeKind
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.publication import disclosure, report_files
from inspect_tool.services.publication.build import ReportSource
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.press import FORMATS, press_name, public_press
from inspect_tool.services.publication.published_before import belongs_to
from inspect_tool.services.publication.releases import ReleaseChangedError, sealed_text
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import release_queries
from inspect_tool.store.disclosure_queries import disclosure_decisions

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.release_tables import ReleaseRow


class NoInternalReleaseError(RefusedError):
    """The internal set that the numbers can be counted again from is not sealed."""

    def __init__(self, snapshot: str) -> None:
        super().__init__(
            f"A public release is held to the internal one of the same snapshot, and none of "
            f"{snapshot} is sealed. Nothing was sealed; `report build`, then `release seal NAME "
            f"--snapshot {snapshot}`, and then the public edition."
        )


class UncommittedDrawError(RefusedError):
    """The certificate of the draw tells the reason of each loss."""

    def __init__(self) -> None:
        super().__init__(
            "The draw was made without a commitment, so its certificate has the reason of each "
            "loss, case by case, and cannot be published. Nothing was sealed. Publish what `report "
            "build --edition public` writes."
        )


def internal_release(
    work: UnitOfWork, place: ReviewFolder, snapshot: str, snapshot_digest: str
) -> str:
    """SHA-256 of the signature of the newest internal release of a snapshot.

    Raises:
        NoInternalReleaseError: There is none that was not retracted.
        ReleaseChangedError: It is not as it was sealed.
    """
    gone = {
        name
        for name, notice in release_queries.newest_notices(work).items()
        if notice.kind == NoticeKind.RETRACTION
    }
    found = [
        row
        for row in release_queries.releases(work)
        if row.edition == Edition.INTERNAL
        and row.snapshot_digest == snapshot_digest
        and row.name not in gone
    ]
    if not found:
        raise NoInternalReleaseError(snapshot)
    return signature_digest(found[-1], place)


def signature_digest(row: ReleaseRow, place: ReviewFolder) -> str:
    """SHA-256 of the file with a release's signature.

    Raises:
        ReleaseChangedError: The release is not as it was sealed.
    """
    sealed_text(row, place, STATEMENT)
    try:
        return hashlib.sha256((place.releases / row.name / SIGNATURE).read_bytes()).hexdigest()
    except OSError:
        raise ReleaseChangedError(row.name) from None


def settled_edition(source: ReportSource) -> PublicEdition:
    """What disclosure control made of a report that is public.

    Raises:
        ValueError: It is not.
    """
    if source.public is None:
        raise ValueError("the report is not public")
    return source.public


def decided_files(work: UnitOfWork, source: ReportSource) -> dict[str, bytes]:
    """What was decided on disclosure, as the public may know it."""
    days = {row.ref: row.at.date() for row in disclosure_decisions(work)}
    rules = disclosure.disclosure_rules(source.figures.review)
    return {DECISIONS: decisions_text(settled_edition(source).items, rules, days).encode()}


def counts_files(review: Review, source: ReportSource, place: ReviewFolder) -> dict[str, bytes]:
    """The counts of the documents by name, which the next public edition is held against."""
    rules = disclosure.edition_rules(review, wording_scale(review, place))
    return {COUNTS: released_text(released_counts(settled_edition(source), rules)).encode()}


def press_files(work: UnitOfWork, source: ReportSource, place: ReviewFolder) -> dict[str, bytes]:
    """The public press summary made again, where one lies in the folder of reports.

    Raises:
        PressSummaryNotReadError, NarrativeFaultyError, FalseClaimsError: It does not hold any more.
    """
    name = press_name(source.figures.review, Edition.PUBLIC)
    if not (place.reports / report_files.manifest_of(name)).is_file():
        return {}
    formats = [one for one in FORMATS if (place.reports / f"{name}.{one}").is_file()]
    return public_press(work, source, place, formats)


def open_data_files(source: ReportSource, name: str) -> Mapping[str, bytes]:
    """The tables as a Data Package."""
    from inspect_tool.documents.data_package import write_data_package
    from inspect_tool.domain.report.open_data import open_data

    return {f"{name}-tables.zip": write_data_package(open_data(source.figures, source.content))}


def proof_of(source: ReportSource, row: ReleaseRow, place: ReviewFolder) -> bytes:
    """The proof by attack of a public release, with what the next one is attacked with."""
    edition, review = settled_edition(source), source.figures.review
    rules = disclosure.edition_rules(review, wording_scale(review, place))
    return attack_text(
        edition.counts,
        edition.result,
        rules.disclosure.smallest_count,
        of=belongs_to(row),
        system=open_system(edition, rules),
    ).encode()
