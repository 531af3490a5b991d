"""Files in the review's folder that name a case or a child: an erasure leaves them to people."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

# Looked after by the erasure itself, or evidence of it.
OWN = ("keys", "certificates", "evidence")
LARGEST = 100_000_000  # bytes of a file, and of what a ZIP unfolds into


def files_naming(review: Path, words: Sequence[str]) -> tuple[str, ...]:
    """Names of files in which one of some words stands, below the review's folder.

    Workbooks and other ZIPs are looked into. Files that are packed or encrypted otherwise are not.
    """
    wanted = [word for word in words if word]
    if not wanted:
        return ()
    pattern = re.compile(
        "|".join(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])" for word in wanted).encode(),
        re.IGNORECASE,
    )
    return tuple(
        path.relative_to(review).as_posix()
        for path in _files(review)
        if any(pattern.search(content) for content in _contents(path))
    )


def _files(review: Path) -> Iterator[Path]:
    for path in sorted(review.rglob("*")):
        first = path.relative_to(review).parts[0]
        is_own = first in OWN or first.startswith(("review.db", "."))
        if path.is_file() and not is_own and path.stat().st_size <= LARGEST:
            yield path


def _contents(path: Path) -> Iterator[bytes]:
    try:
        content = path.read_bytes()
    except OSError:
        return
    yield content
    if content.startswith(b"PK"):
        yield from _packed(content)


def _packed(content: bytes) -> Iterator[bytes]:
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            for entry in file.infolist():
                with file.open(entry) as part:
                    text = part.read(left)
                left -= len(text)
                yield text
                if left <= 0:
                    return
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        RuntimeError,
        ValueError,
    ):
        return
