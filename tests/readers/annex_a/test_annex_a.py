"""A return in every form in which authorities send it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.frame.wanted import ANNEX_A_WANTED
from inspect_tool.errors import Severity
from inspect_tool.readers.annex_a.return_files import read_return
from tests.annex_a import KEPT_COLUMNS
from tests.examples import one_in
from tests.readers.annex_a.annex_a_builders import (
    FRAME_DATE,
    Table,
    clean_row,
    headings,
    kinds,
    one_list,
    problems_of,
    read,
    read_apart,
    read_rows,
    row_with,
    rows_of,
    table_of,
    write_csv,
    write_ods,
    write_xlsx,
)

PLAN_START = "Child Protection Plan Start Date"


def whole_return() -> dict[str, Any]:
    return {f"List {number}": table_of(number, [clean_row(number)]) for number in range(1, 12)}


def test_a_clean_workbook_of_eleven_lists_has_no_problems(tmp_path: Path) -> None:
    contents = read(write_xlsx(tmp_path / "return.xlsx", whole_return()))
    assert contents.problems == ()
    assert contents.lists_present == frozenset(range(1, 12))
    assert contents.row_counts == dict.fromkeys(range(1, 12), 1)
    assert not contents.is_refused


def test_an_ods_says_the_same_as_a_workbook(tmp_path: Path) -> None:
    from_xlsx = read(write_xlsx(tmp_path / "return.xlsx", whole_return()))
    from_ods = read(write_ods(tmp_path / "return.ods", whole_return()))
    assert from_ods.problems == ()
    assert [r.values for r in rows_of(from_ods)] == [r.values for r in rows_of(from_xlsx)]


def test_a_folder_of_csv_files_says_the_same_as_a_workbook(tmp_path: Path) -> None:
    from_xlsx = read(write_xlsx(tmp_path / "return.xlsx", whole_return()))
    folder = tmp_path / "lists"
    folder.mkdir()
    for name, table in whole_return().items():
        write_csv(folder / f"{name}.csv", table)
    contents = read(folder)
    assert contents.problems == ()
    assert len(contents.files) == 11
    in_order = sorted(rows_of(contents), key=lambda row: row.list_number)
    assert [row.values for row in in_order] == [row.values for row in rows_of(from_xlsx)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_in_any_encoding_and_with_any_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    rows = [clean_row(7, _id="Zoë-1"), clean_row(7, _id="Zoë-2")]
    table = table_of(7, rows)
    path = write_csv(tmp_path / "list_7.csv", table, encoding=encoding, separator=separator)
    contents = read(path)
    assert kinds(contents) == set()
    assert [row.values["Child Unique ID"] for row in rows_of(contents)] == ["Zoë-1", "Zoë-2"]


def test_rows_are_counted_as_the_spreadsheet_counts_them(tmp_path: Path) -> None:
    rows = [clean_row(7, _id="C1"), row_with(7, "Age of Child (Years)", "old", _id="C2")]
    contents = read_rows(tmp_path, 7, rows, above=3)
    assert [row.row for row in rows_of(contents)] == [5, 6]
    assert problems_of(contents, "age-out-of-range")[0].row == 6


def test_lines_of_a_csv_are_counted_with_line_ends_inside_cells(tmp_path: Path) -> None:
    rows = [
        clean_row(7, _id="C1") | {"Allocated Team": "Two\nlines"},
        row_with(7, "Age of Child (Years)", "old", _id="C2"),
    ]
    contents = read(write_csv(tmp_path / "list_7.csv", table_of(7, rows)))
    assert [row.row for row in rows_of(contents)] == [2, 4]
    assert problems_of(contents, "age-out-of-range")[0].sheet == "List 7"


def test_a_list_that_does_not_start_in_the_first_column_is_read(tmp_path: Path) -> None:
    titles, rows = table_of(7, [row_with(7, "Was the Child Seen Alone?", "maybe")])
    path = write_xlsx(
        tmp_path / "r.xlsx", {"List 7": (["", "", *titles], [[None, None, *rows[0]]])}
    )
    contents = read(path)
    assert rows_of(contents)[0].values["Child Unique ID"] == "C1001"
    assert problems_of(contents, "not-yes-or-no")[0].row == 2


def test_only_columns_that_a_frame_can_use_leave_the_reader(tmp_path: Path) -> None:
    contents = read(write_xlsx(tmp_path / "return.xlsx", whole_return()))
    assert {row.list_number for row in rows_of(contents)} == {1, 2, 3, 4, 5, 6, 7, 8, 10}
    for row in rows_of(contents):
        assert {(row.list_number, name) for name in row.values} <= KEPT_COLUMNS
    kept = {name for row in rows_of(contents) for name in row.values}
    assert kept.isdisjoint(
        {"Ethnicity", "Allocated Worker", "Allocated Team", "Placement postcode"}
    )


def test_a_plan_that_needs_less_gets_less(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "return.xlsx", whole_return())
    columns = frozenset({(7, PLAN_START), (7, "Ethnicity")})
    wanted = replace(ANNEX_A_WANTED, columns=columns)
    contents = read_return([path], frame_date=FRAME_DATE, wanted=wanted)
    assert {tuple(row.values) for row in rows_of(contents) if row.list_number == 7} == {
        ("Child Unique ID", PLAN_START)
    }


def test_rows_of_children_on_no_list_of_cases_stay_behind(tmp_path: Path) -> None:
    sheets = {
        "List 3": table_of(3, [clean_row(3, _id="C1"), clean_row(3, _id="C2")]),
        "List 6": table_of(6, [clean_row(6, _id="C1")]),
    }
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert [(r.list_number, r.values["Child Unique ID"]) for r in rows_of(contents)] == [
        (3, "C1"),
        (6, "C1"),
    ]
    assert contents.row_counts == {3: 2, 6: 1}


def test_the_digest_does_not_depend_on_names_or_order(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "list_6.csv", table_of(6, [clean_row(6)]))
    two = write_csv(tmp_path / "list_7.csv", table_of(7, [clean_row(7)]))
    first = read(one, two)
    renamed = one.rename(tmp_path / "z_list_6.csv")
    second = read(two, renamed)
    assert first.digest == second.digest
    lines = sorted(hashlib.sha256(p.read_bytes()).hexdigest() + "\n" for p in (renamed, two))
    assert first.digest == hashlib.sha256("".join(lines).encode()).hexdigest()
    assert {one.name for one in second.files} == {"z_list_6.csv", "list_7.csv"}


def test_a_return_opened_apart_says_the_same_as_one_opened_here(tmp_path: Path) -> None:
    sheets = whole_return() | {"Cover": (["Annex A"], [["x"]])}
    path = write_xlsx(tmp_path / "return.xlsx", sheets)
    apart = read_apart(path)
    assert apart == read(path)
    assert len(rows_of(apart)) == 9
    assert kinds(apart) == {"not-a-list"}


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = one_list(tmp_path, 7, [clean_row(7)])
    contents = read(path, tmp_path)
    assert len(contents.files) == 1
    assert "repeated-row" not in kinds(contents)


def test_what_excel_leaves_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    one_list(tmp_path, 7, [clean_row(7)])
    (tmp_path / "~$return.xlsx").write_bytes(b"lock")
    (tmp_path / ".hidden.csv").write_bytes(b"x")
    (tmp_path / "letter.docx").write_bytes(b"x")
    assert [file.name for file in read(tmp_path).files] == ["return.xlsx"]


@pytest.mark.parametrize(
    "name",
    ["List 7", "list 7", "LIST\u00a07 - Child protection", "List_7", "7 Child protection",
     "7. CP", "List 7 CP Plans", "Child protection", "CP plans"],
)  # fmt: skip
def test_sheets_are_known_by_many_names(tmp_path: Path, name: str) -> None:
    sheets = {name: table_of(7, [clean_row(7)])}
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert contents.lists_present == {7}
    assert rows_of(contents)[0].sheet == name


@pytest.mark.parametrize("number", range(1, 12))
def test_a_sheet_without_a_telling_name_is_known_by_its_headings(
    tmp_path: Path, number: int
) -> None:
    sheets = {"Sheet1": table_of(number, [clean_row(number)])}
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert contents.lists_present == {number}


@pytest.mark.parametrize(
    "name", ["annex_a_list7_child_protection.csv", "ASH List 7.csv", "list-07.csv", "export.csv"]
)
def test_csv_files_are_known_by_name_or_headings(tmp_path: Path, name: str) -> None:
    contents = read(write_csv(tmp_path / name, table_of(7, [clean_row(7)])))
    assert contents.lists_present == {7}
    assert rows_of(contents)[0].sheet == "List 7"


def test_other_sheets_are_passed_over_with_a_note(tmp_path: Path) -> None:
    sheets: dict[str, Table] = {
        "Cover": (["Annex A", "Ashmere"], [["Version", 3]]),
        "Guidance": (["Please read"], []),
        "Lookups": (["a) Male"], [["b) Female"]]),
        "List 7": table_of(7, [clean_row(7)]),
    }
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert [one.sheet for one in problems_of(contents, "not-a-list")] == [
        "Cover",
        "Guidance",
        "Lookups",
    ]
    assert all(one.severity is Severity.NOTED for one in contents.problems)


def test_a_hidden_list_is_noted_and_not_read(tmp_path: Path) -> None:
    import openpyxl

    sheets = {"List 6": table_of(6, [clean_row(6)]), "List 7": table_of(7, [clean_row(7)])}
    path = write_xlsx(tmp_path / "return.xlsx", sheets)
    workbook = openpyxl.load_workbook(path)
    workbook["List 7"].sheet_state = "hidden"
    workbook.save(path)
    contents = read(path)
    assert contents.lists_present == {6}
    assert [one.sheet for one in problems_of(contents, "hidden-sheet")] == ["List 7"]


def test_a_list_with_headings_only_is_present_and_empty(tmp_path: Path) -> None:
    sheets = {"List 6": table_of(6, []), "List 7": table_of(7, [clean_row(7)])}
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert contents.row_counts == {6: 0, 7: 1}


def test_an_empty_sheet_is_noted(tmp_path: Path) -> None:
    sheets: dict[str, Table] = {"List 6": ([], []), "List 7": table_of(7, [clean_row(7)])}
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert problems_of(contents, "empty-sheet")[0].sheet == "List 6"
    assert 6 not in contents.lists_present


def test_missing_lists_are_noted(tmp_path: Path) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7)])
    missing = problems_of(contents, "missing-list")
    assert {one.sheet for one in missing} == {f"List {n}" for n in range(1, 12) if n != 7}
    assert not contents.is_refused


def test_a_missing_list_names_the_file_or_the_folder(tmp_path: Path) -> None:
    one = write_csv(tmp_path / "list_7.csv", table_of(7, [clean_row(7)]))
    assert {problem.file for problem in read(one).problems} == {"list_7.csv"}
    write_csv(tmp_path / "list_6.csv", table_of(6, [clean_row(6)]))
    assert {problem.file for problem in read(tmp_path).problems} == {tmp_path.name}


def test_a_return_without_any_list_of_cases_is_refused(tmp_path: Path) -> None:
    contents = read_rows(tmp_path, 3, [clean_row(3)])
    assert contents.is_refused
    assert len(problems_of(contents, "no-list-of-cases")) == 1


def test_the_wrong_sheet_is_refused(tmp_path: Path) -> None:
    contents = read(write_xlsx(tmp_path / "r.xlsx", {"List 6": table_of(7, [clean_row(7)])}))
    (problem,) = contents.problems
    assert (problem.kind, problem.severity) == ("wrong-sheet", Severity.REFUSED)
    assert "List 7" in problem.message
    assert rows_of(contents) == ()


def test_headings_win_over_a_name_that_says_no_list_number(tmp_path: Path) -> None:
    sheets = {"Assessments": table_of(6, [clean_row(6)])}
    assert read(write_xlsx(tmp_path / "r.xlsx", sheets)).lists_present == {6}


def test_a_list_without_headings_is_refused(tmp_path: Path) -> None:
    sheets = {"List 7": (["C1", "a) Male"], [["C2", "b) Female"]])}
    (problem,) = read(write_xlsx(tmp_path / "r.xlsx", sheets)).problems
    assert (problem.kind, problem.severity) == ("no-headings", Severity.REFUSED)


@pytest.mark.parametrize(
    ("number", "column"),
    [(6, "CIN Closure Date"), (7, PLAN_START), (8, "Date Ceased to be Looked After"),
     (7, "Child Unique ID")],
)  # fmt: skip
def test_a_layout_that_lacks_what_is_needed_is_refused(
    tmp_path: Path, number: int, column: str
) -> None:
    names = [one for one in headings(number) if one != column]
    sheets = {f"List {number}": table_of(number, [clean_row(number)], names=names)}
    contents = read(write_xlsx(tmp_path / "r.xlsx", sheets))
    (problem,) = [one for one in contents.problems if one.severity is Severity.REFUSED]
    assert problem.kind == "missing-needed-column"
    assert f"“{column}”" in problem.message
    assert rows_of(contents) == ()


def test_a_list_needs_the_date_of_birth_or_the_age(tmp_path: Path) -> None:
    without_birth = [one for one in headings(7) if one != "Date of Birth"]
    neither = [one for one in without_birth if not one.startswith("Age")]
    for names, is_refused in ((without_birth, False), (neither, True)):
        sheets = {"List 7": table_of(7, [clean_row(7)], names=names)}
        assert read(write_xlsx(tmp_path / "r.xlsx", sheets)).is_refused is is_refused


def test_other_missing_columns_are_noted(tmp_path: Path) -> None:
    names = [one for one in headings(7) if one not in {"Gender", "Ethnicity"}]
    sheets = {"List 7": table_of(7, [clean_row(7)], names=names)}
    contents = read(write_xlsx(tmp_path / "r.xlsx", sheets))
    found = {one.column for one in problems_of(contents, "missing-column")}
    assert found == {"Gender", "Ethnicity"}
    assert "Gender" not in rows_of(contents)[0].values


def test_the_leaving_care_lists_of_both_years_are_accepted(tmp_path: Path) -> None:
    new = {
        "Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)",
        "Allocated Personal Advisor",
        "Latest Pathway Plan Review Date",
        "Latest Date of Contact",
    }
    of_2022 = [one for one in headings(9) if one not in new]
    assert (len(headings(9)), len(of_2022)) == (17, 13)
    for names in (headings(9), of_2022):
        sheets = {
            "List 9": table_of(9, [clean_row(9)], names=names),
            "List 7": table_of(7, [clean_row(7)]),
        }
        assert kinds(read(write_xlsx(tmp_path / "r.xlsx", sheets))) == set()


def test_extra_columns_are_noted_and_families_are_welcome_on_every_list(tmp_path: Path) -> None:
    row = clean_row(7) | {"Family ID": "F7", "Lead practitioner": "Somebody"}
    contents = read_rows(tmp_path, 7, [row])
    assert [one.column for one in problems_of(contents, "extra-column")] == ["Lead practitioner"]
    assert rows_of(contents)[0].values["Family identifier"] == "F7"
    assert all("Somebody" not in repr(one) for one in contents.problems)


def test_one_list_in_two_files_is_read_from_both(tmp_path: Path) -> None:
    north = write_csv(tmp_path / "list_7_north.csv", table_of(7, [clean_row(7, _id="C1")]))
    south = write_csv(
        tmp_path / "list_7_south.csv",
        table_of(7, [clean_row(7, _id="C1"), clean_row(7, _id="C2")]),
    )
    contents = read(north, south)
    assert [row.values["Child Unique ID"] for row in rows_of(contents)] == ["C1", "C2"]
    (repeated,) = problems_of(contents, "repeated-row")
    assert (repeated.file, repeated.row) == ("list_7_south.csv", 2)
    assert "list_7_north.csv" in repeated.message


def test_problems_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    rows = [row_with(7, "Age of Child (Years)", "old", _id=f"C{i}") for i in range(1, 12)]
    contents = read_rows(tmp_path, 7, rows)
    assert list(contents.problems) == sorted(contents.problems)


def test_of_a_thousand_and_two_of_the_same_the_last_two_are_summed_up(tmp_path: Path) -> None:
    rows = [row_with(7, "Age of Child (Years)", "old", _id=f"C{1000 + i}") for i in range(1_002)]
    contents = read(write_csv(tmp_path / "list_7.csv", table_of(7, rows)))
    found = problems_of(contents, "age-out-of-range")
    assert len(found) == 1_001
    assert [one.message for one in found if one.row == 0] == ["The same in 2 more rows."]


def test_dates_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    import openpyxl
    from openpyxl.utils.datetime import MAC_EPOCH

    titles, rows = table_of(7, [clean_row(7)])
    workbook = openpyxl.Workbook()
    workbook.epoch = MAC_EPOCH
    sheet = workbook.worksheets[0]
    sheet.title = "List 7"
    serial = (date(2013, 2, 1) - date(1904, 1, 1)).days
    cells = [serial if name == PLAN_START else cell for name, cell in zip(titles, rows[0])]  # noqa: B905
    for line in (titles, cells):
        sheet.append(list(line))
    workbook.save(tmp_path / "mac.xlsx")
    contents = read(tmp_path / "mac.xlsx")
    assert rows_of(contents)[0].values[PLAN_START] == date(2013, 2, 1)
    assert rows_of(contents)[0].values["Date of Birth"] == date(2008, 3, 14)


def test_errors_of_formulas_are_seen_where_the_reader_of_workbooks_leaves_a_blank(
    tmp_path: Path,
) -> None:
    rows = [
        clean_row(7, _id="C1"),
        row_with(7, "Child Protection Plan End Date", "#N/A", _id="C2"),
        row_with(7, "Latest Category of Abuse", "#REF!", _id="C3"),
    ]
    contents = read_rows(tmp_path, 7, rows)
    found = [(one.row, one.column, one.value) for one in problems_of(contents, "excel-error")]
    assert found == [
        (3, "Child Protection Plan End Date", "#N/A"),
        (4, "Latest Category of Abuse", "#REF!"),
    ]


@one_in(2)
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_no_value(tmp_path: Path, order: list[int]) -> None:
    rows = [clean_row(7, _id=f"C{i}") | {"Age of Child (Years)": 5 + i % 2} for i in range(6)]
    contents = read(write_csv(tmp_path / "list_7.csv", table_of(7, [rows[i] for i in order])))
    by_child = {row.values["Child Unique ID"]: row.values for row in rows_of(contents)}
    assert by_child.keys() == {f"C{i}" for i in range(6)}
    assert all(by_child[f"C{i}"]["Age of Child (Years)"] == 5 + i % 2 for i in range(6))
