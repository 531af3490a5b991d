"""The folders that releases lie in: a whole one takes its place in one step, and none changes.

A release is written into `.NAME.sealing` beside its place and renamed once it is recorded. Where a
process was killed between the two, the next one finishes it, or removes what was never recorded.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.release.manifest import MANIFEST
from inspect_tool.errors import RefusedError
from inspect_tool.store.folder_lock import alone_in
from inspect_tool.store.private_files import make_private_folder, sync_folder, write_private_bytes
from inspect_tool.store.release_leftovers import SEALING


class ReleaseFolderThereError(RefusedError):
    """A release would be written over something."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"releases/{name} is there already, and a sealed release is never written over. "
            "Nothing was changed; take another name."
        )


@dataclass(frozen=True)
class ReleaseRoom:
    """Where a release is written before it takes its place."""

    folder: Path

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write its files by their place in it.

        Raises:
            NoRoomError: There is no room for it.
        """
        for above in sorted({path for name in files for path in _folders(name)}):
            make_private_folder(self.folder / above)
        for name, content in files.items():
            write_private_bytes(self.folder / name, content)


@contextmanager
def prepared(folder: Path, name: str) -> Iterator[ReleaseRoom]:
    """Room for a release beside its place; it takes it when the block ends well.

    Raises:
        ReleaseFolderThereError: Something of that name lies there.
    """
    make_private_folder(folder)
    with alone_in(folder, wait=True):
        target, new = folder / name, folder / f".{name}{SEALING}"
        if target.exists() or target.is_symlink():
            raise ReleaseFolderThereError(name)
        shutil.rmtree(new, ignore_errors=True)
        try:
            make_private_folder(new)
            yield ReleaseRoom(new)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        new.rename(target)
        sync_folder(folder)


def _folders(name: str) -> list[str]:
    """The folders that a file lies in, outer first."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: place + 1]) for place in range(len(parts))]


def settle(folder: Path, recorded: Mapping[str, str]) -> None:
    """Put in place what was recorded when a process was killed, and remove what was not.

    Args:
        recorded: Digest of the manifest of each release, by its name.
    """
    with alone_in(folder, wait=False) as is_alone:
        for left in sorted(folder.glob(f".*{SEALING}")) if is_alone else ():
            name = left.name[1:].removesuffix(SEALING)
            manifest = left / MANIFEST
            digest = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.is_file() else ""
            if digest and recorded.get(name) == digest and not (folder / name).exists():
                left.rename(folder / name)
                sync_folder(folder)
            else:
                shutil.rmtree(left, ignore_errors=True)
