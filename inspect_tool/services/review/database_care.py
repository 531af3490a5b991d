"""Care of the database: an upgrade, and its file written anew after a deletion."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import select

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.people import KEEPER, Actor
from inspect_tool.errors import RefusedError
from inspect_tool.services.review.in_force import settle_in_force
from inspect_tool.store import distribution, migrate, roles, word_index
from inspect_tool.store.damage import readable_database
from inspect_tool.store.tables import DrawnUnit

if TYPE_CHECKING:
    from inspect_tool.store.database import Database, UnitOfWork


def upgrade(database: Database, file: Path | None, *, now: datetime, actor: Actor = KEEPER) -> str:
    """Bring the database to this version of the tool, after a backup; say what was done.

    Of a database that has it already, an index of words that does not fit is made anew.

    Args:
        file: The database's file, beside which the backup goes; None when it is on a server.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    check_can(actor, Action.UPGRADE_DATABASE)
    with readable_database():
        schema = migrate.schema_version(database.engine)
    if schema == migrate.NEWEST:
        done = "its index of words was made anew" if _mend_index(database, actor, now) else ""
        return f"The database has schema {schema} already; {done or 'nothing to do'}."
    backup = None if schema is None or file is None else _free_name(file)
    if backup is not None:
        migrate.back_up(database.engine, backup)

    def seal(work: UnitOfWork) -> None:
        _give_salts(work)
        settle_in_force(work)
        work.seal_everything()
        word_index.fill_on_server(work.session.connection())
        work.audit("database.upgrade", schema=migrate.NEWEST, before=schema or "none")

    try:
        database.upgrade(actor, now, then=seal)
    except BaseException:
        if backup is not None and _is_as_it_was(database, schema):
            backup.unlink(missing_ok=True)
        raise
    return f"The database has schema {migrate.NEWEST} now (it had {schema or 'none'})."


def _mend_index(database: Database, actor: Actor, now: datetime) -> bool:
    """Make the index of words anew where it is not that of the answers; whether it was."""
    with database.reading(actor, now) as work:
        if not any(word_index.index_faults(work.session.connection())):
            return False
    with database.transaction(actor, now) as work:
        word_index.make_whole_index_anew(work.session.connection())
        work.audit("database.index")
    return True


def _is_as_it_was(database: Database, schema: str | None) -> bool:
    """Whether a database still has the schema that it had: who was stopped may have finished."""
    try:
        return migrate.schema_version(database.engine) == schema
    except Exception:  # what cannot be asked keeps its copy; the first error is told
        return False


class NotRewrittenError(RefusedError):
    """The database's file could not be written anew."""


def rewrite(work: UnitOfWork, database: Database) -> str:
    """Say that nothing that was deleted is left in the file; it is written anew when opened.

    Raises:
        NotRewrittenError: Another program has it open, or there is no room.
    """
    check_can(work.actor, Action.CHECK_DATABASE)
    if database.unwiped is not None:
        raise NotRewrittenError(database.unwiped.words)
    return "The database's file holds nothing of what was deleted."


def give_rights(work: UnitOfWork, role: str) -> str:
    """Give a role of the server the rights of whoever works on the review; say what it may.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NoServerError: The review is in a file.
        NoSuchRoleError: The server has no such role, or it may do everything anyway.
    """
    check_can(work.actor, Action.UPGRADE_DATABASE)
    roles.give_rights(work.session.connection(), role)
    work.audit("database.roles", role=role)
    return (
        f"{role} may read and add everywhere, and change what may change; rows that are only ever "
        "added, such as answers and the audit trail, it can neither change nor delete. Do this "
        "again after each `db upgrade`."
    )


def distribute(work: UnitOfWork) -> str:
    """Spread the review's tables over the machines of a Citus cluster; say how they stand.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NoServerError: The review is in a file.
        NoCitusError: The server is no cluster.
    """
    check_can(work.actor, Action.UPGRADE_DATABASE)
    found = distribution.distribute(work.session.connection())
    work.audit("database.distributed", machines=found.machines)
    return (
        f"{found.by_authority} tables are spread by authority over {found.machines} machines, "
        f"{found.everywhere} are on each of them. Do this again after each `db upgrade`, and then "
        "`db roles`."
    )


def _give_salts(work: UnitOfWork) -> None:
    """Give cases of an earlier version the salts that what is recorded from now on needs."""
    work.update_many(
        DrawnUnit,
        [
            {
                "authority": case.authority,
                "draw_id": case.draw_id,
                "unit_id": case.unit_id,
                "salt": work.new_salt(),
            }
            for case in work.all(select(DrawnUnit).where(DrawnUnit.salt == ""))
        ],
    )


def _free_name(file: Path) -> Path:
    """A name for the backup that no file has; one may be there from an upgrade that was stopped."""
    numbers = ("", *(f"-{number}" for number in range(2, 1000)))
    names = (file.with_name(f"review-before-{migrate.NEWEST}{number}.db") for number in numbers)
    return next(name for name in names if not name.exists())
