"""Putting a version of the framework in force: proposed by one person, published by another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.change_kinds import ChangeClass, FrameworkChange
from inspect_tool.domain.framework.changes import changes_between, strongest
from inspect_tool.domain.records.records import ANSWER_KINDS
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.services.framework.in_the_field import handed_out
from inspect_tool.services.records.under import BEGUN, HANDED_OUT, Pinned, Pins, pin
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.services.review.versions import is_in_use, note_versions_used
from inspect_tool.store import proposal_queries, version_queries
from inspect_tool.store.proposal_tables import FrameworkProposal
from inspect_tool.store.version_tables import FrameworkPublication

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

COPIES = "frameworks"  # folder of the review in which each published version can be read


class ChangeRefusedError(CheckFailedError):
    """An amendment that would leave answers without their question."""

    def __init__(self, changes: Sequence[FrameworkChange]) -> None:
        said = "; ".join(f"{one.id}: {one.says} {one.remedy}".strip() for one in changes)
        super().__init__(f"The framework cannot be published as it is. {said} Nothing was changed.")


class AlreadyInForceError(RefusedError):
    """A version was published before."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Version {version} is in force already. For another, change the file and give it a "
            "number of its own."
        )


class TakesTwoError(RefusedError):
    """A change of meaning that one person cannot put in force alone."""

    def __init__(
        self, version: str, changed: Sequence[str], proposed_by: str, *, of_another_file: str = ""
    ) -> None:
        proposed = "one person proposes it with `framework amend`, another publishes it"
        if proposed_by:
            proposed = f"{proposed_by} proposed it; somebody else has to publish it"
        elif of_another_file:
            proposed = (
                f"{of_another_file} proposed it, and the file has changed since, so it has to be "
                "proposed again with `framework amend`"
            )
        super().__init__(
            f"Version {version} changes what earlier answers mean ({', '.join(changed)}), so it "
            f"takes two people: {proposed}. Both act under their name, with --as. Nothing was "
            "changed."
        )


class NamelessError(RefusedError):
    """A proposal by whoever holds the folder, who is nobody's second person."""

    def __init__(self) -> None:
        super().__init__("A proposal needs a name, so that somebody else can publish it. Use --as.")


@dataclass(frozen=True)
class VersionView:
    """A version of the framework that was put in force.

    Args:
        strongest: Class of its strongest change; empty for the first.
        proposed_by: Where it took two people.
        pinned: Subjects that stay under the version before it.
        copy: Where it can be read.
    """

    version: str
    digest: str
    strongest: str
    proposed_by: str
    published_by: str
    published_at: datetime
    pinned: int = 0
    copy: Path | None = None


def _check_changes(review: Review, written: Review) -> tuple[FrameworkChange, ...]:
    if written.framework_digest == review.framework_digest:
        raise AlreadyInForceError(review.framework.version)
    changes = changes_between(review.framework, written.framework)
    refused = [one for one in changes if one.change_class is ChangeClass.REFUSED]
    if refused:
        raise ChangeRefusedError(refused)
    return changes


def propose(work: UnitOfWork, review: Review, written: Review, *, why: str) -> str:
    """Propose the framework in the folder, for another person to publish; its version.

    Args:
        written: The documents as the folder has them.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        NamelessError: The actor has no name.
        AlreadyInForceError, ChangeRefusedError: There is nothing to publish, or it is refused.
        DocumentFaultyError: The framework's proofs do not hold.
    """
    check_can(work.actor, Action.PROPOSE_VERSION)
    if work.actor.is_keeper:
        raise NamelessError
    _check_changes(review, written)
    note_versions_used(work, review)
    remember_documents(work, written)
    version = written.framework.version
    work.add(
        FrameworkProposal(
            number=work.next_number(FrameworkProposal),
            version=version,
            digest=written.framework_digest,
            proposed_by=work.actor.id,
            proposed_at=work.now,
            why=why,
        )
    )
    work.audit("framework.propose", version=version, digest=written.framework_digest)
    return version


