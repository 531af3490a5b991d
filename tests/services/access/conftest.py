"""The shared review, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.made_once import MadeOnce
from tests.services.access.shared_review import make_shared_review
from tests.small_review import open_review


@pytest.fixture(scope="module")
def shared(made_once: MadeOnce) -> Path:
    return made_once.folder("shared", make_shared_review)


@pytest.fixture
def keeper(shared: Path, tmp_path: Path) -> Workspace:
    """A copy of the review to change, opened without a name."""
    return open_review(Path(shutil.copytree(shared / "review", tmp_path / "review")), later=True)
