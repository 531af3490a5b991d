"""`frame map`, `frame answer` and what `frame import` says, as a lead meets them."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.services.frames.copies import SHARE_OF_COPY
from inspect_tool.services.frames.told import FILE, UnreadableToldError, read_told
from tests.interfaces.command_line import Outcome, run
from tests.read_returns import CASES, FILES
from tests.written_returns import base_tables, by_openpyxl, by_zip_of_csv, column

pytestmark = pytest.mark.journeys


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new review with the plan of the cases."""
    review = tmp_path / "review"
    assert run("new", review).code == 0
    shutil.copyfile(CASES / "review_plan.yaml", review / "review.yaml")
    return review


def frame(folder: Path, *words: str | Path) -> Outcome:
    return run("--review", folder, "frame", *words)


def take(folder: Path, file: Path, *words: str) -> Outcome:
    return frame(folder, "import", file, "--authority", "AAA", *words)


def code_of(said: str) -> str:
    return said.partition("Question ")[2].partition(":")[0]


@pytest.mark.every_run
def test_a_question_is_answered_before_the_commitment(folder: Path) -> None:
    file = FILES / "id-space-inside.xlsx"
    asked = take(folder, file)
    assert asked.code == 0
    code = code_of(asked.err)
    assert f"`frame answer AAA --same {code}`" in asked.err

    refused = run("--review", folder, "sample", "commit")
    assert refused.code == 3
    assert "AAA (1 question)" in refused.err

    assert frame(folder, "answer", "AAA", "--different", code).code == 0
    again = take(folder, file)
    assert again.code == 0
    assert "unchanged" in again.out
    assert "Question" not in again.err
    committed = run("--review", folder, "sample", "commit")
    assert "question" not in committed.err  # what is missing now is the other authority
    assert "AB1002" not in (folder / FILE).read_text(encoding="utf-8")


def test_one_child_is_joined_and_the_frame_changes_by_it(folder: Path) -> None:
    file = FILES / "id-leadzero-both.xlsx"
    assert "question" in run_commit_after(folder, file)
    assert frame(folder, "answer", "AAA", "--same", "zeros").code == 0
    changed = take(folder, file)
    assert changed.code == 3
    assert "changes the frame" in changed.err
    taken = take(folder, file, "--accept-changes")
    assert taken.code == 0
    assert "on the frame                      7" in taken.out
    assert "question" not in run("--review", folder, "sample", "commit").err


def run_commit_after(folder: Path, file: Path) -> str:
    assert take(folder, file).code == 0
    return run("--review", folder, "sample", "commit").err


