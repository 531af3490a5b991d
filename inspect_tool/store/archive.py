"""What a backup holds inside its encryption: a ZIP with a listing of its files and their digests.

Nothing in it is compressed, so that no small file can unfold into a large one; and no name in it
leads out of the folder that it is restored into. Whoever knows a public key can write a file to it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from inspect_tool.errors import UnreadableFileError

SPEC = "inspect-tool-backup/1"
LISTING = "backup.json"
NO_MOMENT = (1980, 1, 1, 0, 0, 0)  # the ZIP's own times say nothing
SAFE = re.compile(r"[^\x00-\x1f\x7f\\:*?\"<>|]+")
KEY_NAME = re.compile(r"keys/(?:[A-Za-z0-9_-]+\.json|signing\.key|release\.key)")


class Part(StrEnum):
    """Which of the two files of a backup."""

    REVIEW = "review"
    KEYS = "keys"


class NoBackupError(UnreadableFileError):
    """What was decrypted is no backup of a review, or not the part that was asked for."""

    def __init__(self, part: Part) -> None:
        wanted = "the review" if part is Part.REVIEW else "the keys"
        super().__init__(
            f"This file is not a backup of {wanted}, or its contents do not fit its own listing. "
            "Nothing was changed. A backup has two files: the review, and the keys (--keys)."
        )


@dataclass(frozen=True)
class Archive:
    """The files of one part of a backup.

    Args:
        review: The review's name in its plan.
        made_at: The moment of the backup.
        files: Content of each by its path in the review's folder.
    """

    part: Part
    review: str
    made_at: datetime
    files: Mapping[str, bytes]


def pack(archive: Archive) -> bytes:
    """The archive as a ZIP."""
    listing = {
        "spec": SPEC,
        "part": archive.part,
        "review": archive.review,
        "made_at": archive.made_at.isoformat(),
        "files": {name: _digest(content) for name, content in archive.files.items()},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as file:
        for name, content in ((LISTING, json.dumps(listing).encode()), *archive.files.items()):
            file.writestr(zipfile.ZipInfo(name, NO_MOMENT), content)
    return written.getvalue()


def unpack(content: bytes, part: Part) -> Archive:
    """The archive of a ZIP, every file compared with its digest.

    Raises:
        NoBackupError: It is none, is of the other part, or a file is not what was listed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = file.infolist()
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise NoBackupError(part)
            held = {entry.filename: file.read(entry) for entry in entries}
        listing = json.loads(held.pop(LISTING))
        files = {name: _digest(content) for name, content in held.items()}
        is_right = (
            (listing["spec"], listing["part"], listing["files"]) == (SPEC, part, files)
            and len(held) + 1 == len(entries)
            and _are_safe(part, tuple(held))
        )
        made_at = datetime.fromisoformat(listing["made_at"])
        found = Archive(part, str(listing["review"]), made_at, held)
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError, RuntimeError) as error:
        raise NoBackupError(part) from error
    if not is_right:
        raise NoBackupError(part)
    return found


def is_safe_name(name: str) -> bool:
    """Whether a file of a review may have that path in a backup; hidden files are left out."""
    path = PurePosixPath(name)
    return (
        SAFE.fullmatch(name) is not None
        and not path.is_absolute()
        and str(path) == name
        and not any(step.startswith(".") or step != step.rstrip(" .") for step in path.parts)
    )


def _are_safe(part: Part, names: tuple[str, ...]) -> bool:
    if part is Part.KEYS:
        return all(KEY_NAME.fullmatch(name) for name in names)
    are_of_the_tool = any(
        name.partition("/")[0] == "keys" or name.startswith(("review.db-", "review.heads"))
        for name in names
    )
    return (
        not are_of_the_tool
        and "review.db" in names
        and all(map(is_safe_name, names))
        and len({name.casefold() for name in names}) == len(names)
    )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
