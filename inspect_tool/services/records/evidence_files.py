"""Files as evidence: attached to a record, saved from it, taken off it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.evidence import (
    SIDES,
    SOURCES,
    Evidence,
    evidence_id,
    is_evidence_id,
)
from inspect_tool.domain.records.evidence_files import (
    LARGEST,
    LARGEST_TOGETHER,
    SHORTEST_DIGEST,
    FileKind,
    kind_of_file,
    safe_title,
    size_words,
    title_of_file,
)
from inspect_tool.domain.records.evidence_view import EvidenceName
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UnreadableFileError, UsageError
from inspect_tool.services.records.answering import (
    ReasonMissingError,
    record_of_actor,
    save_items,
)
from inspect_tool.services.records.named_files import with_files
from inspect_tool.services.records.revisions import RecordBook, answer_of, given_by, subject_of
from inspect_tool.services.records.saving import typed_day
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import OwnRecord, check_is_asked, subject_named
from inspect_tool.services.records.under import framework_of
from inspect_tool.store import said_queries
from inspect_tool.store.evidence_table import evidence_of
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.domain.records.choices import Choice
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision

WITHIN_ITEM_ID = 12  # random characters in the id of a piece


class NotEvidenceError(UnreadableFileError):
    """A file that is not taken as evidence."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{safe_title(name)} {why} Nothing was changed.")


class NoRoomForFilesError(RefusedError):
    """A review has as many bytes of files as can be backed up."""

    def __init__(self) -> None:
        super().__init__(
            f"Files of evidence take {size_words(LARGEST_TOGETHER)} at most, since a backup holds "
            "them in memory, and this one would be too much. Nothing was changed. `db purge "
            "--class unused-files --dry-run` shows how many are no longer attached."
        )


class NoSuchFileError(UsageError):
    """A digest or name of no file that the actor may see."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"No file of evidence is called {safe_title(wanted)}. `evidence list --files` shows "
            f"what each is called; of a digest {SHORTEST_DIGEST} characters are enough."
        )


class WhichFileError(UsageError):
    """The beginning of several digests."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"Several digests begin with {wanted}. Give more of its characters.")


