"""A case is moved to another inspector only where that inspector may read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.assignment.caseloads import (
    ConflictOfInterestError,
    SecondReaderError,
    UnknownInspectorError,
)
from inspect_tool.services.sampling.errors import UnknownCaseError
from inspect_tool.workspace import Workspace
from tests.factories import a_plan
from tests.small_review import make_review, open_review
from tests.stages import Stages, copy_of, reader_of, second_read


def move(workspace: Workspace, case_ref: str, inspector: str) -> None:
    with workspace.work() as work:
        caseloads.move(work, workspace.review, case_ref=case_ref, inspector=inspector)


@pytest.fixture
def stranger_to_ashmere(stages: Stages, tmp_path: Path) -> Workspace:
    """Cases are shared out; then an inspector joins who must not read those of ASH."""
    workspace = copy_of(stages["assigned"], tmp_path)
    team = a_plan().model_dump(mode="json")["team"]
    joined = {"id": "gh", "name": "G. H.", "roles": ["inspector"], "not_for": ["ASH"]}
    make_review(workspace.folder, salted=False, team=[*team, joined])
    return open_review(workspace.folder, later=True)


def test_a_conflict_of_interest_keeps_a_case_where_it_is(stranger_to_ashmere: Workspace) -> None:
    before = reader_of(stranger_to_ashmere, "ASH-001")
    with pytest.raises(ConflictOfInterestError, match="gh"):
        move(stranger_to_ashmere, "ASH-001", "gh")
    assert reader_of(stranger_to_ashmere, "ASH-001") == before


def test_the_conflict_is_with_that_authority_alone(stranger_to_ashmere: Workspace) -> None:
    move(stranger_to_ashmere, "BRO-001", "gh")
    assert reader_of(stranger_to_ashmere, "BRO-001") == "gh"


def test_the_second_reader_of_a_case_cannot_become_its_first(assigned: Workspace) -> None:
    case, reader = second_read(assigned)
    before = reader_of(assigned, case)
    with pytest.raises(SecondReaderError, match=case):
        move(assigned, case, reader)
    assert reader_of(assigned, case) == before


def test_an_inspector_or_a_case_that_does_not_exist_is_named(assigned: Workspace) -> None:
    with pytest.raises(UnknownInspectorError, match="zz"):
        move(assigned, "ASH-001", "zz")
    with pytest.raises(UnknownCaseError, match="ASH-999"):
        move(assigned, "ASH-999", "ab")
