"""Heads of the audit trail: what is printed and published, so that a cut end shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.audit import Head, parse_heads
from inspect_tool.errors import RefusedError, UnreadableFileError, UsageError
from inspect_tool.services.review.certified import (
    as_accepted,
    certified_deletions,
    lost_deletions,
    still_to_delete,
)
from inspect_tool.services.review.signing import key_for_heads
from inspect_tool.services.review.witness import fault_of
from inspect_tool.store import deletion_queries, queries
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.heads_file import Witness
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


@dataclass(frozen=True)
class Accepted:
    """What was lost with the newer work, and what has to be deleted once more.

    Args:
        lost: At least so many savings.
        to_delete_again: A sentence for each lawful deletion that the older copy undoes.
    """

    lost: int
    to_delete_again: tuple[str, ...]


def accept_older(work: UnitOfWork, witness: Witness, keys: KeyFolder, *, why: str) -> Accepted:
    """Go on from a database that lacks the newest work, and record it.

    Args:
        witness: What the file beside the database says.
        keys: The key folder; certificates of deletion lie in the review's folder around it.

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
    newest = witness.head
    is_older = newest is not None and not queries.has_seal(work, newest)
    certified = certified_deletions(keys.folder.parent)
    undone = lost_deletions(work, certified)
    fault = "" if is_older else fault_of(work, witness)
    if not (is_older or fault or undone):
        raise NothingToAcceptError
    again = (*still_to_delete(work, keys, certified), *_not_certified(work, witness, len(undone)))
    work.audit(
        deletion_queries.ACCEPT_OLDER,
        lost=newest.entries if newest is not None else 0,
        lost_digest=newest.digest if newest is not None else "",
        held=held,
        witness=fault,
        deletions=[as_accepted(work, deletion) for deletion in undone],
        why=why,
    )
    lost = max(newest.entries - held, 1) if is_older and newest is not None else 0
    return Accepted(lost, again)


def _not_certified(work: UnitOfWork, witness: Witness, certified: int) -> Iterator[str]:
    """A sentence where more was deleted on purpose than the database and the certificates tell."""
    missing = witness.deletions - len(deletion_queries.deletions(work)) - certified
    if missing > 0:
        yield (
            f"review.heads says that {witness.deletions} things were deleted on purpose, and of "
            f"{missing} neither the database nor certificates/ tells what. Look for their "
            "certificates (a newer backup has them), and delete them again."
        )
