"""Reading the locks, and what an installation asks of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
USERS, BUILD, DEVELOPERS = "requirements.lock", "requirements-build.lock", "requirements-dev.lock"
SERVER = "requirements-server.lock"
PROOFS = "requirements-prove.lock"  # without what its packages require: files of them are read
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
