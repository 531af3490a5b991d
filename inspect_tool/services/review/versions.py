"""Which version of the framework is in force, and which ones were before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.review import Review
from inspect_tool.services.review.kept_documents import VersionChangedError
from inspect_tool.store import queries, version_queries
from inspect_tool.store.tables import DocumentVersion

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


def with_version_in_force(work: UnitOfWork, written: Review, *, is_strict: bool = True) -> Review:
    """The review under the version in force, with the versions before it.

    Before anything was recorded or handed out, what the file says is in force. After that only
    `framework publish` puts another version in force; a file with a number of its own is a draft.

    Args:
        written: The documents as the folder has them.
        is_strict: Refuse a file that was edited under a number in use; else it is passed over.

    Raises:
        VersionChangedError: The file says something else under a number that is in use.
    """
    published = [(row.digest, row.version) for row in version_queries.publications(work)]
    used = published or version_queries.kept_frameworks(work)
    file = written.framework_digest, written.framework.version
    if not published and (not used or not is_in_use(work)):
        return written
    line = {version: digest for digest, version in used}  # the last text of each number
    is_edited = line.get(file[1], file[0]) != file[0]
    if is_edited and is_strict:
        raise VersionChangedError(file[1])
    in_force = used[-1] if published or is_edited or file[1] not in line else file
    earlier = [digest for version, digest in line.items() if version != in_force[1]]
    return replace(
        written,
        framework=written.framework if in_force == file else kept_framework(work, in_force[0]),
        framework_digest=in_force[0],
        earlier=tuple(kept_framework(work, digest) for digest in earlier),
        written_digest=file[0],
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
    digests = [row.digest for row in version_queries.publications(work)]
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
    digests = [row.digest for row in version_queries.publications(work)]
    before = digests[: digests.index(digest)] if digest in digests else []
    return tuple(kept_framework(work, earlier) for earlier in before)
