"""What a sheet computes of a chronology, by LibreOffice, against what the tool computes."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.framework.repeats import RepeatRule
from inspect_tool.domain.records.chronology import ChronologyStep, Incident
from inspect_tool.domain.records.chronology_steps import steps
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.domain.workbook.workbook import ItemState
from tests.case_workbook_factory import KEY, case_sheet, content

RULE = RepeatRule.model_validate(
    {
        "beside": "PLAN.1",
        "within_days": 60,
        "events": [
            {"title": 'Appointment "missed"', "words": ["missed dental", "dental"]},
            {"title": "Referral", "words": ["referral", "school"]},
        ],
    }
)
WHATS = ("Missed dental appointment", "missed  dental appointment", "Referral by school", "a*", "")


def a_chronology(chance: random.Random) -> dict[str, Incident]:
    found = {}
    for number in range(1, chance.randrange(2, 12)):
        day = date(2013, 1, 1) + timedelta(days=chance.choice((0, 1, 42, 43, 100)) * number)
        said = chance.choice((str(day), str(day), str(day), "in spring", ""))
        one = Incident(said, chance.choice(WHATS), "Case file")
        found[f"CH.earlier.{number:02}"] = one
    return found


@pytest.mark.proof(part=0)  # LibreOffice takes seconds to open a workbook
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_sheet_computes_what_the_tool_computes(tmp_path: Path) -> None:
    chance = random.Random("chronologies")  # noqa: S311  # not for secrets
    given = {f"ASH-{number:03}": a_chronology(chance) for number in range(1, 31)}
    sheets = [
        case_sheet(
            ref,
            tuple(
                ItemState(ItemKind.CHRONOLOGY, name, one.answer, f"r{name}")
                for name, one in incidents.items()
            ),
        )
        for ref, incidents in given.items()
    ]
    path = tmp_path / "issued.xlsx"
    asked = content(*sheets)
    ruled = asked.framework.model_copy(update={"repeat_incidents": RULE})
    asked = replace(asked, framework=ruled)
    path.write_bytes(write_case_workbook(asked, signing_key=KEY).file)
    command = ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out")]
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run([*command, profile, str(path)], check=True, capture_output=True)

    workbook = openpyxl.load_workbook(tmp_path / "out" / "issued.xlsx", data_only=True)
    shown = set()
    for ref, incidents in given.items():
        expected = steps(incidents, RULE)
        rows = workbook[f"{ref} chronology"].iter_rows(min_row=4, values_only=True)
        said = {str(row[7]): (row[3] or None, row[4] or "") for row in rows}
        for name, computed in said.items():
            step = expected.get(name, ChronologyStep())
            assert computed == (step.days, step.words), (ref, name, incidents)
            shown |= {step.words[:3], *(words[:3] for words in step.near)}
    assert shown >= {"", "Gap", "2 t", "App", "Ref"}
