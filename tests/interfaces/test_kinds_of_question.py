"""A review with every kind of question, from `case answer` and a workbook to `findings`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from inspect_tool.domain.workbook import layout
from inspect_tool.services.assignment import caseloads
from inspect_tool.services.records.answering import Given, answer_item
from tests.interfaces.command_line import Outcome, refused, run
from tests.kinds_review import TYPED, WITHOUT, make_kinds_review
from tests.made_once import MadeOnce
from tests.readers.case_workbook.test_case_workbook import row_of
from tests.small_review import open_review

pytestmark = pytest.mark.journeys

CASES = ("ASH-001", "ASH-002", "ASH-003", "ASH-004", "BRO-001", "BRO-002", "BRO-003", "BRO-004")


def readers_of(folder: Path) -> dict[str, str]:
    workspace = open_review(folder)
    with workspace.reading() as work:
        loads = caseloads.show(work, workspace.review)
    return {ref: load.inspector for load in loads for ref in load.cases}


def answered(base: Path) -> None:
    """Every case answered: half with rows, half without; then a snapshot."""
    folder = make_kinds_review(base / "review")
    readers = sorted(readers_of(folder).items())
    for person in {inspector for _, inspector in readers}:
        workspace = open_review(folder, person=person)
        with workspace.work() as work:
            for number, (ref, inspector) in enumerate(readers):
                typed = {**(TYPED if number % 2 else WITHOUT), "NEG.1.b": f"{3 * number} days"}
                for item, words in typed.items() if inspector == person else ():
                    given = Given(words)
                    answer_item(work, workspace.review, ref=ref, item_id=item, given=given)
        workspace.database.close()
    assert run("--review", folder, "--as", "ef", "snapshot", "take", "final").code == 0


@pytest.fixture(scope="module")
def counted(made_once: MadeOnce, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = made_once.folder("kinds", answered)
    return Path(shutil.copytree(made / "review", tmp_path_factory.mktemp("kinds") / "review"))


@pytest.fixture
def assigned(made_once: MadeOnce, tmp_path: Path) -> Path:
    made = made_once.folder("kinds-assigned", lambda base: make_kinds_review(base / "review"))
    return Path(shutil.copytree(made / "review", tmp_path / "review"))


def findings(folder: Path, *words: str) -> Any:
    outcome = run("--review", folder, "--as", "ef", "findings", *words, "--json")
    assert outcome.code == 0, outcome
    return outcome.json()


def command(folder: Path, person: str, *words: str) -> Outcome:
    return run("--review", folder, "--as", person, "case", *words)


def test_a_table_of_a_question_has_a_record_for_each_value(counted: Path) -> None:
    rows = findings(counted, "table", "NEG.1.a")
    assert list(rows[0]) == [
        "question", "value", "words", "where", "by", "group", "unit", "count", "base", "share",
        "estimate", "is_exclusive", "agreement", "refs", "unknown", "outside", "not_asked",
        "all_records",
    ]  # fmt: skip
    assert [(row["value"], row["count"], row["base"]) for row in rows] == [
        ("physical", 4, 8),
        ("emotional", 0, 8),
        ("medical", 0, 8),
        ("supervision", 0, 8),
        ("other", 4, 8),
        ("none", 4, 8),
    ]
    assert rows[0]["refs"] == ["ASH-002", "ASH-004", "BRO-002", "BRO-004"]
    assert rows[0]["is_exclusive"] is False
    assert rows[0]["estimate"]["n"] == 8
    by_authority = findings(counted, "table", "NEG.1.a", "--by", "authority")
    assert [row["count"] for row in by_authority if row["value"] == "physical"] == [4, 2, 2]
    assert by_authority[-1]["estimate"] is None


def test_rows_medians_and_crossings_for_programs(counted: Path) -> None:
    seen = findings(counted, "table", "NEG.2.c")
    assert [(row["value"], row["count"], row["base"], row["unit"]) for row in seen] == [
        ("no", 4, 8, "row"),
        ("partly", 0, 8, "row"),
        ("yes", 4, 8, "row"),
    ]
    (days,) = findings(counted, "table", "days_to_visit")
    assert (days["base"], days["median"], days["unit"]) == (8, None, "days")  # fewer than ten
    (months,) = findings(counted, "table", "months_to_help")
    assert (months["base"], months["not_known_well_enough"]) == (4, 4)
    crossed = findings(counted, "cross", "NEG.1.a", "NEG.2.c")
    assert (crossed["base"], crossed["unit"]) == (8, "row")
    cells = {(one["first"], one["second"]): one["count"] for one in crossed["cells"]}
    assert {pair: count for pair, count in cells.items() if count} == {
        ("physical", "no"): 4, ("physical", "yes"): 4, ("other", "no"): 4, ("other", "yes"): 4,
    }  # fmt: skip
    (rows,) = findings(counted, "table", "children_seen")
    assert (rows["count"], rows["base"], rows["noun"]) == (4, 8, "other children")
    assert rows["refs"][0] == "ASH-002@2"
    measured = findings(counted, "cross", "medical", "several_forms")
    assert measured["both"] == 0  # two measures keep their own record


@pytest.mark.every_run
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("table", "NEG.1.a"), "More than one can hold of a case"),
        (("table", "NEG.1.b", "--by", "age"), "No median: the base is below 10."),
        (("table", "NEG.2.a"), "8 cases: 8 in the base."),
        (("table", "months_to_help", "--by", "authority"), "Date not known well enough"),
        (("cross", "NEG.1.a", "NEG.2.c"), "8 rows (child) answered both"),
        (("table", "NEG.2.c", "--refs"), "ASH-002@1"),
    ],
)
def test_tables_for_people_say_what_they_rest_on(
    counted: Path, words: tuple[str, ...], said: str
) -> None:
    outcome = run("--review", counted, "--as", "ef", "findings", *words)
    assert outcome.code == 0, outcome
    assert said in outcome.out


def test_what_is_no_question_is_refused_with_what_there_is(counted: Path) -> None:
    said = refused(run("--review", counted, "--as", "ef", "findings", "table", "NEG.9"), 2)
    assert "take the id of a question as well" in said
    said = refused(run("--review", counted, "--as", "ef", "findings", "cross", "NEG.9", "slow"), 2)
    assert "There is no measure called NEG.9" in said


def test_ages_are_grouped_as_numbers(counted: Path) -> None:
    groups = [row["group"] for row in findings(counted, "table", "medical", "--by", "age")[1:]]
    assert groups == sorted(groups, key=int)


def test_an_item_of_a_row_is_asked_for_by_its_row(assigned: Path) -> None:
    person = readers_of(assigned)["ASH-001"]
    for item in ("NEG.2.b", "NEG.2.b@7", "NEG.2.b@0"):
        said = refused(command(assigned, person, "answer", "ASH-001", item, "3"), 2)
        assert said.strip() == (
            "NEG.2.b is asked of each child: write NEG.2.b@1 for the first one, up to NEG.2.b@6."
        )
    said = refused(command(assigned, person, "answer", "ASH-001", "NEG.1.a@1", "none"), 2)
    assert "NEG.1.a@1 is neither a question" in said
    said = refused(command(assigned, person, "answer", "ASH-001", "NEG.1.b", "2 weeks"), 2)
    assert said.startswith("NEG.1.b: This is not a whole number of days, 0 to 900.")


def test_a_row_is_taken_back_answer_by_answer_and_shown_with_its_versions(assigned: Path) -> None:
    person = readers_of(assigned)["ASH-001"]
    for item, words in (("NEG.2.b@1", "3"), ("NEG.2.c@1", "no"), ("NEG.2.b@1", "4")):
        assert command(assigned, person, "answer", "ASH-001", item, words).code == 0
    shown = command(assigned, person, "show", "ASH-001", "--json").json()
    of_item = {item["item_id"]: item for item in shown}
    assert of_item["NEG.2.b@1"]["title"] == "Child 1: How old is the child?"
    assert [one["words"] for one in of_item["NEG.2.b@1"]["revisions"]] == ["3 years", "4 years"]
    missing = command(assigned, person, "check", "ASH-001", "--json").json()
    assert "NEG.2.f" in [problem["item_id"] for problem in missing]
    for item in ("NEG.2.b@1", "NEG.2.c@1"):
        assert command(assigned, person, "answer", "ASH-001", item, "-").code == 0
    missing = command(assigned, person, "check", "ASH-001", "--json").json()
    assert "NEG.2.a" in [problem["item_id"] for problem in missing]


@pytest.mark.every_run
def test_a_workbook_with_rows_goes_out_and_comes_back(assigned: Path, tmp_path: Path) -> None:
    person = readers_of(assigned)["ASH-001"]
    assert command(assigned, person, "answer", "ASH-001", "NEG.2.b@1", "3").code == 0
    out = tmp_path / "out"
    assert (
        run(
            "--review", assigned, "--as", "ef", "case", "export", "--inspector", person, "-o", out
        ).code
        == 0
    )
    path = out / f"ASH-{person}.xlsx"
    workbook = openpyxl.load_workbook(path)
    sheet = workbook["ASH-001"]
    for item, words in (("NEG.2.c@1", "No"), ("NEG.2.b@2", 11), ("NEG.1.a", "emotional, physical")):
        sheet.cell(row_of(sheet, item), layout.ANSWER.number).value = words
    sheet.cell(row_of(sheet, "NEG.1.b"), layout.ANSWER.number).value = "2 weeks"
    workbook.save(path)
    taken = run("--review", assigned, "--as", "ef", "case", "import", path)
    assert "This is not a whole number of days, 0 to 900." in taken.out + taken.err
    shown = command(assigned, person, "show", "ASH-001", "--json").json()
    said = {item["item_id"]: item["words"] for item in shown if item["kind"] == "question"}
    assert said == {
        "NEG.1.a": "Physical neglect; Emotional neglect",
        "NEG.2.b@1": "3 years",
        "NEG.2.b@2": "11 years",
        "NEG.2.c@1": "No",
    }
    # What could not be read is kept, word for word.
    assert "2 weeks" in json.dumps(command(assigned, person, "stray", "--json").json())


def test_a_report_and_its_workbook_have_the_tables_of_questions(
    counted: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(counted, tmp_path / "review"))
    narrative = folder / "narrative"
    narrative.mkdir(exist_ok=True)
    lines = ("NEG.1.a", "NEG.2.c by=authority", "NEG.1.a with=NEG.2.c", "days_to_visit")
    text = "\n\n".join(["# Findings", *(f"{{{{ table:{line} }}}}" for line in lines)])
    (narrative / "01-findings.md").write_text(f"{text}\n", encoding="utf-8")
    out = tmp_path / "out"
    built = run(
        "--review", folder, "--as", "ef", "report", "build", "--format", "xlsx,html", "-o", out
    )
    assert built.code == 0, built
    page = next(out.glob("*.html")).read_text(encoding="utf-8")
    assert "More than one can hold of a case" in page
    assert "Was the child seen, by authority" in page
    workbook = openpyxl.load_workbook(next(out.glob("*.xlsx")))
    titles = [str(sheet["A1"].value) for sheet in workbook.worksheets]
    assert any("Days until the first visit, by authority" in title for title in titles)
    assert any("(NEG.1.a) by Was the child seen? (NEG.2.c)" in title for title in titles)
