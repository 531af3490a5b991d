"""What authorities say themselves: taken whole or not at all, and kept by snapshots."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.figures.own_view import own_replies, own_view
from inspect_tool.domain.records.own_view import OwnReply
from inspect_tool.domain.report.own_view_tables import own_replies_table, own_view_table
from inspect_tool.errors import UnreadableFileError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.overview import notices
from inspect_tool.services.records.errors import BadAnswerError, NotYetComeError
from inspect_tool.services.records.own_views import (
    BadOwnViewError,
    OwnViewTaken,
    list_own_views,
    read_reply,
    record_reply,
    take_grades,
)
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.workspace import Workspace

CASE = "ASH-001"
REPLY = OwnReply(date(2013, 10, 1), "head of service", "We accept the finding.")


def take(workspace: Workspace, folder: Path, *rows: str, heading: str = "") -> OwnViewTaken:
    path = folder / "grades.csv"
    path.write_text("\n".join([heading or "ref,criterion,grade,note", *rows]), encoding="utf-8")
    with workspace.work() as work:
        return take_grades(work, workspace.review, path)


def reply(workspace: Workspace, ref: str = CASE, said: OwnReply = REPLY) -> None:
    with workspace.work() as work:
        record_reply(work, workspace.review, ref=ref, reply=said)


def said(workspace: Workspace) -> list[tuple[str, str, str]]:
    with workspace.reading() as work:
        return [(one.ref, one.item, one.words) for one in list_own_views(work, workspace.review)]


def test_grades_are_taken_and_a_changed_one_takes_the_place_of_the_earlier(
    recorded: Workspace, tmp_path: Path
) -> None:
    assert take(recorded, tmp_path, f"{CASE},HARM.1,Good,as audited").changed == 1
    again = take(recorded, tmp_path, f"{CASE},HARM.1,good,as audited")
    assert (again.changed, again.unchanged) == (0, 1)
    take(recorded, tmp_path, f"{CASE.lower()},HARM.1,inadequate,")
    assert said(recorded) == [(CASE, "HARM.1", "Inadequate")]
    with recorded.reading() as work:
        told = list(notices.notices(work, recorded.review, (), ()))
    assert "1 grade and 0 answers of authorities themselves: see `authority says`." in told


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("ASH-999,HARM.1,good,", "no such case"),
        (f"{CASE},HARM.2,good,", "No criterion"),
        (f"{CASE},HARM.1,superb,", "not on the scale"),
        (f"{CASE},HARM.1,,", "not on the scale"),
        ("ASH,HARM.1,good,", "No criterion"),  # it is about cases
        ("ASH-I-ab-01,HARM.1,good,", "not interviews"),
    ],
)
def test_a_row_that_cannot_be_takes_the_whole_file_back(
    recorded: Workspace, tmp_path: Path, row: str, message: str
) -> None:
    with pytest.raises(BadOwnViewError) as refused:
        take(recorded, tmp_path, f"{CASE},HARM.1,good,", row)
    (problem,) = refused.value.problems
    assert message in problem.message
    assert problem.row == 3
    assert said(recorded) == []


@pytest.mark.parametrize("heading", ["criterion,grade", "ref,grade", "ref,criterion", "case,grade"])
def test_a_file_without_its_columns_is_not_read(
    recorded: Workspace, tmp_path: Path, heading: str
) -> None:
    with pytest.raises(UnreadableFileError, match="ref, criterion, grade"):
        take(recorded, tmp_path, "x,y", heading=heading)


def test_an_answer_to_what_was_found_has_a_day_a_role_and_words(recorded: Workspace) -> None:
    reply(recorded)
    reply(recorded, "ASH")
    assert said(recorded) == [
        ("ASH", "REPLY", "head of service, 1 October 2013"),
        (CASE, "REPLY", "head of service, 1 October 2013"),
    ]
    assert read_reply(on="01/10/2013", role="head of service", text=REPLY.text) == REPLY


@pytest.mark.parametrize(
    ("said_by", "error"),
    [
        (OwnReply(date(2099, 1, 1), "manager", "x"), NotYetComeError),
        (OwnReply(date(2013, 10, 1), "", "x"), BadAnswerError),
        (OwnReply(date(2013, 10, 1), "manager", " "), BadAnswerError),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    recorded: Workspace, said_by: OwnReply, error: type[Exception]
) -> None:
    with pytest.raises(error):
        reply(recorded, said=said_by)
    with pytest.raises(UnknownSubjectError):
        reply(recorded, "ASH-999")
    with pytest.raises(BadAnswerError, match="not a date"):
        read_reply(on="soon", role="x", text="y")


def test_a_snapshot_keeps_the_grades_beside_the_judgements(
    recorded: Workspace, tmp_path: Path
) -> None:
    with recorded.work() as work:
        before = snapshots.take(work, recorded.review, "before").digest
        judged = {
            one.subject.ref: str(one.judgement("HARM.1"))
            for one in snapshots.figures(work, recorded.review).records
            if one.judgement("HARM.1")
        }
    with recorded.work() as work:
        assert snapshots.take(work, recorded.review, "same").digest == before
    first, second, *_ = sorted(judged)
    other = "good" if judged[second] == "inadequate" else "inadequate"
    take(recorded, tmp_path, f"{first},HARM.1,{judged[first]},", f"{second},HARM.1,{other},")
    reply(recorded, first)
    with recorded.work() as work:
        after = snapshots.take(work, recorded.review, "after")
        figures = snapshots.figures(work, recorded.review)
        earlier = snapshots.figures(work, recorded.review, "before")
    assert after.digest != before
    assert own_view(earlier) == ()
    (row,) = own_view(figures)
    assert (row.criterion, row.both, row.same, row.higher + row.lower) == ("HARM.1", 2, 1, 1)
    assert row.coefficients[0].value == pytest.approx(0.5)
    table = own_view_table(figures, {})
    assert table.rows[0].cells[:2] == (2, 1)
    assert [one.ref for one in own_replies(figures)] == [first]
    assert own_replies_table(figures, {}).rows[0].cells[1:] == (REPLY.role, REPLY.text)
