"""The locks hold everything that an installation asks for, and tell nobody's address."""

from __future__ import annotations

import re
from importlib.metadata import distribution

import pytest

from tests.locks import (
    BUILD,
    DEVELOPERS,
    PROJECT,
    PROOFS,
    SERVER,
    USERS,
    entries_of,
    group,
    left_out,
    locked_in,
    text_of,
)

EXTRAS = [one for extra in PROJECT["project"]["optional-dependencies"].values() for one in extra]
LOCKS_WITH_WHAT_THEY_ARE_FOR = [
    pytest.param(USERS, PROJECT["project"]["dependencies"], id=USERS),
    pytest.param(SERVER, [*PROJECT["project"]["dependencies"], *EXTRAS], id=SERVER),
    pytest.param(BUILD, list(group("build")), id=BUILD),
    pytest.param(DEVELOPERS, [*PROJECT["project"]["dependencies"], *group("dev")], id=DEVELOPERS),
]


@pytest.mark.parametrize(("lock", "first"), LOCKS_WITH_WHAT_THEY_ARE_FOR)
def test_a_lock_holds_every_package_and_every_extra_that_is_asked_for(
    lock: str, first: list[str]
) -> None:
    assert left_out(text_of(lock), first) == set()


def test_a_lock_without_extras_is_found_out() -> None:
    """As the locks once were: pip below 23.3 then looks for a version of its own."""
    bare = re.sub(r"\[[a-z,]+\]==", "==", text_of(DEVELOPERS))
    first = [*PROJECT["project"]["dependencies"], *group("dev")]
    assert {"fonttools[woff]", "coverage[toml]"} <= left_out(bare, first)


def test_a_lock_without_a_package_is_found_out() -> None:
    bare = re.sub(r"(?m)^tinycss2==(.*\n    )*.*\n", "", text_of(USERS))
    assert left_out(bare, PROJECT["project"]["dependencies"]) == {"tinycss2"}


def test_what_is_installed_is_what_the_lock_names() -> None:
    locked = locked_in(text_of(DEVELOPERS))
    versions = {name: f"=={distribution(name).version}" for name in locked}
    assert versions == {name: str(one.specifier) for name, one in locked.items()}


def test_the_developers_lock_holds_the_others_to_the_letter() -> None:
    whole = set(entries_of(text_of(DEVELOPERS)))
    # An extra may be asked for by developers alone.
    without_extras = {re.sub(r"\[[a-z,]+\]==", "==", entry) for entry in whole}
    for lock in (USERS, SERVER, BUILD):
        assert set(entries_of(text_of(lock))) <= whole | without_extras
    assert {"mypy", "pytest"} & set(locked_in(text_of(USERS))) == set()


@pytest.mark.parametrize("lock", [USERS, SERVER, BUILD, DEVELOPERS, PROOFS])
def test_every_entry_is_one_version_with_hashes_and_no_address(lock: str) -> None:
    entries = entries_of(text_of(lock))
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry)
        assert not re.search(r"://|@|index-url|find-links", entry), entry
