"""An authority leaves: nothing of it is read or counted, and everything says that it left."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.estimates import estimates_section
from inspect_tool.domain.report.figures import figure_for, statistics_for
from inspect_tool.domain.report.flow_tables import (
    flow_table,
    losses_table,
    progress_table,
    response_table,
)
from inspect_tool.domain.report.tables import authorities_table, cases_table
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import live_flow, snapshots
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import records
from inspect_tool.services.records.answering import refer_back
from inspect_tool.services.records.referrals import list_referrals
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.sampling import (
    amended_losses,
    certificates,
    errors,
    extension,
    samples,
    verification,
    withdrawal,
)
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.services.sampling.withdrawal import (
    DayToComeError,
    LastAuthorityError,
    NotWithdrawnError,
    WithdrawalCountedError,
    WithdrawalView,
    WithdrewAlreadyError,
)
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace, shipped_folder
from tests.services.figures.test_estimates import drawn_authorities
from tests.services.publication.test_report_estimates import chapter, content_of
from tests.services.sampling.test_samples import strange
from tests.small_review import check_database
from tests.stages import copy_of, dump

pytestmark = pytest.mark.journeys

WHY = "another inspection took its place."
DAY = date(2013, 10, 7)


@pytest.fixture
def counted(sampled_once: Path, tmp_path: Path) -> Workspace:
    """ASH and BRO, read and counted in the snapshot `final`."""
    return copy_of(sampled_once, tmp_path)


def withdraw(
    workspace: Workspace, code: str = "BRO", *, dry_run: bool = False, **words: object
) -> WithdrawalView:
    given = {"reason": WHY, "on": DAY, **words}
    with workspace.reading() if dry_run else workspace.work() as work:
        return withdrawal.withdraw_authority(
            work,
            workspace.review,
            authority=code,
            dry_run=dry_run,
            **given,  # type: ignore[arg-type]
        )


def figures_after(workspace: Workspace, name: str = "after") -> SnapshotFigures:
    with workspace.work() as work:
        snapshots.take(work, workspace.review, name)
    with workspace.reading() as work:
        return snapshots.figures(work, workspace.review, name)


def figures_of(workspace: Workspace, name: str) -> SnapshotFigures:
    with workspace.reading() as work:
        return snapshots.figures(work, workspace.review, name)


# --- what leaves


def test_no_case_of_it_is_read_and_what_was_recorded_stays_stored(counted: Workspace) -> None:
    with counted.reading() as work:
        before = samples.show(work).active
        stored = len(queries.revisions_of_authority(work, "BRO"))
    own = [case for case in before if case.authority == "BRO"]
    view = withdraw(counted)
    assert (view.cases, view.begun, view.left) == (len(own), len(own) - 1, 1)
    assert (view.on, view.reason, view.name) == ("2013-10-07", WHY, "Broadfold")
    with counted.reading() as work:
        assert {case.authority for case in samples.show(work).active} == {"ASH"}
        views = records.list_records(work, counted.review)
        assert {one.subject.authority for one in views} == {"ASH"}
        assert len(queries.revisions_of_authority(work, "BRO")) == stored
        (entry,) = [row for row in queries.audit_entries(work) if row.action.startswith("authori")]
        assert (entry.stream, entry.details) == ("BRO", {"on": "2013-10-07", "cases": len(own)})
    assert check_database(counted).faults == ()


def test_its_interviews_and_its_own_record_leave_with_it(counted: Workspace) -> None:
    spoken = {}
    for code in ("ASH", "BRO"):
        ref = f"{code}-I-ab-01"
        edit = Edit(
            Subject(SubjectKind.INTERVIEW, code, ref),
            Reader.FIRST,
            ItemKind.QUESTION,
            "HARM.1.a",
            Answer("yes"),
            "ab",
            None,
            "a test",
        )
        with counted.work() as work:
            save(work, counted.review, edit)
        spoken[code] = ref
    for expected in (set(spoken.values()), {spoken["ASH"]}):
        with counted.reading() as work:
            views = records.list_records(work, counted.review)
        assert {view.subject.ref for view in views if "-I-" in view.subject.ref} == expected
        if len(expected) > 1:
            withdraw(counted)


def test_a_child_who_was_referred_back_is_not_forgotten(counted: Workspace) -> None:
    with counted.work() as work:
        refer_back(
            work,
            counted.review,
            ref="BRO-001",
            on="07/10/2013",
            to="the duty team",
            concern="alone",
        )
    withdraw(counted)
    with counted.reading() as work:
        assert [one.case_ref for one in list_referrals(work, counted.review)] == ["BRO-001"]


def test_certificate_and_verifiers_know_that_it_left(counted: Workspace, tmp_path: Path) -> None:
    withdraw(counted)
    path = tmp_path / "published" / "certificate.json"
    with counted.reading() as work:
        certificates.write_certificate(work, path, templates=shipped_folder("templates"))
    made = json.loads(path.read_text(encoding="utf-8"))
    assert {one["list_id"] for one in made["active"]} == {"ASH"}
    assert [(one["list_id"], one["on"], one["why"]) for one in made["withdrawn"]] == [
        ("BRO", "2013-10-07", WHY)
    ]
    assert verification.verify_certificate_file(path).problems == ()
    assert strange(tmp_path) == 0


def test_status_says_it_and_nothing_of_it_is_left_to_do(counted: Workspace) -> None:
    withdraw(counted)
    with counted.reading() as work:
        status = status_of(work, counted.review)
    assert "1 authority withdrew" in status.stage
    (bro,) = [one for one in status.authorities if one.authority == "BRO"]
    assert (bro.to_read, bro.read, bro.next_step) == (0, 0, "withdrew on 2013-10-07")


def test_a_dry_run_needs_no_reason_and_changes_nothing(counted: Workspace) -> None:
    before = dump(counted)
    view = withdraw(counted, dry_run=True, reason="")
    assert view.is_dry_run
    assert view.cases
    assert dump(counted) == before


def test_an_extension_passes_it_by_and_nothing_of_its_sample_changes(counted: Workspace) -> None:
    with counted.reading() as work:
        before = extension.extend(work, Growth(by=4, why="more"), dry_run=True)
        assert "BRO" in {one.authority for one in before.strata}
        cases = samples.show(work).cases
    lost = next(one.case_ref for one in cases if one.lost_because and one.authority == "BRO")
    withdraw(counted)
    with counted.reading() as work:
        view = extension.extend(work, Growth(by=4, why="more"), dry_run=True)
        assert {one.authority for one in view.strata} == {"ASH"}
        with pytest.raises(errors.AuthorityWithdrewError):
            extension.extend(work, Growth(by=1, authority="BRO", why="more"), dry_run=True)
        with pytest.raises(errors.AuthorityWithdrewError):
            extension.extend(work, Growth(by=1, stratum="BRO/child_in_need"), dry_run=True)
        with pytest.raises(errors.AuthorityWithdrewError):
            amended_losses.take_back_loss(work, case_ref=lost, reason="typed wrong")


# --- what is said


def test_counts_say_how_many_were_inspected(counted: Workspace) -> None:
    before = figures_of(counted, "final")
    withdraw(counted)
    after = figures_after(counted)
    claim = parse_claim_reference("authorities")
    assert count_for(before, claim).refs == ("ASH", "BRO")
    assert count_for(after, claim).refs == ("ASH",)
    assert statistics_for(after, ("authorities",)).items[0].figure == "1"
    assert [row.header for row in cases_table(after, {}).rows] == ["Ashmere", "All"]
    assert {record.subject.authority for record in after.records} == {"ASH"}


def test_a_snapshot_from_before_keeps_what_it_counted(counted: Workspace) -> None:
    before = figures_of(counted, "final")
    withdraw(counted)
    again = figures_of(counted, "final")
    assert (again.digest, again.total, again.inspected) == (
        before.digest,
        before.total,
        ("ASH", "BRO"),
    )


@pytest.mark.every_run
def test_the_flow_reconciles_and_shows_the_cases_that_left(counted: Workspace) -> None:
    before = figures_of(counted, "final").total
    gone = withdraw(counted).cases
    after = figures_after(counted)
    total = after.total
    assert (total.drawn, total.lost, total.replaced) == (before.drawn, before.lost, before.replaced)
    assert (total.withdrawn, total.active) == (gone, before.active - gone)
    table = flow_table(after, {})
    assert [column.heading for column in table.columns][-3:-1] == ["Withdrawn", "Examined"]
    assert "Broadfold (BRO) withdrew from the inspection on 7 October 2013: another" in table.note
    assert losses_table(after, {}).rows[-2].cells == (gone,)
    chart = figure_for(after, "flow", {}).chart
    said = [(loss.reason, loss.count) for loss in chart.steps[2].losses]  # type: ignore[union-attr]
    assert ("the authority withdrew from the inspection", gone) in said
    with counted.reading() as work:
        live = progress_table(live_flow.flow(work, counted.review))
    assert "− withdrawn = to read" in live.note


def test_without_a_withdrawal_no_table_speaks_of_one(counted: Workspace) -> None:
    figures = figures_of(counted, "final")
    assert "Withdrawn" not in [column.heading for column in flow_table(figures, {}).columns]
    assert "withdr" not in flow_table(figures, {}).note + authorities_table(figures, {}).note


@pytest.mark.every_run
def test_cover_annex_and_methodology_say_that_it_withdrew(counted: Workspace) -> None:
    withdraw(counted)
    content = content_of(counted, figures_after(counted))
    (cases,) = [fact.value for fact in content.cover_facts if fact.label == "Cases examined"]
    assert cases.endswith(", in 1 local authority; 1 withdrew")
    (annex,) = chapter(content, "annex-authorities").blocks
    assert [row.header for row in annex.rows] == ["Ashmere"]  # type: ignore[union-attr]
    assert "None of its cases is counted." in annex.note  # type: ignore[union-attr]


@pytest.mark.every_run
def test_estimates_are_of_those_who_stayed_and_say_so(counted: Workspace) -> None:
    """What BRO's lost cases told before it left is no answer either."""
    before = figures_of(counted, "final")
    withdraw(counted)
    after = figures_after(counted)
    (_, ash, _) = estimates.table(before, "drift", by="authority").rows
    total = estimates.table(after, "drift").rows[0]
    assert ash.estimate is not None
    assert total.estimate is not None
    assert (total.estimate.p, total.estimate.lo, total.estimate.hi) == (
        ash.estimate.p,
        ash.estimate.lo,
        ash.estimate.hi,
    )
    assert after.ledger is not None
    assert {unit.authority for unit in after.ledger.known} == {"ASH"}
    (note,) = [one for one in estimates.notes_of(after.ledger) if "BRO" in one]
    assert note.startswith("BRO withdrew from the inspection on 7 October 2013: another inspection")
    assert "the estimates are not about them" in note
    assert "The authority inspected has no known chance" in estimates.describes(after)
    words = str(estimates_section(after, has_table=False))
    assert "could not be had because their authority withdrew; no other case stands" in words
    response = {one.authority: one for one in estimates.response(after)}
    assert (response["BRO"].known, response["BRO"].out_of_scope) == (0, {})
    note = response_table(after, estimates.response(after)).note
    assert "Of an authority that withdrew nothing is known" in note


