"""Care of the database: everything that `db check` vouches for, and what it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from inspect_tool.domain import audit
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.sampling.certificate_check import verify_certificate
from inspect_tool.services.figures.contents import SEALED, digest_of
from inspect_tool.services.frames.came_back import what_came_back
from inspect_tool.services.frames.keys import known_ids
from inspect_tool.services.overview.deletion_check import check_totals, notes_on_deletion
from inspect_tool.services.overview.evidence_check import check_files, unnamed_files
from inspect_tool.services.overview.key_check import (
    check_ids_of_key_files,
    check_signing_key,
    notes_on_signing_key,
)
from inspect_tool.services.records.answer_ids import has_its_id
from inspect_tool.services.review.certified import (
    certified_deletions,
    destroyed_by_certificate,
    erased_by_certificate,
    still_to_delete,
)
from inspect_tool.services.review.heads import head_of
from inspect_tool.services.review.signing import key_for_heads
from inspect_tool.services.sampling.certificates import certificate_of
from inspect_tool.services.sampling.rows import eligible_units
from inspect_tool.store import (
    crossings,
    deletion_queries,
    erasure_queries,
    frame_queries,
    migrate,
    queries,
    record_queries,
    seals,
    snapshot_queries,
)
from inspect_tool.store.damage import check_may_be_damage
from inspect_tool.store.key_files import DamagedKeyFileError
from inspect_tool.store.sqlite_version import what_runs
from inspect_tool.store.word_index import index_faults

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_tool.store.database import Database, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import AuditEntry
    from inspect_tool.store.wiping import Unwiped

KEYS = "key files, with an id for each child"
IDS = "ids of children by their tokens"
SIGNING = "the signing key"
CAME_BACK = "keys that were destroyed, or are copied under other names"
DELETED = "what was deleted on purpose"
HEADS = "heads that were printed"
FILES = "files of evidence by their digests"
NOT_CHECKED = (
    "whether what people wrote is true",
    "the times that the computers' clocks gave",
    "files outside the database, keys/ and evidence/: reports, workbooks, review.yaml as it is now",
    "whether all of the database, with its audit trail, is an older copy or was made anew: compare "
    "it with a head that was printed or published, by --heads FILE",
)


@dataclass(frozen=True)
class DatabaseCheck:
    """What a check of the database found.

    Args:
        faults: A sentence for each; empty when all holds.
        checked: What was looked at, with how much of it.
        not_checked: What nobody should take this check for.
        not_gone: What was destroyed or erased and is there all the same, with what destroys it.
        notes: What it can no longer recompute, by what was deleted on purpose, and what it checks
            instead.
        head: Head of the audit trail as it is now.
        runs_on: The database that runs, by its version.
    """

    entries: int
    streams: int
    faults: tuple[str, ...]
    checked: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = NOT_CHECKED
    not_gone: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    head: str = ""
    runs_on: str = ""


@dataclass(frozen=True)
class Outside:
    """What the database itself is held against.

    Args:
        file_faults: What SQLite says about its file, and triggers that are missing.
        keys: The folder of key files; None leaves them out of the check.
        heads: Heads of the audit trail that were printed or published.
        runs_on: The database that runs, by its version.
        witness: What is wrong with the file that tells an older copy, and what to do.
        evidence: The folder with files of evidence; None leaves them out of the check.
        unwiped: Why the file may still hold bytes of what was deleted; None where it does not.
    """

    file_faults: tuple[str, ...]
    keys: KeyFolder | None
    heads: tuple[audit.Head, ...] = ()
    runs_on: str = ""
    unwiped: Unwiped | None = None
    witness: str = ""
    evidence: Path | None = None

    @classmethod
    def of(
        cls,
        database: Database,
        *,
        keys: KeyFolder | None,
        heads: tuple[audit.Head, ...] = (),
        witness: str = "",
        evidence: Path | None = None,
    ) -> Outside:
        """What a database is held against, with what SQLite says about its file."""
        engine = database.engine
        faults = (
            fault
            for words, check in (
                ("the database's file", migrate.file_faults),
                ("the guards of the database", migrate.missing_triggers),
                ("the database's schema", migrate.foreign_objects),
            )
            for fault in _told(words, partial(check, engine))
        )
        return cls(
            file_faults=tuple(faults),
            keys=keys,
            heads=heads,
            runs_on=what_runs(engine),
            unwiped=database.unwiped,
            witness=witness,
            evidence=evidence,
        )


def check_database(work: UnitOfWork, outside: Outside) -> DatabaseCheck:
    """Check all that the database keeps against its audit trail, its digests and the key files."""
    check_can(work.actor, Action.CHECK_DATABASE)
    faults = [*outside.file_faults, *([outside.witness] if outside.witness else [])]
    checked = []
    left_out = {
        *(() if outside.keys else (KEYS, IDS, SIGNING)),
        *(() if outside.heads else (HEADS,)),
        *(() if outside.evidence else (FILES,)),
    }
    parts: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("audit entries", lambda: _check_chains(work)),
        ("seals of tables and answers", lambda: _check_seals(work)),
        ("ids of answers and what they were made from", lambda: _check_answers(work)),
        ("the index of words", lambda: index_faults(work.session.connection())),
        ("plans and frameworks by their digests", lambda: _check_documents(work)),
        ("snapshots by their digests", lambda: _check_snapshots(work)),
        ("tickets, ranks and cases of the draw", lambda: _check_draw(work)),
        ("totals of the population by field", lambda: check_totals(work)),
        (KEYS, lambda: _check_keys(work, outside.keys)),
        (IDS, lambda: check_ids_of_key_files(work, outside.keys)),
        (SIGNING, lambda: check_signing_key(work, outside.keys)),
        (FILES, lambda: check_files(work, outside.evidence)),
        (HEADS, lambda: _check_heads(work, outside)),
    )
    for words, check in parts:
        if words in left_out:
            continue
        faults += _told(words, partial(_apart, work, check))
        checked.append(words)
    checked += [CAME_BACK] if outside.keys else []
    entries = _entries_that_can_be_read(work)
    return DatabaseCheck(
        entries=len(entries),
        streams=len(set(entries)),
        faults=tuple(faults),
        checked=tuple(checked),
        not_gone=tuple(_told(CAME_BACK, partial(_apart, work, partial(_not_gone, work, outside)))),
        notes=tuple(_told(DELETED, partial(_apart, work, partial(_notes, work, outside)))),
        head=_head_that_can_be_read(work),
        runs_on=outside.runs_on,
    )


def _told(words: str, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    """What a check finds; where it stumbles over what is damaged, a sentence of that too."""
    try:
        yield from check()
    except OSError as error:
        yield f"{words} cannot be read ({error.strerror}): check who owns keys/ and its files."
    # Whatever may stand in a damaged database, the answer is a sentence.
    except Exception as error:
        check_may_be_damage(error)
        kind = type(error).__name__
        yield f"{words} cannot be read ({kind}): the database is damaged. Restore a backup."


def _apart(work: UnitOfWork, check: Callable[[], Iterable[str]]) -> Iterator[str]:
    """What a check finds; on a server too, a statement of it that fails ends no other check."""
    with work.session.begin_nested():
        yield from check()


def _entries_that_can_be_read(work: UnitOfWork) -> Sequence[str]:
    """The stream of each audit entry; none where they are damaged, which is a fault already."""
    try:
        with work.session.begin_nested():
            return queries.streams_of_entries(work)
    except (DBAPIError, ValueError) as error:
        check_may_be_damage(error)
        return ()


def _head_that_can_be_read(work: UnitOfWork) -> str:
    try:
        with work.session.begin_nested():
            head = head_of(work)
    except (DBAPIError, ValueError, TypeError, AttributeError) as error:
        check_may_be_damage(error)
        return ""
    return "" if head is None else str(head)


def _check_chains(work: UnitOfWork) -> Iterator[str]:
    for stream, rows in groupby(queries.audit_entries(work), key=lambda row: row.stream):
        broken = audit.first_broken_link((_entry(row), row.digest) for row in rows)
        if broken is not None:
            yield (
                f"The audit trail of {stream} is broken at entry {broken.sequence}: "
                "it was changed or one is missing. Compare with a backup."
            )


def _entry(row: AuditEntry) -> audit.Entry:
    return audit.Entry(
        stream=row.stream,
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        action=row.action,
        details=row.details,
    )


def _check_seals(work: UnitOfWork) -> Iterator[str]:
    connection = work.session.connection()
    yield from seals.check_seals(connection, seals.entries(connection)).faults


def _check_answers(work: UnitOfWork) -> Iterator[str]:
    lost = record_queries.answers_without_one_in_force(work)
    if lost:
        yield f"{lost} answers have revisions and none in force. Restore a backup."
    salts, unchecked = queries.case_salts(work), deletion_queries.without_a_base(work)
    # One authority after the other: the answers of all would not fit into a small computer.
    for authority in record_queries.authorities_with_revisions(work):
        parents = record_queries.made_from(work, authority)
        wrong = sum(
            not any(
                has_its_id(row, parents.get(row.id, []), salt)
                # Without a salt: answers from before cases had one.
                for salt in dict.fromkeys((salts.get(row.subject_ref, ""), ""))
            )
            for row in record_queries.every_revision(work, authority)
            if row.id not in unchecked
        )
        if wrong:
            yield (
                f"{wrong} answers of {authority} do not have the id that follows from what they "
                "say: they were changed by another program. Restore a backup."
            )
        unmarked = len(crossings.wrongly_marked(work, authority))
        if unmarked:
            yield (
                f"{unmarked} answers in force of {authority} do not say rightly whether others "
                "crossed with them. Restore a backup."
            )


def _check_documents(work: UnitOfWork) -> Iterator[str]:
    models: dict[str, type[Document]] = {"plan": ReviewPlan, "framework": Framework}
    for row in record_queries.documents(work):
        model = models[row.kind].model_validate_json(row.content)
        if document_digest(model) != row.digest:
            yield (
                f"A {row.kind} that the database keeps does not have its digest "
                f"{row.digest[:12]}…: it was changed by another program. Restore a backup."
            )


def _check_snapshots(work: UnitOfWork) -> Iterator[str]:
    for row in snapshot_queries.snapshots(work):
        kept = [record._asdict() for record in snapshot_queries.snapshot_records(work, row.name)]
        # From before cases had salts, and one of them was erased: a note says so.
        is_beyond_checking = {SEALED: ""} in [record["content"] for record in kept]
        if digest_of(row, kept) != row.digest and not is_beyond_checking:
            yield (
                f"Snapshot {row.name} is not what was taken: its contents do not give its digest. "
                "Restore a backup, or take a new snapshot."
            )


def _check_draw(work: UnitOfWork) -> Iterator[str]:
    row = queries.draw_in_force(work)
    if row is None or row.public_seed is None:
        return
    certificate = certificate_of(work)
    for problem in verify_certificate(certificate, eligible_units(work), file="The draw"):
        yield f"The draw that the database keeps does not follow from its seed: {problem.message}"


def _notes(work: UnitOfWork, outside: Outside) -> Iterator[str]:
    yield from notes_on_deletion(work)
    yield from notes_on_signing_key(work, outside.keys)


def _not_gone(work: UnitOfWork, outside: Outside) -> Iterator[str]:
    if outside.unwiped is not None:
        yield outside.unwiped.words
    yield from unnamed_files(work, outside.evidence)
    keys = outside.keys
    if keys is None:
        return
    yield from (file.words for file in what_came_back(work, keys))
    yield from still_to_delete(work, keys, certified_deletions(keys.folder.parent))


def _check_keys(work: UnitOfWork, keys: KeyFolder | None) -> Iterator[str]:
    if keys is None:
        return
    certified = certified_deletions(keys.folder.parent)
    destroyed = {
        *deletion_queries.purged(work, "keys"),
        *destroyed_by_certificate(work, certified),
    }
    for authority in sorted(frame_queries.frame_returns(work).keys() - destroyed):
        units = set(queries.tokens(work, authority))
        units -= erasure_queries.erased_tokens(work, authority)
        units -= erased_by_certificate(work, certified, authority)
        try:
            lacking = len(units - known_ids(work, keys, authority).keys())
        except DamagedKeyFileError as error:
            yield error.message
            continue
        if lacking:
            yield (
                f"The key file of {authority} is missing, is another's, or lacks the ids of "
                f"{lacking} of {len(units)} children. Put it back from the backup, or import the "
                "same return again with `frame import`."
            )


def _check_heads(work: UnitOfWork, outside: Outside) -> Iterator[str]:
    digests = {
        entry.sequence: entry.digest
        for entry in queries.audit_entries(work)
        if entry.stream == seals.STREAM
    }
    for head in outside.heads:
        if digests.get(head.entries) != head.digest:
            yield (
                f"The audit trail does not hold the head {head.entries}:{head.digest[:12]}… that "
                "was printed: this is an older copy, or its end was cut off or made anew. Restore "
                "the newest backup."
            )
        key = None if outside.keys is None else key_for_heads(work, outside.keys)
        if key is not None and head.signature and not head.is_signed_with(key):
            yield (
                f"The head {head.entries}:{head.digest[:12]}… was not signed with this review's "
                "key: it is not of this review, or was forged."
            )
