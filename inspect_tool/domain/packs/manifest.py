"""What is signed of a pack and of its return: whose it is, and the digest of every file in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inspect_tool.domain.sampling.strict_json import (
    DIGEST,
    FormError,
    Json,
    as_file,
    load_strictly,
    mapping_of,
    moment_of,
    number_of,
    object_of,
    text_of,
)

PACK_FORMAT: Final = "inspect-tool pack 1"
RETURN_FORMAT: Final = "inspect-tool pack return 1"
# Besides these a pack and its return hold files of evidence, each under its digest.
ROWS: Final = "rows.json"
PLAN: Final = "review.yaml"
FRAMEWORK: Final = "framework.yaml"
PACK_KEY: Final = "pack.key"
ANSWERS: Final = "answers.json"
EVIDENCE: Final = "evidence/"
_NAME: Final = re.compile(
    rf"{ROWS}|{PLAN}|{FRAMEWORK}|{PACK_KEY}|{ANSWERS}|{EVIDENCE}[0-9a-f]{{64}}", re.ASCII
)
_PACK_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}", re.ASCII)
_PERSON: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}", re.ASCII)


@dataclass(frozen=True)
class PackManifest:
    """A pack as it was issued.

    Args:
        review: Name of the review in its plan.
        pack: Its own name, 32 hexadecimal digits.
        number: How many packs that inspector had been given with this one.
        version: Of the framework that was in force.
        base: Digest of the names of the answers that it was issued with.
        public_key: Of the key in it, which its return is signed with.
        return_to: Public key that its return is encrypted to.
        files: Digest of each file in it, by name.
    """

    review: str
    pack: str
    inspector: str
    number: int
    issued_at: datetime
    version: str
    base: str
    public_key: str
    return_to: str
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """As it is written and signed."""
        return as_file(
            {
                "format": PACK_FORMAT,
                **{name: getattr(self, name) for name in _TEXTS},
                "number": self.number,
                "issued_at": self.issued_at.isoformat(),
                "files": dict(self.files),
            }
        )


@dataclass(frozen=True)
class ReturnManifest:
    """What came back of a pack.

    Args:
        pack: The manifest that the pack was issued with, as it was signed.
        pack_signature: Of the review's key, over that.
        returned_at: By the clock of the machine that it comes from.
        files: Digest of each file in it, by name.
    """

    pack: str
    pack_signature: str
    returned_at: datetime
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """As it is written and signed."""
        return as_file(
            {
                "format": RETURN_FORMAT,
                "pack": self.pack,
                "pack_signature": self.pack_signature,
                "returned_at": self.returned_at.isoformat(),
                "files": dict(self.files),
            }
        )


_TEXTS: Final = ("review", "pack", "inspector", "version", "base", "public_key", "return_to")


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 of each file, by name."""
    return {name: hashlib.sha256(held).hexdigest() for name, held in sorted(files.items())}


def base_digest(names: frozenset[str]) -> str:
    """Digest of the names of answers, whatever their order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def parse_pack(text: str) -> PackManifest:
    """Read the manifest of a pack strictly.

    Raises:
        FormError: It is none.
    """
    names = {"format", *_TEXTS, "number", "issued_at", "files"}
    record = object_of(load_strictly(text), "the manifest", names)
    _check_format(record, PACK_FORMAT)
    held = {name: text_of(record, name) for name in _TEXTS}
    forms = {"pack": _PACK_ID, "inspector": _PERSON, "base": DIGEST, "public_key": DIGEST}
    for name, form in forms.items():
        if not form.fullmatch(held[name]):
            raise FormError(f"`{name}` is not in its form")
    return PackManifest(
        **held,
        number=number_of(record, "number"),
        issued_at=_moment(record, "issued_at"),
        files=_files(record),
    )


def parse_return(text: str) -> ReturnManifest:
    """Read the manifest of a return strictly.

    Raises:
        FormError: It is none.
    """
    names = {"format", "pack", "pack_signature", "returned_at", "files"}
    record = object_of(load_strictly(text), "the manifest", names)
    _check_format(record, RETURN_FORMAT)
    signature = text_of(record, "pack_signature")
    if not is_signature(signature):
        raise FormError("`pack_signature` is not 128 hexadecimal digits")
    returned_at = _moment(record, "returned_at")
    return ReturnManifest(text_of(record, "pack"), signature, returned_at, _files(record))


def is_signature(text: str) -> bool:
    """Whether a text has the form of a signature."""
    return _SIGNATURE.fullmatch(text) is not None


def is_name(name: str) -> bool:
    """Whether a file may be called so in a pack: the few that there are, and digests."""
    return _NAME.fullmatch(name) is not None


def _check_format(record: Json, wanted: str) -> None:
    if record["format"] != wanted:
        raise FormError(f"its format is not “{wanted}”")


def _moment(record: Json, name: str) -> datetime:
    moment = moment_of(text_of(record, name))
    if moment is None:
        raise FormError(f"`{name}` is no moment with its zone")
    return moment


def _files(record: Json) -> dict[str, str]:
    files = mapping_of(record, "files", text_of)
    for name, digest in files.items():
        if not is_name(name) or not DIGEST.fullmatch(digest):
            raise FormError("a file of it has a name or a digest that none has")
    return files
