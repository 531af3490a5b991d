"""The keys of packs, all made from the review's signing key, so that there is no other to lose.

One signs what goes out, so that its return is known to be of this review; one opens returns, so
that nobody at the office needs a passphrase. In each pack is a third, made for it alone, which
signs its return.
"""

from __future__ import annotations

import hashlib
import hmac

from inspect_tool.domain.release.manifest import Signature
from inspect_tool.services.publication.release_key import ReleaseKey, is_signed, public_half
from inspect_tool.store import age

PACK = "inspect-tool pack"
RETURN = "inspect-tool pack return"


def signer_of_packs(signing_key: bytes) -> ReleaseKey:
    """What signs the packs of a review."""
    return _signer(_made(signing_key, b"signs packs"))


def pack_signer(private: bytes) -> ReleaseKey:
    """What signs the return of one pack, from the key in it."""
    return _signer(private)


def return_identity(signing_key: bytes) -> str:
    """The private key, as age writes it, that returns of packs are encrypted to."""
    return age.identity_text(_made(signing_key, b"opens returns of packs"))


def signed(key: ReleaseKey, kind: str, text: str) -> str:
    """The signature over a manifest, in hex."""
    return key.sign(kind, text.encode()).signature


def is_signed_with(public_key: str, kind: str, text: str, signature: str) -> bool:
    """Whether a manifest has the signature of a key."""
    return is_signed(Signature(public_key, signature), kind, text.encode())


def _signer(private: bytes) -> ReleaseKey:
    return ReleaseKey(private, public_half(private), is_new=False)


def _made(signing_key: bytes, what_for: bytes) -> bytes:
    """A key for one purpose. Source: RFC 5869 (2010), HKDF, s. 2.3, of one block."""
    return hmac.new(signing_key, b"inspect-tool " + what_for + b"\x01", hashlib.sha256).digest()
