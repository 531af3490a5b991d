"""From two authorities' lists to counted findings, with what may go wrong on the way."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.domain.access.refusals import NotYourCaseError, NotYourRoleError
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.findings import UnknownFieldError, UnknownMeasureError
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import live_flow, snapshots
from inspect_tool.services.figures.errors import SnapshotExistsError
from inspect_tool.services.frames import errors as frame_errors
from inspect_tool.services.frames import whose_return
from inspect_tool.services.frames.errors import (
    ChangedReturnError,
    FrameCommittedError,
    ReturnRefusedError,
)
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.errors import NotReadTwiceError, SecondReadsDrawnError
from inspect_tool.services.moderation.second_reads import draw_second_reads
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.records import history, records
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.errors import BadAnswerError, UnknownItemError
from inspect_tool.services.records.revisions import Saved
from inspect_tool.services.sampling import certificates, errors, samples, verification
from inspect_tool.services.workbooks.take_back import WORTH_A_PROCESS, read_workbooks
from inspect_tool.workspace import Workspace
from tests.case_workbook_factory import in_full
from tests.small_review import (
    SEED,
    check_database,
    make_return,
    make_review,
    open_review,
    take_return,
    take_workbooks,
)
from tests.stages import ANSWERS, Stages, by, dump, fill, issue, reader_of, second_read

pytestmark = pytest.mark.journeys

# --- frames ---------------------------------------------------------------------------------------


def test_importing_the_same_return_again_changes_nothing(framed: Workspace, tmp_path: Path) -> None:
    before = dump(framed)
    again = take_return(framed, [make_return(tmp_path / "in", "ASH")])
    assert again.outcome == "unchanged"
    assert dump(framed) == before


def test_a_changed_return_says_what_changes_before_it_is_taken(
    framed: Workspace, tmp_path: Path
) -> None:
    changed = make_return(tmp_path / "new", "ASH", children=13)
    before = dump(framed)
    with pytest.raises(ChangedReturnError, match="1 children added, 0 removed, 0 changed"):
        take_return(framed, [changed])
    assert dump(framed) == before
    assert take_return(framed, [changed], options=ImportOptions(accept_changes=True)).children == 13
    keys = framed.keys.read("ASH")
    assert keys is not None
    assert len(keys.local_ids) == 13


def test_a_dry_run_leaves_no_trace(review: Workspace, tmp_path: Path) -> None:
    before = dump(review)
    result = take_return(
        review, [make_return(tmp_path, "ASH")], options=ImportOptions(dry_run=True)
    )
    assert result.children == 12
    assert dump(review) == before
    assert not (review.folder / "keys").exists()


def test_a_refused_return_leaves_nothing_behind_but_its_list_of_problems(
    review: Workspace, tmp_path: Path
) -> None:
    folder = make_return(tmp_path, "ASH")
    for name in ("List 6.csv", "List 7.csv"):
        (folder / name).unlink()
    before = dump(review)
    problems = tmp_path / "problems.xlsx"
    with pytest.raises(ReturnRefusedError, match="cannot be taken as it is"):
        take_return(review, [folder], options=ImportOptions(problems_file=problems))
    assert dump(review) == before
    assert not list(review.folder.glob("keys/*"))
    sheet = openpyxl.load_workbook(problems).worksheets[0]
    assert sheet["A1"].value == "Problems in the return of Ashmere"
    assert [cell.value for cell in sheet[3]][:4] == ["File", "Sheet", "Row", "Column"]
    assert "refused" in {row[5].value for row in sheet.iter_rows(min_row=4)}


def test_names_of_children_and_workers_and_local_ids_stay_out_of_the_database(
    framed: Workspace,
) -> None:
    stored = "\n".join(dump(framed))
    assert "ASH00001" not in stored
    assert "Worker 1" not in stored
    keys = framed.keys.read("ASH")
    assert keys is not None
    assert "ASH00001" in keys.local_ids.values()
    assert (framed.folder / "keys" / "ASH.json").stat().st_mode & 0o077 == 0


def test_a_return_is_told_by_its_name_or_by_the_option(review: Workspace, tmp_path: Path) -> None:
    named = make_return(tmp_path, "ASH").rename(tmp_path / "ashmere annex a")
    assert whose_return.authority_of(review.review, [named], None).code == "ASH"
    other = named.rename(tmp_path / "return of 2013")
    with pytest.raises(frame_errors.WhichAuthorityError, match="--authority"):
        whose_return.authority_of(review.review, [other], None)
    assert whose_return.authority_of(review.review, [other], "bro").code == "BRO"
    with pytest.raises(frame_errors.UnknownAuthorityError, match="ASH, BRO"):
        whose_return.authority_of(review.review, [other], "ZZZ")


def test_only_a_lead_takes_returns(review: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotYourRoleError, match="needs the role of lead"):
        take_return(by(review, "ab"), [make_return(tmp_path, "ASH")])


# --- the draw -------------------------------------------------------------------------------------


def test_nothing_is_drawn_without_a_commitment(framed: Workspace) -> None:
    with framed.work() as work, pytest.raises(errors.NotCommittedError):
        samples.draw(work, framed.review, seed=SEED, source="a test", keys=framed.keys)


def test_a_commitment_needs_every_authority(review: Workspace, tmp_path: Path) -> None:
    take_return(review, [make_return(tmp_path, "ASH")])
    with review.work() as work, pytest.raises(errors.FramesMissingError, match="BRO"):
        samples.commit(work, review.review)


def test_a_committed_frame_cannot_be_replaced_until_the_commitment_is_withdrawn(
    framed: Workspace, tmp_path: Path
) -> None:
    with framed.work() as work:
        samples.commit(work, framed.review)
    changed = make_return(tmp_path / "new", "ASH", children=13)
    options = ImportOptions(accept_changes=True)
    with pytest.raises(FrameCommittedError, match="--withdraw"):
        take_return(framed, [changed], options=options)
    with framed.work() as work:
        assert samples.withdraw(work) == "small-1"
    take_return(framed, [changed], options=options)
    with framed.work() as work:
        assert samples.commit(work, framed.review).draw_id == "small-2"


def test_there_is_one_commitment_and_one_draw(drawn: Workspace) -> None:
    with drawn.work() as work:
        with pytest.raises(errors.AlreadyCommittedError):
            samples.commit(work, drawn.review)
        with pytest.raises(errors.AlreadyDrawnError):
            samples.draw(work, drawn.review, seed=SEED, source="again", keys=drawn.keys)
        with pytest.raises(errors.AlreadyDrawnError):
            samples.withdraw(work)


def test_a_plan_that_changed_after_the_commitment_is_refused(framed: Workspace) -> None:
    with framed.work() as work:
        samples.commit(work, framed.review)
    make_review(framed.folder, sample={"size": 9, "allocation": {"method": "power", "minimum": 2}})
    changed = open_review(framed.folder)
    with changed.work() as work, pytest.raises(errors.CommitmentBrokenError, match="The plan"):
        samples.draw(work, changed.review, seed=SEED, source="a test", keys=changed.keys)


def test_a_lost_case_is_replaced_by_the_next_of_its_stratum(drawn: Workspace) -> None:
    with drawn.work() as work:
        view = samples.show(work)
        case = view.active[0]
        lost = samples.lose(work, case_ref=case.case_ref, reason=LossReason.MOVED_AWAY, note="")
        after = samples.show(work)
    same = [one for one in after.cases if one.stratum == case.stratum]
    came = next(one for one in same if one.case_ref == lost.replaced_by)
    assert (came.rank, came.role) == (3, "reserve")
    assert len(after.active) == len(view.active)
    with drawn.work() as work:
        with pytest.raises(errors.CaseNotInUseError):
            samples.lose(work, case_ref=case.case_ref, reason=LossReason.MOVED_AWAY)
        with pytest.raises(errors.UnknownCaseError):
            samples.lose(work, case_ref="ASH-999", reason=LossReason.MOVED_AWAY)


def test_the_certificate_verifies_and_a_changed_one_does_not(
    drawn: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "published" / "certificate.json"
    with drawn.work() as work:
        samples.lose(work, case_ref="ASH-001", reason=LossReason.NOT_OPEN)
        certificates.write_certificate(work, path, templates=drawn.templates)
    assert verification.verify_certificate_file(path).problems == ()
    forged = json.loads(path.read_text())
    forged["losses"] = []
    path.write_text(json.dumps(forged))
    assert verification.verify_certificate_file(path).problems


def test_requests_name_the_authoritys_own_ids_and_are_private(
    drawn: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "ASH.csv"
    with drawn.work() as work:
        number = certificates.write_requests(
            work, drawn.review, authority="ASH", path=path, keys=drawn.keys
        )
    lines = path.read_text().splitlines()
    assert len(lines) == number + 1
    assert all(line.split(",")[1].startswith("ASH0") for line in lines[1:])
    assert path.stat().st_mode & 0o077 == 0


# --- caseloads ------------------------------------------------------------------------------------


def test_a_replacement_gets_a_reader_and_nobody_elses_caseload_changes(assigned: Workspace) -> None:
    with assigned.work() as work:
        before = {one.inspector: set(one.cases) for one in caseloads.show(work, assigned.review)}
        lost = samples.lose(work, case_ref="ASH-001", reason=LossReason.NOT_OPEN)
        caseloads.assign_automatically(work, assigned.review)
        after = {one.inspector: set(one.cases) for one in caseloads.show(work, assigned.review)}
    assert lost.replaced_by in set().union(*after.values())
    for inspector, cases in before.items():
        assert cases - {"ASH-001"} <= after[inspector]


def test_a_case_moves_only_to_an_inspector_who_may_read_it_and_only_before_answers(
    recorded: Workspace,
) -> None:
    with recorded.work() as work:
        reader = reader_of(recorded, "ASH-001")
        other = another_inspector(recorded, "ASH-001")
        with pytest.raises(caseloads.ReaderHasAnsweredError, match=reader):
            caseloads.move(work, recorded.review, case_ref="ASH-001", inspector=other)
        with pytest.raises(caseloads.UnknownInspectorError):
            caseloads.move(work, recorded.review, case_ref="ASH-001", inspector="zz")
        with pytest.raises(errors.UnknownCaseError):
            caseloads.move(work, recorded.review, case_ref="ASH-099", inspector=other)


def another_inspector(workspace: Workspace, case_ref: str) -> str:
    """An inspector who reads the case neither first nor second."""
    with workspace.reading() as work:
        return next(
            one.inspector
            for one in caseloads.show(work, workspace.review)
            if case_ref not in (*one.cases, *one.second_reads)
        )


def test_a_case_is_moved_before_it_is_read(assigned: Workspace) -> None:
    other = another_inspector(assigned, "ASH-001")
    with assigned.work() as work:
        caseloads.move(work, assigned.review, case_ref="ash-001", inspector=other)
    assert reader_of(assigned, "ASH-001") == other


def test_the_second_reader_is_never_the_first(assigned: Workspace) -> None:
    with assigned.reading() as work:
        for one in caseloads.show(work, assigned.review):
            assert not set(one.cases) & set(one.second_reads)
    with assigned.work() as work, pytest.raises(SecondReadsDrawnError):
        draw_second_reads(work, assigned.review)


# --- case workbooks -------------------------------------------------------------------------------


def test_an_unchanged_workbook_changes_nothing(assigned: Workspace, tmp_path: Path) -> None:
    paths = issue(assigned, tmp_path / "out")
    before = dump(assigned)
    taken = take_workbooks(assigned, paths)
    assert {one.changed for one in taken} == {0}
    assert dump(assigned) == before


def test_a_workbook_that_was_only_saved_again_is_not_even_read_through(
    assigned: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = issue(assigned, tmp_path / "out")
    for path in paths:
        openpyxl.load_workbook(path).save(path)
    before = dump(assigned)
    monkeypatch.setattr("inspect_tool.readers.case_workbook.workbook.understand", None)

    taken = take_workbooks(assigned, paths)

    assert {(one.changed, one.problems) for one in taken} == {(0, ())}
    assert all(one.unchanged for one in taken)
    assert dump(assigned) == before


def test_taking_a_workbook_twice_changes_nothing_the_second_time(
    recorded: Workspace, stages: Stages
) -> None:
    before = dump(recorded)
    taken = take_workbooks(recorded, sorted(stages["workbooks"].glob("*.xlsx")))
    assert {one.changed for one in taken} == {0}
    assert dump(recorded) == before


def test_many_workbooks_are_read_by_several_processes_in_their_order(
    recorded: Workspace, stages: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    paths = sorted(stages["workbooks"].glob("*.xlsx"))
    many = (paths * WORTH_A_PROCESS)[: WORTH_A_PROCESS + 1]
    read = in_full(read_workbooks(recorded.review, many, keys=recorded.keys))
    assert [returned.problems for returned in read] == [()] * len(many)
    assert all(returned.entries for returned in read)
    one_by_one = [
        in_full(read_workbooks(recorded.review, [path], keys=recorded.keys))[0].identity
        for path in paths
    ]
    assert [returned.identity for returned in read] == (one_by_one * len(many))[: len(many)]


def test_a_dry_run_of_a_workbook_says_what_it_would_change(
    assigned: Workspace, tmp_path: Path
) -> None:
    path = issue(assigned, tmp_path / "out")[0]
    fill(path, ANSWERS)
    before = dump(assigned)
    (taken,) = take_workbooks(assigned, [path], dry_run=True)
    assert taken.changed > 0
    assert dump(assigned) == before


def test_an_edit_of_an_answer_that_changed_meanwhile_is_kept_beside_it(
    recorded: Workspace, tmp_path: Path
) -> None:
    reader = reader_of(recorded, "ASH-001")
    second = tmp_path / "second"
    issue(recorded, second)
    path = second / f"ASH-{reader}.xlsx"
    fill(path, {"judgement:HARM.1": "Good"}, only="ASH-001")
    lead = by(recorded, "ef")
    with lead.work() as work:
        saved = answer_item(
            work,
            lead.review,
            ref="ASH-001",
            item_id="HARM.1",
            given=Given("Requires improvement", None, "seen with the manager", reason="read it"),
        )
    assert saved is Saved.CHANGED
    (taken,) = take_workbooks(recorded, [path])
    assert taken.conflicts == ("ASH-001 HARM.1",)
    with recorded.reading() as work:
        items = history.show_subject(work, recorded.review, "ASH-001")
    judgement = next(one for one in items if one.item_id == "HARM.1" and one.reader is Reader.FIRST)
    assert judgement.in_conflict
    said = [one.answer for one in judgement.revisions]
    assert said == ["inadequate", "requires_improvement", "good"]


def test_a_workbook_of_a_case_lost_meanwhile_is_reported_and_taken_for_the_others(
    assigned: Workspace, tmp_path: Path
) -> None:
    reader = reader_of(assigned, "ASH-001")
    issue(assigned, tmp_path / "out")
    path = tmp_path / "out" / f"ASH-{reader}.xlsx"
    fill(path, ANSWERS)
    with assigned.work() as work:
        samples.lose(work, case_ref="ASH-001", reason=LossReason.NOT_OPEN)
    (taken,) = take_workbooks(assigned, [path])
    assert {one.kind for one in taken.problems} == {"not-their-case"}
    assert taken.changed > 0


def test_nobody_takes_in_somebody_elses_workbook_but_a_lead(
    assigned: Workspace, tmp_path: Path
) -> None:
    issue(assigned, tmp_path / "out")
    path = tmp_path / "out" / f"ASH-{reader_of(assigned, 'ASH-001')}.xlsx"
    other = "cd" if path.stem.endswith("ab") else "ab"
    fill(path, ANSWERS)
    with pytest.raises(NotYourCaseError):
        take_workbooks(by(assigned, other), [path])


# --- moderation and counting ----------------------------------------------------------------------


def test_a_disagreement_is_queued_settled_and_counted_as_settled(recorded: Workspace) -> None:
    case, reader = second_read(recorded)
    inspector = by(recorded, reader)
    with inspector.work() as work:
        answer_item(
            work,
            inspector.review,
            ref=case,
            item_id="HARM.1",
            given=Given("good", None, "other view"),
        )
    with recorded.work() as work:
        (difference,) = decisions.queue(work, recorded.review)
        assert (difference.case_ref, difference.first, difference.second) == (
            case,
            "inadequate",
            "good",
        )
        decisions.decide(
            work, recorded.review, case_ref=case, item_id="HARM.1", value="good", why="both read"
        )
        (settled,) = decisions.queue(work, recorded.review)
        assert settled.decided == "good"
        snapshots.take(work, recorded.review, "final")
        evidence = snapshots.figures(work, recorded.review)
    judged = {one.subject.ref: one.judgement("HARM.1") for one in evidence.records}
    assert judged.pop(case) == "good"
    assert set(judged.values()) == {"inadequate"}
    assert evidence.total.adjudicated == 1


def test_only_a_case_with_two_reads_is_adjudicated(recorded: Workspace) -> None:
    case, _ = second_read(recorded)
    with recorded.work() as work:
        loads = caseloads.show(work, recorded.review)
        twice = {ref for load in loads for ref in load.second_reads}
        once = next(one.case_ref for one in samples.show(work).active if one.case_ref not in twice)
        with pytest.raises(NotReadTwiceError):
            decisions.decide(
                work, recorded.review, case_ref=once, item_id="HARM.1", value="good", why="x"
            )
        with pytest.raises(UnknownItemError):
            decisions.decide(
                work, recorded.review, case_ref=case, item_id="NONE.1", value="good", why="x"
            )
        with pytest.raises(BadAnswerError, match="Choose one of"):
            decisions.decide(
                work, recorded.review, case_ref=case, item_id="HARM.1", value="fine", why="x"
            )


def test_the_flow_reconciles_from_frame_to_counted_case(recorded: Workspace) -> None:
    with recorded.work() as work:
        *_, total = live_flow.flow(work, recorded.review)
    assert (total.frame, total.drawn, total.read, total.counted) == (24, 8, 8, 8)
    assert total.read_twice == 2


def test_figures_come_from_the_snapshot_and_not_from_what_followed(recorded: Workspace) -> None:
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "first")
    lead = by(recorded, "ef")
    with lead.work() as work:
        answer_item(
            work,
            lead.review,
            ref="ASH-001",
            item_id="HARM.1.a",
            given=Given("no", None, "", reason="read it"),
        )
    with recorded.work() as work:
        snapshots.take(work, recorded.review, "second")
        first = snapshots.figures(work, recorded.review, "first")
        second = snapshots.figures(work, recorded.review)
        assert [one.name for one in snapshots.list_snapshots(work)] == ["first", "second"]
    drift = [findings.table(one, "left_too_long")[0] for one in (first, second)]
    assert drift[0].count == drift[1].count + ("ASH-001" in drift[0].base_refs)
    assert first.digest != second.digest
    with recorded.work() as work, pytest.raises(SnapshotExistsError):
        snapshots.take(work, recorded.review, "first")


def test_figures_are_refused_without_a_snapshot_or_for_unknown_names(recorded: Workspace) -> None:
    with recorded.work() as work:
        with pytest.raises(snapshots.NoSnapshotError):
            snapshots.figures(work, recorded.review)
        snapshots.take(work, recorded.review, "first")
        with pytest.raises(snapshots.UnknownSnapshotError):
            snapshots.figures(work, recorded.review, "other")
        evidence = snapshots.figures(work, recorded.review)
    with pytest.raises(UnknownMeasureError, match="left_too_long"):
        findings.table(evidence, "nothing")
    with pytest.raises(UnknownFieldError, match="case_type"):
        findings.table(evidence, "drift", by="nothing")


def test_an_incomplete_record_is_named_and_not_counted(assigned: Workspace, tmp_path: Path) -> None:
    paths = issue(assigned, tmp_path / "out")
    for path in paths:
        fill(path, {"question:HARM.1.a": "Yes"})
    take_workbooks(assigned, paths)
    with assigned.work() as work:
        view = snapshots.take(work, assigned.review, "early")
    assert view.cases == 0
    assert "ASH-001" in view.not_counted


def test_a_second_reader_does_not_see_the_first_record(recorded: Workspace) -> None:
    case, reader = second_read(recorded)
    inspector = by(recorded, reader)
    with inspector.reading() as work:
        items = history.show_subject(work, inspector.review, case)
    assert {one.reader for one in items} == {Reader.SECOND}


def test_status_says_what_to_do_next_at_every_stage(review: Workspace, tmp_path: Path) -> None:
    def step() -> str:
        with review.reading() as work:
            return status_of(work, review.review).next_step

    assert "`frame import` for ASH, BRO" in step()
    for code in ("ASH", "BRO"):
        take_return(review, [make_return(tmp_path / "in", code)])
    assert "sample commit" in step()
    with review.work() as work:
        samples.commit(work, review.review)
    assert "sample draw" in step()
    with review.work() as work:
        samples.draw(work, review.review, seed=SEED, source="a test", keys=review.keys)
    assert "assign auto" in step()
    with review.work() as work:
        caseloads.assign_automatically(work, review.review)
    assert "case export" in step()
    paths = issue(review, tmp_path / "out")
    for path in paths:
        fill(path, ANSWERS)
    take_workbooks(review, paths)
    assert "snapshot take" in step()
    with review.work() as work:
        snapshots.take(work, review.review, "final")
    assert "report build" in step()


@pytest.mark.one_engine("changes the file in the way of SQLite")
def test_the_audit_trail_holds_and_shows_a_changed_row(recorded: Workspace) -> None:
    assert check_database(recorded).faults == ()
    connection = recorded.database.engine.raw_connection()
    driver = connection.driver_connection
    assert driver is not None
    driver.execute("drop trigger audit_entry_no_update")
    driver.execute("update audit_entry set actor='zz' where stream='ASH' and sequence=1")
    connection.close()
    faults = check_database(recorded).faults
    assert any("audit trail of ASH is broken at entry 1" in fault for fault in faults)


def test_records_are_listed_with_their_standing(recorded: Workspace) -> None:
    with recorded.reading() as work:
        views = records.list_records(work, recorded.review)
    cases = [one for one in views if one.subject.kind == "case"]
    assert {one.standing for one in cases} == {"complete"}
    assert sum(one.reader is Reader.SECOND for one in cases) == 2
