"""A file that is held in memory, such as one of several in a zip: never written to a disk."""

from __future__ import annotations

import io
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, TypeAlias


@dataclass(frozen=True)
class HeldStatus:
    """What is asked of a file before it is opened."""

    st_size: int
    st_mode: int = stat.S_IFREG


@dataclass(frozen=True)
class HeldFile:
    """The content of a file under the name that messages give it.

    Args:
        name: With the name of the zip before it: `return.zip/List 6.csv`.
    """

    name: str
    content: bytes

    @property
    def stem(self) -> str:
        """The name without folders and ending."""
        return PurePosixPath(self.name).stem

    def stat(self) -> HeldStatus:
        """Its size."""
        return HeldStatus(len(self.content))

    def open(self, mode: str = "r", *, encoding: str | None = None, newline: str = "") -> IO[Any]:
        """The content as bytes or as text, from its start."""
        if "b" in mode:
            return io.BytesIO(self.content)
        return io.TextIOWrapper(io.BytesIO(self.content), encoding=encoding, newline=newline)


SourceFile: TypeAlias = Path | HeldFile
