"""The sample after the draw: extensions, cases picked by hand, and what another size would be."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.allocation.solve import InfeasibleAllocationError
from inspect_tool.domain.allocation.types import ExtensionTooLargeError
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.errors import WrongKeyFileError
from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.sampling import certificates, designs, errors, samples, verification
from inspect_tool.services.sampling.draw_views import DrawView
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.extension import Growth, extend
from inspect_tool.services.sampling.purposive import Child, add
from inspect_tool.services.sampling.rows import draw_as_it_stands, eligible_units
from inspect_tool.services.sampling.views import AddedCase, ExtensionView, LossView
from inspect_tool.workspace import Workspace, shipped_folder
from tests.examples import one_in
from tests.framed_fields import fields_of, keep_fields
from tests.made_once import MadeOnce
from tests.small_review import (
    SEED,
    check_database,
    make_return,
    make_review,
    open_review,
    take_return,
)
from tests.stages import Stages, dump

pytestmark = pytest.mark.journeys

SAMPLE: dict[str, Any] = {
    "size": 8,
    "allocation": {"method": "power", "minimum": 2},
    "purposive": {"allow": True, "maximum": 2},
}
NOT_OPEN = LossReason.NOT_OPEN


def make_drawn(base: Path) -> None:
    """The review with its frames, and drawn."""
    workspace = open_review(make_review(base / "review", sample=SAMPLE))
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(base / "in", code, children=24)])
    keep_fields(workspace)
    shutil.copytree(workspace.folder, base / "framed")
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    workspace.database.close()


@pytest.fixture
def stages(made_once: MadeOnce) -> Stages:
    made = made_once.folder("samples", make_drawn)
    return {"framed": made / "framed", "drawn": made / "review"}


def shown(workspace: Workspace) -> DrawView:
    with workspace.reading() as work:
        return samples.show(work)


def grow(workspace: Workspace, *, dry_run: bool = False, **words: Any) -> ExtensionView:
    growth = Growth(**{"why": "more precision", **words})
    fields = fields_of(workspace.folder)
    with workspace.reading() if dry_run else workspace.work() as work:
        return extend(work, growth, dry_run=dry_run, taken_back=fields)


def pick(workspace: Workspace, named: str | None = None, **words: Any) -> AddedCase:
    why = words.pop("why", "a serious case review")
    with workspace.work() as work:
        child = Child(named=named, **words)
        return add(
            work,
            workspace.review,
            child,
            why=why,
            keys=workspace.keys,
            taken_back=fields_of(workspace.folder),
        )


def lose(workspace: Workspace, case_ref: str) -> LossView:
    with workspace.work() as work:
        return samples.lose(work, case_ref=case_ref, reason=NOT_OPEN)


def actions(workspace: Workspace) -> list[tuple[str, dict[str, Any]]]:
    from inspect_tool.store import queries

    with workspace.reading() as work:
        return [(one.action, one.details) for one in queries.audit_entries(work)]


def reserve(workspace: Workspace, stratum: str = "ASH/child_in_need", *, number: int = 1) -> str:
    """The next reserve of a stratum, or one of those behind it."""
    own = [one for one in shown(workspace).cases if one.stratum == stratum and not one.is_active]
    return sorted(own, key=lambda one: one.rank)[number - 1].case_ref


def check_everything(workspace: Workspace, tmp_path: Path) -> None:
    """The flow reconciles, roles and ranks agree, and a stranger can repeat the draw."""
    with workspace.reading() as work:
        snapshots.live_flows(work, workspace.review, ())  # raises where it does not reconcile
        view = samples.show(work)
        standing = draw_as_it_stands(work, drawn_row(work))
        path = tmp_path / "published" / "certificate.json"
        certificates.write_certificate(work, path, templates=shipped_folder("templates"))
    assert {one.role for one in view.cases if one.is_purposive} <= {"purposive"}
    assert {one.role for one in view.cases if not one.is_purposive} <= {"sample", "reserve"}
    assert all(one.picked_because for one in view.purposive)
    ranks = {unit.place: unit.rank for unit in standing.draw.units}
    for one in view.cases:
        if not one.is_purposive:
            assert ranks[one.authority, one.unit_id] == one.rank
    made = json.loads(path.read_text(encoding="utf-8"))
    assert [(one["list_id"], one["unit_id"]) for one in made["active"]] == [
        (one.authority, one.unit_id)
        for one in sorted(view.sample, key=lambda c: (c.stratum, c.rank))
    ]
    assert verification.verify_certificate_file(path).problems == ()


def strange(tmp_path: Path) -> int:
    """What a stranger's verifier says of the certificate."""
    folder = tmp_path / "published"
    words = ["verify_draw.py", "certificate.json", "public-frame.csv"]
    done = subprocess.run([sys.executable, "-I", *words], cwd=folder, check=False)
    return done.returncode


