"""One child is erased: nothing of the child is left, and nothing that was published breaks."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import InspectToolError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.errors import SnapshotErasedError
from inspect_tool.services.figures.stored_totals import stored_totals, totals_of
from inspect_tool.services.records.answering import Given, answer_item, record_response, refer_back
from inspect_tool.services.records.errors import ErasedCaseError
from inspect_tool.services.records.revisions import (
    RecordBook,
    StrayNote,
)
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.certificate import certificates, write_certificates
from inspect_tool.services.retention.erasure import AlreadyErasedError, ErasureView
from inspect_tool.services.retention.purge import NotConfirmedError, Place
from inspect_tool.services.retention.remains import what_remains
from inspect_tool.services.review.certified import NO_CASE
from inspect_tool.services.sampling import certificates as draw_certificates
from inspect_tool.services.sampling import erased, samples, verification
from inspect_tool.services.sampling.errors import (
    ChildNotOnFrameError,
    ErasedChildError,
    NotDrawnError,
    OnlyEraseError,
    ReasonNamesChildError,
    UnknownCaseError,
    WhichChildError,
)
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.purposive import Child, add
from inspect_tool.services.workbooks.returned import TakeOptions
from inspect_tool.store import erasure_queries, queries, seals
from inspect_tool.store.database_errors import ChangedByOthersError
from inspect_tool.store.key_files import SIGNING_KEY
from inspect_tool.workspace import Workspace, shipped_folder
from tests.framed_fields import fields_of
from tests.held import all_bytes, rows
from tests.made_once import MadeOnce
from tests.services.sampling.test_samples import make_drawn
from tests.small_review import check_database, open_review, take_return, take_workbooks
from tests.stages import ANSWERS, Stages, copy_of, fill
from tests.tampered_review import QUESTION, change

pytestmark = pytest.mark.journeys

CASE = "ASH-002"
CONTENT = "select cast(content as text), salt from snapshot_record"
FRAMED = "select count(*) from frame_unit where not is_cut"
NOTE = "Zyxwv: words about this child alone"
WHY = "request of 12 May"


@pytest.fixture
def noted(made_once: MadeOnce, full_once: Path, tmp_path: Path) -> Workspace:
    """The review with words of the case, in an answer and beside it, and two snapshots."""
    made = made_once.folder("noted", partial(make_noted, full_once / "review"))
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


def make_noted(full: Path, base: Path) -> None:
    folder = Path(shutil.copytree(full, base / "review"))
    (folder / "framed.db").unlink()
    workspace = open_review(folder, later=True)
    with workspace.work() as work:
        given = Given("no", None, NOTE)
        answer_item(work, workspace.review, ref=CASE, item_id="HARM.1.b", given=given)
        book = RecordBook(work, workspace.review, "ASH")
        subject = Subject(SubjectKind.CASE, "ASH", CASE)
        book.keep(StrayNote(subject, None, "H 3", f"{NOTE}, beside", "ab", "pack"))
        book.write()
    with workspace.work() as work:
        snapshots.take(work, workspace.review, "second")
    workspace.database.close()


def erase(
    workspace: Workspace, child: Child | None = None, *, why: str = WHY, confirm: str = "erase"
) -> ErasureView:
    return erasure.erase(
        workspace.work,
        workspace.review,
        child or Child(named=CASE),
        Place(workspace.folder, workspace.keys),
        why=why,
        confirm=confirm,
    )


def local_id(workspace: Workspace, ref: str = CASE) -> str:
    with workspace.reading() as work:
        unit = next(case.unit_id for case in samples.show(work).cases if case.case_ref == ref)
    keys = workspace.keys.read("ASH")
    assert keys is not None
    return keys.local_ids[unit]


# ------------------------------------------------------------------ what goes


def test_nothing_of_the_child_is_left_in_any_file(noted: Workspace) -> None:
    own = rows(noted, f"select id, value from revision where subject_ref = '{CASE}'")  # noqa: S608
    salt = rows(noted, f"select salt from drawn_unit where case_ref = '{CASE}'")[0][0]  # noqa: S608
    needles = [NOTE, local_id(noted), str(salt), *(str(row[0]) for row in own)]
    before = all_bytes(noted)
    assert [needle for needle in needles if needle.encode() not in before] == []
    view = erase(noted)
    after = all_bytes(noted)
    assert [needle for needle in needles if needle.encode() in after] == []
    assert view.gone["answers, judgements and referrals, with every earlier one"] == len(own) - 1
    assert view.gone["stray notes"] == 1
    assert view.gone["records in snapshots"] == 2
    assert view.gone["ids in key files"] == 1


@pytest.mark.every_run
def test_every_table_keeps_the_case_by_reference_alone(noted: Workspace) -> None:
    erase(noted)
    for table, column in (("revision", "subject_ref"), ("current_revision", "subject_ref"),
                          ("assignment", "case_ref")):  # fmt: skip
        count = f"select count(*) from {table} where {column} = '{CASE}'"  # noqa: S608
        assert rows(noted, count) == [(0,)]
    kept = rows(noted, f"{CONTENT} where subject_ref = '{CASE}'")
    assert kept
    assert {(*json.loads(str(content)), salt) for content, salt in kept} == {("sealed", "")}
    assert rows(noted, f"select salt from drawn_unit where case_ref = '{CASE}'") == [("",)]  # noqa: S608
    assert rows(noted, f"{FRAMED} and cast(fields as text) = '{{}}'") == [(0,)]


def test_a_tombstone_says_who_when_and_why(noted: Workspace) -> None:
    erase(noted)
    with noted.reading() as work:
        (stone,) = erasure_queries.erasures(work)
        said = (stone.authority, stone.case_ref, stone.erased_by, stone.why)
        assert said == ("ASH", CASE, "keeper", WHY)
        assert sum(stone.gone.values()) > 0


def test_files_of_evidence_that_are_named_after_the_case_go(noted: Workspace) -> None:
    folder = noted.folder / "evidence"
    for name in ("ASH-002-letter.txt", "ASH-002/minutes.txt", "ASH-0021.txt", "other.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    assert erase(noted).gone["files of evidence"] == 2
    left = sorted(path.name for path in folder.rglob("*") if path.is_file())
    assert left == ["ASH-0021.txt", "other.txt"]


# ------------------------------------------------------------------ what holds


def test_the_database_is_clean_and_work_goes_on(noted: Workspace) -> None:
    erase(noted)
    result = check_database(noted)
    assert result.faults == ()
    assert any("second has erased cases (1). Its digest holds" in note for note in result.notes)
    with noted.work() as work:
        given = Given("yes", None, "seen", reason="x")
        answer_item(work, noted.review, ref="ASH-003", item_id=QUESTION, given=given)
    assert check_database(noted).faults == ()


def test_a_number_of_an_answer_is_not_given_again(noted: Workspace) -> None:
    last = rows(noted, "select max(number) from revision where authority = 'ASH'")[0][0]
    erase(noted)
    with noted.work() as work:
        given = Given("no", None, "another", reason="x")
        answer_item(work, noted.review, ref="ASH-003", item_id=QUESTION, given=given)
    assert rows(noted, "select max(number) from revision where authority = 'ASH'") == [
        (int(str(last)) + 2,)  # the answer and its reason
    ]


def test_a_reserve_takes_the_place_and_a_stranger_can_repeat_the_draw(
    noted: Workspace, tmp_path: Path
) -> None:
    view = erase(noted)
    with noted.reading() as work:
        case = next(case for case in samples.show(work).cases if case.case_ref == CASE)
        assert (case.lost_because, case.is_active) == ("erased", False)
        assert view.replaced_by in {case.case_ref for case in samples.show(work).active}
        draw_certificates.write_certificate(
            work, tmp_path / "certificate.json", templates=shipped_folder("templates")
        )
    found = verification.verify_certificate_file(tmp_path / "certificate.json")
    assert found.problems == ()


def test_earlier_counts_stand_in_the_totals_of_their_snapshot(noted: Workspace) -> None:
    with noted.reading() as work:
        published = totals_of(snapshots.figures(work, noted.review, "second"))
        assert stored_totals(work, noted.review, "second") == ()
    erase(noted)
    with noted.reading() as work:
        stored = stored_totals(work, noted.review, "second")
        assert {one.name: one.erased for one in snapshots.list_snapshots(work)} == {
            "first": 1,
            "second": 1,
        }
        with pytest.raises(SnapshotErasedError, match="snapshot totals second"):
            snapshots.figures(work, noted.review, "second")
    assert [list(vars(total).values()) for total in stored] == published["measures"]
    erase(noted, Child(named="ASH-003"))
    with noted.reading() as work:
        assert stored_totals(work, noted.review, "second") == stored


def test_a_new_snapshot_counts_the_others(noted: Workspace) -> None:
    erase(noted)
    with noted.work() as work:
        view = snapshots.take(work, noted.review, "third")
        assert snapshots.figures(work, noted.review, "third").name == "third"
    assert view.erased == 0


# ------------------------------------------------------------------ no guess can be confirmed


@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_old_seals_and_digests_confirm_a_true_guess_only_with_what_was_deleted(
    noted: Workspace, tmp_path: Path
) -> None:
    """Whoever has the review afterwards and guesses every word of the child, but not the salt."""
    before = Path(shutil.copytree(noted.folder, tmp_path / "before"))
    with noted.reading() as work:
        old = seals.entries(work.session.connection())
    erase(noted)
    noted.database.close()
    salted = confirmed(noted, before, tmp_path / "with", old, has_salts=True)
    assert {"revision", "snapshot_record", "frame_unit", "drawn_unit"} <= salted
    assert confirmed(noted, before, tmp_path / "without", old, has_salts=False) == set()


def confirmed(
    after: Workspace, before: Path, folder: Path, old: Sequence[object], *, has_salts: bool
) -> set[str]:
    """Tables of which an older seal fits when the true rows are put back."""
    shutil.copytree(after.folder, folder)
    put_back(before / "review.db", folder / "review.db", has_salts=has_salts)
    guessed = open_review(folder, later=True)
    found = set()
    with guessed.database.engine.connect() as connection:
        for details in old:
            assert isinstance(details, dict)
            for key, seal in details.items():
                sealed = seals.Sealed.of(key)
                if sealed.authority != "ASH":
                    continue
                if sealed.table == "revision" and covers(folder, seal):
                    digest = seals.digest_of_answers(connection, "ASH", seal[0], seal[1])
                    found |= {"revision"} if digest == seal[2] else set()
                elif sealed.table in ("snapshot_record", "frame_unit", "drawn_unit", "loss"):
                    same = seals.digest_of_rows(connection, sealed) == seal
                    found |= {sealed.table} if same else set()
    guessed.database.close()
    return found


def covers(folder: Path, seal: list[int]) -> bool:
    """Whether a seal covers an answer about the child."""
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        statement = (
            "select count(*) from revision where authority = 'ASH' and subject_ref = ? "
            "and number between ? and ?"
        )
        return bool(connection.execute(statement, (CASE, seal[0], seal[1])).fetchone()[0])


def put_back(before: Path, after: Path, *, has_salts: bool) -> None:
    """Put the child's rows back as they were; without salts, what was made with them is lost."""
    own_unit = "unit_id = (select unit_id from old.drawn_unit where case_ref = 'ASH-002')"
    of_table = {
        "revision": "subject_ref = 'ASH-002'",
        "revision_parent": "child in (select id from old.revision where subject_ref = 'ASH-002')",
        "snapshot_record": "subject_ref = 'ASH-002'",
        "frame_unit": own_unit,
        "drawn_unit": own_unit,
        "loss": own_unit,
    }
    with closing(sqlite3.connect(after)) as connection:
        connection.execute("attach ? as old", (str(before),))
        triggers = connection.execute("select name from sqlite_master where type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"drop trigger {name}")
        for table, condition in of_table.items():
            connection.execute(f"delete from {table} where {condition}")  # noqa: S608
            connection.execute(f"insert into {table} select * from old.{table} where {condition}")  # noqa: S608
        if not has_salts:
            for table in ("snapshot_record", "frame_unit", "drawn_unit"):
                connection.execute(f"update {table} set salt = '' where {of_table[table]}")  # noqa: S608
            ids = connection.execute("select id from revision where subject_ref = 'ASH-002'")
            for (name,) in ids.fetchall():
                guess = hashlib.sha256(str(name).encode()).hexdigest()[:32]
                connection.execute("update revision set id = ? where id = ?", (guess, name))
                for column in ("child", "parent"):
                    connection.execute(
                        f"update revision_parent set {column} = ? where {column} = ?",  # noqa: S608
                        (guess, name),
                    )
        connection.commit()


# ------------------------------------------------------------------ what comes back


def test_a_workbook_that_comes_back_is_taken_for_the_others_only(
    stages: Stages, tmp_path: Path
) -> None:
    workspace = copy_of(stages["recorded"], tmp_path)
    with workspace.reading() as work:
        row = next(read for read in queries.assignments(work) if read.reader == "first")
    erase(workspace, Child(named=row.case_ref))
    book = tmp_path / "book.xlsx"
    shutil.copyfile(stages["workbooks"] / f"{row.authority}-{row.inspector}.xlsx", book)
    fill(book, {**ANSWERS, "question:HARM.1.b": "Yes"})
    (view,) = take_workbooks(workspace, [book], options=TakeOptions(goes_on=True))
    told = [problem for problem in view.problems if problem.kind == "erased-case"]
    assert len(told) == 1
    assert f"{row.case_ref} was erased" in told[0].message
    assert view.changed > 0
    with workspace.reading() as work:
        assert queries.revisions_of(work, row.case_ref) == []
    assert check_database(workspace).faults == ()


def test_nothing_can_be_recorded_about_the_case_again(noted: Workspace) -> None:
    erase(noted)
    with noted.work() as work, pytest.raises(UnknownSubjectError):
        answer_item(work, noted.review, ref=CASE, item_id=QUESTION, given=Given("yes", None, ""))
    note = StrayNote(Subject(SubjectKind.CASE, "ASH", CASE), None, "H 3", "again", "ab", "pack")
    with noted.work() as work, pytest.raises(ErasedCaseError):
        RecordBook(work, noted.review, "ASH").keep(note)


def test_the_same_return_does_not_bring_the_id_back(noted: Workspace, sent: Path) -> None:
    own = local_id(noted)
    erase(noted)
    path = noted.folder / "keys" / "ASH.json"
    assert own not in path.read_text(encoding="utf-8")
    assert take_return(noted, [sent]).outcome == "unchanged"
    assert own not in path.read_text(encoding="utf-8")
    assert check_database(noted).faults == ()


def test_a_key_file_from_an_older_copy_is_told(noted: Workspace) -> None:
    path = noted.folder / "keys" / "ASH.json"
    older = path.read_bytes()
    erase(noted)
    path.write_bytes(older)
    result = check_database(noted)
    assert result.faults == ()
    assert ["ids of 1 erased children" in told for told in result.not_gone] == [True]


def test_the_same_workbook_gives_the_same_ids_in_every_copy_of_the_review(
    stages: Stages, tmp_path: Path
) -> None:
    here = copy_of(stages["recorded"], tmp_path / "here")
    there = copy_of(stages["assigned"], tmp_path / "there")
    shutil.copyfile(here.keys.folder / SIGNING_KEY, there.keys.folder / SIGNING_KEY)
    paths = sorted(stages["workbooks"].glob("*.xlsx"))
    take_workbooks(there, paths)
    ids = "select authority, id from revision order by authority, id"
    assert rows(here, ids) == rows(there, ids) != []


# ------------------------------------------------------------------ a child who was not drawn


@pytest.fixture
def drawn(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("samples", make_drawn)
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "drawn")), later=True)


