"""What a writer knows of the seals is right, and is forgotten when anybody else writes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from inspect_tool.domain.audit import Head
from inspect_tool.domain.people import KEEPER
from inspect_tool.domain.records.records import ItemPlace
from inspect_tool.store import heads_file, known, queries, seals
from inspect_tool.store.database import Database, UnitOfWork
from inspect_tool.store.database_errors import ChangedByOthersError
from inspect_tool.store.tables import CurrentRevision, DocumentVersion, Revision

pytestmark = pytest.mark.one_engine("a server has no number of what others committed")
NOW = datetime(2013, 10, 1, 9, tzinfo=UTC)
DOCUMENTS = frozenset({"document_version"})


def do(database: Database, act: Callable[[UnitOfWork], object]) -> None:
    with database.transaction(KEEPER, NOW) as work:
        act(work)


def document(digest: str) -> DocumentVersion:
    return DocumentVersion(kind="plan", digest=digest, first_used_at=NOW, content="text")


def answer(work: UnitOfWork, ref: str, name: str) -> None:
    """Keep an answer and put it in force."""
    row = {
        "authority": "ASH",
        "id": name,
        "subject_kind": "case",
        "subject_ref": ref,
        "reader": "first",
        "item_kind": "question",
        "item_id": "HARM.1.a",
        "value": "yes",
        "absence": None,
        "note": "ü and a note",
        "author": "ab",
        "recorded_at": NOW,
        "origin": f"form {name}",
        "framework_version": "1.0.0",
        "number": work.next_answer("ASH"),
    }
    work.add_many(Revision, [row])
    place = ItemPlace(ref, "first", "question", "HARM.1.a")
    queries.put_in_force(work, "ASH", {place: name})


def by_another_program(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def faults(database: Database) -> Sequence[str]:
    with database.engine.connect() as connection:
        return seals.check_seals(connection, seals.entries(connection)).faults


def test_what_another_program_changed_meanwhile_is_not_sealed(
    database: Database, path: Path
) -> None:
    do(database, lambda work: work.add(document("a")))
    do(database, lambda work: work.add(document("b")))
    by_another_program(path, "update document_version set content = 'other' where digest = 'a'")
    for _ in range(2):
        with pytest.raises(ChangedByOthersError):
            do(database, lambda work: work.add(document("c")))


def test_a_trigger_of_another_program_is_seen_whenever_it_comes(
    database: Database, path: Path
) -> None:
    do(database, lambda work: work.add(document("a")))
    by_another_program(
        path, "create trigger theirs after insert on document_version begin select 1; end"
    )
    with pytest.raises(ChangedByOthersError):
        do(database, lambda work: work.add(document("b")))


def test_entries_that_another_program_cut_off_are_missed(database: Database, path: Path) -> None:
    do(database, lambda work: work.audit("something.done"))
    do(database, lambda work: work.audit("something.done"))
    by_another_program(
        path,
        "drop trigger audit_entry_no_delete",
        "delete from audit_entry where stream = 'review' and sequence = 2",
        "create trigger audit_entry_no_delete before delete on audit_entry "
        "begin select raise(abort, 'no'); end",
    )
    with pytest.raises(ChangedByOthersError):
        do(database, lambda work: work.audit("something.done"))


def test_two_that_write_in_turn_seal_what_the_other_left(database: Database) -> None:
    with closing(Database(str(database.engine.url))) as other:
        for turn in range(3):
            do(database, lambda work, turn=turn: answer(work, "ASH-001", f"{turn}"))  # type: ignore[misc]
            do(other, lambda work, turn=turn: answer(work, "ASH-002", f"of other {turn}"))  # type: ignore[misc]
    assert not faults(database)
    with database.reading(KEEPER, NOW) as work:
        assert sorted(row.number for row in work.all(queries._revisions())) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("most", [0, known.MOST_BYTES])
def test_rows_that_are_sealed_by_subject_are_sealed_as_all_together(
    database: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(known, "MOST_BYTES", most)
    for turn, ref in enumerate(("ASH-002", "ASH-010", "ASH-002", "ASH-001", "ASH-002")):
        do(database, lambda work, turn=turn, ref=ref: answer(work, ref, f"{turn}"))  # type: ignore[misc]
        assert not faults(database)
    do(database, lambda work: work.delete(work.all(select(CurrentRevision))[:1]))
    do(database, lambda work: work.delete_all(CurrentRevision, authority="ASH"))
    do(database, lambda work: answer(work, "ASH-003", "last"))
    assert not faults(database)


def test_a_number_that_another_program_took_is_not_given_again(
    database: Database, path: Path
) -> None:
    do(database, lambda work: answer(work, "ASH-001", "first"))
    columns = "authority, subject_kind, subject_ref, reader, item_kind, item_id, value, note"
    more = "author, recorded_at, origin, framework_version"
    by_another_program(
        path,
        f"insert into revision (id, number, {columns}, {more}) "  # noqa: S608
        f"select 'theirs', 7, {columns}, {more} from revision",
    )
    do(database, lambda work: answer(work, "ASH-001", "second"))
    with database.reading(KEEPER, NOW) as work:
        assert {row.id: row.number for row in work.all(queries._revisions())}["second"] == 8
    assert len(faults(database)) == 1  # theirs has no seal


class Looks:
    """A look that counts how often it is had."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times

    def had_in(self, work: UnitOfWork) -> int:
        return work.look("how often", DOCUMENTS, self)


