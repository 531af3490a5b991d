"""A return opened at the office: whose it is, before anything that it says is looked at."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.packs.answers import PackedAnswer, parse_answers
from inspect_tool.domain.packs.manifest import (
    ANSWERS,
    EVIDENCE,
    PackManifest,
    ReturnManifest,
    parse_pack,
    parse_return,
)
from inspect_tool.domain.sampling.strict_json import FormError
from inspect_tool.errors import CheckFailedError
from inspect_tool.services.packs import keys
from inspect_tool.store import age
from inspect_tool.store.pack_archive import NoPackError, read_pack_file, unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class NotOursError(CheckFailedError):
    """A return of a pack that this review did not issue, or that somebody changed."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is not the return of a pack of this review, or was changed since it was "
            "written. Nothing of it was taken. Ask for the file once more, as `pack return` "
            "wrote it."
        )


class UnknownPackError(CheckFailedError):
    """A return of a pack that this copy of the review knows nothing of."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} is the return of a pack that this review signed and has no note of, as an "
            "older copy of it would. Nothing of it was taken. `db check` tells whether the "
            "database is the newest; `restore` makes the review again from a newer backup."
        )


class FaultyReturnError(CheckFailedError):
    """A return that is signed as it has to be and holds what no page of this tool keeps."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(
            f"{file} holds {what}. Nothing of it was taken. Keep the file, and ask whoever sent it "
            "how it was made."
        )


@dataclass(frozen=True)
class PackReturn:
    """What came back, with the signatures that it has to have.

    Args:
        pack: As it was issued.
        evidence: Files, by their digest.
        digest: SHA-256 of the file.
    """

    file: str
    pack: PackManifest
    returned_at: datetime
    answers: Sequence[PackedAnswer]
    evidence: Mapping[str, bytes]
    digest: str


def read_return(path: Path, signing_key: bytes) -> PackReturn:
    """Open a return; what it says is read only after both signatures hold.

    Raises:
        NotDecryptedError: It was not encrypted to this review.
        PackTooLargeError, NoPackError: It is no return of a pack.
        NotOursError: A signature does not hold, or a file in it is another one.
        FaultyReturnError: Its answers are none.
    """
    content = read_pack_file(path)
    opens = age.identity_key(keys.return_identity(signing_key))
    held = unpacked(opens(content), path.name)
    try:
        returned = parse_return(held.manifest)
        pack = parse_pack(returned.pack)
    except FormError as error:
        raise NoPackError(path.name) from error
    if not _is_signed(returned, pack, held.manifest, held.signature, signing_key):
        raise NotOursError(path.name)
    if not held.are_those_of(returned.files):
        raise NotOursError(path.name)
    try:
        answers = parse_answers(held.files[ANSWERS].decode())
    except (FormError, UnicodeDecodeError, KeyError) as error:
        raise FaultyReturnError(path.name, "answers that are in no form of this tool") from error
    evidence = {
        name.removeprefix(EVIDENCE): file
        for name, file in held.files.items()
        if name.startswith(EVIDENCE)
    }
    return PackReturn(
        path.name,
        pack,
        returned.returned_at,
        answers,
        evidence,
        hashlib.sha256(content).hexdigest(),
    )


def _is_signed(
    returned: ReturnManifest, pack: PackManifest, text: str, signature: str, signing_key: bytes
) -> bool:
    """Whether the review signed the pack, and the key in the pack signed its return."""
    ours = keys.signer_of_packs(signing_key).public
    return keys.is_signed_with(
        ours, keys.PACK, returned.pack, returned.pack_signature
    ) and keys.is_signed_with(pack.public_key, keys.RETURN, text, signature)