# ------------------------------------------------------------------ extension


def test_an_extension_takes_the_reserves_in_their_order_and_ranks_new_ones(
    drawn: Workspace, tmp_path: Path
) -> None:
    before = shown(drawn)
    view = grow(drawn, by=3, stratum="ASH/child_in_need")
    after = shown(drawn)
    own = [one for one in after.cases if one.stratum == "ASH/child_in_need"]
    assert [one.rank for one in own] == list(range(1, 11))
    assert [one.role for one in own] == ["sample"] * 5 + ["reserve"] * 5
    assert [one.case_ref for one in view.cases] == [one.case_ref for one in own[2:5]]
    assert [one.was for one in view.cases] == ["reserve", "reserve", "not ranked"]
    kept = {one.case_ref: (one.unit_id, one.rank, one.ticket) for one in before.cases}
    now = {one.case_ref: (one.unit_id, one.rank, one.ticket) for one in after.cases}
    assert now.items() >= kept.items()
    assert sorted(now.keys() - kept.keys()) == [f"ASH-{number:03d}" for number in range(9, 15)]
    (made,) = after.extensions
    assert (made.number, made.added, made.why) == (1, {"ASH/child_in_need": 3}, "more precision")
    assert (view.cases_before, view.cases_now, after.drawn, after.extended_by) == (8, 11, 11, 3)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


def test_new_cases_come_before_new_reserves_in_the_numbers_that_follow(drawn: Workspace) -> None:
    grow(drawn, by=6, authority="ash")
    new = [one for one in shown(drawn).cases if one.case_ref > "ASH-008" and one.authority == "ASH"]
    in_order = sorted(new, key=lambda one: (one.role != "sample", one.ticket))
    assert [one.case_ref for one in in_order] == [
        f"ASH-{number:03d}" for number in range(9, 9 + len(new))
    ]


def test_an_extension_over_all_is_shared_by_the_committed_plan(drawn: Workspace) -> None:
    view = grow(drawn, by=8)
    assert {one.stratum: one.added for one in view.strata} == {
        "ASH/child_in_need": 2,
        "ASH/child_protection": 2,
        "BRO/child_in_need": 2,
        "BRO/child_protection": 2,
    }
    make_review(drawn.folder, sample={**SAMPLE, "reserves": 3.0, "size": 99})
    changed = open_review(drawn.folder, later=True)
    more = grow(changed, by=4, authority="BRO")
    assert [(one.stratum, one.drawn_now, one.reserves_now) for one in more.strata] == [
        ("BRO/child_in_need", 6, 6),
        ("BRO/child_protection", 6, 6),
    ]


def test_the_size_may_be_named_instead_of_the_number(drawn: Workspace) -> None:
    assert grow(drawn, size=10).cases_now == 10
    grow(drawn, size=9, authority="ASH")
    assert sum(one.authority == "ASH" for one in shown(drawn).sample) == 9


def test_a_dry_run_says_what_would_come_and_changes_nothing(drawn: Workspace) -> None:
    before, first = dump(drawn), {one.case_ref for one in shown(drawn).sample}
    would = grow(drawn, dry_run=True, by=7, why="")
    assert dump(drawn) == before
    did = grow(drawn, by=7)
    assert replace(would, why=did.why, is_dry_run=False) == did
    new = {one.case_ref for one in did.cases}
    assert {one.case_ref for one in shown(drawn).sample} - new == first


def test_an_extension_of_nothing_or_less_is_refused_with_the_way_to_ask(drawn: Workspace) -> None:
    with pytest.raises(errors.FewerCasesError, match="`sample plan --size 5` shows"):
        grow(drawn, by=-3)
    with pytest.raises(errors.FewerCasesError, match="8 cases already") as caught:
        grow(drawn, size=8)
    assert "sample plan" not in caught.value.message
    with pytest.raises(errors.FewerCasesError, match="4 cases already") as caught:
        grow(drawn, size=3, authority="ASH")
    assert "sample plan" not in caught.value.message


