"""A return that came by a page: read from a private folder that is gone afterwards, then taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.errors import UnreadableFileError, UsageError
from inspect_tool.readers.annex_a.return_files import READ_ENDINGS
from inspect_tool.services.frames.returns import ImportOptions, ImportResult
from inspect_tool.services.frames.take_return import take_return
from inspect_tool.services.sampling.later_returns import LaterReturn, take_later_return
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import Begin
    from inspect_tool.store.key_files import KeyFolder

LONGEST_NAME = 100


class NotAListError(UnreadableFileError):
    """A file whose name says that it is neither a workbook nor a table."""

    def __init__(self) -> None:
        known = ", ".join(sorted(READ_ENDINGS))
        super().__init__(
            f"A return is a workbook or tables, with names that end in one of {known}. Nothing "
            "was taken."
        )


class NoFilesError(UsageError):
    """A form without a file."""

    def __init__(self) -> None:
        super().__init__("Choose the files of the return first. Nothing was taken.")


@dataclass(frozen=True)
class UploadedFile:
    """One file as a browser sent it.

    Args:
        name: As the browser called it; what of it may be a folder is left out when it is kept.
    """

    name: str
    content: bytes

    @property
    def plain_name(self) -> str:
        """The name alone, without folders and signs that no file's name needs."""
        last = PurePosixPath(self.name.replace("\\", "/")).name
        kept = "".join(sign for sign in last if sign.isalnum() or sign in " ._-()")
        stem, dot, ending = kept.strip(" .").rpartition(".")
        return f"{stem[:LONGEST_NAME]}{dot}{ending}" if stem else ""


def check_uploaded(actor: Actor, authority: str, files: Sequence[UploadedFile]) -> None:
    """Refuse what is not for the actor to take, or no return by its names.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor cannot take returns of the authority.
        NoFilesError, NotAListError: There is no file, or one that cannot be a list.
    """
    check_can(actor, Action.TAKE_RETURN, Thing(authorities=frozenset({authority.upper()})))
    if not files:
        raise NoFilesError
    names = [file.plain_name.casefold() for file in files]
    if any(Path(name).suffix not in READ_ENDINGS for name in names) or len(set(names)) < len(names):
        raise NotAListError


def digest_of_uploaded(files: Sequence[UploadedFile]) -> str:
    """What tells one upload from another, whatever its files are called."""
    each = sorted(hashlib.sha256(file.content).hexdigest() for file in files)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def take_uploaded(
    begin: Begin,
    review: Review,
    files: Sequence[UploadedFile],
    *,
    keys: KeyFolder,
    options: ImportOptions,
) -> ImportResult:
    """Take an uploaded return as an authority's frame, as `take_return` does with files.

    Raises:
        UnreadableFileError, ReturnRefusedError, RefusedError: See `take_return`.
    """
    with in_a_folder(files) as paths:
        return take_return(begin, review, paths, keys=keys, options=options)


def correct_by_uploaded(
    begin: Begin,
    review: Review,
    files: Sequence[UploadedFile],
    *,
    keys: KeyFolder,
    options: ImportOptions,
) -> LaterReturn:
    """Compare an uploaded return with what was drawn, as `take_later_return` does with files.

    Raises:
        UnreadableFileError, ReturnRefusedError, RefusedError: See `take_later_return`.
    """
    with in_a_folder(files) as paths:
        return take_later_return(begin, review, paths, keys=keys, options=options)


@contextmanager
def in_a_folder(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The files in a folder that its owner alone can open, and that is gone afterwards."""
    with TemporaryDirectory(prefix="inspect-upload-") as folder:
        paths = [Path(folder) / file.plain_name for file in files]
        for path, file in zip(paths, files, strict=True):
            write_private_bytes(path, file.content)
        yield paths
