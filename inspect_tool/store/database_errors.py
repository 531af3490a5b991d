"""What goes wrong with a database, told apart by the code that it gives, each in a sentence.

A driver's own words may quote what was to be kept, or an address with its password, so none of
them is passed on.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy.exc import DBAPIError

from inspect_tool.errors import (
    InspectToolError,
    RefusedError,
    UnreadableFileError,
    UsageError,
)


class UnreadableDatabaseError(UnreadableFileError):
    """The database is damaged, or is none."""

    http_status = 500

    def __init__(self) -> None:
        super().__init__(
            "The review's database cannot be opened, or is damaged; nothing was changed. "
            "See `db check`, or restore a backup."
        )


class ChangedByOthersError(UnreadableFileError):
    """What was to be changed is not as this tool left it."""

    http_status = 500

    def __init__(self, what: tuple[str, ...]) -> None:
        super().__init__(
            f"Another program has changed the database ({', '.join(what)}), and going on would "
            "hide that. Nothing was changed now; see `db check`, and restore a backup."
        )


class NoDatabaseServerError(UnreadableFileError):
    """The database's server does not answer, or does not know the database."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The database's server does not answer, or has no such database; nothing was changed. "
            "Check the address (INSPECT_TOOL_DATABASE_URL) and that the server "
            "runs (`pg_isready`); docs/how-tos/run-on-postgresql.md tells how to make a database."
        )


class NoDriverError(UnreadableFileError):
    """What speaks to PostgreSQL is not installed."""

    http_status = 500

    def __init__(self) -> None:
        super().__init__(
            "INSPECT_TOOL_DATABASE_URL names a PostgreSQL database, and what speaks to one is not "
            "installed; nothing was changed. Install it: pip install 'inspect-tool[postgres]'."
        )


class DatabaseAddressError(UsageError):
    """An address is of no database that this tool can use."""

    def __init__(self) -> None:
        super().__init__(
            "The address of the database cannot be read. It has to be like "
            "postgresql://ROLE@HOST/DATABASE, with % written before the code of a character that "
            "has a meaning in addresses, and after a ? only what PostgreSQL knows, such as "
            "sslmode=verify-full. Nothing was changed."
        )


class NoSafeConnectionError(UnreadableFileError):
    """The server, or this computer, does not let the other be sure of it (TLS)."""

    http_status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"There is no safe connection to the database's server: {reason}. Nothing was changed, "
            "and nothing of the review was sent. See TLS in docs/how-tos/run-on-postgresql.md."
        )


class ServerRefusesError(RefusedError):
    """The server does not let this role in."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The database's server does not let this role in: the role is not there, its password "
            "is missing or wrong, or pg_hba.conf there has no line for this computer (`hostssl` "
            "lets nobody in without TLS). Nothing was changed. Check INSPECT_TOOL_DATABASE_URL, or "
            "the password in ~/.pgpass."
        )


class ServerLostError(UnreadableFileError):
    """The server went away, or the connection to it."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The connection to the database's server, or to a machine of its cluster, was lost. "
            "What was being saved is kept whole or not at all; see whether it is there before you "
            "do it again."
        )


class ServerFullError(UnreadableFileError):
    """The server has no room, or no memory, for what was to be kept."""

    http_status = 507

    def __init__(self) -> None:
        super().__init__(
            "The database's server has no room left, so nothing was changed. Make room there and "
            "do it again. Do not restore a backup for this."
        )


class ServerCrowdedError(RefusedError):
    """The server takes no more connections."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The database's server takes no more connections now. Nothing was changed; try again, "
            "or have max_connections raised."
        )


class ServerReadOnlyError(UnreadableFileError):
    """The server only reads, as a standby does."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "The database's server takes no changes, as a standby does. Nothing was changed. Name "
            "the server that takes them in INSPECT_TOOL_DATABASE_URL."
        )


class NoPrimaryError(UnreadableFileError):
    """Of the servers that the address names, those that answer only read."""

    http_status = 503

    def __init__(self) -> None:
        super().__init__(
            "None of the database's servers that answer takes changes; they are standbys. Nothing "
            "was changed. Wait until one takes over, or have it promoted "
            "(docs/how-tos/run-a-programme.md)."
        )


class RoleMayNotError(RefusedError):
    """The database's role has no right to what was to be done, as with rows that only grow."""

    def __init__(self) -> None:
        super().__init__(
            "The database's role may not do this. Nothing was changed. Making or upgrading the "
            "database, erasing and purging need the address of its owner in "
            "INSPECT_TOOL_DATABASE_URL; if the role is new, its rights are given by `db roles`."
        )


class NotTakenByServerError(UnreadableFileError):
    """The server takes no such text: it has a character that PostgreSQL cannot keep."""

    http_status = 400

    def __init__(self) -> None:
        super().__init__(
            "What was to be kept has a character that PostgreSQL cannot keep (U+0000). Nothing was "
            "changed. Take it out and do it again."
        )


class ServerFaultError(UnreadableFileError):
    """Something else is the matter with the server, or with this program."""

    http_status = 500

    def __init__(self, code: str | None) -> None:
        super().__init__(
            f"The database's server answered with the fault {code or 'unknown'}, so nothing was "
            "changed. See its log, and `db check`."
        )


class DatabaseBusyError(RefusedError):
    """Somebody else is writing and did not finish in ten seconds."""

    def __init__(self) -> None:
        super().__init__("Somebody else is changing this review. Nothing was changed; try again.")


class DiskFullError(UnreadableFileError):
    """There is no room for what was to be written."""

    http_status = 507

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so nothing was changed; the database is as it was. Make room and "
            "do it again. Do not restore a backup for this."
        )


