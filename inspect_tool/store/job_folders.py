"""Folders of jobs: files that were laid aside for one, and those that it wrote."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from inspect_tool.errors import UsageError
from inspect_tool.store.private_files import make_private_folder, write_private_bytes

NAME = "jobs"
GIVEN, MADE = "given", "made"
PROBLEMS = "problems.txt"
LARGEST_FILE = 64 * 1024 * 1024
MOST_FILES = 60
# A file's own name, without any that leads out of the folder or is a device's.
FILE_NAME = re.compile(r"[^\W_][\w .,()+@&'-]{0,150}\.(xlsx|xlsm|csv|zip)", re.IGNORECASE)
JOB_NAME = re.compile(r"[0-9a-f]{16}")


class UnusableFileError(UsageError):
    """A file that cannot be laid aside for a job."""


class JobFolder:
    """The folder of one job in the folder of the review, for its owner's eyes alone."""

    def __init__(self, review: Path, name: str) -> None:
        assert JOB_NAME.fullmatch(name)  # noqa: S101  # the tool makes it, never a person
        self._all = review / NAME
        self.path = self._all / name

    def lay_aside(self, files: Iterable[tuple[str, bytes]]) -> int:
        """Keep files until the job reads them.

        Returns:
            How many there are; their names, which somebody else chose, stay in the folder.

        Args:
            files: What each is called where it came from, and its content.

        Raises:
            UnusableFileError: Too many or too large, twice the same name, or no name of a table.
            NoRoomError: There is no room for them.
        """
        names: list[str] = []
        try:
            for called, content in files:
                name = _own_name(called)
                _check(name, content, names)
                make_private_folder(self._all)
                make_private_folder(self.path)
                make_private_folder(self.path / GIVEN)
                write_private_bytes(self.path / GIVEN / name, content)
                names.append(name)
        except BaseException:
            self.remove()
            raise
        return len(names)

    def is_there(self) -> bool:
        """Whether anything of the job is in this folder."""
        return self.path.is_dir()

    def given(self, number: int) -> list[Path]:
        """Where the files are that were laid aside, in the order of their names.

        Raises:
            UnusableFileError: They are not there any more.
        """
        paths = sorted(path for path in (self.path / GIVEN).glob("*") if path.is_file())
        if len(paths) != number:
            raise UnusableFileError(
                "A file that was given for this job is not on this machine any more. Give it again."
            )
        return paths

    def made(self) -> Path:
        """An empty folder for what the job writes; what an earlier attempt left is gone."""
        folder = self.path / MADE
        shutil.rmtree(folder, ignore_errors=True)
        for one in (self._all, self.path, folder):
            make_private_folder(one)
        return folder

    def made_files(self) -> list[str]:
        """Names of what the job wrote, in order."""
        folder = self.path / MADE
        return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())

    def tell(self, lines: Iterable[str]) -> None:
        """Keep what was in the way of the job, a line each, in the place of what it wrote."""
        text = "".join(f"{line}\n" for line in lines)
        if text:
            write_private_bytes(self.made() / PROBLEMS, text.encode())

    def told(self) -> list[str]:
        """The name of the file of what was in the way, where there is one."""
        return [PROBLEMS] if (self.path / MADE / PROBLEMS).is_file() else []

    def file(self, name: str) -> Path | None:
        """A file that the job wrote; None where it is there no more."""
        path = self.path / MADE / name
        is_own = path.resolve().is_relative_to((self.path / MADE).resolve())
        return path if is_own and path.is_file() else None

    def forget_given(self) -> None:
        """Delete what was laid aside, once nobody needs it."""
        shutil.rmtree(self.path / GIVEN, ignore_errors=True)

    def remove(self) -> None:
        """Delete everything of the job's."""
        shutil.rmtree(self.path, ignore_errors=True)


def has_folders(review: Path) -> bool:
    """Whether there is any job's folder."""
    return any((review / NAME).glob("*"))


def remove_others(review: Path, wanted: Iterable[str]) -> None:
    """Delete the folders of jobs that nobody can ask for any more."""
    kept = set(wanted)
    for path in (review / NAME).glob("*"):
        if path.is_dir() and not path.is_symlink() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _own_name(called: str) -> str:
    return called.replace("\\", "/").rpartition("/")[2].strip()


def _check(name: str, content: bytes, names: list[str]) -> None:
    if not FILE_NAME.fullmatch(name):
        raise UnusableFileError(
            "A file has a name that cannot be kept. Give workbooks (.xlsx), tables (.csv) or a "
            ".zip, with letters, digits, spaces and hyphens in their names."
        )
    if name.casefold() in {one.casefold() for one in names}:
        raise UnusableFileError(f"{name} was given twice. Give each file once.")
    if len(content) > LARGEST_FILE or len(names) >= MOST_FILES:
        raise UnusableFileError(
            f"{name} is too large, or there are too many files: {MOST_FILES} of "
            f"{LARGEST_FILE // 1024 // 1024} MB each are the most."
        )
