"""`evidence`: what a writer finds behind a sentence, from the sentence on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, refused, run

pytestmark = pytest.mark.journeys

NOTES = {
    "ASH-002": ("yes", "The damson tree by the school."),
    "ASH-004": ("no", "The damson tree was cut down."),
}


@pytest.fixture(scope="module")
def review(sampled_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(sampled_once, tmp_path_factory.mktemp("evidence") / "review"))
    for ref, (value, words) in NOTES.items():
        answer = ("case", "answer", ref, "HARM.1.b", value, "--note", words)
        assert run("--review", folder, *answer).code == 0
    return folder


def evidence(review: Path, *words: str) -> Outcome:
    return run("--review", review, "evidence", *words)


def test_a_claim_names_what_bears_it_out_and_what_speaks_against_it(review: Path) -> None:
    told = run("--review", review, "claim", "explain", "drift").out
    found = [
        evidence(review, *words.split(), "--json").json()["pieces"]
        for words in re.findall(r"`evidence ([^`]+)`", told)
    ]
    assert [[one["name"] for one in pieces] for pieces in found] == [
        ["ASH-002/HARM.1.b"], ["ASH-004/HARM.1.b"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "command"),
    [
        ("drift?in=left_too_long", "--where drift=yes --where left_too_long=yes"),
        ("drift?authority=ASH", "--where drift=yes --authority ASH"),
        ("drift?count=base", ""),
        ("authorities", ""),
    ],
)
def test_a_narrower_claim_has_narrower_words_and_another_count_has_none(
    review: Path, claim: str, command: str
) -> None:
    told = run("--review", review, "claim", "explain", claim, "--json").json()
    assert told["bears_out"] == (f"evidence list {command}" if command else "")
    assert bool(told["contradicts"]) is bool(command)


def test_words_are_searched_and_shown_with_what_stands_beside_them(review: Path) -> None:
    page = evidence(review, "search", "damson", "school").out
    assert "1 piece of evidence" in page
    assert "The best first." in page
    (name,) = re.findall(r"ASH-\d{3}/HARM\.1\.b", page)
    shown = evidence(review, "show", name).out
    assert "Was there drift?" in shown
    assert "Yes: The damson tree by the school." in shown
    assert "HARM.1 rated inadequate." in shown


def test_a_page_says_that_there_is_more(review: Path) -> None:
    assert "There are more" in evidence(review, "list", "--limit", "1").out
    page = evidence(review, "list", "--limit", "2").out
    assert "There are more" not in page
    assert "2 pieces of evidence" in page


def test_nothing_to_search_for_and_nothing_of_that_name_are_refused(review: Path) -> None:
    assert "evidence list" in refused(evidence(review, "search", "?!"), 2)
    assert "evidence list" in refused(evidence(review, "show", "ASH-002/HARM.1"), 2)


def test_good_practice_is_marked_found_and_taken_back(review: Path) -> None:
    name = "ASH-002/HARM.1.b"
    assert "is marked as good practice" in evidence(review, "mark", name, "--good-practice").out
    assert name in evidence(review, "list", "--good-practice").out
    assert "Marked as good practice by" in evidence(review, "show", name).out
    assert "--not-good-practice" in refused(evidence(review, "mark", name, "--good-practice"), 3)
    back = evidence(review, "mark", name, "--not-good-practice", "--json").json()
    assert back["piece"]["marked_by"] == ""
    assert evidence(review, "list", "--good-practice", "--json").json()["pieces"] == []
    assert evidence(review, "mark", name).code == 2


def theme(review: Path, *words: str) -> Outcome:
    return run("--review", review, "theme", *words)


def test_themes_are_added_coded_counted_and_written_about(review: Path, tmp_path: Path) -> None:
    name = "ASH-002/HARM.1.b"
    assert "in the codebook" in theme(review, "add", "delay", "--name", "Delay").out
    assert theme(review, "add", "trees", "--name", "Trees by the school").code == 0
    assert theme(review, "merge", "delay", "--into", "trees").code == 0
    assert "say --none" in refused(theme(review, "code", name), 2)
    assert "no theme fits" in theme(review, "code", "ASH-004/HARM.1.b", "--none").out
    assert ": trees." in theme(review, "code", name, "trees").out
    assert name in evidence(review, "list", "--theme", "trees").out
    assert "no theme delay" in refused(evidence(review, "list", "--theme", "delay"), 2)
    (listed,) = theme(review, "list", "--json").json()
    assert (listed["theme"]["id"], listed["notes"]) == ("trees", 1)
    assert "Trees by the school" in theme(review, "list").out
    assert run("--review", review, "snapshot", "take", "themed").code == 0
    assert "2 in the base" in run("--review", review, "findings", "table", "themes").out
    told = run("--review", review, "claim", "explain", "theme-trees").out
    assert "Trees by the school: 1 of 2 cases." in told
    out, against = re.findall(r"`evidence ([^`]+)`", told)
    assert out == "list --where theme-trees=yes --theme trees"
    assert name in evidence(review, *out.split()).out
    assert "ASH-004" in evidence(review, *against.split()).out
    assert "2 notes, 2 of them coded" in theme(review, "export", "-o", str(tmp_path / "n.csv")).out
    assert "0 codings changed" in theme(review, "import", str(tmp_path / "n.csv")).out
    assert "not coded by you" in theme(review, "uncode", name).out
