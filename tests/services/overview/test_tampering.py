"""Whoever changes a review with another program is reported by `db check`.

The guards of the tables are out of the way for each change and there again afterwards, and nothing
is signed or sealed again, but where the whole audit trail is made anew: that only a printed head
can tell.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from inspect_tool.domain import audit
from inspect_tool.services.review.heads import read_heads
from inspect_tool.services.review.signing import SIGNED_WITH, fingerprint
from inspect_tool.store import seals
from inspect_tool.store.tables import AuditEntry
from tests.interfaces.command_line import run
from tests.small_review import open_review
from tests.stages import copy_of
from tests.tampered_review import change

pytestmark = [
    pytest.mark.journeys,
    pytest.mark.one_engine("changes the file in the way of SQLite"),
]

# What is done, and the statements that do it.
CHANGES: dict[str, tuple[str, ...]] = {
    # Lists
    "a return becomes another one": ("update frame_return set digest = word()",),
    "a return loses its salt's digest": ("update frame_return set salt_digest = word()",),
    "a return has more children": ("update frame_return set children = children + 1",),
    "an older return comes into force": (
        "update frame_return set number = 9 where authority = 'ASH'",
    ),
    "exclusions of a return change": ("update frame_return set exclusions = '{\"x\": 1}'",),
    "a child's fields change": ("update frame_unit set fields = '{}' where rowid = 2",),
    "a child becomes ineligible": (
        "update frame_unit set eligibility = 'not_eligible' where rowid = 3",
    ),
    "a child moves to another stratum": (
        "update frame_unit set stratum = 'ASH/child_in_need' where rowid = 4",
        "update frame_unit set stratum = 'ASH/child_protection' where rowid = 5",
    ),
    "a child is added": (
        "insert into frame_unit select authority, word(), case_type, stratum, eligibility, fields, "
        "is_cut, salt from frame_unit limit 1",
    ),
    "a child is removed": (
        "delete from frame_unit where rowid = (select max(rowid) from frame_unit where unit_id "
        "not in (select unit_id from drawn_unit))",
    ),
    # The report
    "a recommendation is said to be followed": (
        "insert into advice_event values ('drift', 1, 'ASH', 'director', '1 May 2014', 'done', "
        "'agreed', '2014-05-01 09:00:00.000000', 'ab')",
    ),
    "an authority is said to have found a fault": (
        "insert into accuracy_event values ('ASH', 1, 1, 'first', 'cases', 'Cases: 4.', 'Five', "
        "'', '', '', 'row 4', '2014-05-01 09:00:00.000000', 'ab')",
    ),
    "a release is said to be another": (
        "insert into release values ('2014-03', 1, 'internal', 'final', 'd', 'm', 'k', "
        "'2014-05-01 09:00:00.000000', 'ab')",
    ),
    "a release is said to be retracted": (
        "insert into release_notice values ('2014-03', 1, 'retraction', 'all wrong', '', "
        "'2014-05-01 09:00:00.000000', 'ab')",
    ),
    "somebody is given a password": (
        "insert into sign_in values ('le', 'hash', 'key', '2013-10-01 00:00:00', 'ab')",
    ),
    "somebody is given another's account": (
        "insert into linked_account values ('https://accounts.example', '1', 'le', "
        "'2013-10-01 00:00:00', 'ab')",
    ),
    "somebody is said to have decided on the public edition": (
        "insert into disclosure_decision values ('table-drift', 1, 'publish', 'x', '', 'so', "
        "'2014-05-01 09:00:00.000000', 'ab')",
    ),
    # The sample
    "the commitment names another frame": ("update draw set frame_digest = word()",),
    "the commitment names another plan": ("update draw set plan_digest = word()",),
    "another seed": ("update draw set public_seed = '11111111111111111111'",),
    "another source of the seed": ("update draw set seed_source = word()",),
    "the seed came before the commitment": ("update draw set seeded_at = '2013-01-01 00:00:00'",),
    "the draw is withdrawn": ("update draw set withdrawn_at = committed_at",),
    "a stratum is larger": ("update drawn_stratum set population = population + 100",),
    "a stratum has fewer cases drawn": ("update drawn_stratum set drawn = drawn - 1",),
    "two cases change places": (
        "update drawn_unit set rank = -rank where stratum = 'ASH/child_in_need'",
    ),
    "a ticket changes": ("update drawn_unit set ticket = word() where rowid = 1",),
    "a reserve becomes a case": ("update drawn_unit set role = 'sample' where role = 'reserve'",),
    "a case stands for another child": (
        "update drawn_unit set unit_id = (select unit_id from frame_unit where authority = "
        "drawn_unit.authority and unit_id not in (select unit_id from drawn_unit) limit 1) "
        "where rowid = 1",
    ),
    "a case is left out": (
        "delete from drawn_unit where role = 'reserve' and case_ref not in (select case_ref from "
        "assignment) and rowid = (select max(rowid) from drawn_unit where role = 'reserve')",
    ),
    "an extension was larger": ("update draw_extension set added = '{\"ASH/child_in_need\": 9}'",),
    "an extension has another reason": ("update draw_extension set why = word()",),
    "an extension is forgotten": ("delete from draw_extension",),
    "a loss is taken back": ("delete from loss",),
    "a loss has another reason": ("update loss set reason = 'file_not_available'",),
    "a loss was somebody else's": ("update loss set lost_by = 'cd'",),
    "a loss was listed for another reason": (
        "update loss_list_entry set reason = 'file_not_available'",
    ),
    "a loss is said to have been corrected": (
        "insert into loss_change select authority, draw_id, unit_id, 1, 'not_open', '', "
        "'2013-10-01 00:00:00', 'ab', 'wrong_age', 'x', '2013-10-02 00:00:00', 'ab', 1, '' "
        "from drawn_unit limit 1",
    ),
    "a version is said to have been published": (
        "insert into framework_publication values ('9.9.9', 9, 'd', '', '', 'ab', '2013-10-01')",
    ),
    "a version is said to have been proposed": (
        "insert into framework_proposal values ('9.9.9', 9, 'd', 'ab', '2013-10-01', 'x')",
    ),
    "a case is said to be under another version": (
        "insert into subject_version values ('ASH', 'ASH-001', 1, '9.9.9', 'begun', '2013-10-01', "
        "'ab')",
    ),
    "a returned fact is said to have been corrected": (
        "insert into fact_correction values ('ASH', 'ASH-001', 1, 'age', '3', 'x', '', "
        "'2013-10-01 00:00:00', 'ab', '')",
    ),
    "an authority is said to have left": (
        "insert into authority_withdrawal values ('ASH', 1, 0, '2013-10-01', 'x', "
        "'2013-10-01 00:00:00', 'ab')",
    ),
    # What stays of the frame
    "a total of the population changes": (
        "update frame_total set children = children + 1 where rowid = 1",
    ),
    "a child's fields are kept that were to go": (
        """update frame_unit set fields = '{"age": 3}', is_cut = 0 where rowid in """
        "(select rowid from frame_unit where is_cut limit 1)",
    ),
    "a child is said to be erased": (
        "insert into erasure values ('ASH', word(), 'ASH-001', '2013-10-01 00:00:00', 'ab', 'x', "
        "'{}', 1)",
    ),
    # Who reads
    "a case has another reader": ("update assignment set inspector = 'ef' where rowid = 1",),
    "a case has no reader": ("delete from assignment where rowid = 1",),
    "a read is said to have been drawn by hand": (
        "update assignment set extra_because = word() where rowid = 1",
    ),
    "a read is said to have been somebody else's": (
        "insert into hand_over select authority, case_ref, reader, 1, 'zz', inspector, 'x', 'ab', "
        "'2013-10-01 00:00:00' from assignment limit 1",
    ),
    "a workbook was never issued": ("delete from issued_workbook where rowid = 1",),
    "a workbook was issued to another": ("update issued_workbook set inspector = 'ef'",),
    # Answers
    "an answer changes": ("update revision set value = '\"partly\"' where rowid = 2",),
    "the note of an answer changes": ("update revision set note = word() where rowid = 2",),
    "an answer is another's": ("update revision set author = 'ef' where rowid = 2",),
    "an answer is older": ("update revision set recorded_at = '2013-01-01 00:00:00'",),
    "an answer moves to another case": (
        "update revision set subject_ref = 'BRO-001' where subject_ref = 'ASH-001'",
    ),
    "an answer comes earlier in the order": ("update revision set number = 0 where rowid = 5",),
    "an answer is deleted": (
        "delete from current_revision where exists "
        "(select 1 from revision where revision.rowid = 4 and id = revision_id)",
        "delete from revision where rowid = 4",
    ),
    "an answer is made up": (
        "insert into revision select authority, word(), subject_kind, subject_ref, reader, "
        "item_kind, item_id, value, absence, note, author, recorded_at, origin, "
        "framework_version, 900 from revision limit 1",
    ),
    "an answer loses what it was made from": ("delete from revision_parent",),
    "an answer was made from another": (
        "update revision_parent set parent = (select id from revision where authority = "
        "revision_parent.authority and id not in (parent, child) limit 1)",
    ),
    "an overruled answer is in force": (
        "update current_revision set revision_id = (select parent from revision_parent) where "
        "revision_id = (select child from revision_parent)",
    ),
    "no answer is in force": ("delete from current_revision where rowid = 1",),
    "an answer is said to have crossed": (
        "update current_revision set is_crossed = 1 where rowid = 1",
    ),
    # Plans, snapshots
    "the plan that was used changes": (
        "update document_version set content = replace(content, '8', '9') where kind = 'plan'",
    ),
    "the framework that was used is gone": (
        "delete from document_version where kind = 'framework'",
    ),
    "a snapshot's record changes": ("update snapshot_record set content = '{}' where rowid = 1",),
    "a snapshot's record is deleted": ("delete from snapshot_record where rowid = 1",),
    "a snapshot has another digest": ("update snapshot set digest = word()",),
    "a snapshot was taken at another time": (
        "update snapshot set taken_at = '2013-01-01 00:00:00'",
    ),
    "a snapshot counts another flow": ("update snapshot set flow = '[]'",),
    "a snapshot is forgotten": ("delete from snapshot_record", "delete from snapshot"),
    # The audit trail
    "an entry is by another": (
        "update audit_entry set actor = 'zz' where stream = 'ASH' and sequence = 2",
    ),
    "an entry was at another time": (
        "update audit_entry set at = '2013-01-01 00:00:00' where stream = 'review' "
        "and sequence = 1",
    ),
    "an entry says something else": (
        "update audit_entry set details = '{}' where stream = 'seals' and sequence = 3",
    ),
    "an entry is missing": ("delete from audit_entry where stream = 'ASH' and sequence = 2",),
    "the end of an authority's entries is cut off": (
        "delete from audit_entry where stream = 'ASH' and sequence > 3",
    ),
    "the end of the seals is cut off": (
        "delete from audit_entry where stream = 'seals' and sequence > 8",
    ),
    "every seal is gone": ("delete from audit_entry where stream = 'seals'",),
    "the whole audit trail is gone": ("delete from audit_entry",),
    "a stream of entries is put in": (
        "insert into audit_entry select 'CRA', sequence, at, actor, action, details, digest from "
        "audit_entry where stream = 'ASH' and sequence = 1",
    ),
    # The schema
    "rows can be changed again": ("drop trigger revision_no_update",),
    "a guard guards nothing": (
        "drop trigger revision_no_delete",
        "create trigger revision_no_delete before delete on revision when 0 begin select 1; end",
    ),
    "a program of its own is put in": (
        "create trigger helper after insert on revision begin delete from current_revision; end",
    ),
    "a view is put in": ("create view extra as select * from revision",),
    "a table is put in": ("create table extra (value text)",),
    "an index is gone": ("drop index ix_revision_item",),
}
SCHEMA = {"rows can be changed again", "a guard guards nothing"}


@pytest.mark.proof(part=8)
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_database_is_reported(full_once: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    before = rows(folder)
    if name in SCHEMA:
        change_schema(folder, CHANGES[name])
    else:
        change(folder, *CHANGES[name])
    assert rows(folder) != before, "the change must be one"
    reported(folder)


def change_schema(folder: Path, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def rows(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        return list(connection.iterdump())


def reported(folder: Path, *words: str | Path) -> str:
    """What `db check` says of a review with a fault."""
    outcome = run("--review", folder, "db", "check", *words)
    assert outcome.code in (1, 3, 4), outcome  # 3: it is older than the review's newest head
    assert ", 0 faults" not in outcome.out
    assert "Traceback" not in outcome.out + outcome.err
    return outcome.out + outcome.err


def test_a_review_that_nobody_changed_has_no_fault(full_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    outcome = run("--review", folder, "db", "check")
    assert outcome.code == 0, outcome.out
    assert ", 0 faults." in outcome.out


@pytest.mark.every_run
def test_every_table_is_tampered_with() -> None:
    statements = " ".join(statement for name in CHANGES for statement in CHANGES[name])
    tables = {table.name for table in seals.sealed_tables()} | seals.NOT_SEALED_ALONE
    # Nothing is told of those.
    tables -= seals.TRANSIENT
    assert sorted(table for table in tables if f" {table} " not in f"{statements} ") == []


# Nothing of this may be hidden by work that goes on: who reads it, and an entry of the audit trail.
BEFORE_WORK_GOES_ON = {
    "an overruled answer is in force": "current_revision ASH",
    "the end of an authority's entries is cut off": "audit_entry ASH",
}


@pytest.mark.parametrize("name", BEFORE_WORK_GOES_ON)
def test_work_that_goes_on_does_not_hide_a_change(
    full_once: Path, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    change(folder, *CHANGES[name])
    before = rows(folder)
    outcome = run("--review", folder, "case", "answer", "ASH-001", "HARM.1", "good")
    assert outcome.code == 4
    assert BEFORE_WORK_GOES_ON[name] in outcome.err
    assert rows(folder) == before
    reported(folder)


BEFORE_A_SNAPSHOT = (
    "an overruled answer is in force",
    "the end of an authority's entries is cut off",
)


@pytest.mark.parametrize("name", BEFORE_A_SNAPSHOT)
def test_nothing_is_counted_from_what_was_changed(
    full_once: Path, tmp_path: Path, name: str
) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    change(folder, *CHANGES[name])
    before = rows(folder)
    outcome = run("--review", folder, "snapshot", "take", "second")
    assert outcome.code == 4
    assert "Another program has changed the database" in outcome.err
    assert rows(folder) == before


def test_a_trigger_of_another_program_is_not_run(full_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    change(
        folder,
        "create trigger evil after insert on revision begin "
        "update current_revision set item_id = 'forged' where subject_ref = new.subject_ref; end",
    )
    before = rows(folder)
    outcome = run("--review", folder, "case", "answer", "ASH-001", "HARM.1", "good")
    assert outcome.code == 4
    assert "the trigger evil" in outcome.err
    assert rows(folder) == before


# --- key files ------------------------------------------------------------------------------------


def content_of(keys: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((keys / "ASH.json").read_text(encoding="utf-8"))
    return found


def put(keys: Path, **changes: object) -> None:
    text = json.dumps({**content_of(keys), **changes})
    (keys / "ASH.json").write_text(text, encoding="utf-8")


def two_children_are_swapped(keys: Path) -> None:
    ids = content_of(keys)["local_ids"]
    first, second = sorted(ids)[:2]
    put(keys, local_ids={**ids, first: ids[second], second: ids[first]})


def an_id_is_gone(keys: Path) -> None:
    ids = content_of(keys)["local_ids"]
    put(keys, local_ids=dict(sorted(ids.items())[1:]))


def an_id_is_another(keys: Path) -> None:
    ids = content_of(keys)["local_ids"]
    put(keys, local_ids={**ids, min(ids): "ASH99999"})


def the_salt_is_another(keys: Path) -> None:
    put(keys, salt="ab" * 32)


def the_salt_is_none(keys: Path) -> None:
    put(keys, salt="not hex")


def the_authority_is_another(keys: Path) -> None:
    put(keys, authority="BRO")


def the_file_is_anothers(keys: Path) -> None:
    shutil.copy(keys / "BRO.json", keys / "ASH.json")


def the_file_is_gone(keys: Path) -> None:
    (keys / "ASH.json").unlink()


def the_file_is_cut_off(keys: Path) -> None:
    content = (keys / "ASH.json").read_bytes()
    (keys / "ASH.json").write_bytes(content[: len(content) // 2])


def the_file_is_a_list(keys: Path) -> None:
    (keys / "ASH.json").write_text("[]", encoding="utf-8")


def the_ids_are_a_list(keys: Path) -> None:
    put(keys, local_ids=[])


def the_folder_is_gone(keys: Path) -> None:
    shutil.rmtree(keys)


def the_file_is_a_folder(keys: Path) -> None:
    (keys / "ASH.json").unlink()
    (keys / "ASH.json").mkdir()


def the_signing_key_is_gone(keys: Path) -> None:
    (keys / "signing.key").unlink()


def the_signing_key_is_another(keys: Path) -> None:
    (keys / "signing.key").write_text("cd" * 32, encoding="ascii")


def the_signing_key_is_short(keys: Path) -> None:
    (keys / "signing.key").write_text("cd" * 8, encoding="ascii")


def the_signing_key_is_a_folder(keys: Path) -> None:
    (keys / "signing.key").unlink()
    (keys / "signing.key").mkdir()


def the_signing_key_is_no_key(keys: Path) -> None:
    (keys / "signing.key").write_bytes(b"\xff\xfe" * 32)


KEY_CHANGES: list[Callable[[Path], None]] = [
    two_children_are_swapped,
    an_id_is_gone,
    an_id_is_another,
    the_salt_is_another,
    the_salt_is_none,
    the_authority_is_another,
    the_file_is_anothers,
    the_file_is_gone,
    the_file_is_cut_off,
    the_file_is_a_list,
    the_ids_are_a_list,
    the_folder_is_gone,
    the_file_is_a_folder,
    the_signing_key_is_gone,
    the_signing_key_is_another,
    the_signing_key_is_short,
    the_signing_key_is_no_key,
    the_signing_key_is_a_folder,
]


@pytest.mark.proof(part=5)
@pytest.mark.parametrize("tamper", KEY_CHANGES, ids=lambda tamper: tamper.__name__)
def test_a_change_of_a_key_file_is_reported(
    full_once: Path, tmp_path: Path, tamper: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    tamper(folder / "keys")
    said = reported(folder)
    assert "ASH" in said or "signing.key" in said
    assert "ASH0" not in said, "no child's id is printed"


def test_the_signing_key_itself_is_not_in_the_audit_trail(full_once: Path, tmp_path: Path) -> None:
    workspace = copy_of(full_once / "review", tmp_path)
    key = workspace.keys.signing_key()
    assert key is not None
    with workspace.reading() as work:
        entries = work.all(select(AuditEntry).where(AuditEntry.action == "case.export"))
        kept = {entry.details[SIGNED_WITH] for entry in entries}
    assert kept == {fingerprint(key)}
    assert not any(key.hex().startswith(text) for text in kept)


# --- the end of the audit trail, against printed heads --------------------------------------------


@pytest.fixture
def printed(full_once: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A review, and a file with the head that was printed of it."""
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    heads = tmp_path / "heads.txt"
    assert run("--review", folder, "db", "heads", "-o", heads).code == 0
    assert run("--review", folder, "db", "check", "--heads", heads).code == 0
    return folder, heads