def not_drawn(workspace: Workspace) -> tuple[str, str]:
    """Token and own id of a child who can be drawn and was not."""
    keys = workspace.keys.read("ASH")
    assert keys is not None
    with workspace.reading() as work:
        known = {case.unit_id for case in samples.show(work).cases}
        token = next(
            unit.unit_id
            for unit in queries.eligible_units(work)
            if unit.authority == "ASH" and unit.unit_id not in known
        )
    return token, keys.local_ids[token]


def test_a_child_who_was_not_drawn_is_erased_by_the_authoritys_own_id(drawn: Workspace) -> None:
    token, own = not_drawn(drawn)
    view = erase(drawn, Child(authority="ash", child_id=own))
    assert view.case == NO_CASE
    assert view.gone["ids in key files"] == 1
    assert own not in (drawn.folder / "keys" / "ASH.json").read_text(encoding="utf-8")
    assert check_database(drawn).faults == ()
    with drawn.work() as work, pytest.raises(ErasedChildError):
        add(work, drawn.review, Child(named=token), why="a theme", keys=drawn.keys)


def test_an_erased_child_whom_an_extension_reaches_is_lost_at_once(drawn: Workspace) -> None:
    token, own = not_drawn(drawn)
    erase(drawn, Child(authority="ASH", child_id=own))
    fields = fields_of(drawn.folder)
    with drawn.work() as work:
        everyone = Growth(by=6, authority="ASH", why="all of them")
        extend(work, everyone, taken_back=fields)
        cases = {case.unit_id: case for case in samples.show(work).cases}
        row = next(row for row in queries.frame_rows(work) if row.unit_id == token)
    assert cases[token].lost_because == "erased"
    assert (row.fields, row.is_cut) == ({}, True)
    assert check_database(drawn).faults == ()


