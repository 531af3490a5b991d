"""Whether key files say who each child is, and whether the signing key is the one that was used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.review.signing import (
    MADE,
    PUT_BACK,
    fingerprint,
    fingerprints_in_the_field,
    known_fingerprint,
    was_destroyed,
)
from inspect_tool.store import audit_queries, frame_queries, queries
from inspect_tool.store.key_files import DamagedKeyFileError, DamagedSigningKeyError

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


def check_ids_of_key_files(work: UnitOfWork, keys: KeyFolder | None) -> Iterator[str]:
    """A sentence for each key file with an id that does not give the token it stands under.

    Somebody who swaps the ids of two children would have the wrong file read.
    """
    if keys is None:
        return
    known = frame_queries.frame_returns(work)
    for path in sorted(keys.folder.glob("[!.]*.json")):
        # A copy of a known authority's under another name is told as that.
        if path.stem not in known and _authority_with_ids(keys, path.stem) not in ("", *known):
            yield (
                f"The key file of {path.stem} has ids of children, and the database knows no list "
                "of theirs: it is empty, an older copy, or another review's. Restore a backup."
            )
    for authority in known:
        try:
            found = keys.read(authority)
        except DamagedKeyFileError:
            continue  # told where it is looked for
        if found is None:
            continue
        token = Tokeniser(bytes.fromhex(found.salt))
        wrong = sum(token(str(local_id)) != unit for unit, local_id in found.local_ids.items())
        if wrong:
            yield (
                f"The key file of {authority} has {wrong} ids that belong to other children than "
                "it says: it was changed. Put it back from the backup, or import the same return "
                "again with `frame import`."
            )


def check_signing_key(work: UnitOfWork, keys: KeyFolder | None) -> Iterator[str]:
    """A sentence where the signing key is not the one that the audit trail knows."""
    if keys is None:
        return
    try:
        key = keys.signing_key()
    except DamagedSigningKeyError as error:
        yield error.message
        return
    are_issued = queries.has_issued_workbooks(work)
    if key is None:
        if are_issued and not was_destroyed(work):
            yield (
                "keys/signing.key is missing, and workbooks were issued with it: without it they "
                f"cannot be taken back. {PUT_BACK}"
            )
        return
    if fingerprints_in_the_field(work) - {fingerprint(key)}:
        yield (
            "keys/signing.key is not the one that workbooks were issued with: without that they "
            f"cannot be taken back. {PUT_BACK}"
        )
    elif known_fingerprint(work) not in ("", fingerprint(key)):
        yield (
            "keys/signing.key is not the one that was made for this review, and whoever put it "
            "there could forge workbooks. No workbook was issued yet, so take it away if you "
            f"cannot put the right one back: `case export` makes a new one then. {PUT_BACK}"
        )


def notes_on_signing_key(work: UnitOfWork, keys: KeyFolder | None) -> Iterator[str]:
    """What is no fault of the review and has to be known about its signing key."""
    if keys is None:
        return
    is_known = bool(known_fingerprint(work)) and not was_destroyed(work)
    if is_known and not keys.has_signing_key() and not queries.has_issued_workbooks(work):
        yield (
            "keys/signing.key is missing. No workbook was issued yet, so what is lost is the "
            f"signature of heads. {PUT_BACK} If it is lost for good, `case export` makes a new "
            "one and says so."
        )
    for made in audit_queries.entries_of_actions(work, (MADE,)):
        if made.details.get("instead_of"):
            yield (
                f"A new keys/signing.key was taken on {made.at:%Y-%m-%d}, before any workbook was "
                "issued: heads that were signed before do not have its signature."
            )


def _authority_with_ids(keys: KeyFolder, name: str) -> str:
    """Whose ids a key file has; empty where it has none."""
    try:
        found = keys.read(name)
    except DamagedKeyFileError:
        return ""
    return found.authority if found is not None and found.local_ids else ""
