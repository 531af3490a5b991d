"""Where there is no room for what a command writes, it says so and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyrage
import pytest

from tests.interfaces.command_line import refused, run
from tests.interfaces.commands_to_kill import COMMANDS, given, prepared
from tests.interfaces.review_state import dump
from tests.small_review import make_return
from tests.stages import Stages

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on files' lengths")
if os.name != "nt":
    from tests.interfaces.room import run_with_room

AUTHORITIES = Path(__file__).parents[2] / "sample_data" / "authorities-2013.csv"
DATABASE = 512 * 1024  # bytes that are enough for the database
ROOM = 100  # bytes that a file may have
# Nothing is looked up where the schema is older.
WORDS_THAT_STAND_FOR = {
    "QUERY": "abcdef12",
    "NOTE": "abcdef12",
    "TOKEN": "ASH-009",
    "SEER": "ab",
    "JOB": "0" * 16,
}


@pytest.fixture
def folder(full_once: Path, tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    (folder / "framed.db").unlink()
    (folder / "narrative").mkdir()
    (folder / "narrative" / "methodology.md").write_text("# Methodology\n\nFiles were read.\n")
    return folder


@pytest.fixture
def opened(folder: Path) -> Iterator[Path]:
    """The review while another program reads it, so that what SQLite needs beside it is there."""
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        connection.execute("select count(*) from audit_entry").fetchone()
        yield folder


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*")) if folder.exists() else []


NEEDS_NO_REVIEW = {
    "calc draw --certificate": (
        "calc", "draw", "FRAME", "--seed", "83920175563810294857", "--draw-id", "a", "--size", "3",
        "--certificate", "OUT/certificate.json",
    ),
    "authority commit": (
        "authority", "commit", "--from", "LIST", "--size", "12", "-o", "OUT/commitment.json",
    ),
    "authority select": (
        "authority", "select", "--from", "LIST", "--size", "12", "--seed", "83920175563810294857",
        "-o", "OUT/authorities.csv", "--certificate", "OUT/certificate.json",
    ),
    "new": ("new", "OUT/review"),
}  # fmt: skip
OF_A_REVIEW = {
    "db heads": ("db", "heads", "-o", "OUT/heads.txt"),
    "sample requests": ("sample", "requests", "--authority", "ASH", "-o", "OUT/requests.csv"),
    "case export": ("case", "export", "--inspector", "ab", "-o", "OUT"),
    "sample certificate": ("sample", "certificate", "-o", "OUT/certificate.json"),
    "sample plan --picture": ("sample", "plan", "--picture", "OUT/designs.html"),
    "findings answers": ("findings", "answers", "-o", "OUT/answers.xlsx"),
    "theme export": ("theme", "export", "-o", "OUT/themes.xlsx"),
    "findings units": ("findings", "units", "drift", "-o", "OUT/units.csv"),
    "report build": ("report", "build", "--format", "html,xlsx", "-o", "OUT"),
    "report letters": ("report", "letters", "--format", "html", "-o", "OUT"),
    "report data": ("report", "data", "-o", "OUT/tables.zip"),
    "report to-word": ("report", "to-word", "-o", "OUT/report.docx"),
}


def words_of(words: tuple[str, ...], tmp_path: Path) -> list[str]:
    frame = tmp_path / "frame.csv"
    frame.write_text(
        "list_id,unit_id,stratum\n" + "".join(f"L,u{n},s\n" for n in range(9)), encoding="utf-8"
    )
    out = tmp_path / "out"
    out.mkdir()
    stand_for = {"OUT": str(out), "FRAME": str(frame), "LIST": str(AUTHORITIES)}
    for name, path in stand_for.items():
        words = tuple(word.replace(name, path) for word in words)
    return list(words)


@pytest.mark.proof(part=2)
@pytest.mark.parametrize("name", NEEDS_NO_REVIEW)
def test_a_file_for_which_there_is_no_room_is_not_begun(name: str, tmp_path: Path) -> None:
    done = run_with_room(ROOM, *words_of(NEEDS_NO_REVIEW[name], tmp_path))
    assert done.returncode == 4, done.stderr
    assert "There is no room for" in done.stderr
    assert left_in(tmp_path / "out") == []


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("name", OF_A_REVIEW)
def test_of_files_that_belong_together_none_is_left(
    name: str, opened: Path, tmp_path: Path
) -> None:
    before = dump(opened / "review.db")
    done = run_with_room(ROOM, "--review", opened, *words_of(OF_A_REVIEW[name], tmp_path))
    assert done.returncode == 4, done
    assert "There is no room for" in done.stderr
    assert left_in(tmp_path / "out") == []
    assert dump(opened / "review.db") == before


def test_a_return_is_not_taken_where_its_problems_cannot_be_written(
    stages: Stages, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(stages["framed"], tmp_path / "review"))
    lists = make_return(tmp_path / "in", "ASH", changes={"Gender": "not one of the codes"})
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        connection.execute("select count(*) from audit_entry").fetchone()
        before = dump(folder / "review.db")
        keys = {path.name: path.read_bytes() for path in (folder / "keys").iterdir()}
        words = ("frame", "import", lists, "--accept-changes", "--problems", tmp_path / "p.xlsx")
        done = run_with_room(2000, "--review", folder, *words)
        assert done.returncode == 4, done
        assert "There is no room for p.xlsx" in done.stderr
        assert dump(folder / "review.db") == before
    assert {path.name: path.read_bytes() for path in (folder / "keys").iterdir()} == keys
    assert not list(tmp_path.glob("*.xlsx*"))


def test_a_certificate_without_room_does_not_hide_that_the_deletion_is_done(
    folder: Path,
) -> None:
    (folder / "certificates").write_text("a file where the folder should be")
    words = ("erase", "ASH-002", "--why", "a request", "--confirm", "erase")
    said = refused(run("--review", folder, *words), 4)
    assert "The deletion is done" in said
    assert "db destroyed -o certificates" in said
    (folder / "certificates").unlink()
    assert run("--review", folder, "db", "destroyed", "-o", folder / "certificates").code == 0
    assert left_in(folder / "certificates") == ["deletion-001.json", "deletion-001.txt"]


def test_a_copy_of_the_database_without_room_leaves_nothing(opened: Path, tmp_path: Path) -> None:
    """A limit on files' lengths, which needs no rights; a full disk is SQLite's other answer."""
    before = dump(opened / "review.db")
    (tmp_path / "out").mkdir()
    words = ("db", "backup", "-o", tmp_path / "out" / "copy.db")
    done = run_with_room(64 * 1024, "--review", opened, *words)
    assert done.returncode == 4, done
    assert "did not take what was to be written" in done.stderr
    assert "Do not restore a backup for this" in done.stderr
    assert left_in(tmp_path / "out") == []
    assert dump(opened / "review.db") == before


def test_a_backup_without_room_leaves_nothing(opened: Path, tmp_path: Path) -> None:
    before = dump(opened / "review.db")
    (opened / "evidence").mkdir()
    (opened / "evidence" / "scan.bin").write_bytes(bytes(DATABASE))
    (tmp_path / "out").mkdir()
    names = ("backup", tmp_path / "out" / "a.age", "--keys-to", tmp_path / "out" / "k.age")
    words = (*names, "--recipient", str(pyrage.x25519.Identity.generate().to_public()))
    done = run_with_room(DATABASE, "--review", opened, *words)
    assert done.returncode == 4, done
    assert "There is no room for a.age" in done.stderr
    assert left_in(tmp_path / "out") == []
    assert not (opened / ".backup.part").exists()
    assert dump(opened / "review.db") == before


def test_an_erasure_without_room_to_write_the_file_anew_says_so_and_can_be_finished(
    folder: Path,
) -> None:
    file = folder / "review.db"
    with closing(sqlite3.connect(file)) as connection:
        query = "select id from revision where subject_ref = 'ASH-002'"
        ids = [str(name).encode() for (name,) in connection.execute(query)]
    size = file.stat().st_size * 3 // 4  # enough for what the erasure changes
    words = ("erase", "ASH-002", "--why", "a request", "--confirm", "erase")
    done = run_with_room(size, "--review", folder, *words)
    assert done.returncode == 0, done
    assert "no room on its disk to write it anew" in done.stdout
    for again in (("status",), ("db", "check"), ("db", "rewrite")):
        told = run_with_room(size, "--review", folder, *again)
        said = " ".join((told.stdout + told.stderr).split())
        assert "no room on its disk to write it anew" in said, again
        assert "db rewrite" in said
        assert "program" not in said.partition("The database's file")[2].partition("`db")[0]
    assert run("--review", folder, "db", "rewrite").code == 0
    assert run("--review", folder, "db", "check").code == 0
    left = b"".join(path.read_bytes() for path in folder.glob("review.db*"))
    assert ids
    assert not any(name in left for name in ids)


def test_a_device_is_written_to_and_not_replaced(folder: Path) -> None:
    done = run("--review", folder, "db", "heads", "-o", os.devnull)
    assert done.code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", COMMANDS)
def test_what_there_is_no_room_for_is_not_saved_and_is_called_so(
    killable: Path, tmp_path: Path, name: str
) -> None:
    review = prepared(killable, COMMANDS[name], tmp_path / "review")
    with closing(sqlite3.connect(review / "review.db")) as connection:
        connection.execute("select count(*) from alembic_version").fetchone()
        before = dump(review / "review.db")
        done = run_with_room(ROOM, "--review", review, *given(review, COMMANDS[name].words))
        assert done.returncode == 4, done
        assert "Traceback" not in done.stderr
        assert re.search("no room|did not take what was to be written", done.stderr), done.stderr
        assert dump(review / "review.db") == before
    assert left_in(review / "out") == []


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - {"db upgrade"}))
def test_a_review_of_an_older_version_is_left_alone_with_the_command_that_brings_it_on(
    killable: Path, tmp_path: Path, name: str
) -> None:
    review = Path(shutil.copytree(killable / "old", tmp_path / "review"))
    words = [WORDS_THAT_STAND_FOR.get(word, word) for word in COMMANDS[name].words]
    # A return is read before the review is.
    sent_in = killable / COMMANDS[name].stage
    words = [str(sent_in / word) if word.endswith("-return") else word for word in words]
    before = dump(review / "review.db")
    said = refused(run("--review", review, *words), 3)
    assert "Use `db upgrade`" in said
    assert dump(review / "review.db") == before
