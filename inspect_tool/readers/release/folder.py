"""The files of a release, read without following a link out of it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.errors import UnreadableFileError

LARGEST = 500 * 1024 * 1024  # of a file; the documents of 152 authorities have a tenth of it


class NoReleaseError(UnreadableFileError):
    """A folder that holds no release."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder.name} is no folder with a release in it; nothing was checked.")


@dataclass(frozen=True)
class FolderFiles:
    """What lies in a folder.

    Args:
        files: Content by the path in the folder, with `/` between its parts.
        strange: What is no plain file: a link, a device, one that is too large or cannot be read.
    """

    files: dict[str, bytes]
    strange: tuple[str, ...]


def read_release(folder: Path) -> FolderFiles:
    """Every file of a folder; links are named and not followed.

    Raises:
        NoReleaseError: It is no folder.
    """
    if not folder.is_dir() or folder.is_symlink():
        raise NoReleaseError(folder)
    files: dict[str, bytes] = {}
    strange: list[str] = []
    for above, folders, names in os.walk(folder):
        for name in sorted((*folders, *names)):
            path = Path(above) / name
            inside = path.relative_to(folder).as_posix()
            held = path.lstat()
            if stat.S_ISDIR(held.st_mode):
                continue
            if not stat.S_ISREG(held.st_mode) or held.st_size > LARGEST:
                strange.append(inside)
                continue
            try:
                files[inside] = path.read_bytes()
            except OSError:
                strange.append(inside)
    return FolderFiles(files, tuple(strange))
