"""What forms are known by: made up for each, with a mark of the person it was made for."""

from __future__ import annotations

import hashlib
import secrets

BYTES_OF_A_TOKEN = 16
LENGTH_OF_A_MARK = 16


def new_token(person: str) -> str:
    """What a form is known by, with a mark of whom it was made for."""
    made = secrets.token_hex(BYTES_OF_A_TOKEN)
    return made + _mark(made, person)


def is_anothers(token: str, person: str) -> bool:
    """Whether a form was made for somebody else: a slip, not an attack, which it would not stop."""
    made, mark = token[: 2 * BYTES_OF_A_TOKEN], token[2 * BYTES_OF_A_TOKEN :]
    return len(mark) == LENGTH_OF_A_MARK and mark != _mark(made, person)


def _mark(made: str, person: str) -> str:
    return hashlib.sha256(f"{made} {person}".encode()).hexdigest()[:LENGTH_OF_A_MARK]
