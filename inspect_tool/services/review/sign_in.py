"""Passwords: set, changed, asked for; whoever guesses waits longer each time."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.store import sign_in_queries
from inspect_tool.store.sign_in_tables import SignIn

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
FREE_FAILURES = 5  # of a person, before anybody waits
FREE_FROM_ADDRESS = 50  # a whole office comes by one address, and mistypes now and then
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=2)
# Each password takes 64 MiB to try, so that a crowd at the door is no way to stop the server.
_TRYING = threading.Semaphore(2)
# Of twelve characters and more, those that lists of leaked passwords have again and again.
COMMON = frozenset(
    {
        "123456789012", "1234567890123", "12345678901234", "123456789123", "111111111111",
        "000000000000", "qwertyuiopas", "qwertyuiop12", "qwertyuiop123", "qwerty123456",
        "password1234", "password12345", "password123456", "passwordpassword", "administrator",
        "administrator1", "letmeinletmein", "iloveyouiloveyou", "abcdefghijkl", "abcdefghijklm",
        "abcd12345678", "changeme1234", "changemechangeme", "welcome12345", "inspectortool",
        "inspect-tool", "correcthorsebatterystaple",
    }
)  # fmt: skip


class BadPasswordError(UsageError):
    """A password that is too easy to guess."""


class WrongPasswordError(RefusedError):
    """The person or the password is not right; which of them is not said."""

    http_status = 401

    def __init__(self) -> None:
        super().__init__("The name or the password is not right. Try again, or ask a lead.")


class TooManyAttemptsError(RefusedError):
    """So many attempts failed that the next has to wait."""

    http_status = 429

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            f"Too many attempts to sign in failed. Wait {seconds} seconds and try again, or ask a "
            "lead for a new password."
        )


class NotOfTheTeamError(UsageError):
    """Somebody whom the plan does not name."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} is not in the plan's team, so cannot sign in.")


@dataclass(frozen=True)
class SignInView:
    """Whether somebody of the team can sign in.

    Args:
        roles: As the plan gives them, in words.
        has_account: Whether they sign in with an account of an organisation.
    """

    person: str
    roles: str
    has_password: bool
    has_account: bool


def list_sign_ins(work: UnitOfWork, review: Review) -> tuple[SignInView, ...]:
    """Everybody of the team, and how they can sign in.

    Raises:
        NotYourRoleError: The actor is no lead.
    """
    check_can(work.actor, Action.LET_SIGN_IN)
    having = {row.person for row in sign_in_queries.sign_ins(work) if row.password_hash}
    linked = {row.person for row in sign_in_queries.linked_accounts(work)}
    return tuple(
        SignInView(
            member.id,
            ", ".join(sorted(role.words for role in member.roles)),
            member.id in having,
            member.id in linked,
        )
        for member in review.plan.team
    )


def make_password() -> str:
    """A password that nobody guesses, to be told to somebody who then sets their own."""
    return "-".join(secrets.token_hex(3) for _ in range(4))


def set_password(work: UnitOfWork, review: Review, *, person: str, password: str) -> None:
    """Set somebody's password, and end their sessions.

    Raises:
        NotYourRoleError, NotYourCaseError: The actor is neither a lead nor that person.
        NotOfTheTeamError: The plan does not name them.
        BadPasswordError: It is too short, or one that everybody knows.
    """
    check_can(work.actor, Action.LET_SIGN_IN, Thing("The password", owner=person))
    if review.plan.member(person) is None:
        raise NotOfTheTeamError(person)
    check_password(password, person=person)
    row = work.get(SignIn, person)
    hashed = _hashed(password)
    if row is None:
        work.add(
            SignIn(
                person=person,
                password_hash=hashed,
                draft_key=secrets.token_hex(32),
                set_at=work.now,
                set_by=work.actor.id,
            )
        )
    else:
        change = {"person": person, "password_hash": hashed}
        work.update_many(SignIn, [{**change, "set_at": work.now, "set_by": work.actor.id}])
    sign_in_queries.end_sessions(work, person=person)
    sign_in_queries.forget_failures(work, _subject("person", person))
    work.audit("sign-in.password", person=person)


def check_password(password: str, *, person: str) -> None:
    """Refuse a password that is easy to guess.

    Raises:
        BadPasswordError: It is too short, too long, or one that everybody knows.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadPasswordError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters. Four words that "
            "do not belong together are easy to keep in mind."
        )
    folded = password.casefold()
    if folded in COMMON or len(set(folded)) < 4 or folded.strip("0123456789-_ ") == person:
        raise BadPasswordError("That password is easy to guess. Choose another one.")


def begin_attempt(work: UnitOfWork, person: str, address: str) -> int:
    """Count an attempt as failed before it is tried, so that many at once are no way round.

    Returns:
        Seconds to wait before that person, or that address, may try again; the attempt is then
        not counted. 0 where it may go on.
    """
    counted = [
        (subject, _failures(work, subject), free)
        for subject, free in (
            (_subject("person", person), FREE_FAILURES),
            (_subject("address", address), FREE_FROM_ADDRESS),
        )
    ]
    seconds = max(_wait(work, subject, found - free) for subject, found, free in counted)
    if not seconds:
        sign_in_queries.drop_failures_before(work, work.now - FORGOTTEN_AFTER)
        for subject, found, _ in counted:
            sign_in_queries.count_failures(work, subject, found + 1)
    return seconds


def forget_attempt(work: UnitOfWork, person: str, address: str) -> None:
    """The attempt that was counted did not fail: those before it of that person are forgotten too.

    Others from the address stay: another of its people may be guessing.
    """
    sign_in_queries.forget_failures(work, _subject("person", person))
    subject = _subject("address", address)
    sign_in_queries.count_failures(work, subject, max(0, _failures(work, subject) - 1))


def _failures(work: UnitOfWork, subject: str) -> int:
    """Attempts that failed; each longest wait without one takes one off."""
    row = sign_in_queries.failure(work, subject)
    if row is None:
        return 0
    return max(0, row.failures - max(0, (work.now - row.last_at) // LONGEST_WAIT))


def _wait(work: UnitOfWork, subject: str, failures: int) -> int:
    row = sign_in_queries.failure(work, subject)
    if failures < 0 or row is None:
        return 0
    wait = min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures, 20)))
    return max(0, math.ceil((row.last_at + wait - work.now).total_seconds()))


def password_hash_of(work: UnitOfWork, person: str) -> str:
    """What a password is tried against; that of nobody where the person has none."""
    row = work.get(SignIn, person)
    nobodys = _nobodys()  # made for whoever comes first: else the first unknown would take longer
    return row.password_hash if row is not None and row.password_hash else nobodys


def is_password(hashed: str, password: str) -> bool:
    """Whether a password is the one of a hash; it takes as long where the person is unknown."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    with _TRYING:
        try:
            return _hasher().verify(hashed, password)
        except (Argon2Error, InvalidHashError):
            return False


def _subject(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind} {name}".encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def _hashed(password: str) -> str:
    with _TRYING:
        return _hasher().hash(password)


@cache
def _nobodys() -> str:
    return _hashed(secrets.token_hex(16))
