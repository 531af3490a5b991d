"""Destroying classes of things when a retention schedule says so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.frames.came_back import what_came_back
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.records.answer_ids import left_without_a_base
from inspect_tool.services.records.identifiers import earlier_wordings
from inspect_tool.services.records.named_files import files_in_force
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.removal import MARK, announce_removal, settle_removals
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.errors import given_reason
from inspect_tool.services.sampling.frame_cut import cut_frame, to_be_cut
from inspect_tool.store import (
    deletion_queries,
    erasing,
    frame_queries,
    queries,
    record_queries,
    removals,
    said_queries,
)
from inspect_tool.store.evidence_folder import NAME as EVIDENCE
from inspect_tool.store.evidence_table import evidence_of
from inspect_tool.store.key_copies import held_keys
from inspect_tool.store.key_files import SIGNING_KEY, DamagedSigningKeyError

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review
    from inspect_tool.services.frames.came_back import CameBack
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_copies import HeldKeys
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import Revision

WORD = "destroy"  # what has to be typed before anything goes
OLD_COPIES = "review-before-*.db"


class NotConfirmedError(RefusedError):
    """A deletion was asked for without the word that confirms it."""

    def __init__(self, word: str) -> None:
        super().__init__(
            f"Nothing was deleted: this cannot be undone. See what would go with --dry-run, then "
            f"repeat the command with --confirm {word}."
        )


class NoClassError(UsageError):
    """A purge of nothing."""

    def __init__(self) -> None:
        super().__init__(
            f"Say what is to go with --class: {', '.join(PurgeClass)}. `db purge --dry-run` shows "
            "what there is of each, and changes nothing."
        )


class OneAuthorityError(UsageError):
    """One authority is named for what is the whole review's."""

    def __init__(self) -> None:
        super().__init__(
            "--authority is for --class keys alone: every other class is the whole review's. "
            "Leave one of the two out."
        )


class NothingToPurgeError(RefusedError):
    """There is nothing of what was named."""

    def __init__(self) -> None:
        super().__init__("There is nothing of that here, so nothing was destroyed.")


@dataclass(frozen=True)
class Place:
    """Where the review is."""

    folder: Path
    keys: KeyFolder


@dataclass(frozen=True)
class Wanted:
    """What is to be destroyed.

    Args:
        classes: At least one, except for a preview.
        authority: Only its key file; all key files where none is named.
        why: The reason, such as the entry of a retention schedule.
    """

    classes: Sequence[PurgeClass]
    authority: str | None = None
    why: str = ""


@dataclass(frozen=True)
class PurgeLine:
    """One class of things.

    Args:
        number: How much there is of it.
        goes: Whether it is among what is to be destroyed.
    """

    name: str
    words: str
    number: int
    goes: bool
    consequence: str


@dataclass(frozen=True)
class PurgeView:
    """What was destroyed, or would be.

    Args:
        number: Place among the deletions of the review; 0 for a dry run.
    """

    lines: tuple[PurgeLine, ...]
    number: int = 0


def preview(work: UnitOfWork, review: Review, place: Place, wanted: Wanted) -> PurgeView:
    """What there is of each class, and what would no longer be possible of those named.

    Raises:
        NotYourRoleError: The actor is not a lead.
        UnknownAuthorityError: The words of the command are wrong.
        NotDrawnError: Fields or keys are named, and nothing is drawn yet.
    """
    named = frozenset({wanted.authority.upper()} if wanted.authority else ())
    check_can(work.actor, Action.PURGE, Thing(authorities=named))
    if wanted.authority is not None and set(wanted.classes) - {PurgeClass.KEYS}:
        raise OneAuthorityError
    if {PurgeClass.FRAME, PurgeClass.KEYS} & set(wanted.classes):
        drawn_row(work)
    codes = _codes(review, wanted)
    return PurgeView(
        tuple(
            PurgeLine(
                name.value,
                name.words,
                COUNTS[name](work, place, codes),
                name in wanted.classes,
                name.consequence,
            )
            for name in PurgeClass
        )
    )