@pytest.mark.every_run
def test_headings_are_explained_once(folder: Path, tmp_path: Path) -> None:
    tables = base_tables()
    for rows in tables.values():
        rows[0][0] = "Our ref"
    tables["List 6"][0][column(tables, "List 6", "CIN Start Date")] = "Opened"
    file = by_openpyxl(tmp_path, tables)
    refused = take(folder, file)
    assert refused.code == 1
    worst = refused.err.splitlines()[0]
    assert "“Our ref”" in worst
    assert "frame map CODE --list" in worst

    kept = frame(folder, "map", "AAA", "Our ref=Child Unique ID", "Opened = CIN Start Date")
    assert kept.code == 0
    for _ in range(2):
        assert take(folder, file).code == 0
    assert read_told(folder, "AAA", annex_a()).headings[6] == {
        "Our ref": "Child Unique ID",
        "Opened": "CIN Start Date",
    }
    assert read_told(folder, "BBB", annex_a()).headings == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("map", "AAA", "Ref=Nothing"), "no official heading of any list"),
        (("map", "AAA", "Ref=CIN Start Date", "--list", "7"), "no official heading of List 7"),
        (("map", "AAA", "Ref=Gender", "--list", "12"), "There is no List 12"),
        (("map", "AAA", "Ref"), "Write THEIRS=OFFICIAL"),
        (("map", "ZZZ", "Ref=Gender"), "not an authority"),
        (("answer", "AAA", "--same", "everything"), "neither the code of a question"),
        (("answer", "AAA", "--same", "zeros", "--different", "zeros"), "answered both ways"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    refused = frame(folder, *words)
    assert refused.code == 2
    assert said in refused.err
    assert not (folder / FILE).exists()


@pytest.mark.parametrize(
    "text",
    ["- a", "AAA: [1]", "AAA: {headings: 3}", "AAA: {headings: {x: {}}}", "\t{",
     "AAA: {identifiers: {same: 1}}"],
)  # fmt: skip
def test_a_file_that_somebody_spoilt_is_refused(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableToldError):
        read_told(folder, "AAA", annex_a())


def test_what_was_said_is_shown_without_saying_more(folder: Path) -> None:
    assert frame(folder, "map", "AAA", "Ref=Gender").code == 0
    assert "Ref" in frame(folder, "map", "AAA").out
    assert run("--review", folder, "--json", "frame", "map", "AAA").out.count("Gender") > 5
    assert frame(folder, "answer", "AAA", "--same", "case").code == 0
    assert "one child" in frame(folder, "answer", "AAA").out
    assert "case" in run("--review", folder, "--json", "frame", "answer", "AAA").out


def test_a_copy_of_another_return_is_known_by_its_content(folder: Path, tmp_path: Path) -> None:
    assert take(folder, FILES / "base.xlsx").code == 0
    copy = tmp_path / "copy.xlsx"
    shutil.copyfile(FILES / "base.xlsx", copy)
    with zipfile.ZipFile(copy, "a") as archive:
        archive.comment = b"another"
    refused = frame(folder, "import", copy, "--authority", "BBB")
    assert refused.code == 3
    assert "7 of the 7 children of this return are also in the frame of AAA (100%)" in (refused.err)


def test_children_in_common_are_counted_and_noted(folder: Path, tmp_path: Path) -> None:
    assert take(folder, FILES / "base.xlsx").code == 0
    tables = base_tables()
    for name in ("List 6", "List 7", "List 8"):
        for row in tables[name][1:]:
            row[0] += 500
    noted = frame(folder, "import", by_openpyxl(tmp_path, tables), "--authority", "BBB")
    assert noted.code == 0
    assert "1 of 7 identifiers are also in the frame of AAA (14%)" in noted.err
    assert SHARE_OF_COPY > 1 / 7


def test_a_zip_of_lists_and_an_old_workbook_are_the_same_return(
    folder: Path, tmp_path: Path
) -> None:
    assert take(folder, FILES / "base.xlsx").code == 0
    assert "unchanged" in take(folder, by_zip_of_csv(tmp_path, base_tables())).out
    assert "unchanged" in take(folder, CASES / "old" / "base.xls").out


@pytest.mark.every_run
def test_problems_are_told_by_cause_the_worst_first(folder: Path, tmp_path: Path) -> None:
    import openpyxl

    tables = base_tables()
    tables["List 6"][0][column(tables, "List 6", "Gender")] = "Forename"
    for rows in (tables["List 7"], tables["List 8"]):
        for row in rows[1:]:
            row[1] = "nonsense"
    book = tmp_path / "problems.xlsx"
    said = take(folder, by_openpyxl(tmp_path, tables), "--problems", str(book))
    lines = said.err.splitlines()
    assert "dropped: The authority sent a column of names" in lines[0]
    assert "blanked: “Gender” holds something" in lines[1]
    assert lines[1].endswith("[and 3 more, in 2 sheets]")
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["Problems", "Causes"]
    causes = opened["Causes"]
    assert [causes["A4"].value, causes["C4"].value] == [1, "dropped"]
    assert [causes["A5"].value, causes["C5"].value] == [4, "blanked"]
    counts = [int(str(causes.cell(row, 1).value)) for row in range(4, causes.max_row + 1)]
    assert sum(counts) == opened["Problems"].max_row - 3
