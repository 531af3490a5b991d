"""`framework amend` shows what would be counted otherwise, and says so where nothing would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.amended_review import Content, ask_more, edit, lead_team, questions_of
from tests.interfaces.command_line import Outcome, run
from tests.stages import Stages, copy_of

pytestmark = pytest.mark.journeys


@pytest.fixture
def folder(stages: Stages, tmp_path: Path) -> Path:
    workspace = copy_of(stages["recorded"], tmp_path)
    lead_team(workspace.folder)
    return workspace.folder


def a_median(content: Content) -> None:
    questions_of(content).append(
        {"id": "HARM.1.y", "type": "number", "unit": "days", "text": "How long until a visit?"}
    )
    content["medians"] = {"days": {"title": "Days until a visit", "question": "HARM.1.y"}}


def dry_run(folder: Path) -> Outcome:
    return run("--review", folder, "--as", "la", "framework", "amend", "--dry-run")


def test_medians_are_shown_beside_measures(folder: Path) -> None:
    edit(folder, "1.1.0", a_median)
    shown = " ".join(dry_run(folder).out.split())
    assert "No measure would be counted otherwise." in shown
    assert "days Days until a visit no median not shown, of 0" in shown


def test_a_measure_that_is_new_is_shown_and_no_empty_table_stands_beside_it(folder: Path) -> None:
    edit(folder, "1.1.0", ask_more)
    shown = dry_run(folder).out
    assert "Measures that would be counted otherwise" in shown
    assert "Medians" not in shown
    assert "Heard of those asked" not in shown
