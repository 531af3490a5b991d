"""A child whom nobody could find again is noticed before the sample is drawn or sent out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspect_tool.services.assignment import caseloads
from inspect_tool.services.frames.keys import IdsMissingError
from inspect_tool.services.review.signing import SigningKeyMissingError
from inspect_tool.services.sampling import certificates, samples
from inspect_tool.services.sampling.errors import NotDrawnError
from inspect_tool.services.workbooks import issue
from inspect_tool.workspace import Workspace
from tests.small_review import (
    SEED,
    make_return,
    make_review,
    open_review,
    take_return,
)

pytestmark = pytest.mark.journeys


@pytest.fixture
def committed(tmp_path: Path) -> Workspace:
    workspace = open_review(make_review(tmp_path / "review"))
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(tmp_path / "in", code)])
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    return workspace


@pytest.fixture
def assigned(committed: Workspace) -> Workspace:
    draw(committed)
    with committed.work() as work:
        caseloads.assign_automatically(work, committed.review)
    return committed


def draw(workspace: Workspace) -> None:
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)


def forget(workspace: Workspace, authority: str, number: int) -> None:
    """Take the ids of some children out of a key file, the first by token."""
    path = workspace.keys.path(authority)
    content = json.loads(path.read_text(encoding="utf-8"))
    for token in sorted(content["local_ids"])[:number]:
        del content["local_ids"][token]
    path.write_text(json.dumps(content), encoding="utf-8")


def issue_all(workspace: Workspace, folder: Path) -> None:
    with workspace.work() as work:
        loads = [load for load in caseloads.show(work, workspace.review) if load.cases]
        for load in loads:
            issue.write_workbooks(
                work,
                workspace.review,
                inspector=load.inspector,
                folder=folder,
                keys=workspace.keys,
            )


def test_a_draw_is_refused_while_a_child_has_no_id_and_says_where(committed: Workspace) -> None:
    forget(committed, "ASH", 12)
    with pytest.raises(IdsMissingError, match=r"ASH: \d+ \(.*import the same returns again"):
        draw(committed)
    with committed.reading() as work, pytest.raises(NotDrawnError):
        samples.show(work)


def test_importing_the_same_return_again_repairs_the_keys(
    committed: Workspace, tmp_path: Path
) -> None:
    whole = committed.keys.path("ASH").read_bytes()
    forget(committed, "ASH", 3)
    result = take_return(committed, [make_return(tmp_path / "again", "ASH")])
    assert result.outcome == "keys repaired"
    assert committed.keys.path("ASH").read_bytes() == whole
    draw(committed)


def test_a_return_that_repairs_nothing_stays_unchanged(
    committed: Workspace, tmp_path: Path
) -> None:
    assert take_return(committed, [make_return(tmp_path / "again", "ASH")]).outcome == "unchanged"


def test_requests_and_workbooks_name_the_cases_that_nobody_could_find(
    assigned: Workspace, tmp_path: Path
) -> None:
    forget(assigned, "BRO", 12)
    with assigned.work() as work, pytest.raises(IdsMissingError, match=r"BRO: \d \(BRO-001, "):
        certificates.write_requests(
            work, assigned.review, authority="BRO", path=tmp_path / "BRO.csv", keys=assigned.keys
        )
    with pytest.raises(IdsMissingError, match="BRO-0"):
        issue_all(assigned, tmp_path / "out")
    assert not (tmp_path / "BRO.csv").exists()
    assert not list(tmp_path.glob("out/BRO-*"))


def test_the_key_file_of_another_authority_is_no_key_file(assigned: Workspace) -> None:
    ash, bro = (assigned.keys.path(code) for code in ("ASH", "BRO"))
    bro.write_bytes(ash.read_bytes())
    with assigned.work() as work, pytest.raises(IdsMissingError, match="BRO-001"):
        certificates.write_requests(
            work, assigned.review, authority="BRO", path=ash.with_name("x"), keys=assigned.keys
        )


def test_no_second_signing_key_is_made_once_workbooks_were_issued(
    assigned: Workspace, tmp_path: Path
) -> None:
    issue_all(assigned, tmp_path / "out")
    (assigned.keys.folder / "signing.key").unlink()
    with pytest.raises(SigningKeyMissingError):
        issue_all(assigned, tmp_path / "again")
    assert not assigned.keys.has_signing_key()