@pytest.mark.parametrize(
    ("words", "error", "message"),
    [
        ({}, errors.HowManyError, "either --by"),
        ({"by": 1, "size": 9}, errors.HowManyError, "either --by"),
        ({"by": 1, "stratum": "ASH/other"}, errors.UnknownStratumError, "no ASH/other"),
        ({"by": 1, "authority": "ZZZ"}, errors.UnknownStratumError, "no ZZZ"),
        ({"by": 1, "why": " "}, errors.NoReasonError, "--why"),
        ({"by": 41}, ExtensionTooLargeError, "Ask for 40 at most"),
        ({"by": 11, "stratum": "ASH/child_in_need"}, ExtensionTooLargeError, "Ask for 10"),
    ],
)  # fmt: skip
def test_an_extension_that_cannot_be_is_refused_and_changes_nothing(
    words: dict[str, Any], error: type[Exception], message: str, drawn: Workspace
) -> None:
    before = dump(drawn)
    with pytest.raises(error, match=message):
        grow(drawn, **words)
    assert dump(drawn) == before


def test_a_reason_is_kept_on_one_line_and_must_be_readable(drawn: Workspace) -> None:
    assert grow(drawn, by=1, why="  more\n precision ").why == "more precision"
    for why in ("bell \x07", "half \udcff"):
        with pytest.raises(errors.UnreadableReasonError):
            grow(drawn, by=1, why=why)


def test_a_whole_stratum_can_be_taken_and_then_nobody_is_left(
    drawn: Workspace, tmp_path: Path
) -> None:
    view = grow(drawn, by=10, stratum="ASH/child_in_need")
    assert [(one.drawn_now, one.reserves_now) for one in view.strata] == [(12, 0)]
    check_everything(drawn, tmp_path)
    with pytest.raises(ExtensionTooLargeError, match="nobody left"):
        grow(drawn, by=1, stratum="ASH/child_in_need")


def test_only_a_lead_extends_a_draw_and_there_must_be_one(
    drawn: Workspace, stages: Stages, tmp_path: Path
) -> None:
    with pytest.raises(NotYourRoleError):
        grow(open_review(drawn.folder, person="ab"), by=1)
    before_the_seed = open_review(Path(shutil.copytree(stages["framed"], tmp_path / "framed")))
    with pytest.raises(errors.NotDrawnError):
        grow(before_the_seed, by=1, dry_run=True)


def test_a_frame_that_is_not_the_committed_one_is_not_extended(drawn: Workspace) -> None:
    with drawn.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "update frame_unit set eligibility = 'not_eligible' where unit_id = "
            "(select max(unit_id) from frame_unit where unit_id not in "
            "(select unit_id from drawn_unit))"
        )
    with pytest.raises(errors.FrameNotAsDrawnError, match="digest differs"):
        grow(drawn, by=1)


def test_a_ticket_that_somebody_changed_stops_the_extension(drawn: Workspace) -> None:
    with drawn.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "update drawn_unit set ticket = 'f' || substr(ticket, 2) where case_ref = 'ASH-001'"
        )
    with pytest.raises(errors.DrawRowsChangedError, match="sample verify"):
        grow(drawn, by=1)


def test_a_plan_that_is_not_kept_as_it_was_committed_is_not_gone_by(drawn: Workspace) -> None:
    with drawn.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "update document_version set content = replace(content, '\"size\":8', '\"size\":9') "
            "where kind = 'plan'"
        )
    with pytest.raises(errors.CommitmentBrokenError, match="the database keeps"):
        grow(drawn, by=1)


def test_an_extension_also_fills_what_losses_had_left_empty(
    drawn: Workspace, tmp_path: Path
) -> None:
    stratum = "BRO/child_protection"
    for _ in range(3):
        own = [one for one in shown(drawn).active if one.stratum == stratum]
        lose(drawn, own[0].case_ref)
    assert len([one for one in shown(drawn).active if one.stratum == stratum]) == 1
    view = grow(drawn, by=1, stratum=stratum)
    assert len(view.cases) == 2
    assert len([one for one in shown(drawn).active if one.stratum == stratum]) == 3
    check_everything(drawn, tmp_path)


