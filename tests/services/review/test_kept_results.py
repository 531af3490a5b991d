"""Results that are kept: for one person, until something is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.errors import RefusedError
from inspect_tool.services.review import kept_results
from inspect_tool.services.review.kept_results import KeptResults
from inspect_tool.workspace import Workspace
from tests.small_review import make_return, make_review, open_review, take_return


@pytest.fixture
def review(tmp_path: Path) -> Workspace:
    opened = open_review(make_review(tmp_path / "review"))
    take_return(opened, [make_return(tmp_path / "in", "BRO")])
    return opened


def test_before_anything_is_written_nothing_is_kept(tmp_path: Path) -> None:
    looks, empty = Looks(), open_review(make_review(tmp_path / "review"))
    assert [looks.at(empty), looks.at(empty)] == [1, 2]


class Looks:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.kept: KeptResults[int] = KeptResults()
        self.number = 0

    def __call__(self) -> int:
        self.number += 1
        return self.number

    def at(self, review: Workspace, also: str = "") -> int:
        with review.reading() as work:
            return self.kept.of(work, review.review, self, also=also)


def test_a_result_is_kept_for_one_person_and_one_thing_that_was_asked(review: Workspace) -> None:
    looks, lead = Looks(), review.acting_as("ef")
    assert [looks.at(lead), looks.at(lead), looks.at(lead, "more")] == [1, 1, 2]
    assert looks.at(review.acting_as("ab")) == 3
    assert looks.at(lead) == 1


def test_whatever_is_written_ends_it(review: Workspace, tmp_path: Path) -> None:
    looks, lead = Looks(), review.acting_as("ef")
    assert [looks.at(lead), looks.at(lead)] == [1, 1]
    take_return(review, [make_return(tmp_path / "in", "ASH")])
    assert [looks.at(lead), looks.at(lead)] == [2, 2]


def test_the_oldest_goes_where_many_are_kept(
    review: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_results, "MOST_KEPT", 2)
    looks, lead = Looks(), review.acting_as("ef")
    assert [looks.at(lead, also) for also in "abab"] == [1, 2, 1, 2]
    assert [looks.at(lead, also) for also in "ca"] == [3, 4]


def test_a_refusal_is_not_kept(review: Workspace) -> None:
    kept: KeptResults[int] = KeptResults()

    def refuse() -> int:
        raise RefusedError("no")

    lead = review.acting_as("ef")
    with lead.reading() as work:
        with pytest.raises(RefusedError):
            kept.of(work, lead.review, refuse)
        assert kept.of(work, lead.review, lambda: 1) == 1
