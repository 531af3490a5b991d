"""`case`: what people see of conflicts, stray notes, referrals back and calculated results."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.workspace import Workspace
from tests.interfaces.command_line import Outcome, refused, run
from tests.small_review import open_review
from tests.stages import Stages, reader_of

pytestmark = pytest.mark.journeys

CASE = "ASH-001"
ITEM = "HARM.1.a"


@pytest.fixture
def review(stages: Stages, tmp_path: Path) -> Path:
    """A review with every case read once, and the workbooks that it came from beside it."""
    shutil.copytree(stages["workbooks"], tmp_path / "out")
    return Path(shutil.copytree(stages["recorded"], tmp_path / "review"))


@pytest.fixture
def reader(review: Path) -> str:
    workspace: Workspace = open_review(review)
    found = reader_of(workspace, CASE)
    workspace.database.close()
    return found


def case(review: Path, *words: str | Path, person: str | None = None) -> Outcome:
    acting = ["--as", person] if person else []
    return run("--review", review, *acting, "case", *words)


def stale(review: Path, reader: str) -> Path:
    """The workbook as filled in first, now with another answer and words beside the form."""
    words = ("answer", CASE, ITEM, "no", "--reason", "read it again")
    assert case(review, *words, person="ef").code == 0
    path = review.parent / "out" / f"ASH-{reader}.xlsx"
    workbook = openpyxl.load_workbook(path)
    for row in workbook[CASE].iter_rows(min_row=4):
        if row[7].value == ITEM:
            row[2].value, row[4].value = "Yes", "seen again"
    workbook[CASE]["T7"] = "Ring back on Monday"
    workbook.save(path)
    return path


def test_a_conflict_is_named_wherever_one_looks_and_is_settled(review: Path, reader: str) -> None:
    taken = case(review, "import", stale(review, reader))
    assert taken.code == 1
    assert "somebody else" not in taken.err
    assert f"{CASE} {ITEM} was answered otherwise after this workbook was issued" in taken.err
    assert "--goes-on" in taken.err
    assert "dropped" not in taken.err
    assert f"1 stray note kept with {CASE}" in taken.err
    shown = case(review, "show", CASE).out
    assert "(not settled)" in shown
    assert "1 item with answers that crossed" in shown
    assert "Ring back on Monday" in shown
    listed = case(review, "conflicts")
    assert "workbook issued on 1 October 2013" in listed.out
    assert "seen again" in listed.out
    checked = case(review, "check", CASE)
    assert (checked.code, "2 answers crossed" in checked.out) == (1, True)
    assert "1 stray note" in checked.out
    row = next(one for one in case(review, "list", "--json").json() if one["subject"] == CASE)
    assert (row["standing"], row["missing"], row["conflicts"], row["stray"]) == ("begun", 1, 1, 1)
    settled = case(review, "settle", CASE.lower(), ITEM, "--take", "2", person=reader)
    assert settled.out == f"{CASE} {ITEM}: settled, answer 2 is in force.\n"
    assert case(review, "conflicts", "--json").json() == []
    assert case(review, "check", CASE).code == 0


def test_a_conflict_is_settled_only_by_a_number_that_it_has(review: Path, reader: str) -> None:
    assert "See `case conflicts`" in refused(case(review, "settle", CASE, ITEM, "--take", "1"), 3)
    case(review, "import", stale(review, reader))
    assert "1 to 2" in refused(case(review, "settle", CASE, ITEM, "--take", "3"), 2)
    words = ("settle", CASE, ITEM, "--take", "1", "--read", "third")
    assert "no read “third”" in refused(case(review, *words), 2)


def test_programs_get_codes_and_people_labels(review: Path) -> None:
    words = ("answer", CASE, "HARM.1", "requires_improvement", "--note", "seen", "--reason", "x")
    assert case(review, *words, person="ef").code == 0
    shown = case(review, "show", CASE).out
    assert "Requires improvement" in shown
    assert "requires_improvement" not in shown
    item = next(
        one for one in case(review, "show", CASE, "--json").json() if one["kind"] == "judgement"
    )
    assert (item["answer"], item["words"], item["author"]) == (
        "requires_improvement",
        "Requires improvement",
        "ef",
    )


def test_a_child_is_referred_back_and_the_response_recorded(review: Path, reader: str) -> None:
    words = ("--on", "14/11/2013", "--to", "team manager", "--concern", "No food in the house.")
    referred = case(review, "refer", CASE, *words, person=reader)
    assert referred.out == f"{CASE} is referred back: changed.\n"
    assert "none recorded" in case(review, "referrals").out
    response = ("--on", "15/11/2013", "--response", "Visited daily.")
    assert case(review, "respond", CASE, *response).code == 0
    shown = case(review, "referrals").out
    assert "1 children referred back, 1 with the authority's response" in shown
    assert "No food in the house." in shown
    assert "Visited daily." in shown
    (row,) = case(review, "referrals", "--json").json()
    assert (row["responded_on"], row["author"]) == ("2013-11-15", reader)
    assert "was not referred back" in refused(case(review, "respond", "BRO-001", *response), 3)
    bad = ("--on", "soon", "--response", "x")
    assert "This is not a date" in case(review, "respond", CASE, *bad).err
