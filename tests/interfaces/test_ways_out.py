"""The ways out of mistakes and mishaps, as a lead types them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.review_state import files
from tests.services.access.shared_review import change_team
from tests.stages import Stages

pytestmark = pytest.mark.journeys


@pytest.fixture
def assigned(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["assigned"], tmp_path / "review"))


@pytest.fixture
def recorded(stages: Stages, tmp_path: Path) -> Path:
    return Path(shutil.copytree(stages["recorded"], tmp_path / "review"))


def lead(folder: Path, *words: str | Path, person: str = "ef") -> Outcome:
    return run("--review", folder, "--as", person, *words)


def done(outcome: Outcome) -> str:
    assert outcome.code == 0, outcome
    return outcome.out


def cases_of(folder: Path, inspector: str) -> list[str]:
    loads = lead(folder, "assign", "show", "--json").json()
    (own,) = [load for load in loads if load["inspector"] == inspector]
    return sorted({*own["cases"], *own["second_reads"]})


def read_by(folder: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for load in lead(folder, "assign", "show", "--json").json():
        for ref in (*load["cases"], *load["second_reads"]):
            found.setdefault(ref, set()).add(load["inspector"])
    return found


def hand_over_words(folder: Path, giver: str, taker: str) -> list[str]:
    free = [ref for ref in cases_of(folder, giver) if taker not in read_by(folder)[ref]]
    named = [word for ref in free for word in ("--case", ref)]
    return ["assign", "hand-over", "--from", giver, "--to", taker, *named]


# --- hand-over and balance


def test_reads_are_handed_over_after_a_dry_run_that_changes_nothing(assigned: Path) -> None:
    words = hand_over_words(assigned, "ab", "cd")
    before = files(assigned)
    told = done(lead(assigned, *words, "--dry-run"))
    assert "would go from ab to cd" in told
    assert told.endswith("Nothing was changed.\n")
    assert files(assigned) == before
    said = done(lead(assigned, *words, "--reason", "away until Friday"))
    assert "went from ab to cd" in said
    assert "Next: `case export --inspector cd`" in said
    assert set(words[7::2]) <= set(cases_of(assigned, "cd"))


def test_a_hand_over_is_told_to_a_program(assigned: Path) -> None:
    words = hand_over_words(assigned, "ab", "cd")
    view = lead(assigned, *words, "--reason", "away", "--json").json()
    assert (view["giver"], view["taker"], view["is_dry_run"]) == ("ab", "cd", False)
    assert {read["standing"] for read in view["reads"]} == {"not begun"}


def test_a_hand_over_without_a_reason_or_to_who_must_not_is_refused(assigned: Path) -> None:
    words = hand_over_words(assigned, "ab", "cd")
    assert "--reason" in refused(lead(assigned, *words), 2)
    twice = next(ref for ref, readers in read_by(assigned).items() if len(readers) == 2)
    giver, taker = sorted(read_by(assigned)[twice])
    words = ["assign", "hand-over", "--from", giver, "--to", taker, "--reason", "away"]
    assert "nothing was moved" in refused(lead(assigned, *words, "--case", twice), 3)
    only_inspects = lead(assigned, *words, "--case", twice, person="cd")
    assert "needs the role of lead" in refused(only_inspects, 3)


def test_status_shows_orphans_until_they_are_handed_over(assigned: Path) -> None:
    change_team(assigned, "ab", id="zz")
    assert "still with ab, who is no longer an inspector" in done(lead(assigned, "status"))
    assert "no longer an inspector of the plan" in done(lead(assigned, "assign", "show"))
    for taker in ("cd", "ef", "zz"):
        words = hand_over_words(assigned, "ab", taker)
        if "--case" in words:
            done(lead(assigned, *words, "--reason", "has left"))
        if "ab" not in {who for readers in read_by(assigned).values() for who in readers}:
            break
    assert "no longer an inspector" not in done(lead(assigned, "status"))


def test_loads_are_evened_out_and_said_before_and_after(assigned: Path) -> None:
    done(lead(assigned, *hand_over_words(assigned, "ab", "cd"), "--reason", "away"))
    told = done(lead(assigned, "assign", "balance", "--dry-run"))
    assert "would move" in told
    assert "Reads of each inspector, before and after" in told
    kept = lead(assigned, "assign", "balance", "--without", "ab", "--dry-run", "--json").json()
    assert "ab" not in {move["taker"] for move in kept["moves"]}
    assert " moved" in done(lead(assigned, "assign", "balance", "--reason", "even again"))
    assert "No read moves" in done(lead(assigned, "assign", "balance"))


# --- second reads


def test_second_reads_are_topped_up_and_an_extra_one_is_shown_as_such(assigned: Path) -> None:
    assert "Nothing is missing" in done(lead(assigned, "moderate", "top-up"))
    once = next(ref for ref, readers in sorted(read_by(assigned).items()) if len(readers) == 1)
    said = done(lead(assigned, "moderate", "extra", once, "--reason", "red flags"))
    assert "stays out of `moderate agreement`" in said
    assert ", 1 asked for" in done(lead(assigned, "assign", "show"))
    assert "asked for and not drawn stay out: 1" in done(lead(assigned, "moderate", "agreement"))
    assert "second (extra)" in done(lead(assigned, "case", "list"))
    extra = [one for one in lead(assigned, "case", "list", "--json").json() if one["extra"]]
    assert [(one["subject"], one["reader"]) for one in extra] == [(once, "second")]
    undone = lead(assigned, "moderate", "extra", once, "--undo", "--json").json()
    assert undone["case"] == once
    assert "asked for" not in done(lead(assigned, "assign", "show"))
    twice = next(ref for ref, readers in read_by(assigned).items() if len(readers) == 2)
    done(lead(assigned, "sample", "lose", twice, "--reason", "not_open"))
    done(lead(assigned, "assign", "auto"))
    assert "`moderate top-up`" in done(lead(assigned, "status"))
    assert "1 second read would come" in done(lead(assigned, "moderate", "top-up", "--dry-run"))
    assert lead(assigned, "moderate", "top-up", "--json").json()["before"] == 1
    assert "`moderate top-up`" not in done(lead(assigned, "status"))


# --- losses


def test_a_loss_is_taken_back_and_the_verifier_agrees(assigned: Path, tmp_path: Path) -> None:
    before = lead(assigned, "sample", "show", "--json").json()
    done(lead(assigned, "sample", "lose", "ASH-001", "--reason", "not_open"))
    said = done(lead(assigned, "sample", "lose", "--undo", "ASH-001", "--reason", "typed wrong"))
    assert "The loss of ASH-001 (not open at the date of the frame) is taken back" in said
    assert "is in reserve again" in said
    after = lead(assigned, "sample", "show", "--json").json()
    assert after["cases"] == before["cases"]
    assert [change["why"] for change in after["loss_changes"]] == ["typed wrong"]
    assert "was taken back on" in done(lead(assigned, "sample", "show"))
    path = tmp_path / "published" / "certificate.json"
    done(lead(assigned, "sample", "certificate", "-o", path))
    done(run("sample", "verify", path))
    words = [sys.executable, "-I", "verify_draw.py", "certificate.json", "public-frame.csv"]
    ran = subprocess.run(words, cwd=path.parent, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "right   the list of losses is a chain of 2, in order" in ran.stdout
    assert "right   the losses are those that the list leads to" in ran.stdout


def test_a_loss_that_is_counted_is_corrected(recorded: Path) -> None:
    words = ("sample", "lose", "ASH-001")
    noted = ("--note", "typed wrong", "--after-reading")
    done(lead(recorded, *words, "--reason", "not_open", *noted))
    done(lead(recorded, "snapshot", "take", "first"))
    message = refused(lead(recorded, *words, "--undo", "--reason", "typed wrong"), 3)
    assert "--correct" in message
    said = done(
        lead(recorded, *words, "--correct", "--reason", "file_not_available", "--note", "in court")
    )
    assert "It counts as not available from now on" in said
    flow = lead(recorded, "findings", "flow", "--json").json()
    assert flow[-1]["lost"] == {"file_not_available": 1}
    assert "corrected to file not available" in done(lead(recorded, "sample", "show"))
    again = lead(recorded, *words, "--correct", "--reason", "wrong_age", "--note", "x", "--json")
    assert (again.json()["was"], again.json()["reason"]) == ("file_not_available", "wrong_age")


def test_the_words_of_a_loss_are_checked(assigned: Path) -> None:
    words = ("sample", "lose", "ASH-001", "--reason")
    assert "takes one of file_not_available" in refused(lead(assigned, *words, "ill"), 2)
    assert "Choose one" in refused(lead(assigned, *words, "x", "--undo", "--correct"), 2)
    for code in ("erased", "authority_withdrew"):
        assert "by a command of its own" in refused(lead(assigned, *words, code), 2)


# --- an authority


def test_an_authority_leaves_and_the_figures_say_so(recorded: Path) -> None:
    words = ("authority", "withdraw", "bro")
    reason = ("--reason", "another inspection", "--date", "2013-11-01")
    before = files(recorded)
    assert "Nothing was changed." in done(lead(recorded, *words, *reason, "--dry-run"))
    assert files(recorded) == before
    assert "BRO (Broadfold) has left the inspection" in done(lead(recorded, *words, *reason))
    assert "has left the inspection already" in refused(lead(recorded, *words, *reason), 3)
    status = done(lead(recorded, "status"))
    assert "1 authority withdrew" in status
    assert "withdrew on 2013-11-01" in status
    done(lead(recorded, "snapshot", "take", "first"))
    explained = lead(recorded, "claim", "explain", "authorities", "--json").json()
    assert explained["refs"] == ["ASH"]
    assert "withdrawn" in done(lead(recorded, "findings", "flow")).lower()
    back = lead(recorded, *words, "--undo", "--reason", "a misunderstanding")
    assert "snapshot first counted without it" in refused(back, 3)


def test_an_authority_comes_back(recorded: Path) -> None:
    words = ("authority", "withdraw", "BRO", "--reason", "a misunderstanding")
    flow = lead(recorded, "findings", "flow", "--json").json()
    gone = lead(recorded, *words, "--json").json()
    assert json.loads(json.dumps(gone))["left"] == 1
    assert "is part of the inspection again" in done(lead(recorded, *words, "--undo"))
    assert lead(recorded, "findings", "flow", "--json").json() == flow