def purge(begin: Begin, review: Review, place: Place, wanted: Wanted, *, confirm: str) -> PurgeView:
    """Destroy what is named: the database's part in one transaction, then the files.

    Raises:
        NoClassError: Nothing is named.
        NotConfirmedError: The word is another.
        NothingToPurgeError: There is nothing of it.
        ChangedByOthersError: The database is not as this tool left it.
    """
    if not wanted.classes:
        raise NoClassError
    if confirm != WORD:
        raise NotConfirmedError(WORD)
    with begin() as work:
        view = preview(work, review, place, wanted)
        why = given_reason(wanted.why, "is destroyed")
        gone = {line.name: line.number for line in view.lines if line.goes}
        if not any(gone.values()):
            raise NothingToPurgeError
        unchecked = _purge_rows(work, review, wanted.classes)
        codes = _codes(review, wanted)
        mark, number = work.new_salt(), len(deletion_queries.deletions(work)) + 1
        work.changes.deletions = number
        details: dict[str, Any] = {MARK: mark}
        if unchecked:
            details[deletion_queries.WITHOUT_A_BASE] = unchecked
        if PurgeClass.EVIDENCE_FILES in wanted.classes:
            details[deletion_queries.UP_TO] = record_queries.last_numbers(work)
        work.audit(
            deletion_queries.PURGE,
            number=number,
            classes=sorted(gone),
            authorities=list(codes) if PurgeClass.KEYS in wanted.classes else [],
            gone=gone,
            remains=_remaining(view),
            why=why,
            **details,
        )
        files = tuple(_files(work, place, wanted.classes, codes))
        ids = _ids(work, place, wanted.classes)
        announce_removal(work, place.folder, removals.Removal(mark, files, ids))
    settle_removals(begin, place.folder, place.keys)
    return PurgeView(view.lines, number)


def _codes(review: Review, wanted: Wanted) -> tuple[str, ...]:
    """The authorities whose key files are meant."""
    known = tuple(authority.code for authority in review.plan.authorities)
    if wanted.authority is None:
        return known
    if wanted.authority.upper() not in known:
        raise UnknownAuthorityError(wanted.authority, review)
    return (wanted.authority.upper(),)


def _remaining(view: PurgeView) -> list[str]:
    left = [line for line in view.lines if not line.goes and line.number]
    return [
        "Answers, judgements and notes of the cases, with the kept fields of drawn units.",
        *(f"{line.number} {line.words}." for line in left),
    ]


def _purge_rows(work: UnitOfWork, review: Review, classes: Sequence[PurgeClass]) -> list[str]:
    """Delete rows; the ids of answers that nothing is left to check by."""
    unchecked: list[str] = []
    if PurgeClass.FRAME in classes:
        cut_frame(work, review.plan)
    rows: list[Revision] = []
    if PurgeClass.STRAY_NOTES in classes:
        rows += record_queries.kept_with_stray_notes(work)
    if PurgeClass.QUERIES in classes:
        rows += _said_about_answers(work)
    names = [(row.authority, row.id) for row in rows]
    if PurgeClass.IDENTIFIERS in classes:
        names += earlier_wordings(work)
    if names:
        erasing.check_as_sealed(work)
        by_authority: dict[str, list[str]] = {}
        for authority, name in names:
            by_authority.setdefault(authority, []).append(name)
        for authority, ids in by_authority.items():
            unchecked += left_without_a_base(work, authority, frozenset(ids))
            erasing.delete_answers(work, authority, ids)
        work.forget()
    return unchecked


def _said_about_answers(work: UnitOfWork) -> list[Revision]:
    """What was asked and replied about answers, and why somebody changed another's."""
    kinds = (ItemKind.QUERY, ItemKind.REASON)
    return [row for kind in kinds for row in said_queries.revisions_of_kind(work, kind)]


def _files(
    work: UnitOfWork, place: Place, classes: Sequence[PurgeClass], codes: Sequence[str]
) -> Iterator[str]:
    """What is to be removed from the folder, by its name below it."""
    keys = place.keys.folder.relative_to(place.folder).as_posix()
    if PurgeClass.KEYS in classes:
        yield from (f"{keys}/{code}.json" for code in codes)
        yield from (held.name for held in _key_files(work, place, codes))
    if PurgeClass.SIGNING_KEY in classes:
        yield f"{keys}/{SIGNING_KEY}"
        yield from _copies_of_signing_key(place)
    if PurgeClass.CAME_BACK in classes:
        yield from (file.name for file in _came_back(work, place) if file.erased is None)
    found: list[Path] = []
    if PurgeClass.RETURNS in classes:
        found += _returns(work, place)
    if PurgeClass.COPIES in classes:
        found += _copies(place)
    if PurgeClass.EVIDENCE_FILES in classes:
        yield from (f"{EVIDENCE}/{digest}" for digest in _evidence_files(work, place))
    if PurgeClass.UNUSED_FILES in classes:
        yield from (f"{EVIDENCE}/{digest}" for digest in _unused_files(work, place))
    yield from (path.relative_to(place.folder).as_posix() for path in found)


