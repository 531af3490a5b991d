"""Questions and changes about who is signed in; sessions and failures are covered by no seal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import col, delete, select

from inspect_tool.store.sign_in_tables import (
    LinkedAccount,
    SignIn,
    SignInFailure,
    WebSession,
)
from inspect_tool.store.statements import matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.store.database import UnitOfWork

_SESSION = matching(
    select(WebSession.person, WebSession.began_at, WebSession.seen_at),
    WebSession,
    ["token_digest"],
)


def sign_ins(work: UnitOfWork) -> Sequence[SignIn]:
    """Everybody who has a way to sign in."""
    return work.all(select(SignIn).order_by(SignIn.person))


def linked_accounts(work: UnitOfWork, *, person: str | None = None) -> Sequence[LinkedAccount]:
    """Accounts of organisations that people sign in with, all or one person's."""
    statement = select(LinkedAccount).order_by(LinkedAccount.issuer, LinkedAccount.subject)
    if person is not None:
        statement = statement.where(LinkedAccount.person == person)
    return work.all(statement)


def linked_account(work: UnitOfWork, issuer: str, subject: str) -> LinkedAccount | None:
    """An account of an organisation, where it is somebody's."""
    return work.get(LinkedAccount, (issuer, subject))


def session(work: UnitOfWork, token_digest: str) -> WebSession | None:
    """The session of a browser, or None."""
    return work.get(WebSession, token_digest)


class SessionRow(NamedTuple):
    """A session as each visit asks for it."""

    person: str
    began_at: datetime
    seen_at: datetime


def session_row(work: UnitOfWork, token_digest: str) -> SessionRow | None:
    """The session of a browser, to be looked at, or None."""
    rows = work.rows(_SESSION, token_digest=token_digest)
    return SessionRow._make(rows[0]) if rows else None


def sessions(work: UnitOfWork) -> Sequence[WebSession]:
    """Every session, by person."""
    return work.all(select(WebSession).order_by(WebSession.person))


def keep_session(work: UnitOfWork, token_digest: str, person: str) -> None:
    """Begin a session now."""
    row = WebSession(token_digest=token_digest, person=person, began_at=work.now, seen_at=work.now)
    work.session.add(row)
    work.session.flush()


def touch_session(work: UnitOfWork, row: WebSession) -> None:
    """Note that a session is in use."""
    row.seen_at = work.now
    work.session.add(row)
    work.session.flush()


def end_sessions(
    work: UnitOfWork, *, person: str | None = None, token_digest: str | None = None
) -> None:
    """End one session, all of a person, or all."""
    statement = delete(WebSession)
    if person is not None:
        statement = statement.where(col(WebSession.person) == person)
    if token_digest is not None:
        statement = statement.where(col(WebSession.token_digest) == token_digest)
    work.session.connection().execute(statement)


def drop_sessions_before(work: UnitOfWork, moment: datetime) -> None:
    """Delete the sessions that began before a moment."""
    work.session.connection().execute(delete(WebSession).where(col(WebSession.began_at) < moment))


def failure(work: UnitOfWork, subject: str) -> SignInFailure | None:
    """The attempts that failed one after the other; None where the last one did not."""
    return work.get(SignInFailure, subject)


def count_failures(work: UnitOfWork, subject: str, failures: int) -> None:
    """How many attempts failed, the last one now."""
    work.session.merge(SignInFailure(subject=subject, failures=failures, last_at=work.now))
    work.session.flush()


def drop_failures_before(work: UnitOfWork, moment: datetime) -> None:
    """Delete those of whom or where nobody tried since a moment."""
    work.session.connection().execute(
        delete(SignInFailure).where(col(SignInFailure.last_at) < moment)
    )


def forget_failures(work: UnitOfWork, subject: str) -> None:
    """Begin to count anew."""
    work.session.connection().execute(
        delete(SignInFailure).where(col(SignInFailure.subject) == subject)
    )
