"""An inspector who leads looks for a first read, and a lead for cases they must not know of.

Every command is tried, in words and for a program, with what it writes. What they must not see is
a word in the answers of the other reader, and the references of an authority's cases.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collected_answers import central_csv, submission
from tests.command_reference import commands
from tests.interfaces.command_line import Outcome, run
from tests.made_once import MadeOnce
from tests.services.access.shared_review import (
    CASES,
    FILE_OF_UNSEEN_READ,
    WORD_OF_UNSEEN_READS,
    change_team,
    make_shared_review,
)
from tests.small_review import SEED

CASE, CROSSED = CASES.second, CASES.second_crossed
IN = Path("in")
OUT = Path("out")
PUBLIC = "age10ngyzpr9h7rqjr39k6594fx6v30w3m2jq7d2d26k22qhgj8mau5qfy5fj5"  # a key of age
# Every command that opens a review, about the case that is read twice, or about all.
COMMANDS: dict[str, tuple[str | Path, ...]] = {
    "status": (),
    "authority withdraw": ("ASH", "--reason", "x"),
    "authority grades": (IN / "grades.csv",),
    "authority answer": (CASE, "--on", "01/10/2013", "--by", "manager", "--text", "x"),
    "authority says": (),
    "frame import": (IN / "ASH-return", "--dry-run"),
    "frame map": ("ASH",),
    "frame answer": ("ASH",),
    "frame correct": (IN / "ASH-return", "--dry-run"),
    "frame show": (),
    "frame totals": (),
    "sample plan": ("--size", "5"),
    "sample commit": (),
    "sample draw": ("--seed", SEED, "--seed-source", "dice"),
    "sample show": ("--reserves",),
    "sample lose": (CASE, "--reason", "not_the_theme", "--note", "x", "--after-reading"),
    "sample extend": ("--by", "1", "--why", "x"),
    "sample add": ("ASH-011", "--why", "x"),
    "sample requests": ("--authority", "ASH", "-o", OUT / "ASH.csv"),
    "sample certificate": ("-o", OUT / "certificate.json"),
    "assign auto": (),
    "assign show": (),
    "assign move": (CASE, "--to", "ef"),
    "assign hand-over": ("--from", "cd", "--to", "ef", "--reason", "x", "--with-complete"),
    "assign balance": (),
    "case export": ("--inspector", "cd", "-o", OUT / "books"),
    "case import": (Path("workbooks") / "ASH-cd.xlsx", "--dry-run"),
    "case import-odk": (IN / "odk.csv",),
    "pack out": ("--for", "cd", "-o", OUT / "cd.pack", "--recipient", PUBLIC),
    "pack return": (IN / "none.pack", "-o", OUT / "back.pack"),
    "pack in": (IN / "none.pack", "--dry-run"),
    "case list": (),
    "case show": (CASE,),
    "case answer": (CASE, "HARM.1.a", "yes"),
    "case facts": (CASE,),
    "case correct": (CASE, "age", "9", "--source", "x"),
    "case check": (CROSSED,),
    "case conflicts": (),
    "case settle": (CROSSED, "HARM.1.a", "--take", "2", "--read", "first"),
    "case stray": (CASE,),
    "case attach": ("abcdef12", "HARM.1.a"),
    "case set-aside": ("abcdef12", "--reason", "x"),
    "case ask": (CASE, "HARM.1.a", "--text", "x"),
    "case reply": ("abcdef12", "--text", "x"),
    "case close": ("abcdef12",),
    "case queries": (CASE,),
    "case submit": (CASE,),
    "case return": (CASE, "--why", "x"),
    "case agree": (CASE,),
    "case seen": (CASE,),
    "case refer": (CASE, "--on", "04/11/2013", "--to", "manager", "--concern", "x"),
    "case respond": (CASE, "--response", "x"),
    "case referrals": (),
    "voice asked": ("ASH", "interviews", "5"),
    "voice heard": ("--by-authority",),
    "voice import": (IN / "staff.csv", "--survey", "staff", "--authority", "ASH"),
    "voice quote": ("ASH-I-cd-01", "HARM.1.a", "--text", "x"),
    "voice quotes": (),
    "voice mark": ("EV.ASHIcd02.01", "--may-be-quoted"),
    "evidence list": ("--limit", "0"),
    "evidence search": ("blackthorn",),
    "evidence show": (f"{CASE}/HARM.1.a",),
    "evidence mark": (f"{CASE}/HARM.1.a", "--good-practice"),
    "evidence attach": (CASE, "HARM.1.a", IN / "note.txt"),
    "evidence save": (f"{CASE}/{FILE_OF_UNSEEN_READ}", "-o", OUT / "note.txt"),
    "evidence detach": (f"{CASE}/{FILE_OF_UNSEEN_READ}", "--reason", "x"),
    "theme add": ("drift", "--name", "Drift"),
    "theme list": (),
    "theme show": ("drift",),
    "theme merge": ("drift", "--into", "delay"),
    "theme code": (f"{CASE}/HARM.1.a", "--none"),
    "theme uncode": (f"{CASE}/HARM.1.a",),
    "theme export": ("-o", OUT / "notes.csv"),
    "theme import": (IN / "themes.csv",),
    "guard check": ("--kept",),
    "guard replace": ("abcdef12.1", "--with", "x"),
    "guard keep": ("abcdef12.1", "--why", "x"),
    "moderate draw": (),
    "moderate top-up": (),
    "moderate extra": ("ASH-004", "--reason", "x"),
    "moderate queue": (),
    "moderate decide": (CASE, "HARM.1", "--value", "good", "--why", "x"),
    "moderate export": ("-o", OUT / "moderation.xlsx"),
    "moderate import": (IN / "moderation.xlsx", "--dry-run"),
    "moderate checks": (),
    "moderate report": ("--format", "html,xlsx", "-o", OUT / "moderation"),
    "calibrate start": ("--case", "T1"),
    "calibrate form": ("-o", OUT / "calibration.csv"),
    "calibrate take": (IN / "calibration.csv", "--inspector", "cd"),
    "calibrate show": (),
    "calibrate close": ("--why", "x"),
    "moderate agreement": ("--by", "inspector", "--questions"),
    "framework check": (),
    "framework show": ("--version", "1.0.0"),
    "framework schema": (),
    "framework versions": (),
    "framework diff": ("1.0.0", "1.0.0"),
    "framework amend": ("--dry-run",),
    "framework publish": (),
    "framework tasks": (),
    "framework read-again": (CASE,),
    "framework to-excel": ("-o", OUT / "framework.xlsx"),
    "framework from-excel": (OUT / "none.xlsx", "-o", OUT / "framework.yaml"),
    "framework to-xlsform": ("-o", OUT / "form.xlsx"),
    "snapshot take": ("mine",),
    "snapshot list": (),
    "snapshot totals": ("first",),
    "snapshot diff": ("first",),
    "findings flow": ("--snapshot", "first"),
    "findings matrix": (),
    "findings table": ("drift", "--refs", "--by", "months_open"),
    "findings cross": ("drift", "drift"),
    "findings clocks": (),
    "findings own-view": (),
    "findings variation": (),
    "findings change": ("drift", "--earlier", "review"),
    "findings compare-rounds": ("--earlier", "review", "-o", OUT / "rounds.csv"),
    "findings compare": ("drift", "--between", "ASH", "--and", "BRO", "--by", "authority"),
    "findings response": (),
    "findings working": ("drift",),
    "findings answers": ("-o", OUT / "answers.zip", "--where", "drift=yes"),
    "findings units": ("drift", "-o", OUT / "units.csv"),
    "claim check": (),
    "claim explain": ("drift",),
    "disclose check": (),
    "disclose decide": ("tables", "--do", "hold-back", "--why", "x"),
    "recommendation list": (),
    "recommendation show": ("1",),
    "recommendation check": (),
    "recommendation answer": (
        "1",
        "--at",
        "ASH",
        "--by",
        "a head",
        "--on",
        "04/11/2013",
        "--text",
        "x",
    ),
    "recommendation status": ("1", "--at", "ASH", "--state", "done", "--why", "x"),
    "report build": ("--format", "html,xlsx", "-o", OUT / "report"),
    "report letters": ("--format", "html", "-o", OUT / "letters"),
    "report press": ("--format", "html", "-o", OUT / "press"),
    "report data": ("-o", OUT / "tables.zip"),
    "report look": (),
    "templates copy": ("--to", OUT / "templates"),
    "report to-word": ("-o", OUT / "report.docx"),
    "report from-word": (OUT / "none.docx", "--dry-run"),
    "report comments": ("--all",),
    "report take-comments": (OUT / "none.xlsx",),
    "report answer-comment": (
        "BRO",
        "1",
        "--decision",
        "accepted",
        "--why",
        "x",
        "--wording",
        "x",
    ),
    "release seal": ("two", "--snapshot", "first"),
    "release list": (),
    "release recount": ("one",),
    "release diff": ("one", "one"),
    "release correct": ("one", "--why", "x"),
    "release retract": ("one", "--why", "x"),
    "backup": (OUT / "review.age", "--passphrase-file", IN / "passphrase"),
    "db upgrade": (),
    "db backup": ("-o", OUT / "copy.db"),
    "db copy": ("--to", OUT / "moved.db"),
    "db roles": ("inspectors",),
    "db distribute": (),
    "serve": ("--team", "no address"),
    "jobs ask": ("tables",),
    "jobs list": (),
    "jobs run": (),
    "jobs cancel": ("0" * 16,),
    "jobs retry": ("0" * 16,),
    "people list": (),
    "people password": ("ef",),
    "people link": ("ef", "--subject", "1", "--issuer", "https://login.example.org"),
    "people unlink": ("ef",),
    "db check": (),
    "db rewrite": (),
    "db accept-older": ("--why", "x"),
    "db heads": (),
    "db purge": ("--class", "stray-notes", "--why", "x", "--dry-run"),
    "db destroyed": ("-o", OUT / "certificates"),
    "erase": (CASE, "--why", "x", "--dry-run"),
}
WITHOUT_A_REVIEW = {"demo", "new", "restore", "plan", "authority", "calc"}
# Where the keeper finds the word, so that looking for it elsewhere means something.
TELLING = {
    "case export",
    "case show",
    "case queries",
    "case conflicts",
    "case referrals",
    "voice quotes",
    "voice mark",
    "evidence list",
    "evidence search",
    "evidence show",
    "evidence mark",
    "evidence save",
    "theme export",
    "db backup",
    "db copy",
}
# About the answers of the other reader and nothing else: refused with a sentence.
REFUSED_TO_THE_READER = {
    "case export",
    "pack out",
    "case import",
    "framework amend",
    "findings change",
    "findings compare",
    "findings compare-rounds",
    "findings cross",
    "findings clocks",
    "findings matrix",
    "findings own-view",
    "findings response",
    "findings table",
    "findings answers",
    "findings units",
    "findings variation",
    "findings working",
    "snapshot diff",
    "claim check",
    "claim explain",
    "disclose check",
    "disclose decide",
    "recommendation check",
    "recommendation show",
    "report build",
    "report letters",
    "report press",
    "report data",
    "report to-word",
    "report from-word",
    "release seal",
    "release recount",
    "release diff",
    "backup",
    "db backup",
    "db copy",
}
REFUSED_IN_CONFLICT = {
    "findings units",
    "report build",
    "report letters",
    "report answer-comment",
    "backup",
    "db backup",
    "db copy",
    "case export",
    "pack out",
}


@pytest.fixture(scope="module")
def shared(made_once: MadeOnce) -> Path:
    return made_once.folder("shared", make_shared_review)


@pytest.fixture
def here(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The review with what was sent in and issued beside it, for one command."""
    base = Path(shutil.copytree(shared, tmp_path / "here"))
    (base / IN / "themes.csv").write_text(f"name,themes\n{CASE}/HARM.1.a,none\n")
    (base / IN / "passphrase").write_text("four words of their own\n")
    central_csv(base / IN / "odk.csv", [submission(CASE, "cd", "uuid:1", HARM_1_a="no")])
    (base / OUT).mkdir()
    monkeypatch.chdir(base)
    return base


