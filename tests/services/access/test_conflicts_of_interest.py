"""Whoever has a conflict of interest with an authority is told nothing of single cases there."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import ConflictHoldsError
from inspect_tool.domain.figures.findings import SinglesOutError
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.caseloads import ConflictOfInterestError
from inspect_tool.services.moderation import second_reads
from inspect_tool.services.moderation.agreement import show_agreement
from inspect_tool.services.overview.status import status_of
from inspect_tool.services.publication import claims
from inspect_tool.services.records import record_list
from inspect_tool.services.retention.classes import PurgeClass
from inspect_tool.services.retention.purge import Place, Wanted, preview
from inspect_tool.services.workbooks.issue import write_workbooks
from inspect_tool.services.workbooks.returned import ReturnedView
from inspect_tool.workspace import Workspace
from tests.services.access.shared_review import CASES, change_team
from tests.small_review import take_workbooks
from tests.stages import Stages, by, copy_of


@pytest.fixture
def lead(keeper: Workspace) -> Workspace:
    change_team(keeper.folder, "le", not_for=["BRO"])
    return by(keeper, "le")


def explained(workspace: Workspace, reference: str) -> claims.ClaimExplained:
    with workspace.reading() as work:
        return claims.explain(work, workspace.review, reference, place=workspace.place)


def test_a_claim_counts_the_authority_and_does_not_name_its_cases(lead: Workspace) -> None:
    found = explained(lead, "drift")
    assert found.refs == (CASES.own, CASES.others, CASES.second)
    assert found.behind == {"cases": found.refs}
    assert (found.count, found.not_named) == (4, 1)
    assert explained(lead, "drift?authority=ASH").not_named == 0


def test_a_claim_about_a_few_cases_of_the_authority_is_refused(
    lead: Workspace, keeper: Workspace
) -> None:
    with pytest.raises(SinglesOutError):
        explained(lead, "drift?authority=BRO")
    assert explained(keeper, "drift?authority=BRO").base == 1


def test_status_counts_what_waits_without_the_authority(lead: Workspace, keeper: Workspace) -> None:
    def crossed_referred_and_asked(workspace: Workspace) -> list[str]:
        with workspace.reading() as work:
            notices = status_of(work, workspace.review).notices
        return [one.split(" ")[0] for one in notices if "see `case" in one]

    assert crossed_referred_and_asked(keeper) == ["8", "4", "8"]
    assert crossed_referred_and_asked(lead) == ["6", "3", "6"]
    assert crossed_referred_and_asked(by(keeper, "ab")) == ["6", "3", "6"]
    assert crossed_referred_and_asked(by(keeper, "wr")) == []


def test_an_inspector_is_told_of_no_disagreement(keeper: Workspace) -> None:
    def disagreements(person: str) -> list[str]:
        workspace = by(keeper, person)
        with workspace.reading() as work:
            notices = status_of(work, workspace.review).notices
        return [one.split(" ")[0] for one in notices if "between two readers" in one]

    assert disagreements("cd") == []
    assert disagreements("le") == ["3"]


def test_progress_of_the_authority_is_shown_as_numbers(lead: Workspace) -> None:
    with lead.reading() as work:
        found = {one.authority: one.to_read for one in status_of(work, lead.review).authorities}
        lines = record_list.list_lines(work, lead.review)
    assert found["BRO"] == 5
    assert not [line for line in lines if line.subject.startswith("BRO")]


def test_an_inspector_who_came_into_conflict_gets_no_workbook_from_anybody(
    keeper: Workspace, tmp_path: Path
) -> None:
    change_team(keeper.folder, "ef", not_for=["BRO"])
    expected = {"ef": ConflictHoldsError, "le": ConflictOfInterestError}
    for person, error in expected.items():
        workspace = by(keeper, person)
        with workspace.work() as work, pytest.raises(error, match="BRO"):
            write_workbooks(
                work,
                workspace.review,
                inspector="ef",
                folder=tmp_path / "out",
                keys=keeper.keys,
            )
    assert not (tmp_path / "out").exists()


def test_what_they_filled_in_before_is_taken_in_by_a_lead_without_one(
    keeper: Workspace, shared: Path
) -> None:
    change_team(keeper.folder, "ef", not_for=["BRO"])
    book = shared / "workbooks" / "BRO-ef.xlsx"

    def taken(person: str) -> tuple[ReturnedView, ...]:
        return take_workbooks(by(keeper, person), [book])

    with pytest.raises(ConflictHoldsError, match="ef has a conflict of interest with BRO"):
        taken("ef")
    assert taken("le")[0].problems == ()


def test_second_reads_are_drawn_over_all_authorities_and_shown_without_the_authority(
    stages: Stages, tmp_path: Path
) -> None:
    drawn = copy_of(stages["drawn"], tmp_path)
    change_team(drawn.folder, "ef", roles=["lead"], not_for=["BRO"])
    lead = by(drawn, "ef")
    with lead.work() as work:
        loads = caseloads.assign_automatically(work, lead.review)
        assert {code for load in loads for code in load.by_authority} == {"ASH"}
        shown = second_reads.draw_second_reads(work, lead.review)
        assert {view.authority for view in shown} <= {"ASH"}
    with drawn.reading() as work:
        everything = caseloads.show(work, drawn.review)
    assert {code for load in everything for code in load.by_authority} == {"ASH", "BRO"}
    assert {ref[:3] for load in everything for ref in load.second_reads} == {"ASH", "BRO"}


def test_agreement_is_shown_without_the_cases_of_the_authority(
    lead: Workspace, keeper: Workspace
) -> None:
    def cases(workspace: Workspace) -> tuple[int, int]:
        with workspace.reading() as work:
            view = show_agreement(work, workspace.review, by=AgreementBy.CRITERION)
        return view.cases, view.second_reads

    assert cases(keeper) == (3, 5)
    assert cases(lead) == (2, 4)


def test_keys_of_the_authority_alone_are_not_destroyed(lead: Workspace) -> None:
    place = Place(lead.folder, lead.keys)
    with lead.reading() as work:
        for code in ("BRO", "bro"):
            with pytest.raises(ConflictHoldsError):
                preview(work, lead.review, place, Wanted([PurgeClass.KEYS], code))
        assert preview(work, lead.review, place, Wanted([PurgeClass.KEYS], "ASH")).lines