def _key_files(work: UnitOfWork, place: Place, codes: Sequence[str]) -> list[HeldKeys]:
    """Key files of some authorities, and copies of them, whatever they are called."""
    own = {code: frozenset(queries.tokens(work, code)) for code in codes}
    return [
        held
        for held in held_keys(place.keys)
        if (held.keys is not None and held.keys.authority in own)
        or any(held.tokens & tokens for tokens in own.values())
    ]


def _copies_of_signing_key(place: Place) -> Iterator[str]:
    try:
        key = place.keys.signing_key()
    except DamagedSigningKeyError:
        return
    yield from (held.name for held in held_keys(place.keys) if key and held.signing_key == key)


def _came_back(work: UnitOfWork, place: Place) -> list[CameBack]:
    return [file for file in what_came_back(work, place.keys) if not file.is_kept]


def _ids(
    work: UnitOfWork, place: Place, classes: Sequence[PurgeClass]
) -> dict[str, tuple[str, ...]]:
    """Tokens whose ids go from a key file of which the rest stays."""
    if PurgeClass.CAME_BACK not in classes:
        return {}
    return {
        code: tuple(sorted(tokens))
        for file in _came_back(work, place)
        for code, tokens in (file.erased or {}).items()
    }


def _returns(work: UnitOfWork, place: Place) -> list[Path]:
    """Files in the folder that are those of a return, whatever they are called."""
    known = {str(file["sha256"]) for row in frame_queries.all_returns(work) for file in row.files}
    own = {place.keys.folder, place.folder / "reports"}
    return [
        path
        for path in sorted(place.folder.rglob("*"))
        if path.is_file()
        and not own & set(path.parents)
        and not path.name.startswith(("review.db", "."))
        and _digest(path) in known
    ]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copies(place: Place) -> list[Path]:
    return sorted(place.folder.glob(OLD_COPIES))


def _evidence_files(work: UnitOfWork, place: Place) -> list[str]:
    return sorted(evidence_of(work, place.folder / EVIDENCE).digests())


def _unused_files(work: UnitOfWork, place: Place) -> list[str]:
    used = files_in_force(work)
    return [digest for digest in _evidence_files(work, place) if digest not in used]


def _count_fields(work: UnitOfWork, _place: Place, _codes: Sequence[str]) -> int:
    row = queries.draw_in_force(work)
    return 0 if row is None or row.public_seed is None else to_be_cut(work)


def _count_ids(work: UnitOfWork, place: Place, codes: Sequence[str]) -> int:
    held = _key_files(work, place, codes or tuple(frame_queries.frame_returns(work)))
    return len(frozenset[str]().union(*(file.tokens for file in held)))


COUNTS: Mapping[PurgeClass, Callable[[UnitOfWork, Place, Sequence[str]], int]] = {
    PurgeClass.FRAME: _count_fields,
    PurgeClass.KEYS: _count_ids,
    PurgeClass.SIGNING_KEY: lambda _work, place, _codes: int(place.keys.has_signing_key()),
    PurgeClass.STRAY_NOTES: lambda work, _place, _codes: len(record_queries.stray_notes(work)),
    PurgeClass.QUERIES: lambda work, _place, _codes: len(_said_about_answers(work)),
    PurgeClass.IDENTIFIERS: lambda work, _place, _codes: len(earlier_wordings(work)),
    PurgeClass.RETURNS: lambda work, place, _codes: len(_returns(work, place)),
    PurgeClass.COPIES: lambda _work, place, _codes: len(_copies(place)),
    PurgeClass.EVIDENCE_FILES: lambda work, place, _codes: len(_evidence_files(work, place)),
    PurgeClass.UNUSED_FILES: lambda work, place, _codes: len(_unused_files(work, place)),
    PurgeClass.CAME_BACK: lambda work, place, _codes: len(_came_back(work, place)),
}
