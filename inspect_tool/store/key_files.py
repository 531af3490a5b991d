"""The key files: the only link between a case reference and the authority's own child id.

They are kept apart from the database, one for each authority, readable by their owner alone. A
new one is written beside the old one before the transaction that needs it, and takes its place
after the commit; whatever a killed process left behind is put right when the folder is opened.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.errors import CheckFailedError
from inspect_tool.store.private_files import make_private_folder, write_private

SALT_BYTES = 32


class DamagedKeyFileError(CheckFailedError):
    """A key file is not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key file {path.name} is damaged. Restore it from the backup: "
            "without it nobody can find the children's files."
        )


@dataclass(frozen=True)
class KeyFile:
    """Salt and local ids of one authority.

    Args:
        salt: 32 bytes in hex; a token is a keyed hash of the local id with it.
        local_ids: The authority's own id of each child, by token.
        return_digest: Digest of the return that the ids came from.
    """

    authority: str
    salt: str
    local_ids: Mapping[str, str]
    return_digest: str = ""

    @property
    def salt_digest(self) -> str:
        """SHA-256 of the salt, which is committed with the frame."""
        return hashlib.sha256(bytes.fromhex(self.salt)).hexdigest()


def new_salt() -> str:
    """A salt for a list that has none yet."""
    return secrets.token_hex(SALT_BYTES)


class KeyFolder:
    """The folder with the key files of a review."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, authority: str) -> Path:
        """Where an authority's key file is."""
        return self.folder / f"{authority}.json"

    def read(self, authority: str) -> KeyFile | None:
        """The key file of an authority, or None.

        Raises:
            DamagedKeyFileError: It is not what was written.
        """
        path = self.path(authority)
        return _read(path) if path.exists() else None

    def stage(self, keys: KeyFile) -> None:
        """Write a new key file beside the one in force."""
        make_private_folder(self.folder)
        text = json.dumps(
            {
                "authority": keys.authority,
                "salt": keys.salt,
                "return_digest": keys.return_digest,
                "local_ids": dict(sorted(keys.local_ids.items())),
            },
            ensure_ascii=False,
        )
        _write_private(self._staged(keys.authority), text)

    def settle(self, returns_in_force: Mapping[str, str]) -> None:
        """Put staged key files in place whose return was committed, and remove the others.

        Args:
            returns_in_force: Digest of the return that each authority's frame comes from.
        """
        for staged in sorted(self.folder.glob(".*.staged")):
            authority = staged.name[1 : -len(".staged")]
            if _digest_of(staged) == returns_in_force.get(authority, ""):
                staged.replace(self.path(authority))
            else:
                staged.unlink()
        for unfinished in self.folder.glob(".*.part"):
            unfinished.unlink()

    def has_staged(self) -> bool:
        """Whether a process was stopped between the two steps."""
        return any(self.folder.glob(".*.staged")) or any(self.folder.glob(".*.part"))

    def _staged(self, authority: str) -> Path:
        return self.folder / f".{authority}.staged"

    def signing_key(self) -> bytes:
        """The key that signs case workbooks, made when first needed."""
        path = self.folder / "signing.key"
        if not path.exists():
            make_private_folder(self.folder)
            _write_private(path, secrets.token_hex(SALT_BYTES))
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    def checking_key(self) -> bytes:
        """The key that returned workbooks are checked with; nothing is written.

        Where no workbook was ever issued it is a random one, which no signature matches.
        """
        is_made = (self.folder / "signing.key").exists()
        return self.signing_key() if is_made else secrets.token_bytes(SALT_BYTES)

    def adopt_signing_key(self, key: str) -> None:
        """Take over a signing key, as the sample review does with its public one."""
        make_private_folder(self.folder)
        _write_private(self.folder / "signing.key", key)

    def adopt_salt(self, authority: str, salt: str) -> None:
        """Take over a list's salt before its first import."""
        self.stage(KeyFile(authority=authority, salt=salt, local_ids={}))
        self._staged(authority).replace(self.path(authority))


def _read(path: Path) -> KeyFile:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        keys = KeyFile(
            authority=content["authority"],
            salt=content["salt"],
            local_ids=content["local_ids"],
            return_digest=content["return_digest"],
        )
        bytes.fromhex(keys.salt)
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedKeyFileError(path) from error
    return keys


def _digest_of(path: Path) -> str | None:
    try:
        return _read(path).return_digest or None
    except DamagedKeyFileError:
        return None


def _write_private(path: Path, text: str) -> None:
    write_private(path, lambda file: file.write(text))
