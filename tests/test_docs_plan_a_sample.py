"""The page on planning a sample: its plans, on its frames, print what is shown there."""

from __future__ import annotations

import csv
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspect_tool.store.frame_tables import FrameReturn
from inspect_tool.store.tables import FrameUnitRow
from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import run
from tests.test_docs_sampling import shown

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-tos" / "plan-a-sample.md"
FRAMES = ROOT / "tests" / "data" / "plan_a_sample" / "frames.csv"
TYPES = ("early_help", "child_in_need", "child_protection", "in_care")


def put_sample_into_plan(folder: Path, sample: str) -> None:
    """The sample review's plan with the page's own sample, and its nine authorities."""
    plan = (ROOT / "sample_data" / "review" / "review.yaml").read_text(encoding="utf-8")
    plan = re.sub(r"^sample:\n(?:  .*\n)*", lambda _: sample, plan, flags=re.MULTILINE)
    plan = re.sub(r"^  - \{code: (?:MAR|TAR),.*\n", "", plan, flags=re.MULTILINE)
    (folder / "review.yaml").write_text(plan, encoding="utf-8")


def put_frames(folder: Path) -> None:
    """Frames with as many children as the returns give, by authority and case type."""
    workspace = Workspace.open(folder)
    with FRAMES.open(encoding="utf-8", newline="") as file, workspace.work() as work:
        for row in csv.DictReader(file):
            code = row["authority"]
            work.add(
                FrameReturn(
                    authority=code,
                    id="1",
                    digest="",
                    plan_digest="",
                    salt_digest="",
                    imported_at=datetime(2026, 11, 22, 19, tzinfo=UTC),
                    imported_by="keeper",
                    files=[],
                    exclusions={},
                    problems={"any": int(row["problems"])},
                    children=int(row["on_the_frame"]),
                )
            )
            units = [(kind, number) for kind in TYPES for number in range(int(row[kind]))]
            work.add_many(
                FrameUnitRow,
                (
                    {
                        "authority": code,
                        "unit_id": f"{kind}-{number}",
                        "case_type": kind,
                        "stratum": f"{code}/{kind}",
                        "eligibility": "eligible",
                        "fields": {},
                    }
                    for kind, number in units
                ),
            )
    workspace.database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    framework = ROOT / "sample_data" / "review" / "framework.yaml"
    (tmp_path / "framework.yaml").write_bytes(framework.read_bytes())
    return tmp_path


def test_each_plan_of_the_page_prints_what_the_page_shows(folder: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(yaml|console)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [kind for kind, _ in blocks].count("console") == 4
    is_framed = False
    for kind, block in blocks:
        if kind == "yaml":
            put_sample_into_plan(folder, block)
            if not is_framed:
                put_frames(folder)
                is_framed = True
            assert run("--review", folder, "plan", "check").code == 0
            continue
        command, _, printed = block.partition("\n")
        program, *words = shlex.split(command.removeprefix("$ "))
        assert program == "inspect-tool"
        done = run("--review", folder, *words)
        assert done.code == 0
        assert shown(done.out) == shown(printed)
