"""`erase`, `db purge` and what shows their traces, as their users type them."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from inspect_tool.store.key_files import KeyFolder
from tests.interfaces.command_line import Outcome, refused, run
from tests.interfaces.commands_to_kill import given
from tests.interfaces.review_state import files
from tests.tampered_review import QUESTION

pytestmark = pytest.mark.journeys

CASE = "ASH-002"


@pytest.fixture
def folder(full_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(full_once / "review", tmp_path / "review"))


def do(folder: Path, *words: str) -> Outcome:
    return run("--review", folder, *words)


def test_a_dry_run_of_an_erasure_says_what_would_go_and_changes_nothing(folder: Path) -> None:
    before = files(folder)
    out = do(folder, "erase", CASE, "--dry-run").out
    assert "what would go" in out
    assert "Stays: A tombstone" in out
    assert files(folder) == before
    assert "--confirm erase" in refused(do(folder, "erase", CASE, "--why", "a request"), 3)
    assert files(folder) == before


def test_an_erasure_writes_its_certificate_and_leaves_its_traces(folder: Path) -> None:
    done = do(folder, "erase", CASE, "--why", "a request", "--confirm", "erase")
    assert done.code == 0
    assert "takes the place in the sample" in done.out
    certificate = (folder / "certificates" / "deletion-001.txt").read_text(encoding="utf-8")
    assert CASE in certificate
    assert "case workbook" in certificate
    assert "Note: Snapshot first has erased cases (1)" in " ".join(
        do(folder, "db", "check").out.split()
    )
    assert "Cases of first were erased (1)" in do(folder, "snapshot", "list").out
    assert "as it was counted" in do(folder, "snapshot", "totals", "first").out
    counted = do(folder, "snapshot", "totals", "first", "--json").json()
    assert counted[0].keys() == {"measure", "group", "count", "base", "unknown", "outside"}
    said = refused(do(folder, "findings", "table", "drift"), 3)
    assert "Snapshot first has erased cases (1)" in said


def test_a_purge_of_nothing_named_shows_what_there_is_and_destroys_nothing(folder: Path) -> None:
    before = files(folder)
    shown = do(folder, "db", "purge", "--dry-run", "--json").json()
    assert {line["name"] for line in shown["lines"]} == {
        "frame", "keys", "signing-key", "stray-notes", "queries", "identifiers",
        "returns", "copies", "evidence-files", "unused-files", "came-back",
    }  # fmt: skip
    assert not any(line["goes"] for line in shown["lines"])
    said = refused(do(folder, "db", "purge", "--why", "a test", "--confirm", "destroy"), 2)
    assert "db purge --dry-run" in said
    assert files(folder) == before


def test_one_authority_is_named_for_its_keys_alone(folder: Path) -> None:
    before = files(folder)
    words = ("db", "purge", "--why", "a test", "--confirm", "destroy", "--authority", "ASH")
    said = refused(do(folder, *words, "--class", "signing-key"), 2)
    assert "--class keys alone" in said
    assert files(folder) == before


def test_what_a_killed_backup_left_goes_with_what_is_deleted(folder: Path) -> None:
    room = folder / ".backup.part"
    room.mkdir()
    left = [room / "copy.db", room / ".copy.db.part", folder / ".b.db.part"]
    for path in left:
        path.write_bytes(b"answers")
    assert do(folder, "erase", CASE, "--why", "a request", "--confirm", "erase").code == 0
    assert not any(path.exists() for path in left)


def test_the_certificate_of_another_deletion_is_not_written_over(folder: Path) -> None:
    do(folder, "erase", CASE, "--why", "a request", "--confirm", "erase")
    place = folder / "certificates"
    other = json.loads((place / "deletion-001.json").read_text(encoding="utf-8"))
    other["at"] = "2013-01-01T00:00:00+00:00"
    (place / "deletion-001.json").write_text(json.dumps(other), encoding="utf-8")
    do(folder, "db", "destroyed", "-o", str(place))
    do(folder, "db", "destroyed", "-o", str(place))
    assert sorted(path.name for path in place.iterdir()) == [
        "deletion-001-2.json", "deletion-001-2.txt", "deletion-001.json", "deletion-001.txt",
    ]  # fmt: skip
    assert json.loads((place / "deletion-001.json").read_text(encoding="utf-8")) == other


def test_an_id_comes_by_standard_input_and_is_nowhere_to_be_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = KeyFolder(folder / "keys").read("ASH")
    assert keys is not None
    own = next(iter(keys.local_ids.values()))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{own}\n"))
    words = ("--authority", "ASH", "--child-id", "-", "--why", "a request", "--confirm", "erase")
    done = do(folder, "--json", "erase", *words)
    assert done.code == 0, done.err
    assert done.json()["number"] == 1
    assert own not in done.out + done.err
    assert not any(own.encode() in content for content in files(folder).values())


def test_a_purge_counts_first_and_then_destroys(folder: Path) -> None:
    words = ("db", "purge", "--class", "keys", "--authority", "ASH")
    before = files(folder)
    out = do(folder, *words, "--dry-run").out
    assert "nothing was changed" in out
    assert "keys: Nobody can tell which case is which child" in " ".join(out.split())
    assert files(folder) == before
    assert "--confirm destroy" in refused(do(folder, *words, "--why", "schedule 4.2"), 3)
    done = do(folder, *words, "--why", "schedule 4.2", "--confirm", "destroy")
    assert done.code == 0
    assert not (folder / "keys" / "ASH.json").exists()
    assert do(folder, "db", "check").code == 0
    assert do(folder, "--json", "db", "destroyed").json()[0]["about"] == ["keys"]
    listed = do(folder, "db", "destroyed", "-o", str(folder / "again")).out
    assert "schedule 4.2" in listed
    written = json.loads((folder / "again" / "deletion-001.json").read_text(encoding="utf-8"))
    assert written["gone"] == {"keys": 12}


def test_totals_of_the_population_are_shown_after_the_draw(folder: Path, full_once: Path) -> None:
    out = do(folder, "frame", "totals", "--authority", "ash").out
    assert "Children who could be drawn, by field" in out
    assert "BRO/" not in out
    cells = do(folder, "frame", "totals", "--json").json()
    assert {cell["authority"] for cell in cells} == {"ASH", "BRO"}
    framed = Path(shutil.copytree(full_once / "framed", folder.parent / "framed"))
    assert "No frame was cut down yet" in do(framed, "frame", "totals").out


def test_nothing_was_deleted_on_purpose_in_a_new_review(folder: Path) -> None:
    assert "Nothing was deleted on purpose" in do(folder, "db", "destroyed").out
    assert "No case of first was erased" in do(folder, "snapshot", "totals", "first").out


def test_what_was_said_of_an_erased_childs_answers_is_in_no_file_any_more(
    killable: Path, tmp_path: Path
) -> None:
    """Queries, replies, reasons, returns, stray notes and evidence go with the child."""
    review = Path(shutil.copytree(killable / "strayed", tmp_path / "review"))
    (review / "framed.db").unlink(missing_ok=True)
    word = "blackthorn"
    for words in (
        ("case", "answer", CASE, "HARM.1", "inadequate", "--note", word),
        ("case", "answer", CASE, "REFER.back", "no"),
        ("case", "submit", CASE),
        ("case", "ask", CASE, QUESTION, "--text", word),
        ("case", "reply", "QUERY", "--text", word),
        ("case", "return", CASE, "--why", word),
        ("case", "set-aside", "NOTE", "--reason", word),
        ("--as", "ef", "case", "answer", CASE, QUESTION, "no", "--reason", word),
    ):
        outcome = run("--review", review, *given(review, words))
        assert outcome.code == 0, outcome
    assert said_in(review, word) > 0
    outcome = run("--review", review, "erase", CASE, "--why", "a request", "--confirm", "erase")
    assert outcome.code == 0, outcome
    assert said_in(review, word) == 0
    assert run("--review", review, "db", "check").code == 0


def said_in(review: Path, word: str) -> int:
    files = (path.read_bytes() for path in review.rglob("*") if path.is_file())
    return sum(content.count(word.encode()) for content in files)
