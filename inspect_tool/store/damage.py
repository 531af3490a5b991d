"""Whether a database is as this tool left it, where something stumbled over what it holds."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from inspect_tool.store import migrate, seals
from inspect_tool.store.database_errors import (
    DatabaseBusyError,
    NoDatabaseServerError,
    NoPrimaryError,
    NoSafeConnectionError,
    RoleMayNotError,
    ServerCrowdedError,
    ServerFullError,
    ServerLostError,
    ServerReadOnlyError,
    ServerRefusesError,
    UnreadableDatabaseError,
    error_of,
    said_in_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

# What is the matter with a server, the way to it or a role says nothing of what the database holds.
NO_DAMAGE = (
    DatabaseBusyError,
    NoDatabaseServerError,
    NoPrimaryError,
    NoSafeConnectionError,
    RoleMayNotError,
    ServerCrowdedError,
    ServerFullError,
    ServerLostError,
    ServerReadOnlyError,
    ServerRefusesError,
)


def check_may_be_damage(error: Exception) -> None:
    """Refuse to take for damage what is none.

    Raises:
        DBAPIError: The error itself, where it says nothing of what the database holds.
    """
    if isinstance(error, DBAPIError) and isinstance(error_of(error), NO_DAMAGE):
        raise error


@contextmanager
def readable_database() -> Iterator[None]:
    """Say in a sentence that a database cannot be opened.

    Raises:
        UnreadableDatabaseError: It is not a database, or is damaged.
        NoDatabaseServerError: Its server does not answer.
    """
    with said_in_words():
        try:
            yield
        except DBAPIError as error:
            if error_of(error) is not None:
                raise
            raise UnreadableDatabaseError from error


def is_damaged(engine: Engine) -> bool:
    """Whether a database is not as this tool left it: its rows, indexes or schema.

    Raises:
        DBAPIError: Its server is not there to say.
    """
    try:
        with engine.connect() as connection:
            told = seals.check_seals(connection, seals.entries(connection)).faults
            if told or seals.has_broken_chain(connection):
                return True
        # What a query finds by an index that is damaged may differ from what the table holds.
        return bool(migrate.file_faults(engine) or migrate.foreign_objects(engine))
    except (DBAPIError, LookupError, ValueError, TypeError, AttributeError) as error:
        check_may_be_damage(error)
        return True  # not even that can be read