def told(person: str | None, name: str, *, json: bool) -> Outcome:
    who = ("--as", person) if person else ()
    form = ("--json",) if json else ()
    return run("--review", "review", *who, *form, *name.split(), *COMMANDS[name])


def all_of(outcome: Outcome) -> Iterator[str]:
    """What a command said and what it wrote."""
    yield outcome.out
    yield outcome.err
    for path in OUT.rglob("*"):
        if path.suffix in (".xlsx", ".zip", ".docx"):
            with zipfile.ZipFile(path) as book:
                yield from (book.read(part).decode("utf-8", "replace") for part in book.namelist())
        elif path.is_file():
            yield path.read_bytes().decode("utf-8", "replace")


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def test_every_command_that_opens_a_review_is_tried() -> None:
    known = {name for name in commands() if name.split()[0] not in WITHOUT_A_REVIEW}
    # Those about authorities that open a review.
    known |= {f"authority {verb}" for verb in ("withdraw", "grades", "answer", "says")}
    assert known - {"sample verify", "release verify"} == COMMANDS.keys()


@pytest.mark.proof(part=6)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_second_reader_who_leads_finds_nothing_of_the_first_read(here: Path, name: str) -> None:
    for json in (False, True):
        outcome = told("ab", name, json=json)
        assert not [text for text in all_of(outcome) if WORD_OF_UNSEEN_READS in text]
        if name in REFUSED_TO_THE_READER:
            assert (outcome.code, outcome.out) == (3, "")
            assert "Ask" in outcome.err or "ask" in outcome.err
            assert not any(OUT.iterdir())
        empty(here / OUT)


