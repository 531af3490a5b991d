"""The benchmark of a team at work does what it says: two inspectors, two seconds, one kill."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.team import Options, measure


@pytest.mark.proof(part=0)
def test_two_inspectors_at_work_lose_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = Options(people=2, minutes=2 / 60, every=0.2, postgresql=False)
    team = measure(tmp_path, options)
    assert team.kept
    assert len(team.down) == 1, "the server was not killed"
    assert not team.errors
    told = capsys.readouterr().out
    assert f"not in the database: 0 of {len(team.kept)}" in told
