"""The newest seal, kept beside the database, so that a copy that lacks the newest work shows.

SQLite keeps the newest work in `review.db-wal`. Whoever copies `review.db` alone, or gets it back
from a folder that another computer synchronised, has a sound database that lacks it, and would go
on from there. The file may be a little behind the database, which is harmless, but never ahead of
it: it is written after the commit, which by then is on the disk.

Of a database on a server each folder that somebody works from keeps the newest seal of its own
savings. A dump that was restored, or a standby that lacks some of them, shows in the same way.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
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
MOST_BEHIND = 3  # savings whose processes were killed, or overtook each other, before writing it
_DELETIONS = re.compile(r"^deletions: (\d{1,9})$", re.MULTILINE)
WHAT_TO_DO = (
    "Put it back together with the review.db that belongs to it, or `restore` the newest backup "
    "into an empty folder. If review.db is the newest (`db check --heads FILE` compares it with a "
    "head that was printed), a lead goes on from it with `db accept-older --why TEXT`."
)


class OlderDatabaseError(RefusedError):
    """The database lacks work that was saved in this folder.

    Args:
        newest: What was saved last.
        is_on_server: The database is not in the folder.
        is_empty: There is no database, or nothing in it, so there is nothing to go on from.
    """

    def __init__(self, newest: Head, *, is_on_server: bool = False, is_empty: bool = False) -> None:
        if is_empty:
            words = _NOTHING_ON_SERVER if is_on_server else _NO_FILE
        else:
            lacks, place = (_SERVER_LACKS, "there") if is_on_server else (_FILE_LACKS, "here")
            words = (
                f"{lacks} If the newer work is lost for good, `db accept-older --why TEXT` goes "
                f"on from what is {place}."
            )
        super().__init__(
            f"{FILE} says that {newest.entries} savings were made in this review, and {words}"
        )


_NO_FILE = (
    "there is no review.db here, or nothing in it. Nothing was changed. If the review is on a "
    "server, INSPECT_TOOL_DATABASE_URL has to name its database. Else put review.db back together "
    "with its review.db-wal, or `restore` the newest backup into an empty folder."
)
_NOTHING_ON_SERVER = (
    "there is nothing in the database on the server. Nothing was changed. See what "
    "INSPECT_TOOL_DATABASE_URL names, or restore the newest dump."
)
_FILE_LACKS = (
    "review.db does not hold the last one: it is an older copy, or was copied without "
    "review.db-wal. Nothing was changed. Put the newest review.db back together with its "
    "review.db-wal, or `restore` the newest backup into an empty folder."
)
_SERVER_LACKS = (
    "the database on the server does not hold the last one: it is an older dump that was "
    "restored, a standby that had not caught up, or another review's. Nothing was changed. See "
    "what INSPECT_TOOL_DATABASE_URL names, or restore the newest dump."
)


class WitnessFaultyError(RefusedError):
    """What tells an older copy from the newest was damaged, so nothing would tell it."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"{witness_words(fault)} Nothing was changed. {WHAT_TO_DO}")


class HeadsFolderError(RefusedError):
    """There is a folder with files in it where the file has its place."""

    def __init__(self) -> None:
        super().__init__(
            f"{FILE} is a folder with files in it. Move it away, and do it again; nothing was "
            "changed."
        )


def witness_words(fault: str) -> str:
    """What is wrong with the file, and what it is for."""
    return f"{FILE}, which tells an older review.db from the newest, {fault}."


@dataclass(frozen=True)
class Witness:
    """What the file of a folder says.

    Args:
        head: The newest seal that it knows; None where it says nothing.
        deletions: How many things were deleted on purpose by then.
        fault: What is wrong with it, as the end of a sentence; empty where nothing is.
        has_others: The database is on a server, into which others write from folders of their own:
            what the file says is in the database, which may be any number of savings further.
    """

    head: Head | None = None
    deletions: int = 0
    fault: str = ""
    has_others: bool = False

    def fault_beside(self, newest: int) -> str:
        """What is wrong with it beside a database that has so many seals."""
        if self.has_others:
            return ""
        behind = newest - self.head.entries if self.head is not None else 0
        if behind > MOST_BEHIND:
            return f"is {behind} savings behind it, as an older file that was put back would be"
        return self.fault


