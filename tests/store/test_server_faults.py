"""Each fault of PostgreSQL gets the sentence that helps; none quotes an address or a value."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError

from inspect_tool.errors import InspectToolError
from inspect_tool.store import database_errors
from inspect_tool.store.database_errors import (
    DatabaseAddressError,
    DatabaseBusyError,
    DiskFaultError,
    NoDatabaseServerError,
    NoDriverError,
    NoPrimaryError,
    NoSafeConnectionError,
    NotTakenByServerError,
    RoleMayNotError,
    ServerCrowdedError,
    ServerFaultError,
    ServerFullError,
    ServerLostError,
    ServerReadOnlyError,
    ServerRefusesError,
    error_of,
)
from inspect_tool.store.engine import open_engine

pytestmark = pytest.mark.one_engine("of PostgreSQL alone")

SECRET = "geheim"  # noqa: S105  # what may stand in no message
FAULTS: dict[str, tuple[str | None, str, type[InspectToolError], int]] = {
    "a wrong password": ("28P01", "", ServerRefusesError, 3),
    "no role": ("28000", "", ServerRefusesError, 3),
    "no database": ("3D000", "", NoDatabaseServerError, 4),
    "connection lost": ("08006", "", ServerLostError, 4),
    "server stops": ("57P01", "", ServerLostError, 4),
    "server crashed": ("57P02", "", ServerLostError, 4),
    "server starts": ("57P03", "", NoDatabaseServerError, 4),
    "idle too long": ("25P03", "", ServerLostError, 4),
    "no room": ("53100", "", ServerFullError, 4),
    "no memory": ("53200", "", ServerFullError, 4),
    "a disk that fails": ("58030", "", DiskFaultError, 4),
    "too many connections": ("53300", "", ServerCrowdedError, 3),
    "a standby": ("25006", "", ServerReadOnlyError, 4),
    "no right": ("42501", "", RoleMayNotError, 3),
    "crossed with another": ("40001", "", DatabaseBusyError, 3),
    "a deadlock": ("40P01", "", DatabaseBusyError, 3),
    "somebody writes": ("55P03", "", DatabaseBusyError, 3),
    "the same at once": ("23505", "", DatabaseBusyError, 3),
    "a character": ("22P05", "", NotTakenByServerError, 4),
    "anything else": ("XX000", "", ServerFaultError, 4),
    "refused while connecting": (
        None,
        'connection failed: FATAL:  password authentication failed for user "x"',
        ServerRefusesError,
        3,
    ),
    "nobody answers": (None, "connection failed: Connection refused", NoDatabaseServerError, 4),
    "no such host": (None, "failed to resolve host 'x'", NoDatabaseServerError, 4),
    "crowded": (None, "connection failed: sorry, too many clients already", ServerCrowdedError, 3),
    "only a standby answers": (
        None,
        "connection failed: connection to server failed: session is read-only",
        NoPrimaryError,
        4,
    ),
    "a primary whose certificate is wrong, and a standby": (
        None,
        "connection failed: session is read-only\nMultiple connection attempts failed. All "
        "failures were:\n- connection failed: SSL error: certificate verify failed\n- host: 'b'",
        NoSafeConnectionError,
        4,
    ),
    "no such way of TLS": (
        None,
        'connection is bad: invalid sslmode value: "full"',
        DatabaseAddressError,
        2,
    ),
    "no such option": (None, 'invalid connection option "sslmod"', DatabaseAddressError, 2),
    "lost while TLS began": (
        None,
        "connection failed: SSL error: unexpected eof",
        NoDatabaseServerError,
        4,
    ),
    "lost later": (
        None,
        "consuming input failed: SSL error: certificate has",
        ServerLostError,
        4,
    ),
    "gone": (None, "the connection is closed", ServerLostError, 4),
    "a NUL": (
        None,
        "PostgreSQL text fields cannot contain NUL (0x00) bytes",
        NotTakenByServerError,
        4,
    ),
}


# As psycopg 3.3 and libpq 18 gave them, with a PostgreSQL 15 in whose way each thing was put.
OF_TLS = {
    "another name": 'server certificate for "a" does not match host name "b"',
    "certificate of an authority": 'root certificate file "/a" does not exist\nEither provide',
    "readable": 'could not read root certificate file "/a": shutdown while in init',
    "out of date, or of an authority": "SSL error: certificate verify failed",
    "`ssl` turned on": "server does not support SSL, but SSL was required",
    "a certificate of yours": "FATAL:  connection requires a valid client certificate",
    "only you may read": 'private key file "/a" has group or world access; file must have',
    "with its key": 'certificate present, but not private key file "/a"',
    "not taken": "SSL error: tlsv1 alert unknown ca",
    "in common": "SSL error: tlsv1 alert protocol version\nThis may indicate that the server",
}


class OfServer(Exception):  # noqa: N818  # stands for what psycopg raises
    """A fault with the code that the server gave."""

    def __init__(self, code: str | None, words: str) -> None:
        super().__init__(f"{words} ({SECRET})" if words else SECRET)
        self.sqlstate = code


OfServer.__name__ = "OperationalError"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_server_has_its_sentence_and_its_exit_code(name: str) -> None:
    code, words, kind, exit_code = FAULTS[name]
    told = error_of(OperationalError("select 1", None, OfServer(code, words)))
    assert type(told) is kind
    assert told.exit_code == exit_code
    assert SECRET not in told.message
    lost = "see whether it is there" in told.message
    assert lost or "othing was changed" in told.message or "nothing was changed" in told.message


@pytest.mark.parametrize("words", OF_TLS)
def test_what_keeps_a_connection_from_being_safe_is_said(words: str) -> None:
    said = f'connection failed: connection to server at "a", port 1 failed: {OF_TLS[words]}'
    told = error_of(OperationalError("select 1", None, OfServer(None, said)))
    assert type(told) is NoSafeConnectionError
    assert words in told.message
    assert SECRET not in told.message


def test_no_fault_of_the_database_is_told_a_browser_as_one_of_what_it_sent() -> None:
    faults: list[type[InspectToolError]] = [
        one
        for one in vars(database_errors).values()
        if isinstance(one, type) and issubclass(one, InspectToolError)
        if one.__module__ == database_errors.__name__
    ]
    assert len(faults) > len({kind for _, _, kind, _ in FAULTS.values()})
    assert {one.__name__ for one in faults if one.http_status == 415} == set()
    assert NoDatabaseServerError.http_status == ServerLostError.http_status == 503


def test_a_connection_that_was_found_dead_is_lost() -> None:
    dead = DBAPIError("select 1", None, OfServer("XX000", ""), connection_invalidated=True)
    assert type(error_of(dead)) is ServerLostError


@pytest.mark.parametrize(
    "url",
    ["mysql://x:geheim@h/d", "geheim", "postgresql://x:geheim@[::1/d", "postgresql+asyncpg://h/d"],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseAddressError, match="postgresql://ROLE@HOST/DATABASE") as caught:
        open_engine(url)
    assert SECRET not in caught.value.message
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
def test_without_the_driver_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(NoDriverError, match=r"pip install 'inspect-tool\[postgres\]'"):
        open_engine(f"{name}://x:geheim@h/d")


@pytest.mark.parametrize(
    ("given", "hosts", "wanted"),
    [
        ("one:5432,two/review", ("one:5432", "two"), "read-write"),
        ("ab:s%40x@one,two:1,three/review", ("one", "two:1", "three"), "read-write"),
        ("one,two/review?target_session_attrs=any", ("one", "two"), "any"),
        ("one,two/review?sslmode=verify-full", ("one", "two"), "read-write"),
        ("%2Frun%2Fone,%2Frun%2Ftwo/review", ("/run/one", "/run/two"), "read-write"),
    ],
)
def test_an_address_may_name_several_servers_of_which_one_takes_changes(
    given: str, hosts: tuple[str, ...], wanted: str
) -> None:
    url = open_engine(f"postgresql://{given}").url
    assert url.query["host"] == hosts
    assert url.query["target_session_attrs"] == wanted
    assert (url.database, url.host) == ("review", None)
    assert url.username == ("ab" if "ab:" in given else None)
    assert url.password == ("s@x" if "ab:" in given else None)
    assert ("sslmode" in url.query) == ("sslmode" in given)


def test_an_address_of_one_server_is_left_as_it_is() -> None:
    url = open_engine("postgresql://ab@one:5432/review?options=-c%20x%3D1,2").url
    assert (url.host, url.port) == ("one", 5432)
    assert "target_session_attrs" not in url.query
