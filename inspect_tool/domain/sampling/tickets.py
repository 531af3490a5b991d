"""Tickets: the public random numbers of "PRN/1", that anyone can repeat with SHA-256 alone.

Source: Rivest (2018), Consistent sampling with replacement, arXiv:1808.10016; RFC 3797 (2004);
NIST (2015), FIPS 180-4.
"""

from __future__ import annotations

import hashlib
import unicodedata

from inspect_tool.errors import CheckFailedError

SPECIFICATION = "PRN/1"

# Trimmed at the ends only: tab to carriage return, space, no-break space, byte order mark. This is
# what spreadsheets and text editors leave behind without anybody seeing it.
TRIMMED = "\t\n\v\f\r \u00a0\ufeff"

# Twenty decimal digits are 66 bits: nobody can try all seeds to find one that they like.
MINIMUM_SEED_DIGITS = 20


class InvalidFieldError(CheckFailedError):
    """A field is empty, or holds a character that cannot be hashed the same way everywhere.

    Args:
        reason: What is wrong with it; never the field itself, which can identify a child.
        column: Which column it stands in, when that is known.
        row: Which row of the frame, from 1; 0 when that is not known.
    """

    def __init__(self, reason: str, *, column: str = "field", row: int = 0) -> None:
        place = f"Row {row} of the frame: the {column}" if row else f"The {column}"
        super().__init__(f"{place} {reason}. Correct it in the list and read the list again.")
        self.reason = reason
        self.column = column
        self.row = row


class ShortSeedError(CheckFailedError):
    """A seed is so short that somebody could have tried all of them."""

    def __init__(self, digits: int) -> None:
        super().__init__(
            f"The seed has {digits} decimal digits and needs at least {MINIMUM_SEED_DIGITS}. "
            f"Throw {MINIMUM_SEED_DIGITS} ten-sided dice in public, or use a beacon round that "
            f"was announced beforehand."
        )


def is_plain(text: str) -> bool:
    """Whether the text is its own canonical form, decided without looking at each character."""
    return (
        text.isascii()
        and text.isprintable()
        and text != ""
        and "%" not in text
        and "|" not in text
        and text[0] != " "
        and text[-1] != " "
    )


def tidy(text: str) -> str:
    """The field as people see it: Unicode NFC, trimmed at the ends.

    Raises:
        InvalidFieldError: Nothing is left, or a control or surrogate character is inside.
    """
    if is_plain(text):
        return text
    trimmed = unicodedata.normalize("NFC", text).strip(TRIMMED)
    if not trimmed:
        raise InvalidFieldError("is empty")
    for character in trimmed:
        _check_character(character)
    return trimmed


def canon(text: str) -> str:
    """Canonical form of a field: what is hashed, the same on every machine.

    That is the tidy text with `%` and `|` escaped, so that two fields can never run together.
    Case and leading zeros stay: `000123` is not `123`.

    Raises:
        InvalidFieldError: Nothing is left, or a control or surrogate character is inside.
    """
    return tidy(text).replace("%", "%25").replace("|", "%7C")


def uncanon(text: str) -> str:
    """The tidy text of a field in canonical form."""
    return text.replace("%7C", "|").replace("%25", "%")


def _check_character(character: str) -> None:
    category = unicodedata.category(character)
    if category == "Cc":
        raise InvalidFieldError(f"holds the control character U+{ord(character):04X}")
    if category == "Cs":
        raise InvalidFieldError(f"holds the surrogate U+{ord(character):04X}")


def check_seed(seed: str) -> None:
    """Refuse a seed with fewer than twenty decimal digits.

    Raises:
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

    The stratum takes no part: a corrected case type is no second throw of the dice.
    """
    return sha256_hex(ticket_message(key, list_id, unit_id))


def ticket_number(hex_ticket: str) -> int:
    """The ticket as a whole number below 2**256."""
    return int(hex_ticket, 16)


def sha256_hex(text: str) -> str:
    """SHA-256 of the text in UTF-8, in lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
