"""Which version of the framework is in force, and which ones were before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.changes import version_key
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.review import Review
from inspect_tool.services.review.kept_documents import VersionChangedError, remember_documents
from inspect_tool.store import queries, version_queries
from inspect_tool.store.tables import DocumentVersion
from inspect_tool.store.version_tables import FrameworkPublication

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


Made = dict[tuple[object, ...], Review]  # reviews under the version in force, as put together
MOST_MADE = 8


def with_version_in_force(
    work: UnitOfWork, written: Review, *, is_strict: bool = True, made: Made | None = None
) -> Review:
    """The review under the version in force, with the versions before it.

    Before anything was recorded or handed out, what the file says is in force. After that only
    `framework publish` puts another version in force; a file with a number of its own is a draft.

    Args:
        written: The documents as the folder has them.
        is_strict: Refuse a file that was edited under a number in use; else it is passed over.
        made: What was put together before, for whoever asks at every visit: which versions were
            published is read each time, and each is known by its digest.

    Raises:
        VersionChangedError: The file says something else under a number that is in use.
    """
    published = version_queries.published(work)
    key = (written.plan_digest, written.framework_digest, is_strict, published)
    if made and key in made:
        return made[key]
    line = dict(published)
    digest, version = written.framework_digest, written.framework.version
    is_edited = line.get(version, digest) != digest
    if not line:
        if not is_in_use(work):
            return written
        line, known = _used_unpublished(work)
        is_edited = version in line and digest not in known
        if version in line and not is_edited:
            line[version] = digest
    if is_edited and is_strict:
        raise VersionChangedError(version)
    last = list(line)[-1]
    if version == last and not is_edited:
        last_framework = written.framework
    else:
        last_framework = kept_framework(work, line[last])
    review = replace(
        written,
        framework=last_framework,
        framework_digest=line[last],
        earlier=tuple(kept_framework(work, one) for one in list(line.values())[:-1]),
        written_digest=digest,
    )
    if made is not None and published:
        if len(made) >= MOST_MADE:
            made.clear()
        made[key] = review
    return review


def _used_unpublished(work: UnitOfWork) -> tuple[dict[str, str], set[str]]:
    """The digest of each version, by number, and every digest, of a review from before 0007.

    Such a review noted no version at its first answer. Of two texts under one number the one that
    workbooks were issued under was in use.
    """
    issued = version_queries.issued_digests(work)
    kept = version_queries.kept_frameworks(work)
    ordered = sorted(kept, key=lambda one: (version_key(one[1]), one[0] in issued, one[0]))
    return {version: digest for digest, version in ordered}, {one for one, _ in kept} | issued


def note_versions_used(work: UnitOfWork, review: Review) -> None:
    """Note, when something is first recorded or handed out, which version is in force from then on.

    From then on the line of versions is told by these notes alone, and a proposal is no part of it.
    """
    if version_queries.published(work):
        return
    remember_documents(work, review)
    for number, framework in enumerate(review.versions.frameworks, start=1):
        work.add(
            FrameworkPublication(
                version=framework.version,
                number=number,
                digest=document_digest(framework),
                strongest="",
                proposed_by="",
                published_by="",
                published_at=work.now,
            )
        )


def is_in_use(work: UnitOfWork) -> bool:
    """Whether anything was recorded or handed out, so that the framework cannot be edited."""
    return queries.has_revisions(work) or queries.has_issued_workbooks(work)


def kept_framework(work: UnitOfWork, digest: str) -> Framework:
    """A framework that something was done under, as it stood."""
    row = work.get(DocumentVersion, "framework", digest)
    if row is None:
        raise LookupError(f"no framework {digest} is kept")
    return Framework.model_validate_json(row.content)


def at_digest(work: UnitOfWork, review: Review, digest: str) -> Review | None:
    """The review as it was while the framework with a digest was in force; None if it never was."""
    if digest == review.framework_digest:
        return review
    digests = [digest for _, digest in version_queries.published(work)]
    if digest not in digests:
        return None
    return replace(
        review,
        framework=kept_framework(work, digest),
        framework_digest=digest,
        earlier=frameworks_before(work, digest),
    )


def frameworks_before(work: UnitOfWork, digest: str) -> tuple[Framework, ...]:
    """The versions that were in force before the one with a digest; none where it is the first."""
    digests = [digest for _, digest in version_queries.published(work)]
    before = digests[: digests.index(digest)] if digest in digests else []
    return tuple(kept_framework(work, earlier) for earlier in before)
