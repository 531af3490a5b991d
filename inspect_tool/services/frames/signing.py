"""What the review keeps of its signing key, so that another one in its place is noticed."""

from __future__ import annotations

import hashlib

SHOWN_OF_DIGEST = 16  # hex digits; enough to tell two keys of one review apart


def fingerprint(signing_key: bytes) -> str:
    """What the audit trail keeps of a signing key: it tells two apart, and signs nothing."""
    return hashlib.sha256(b"inspect-tool signing key " + signing_key).hexdigest()[:SHOWN_OF_DIGEST]
