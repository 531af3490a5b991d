"""Files that hold keys, whatever they are called: copies that a person or a drive put there.

A program that synchronises folders leaves `ASH (conflicted copy).json`, a person `old.bak`, a
system `keys - Copy/ASH.json`. What was destroyed lives on in them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.store.key_files import SALT_BYTES, SIGNING_KEY, KeyFile, key_file_of, text_of
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.store.key_files import KeyFolder

TOKEN = re.compile(rb"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])")
BEING_WRITTEN = re.compile(r"\..*\.(staged|part)")  # settled when the review is opened
LARGEST = 64_000_000  # bytes; a key file of the largest authority has a twentieth


@dataclass(frozen=True)
class HeldKeys:
    """A file that holds keys.

    Args:
        name: Its path below the review's folder.
        keys: What it holds as a key file; None where it is none, or a damaged one.
        tokens: Of children, with or without their ids beside them.
        signing_key: What it holds as a signing key.
    """

    path: Path
    name: str
    keys: KeyFile | None
    tokens: frozenset[str]
    signing_key: bytes | None

    @property
    def is_in_its_place(self) -> bool:
        """Whether it has the name of a key file, or of the signing key, in the key folder."""
        own = SIGNING_KEY if self.keys is None else f"{self.keys.authority}.json"
        return self.name == f"keys/{own}"


def held_keys(keys: KeyFolder) -> Iterator[HeldKeys]:
    """Every file with keys in the key folder, and in folders beside it whose names begin so."""
    review = keys.folder.parent
    for folder in sorted(review.glob(f"{keys.folder.name}*")):
        for place, _, names in os.walk(folder):
            for path in sorted(Path(place) / name for name in names):
                held = _held(path, path.relative_to(review).as_posix())
                if held is not None:
                    yield held


def _held(path: Path, name: str) -> HeldKeys | None:
    if BEING_WRITTEN.fullmatch(path.name) or not path.is_file() or path.stat().st_size > LARGEST:
        return None
    content = path.read_bytes()
    found = key_file_of(content)
    tokens = (
        frozenset(token.decode() for token in TOKEN.findall(content))
        if found is None
        else frozenset(found.local_ids)
    )
    signing_key = _signing_key(content)
    if found is None and not tokens and signing_key is None:
        return None
    return HeldKeys(path, name, found, tokens, signing_key)


def _signing_key(content: bytes) -> bytes | None:
    text = content.strip()
    is_one = len(text) == 2 * SALT_BYTES and re.fullmatch(rb"[0-9a-fA-F]+", text)
    return bytes.fromhex(text.decode("ascii")) if is_one else None


def forget_everywhere(keys: KeyFolder, authority: str, tokens: Sequence[str]) -> None:
    """Take the ids of some children out of an authority's key file and out of every copy of it."""
    for held in held_keys(keys):
        if held.keys is None or held.keys.authority != authority:
            continue
        if held.tokens.isdisjoint(tokens):
            continue
        left = {own: held.keys.local_ids[own] for own in held.tokens.difference(tokens)}
        text = text_of(replace(held.keys, local_ids=left))
        write_private_bytes(held.path, text.encode())