@pytest.mark.parametrize("name", sorted(TELLING))
@pytest.mark.usefixtures("here")
def test_whoever_may_see_the_first_read_finds_it_there(name: str) -> None:
    assert [text for text in all_of(told(None, name, json=True)) if WORD_OF_UNSEEN_READS in text]


def in_conflict(folder: Path) -> None:
    """Give the lead who reads nothing a conflict of interest with BRO."""
    change_team(folder / "review", "le", not_for=["BRO"])


@pytest.mark.proof(part=6)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_lead_with_a_conflict_of_interest_finds_no_case_of_the_authority(
    here: Path, name: str
) -> None:
    in_conflict(here)
    for json in (False, True):
        outcome = told("le", name, json=json)
        named = [text for text in all_of(outcome) if re.search(r"\bBRO-\d", text)]
        assert not named, named
        if name in REFUSED_IN_CONFLICT:
            assert (outcome.code, outcome.out) == (3, "")
            assert "conflict of interest with BRO" in outcome.err
            assert not any(OUT.iterdir())
        empty(here / OUT)


@pytest.mark.proof(part=5)
@pytest.mark.parametrize(
    "words",
    [
        ("case", "show", CASES.conflicted),
        ("case", "check", CASES.conflicted),
        ("case", "answer", CASES.conflicted, "HARM.1.a", "yes"),
        ("case", "show", "BRO"),
        ("case", "show", "BRO-I-ef-01"),
        ("case", "answer", "BRO-I-ef-01", "HARM.1.a", "yes"),
        ("case", "respond", CASES.conflicted, "--response", "x"),
        ("case", "import", "workbooks/BRO-ef.xlsx"),
        ("moderate", "decide", CASES.conflicted, "HARM.1", "--value", "good", "--why", "x"),
        ("sample", "lose", CASES.conflicted, "--reason", "not_the_theme"),
        ("sample", "extend", "--by", "1", "--stratum", "BRO/child_in_need", "--why", "x"),
        ("sample", "requests", "--authority", "BRO", "-o", "out/BRO.csv"),
        ("sample", "lose", CASES.conflicted, "--undo", "--reason", "x"),
        ("sample", "lose", CASES.conflicted, "--correct", "--reason", "not_open", "--note", "x"),
        ("assign", "move", CASES.conflicted, "--to", "cd"),
        ("assign", "hand-over", "--from", "ef", "--to", "ab", "--reason", "x"),
        ("assign", "hand-over", "--from", "ef", "--to", "ab", "--authority", "BRO"),
        ("assign", "hand-over", "--from", "ab", "--to", "ef", "--case", CASES.conflicted),
        ("moderate", "extra", CASES.conflicted_crossed, "--reason", "x"),
        ("moderate", "extra", CASES.conflicted, "--undo"),
        ("authority", "withdraw", "BRO", "--reason", "x"),
        ("authority", "withdraw", "BRO", "--undo", "--reason", "x"),
        ("frame", "import", "in/BRO-return"),
    ],
    ids=" ".join,
)
def test_a_lead_with_a_conflict_of_interest_is_refused_what_is_about_the_authority(
    here: Path, words: tuple[str, ...]
) -> None:
    in_conflict(here)
    for form in ((), ("--json",)):
        outcome = run("--review", "review", "--as", "le", *form, *words)
        assert (outcome.code, outcome.out) == (3, "")
        assert "le has a conflict of interest with BRO (`not_for` in the plan)" in outcome.err
        assert outcome.err.endswith("Ask a lead without one.\n")
    assert not any((here / OUT).iterdir())
