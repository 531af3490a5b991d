"""Second reads are topped up in the seeded order; one that is asked for stays out of agreement."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.reading_history import BarredReadsError
from inspect_tool.services.moderation import decisions, more_second_reads
from inspect_tool.services.moderation.agreement import AgreementView, show_agreement
from inspect_tool.services.moderation.errors import (
    ExtraReadBegunError,
    NoExtraReadError,
    NotAllAssignedError,
    ReadTwiceAlreadyError,
    SecondReadsNotDrawnError,
)
from inspect_tool.services.moderation.more_second_reads import TopUpView
from inspect_tool.services.moderation.second_reads import SecondReadView, draw_second_reads
from inspect_tool.services.sampling import extension, samples, taken_back
from inspect_tool.services.sampling.errors import NoReasonError, UnknownCaseError
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.services.sampling.taken_back import ReturnSource
from inspect_tool.store import mishap_queries, queries
from inspect_tool.workspace import Workspace
from tests.read_twice import read_twice, readers_of
from tests.services.access.shared_review import change_team
from tests.small_review import check_database, open_review
from tests.stages import Stages, copy_of, dump

pytestmark = pytest.mark.journeys


def second_reads(workspace: Workspace) -> dict[str, str]:
    with workspace.reading() as work:
        rows = queries.assignments(work)
    return {row.case_ref: row.inspector for row in rows if row.reader == Reader.SECOND}


def top_up(workspace: Workspace, *, dry_run: bool = False) -> TopUpView:
    with workspace.reading() if dry_run else workspace.work() as work:
        return more_second_reads.top_up(work, workspace.review, dry_run=dry_run)


def ask(
    workspace: Workspace, ref: str, *, reason: str = "three red flags", reader: str | None = None
) -> SecondReadView:
    with workspace.work() as work:
        return more_second_reads.ask_extra(
            work, workspace.review, case_ref=ref, reason=reason, reader=reader
        )


def lose(workspace: Workspace, ref: str) -> None:
    with workspace.work() as work:
        samples.lose(work, case_ref=ref, reason=LossReason.NOT_OPEN, note="a test")
        caseloads.assign_automatically(work, workspace.review)


def read_once(workspace: Workspace) -> list[str]:
    return sorted(readers_of(workspace).keys() - second_reads(workspace).keys())


def agreement(workspace: Workspace) -> AgreementView:
    with workspace.reading() as work:
        return show_agreement(work, workspace.review, by=AgreementBy.CRITERION)


# --- topped up


def test_what_is_lost_is_made_good_and_what_was_drawn_stays(assigned: Workspace) -> None:
    before = second_reads(assigned)
    lost = sorted(before)[0]
    assert top_up(assigned).reads == ()
    lose(assigned, lost)
    told = top_up(assigned, dry_run=True)
    view = top_up(assigned)
    assert told.reads == view.reads
    assert (view.cases, view.wanted, view.before) == (8, 2, 1)
    (new,) = view.reads
    assert new.first_reader != new.second_reader
    after = second_reads(assigned)
    assert after == {**before, new.case_ref: new.second_reader}
    assert top_up(assigned).reads == ()
    assert check_database(assigned).faults == ()


def test_after_an_extension_the_share_is_the_plans_again(
    assigned: Workspace, stages: Stages
) -> None:
    extend(assigned, stages["assigned"].parent / "in")
    with pytest.raises(NotAllAssignedError, match="6 cases have no first reader yet"):
        top_up(assigned)
    with assigned.work() as work:
        caseloads.assign_automatically(work, assigned.review)
    before = second_reads(assigned)
    view = top_up(assigned)
    share = assigned.review.plan.second_reads.share
    assert len(second_reads(assigned)) == number_of_second_reads(14, share) == view.wanted == 4
    assert before.items() <= second_reads(assigned).items()


def extend(workspace: Workspace, returns: Path) -> None:
    source = ReturnSource(sorted(returns.iterdir()), workspace.folder, workspace.keys)
    growth = Growth(by=6, why="more precision")
    taken_back.with_fields(
        workspace.work,
        source,
        lambda work, fields: extension.extend(work, growth, taken_back=fields),
    )


def test_there_is_nothing_to_top_up_before_the_draw(drawn: Workspace) -> None:
    with pytest.raises(SecondReadsNotDrawnError, match="moderate draw"):
        top_up(drawn)


# --- asked for


def test_an_extra_read_is_kept_with_its_reason_and_shown_as_one(assigned: Workspace) -> None:
    ref = read_once(assigned)[0]
    view = ask(assigned, ref)
    assert view.second_reader != view.first_reader
    with assigned.reading() as work:
        assert mishap_queries.extra_reads(work) == {ref: "three red flags"}
        shown = {load.inspector: load.extra_reads for load in caseloads.show(work, assigned.review)}
    assert shown[view.second_reader] == (ref,)
    assert sum(map(len, shown.values())) == 1


def test_an_extra_read_is_in_no_agreement_figure(assigned: Workspace) -> None:
    drawn = sorted(second_reads(assigned))
    for ref in drawn:
        read_twice(assigned, ref, {"HARM.1": "good"}, {"HARM.1": "good"})
    before = agreement(assigned)
    ref = read_once(assigned)[0]
    ask(assigned, ref)
    read_twice(assigned, ref, {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    after = agreement(assigned)
    assert (after.second_reads, after.cases, after.extra) == (2, 2, 1)
    assert (after.rows, after.overall) == (before.rows, before.overall)
    with assigned.reading() as work:
        queued = decisions.queue(work, assigned.review)
    assert {(one.case_ref, one.is_extra) for one in queued} == {(ref, True)}


def test_an_extra_read_does_not_count_towards_the_plans_share(assigned: Workspace) -> None:
    ask(assigned, read_once(assigned)[0])
    view = top_up(assigned)
    assert (view.before, view.wanted, view.reads) == (2, 2, ())


def test_an_extra_read_whose_case_is_drawn_has_its_turn(assigned: Workspace) -> None:
    lost = sorted(second_reads(assigned))[0]
    with assigned.work() as work:
        samples.lose(work, case_ref=lost, reason=LossReason.NOT_OPEN, note="a test")
        caseloads.assign_automatically(work, assigned.review)
    (wanted,) = top_up(assigned, dry_run=True).reads
    extra = ask(assigned, wanted.case_ref)
    (drawn,) = top_up(assigned).reads
    assert (drawn.case_ref, drawn.second_reader) == (extra.case_ref, extra.second_reader)
    with assigned.reading() as work:
        assert mishap_queries.extra_reads(work) == {}
    assert agreement(assigned).extra == 0


def test_extra_reads_before_the_draw_leave_it_as_it_would_have_been(
    stages: Stages, tmp_path: Path
) -> None:
    drawn, assigned = (copy_of(stages[name], tmp_path / name) for name in ("drawn", "assigned"))
    with drawn.work() as work:
        caseloads.assign_automatically(work, drawn.review)
    ask(drawn, read_once(drawn)[0])
    with drawn.work() as work:
        chosen = draw_second_reads(work, drawn.review)
    assert {one.case_ref for one in chosen} == second_reads(assigned).keys()


def test_an_extra_read_is_taken_back_until_somebody_has_begun(assigned: Workspace) -> None:
    ref, other = read_once(assigned)[:2]
    reader = ask(assigned, ref).second_reader
    with assigned.work() as work:
        assert more_second_reads.take_back_extra(work, case_ref=ref) == reader
    assert ref not in second_reads(assigned)
    with assigned.work() as work, pytest.raises(NoExtraReadError):
        more_second_reads.take_back_extra(work, case_ref=sorted(second_reads(assigned))[0])
    ask(assigned, other)
    read_twice(assigned, other, {}, {})
    with assigned.work() as work, pytest.raises(ExtraReadBegunError):
        more_second_reads.take_back_extra(work, case_ref=other)


def test_whoever_asks_for_an_extra_read_does_not_get_it(assigned: Workspace) -> None:
    """`ef` leads and inspects, and would be next in turn."""
    change_team(assigned.folder, "ef", roles=["inspector", "lead"])
    lead = open_review(assigned.folder, person="ef", later=True)
    asked = [ref for ref in read_once(lead) if readers_of(lead)[ref][Reader.FIRST] != "ef"]
    assert {ask(lead, ref).second_reader for ref in asked[:3]} <= {"ab", "cd"}
    with pytest.raises(BarredReadsError, match="who doubts a read has seen it"):
        ask(lead, asked[3], reader="ef")


def test_what_cannot_be_read_again_is_refused(assigned: Workspace) -> None:
    ref = read_once(assigned)[0]
    first = readers_of(assigned)[ref][Reader.FIRST]
    before = dump(assigned)
    for words, error in (
        ({"ref": "ASH-999"}, UnknownCaseError),
        ({"ref": sorted(second_reads(assigned))[0]}, ReadTwiceAlreadyError),
        ({"ref": ref, "reader": first}, BarredReadsError),
        ({"ref": ref, "reader": "zz"}, caseloads.UnknownInspectorError),
        ({"ref": ref, "reason": ""}, NoReasonError),
    ):
        with pytest.raises(error):
            ask(assigned, **words)
    assert dump(assigned) == before
