"""Plan and framework, kept as they stood when something was first done under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.language.faults import key_path
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, RefusedError
from inspect_tool.services.review.documents import faulty_framework
from inspect_tool.store import queries
from inspect_tool.store.tables import DocumentVersion

if TYPE_CHECKING:
    from inspect_tool.domain.language.conditions import Document
    from inspect_tool.domain.language.faults import Fault
    from inspect_tool.store.database import UnitOfWork


class VersionChangedError(RefusedError):
    """A version of the framework was edited after something was recorded or handed out."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"Version {version} of the framework is in use, and the file now says something else "
            "under that number. A used version never changes: give the change a number of its own "
            f"and see `framework amend --dry-run`, or write the file again as it was with "
            f"`framework show --version {version} -o FILE`."
        )


def _check_version_is_new(work: UnitOfWork, review: Review) -> None:
    used = queries.framework_versions(work)
    if review.framework.version in used and queries.has_revisions(work):
        raise VersionChangedError(review.framework.version)


def remember_documents(work: UnitOfWork, review: Review) -> None:
    """Keep the plan and the framework as they stand when something is first done under them.

    Raises:
        DocumentFaultyError: The framework's proofs, which are made now, do not hold.
    """
    if work.get(DocumentVersion, "framework", review.framework_digest) is None:
        _check_version_is_new(work, review)
        _check_proofs(review)
    framework = review.framework
    _keep(work, "plan", review.plan_digest, review.plan)
    _keep(work, "framework", review.framework_digest, framework, version=framework.version)


def _keep(
    work: UnitOfWork, kind: str, digest: str, document: Document, *, version: str = ""
) -> None:
    if work.get(DocumentVersion, kind, digest) is None:
        work.add(
            DocumentVersion(
                kind=kind,
                digest=digest,
                version=version,
                first_used_at=work.now,
                content=document.model_dump_json(by_alias=True, exclude_defaults=True),
            )
        )


def _check_proofs(review: Review) -> None:
    """Prove the framework, which takes most of a second and is done once for each version."""
    derived = frozenset(review.plan.population.fields)
    faults = check_framework(
        review.framework, derived=derived, fields=fields_of(review.plan.declared)
    )
    if any(fault.is_error for fault in faults):
        file = review.plan.framework
        raise faulty_framework(file, tuple(_problem(file, fault) for fault in faults))


def _problem(file: str, fault: Fault) -> Problem:
    return Problem(
        file=file,
        column=key_path(fault.path),
        value=fault.value,
        kind=fault.kind,
        severity=fault.severity,
        message=fault.message,
        remedy=fault.remedy,
    )
