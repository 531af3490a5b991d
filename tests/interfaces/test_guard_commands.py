"""`guard check|replace|keep`, and what other commands say of words that may identify somebody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, run
from tests.stages import NOTE, Stages, cells, copy_of, issued, reader_of

pytestmark = pytest.mark.journeys

CASE, ITEM = "ASH-001", "HARM.1.a"
NAME = "Tinderwell"


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["recorded"], tmp_path / "review"))


def told(review: Path, *words: str, code: int = 0) -> Outcome:
    outcome = run("--review", review, *words)
    assert outcome.code == code, outcome
    assert NAME not in outcome.out + outcome.err
    return outcome


def answer(review: Path, text: str) -> Outcome:
    return told(review, "case", "answer", CASE, ITEM, "yes", "--note", text, "--reason", "as seen")


def names(review: Path) -> list[str]:
    found = told(review, "--json", "guard", "check", code=1).json()
    return [one["name"] for one in found["records"]]


def test_a_name_is_told_when_it_is_typed_listed_and_settled(review: Path) -> None:
    assert "Nothing that may identify somebody" in told(review, "guard", "check").out
    outcome = answer(review, f"Mrs {NAME} and Mr {NAME} Smith; 07700 900123.")
    assert outcome.err.count("May identify somebody") == 3
    listed = told(review, "guard", "check", CASE, code=1)
    assert "a telephone number" in listed.out
    first, *_ = names(review)
    done = told(review, "guard", "replace", first, "--with", "the teacher")
    assert done.out.count(" (a name)") == 1
    assert done.out.count(" (a telephone number)") == 1
    told(review, "guard", "replace", names(review)[0], "--with", "the uncle")
    last = told(review, "--json", "guard", "keep", names(review)[0], "--why", "of a helpline")
    assert last.json()["item_id"] == ITEM
    kept = told(review, "guard", "check", "--kept")
    assert "of a helpline" in kept.out
    again = told(review, "guard", "replace", first, "--with", "x", code=2)
    assert "guard check" in again.err


def test_at_most_five_places_are_told_at_once(review: Path) -> None:
    outcome = answer(review, "; ".join(f"Mrs {letter}{NAME.lower()}" for letter in "ABCDEFG"))
    assert outcome.err.count("May identify somebody") == 5
    assert "2 more places" in outcome.err


def test_a_name_in_the_narrative_is_kept_by_its_line(review: Path) -> None:
    folder = review / "narrative"
    folder.mkdir(exist_ok=True)
    (folder / "introduction.md").write_text(f"# Introduction\n\nMrs {NAME} said so.\n")
    found = told(review, "guard", "check", code=1)
    assert "introduction.md:3:1: refused" in found.err
    refused = told(review, "guard", "replace", "introduction.md:3:1", "--with", "x", code=3)
    assert "in a file of the narrative" in refused.err
    kept = told(review, "guard", "keep", "introduction.md:3:1", "--why", "a public office")
    assert kept.out == "introduction.md:3:1: kept.\n"
    told(review, "guard", "check")


def test_what_goes_out_or_comes_in_with_a_name_is_told(stages: Stages, tmp_path: Path) -> None:
    workspace = copy_of(stages["recorded"], tmp_path)
    reader = reader_of(workspace, CASE)
    path = issued(workspace, tmp_path / "out", reader)
    workspace.database.close()
    cells(path, ITEM, {NOTE: f"Mrs {NAME} came."})
    came = told(workspace.folder, "case", "import", str(path), code=1)
    assert "In the note, characters 1 to 14 may be a name." in came.err
    out = told(
        workspace.folder, "case", "export", "--inspector", reader, "-o", str(tmp_path / "more")
    )
    assert "May identify somebody: ASH-001 HARM.1.a" in out.err


def test_words_to_quote_are_looked_at(review: Path) -> None:
    quoted = told(review, "voice", "quote", "ASH-I-ab-01", ITEM, "--text", f"Mrs {NAME} said so")
    assert "characters 1 to 14 may be a name" in quoted.err
