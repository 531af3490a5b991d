"""Classes of things are destroyed when a retention schedule says so."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Subject
from inspect_tool.errors import UsageError
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.frames.keys import KeysDestroyedError
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import answer_queries, history
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.revisions import RecordBook, StrayNote
from inspect_tool.services.records.stray_notes import list_stray_notes, set_aside
from inspect_tool.services.retention import copies, erasure, removal
from inspect_tool.services.retention.certificate import certificates
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import (
    NoClassError,
    NotConfirmedError,
    NothingToPurgeError,
    Place,
    PurgeView,
    Wanted,
    preview,
    purge,
)
from inspect_tool.services.review.heads import head_of
from inspect_tool.services.review.signing import SigningKeyDestroyedError
from inspect_tool.services.sampling import certificates as draw_certificates
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.workbooks import issue
from inspect_tool.store import deletion_queries, record_queries, removals
from inspect_tool.workspace import Workspace
from tests.held import database_bytes
from tests.small_review import check_database, open_review, take_return
from tests.stages import Stages, copy_of

pytestmark = pytest.mark.journeys

WHY = "retention schedule, 4.2"
WORDS = "Zyxwv: beside the answers"


def destroy(
    workspace: Workspace,
    *classes: PurgeClass,
    authority: str | None = None,
    why: str = WHY,
    confirm: str = "destroy",
) -> PurgeView:
    place = Place(workspace.folder, workspace.keys)
    wanted = Wanted(classes, authority, why)
    return purge(workspace.work, workspace.review, place, wanted, confirm=confirm)


def numbers(workspace: Workspace, *classes: PurgeClass) -> dict[str, int]:
    with workspace.reading() as work:
        place = Place(workspace.folder, workspace.keys)
        view = preview(work, workspace.review, place, Wanted(classes or tuple(PurgeClass)))
    return {line.name: line.number for line in view.lines}


def keep_a_stray_note(workspace: Workspace) -> None:
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, "ASH")
        subject = Subject(SubjectKind.CASE, "ASH", "ASH-002")
        book.keep(StrayNote(subject, None, "H 3", WORDS, "ab", "a pack"))
        book.write()


def test_a_dry_run_counts_each_class_and_says_what_it_would_cost(full: Workspace) -> None:
    keep_a_stray_note(full)
    (full.folder / "review-before-0003.db").write_bytes(b"x")
    assert numbers(full) == {
        "frame": 0,
        "keys": 24,
        "signing-key": 1,
        "stray-notes": 1,
        "queries": 0,
        "identifiers": 0,
        "returns": 0,
        "copies": 1,
        "evidence-files": 0,
        "unused-files": 0,
        "came-back": 0,
    }
    assert all(name.words and name.consequence for name in PurgeClass)


def test_key_files_go_and_the_check_knows_it(full: Workspace, sent: Path) -> None:
    destroy(full, PurgeClass.KEYS, authority="ash")
    assert not (full.folder / "keys" / "ASH.json").exists()
    assert (full.folder / "keys" / "BRO.json").exists()
    result = check_database(full)
    assert result.faults == ()
    assert any("Destroyed by `db purge`" in note for note in result.notes)
    with full.work() as work, pytest.raises(KeysDestroyedError, match="ASH"):
        draw_certificates.write_requests(
            work,
            full.review,
            authority="ASH",
            path=full.folder / "ASH.csv",
            keys=full.keys,
        )
    with pytest.raises(KeysDestroyedError):
        take_return(full, [sent])
    child = Child(authority="ASH", child_id="ASH00001")
    with full.reading() as work, pytest.raises(KeysDestroyedError):
        erasure.preview(work, full.review, child, Place(full.folder, full.keys))
    with full.work() as work:
        draw_certificates.write_requests(
            work,
            full.review,
            authority="BRO",
            path=full.folder / "BRO.csv",
            keys=full.keys,
        )


def test_the_signing_key_goes_and_heads_are_no_longer_signed(full: Workspace) -> None:
    destroy(full, PurgeClass.SIGNING_KEY)
    assert check_database(full).faults == ()
    with full.reading() as work:
        head = head_of(work, full.keys)
        assert head is not None
        assert head.signature == ""
    with full.work() as work, pytest.raises(SigningKeyDestroyedError):
        issue.write_workbooks(
            work, full.review, inspector="ab", folder=full.folder / "out", keys=full.keys
        )
    assert not full.keys.has_signing_key()


def test_what_became_of_a_stray_note_goes_with_it(full: Workspace) -> None:
    keep_a_stray_note(full)
    with full.reading() as work:
        (note,) = list_stray_notes(work, full.review)
    with full.work() as work:
        set_aside(work, full.review, note_id=note.id, reason="told by the aunt")
    destroy(full, PurgeClass.STRAY_NOTES)
    with full.reading() as work:
        assert record_queries.kept_with_stray_notes(work) == []
    assert b"told by the aunt" not in database_bytes(full)
    assert check_database(full).faults == ()


def test_queries_and_reasons_go_with_their_bytes_and_answers_stay(full: Workspace) -> None:
    with full.work() as work:
        answer_queries.ask(
            work, full.review, ref="ASH-001", item_id="HARM.1.b", text="said the blackthorn?"
        )
    with full.work() as work:
        given = Given("no", None, "", reason="seen by the whitebeam")
        answer_item(work, full.review, ref="ASH-001", item_id="HARM.1.b", given=given)
    assert numbers(full)["queries"] == 2
    with full.reading() as work:
        before = history.show_subject(work, full.review, "ASH-001")
    destroy(full, PurgeClass.QUERIES)
    with full.reading() as work:
        assert answer_queries.list_queries(work, full.review) == ()
        after = history.show_subject(work, full.review, "ASH-001")
    assert [(one.item_id, one.answer) for one in after] == [
        (one.item_id, one.answer) for one in before
    ]
    kept = database_bytes(full)
    assert b"blackthorn" not in kept
    assert b"whitebeam" not in kept
    assert check_database(full).faults == ()


def test_stray_notes_go_with_their_bytes_and_answers_stay(full: Workspace) -> None:
    keep_a_stray_note(full)
    assert WORDS.encode() in database_bytes(full)
    destroy(full, PurgeClass.STRAY_NOTES)
    assert WORDS.encode() not in database_bytes(full)
    with full.reading() as work:
        assert list_stray_notes(work, full.review) == ()
        assert status_of(work, full.review)
    assert check_database(full).faults == ()


def test_returns_go_whatever_they_are_called_and_other_files_stay(
    full: Workspace, sent: Path
) -> None:
    folder = Path(shutil.copytree(sent, full.folder / "in"))
    (folder / "List 6.csv").rename(folder / "renamed.csv")
    (folder / "notes.csv").write_text("x", encoding="utf-8")
    assert numbers(full)["returns"] == 4
    destroy(full, PurgeClass.RETURNS)
    assert [path.name for path in folder.iterdir()] == ["notes.csv"]


def test_copies_from_before_upgrades_go(full: Workspace) -> None:
    copy = full.folder / "review-before-0003.db"
    copy.write_bytes(b"x")
    destroy(full, PurgeClass.COPIES)
    assert not copy.exists()


def test_the_certificate_says_what_went_what_remains_and_where_copies_are(
    full: Workspace,
) -> None:
    keep_a_stray_note(full)
    with full.work() as work:
        work.audit("review.backup", sha256=["ab" * 32])
    destroy(full, PurgeClass.STRAY_NOTES)
    with full.reading() as work:
        (certificate,) = certificates(work)
        known = copies.known_copies(work)
    assert certificate.about == ("stray-notes",)
    assert certificate.gone == {"stray-notes": 1}
    assert any("24 children's own ids" in sentence for sentence in certificate.remains)
    assert certificate.copies == known
    assert any("SHA-256 " + "ab" * 32 in copy.known_by for copy in known)
    assert json.loads(certificate.json)["why"] == WHY
    assert "Certificate of deletion 1" in certificate.text


def test_deletions_are_numbered_in_their_order(full: Workspace) -> None:
    destroy(full, PurgeClass.KEYS, authority="BRO")
    destroy(full, PurgeClass.SIGNING_KEY)
    with full.reading() as work:
        found = [one.about for one in certificates(work)]
        assert [row.details["number"] for row in deletion_queries.deletions(work)] == [1, 2]
    assert found == [("keys",), ("signing-key",)]


def test_a_purge_is_refused_without_word_reason_or_anything_to_destroy(full: Workspace) -> None:
    with pytest.raises(NotConfirmedError, match="--confirm destroy"):
        destroy(full, PurgeClass.KEYS, confirm="")
    with pytest.raises(UsageError):
        destroy(full, PurgeClass.KEYS, why="")
    with pytest.raises(NothingToPurgeError):
        destroy(full, PurgeClass.RETURNS)
    with pytest.raises(NoClassError):
        destroy(full)
    with pytest.raises(UnknownAuthorityError):
        destroy(full, PurgeClass.KEYS, authority="XYZ")
    with pytest.raises(NotYourRoleError):
        destroy(open_review(full.folder, person="ab"), PurgeClass.KEYS)
    assert numbers(full)["keys"] == 24


def test_keys_and_fields_stay_until_there_is_a_draw(stages: Stages, tmp_path: Path) -> None:
    framed = copy_of(stages["framed"], tmp_path)
    for name in (PurgeClass.KEYS, PurgeClass.FRAME):
        with pytest.raises(NotDrawnError):
            destroy(framed, name)


# ------------------------------------------------------------------ files that go with a commit


def test_what_was_announced_and_not_committed_stays(full: Workspace) -> None:
    removals.announce(full.folder, removals.Removal("a mark", ("keys/ASH.json",)))
    removal.settle_removals(full.work, full.folder, full.keys)
    assert (full.folder / "keys" / "ASH.json").exists()
    assert not removals.is_announced(full.folder)


def test_what_was_committed_and_not_removed_goes_with_the_next_command(full: Workspace) -> None:
    with full.work() as work:
        work.audit(
            deletion_queries.PURGE,
            number=1,
            classes=["keys"],
            authorities=["ASH"],
            gone={},
            remains=[],
            why="x",
            removal="a mark",
        )
    full.database.close()
    outside = full.folder.parent / "outside.txt"
    outside.write_text("x", encoding="utf-8")
    names = ("keys/ASH.json", "../outside.txt")
    removals.announce(full.folder, removals.Removal("a mark", names, {"BRO": ("token",)}))
    again = open_review(full.folder)
    assert check_database(again).faults == ()
    assert not (full.folder / "keys" / "ASH.json").exists()
    assert outside.exists()
    assert not removals.is_announced(full.folder)


def test_an_announcement_that_cannot_be_read_removes_nothing(full: Workspace) -> None:
    (full.folder / removals.FILE).write_text("[", encoding="utf-8")
    removal.settle_removals(full.work, full.folder, full.keys)
    assert not removals.is_announced(full.folder)
    assert (full.folder / "keys" / "ASH.json").exists()
