"""The file of a pack or of its return: a ZIP of a manifest, its signature and the files it names.

Nothing in it is compressed, so that no small file can unfold into a large one, and what entries say
of their sizes is held against the file before one is read. Names are the few that a pack has, so
none leads out of a folder. Anybody may have written it: the manifest is looked at by whoever knows
whose signature it has to carry, before anything else in it is.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.packs.manifest import digests_of, is_name, is_signature
from inspect_tool.domain.records.evidence_files import LARGEST_TOGETHER
from inspect_tool.errors import UnreadableFileError
from inspect_tool.store.archive import NO_MOMENT

MANIFEST = "manifest.json"
SIGNATURE = "signature"
LARGEST_PACK = LARGEST_TOGETHER + 64 * 1024 * 1024
MOST_FILES = 20_000


class NoPackError(UnreadableFileError):
    """What was decrypted is no pack and no return of one, or is damaged."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is no pack, or not as it was written. Nothing was changed. Take another copy "
            "of the file, or have it written anew."
        )


class PackTooLargeError(UnreadableFileError):
    """A file that is larger than any pack."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is larger than any pack can be, so it was not opened. Nothing was changed."
        )


@dataclass(frozen=True)
class SignedFiles:
    """What a pack holds.

    Args:
        manifest: As it was signed; it has the digest of each of the files.
        signature: In hex, of whom is not known here.
    """

    manifest: str
    signature: str
    files: Mapping[str, bytes]

    def are_those_of(self, digests: Mapping[str, str]) -> bool:
        """Whether the files are the ones that a manifest names, and no others."""
        return digests_of(self.files) == dict(digests)


def read_pack_file(path: Path) -> bytes:
    """A file as it is, encrypted.

    Raises:
        PackTooLargeError: It is larger than any pack.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST_PACK + 1)
    if len(content) > LARGEST_PACK:
        raise PackTooLargeError(path.name)
    return content


def packed(held: SignedFiles) -> bytes:
    """The file, before it is encrypted."""
    written = io.BytesIO()
    entries = {MANIFEST: held.manifest.encode(), SIGNATURE: held.signature.encode(), **held.files}
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as file:
        for name, content in entries.items():
            file.writestr(zipfile.ZipInfo(name, NO_MOMENT), content)
    return written.getvalue()


def unpacked(content: bytes, name: str) -> SignedFiles:
    """What a decrypted file holds; nothing of it is known to be true yet.

    Args:
        name: What the file is called in a refusal.

    Raises:
        NoPackError: It is not in the form of one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = file.infolist()
            if not _are_plain(entries, len(content)):
                raise NoPackError(name)
            held = {entry.filename: file.read(entry) for entry in entries}
        manifest, signature = held.pop(MANIFEST).decode(), held.pop(SIGNATURE).decode("ascii")
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, RuntimeError, OSError) as error:
        raise NoPackError(name) from error
    if not (is_signature(signature) and all(map(is_name, held))):
        raise NoPackError(name)
    return SignedFiles(manifest, signature, held)


def _are_plain(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether entries are stored as they are, each once, and not more than the file can hold."""
    return (
        len(entries) <= MOST_FILES
        and len({entry.filename for entry in entries}) == len(entries)
        and all(entry.compress_type == zipfile.ZIP_STORED for entry in entries)
        and all(0 <= entry.file_size <= size for entry in entries)
        and sum(entry.file_size for entry in entries) <= size
    )