def test_a_look_is_kept_until_what_it_follows_from_is_changed(
    database: Database, path: Path
) -> None:
    looks = Looks()
    do(database, looks.had_in)
    do(database, looks.had_in)
    do(database, lambda work: work.audit("something.done"))
    do(database, looks.had_in)
    assert looks.times == 1
    do(database, lambda work: work.add(document("a")))
    do(database, looks.had_in)
    assert looks.times == 2
    by_another_program(path, "insert into web_session values ('t', 'ab', '2013', '2013')")
    do(database, looks.had_in)
    assert looks.times == 3


def test_a_look_sees_what_its_own_transaction_changed(database: Database) -> None:
    looks = Looks()

    def act(work: UnitOfWork) -> None:
        looks.had_in(work)
        work.add(document("a"))
        assert [looks.had_in(work), looks.had_in(work)] == [2, 3]

    do(database, act)
    do(database, looks.had_in)
    assert looks.times == 4


def test_nothing_is_known_after_a_transaction_that_failed(database: Database) -> None:
    looks = Looks()
    do(database, looks.had_in)
    with pytest.raises(RuntimeError), database.transaction(KEEPER, NOW):
        raise RuntimeError
    do(database, looks.had_in)
    assert looks.times == 2


def test_whoever_only_reads_looks_each_time(database: Database) -> None:
    looks = Looks()
    for _ in range(2):
        with database.reading(KEEPER, NOW) as work:
            looks.had_in(work)
    assert looks.times == 2


def head(entries: int) -> Head:
    return Head(entries, f"{entries:064}")


def test_the_newest_seal_of_all_who_wait_is_kept_by_the_first(tmp_path: Path) -> None:
    heads_file.write(tmp_path, head(1))
    waiting = heads_file._Waiting(head(3), 2)
    heads_file._TURNS[tmp_path].waiting.append(waiting)
    heads_file.write(tmp_path, head(2))
    found = heads_file.read(tmp_path)
    assert (found.head, found.deletions, waiting.is_written) == (head(3), 2, True)


def test_whoever_waited_while_a_newer_one_was_kept_writes_nothing(tmp_path: Path) -> None:
    heads_file.write(tmp_path, head(1))
    turn = heads_file._TURNS[tmp_path]
    with turn.lock:
        thread = threading.Thread(target=heads_file.write, args=(tmp_path, head(2)))
        thread.start()
        while not turn.waiting:
            pass
        turn.waiting[0].is_written = True
    thread.join()
    assert heads_file.read(tmp_path).head == head(1)
