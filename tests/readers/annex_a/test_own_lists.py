"""Lists of one's own, from a file to the frame: a plain list, and Lists 9 to 11 of Annex A."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from inspect_tool.domain.frame.build import build_frame, wanted_of
from inspect_tool.domain.frame.units import Eligibility, Frame
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.errors import Problem
from inspect_tool.readers.annex_a import child, return_files
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from inspect_tool.workspace import shipped_folder
from tests.readers.annex_a.annex_a_builders import clean_row, table_of, write_csv, write_xlsx

FRAME_DATE = date(2013, 9, 30)
HEADINGS = ["Case ID", "Setting", "Concern", "Opened"]


def plan_of(name: str, **changes: Any) -> ReviewPlan:
    """A plan as `new --list` gives it, at the date of the tests' returns."""
    text = (shipped_folder("templates") / "lists" / name / "review.yaml").read_text("utf-8")
    content = yaml.safe_load(text)
    content["dates"] = {"frame": "2013-09-30", "fieldwork": ["2013-10-14", "2013-12-13"]}
    return ReviewPlan.model_validate({**content, **changes})


def taken(plan: ReviewPlan, path: Path) -> tuple[Frame, tuple[Problem, ...]]:
    """The frame of a return, with identifiers as tokens, and all problems."""
    limits, wanted = ReadLimits(), wanted_of(plan)
    files = tuple(return_files.files_of([path]))
    request = return_files.request_for(
        files, frame_date=plan.dates.frame, wanted=wanted, limits=limits
    )
    answers = (json.loads(json.dumps(one)) for one in child.answers(request, limits))
    described = tuple(map(return_files.describe_file, files))
    name = return_files.name_of(files)
    contents = return_files.contents_of(answers, described, name=name, lists=wanted.lists)
    frame = build_frame(
        contents.lists, plan=plan, authority=plan.authorities[0], token=lambda text: text
    )
    return frame, (*contents.problems, *frame.problems)


def workbook(path: Path, *rows: list[Any], sheet: str = "Extract") -> Path:
    return write_xlsx(path / "list.xlsx", {sheet: (HEADINGS, rows)})


def test_a_plain_list_becomes_a_frame(tmp_path: Path) -> None:
    frame, problems = taken(
        plan_of("plain"),
        workbook(
            tmp_path,
            ["S101", "Nursery", "Low", date(2013, 1, 8)],
            ["S102", "Childminder", "serious", date(2013, 8, 1)],
        ),
    )
    assert problems == ()
    low, high = frame.units
    assert (low.case_type, low.stratum) == ("low", "AAA/low")
    assert low.fields == {
        "setting": "Nursery", "opened": date(2013, 1, 8), "months_open": 8, "open_long": True,
    }  # fmt: skip
    assert high.case_type == "high"


def test_of_two_open_concerns_the_more_acute_counts(tmp_path: Path) -> None:
    rows = [
        ["S101", "Nursery", "High", date(2013, 1, 8)],
        ["S101", "Nursery", "Low", date(2013, 9, 1)],
    ]
    for order in (rows, rows[::-1]):
        frame, _ = taken(plan_of("plain"), workbook(tmp_path, *order))
        (unit,) = frame.units
        assert (unit.case_type, unit.fields["opened"]) == ("high", date(2013, 1, 8))


def test_what_is_no_concern_is_listed_and_not_drawn(tmp_path: Path) -> None:
    frame, problems = taken(
        plan_of("plain"),
        workbook(
            tmp_path,
            ["S101", "Nursery", "worrying", date(2013, 1, 8)],
            ["S102", "Nursery", None, date(2013, 1, 8)],
            ["S103", "Nursery", "Low", date(2013, 1, 8)],
            ["S103", "Nursery", "?!", date(2013, 2, 8)],
            ["Total", 4],
        ),
    )
    assert [problem.kind for problem in problems if problem.row] == [
        "unknown-code", "blank", "unknown-code", "total-row", "eligibility-not-known",
        "several-open-rows",
    ]  # fmt: skip
    assert frame.exclusions == {"its case type is not known": 2}
    assert [unit.eligibility for unit in frame.units] == [Eligibility.NOT_KNOWN]


def test_open_rows_of_one_identifier_are_told_to_be_one_case(tmp_path: Path) -> None:
    rows = [["S101", "A", "Low", date(2013, 1, day)] for day in range(2, 10)]
    for some, where in (
        (2, "This row and row 2 of Extract are"),
        (8, "row 6 of Extract and 2 more"),
    ):
        frame, problems = taken(plan_of("plain"), workbook(tmp_path, *rows[:some]))
        (found,) = [one for one in problems if one.kind == "several-open-rows"]
        assert (found.sheet, found.row, found.column) == ("Extract", some + 1, "Case ID")
        assert where in found.message
        assert "`id`" in found.remedy
        assert len(frame.units) == 1


