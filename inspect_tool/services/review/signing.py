"""The key that signs workbooks and heads: what the audit trail knows of it, and what is refused."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from inspect_tool.errors import RefusedError
from inspect_tool.store import audit_queries, deletion_queries, queries
from inspect_tool.store.key_files import DamagedSigningKeyError

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

MADE = "signing-key.made"
RELEASE_KEY_MADE = "release-key.made"
FINGERPRINT = "fingerprint"
EXPORT = "case.export"
PACK_OUT = "pack.out"
SIGNED_WITH = "signed_with"
SHOWN_OF_DIGEST = 16  # hex digits; enough to tell two keys of one review apart
PUT_BACK = (
    "Put it back: `restore` the newest backup with its --keys into an empty folder, and take "
    "keys/signing.key from there."
)


class SigningKeyMissingError(RefusedError):
    """Workbooks are in the field, and the key that signed them is gone."""

    def __init__(self) -> None:
        super().__init__(
            "keys/signing.key is missing, and workbooks were issued with it: without it none of "
            f"them is known when it comes back. Nothing was changed. {PUT_BACK}"
        )


class SigningKeyChangedError(RefusedError):
    """Workbooks are in the field, and another key stands in the place of the one that signed."""

    def __init__(self) -> None:
        super().__init__(
            "keys/signing.key is not the one that workbooks were issued with, so none of them is "
            f"known when it comes back. Nothing was changed. {PUT_BACK}"
        )


class SigningKeyDestroyedError(RefusedError):
    """The signing key went on purpose."""

    def __init__(self) -> None:
        super().__init__(
            "keys/signing.key was destroyed by `db purge`, so no workbook can be issued or taken "
            "back any more. Nothing was changed."
        )


def fingerprint(signing_key: bytes) -> str:
    """What the audit trail keeps of a signing key: it tells two apart, and signs nothing."""
    return hashlib.sha256(b"inspect-tool signing key " + signing_key).hexdigest()[:SHOWN_OF_DIGEST]


def known_fingerprint(work: UnitOfWork) -> str:
    """Fingerprint of the review's key; empty where the audit trail has none yet."""
    made = audit_queries.newest_of_actions(work, (MADE,))
    if made is not None:
        return str(made.details[FINGERPRINT])
    return next(iter(sorted(fingerprints_in_the_field(work))), "")


def fingerprints_in_the_field(work: UnitOfWork) -> frozenset[str]:
    """Of the keys that workbooks and packs were issued with, as far as the audit trail has them."""
    return frozenset(
        str(entry.details[SIGNED_WITH])
        for entry in queries.audit_entries(work)
        if entry.action in (EXPORT, PACK_OUT) and SIGNED_WITH in entry.details
    )


def was_destroyed(work: UnitOfWork) -> bool:
    """Whether the signing key went on purpose."""
    return bool(deletion_queries.purged(work, "signing-key"))


def note_signing_key(work: UnitOfWork, keys: KeyFolder) -> None:
    """Make the review's key with the first thing that is recorded, and keep its fingerprint.

    Whoever loses or swaps it later is told, and no command makes another one without saying so.
    """
    if not work.changes.entries or audit_queries.newest_of_actions(work, (MADE,)) is not None:
        return
    if known_fingerprint(work) or queries.has_issued_workbooks(work) or was_destroyed(work):
        return  # a review of an earlier version, whose key is not to be made or vouched for now
    try:
        key = keys.signing_key() or keys.make_signing_key()
    except DamagedSigningKeyError:
        return  # `db check` tells
    work.audit(MADE, **{FINGERPRINT: fingerprint(key)})


def key_for_heads(work: UnitOfWork, keys: KeyFolder) -> bytes | None:
    """The review's own key; None where it is missing or another one, so that heads stay unsigned.

    `db check` says so; what was just done is not undone by it.
    """
    try:
        key = keys.signing_key()
    except DamagedSigningKeyError:
        return None
    if key is None:
        return None
    known = known_fingerprint(work)
    return key if known in ("", fingerprint(key)) else None


def key_to_issue(work: UnitOfWork, keys: KeyFolder) -> tuple[bytes, bool]:
    """The key to sign new workbooks with, and whether it takes the place of one that was lost.

    Raises:
        SigningKeyDestroyedError: It went on purpose.
        SigningKeyMissingError, SigningKeyChangedError: Workbooks in the field have another one.
        DamagedSigningKeyError: It is not what was written.
    """
    check_key_of_the_field(work, keys)
    key, known = keys.signing_key(), known_fingerprint(work)
    if key is None and was_destroyed(work):
        raise SigningKeyDestroyedError
    key = key or keys.make_signing_key()
    if fingerprint(key) == known:
        return key, False
    work.audit(MADE, **{FINGERPRINT: fingerprint(key), "instead_of": known})
    return key, bool(known)


def check_key_of_the_field(work: UnitOfWork, keys: KeyFolder) -> None:
    """Refuse to deal with workbooks while the key that those in the field have is not there.

    Raises:
        SigningKeyDestroyedError, SigningKeyMissingError, SigningKeyChangedError: By what is the
            matter.
        DamagedSigningKeyError: It is not what was written.
    """
    if not queries.has_issued_workbooks(work):
        return
    key = keys.signing_key()
    if key is None:
        raise SigningKeyDestroyedError if was_destroyed(work) else SigningKeyMissingError
    used = fingerprints_in_the_field(work)
    if used and fingerprint(key) not in used:
        raise SigningKeyChangedError
