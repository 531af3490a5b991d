"""A pack opened: a review of its own in a private folder beside it, with the same code and pages.

The folder is made whole under another name first. It stays until its return is written, so that a
laptop that was closed, or a process that was killed, loses nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.packs.manifest import (
    PACK_KEY,
    PLAN,
    ROWS,
    PackManifest,
    parse_pack,
)
from inspect_tool.domain.records.records import ItemPlace
from inspect_tool.domain.sampling.strict_json import FormError
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.packs.contents import CARRIED, Rows, rows_in
from inspect_tool.store import queries
from inspect_tool.store.pack_archive import (
    MANIFEST,
    SIGNATURE,
    NoPackError,
    SignedFiles,
    read_pack_file,
    unpacked,
)
from inspect_tool.store.private_files import (
    make_private_folder,
    sync_folder,
    write_private_bytes,
)
from inspect_tool.store.tables import CurrentRevision

if TYPE_CHECKING:
    from inspect_tool.store.age import Turn
    from inspect_tool.store.database import UnitOfWork

ENDING = ".open"
# One transaction of the review in a folder, closed again behind it.
WorkIn = Callable[[Path, str], AbstractContextManager["UnitOfWork"]]


class OtherPackError(RefusedError):
    """A working copy of another pack is where this one's would be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder.name} is the working copy of another pack, so this one was not opened and "
            "nothing was changed. Write its return first (`pack return`), or move this pack to "
            "another folder."
        )


class NotOpenError(UsageError):
    """A pack without a working copy."""

    def __init__(self, pack: Path) -> None:
        super().__init__(
            f"{pack.name} is not open: there is no {pack.name}{ENDING} beside it. "
            f"`serve {pack.name}` opens it. Where its return was written already, there is "
            "nothing more to return."
        )


@dataclass(frozen=True)
class OpenedPack:
    """The working copy of a pack.

    Args:
        is_new: Whether it was made now; else work in it goes on.
    """

    folder: Path
    manifest: PackManifest
    is_new: bool


def working_folder(pack: Path) -> Path:
    """Where the working copy of a pack is."""
    return pack.with_name(f"{pack.name}{ENDING}")


def open_pack(pack: Path, key: Turn, work_in: WorkIn) -> OpenedPack:
    """Open a pack, or go on in the working copy that there is.

    Args:
        key: What opens it; see `overview.backup.key_with`.
        work_in: Begins a transaction of the review in a folder, by a person.

    Raises:
        NotDecryptedError: It does not open with what was given.
        NoPackError: It is none, or was changed.
        OtherPackError: The working copy beside it is another pack's.
    """
    held = unpacked(key(read_pack_file(pack)), pack.name)
    manifest = manifest_of(held, pack.name)
    folder = working_folder(pack)
    if folder.exists():
        if (folder / MANIFEST).read_text(encoding="utf-8") != held.manifest:
            raise OtherPackError(folder)
        return OpenedPack(folder, manifest, is_new=False)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a process that was killed
    try:
        _lay_out(held, manifest, part, work_in)
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    sync_folder(folder.parent)
    return OpenedPack(folder, manifest, is_new=True)


def manifest_of(held: SignedFiles, name: str) -> PackManifest:
    """The manifest of a pack, if its files are the ones that it names.

    Raises:
        NoPackError: They are not, or it is no pack.
    """
    try:
        manifest = parse_pack(held.manifest)
    except FormError as error:
        raise NoPackError(name) from error
    if not held.are_those_of(manifest.files):
        raise NoPackError(name)
    return manifest


def _lay_out(held: SignedFiles, manifest: PackManifest, folder: Path, work_in: WorkIn) -> None:
    """Write the documents and files into a folder, then the database from its rows."""
    try:
        rows = rows_in(held.files[ROWS].decode())
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NoPackError(folder.name) from error
    make_private_folder(folder)
    make_private_folder(folder / "evidence")
    for name, content in held.files.items():
        write_private_bytes(folder / name, content)
    write_private_bytes(folder / MANIFEST, held.manifest.encode())
    write_private_bytes(folder / SIGNATURE, held.signature.encode())
    with work_in(folder, manifest.inspector) as work:
        _fill(work, rows)
        work.audit("pack.open", pack=manifest.pack)


def _fill(work: UnitOfWork, rows: Rows) -> None:
    in_force: dict[str, dict[ItemPlace, str]] = {}
    for row in rows.pop(str(CurrentRevision.__tablename__)):
        place = ItemPlace(*(row[name] for name in ItemPlace._fields))
        in_force.setdefault(row["authority"], {})[place] = row["revision_id"]
    for table in CARRIED:
        work.add_many(table, rows.get(str(table.__tablename__), []))
    for authority, places in in_force.items():
        queries.put_in_force(work, authority, places)


def opened(pack: Path) -> Path:
    """The working copy of a pack.

    Raises:
        NotOpenError: There is none.
    """
    folder = working_folder(pack)
    if not all((folder / name).is_file() for name in (MANIFEST, SIGNATURE, PACK_KEY, PLAN)):
        raise NotOpenError(pack)
    return folder
