"""The shared review, copied for the pages of one test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.web.client import Pages, pages_for
from tests.made_once import MadeOnce
from tests.on_postgresql import on_engine
from tests.services.access.shared_review import make_shared_review
from tests.small_review import open_review

__all__ = ["on_engine"]  # pages are tried on a server where `--postgresql` asks for it

PagesOf = Callable[[str | None], Pages]


@pytest.fixture(scope="session")
def shared_once(made_once: MadeOnce) -> Path:
    return made_once.folder("shared", make_shared_review)


@pytest.fixture
def review(shared_once: Path, tmp_path: Path) -> Workspace:
    copy = shutil.copytree(shared_once / "review", tmp_path / "review")
    return open_review(Path(copy), later=True)


@pytest.fixture
def pages_of(review: Workspace) -> Iterator[PagesOf]:
    """The pages as somebody of the team sees them; None for the keeper of the folder."""
    _ = review.database
    yield lambda person: pages_for(review, person)
    review.database.close()
