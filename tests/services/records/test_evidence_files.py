"""A file as evidence: attached, kept private under its digest, saved, detached, checked."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.access.refusals import NotYourCaseError, NotYourRoleError
from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.domain.records import evidence_files as rules
from inspect_tool.domain.records.evidence_view import EvidenceView
from inspect_tool.errors import UsageError
from inspect_tool.services.figures.evidence import EvidenceWanted, find_evidence, show_evidence
from inspect_tool.services.overview import evidence_check
from inspect_tool.services.records import evidence_files
from inspect_tool.services.records.answering import ReasonMissingError
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.evidence_files import (
    FileGoneError,
    FileView,
    GivenFile,
    NoRoomForFilesError,
    NoSuchFileError,
    NotEvidenceError,
    WhichFileError,
    attach_file,
    detach_file,
    save_file,
)
from inspect_tool.services.records.identifiers import list_identifiers, put_otherwise
from inspect_tool.services.records.named_files import settle_evidence_files
from inspect_tool.store import queries
from inspect_tool.store.evidence_folder import EvidenceFolder
from inspect_tool.store.private_files import FileIsThereError
from inspect_tool.workspace import Workspace
from tests.held import evidence_held
from tests.small_review import START, check_database, open_review
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

CASE, OTHER = "ASH-002", "BRO-003"
PDF = b"%PDF-1.4\nThe core assessment.\n"
DIGEST = hashlib.sha256(PDF).hexdigest()
WRITER = Actor("wr", "W. R.", frozenset({Role.WRITER}))


@pytest.fixture
def recorded(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "core assessment.pdf"
    path.write_bytes(PDF)
    return path


def attach(workspace: Workspace, path: Path, ref: str = CASE, **given: Any) -> FileView:
    with workspace.work() as work:
        about = given.pop("about", "HARM.1")
        folder, what = workspace.place.evidence, GivenFile(path, **given)
        return attach_file(work, workspace.review, folder, ref, about, what)


def save(workspace: Workspace, wanted: str, path: Path, actor: Actor = KEEPER) -> FileView:
    with workspace.database.transaction(actor, START) as work:
        return save_file(work, workspace.review, workspace.place.evidence, wanted, path)


def detach(workspace: Workspace, name: str, actor: Actor = KEEPER, **given: str) -> FileView:
    with workspace.database.transaction(actor, START) as work:
        return detach_file(work, workspace.review, name, **given)


def shown(workspace: Workspace, name: str, actor: Actor = KEEPER) -> EvidenceView:
    with workspace.database.reading(actor, START) as work:
        return show_evidence(work, workspace.review, name).piece


def listed(workspace: Workspace) -> list[str]:
    with workspace.reading() as work:
        page = find_evidence(work, workspace.review, EvidenceWanted(files=True))
    return [one.name for one in page.pieces]


@pytest.mark.every_run
@pytest.mark.one_engine("of the folder of evidence")
def test_a_file_is_kept_under_its_digest_for_its_owner_alone(
    recorded: Workspace, pdf: Path
) -> None:
    kept = attach(recorded, pdf, side="against", source="case_file", text="No analysis.")
    assert (kept.reference, kept.kind, kept.size, kept.digest) == (
        "core assessment", "PDF", len(PDF), DIGEST,
    )  # fmt: skip
    file = recorded.place.evidence / DIGEST
    assert file.read_bytes() == PDF
    if os.name != "nt":
        modes = [path.stat().st_mode & 0o777 for path in (file, file.parent)]
        assert modes == [0o600, 0o700]
    one = shown(recorded, kept.name, WRITER)
    assert (one.side, one.source, one.text, one.item) == (
        "against", "case_file", "No analysis.", "HARM.1",
    )  # fmt: skip
    assert (one.file, one.file_words) == (DIGEST, f"PDF of {len(PDF)} bytes")
    assert listed(recorded) == [kept.name]
    assert check_database(recorded).faults == ()


def test_one_file_is_kept_once_and_stands_behind_many_questions(
    recorded: Workspace, pdf: Path
) -> None:
    names = [
        attach(recorded, pdf, about="HARM.1.a").name,
        attach(recorded, pdf, about="HARM.1.b", reference="Core assessment, p. 7").name,
        attach(recorded, pdf, OTHER).name,
    ]
    assert sorted(listed(recorded)) == sorted(names)
    assert evidence_held(recorded) == {DIGEST}
    assert shown(recorded, names[1]).reference == "Core assessment, p. 7"


@pytest.mark.one_engine("of the folder of evidence")
def test_a_folder_that_others_could_look_into_is_closed(recorded: Workspace, pdf: Path) -> None:
    recorded.place.evidence.mkdir(mode=0o755)
    attach(recorded, pdf)
    if os.name != "nt":
        assert recorded.place.evidence.stat().st_mode & 0o777 == 0o700


def test_a_name_in_a_files_name_is_found_and_put_otherwise(
    recorded: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "JohnSmith_plan.pdf"
    path.write_bytes(PDF)
    kept = attach(recorded, path)
    assert "John" not in shown(recorded, kept.name, WRITER).reference
    with recorded.work() as work:
        found = list_identifiers(work, recorded.review, CASE)
        assert found
        put_otherwise(work, recorded.review, found[0].name, "the child")
    one = shown(recorded, kept.name)
    assert (one.reference, one.file) == ("the child plan", DIGEST)
    assert save(recorded, kept.name, tmp_path / "saved.pdf").digest == DIGEST


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"MZ\x90\x00\x03", "none of the kinds"),
        (b"PK\x03\x04 an archive", "none of the kinds"),
        (None, "no file"),
    ],
)
def test_what_is_no_evidence_is_not_taken(
    recorded: Workspace, tmp_path: Path, content: bytes | None, why: str
) -> None:
    path = tmp_path / "plan.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NotEvidenceError, match=why):
        attach(recorded, path)
    assert listed(recorded) == []
    assert evidence_held(recorded) == frozenset()


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_a_file_has_a_largest_size(
    recorded: Workspace, pdf: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    assert rules.LARGEST == 25 * 1024 * 1024
    monkeypatch.setattr(evidence_files, "LARGEST", len(PDF) - more)
    if more > 0:
        with pytest.raises(NotEvidenceError, match="is larger than"):
            attach(recorded, pdf)
    else:
        attach(recorded, pdf)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_all_files_together_have_a_largest_size(
    recorded: Workspace, pdf: Path, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    attach(recorded, pdf)
    second = pdf.with_name("second.txt")
    second.write_bytes(b"Seen.")
    monkeypatch.setattr(evidence_files, "LARGEST_TOGETHER", len(PDF) + 5 - more)
    if more > 0:
        with pytest.raises(NoRoomForFilesError):
            attach(recorded, second)
    else:
        attach(recorded, second)
    attach(recorded, pdf, OTHER)  # takes no more room


def test_words_of_the_command_that_are_wrong_keep_nothing(recorded: Workspace, pdf: Path) -> None:
    for given, error in (
        ({"side": "fore"}, UsageError),
        ({"source": "casefile"}, UsageError),
        ({"about": "NONE.1"}, BadAnswerError),
    ):
        with pytest.raises(error):
            attach(recorded, pdf, **given)
    assert evidence_held(recorded) == frozenset()


def test_a_copy_is_private_and_its_saving_is_kept(
    recorded: Workspace, pdf: Path, tmp_path: Path
) -> None:
    kept = attach(recorded, pdf)
    copy = tmp_path / "copy.pdf"
    assert save(recorded, DIGEST[:8].upper(), copy) == kept
    assert copy.read_bytes() == PDF
    if os.name != "nt":
        assert copy.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileIsThereError):
        save(recorded, DIGEST, copy)
    with recorded.reading() as work:
        saved = [row for row in queries.audit_entries(work) if row.action == "evidence.save"]
        assert [(row.stream, row.details) for row in saved] == [("ASH", {"subject": CASE})]


@pytest.mark.parametrize("wanted", [DIGEST[:7], "f" * 64, "ASH-002/EV.none.01", ""])
def test_what_names_no_file_saves_none(
    recorded: Workspace, pdf: Path, tmp_path: Path, wanted: str
) -> None:
    attach(recorded, pdf)
    with pytest.raises(NoSuchFileError):
        save(recorded, wanted, tmp_path / "copy.pdf")


def test_the_beginning_of_two_digests_is_not_enough(
    recorded: Workspace, pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(recorded, pdf)
    second = pdf.with_name("second.txt")
    second.write_bytes(b"Seen.")
    attach(recorded, second)
    monkeypatch.setattr(evidence_files, "SHORTEST_DIGEST", 0)
    with pytest.raises(WhichFileError):
        save(recorded, "", tmp_path / "copy.pdf")


def test_a_writer_reads_of_a_file_and_does_not_get_it(
    recorded: Workspace, pdf: Path, tmp_path: Path
) -> None:
    kept = attach(recorded, pdf)
    assert shown(recorded, kept.name, WRITER).file == DIGEST
    with pytest.raises(NotYourRoleError):
        save(recorded, DIGEST, tmp_path / "copy.pdf", WRITER)


@pytest.mark.one_engine("of the folder of evidence")
def test_an_altered_or_missing_file_is_not_saved_and_is_told(
    recorded: Workspace, pdf: Path, tmp_path: Path
) -> None:
    attach(recorded, pdf)
    file = recorded.place.evidence / DIGEST
    file.write_bytes(PDF + b"more")
    with pytest.raises(FileGoneError):
        save(recorded, DIGEST, tmp_path / "copy.pdf")
    (fault,) = check_database(recorded).faults
    assert f"not what was attached: {DIGEST}" in fault
    file.unlink()
    with pytest.raises(FileGoneError):
        save(recorded, DIGEST, tmp_path / "copy.pdf")
    (fault,) = check_database(recorded).faults
    assert f"of evidence of {CASE} is missing: {DIGEST}" in fault
    with recorded.reading() as work:
        folder = recorded.place.evidence
        assert list(evidence_check.check_files(work, folder)) == [fault]
        assert list(evidence_check.check_files(work, None)) == []  # a review without its folder
    attach(recorded, pdf, OTHER)  # the same file again mends it
    assert check_database(recorded).faults == ()


@pytest.mark.one_engine("of the folder of evidence")
def test_a_file_that_no_record_names_is_told(recorded: Workspace) -> None:
    recorded.place.evidence.mkdir()
    (recorded.place.evidence / ("a" * 64)).write_bytes(b"x")
    (recorded.place.evidence / "plan of ours.pdf").write_bytes(b"x")
    result = check_database(recorded)
    assert result.faults == ()
    (told,) = result.not_gone
    assert "1 file that no record names" in told


def test_what_is_taken_off_a_record_is_listed_no_more(recorded: Workspace, pdf: Path) -> None:
    alone, with_words = attach(recorded, pdf), attach(recorded, pdf, text="No analysis.")
    assert detach(recorded, alone.name) == alone
    detach(recorded, with_words.name)
    assert listed(recorded) == []
    left = shown(recorded, with_words.name)
    assert (left.text, left.reference, left.file) == ("No analysis.", "", "")
    assert evidence_held(recorded) == {DIGEST}
    assert check_database(recorded).faults == ()
    for name in (alone.name, DIGEST):
        with pytest.raises(NoSuchFileError):
            detach(recorded, name)


def test_what_another_attached_is_taken_off_with_a_reason(recorded: Workspace, pdf: Path) -> None:
    kept = attach(recorded, pdf)
    lead = Actor("le", "L. E.", frozenset({Role.LEAD}))
    with pytest.raises(ReasonMissingError):
        detach(recorded, kept.name, lead)
    detach(recorded, kept.name, lead, reason="of another child")
    assert listed(recorded) == []


def test_nobody_takes_a_file_off_a_record_of_others(recorded: Workspace, pdf: Path) -> None:
    kept = attach(recorded, pdf)
    with pytest.raises((NotYourCaseError, NoSuchFileError)):
        detach(recorded, kept.name, Actor("zz", "Z. Z.", frozenset({Role.INSPECTOR})))


@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("is_named", [True, False])
@pytest.mark.one_engine("of the folder of evidence")
def test_what_a_killed_process_left_is_finished_or_removed(
    recorded: Workspace, pdf: Path, *, is_whole: bool, is_named: bool
) -> None:
    folder = recorded.place.evidence
    if is_named:
        attach(recorded, pdf)
        (folder / DIGEST).rename(folder / f".{DIGEST}.part")
    else:
        folder.mkdir()
        (folder / f".{DIGEST}.part").write_bytes(PDF)
    if not is_whole:
        (folder / f".{DIGEST}.part").write_bytes(PDF[:-1])
    (folder / ".of-others.part").write_bytes(b"x")
    recorded.database.close()
    opened = open_review(recorded.folder)
    missing = [one for one in check_database(opened).faults if "missing" in one]
    assert sorted(path.name for path in folder.iterdir()) == [
        ".of-others.part", *([DIGEST] if is_whole and is_named else []),
    ]  # fmt: skip
    assert bool(missing) == (is_named and not is_whole)


@pytest.mark.one_engine("of the folder of evidence")
def test_a_file_that_is_there_is_not_replaced_by_what_was_left(
    recorded: Workspace, pdf: Path
) -> None:
    attach(recorded, pdf)
    folder = recorded.place.evidence
    (folder / f".{DIGEST}.part").write_bytes(PDF)
    settle_evidence_files(recorded.work, folder)
    assert [path.name for path in folder.iterdir()] == [DIGEST]
    assert not EvidenceFolder(folder.with_name("none")).is_unfinished()
