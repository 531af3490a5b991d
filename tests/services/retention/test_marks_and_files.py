"""What was marked, coded, attached or advised about a child: it goes with the child, or is told."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.domain.records.themes import Theme
from inspect_tool.services.figures.evidence import EvidenceWanted, find_evidence
from inspect_tool.services.figures.marks import mark_evidence
from inspect_tool.services.figures.themes import code_note, list_themes, set_theme
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.evidence_files import (
    FileGoneError,
    GivenFile,
    attach_file,
    detach_file,
    save_file,
)
from inspect_tool.services.records.hand_over import HandOverWanted, hand_over
from inspect_tool.services.retention import erasure, files_of_case, purge
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.retention.words_naming import INSTEAD
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.store import queries
from inspect_tool.store.advice_queries import advice_events
from inspect_tool.store.advice_tables import AdviceEvent
from inspect_tool.workspace import Workspace
from tests.held import all_bytes, evidence_held, forget_evidence, rows
from tests.small_review import START, check_database

pytestmark = pytest.mark.journeys

CASE, OTHER = "ASH-002", "ASH-003"
ITEM = "HARM.1.b"
WORD = "Blackthorn lane"
FILE = b"%PDF-1.4\nof this child alone\n"
DIGEST = hashlib.sha256(FILE).hexdigest()
CODERS = [Actor(name, name, frozenset({Role.WRITER})) for name in ("wr", "xy")]
WHY = "request of 12 May"


@pytest.fixture
def read(full: Workspace) -> Workspace:
    """The review with a note that two people coded, one marked, and one that has a file."""
    for ref in (CASE, OTHER):
        with full.work() as work:
            given = Given("no", note=f"{WORD} of {ref}.", reason="a test")
            answer_item(work, full.review, ref=ref, item_id=ITEM, given=given)
    with full.work() as work:
        set_theme(work, Theme("drift", "Drift"))
        mark_evidence(work, full.review, f"{CASE}/{ITEM}", is_good_practice=True)
    for days, coder in enumerate(CODERS, start=500):
        moment = START + timedelta(days=days)
        with full.database.transaction(coder, moment) as work:
            for ref in (CASE, OTHER):
                code_note(work, full.review, f"{ref}/{ITEM}", ("drift",))
    return full


def attach(workspace: Workspace, ref: str, content: bytes = FILE) -> str:
    path = workspace.folder.with_name(f"{ref}.pdf")
    path.write_bytes(content)
    with workspace.work() as work:
        given = GivenFile(path, reference="Plan")
        folder = workspace.place.evidence
        return attach_file(work, workspace.review, folder, ref, "HARM.1", given).name


def erase(workspace: Workspace) -> erasure.ErasureView:
    place = Place(workspace.folder, workspace.keys)
    with workspace.reading() as work:
        foreseen = erasure.preview(work, workspace.review, Child(named=CASE), place)
    done = erasure.erase(
        workspace.work, workspace.review, Child(named=CASE), place, why=WHY, confirm="erase"
    )
    assert (foreseen.gone, foreseen.remains) == (done.gone, done.remains)
    return done


def destroy(workspace: Workspace, name: PurgeClass) -> int:
    place, wanted = Place(workspace.folder, workspace.keys), purge.Wanted([name], why=WHY)
    view = purge.purge(workspace.work, workspace.review, place, wanted, confirm="destroy")
    return next(line.number for line in view.lines if line.name == name)


def said(workspace: Workspace, ref: str) -> list[str]:
    kinds = "('mark', 'coding')"
    statement = (
        f"select item_kind from revision where subject_ref = '{ref}' and item_kind in {kinds}"  # noqa: S608
    )
    return sorted(str(kind) for (kind,) in rows(workspace, statement))


# ------------------------------------------------------------------ erasure


def test_marks_and_codings_of_a_child_go_with_the_child(read: Workspace) -> None:
    assert said(read, CASE) == ["coding", "coding", "mark"]
    ids = rows(read, f"select id from revision where subject_ref = '{CASE}'")  # noqa: S608
    done = erase(read)
    assert done.gone["queries, and what else was said of answers"] >= 3
    assert said(read, CASE) == []
    assert said(read, OTHER) == ["coding", "coding"]
    with read.reading() as work:
        found = find_evidence(work, read.review, EvidenceWanted(theme="drift"))
        assert [one.subject for one in found.pieces] == [OTHER]
        (drift,) = list_themes(work, read.review)
        assert (drift.notes, drift.split) == (1, 0)
    assert check_database(read).faults == ()
    left = all_bytes(read)
    assert f"{WORD} of {CASE}".encode() not in left
    assert not [name for (name,) in ids if str(name).encode() in left]


def test_a_file_of_the_child_goes_with_the_child(read: Workspace) -> None:
    attach(read, CASE)
    attach(read, OTHER, FILE + b"of another")
    assert erase(read).gone["files of evidence"] == 1
    assert evidence_held(read) == {hashlib.sha256(FILE + b"of another").hexdigest()}
    result = check_database(read)
    assert (result.faults, result.not_gone) == ((), ())
    assert DIGEST.encode() not in all_bytes(read)
    assert b"of this child alone\n" not in all_bytes(read).replace(FILE + b"of another", b"")


def test_a_file_that_was_taken_off_goes_as_well(read: Workspace) -> None:
    name = attach(read, CASE)
    with read.work() as work:
        detach_file(work, read.review, name)
    assert erase(read).gone["files of evidence"] == 1
    assert evidence_held(read) == frozenset()


def test_a_file_that_another_record_names_stays_and_is_told(read: Workspace) -> None:
    attach(read, CASE)
    attach(read, OTHER)
    with read.reading() as work:
        assert files_of_case.has_shared_files(work, read.folder, CASE)
        assert files_of_case.files_to_erase(work, read.folder, CASE) == ()
        assert files_of_case.files_to_erase(work, read.folder, "") == ()
    done = erase(read)
    assert done.gone["files of evidence"] == 0
    assert any("Files of evidence that another record names too" in one for one in done.remains)
    assert evidence_held(read) == {DIGEST}
    assert check_database(read).faults == ()


def test_what_became_of_advice_names_an_erased_child_no_more(read: Workspace) -> None:
    with read.work() as work:
        for number, words in enumerate(
            (f"After {CASE.lower()}, whose plan drifted.", f"After {CASE}1.", "Seen."), start=1
        ):
            work.add(
                AdviceEvent(
                    recommendation="one", number=number, of_authority="ASH", answered_by="",
                    answered_on="", state="done", words=words, at=work.now, actor="keeper",
                )
            )  # fmt: skip
        work.audit("recommendation.status", recommendation="one", number=1, state="done")
    assert erase(read).gone["texts elsewhere that name the case"] == 1
    with read.reading() as work:
        kept = [row.words for row in advice_events(work)]
    assert kept == [INSTEAD, f"After {CASE}1.", "Seen."]
    assert b"whose plan drifted" not in all_bytes(read)
    assert check_database(read).faults == ()


def test_sealed_words_that_name_the_child_are_told(read: Workspace) -> None:
    with read.work() as work:
        work.audit("assign.move", stream="ASH", why=f"{CASE} is near")
    told = [one for one in erase(read).remains if "sealed" in one]
    assert told == [
        "Words that name the case or the child, and that are sealed: reason in the audit trail."
    ]


# ------------------------------------------------------------------ purge


def test_a_purge_of_what_is_said_beside_answers_leaves_marks_and_codings(read: Workspace) -> None:
    with read.work() as work:
        given = Given("yes", note="Seen by Mrs Tinderwell.", reason="a test")
        answer_item(work, read.review, ref=CASE, item_id=ITEM, given=given)
        given = Given("yes", note="Seen by the school.", reason="a test")
        answer_item(work, read.review, ref=CASE, item_id=ITEM, given=given)
    for name in (PurgeClass.IDENTIFIERS, PurgeClass.QUERIES):
        assert destroy(read, name) > 0
    assert said(read, CASE) == ["coding", "coding", "mark"]
    assert check_database(read).faults == ()


def test_files_are_destroyed_by_class_and_not_missed(read: Workspace) -> None:
    name = attach(read, CASE)
    assert destroy(read, PurgeClass.EVIDENCE_FILES) == 1
    assert evidence_held(read) == frozenset()
    assert check_database(read).faults == ()
    with read.work() as work, pytest.raises(FileGoneError):
        save_file(work, read.review, read.place.evidence, name, read.folder / "copy.pdf")
    with read.reading() as work:
        page = find_evidence(work, read.review, EvidenceWanted(files=True))
        assert [(one.name, one.file) for one in page.pieces] == [(name, DIGEST)]
    attach(read, OTHER, b"later")
    forget_evidence(read, hashlib.sha256(b"later").hexdigest())
    (fault,) = check_database(read).faults
    assert "is missing" in fault


@pytest.mark.one_engine("a file that is no evidence, put into the folder")
def test_files_that_no_record_shows_are_destroyed_by_class(read: Workspace) -> None:
    name = attach(read, CASE, b"taken off")
    attach(read, OTHER)
    (read.place.evidence / ("a" * 64)).write_bytes(b"x")
    with read.work() as work:
        detach_file(work, read.review, name)
    assert destroy(read, PurgeClass.UNUSED_FILES) == 2
    assert evidence_held(read) == {DIGEST}
    result = check_database(read)
    assert (result.faults, result.not_gone) == ((), ())


# ------------------------------------------------------------------ hand-over


def test_marks_codings_and_files_stay_with_a_read_that_is_handed_over(read: Workspace) -> None:
    name = attach(read, CASE)
    (giver,) = rows(
        read,
        f"select inspector from assignment where case_ref = '{CASE}' and reader = 'first'",  # noqa: S608
    )[0]
    taker = next(
        one.id for one in read.review.plan.inspectors() if one.id != giver and not one.not_for
    )
    before = rows(read, f"select id, author from revision where subject_ref = '{CASE}' order by id")  # noqa: S608
    with read.work() as work:
        wanted = HandOverWanted(giver=str(giver), taker=taker, cases=(CASE,), with_complete=True)
        hand_over(work, read.review, wanted, reason="a test")
    after = rows(read, f"select id, author from revision where subject_ref = '{CASE}' order by id")  # noqa: S608
    assert after == before
    person = Actor(taker, taker, frozenset({Role.INSPECTOR}))
    with read.database.transaction(person, START + timedelta(days=600)) as work:
        found = find_evidence(work, read.review, EvidenceWanted(theme="drift"))
        assert [(one.subject, one.is_good_practice) for one in found.pieces] == [(CASE, True)]
        save_file(work, read.review, read.place.evidence, name, read.folder / "copy.pdf")
        detach_file(work, read.review, name)  # as whose record it is now
        assert queries.revisions_of(work, CASE)
    assert (read.folder / "copy.pdf").read_bytes() == FILE
    assert KEEPER.id in {str(author) for _, author in before}
