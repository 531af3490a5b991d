"""Case workbooks in: what changed since they were handed out is added, nothing overwritten."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.review import Review
from inspect_tool.readers.case_workbook.cells import AsIssued
from inspect_tool.readers.case_workbook.workbook import read_case_workbooks
from inspect_tool.services.review.signing import check_key_of_the_field
from inspect_tool.services.workbooks.identified import told_of_identifiers
from inspect_tool.services.workbooks.intake import Intake
from inspect_tool.services.workbooks.issue import IssuedFile, issued_files
from inspect_tool.services.workbooks.returned import (
    ReturnedView,
    TakeOptions,
)

if TYPE_CHECKING:
    from inspect_tool.readers.case_workbook.workbook import CaseWorkbookReturn
    from inspect_tool.store.database import Begin
    from inspect_tool.store.key_files import KeyFolder

# Starting a process takes as long as reading one workbook of nine cases: 0.11 s each, measured on
# the sample review with `read_sheets` of one and of six.
WORTH_A_PROCESS = 4


def read_workbooks(
    review: Review, paths: Sequence[Path], *, keys: KeyFolder, issued: Collection[str] = ()
) -> list[CaseWorkbookReturn | AsIssued]:
    """Read workbooks, outside any transaction; many are opened by several processes at once.

    Args:
        issued: Digests of what was issued; what says just that is told by its digest alone.

    Raises:
        UnreadableFileError: One cannot be read, or is unsafe to read.
    """
    read = partial(
        read_case_workbooks,
        framework=review.framework,
        earlier=review.earlier,
        signing_key=keys.checking_key(),
        review=review.plan.review,
        issued=issued,
    )
    if not paths:
        return []
    processes = min(os.cpu_count() or 1, ceil(len(paths) / WORTH_A_PROCESS))
    share = ceil(len(paths) / processes)
    shares = [paths[start : start + share] for start in range(0, len(paths), share)]
    # The threads wait for processes, and take in what these send.
    with ThreadPoolExecutor(len(shares)) as threads:
        return [returned for those in threads.map(read, shares) for returned in those]


def take_workbooks(
    begin: Begin,
    review: Review,
    files: Sequence[Path],
    *,
    keys: KeyFolder,
    options: TakeOptions | None = None,
) -> tuple[ReturnedView, ...]:
    """Take filled-in case workbooks, all of them in one transaction or none.

    Args:
        begin: Begins a transaction: one that writes, or one that only reads for a dry run.

    Raises:
        UnreadableFileError: One cannot be read, or is unsafe to read.
        SigningKeyMissingError, SigningKeyChangedError, SigningKeyDestroyedError: The key that
            workbooks were issued with is not there.
        DamagedWorkbookError: Its identity is missing or not ours.
        WrongReviewError: Its authority is no longer in the plan.
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: The actor may not
            take it in.
    """
    with begin() as work:
        check_key_of_the_field(work, keys)
        issued = issued_files(work)
    digests = [file_digest(path) for path in files]
    # What nobody changed has nothing to be read, and the same file twice is read once.
    paths = {
        digest: path
        for digest, path in reversed(list(zip(digests, files, strict=True)))
        if digest not in issued.by_file
    }
    found = read_workbooks(review, list(paths.values()), keys=keys, issued=issued.by_contents)
    read: dict[str, CaseWorkbookReturn | IssuedFile] = {
        digest: issued.by_contents[one.contents] if isinstance(one, AsIssued) else one
        for digest, one in zip(paths, found, strict=True)
    }
    read |= issued.by_file
    with begin() as work:
        desk = Intake(work, review, options or TakeOptions())
        taken: dict[int, ReturnedView] = {}
        for number in _by_authority([read[digest] for digest in digests]):
            taken[number] = _take(desk, read[digests[number]], file=files[number].name)
    return tuple(taken[number] for number in range(len(files)))


def _by_authority(found: Sequence[CaseWorkbookReturn | IssuedFile]) -> list[int]:
    """The files of one authority one after the other, in the order in which they were given.

    So the records of one authority are held at a time, and not those of all.
    """
    return sorted(range(len(found)), key=lambda number: _authority_of(found[number]))


def _authority_of(one: CaseWorkbookReturn | IssuedFile) -> str:
    return one.authority if isinstance(one, IssuedFile) else one.identity.authority


def _take(desk: Intake, found: CaseWorkbookReturn | IssuedFile, *, file: str) -> ReturnedView:
    if isinstance(found, IssuedFile):
        return desk.unchanged(found, file=file)
    return told_of_identifiers(desk.work, found, desk.take(found, file=file))


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hex; empty where it cannot be read, which its reader will say."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
