"""Files that link cases to children: for the eyes of whoever made them, on every system."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import TextIO

from inspect_tool.errors import RefusedError, UnreadableFileError

# The owner, the system and its administrators, whom nobody can keep out: whom Python itself lets
# into a private folder on Windows.
_MAY_READ = ("*S-1-3-4", "*S-1-5-18", "*S-1-5-32-544")


class NotPrivateError(RefusedError):
    """Others could read what links cases to children."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} cannot be kept from other people on this drive, so nothing was written "
            "into it. Move the review to a drive with access rights (NTFS), such as the one with "
            "your documents."
        )


class FileIsThereError(RefusedError):
    """A file would be written over another."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} is there already, and may be filled in. Nothing was written; name "
            "another file, or move that one away."
        )


def check_not_there(path: Path) -> None:
    """Refuse to write over a file that somebody may still need.

    Raises:
        FileIsThereError: There is one of that name.
    """
    if path.exists():
        raise FileIsThereError(path)


# No room on the disk, none left of somebody's share of it, or a file longer than files may be.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class NoRoomError(UnreadableFileError):
    """There is no room for a file that was to be written."""

    http_status = 507

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no room for {path.name}: the disk is full, or a limit on what you may "
            "write is reached. Nothing of it was left there. Make room, or name another place, "
            "and do it again."
        )


def make_private_folder(folder: Path) -> None:
    """Make a folder that its owner alone can open, if there is none yet.

    Raises:
        NotPrivateError: The drive knows no access rights (Windows).
    """
    if not folder.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        _keep_from_others(folder)


def copy_private(source: Path, folder: Path) -> None:
    """Copy a folder and all that is in it, for the eyes of whoever copies it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in sorted(source.iterdir()):
        target = folder / path.name
        if path.is_dir():
            copy_private(path, target)
        else:
            shutil.copyfile(path, target)
            target.chmod(0o600)


def write_private(path: Path, write: Callable[[TextIO], object]) -> None:
    """Write a file that its owner alone can read, whole or not at all.

    Raises:
        NotPrivateError: The drive knows no access rights (Windows).
    """
    text = StringIO(newline="")
    write(text)
    place_private(write_private_part(path, text.getvalue().encode()), path)


def write_private_bytes(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all.

    Raises:
        NoRoomError: There is no room for it.
        NotPrivateError: The drive knows no access rights (Windows).
    """
    write_private_set({path: content})


def write_private_set(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: none takes its place before all are on the disk.

    Raises:
        NoRoomError: There is no room for one of them.
        NotPrivateError: The drive knows no access rights (Windows).
    """
    with pending_files() as pending:
        pending.write(files)


class PendingFiles:
    """Files that take their place when a transaction is committed, and not otherwise."""

    def __init__(self) -> None:
        self._parts: dict[Path, Path] = {}
        self._to_streams: dict[Path, bytes] = {}

    def write(self, files: Mapping[Path, bytes]) -> None:
        """Write files beside their places; what goes to a device or a pipe waits in memory.

        Raises:
            NoRoomError: There is no room for one of them.
            NotPrivateError: The drive knows no access rights (Windows).
        """
        for path, content in files.items():
            if _is_stream(path):
                self._to_streams[path] = content
            else:
                self._parts[path] = write_private_part(path, content)

    def place(self) -> None:
        """Put every file into its place."""
        for path, content in self._to_streams.items():
            with path.open("ab") as stream:
                stream.write(content)
        for path, part in self._parts.items():
            try:
                place_private(part, path)
            except FileNotFoundError:
                if not path.exists():  # else another process took it for left behind, and placed it
                    raise

    def drop(self) -> None:
        """Remove what has not come to its place."""
        for part in self._parts.values():
            part.unlink(missing_ok=True)


@contextmanager
def pending_files() -> Iterator[PendingFiles]:
    """Files that take their place when the block ends well; else nothing of them stays."""
    pending = PendingFiles()
    try:
        yield pending
        pending.place()
    finally:
        pending.drop()


def _is_stream(path: Path) -> bool:
    """Whether a name is a device or a pipe, which nothing is to replace.

    Where its output goes into a file, /dev/stdout is a link to that, and looks like one.
    """
    is_of_the_system = path.is_absolute() and path.parts[1:2] in (("dev",), ("proc",))
    return is_of_the_system or (path.exists() and not path.is_file() and not path.is_dir())


def write_private_part(path: Path, content: bytes) -> Path:
    """Write what a file is to hold beside its place, for its owner alone; where it is.

    Nothing stays where that fails.

    Raises:
        NoRoomError: There is no room for it.
        NotPrivateError: The drive knows no access rights (Windows).
    """
    part = path.with_name(f".{path.name.lstrip('.')}.part")
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                _keep_from_others(part)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if error.errno in NO_ROOM:
            raise NoRoomError(path) from error
        error.filename = str(path)  # what people asked for, not the name beside it
        raise
    return part


def place_private(part: Path, path: Path) -> None:
    """Put what was written beside a place into it, so that it lasts through a power cut."""
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be opened."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def access_rule(path: Path, *, is_folder: bool) -> list[str]:
    """The Windows command that takes inherited rights away and gives the owner all of them."""
    scope = "(OI)(CI)F" if is_folder else "F"
    grants = [word for who in _MAY_READ for word in ("/grant:r", f"{who}:{scope}")]
    return ["icacls", str(path), "/inheritance:r", *grants, "/q"]


def _keep_from_others(path: Path) -> None:
    """Set access rights on Windows, which does not heed the mode of a new file."""
    if os.name != "nt":
        return
    words = access_rule(path, is_folder=path.is_dir())
    try:
        done = subprocess.run(words, check=False, capture_output=True)  # noqa: S603 - words of ours
    except OSError:
        raise NotPrivateError(path) from None
    if done.returncode != 0:
        raise NotPrivateError(path)
