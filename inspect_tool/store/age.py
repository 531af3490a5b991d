"""Encryption of backups and packs in the age format, with a passphrase or to recipients.

Source: age-encryption.org/v1, https://c2sp.org/age; other programs that know it open the files too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyrage

from inspect_tool.errors import UnreadableFileError, UsageError

Turn = Callable[[bytes], bytes]


class NotDecryptedError(UnreadableFileError):
    """A file does not open with what was given, or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "The file cannot be decrypted: the passphrase or the identity is not the one that it "
            "was made for, or the file is damaged. Nothing was changed. Try again, or take "
            "another copy of it."
        )


class NoRecipientError(UsageError):
    """What was given is nobody's public key."""

    def __init__(self) -> None:
        super().__init__(
            "A recipient is a public key of age, which begins with age1. Copy it whole; "
            "age-keygen prints one."
        )


class NoIdentityError(UsageError):
    """A file holds no private key of age."""

    def __init__(self) -> None:
        super().__init__(
            "The identity's file holds no private key of age, which is a line that begins with "
            "AGE-SECRET-KEY-1. Name the file that age-keygen wrote."
        )


@dataclass(frozen=True)
class Lock:
    """How a backup is encrypted, and how what was written is opened again to verify it."""

    encrypt: Turn
    decrypt: Turn


def passphrase_lock(passphrase: str) -> Lock:
    """Encrypts with a passphrase."""

    def encrypt(content: bytes) -> bytes:
        return bytes(pyrage.passphrase.encrypt(content, passphrase))

    return Lock(encrypt, passphrase_key(passphrase))


def passphrase_key(passphrase: str) -> Turn:
    """Opens what was encrypted with a passphrase."""

    def decrypt(content: bytes) -> bytes:
        try:
            return bytes(pyrage.passphrase.decrypt(content, passphrase))
        except pyrage.DecryptError as error:
            raise NotDecryptedError from error

    return decrypt


def recipients_lock(recipients: Sequence[str]) -> Lock:
    """Encrypts to public keys, whose private halves need not be on this computer.

    To verify what was written, a key is added that lives in memory and is forgotten afterwards.

    Raises:
        NoRecipientError: One is no public key.
    """
    try:
        public = [pyrage.x25519.Recipient.from_str(text.strip()) for text in recipients]
    except pyrage.RecipientError as error:
        raise NoRecipientError from error
    for_a_moment = pyrage.x25519.Identity.generate()
    public.append(for_a_moment.to_public())

    def encrypt(content: bytes) -> bytes:
        return bytes(pyrage.encrypt(content, public))

    return Lock(encrypt, _identities_key([for_a_moment]))


def identity_key(text: str) -> Turn:
    """Opens what was encrypted to a public key, with the text of its identity file.

    Raises:
        NoIdentityError: The text holds no private key.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [
            pyrage.x25519.Identity.from_str(line)
            for line in lines
            if line and not line.startswith("#")
        ]
    except pyrage.IdentityError:
        # The line itself is a secret, so nothing of it goes into the error.
        raise NoIdentityError from None
    if not found:
        raise NoIdentityError
    return _identities_key(found)


def _identities_key(identities: Sequence[object]) -> Turn:
    def decrypt(content: bytes) -> bytes:
        try:
            return bytes(pyrage.decrypt(content, identities))
        except pyrage.DecryptError as error:
            raise NotDecryptedError from error

    return decrypt


_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_HUMAN_PART = "age-secret-key-"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LETTERS = 6


def identity_text(secret: bytes) -> str:
    """A private key of 32 bytes as age writes it, for a key that is made from another one.

    Source: BIP 173 (2017), Bech32, checked against what `pyrage` reads.
    """
    bits = int.from_bytes(secret) << 4  # 256 bits and four more are 52 groups of five
    words = [bits >> 5 * place & 31 for place in reversed(range(52))]
    head = [ord(letter) >> 5 for letter in _HUMAN_PART]
    head += [0, *(ord(letter) & 31 for letter in _HUMAN_PART)]
    check = _checksum([*head, *words, *[0] * _CHECK_LETTERS]) ^ 1
    words += [check >> 5 * place & 31 for place in reversed(range(_CHECK_LETTERS))]
    return f"{_HUMAN_PART}1{''.join(_LETTERS[word] for word in words)}".upper()


def _checksum(words: Sequence[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for place, term in enumerate(_GENERATOR):
            check ^= term if top >> place & 1 else 0
    return check


def public_text(identity: str) -> str:
    """The public key of a private one, both as age writes them."""
    return str(pyrage.x25519.Identity.from_str(identity).to_public())
