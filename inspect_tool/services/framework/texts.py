"""Versions of the framework to read and to compare: by their number, or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspect_tool.documents.framework_text import framework_text
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.framework.amendment import AmendmentView, compared
from inspect_tool.services.review.documents import check_framework, faulty_framework
from inspect_tool.store.private_files import write_private_bytes


def framework_named(review: Review, name: str) -> Framework:
    """A framework by the number of its version, or in a file.

    Raises:
        UsageError: There is no such version, and no such file.
        DocumentFaultyError: The file has faults.
    """
    known = review.versions.find(name)
    if known is not None:
        return known
    path = Path(name)
    if not path.is_file():
        numbers = ", ".join(one.version for one in review.versions.frameworks)
        raise UsageError(f"{name} is neither a version in use nor a file. In use: {numbers}.")
    return framework_in(path, review)


def framework_in(path: Path, review: Review | None = None) -> Framework:
    """The framework in a file.

    Args:
        review: Whose lists say which fields it may ask for; else a plan beside the file does.

    Raises:
        DocumentFaultyError: It has faults.
        UnreadableFileError: It cannot be read.
    """
    lists = review.plan.declared if review is not None else None
    loaded = check_framework(path, lists=lists, with_proofs=False)
    if loaded.framework is None:
        raise faulty_framework(path.name, loaded.problems)
    return loaded.framework


def difference(review: Review | None, first: str, second: str) -> AmendmentView:
    """What one framework changes from another, each by its number or in a file.

    Args:
        review: None where both are files.
    """
    old, new = _both(review, (first, second))
    return compared(old, new)


def _both(review: Review | None, names: Sequence[str]) -> list[Framework]:
    if review is None:
        return [framework_in(Path(name)) for name in names]
    return [framework_named(review, name) for name in names]


def write_version(review: Review, version: str, path: Path) -> None:
    """Write a version as it was, without the comments of its file.

    Raises:
        UsageError: There is no such version, or there is a file of that name.
    """
    framework = framework_named(review, version)
    if path.exists():
        raise UsageError(f"{path} exists already. Name a file that does not.")
    write_private_bytes(path, framework_text(framework).encode())
