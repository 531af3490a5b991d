"""Records that are submitted, returned, agreed and frozen, and what an answer does to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError, OwnDecisionError
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.records.states import RecordState
from inspect_tool.services.figures import snapshots
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import (
    answer_queries,
    record_list,
    records,
    standing,
    submission,
)
from inspect_tool.services.records.answering import Given, answer_item, moved_by_answer
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.revisions import RecordKey
from inspect_tool.services.records.states import States, covered
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.services.records.submission import (
    MovedView,
    NotAgreedError,
    NothingToSubmitError,
    WrongStateError,
)
from inspect_tool.workspace import Workspace
from tests.small_review import check_database, take_workbooks
from tests.stages import NOTE, by, cells, dump, issued, reader_of

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"


def test_what_a_state_covers_is_told_from_the_answers_and_not_from_their_order(
    recorded: Workspace,
) -> None:
    with recorded.reading() as work:
        items = records.current_items(work, "ASH")
        states = States.of(work, "ASH")
    record = items[RecordKey("ASH", CASE, Reader.FIRST)]
    backwards = dict(reversed(list(record.items())))
    assert covered(record) == covered(backwards)
    fewer = dict(list(record.items())[1:])
    assert covered(record) != covered(fewer)
    key = RecordKey("ASH", CASE, Reader.FIRST)
    assert states.state(key, record) is RecordState.IN_PROGRESS


@pytest.fixture
def lead(recorded: Workspace) -> Workspace:
    return by(recorded, "ef")


@pytest.fixture
def inspector(recorded: Workspace) -> Workspace:
    return by(recorded, reader_of(recorded, CASE))


def submit(workspace: Workspace, ref: str = CASE) -> MovedView:
    with workspace.work() as work:
        return submission.submit(work, workspace.review, ref=ref)


def send_back(workspace: Workspace, why: str = "look again") -> MovedView:
    with workspace.work() as work:
        return submission.send_back(work, workspace.review, ref=CASE, why=why)


def agree(workspace: Workspace) -> MovedView:
    with workspace.work() as work:
        return submission.agree(work, workspace.review, ref=CASE)


def answer(workspace: Workspace, item: str, value: str, note: str = "", *, reason: str = "") -> str:
    with workspace.work() as work:
        given = Given(value, note=note, reason=reason)
        answer_item(work, workspace.review, ref=CASE, item_id=item, given=given)
        return moved_by_answer(work, workspace.review, CASE)


def write_evidence(inspector: Workspace) -> None:
    """What the recorded review lacks: words beside its adverse judgement, and about a referral."""
    answer(inspector, "REFER.back", "no")
    answer(inspector, "HARM.1", "inadequate", "Bruises on 3 May were not followed up.")


def state(workspace: Workspace) -> str:
    with workspace.reading() as work:
        lines = record_list.list_lines(work, workspace.review)
        shown = standing.states_of(work, workspace.review, CASE)
    (line,) = [one for one in lines if (one.subject, one.reader) == (CASE, Reader.FIRST)]
    (view,) = [one for one in shown if one.reader is Reader.FIRST]
    assert view.state is line.state
    return view.words


def test_a_record_is_not_submitted_while_its_judgement_stands_on_nothing(
    inspector: Workspace,
) -> None:
    before = dump(inspector)
    kept_back = submit(inspector)
    assert not kept_back.is_moved
    assert [(one.kind, one.item_id) for one in kept_back.problems] == [
        ("not_said", "REFER.back"),
        ("unsupported", "HARM.1"),
    ]
    assert dump(inspector) == before
    write_evidence(inspector)
    done = submit(inspector)
    assert (done.is_moved, done.state, done.problems) == (True, RecordState.SUBMITTED, ())
    assert check_database(inspector).faults == ()


def test_a_referral_dated_years_before_fieldwork_is_asked_about_until_a_note_explains_it(
    inspector: Workspace,
) -> None:
    write_evidence(inspector)
    answer(inspector, "REFER.back", "yes")
    answer(inspector, "REFER.date", "1999-03-04")
    asked = {(one.kind, one.item_id) for one in submit(inspector).problems}
    assert ("early_date", "REFER.date") in asked
    answer(inspector, "REFER.date", "1999-03-04", "Found by the pilot")
    assert "early_date" not in {one.kind for one in submit(inspector).problems}


def test_status_counts_complete_records_until_they_are_submitted(inspector: Workspace) -> None:
    def waiting() -> int:
        with inspector.reading() as work:
            return status_of(work, inspector.review).complete_not_submitted

    write_evidence(inspector)
    before = waiting()
    submit(inspector)
    assert waiting() == before - 1
    answer(inspector, ITEM, "-")  # no more complete
    assert waiting() == before - 1


def test_what_is_unanswered_keeps_a_record_back(inspector: Workspace) -> None:
    write_evidence(inspector)
    answer(inspector, ITEM, "-")
    kept_back = submit(inspector)
    assert [(one.kind, one.item_id) for one in kept_back.problems] == [("unanswered", ITEM)]
    assert state(inspector) == "in progress"


def test_a_query_without_a_reply_keeps_a_record_back_and_one_not_closed_from_being_agreed(
    inspector: Workspace, lead: Workspace
) -> None:
    write_evidence(inspector)
    submit(inspector)
    with lead.work() as work:
        query = answer_queries.ask(work, lead.review, ref=CASE, item_id=ITEM, text="When?")
    with pytest.raises(NotAgreedError, match=f"Query {query.name} about {ITEM} is open"):
        agree(lead)
    returned = send_back(lead)
    assert (returned.state, len(returned.problems)) == (RecordState.RETURNED, 1)
    assert state(inspector).endswith(": look again")
    kept_back = submit(inspector)
    assert [one.kind for one in kept_back.problems] == ["query"]
    with inspector.work() as work:
        answer_queries.reply(work, inspector.review, query=query.name, text="On 3 May.")
    assert submit(inspector).is_moved
    with pytest.raises(NotAgreedError, match="is answered"):
        agree(lead)
    with lead.work() as work:
        answer_queries.close(work, lead.review, query=query.name)
    assert agree(lead).state is RecordState.AGREED


def test_an_answer_after_it_was_submitted_takes_a_record_back_and_says_so(
    inspector: Workspace, lead: Workspace
) -> None:
    write_evidence(inspector)
    submit(inspector)
    assert answer(inspector, ITEM, "yes") == f" The record is {state(inspector)}."  # as it was
    assert state(inspector).startswith(f"submitted by {inspector.actor.id} on ")
    said = answer(inspector, ITEM, "no")
    assert said == f" The record is {state(inspector)}."
    assert state(inspector).startswith("in progress: answers were given since it was submitted by")
    with pytest.raises(WrongStateError, match="is in progress"):
        agree(lead)
    assert submit(inspector).is_moved
    agree(lead)
    answer(lead, ITEM, "yes", reason="the file says otherwise")
    assert state(lead).startswith("in progress: answers were given since it was agreed by ef")


def test_a_returned_record_stays_returned_until_it_is_submitted_again(
    inspector: Workspace, lead: Workspace
) -> None:
    write_evidence(inspector)
    submit(inspector)
    send_back(lead)
    answer(inspector, ITEM, "no")
    assert state(inspector).startswith("returned by ef")
    with inspector.reading() as work:
        notices = status_of(work, inspector.review).notices
    assert f"1 record was returned to you: see `case show {CASE}`." in notices
    assert submit(inspector).is_moved


def test_a_workbook_that_comes_back_late_is_taken_in_and_moves_the_record_back(
    inspector: Workspace, lead: Workspace, tmp_path: Path
) -> None:
    write_evidence(inspector)
    path = issued(inspector, tmp_path / "out", inspector.actor.id)
    submit(inspector)
    agree(lead)
    (same,) = take_workbooks(inspector, [path])
    assert same.changed == 0
    assert state(lead).startswith("agreed by ef")
    cells(path, ITEM, {NOTE: "Seen again on Friday."})
    (taken,) = take_workbooks(inspector, [path])
    assert (taken.changed, taken.conflicts) == (1, ())
    assert state(lead).startswith("in progress: answers were given since it was agreed")


def test_an_agreed_record_is_frozen_by_the_next_snapshot_and_may_still_be_returned(
    inspector: Workspace, lead: Workspace
) -> None:
    with lead.work() as work:
        snapshots.take(work, lead.review, "early")
    write_evidence(inspector)
    submit(inspector)
    agree(lead)
    assert state(lead).startswith("agreed")  # the early snapshot did not count it as it is
    with lead.work() as work:
        snapshots.take(work, lead.review, "late")
    assert state(lead).startswith("frozen: agreed by ef")
    assert send_back(lead).state is RecordState.RETURNED
    assert state(lead).startswith("returned")


def test_states_change_nothing_that_is_counted(inspector: Workspace, lead: Workspace) -> None:
    write_evidence(inspector)

    def counted(name: str) -> object:
        with lead.work() as work:
            snapshots.take(work, lead.review, name)
        with lead.reading() as work:
            figures = snapshots.figures(work, lead.review, name)
        return figures.records, figures.flows

    before = counted("before")
    submit(inspector)
    assert counted("submitted") == before
    send_back(lead)
    assert counted("returned") == before
    submit(inspector)
    agree(lead)
    assert counted("agreed") == before


def test_all_that_nothing_keeps_back_is_submitted_at_once(inspector: Workspace) -> None:
    write_evidence(inspector)
    with inspector.work() as work:
        moved = submission.submit_all(work, inspector.review)
    done = {view.subject_ref for view in moved if view.is_moved}
    assert done == {CASE}
    assert {view.inspector for view in moved} == {inspector.actor.id}
    assert all(view.problems for view in moved if not view.is_moved and view.reader == "first")
    with inspector.work() as work:
        again = submission.submit_all(work, inspector.review)
    assert {view.subject_ref for view in again} == {view.subject_ref for view in moved} - {CASE}


def test_who_has_no_record_submits_nothing(recorded: Workspace) -> None:
    with recorded.work() as work, pytest.raises(NothingToSubmitError, match="keeper"):
        submission.submit_all(work, recorded.review)


def test_moves_that_are_not_possible_say_from_where_they_are(
    inspector: Workspace, lead: Workspace
) -> None:
    for move in (agree, send_back):
        with pytest.raises(WrongStateError, match="is in progress"):
            move(lead)
    write_evidence(inspector)
    submit(inspector)
    with pytest.raises(WrongStateError, match="is submitted"):
        submit(inspector)
    with pytest.raises(BadAnswerError, match="--why"):
        send_back(lead, " ")
    with pytest.raises(NotYourRoleError):
        agree(inspector)
    with lead.work() as work, pytest.raises(UnknownSubjectError):
        submission.agree(work, lead.review, ref="ASH-999")


def test_a_lead_who_read_the_case_does_not_agree_it(recorded: Workspace, lead: Workspace) -> None:
    with recorded.reading() as work:
        own = next(
            line.subject
            for line in record_list.list_lines(work, recorded.review)
            if line.inspector == "ef" and line.kind == "case"
        )
    with lead.work() as work, pytest.raises(OwnDecisionError):
        submission.agree(work, lead.review, ref=own)
