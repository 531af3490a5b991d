"""`backup` and `restore`: the whole review in two encrypted files, and a review from them again.

The review (database and documents) is one file; the keys, which say who the children are, another.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.people import KEEPER
from inspect_tool.errors import CheckFailedError, RefusedError
from inspect_tool.readers.documents.plan import files_beside
from inspect_tool.services.frames import told
from inspect_tool.services.frames.came_back import what_came_back
from inspect_tool.services.overview.copies import check_may_copy
from inspect_tool.services.overview.database_check import Outside, check_database
from inspect_tool.services.overview.restored_place import check_can_hold_review
from inspect_tool.services.review.documents import DATABASE_FILE, PLAN_FILE
from inspect_tool.services.review.folder import DOCUMENTS, OF_TEXTS, RELEASES
from inspect_tool.services.review.heads import head_of
from inspect_tool.store import age, archive, heads_file, migrate
from inspect_tool.store.archive import KEY_NAME, Archive, Part
from inspect_tool.store.damage import readable_database
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.store.evidence_folder import NAME as EVIDENCE
from inspect_tool.store.key_files import RELEASE_KEY, SIGNING_KEY, KeyFolder
from inspect_tool.store.private_files import (
    make_private_folder,
    place_private,
    sync_folder,
    write_private_part,
)

if TYPE_CHECKING:
    from inspect_tool.domain.audit import Head
    from inspect_tool.domain.review import Review
    from inspect_tool.store.age import Lock, Turn
    from inspect_tool.store.database import Begin, UnitOfWork

FOLDERS = (*OF_TEXTS, EVIDENCE, RELEASES)
KEYS = "keys"
ROOM = ".backup.part"
SHOWN = 3  # as many faults as a message can name


class BackupFaultyError(CheckFailedError):
    """The copy in a backup does not hold."""

    def __init__(self, faults: Sequence[str], remedy: str) -> None:
        more = f" And {len(faults) - SHOWN} more." if len(faults) > SHOWN else ""
        super().__init__(f"{' '.join(faults[:SHOWN])}{more} {remedy}")


class KeysOfAnotherReviewError(RefusedError):
    """The two files of a backup are of two reviews."""

    def __init__(self, keys: str, review: str) -> None:
        super().__init__(
            f"The keys are of the review {keys}, and the backup is of {review}. Nothing was "
            "restored; name the keys that were backed up with it."
        )


class NotVerifiedError(CheckFailedError):
    """What was written does not give back what it was made from."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file.name} did not read back as it was written, so it was removed and there is no "
            "backup. Check the drive that it goes to, or name another."
        )


@dataclass(frozen=True)
class Source:
    """What is backed up."""

    folder: Path
    review: Review
    database: Database
    keys: KeyFolder


@dataclass(frozen=True)
class Target:
    """Where a backup goes, and what it is encrypted with.

    Args:
        keys_file: Where the keys go; None leaves them out.
    """

    file: Path
    keys_file: Path | None
    lock: Lock


@dataclass(frozen=True)
class Written:
    """A backup that was written and verified.

    Args:
        digest, keys_digest: SHA-256 of the two files as they were written.
        left_out: What else is in the review's folder, and in neither file.
    """

    file: Path
    digest: str
    keys_file: Path | None
    keys_digest: str
    files: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Copies:
    """A backup as it was written, and what opens it."""

    file: Path
    keys_file: Path | None
    key: Turn


@dataclass(frozen=True)
class Restored:
    """A review that was made again from its backup.

    Args:
        made_at: The moment of the backup.
        head: Head of its audit trail; empty where the schema is older and nothing was checked.
        not_gone: What was destroyed or erased and came back with the keys.
    """

    folder: Path
    review: str
    made_at: datetime
    files: int
    has_keys: bool
    head: str
    not_gone: tuple[str, ...] = ()


def back_up(begin: Begin, source: Source, target: Target) -> Written:
    """Write the whole review into encrypted files, and verify them before they get their names.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: The actor may not see everything.
        BackupRefusedError: There is a file of that name, or the database is not a SQLite file.
        BackupFaultyError: The review itself does not hold.
        NotVerifiedError: A file did not read back as it was written.
    """
    paths = [path for path in (target.keys_file, target.file) if path is not None]
    for path in paths:
        if path.exists() or len(set(paths)) < len(paths):
            raise migrate.BackupRefusedError(f"{path} exists already. Name a file that does not.")
    with _private_room(source.folder / ROOM) as room:
        with begin() as work:
            check_may_copy(work, source.review)
            kept = _keys_to_back_up(work, source, target)
            parts = _collected(source, kept, room, now=work.now)
        archives = {target.file: parts[Part.REVIEW]}
        if target.keys_file is not None:
            archives = {target.keys_file: parts[Part.KEYS]} | archives
        digests = _write_verified(archives, target.lock, source.keys, room)
    with begin() as work:
        work.audit("review.backup", sha256=digests)
    return Written(
        file=target.file,
        digest=digests[-1],
        keys_file=target.keys_file,
        keys_digest=digests[0] if target.keys_file is not None else "",
        files=len(parts[Part.REVIEW].files),
        left_out=_left_out(source.folder, parts[Part.REVIEW]),
    )


