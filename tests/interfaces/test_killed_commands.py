"""A command that is killed leaves the review as it was before, or as it is after; never between."""

from __future__ import annotations

import re
import shutil
import signal
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.command_reference import commands
from tests.interfaces.commands_to_kill import (
    COMMANDS,
    ELSEWHERE,
    ON_A_SERVER,
    Writing,
    given,
    prepared,
    writes,
)
from tests.interfaces.die_at_a_step import run_and_die
from tests.interfaces.review_state import dump
from tests.small_review import check_database

# Moments, and what is hashed from them, differ from run to run.
OF_THE_MOMENT = re.compile(
    r"\$argon2id\$[^']*|"
    r"\d{4}-\d\d-\d\d[ T][\d:.]+|(?<![0-9a-f])[0-9a-f]{12,64}(?![0-9a-f])|(?<=#)[0-9a-f]{8}\b"
)
LOOKING = {"SELECT", "BEGIN", "PRAGMA"}
# How a command may end that is done again after it came to its end: refused, or nothing to do.
DONE_BEFORE = (0, 1, 2, 3)


def test_every_command_that_writes_is_killed() -> None:
    named = {name.partition(",")[0] for name in COMMANDS} | ELSEWHERE.keys()
    found = commands()
    assert named <= found.keys()
    left = found.keys() - named - ON_A_SERVER
    assert [name for name in left if writes(found[name])] == []
    for module in ELSEWHERE.values():
        assert import_module(f"tests.interfaces.{module}").run_and_die is run_and_die


def command_and_die(last: Path | int, folder: Path, command: Writing) -> int:
    """Run a command in a folder, dying at a step; how the process ended."""
    return run_and_die(last, folder, "--review", folder, *given(folder, command.words))


def state(folder: Path) -> list[str]:
    """Every row, without moments and what is hashed from them."""
    return sorted(OF_THE_MOMENT.sub("#", line) for line in dump(folder / "review.db"))


def crucial(steps: list[str]) -> set[int]:
    """The last commit, the steps around it, the middle and the end."""
    last = len(steps) - 1 - steps[::-1].index("commit")
    return {last // 2, last - 1, last, min(last + 1, len(steps) - 1), len(steps) - 1}


def changing(steps: list[str]) -> set[int]:
    """Every step that changes what is on the disk, and the end; to look changes nothing."""
    found = {place for place, name in enumerate(steps) if name.split()[0].upper() not in LOOKING}
    return {*found, len(steps) - 1}


@dataclass(frozen=True)
class Killing:
    """A command that is killed at each of some steps.

    Args:
        before: The review that it is given.
        steps: The names of its steps, in order.
        states: The review before it and after it.
    """

    command: Writing
    before: Path
    steps: list[str]
    states: dict[str, list[str]]

    @classmethod
    def of(cls, command: Writing, before: Path, room: Path) -> Killing:
        """From a run that nobody stops."""
        after = Path(shutil.copytree(before, room / "after"))
        assert command_and_die(room / "steps.txt", after, command) == command.ends
        steps = (room / "steps.txt").read_text(encoding="utf-8").splitlines()
        states = {"before": state(before), "after": state(after)}
        assert states["before"] != states["after"]
        return cls(command, before, steps, states)

    def kill(self, step: int, room: Path) -> None:
        """What is left holds, is all or nothing, and the command can be done again."""
        told = f"{self.command.words} killed at step {step}, {self.steps[step]}"
        copy = Path(shutil.copytree(self.before, room / str(step)))
        assert command_and_die(step, copy, self.command) == -signal.SIGKILL, told
        found = state(copy)
        assert found in self.states.values(), told
        is_done = found == self.states["after"]
        committed = len(self.steps) - 1 - self.steps[::-1].index("commit")
        assert step <= committed or is_done, told
        again = command_and_die(room / "again.txt", copy, self.command)
        assert again in (DONE_BEFORE if is_done else (self.command.ends,)), told
        assert is_done or state(copy) == self.states["after"], told
        opened = Workspace.open(copy)
        assert check_database(opened).faults == (), told
        opened.database.close()
        shutil.rmtree(copy)


@pytest.mark.proof(part=1)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_killed_before_any_change_leaves_before_or_after(
    killable: Path, tmp_path: Path, name: str, *, whole: bool
) -> None:
    before = prepared(killable, COMMANDS[name], tmp_path / "before")
    killing = Killing.of(COMMANDS[name], before, tmp_path)
    for step in sorted((changing if whole else crucial)(killing.steps)):
        killing.kill(step, tmp_path)
