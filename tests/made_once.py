"""Folders that take long to make, made once for all processes of a run; tests work on copies."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class MadeOnce:
    """Keeps what was made under a name.

    Args:
        base: A folder that the processes of a run share.
    """

    base: Path

    def folder(self, name: str, make: Callable[[Path], object]) -> Path:
        """The folder of that name, which `make` fills unless another process has filled it."""
        made = self.base / "made-once" / name
        made.mkdir(parents=True, exist_ok=True)
        with (made.parent / f"{name}.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            lock.seek(0)
            if not lock.read():
                make(made)
                lock.write("made\n")
        return made
