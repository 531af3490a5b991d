"""Who is signed in with which browser: begun, gone on with, ended."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.store import sign_in_queries
from inspect_tool.store.sign_in_tables import SignIn

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

BYTES_OF_A_TOKEN = 32
# A session that is in use is noted so at most once a minute, so that a look writes nothing.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SessionLimits:
    """When a session ends by itself.

    Args:
        idle: After the last visit.
        absolute: After it began, whatever happened since.
    """

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=8)


TEAM_LIMITS = SessionLimits()
# On one's own machine whoever holds the folder holds the database: a working day.
LOCAL_LIMITS = SessionLimits(idle=timedelta(hours=12), absolute=timedelta(hours=24))


@dataclass(frozen=True)
class SessionView:
    """A session that holds.

    Args:
        is_to_be_noted: Whether its last visit is so long ago that this one is noted.
    """

    person: str
    is_to_be_noted: bool


def begin_session(work: UnitOfWork, person: str, limits: SessionLimits) -> str:
    """Begin a session of somebody who has proved who they are, or of the keeper.

    Returns:
        What the browser holds; only its digest is kept.
    """
    token = secrets.token_urlsafe(BYTES_OF_A_TOKEN)
    sign_in_queries.drop_sessions_before(work, work.now - limits.absolute)
    sign_in_queries.keep_session(work, _digest(token), person)
    work.audit("session.begin", person=person)
    return token


def session_of(
    work: UnitOfWork, review: Review, token: str, limits: SessionLimits
) -> SessionView | None:
    """Whose session it is; None where there is none, it is over, or its person left the team."""
    row = sign_in_queries.session_row(work, _digest(token))
    if row is None or not _holds(work.now, row.began_at, row.seen_at, limits):
        return None
    if row.person != KEEPER_ID and review.plan.member(row.person) is None:
        return None
    return SessionView(row.person, work.now - row.seen_at >= NOTED_EVERY)


def _holds(now: datetime, began: datetime, seen: datetime, limits: SessionLimits) -> bool:
    return now - began < limits.absolute and now - seen < limits.idle


def note_visit(work: UnitOfWork, token: str) -> None:
    """Note that a session is in use now."""
    row = sign_in_queries.session(work, _digest(token))
    if row is not None:
        sign_in_queries.touch_session(work, row)


def end_session(work: UnitOfWork, token: str) -> None:
    """Sign out of one browser."""
    sign_in_queries.end_sessions(work, token_digest=_digest(token))
    work.audit("session.end")


@dataclass(frozen=True)
class OpenSession:
    """A browser that somebody is signed in with, without anything that opens it."""

    person: str
    began_at: datetime
    seen_at: datetime


def list_sessions(work: UnitOfWork, limits: SessionLimits) -> tuple[OpenSession, ...]:
    """The sessions that hold; those in use last come first.

    Raises:
        NotYourRoleError: The actor is no lead.
    """
    check_can(work.actor, Action.LET_SIGN_IN)
    found = [
        OpenSession(row.person, row.began_at, row.seen_at)
        for row in sign_in_queries.sessions(work)
        if _holds(work.now, row.began_at, row.seen_at, limits)
    ]
    return tuple(sorted(found, key=lambda one: one.seen_at, reverse=True))


def end_sessions_of(work: UnitOfWork, person: str) -> None:
    """Sign somebody out of every browser.

    Raises:
        NotYourRoleError, NotYourCaseError: The actor is neither a lead nor that person.
    """
    check_can(work.actor, Action.LET_SIGN_IN, Thing("The sign-in", owner=person))
    sign_in_queries.end_sessions(work, person=person)
    work.audit("session.end-all", person=person)


def draft_key(work: UnitOfWork, person: str) -> str:
    """What somebody's unsaved words are encrypted with in their browser; made when first asked for.

    It is the same after they sign in again, so that what was typed before can be read.
    """
    row = work.get(SignIn, person)
    if row is None:
        row = SignIn(
            person=person,
            password_hash="",
            draft_key=secrets.token_hex(BYTES_OF_A_TOKEN),
            set_at=work.now,
            set_by=work.actor.id,
        )
        work.add(row)
        work.audit("sign-in.key", person=person)
    return row.draft_key


def known_draft_key(work: UnitOfWork, person: str) -> str:
    """The same where it was made before; else empty."""
    row = work.get(SignIn, person)
    return "" if row is None else row.draft_key


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
