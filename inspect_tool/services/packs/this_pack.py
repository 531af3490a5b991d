"""The pack whose working copy is open: whose it is, what is in it, and its returns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.packs.manifest import ROWS, PackManifest, parse_pack
from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import RefusedError
from inspect_tool.services.packs.contents import rows_in
from inspect_tool.services.packs.giving_back import GivenBack, give_back
from inspect_tool.services.packs.opening import ENDING
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.store import queries
from inspect_tool.store.pack_archive import MANIFEST
from inspect_tool.store.tables import Revision

if TYPE_CHECKING:
    from datetime import datetime

    from inspect_tool.services.packs.opening import WorkIn
    from inspect_tool.store.database import UnitOfWork


class MovedPackError(RefusedError):
    """A working copy that is not called after a pack any more."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder.name} is no working copy of a pack by its name, which ends with {ENDING}. "
            "Give it its name back. Nothing was written."
        )


@dataclass(frozen=True)
class ThisPack:
    """A pack that is worked in.

    Args:
        first, second: How many reads of each kind are in it.
        new: Answers that were given since it was issued.
        returns: Names of the returns beside it, the newest first.
    """

    manifest: PackManifest
    name: str
    folder: str
    first: int
    second: int
    new: int
    returns: tuple[str, ...]


def is_pack(folder: Path) -> bool:
    """Whether a review's folder is the working copy of a pack."""
    return (folder / MANIFEST).is_file()


def this_pack(work: UnitOfWork, folder: Path) -> ThisPack:
    """What is in the pack that is open.

    Raises:
        UnknownSubjectError: None is, or it is somebody else's.
    """
    manifest = _own_manifest(work.actor.id, folder)
    reads = [row for row in queries.assignments(work) if row.inspector == manifest.inspector]
    said = {
        row.id
        for code in sorted({row.authority for row in reads})
        for row in queries.revisions_of_authority(work, code)
    }
    rows = rows_in((folder / ROWS).read_text(encoding="utf-8"))
    issued = {row["id"] for row in rows[str(Revision.__tablename__)]}
    pack = _pack(folder)
    first = sum(row.reader == Reader.FIRST for row in reads)
    return ThisPack(
        manifest=manifest,
        name=pack.name,
        folder=folder.name,
        first=first,
        second=len(reads) - first,
        new=len(said - issued),
        returns=tuple(path.name for path in _returns(pack)),
    )


def return_this_pack(person: str, folder: Path, work_in: WorkIn, now: datetime) -> GivenBack:
    """Write the return of the pack that is open, beside it; its working copy stays.

    Raises:
        UnknownSubjectError: None is open, or it is somebody else's.
        FileIsThereError, PackNotVerifiedError: See `give_back`.
    """
    _own_manifest(person, folder)
    pack = _pack(folder)
    file = pack.with_name(f"{pack.stem}-return-{now:%Y-%m-%dT%H%M%S}.pack")
    return give_back(pack, file, work_in, keeps=True)


def return_file(person: str, folder: Path, name: str) -> Path:
    """A return that lies beside the pack.

    Raises:
        UnknownSubjectError: There is none of that name, or the pack is somebody else's.
    """
    _own_manifest(person, folder)
    found = next((path for path in _returns(_pack(folder)) if path.name == name), None)
    if found is None:
        raise UnknownSubjectError(name)
    return found


def _own_manifest(person: str, folder: Path) -> PackManifest:
    if not is_pack(folder):
        raise UnknownSubjectError(folder.name)
    manifest = parse_pack((folder / MANIFEST).read_text(encoding="utf-8"))
    if manifest.inspector != person:
        raise UnknownSubjectError(folder.name)
    return manifest


def _pack(folder: Path) -> Path:
    """The pack of a working copy; its own file may be gone."""
    if not folder.name.endswith(ENDING):
        raise MovedPackError(folder)
    return folder.with_name(folder.name.removesuffix(ENDING))


def _returns(pack: Path) -> list[Path]:
    form = re.compile(re.escape(pack.stem) + r"-return-\d{4}-\d{2}-\d{2}T\d{6}\.pack")
    return sorted((one for one in pack.parent.iterdir() if form.fullmatch(one.name)), reverse=True)
