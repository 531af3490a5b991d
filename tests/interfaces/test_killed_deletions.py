"""A deletion that is killed is done or not begun once the review is opened again; bytes and all."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.store import deletion_queries
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.die_at_a_step import run_and_die
from tests.small_review import check_database

CASE = "ASH-002"


@dataclass(frozen=True)
class Deletion:
    """A command that deletes.

    Args:
        own: Bytes that are in the folder before it and not afterwards.
    """

    words: tuple[str, ...]
    confirm: str

    @property
    def all_words(self) -> tuple[str, ...]:
        return (*self.words, "--confirm", self.confirm)

    def own(self, folder: Path) -> list[bytes]:
        with closing(sqlite3.connect(folder / "review.db")) as connection:
            token, salt = connection.execute(
                "select unit_id, salt from drawn_unit where case_ref = ?", (CASE,)
            ).fetchone()
            ids = connection.execute("select id from revision where subject_ref = ?", (CASE,))
            named = [name for (name,) in ids.fetchall()]
        keys = json.loads((folder / "keys" / "ASH.json").read_text(encoding="utf-8"))
        of_child = [keys["local_ids"][token]]
        found = [*of_child, salt, *named, FILE] if self.confirm == "erase" else of_child
        return [text.encode() for text in found]


FILE = "The plan of this child alone."  # attached as evidence
DELETIONS = {
    "erase": Deletion(("erase", CASE, "--why", "a test"), "erase"),
    "purge": Deletion(
        ("db", "purge", "--class", "keys", "--class", "signing-key", "--why", "a test"), "destroy"
    ),
}


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def is_done(folder: Path, deletion: Deletion, own: list[bytes]) -> bool:
    """Whether all of it went; part of it is a failure."""
    held = contents(folder)
    left = [value for value in own if value in held]
    assert len(left) in (0, len(own)), f"{len(left)} of {len(own)} are left after {deletion.words}"
    return not left


# Steps, and whether the deletion is done when the command dies there: what was announced is
# committed next; the last thing that goes is the announcement.
NAMED = {"os.rename .removal.json": False, "os.remove .removal.json": True}


def all_steps(before: Path, folder: Path, deletion: Deletion, own: list[bytes]) -> dict[str, bool]:
    """Each step by its number, where nobody stops the command."""
    after = Path(shutil.copytree(before, folder / "after"))
    assert run_and_die(folder / "steps.txt", after, "--review", after, *deletion.all_words) == 0
    assert is_done(after, deletion, own)
    steps = (folder / "steps.txt").read_text(encoding="utf-8").splitlines()
    announced = steps.index("os.rename .removal.json")
    committed = announced + steps[announced:].index("commit")
    return {str(number): number > committed for number in range(len(steps))}


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", DELETIONS)
def test_a_deletion_that_is_killed_is_done_or_not_begun(
    full_once: Path, tmp_path: Path, name: str, *, whole: bool
) -> None:
    deletion = DELETIONS[name]
    before = Path(shutil.copytree(full_once / "review", tmp_path / "before"))
    (before / "framed.db").unlink()
    (tmp_path / "plan.txt").write_text(FILE, encoding="utf-8")
    attach = ("evidence", "attach", CASE, "HARM.1", str(tmp_path / "plan.txt"))
    assert run("--review", before, *attach).code == 0
    own = deletion.own(before)
    steps = all_steps(before, tmp_path, deletion, own) if whole else NAMED
    for step, must_be_done in steps.items():
        told = f"{name} killed at step {step}"
        copy = Path(shutil.copytree(before, tmp_path / f"at {step}"))
        assert run_and_die(step, copy, "--review", copy, *deletion.all_words) == -signal.SIGKILL, (
            told
        )
        opened = Workspace.open(copy)
        assert check_database(opened).faults == (), told
        opened.database.close()
        done = is_done(copy, deletion, own)
        assert done == must_be_done, told
        with opened.reading() as work:
            assert len(deletion_queries.deletions(work)) == done, told
        left = [path.name for path in copy.glob(".*") if path.is_file()]
        assert left == [], told
        opened.database.close()
        shutil.rmtree(copy)


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)", "os.remove"])
def test_a_file_that_is_being_written_anew_holds_and_is_finished_by_the_next_command(
    full_once: Path, tmp_path: Path, name: str
) -> None:
    review = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    (review / "framed.db").unlink()
    deletion = DELETIONS["erase"]
    own = deletion.own(review)
    mark = review / ".review.wipe"
    # Killed before the file was written anew, the erasure leaves that to `db rewrite`.
    assert run_and_die("VACUUM", review, "--review", review, *deletion.all_words) == -signal.SIGKILL
    assert mark.exists()
    name = f"{name} {mark.name}" if name == "os.remove" else name
    again: tuple[str | Path, ...] = ("--review", review, "db", "rewrite")
    assert run_and_die(name, review, *again) == -signal.SIGKILL
    assert mark.exists()
    assert run_and_die(tmp_path / "steps.txt", review, *again) == 0
    assert not mark.exists()
    assert is_done(review, deletion, own)
    opened = Workspace.open(review)
    assert check_database(opened).faults == ()
    opened.database.close()
