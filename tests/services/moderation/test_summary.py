"""What moderation came to: directions, reasons, what moved, and what it never says."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.moderation.summary import Direction, MeasureMoved, ModerationSummary
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.summary import moderation_summary
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store.tables import Assignment
from inspect_tool.workspace import Workspace
from tests.read_twice import read_twice, readers_of
from tests.services.access.shared_review import change_team
from tests.small_review import open_review
from tests.stages import by, copy_of

pytestmark = pytest.mark.journeys

SENTENCES = {"drift": ("Drift was seen in most cases.",)}


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(to_read_twice_once, tmp_path)


def summary_of(workspace: Workspace) -> ModerationSummary:
    with workspace.reading() as work:
        return moderation_summary(work, workspace.review, SENTENCES)


def decide(workspace: Workspace, ref: str, item: str, value: str, why: str = "both read") -> None:
    with workspace.work() as work:
        decisions.decide(work, workspace.review, case_ref=ref, item_id=item, value=value, why=why)


@pytest.mark.every_run
def test_directions_and_reasons_are_counted_and_no_case_is_named(review: Workspace) -> None:
    refs = list(readers_of(review))
    for ref in refs[:3]:
        read_twice(review, ref, {"HARM.1.b": "yes"}, {})
    read_twice(review, refs[3], {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    read_twice(review, refs[4], {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    decide(review, refs[0], "HARM.1.b", "yes")
    decide(review, refs[1], "HARM.1.b", "no", "Mrs Tinderwell saw it")
    decide(review, refs[3], "HARM.1", "requires_improvement")

    found = summary_of(review)

    assert (found.second_reads, found.complete, found.extra) == (8, 5, 0)
    directions = {
        direction: found.number(lambda one, of=direction: one.direction is of)  # type: ignore[misc]
        for direction in Direction
    }
    assert directions == {
        Direction.AS_FIRST: 1,
        Direction.AS_SECOND: 1,
        Direction.OTHERWISE: 1,
        Direction.OPEN: 2,
    }
    reasons = {one.why for one in found.settlements}
    assert not any("Tinderwell" in reason for reason in reasons)
    assert not any(ref in str(found) for ref in refs)
    still = [one for one in found.settlements if one.direction is Direction.OPEN]
    assert {(one.kind, one.at_stake, one.decided) for one in still} == {
        (ItemKind.QUESTION, ("Drift",), ""),
        (ItemKind.JUDGEMENT, (), ""),
    }


def test_what_moved_is_against_the_first_readers_answers(review: Workspace) -> None:
    refs = list(readers_of(review))
    read_twice(review, refs[0], {"HARM.1.b": "yes"}, {})
    read_twice(review, refs[1], {}, {"HARM.1.b": "yes"})
    read_twice(review, refs[2], {}, {"HARM.1.b": "yes"})
    decide(review, refs[0], "HARM.1.b", "no")
    decide(review, refs[1], "HARM.1.b", "yes")
    assert summary_of(review).moved == (
        MeasureMoved("drift", "Drift", 2, 0, 0, SENTENCES["drift"]),
    )
    decide(review, refs[2], "HARM.1.b", "no")
    assert summary_of(review).moved[0].cases == 2


def test_decisions_whose_readers_agree_by_now_are_counted_apart(review: Workspace) -> None:
    ref = next(iter(readers_of(review)))
    read_twice(review, ref, {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    decide(review, ref, "HARM.1", "good")
    second = by(review, readers_of(review)[ref][Reader.SECOND])
    with second.work() as work:
        answer_item(work, second.review, ref=ref, item_id="HARM.1", given=Given("good"))
    found = summary_of(review)
    assert (found.no_longer, dict(found.settlements)) == (1, {})


def test_cases_that_nobody_reads_again_are_no_second_reads(review: Workspace) -> None:
    first, second, *_ = readers_of(review)
    with review.work() as work:
        for ref in (first, second):
            row = work.get(Assignment, ref[:3], ref, "second")
            assert row is not None
            work.delete([row])
    assert summary_of(review).second_reads == 6


def test_reads_that_were_asked_for_are_apart(review: Workspace) -> None:
    refs = list(readers_of(review))
    with review.work() as work:
        row = work.get(Assignment, refs[0][:3], refs[0], "second")
        assert row is not None
        row.extra_because = "a doubt"
        work.add(row)
    read_twice(review, refs[0], {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    found = summary_of(review)
    assert (found.second_reads, found.complete) == (7, 0)
    assert (found.extra, found.extra_complete) == (1, 1)
    assert [(one.agreed, one.judged_twice) for one in found.extra_overall] == [(0, 1)]
    assert (found.by_item, found.overall, found.by_week) == ((), (), ())
    assert len(found.settlements) == 1


def test_authorities_with_a_conflict_of_interest_are_left_out(review: Workspace) -> None:
    for ref in readers_of(review):
        read_twice(review, ref, {"HARM.1": Answer("good")}, {"HARM.1": "inadequate"})
    change_team(review.folder, "ef", not_for=["BRO"])
    lead = by(open_review(review.folder), "ef")
    found = summary_of(lead)
    own = sum(ref.startswith("ASH") for ref in readers_of(review))
    assert (found.complete, found.left_out) == (own, ("BRO",))
    assert sum(found.settlements.values()) == own


def test_it_is_for_leads(review: Workspace) -> None:
    with pytest.raises(NotYourRoleError):
        summary_of(by(review, "ab"))
