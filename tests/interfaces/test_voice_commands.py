"""`voice`: who was asked and heard, a survey taken in, words kept and marked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.hearing import hearing_framework
from tests.interfaces.command_line import run
from tests.stages import Stages

pytestmark = pytest.mark.journeys


@pytest.fixture(autouse=True)
def hearing(stages: Stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(stages["assigned"], tmp_path / "review"))
    content = hearing_framework(version="1.1.0").model_dump(
        mode="json", by_alias=True, exclude_defaults=True
    )
    (folder / "framework.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def test_a_lead_follows_who_was_asked_and_who_answered(hearing: Path) -> None:
    file = hearing / "staff.csv"
    file.write_text("Id,E-mail,Your role,STF.1.b\n1,a@b.example,manager,yes\n2,,child,\n")
    said = run("voice", "asked", "ash", "staff", "40", "--how", "all, by e-mail")
    assert (said.code, said.out) == (0, "ASH staff: 40 asked.\n")
    tried = run("voice", "import", file, "--survey", "staff", "--authority", "ash", "--dry-run")
    assert "2 people answered; 2 would be new" in tried.out
    assert run("voice", "heard", "--json").json()[0]["people"] == 0
    taken = run("voice", "import", file, "--survey", "staff", "--authority", "ash", "--id", "Id")
    assert taken.code == 0
    assert "Not read, being no question of the survey: Id, E-mail." in taken.out
    assert "No column answers STF.1.c." in taken.out
    (total, *_) = run("voice", "heard", "--json").json()
    assert (total["asked"], total["people"], total["records"]) == (40, 2, 2)
    shown = run("voice", "heard", "--by-authority").out
    assert "2 of 40 (5%)" in shown
    assert "all, by e-mail" in shown
    assert run("voice", "asked", "ASH", "staff", "-").out == "ASH staff: nothing is noted.\n"


def test_a_cell_that_is_no_answer_ends_with_its_line(hearing: Path) -> None:
    file = hearing / "staff.csv"
    file.write_text("Your role,STF.1.b\nmanager,it depends on Jane\n")
    command = ("voice", "import", file, "--survey", "staff", "--authority", "ASH")
    refused = run(*command)
    assert refused.code == 1
    assert "Jane" not in refused.out + refused.err
    assert "--leave-unreadable" in refused.err
    left = run(*command, "--leave-unreadable")
    assert left.code == 0
    assert "1 cells" not in left.out


def test_a_snapshot_lists_what_it_keeps_of_those_who_were_heard(hearing: Path) -> None:
    before = run("snapshot", "take", "first").out
    assert "Survey answers" not in before
    file = hearing / "staff.csv"
    file.write_text("Id,Your role,STF.1.b\n1,manager,yes\n2,child,no\n")
    run("voice", "import", file, "--survey", "staff", "--authority", "ASH", "--id", "Id")
    quoted = ("voice", "quote", "ASH-S-staff-0001", "STF.1.b", "--text", "I was.")
    run(*quoted, "--may-be-quoted")
    assert run("snapshot", "take", "second").code == 0
    first, second = run("snapshot", "list", "--json").json()
    assert (first["survey_answers"], first["quotations"]) == (0, 0)
    assert (second["survey_answers"], second["quotations"]) == (2, 1)
    heading = next(line for line in run("snapshot", "list").out.splitlines() if "Name" in line)
    assert re.split(r"\s{2,}", heading.strip()) == [
        *("Name", "Taken", "Cases", "Authorities", "Interviews"),
        *("Survey answers", "Quotations", "Digest"),
    ]


def test_words_are_kept_listed_and_marked() -> None:
    kept = run("voice", "quote", "ash-i-AB-01", "FAM.1.b", "--text", "She came back.", "--json")
    name = kept.json()["name"]
    assert not kept.json()["is_quotable"]
    assert "She came back." in run("voice", "quotes", "--about", "FAM.1.b").out
    assert run("voice", "mark", name, "--may-be-quoted").out == f"{name} may be quoted.\n"
    assert run("voice", "quotes", "--json").json()[0]["is_quotable"]
    shown = run("case", "show", "ASH-I-ab-01").out
    assert "may be quoted" in shown


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        (("asked", "ASH", "staff", "many"), 2, "digits"),
        (("asked", "ASH", "staf", "4"), 2, "did you mean staff?"),
        (("quote", "ASH-001", "FAM.1.b", "--text", "x"), 2, "no interview"),
        (("mark", "EV.none.01", "--may-be-quoted"), 2, "voice quotes"),
        (("import", "none.csv", "--survey", "staff", "--authority", "ASH"), 4, "cannot be opened"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    command: tuple[str, ...], code: int, words: str
) -> None:
    refused = run("voice", *command)
    assert refused.code == code
    assert words in refused.err
