"""Backups that pages make: in the review's folder, until somebody takes them elsewhere."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.overview.backup import Source, Target, Written, back_up, lock_with
from inspect_tool.services.overview.copies import check_may_copy
from inspect_tool.services.overview.passphrases import check_new_passphrase
from inspect_tool.store import audit_queries
from inspect_tool.store.private_files import make_private_folder

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork

FOLDER: Final = "backups"
FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.age")


class NoSuchBackupError(UsageError):
    """There is no backup of that name."""

    def __init__(self) -> None:
        super().__init__("There is no backup of that name. Look at the list again.")


@dataclass(frozen=True)
class KeptBackup:
    """A file of a backup.

    Args:
        size: Bytes.
        written_at: When it was written; None where the audit trail knows no file that has its
            bytes, so that it was changed, damaged, or is another review's.
    """

    name: str
    size: int
    written_at: datetime | None


def list_backups(work: UnitOfWork, review: Review, folder: Path) -> tuple[KeptBackup, ...]:
    """The backups in the folder of the review, each read and held against the audit trail.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: The actor may not see everything.
    """
    check_may_copy(work, review)
    written = {
        digest: entry.at
        for entry in audit_queries.entries_of_action(work, "review.backup")
        for digest in entry.details["sha256"]
    }
    files = (path for path in (folder / FOLDER).glob("*.age") if FILE.fullmatch(path.name))
    return tuple(
        KeptBackup(path.name, path.stat().st_size, written.get(_digest(path)))
        for path in sorted(files, reverse=True)
    )


def keep_backup(begin: Begin, source: Source, passphrase: str, now: datetime) -> Written:
    """Write the whole review and its keys into two encrypted files, and verify them.

    Raises:
        ShortPassphraseError: The passphrase is soon guessed.
        NotYourRoleError, ConflictHoldsError, BlindReadError: The actor may not see everything.
        BackupRefusedError, BackupFaultyError, NotVerifiedError: See `back_up`.
    """
    with begin() as work:
        check_may_copy(work, source.review)
    check_new_passphrase(passphrase)
    folder = source.folder / FOLDER
    make_private_folder(folder)
    name = f"{source.review.plan.review}-{now:%Y-%m-%dT%H%M%S}"
    keys_file = folder / f"{name}-keys.age"
    target = Target(folder / f"{name}.age", keys_file, lock_with(passphrase, ()))
    return back_up(begin, source, target)


def hand_out_backup(work: UnitOfWork, review: Review, folder: Path, name: str) -> Path:
    """A file of a backup, to be kept elsewhere; who had it is kept.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: The actor may not see everything.
        NoSuchBackupError: There is none.
    """
    if name not in {one.name for one in list_backups(work, review, folder)}:
        raise NoSuchBackupError
    work.audit("review.backup-handed-out", file=name)
    return folder / FOLDER / name


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
