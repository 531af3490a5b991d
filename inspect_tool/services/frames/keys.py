"""Whether every child who matters can be found again by the key files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.errors import RefusedError
from inspect_tool.services.review.certified import (
    certified_deletions,
    destroyed_by_certificate,
    erased_by_certificate,
)
from inspect_tool.store import deletion_queries, frame_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

SHOWN = 10  # as many missing children as a sentence can name


class IdsMissingError(RefusedError):
    """The key files do not say who some children are."""

    def __init__(self, missing: Mapping[str, tuple[str, ...]]) -> None:
        parts = (f"{authority}: {_named(names)}" for authority, names in missing.items())
        super().__init__(
            f"The key files do not say who these children are. {'; '.join(parts)}. Nothing was "
            "changed. Put the key files back from the backup, or import the same returns again "
            "with `frame import`, which repairs them."
        )


class KeysDestroyedError(RefusedError):
    """Key files were destroyed, so that nobody can tell any more which case is which child."""

    def __init__(self, authorities: Sequence[str]) -> None:
        super().__init__(
            f"The key files of {', '.join(authorities)} were destroyed by `db purge`, so that no "
            "case can be told to be a child any more. Nothing was changed."
        )


class ErasedBeforeError(RefusedError):
    """Children were erased whom an older copy of the database brought back."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: erased before, by the certificates in certificates/, and back "
            "with an older copy of the database. Nothing was changed. `db check` says how to "
            "erase again; do not put their ids back."
        )


def _named(names: tuple[str, ...]) -> str:
    more = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return f"{len(names)} ({shown}{f' and {more} more' if more > 0 else ''})"


def check_keys(
    work: UnitOfWork, keys: KeyFolder, units: Iterable[tuple[str, str]], names: Mapping[str, str]
) -> None:
    """Refuse to go on while a child could be found by nobody.

    Args:
        units: Authority and token of each child who matters.
        names: What a child is called in the message, by token; else the start of the token.

    Raises:
        KeysDestroyedError: The key file was destroyed on purpose.
        ErasedBeforeError: An older copy of the database brought an erased child back.
        IdsMissingError: A key file is missing, is another authority's or another frame's, or
            lacks the id of a child.
        DamagedKeyFileError: A key file is not what was written.
    """
    wanted: dict[str, list[str]] = {}
    for authority, token in units:
        wanted.setdefault(authority, []).append(token)
    missing = {}
    destroyed = sorted(wanted.keys() & deletion_queries.purged(work, "keys").keys())
    if destroyed:
        raise KeysDestroyedError(destroyed)
    for authority, tokens in wanted.items():
        known = known_ids(work, keys, authority)
        lacking = sorted(
            names.get(token, token[:8] + "…") for token in tokens if token not in known
        )
        if lacking:
            missing[authority] = tuple(lacking)
    if missing:
        _check_not_erased(work, keys, wanted, names)
        raise IdsMissingError(missing)


def _check_not_erased(
    work: UnitOfWork,
    keys: KeyFolder,
    wanted: Mapping[str, Sequence[str]],
    names: Mapping[str, str],
) -> None:
    """Refuse with what is true of ids that went lawfully, in a time that this database lacks."""
    certified = certified_deletions(keys.folder.parent)
    destroyed = destroyed_by_certificate(work, certified) & wanted.keys()
    if destroyed:
        raise KeysDestroyedError(sorted(destroyed))
    erased = [
        names.get(token, token[:8] + "…")
        for authority, tokens in wanted.items()
        for token in erased_by_certificate(work, certified, authority).intersection(tokens)
    ]
    if erased:
        raise ErasedBeforeError(sorted(erased))


def check_not_destroyed(work: UnitOfWork, keys: KeyFolder, authority: str) -> None:
    """Refuse to ask for a key file that was destroyed on purpose.

    Raises:
        KeysDestroyedError: It was, and is not there.
    """
    if authority in deletion_queries.purged(work, "keys") and keys.read(authority) is None:
        raise KeysDestroyedError([authority])


def known_ids(work: UnitOfWork, keys: KeyFolder, authority: str) -> Mapping[str, str]:
    """The authority's own id of each child by token, from the key file of the frame in force.

    Empty where the file is not there, or was made for another frame.

    Raises:
        DamagedKeyFileError: It is not what was written.
    """
    found = keys.read(authority)
    standing = frame_queries.frame_returns(work).get(authority)
    if found is None or standing is None:
        return {}
    is_right = found.authority == authority and found.salt_digest == standing.salt_digest
    return found.local_ids if is_right else {}
