"""What is wrong in a document that people write, placed by its keys.

A fault knows where it is by keys and list positions (`domains`, 0, `criteria`, 2, `title`). Only
the reader of the file knows lines, and turns faults into problems.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from inspect_tool.errors import Severity

DocumentPath: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong in a document.

    Args:
        path: Keys and list positions that lead to it.
        kind: Short fixed name of the kind of fault, such as `unknown-id`.
        message: What is wrong, as a sentence without a full stop.
        remedy: What to do about it, as a sentence.
        severity: `REFUSED` for an error, `NOTED` for a warning.
        value: What the document has there.
    """

    path: DocumentPath
    kind: str
    message: str
    remedy: str
    severity: Severity = Severity.REFUSED
    value: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the document cannot be used with it."""
        return self.severity is Severity.REFUSED


# How alike two names must be (difflib's ratio, from 0 to 1) before one is offered for the other.
ALIKE = 0.6


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like a misspelt one, or None when none is like it.

    Of equally near names it is the first.
    """
    matcher = SequenceMatcher(b=name)

    def likeness(candidate: str) -> float:
        matcher.set_seq1(candidate)
        return matcher.ratio()

    best = max(known, key=likeness, default=None)
    return best if best is not None and likeness(best) >= ALIKE else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that offers the nearest known name, or nothing."""
    near = nearest(name, known)
    return "" if near is None else f"; did you mean {near}?"


def choose_from(name: str, known: Iterable[str]) -> str:
    """The remedy for an unknown name: the nearest known one, else all of them."""
    names = list(known)
    near = nearest(name, names)
    if near is not None:
        return f"Write {near}, or another that exists."
    return f"Choose from {listed(names)}." if names else "Add it first."


def listed(names: Iterable[str], *, joint: str = "and") -> str:
    """Names as a sentence lists them: `a, b and c`."""
    parts = list(names)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def key_path(path: DocumentPath) -> str:
    """A path as people write it: `domains[0].criteria[2].title`."""
    words = ""
    for part in path:
        words += f"[{part}]" if isinstance(part, int) else f".{part}"
    return words.removeprefix(".")
