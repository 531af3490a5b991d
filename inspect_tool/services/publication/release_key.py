"""The key that signs releases: made with the first one, known to readers by its public half."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.release.manifest import Signature, signed_message
from inspect_tool.errors import RefusedError
from inspect_tool.services.review.signing import RELEASE_KEY_MADE
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

PUBLIC = "public_key"


class ReleaseKeyLostError(RefusedError):
    """Readers know this review's releases by a key that is not here."""

    def __init__(self, known: str) -> None:
        super().__init__(
            f"keys/release.key is not here, or is not the one whose public half is {known}, by "
            "which readers know this review's releases. Nothing was changed. Put it back from the "
            "backup of the keys. If it is lost for good or somebody else may have it: --new-key, "
            "and publish the new sentence where the old one stands."
        )


@dataclass(frozen=True)
class ReleaseKey:
    """A key that signs.

    Args:
        private: Its private half, 32 bytes.
        public: Its public half, 64 hexadecimal digits; what readers are told.
        is_new: Whether it was made now.
    """

    private: bytes
    public: str
    is_new: bool

    def sign(self, kind: str, held: bytes) -> Signature:
        """Sign a manifest or a notice.

        Source: RFC 8032 (2017), Edwards-curve digital signature algorithm, s. 5.1.6.
        """
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        signer = Ed25519PrivateKey.from_private_bytes(self.private)
        return Signature(self.public, signer.sign(signed_message(kind, held)).hex())


def public_half(private: bytes) -> str:
    """What readers know a key by."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()


def is_signed(signature: Signature, kind: str, held: bytes) -> bool:
    """Whether a signature is that of its public key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.public_key))
        key.verify(bytes.fromhex(signature.signature), signed_message(kind, held))
    except (InvalidSignature, ValueError):
        return False
    return True


def known_public_key(work: UnitOfWork) -> str:
    """By what readers know this review's releases; empty before the first one."""
    made = audit_queries.newest_of_actions(work, (RELEASE_KEY_MADE,))
    return "" if made is None else str(made.details[PUBLIC])


def key_to_seal(work: UnitOfWork, keys: KeyFolder, *, is_new: bool = False) -> ReleaseKey:
    """The review's key, made when it is first needed or a new one is asked for.

    Raises:
        ReleaseKeyLostError: Readers know another one.
        DamagedReleaseKeyError: It is not what was written.
    """
    known = known_public_key(work)
    private = None if is_new and known else keys.release_key()
    if private is None:
        if known and not is_new:
            raise ReleaseKeyLostError(known)
        private = _made(keys)
    public = public_half(private)
    if public == known:
        return ReleaseKey(private, public, is_new=False)
    if known and not is_new:
        raise ReleaseKeyLostError(known)
    work.audit(RELEASE_KEY_MADE, **{PUBLIC: public, **({"instead_of": known} if known else {})})
    return ReleaseKey(private, public, is_new=True)


def _made(keys: KeyFolder) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private = Ed25519PrivateKey.generate().private_bytes_raw()
    keys.keep_release_key(private)
    return private
