"""An inspector falls ill or leaves: the reads go to another, what was recorded stays theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.domain.records.records import Reader
from inspect_tool.errors import UsageError
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.caseloads import UnknownInspectorError
from inspect_tool.services.assignment.reading_history import BarredReadsError, Read, ReadingHistory
from inspect_tool.services.moderation.agreement import show_agreement
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import hand_over, records
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.hand_over import (
    HandOverView,
    HandOverWanted,
    NothingToHandOverError,
    NotTheirReadError,
    SameInspectorError,
)
from inspect_tool.services.sampling.errors import NoReasonError
from inspect_tool.store import hand_over_queries, queries
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import change_team
from tests.small_review import check_database, open_review, take_workbooks
from tests.stages import ANSWER, by, cells, dump, issued

pytestmark = pytest.mark.journeys


def reads_of(workspace: Workspace, inspector: str) -> dict[Reader, set[str]]:
    with workspace.reading() as work:
        rows = queries.assignments(work, inspector)
    return {reader: {one.case_ref for one in rows if one.reader == reader} for reader in Reader}


def give(
    workspace: Workspace, giver: str, taker: str, *, dry_run: bool = False, **words: object
) -> HandOverView:
    reason = str(words.pop("reason", "away until the end of fieldwork"))
    wanted = HandOverWanted(giver=giver, taker=taker, **words)  # type: ignore[arg-type]
    with workspace.reading() if dry_run else workspace.work() as work:
        return hand_over.hand_over(work, workspace.review, wanted, reason=reason, dry_run=dry_run)


def free_of(workspace: Workspace, giver: str, taker: str) -> list[str]:
    """Cases of which the giver has a read that the taker may get."""
    with workspace.reading() as work:
        history = ReadingHistory.of(work)
        member = workspace.review.plan.member(taker)
        assert member is not None
        return sorted(
            row.case_ref
            for row in queries.assignments(work, giver)
            if not history.bar(member, Read(row.authority, row.case_ref, Reader(row.reader)))
        )


def begin(workspace: Workspace, inspector: str, ref: str) -> None:
    with by(workspace, inspector).work() as work:
        answer_item(
            work, workspace.review, ref=ref, item_id="HARM.1.a", given=Given("yes", None, "seen")
        )


def test_a_workbook_that_comes_in_after_its_cases_were_handed_over_is_taken_as_its_authors(
    assigned: Workspace, tmp_path: Path
) -> None:
    ref = next(ref for ref in free_of(assigned, "ab", "cd") if ref.startswith("ASH"))
    path = cells(issued(assigned, tmp_path / "out", "ab"), "HARM.1.a", {ANSWER: "Yes"}, sheet=ref)
    cells(path, "HARM.1.b", {ANSWER: "No"}, sheet=ref)
    give(assigned, "ab", "cd", cases=[ref])
    with by(assigned, "cd").work() as work:
        given = Given("yes", None, "seen by cd")
        answer_item(work, assigned.review, ref=ref, item_id="HARM.1.b", given=given)
    (taken,) = take_workbooks(assigned, [path])
    assert [one.kind for one in taken.problems] == ["handed-over"]
    assert (taken.changed, taken.conflicts, taken.stray) == (1, (f"{ref} HARM.1.b",), ())
    with assigned.reading() as work:
        said = {(row.item_id, row.author) for row in queries.revisions_of(work, ref)}
    assert said == {("HARM.1.a", "ab"), ("HARM.1.b", "ab"), ("HARM.1.b", "cd")}
    assert check_database(assigned).faults == ()


def test_begun_and_unbegun_reads_go_and_what_was_recorded_keeps_its_author(
    assigned: Workspace,
) -> None:
    free = free_of(assigned, "ab", "cd")
    begin(assigned, "ab", free[0])
    view = give(assigned, "ab", "cd", cases=free)
    assert (view.reads[0].case_ref, view.reads[0].standing) == (free[0], "begun")
    assert {one.standing for one in view.reads[1:]} == {"not begun"}
    gone, got = reads_of(assigned, "ab"), reads_of(assigned, "cd")
    assert not set(free) & (gone[Reader.FIRST] | gone[Reader.SECOND])
    assert set(free) <= got[Reader.FIRST] | got[Reader.SECOND]
    with assigned.reading() as work:
        (answer,) = queries.revisions_of(work, free[0])
        assert answer.author == "ab"
    begin_again = Given("no", None, "looked again")
    with by(assigned, "cd").work() as work:
        answer_item(work, assigned.review, ref=free[0], item_id="HARM.1.b", given=begin_again)
    with assigned.reading() as work:
        assert {row.author for row in queries.revisions_of(work, free[0])} == {"ab", "cd"}
    assert check_database(assigned).faults == ()


def test_whose_a_read_was_is_kept_for_what_the_giver_sends_in_later(assigned: Workspace) -> None:
    free = free_of(assigned, "ab", "cd")
    give(assigned, "ab", "cd", cases=free)
    with assigned.reading() as work:
        rows = hand_over_queries.handed_over_by(work, "ab")
        assert {row.case_ref for row in rows} == set(free)
        assert {(row.from_inspector, row.to_inspector, row.actor) for row in rows} == {
            ("ab", "cd", "keeper")
        }
        assert {row.reason for row in rows} == {"away until the end of fieldwork"}
        assert hand_over_queries.handed_over_by(work, "cd") == []
        trail = queries.audit_entries(work)
        told = [row.details for row in trail if row.action == "assign.hand-over"]
    assert sorted(ref for entry in told for ref in entry["first"] + entry["second"]) == free
    assert {(entry["from"], entry["to"]) for entry in told} == {("ab", "cd")}


def test_a_read_may_come_back_and_both_ways_are_kept(assigned: Workspace) -> None:
    ref = free_of(assigned, "ab", "cd")[0]
    give(assigned, "ab", "cd", cases=[ref])
    give(assigned, "cd", "ab", cases=[ref], reason="back again")
    with assigned.reading() as work:
        rows = hand_over_queries.hand_overs(work)
        assert [(row.sequence, row.to_inspector, row.reason) for row in rows] == [
            (1, "cd", "away until the end of fieldwork"),
            (2, "ab", "back again"),
        ]


def test_complete_reads_stay_unless_they_are_asked_for(recorded: Workspace) -> None:
    before = reads_of(recorded, "ab")
    with pytest.raises(NothingToHandOverError, match="unless --with-complete is given"):
        give(recorded, "ab", "cd")
    free = free_of(recorded, "ab", "cd")
    view = give(recorded, "ab", "cd", cases=free, with_complete=True)
    assert {one.standing for one in view.reads} == {"complete"}
    assert view.stay == 0
    assert reads_of(recorded, "ab") != before


def test_a_dry_run_says_what_would_go_without_a_reason_and_changes_nothing(
    assigned: Workspace,
) -> None:
    before = dump(assigned)
    view = give(assigned, "ab", "cd", cases=free_of(assigned, "ab", "cd"), dry_run=True, reason="")
    assert view.is_dry_run
    assert view.reads
    assert dump(assigned) == before


def test_nobody_gets_the_other_read_of_a_case_and_then_nothing_moves(assigned: Workspace) -> None:
    """Whoever has the second read of one of them is refused all of them, by name."""
    with assigned.reading() as work:
        first = {
            row.case_ref: row.inspector
            for row in queries.assignments(work)
            if row.reader == Reader.FIRST
        }
        ref, taker = next(
            (row.case_ref, row.inspector)
            for row in queries.assignments(work)
            if row.reader == Reader.SECOND
        )
    before = dump(assigned)
    with pytest.raises(BarredReadsError, match=rf"nothing was moved. .*{ref} \(first read\)"):
        give(assigned, first[ref], taker)
    assert dump(assigned) == before
    with pytest.raises(BarredReadsError, match=rf"{ref} \(second read\)"):
        give(assigned, taker, first[ref], cases=[ref])


def test_who_has_had_the_other_read_once_never_gets_this_one(assigned: Workspace) -> None:
    """The bar outlives a hand-over: the first reader of yesterday knows the case."""
    with assigned.reading() as work:
        rows = queries.assignments(work)
        second = next(row for row in rows if row.reader == Reader.SECOND)
        first = next(
            row.inspector
            for row in rows
            if row.case_ref == second.case_ref and row.reader == Reader.FIRST
        )
    third = ({"ab", "cd", "ef"} - {first, second.inspector}).pop()
    give(assigned, first, third, cases=[second.case_ref])
    with pytest.raises(BarredReadsError, match="two are blind"):
        give(assigned, second.inspector, first, cases=[second.case_ref])
    with assigned.reading() as work:
        read = Read(second.authority, second.case_ref, Reader.SECOND)
        assert {first, third} <= ReadingHistory.of(work).barred_from(read)


def test_a_lead_who_typed_in_the_first_read_does_not_get_the_second(assigned: Workspace) -> None:
    """`ef` leads and inspects, and answers in a first read that is not theirs."""
    with assigned.reading() as work:
        second = next(
            row
            for row in queries.assignments(work)
            if row.reader == Reader.SECOND and row.inspector != "ef"
        )
    change_team(assigned.folder, "ef", roles=["inspector", "lead"])
    workspace = open_review(assigned.folder, person="ef", later=True)
    begin(workspace, "ef", second.case_ref)
    with workspace.reading() as work:
        told = queries.revisions_of(work, second.case_ref)
        assert [(row.reader, row.author) for row in told] == [("first", "ef")]
    with pytest.raises(BarredReadsError, match=second.case_ref):
        give(workspace, second.inspector, "ef", cases=[second.case_ref])


def test_a_conflict_of_interest_of_the_taker_holds_for_every_case(assigned: Workspace) -> None:
    change_team(assigned.folder, "cd", not_for=["ASH"])
    workspace = open_review(assigned.folder, later=True)
    own = reads_of(workspace, "ab")
    at_ash = [ref for refs in own.values() for ref in refs if ref.startswith("ASH")]
    assert at_ash
    with pytest.raises(BarredReadsError, match="conflict of interest with ASH"):
        give(workspace, "ab", "cd")
    assert reads_of(workspace, "ab") == own


def test_who_leaves_the_plan_leaves_orphans_that_are_seen_until_handed_over(
    assigned: Workspace,
) -> None:
    change_team(assigned.folder, "ab", id="zz")
    workspace = open_review(assigned.folder, later=True)

    def said() -> list[str]:
        with workspace.reading() as work:
            notices = status_of(work, workspace.review).notices
        return [one for one in notices if "no longer an inspector" in one]

    number = sum(map(len, reads_of(workspace, "ab").values()))
    assert said() == [
        f"{number} reads are still with ab, who is no longer an inspector of the plan: "
        "`assign hand-over --from ab --to ID --reason …`."
    ]
    with workspace.reading() as work:
        loads = {one.inspector: one for one in caseloads.show(work, workspace.review)}
    assert loads["ab"].name == "no longer an inspector of the plan"
    for taker in ("cd", "ef", "zz"):
        free = free_of(workspace, "ab", taker)
        if free:
            give(workspace, "ab", taker, cases=free)
    assert said() == []


def test_one_authority_alone_is_handed_over(assigned: Workspace) -> None:
    change_team(assigned.folder, "ef", roles=["inspector", "lead"], id="gh")
    workspace = open_review(assigned.folder, later=True)
    view = give(workspace, "ab", "gh", authority="bro")
    assert {one.authority for one in view.reads} == {"BRO"}
    own = reads_of(workspace, "ab")
    assert {ref[:3] for refs in own.values() for ref in refs} == {"ASH"}


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"taker": "zz"}, UnknownInspectorError),
        ({"taker": "ab"}, SameInspectorError),
        ({"authority": "ZZZ"}, UsageError),
        ({"cases": ["ASH-999"]}, NotTheirReadError),
        ({"giver": "zz"}, NothingToHandOverError),
        ({"reason": " "}, NoReasonError),
    ],
)
def test_words_that_name_nothing_are_refused(
    words: dict[str, object], error: type[Exception], assigned: Workspace
) -> None:
    before = dump(assigned)
    with pytest.raises(error):
        give(assigned, **{"giver": "ab", "taker": "cd", **words})  # type: ignore[arg-type]
    assert dump(assigned) == before


def test_agreement_is_about_who_judged_and_not_about_who_has_the_read_now(
    recorded: Workspace,
) -> None:
    """A complete read is handed over; its judgement stays that of whoever gave it."""

    def agreed() -> dict[str, int]:
        with recorded.reading() as work:
            view = show_agreement(work, recorded.review, by=AgreementBy.INSPECTOR)
        return {row.group: row.judged_twice for row in view.rows if row.judged_twice}

    before = agreed()
    with recorded.reading() as work:
        views = records.list_records(work, recorded.review)
        second = next(one for one in views if one.reader is Reader.SECOND)
        first = next(one for one in views if one.subject == second.subject)
    third = ({"ab", "cd", "ef"} - {first.inspector, second.inspector}).pop()
    give(recorded, first.inspector, third, cases=[first.subject.ref], with_complete=True)
    assert before
    assert agreed() == before
