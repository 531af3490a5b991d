"""Files of evidence, each under its SHA-256: written for their owner alone, and never opened."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from inspect_tool.store.private_files import make_private_folder, place_private

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

NAME = "evidence"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNFINISHED = re.compile(r"\.([0-9a-f]{64})\.part")


@dataclass(frozen=True)
class EvidenceFolder:
    """Where a review keeps files of evidence; what people put beside them is left alone."""

    folder: Path
    where: ClassVar[str] = f"{NAME}/"

    def path(self, digest: str) -> Path:
        """Where the file with that digest is, or would be."""
        return self.folder / digest

    def digests(self) -> frozenset[str]:
        """The files that are named as a digest, whatever they hold."""
        if not self.folder.is_dir():
            return frozenset()
        return frozenset(
            path.name
            for path in self.folder.iterdir()
            if _DIGEST.fullmatch(path.name) and path.is_file()
        )

    def holds(self, digest: str) -> bool:
        """Whether the file is there and is what it was when it came."""
        try:
            with self.path(digest).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except (FileNotFoundError, IsADirectoryError):
            return False

    def read(self, digest: str) -> bytes:
        """A file that is there."""
        return self.path(digest).read_bytes()

    def keep(self, work: UnitOfWork, digest: str, content: bytes) -> None:
        """Keep a file; it takes its place once the transaction is committed."""
        self.prepare()
        work.files.write({self.path(digest): content})

    def size(self) -> int:
        """Bytes of all of them."""
        return sum(self.path(digest).stat().st_size for digest in self.digests())

    def prepare(self) -> None:
        """Make the folder, for its owner alone; one that others could look into is closed."""
        make_private_folder(self.folder)
        if os.name != "nt" and self.folder.stat().st_mode & 0o077:
            self.folder.chmod(0o700)

    def is_unfinished(self) -> bool:
        """Whether a process was stopped between its commit and the file's taking its place."""
        return self.folder.is_dir() and any(
            _UNFINISHED.fullmatch(path.name) for path in self.folder.iterdir()
        )

    def finish(self, needed: Collection[str]) -> None:
        """Put what a stopped process had written whole into its place, and remove the rest.

        Args:
            needed: Digests of the files that records name.
        """
        for part in sorted(self.folder.iterdir()):
            found = _UNFINISHED.fullmatch(part.name)
            if found is None:
                continue
            digest = found[1]
            is_whole = hashlib.sha256(part.read_bytes()).hexdigest() == digest
            if is_whole and digest in needed and not self.holds(digest):
                place_private(part, self.path(digest))
            else:
                part.unlink(missing_ok=True)