class FileGoneError(RefusedError):
    """A file that is not what it was, or not there."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The file of {name} is not there, or is not what was attached, so nothing was saved. "
            "`db check` says whether it was destroyed on purpose; else restore a backup."
        )


@dataclass(frozen=True)
class GivenFile:
    """A file as evidence, as it was typed.

    Args:
        reference: What the document is called; by the name of the file where it is empty.
        text: What it shows.
        form: What the form is known by that it was typed into, so that what is sent twice is one
            piece; empty where none was.
    """

    path: Path
    side: str = ""
    source: str = ""
    day: str = ""
    reference: str = ""
    text: str = ""
    form: str = ""


@dataclass(frozen=True)
class OpenedFile:
    """A file of evidence as it is handed out.

    Args:
        name: What it is to be saved as: the record, the piece, and the ending of its kind.
    """

    name: str
    content: bytes


@dataclass(frozen=True)
class FileView:
    """A file of evidence.

    Args:
        name: What the commands call the piece.
        reference: What the document is called.
        kind: What it is by its content, in words.
        size: Its bytes.
        digest: Its SHA-256.
    """

    name: str
    reference: str
    kind: str
    size: int
    digest: str


def attach_file(
    work: UnitOfWork, review: Review, folder: Path, ref: str, about: str, given: GivenFile
) -> FileView:
    """Keep a file as a piece of evidence in the record that the actor answers in.

    It is stored under its digest, for the eyes of whoever holds the folder or the database, and
    never opened: what it is, is told by its first bytes. The same file may be attached to many
    questions.

    Args:
        folder: Of the review's evidence.
        about: The question or criterion.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to record.
        UnknownSubjectError, NoReaderError: There is no such record.
        BadAnswerError: The item is not asked of that subject, or the day is none.
        UsageError: There is no such side or source.
        NotEvidenceError: It is no file, too large, empty, or of no kind that is taken.
        NoRoomForFilesError: It cannot be kept.
    """
    record = record_of_actor(work, review, ref)
    check_is_asked(framework_of(work, review, record.subject), record.subject, about)
    _check_choice("side", given.side, SIDES)
    _check_choice("kind of source", given.source, SOURCES)
    day = typed_day(given.day.strip())
    content = _content(given.path)
    kind = kind_of_file(content)
    if kind is None:
        raise NotEvidenceError(given.path.name, _OTHER)
    digest = hashlib.sha256(content).hexdigest()
    reference = safe_title(given.reference) or title_of_file(given.path.name)
    piece = Evidence(
        about=about,
        side=given.side,
        source=given.source,
        day=day,
        reference=reference or kind.words,
        text=given.text.strip(),
        file=digest,
        file_kind=kind.value,
        file_size=len(content),
    )
    keep_file(work, folder, digest, content)
    item_id = _new_id(work, review, record, given, digest)
    save_items(work, review, record, {(ItemKind.EVIDENCE, item_id): piece.answer})
    return _view(EvidenceName(record.subject.ref, item_id, record.reader), piece)


def _new_id(
    work: UnitOfWork, review: Review, record: OwnRecord, given: GivenFile, digest: str
) -> str:
    """The id of the piece: that of its form, unless a piece with another file has it."""
    item_id = evidence_id(given.form, 1)
    if not given.form or not is_evidence_id(item_id):
        return evidence_id(work.new_salt()[:WITHIN_ITEM_ID], 1)
    book = RecordBook(work, review, record.subject.authority, record.subject.ref)
    place = ItemPlace(record.subject.ref, record.reader.value, ItemKind.EVIDENCE.value, item_id)
    before = book.standing.get(place)
    if before is None or Evidence.of(answer_of(before)).file == digest:
        return item_id
    return evidence_id(work.new_salt()[:WITHIN_ITEM_ID], 1)


_OTHER = (
    "is none of the kinds that are taken as evidence: PDF, pictures, recordings, films, documents "
    "of Office or OpenDocument, RTF and plain text, each told by its content and not by its name. "
    "Save it as a PDF, or take it out of its archive."
)


def _check_choice(what: str, value: str, choices: Iterable[Choice]) -> None:
    known = [choice.value for choice in choices]
    if value and value not in known:
        raise UsageError(
            f"There is no {what} {value}{did_you_mean(value, known) or '.'} "
            f"There are: {', '.join(known)}."
        )


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NotEvidenceError(path.name, "is no file that can be opened.")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise NotEvidenceError(path.name, f"cannot be opened ({error.strerror}).") from None
    if len(content) > LARGEST:
        raise NotEvidenceError(
            path.name,
            f"is larger than {size_words(LARGEST)}. Attach the pages that matter, or a smaller "
            "copy.",
        )
    if not content:
        raise NotEvidenceError(path.name, "is empty.")
    return content


def keep_file(work: UnitOfWork, folder: Path, digest: str, content: bytes) -> None:
    """Keep a file of evidence under its digest; one that is there already is left as it is.

    Args:
        folder: Of the review's evidence; on a server the database has the files.

    Raises:
        NoRoomForFilesError: The review has as many bytes of files as can be backed up.
    """
    kept = evidence_of(work, folder)
    if kept.holds(digest):
        return
    if kept.size() + len(content) > LARGEST_TOGETHER:
        raise NoRoomForFilesError
    kept.keep(work, digest, content)


def _view(name: EvidenceName, piece: Evidence) -> FileView:
    kind = FileKind(piece.file_kind).words
    return FileView(name.words, piece.reference, kind, piece.file_size, piece.file)


def save_file(work: UnitOfWork, review: Review, folder: Path, wanted: str, path: Path) -> FileView:
    """Write a copy of a file of evidence, for its owner alone; the audit trail says so.

    A file is not shown without what may identify somebody, as words are. So it is for whoever may
    see the record itself.

    Args:
        wanted: A digest, its beginning, or the name of the piece.

    Raises:
        NotYourRoleError: The actor is neither a lead nor an inspector.
        NoSuchFileError, WhichFileError: It names none, or several, that the actor may see.
        FileIsThereError: Something has the name of the copy.
        FileGoneError: The file is not what was attached.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    row, piece = _named(work, review, wanted)
    check_not_there(path)
    work.files.write({path: _bytes_of(work, folder, row, piece)})
    return _view(_name_of(row), piece)