def test_an_extension_for_an_erased_child_alone_needs_no_return(drawn: Workspace) -> None:
    with drawn.work() as work:
        row = next(case for case in samples.show(work).cases if case.role == "reserve")
        assert erased.lose_erased(work, samples.show(work).draw_id, (row.authority, row.unit_id))
        assert not erased.lose_erased(
            work, samples.show(work).draw_id, (row.authority, row.unit_id)
        )
    with drawn.reading() as work:
        lost = {case.case_ref: case.lost_because for case in samples.show(work).cases}
    assert lost[row.case_ref] == "erased"


def test_a_reserve_is_erased_and_the_certificate_holds(drawn: Workspace, tmp_path: Path) -> None:
    with drawn.reading() as work:
        ref = next(c.case_ref for c in samples.show(work).cases if c.role == "reserve")
    erase(drawn, Child(named=ref))
    path = tmp_path / "certificate.json"
    with drawn.reading() as work:
        draw_certificates.write_certificate(work, path, templates=shipped_folder("templates"))
    assert verification.verify_certificate_file(path).problems == ()
    assert check_database(drawn).faults == ()


# ------------------------------------------------------------------ what is refused


REFUSED: dict[str, tuple[Callable[[Workspace], object], type[InspectToolError]]] = {
    "no such case": (lambda review: erase(review, Child(named="ASH-099")), UnknownCaseError),
    "nobody is named": (lambda review: erase(review, Child()), WhichChildError),
    "no such child": (
        lambda review: erase(review, Child(authority="ASH", child_id="nobody")),
        ChildNotOnFrameError,
    ),
    "without the word": (lambda review: erase(review, confirm="yes"), NotConfirmedError),
    "without a reason": (lambda review: erase(review, why=" "), UsageError),
    "the reason names the child": (
        lambda review: erase(review, why=f"about {local_id(review)}."),
        ReasonNamesChildError,
    ),
    "twice": (lambda review: (erase(review), erase(review)), AlreadyErasedError),
    "by an inspector": (
        lambda review: erase(open_review(review.folder, person="ab")),
        NotYourRoleError,
    ),
}


