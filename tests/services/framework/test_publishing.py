"""Who puts a version in force, what it refuses, and what stays under the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.framework.change_kinds import ChangeClass
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.errors import UsageError
from inspect_tool.readers.documents.framework import load_framework
from inspect_tool.services.figures import snapshots
from inspect_tool.services.framework import publishing
from inspect_tool.services.framework.amendment import AmendmentView, amendment
from inspect_tool.services.framework.counted_anew import CountInShort
from inspect_tool.services.framework.in_the_field import handed_out
from inspect_tool.services.framework.publishing import (
    AlreadyInForceError,
    ChangeRefusedError,
    NamelessError,
    TakesTwoError,
    list_versions,
)
from inspect_tool.services.framework.texts import difference, framework_named, write_version
from inspect_tool.services.records import records
from inspect_tool.services.review.documents import DocumentFaultyError
from inspect_tool.services.review.versions import at_digest
from inspect_tool.workspace import Workspace
from tests.amended_review import Content, ask_more, edit, publish, questions_of, reopened, reverse
from tests.stages import issue

pytestmark = pytest.mark.journeys


def delete(content: Content) -> None:
    questions_of(content).pop()
    del content["measures"]["drift"]


def test_a_published_version_can_be_read_and_has_the_digest_of_the_file(
    finished: Workspace,
) -> None:
    file = edit(finished.folder, "1.1.0", ask_more)
    view = publish(finished.folder, person="la")
    assert view.copy is not None
    assert view.copy.read_bytes() == file.read_bytes()
    assert load_framework(view.copy).digest == view.digest
    with reopened(finished).reading() as work:
        listed = list_versions(work)
    assert [(one.version, one.strongest, one.published_by) for one in listed] == [
        ("1.0.0", "", ""),
        ("1.1.0", "additive", "la"),
    ]


def test_a_change_of_meaning_takes_two_people_with_names(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", reverse)
    with pytest.raises(TakesTwoError, match=r"HARM\.1\.a.*one person proposes"):
        publish(finished.folder, person="la")
    with pytest.raises(TakesTwoError, match="la proposed it; somebody else"):
        publish(finished.folder, person="la", proposed_by="la")
    with pytest.raises(TakesTwoError):
        publish(finished.folder)
    view = publish(finished.folder, person="lb")
    assert (view.proposed_by, view.published_by, view.strongest) == ("la", "lb", "re-review")


def test_what_was_proposed_is_what_is_published(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", reverse)
    proposing = reopened(finished, "wr")
    with proposing.work() as work:
        publishing.propose(work, proposing.review, proposing.written, why="")
    with reopened(finished, "la").reading() as work:
        waits = publishing.waiting_words(work, reopened(finished).written)
    assert waits.startswith("wr proposed 1.1.0 on ")
    edit(finished.folder, "1.1.0", reverse, ask_more)
    with pytest.raises(TakesTwoError, match="wr proposed it, and the file has changed since"):
        publish(finished.folder, person="la")
    with reopened(finished, "la").reading() as work:
        waits = publishing.waiting_words(work, reopened(finished).written)
    assert "the file has changed since" in waits


def test_a_proposal_needs_a_name_and_a_role(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", reverse)
    for person, error in ((None, NamelessError), ("ab", NotYourRoleError)):
        workspace = reopened(finished, person)
        with pytest.raises(error), workspace.work() as work:
            publishing.propose(work, workspace.review, workspace.written, why="")


def test_a_proposal_alone_puts_nothing_in_force(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", reverse)
    proposing = reopened(finished, "la")
    with proposing.work() as work:
        publishing.propose(work, proposing.review, proposing.written, why="")
    assert reopened(finished).review.framework.version == "1.0.0"


def test_a_deletion_is_refused_with_what_to_do_instead(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", delete)
    with pytest.raises(ChangeRefusedError, match=r"HARM\.1\.b: It is gone\. Keep it with"):
        publish(finished.folder, person="la")


def test_a_version_is_published_once(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", ask_more)
    publish(finished.folder, person="la")
    with pytest.raises(AlreadyInForceError):
        publish(finished.folder, person="la")


def test_a_faulty_framework_is_not_published(finished: Workspace) -> None:
    def unshowable(content: Content) -> None:
        questions_of(content)[1]["show_if"] = {"question": "HARM.1.b", "is": "yes"}

    edit(finished.folder, "1.1.0", unshowable)
    with pytest.raises(DocumentFaultyError):
        publish(finished.folder, person="la")


def test_a_version_can_be_made_immutable_before_anything_is_recorded(assigned: Workspace) -> None:
    view = publish(assigned.folder, person="la")
    assert (view.version, view.strongest, view.pinned) == ("1.0.0", "", 0)
    edit(assigned.folder, "1.1.0", ask_more)
    assert reopened(assigned).review.framework.version == "1.0.0"


def test_a_file_may_be_edited_until_something_is_recorded_or_handed_out(
    assigned: Workspace, tmp_path: Path
) -> None:
    edit(assigned.folder, "1.0.0", reverse)
    edited = reopened(assigned)
    assert edited.review is edited.written or edited.review == edited.written
    issue(edited, tmp_path / "out")
    edit(assigned.folder, "1.0.1", ask_more)
    assert reopened(assigned).review.framework.version == "1.0.0"


def dry_run(workspace: Workspace) -> AmendmentView:
    with workspace.reading() as work:
        return amendment(work, workspace.review_in_use, workspace.written)


def test_each_change_is_shown_with_its_cases_and_measures_before_it_counts(
    finished: Workspace,
) -> None:
    edit(finished.folder, "1.1.0", ask_more, reverse)
    found = dry_run(reopened(finished, "la"))
    assert (found.old, found.new, found.takes_two, found.is_refused) == (
        "1.0.0",
        "1.1.0",
        True,
        False,
    )
    shown = {one.change.id: (one.change.change_class, one.measures) for one in found.changes}
    assert shown == {
        "HARM.1.a": (ChangeClass.RE_REVIEW, ("left_too_long",)),
        "HARM.1.z": (ChangeClass.ADDITIVE, ("heard",)),
        "heard": (ChangeClass.ADDITIVE, ("heard",)),
    }
    assert all(one.begun == 8 for one in found.changes)
    effects = {one.measure: one for one in found.measures}
    left, heard = effects["left_too_long"], effects["heard"]
    assert left.now is not None
    assert left.then is not None
    assert (left.now.base > 0, left.then.base) == (True, 0)
    assert (heard.now, heard.differs, effects["drift"].differs) == (None, True, False)
    assert (found.begun, found.handed_out) == (8, 0)
    publish_after = reopened(finished)
    assert publish_after.review.framework.version == "1.0.0"


def test_what_the_dry_run_said_is_what_comes_of_it(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", ask_more, reverse)
    said = {one.measure: one.then for one in dry_run(reopened(finished, "la")).measures}
    publish(finished.folder, person="la", proposed_by="lb")
    after = reopened(finished)
    with after.work() as work:
        snapshots.take(work, after.review, "after")
        found = snapshots.figures(work, after.review)
    from inspect_tool.domain.figures import findings

    assert said == {key: CountInShort.of(findings.table(found, key)[0]) for key in said}


def test_an_edit_under_the_same_number_is_shown_as_refused(finished: Workspace) -> None:
    edit(finished.folder, "1.0.0", reverse)
    assert dry_run(reopened(finished, "la")).is_refused


def test_workbooks_that_are_out_are_counted_before_it_counts(
    assigned: Workspace, tmp_path: Path
) -> None:
    issue(assigned, tmp_path / "out")
    edit(assigned.folder, "1.1.0", ask_more)
    found = dry_run(reopened(assigned, "la"))
    assert (found.begun, found.handed_out) == (0, 8)
    with assigned.reading() as work:
        assert len(handed_out(work, assigned.review)) == 8


def test_an_older_snapshot_is_counted_by_the_version_that_it_was_taken_under(
    finished: Workspace,
) -> None:
    with finished.work() as work:
        snapshots.take(work, finished.review, "first")
        before = snapshots.figures(work, finished.review, "first")
    edit(finished.folder, "1.1.0", reverse)
    publish(finished.folder, person="la", proposed_by="lb")
    after = reopened(finished)
    with after.reading() as work:
        again = snapshots.figures(work, after.review, "first")
        assert at_digest(work, after.review, "0" * 64) is None
    assert again.review.framework.version == "1.0.0"
    assert again.records == before.records


def test_versions_are_compared_and_written_by_their_number(
    finished: Workspace, tmp_path: Path
) -> None:
    file = edit(finished.folder, "1.1.0", ask_more)
    workspace = reopened(finished)
    found = difference(workspace.review, "1.0.0", str(file))
    assert [one.change.id for one in found.changes] == ["HARM.1.z", "heard"]
    assert difference(None, str(file), str(file)).changes == ()
    path = tmp_path / "first.yaml"
    write_version(workspace.review, "1.0.0", path)
    first = framework_named(workspace.review, "1.0.0")
    assert load_framework(path).digest == document_digest(first)
    with pytest.raises(UsageError, match="exists already"):
        write_version(workspace.review, "1.0.0", path)
    with pytest.raises(UsageError, match=r"neither a version in use nor a file\. In use: 1\.0\.0"):
        framework_named(workspace.review, "3.0.0")


def test_both_reads_of_a_case_stay_under_one_version(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", ask_more)
    publish(finished.folder, person="la")
    after = reopened(finished)
    with after.reading() as work:
        views = records.list_records(work, after.review)
    assert {view.facts.framework.version for view in views if view.reader == "second"} == {"1.0.0"}