@contextmanager
def _private_room(room: Path) -> Iterator[Path]:
    """A folder for copies that are not encrypted, inside the review's own, and gone afterwards."""
    shutil.rmtree(room, ignore_errors=True)  # of a process that was killed
    make_private_folder(room)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _keys_to_back_up(work: UnitOfWork, source: Source, target: Target) -> Sequence[str]:
    """Names of the key files that a backup takes along: no copies of them under other names.

    Raises:
        BackupFaultyError: Among them is what was destroyed or erased.
    """
    if target.keys_file is None:
        return ()
    found = what_came_back(work, source.keys)
    back = [file.words for file in found if not file.is_copy]
    if back:
        raise BackupFaultyError(back, "So no backup was made, which would carry it on.")
    kept = source.keys.folder
    copies = {file.name for file in found}
    names = {
        path.name for path in kept.glob("[!.]*.json") if KEY_NAME.fullmatch(f"{KEYS}/{path.name}")
    }
    return sorted((names | _signing_keys(kept)) - {name.partition("/")[2] for name in copies})


def _collected(
    source: Source, kept: Sequence[str], room: Path, *, now: datetime
) -> dict[Part, Archive]:
    """What each part is to hold; nobody changes the database meanwhile.

    Args:
        kept: Names of the key files to take along.
    """
    copy = room / "copy.db"
    migrate.back_up(source.database.engine, copy)
    files = {DATABASE_FILE: copy.read_bytes()}
    copy.unlink()
    for path in _documents(source):
        name = path.relative_to(source.folder).as_posix()
        if not archive.is_safe_name(name):
            raise migrate.BackupRefusedError(
                f"The name of {path.name!r} has characters that other systems do not allow, so it "
                "cannot be backed up. Give it a plain name; nothing was written."
            )
        files[name] = path.read_bytes()
    keys = {f"{KEYS}/{name}": (source.keys.folder / name).read_bytes() for name in kept}
    return {
        part: Archive(part, source.review.plan.review, now, held)
        for part, held in ((Part.REVIEW, files), (Part.KEYS, keys))
    }


def _signing_keys(folder: Path) -> set[str]:
    return {name for name in (SIGNING_KEY, RELEASE_KEY) if (folder / name).is_file()}


def _documents(source: Source) -> Iterator[Path]:
    """The files that people wrote; hidden ones and links to elsewhere are left out."""
    own = (PLAN_FILE, source.review.plan.framework, *files_beside(source.folder / PLAN_FILE))
    yield from (source.folder / name for name in own)
    for name in (told.FILE, *DOCUMENTS):
        yield from filter(Path.is_file, sorted(source.folder.glob(name)))
    for folder in FOLDERS:
        for path in sorted((source.folder / folder).rglob("*")):
            steps = path.relative_to(source.folder).parts
            is_inside = path.resolve().is_relative_to(source.folder.resolve())
            if path.is_file() and is_inside and not any(step.startswith(".") for step in steps):
                yield path


def _left_out(folder: Path, review: Archive) -> tuple[str, ...]:
    held = {name.partition("/")[0] for name in review.files} | {KEYS, heads_file.FILE}
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if path.name not in held and not path.name.startswith((".", f"{DATABASE_FILE}-"))
        )
    )


def _write_verified(
    archives: dict[Path, Archive], lock: Lock, keys: KeyFolder, room: Path
) -> list[str]:
    """Write each file beside its place, read all back, then put them in place; their digests."""
    parts: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path, packed in archives.items():
            parts[path] = write_private_part(path, lock.encrypt(archive.pack(packed)))
        contents = [part.read_bytes() for part in parts.values()]
        for content, (path, packed) in zip(contents, archives.items(), strict=True):
            found = archive.unpack(lock.decrypt(content), packed.part)
            if found != packed:
                raise NotVerifiedError(path)
            _lay_out(found, room)
        remedy = (
            "So no backup was made, which would take the place of a better one. See `db check`; "
            "`db backup` copies the database as it is."
        )
        laid_out = KeyFolder(room / KEYS) if len(archives) > 1 else keys
        _check_laid_out(room, laid_out, packed.made_at, remedy)
        for path, part in parts.items():
            place_private(part, path)
            placed.append(path)
    except BaseException:
        for path in (*parts.values(), *placed):
            path.unlink(missing_ok=True)
        raise
    return [hashlib.sha256(content).hexdigest() for content in contents]