@pytest.mark.proof(part=4)
@pytest.mark.parametrize("name", REFUSED)
def test_an_erasure_is_refused(full: Workspace, name: str) -> None:
    attempt, error = REFUSED[name]
    with pytest.raises(error):
        attempt(full)


def test_nothing_is_erased_before_the_draw(stages: Stages, tmp_path: Path) -> None:
    with pytest.raises(NotDrawnError):
        erase(copy_of(stages["framed"], tmp_path))


@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_what_another_program_changed_is_not_sealed_anew(full: Workspace) -> None:
    full.database.close()
    change(full.folder, "update revision set note = 'changed' where subject_ref = 'ASH-003'")
    with pytest.raises(ChangedByOthersError):
        erase(open_review(full.folder))


def test_a_case_is_not_lost_as_erased_without_being_erased(full: Workspace) -> None:
    with full.work() as work, pytest.raises(OnlyEraseError):
        samples.lose(work, case_ref=CASE, reason=LossReason.ERASED)


# ------------------------------------------------------------------ dry run and certificate


def test_a_dry_run_says_the_same_and_changes_nothing(noted: Workspace) -> None:
    before = all_bytes(noted)
    with noted.reading() as work:
        place = Place(noted.folder, noted.keys)
        would = erasure.preview(work, noted.review, Child(named=CASE), place)
    assert all_bytes(noted) == before
    assert erase(noted).gone == would.gone


