"""Accounts of an organisation: whose each is, said by a lead and known by issuer and subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.review.sign_in import NotOfTheTeamError
from inspect_tool.store import sign_in_queries
from inspect_tool.store.sign_in_tables import LinkedAccount

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

# At most 255 characters of ASCII. Source: OpenID Connect Core 1.0 (2014), section 2, `sub`.
_SUBJECT = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?")
LOOPBACK = ("127.0.0.1", "localhost")


class BadAccountError(UsageError):
    """What was given is no account of an organisation."""


class AccountTakenError(RefusedError):
    """The account is somebody else's."""

    def __init__(self, person: str) -> None:
        super().__init__(
            f"That account is {person}'s. `people unlink {person}` takes it from them first."
        )


class NothingLinkedError(RefusedError):
    """Nobody's account was to be taken."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} has no account of an organisation. Nothing was changed.")


def check_issuer(issuer: str) -> None:
    """Refuse an address that is not safe to ask who somebody is.

    Raises:
        BadAccountError: It is not by https; this machine alone may do without.
    """
    parts = urlsplit(issuer)
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_here) or parts.query:
        raise BadAccountError(
            "The issuer is the address of the organisation's sign-in, by https, letter for letter "
            "as it calls itself, such as https://login.example.org/tenant."
        )


def link_account(
    work: UnitOfWork, review: Review, *, person: str, issuer: str, subject: str
) -> None:
    """Say whose an organisation's account is, and end the sessions of that person.

    Args:
        subject: What the issuer calls the account for good; not an e-mail address, which may pass
            to somebody else.

    Raises:
        NotYourRoleError: The actor is no lead.
        NotOfTheTeamError: The plan does not name the person.
        BadAccountError: There can be no such account.
        AccountTakenError: It is somebody else's.
    """
    check_can(work.actor, Action.LET_SIGN_IN)
    if review.plan.member(person) is None:
        raise NotOfTheTeamError(person)
    check_issuer(issuer)
    if not _SUBJECT.fullmatch(subject):
        raise BadAccountError(
            "The subject is what the organisation's sign-in calls an account: up to 255 plain "
            "characters. Whoever signs in without being known is shown theirs."
        )
    found = sign_in_queries.linked_account(work, issuer, subject)
    if found is not None and found.person != person:
        raise AccountTakenError(found.person)
    if found is None:
        work.add(
            LinkedAccount(
                issuer=issuer,
                subject=subject,
                person=person,
                linked_at=work.now,
                linked_by=work.actor.id,
            )
        )
        work.audit("sign-in.link", person=person)
    sign_in_queries.end_sessions(work, person=person)


def unlink_accounts(work: UnitOfWork, person: str) -> int:
    """Take from somebody the accounts that they sign in with, and end their sessions.

    Returns:
        How many they were.

    Raises:
        NotYourRoleError: The actor is no lead.
        NothingLinkedError: There was none.
    """
    check_can(work.actor, Action.LET_SIGN_IN)
    rows = sign_in_queries.linked_accounts(work, person=person)
    if not rows:
        raise NothingLinkedError(person)
    work.delete(rows)
    sign_in_queries.end_sessions(work, person=person)
    work.audit("sign-in.unlink", person=person)
    return len(rows)


def person_of(work: UnitOfWork, review: Review, issuer: str, subject: str) -> str:
    """Whose an account is; empty where it is nobody's, or theirs who left the team."""
    found = sign_in_queries.linked_account(work, issuer, subject)
    return found.person if found is not None and review.plan.member(found.person) else ""
