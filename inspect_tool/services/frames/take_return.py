"""Taking a return from its files: reading, one transaction, and the key file put in its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.documents.tables.problems import write_problems_workbook
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, UsageError
from inspect_tool.services.frames.errors import ReturnRefusedError
from inspect_tool.services.frames.key_settling import settle_keys
from inspect_tool.services.frames.returns import (
    ImportOptions,
    ImportResult,
    import_return,
    read_files,
)
from inspect_tool.services.frames.told import read_told
from inspect_tool.services.frames.whose_return import authority_of
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Authority
    from inspect_tool.readers.annex_a.return_files import ReturnContents
    from inspect_tool.store.database import Begin
    from inspect_tool.store.key_files import KeyFolder


def take_return(
    begin: Begin,
    review: Review,
    files: Sequence[Path],
    *,
    keys: KeyFolder,
    options: ImportOptions | None = None,
    already_read: ReturnContents | None = None,
) -> ImportResult:
    """Read a return and take it as an authority's frame, its key file with it.

    The files are read before the transaction begins, so that nobody waits for them. The key file
    is staged before the commit and put in its place after it.

    Args:
        begin: Begins the transaction that writes.
        already_read: What `read_files` made of the files, when it was called before.

    Raises:
        UnreadableFileError: A file cannot be read, or is unsafe to read.
        ReturnRefusedError, FrameCommittedError, ChangedReturnError: See `import_return`.
        NoRoomError: There is no room for the problems.
    """
    options = options or ImportOptions()
    _check_folder_of(options.problems_file)
    authority = authority_of(review, files, options.authority)
    told = read_told(options.told_in, authority.code, review.plan.declared)
    options = replace(options, answers=told.answers)
    contents = already_read or read_files(review, files, told)
    try:
        with begin() as work:
            result = import_return(work, review, contents, authority, keys=keys, options=options)
            # Before the commit: where there is no room for it, the return is not taken.
            _write_problems(result.problems, options.problems_file, authority=authority)
    except ReturnRefusedError as refused:
        _write_problems(refused.problems, options.problems_file, authority=authority)
        raise
    finally:
        settle_keys(begin, keys)
    return result


def _check_folder_of(problems_file: Path | None) -> None:
    if problems_file is not None and not problems_file.resolve().parent.is_dir():
        raise UsageError(f"There is no folder for {problems_file}. Nothing was changed.")


def _write_problems(
    problems: Sequence[Problem], path: Path | None, *, authority: Authority
) -> None:
    """Write the problems as a workbook with a row each, to send to the authority."""
    if path is None:
        return
    title = f"Problems in the return of {authority.name}"
    write_private_bytes(path, write_problems_workbook(problems, title=title))