def test_the_certificate_names_the_copies_that_may_still_hold_the_child(
    noted: Workspace, tmp_path: Path
) -> None:
    erase(noted)
    with noted.reading() as work:
        (certificate,) = certificates(work)
    assert certificate.about == (CASE,)
    words = {copy.what for copy in certificate.copies}
    assert {"case workbook", "return of the authority, where it came from"} <= words
    assert all("of BRO" not in copy.known_by for copy in certificate.copies)
    paths = write_certificates(tmp_path / "out", (certificate,))
    assert [path.suffix for path in paths] == [".json", ".txt"]
    assert json.loads(paths[0].read_text(encoding="utf-8"))["gone"] == dict(certificate.gone)
    assert WHY in paths[1].read_text(encoding="utf-8")
    assert {path.stat().st_mode & 0o077 for path in paths} == {0}


@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_a_case_of_an_earlier_version_is_erased_and_what_remains_of_it_is_said(
    noted: Workspace,
) -> None:
    noted.database.close()
    change(
        noted.folder,
        "update drawn_unit set salt = ''",
        "update snapshot_record set salt = ''",
        "delete from snapshot_record where snapshot = 'second'",
        "delete from snapshot where name = 'second'",
        "update snapshot set digest = ''",
    )
    old = open_review(noted.folder)
    with old.database.transaction(old.actor, old.clock()) as work:
        work.seal_everything()
    with old.reading() as work:
        place = Place(old.folder, old.keys)
        view = erasure.preview(work, old.review, Child(named=CASE), place)
    assert any("before cases had salts" in sentence for sentence in view.remains)


