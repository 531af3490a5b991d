"""Sets of files that belong together: at no moment do files of two sets lie beside each other.

A set goes through three hidden folders beside its place. `.NAME.new` is being written; once it is
whole it becomes `.NAME.next`, and the files of the set before are removed, what vouches for them
first; then it becomes `.NAME.in`, and its files are moved to their place, what vouches for them
last. Whoever opens the folder after a kill finishes what was begun.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.store.folder_lock import alone_in
from inspect_tool.store.private_files import make_private_folder, sync_folder, write_private_bytes


@dataclass(frozen=True)
class SetOfFiles:
    """Where a set of files has its place.

    Args:
        name: What the hidden folders are called by.
        names: Every file that a set may have; the last one vouches for the others.
    """

    folder: Path
    name: str
    names: tuple[str, ...]

    def _step(self, step: str) -> Path:
        return self.folder / f".{self.name}.{step}"

    @contextmanager
    def prepared(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Write a new set beside the old one; it takes its place when the block ends well.

        Nobody else replaces the set meanwhile, on a system that can lock a folder. A set that a
        killed process had made ready takes its place first.
        """
        made = _make_folders(self.folder)
        with alone_in(self.folder, wait=True):
            self._finish()
            new = self._step("new")
            shutil.rmtree(new, ignore_errors=True)
            try:
                make_private_folder(new)
                for file, content in files.items():
                    write_private_bytes(new / file, content)
                yield
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                _remove_empty(made)
                raise
            _rename(new, self._step("next"))
            self._finish()

    def settle(self) -> None:
        """Finish what a killed process had made ready, unless somebody is at it."""
        begun = (self._step(step).exists() for step in ("new", "next", "in"))
        if not any(begun):
            return
        with alone_in(self.folder, wait=False) as is_alone:
            if is_alone:
                shutil.rmtree(self._step("new"), ignore_errors=True)
                self._finish()

    def _finish(self) -> None:
        """Bring a whole set to its place, from whichever step it has reached."""
        ready, moving = self._step("next"), self._step("in")
        if ready.exists():
            for file in reversed(self.names):
                (self.folder / file).unlink(missing_ok=True)
                sync_folder(self.folder)
            _rename(ready, moving)
        if moving.exists():
            for file in self.names:
                if (moving / file).exists():
                    (moving / file).replace(self.folder / file)
                    sync_folder(self.folder)
            moving.rmdir()
            sync_folder(self.folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder, and the ones above it, that its owner alone can open; those made, inner first.

    A folder that is there stays as it is.
    """
    if folder.exists():
        return []
    above = _make_folders(folder.parent)
    make_private_folder(folder)
    return [folder, *above]


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, inner first, that nobody has put anything into meanwhile."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _rename(old: Path, new: Path) -> None:
    old.rename(new)
    sync_folder(new.parent)
