"""The locks hold everything that an installation asks for, and tell nobody's address."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
USERS, BUILD, DEVELOPERS = "requirements.lock", "requirements-build.lock", "requirements-dev.lock"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text_of(lock: str) -> str:
    return (ROOT / lock).read_text(encoding="utf-8")


def entries_of(text: str) -> list[str]:
    """The entries of a lock, each with its hashes, in one line."""
    return text.replace("\\\n", " ").splitlines()


def locked_in(text: str) -> dict[str, Requirement]:
    """What a lock holds for this machine and this Python, by name."""
    found = [Requirement(entry.partition("--hash")[0]) for entry in entries_of(text)]
    return {canonicalize_name(one.name): one for one in found if applies(one)}


def applies(requirement: Requirement, extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({"extra": extra})


def group(name: str) -> Iterator[str]:
    """The requirements of a dependency group, with those of the groups that it includes."""
    for entry in PROJECT["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


def needed_by(first: Iterable[str]) -> Iterator[Requirement]:
    """Every requirement below the first ones, read from the metadata of what is installed."""
    waiting = [Requirement(words) for words in first]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        yield requirement
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            inner = [Requirement(words) for words in distribution(name).requires or []]
            waiting += [one for one in inner if applies(one, extra)]


def left_out(text: str, first: Iterable[str]) -> set[str]:
    """What an installation asks for and a lock does not hold: a package or an extra of one."""
    locked = locked_in(text)
    missing = set()
    for requirement in needed_by(first):
        held = locked.get(canonicalize_name(requirement.name))
        if held is None:
            missing.add(requirement.name)
        else:
            missing |= {f"{held.name}[{extra}]" for extra in requirement.extras - held.extras}
    return missing


LOCKS_WITH_WHAT_THEY_ARE_FOR = [
    pytest.param(USERS, PROJECT["project"]["dependencies"], id=USERS),
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


def test_the_developers_lock_holds_the_other_two_to_the_letter() -> None:
    whole = set(entries_of(text_of(DEVELOPERS)))
    # An extra may be asked for by developers alone.
    without_extras = {re.sub(r"\[[a-z,]+\]==", "==", entry) for entry in whole}
    assert set(entries_of(text_of(USERS))) <= whole | without_extras
    assert set(entries_of(text_of(BUILD))) <= whole | without_extras
    assert {"mypy", "pytest"} & set(locked_in(text_of(USERS))) == set()


@pytest.mark.parametrize("lock", [USERS, BUILD, DEVELOPERS])
def test_every_entry_is_one_version_with_hashes_and_no_address(lock: str) -> None:
    entries = entries_of(text_of(lock))
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry)
        assert not re.search(r"://|@|index-url|find-links", entry), entry
