"""What waits for somebody is said with its number and the command for it, and only then."""

from __future__ import annotations

import re

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.overview.notices import notices
from inspect_tool.services.overview.record_notices import number_words, record_notices
from inspect_tool.services.records import crossed as crossings
from inspect_tool.services.records import records
from inspect_tool.services.records.answering import Given, answer_item, refer_back
from inspect_tool.services.records.sight import Sight
from inspect_tool.workspace import Workspace
from tests.stages import by, second_read


def said(workspace: Workspace, *, crossed: int = 0) -> list[str]:
    with workspace.reading() as work:
        views = records.list_records(work, workspace.review)
        open_ones = crossings.open_conflicts(work, workspace.review)
        assert len(open_ones) == crossed
        return list(notices(work, workspace.review, views, open_ones))


def test_what_waits_about_records_is_counted_in_words(recorded: Workspace) -> None:
    assert [number_words(count, "record is", "records are") for count in (1, 2)] == [
        "1 record is",
        "2 records are",
    ]
    with recorded.reading() as work:
        views = records.list_records(work, recorded.review)
        sight = Sight.of(work, recorded.review)
        assert list(record_notices(work, recorded.review, views, sight)) == []


def test_nothing_waits_where_everything_is_read_and_counted(recorded: Workspace) -> None:
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "first")
    assert said(recorded) == []


def test_a_disagreement_waits_with_what_is_at_stake(recorded: Workspace) -> None:
    case, reader = second_read(recorded)
    second = by(recorded, reader)
    for item, value in (("HARM.1.a", "no"), ("HARM.1.b", "no"), ("HARM.1", "good")):
        with second.work() as work:
            answer_item(
                work, second.review, ref=case, item_id=item, given=Given(value, None, "seen")
            )
    (sentence,) = [one for one in said(recorded) if "moderate queue" in one]
    found = re.match(r"(\d+) disagreements between two readers not settled, (\d+)", sentence)
    assert found is not None
    assert (found[1], found[2]) == ("2", "1")


def test_children_referred_back_are_counted(recorded: Workspace) -> None:
    for number, ref in enumerate(("ASH-001", "BRO-001"), start=1):
        with recorded.work() as work:
            refer_back(
                work,
                recorded.review,
                ref=ref,
                concern="not seen alone",
                to="the duty team",
                on="04/11/2013",
            )
        children = "1 child was" if number == 1 else f"{number} children were"
        assert f"{children} referred back to the authority: see `case referrals`." in said(recorded)


def test_second_reads_that_are_drawn_are_not_asked_for(assigned: Workspace) -> None:
    assert not [one for one in said(assigned) if "moderate draw" in one]


def test_nobody_is_asked_for_second_reads_before_there_are_readers(drawn: Workspace) -> None:
    assert not [one for one in said(drawn) if "moderate draw" in one]


def test_second_reads_are_asked_for_once_the_cases_have_readers(drawn: Workspace) -> None:
    with drawn.work() as work:
        caseloads.assign_automatically(work, drawn.review)
    assert len([one for one in said(drawn) if "moderate draw" in one]) == 1
