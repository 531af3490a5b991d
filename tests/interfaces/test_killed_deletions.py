"""A deletion that is killed is done or not begun once the review is opened again; bytes and all."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.interfaces.test_killed_commands import run_and_die
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

    def own(self, folder: Path) -> list[bytes]:
        with closing(sqlite3.connect(folder / "review.db")) as connection:
            token, salt = connection.execute(
                "select unit_id, salt from drawn_unit where case_ref = ?", (CASE,)
            ).fetchone()
            ids = connection.execute("select id from revision where subject_ref = ?", (CASE,))
            named = [name for (name,) in ids.fetchall()]
        keys = json.loads((folder / "keys" / "ASH.json").read_text(encoding="utf-8"))
        of_child = [keys["local_ids"][token]]
        found = [*of_child, salt, *named] if self.confirm == "erase" else of_child
        return [text.encode() for text in found]


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


def named(steps: list[str]) -> Iterator[int]:
    """The commit after what goes was announced, and the end of what goes after the commit."""
    announced = steps.index("os.rename .removal.json")
    yield announced + steps[announced:].index("commit")
    yield len(steps) - 1 - steps[::-1].index("os.remove .removal.json")


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", DELETIONS)
def test_a_deletion_that_is_killed_is_done_or_not_begun(
    full_once: Path, tmp_path: Path, name: str, *, whole: bool
) -> None:
    deletion = DELETIONS[name]
    words = (*deletion.words, "--confirm", deletion.confirm)
    before = Path(shutil.copytree(full_once / "review", tmp_path / "before"))
    (before / "framed.db").unlink()
    own = deletion.own(before)
    after = Path(shutil.copytree(before, tmp_path / "after"))
    assert run_and_die(tmp_path / "steps.txt", after, words) == 0
    steps = (tmp_path / "steps.txt").read_text(encoding="utf-8").splitlines()
    assert is_done(after, deletion, own)
    committed = max(number for number, step in enumerate(steps) if step == "commit")
    for step in sorted(range(len(steps)) if whole else set(named(steps))):
        told = f"{name} killed at step {step}, {steps[step]}"
        copy = Path(shutil.copytree(before, tmp_path / str(step)))
        assert run_and_die(step, copy, words) == -signal.SIGKILL, told
        opened = Workspace.open(copy)
        assert check_database(opened).faults == (), told
        opened.database.close()
        done = is_done(copy, deletion, own)
        assert done or step <= committed, told
        assert run("--review", copy, "db", "destroyed").out.count("a test") == done, told
        left = [path.name for path in copy.glob(".*") if path.is_file()]
        assert left == [], told
        shutil.rmtree(copy)