def restore(copies: Copies, folder: Path) -> Restored:
    """Make a review again in an empty folder: all of it, checked, or nothing.

    Raises:
        FolderInUseError, CurrentFolderError: The folder has something in it, or is the current one.
        NotDecryptedError: A file does not open with what was given.
        NoBackupError: A file is no backup, or is the other part of one.
        KeysOfAnotherReviewError: The two files are of two reviews.
        BackupFaultyError: What the backup holds does not hold together.
    """
    check_can_hold_review(folder)
    packed = _opened(copies.file, copies.key, Part.REVIEW)
    parts = [packed]
    if copies.keys_file is not None:
        parts.append(_opened(copies.keys_file, copies.key, Part.KEYS))
        if parts[-1].review != packed.review:
            raise KeysOfAnotherReviewError(parts[-1].review, packed.review)
    target = folder.resolve()
    with _private_room(target.with_name(f".{target.name}.restore.part")) as room:
        for part in parts:
            _lay_out(part, room)
        keys = KeyFolder(room / KEYS) if len(parts) > 1 else None
        remedy = "Nothing was restored. Take another copy of the backup, or keys that fit it."
        laid_out = _check_laid_out(room, keys, packed.made_at, remedy)
        head = laid_out.head
        if head is not None:
            heads_file.write(room, head)
        _move_in(room, target)
    return Restored(
        folder=folder,
        review=packed.review,
        made_at=packed.made_at,
        files=len(packed.files),
        has_keys=len(parts) > 1,
        head="" if head is None else str(head),
        not_gone=laid_out.not_gone,
    )


def _opened(file: Path, key: Turn, part: Part) -> Archive:
    return archive.unpack(key(file.read_bytes()), part)


def _lay_out(packed: Archive, folder: Path) -> None:
    """Write the files of a backup into a folder, each for its owner alone."""
    for name, content in packed.files.items():
        path = folder / name
        for above in reversed(path.relative_to(folder).parents):
            make_private_folder(folder / above)
        place_private(write_private_part(path, content), path)


@dataclass(frozen=True)
class LaidOut:
    """A backup that was opened and holds.

    Args:
        head: Of its audit trail; None where its schema is older and nothing more was checked.
        not_gone: What its keys hold that was destroyed or erased.
    """

    head: Head | None
    not_gone: tuple[str, ...]


def _check_laid_out(folder: Path, keys: KeyFolder | None, moment: datetime, remedy: str) -> LaidOut:
    """Open the database of a backup and check it.

    Args:
        remedy: What to do when it does not hold.
    """
    database = Database(sqlite_url(folder / DATABASE_FILE))
    head: Head | None = None
    back: tuple[str, ...] = ()
    try:
        with readable_database():
            schema = migrate.schema_version(database.engine)
            if schema is not None and schema < migrate.NEWEST:
                faults = migrate.file_faults(database.engine)
            else:
                migrate.check_schema(database.engine)
                with database.reading(KEEPER, moment) as work:
                    evidence = folder / EVIDENCE
                    found = check_database(work, Outside.of(database, keys=keys, evidence=evidence))
                    faults, back = found.faults, found.not_gone
                    head = head_of(work)
    finally:
        database.close()
    if faults:
        raise BackupFaultyError(faults, remedy)
    return LaidOut(head, back)


def _move_in(room: Path, folder: Path) -> None:
    """Give the finished folder its name; an empty one that was there makes way."""
    if folder.exists():
        folder.rmdir()
    room.replace(folder)
    sync_folder(folder.parent)


def lock_with(passphrase: str, recipients: Sequence[str]) -> Lock:
    """What a backup is encrypted with: public keys, else a passphrase.

    Raises:
        NoRecipientError: One is no public key.
    """
    return age.recipients_lock(recipients) if recipients else age.passphrase_lock(passphrase)


def key_with(passphrase: str, identity: Path | None) -> Turn:
    """What opens a backup: a file with a private key, else a passphrase.

    Raises:
        NoIdentityError: The file holds no private key.
    """
    if identity is None:
        return age.passphrase_key(passphrase)
    return age.identity_key(identity.read_text(encoding="utf-8", errors="replace"))
