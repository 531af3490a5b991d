"""A review goes from lists to report with commands killed at random, on clocks that jump.

What a command acknowledged stays, whatever happens to those after it; the review holds after each
kill, and what was killed can be done again.
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.die_at_a_step import run_and_die
from tests.small_review import SEED, check_database, make_return
from tests.stages import ANSWERS, fill
from tests.tampered_review import QUESTION

JOURNEYS = 70  # some 29 kills each
# Rows that are added and never changed: what was acknowledged is among them to the end.
KEPT = ("revision", "revision_parent", "audit_entry", "snapshot", "draw_extension", "loss")
FURTHEST_STEP = 90  # the longest command has more, most of them far fewer
HOURS = (0, 9000, -5, 3, -9000, 1)


@dataclass
class Journey:
    """A review on its way, and what it has acknowledged.

    Args:
        most: How often a command is killed before it is left to come to its end.
    """

    folder: Path
    chance: Random
    most: int
    acknowledged: set[tuple[object, ...]] = field(default_factory=set)
    kills: int = 0

    def do(self, *words: str | Path, ends: tuple[int, ...] = (0, 3)) -> None:
        """A command, killed at random steps, then done; 3 is the answer where it was done before.

        Args:
            ends: How it may end.
        """
        code = -signal.SIGKILL
        for _ in range(self.most):
            code = self._run(self.chance.randrange(FURTHEST_STEP), *words)
            if code != -signal.SIGKILL:
                break
            self.kills += 1
            self.check(f"killed: {words[0]} {words[1]}")
        if code == -signal.SIGKILL:
            code = self._run(self.folder / "steps.txt", *words)
        assert code in ends, words
        self.acknowledged |= set(self._rows())

    def _run(self, last: Path | int, *words: str | Path) -> int:
        return run_and_die(
            last, self.folder, "--review", self.folder, *words, hours=self.chance.choice(HOURS)
        )

    def _rows(self) -> Iterator[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "review.db")) as connection:
            for table in KEPT:
                for row in connection.execute(f"select * from {table}"):  # noqa: S608
                    yield (table, *row)

    def check(self, when: str) -> None:
        """The review holds, each child has an id, and nothing acknowledged is gone."""
        workspace = Workspace.open(self.folder)
        found = check_database(workspace)
        workspace.database.close()
        assert found.faults == (), when
        assert self.acknowledged <= set(self._rows()), when


def answers_of(folder: Path, case_ref: str) -> list[tuple[object, ...]]:
    """Every answer to one question, in the order in which they were saved."""
    with closing(sqlite3.connect(folder / "review.db")) as connection:
        return connection.execute(
            "select value, note from revision where subject_ref = ? and item_id = ? "
            "order by number",
            (case_ref, QUESTION),
        ).fetchall()


# `make test` kills commands at chosen steps (test_killed_commands.py), which is the slice of this.
@pytest.mark.proof(part=0)
@pytest.mark.parametrize("seed", range(JOURNEYS))
def test_nothing_acknowledged_is_lost_on_a_journey_of_kills(
    full_once: Path,
    tmp_path: Path,
    seed: int,
) -> None:
    folder = Path(shutil.copytree(full_once / "framed", tmp_path / "review"))
    changed = make_return(tmp_path / "changed", "ASH", children=30)
    out = folder / "out"
    journey = Journey(folder, Random(seed), most=4)  # noqa: S311  # a test that can be repeated
    journey.do("frame", "import", changed, "--accept-changes")
    journey.do("sample", "commit")
    journey.do("sample", "draw", "--seed", SEED, "--seed-source", "a test")
    journey.do("sample", "lose", "ASH-001", "--reason", "not_open")
    returns = ("--return", changed, "--return", full_once / "in" / "BRO-return")
    journey.do("sample", "extend", "--by", "1", "--why", "a test", *returns)
    journey.do("assign", "auto")
    journey.do("moderate", "draw")
    journey.do("case", "export", "--inspector", "ab", "-o", out)
    for number in range(6):
        value, note = ("yes", "no")[number % 2], f"seen {number}"
        journey.do("case", "answer", "ASH-002", QUESTION, value, "--note", note)
        last_value, last_note = answers_of(folder, "ASH-002")[-1]
        assert (str(last_value).strip('"'), last_note) == (value, note)
    for path in sorted(out.glob("*.xlsx")):
        fill(path, ANSWERS)
        # Its answers for ASH-002 cross with those above, which is told.
        journey.do("case", "import", path, ends=(0, 1))
    journey.do("snapshot", "take", "last")
    (folder / "narrative").mkdir(exist_ok=True)
    (folder / "narrative" / "01.md").write_text("# Findings\n\nWe read.\n", encoding="utf-8")
    journey.do("report", "build", "--format", "html")
    journey.check("at the end")
    assert journey.kills > 0
    assert list((folder / "reports").glob("*.html"))
