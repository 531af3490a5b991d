"""What a passphrase of a backup or a pack must be."""

from __future__ import annotations

from inspect_tool.errors import UsageError

# Three random words have about as many (National Cyber Security Centre, "Three random words").
SHORTEST_PASSPHRASE = 12


class ShortPassphraseError(UsageError):
    """A passphrase that is soon guessed."""

    def __init__(self) -> None:
        super().__init__(
            f"The passphrase has fewer than {SHORTEST_PASSPHRASE} characters. "
            "Take three or four words that have nothing to do with one another."
        )


def check_new_passphrase(typed: str) -> None:
    """Refuse a new passphrase that is too short.

    Raises:
        ShortPassphraseError: It is.
    """
    if len(typed) < SHORTEST_PASSPHRASE:
        raise ShortPassphraseError
