"""A record belongs to whoever reads the case, leads at the authority, or held the interview."""

from __future__ import annotations

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.services.assignment import caseloads, record_owners
from inspect_tool.services.assignment.record_owners import RecordOwners
from inspect_tool.workspace import Workspace
from tests.stages import second_read


def test_a_case_belongs_to_each_of_its_readers(assigned: Workspace) -> None:
    case, second = second_read(assigned)
    with assigned.reading() as work:
        owners = RecordOwners.of(work, assigned.review)
        loads = caseloads.show(work, assigned.review)
    first = next(load.inspector for load in loads if case in load.cases)
    assert owners.owner(SubjectKind.CASE, case, Reader.FIRST) == first
    assert owners.owner(SubjectKind.CASE, case, Reader.SECOND) == second
    assert first != second
    assert owners.owner(SubjectKind.CASE, "ASH-999", Reader.FIRST) == ""


def test_an_authority_belongs_to_who_reads_most_there_and_first_in_the_plan(
    assigned: Workspace,
) -> None:
    plan = [inspector.id for inspector in assigned.review.plan.inspectors()]
    with assigned.reading() as work:
        loads = caseloads.show(work, assigned.review)
        for code in ("ASH", "BRO"):
            read = {load.inspector: load.by_authority.get(code, 0) for load in loads}
            most = max(read.values())
            expected = next(inspector for inspector in plan if read[inspector] == most)
            assert record_owners.leads_authority(work, assigned.review, code) == expected
            owners = RecordOwners.of(work, assigned.review, code)
            assert owners.owner(SubjectKind.AUTHORITY, code, Reader.FIRST) == expected
        assert record_owners.leads_authority(work, assigned.review, "ZZZ") is None


def test_nobody_leads_before_the_cases_are_shared_out(drawn: Workspace) -> None:
    with drawn.reading() as work:
        assert record_owners.leads_authority(work, drawn.review, "ASH") is None


@pytest.mark.parametrize(
    ("kind", "ref", "who"),
    [
        (SubjectKind.INTERVIEW, "ASH-I-ab-01", "ab"),
        (SubjectKind.FOCUS_GROUP, "ASH-G-a-b-12", "a-b"),
        (SubjectKind.SURVEY, "ASH-S-staff-0012", ""),
    ],
)
def test_an_interview_or_group_names_who_heard_it(kind: SubjectKind, ref: str, who: str) -> None:
    assert record_owners.heard_by(kind, ref) == who
