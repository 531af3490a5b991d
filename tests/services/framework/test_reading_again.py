"""What is to be read again, and what stands when it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.figures import findings
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.domain.workbook.differences import Outcome
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.framework.reading_again import (
    OPEN,
    WAITS,
    NothingToReadAgainError,
    ReadingTask,
    read_again,
    reading_tasks,
)
from inspect_tool.services.records import records
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.conflicts import list_conflicts
from inspect_tool.services.records.history import show_subject
from inspect_tool.services.records.records import RecordView
from inspect_tool.services.records.revisions import Edit, RecordBook, Saved
from inspect_tool.services.records.under import framework_of
from inspect_tool.workspace import Workspace
from tests.amended_review import Content, ask_more, edit, publish, reopened, reverse
from tests.small_review import take_workbooks
from tests.stages import ANSWERS, fill, issue, issued

pytestmark = pytest.mark.journeys


@pytest.fixture
def amended(finished: Workspace) -> Workspace:
    """Finished under 1.0.0; since then a question was reversed and another added."""
    edit(finished.folder, "1.1.0", reverse, ask_more)
    publish(finished.folder, person="la", proposed_by="lb")
    return reopened(finished)


def tasks(workspace: Workspace, person: str | None = None) -> tuple[ReadingTask, ...]:
    opened = reopened(workspace, person)
    with opened.reading() as work:
        return reading_tasks(work, opened.review)


def move(workspace: Workspace, *refs: str, everything: bool = False) -> tuple[str, ...]:
    opened = reopened(workspace, "la")
    with opened.work() as work:
        return read_again(work, opened.review, refs, everything=everything).refs


def view_of(workspace: Workspace, ref: str) -> RecordView:
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
    return next(one for one in views if one.subject.ref == ref and one.reader is Reader.FIRST)


def answer(workspace: Workspace, item: str, value: str, ref: str = "ASH-001") -> Saved:
    opened = reopened(workspace, view_of(workspace, ref).inspector)
    with opened.work() as work:
        return answer_item(
            work, opened.review, ref=ref, item_id=item, given=Given(value, reason="read again")
        )


def test_one_version_leaves_nothing_to_read_again(finished: Workspace) -> None:
    assert tasks(finished) == ()


def test_each_record_has_what_means_something_else_and_what_was_never_asked(
    amended: Workspace,
) -> None:
    found = tasks(amended)
    assert len(found) == 10  # eight first reads and two second ones
    assert {(one.state, one.version, one.again, one.new) for one in found} == {
        (WAITS, "1.0.0", ("HARM.1.a",), ("HARM.1.z",))
    }
    own = tasks(amended, "ab")
    assert {one.inspector for one in own} == {"ab"}
    assert 0 < len(own) < len(found)


def test_a_judgement_is_shown_beside_what_the_new_rule_calculates(finished: Workspace) -> None:
    def calculate(content: Content) -> None:
        content["domains"][0]["criteria"][0]["judgement"]["calculated"] = [
            {"when": {"question": "HARM.1.a", "is": "yes"}, "then": "requires_improvement"},
            {"else": "good"},
        ]

    edit(finished.folder, "1.1.0", calculate)
    publish(finished.folder, person="la", proposed_by="lb")
    one = tasks(finished)[0]
    assert one.again == ("HARM.1",)
    assert [(each.given, each.calculated) for each in one.recomputed] == [
        ("inadequate", "requires_improvement")
    ]


def test_a_case_is_read_again_and_what_means_the_same_stands(amended: Workspace) -> None:
    before = view_of(amended, "ASH-001")
    assert move(amended, "ASH-001") == ("ASH-001",)
    view = view_of(reopened(amended), "ASH-001")
    assert (view.standing, view.facts.framework.version) == ("begun", "1.1.0")
    assert view.facts.answers["HARM.1.b"] == before.facts.answers["HARM.1.b"]
    assert view.facts.judgements == before.facts.judgements
    assert "HARM.1.a" not in view.facts.answers
    mine = [one for one in tasks(amended) if one.ref == "ASH-001" and one.reader is Reader.FIRST]
    assert [(one.state, one.again) for one in mine] == [(OPEN, ("HARM.1.a", "HARM.1.z"))]
    # The same word again is another answer: it is to another question.
    assert answer(amended, "HARM.1.a", "yes") is Saved.CHANGED
    assert answer(amended, "HARM.1.z", "no") is Saved.CHANGED
    assert view_of(reopened(amended), "ASH-001").is_complete
    assert answer(amended, "HARM.1.a", "yes") is Saved.UNCHANGED
    assert not [
        one for one in tasks(amended) if one.ref == "ASH-001" and one.reader is Reader.FIRST
    ]


def test_what_was_read_again_is_counted_under_the_new_version(amended: Workspace) -> None:
    move(amended, "ASH-001")
    answer(amended, "HARM.1.a", "yes")
    answer(amended, "HARM.1.z", "yes")
    after = reopened(amended)
    with after.work() as work:
        snapshots.take(work, after.review, "now")
        figures = snapshots.figures(work, after.review)
    heard = findings.table(figures, "heard")[0]
    assert (heard.refs, heard.base, heard.not_asked) == (("ASH-001",), 1, 7)
    by_version = findings.table(figures, "heard", by="version")
    assert {one.group: one.base for one in by_version[1:]} == {"1.0.0": 0, "1.1.0": 1}


def test_a_workbook_asks_each_case_by_its_own_version(amended: Workspace, tmp_path: Path) -> None:
    inspector = view_of(amended, "ASH-001").inspector
    move(amended, "ASH-001")
    opened = reopened(amended)
    path = issued(opened, tmp_path / "out", inspector)
    assert sorted(one.name for one in (tmp_path / "out").glob("ASH*")) == [
        f"ASH-{inspector}-1.0.0.xlsx",
        f"ASH-{inspector}.xlsx",
    ]
    sheet = openpyxl.load_workbook(path)["ASH-001"]
    shown = {row[7].value: row[2].value for row in sheet.iter_rows(min_row=4)}
    assert (shown["HARM.1.a"], shown["HARM.1.b"], shown["HARM.1.z"]) == (None, "No", None)
    fill(path, {"question:HARM.1.a": "Yes", "question:HARM.1.z": "Yes"})
    (view,) = take_workbooks(reopened(amended), [path])
    assert (view.changed, view.conflicts, view.problems) == (2, (), ())
    assert view_of(reopened(amended), "ASH-001").is_complete


def test_a_workbook_of_the_old_version_answers_no_question_of_the_new(
    assigned: Workspace, tmp_path: Path
) -> None:
    paths = issue(assigned, tmp_path / "out")
    edit(assigned.folder, "1.1.0", reverse)
    publish(assigned.folder, person="la", proposed_by="lb")
    move(assigned, "ASH-001")
    for path in paths:
        fill(path, ANSWERS)
    assert all(not one.problems for one in take_workbooks(reopened(assigned), paths))
    after = reopened(assigned)
    moved, other = view_of(after, "ASH-001"), view_of(after, "ASH-002")
    assert (moved.standing, sorted(moved.facts.answers)) == ("begun", ["HARM.1.b"])
    assert (other.standing, other.facts.framework.version) == ("complete", "1.0.0")
    with after.reading() as work:
        assert framework_of(work, after.review, other.subject).version == "1.0.0"


def test_an_answer_to_an_earlier_version_is_shown_as_one(
    assigned: Workspace, tmp_path: Path
) -> None:
    inspector = view_of(assigned, "ASH-001").inspector
    copies = [issued(assigned, tmp_path / "out", inspector)]
    copies.append(copies[0].with_name("copy.xlsx"))
    copies[1].write_bytes(copies[0].read_bytes())
    edit(assigned.folder, "1.1.0", reverse)
    publish(assigned.folder, person="la", proposed_by="lb")
    move(assigned, "ASH-001")
    for path, said in zip(copies, ("No", "Yes"), strict=True):
        fill(path, {**ANSWERS, "question:HARM.1.a": said})
        take_workbooks(reopened(assigned), [path])
    after = reopened(assigned)
    with after.reading() as work:
        crossed = [one for one in list_conflicts(work, after.review) if one.item_id == "HARM.1.a"]
        here, there = (
            {one.item_id: one.asked_by for one in show_subject(work, after.review, ref)}
            for ref in ("ASH-001", "ASH-002")
        )
    mine = next(one for one in crossed if one.subject_ref == "ASH-001")
    assert mine.title == "Was the child protected in time?"
    assert {(side.words, side.asked_by) for side in mine.sides} == {
        ("No", "1.0.0"),
        ("Yes", "1.0.0"),
    }
    assert (here["HARM.1.a"], here["HARM.1.b"]) == ("1.0.0", "")
    assert set(there.values()) == {""}  # it is under the version that it was asked by


def test_an_answer_to_an_earlier_version_crosses_with_none_to_what_is_asked_now(
    assigned: Workspace, tmp_path: Path
) -> None:
    inspector = view_of(assigned, "ASH-001").inspector
    path = issued(assigned, tmp_path / "out", inspector)
    edit(assigned.folder, "1.1.0", reverse)
    publish(assigned.folder, person="la", proposed_by="lb")
    move(assigned, "ASH-001")
    answer(assigned, "HARM.1.a", "yes")
    fill(path, {**ANSWERS, "question:HARM.1.a": "No"})
    (view,) = take_workbooks(reopened(assigned), [path])
    (mine,) = [
        one for one in view.differences if (one.subject, one.item) == ("ASH-001", "HARM.1.a")
    ]
    assert [one.kind for one in view.problems] == ["another-version"]
    assert (view.conflicts, mine.outcome) == ((), Outcome.OF_ANOTHER_VERSION)
    assert view_of(reopened(assigned), "ASH-001").facts.answers["HARM.1.a"].value == "yes"


def test_an_answer_to_the_version_in_force_waits_until_its_case_is_read_again(
    amended: Workspace,
) -> None:
    before = view_of(amended, "ASH-001")
    with amended.work() as work:
        book = RecordBook(work, amended.review, "ASH", "ASH-001")
        item, given = (ItemKind.QUESTION, "HARM.1.a"), Answer("no")
        form = Edit(before.subject, Reader.FIRST, *item, given, "ab", None, "a form", "1.1.0")
        assert book.add(form) is Saved.AGREED
        book.write()
        work.audit("case.import", stream="ASH", subject="ASH-001")
    still = view_of(reopened(amended), "ASH-001")
    assert (still.is_complete, still.facts.answers["HARM.1.a"].value) == (True, "yes")
    move(amended, "ASH-001")
    assert view_of(reopened(amended), "ASH-001").facts.answers["HARM.1.a"].value == "no"


def test_the_same_word_to_two_versions_is_an_answer_to_the_one_that_asks(
    assigned: Workspace, tmp_path: Path
) -> None:
    inspector = view_of(assigned, "ASH-001").inspector
    before = issued(assigned, tmp_path / "before", inspector)
    edit(assigned.folder, "1.1.0", reverse)
    publish(assigned.folder, person="la", proposed_by="lb")
    move(assigned, "ASH-001")
    after = issued(reopened(assigned), tmp_path / "after", inspector)
    for path in (before, after):
        fill(path, {**ANSWERS, "question:HARM.1.a": "No"})
        take_workbooks(reopened(assigned), [path])
    assert view_of(reopened(assigned), "ASH-001").facts.answers["HARM.1.a"].value == "no"


def test_only_what_is_under_an_earlier_version_is_read_again(amended: Workspace) -> None:
    with pytest.raises(UsageError, match="There is no record of ASH-999"):
        move(amended, "ASH-999")
    with pytest.raises(UsageError, match="or say --all"):
        move(amended)
    assert len(move(amended, everything=True)) == 8
    with pytest.raises(NothingToReadAgainError):
        move(amended, "ASH-001")
