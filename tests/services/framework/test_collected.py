"""Answers from ODK and Kobo come in like those of workbooks, with the same checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.records.records import Reader
from inspect_tool.readers.collected.tables import NotCollectedError
from inspect_tool.services.records import records
from inspect_tool.services.records.conflicts import list_conflicts
from inspect_tool.services.records.records import RecordView
from inspect_tool.services.records.stray_notes import list_stray_notes
from inspect_tool.services.workbooks.collected import take_collected
from inspect_tool.services.workbooks.returned import ReturnedView
from inspect_tool.workspace import Workspace
from tests.amended_review import ask_more, edit, publish, reopened
from tests.collected_answers import (
    Submission,
    central_csv,
    central_zip,
    kobo_csv,
    kobo_xlsx,
    submission,
)

pytestmark = pytest.mark.journeys

ANSWERS = {"HARM_1_a": "yes", "HARM_1_b": "no", "J_HARM_1": "inadequate"}
Writer = Callable[[Path, Sequence[Submission]], Path]
WRITERS: dict[str, Writer] = {
    "central.csv": central_csv,
    "central.zip": central_zip,
    "kobo.csv": kobo_csv,
    "kobo.xlsx": kobo_xlsx,
}


def reader_of(workspace: Workspace, ref: str) -> str:
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
    return next(
        one.inspector for one in views if one.subject.ref == ref and one.reader is Reader.FIRST
    )


def view_of(workspace: Workspace, ref: str = "ASH-001") -> RecordView:
    opened = reopened(workspace)
    with opened.reading() as work:
        views = records.list_records(work, opened.review)
    return next(one for one in views if one.subject.ref == ref and one.reader is Reader.FIRST)


def take(workspace: Workspace, *paths: Path, person: str | None = None) -> tuple[ReturnedView, ...]:
    opened = reopened(workspace, person)
    return take_collected(opened.work, opened.review, paths)


def one_of(workspace: Workspace, key: str = "uuid:1", **answers: str) -> dict[str, str]:
    return submission("ash-001", reader_of(workspace, "ASH-001"), key, **{**ANSWERS, **answers})


@pytest.mark.parametrize("name", WRITERS)
def test_a_case_comes_in_from_each_export_once(
    assigned: Workspace, tmp_path: Path, name: str
) -> None:
    path = WRITERS[name](tmp_path / name, [one_of(assigned)])
    (taken,) = take(assigned, path)
    assert (taken.changed, taken.problems, taken.conflicts) == (3, (), ())
    assert view_of(assigned).is_complete
    (again,) = take(assigned, path)
    assert (again.changed, again.conflicts) == (0, ())


def test_a_submission_that_was_corrected_on_the_server_goes_on_from_itself(
    assigned: Workspace, tmp_path: Path
) -> None:
    take(assigned, central_csv(tmp_path / "a.csv", [one_of(assigned)]))
    (taken,) = take(assigned, central_csv(tmp_path / "b.csv", [one_of(assigned, HARM_1_b="yes")]))
    assert (taken.changed, taken.conflicts) == (1, ())
    assert view_of(assigned).facts.answers["HARM.1.b"].value == "yes"


def test_two_submissions_about_one_case_cross_where_they_differ(
    assigned: Workspace, tmp_path: Path
) -> None:
    other = one_of(assigned, "uuid:2", HARM_1_b="yes")
    (taken,) = take(assigned, central_csv(tmp_path / "a.csv", [one_of(assigned), other]))
    assert taken.conflicts == ("ASH-001 HARM.1.b",)
    opened = reopened(assigned)
    with opened.reading() as work:
        assert len(list_conflicts(work, opened.review)) == 1


def test_an_absence_stands_in_the_list_or_beside_and_has_its_reason(
    assigned: Workspace, tmp_path: Path
) -> None:
    given = one_of(assigned, HARM_1_a="not_applicable", HARM_1_a_note="no such child")
    take(assigned, central_csv(tmp_path / "a.csv", [given]))
    answer = view_of(assigned).facts.answers["HARM.1.a"]
    assert (answer.value, answer.absence, answer.note) == (None, "not_applicable", "no such child")


def test_what_is_no_answer_is_told_and_kept(assigned: Workspace, tmp_path: Path) -> None:
    given = one_of(assigned, HARM_1_b="perhaps", HARM_9_z="lost?")
    (taken,) = take(assigned, kobo_csv(tmp_path / "a.csv", [given]))
    told = {(one.kind, one.column, one.row) for one in taken.problems}
    assert told == {("not-an-answer", "HARM_1_b", 2), ("unknown-item", "HARM_9_z", 2)}
    opened = reopened(assigned)
    with opened.reading() as work:
        notes = [note.text for note in list_stray_notes(work, opened.review, "ASH-001")]
    assert sorted(notes) == ["lost?", "perhaps"]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"subject_ref": "XYZ-001"}, "no-subject"),
        ({"subject_ref": "somebody"}, "no-subject"),
        ({"inspector_id": "zz"}, "no-inspector"),
        ({"framework_version": "9.9.9"}, "wrong-framework"),
        ({"key": ""}, "no-key"),
    ],
)
def test_a_submission_that_cannot_be_placed_is_left_with_what_to_do(
    assigned: Workspace, tmp_path: Path, change: dict[str, str], kind: str
) -> None:
    bad = {**one_of(assigned, "uuid:2"), **change}
    taken = take(assigned, central_csv(tmp_path / "a.csv", [one_of(assigned), bad]))
    (problem,) = [one for view in taken for one in view.problems]
    assert (problem.kind, problem.row, bool(problem.remedy)) == (kind, 3, True)
    assert view_of(assigned).is_complete


def test_what_was_rejected_on_the_server_is_not_taken(assigned: Workspace, tmp_path: Path) -> None:
    path = central_csv(tmp_path / "a.csv", [one_of(assigned)], ReviewState="rejected")
    (taken,) = take(assigned, path)
    assert [one.kind for one in taken.problems] == ["not-approved"]
    assert not view_of(assigned).is_started


def test_an_answer_to_a_case_of_somebody_else_is_a_stray_note(
    assigned: Workspace, tmp_path: Path
) -> None:
    with assigned.reading() as work:
        views = records.list_records(work, assigned.review)
    refs = [one.subject.ref for one in views]
    read_once = next(one for one in views if refs.count(one.subject.ref) == 1)
    ref, owner = read_once.subject.ref, read_once.inspector
    other = next(one for one in ("ab", "cd", "ef") if one != owner)
    given = submission(ref, other, "uuid:1", **ANSWERS)
    (taken,) = take(assigned, central_csv(tmp_path / "a.csv", [given]))
    assert [one.kind for one in taken.problems] == ["not-their-case"]
    assert not view_of(assigned, ref).is_started


def test_a_form_of_an_earlier_version_comes_in_under_it(
    assigned: Workspace, tmp_path: Path
) -> None:
    take(assigned, central_csv(tmp_path / "a.csv", [one_of(assigned, HARM_1_b="")]))
    edit(assigned.folder, "1.1.0", ask_more)
    publish(assigned.folder, person="la")
    take(assigned, central_csv(tmp_path / "b.csv", [one_of(assigned)]))
    view = view_of(assigned)
    assert (view.facts.framework.version, view.is_complete) == ("1.0.0", True)
    ref = "ASH-002"
    new = submission(ref, reader_of(assigned, ref), "uuid:3", "1.1.0", **ANSWERS, HARM_1_z="yes")
    take(assigned, central_csv(tmp_path / "c.csv", [new]))
    assert (view_of(assigned, ref).facts.framework.version, view_of(assigned, ref).is_complete) == (
        "1.1.0",
        True,
    )


def test_who_may_take_workbooks_in_may_take_exports_in(assigned: Workspace, tmp_path: Path) -> None:
    path = central_csv(tmp_path / "a.csv", [one_of(assigned)])
    with pytest.raises(NotYourRoleError):
        take(assigned, path, person="wr")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"Which case?,Left too long?\nASH-001,yes\n", "has no column subject_ref"),
        ("a.csv", b'subject_ref\n"ASH', "quotation mark"),
        ("a.zip", b"no zip", "is damaged, or no zip file"),
    ],
)
def test_a_file_that_is_no_export_says_how_to_make_one(
    assigned: Workspace, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(NotCollectedError, match=f"{words}.*Export the answers from ODK Central"):
        take(assigned, path)
    with pytest.raises(NotCollectedError, match="cannot be opened"):
        take(assigned, tmp_path / "none.csv")