def test_a_case_type_that_the_plan_leaves_out_is_counted(tmp_path: Path) -> None:
    plan = plan_of("plain", case_types=["medium", "high"])
    frame, _ = taken(plan, workbook(tmp_path, ["S101", "Nursery", "Low", date(2013, 1, 8)]))
    assert frame.exclusions == {"a case type that the plan leaves out": 1}


def test_a_list_without_its_headings_is_refused_by_its_own_name(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", (["Case ID", "Setting", "Opened"], [["S1", "x", "y"]]))
    _, problems = taken(plan_of("plain"), path)
    assert {problem.kind for problem in problems} >= {"no-list-of-cases"}
    assert all("Annex A" not in problem.message for problem in problems)


def test_a_list_with_two_headings_renamed_says_how_to_explain_them(tmp_path: Path) -> None:
    more = [{"name": name, "type": "text"} for name in ("Team", "Ward", "Shift")]
    content = json.loads(json.dumps(plan_of("plain").model_dump(mode="json")["lists"]))
    content["lists"][0]["columns"] += more
    headings = ["Number", "Setting", "Concern", "When", "Team", "Ward", "Shift"]
    rows = [["S1", "Nursery", "Low", date(2013, 1, 8), "a", "b", "c"]]
    _, problems = taken(
        plan_of("plain", lists=content), write_csv(tmp_path / "list.csv", (headings, rows))
    )
    refused, near = problems
    assert refused.kind == "no-list-of-cases"
    assert "“Case ID” or “Opened”" in near.message
    assert "“Number”, “When”" in near.message
    assert '`frame map CODE --list 1 "HEADING=Case ID"`' in near.remedy


def test_an_age_alone_is_spoken_of_without_a_date_of_birth(tmp_path: Path) -> None:
    content = json.loads(json.dumps(plan_of("plain").model_dump(mode="json")["lists"]))
    content["lists"][0]["columns"].append({"name": "Age", "type": "age", "means": "age"})
    plan = plan_of("plain", lists={**content, "ages": {"at_least": 18}})
    ages = (40, 12, None, "forty", 41)
    rows = [[f"S{n}", "A", "Low", date(2013, 1, 18), age] for n, age in enumerate(ages)]
    rows.append(["S4", "A", "High", date(2013, 2, 18), 51])
    frame, problems = taken(plan, write_csv(tmp_path / "list.csv", ([*HEADINGS, "Age"], rows)))
    # Who may be too young is drawn only once it is known.
    assert {unit.unit_id: unit.eligibility.value for unit in frame.units} == {
        "S0": "eligible", "S2": "not_known", "S3": "not_known", "S4": "eligible",
    }  # fmt: skip
    assert [(problem.row, problem.kind) for problem in problems] == [
        (3, "outside-age-limits"), (4, "no-age"), (5, "age-out-of-range"),
        (4, "eligibility-not-known"), (5, "eligibility-not-known"), (6, "different-ages"),
        (7, "several-open-rows"),
    ]  # fmt: skip
    assert not any("birth" in f"{one.message} {one.remedy}" for one in problems)


def test_two_columns_of_one_heading_that_differ_are_one_problem_a_row(tmp_path: Path) -> None:
    rows = [["S1", "A", "Low", date(2013, 1, 18), date(2013, 1, 19)]]
    frame, problems = taken(
        plan_of("plain"), write_csv(tmp_path / "list.csv", ([*HEADINGS, "Opened"], rows))
    )
    kinds = [problem.kind for problem in problems]
    assert kinds == ["heading-twice", "heading-twice-differs"]
    assert frame.units[0].fields["opened"] is None


@pytest.mark.parametrize("name", ["Extract", "List 4"])
def test_the_only_list_may_be_called_anything(tmp_path: Path, name: str) -> None:
    path = workbook(tmp_path, ["S101", "Nursery", "Low", date(2013, 1, 8)], sheet=name)
    assert len(taken(plan_of("plain"), path)[0].units) == 1


def test_a_declared_pattern_tells_two_lists_apart(tmp_path: Path) -> None:
    one = {"id": "Ref", "columns": [{"name": "Opened", "type": "date", "means": "opened"}]}
    lists = {
        "case_types": [{"value": "visit"}, {"value": "complaint"}],
        "lists": [
            {**one, "title": "Visits", "sheets": ["visits*"], "case_type": "visit"},
            {**one, "title": "Complaints", "sheets": ["complaints"], "case_type": "complaint"},
        ],
    }
    plan = plan_of("plain", lists=lists, case_types=["visit", "complaint"], population={})
    sheets = {
        "Visits 2013": (["Ref", "Opened"], [["A1", date(2013, 1, 8)], ["A2", date(2013, 1, 8)]]),
        "Complaints": (["Ref", "Opened"], [["A2", date(2013, 2, 8)]]),
    }
    frame, problems = taken(plan, write_xlsx(tmp_path / "two.xlsx", sheets))
    assert problems == ()
    assert {unit.unit_id: unit.case_type for unit in frame.units} == {
        "A1": "visit", "A2": "complaint",
    }  # fmt: skip


def test_closed_cases_and_those_outside_the_ages_are_left_out(tmp_path: Path) -> None:
    columns = [
        {"name": "Opened", "type": "date", "means": "opened"},
        {"name": "Closed", "type": "date", "means": "closed"},
        {"name": "Born", "type": "date", "means": "born"},
    ]
    lists = {
        "ages": {"at_least": 65},
        "case_types": [{"value": "stay"}],
        "lists": [{"title": "Stays", "id": "Ref", "case_type": "stay", "columns": columns}],
    }
    plan = plan_of("plain", lists=lists, case_types=["stay"], population={"keep": ["age"]})
    rows: list[list[Any]] = [
        ["Ref", "Opened", "Closed", "Born"],
        ["A1", date(2013, 1, 8), None, date(1931, 5, 1)],
        ["A2", date(2013, 1, 8), date(2013, 2, 8), date(1931, 5, 1)],
        ["A3", date(2013, 1, 8), None, date(1960, 5, 1)],
    ]
    frame, problems = taken(plan, write_xlsx(tmp_path / "stays.xlsx", {"x": (rows[0], rows[1:])}))
    assert [unit.fields for unit in frame.units] == [{"age": 82}]
    assert frame.exclusions == {"closed before the frame date": 1, "under 65 at the frame date": 1}
    assert [problem.kind for problem in problems] == ["outside-age-limits"]


def test_care_leavers_of_any_age_are_drawn_from_list_9(tmp_path: Path) -> None:
    rows = [
        clean_row(9, _id=f"C{number}")
        | {
            "Date of Birth": date(1993 + number, 1, 1),
            "Eligibility Category": "b) Former relevant child",
            "Latest Pathway Plan Review Date": date(2013, 5, 1),
        }
        for number in (1, 2)
    ]
    path = write_xlsx(tmp_path / "return.xlsx", {"List 9": table_of(9, rows)})
    frame, _ = taken(plan_of("annex-a-all"), path)
    assert [unit.case_type for unit in frame.units] == ["leaving_care"] * 2
    assert frame.units[0].fields["age"] == 19
    assert frame.units[0].fields["eligibility_category"] == "former_relevant"
    assert frame.units[0].fields["pathway_plan_review"] == date(2013, 5, 1)


def test_adopters_are_read_without_the_lists_of_children(tmp_path: Path) -> None:
    sheets = {
        "List 6": table_of(6, [clean_row(6, _id="A1")]),
        "List 11": table_of(
            11,
            [
                clean_row(11, _id="A1") | {"Date of leaving adoption process": None},
                clean_row(11, _id="A2") | {"Date of leaving adoption process": date(2013, 5, 1)},
            ],
        ),
    }
    plan = plan_of(
        "annex-a-all", case_types=["adopters"], population={"keep": ["application_approved"]}
    )
    frame, problems = taken(plan, write_xlsx(tmp_path / "return.xlsx", sheets))
    assert [unit.unit_id for unit in frame.units] == ["A1"]
    assert {(p.sheet, p.kind) for p in problems if p.kind == "not-a-list"} == {
        ("List 6", "not-a-list")
    }


def test_a_plan_may_keep_a_further_column_of_annex_a(tmp_path: Path) -> None:
    team = {"name": "Allocated Team", "type": "text", "field": "team", "take": "latest"}
    lists = {"extends": "annex-a", "lists": [{"title": "Children in need", "columns": [team]}]}
    plan = plan_of(
        "plain", lists=lists, case_types=["child_in_need"], population={"keep": ["team", "age"]}
    )
    row = clean_row(6, _id="C1") | {"Allocated Team": "North 2", "CIN Closure Date": None}
    path = write_xlsx(tmp_path / "return.xlsx", {"List 6": table_of(6, [row])})
    (unit,) = taken(plan, path)[0].units
    assert (unit.case_type, unit.fields["team"]) == ("child_in_need", "North 2")
    assert isinstance(unit.fields["age"], int)