def test_only_the_new_cases_get_readers_after_an_extension(drawn: Workspace) -> None:
    with drawn.work() as work:
        caseloads.assign_automatically(work, drawn.review)
    before = readers(drawn)
    view = grow(drawn, by=5)
    assert readers(drawn) == before
    with drawn.work() as work:
        caseloads.assign_automatically(work, drawn.review)
    after = readers(drawn)
    assert after.items() >= before.items()
    assert after.keys() - before.keys() == {one.case_ref for one in view.cases}


def readers(workspace: Workspace) -> dict[str, str]:
    with workspace.reading() as work:
        loads = caseloads.show(work, workspace.review)
    return {ref: one.inspector for one in loads for ref in one.cases}


def test_status_and_audit_trail_know_of_extensions(drawn: Workspace) -> None:
    grow(drawn, by=2)
    grow(drawn, by=1, why="and one more")
    with drawn.reading() as work:
        status = status_of(work, drawn.review)
    assert (status.extended_by, status.purposive) == (3, 0)
    assert "3 of 11 cases added by extension" in status.stage
    assert [one for one in actions(drawn) if one[0] == "draw.extend"][-1][1][
        "why"
    ] == "and one more"
    assert [one.number for one in shown(drawn).extensions] == [1, 2]
    assert check_database(drawn).faults == ()


# ------------------------------------------------------------------ cases picked by hand


def test_a_picked_reserve_is_read_and_keeps_its_ticket_and_no_rank(
    drawn: Workspace, tmp_path: Path
) -> None:
    ref = reserve(drawn)
    before = next(one for one in shown(drawn).cases if one.case_ref == ref)
    view = pick(drawn, ref.lower())
    after = next(one for one in shown(drawn).cases if one.case_ref == ref)
    assert (view.was, view.left) == ("reserve", 1)
    assert (after.rank, after.role, after.ticket) == (0, "purposive", before.ticket)
    assert (after.is_active, after.picked_because) == (True, "a serious case review")
    assert [one.case_ref for one in shown(drawn).purposive] == [ref]
    assert len(shown(drawn).sample) == 8
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    with drawn.reading() as work:
        flows = snapshots.live_flows(work, drawn.review, ())
        status = status_of(work, drawn.review)
    assert [(one.purposive, one.active) for one in flows] == [(1, 5), (0, 4)]
    assert status.purposive == 1
    assert "1 picked by hand" in status.stage


def test_a_child_beyond_the_reserves_is_picked_by_token_or_by_its_own_id(
    drawn: Workspace, tmp_path: Path
) -> None:
    key_file = drawn.keys.read("ASH")
    assert key_file is not None
    drawn_units = {one.unit_id for one in shown(drawn).cases}
    free = [(token, own) for token, own in key_file.local_ids.items() if token not in drawn_units]
    with drawn.reading() as work:
        eligible = {one.unit_id for one in eligible_units(work)}
    (token, _), (_, local_id), *_ = [one for one in free if one[0] in eligible]
    assert Tokeniser(bytes.fromhex(key_file.salt))(local_id) != token
    by_token = pick(drawn, token.upper())
    by_id = pick(drawn, authority="ash", child_id=f" {local_id} ")
    assert (by_token.case_ref, by_id.case_ref) == ("ASH-009", "ASH-010")
    assert (by_token.was, by_id.was, by_id.left) == ("not ranked", "not ranked", 0)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    assert local_id not in "\n".join(dump(drawn))


def test_the_own_id_of_a_child_is_in_no_message(drawn: Workspace) -> None:
    before = dump(drawn)
    attempts: list[Callable[[], object]] = [
        lambda: pick(drawn, "ASH00001"),
        lambda: pick(drawn, authority="ASH", child_id="ASH0000199"),
        lambda: pick(drawn, authority="ASH00001", child_id="ASH"),
        lambda: pick(drawn, authority="ASH", child_id="ASH00001", why="about ASH00001."),
        lambda: pick(drawn, "ASH-001", authority="ASH", child_id="ASH00001"),
        lambda: pick(drawn, authority="ASH"),
        lambda: pick(drawn, child_id="ASH00001"),
        lambda: pick(drawn),
        lambda: pick(drawn, reserve(drawn), why=" "),
    ]
    for attempt in attempts:
        with pytest.raises(UsageError) as caught:
            attempt()
        assert "ASH0000" not in str(caught.value)
    assert dump(drawn) == before


