"""Answers that somebody else changed: with a reason, which their author is told."""

from __future__ import annotations

import pytest

from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import changed_answers, history
from inspect_tool.services.records.answering import Given, ReasonMissingError, answer_item
from inspect_tool.services.records.changed_answers import NothingToSeeError
from inspect_tool.services.records.item_views import ItemView
from inspect_tool.services.records.revisions import Saved
from inspect_tool.workspace import Workspace
from tests.small_review import check_database
from tests.stages import by, dump, reader_of

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"


@pytest.fixture
def lead(recorded: Workspace) -> Workspace:
    return by(recorded, "ef")


@pytest.fixture
def inspector(recorded: Workspace) -> Workspace:
    return by(recorded, reader_of(recorded, CASE))


def answer(workspace: Workspace, value: str, *, reason: str = "", item: str = ITEM) -> Saved:
    with workspace.work() as work:
        given = Given(value, reason=reason)
        return answer_item(work, workspace.review, ref=CASE, item_id=item, given=given)


def seen(workspace: Workspace) -> list[str]:
    with workspace.work() as work:
        changes = changed_answers.mark_seen(work, workspace.review, ref=CASE)
    return [change.reason for change in changes]


def shown(workspace: Workspace) -> ItemView:
    with workspace.reading() as work:
        items = history.show_subject(work, workspace.review, CASE)
    return next(item for item in items if item.item_id == ITEM)


def told(workspace: Workspace) -> list[str]:
    with workspace.reading() as work:
        return [one for one in status_of(work, workspace.review).notices if "your answers" in one]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_another_persons_answer_is_not_changed_without_a_reason(
    lead: Workspace, inspector: Workspace, reason: str
) -> None:
    before = dump(lead)
    words = f"{CASE} {ITEM} was answered by {inspector.actor.id}.*--reason"
    with pytest.raises(ReasonMissingError, match=words):
        answer(lead, "no", reason=reason)
    with pytest.raises(ReasonMissingError):
        answer(lead, "-")
    assert dump(lead) == before


def test_the_keeper_gives_a_reason_as_well(recorded: Workspace) -> None:
    with pytest.raises(ReasonMissingError):
        answer(recorded, "no")


def test_no_reason_is_asked_for_where_nothing_of_anothers_changes(
    recorded: Workspace, lead: Workspace, inspector: Workspace
) -> None:
    assert answer(lead, "yes") is Saved.UNCHANGED
    assert answer(inspector, "no") is Saved.CHANGED
    answer(lead, "yes", reason="the file says so")
    assert answer(lead, "no") is Saved.CHANGED  # the lead's own by now
    assert answer(inspector, "yes") is Saved.CHANGED  # in the inspector's own record
    answer(inspector, "-")
    assert answer(lead, "no") is Saved.CHANGED  # there was nothing
    assert check_database(recorded).faults == ()


def test_the_reason_stands_with_the_answer_that_it_is_for(
    lead: Workspace, inspector: Workspace
) -> None:
    answer(lead, "no", reason="the file says otherwise")
    answer(inspector, "yes")
    answer(lead, "no", reason="see the minutes")
    item = shown(inspector)
    assert [(one.before, one.after, one.by, one.reason) for one in item.changes] == [
        ("Yes", "No", "ef", "the file says otherwise"),
        ("Yes", "No", "ef", "see the minutes"),
    ]
    revisions = {one.id for one in item.revisions}
    assert {one.revision_id for one in item.changes} < revisions
    assert check_database(lead).faults == ()


def test_the_author_is_told_until_they_have_seen_it(
    recorded: Workspace, lead: Workspace, inspector: Workspace
) -> None:
    assert told(inspector) == []
    answer(lead, "no", reason="the file says otherwise")
    answer(lead, "yes", reason="the minutes too", item="HARM.1.b")
    assert told(inspector) == [
        f"2 of your answers were changed by ef: see `case show {CASE}`, then `case seen {CASE}`."
    ]
    assert told(lead) == told(recorded) == []
    assert sorted(seen(inspector)) == ["the file says otherwise", "the minutes too"]
    assert told(inspector) == []
    with pytest.raises(NothingToSeeError):
        seen(inspector)
    answer(lead, "yes", reason="once more")
    assert told(inspector)[0].startswith("1 of your answers was changed by ef")
    assert check_database(recorded).faults == ()


def test_an_answer_of_the_author_shows_that_they_know(
    lead: Workspace, inspector: Workspace
) -> None:
    answer(lead, "no", reason="the file says otherwise")
    answer(inspector, "yes")
    assert told(inspector) == []
    with pytest.raises(NothingToSeeError):
        seen(inspector)


def test_a_second_change_does_not_hide_the_first_from_the_author(
    recorded: Workspace, lead: Workspace, inspector: Workspace
) -> None:
    answer(lead, "no", reason="the file says otherwise")
    answer(recorded, "yes", reason="the lead was mistaken")
    assert len(told(inspector)) == 2  # one of ef, one of the keeper
    assert told(lead)[0].startswith("1 of your answers was changed by keeper")
    assert seen(lead) == ["the lead was mistaken"]
    assert len(told(inspector)) == 2
