"""Two reviews that differ in nothing but what somebody must not see look the same to them.

`test_curious_people.py` looks for words and references; here whatever differs is a leak: a count, a
sentence of an error, the order of a list, the length of a table.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader, Subject
from inspect_tool.services.records.revisions import RecordBook, StrayNote
from tests.interfaces.command_line import run
from tests.interfaces.test_curious_people import COMMANDS, IN, OUT, all_of
from tests.made_once import MadeOnce
from tests.services.access.shared_review import (
    CASES,
    READ_BY,
    UNSEEN,
    change_team,
    judge_in_calibration,
    make_shared_review,
)
from tests.small_review import open_review

# Moments, digests and how far the audit trail goes follow from everything that was saved.
OF_EVERYTHING = (
    (re.compile(r"\b\d+:(?=[0-9a-f]{64})"), "#:"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "#"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T][\d:.+Z]+"), "#"),
    (re.compile(r"\b[0-9a-f]{6}(-[0-9a-f]{6}){3}\b"), "#"),  # a password that nobody guesses
    (re.compile(r"\b\d+ audit entries|\"entries\": \d+"), "#"),
)
# `db purge` says how much there is in the whole review of what it would destroy.
COUNTING_ALL = {"db purge"}
BLIND, CONFLICT = "a second read", "a conflict of interest"
# Who looks, and at which cases there is something that they must not see.
LOOKERS = {BLIND: ("ab", UNSEEN), CONFLICT: ("le", (CASES.conflicted, CASES.conflicted_crossed))}


def make_worlds(base: Path, shared: Path) -> None:
    """Two reviews for each who looks; what they must not see differs in value and number."""
    for name, (person, cases) in LOOKERS.items():
        for world, change in (("one", _change_little), ("two", _change_much)):
            here = Path(shutil.copytree(shared, base / name / world))
            for ref in cases:
                change(here / "review", ref)
            _judge_otherwise(here / "review", world)
            if name == CONFLICT:
                change_team(here / "review", person, not_for=["BRO"])
                assert run("--review", here / "review", "status").code == 0  # notes the team


def _judge_otherwise(review: Path, world: str) -> None:
    """Another judgement of a training case, as long as the round runs."""
    workspace = open_review(review, later=True)
    value, note = ("good", "seen") if world == "one" else ("inadequate", "thorn " * 40)
    judge_in_calibration(workspace, value, note)
    workspace.database.close()


def _do(review: Path, person: str, *words: str) -> None:
    outcome = run("--review", review, "--as", person, *words)
    assert outcome.code == 0, outcome


def _change_little(review: Path, ref: str) -> None:
    """One counted answer, as the snapshot does not have it any more."""
    _do(review, _reader(ref), "case", "answer", ref, "HARM.1.b", "no", "--note", "seen again")


def _change_much(review: Path, ref: str) -> None:
    """Other answers, longer notes, and more of whatever can be beside an answer."""
    for item, value in (("HARM.1.b", "yes"), ("HARM.1", "inadequate")):
        words = ("case", "answer", ref, item, value, "--note", "thorn " * 40)
        _do(review, _reader(ref), *words)
    lead = "le" if ref in UNSEEN else "ab"
    _do(review, lead, "case", "answer", ref, "HARM.1.b", "no", "--reason", "the minutes say so")
    for item in ("HARM.1.a", "HARM.1.b", "HARM.1"):
        _do(review, lead, "case", "ask", ref, item, "--text", "which visit?")
    workspace = open_review(review, later=True)
    subject = Subject(SubjectKind.CASE, ref.partition("-")[0], ref)
    with workspace.work() as work:
        book = RecordBook(work, workspace.review, subject.authority)
        for number in range(2):
            where = f"{ref}, cell U{number}"
            book.keep(StrayNote(subject, Reader.FIRST, where, "ring again", _reader(ref), "a test"))
        book.write()
    workspace.database.close()


def _reader(ref: str) -> str:
    return READ_BY[ref][0]


def seen(person: str, name: str, *form: str) -> Iterator[str]:
    """What a command says and writes here, without what follows from everything that was saved."""
    outcome = run("--review", "review", "--as", person, *form, *name.split(), *COMMANDS[name])
    yield f"ended with {outcome.code}"
    for said in all_of(outcome):
        text = said.replace(str(Path.cwd()), "here")
        for pattern, word in OF_EVERYTHING:
            text = pattern.sub(word, text)
        yield text


@pytest.fixture(scope="module")
def worlds(made_once: MadeOnce) -> Path:
    shared = made_once.folder("shared", make_shared_review)
    return made_once.folder("worlds", lambda base: make_worlds(base, shared))


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - COUNTING_ALL))
@pytest.mark.parametrize("who", LOOKERS)
def test_what_must_not_be_seen_changes_nothing_of_what_is(
    worlds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, name: str
) -> None:
    person, _ = LOOKERS[who]
    found = {}
    for world in ("one", "two"):
        here = Path(shutil.copytree(worlds / who / world, tmp_path / world))
        (here / IN / "passphrase").write_text("four words of their own\n")
        (here / OUT).mkdir()
        monkeypatch.chdir(here)
        found[world] = [*seen(person, name), *seen(person, name, "--json")]
    assert found["one"] == found["two"]
