"""A second reader's pack holds nothing of the first read: in no file, table, index or number."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import func, select

from inspect_tool.errors import InspectToolError
from inspect_tool.services.assignment.caseloads import ConflictOfInterestError
from inspect_tool.services.packs.contents import CARRIED
from inspect_tool.store import queries
from inspect_tool.store.schema import whole_schema
from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import (
    CASES,
    WORD_OF_UNSEEN_READS,
    change_team,
    make_shared_review,
)
from tests.small_review import open_review
from tests.taken_along import identity, laptop, open_, pack_of

pytestmark = pytest.mark.journeys
# Filled by opening the pack itself; all other tables are empty in a working copy.
MADE_BY_OPENING = {"audit_entry", "write_turn"}


@pytest.fixture
def shared(made_once: MadeOnce, tmp_path: Path) -> Workspace:
    made = made_once.folder("shared", make_shared_review)
    return open_review(Path(shutil.copytree(made / "review", tmp_path / "review")), later=True)


def test_nothing_of_the_first_read_is_in_the_second_readers_pack(
    shared: Workspace, tmp_path: Path
) -> None:
    pack = tmp_path / "ab.pack"
    pack_of(shared, pack)
    key = pyrage.x25519.Identity.from_str(identity())
    inside = bytes(pyrage.decrypt(pack.read_bytes(), [key]))
    word = WORD_OF_UNSEEN_READS.encode()
    assert CASES.second.encode() in inside
    assert word not in inside.lower()
    with shared.reading() as work:
        every = queries.revisions_of_authority(work, "ASH")
        assert any(WORD_OF_UNSEEN_READS in row.note for row in every)
    folder = open_(pack).folder
    for file in folder.rglob("*"):
        assert not file.is_file() or word not in file.read_bytes().lower(), file.name
    there = laptop(folder)
    carried = {str(table.__tablename__) for table in CARRIED}
    with there.reading() as work:
        numbers = [row.number for row in queries.revisions_of_authority(work, "ASH")]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert {row.inspector for row in queries.assignments(work)} == {"ab"}
        connection = work.session.connection()
        filled = {
            table.name
            for table in whole_schema().sorted_tables
            if connection.execute(select(func.count()).select_from(table)).scalar_one()
        }
    assert filled <= carried | MADE_BY_OPENING
    there.database.close()


def test_nobody_takes_a_pack_along_that_they_must_not_see(
    shared: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(InspectToolError):  # ab leads, and reads beside cd
        pack_of(open_review(shared.folder, person="ab", later=True), tmp_path / "cd.pack", "cd")
    change_team(shared.folder, "ef", not_for=["ASH"])
    with pytest.raises(ConflictOfInterestError):
        pack_of(open_review(shared.folder, later=True), tmp_path / "ef.pack", "ef")
    assert not list(tmp_path.glob("*.pack"))
