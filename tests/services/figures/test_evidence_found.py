"""Evidence for whoever writes: listed, searched and shown, as far as they may see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.access.refusals import NotYourRoleError
from inspect_tool.domain.figures import findings
from inspect_tool.domain.people import KEEPER, Actor, Role
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.evidence_view import EvidenceName
from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.evidence import (
    EvidencePage,
    EvidenceShown,
    EvidenceWanted,
    NoSuchChoiceError,
    NoSuchEvidenceError,
    NoWordsError,
    find_evidence,
    search_evidence,
    show_evidence,
)
from inspect_tool.services.records.answering import Given, answer_item
from inspect_tool.services.records.errors import UnknownItemError
from inspect_tool.services.records.revisions import Edit, save
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.services.sampling import samples
from inspect_tool.store import queries
from inspect_tool.workspace import Workspace
from tests.sampled_review import lose
from tests.small_review import START
from tests.stages import copy_of

STRATUM = "ASH/child_in_need"
DRIFT, LEFT, RATED = "HARM.1.b", "HARM.1.a", "HARM.1"
WRITER = Actor("wr", "W. R.", frozenset({Role.WRITER}))
INSPECTOR = Actor("ab", "A. B.", frozenset({Role.INSPECTOR}))
NOT_FOR_ASH = Actor("le", "L. E.", frozenset({Role.LEAD}), frozenset({"ASH"}))
PIECE = Evidence(
    about=LEFT,
    side="against",
    source="child",
    day="2013-11-04",
    reference="Plan, p. 3",
    text="Late.",
)


@pytest.fixture(scope="module")
def noted(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A review with a note on two cases, a name in one, and a piece of evidence."""
    workspace = copy_of(sampled_once, tmp_path_factory.mktemp("noted"))
    note(workspace, "ASH-002", DRIFT, "The damson tree by the school.")
    note(workspace, "BRO-003", DRIFT, "Mrs Tinderwell saw the damson tree.")
    with workspace.work() as work:
        place = (subject_named("ASH-002"), Reader.FIRST, ItemKind.EVIDENCE, "EV.pack.01")
        save(work, workspace.review, Edit(*place, PIECE.answer, "ab", None, "a test"))
    return workspace


def note(workspace: Workspace, ref: str, item: str, words: str) -> None:
    with workspace.work() as work:
        answer_item(work, workspace.review, ref=ref, item_id=item, given=Given("yes", note=words))


def find(workspace: Workspace, actor: Actor = KEEPER, **wanted: Any) -> EvidencePage:
    with workspace.database.reading(actor, START) as work:
        return find_evidence(work, workspace.review, EvidenceWanted(**wanted))


def names(page: EvidencePage) -> list[str]:
    return [one.name for one in page.pieces]


def show(workspace: Workspace, name: str, actor: Actor = KEEPER) -> EvidenceShown:
    with workspace.database.reading(actor, START) as work:
        return show_evidence(work, workspace.review, name)


def test_a_writer_finds_words_without_the_names_in_them(noted: Workspace) -> None:
    page = find(noted, WRITER, words="damson")
    assert page.is_ranked
    assert {one.name: one.text for one in page.pieces} == {
        "ASH-002/HARM.1.b": "The damson tree by the school.",
        "BRO-003/HARM.1.b": "[a name] saw the damson tree.",
    }


def test_evidence_says_its_side_source_date_and_document(noted: Workspace) -> None:
    (one,) = find(noted, side="against").pieces
    assert (one.name, one.item, one.criterion, one.kind) == (
        "ASH-002/EV.pack.01", LEFT, RATED, "evidence",
    )  # fmt: skip
    assert (one.source, one.day, one.reference, one.text) == (
        "child", "2013-11-04", "Plan, p. 3", "Late.",
    )  # fmt: skip
    assert names(find(noted, words="plan")) == ["ASH-002/EV.pack.01"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"about": DRIFT}, ["ASH-002/HARM.1.b", "BRO-003/HARM.1.b"]),
        ({"about": RATED}, ["ASH-002/HARM.1.b", "BRO-003/HARM.1.b", "ASH-002/EV.pack.01"]),
        ({"authority": "bro"}, ["BRO-003/HARM.1.b"]),
        ({"source": "child"}, ["ASH-002/EV.pack.01"]),
        ({"source": "child", "about": DRIFT}, []),
        ({"side": "for"}, []),
        ({"words": "damson school"}, ["ASH-002/HARM.1.b"]),
        ({"limit": 1}, ["ASH-002/HARM.1.b"]),
    ],
)
def test_what_is_wanted_is_found_in_order_of_entry(
    noted: Workspace, wanted: dict[str, Any], found: list[str]
) -> None:
    page = find(noted, **wanted)
    assert names(page) == found
    assert page.has_more is ("limit" in wanted)