def read(folder: Path) -> Witness:
    """What the file of a folder says, or what is wrong with it."""
    try:
        text = (folder / FILE).read_text(encoding="ascii")
    except FileNotFoundError:
        return Witness(fault="is missing")
    except IsADirectoryError:
        return Witness(fault="is a folder")
    except UnicodeDecodeError:
        return Witness(fault="is not what was written")
    except OSError as error:
        is_folder = (folder / FILE).is_dir()  # Windows says that it has no right to read one
        return Witness(fault="is a folder" if is_folder else f"cannot be read ({error.strerror})")
    found = parse_heads(text)
    if not found:
        return Witness(fault="is not what was written" if text.strip() else "is empty")
    deletions = _DELETIONS.search(text)
    return Witness(found[-1], int(deletions.group(1)) if deletions else 0)


def write(folder: Path, head: Head, *, deletions: int = 0, is_accepted: bool = False) -> None:
    """Keep the newest seal; never at the price of failing after a save that was made.

    Args:
        deletions: How many things were deleted on purpose, as far as the writer knows.
        is_accepted: The database is taken as it is, so what the file says of more is forgotten.
    """
    if is_accepted:
        _write(folder, head, deletions, is_accepted=True)
        return
    with _TURNS_LOCK:
        turn = _TURNS.setdefault(folder, _Turn())
    own = _Waiting(head, deletions)
    turn.waiting.append(own)
    with turn.lock:
        if own.is_written:  # with a newer one, by somebody who was waiting too
            return
        together, turn.waiting = [own, *turn.waiting], []
        newest = max((one.head for one in together), key=lambda one: one.entries)
        _write(folder, newest, max(one.deletions for one in together), is_accepted=False)
        for one in together:
            one.is_written = True


@dataclass
class _Waiting:
    """A seal that a thread of this process is about to keep."""

    head: Head
    deletions: int
    is_written: bool = False


@dataclass
class _Turn:
    """Threads of this process write the file of a folder in turn, each for all that wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: list[_Waiting] = field(default_factory=list)


_TURNS: dict[Path, _Turn] = {}
_TURNS_LOCK = threading.Lock()


def _write(folder: Path, head: Head, deletions: int, *, is_accepted: bool) -> None:
    there = Witness() if is_accepted else read(folder)
    if there.head is not None and there.head.entries > head.entries:
        return  # another process went further meanwhile
    number = max(deletions, there.deletions)
    text = f"{head}\n" + (f"deletions: {number}\n" if number else "")
    part = folder / f".{FILE}.{os.getpid()}-{threading.get_ident()}.part"
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / FILE)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def make_way(folder: Path) -> None:
    """Remove an empty folder from the file's place.

    Raises:
        HeadsFolderError: It is not empty.
    """
    if (folder / FILE).is_dir():
        try:
            (folder / FILE).rmdir()
        except OSError as error:
            raise HeadsFolderError from error


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed process had begun to write.

    Whoever loses theirs to this is only behind, which is harmless.
    """
    for part in folder.glob(f".{FILE}.*.part"):
        with suppress(OSError):
            part.unlink()


def read_beside_server(folder: Path) -> Witness:
    """What the file of a folder says of a database on a server; a new folder has none yet."""
    found = read(folder)
    return Witness(found.head, found.deletions, has_others=True)


def holds(engine: Engine, head: Head) -> bool:
    """Whether the database holds a seal."""
    statement = select(AuditEntry.digest).where(
        AuditEntry.stream == seals.STREAM, AuditEntry.sequence == head.entries
    )
    with Session(engine) as session:
        return session.exec(statement).first() == head.digest