def test_a_key_file_of_another_salt_is_noticed(drawn: Workspace) -> None:
    drawn.keys.path("ASH").unlink()
    with pytest.raises(WrongKeyFileError, match="missing or is not the one"):
        pick(drawn, authority="ASH", child_id="ASH00001")
    drawn.keys.adopt_salt("ASH", "00" * 32)
    with pytest.raises(WrongKeyFileError):
        pick(drawn, authority="ASH", child_id="ASH00001")


def test_cases_are_picked_only_where_the_committed_plan_allows_it(
    stages: Stages, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(stages["framed"], tmp_path / "review"))
    without = {name: value for name, value in SAMPLE.items() if name != "purposive"}
    make_review(folder, sample=without)
    strict = open_review(folder, later=True)
    with strict.work() as work:
        samples.commit(work, strict.review)
    with strict.work() as work:
        samples.draw(work, strict.review, seed=SEED, source="a test", keys=strict.keys)
    make_review(folder, sample=SAMPLE)
    allowing = open_review(folder, later=True)
    with pytest.raises(errors.PurposiveNotAllowedError, match="before `sample commit`"):
        pick(allowing, reserve(allowing))


def test_no_more_are_picked_than_the_plan_allows_and_a_lost_one_makes_room(
    drawn: Workspace, tmp_path: Path
) -> None:
    refs = [reserve(drawn, number=1), reserve(drawn, number=2)]
    for ref in refs:
        pick(drawn, ref)
    third = reserve(drawn, "BRO/child_in_need")
    with pytest.raises(errors.TooManyPurposiveError, match="allows 2"):
        pick(drawn, third)
    lost = lose(drawn, refs[1])
    assert (lost.was_purposive, lost.replaced_by) == (True, None)
    assert pick(drawn, third).left == 0
    check_everything(drawn, tmp_path)
    with pytest.raises(errors.LostBeforeError, match=refs[1]):
        pick(drawn, refs[1])


def test_a_case_that_is_read_anyway_is_not_picked(drawn: Workspace) -> None:
    with pytest.raises(errors.AlreadyACaseError, match="ASH-001"):
        pick(drawn, "ASH-001")


@pytest.mark.one_engine("asks in the way of SQLite")
def test_a_child_outside_the_plans_rule_is_not_picked(drawn: Workspace) -> None:
    token = next(iter(one.unit_id for one in shown(drawn).cases if one.case_ref == "ASH-001"))
    with drawn.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "update frame_unit set eligibility = 'not_eligible' where unit_id = ?", (token,)
        )
    with pytest.raises(errors.NotEligibleError, match="list of ASH"):
        pick(drawn, token)


def test_only_a_lead_picks_cases(drawn: Workspace) -> None:
    with pytest.raises(NotYourRoleError):
        pick(open_review(drawn.folder, person="ab"), reserve(drawn))


def test_a_picked_case_whose_turn_comes_by_a_loss_belongs_to_the_sample(
    drawn: Workspace, tmp_path: Path
) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    first = next(one for one in shown(drawn).sample if one.stratum == "ASH/child_in_need")
    lost = lose(drawn, first.case_ref)
    assert (lost.replaced_by, lost.was_picked) == (ref, True)
    now = next(one for one in shown(drawn).cases if one.case_ref == ref)
    assert (now.rank, now.role, now.picked_because) == (3, "reserve", "a serious case review")
    assert shown(drawn).purposive == ()
    assert ("case.turn", {"case": ref, "rank": 3}) in actions(drawn)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0
    made = json.loads((tmp_path / "published" / "certificate.json").read_text(encoding="utf-8"))
    assert made["picked"] == [{"list_id": "ASH", "unit_id": now.unit_id}]


def test_a_picked_case_whose_turn_comes_by_an_extension_belongs_to_the_sample(
    drawn: Workspace, tmp_path: Path
) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    view = grow(drawn, by=1, stratum="ASH/child_in_need")
    assert [(one.case_ref, one.was) for one in view.cases] == [(ref, "purposive")]
    now = next(one for one in shown(drawn).cases if one.case_ref == ref)
    assert (now.rank, now.role) == (3, "sample")
    check_everything(drawn, tmp_path)