def open_file(work: UnitOfWork, review: Review, folder: Path, wanted: str) -> OpenedFile:
    """A file of evidence for whoever asks from a browser; the audit trail says so, as of a copy.

    Args:
        wanted: As for `save_file`.

    Raises:
        NotYourRoleError, NoSuchFileError, WhichFileError, FileGoneError: As for `save_file`.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    row, piece = _named(work, review, wanted)
    content = _bytes_of(work, folder, row, piece)
    ending = FileKind(piece.file_kind).ending
    return OpenedFile(f"{row.subject_ref}-{row.item_id}{ending}", content)


def _bytes_of(work: UnitOfWork, folder: Path, row: Revision, piece: Evidence) -> bytes:
    kept = evidence_of(work, folder)
    if not kept.holds(piece.file):
        raise FileGoneError(_name_of(row).words)
    work.audit("evidence.save", stream=row.authority, subject=row.subject_ref)
    return kept.read(piece.file)


def _name_of(row: Revision) -> EvidenceName:
    return EvidenceName(row.subject_ref, row.item_id, Reader(row.reader))


def _named(work: UnitOfWork, review: Review, wanted: str) -> tuple[Revision, Evidence]:
    found = [
        (row, piece)
        for row, piece in with_files(said_queries.in_force_of_kind(work, ItemKind.EVIDENCE))
        if _is_called(wanted, row, piece)
    ]
    sight = Sight.of(work, review) if found else None
    seen = [
        (row, piece)
        for row, piece in found
        if sight is not None and sight.shows(subject_of(row), Reader(row.reader))
    ]
    if not seen:
        raise NoSuchFileError(wanted)
    if len({piece.file for _, piece in seen}) > 1:
        raise WhichFileError(wanted)
    return min(seen, key=lambda one: (one[0].subject_ref, one[0].reader, one[0].item_id))


def _is_called(wanted: str, row: Revision, piece: Evidence) -> bool:
    is_digest = len(wanted) >= SHORTEST_DIGEST and piece.file.startswith(wanted.lower())
    return is_digest or _name_of(row).words == wanted


def detach_file(work: UnitOfWork, review: Review, name: str, *, reason: str = "") -> FileView:
    """Take a file off a piece of evidence; words that were filed with it stay.

    Records keep what they said earlier, so the file itself stays until `db purge --class
    unused-files`.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to record.
        NoSuchFileError: No file that the actor may see is called so.
        ReasonMissingError: Somebody else attached it, and no reason is given.
    """
    check_can(work.actor, Action.RECORD, Thing(owner=work.actor.id))
    row, piece = _named(work, review, name)
    named = _name_of(row)
    if named.words != name:
        raise NoSuchFileError(name)
    subject = subject_named(row.subject_ref)
    sight = Sight.of(work, review, subject.authority)
    sight.check(Action.RECORD, subject, named.reader)
    owner = sight.owners.owner(subject.kind, subject.ref, named.reader) or ""
    if work.actor.id not in (owner, given_by(row)) and not reason.strip():
        raise ReasonMissingError(subject.ref, row.item_id, given_by(row))
    left = replace(piece, reference="", file="", file_kind="", file_size=0)
    answer = left.answer if left.text else Answer()
    record = OwnRecord(subject, named.reader, owner)
    save_items(
        work, review, record, {(ItemKind.EVIDENCE, row.item_id): answer}, reason=reason.strip()
    )
    return _view(named, piece)
