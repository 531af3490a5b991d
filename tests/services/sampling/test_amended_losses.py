"""A loss that was wrong is taken back while nothing depends on it; after that it is corrected."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.sampling.losses import BY_A_COMMAND, LossKind, LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import live_flow, snapshots
from inspect_tool.services.figures.sample import ledger_of
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.retention import erasure
from inspect_tool.services.retention.purge import Place
from inspect_tool.services.sampling import amended_losses, errors, samples
from inspect_tool.services.sampling.amended_losses import (
    CorrectedLoss,
    ErasedStaysError,
    LossCountedError,
    NotLostError,
    ReasonStandsError,
    SubstituteBegunError,
    TakenBackLoss,
)
from inspect_tool.services.sampling.purposive import Child
from inspect_tool.services.sampling.views import LossView
from inspect_tool.store import after_draw_queries, queries
from inspect_tool.workspace import Workspace
from tests.examples import one_in
from tests.made_once import MadeOnce
from tests.services.sampling.test_samples import (
    Doing,
    check_everything,
    grow,
    make_drawn,
    pick,
    reserve,
    shown,
    strange,
)
from tests.small_review import START, check_database, open_review
from tests.stages import copy_of, dump

pytestmark = pytest.mark.journeys

WHY = "the number was mistyped"


@pytest.fixture
def drawn(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    """Drawn and shared out, with two cases that may be picked."""
    workspace = copy_of(made_once.folder("samples", make_drawn) / "review", tmp_path)
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
    return workspace


def lose(
    workspace: Workspace, ref: str, reason: LossReason = LossReason.NOT_OPEN, **words: Any
) -> LossView:
    with workspace.work() as work:
        lost = samples.lose(work, case_ref=ref, reason=reason, note="a word about it", **words)
        caseloads.assign_automatically(work, workspace.review)
    return lost


def take_back(workspace: Workspace, ref: str, reason: str = WHY) -> TakenBackLoss:
    with workspace.work() as work:
        return amended_losses.take_back_loss(work, case_ref=ref, reason=reason)


def correct(
    workspace: Workspace, ref: str, to: LossReason, reason: str = "the file was found empty"
) -> CorrectedLoss:
    with workspace.work() as work:
        return amended_losses.correct_loss(work, case_ref=ref, to=to, reason=reason)


def active(workspace: Workspace) -> list[str]:
    return sorted(case.case_ref for case in shown(workspace).active)


def answer(workspace: Workspace, ref: str) -> None:
    with workspace.work() as work:
        answer_item(
            work, workspace.review, ref=ref, item_id="HARM.1.a", given=Given("yes", None, "")
        )


def published(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "published" / "certificate.json"
    made: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return made


def changes(tmp_path: Path) -> list[dict[str, str]]:
    """Of the published list of losses what was taken back or corrected, with the reason before."""
    before: dict[str, str] = {}
    told = []
    for one in published(tmp_path)["loss_list"]:
        if one["event"] != "lost":
            told.append(
                {
                    "reason": before[one["unit_id"]],
                    "to": one["reason"],
                    "why": one["why"],
                    "changed_at": one["at"],
                }
            )
        before[one["unit_id"]] = one["reason"]
    return told


# --- taken back


def test_the_sample_is_what_it_was_and_both_events_are_kept(
    drawn: Workspace, tmp_path: Path
) -> None:
    before = active(drawn)
    substitute = lose(drawn, "ASH-001").replaced_by
    assert substitute is not None
    view = take_back(drawn, "ash-001")
    assert (view.case_ref, view.reason, view.back_in_reserve, view.why) == (
        "ASH-001",
        LossReason.NOT_OPEN,
        (substitute,),
        WHY,
    )
    assert active(drawn) == before
    with drawn.reading() as work:
        (kept,) = after_draw_queries.loss_changes(work, shown(drawn).draw_id)
        assert (kept.reason, kept.note, kept.corrected_to) == ("not_open", "a word about it", "")
        actions = [row.action for row in queries.audit_entries(work) if row.stream == "ASH"]
    assert [one for one in actions if "loss" in one or one == "case.lose"] == [
        "case.lose",
        "case.loss-taken-back",
    ]
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    made = published(tmp_path)
    assert made["losses"] == []
    assert [(one["reason"], one["to"], one["why"]) for one in changes(tmp_path)] == [
        ("not_open", "", WHY)
    ]
    assert check_database(drawn).faults == ()


def test_what_was_recorded_before_the_loss_is_there_again(drawn: Workspace) -> None:
    answer(drawn, "ASH-001")
    lose(drawn, "ASH-001", after_reading=True)
    take_back(drawn, "ASH-001")
    with drawn.reading() as work:
        assert len(queries.revisions_of(work, "ASH-001")) == 1
        (flow,) = [one for one in live_flow.flow(work, drawn.review) if one.authority == "ASH"]
    assert (flow.lost, flow.replaced) == ({}, 0)


def test_the_substitute_has_no_reader_any_more_and_the_case_its_own(drawn: Workspace) -> None:
    with drawn.reading() as work:
        (reader,) = [
            row.inspector for row in queries.assignments(work) if row.case_ref == "ASH-001"
        ]
    substitute = lose(drawn, "ASH-001").replaced_by
    take_back(drawn, "ASH-001")
    with drawn.reading() as work:
        readers = {row.case_ref: row.inspector for row in queries.assignments(work)}
    assert readers["ASH-001"] == reader
    assert substitute not in readers


def test_a_substitute_that_is_being_read_keeps_the_case_out(drawn: Workspace) -> None:
    substitute = lose(drawn, "ASH-001").replaced_by
    assert substitute is not None
    answer(drawn, substitute)
    before = dump(drawn)
    with pytest.raises(SubstituteBegunError, match=rf"{substitute} took its place.*--correct"):
        take_back(drawn, "ASH-001")
    assert dump(drawn) == before


def test_a_snapshot_that_counted_the_loss_keeps_it(drawn: Workspace) -> None:
    lose(drawn, "ASH-001")
    lose(drawn, "BRO-001")
    with drawn.work() as work:
        snapshots.take(work, drawn.review, "first")
    before = dump(drawn)
    with pytest.raises(LossCountedError, match=r"snapshot first counted it.*--correct"):
        take_back(drawn, "ASH-001")
    assert dump(drawn) == before


def test_a_snapshot_from_before_the_loss_is_no_hindrance(drawn: Workspace) -> None:
    with drawn.work() as work:
        snapshots.take(work, drawn.review, "first")
    lose(drawn, "ASH-001")
    take_back(drawn, "ASH-001")
    assert "ASH-001" in active(drawn)


def test_of_two_losses_the_last_to_come_in_goes_back_first(
    drawn: Workspace, tmp_path: Path
) -> None:
    """In whichever order losses came, the active cases are the first ones that are available."""
    first, second = [
        case.case_ref for case in shown(drawn).active if case.stratum == "ASH/child_in_need"
    ][:2]
    one, two = lose(drawn, first).replaced_by, lose(drawn, second).replaced_by
    assert take_back(drawn, first).back_in_reserve == (two,)
    assert {first, one} <= set(active(drawn))
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


def test_a_case_may_be_lost_again_and_taken_back_again(drawn: Workspace, tmp_path: Path) -> None:
    for reason in (LossReason.NOT_OPEN, LossReason.WRONG_AGE):
        lose(drawn, "ASH-001", reason)
        check_everything(drawn, tmp_path)
        assert strange(tmp_path) == 0
        take_back(drawn, "ASH-001")
    lose(drawn, "ASH-001", LossReason.SAME_CHILD)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    made = published(tmp_path)
    assert [one["reason"] for one in made["losses"]] == ["same_child"]
    assert [one["reason"] for one in changes(tmp_path)] == ["not_open", "wrong_age"]


def test_a_clock_that_stands_still_does_not_turn_the_order(
    drawn: Workspace, tmp_path: Path
) -> None:
    """A certificate goes by times, so each is after the one that it follows."""
    still = replace(drawn, clock=lambda: START + timedelta(days=40))
    for reason in (LossReason.NOT_OPEN, LossReason.WRONG_AGE):
        lose(still, "ASH-001", reason)
        correct(still, "ASH-001", LossReason.SAME_CHILD)
        take_back(still, "ASH-001")
    lose(still, "ASH-001")
    check_everything(still, tmp_path)
    assert strange(tmp_path) == 0
    made = published(tmp_path)
    times = [one["changed_at"] for one in changes(tmp_path)]
    assert times == sorted(set(times))
    assert made["losses"][0]["at"] > times[-1]


def test_an_extension_since_then_changes_which_case_goes_back(
    drawn: Workspace, tmp_path: Path
) -> None:
    lose(drawn, "ASH-001")
    came = [case.case_ref for case in grow(drawn, by=1, stratum="ASH/child_in_need").cases]
    view = take_back(drawn, "ASH-001")
    assert len(view.back_in_reserve) <= len(came)
    assert "ASH-001" in active(drawn)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


def test_a_picked_case_whose_turn_came_with_the_loss_waits_for_it_again(
    drawn: Workspace, tmp_path: Path
) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    lost = next(case for case in shown(drawn).sample if case.stratum == "ASH/child_in_need")
    assert lose(drawn, lost.case_ref).was_picked
    answer(drawn, ref)  # it was to be read before the loss too, so this is no hindrance
    view = take_back(drawn, lost.case_ref)
    assert view.back_in_reserve == ()
    after = {case.case_ref: case for case in shown(drawn).cases}
    assert after[ref].is_active
    assert after[ref].is_purposive
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


def test_the_loss_of_a_picked_case_is_taken_back_too(drawn: Workspace, tmp_path: Path) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    lose(drawn, ref)
    assert take_back(drawn, ref).back_in_reserve == ()
    assert ref in active(drawn)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


# --- corrected


def test_a_correction_shows_in_certificate_and_flow_and_changes_the_kind(
    drawn: Workspace, tmp_path: Path
) -> None:
    lose(drawn, "ASH-001")
    with drawn.work() as work:
        snapshots.take(work, drawn.review, "first")
    with drawn.reading() as work:
        assert snapshots.is_newest_current(work, drawn.review, ())
    view = correct(drawn, "ASH-001", LossReason.FILE_NOT_AVAILABLE)
    assert (view.was, view.kind, view.is_other_kind) == (
        LossReason.NOT_OPEN,
        LossKind.NOT_AVAILABLE,
        True,
    )
    with drawn.reading() as work:
        flow = live_flow.flow(work, drawn.review)[-1]
        ledger = ledger_of(work, drawn.review, frozenset())
        assert not snapshots.is_newest_current(work, drawn.review, ())
    assert flow.lost == {"file_not_available": 1}
    (unit,) = [one for one in ledger.units if one.case_ref == "ASH-001"]
    assert not unit.is_known
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    made = published(tmp_path)
    assert [one["reason"] for one in made["losses"]] == ["file_not_available"]
    assert [(one["reason"], one["to"]) for one in changes(tmp_path)] == [
        ("not_open", "file_not_available")
    ]
    assert check_database(drawn).faults == ()


def test_a_correction_within_a_kind_says_so(drawn: Workspace) -> None:
    lose(drawn, "ASH-001")
    assert not correct(drawn, "ASH-001", LossReason.WRONG_AGE).is_other_kind
    (change,) = shown(drawn).loss_changes
    assert (change.case_ref, change.was, change.to) == ("ASH-001", "not_open", "wrong_age")


@pytest.mark.every_run
def test_a_corrected_loss_is_taken_back_with_all_that_became_of_it(
    drawn: Workspace, tmp_path: Path
) -> None:
    lose(drawn, "ASH-001")
    correct(drawn, "ASH-001", LossReason.WRONG_AGE)
    assert take_back(drawn, "ASH-001").reason is LossReason.WRONG_AGE
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    assert [one["to"] for one in changes(tmp_path)] == ["wrong_age", ""]


# --- refused, and forgotten


def test_what_is_not_lost_or_has_no_reason_is_refused(drawn: Workspace) -> None:
    lose(drawn, "ASH-001")
    before = dump(drawn)
    with pytest.raises(NotLostError, match="ASH-002 is not lost"):
        take_back(drawn, "ASH-002")
    with pytest.raises(errors.UnknownCaseError):
        take_back(drawn, "ASH-999")
    with pytest.raises(errors.NoReasonError, match="--reason"):
        take_back(drawn, "ASH-001", " ")
    with pytest.raises(errors.NoReasonError, match="--note"):
        correct(drawn, "ASH-001", LossReason.WRONG_AGE, "")
    with pytest.raises(ReasonStandsError):
        correct(drawn, "ASH-001", LossReason.NOT_OPEN)
    with pytest.raises(errors.OnlyEraseError):
        correct(drawn, "ASH-001", LossReason.ERASED)
    assert dump(drawn) == before


def test_an_erased_case_stays_lost_and_nothing_that_was_said_of_it_is_left(
    drawn: Workspace,
) -> None:
    lose(drawn, "ASH-001")
    take_back(drawn, "ASH-001")
    place = Place(drawn.folder, drawn.keys)
    erasure.erase(
        drawn.work, drawn.review, Child(named="ASH-001"), place, why="asked for", confirm="erase"
    )
    with pytest.raises(ErasedStaysError):
        take_back(drawn, "ASH-001")
    with pytest.raises(ErasedStaysError):
        correct(drawn, "ASH-001", LossReason.WRONG_AGE)
    with drawn.reading() as work:
        (kept,) = after_draw_queries.loss_changes(work, shown(drawn).draw_id)
        assert (kept.note, kept.salt, kept.why) == ("", "", "erased")
    assert not [line for line in dump(drawn) if "a word about it" in line or WHY in line]
    assert check_database(drawn).faults == ()


# --- anything that may happen


def do(workspace: Workspace, kind: str, number: int) -> None:
    """What happens next, where it can: losses are taken back or corrected, among all the rest."""
    view = shown(workspace)
    lost = [case.case_ref for case in view.cases if case.lost_because]
    if kind in ("undo", "correct") and lost:
        ref = lost[number % len(lost)]
        codes = [code for code in LossReason if code not in BY_A_COMMAND]
        with contextlib.suppress(ReasonStandsError):
            if kind == "undo":
                take_back(workspace, ref)
            else:
                correct(workspace, ref, codes[number % len(codes)])
    else:
        Doing(workspace).do(kind, number)


@one_in(5)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["lose", "lose", "extend", "add", "undo", "undo", "correct"]),
            st.integers(0, 99),
        ),
        min_size=4,
        max_size=9,
    )
)
def test_whatever_happens_a_stranger_can_repeat_it_and_undoing_every_loss_leaves_none(
    made_once: MadeOnce,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int]],
) -> None:
    base = tmp_path_factory.mktemp("mended")
    made = made_once.folder("samples", make_drawn) / "review"
    workspace = open_review(Path(shutil.copytree(made, base / "review")), later=True)
    for kind, number in steps:
        do(workspace, kind, number)
    check_everything(workspace, base)
    assert strange(base) == 0
    for case in shown(workspace).cases:
        if case.lost_because:
            take_back(workspace, case.case_ref)
    check_everything(workspace, base)
    assert strange(base) == 0
    for stratum in shown(workspace).strata:
        own = [case for case in shown(workspace).sample if case.stratum == stratum.stratum]
        assert sorted(case.rank for case in own) == list(range(1, stratum.drawn + 1))
    assert check_database(workspace).faults == ()
    workspace.database.close()
