"""Order never comes from a clock: one that stands still, runs back or jumps changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, cycle
from pathlib import Path

import pytest

from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.returns import ImportOptions
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.history import show_subject
from inspect_tool.services.sampling import certificates, extension, samples, verification
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.workspace import Workspace
from tests.framed_fields import fields_of, keep_fields
from tests.small_review import SEED, START, check_database, make_return, make_review, take_return

pytestmark = pytest.mark.journeys

Clock = Callable[[], datetime]


def standing_still() -> Clock:
    return lambda: START


def running_back() -> Clock:
    minutes = count()
    return lambda: START - timedelta(minutes=next(minutes))


def jumping() -> Clock:
    hours: Iterator[int] = cycle((0, 9000, -5, 3, -9000, 1))
    return lambda: START + timedelta(hours=next(hours))


@pytest.fixture(
    scope="module",
    params=[standing_still, running_back, jumping],
    ids=["standing still", "running back", "jumping"],
)
def journey(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A review up to a third snapshot, with a corrected return, losses and extensions."""
    folder = tmp_path_factory.mktemp("clock")
    allocation = {"method": "power", "minimum": 1}
    make_review(folder / "review", sample={"size": 6, "reserves": 2.0, "allocation": allocation})
    workspace = replace(Workspace.open(folder / "review"), clock=request.param())
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(folder / "in", code)])
    corrected = make_return(folder / "corrected", "ASH", children=14)
    take_return(workspace, [corrected], options=ImportOptions(accept_changes=True))
    keep_fields(workspace)
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.withdraw(work)
    with workspace.work() as work:
        samples.commit(work, workspace.review)
    with workspace.work() as work:
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
    for _ in range(2):
        lose_the_first(workspace)
        with workspace.work() as work:
            fields = fields_of(workspace.folder)
            extension.extend(work, Growth(by=1, why="a test"), taken_back=fields)
    with workspace.work() as work:
        caseloads.assign_automatically(work, workspace.review)
    for value in ("yes", "no", "yes"):
        answer(workspace, value)
        with workspace.work() as work:
            snapshots.take(work, workspace.review, f"{value} {len(snapshots.list_snapshots(work))}")
    return workspace


def lose_the_first(workspace: Workspace) -> None:
    with workspace.work() as work:
        case = samples.show(work).active[0].case_ref
        samples.lose(work, case_ref=case, reason=LossReason.FILE_NOT_AVAILABLE)


def answer(workspace: Workspace, value: str) -> None:
    with workspace.work() as work:
        for case in samples.show(work).active:
            answers = {"HARM.1.a": value, "HARM.1.b": value, "HARM.1": "inadequate"}
            for item, given in answers.items():
                answer_item(
                    work,
                    workspace.review,
                    ref=case.case_ref,
                    item_id=item,
                    given=Given(given, None, ""),
                )


def test_the_return_that_came_last_is_in_force_and_every_child_has_an_id(
    journey: Workspace,
) -> None:
    keys = journey.keys.read("ASH")
    assert keys is not None
    assert len(keys.local_ids) == 14
    with journey.reading() as work:
        assert len(certificates.certificate_of(work).units) > 0
    assert not journey.keys.has_staged()


def test_the_snapshot_that_was_taken_last_is_the_newest(journey: Workspace) -> None:
    with journey.reading() as work:
        names = [snapshot.name for snapshot in snapshots.list_snapshots(work)]
        assert names == ["yes 0", "no 1", "yes 2"]
        assert snapshots.figures(work, journey.review).name == "yes 2"


def test_the_answer_that_was_given_last_is_in_force_and_the_history_is_in_order(
    journey: Workspace,
) -> None:
    with journey.reading() as work:
        case = samples.show(work).active[0].case_ref
        (item,) = (
            item for item in show_subject(work, journey.review, case) if item.item_id == "HARM.1.a"
        )
    assert item.answer == "yes"
    assert [revision.answer for revision in item.revisions] == ["yes", "no", "yes"]


def test_the_certificate_holds_with_losses_and_extensions_in_order(
    journey: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "published" / "certificate.json"
    with journey.reading() as work:
        certificates.write_certificate(work, path, templates=journey.templates)
    found = verification.verify_certificate_file(path)
    assert [problem.message for problem in found.problems] == []


def test_the_audit_trail_and_the_database_hold(journey: Workspace) -> None:
    assert check_database(journey).faults == ()
