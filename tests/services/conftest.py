"""The small review at each stage of its journey, a copy of its own for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.on_postgresql import on_engine
from tests.small_review import make_review, open_review
from tests.stages import Stages, copy_of

__all__ = ["on_engine"]  # every test runs on an engine


@pytest.fixture
def review(tmp_path: Path) -> Workspace:
    return open_review(make_review(tmp_path / "review", salted=False))


@pytest.fixture
def framed(stages: Stages, tmp_path: Path) -> Workspace:
    return copy_of(stages["framed"], tmp_path)


@pytest.fixture
def drawn(stages: Stages, tmp_path: Path) -> Workspace:
    return copy_of(stages["drawn"], tmp_path)


@pytest.fixture
def assigned(stages: Stages, tmp_path: Path) -> Workspace:
    return copy_of(stages["assigned"], tmp_path)


@pytest.fixture
def recorded(stages: Stages, tmp_path: Path) -> Workspace:
    return copy_of(stages["recorded"], tmp_path)