# ------------------------------------------------------------------ what an erasure leaves


def test_the_audit_trail_tells_of_a_case_that_something_was_recorded_and_not_what(
    noted: Workspace,
) -> None:
    with noted.work() as work:
        said = {"on": "1/11/2013", "to": "ROLEWORD", "concern": "CONCERNWORD"}
        refer_back(work, noted.review, ref=CASE, **said)
        record_response(work, noted.review, ref=CASE, response="RESPONSEWORD", on="2/11/2013")
    erase(noted)
    trail = str(rows(noted, "select action, details from audit_entry"))
    assert "case.answer" in trail
    for word in ("REFER", "HARM", "ROLEWORD", "CONCERNWORD", "RESPONSEWORD"):
        assert word not in trail
    assert b"REFER." not in all_bytes(noted)


def test_of_a_child_who_was_never_drawn_a_tombstone_stays(noted: Workspace) -> None:
    with noted.reading() as work:
        (told,) = what_remains(work, "", None, noted.folder)
    assert told.startswith("A tombstone")


def test_what_entries_of_an_earlier_version_say_is_told(noted: Workspace) -> None:
    with noted.work() as work:
        work.audit("case.answer", stream="ASH", subject=CASE, item="REFER.response")
        work.audit("sample.add", stream="ASH", case=CASE, was="reserve", why="a word")
    (told,) = [one for one in erase(noted).remains if "an earlier version:" in one]
    assert "a referral back to the authority among them" in told
    assert "why the case was picked by hand" in told
    assert "REFER.response" not in told


def test_files_of_the_folder_that_name_the_child_are_listed_and_not_kept(noted: Workspace) -> None:
    own = local_id(noted)
    (noted.folder / "out").mkdir()
    (noted.folder / "out" / "list.csv").write_text(f"x,{own}\n", encoding="utf-8")
    (noted.folder / "out" / "other.csv").write_text(f"x,{own}0\n", encoding="utf-8")
    with zipfile.ZipFile(noted.folder / "out" / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sheet.xml", f"<t>{CASE}</t>")
    (noted.folder / "out" / "damaged.xlsx").write_bytes(b"PK" + bytes(40))
    view = erase(noted)
    assert view.files == ("out/book.xlsx", "out/list.csv")
    assert "list.csv" not in str(rows(noted, "select details from audit_entry"))
