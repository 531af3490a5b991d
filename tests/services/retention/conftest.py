"""A copy of the review that has everything, to let go of some of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.services.retention.purge import Place
from inspect_tool.workspace import Workspace
from tests.small_review import make_return, open_review


@pytest.fixture
def full(full_once: Path, tmp_path: Path) -> Workspace:
    folder = Path(shutil.copytree(full_once / "review", tmp_path / "review"))
    (folder / "framed.db").unlink()  # a help of the tests, with every field
    return open_review(folder, later=True)


@pytest.fixture
def place(full: Workspace) -> Place:
    return Place(full.folder, full.keys)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """The return of ASH as it came."""
    return make_return(tmp_path / "sent", "ASH")
