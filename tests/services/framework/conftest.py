"""The small review with two leads and a writer: handed out, and finished."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspect_tool.workspace import Workspace
from tests.amended_review import lead_team, reopened
from tests.stages import Stages, copy_of


@pytest.fixture
def finished(stages: Stages, tmp_path: Path) -> Workspace:
    """Every case is read, under version 1.0.0."""
    workspace = copy_of(stages["recorded"], tmp_path)
    lead_team(workspace.folder)
    return reopened(workspace)


@pytest.fixture
def assigned(stages: Stages, tmp_path: Path) -> Workspace:
    """Every case has its reader, and nothing is recorded."""
    workspace = copy_of(stages["assigned"], tmp_path)
    lead_team(workspace.folder)
    return reopened(workspace)
