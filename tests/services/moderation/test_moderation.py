"""Second reads are chosen evenly, disagreements queued by what hangs on them, and settled."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspect_tool.domain.assignment.second_reads import (
    FirstRead,
    choose_second_reads,
    second_reads_key,
)
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.records.records import Answer, Reader
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import decisions
from inspect_tool.services.moderation.decisions import Disagreement, NoAnswer, given_decision
from inspect_tool.services.moderation.errors import (
    AbsenceNotGivenError,
    DecisionIncompleteError,
    NoDisagreementError,
    OneDecisionError,
)
from inspect_tool.services.moderation.second_reads import SecondReadView, draw_second_reads
from inspect_tool.services.records import records
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.revisions import Saved
from inspect_tool.services.sampling import samples
from inspect_tool.workspace import Workspace
from tests.factories import a_framework, a_plan
from tests.made_once import MadeOnce
from tests.read_twice import read_twice, readers_of
from tests.small_review import SEED, make_return, make_review, open_review, take_return
from tests.stages import copy_of

pytestmark = pytest.mark.journeys

NOT_APPLICABLE = Answer(absence="not_applicable", note="the child was not yet born")


@pytest.fixture
def review(to_read_twice_once: Path, tmp_path: Path) -> Workspace:
    return copy_of(to_read_twice_once, tmp_path)


def queued(workspace: Workspace) -> tuple[Disagreement, ...]:
    with workspace.reading() as work:
        return decisions.queue(work, workspace.review)


def decide(
    workspace: Workspace, case_ref: str, item_id: str, value: str | NoAnswer, why: str = "both read"
) -> Saved:
    with workspace.work() as work:
        return decisions.decide(
            work, workspace.review, case_ref=case_ref, item_id=item_id, value=value, why=why
        )


# --- which cases are read twice, and by whom


def make_assigned(base: Path) -> None:
    """Eight cases with their first readers, a quarter to be read twice."""
    team = [
        *a_plan().model_dump(mode="json")["team"],
        {"id": "gh", "name": "G. H.", "roles": ["inspector"], "not_for": ["ASH"]},
    ]
    strata = {"share": 0.5, "strata": ["authority", "inspector"]}
    workspace = open_review(make_review(base / "review", team=team, second_reads=strata))
    for code in ("ASH", "BRO"):
        take_return(workspace, [make_return(base / "in", code)])
    with workspace.work() as work:
        samples.commit(work, workspace.review)
        samples.draw(work, workspace.review, seed=SEED, source="a test", keys=workspace.keys)
        caseloads.assign_automatically(work, workspace.review)
    workspace.database.close()


@pytest.fixture
def assigned(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    return copy_of(made_once.folder("assigned", make_assigned) / "review", tmp_path)


def second_reads(workspace: Workspace) -> tuple[SecondReadView, ...]:
    with workspace.work() as work:
        return draw_second_reads(work, workspace.review)


def test_authorities_and_first_readers_give_their_share_of_second_reads(
    assigned: Workspace,
) -> None:
    readers = readers_of(assigned)
    chosen = second_reads(assigned)
    assert len(chosen) == 4
    for all_of, own in (
        (Counter(ref[:3] for ref in readers), Counter(one.authority for one in chosen)),
        (
            Counter(who[Reader.FIRST] for who in readers.values()),
            Counter(one.first_reader for one in chosen),
        ),
    ):
        for name, cases in all_of.items():
            assert math.floor(cases / 2) <= own[name] <= math.ceil(cases / 2)


def test_second_readers_are_others_without_a_conflict_and_evenly_loaded(
    assigned: Workspace,
) -> None:
    chosen = second_reads(assigned)
    assert all(one.second_reader != one.first_reader for one in chosen)
    assert all(one.second_reader != "gh" for one in chosen if one.authority == "ASH")
    assert max(Counter(one.second_reader for one in chosen).values()) == 1
    found = readers_of(assigned)
    assert {one.case_ref: one.second_reader for one in chosen} == {
        ref: who[Reader.SECOND] for ref, who in found.items() if Reader.SECOND in who
    }


def test_the_choice_follows_from_what_is_public_and_from_the_first_readers(
    assigned: Workspace,
) -> None:
    readers = readers_of(assigned)
    with assigned.reading() as work:
        drawn = samples.show(work)
    cases = [
        FirstRead(one.authority, one.case_ref, one.unit_id, readers[one.case_ref][Reader.FIRST])
        for one in drawn.active
    ]
    key = second_reads_key(drawn.draw_id, SEED)
    expected = choose_second_reads(cases, share=0.5, strata=("authority", "inspector"), key=key)
    assert [one.case_ref for one in second_reads(assigned)] == [one.case_ref for one in expected]


def test_each_second_read_leaves_its_line_in_the_audit_trail(assigned: Workspace) -> None:
    from sqlmodel import select

    from inspect_tool.store.tables import AuditEntry

    chosen = second_reads(assigned)
    with assigned.reading() as work:
        entries = work.all(select(AuditEntry).where(AuditEntry.action == "moderate.draw"))
        named = sorted(one.details["case"] for one in entries)
    assert named == [one.case_ref for one in chosen]


# --- the queue


def test_the_queue_is_ordered_by_what_hangs_on_it_and_names_the_measures(
    review: Workspace,
) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    # In a short-term case `left_too_long` counts nothing, `drift` does.
    short, long = _by_length(review)
    read_twice(review, short, {"HARM.1.a": "yes"}, {"HARM.1.a": "no", "HARM.1.b": "yes"})
    read_twice(review, long, {"HARM.1.a": "yes"}, {"HARM.1.a": "no"})
    found = [(one.case_ref, one.item_id, one.measures) for one in queued(review)]
    at_stake = sorted([(short, "HARM.1.b", ("drift",)), (long, "HARM.1.a", ("left_too_long",))])
    assert found == [*at_stake, ("ASH-001", "HARM.1", ()), (short, "HARM.1.a", ())]


def _by_length(workspace: Workspace) -> tuple[str, str]:
    """A short-term and a long-term case, not the first."""
    with workspace.reading() as work:
        fields = records.case_fields(work, workspace.review)
    refs = [ref for ref in readers_of(workspace) if ref != "ASH-001"]
    return (
        next(ref for ref in refs if fields[ref]["long_term"] is False),
        next(ref for ref in refs if fields[ref]["long_term"] is True),
    )


def test_what_is_settled_goes_to_the_end_of_the_queue(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1.b": "yes"}, {"HARM.1.b": "no"})
    read_twice(review, "ASH-002", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    assert [one.case_ref for one in queued(review)] == ["ASH-001", "ASH-002"]
    decide(review, "ASH-001", "HARM.1.b", "yes")
    open_, settled = queued(review)
    assert (open_.case_ref, open_.decided) == ("ASH-002", None)
    assert (settled.case_ref, settled.decided, settled.measures) == ("ASH-001", "yes", ("drift",))


# --- decisions


def test_an_absence_is_settled_where_a_reader_gave_it(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1.b": "yes"}, {"HARM.1.b": NOT_APPLICABLE})
    read_twice(review, "ASH-002", {"HARM.1.b": "yes"}, {})
    (first, _) = queued(review)
    assert (first.first, first.second, first.measures) == ("yes", "not_applicable", ("drift",))
    assert decide(review, "ash-001", "HARM.1.b", NoAnswer("Not applicable")) is Saved.CHANGED
    assert queued(review)[-1].decided == "not_applicable"
    with review.work() as work:
        snapshots.take(work, review.review, "final")
        evidence = snapshots.figures(work, review.review)
    counted = {one.subject.ref: one for one in evidence.records}
    assert counted["ASH-001"].answers["HARM.1.b"] == Answer(absence="not_applicable")
    assert counted["ASH-001"].answer("HARM.1.b") is None
    assert counted["ASH-002"].answer("HARM.1.b") == "yes"


def test_a_judgement_is_settled_as_not_applicable_too(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": NOT_APPLICABLE}, {"HARM.1": "good"})
    decide(review, "ASH-001", "HARM.1", NoAnswer("not_applicable"))
    (settled,) = queued(review)
    assert (settled.first, settled.second, settled.decided) == (
        "not_applicable",
        "good",
        "not_applicable",
    )


def test_a_reason_that_neither_reader_gave_is_refused(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1.b": "yes"}, {"HARM.1.b": NOT_APPLICABLE})
    with pytest.raises(AbsenceNotGivenError, match="with not_recorded, so it cannot"):
        decide(review, "ASH-001", "HARM.1.b", NoAnswer("not_recorded"))
    assert queued(review)[0].decided is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("fine", r"HARM\.1\.b: This is not on the list\. Choose one of: No, Yes\."),
        ("yess", "Did you mean “Yes”"),
        ("Not applicable", r"not on the list\. Give it with --absence\."),
        (NoAnswer("yes"), r"not on the list\. Give it with --value\."),
        (NoAnswer("no idea"), "Choose one of: Not applicable, Not recorded"),
        ("", "a decision is a value, or a reason why there is none"),
        (NoAnswer(" "), "a decision is a value, or a reason why there is none"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_with_what_can(
    review: Workspace, given: str | NoAnswer, sentence: str
) -> None:
    read_twice(review, "ASH-001", {"HARM.1.b": "yes"}, {"HARM.1.b": NOT_APPLICABLE})
    with pytest.raises(BadAnswerError, match=sentence):
        decide(review, "ASH-001", "HARM.1.b", given)


def test_an_absence_still_takes_a_reason_and_a_difference(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1.b": NOT_APPLICABLE}, {"HARM.1.b": NOT_APPLICABLE})
    with pytest.raises(BadAnswerError, match="Say why"):
        decide(review, "ASH-001", "HARM.1.b", NoAnswer("not_applicable"), why=" ")
    with pytest.raises(NoDisagreementError):
        decide(review, "ASH-001", "HARM.1.b", NoAnswer("not_applicable"))


def test_a_decision_is_one_of_a_value_and_an_absence() -> None:
    assert given_decision("good", None) == "good"
    assert given_decision("", None) == ""
    assert given_decision(None, "not_seen") == NoAnswer("not_seen")
    for value, absence in ((None, None), ("good", "not_seen")):
        with pytest.raises(OneDecisionError, match="one of the two"):
            given_decision(value, absence)


def test_the_same_decision_again_changes_nothing(review: Workspace) -> None:
    read_twice(review, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    assert decide(review, "ASH-001", "HARM.1", "good") is Saved.CHANGED
    assert decide(review, "ASH-001", "HARM.1", "good") is Saved.UNCHANGED
    assert decide(review, "ASH-001", "HARM.1", "inadequate") is Saved.CHANGED
    assert queued(review)[0].decided == "inadequate"


def dump_framework(folder: Path, framework: Framework) -> None:
    content: dict[str, Any] = framework.model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    with (folder / "framework.yaml").open("w", encoding="utf-8") as file:
        yaml.safe_dump(content, file)


def test_a_decision_that_leaves_an_answer_to_a_hidden_question_is_refused(
    review: Workspace,
) -> None:
    plain = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (criterion,) = plain["domains"][0]["criteria"]
    criterion["questions"][1]["show_if"] = {"question": "HARM.1.a", "is": "yes"}
    dump_framework(review.folder, Framework.model_validate(plain))
    review.database.close()
    again = open_review(review.folder, later=True)
    read_twice(again, "ASH-001", {"HARM.1.a": "yes"}, {"HARM.1.a": "no", "HARM.1.b": ""})
    with pytest.raises(DecisionIncompleteError, match="ask the first reader"):
        decide(again, "ASH-001", "HARM.1.a", "no")
    assert {one.decided for one in queued(again)} == {None}
