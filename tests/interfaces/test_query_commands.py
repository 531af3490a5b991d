"""`case submit|ask|reply|close|queries|return|agree|seen`, as an inspector and a lead use them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, run
from tests.services.access.shared_review import change_team
from tests.stages import Stages, copy_of, reader_of

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"
JUDGED = ("answer", CASE, "HARM.1", "inadequate", "--note", "Bruises were not followed up.")
REFERRED = ("answer", CASE, "REFER.back", "no")


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["recorded"], tmp_path / "review"))


@pytest.fixture
def reader(stages: Stages, tmp_path: Path) -> str:
    workspace = copy_of(stages["recorded"], tmp_path / "look")
    found = reader_of(workspace, CASE)
    workspace.database.close()
    return found


def case(review: Path, *words: str, person: str) -> Outcome:
    return run("--review", review, "--as", person, "case", *words)


def done(review: Path, *words: str, person: str) -> str:
    outcome = case(review, *words, person=person)
    assert outcome.code == 0, outcome
    return outcome.out


def ask(review: Path, text: str = "Which visit?") -> str:
    words = ("--json", "ask", CASE, ITEM, "--text", text)
    return str(case(review, *words, person="ef").json()["query"])


def test_a_record_goes_from_its_inspector_to_the_lead_and_back(review: Path, reader: str) -> None:
    kept_back = case(review, "submit", CASE, person=reader)
    assert kept_back.code == 1
    assert "nothing is written beside it" in kept_back.out
    assert "not submitted" in kept_back.out
    done(review, *JUDGED, person=reader)
    done(review, *REFERRED, person=reader)
    assert done(review, "submit", CASE.lower(), person=reader) == (
        f"{CASE}, first read by {reader}: submitted.\n"
    )
    query = ask(review)
    refused = case(review, "agree", CASE, person="ef")
    assert refused.code == 3
    assert f"case close {query}" in refused.err
    returned = done(review, "return", CASE, "--why", "one question", person="ef")
    assert f"returned to {reader}, with 1 query not closed" in returned
    shown = done(review, "show", CASE, person=reader)
    assert f"query {query}: Which visit?" in shown
    assert f"{CASE}, first read by {reader}: returned by ef on" in shown
    assert "one question" in shown
    checked = done(review, "check", CASE, person=reader)
    assert f"case reply {query}" in checked
    assert "submitting" in checked
    assert "replied" in done(review, "reply", query, "--text", "That of 3 May.", person=reader)
    done(review, "submit", CASE, person=reader)
    assert "closed" in done(review, "close", query, person="ef")
    assert "agreed" in done(review, "agree", CASE, person="ef")
    (line,) = [
        one
        for one in case(review, "--json", "list", person="ef").json()
        if (one["subject"], one["reader"]) == (CASE, "first")
    ]
    assert (line["state"], line["standing"]) == ("agreed", "complete")


def test_queries_are_listed_with_what_was_replied(review: Path, reader: str) -> None:
    query = ask(review)
    done(review, "reply", query, "--text", "That of 3 May.", person=reader)
    listed = done(review, "queries", CASE, "--open", person="ef")
    for words in ("1 query, not closed", query, "Which visit?", "answered", "That of 3 May."):
        assert words in listed
    done(review, "close", query, person="ef")
    assert "0 queries, not closed" in done(review, "queries", "--open", person="ef")
    (found,) = case(review, "--json", "queries", person="ef").json()
    assert (found["state"], len(found["said"])) == ("closed", 3)
    again = case(review, "close", query, person="ef")
    assert (again.code, "is closed" in again.err) == (3, True)
    assert case(review, "reply", "ffffffff", "--text", "x", person=reader).code == 2


def test_a_lead_says_why_and_the_inspector_has_seen_it(review: Path, reader: str) -> None:
    refused = case(review, "answer", CASE, ITEM, "no", person="ef")
    assert (refused.code, "--reason" in refused.err) == (3, True)
    done(review, "answer", CASE, ITEM, "no", "--reason", "the minutes say so", person="ef")
    shown = done(review, "show", CASE, person=reader)
    assert "changed from “Yes” to “No”" in shown
    assert "the minutes say so" in shown
    status = run("--review", review, "--as", reader, "status").out
    assert f"1 of your answers was changed by ef: see `case show {CASE}`" in status
    assert "the minutes say so" in done(review, "seen", CASE, person=reader)
    assert "of your answers" not in run("--review", review, "--as", reader, "status").out
    assert case(review, "seen", CASE, person=reader).code == 3


def test_a_change_is_not_told_to_an_author_who_has_a_conflict_of_interest_since(
    review: Path, reader: str
) -> None:
    done(review, "answer", CASE, ITEM, "no", "--reason", "the minutes say so", person="ef")
    assert CASE in run("--review", review, "--as", reader, "status").out
    change_team(review, reader, not_for=["ASH"])
    assert CASE not in run("--review", review, "--as", reader, "status").out


def test_a_caseload_is_submitted_as_far_as_it_can_be(review: Path, reader: str) -> None:
    done(review, *JUDGED, person=reader)
    done(review, *REFERRED, person=reader)
    outcome = case(review, "submit", "--all", person=reader)
    assert outcome.code == 1
    assert "1 of " in outcome.out
    assert "records submitted" in outcome.out
    status = run("--review", review, "--as", "ef", "status").out
    assert "1 submitted record waits for a lead to agree or return" in status
    assert ", 1 submitted." in status
    for words in (("submit",), ("submit", CASE, "--all")):
        assert case(review, *words, person=reader).code == 2


def test_an_answer_says_that_it_takes_the_record_back(review: Path, reader: str) -> None:
    done(review, *JUDGED, person=reader)
    done(review, *REFERRED, person=reader)
    done(review, "submit", CASE, person=reader)
    said = done(review, "answer", CASE, ITEM, "no", person=reader)
    assert f"The record is in progress: answers were given since it was submitted by {reader}" in (
        said
    )
