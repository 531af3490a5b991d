"""The page on amending a framework: a lead in mid-fieldwork does and sees what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.amended_review import Content, edit, lead_team, questions_of, reopened
from tests.interfaces.command_line import run
from tests.page_commands import Step, steps_of
from tests.small_review import take_workbooks
from tests.stages import ANSWERS, Stages, copy_of, fill, issue

pytestmark = pytest.mark.journeys

PAGE = Path(__file__).parents[1] / "docs" / "how-tos" / "amend-a-framework.md"
DAY = re.compile(r"\b\d\d/\d\d/20\d\d\b")


def typed(step: Step) -> Any:
    """The questions of the page, put where their ids are."""
    questions = yaml.safe_load(step.yaml)

    def put(content: Content) -> None:
        written = {question["id"]: question for question in questions}
        there = questions_of(content)
        there[:] = [written.pop(one["id"], one) for one in there] + list(written.values())

    return put


def plainly(text: str) -> str:
    """A line without what tables are drawn with, and with the day of the run left out."""
    return DAY.sub("DATE", " ".join(text.replace("│", " ").split()))


@pytest.mark.every_run
def test_a_lead_amends_a_framework_in_mid_fieldwork_as_the_page_says(
    stages: Stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = copy_of(stages["assigned"], tmp_path)
    lead_team(workspace.folder)
    paths = issue(reopened(workspace), workspace.folder / "workbooks")
    for path in paths:
        fill(path, ANSWERS)
    take_workbooks(reopened(workspace), [path for path in paths if path.name in FIRST])
    monkeypatch.chdir(workspace.folder)
    commands = 0
    for step in steps_of(PAGE):
        if step.yaml:
            edit(Path(), "1.1.0", typed(step))
            continue
        program, *words = shlex.split(step.command)
        assert program == "inspect-tool"
        done = run(*words)
        said = plainly(done.out + done.err)
        for line in filter(str.strip, step.printed.splitlines()):
            assert plainly(line) in said, (step.command, line, said)
        commands += 1
    assert commands == 13


FIRST = ("ASH-ab.xlsx", "ASH-cd.xlsx")
