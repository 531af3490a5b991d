"""What goes wrong with a database, told apart by the code that SQLite gives, each in a sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from inspect_tool.errors import InspectToolError, RefusedError, UnreadableFileError


class UnreadableDatabaseError(UnreadableFileError):
    """The database is damaged, or is none."""

    def __init__(self) -> None:
        super().__init__(
            "The review's database cannot be opened, or is damaged; nothing was changed. "
            "See `db check`, or restore a backup."
        )


class ChangedByOthersError(UnreadableFileError):
    """What was to be changed is not as this tool left it."""

    def __init__(self, what: tuple[str, ...]) -> None:
        super().__init__(
            f"Another program has changed the database ({', '.join(what)}), and going on would "
            "hide that. Nothing was changed now; see `db check`, and restore a backup."
        )


class NoDatabaseServerError(UnreadableFileError):
    """The database's server does not answer, or its driver is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "The database that INSPECT_TOOL_DATABASE_URL names does not answer; nothing was "
            "changed. Check the address, and that its driver is installed: "
            "pip install 'inspect-tool[postgres]'."
        )


class DatabaseBusyError(RefusedError):
    """Somebody else is writing and did not finish in ten seconds."""

    def __init__(self) -> None:
        super().__init__("Somebody else is changing this review. Nothing was changed; try again.")


class DiskFullError(UnreadableFileError):
    """There is no room for what was to be written."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so nothing was changed; the database is as it was. Make room and "
            "do it again. Do not restore a backup for this."
        )


class NotWritableError(UnreadableFileError):
    """The system does not let this person write to the database."""

    def __init__(self) -> None:
        super().__init__(
            "The review's database cannot be opened for writing, so nothing was changed. Check "
            "who owns the review's folder and the file review.db, and that neither is read-only."
        )


class SharedFolderError(UnreadableFileError):
    """The folder's file system does not keep two programs apart, as on many network folders."""

    def __init__(self) -> None:
        super().__init__(
            "The review's folder cannot lock its database, as network and synchronised folders "
            "often cannot; nothing was changed. Move the review to a folder of this computer."
        )


class NotTakenError(UnreadableFileError):
    """The system did not take what was to be written, and SQLite does not say why."""

    def __init__(self) -> None:
        super().__init__(
            "The disk did not take what was to be written, so nothing was changed: what you may "
            "use of it is used up, a file would be longer than files may be there, or the disk is "
            "faulty. Make room and do it again, then check the disk. Do not restore a backup for "
            "this."
        )


class DiskFaultError(UnreadableFileError):
    """The disk did not do as it was asked."""

    def __init__(self) -> None:
        super().__init__(
            "The disk did not let the database be read or written; nothing was changed. Check the "
            "disk, then `db check`."
        )


# Extended codes of https://www.sqlite.org/rescode.html that a file system without locks gives.
_NO_LOCKS = frozenset(
    {
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
        sqlite3.SQLITE_IOERR_SHMOPEN,
        sqlite3.SQLITE_IOERR_SHMLOCK,
        sqlite3.SQLITE_IOERR_SHMMAP,
    }
)
_BY_CODE: dict[int, Callable[[], InspectToolError]] = {
    sqlite3.SQLITE_BUSY: DatabaseBusyError,
    sqlite3.SQLITE_LOCKED: DatabaseBusyError,
    sqlite3.SQLITE_FULL: DiskFullError,
    sqlite3.SQLITE_READONLY: NotWritableError,
    sqlite3.SQLITE_CANTOPEN: NotWritableError,
    sqlite3.SQLITE_PERM: NotWritableError,
    sqlite3.SQLITE_AUTH: NotWritableError,
    sqlite3.SQLITE_PROTOCOL: SharedFolderError,
    sqlite3.SQLITE_IOERR: DiskFaultError,
    sqlite3.SQLITE_CORRUPT: UnreadableDatabaseError,
    sqlite3.SQLITE_NOTADB: UnreadableDatabaseError,
}
NOT_TEXT = "Could not decode to UTF-8"  # as the driver says it, without a code
PRIMARY = 0xFF  # the lowest byte of an extended code is the code itself


def error_of(error: DBAPIError | sqlite3.Error) -> InspectToolError | None:
    """The error that people are to read, or None for a fault of this program."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # the shared memory's file cannot grow
        return DiskFullError()
    # Of a failed write SQLite tells a full disk apart, and no quota and no limit of files' lengths.
    if code == sqlite3.SQLITE_IOERR_WRITE:
        return NotTakenError()
    if code in _NO_LOCKS:
        return SharedFolderError()
    if code is not None and code & PRIMARY in _BY_CODE:
        return _BY_CODE[code & PRIMARY]()
    if NOT_TEXT in str(cause):
        return UnreadableDatabaseError()
    return None


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what the database's driver raises into an error for people.

    Raises:
        UnreadableDatabaseError, DatabaseBusyError, DiskFullError, NotTakenError,
            NotWritableError, SharedFolderError, DiskFaultError: By what is the matter.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = error_of(error)
        if told is None:
            raise
        raise told from error
