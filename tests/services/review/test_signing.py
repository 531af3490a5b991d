"""The signing key is made once and known from then on; whoever loses or swaps it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.overview.key_check import check_signing_key
from inspect_tool.services.review.heads import head_of
from inspect_tool.services.review.signing import (
    MADE,
    SigningKeyChangedError,
    SigningKeyDestroyedError,
    SigningKeyMissingError,
    fingerprint,
    known_fingerprint,
)
from inspect_tool.store import audit_queries
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import refused, run
from tests.small_review import check_database, open_review, take_workbooks
from tests.stages import Stages, issue

OTHER = "0b" * 32


@pytest.fixture
def filled(stages: Stages) -> list[Path]:
    """Case workbooks of the review, as they came back."""
    return sorted(stages["workbooks"].glob("*.xlsx"))


def remove(workspace: Workspace) -> None:
    (workspace.keys.folder / "signing.key").unlink()


def test_the_key_is_made_with_the_first_thing_that_is_recorded(framed: Workspace) -> None:
    key = framed.keys.signing_key()
    assert key is not None
    with framed.reading() as work:
        assert known_fingerprint(work) == fingerprint(key)
        assert len(audit_queries.entries_of_actions(work, (MADE,))) == 1


def test_a_key_that_was_there_before_is_kept_and_known(review: Workspace) -> None:
    key = review.keys.make_signing_key()
    with review.work() as work:
        work.audit("test.first")
    assert review.keys.signing_key() == key
    with review.reading() as work:
        assert known_fingerprint(work) == fingerprint(key)


def test_a_damaged_key_is_not_replaced_and_does_not_stop_the_work(review: Workspace) -> None:
    review.keys.make_signing_key()
    (review.keys.folder / "signing.key").write_text("damaged", encoding="ascii")
    with review.work() as work:
        work.audit("test.first")
    assert (review.keys.folder / "signing.key").read_text(encoding="ascii") == "damaged"
    assert ["keys/signing.key is damaged" in told for told in check_database(review).faults] == [
        True
    ]


def test_a_key_that_is_missing_before_any_workbook_is_a_note_and_heads_stay_unsigned(
    assigned: Workspace,
) -> None:
    remove(assigned)
    found = check_database(assigned)
    assert found.faults == ()
    assert any("keys/signing.key is missing" in note for note in found.notes)
    with assigned.reading() as work:
        head = head_of(work, assigned.keys)
    assert head is not None
    assert head.signature == ""
    assert run("--review", assigned.folder, "db", "heads").code == 0
    assert not assigned.keys.has_signing_key()


def test_a_new_key_is_made_for_the_first_workbooks_alone_and_said(
    assigned: Workspace, tmp_path: Path
) -> None:
    remove(assigned)
    words = ("case", "export", "--inspector", "ab", "-o", tmp_path / "out")
    done = run("--review", assigned.folder, *words)
    assert done.code == 0, done.err
    assert "so a new one is used from now on" in done.out
    found = check_database(open_review(assigned.folder, later=True))
    assert found.faults == ()
    assert any("A new keys/signing.key was taken" in note for note in found.notes)
    again = run("--review", assigned.folder, *words[:-1], tmp_path / "again")
    assert "a new one is used" not in again.out


def test_another_key_before_any_workbook_is_a_fault(assigned: Workspace) -> None:
    with assigned.reading() as work:
        assert list(check_signing_key(work, assigned.keys)) == []
    assigned.keys.adopt_signing_key(OTHER)
    (fault,) = check_database(assigned).faults
    assert "could forge workbooks" in fault
    with assigned.reading() as work:
        head = head_of(work, assigned.keys)
    assert head is not None
    assert head.signature == ""


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_workbook_that_comes_back_without_the_key_is_not_called_forged(
    recorded: Workspace, filled: list[Path], dry_run: bool
) -> None:
    remove(recorded)
    with pytest.raises(SigningKeyMissingError, match="`restore` the newest backup with its --keys"):
        take_workbooks(recorded, filled, dry_run=dry_run)
    recorded.keys.adopt_signing_key(OTHER)
    with pytest.raises(SigningKeyChangedError, match="is not the one"):
        take_workbooks(recorded, filled, dry_run=dry_run)
    assert recorded.keys.signing_key() == bytes.fromhex(OTHER)


def test_no_workbook_is_issued_with_another_key_than_those_in_the_field(
    recorded: Workspace, tmp_path: Path
) -> None:
    recorded.keys.adopt_signing_key(OTHER)
    with pytest.raises(SigningKeyChangedError):
        issue(recorded, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.xlsx"))


def test_what_was_done_is_not_called_undone_because_a_key_is_missing(recorded: Workspace) -> None:
    remove(recorded)
    done = run("--review", recorded.folder, "snapshot", "take", "final")
    assert done.code == 0, done.err
    assert "Head of the audit trail" in done.out


def test_a_destroyed_key_is_not_asked_for_from_a_backup(
    recorded: Workspace, filled: list[Path], tmp_path: Path
) -> None:
    words = ("db", "purge", "--class", "signing-key", "--why", "4.2", "--confirm", "destroy")
    assert run("--review", recorded.folder, *words).code == 0
    with pytest.raises(SigningKeyDestroyedError):
        take_workbooks(recorded, filled)
    said = refused(
        run(
            "--review", recorded.folder, "case", "export", "--inspector", "ab", "-o", tmp_path / "o"
        ),
        3,
    )
    assert "destroyed by `db purge`" in said
    assert check_database(open_review(recorded.folder, later=True)).faults == ()


def test_a_destroyed_key_is_not_made_anew_where_no_workbook_was_issued(
    assigned: Workspace, tmp_path: Path
) -> None:
    words = ("db", "purge", "--class", "signing-key", "--why", "4.2", "--confirm", "destroy")
    assert run("--review", assigned.folder, *words).code == 0
    with pytest.raises(SigningKeyDestroyedError):
        issue(assigned, tmp_path / "out")
    assert not assigned.keys.has_signing_key()
