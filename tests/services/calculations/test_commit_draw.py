"""`calc draw --commit`: what is fixed before the seed, and draws that it does not allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspect_tool.errors import UsageError
from inspect_tool.services.calculations.as_committed import NotAsCommittedError
from inspect_tool.services.calculations.commit_draw import (
    ByTicketAloneError,
    CommitmentUnreadableError,
    SeedBeforeDueError,
    commit_to_draw,
    drawn_as_committed,
    write_commitment_file,
)
from inspect_tool.services.calculations.draw import DrawRequest, calculate_draw

SEED = "83920175563810294857"
COMMITTED, DUE = "2026-07-01T09:00:00+00:00", "2026-07-02T20:00:00+00:00"
AFTER = datetime(2026, 7, 2, 20, 5, tzinfo=UTC)
REQUEST = DrawRequest(
    draw_id="a-draw", seed="", size=2, committed_at=COMMITTED, seed_source="the Lotto"
)


def frame_of(folder: Path, units: int = 6) -> Path:
    path = folder / "frame.csv"
    rows = "".join(f"L,u{number},s\n" for number in range(units))
    path.write_text(f"list_id,unit_id,stratum\n{rows}", encoding="utf-8")
    return path


def published(folder: Path) -> Path:
    path = folder / "commitment.json"
    write_commitment_file(commit_to_draw(frame_of(folder), REQUEST, seed_due_at=DUE), path)
    return path


def asked(**changes: str) -> DrawRequest:
    return replace(DrawRequest(draw_id="", seed=SEED), **changes)  # type: ignore[arg-type]


def test_a_draw_goes_by_its_commitment_in_everything_but_the_seed(tmp_path: Path) -> None:
    wanted = drawn_as_committed(published(tmp_path), asked(), now=AFTER)
    assert (wanted.draw_id, wanted.seed_source) == ("a-draw", "the Lotto")
    assert (wanted.committed_at, wanted.seeded_at) == (COMMITTED, AFTER.isoformat())
    drawn = calculate_draw(tmp_path / "frame.csv", wanted)
    assert len(drawn.rows) == 2
    assert drawn.certificate is not None
    assert drawn.certificate.draw.draw_id == "a-draw"


def test_another_frame_is_not_drawn_from(tmp_path: Path) -> None:
    wanted = drawn_as_committed(published(tmp_path), asked(), now=AFTER)
    with pytest.raises(NotAsCommittedError, match="The frame is not what was committed"):
        calculate_draw(frame_of(tmp_path, units=7), wanted)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"draw_id": "another"}, UsageError),
        ({"seed_source": "dice"}, UsageError),
        ({"seeded_at": "2026-07-02T19:59:59+00:00"}, SeedBeforeDueError),
        ({"seeded_at": "yesterday"}, SeedBeforeDueError),
    ],
)
def test_what_contradicts_the_commitment_is_refused(
    tmp_path: Path, changes: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        drawn_as_committed(published(tmp_path), asked(**changes), now=AFTER)


def test_a_file_that_is_not_there_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(CommitmentUnreadableError, match=r"none\.json cannot be read"):
        drawn_as_committed(tmp_path / "none.json", asked(), now=AFTER)


def test_only_draws_by_ticket_with_a_seed_to_come_are_committed_to(tmp_path: Path) -> None:
    with pytest.raises(ByTicketAloneError):
        commit_to_draw(frame_of(tmp_path), replace(REQUEST, method="systematic"))
    for due in ("tomorrow", COMMITTED, "2026-06-30T09:00:00+00:00"):
        with pytest.raises(UsageError, match="still to come"):
            commit_to_draw(frame_of(tmp_path), REQUEST, seed_due_at=due)