class NotWritableError(UnreadableFileError):
    """The system does not let this person write to the database."""

    http_status = 500

    def __init__(self) -> None:
        super().__init__(
            "The review's database cannot be opened for writing, so nothing was changed. Check "
            "who owns the review's folder and the file review.db, and that neither is read-only."
        )


class SharedFolderError(UnreadableFileError):
    """The folder's file system does not keep two programs apart, as on many network folders."""

    http_status = 500

    def __init__(self) -> None:
        super().__init__(
            "The review's folder cannot lock its database, as network and synchronised folders "
            "often cannot; nothing was changed. Move the review to a folder of this computer."
        )


class NotTakenError(UnreadableFileError):
    """The system did not take what was to be written, and SQLite does not say why."""

    http_status = 507

    def __init__(self) -> None:
        super().__init__(
            "The disk did not take what was to be written, so nothing was changed: what you may "
            "use of it is used up, a file would be longer than files may be there, or the disk is "
            "faulty. Make room and do it again, then check the disk. Do not restore a backup for "
            "this."
        )


class DiskFaultError(UnreadableFileError):
    """The disk did not do as it was asked."""

    http_status = 500

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


# Codes of https://www.postgresql.org/docs/15/errcodes-appendix.html, or the class of several.
_BY_STATE: dict[str, Callable[[], InspectToolError]] = {
    "28": ServerRefusesError,
    "3D000": NoDatabaseServerError,
    "08": ServerLostError,
    "57P01": ServerLostError,
    "57P02": ServerLostError,
    "57P03": NoDatabaseServerError,
    "57P05": ServerLostError,
    "25P03": ServerLostError,
    "25P04": ServerLostError,
    "53300": ServerCrowdedError,
    "53": ServerFullError,
    "58030": DiskFaultError,
    "25006": ServerReadOnlyError,
    "42501": RoleMayNotError,
    "40001": DatabaseBusyError,
    "40P01": DatabaseBusyError,
    "55P03": DatabaseBusyError,
    # Two who do the same thing at once, one of them past the queue of writers.
    "23505": DatabaseBusyError,
    "42P07": DatabaseBusyError,
    "22021": NotTakenByServerError,
    "22P05": NotTakenByServerError,
}
# What libpq says of TLS (fe-secure-openssl.c and fe-connect.c of PostgreSQL 18), and what that
# means. One that is lost on the way ("unexpected eof") is none of them.
_UNSAFE = {
    "does not match host name": "its certificate is for another name than the address has",
    "root certificate file": "this computer has no readable certificate of an authority that it "
    "trusts, where ~/.postgresql/root.crt or `sslrootcert` has to be one",
    "certificate verify failed": "its certificate is out of date, or of an authority that this "
    "computer does not trust (~/.postgresql/root.crt, or `sslrootcert`)",
    "does not support SSL": "it has no TLS; have `ssl` turned on there",
    "client certificate|private key file|alert unknown ca|alert .*certificate|client cert": "it "
    "asks for a certificate of yours, and yours (~/.postgresql/postgresql.crt, with its key, which "
    "only you may read) is missing or not taken",
    "SSL error: (?!unexpected eof)": "both have no TLS in common, or what answers is no PostgreSQL",
}
# A connection that was refused has no code, only the server's words.
_BY_WORDS: tuple[tuple[re.Pattern[str], Callable[[], InspectToolError]], ...] = (
    (re.compile(r"NUL \(0x00\)"), NotTakenByServerError),
    (
        re.compile("authentication failed|no password supplied|role .* does not exist|pg_hba"),
        ServerRefusesError,
    ),
    (re.compile("invalid sslmode value|invalid connection option"), DatabaseAddressError),
    # Before a standby that answers beside it: the server that takes changes is there, only unsafe.
    *(
        (re.compile(f"(?s)^connection failed.*(?:{words})"), partial(NoSafeConnectionError, reason))
        for words, reason in _UNSAFE.items()
    ),
    (re.compile("too many clients|connection slots"), ServerCrowdedError),
    (re.compile("session is read-only|server is in hot standby"), NoPrimaryError),
    (re.compile("^connection (failed|is bad|timeout)|failed to resolve"), NoDatabaseServerError),
)
STATE_CLASS = 2  # the letters of a code that name its class


def error_of(error: DBAPIError | sqlite3.Error) -> InspectToolError | None:
    """The error that people are to read, or None for a fault of this program."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not hasattr(cause, "sqlstate"):
        return _error_of_file(cause)
    is_lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return ServerLostError() if is_lost else _error_of_server(cause)


def _error_of_file(cause: object) -> InspectToolError | None:
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


def _error_of_server(cause: Any) -> InspectToolError:
    code: str | None = cause.sqlstate
    if code is not None:
        kind = _BY_STATE.get(code) or _BY_STATE.get(code[:STATE_CLASS])
        return ServerFaultError(code) if kind is None else kind()
    for pattern, named in _BY_WORDS:
        if pattern.search(str(cause)):
            return named()
    lost = type(cause).__name__ == "OperationalError"
    return ServerLostError() if lost else ServerFaultError(None)


@contextmanager
def said_in_words() -> Iterator[None]:
    """Turn what the database's driver raises into an error for people.

    Raises:
        UnreadableDatabaseError, DatabaseBusyError, DiskFullError, NotTakenError,
            NotWritableError, SharedFolderError, DiskFaultError, ServerLostError and the others of
            a server: By what is the matter.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        told = error_of(error)
        if told is None:
            raise
        raise told from error
