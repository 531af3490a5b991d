"""Facts that were returned wrong: found by an inspector, or in a return after the draw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.frame.corrections import CORRECTED
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.report.flow_tables import corrections_told, flow_table
from inspect_tool.domain.report.headings import source_of
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.errors import CheckFailedError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.errors import FrameCommittedError
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.records import facts, records
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.facts import FactNotCorrectableError, FactsView
from inspect_tool.services.records.subjects import UnknownSubjectError
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.fact_rows import facts_of_cases
from inspect_tool.services.sampling.later_returns import (
    LaterReturn,
    NothingDrawnYetError,
    SameReturnError,
    take_later_return,
)
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.workbooks import sheets
from inspect_tool.store import mishap_queries
from inspect_tool.workspace import Workspace
from tests.small_review import make_return, take_return
from tests.stages import Stages, copy_of

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
SEEN = "the minutes of 3 May"


@pytest.fixture
def assigned(stages: Stages, tmp_path: Path) -> Workspace:
    return copy_of(stages["assigned"], tmp_path)


def correct(
    workspace: Workspace, field: str, value: str | None, *, source: str = SEEN
) -> FactsView:
    with workspace.work() as work:
        return facts.correct_fact(
            work, workspace.review, ref=CASE, field=field, value=value, source=source
        )


def view_of(workspace: Workspace, ref: str = CASE) -> FactsView:
    with workspace.reading() as work:
        return facts.case_facts(work, workspace.review, ref)


def counted(workspace: Workspace) -> dict[str, object]:
    with workspace.reading() as work:
        return dict(records.case_fields(work, workspace.review)[CASE])


def certificate(workspace: Workspace) -> object:
    with workspace.reading() as work:
        return samples.show(work)


def later(
    workspace: Workspace, folder: Path, *, dry_run: bool = False, **changes: str
) -> LaterReturn:
    path = make_return(folder / "later", "ASH", changes=changes)
    return take(workspace, path, dry_run=dry_run)


def take(workspace: Workspace, path: Path, *, dry_run: bool = False) -> LaterReturn:
    options = ImportOptions(authority="ASH", dry_run=dry_run, told_in=workspace.folder)
    return take_later_return(
        workspace.work, workspace.review, [path], keys=workspace.keys, options=options
    )


# ------------------------------------------------------------------ found by an inspector


def test_the_right_fact_stands_beside_the_returned_one_and_is_counted(assigned: Workspace) -> None:
    before, draw = counted(assigned), certificate(assigned)
    view = correct(assigned, "months_open", "40")
    (fact,) = [one for one in view.facts if one.corrected_on is not None]
    assert (fact.returned, fact.corrected, fact.source) == (before["months_open"], 40, SEEN)
    after = counted(assigned)
    assert (after["months_open"], after["long_term"]) == (40, True)
    assert after[CORRECTED] == "months_open"
    assert certificate(assigned) == draw


def test_a_fact_is_read_as_its_kind(assigned: Workspace) -> None:
    correct(assigned, "gender", "neither")
    assert counted(assigned)["gender"] == "neither"
    for field, value in (("gender", "blue"), ("age", "many"), ("age", " ")):
        with pytest.raises(BadAnswerError):
            correct(assigned, field, value)


def test_a_fact_may_turn_out_not_to_be_known(assigned: Workspace) -> None:
    view = correct(assigned, "age", None)
    assert counted(assigned)["age"] is None
    assert view.is_eligible is None


def test_a_case_that_the_rule_leaves_out_by_its_right_facts_is_told(assigned: Workspace) -> None:
    assert view_of(assigned).is_eligible is True
    assert correct(assigned, "age", "15").is_eligible is False


@pytest.mark.parametrize("source", ["", "  ", "x" * 501])
def test_a_correction_names_where_it_was_seen(assigned: Workspace, source: str) -> None:
    with pytest.raises(BadAnswerError, match="where the right value was seen"):
        correct(assigned, "age", "9", source=source)


def test_what_cannot_be_corrected_is_refused(assigned: Workspace) -> None:
    with pytest.raises(FactNotCorrectableError, match="derived by the plan"):
        correct(assigned, "long_term", "yes")
    with pytest.raises(UnknownSubjectError):
        view_of(assigned, "ASH-999")


def test_the_same_value_again_is_no_second_correction(assigned: Workspace) -> None:
    for _ in range(2):
        correct(assigned, "age", "3")
    with assigned.reading() as work:
        assert len(mishap_queries.fact_corrections(work)) == 1


def test_a_workbook_shows_both_facts(assigned: Workspace) -> None:
    correct(assigned, "months_open", "40")
    with assigned.reading() as work:
        review = assigned.review
        found = facts_of_cases(work, review, "ASH")[CASE]
        shown = {
            fact.label: fact.value
            for fact in sheets._facts(found, fields_of(review.plan.declared), review.plan.words)
        }
    assert str(shown["Months open"]).startswith("40 (as corrected on ")
    assert "; as returned: " in str(shown["Months open"])


def test_the_other_reader_of_a_case_learns_the_fact_and_not_where_it_was_seen(
    assigned: Workspace,
) -> None:
    correct(assigned, "age", "3")
    with assigned.reading() as work:
        subject, sight, _ = facts._found(work, assigned.review, CASE, Action.SEE_RECORD)
        blind = replace(sight, open_pairs=frozenset({CASE}))
        other = replace(work, actor=replace(work.actor, id="zz"))
        assert facts._by_other_readers(work, subject, blind) == frozenset()
        assert facts._by_other_readers(other, subject, blind) == {"age"}
        assert facts._by_other_readers(other, subject, sight) == frozenset()


# ------------------------------------------------------------------ a later return


def test_a_later_return_is_compared_and_kept_beside_the_draw(
    assigned: Workspace, tmp_path: Path
) -> None:
    draw = certificate(assigned)
    wanted = later(assigned, tmp_path, dry_run=True, Gender="c) Not stated")
    assert counted(assigned)["gender"] != "not_stated"
    found = later(assigned, tmp_path, Gender="c) Not stated")
    assert found == wanted
    assert {change.field for change in found.kept} == {"gender"}
    assert (found.missing, found.added, found.removed) == ((), 0, 0)
    assert counted(assigned)["gender"] == "not_stated"
    assert {fact.source for fact in view_of(assigned).facts} == {"", "a later return"}
    assert certificate(assigned) == draw
    assert later(assigned, tmp_path, Gender="c) Not stated").changes == ()


def test_an_inspectors_finding_is_not_replaced_by_a_return(
    assigned: Workspace, tmp_path: Path
) -> None:
    correct(assigned, "gender", "neither")
    found = later(assigned, tmp_path, Gender="c) Not stated")
    (change,) = [one for one in found.changes if one.case == CASE]
    assert (change.before, change.now) == ("neither", "not_stated")
    assert "an inspector found" in change.why_not
    assert counted(assigned)["gender"] == "neither"


def test_drawn_cases_that_are_gone_or_would_not_be_eligible_are_named(
    assigned: Workspace, tmp_path: Path
) -> None:
    path = make_return(tmp_path / "few", "ASH", children=4)
    few = take(assigned, path, dry_run=True)
    assert few.missing
    assert few.removed == 8
    changes = {"Date of Birth": "01/03/1998", "Age of Child (Years)": "15"}
    old = take(assigned, make_return(tmp_path / "old", "ASH", changes=changes), dry_run=True)
    assert set(old.not_eligible) == {change.case for change in old.changes}


def test_another_case_type_is_shown_and_the_draw_stays(assigned: Workspace, tmp_path: Path) -> None:
    path = make_return(tmp_path / "in", "ASH")
    rows = (path / "List 7.csv").read_text(encoding="utf-8").splitlines()
    (path / "List 7.csv").write_text(rows[0] + "\n", encoding="utf-8")
    found = take(assigned, path)
    moved = [change for change in found.changes if change.field == "case_type"]
    assert moved
    assert all(change.why_not == "the draw stays as it is" for change in moved)
    assert found.kept == tuple(one for one in found.changes if one.field != "case_type")


def test_the_return_of_the_frame_corrects_nothing_and_a_refused_one_is_refused(
    assigned: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(SameReturnError):
        take(assigned, make_return(tmp_path / "same", "ASH"))
    empty = tmp_path / "ASH-empty"
    empty.mkdir()
    (empty / "List 7.csv").write_text("a,b,c\n1,2,3\n", encoding="utf-8")
    with pytest.raises(CheckFailedError):
        take(assigned, empty)


def test_before_the_draw_a_return_takes_the_place_of_the_first(
    stages: Stages, tmp_path: Path
) -> None:
    framed = copy_of(stages["framed"], tmp_path)
    with pytest.raises(NothingDrawnYetError):
        later(framed, tmp_path, Gender="c) Not stated")


def test_a_dry_run_says_what_the_real_run_would_refuse(assigned: Workspace, tmp_path: Path) -> None:
    path = make_return(tmp_path / "in", "ASH", changes={"Gender": "c) Not stated"})
    result = take_return(assigned, [path], options=ImportOptions(authority="ASH", dry_run=True))
    with pytest.raises(FrameCommittedError) as refused:
        take_return(assigned, [path], options=ImportOptions(authority="ASH"))
    assert result.would_refuse == refused.value.message
    assert "frame correct" in result.would_refuse


def test_a_dry_run_before_the_commitment_asks_for_the_agreement_that_the_real_run_needs(
    stages: Stages, tmp_path: Path
) -> None:
    framed = copy_of(stages["framed"], tmp_path)
    path = make_return(tmp_path / "in", "ASH", changes={"Gender": "c) Not stated"})
    options = ImportOptions(authority="ASH", dry_run=True)
    assert "--accept-changes" in take_return(framed, [path], options=options).would_refuse
    agreed = replace(options, accept_changes=True)
    assert take_return(framed, [path], options=agreed).would_refuse == ""


# ------------------------------------------------------------------ what is counted, what is erased


@pytest.mark.every_run
def test_a_report_says_how_many_were_corrected_and_what_goes_by_them(
    sampled_once: Path, tmp_path: Path
) -> None:
    review = copy_of(sampled_once, tmp_path)
    with review.reading() as work:
        before = snapshots.figures(work, review.review)
    assert (before.corrected, tuple(corrections_told(before))) == ((), ())
    ref = next(one.subject.ref for one in before.records if one.field("months_open") is not None)
    for field in ("months_open", "age"):
        with review.work() as work:
            facts.correct_fact(work, review.review, ref=ref, field=field, value="3", source=SEEN)
    with review.work() as work:
        snapshots.take(work, review.review, "corrected")
    with review.reading() as work:
        after = snapshots.figures(work, review.review, "corrected")
    assert after.corrected == (ref,)
    assert REVIEW_COUNTS["corrected"](after).count == 1
    assert "measures and their bases on the corrected facts" in flow_table(after, {}).note
    assert "Facts of 1 case as corrected" in source_of(after)


def test_what_was_corrected_goes_with_an_erased_child(assigned: Workspace) -> None:
    correct(assigned, "months_open", "40")
    with assigned.reading() as work:
        assert len(mishap_queries.fact_corrections(work)) == 1
    erasure.erase(
        assigned.work,
        assigned.review,
        Child(named=CASE),
        Place(assigned.folder, assigned.keys),
        why="the parents asked",
        confirm="erase",
    )
    with assigned.reading() as work:
        assert mishap_queries.fact_corrections(work) == []
    with pytest.raises(FactNotCorrectableError, match="kept any more"):
        correct(assigned, "months_open", "41")
