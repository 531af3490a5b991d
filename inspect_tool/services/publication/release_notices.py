"""What became of a release: corrections and retractions, told beside it and in what follows.

Source: Code of Practice for Statistics, T3.9 and V; GSS guidance on revisions and corrections: a
correction is made public at once, with its reason and extent, and the wrong figures stay findable.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition, Paragraph, ReportContent, Text
from inspect_tool.domain.release.statement import (
    NOTICE_FORMAT,
    Notice,
    NoticeKind,
    notice_bytes,
    notice_text,
)
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.publication.release_key import ReleaseKey, key_to_seal
from inspect_tool.services.publication.releases import UnknownReleaseError
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store import release_queries
from inspect_tool.store.release_tables import ReleaseNotice, ReleaseRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


class NoNoticeReasonError(UsageError):
    """A release is said to be wrong, and not why."""

    def __init__(self) -> None:
        super().__init__("Say in --why what was wrong, for readers; no names.")


class NoticeThereError(RefusedError):
    """It was said before."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(f"{name} has a notice of {kind} already, and it stands: `release list`.")


def notice_file(name: str) -> str:
    """What the notice beside a release is called."""
    return f"{name}-notice.json"


def give_notice(
    work: UnitOfWork,
    name: str,
    kind: NoticeKind,
    *,
    why: str,
    place: ReviewFolder,
    keys: KeyFolder,
) -> Notice:
    """Say that a release is wrong in part, or not to be used; what is built next says it too.

    The release stays as it is, and is still found right as far as its files go.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownReleaseError, NoNoticeReasonError: The words of the command are wrong.
        NoticeThereError: A retraction stands, or this was said before.
        ReleaseKeyLostError: The key that readers know is not here.
    """
    check_can(work.actor, Action.SEAL_RELEASE)
    row = work.get(ReleaseRow, name)
    if row is None:
        raise UnknownReleaseError(name)
    if not why.strip():
        raise NoNoticeReasonError
    standing = release_queries.newest_notices(work).get(name)
    if standing is not None and standing.kind == NoticeKind.RETRACTION:
        raise NoticeThereError(name, NoticeKind.RETRACTION)
    if standing is not None and standing.kind == kind and not standing.replaced_by:
        raise NoticeThereError(name, kind)
    return record_notice(
        work, row, kind, why=why.strip(), key=key_to_seal(work, keys), place=place, replaced_by=""
    )


def record_notice(  # noqa: PLR0913 - a release, what became of it, and where that is told
    work: UnitOfWork,
    row: ReleaseRow,
    kind: NoticeKind,
    *,
    why: str,
    replaced_by: str,
    key: ReleaseKey,
    place: ReviewFolder,
) -> Notice:
    """Keep a notice, and write it beside the release with the transaction."""
    kept = ReleaseNotice(
        release=row.name,
        number=work.next_number(ReleaseNotice, release=row.name),
        kind=kind.value,
        why=why,
        replaced_by=replaced_by,
        at=work.now,
        actor=work.actor.id,
    )
    work.add(kept)
    work.audit(f"release.{kind.value}", release=row.name, number=kept.number)
    notice = Notice(
        release=row.name,
        manifest_sha256=row.manifest_digest,
        kind=kind,
        at=work.now.isoformat(),
        why=why,
        replaced_by=replaced_by,
        public_key=key.public,
    )
    signed = replace(notice, signature=key.sign(NOTICE_FORMAT, notice_bytes(notice)).signature)
    work.files.write({place.releases / notice_file(row.name): notice_text(signed).encode()})
    return signed


@dataclass(frozen=True)
class StandingNotice:
    """A notice as the documents that follow tell it."""

    release: str
    kind: NoticeKind
    on: str
    why: str

    @property
    def words(self) -> str:
        """A sentence of the page behind the cover."""
        if self.kind is NoticeKind.RETRACTION:
            return f"The release {self.release} was retracted on {self.on}: {self.why}"
        return (
            f"This takes the place of the release {self.release}, which was found to be wrong in "
            f"part on {self.on}: {self.why}"
        )


def standing_notices(work: UnitOfWork, edition: Edition) -> tuple[StandingNotice, ...]:
    """What documents of an edition that are built now have to say of its earlier releases."""
    own = {row.name for row in release_queries.releases(work) if row.edition == edition}
    return tuple(
        StandingNotice(one.release, NoticeKind(one.kind), f"{one.at.day} {one.at:%B %Y}", one.why)
        for one in release_queries.newest_notices(work).values()
        if one.release in own
    )


def with_notices(content: ReportContent, work: UnitOfWork) -> ReportContent:
    """A report that says on the page behind its cover what became of earlier releases."""
    told = tuple(Paragraph((Text(one.words),)) for one in standing_notices(work, content.edition))
    return replace(content, about=(*content.about, *told)) if told else content
