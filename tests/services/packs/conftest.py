"""A pack that was worked in and given back, made once."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspect_tool.store import queries
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.stages import Stages, copy_of
from tests.taken_along import identity, laptop, open_, pack_of, return_, say

NOTE = "seen in the field"


@dataclass(frozen=True)
class Taken:
    """What was made of the recorded review.

    Args:
        office: The review after the pack went out.
        case: A case that ab reads first, and said something about in the pack.
        pack, back: The pack, and its return.
        key: The private key of the pack.
    """

    office: Path
    case: str
    pack: Path
    back: Path
    key: bytes

    def review(self, folder: Path) -> Workspace:
        """A copy of the office's review."""
        return copy_of(self.office, folder)


@pytest.fixture
def taken(stages: Stages, made_once: MadeOnce) -> Taken:
    base = made_once.folder("taken-along", lambda folder: _make(stages, folder))
    return Taken(
        office=base / "review",
        case=(base / "case").read_text(encoding="utf-8"),
        pack=base / "ab.pack",
        back=base / "back.pack",
        key=bytes.fromhex((base / "pack.key").read_text(encoding="utf-8")),
    )


def _make(stages: Stages, base: Path) -> None:
    office = copy_of(stages["recorded"], base)
    pack_of(office, base / "ab.pack")
    with office.reading() as work:
        rows = queries.assignments(work, "ab")
        case = min(row.case_ref for row in rows if row.reader == "first")
    office.database.close()
    opened = open_(base / "ab.pack")
    there = laptop(opened.folder)
    assert say(there, case, "HARM.1.a", "no", NOTE, "one").fault == ""
    there.database.close()
    return_(base / "ab.pack", base / "back.pack", keeps=True)
    shutil.copyfile(opened.folder / "pack.key", base / "pack.key")
    (base / "case").write_text(case, encoding="utf-8")
    (base / "identity").write_text(identity(), encoding="utf-8")