def test_a_rating_is_that_of_the_same_read(noted: Workspace) -> None:
    rated = find(noted, about=DRIFT).pieces[0].rating
    others = {one.rating for one in find(noted, rating=rated).pieces}
    assert rated
    assert others == {rated}


def test_what_bears_a_count_out_is_of_the_records_that_it_counts(noted: Workspace) -> None:
    with noted.reading() as work:
        figures = snapshots.figures(work, noted.review)
    drift = findings.table(figures, "drift")[0]
    out = find(noted, where=("drift=yes",))
    against = find(noted, where=("drift=no",))
    assert out.records == drift.count
    assert {one.subject for one in out.pieces} == {"ASH-002", "BRO-003"} & set(drift.refs)
    counted = {one.subject for one in against.pieces}
    assert counted == {"ASH-002", "BRO-003"} & (set(drift.base_refs) - set(drift.refs))
    assert len(out.pieces) + len(against.pieces) == 3
    assert names(find(noted, where=("drift=yes",), words="damson")) == [
        name for name in names(out) if "EV" not in name
    ]


def test_a_note_that_says_why_a_question_does_not_apply_bears_nothing_out(
    sampled_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(sampled_once, tmp_path)
    given = Given("", "not_applicable", "No such thing here.")
    with workspace.work() as work:
        answer_item(work, workspace.review, ref="ASH-002", item_id=LEFT, given=given)
    assert names(find(workspace, where=("drift=yes",))) == []
    (one,) = find(workspace).pieces
    assert (one.name, one.answer, one.says_why_none) == (
        f"ASH-002/{LEFT}", "Not applicable", True,
    )  # fmt: skip


def test_one_is_shown_with_what_the_same_record_says_on_the_criterion(noted: Workspace) -> None:
    shown = show(noted, "ASH-002/HARM.1.b")
    assert (shown.piece.answer, shown.piece.title) == ("Yes", "Was there drift?")
    assert [one.name for one in shown.beside] == ["ASH-002/EV.pack.01"]


@pytest.mark.parametrize("name", ["ASH-002/HARM.1", "ASH-999/HARM.1.b", "ASH-002", "x/y/z", ""])
def test_a_name_of_nothing_is_refused(noted: Workspace, name: str) -> None:
    with pytest.raises(NoSuchEvidenceError, match="evidence list"):
        show(noted, name)


def test_a_conflict_of_interest_leaves_the_authority_out(noted: Workspace) -> None:
    assert names(find(noted, NOT_FOR_ASH)) == ["BRO-003/HARM.1.b"]
    with pytest.raises(NoSuchEvidenceError):
        show(noted, "ASH-002/HARM.1.b", NOT_FOR_ASH)


def test_an_inspector_finds_what_is_in_the_own_records(noted: Workspace) -> None:
    with noted.reading() as work:
        own = {row.case_ref for row in queries.assignments(work, "ab")}
    seen = {one.subject for one in find(noted, INSPECTOR).pieces}
    assert seen == {"ASH-002", "BRO-003"} & own
    with pytest.raises(NotYourRoleError):
        find(noted, INSPECTOR, where=("drift=yes",))


def test_words_on_a_case_that_was_lost_are_nobodys_evidence(
    sampled_once: Path, tmp_path: Path
) -> None:
    workspace = copy_of(sampled_once, tmp_path)
    with workspace.reading() as work:
        case = next(one for one in samples.show(work).active if one.stratum == STRATUM).case_ref
    note(workspace, case, DRIFT, "The damson tree.")
    assert names(find(workspace)) == [f"{case}/{DRIFT}"]
    lose(workspace, STRATUM, LossReason.NOT_OPEN, after_reading=True)
    assert names(find(workspace)) == []


def test_what_there_is_none_of_is_refused_with_what_there_is(noted: Workspace) -> None:
    with pytest.raises(UnknownItemError):
        find(noted, about="NO.1")
    with pytest.raises(NoSuchChoiceError, match=r"no side fore.*for, against"):
        find(noted, side="fore")
    with pytest.raises(NoSuchChoiceError, match=r"no source file.*case_file"):
        find(noted, source="file")
    with pytest.raises(NoSuchChoiceError, match=r"no rating bad.*inadequate"):
        find(noted, rating="bad")
    with noted.reading() as work, pytest.raises(NoWordsError):
        search_evidence(work, noted.review, EvidenceWanted("?!"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (EvidenceName("ASH-002", "HARM.1.a"), "ASH-002/HARM.1.a"),
        (EvidenceName("ASH-002", "NEG.2.b@3", Reader.SECOND), "ASH-002/NEG.2.b@3/second"),
    ],
)
def test_names_are_read_as_they_are_written(name: EvidenceName, words: str) -> None:
    assert name.words == words
    assert EvidenceName.of(words) == name