def waiting_words(work: UnitOfWork, written: Review) -> str:
    """Who proposed the framework in the folder and why, as a sentence; empty where nobody did."""
    check_can(work.actor, Action.SEE_VERSIONS)
    version = written.framework.version
    proposal = proposal_queries.newest_proposal(work, version)
    if proposal is None:
        return ""
    said = f"{proposal.proposed_by} proposed {version} on {proposal.proposed_at:%d/%m/%Y}"
    if proposal.digest != written.framework_digest:
        return f"{said}, and the file has changed since: `framework amend` proposes it again."
    why = f" (“{proposal.why}”)" if proposal.why else ""
    return f"{said}{why}. Somebody else puts it in force: `framework publish`."


def publish(
    work: UnitOfWork, review: Review, written: Review, *, folder: Path, text: bytes
) -> VersionView:
    """Put the framework in the folder in force; what was begun stays under the version it was.

    Args:
        written: The documents as the folder has them.
        folder: The review's, which gets a copy.
        text: The framework's file, as it is.

    Raises:
        NotYourRoleError: The actor is not a lead.
        AlreadyInForceError, ChangeRefusedError: There is nothing to publish, or it is refused.
        TakesTwoError: It changes what answers mean, and nobody else proposed it.
        DocumentFaultyError: The framework's proofs do not hold.
    """
    check_can(work.actor, Action.PUBLISH_VERSION)
    is_first = not version_queries.publications(work) and not is_in_use(work)
    changes = () if is_first else _check_changes(review, written)
    proposed_by = _second_person(work, written, changes)
    if not is_first:
        note_versions_used(work, review)
    remember_documents(work, written)
    pinned = [] if is_first else list(_staying(work, review))
    pin(work, pinned)
    row = _row(work, written, str(strongest(changes) or ""), proposed_by=proposed_by)
    work.add(row)
    copy = folder / COPIES / f"{row.version}.yaml"
    copy.parent.mkdir(exist_ok=True)
    work.files.write({copy: text})
    work.audit("framework.publish", version=row.version, digest=row.digest, pinned=len(pinned))
    return _view(row, pinned=len(pinned), copy=copy)


def _second_person(work: UnitOfWork, written: Review, changes: Sequence[FrameworkChange]) -> str:
    """Who proposed a version that takes two people; empty where one is enough."""
    meaning = [one.id for one in changes if one.change_class is ChangeClass.RE_REVIEW]
    if not meaning:
        return ""
    proposal = proposal_queries.last_proposal(work, written.framework_digest, not_by=work.actor.id)
    if proposal is None or work.actor.is_keeper:
        own = proposal_queries.last_proposal(work, written.framework_digest)
        other = proposal_queries.newest_proposal(work, written.framework.version)
        raise TakesTwoError(
            written.framework.version,
            tuple(dict.fromkeys(meaning)),
            own.proposed_by if own else "",
            of_another_file=other.proposed_by if other else "",
        )
    return proposal.proposed_by


def _staying(work: UnitOfWork, review: Review) -> Iterator[Pinned]:
    """What was begun or handed out under the version in force so far, and is under no other."""
    pins, version = Pins.of(work, review), review.framework.version
    kinds = sorted(kind.value for kind in ANSWER_KINDS)
    begun = dict.fromkeys(version_queries.begun_subjects(work, kinds))
    for authority, ref in begun:
        if ref not in pins.versions:
            yield Pinned(authority, ref, version, BEGUN)
    for subject in sorted(handed_out(work, review)):
        if subject.ref not in pins.versions and (subject.authority, subject.ref) not in begun:
            yield Pinned(subject.authority, subject.ref, version, HANDED_OUT)


def _row(
    work: UnitOfWork, written: Review, strongest_class: str, *, proposed_by: str
) -> FrameworkPublication:
    return FrameworkPublication(
        number=work.next_number(FrameworkPublication),
        version=written.framework.version,
        digest=written.framework_digest,
        strongest=strongest_class,
        proposed_by=proposed_by,
        published_by=work.actor.id,
        published_at=work.now,
    )


def _view(row: FrameworkPublication, *, pinned: int = 0, copy: Path | None = None) -> VersionView:
    return VersionView(
        version=row.version,
        digest=row.digest,
        strongest=row.strongest,
        proposed_by=row.proposed_by,
        published_by=row.published_by,
        published_at=row.published_at,
        pinned=pinned,
        copy=copy,
    )


def list_versions(work: UnitOfWork) -> tuple[VersionView, ...]:
    """The versions that were published, the first one first; none before the first amendment."""
    check_can(work.actor, Action.SEE_VERSIONS)
    return tuple(_view(row) for row in version_queries.publications(work))
