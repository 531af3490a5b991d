"""The manifest of a release: the digest of every file in it, which is what is signed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.sampling.strict_json import (
    DIGEST,
    FormError,
    as_file,
    load_strictly,
    mapping_of,
    number_of,
    object_of,
    text_of,
)

FORMAT: Final = "inspect-tool release manifest 1"
SIGNATURE_FORMAT: Final = "inspect-tool release signature 1"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest-signature.json"
# What the manifest cannot name: itself, and what is made over it.
NOT_IN_MANIFEST: Final = frozenset({MANIFEST, SIGNATURE})
# Names that mean the same file on every system, inside the folder: no dots in front, no links up.
NAME: Final = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*){0,5}", re.ASCII
)
RELEASE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", re.ASCII)
PUBLIC_KEY: Final = DIGEST  # 32 bytes in hex, as long as a digest
SIGNATURE_FORM: Final = re.compile(r"[0-9a-f]{128}", re.ASCII)


@dataclass(frozen=True)
class FileDigest:
    """What a file has to be."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """The files of a release by their name."""

    release: str
    edition: str
    files: Mapping[str, FileDigest]


@dataclass(frozen=True)
class Signature:
    """Who signed, and the signature: both in hex."""

    public_key: str
    signature: str


def is_safe_name(name: str) -> bool:
    """Whether a file may be called so in a release: no way out of the folder, one spelling."""
    parts = name.split("/")
    return bool(NAME.fullmatch(name)) and not any(part.endswith(".") for part in parts)


def manifest_text(release: str, edition: str, files: Mapping[str, bytes]) -> str:
    """The manifest of files, as it is written and signed.

    Raises:
        ValueError: A name may not be in a release.
    """
    unsafe = sorted(name for name in files if not is_safe_name(name))
    if unsafe or _alike(files):
        raise ValueError(f"not a name of a file in a release: {(unsafe + _alike(files))[0]}")
    return as_file(
        {
            "format": FORMAT,
            "release": release,
            "edition": edition,
            "files": {
                name: {"sha256": hashlib.sha256(held).hexdigest(), "bytes": len(held)}
                for name, held in files.items()
            },
        }
    )


def _alike(names: Iterable[str]) -> list[str]:
    """Names that are one file where capitals do not count."""
    folded: dict[str, str] = {}
    return [name for name in sorted(names) if folded.setdefault(name.lower(), name) != name]


def parse_manifest(text: str) -> Manifest:
    """Read a manifest strictly.

    Raises:
        FormError: It is not one: a field more, a name twice, a name that leads elsewhere.
    """
    record = object_of(
        load_strictly(text), "the manifest", {"format", "release", "edition", "files"}
    )
    if record["format"] != FORMAT:
        raise FormError(f"its format is not “{FORMAT}”")
    files = mapping_of(record, "files", lambda files, name: _file_digest(files[name], name))
    wrong = sorted(name for name in files if not is_safe_name(name) or name in NOT_IN_MANIFEST)
    wrong += _alike(files)
    if wrong:
        raise FormError(f"{wrong[0]!r} cannot be the name of a file in a release")
    return Manifest(_named(record), text_of(record, "edition"), files)


def _named(record: dict[str, object]) -> str:
    name = text_of(record, "release")
    if not RELEASE_NAME.fullmatch(name):
        raise FormError("`release` is not the name of a release")
    return name


def _file_digest(value: object, name: str) -> FileDigest:
    record = object_of(value, f"the entry of {name!r}", {"sha256", "bytes"})
    digest = text_of(record, "sha256")
    if not DIGEST.fullmatch(digest):
        raise FormError(f"the SHA-256 of {name!r} is not 64 hexadecimal digits")
    return FileDigest(digest, number_of(record, "bytes"))


def signature_text(signature: Signature) -> str:
    """The file that holds a signature."""
    return as_file(
        {
            "format": SIGNATURE_FORMAT,
            "algorithm": "Ed25519",
            "public_key": signature.public_key,
            "signature": signature.signature,
        }
    )


def parse_signature(text: str) -> Signature:
    """Read a signature strictly.

    Raises:
        FormError: It is not one.
    """
    names = {"format", "algorithm", "public_key", "signature"}
    record = object_of(load_strictly(text), "the signature", names)
    held = {name: text_of(record, name) for name in names}
    if (held["format"], held["algorithm"]) != (SIGNATURE_FORMAT, "Ed25519"):
        raise FormError("it is no Ed25519 signature of a release")
    if not PUBLIC_KEY.fullmatch(held["public_key"]):
        raise FormError("`public_key` is not 64 hexadecimal digits")
    if not SIGNATURE_FORM.fullmatch(held["signature"]):
        raise FormError("`signature` is not 128 hexadecimal digits")
    return Signature(held["public_key"], held["signature"])


def signed_message(kind: str, held: bytes) -> bytes:
    """What is signed: a manifest's or a notice's bytes behind words that say which of them."""
    return f"{kind}\n".encode() + held