def test_a_child_beyond_the_reserves_waits_for_its_turn_when_the_order_reaches_it(
    drawn: Workspace, tmp_path: Path
) -> None:
    # The child with the last ticket of its stratum: its turn comes when all are taken.
    stratum = "ASH/child_in_need"
    census = grow(drawn, by=10, stratum=stratum, dry_run=True)
    last = next(one for one in census.cases if one.rank == 12)
    with drawn.reading() as work:
        units = eligible_units(work)
        known = {one.unit_id for one in samples.show(work).cases}
    unranked = [one.unit_id for one in units if one.stratum == stratum and one.unit_id not in known]
    refs = {}
    for token in sorted(unranked)[:2]:
        refs[pick(drawn, token).case_ref] = token
    grow(drawn, by=2, stratum=stratum)
    check_everything(drawn, tmp_path)
    grow(drawn, by=8, stratum=stratum)
    view = shown(drawn)
    assert view.purposive == ()
    assert {one.unit_id for one in view.sample if one.case_ref in refs} == set(refs.values())
    assert last.rank == max(one.rank for one in view.sample)
    check_everything(drawn, tmp_path)
    assert strange(tmp_path) == 0


def test_a_picked_case_that_was_lost_before_its_turn_counts_as_lost_when_it_comes(
    drawn: Workspace, tmp_path: Path
) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    lose(drawn, ref)
    with drawn.reading() as work:
        before = snapshots.live_flows(work, drawn.review, ())[0]
    assert (before.lost, before.purposive, before.active) == ({}, 0, 4)
    view = grow(drawn, by=1, stratum="ASH/child_in_need")
    assert [one.rank for one in view.cases] == [4]
    with drawn.reading() as work:
        after = snapshots.live_flows(work, drawn.review, ())[0]
    assert (after.lost, after.replaced, after.active) == ({"not_open": 1}, 1, 5)
    check_everything(drawn, tmp_path)


def test_a_picked_case_gets_a_reader_like_any_other(drawn: Workspace) -> None:
    ref = reserve(drawn)
    pick(drawn, ref)
    with drawn.work() as work:
        caseloads.assign_automatically(work, drawn.review)
    assert ref in readers(drawn)


# ------------------------------------------------------------------ anything that may happen


@dataclass(frozen=True)
class Doing:
    """Does to a review what a sequence of numbers says, where it can be done."""

    workspace: Workspace

    def do(self, kind: str, number: int) -> None:
        view = shown(self.workspace)
        if kind == "lose" and view.active:
            lose(self.workspace, view.active[number % len(view.active)].case_ref)
        elif kind == "extend":
            strata = [one for one in view.strata if one.drawn < one.population]
            if strata:
                grow(self.workspace, by=1, stratum=strata[number % len(strata)].stratum)
        elif kind == "add" and len(view.purposive) < 2:
            free = list(self._free(view))
            if free:
                pick(self.workspace, free[number % len(free)])

    def _free(self, view: DrawView) -> Iterator[str]:
        seen = {one.unit_id for one in view.cases if one.is_active or one.lost_because}
        with self.workspace.reading() as work:
            yield from (one.unit_id for one in eligible_units(work) if one.unit_id not in seen)


@one_in(5)
@given(
    st.lists(
        st.tuples(st.sampled_from(["lose", "extend", "add"]), st.integers(0, 99)),
        min_size=4,
        max_size=9,
    )
)
def test_whatever_happens_the_flow_reconciles_and_a_stranger_can_repeat_it(
    stages: Stages,
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int]],
) -> None:
    base = tmp_path_factory.mktemp("story")
    workspace = open_review(Path(shutil.copytree(stages["drawn"], base / "review")), later=True)
    for kind, number in steps:
        Doing(workspace).do(kind, number)
    check_everything(workspace, base)
    assert check_database(workspace).faults == ()
    workspace.database.close()


# ------------------------------------------------------------------ designs and other sizes


