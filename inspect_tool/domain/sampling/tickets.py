"""Tickets: the public random numbers of "PRN/1", that anyone can repeat with SHA-256 alone.

Source: Rivest (2018), Consistent sampling with replacement, arXiv:1808.10016; RFC 3797 (2004);
NIST (2015), FIPS 180-4.
"""

from __future__ import annotations

from inspect_tool.domain.language.canonical import (
    InvalidFieldError,
    canon,
    sha256_hex,
)
from inspect_tool.errors import CheckFailedError

SPECIFICATION = "PRN/1"


# Twenty decimal digits are 66 bits: nobody can try all seeds to find one that they like.
MINIMUM_SEED_DIGITS = 20


class SeedDigitsError(CheckFailedError):
    """A seed has something in it that is not a decimal digit, which is room for trying others."""

    def __init__(self) -> None:
        super().__init__(
            "The seed is not written in decimal digits alone. Write the digits as they were "
            "published, one after the other, without spaces, signs or letters."
        )


class ShortSeedError(CheckFailedError):
    """A seed is so short that somebody could have tried all of them."""

    def __init__(self, digits: int) -> None:
        super().__init__(
            f"The seed has {digits} decimal digits and needs at least {MINIMUM_SEED_DIGITS}. "
            f"Throw {MINIMUM_SEED_DIGITS} ten-sided dice in public, or use a beacon round that "
            f"was announced beforehand."
        )


def check_seed(seed: str) -> None:
    """Refuse a seed that is not twenty decimal digits or more, and nothing else.

    Raises:
        SeedDigitsError: There is something else in it.
        ShortSeedError: It is too short.
        InvalidFieldError: It is empty or holds a control character.
    """
    try:
        text = canon(seed)
    except InvalidFieldError as error:
        raise InvalidFieldError(error.reason, column="seed") from None
    digits = sum(character in "0123456789" for character in text)
    if digits < MINIMUM_SEED_DIGITS:
        raise ShortSeedError(digits)
    if digits < len(text):
        raise SeedDigitsError


def draw_key(draw_id: str, seed: str) -> str:
    """Key of a draw: the draw's identifier and its public seed, hashed together."""
    return sha256_hex(f"{SPECIFICATION}-key|{canon(draw_id)}|{canon(seed)}")


def ticket_prefix(key: str, canonical_list: str) -> str:
    """What the messages of all units of a list begin with."""
    return f"{SPECIFICATION}|{key}|{canonical_list}|"


def ticket_message(key: str, list_id: str, unit_id: str) -> str:
    """What is hashed for one unit; anyone can put it through `sha256sum`."""
    return ticket_prefix(key, canon(list_id)) + canon(unit_id)


def ticket(key: str, list_id: str, unit_id: str) -> str:
    """Ticket of one unit: 64 lower-case hexadecimal digits.

    The stratum takes no part: correcting a case type is not a second throw of the dice.
    """
    return sha256_hex(ticket_message(key, list_id, unit_id))


def ticket_number(hex_ticket: str) -> int:
    """The ticket as a whole number below 2**256."""
    return int(hex_ticket, 16)
