"""The newest seal, kept beside the database, so that a copy that lacks the newest work shows.

SQLite keeps the newest work in `review.db-wal`. Whoever copies `review.db` alone, or gets it back
from a folder that another computer synchronised, has a sound database that lacks it, and would go
on from there. The file may be behind the database, which is harmless, but never ahead of it: it is
written after the commit, which by then is on the disk.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session, select

from inspect_tool.domain.audit import Head, parse_heads
from inspect_tool.errors import RefusedError
from inspect_tool.store import seals
from inspect_tool.store.tables import AuditEntry

if TYPE_CHECKING:
    from sqlalchemy import Engine

FILE = "review.heads"


class OlderDatabaseError(RefusedError):
    """The database lacks work that was saved in this folder."""

    def __init__(self, newest: Head) -> None:
        super().__init__(
            f"{FILE} says that {newest.entries} savings were made in this review, and review.db "
            "does not hold the last one: it is an older copy, or was copied without "
            "review.db-wal. Nothing was changed. Put the newest review.db back together with its "
            "review.db-wal, or `restore` the newest backup into an empty folder. If the newer "
            "work is lost for good, `db accept-older --why TEXT` goes on from what is here."
        )


def read(folder: Path) -> Head | None:
    """The newest seal that the file of a folder knows; None where there is none to be read."""
    try:
        found = parse_heads((folder / FILE).read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return found[-1] if found else None


def write(folder: Path, head: Head) -> None:
    """Keep the newest seal; never at the price of failing after a save that was made.

    A power cut may leave the older file or an empty one, and both let the database be opened.
    """
    part = folder / f".{FILE}.{os.getpid()}-{threading.get_ident()}.part"
    with suppress(OSError):
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(f"{head}\n".encode("ascii"))
        part.replace(folder / FILE)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed process had begun to write.

    Whoever loses theirs to this is only behind, which is harmless.
    """
    for part in folder.glob(f".{FILE}.*.part"):
        with suppress(OSError):
            part.unlink()


def holds(engine: Engine, head: Head) -> bool:
    """Whether the database holds a seal."""
    statement = select(AuditEntry.digest).where(
        AuditEntry.stream == seals.STREAM, AuditEntry.sequence == head.entries
    )
    with Session(engine) as session:
        return session.exec(statement).first() == head.digest
