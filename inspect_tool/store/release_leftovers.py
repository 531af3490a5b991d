"""Whether a process that was killed while it sealed has left a release; every command asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

SEALING: Final = ".sealing"  # how the folder's name ends until the release takes its place


def is_left(folder: Path) -> bool:
    """Whether there is one among the releases in a folder."""
    return folder.is_dir() and any(folder.glob(f".*{SEALING}"))
