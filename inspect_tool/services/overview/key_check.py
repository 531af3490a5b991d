"""Whether key files say who each child is, and whether the signing key is the one that was used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_tool.services.frames.returns import Tokeniser
from inspect_tool.services.frames.signing import fingerprint
from inspect_tool.store import queries
from inspect_tool.store.key_files import DamagedKeyFileError, DamagedSigningKeyError

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

EXPORT = "case.export"
SIGNED_WITH = "signed_with"


def check_ids_of_key_files(work: UnitOfWork, keys: KeyFolder | None) -> Iterator[str]:
    """A sentence for each key file with an id that does not give the token it stands under.

    Somebody who swaps the ids of two children would have the wrong file read.
    """
    if keys is None:
        return
    known = queries.frame_returns(work)
    for path in sorted(keys.folder.glob("[!.]*.json")):
        if path.stem not in known and _has_ids(keys, path.stem):
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
    """A sentence where the signing key is another one than workbooks were issued with."""
    if keys is None or not keys.has_signing_key():
        return
    used = {
        str(entry.details[SIGNED_WITH])
        for entry in queries.audit_entries(work)
        if entry.action == EXPORT and SIGNED_WITH in entry.details
    }
    try:
        known = fingerprint(keys.signing_key())
    except DamagedSigningKeyError:
        return  # told where it is looked for
    if used - {known}:
        yield (
            "keys/signing.key is not the one that workbooks were issued with. Put it back from "
            "the backup: without it they cannot be taken back."
        )


def _has_ids(keys: KeyFolder, authority: str) -> bool:
    try:
        found = keys.read(authority)
    except DamagedKeyFileError:
        return False
    return found is not None and bool(found.local_ids)
