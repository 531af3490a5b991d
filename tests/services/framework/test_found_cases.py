"""What was found before there were versions: a reversed question, and one question more."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.counts import Count
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records import records
from inspect_tool.services.review.kept_documents import VersionChangedError
from inspect_tool.services.workbooks.who_answers import readers_of
from inspect_tool.workspace import Workspace
from tests.amended_review import ask_more, edit, publish, reopened, reverse
from tests.small_review import take_workbooks
from tests.stages import ANSWERS, fill, issue

pytestmark = pytest.mark.journeys


def counted(workspace: Workspace, measure: str, name: str = "now") -> Count:
    with workspace.work() as work:
        snapshots.take(work, workspace.review, name)
        figures = snapshots.figures(work, workspace.review, name)
    return findings.table(figures, measure)[0]


def standings(workspace: Workspace) -> set[str]:
    with workspace.reading() as work:
        return {view.standing for view in records.list_records(work, workspace.review)}


def test_a_question_added_leaves_finished_cases_finished(finished: Workspace) -> None:
    before = counted(finished, "drift", "before")
    edit(finished.folder, "1.1.0", ask_more)
    publish(finished.folder, person="la")
    after = reopened(finished)
    assert standings(after) == {"complete"}
    assert counted(after, "drift") == before
    heard = findings_of(after, "heard")
    assert (heard.base, heard.not_asked, heard.all_records) == (0, before.all_records, 8)
    assert "8 not asked, under an earlier version of the framework" in heard.base_words


def findings_of(workspace: Workspace, measure: str) -> Count:
    with workspace.reading() as work:
        figures = snapshots.figures(work, workspace.review)
    return findings.table(figures, measure)[0]


def test_answers_to_the_opposite_question_are_not_counted_under_the_new_number(
    finished: Workspace,
) -> None:
    before = counted(finished, "drift", "before")
    edit(finished.folder, "1.1.0", reverse)
    publish(finished.folder, person="la", proposed_by="lb")
    after = reopened(finished)
    assert standings(after) == {"complete"}
    left = counted(after, "left_too_long")
    assert (left.count, left.base, left.unknown) == (0, 0, 0)
    assert left.not_asked > 0
    assert findings_of(after, "drift") == before


def test_a_workbook_in_the_field_comes_in_after_a_question_was_added(
    assigned: Workspace, tmp_path: Path
) -> None:
    paths = issue(assigned, tmp_path / "out")
    edit(assigned.folder, "1.1.0", ask_more)
    view = publish(assigned.folder, person="la")
    assert view.pinned == 8
    for path in paths:
        fill(path, ANSWERS)
    after = reopened(assigned)
    assert all(not one.problems for one in take_workbooks(after, paths))
    assert standings(after) == {"complete"}
    with after.reading() as work:
        views = records.list_records(work, after.review)
    assert {view.facts.framework.version for view in views} == {"1.0.0"}


def test_editing_under_the_same_number_is_refused_at_the_first_command(
    finished: Workspace,
) -> None:
    edit(finished.folder, "1.0.0", reverse)
    with pytest.raises(VersionChangedError, match=r"1\.0\.0 of the framework is in use"):
        reopened(finished).review  # noqa: B018


def test_a_draft_changes_nothing_until_it_is_published(finished: Workspace) -> None:
    edit(finished.folder, "1.1.0", ask_more, reverse)
    after = reopened(finished)
    assert (after.review.framework.version, after.written.framework.version) == ("1.0.0", "1.1.0")
    assert standings(after) == {"complete"}


def test_who_has_a_workbook_out_answers_as_the_same_reader_after_an_amendment(
    assigned: Workspace,
) -> None:
    with assigned.reading() as work:
        before = readers_of(work, assigned.review, "ASH", "ab")
    edit(assigned.folder, "1.1.0", ask_more)
    publish(assigned.folder, person="la")
    after = reopened(assigned)
    with after.reading() as work:
        assert readers_of(work, after.review, "ASH", "ab") == before
    assert before