def test_where_authorities_were_drawn_those_who_stayed_stand_for_it(counted: Workspace) -> None:
    withdraw(counted)
    drawn = drawn_authorities(figures_after(counted), "1/4", "1/2")
    total = estimates.table(drawn, "drift").rows[0]
    assert total.estimate is not None
    assert total.all_authorities is not None
    assert total.all_authorities.p == pytest.approx(total.estimate.p)
    # ASH's 12 children over 1/4 are 48, BRO's 12 over 1/2 are 24: 48 of 72 children stayed.
    assert total.all_authorities.sum_w == pytest.approx(total.estimate.sum_w * 4 * 72 / 48)
    assert drawn.ledger is not None
    assert "the others that were drawn with it stand for it" in estimates.notes_of(drawn.ledger)[0]


def test_an_authority_without_a_counted_case_is_not_said_to_be_inspected(
    sampled_once: Path, tmp_path: Path
) -> None:
    """Each of its cases was lost one by one, without any withdrawal."""
    workspace = copy_of(sampled_once, tmp_path)
    while True:
        with workspace.reading() as work:
            own = [one for one in samples.show(work).active if one.authority == "BRO"]
        if not own:
            break
        with workspace.work() as work:
            samples.lose(
                work,
                case_ref=own[0].case_ref,
                reason=LossReason.FILE_NOT_AVAILABLE,
                note="a test",
                after_reading=True,
            )
    after = figures_after(workspace)
    assert after.inspected == ("ASH",)
    content = content_of(workspace, after)
    (cases,) = [fact.value for fact in content.cover_facts if fact.label == "Cases examined"]
    assert cases.endswith(", in 1 local authority")
    assert (
        "Of the review, and with nothing counted: Broadfold." in authorities_table(after, {}).note
    )


