"""What a snapshot keeps comes back as it was, and its digest tells every change."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.services.figures import contents, sample, snapshots
from inspect_tool.store import snapshot_queries
from inspect_tool.workspace import Workspace
from tests.stages import copy_of


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture
def figures(review: Workspace) -> SnapshotFigures:
    with review.reading() as work:
        return snapshots.figures(work, review.review)


def kept(figures: SnapshotFigures) -> list[dict[str, Any]]:
    return [contents.kept_record("final", record, in_force="1.0.0") for record in figures.records]


def test_a_record_is_kept_in_the_types_of_json_without_its_notes(figures: SnapshotFigures) -> None:
    rows = kept(figures)
    assert json.loads(json.dumps(rows)) == rows
    assert {len(answer) for row in rows for answer in row["content"]["answers"].values()} == {2}
    assert {row["subject_kind"] for row in rows} == {"case"}


def test_the_digest_does_not_go_by_the_order_of_records_and_tells_every_change(
    review: Workspace, figures: SnapshotFigures
) -> None:
    with review.reading() as work:
        row = snapshot_queries.snapshots(work)[-1]
        digest = row.digest
        rows = [record._asdict() for record in snapshot_queries.snapshot_records(work, row.name)]
        assert [{**one, "snapshot": "final", "salt": ""} for one in rows] == kept(figures)
        assert contents.digest_of(row, rows) == digest
        assert contents.digest_of(row, rows[::-1]) == digest
        assert contents.digest_of(row, rows[1:]) != digest
        for name, value in (("authority", "ZZZ"), ("subject_ref", "ASH-999")):
            changed = [{**rows[0], name: value}, *rows[1:]]
            assert contents.digest_of(row, changed) != digest
        other = copy.deepcopy(rows)
        other[0]["content"]["answers"]["HARM.1.b"] = ["no", "not_recorded"]
        assert contents.digest_of(row, other) != digest


def test_the_sample_comes_back_from_what_was_kept(figures: SnapshotFigures) -> None:
    assert figures.ledger is not None
    kept_sample = json.loads(json.dumps(sample.ledger_to_json(figures.ledger)))
    assert sample.ledger_from_json(kept_sample) == figures.ledger
    assert any(unit.kind is not None for unit in figures.ledger.units)
    assert sample.ledger_from_json({}) is None
