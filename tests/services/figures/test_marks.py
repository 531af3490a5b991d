"""Good practice: marked by whoever reads the evidence, found again, and taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inspect_tool.domain.access.refusals import ConflictHoldsError
from inspect_tool.domain.people import KEEPER, Actor
from inspect_tool.domain.records.evidence_view import EvidenceView
from inspect_tool.services.figures.evidence import NoSuchEvidenceError
from inspect_tool.services.figures.marks import MarkStandsError, mark_evidence
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace
from tests.services.figures.test_evidence_found import (
    DRIFT,
    NOT_FOR_ASH,
    WRITER,
    find,
    names,
    note,
    show,
)
from tests.small_review import START
from tests.stages import copy_of

NAME = f"ASH-002/{DRIFT}"


@pytest.fixture
def noted(sampled_once: Path, tmp_path: Path) -> Workspace:
    workspace = copy_of(sampled_once, tmp_path)
    note(workspace, "ASH-002", DRIFT, "The damson tree by the school.")
    return workspace


def mark(workspace: Workspace, actor: Actor = WRITER, *, good: bool = True) -> EvidenceView:
    with workspace.database.transaction(actor, START + timedelta(days=400)) as work:
        return mark_evidence(work, workspace.review, NAME, is_good_practice=good)


def test_a_mark_says_by_whom_and_when_and_is_found_again(noted: Workspace) -> None:
    assert names(find(noted, good_practice=True)) == []
    marked = mark(noted)
    assert (marked.marked_by, marked.marked_at) == ("wr", START + timedelta(days=400))
    assert names(find(noted, good_practice=True)) == [NAME]
    assert not show(noted, NAME).piece.has_changed_since_marked


def test_a_mark_is_taken_back_and_stays_in_the_history(noted: Workspace) -> None:
    with pytest.raises(MarkStandsError, match="not marked"):
        mark(noted, good=False)
    mark(noted)
    with pytest.raises(MarkStandsError, match="--not-good-practice"):
        mark(noted)
    assert not mark(noted, KEEPER, good=False).is_good_practice
    assert names(find(noted, good_practice=True)) == []
    with noted.reading() as work:
        kept = queries.revisions_of_authority(work, "ASH", "ASH-002")
        marks = sorted((row.number, row.author) for row in kept if row.item_kind == "mark")
    assert [author for _, author in marks] == ["wr", KEEPER.id]


def test_what_the_actor_may_not_see_is_not_marked(noted: Workspace) -> None:
    with pytest.raises((NoSuchEvidenceError, ConflictHoldsError)):
        mark(noted, NOT_FOR_ASH)


def test_words_that_change_after_the_mark_are_told(noted: Workspace) -> None:
    mark(noted)
    with noted.database.transaction(KEEPER, START + timedelta(days=500)) as work:
        answer_item(
            work, noted.review, ref="ASH-002", item_id=DRIFT,
            given=Given("yes", note="The damson tree was cut."),
        )  # fmt: skip
    assert show(noted, NAME).piece.has_changed_since_marked
