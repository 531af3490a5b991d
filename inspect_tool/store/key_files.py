"""The key files: the only link between a case reference and the authority's own child id.

They are kept apart from the database, one for each authority, readable by their owner alone. A
new one is written beside the old one before the transaction that needs it, and takes its place
after the commit; whatever a killed process left behind is put right when the folder is opened.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.errors import CheckFailedError
from inspect_tool.store.private_files import make_private_folder, sync_folder, write_private

SALT_BYTES = 32
SIGNING_KEY = "signing.key"
RELEASE_KEY = "release.key"


class DamagedKeyFileError(CheckFailedError):
    """A key file is not what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"The key file {path.name} is damaged. Restore it from the backup: "
            "without it nobody can find the children's files."
        )


class DamagedReleaseKeyError(CheckFailedError):
    """The key that signs releases is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            "keys/release.key is damaged. Put it back from the backup of the keys: without it "
            "nothing can be sealed that readers would know as this review's."
        )


class DamagedSigningKeyError(CheckFailedError):
    """The signing key is not what was written."""

    def __init__(self) -> None:
        super().__init__(
            "keys/signing.key is damaged. Put it back from the backup: without it no workbook "
            "that was issued can be taken back."
        )


@dataclass(frozen=True)
class FrameInForce:
    """What a key file has to fit.

    Args:
        return_digest: Digest of the return in force.
        units: Gives the tokens of the children on the frame; asked only when it matters.
    """

    return_digest: str
    units: Callable[[], frozenset[str]]


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
        """Write a new key file beside the one in force, under a name of its return's digest.

        Two processes that take two returns of one authority stage two files.
        """
        make_private_folder(self.folder)
        _write_private(self._staged(keys), text_of(keys))

    def settle(self, frames: Mapping[str, FrameInForce]) -> None:
        """Put staged key files in place whose return was committed, and remove what nobody needs.

        A staged file goes only when the authority's key file has an id for each child on the
        frame, or when there is no frame.

        Args:
            frames: What each authority's frame is, for those that have one.
        """
        staged: dict[str, list[Path]] = {}
        for path in sorted(self.folder.glob(".*.staged")):
            staged.setdefault(path.name[1:].partition(".")[0], []).append(path)
        for authority, paths in staged.items():
            frame = frames.get(authority)
            if frame is None or self._is_covered(authority, frame, paths):
                for path in paths:
                    path.unlink(missing_ok=True)
        for unfinished in self.folder.glob(".*.part"):
            unfinished.unlink(missing_ok=True)

    def _is_covered(self, authority: str, frame: FrameInForce, staged: Sequence[Path]) -> bool:
        """Whether the key file has every id by now, one that was staged put in its place."""
        path, units = self.path(authority), frame.units()
        whole = [one for one in (path, *staged) if _has_ids(one, units)]
        if not whole:
            return False
        best = next((one for one in whole if _is_of(frame, one)), whole[0])
        if best != path:
            best.replace(path)
            sync_folder(self.folder)
        return True

    def has_staged(self) -> bool:
        """Whether a process was stopped between the two steps."""
        return any(self.folder.glob(".*.staged")) or any(self.folder.glob(".*.part"))

    def _staged(self, keys: KeyFile) -> Path:
        return self.folder / f".{keys.authority}.{keys.return_digest[:16] or 'none'}.staged"

    def has_signing_key(self) -> bool:
        """Whether the key that signs case workbooks was made."""
        return (self.folder / SIGNING_KEY).exists()

    def signing_key(self) -> bytes | None:
        """The key that signs case workbooks; None where there is none. Nothing is written.

        Raises:
            DamagedSigningKeyError: It is not what was written.
        """
        path = self.folder / SIGNING_KEY
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return None
        except (ValueError, IsADirectoryError) as error:
            raise DamagedSigningKeyError from error
        if len(key) != SALT_BYTES:
            raise DamagedSigningKeyError
        return key

    def release_key(self) -> bytes | None:
        """The private half of the key that signs releases; None where there is none.

        Raises:
            DamagedReleaseKeyError: It is not what was written.
        """
        path = self.folder / RELEASE_KEY
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            return None
        except (ValueError, IsADirectoryError) as error:
            raise DamagedReleaseKeyError from error
        if len(key) != SALT_BYTES:
            raise DamagedReleaseKeyError
        return key

    def keep_release_key(self, key: bytes) -> None:
        """Write the key that signs releases, for its owner alone."""
        make_private_folder(self.folder)
        _write_private(self.folder / RELEASE_KEY, key.hex())

    def make_signing_key(self) -> bytes:
        """Make the key that signs case workbooks."""
        key = secrets.token_bytes(SALT_BYTES)
        self.adopt_signing_key(key.hex())
        return key

    def checking_key(self) -> bytes:
        """The key that returned workbooks are checked with; nothing is written.

        Where no workbook was ever issued it is a random one, which no signature matches.
        """
        return self.signing_key() or secrets.token_bytes(SALT_BYTES)

    def adopt_signing_key(self, key: str) -> None:
        """Take over a signing key, as the sample review does with its public one."""
        make_private_folder(self.folder)
        _write_private(self.folder / SIGNING_KEY, key)

    def adopt_salt(self, authority: str, salt: str) -> None:
        """Take over a list's salt before its first import."""
        keys = KeyFile(authority=authority, salt=salt, local_ids={})
        self.stage(keys)
        self._staged(keys).replace(self.path(authority))


def text_of(keys: KeyFile) -> str:
    """A key file as it is written."""
    return json.dumps(
        {
            "authority": keys.authority,
            "salt": keys.salt,
            "return_digest": keys.return_digest,
            "local_ids": dict(sorted(keys.local_ids.items())),
        },
        ensure_ascii=False,
    )


def _read(path: Path) -> KeyFile:
    try:
        content = path.read_bytes()
    except IsADirectoryError as error:
        raise DamagedKeyFileError(path) from error
    keys = key_file_of(content)
    if keys is None:
        raise DamagedKeyFileError(path)
    return keys


def key_file_of(content: bytes) -> KeyFile | None:
    """The key file that a file holds; None where it holds none, or a damaged one."""
    try:
        held = json.loads(content)
        keys = KeyFile(
            authority=held["authority"],
            salt=held["salt"],
            local_ids=held["local_ids"],
            return_digest=held["return_digest"],
        )
        bytes.fromhex(keys.salt)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    are_right = isinstance(keys.authority, str) and isinstance(keys.local_ids, dict)
    return keys if are_right else None


def _read_if_whole(path: Path) -> KeyFile | None:
    try:
        return _read(path)
    except (DamagedKeyFileError, FileNotFoundError):
        return None


def _is_of(frame: FrameInForce, path: Path) -> bool:
    keys = _read_if_whole(path)
    return keys is not None and keys.return_digest == frame.return_digest


def _has_ids(path: Path, units: frozenset[str]) -> bool:
    keys = _read_if_whole(path)
    return keys is not None and units <= keys.local_ids.keys()


def _write_private(path: Path, text: str) -> None:
    write_private(path, lambda file: file.write(text))