def test_an_older_copy_is_told_from_a_printed_head(
    printed: tuple[Path, Path], full_once: Path
) -> None:
    folder, heads = printed
    for file in folder.glob("review.db*"):
        file.unlink()
    shutil.copy(full_once / "assigned" / "review.db", folder / "review.db")
    refused = run("--review", folder, "db", "check")
    assert refused.code == 3, "the file beside the database knows more than it"
    assert "older copy" in refused.err
    forget_the_newest(folder)
    alone = run("--review", folder, "db", "check")
    assert alone.code == 1
    assert "review.heads, which tells an older review.db from the newest, is missing" in alone.out
    assert "older copy" in alone.out.partition("Not checked:")[2]
    assert "older copy" in reported(folder, "--heads", heads)


def test_a_database_without_its_write_ahead_log_is_told_from_a_printed_head(
    full_once: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    workspace = open_review(folder)
    with workspace.work() as work:
        work.audit("test.write")
    heads = tmp_path / "heads.txt"
    assert run("--review", folder, "db", "heads", "-o", heads).code == 0
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    workspace.database.close()
    assert run("--review", copied, "db", "check").code == 3
    forget_the_newest(copied)
    assert "older copy" in reported(copied, "--heads", heads)


def test_an_audit_trail_made_anew_is_told_from_a_printed_head(printed: tuple[Path, Path]) -> None:
    folder, heads = printed
    make_trail_anew(folder, "update revision set value = '\"partly\"' where rowid = 2")
    said = reported(folder, "--heads", heads)
    assert "made anew" in said


def test_an_end_made_anew_is_told_from_a_printed_head(printed: tuple[Path, Path]) -> None:
    folder, heads = printed
    make_trail_anew(folder, "update assignment set inspector = 'ef' where rowid = 1", last=True)
    outcome = run("--review", folder, "db", "check")
    assert outcome.code == 0, "whoever makes the seals anew is not found without a printed head"
    assert "compare it with a head" in outcome.out
    assert "made anew" in reported(folder, "--heads", heads)


def forget_the_newest(folder: Path) -> None:
    """Remove what the folder itself knows of its newest seal, as somebody would who knows of it."""
    (folder / "review.heads").unlink(missing_ok=True)


def make_trail_anew(folder: Path, statement: str, *, last: bool = False) -> None:
    """Change a row, and make seals anew that fit, as somebody could who knows this program.

    Args:
        last: Only the newest seal, and not all of them.
    """
    newest = "(select max(sequence) from audit_entry where stream = 'seals')"
    these = f"sequence = {newest}" if last else "true"
    cut = f"delete from audit_entry where stream = 'seals' and {these}"  # noqa: S608 - words of ours
    change(folder, statement, cut)
    forget_the_newest(folder)
    workspace = open_review(folder)
    with workspace.work_on_older() as work:
        work.seal_everything()
    workspace.database.close()


def test_a_head_that_was_forged_is_told_by_its_signature(printed: tuple[Path, Path]) -> None:
    folder, heads = printed
    (head,) = read_heads([heads])
    forged = audit.Head(head.entries, head.digest).signed(bytes(32))
    heads.write_text(f"{forged}\n", encoding="utf-8")
    assert "forged" in reported(folder, "--heads", heads)
