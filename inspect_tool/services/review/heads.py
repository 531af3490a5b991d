"""Heads of the audit trail: what is printed and published, so that a cut end shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.audit import Head, parse_heads
from inspect_tool.errors import RefusedError, UnreadableFileError, UsageError
from inspect_tool.services.review.signing import key_for_heads
from inspect_tool.store import queries
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

# Tables whose change a certificate, and a report, speak of.
OF_THE_DRAW = frozenset({"draw", "draw_extension", "drawn_unit", "drawn_stratum", "loss"})
OF_A_SNAPSHOT = frozenset({"snapshot"})


def head_of(
    work: UnitOfWork, keys: KeyFolder | None = None, *, about: frozenset[str] = frozenset()
) -> Head | None:
    """The head of the chain of seals; None while nothing was ever sealed.

    Args:
        keys: The key folder whose signing key signs it; it stays unsigned with None, and where
            the key is missing or is not the review's.
        about: The newest seal of one of these tables, instead of the newest of all.
    """
    row = queries.newest_seal(work, about)
    if row is None:
        return None
    head = Head(row.sequence, row.digest)
    key = None if keys is None else key_for_heads(work, keys)
    return head if key is None else head.signed(key)


class NoHeadError(RefusedError):
    """Nothing was ever recorded, so there is no head."""

    def __init__(self) -> None:
        super().__init__("Nothing has been recorded in this review yet, so there is no head.")


class NothingToAcceptError(RefusedError):
    """The database lacks nothing that was saved in this folder."""

    def __init__(self) -> None:
        super().__init__(
            "The database holds the newest work that was saved in this folder, so there is no "
            "older state to accept. Nothing was changed."
        )


class NoHeadInFileError(UsageError):
    """A file that was named holds no head."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} holds no head of an audit trail. Name a certificate, a manifest, or a file "
            "that `db heads -o FILE` wrote."
        )


def read_heads(files: Sequence[Path]) -> tuple[Head, ...]:
    """Every head that stands in some files.

    Raises:
        NoHeadInFileError: A file holds none.
        UnreadableFileError: A file cannot be read as text.
    """
    found: list[Head] = []
    for file in files:
        try:
            heads = parse_heads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFileError(f"{file.name} cannot be read as text.") from error
        if not heads:
            raise NoHeadInFileError(file.name)
        found += heads
    return tuple(found)


def write_head(work: UnitOfWork, keys: KeyFolder, path: Path | None) -> str:
    """The signed head as text, written to a file where one is named.

    Raises:
        NoHeadError: Nothing was ever recorded.
    """
    check_can(work.actor, Action.CHECK_DATABASE)
    head = head_of(work, keys)
    if head is None:
        raise NoHeadError
    if path is not None:
        write_private_bytes(path, f"{head}\n".encode())
    return str(head)


def accept_older(work: UnitOfWork, newest: Head | None, *, why: str) -> int:
    """Go on from a database that lacks the newest work, and record it; how many savings are lost.

    Args:
        newest: The newest seal that the file beside the database knows.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NothingToAcceptError: Nothing is lacking.
        UsageError: No reason was given.
    """
    check_can(work.actor, Action.ACCEPT_OLDER)
    if not why.strip():
        raise UsageError("Say why the older database is accepted: --why TEXT.")
    row = queries.newest_seal(work)
    held = 0 if row is None else row.sequence
    if newest is None or queries.has_seal(work, newest):
        raise NothingToAcceptError
    work.audit(
        "database.accept-older", lost=newest.entries, lost_digest=newest.digest, held=held, why=why
    )
    return max(newest.entries - held, 1)
