"""Who read which record: once for each person, record and day, and nothing of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inspect_tool.services.review import readings
from inspect_tool.store import audit_queries
from inspect_tool.store.audit_queries import READ
from inspect_tool.workspace import Workspace
from tests.small_review import START, make_review, open_review

CASE, OTHER = ("ASH", "ASH-001"), ("BRO", "BRO-001")


@pytest.fixture
def review(tmp_path: Path) -> Workspace:
    return replace(open_review(make_review(tmp_path / "review")), clock=lambda: START)


def read(review: Workspace, *shown: tuple[str, str]) -> None:
    with review.work() as work:
        readings.note_readings(work, shown)


def noted(review: Workspace) -> list[tuple[str, str, object]]:
    with review.reading_as_found() as work:
        return sorted(
            (row.stream, row.actor, row.details)
            for row in audit_queries.entries_of_action(work, READ)
        )


def test_a_record_is_noted_once_a_day_for_each_person(review: Workspace) -> None:
    read(review, CASE, OTHER)
    read(review, CASE)
    assert noted(review) == [
        ("ASH", "keeper", {"refs": ["ASH-001"]}),
        ("BRO", "keeper", {"refs": ["BRO-001"]}),
    ]
    read(replace(review, clock=lambda: START + timedelta(days=1)), CASE)
    assert len(noted(review)) == 3


def test_nothing_is_looked_up_where_nothing_was_shown(review: Workspace) -> None:
    with review.reading() as work:
        assert readings.not_noted(work) == frozenset()
        work.shown.add(CASE)
        assert readings.not_noted(work) == {CASE}


def test_who_only_read_did_nothing(review: Workspace) -> None:
    read(review, CASE)
    with review.reading() as work:
        assert [act.action for act in audit_queries.acts_of(work, "keeper")].count(READ) == 0