# --- taken back


def test_it_comes_back_with_all_its_cases_while_no_snapshot_counted_without_it(
    counted: Workspace,
) -> None:
    before = figures_after(counted, "before")
    withdraw(counted)
    with counted.work() as work:
        view = withdrawal.take_back_withdrawal(
            work, counted.review, authority="bro", reason="a misunderstanding"
        )
    assert view.cases == len([ref for ref in before.named(_refs(before)) if ref[:3] == "BRO"]) + 1
    after = figures_after(counted)
    assert (after.total, after.inspected) == (before.total, ("ASH", "BRO"))
    assert after.digest == before.digest
    withdraw(counted)  # and may leave again
    assert check_database(counted).faults == ()


def _refs(figures: SnapshotFigures) -> list[str]:
    return [record.subject.ref for record in figures.records if "-" in record.subject.ref]


def test_once_figures_depend_on_it_the_leaving_stands(counted: Workspace) -> None:
    withdraw(counted)
    figures_after(counted)
    before = dump(counted)
    with (
        pytest.raises(WithdrawalCountedError, match="snapshot after counted without it"),
        counted.work() as work,
    ):
        withdrawal.take_back_withdrawal(work, counted.review, authority="BRO", reason="back")
    assert dump(counted) == before


def test_what_makes_no_sense_is_refused(counted: Workspace) -> None:
    before = dump(counted)
    with pytest.raises(NotWithdrawnError), counted.work() as work:
        withdrawal.take_back_withdrawal(work, counted.review, authority="BRO", reason="back")
    for words, error in (
        ({"code": "ZZZ"}, UsageError),
        ({"reason": " "}, errors.NoReasonError),
        ({"on": date(2030, 1, 1)}, DayToComeError),
    ):
        with pytest.raises(error):
            withdraw(counted, **words)
    assert dump(counted) == before
    withdraw(counted)
    with pytest.raises(WithdrewAlreadyError, match="2013-10-07"):
        withdraw(counted)
    with pytest.raises(LastAuthorityError):
        withdraw(counted, "ASH")


def test_before_the_draw_the_plan_is_changed_instead(framed: Workspace) -> None:
    with pytest.raises(errors.NotDrawnError):
        withdraw(framed)