def test_designs_are_compared_at_another_size_without_touching_the_plan(framed: Workspace) -> None:
    before = dump(framed)
    with framed.reading() as work:
        plain = designs.compare_plans(work, framed.review)
        other = designs.compare_plans(work, framed.review, size=16)
    assert (plain.size, other.size) == (8, 16)
    assert [one.method for one in plain.designs] == ["power", "equal", "proportional", "neyman"]
    for small, large in zip(plain.designs, other.designs, strict=True):
        assert (small.overall or 0) > (large.overall or 1)
        assert sum(large.cases.values()) == sum(large.cases_by_case_type.values()) == 16
        assert large.by_case_type.keys() == {"child_in_need", "child_protection"}
    assert other.other_size is None
    assert dump(framed) == before


def test_a_size_that_cannot_be_is_refused(framed: Workspace) -> None:
    with framed.reading() as work:
        with pytest.raises(designs.SizeError):
            designs.compare_plans(work, framed.review, size=0)
        with pytest.raises(InfeasibleAllocationError, match="minimums add up to 8"):
            designs.compare_plans(work, framed.review, size=7)


def test_a_plan_that_lists_its_numbers_has_no_other_size(framed: Workspace) -> None:
    types = ("child_in_need", "child_protection")
    numbers = {f"{code}/{kind}": 2 for code in ("ASH", "BRO") for kind in types}
    allocation = {"method": "explicit", "explicit": numbers}
    make_review(framed.folder, sample={"size": 8, "allocation": allocation})
    listed = open_review(framed.folder)
    with listed.reading() as work:
        assert designs.compare_plans(work, listed.review, size=8).size == 8
        with pytest.raises(designs.ExplicitSizeError, match="method: explicit"):
            designs.compare_plans(work, listed.review, size=9)


def test_after_the_draw_another_size_says_which_cases_it_would_have_had(drawn: Workspace) -> None:
    grow(drawn, by=4)
    with drawn.reading() as work:
        smaller = designs.compare_plans(work, drawn.review, size=8).other_size
        larger = designs.compare_plans(work, drawn.review, size=44).other_size
    assert smaller is not None
    assert (smaller.size, smaller.drawn, smaller.also_taken) == (8, 12, ())
    assert [(one.rank, one.was) for one in smaller.not_taken] == [(3, "sample")] * 4
    assert larger is not None
    assert larger.not_taken == ()
    assert len(larger.also_taken) == 32
    assert {one.was for one in larger.also_taken} == {"reserve", "not ranked"}
    assert {bool(one.case_ref) for one in larger.also_taken if one.was == "reserve"} == {True}
    assert {one.case_ref for one in larger.also_taken if one.was == "not ranked"} == {""}


def test_another_size_goes_by_the_losses_so_far_and_knows_who_was_picked(drawn: Workspace) -> None:
    picked = reserve(drawn)
    pick(drawn, picked)
    lose(drawn, "BRO-001")
    with drawn.reading() as work:
        other = designs.compare_plans(work, drawn.review, size=12).other_size
    assert other is not None
    assert ("purposive", picked) in {(one.was, one.case_ref) for one in other.also_taken}
    assert "BRO-001" not in {one.case_ref for one in (*other.also_taken, *other.not_taken)}


def test_a_reserve_in_the_place_of_a_lost_case_is_a_case_of_the_sample(drawn: Workspace) -> None:
    grow(drawn, by=1, stratum="ASH/child_in_need")
    first = next(one for one in shown(drawn).sample if one.stratum == "ASH/child_in_need")
    came = lose(drawn, first.case_ref).replaced_by
    with drawn.reading() as work:
        other = designs.compare_plans(work, drawn.review, size=8).other_size
    assert other is not None
    assert [(one.case_ref, one.rank, one.was) for one in other.not_taken] == [(came, 4, "sample")]


def test_a_picture_shows_every_design_with_its_numbers(framed: Workspace, tmp_path: Path) -> None:
    with framed.reading() as work:
        for name in ("designs.svg", "designs.HTML"):
            designs.draw_picture(work, framed.review, tmp_path / name, size=12)
        with pytest.raises(designs.PictureFormatError, match="neither"):
            designs.draw_picture(work, framed.review, tmp_path / "designs.pdf")
    svg = (tmp_path / "designs.svg").read_text(encoding="utf-8")
    page = (tmp_path / "designs.HTML").read_text(encoding="utf-8")
    assert svg in page
    assert "a sample of 12" in svg
    for words in ("Ashmere", "Child in need", "power (the plan)", "Neyman", "no shares"):
        assert words in page
