"""A command that is killed leaves the review as it was before, or as it is after; never between."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic import command as alembic

from inspect_tool.store import migrate
from inspect_tool.store.database import Database
from inspect_tool.store.engine import sqlite_url
from inspect_tool.workspace import Workspace
from tests.interfaces.die_at_a_step import run_and_die
from tests.interfaces.review_state import dump
from tests.made_once import MadeOnce
from tests.read_twice import read_twice
from tests.small_review import SEED, check_database, make_return, make_review, open_review
from tests.stages import ANSWERS, fill, issue
from tests.tampered_review import QUESTION

# Moments, and what is hashed from them, differ from run to run.
OF_THE_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T][\d:.]+|(?<![0-9a-f])[0-9a-f]{12,64}(?![0-9a-f])")
FIRST_SCHEMA = "0001"


@dataclass(frozen=True)
class Writing:
    """A command that writes.

    Args:
        stage: The review that it is given, by the folder it is kept in.
        words: The command; OUT stands for a folder that is not there yet, TOKEN for
            a child who was not drawn.
    """

    stage: str
    words: tuple[str, ...]


COMMANDS = {
    "sample commit": Writing("full/framed", ("sample", "commit")),
    "sample draw": Writing(
        "full/committed", ("sample", "draw", "--seed", SEED, "--seed-source", "a test")
    ),
    "sample lose": Writing("full/drawn", ("sample", "lose", "ASH-001", "--reason", "not_open")),
    "sample extend": Writing("full/drawn", ("sample", "extend", "--by", "1", "--why", "a test")),
    "sample add": Writing("sampled", ("sample", "add", "TOKEN", "--why", "a test")),
    "assign auto": Writing("full/drawn", ("assign", "auto")),
    "assign move": Writing("full/assigned", ("assign", "move", "ASH-001", "--to", "ef")),
    "moderate draw": Writing("full/assigned", ("moderate", "draw")),
    "case export": Writing("full/assigned", ("case", "export", "--inspector", "ab", "-o", "OUT")),
    "case import": Writing("issued", ("case", "import", "workbooks/ASH-ab.xlsx")),
    "case answer": Writing(
        "full/assigned", ("case", "answer", "ASH-001", QUESTION, "yes", "--note", "seen")
    ),
    "case settle": Writing("full/review", ("case", "settle", "ASH-001", QUESTION, "--take", "2")),
    "moderate decide": Writing(
        "disagreed",
        ("moderate", "decide", "ASH-001", "HARM.1", "--value", "good", "--why", "a test"),
    ),
    "snapshot take": Writing("full/review", ("snapshot", "take", "second")),
    "report build": Writing("full/review", ("report", "build", "--format", "html", "-o", "OUT")),
    "db upgrade": Writing("old", ("db", "upgrade")),
}


def make_killable(base: Path, full: Path, sampled: Path, to_read_twice: Path) -> None:
    """The reviews that commands are killed in, each with all that its command needs."""
    for stage in ("framed", "committed", "drawn", "assigned", "review"):
        folder = Path(shutil.copytree(full / stage, base / "full" / stage))
        for code in ("ASH", "BRO"):  # where fields that were cut are taken back from
            make_return(folder / "in", code)
    narrative = base / "full" / "review" / "narrative"
    narrative.mkdir()
    (narrative / "01.md").write_text("# Findings\n\nWe read the cases.\n", encoding="utf-8")
    folder = Path(shutil.copytree(sampled, base / "sampled"))
    for code in ("ASH", "BRO"):
        make_return(folder / "in", code)
    _issue_workbooks(Path(shutil.copytree(full / "assigned", base / "issued")))
    _disagree(Path(shutil.copytree(to_read_twice, base / "disagreed")))
    _of_the_first_schema(make_review(base / "old"))


def _issue_workbooks(folder: Path) -> None:
    workspace = open_review(folder)
    for path in issue(workspace, folder / "workbooks"):
        fill(path, ANSWERS)
    workspace.database.close()


def _disagree(folder: Path) -> None:
    workspace = open_review(folder)
    read_twice(workspace, "ASH-001", {"HARM.1": "good"}, {"HARM.1": "inadequate"})
    workspace.database.close()


def _of_the_first_schema(folder: Path) -> None:
    database = Database(sqlite_url(folder / "review.db"))
    with database.engine.connect() as connection, connection.begin():
        alembic.upgrade(migrate._configuration(connection), FIRST_SCHEMA)
    database.close()


@pytest.fixture(scope="session")
def killable(
    made_once: MadeOnce, full_once: Path, sampled_once: Path, to_read_twice_once: Path
) -> Path:
    """The folder of the reviews that commands are killed in."""
    return made_once.folder(
        "killable", lambda base: make_killable(base, full_once, sampled_once, to_read_twice_once)
    )


def command_and_die(last: Path | int, folder: Path, words: tuple[str, ...]) -> int:
    """Run a command in a folder, dying at a step; how the process ended."""
    given = [str(folder / "out") if word == "OUT" else word for word in words]
    given = [_not_drawn(folder) if word == "TOKEN" else word for word in given]
    given = [str(folder / word) if word.endswith(".xlsx") else word for word in given]
    return run_and_die(last, folder, "--review", folder, *given)


def _not_drawn(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        return str(
            connection.execute(
                "select unit_id from frame_unit where eligibility = 'eligible' and unit_id not in "
                "(select unit_id from drawn_unit) order by unit_id"
            ).fetchone()[0]
        )


def state(folder: Path) -> list[str]:
    """Every row, without moments and what is hashed from them."""
    return sorted(OF_THE_MOMENT.sub("#", line) for line in dump(folder / "review.db"))


def crucial(steps: list[str]) -> set[int]:
    """The last commit, the steps around it, the middle and the end."""
    last = len(steps) - 1 - steps[::-1].index("commit")
    return {last // 2, last - 1, last, min(last + 1, len(steps) - 1), len(steps) - 1}


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_at_any_step_leaves_before_or_after(
    killable: Path, tmp_path: Path, name: str, *, whole: bool
) -> None:
    command = COMMANDS[name]
    before = killable / command.stage
    after = Path(shutil.copytree(before, tmp_path / "after"))
    assert command_and_die(tmp_path / "steps.txt", after, command.words) == 0
    steps = (tmp_path / "steps.txt").read_text(encoding="utf-8").splitlines()
    states = {"before": state(before), "after": state(after)}
    assert states["before"] != states["after"]
    committed = len(steps) - 1 - steps[::-1].index("commit")
    for step in sorted(range(len(steps)) if whole else crucial(steps)):
        told = f"{name} killed at step {step}, {steps[step]}"
        copy = Path(shutil.copytree(before, tmp_path / str(step)))
        assert command_and_die(step, copy, command.words) == -signal.SIGKILL, told
        found = state(copy)
        assert found in states.values(), told
        assert step <= committed or found == states["after"], told
        if name == "db upgrade" and found == states["before"]:
            assert command_and_die(tmp_path / "again.txt", copy, command.words) == 0, told
        assert check_database(Workspace.open(copy)).faults == (), told
        shutil.rmtree(copy)
