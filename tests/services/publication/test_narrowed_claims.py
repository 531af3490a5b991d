"""A claim that names an authority, a case type or another measure counts those cases alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import claims
from inspect_tool.workspace import Workspace
from tests.stages import copy_of


@pytest.fixture
def review(sampled_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(sampled_once, tmp_path)


@pytest.fixture
def figures(review: Workspace) -> SnapshotFigures:
    with review.reading() as work:
        return snapshots.figures(work, review.review)


def had_drift(record: RecordFacts) -> bool:
    given = record.answers.get("HARM.1.b")
    return given is not None and given.value == "yes"


NARROWED: dict[str, Callable[[RecordFacts], bool]] = {
    "authority=ASH": lambda record: record.subject.authority == "ASH",
    "authority=BRO": lambda record: record.subject.authority == "BRO",
    "case_type=child_in_need": lambda record: record.field("case_type") == "child_in_need",
    "case_type=child_protection": lambda record: record.field("case_type") == "child_protection",
    "authority=ASH&case_type=child_in_need": lambda record: (
        record.subject.authority == "ASH" and record.field("case_type") == "child_in_need"
    ),
}


@pytest.mark.parametrize("narrowing", NARROWED)
def test_a_narrowed_claim_counts_what_it_names(figures: SnapshotFigures, narrowing: str) -> None:
    records = [record for record in figures.records if NARROWED[narrowing](record)]
    expected = [record.subject.ref for record in records if had_drift(record)]
    found = count_for(figures, parse_claim_reference(f"drift?{narrowing}"))
    assert 0 < len(records) < len(figures.records)
    assert (found.count, found.base) == (len(expected), len(records))
    assert sorted(found.refs) == sorted(expected)


def test_parts_add_up_to_the_whole(figures: SnapshotFigures) -> None:
    whole = count_for(figures, parse_claim_reference("drift"))
    for field, values in (
        ("authority", ("ASH", "BRO")),
        ("case_type", ("child_in_need", "child_protection")),
    ):
        parts = [count_for(figures, parse_claim_reference(f"drift?{field}={v}")) for v in values]
        assert sum(part.count for part in parts) == whole.count
        assert sum(part.base for part in parts) == whole.base
        assert len({part.base for part in parts}) > 1, "bases that differ, so that none is another"


def test_a_claim_of_the_base_names_the_cases_of_the_base(figures: SnapshotFigures) -> None:
    found = count_for(figures, parse_claim_reference("drift?authority=ASH&count=base"))
    refs = [record.subject.ref for record in figures.records if record.subject.authority == "ASH"]
    assert sorted(found.refs) == sorted(refs)


def test_explaining_a_narrowed_claim_gives_the_same_count(review: Workspace) -> None:
    with review.reading() as work:
        figures = snapshots.figures(work, review.review)
        expected = count_for(figures, parse_claim_reference("drift?authority=BRO"))
        explained = claims.explain(work, review.review, "drift?authority=BRO", place=review.place)
    assert (explained.count, explained.base) == (expected.count, expected.base)
    assert explained.title.endswith("in BRO")
