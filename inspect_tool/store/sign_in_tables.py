"""The tables of who signs in, and of what comes and goes with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field

from inspect_tool.store import columns


class SignIn(columns.StoredRow, table=True):
    """How somebody of the team signs in.

    Args:
        password_hash: Argon2id, with its own salt and cost; empty while there is no password.
        draft_key: What their unsaved words are encrypted with in their browser, as hexadecimal.
        set_by: Who set the password.
    """

    __tablename__ = "sign_in"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    person: str = Field(primary_key=True)
    password_hash: str
    draft_key: str
    set_at: datetime = columns.moment()
    set_by: str


class LinkedAccount(columns.StoredRow, table=True):
    """An account of an organisation that somebody of the team signs in with.

    Args:
        issuer: Address of whoever keeps the account.
        subject: What the issuer calls it, for good; an e-mail address may pass to somebody else.
        linked_by: Who said that it is that person's.
    """

    __tablename__ = "linked_account"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    issuer: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    person: str
    linked_at: datetime = columns.moment()
    linked_by: str


class WebSession(columns.StoredRow, table=True):
    """A browser that somebody is signed in with.

    Args:
        token_digest: SHA-256 of what the browser holds, so that the database opens no session.
    """

    __tablename__ = "web_session"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    token_digest: str = Field(primary_key=True)
    person: str
    began_at: datetime = columns.moment()
    seen_at: datetime = columns.moment()


class SignInFailure(columns.StoredRow, table=True):
    """Attempts to sign in that failed, one after the other, of a person or from an address.

    Args:
        subject: Digest of the one or the other.
    """

    __tablename__ = "sign_in_failure"
    __table_args__: ClassVar[Any] = columns.REFERENCE
    subject: str = Field(primary_key=True)
    failures: int
    last_at: datetime = columns.moment()
