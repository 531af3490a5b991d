"""The dirt of real returns: each kind is told with its place, and nothing else is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.annex_a.return_files import ReturnContents
from tests.annex_a import identifying_columns, official_columns
from tests.read_returns import CASES
from tests.readers.annex_a.annex_a_builders import (
    clean_row,
    headings,
    kinds,
    one_list,
    problems_of,
    read,
    read_rows,
    rewrite,
    row_with,
    rows_of,
    table_of,
    write_csv,
    write_xlsx,
)

AGE = "Age of Child (Years)"
WITH_TIME = datetime(2013, 3, 4, 13, 45)  # noqa: DTZ001 - a workbook has no time zones
BIRTH = "Date of Birth"
PLAN_START = "Child Protection Plan Start Date"
PLAN_END = "Child Protection Plan End Date"
OLD = CASES / "old"
LAST_VISIT = "Date of the Last Statutory Visit"
SEEN = "Was the Child Seen Alone?"
DISABILITY = "Does the Child have a Disability"


def one_problem(folder: Path, number: int, column: str, cell: Any) -> tuple[Problem, Any]:
    """The only problem that a cell makes, and the value that came of it."""
    contents = read_rows(folder, number, [row_with(number, column, cell)])
    (problem,) = [one for one in contents.problems if one.kind != "missing-list"]
    assert (problem.file, problem.sheet) == ("return.xlsx", f"List {number}")
    assert (problem.row, problem.column) == (2, column)
    rows = rows_of(contents)
    return problem, rows[0].values.get(column) if rows else None


def value_without_problem(folder: Path, number: int, column: str, cell: Any) -> Any:
    contents = read_rows(folder, number, [row_with(number, column, cell)])
    assert kinds(contents) == set()
    return rows_of(contents)[0].values[column]


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("31/02/2013", "impossible-date"),
        ("2013-13-01", "impossible-date"),
        ("00/01/1900", "impossible-date"),
        (date(1949, 12, 31), "impossible-date"),
        (date(2014, 10, 2), "impossible-date"),
        (12, "impossible-date"),
        ("soon", "not-a-date"),
        ("summer 2013", "not-a-date"),
        ("#VALUE!", "excel-error"),
        ("#BUSY!", "excel-error"),
        ("#SPILL!", "excel-error"),
        (None, "blank"),
        ("   ", "blank"),
        ("N/A", "blank"),
    ],
)
def test_a_date_that_cannot_be_is_not_known(tmp_path: Path, cell: Any, kind: str) -> None:
    problem, value = one_problem(tmp_path, 7, PLAN_START, cell)
    assert (problem.kind, problem.severity) == (kind, Severity.BLANKED)
    assert value is None


@pytest.mark.parametrize("cell", [date(1950, 1, 1), date(2013, 9, 30)])
def test_the_first_and_the_last_possible_dates_are_taken(tmp_path: Path, cell: date) -> None:
    row = row_with(7, PLAN_START, cell) | {
        LAST_VISIT: None,
        "Date of latest review conference": None,
    }
    contents = read_rows(tmp_path, 7, [row])
    assert kinds(contents) <= {"before-birth"}
    assert rows_of(contents)[0].values[PLAN_START] == cell


@pytest.mark.parametrize("cell", [date(2013, 10, 1), date(2014, 10, 1)])
def test_a_date_after_that_of_the_frame_is_noted_and_used(tmp_path: Path, cell: date) -> None:
    problem, value = one_problem(tmp_path, 7, PLAN_END, cell)
    assert (problem.kind, problem.severity) == ("after-frame-date", Severity.NOTED)
    assert value == cell
    assert problem.value == f"{cell:%d/%m/%Y}"


@pytest.mark.parametrize(
    "cell",
    [date(2013, 3, 4), WITH_TIME, "04/03/2013", "4/3/13", "4-Mar-13",
     "4 March 2013", "04-MAR-2013", "2013-03-04", "2013-03-04T00:00:00", "04.03.2013",
     "04/03/2013 00:00:00", " 04/03/2013\u00a0", "4th Mar 2013", "Monday 4 March 2013"],
)  # fmt: skip
def test_dates_are_read_in_every_form(tmp_path: Path, cell: Any) -> None:
    row = row_with(7, PLAN_START, cell) | {PLAN_END: None, LAST_VISIT: date(2013, 4, 1)}
    row["Date of latest review conference"] = None
    contents = read_rows(tmp_path, 7, [row])
    # One value alone, in digits alone, could have the month first.
    assert kinds(contents) <= {"undecided-date-order"}
    assert rows_of(contents)[0].values[PLAN_START] == date(2013, 3, 4)


@pytest.mark.parametrize("cell", [41_277, 41_277.75, "41277", 20_130_103, "20130103"])
def test_plain_numbers_that_are_dates_are_noted_once(tmp_path: Path, cell: Any) -> None:
    rows = [row_with(7, PLAN_START, cell, _id=f"C{i}") for i in range(3)]
    contents = read_rows(tmp_path, 7, rows)
    assert rows_of(contents)[0].values[PLAN_START] == date(2013, 1, 3)
    (problem,) = problems_of(contents, "number-as-date")
    assert (problem.row, problem.severity) == (2, Severity.NOTED)
    assert "3 rows" in problem.message


def test_a_year_of_two_digits_is_the_latest_that_can_be(tmp_path: Path) -> None:
    rows = [
        clean_row(7, _id="C1") | {BIRTH: "1/9/14", AGE: None},  # expected, within a pregnancy
        clean_row(7, _id="C2") | {BIRTH: "1/9/99", AGE: 14},
    ]
    contents = read(write_csv(tmp_path / "list_7.csv", table_of(7, rows)))
    assert [row.values[BIRTH] for row in rows_of(contents)] == [None, date(1999, 9, 1)]
    assert [one.row for one in problems_of(contents, "impossible-date")] == [2]


def test_an_unborn_child_may_have_a_date_of_birth_to_come(tmp_path: Path) -> None:
    rows = [
        clean_row(7, _id="C1") | {BIRTH: date(2014, 8, 6), AGE: None},
        clean_row(7, _id="C2") | {BIRTH: date(2014, 8, 7), AGE: None},
    ]
    contents = read_rows(tmp_path, 7, rows)
    assert rows_of(contents)[0].values[BIRTH] == date(2014, 8, 6)
    assert rows_of(contents)[1].values[BIRTH] is None
    (problem,) = problems_of(contents, "impossible-date")
    assert (problem.row, problem.value) == (3, "")


@pytest.mark.parametrize(("cell", "age"), [(6.138261, 6), (5.999, 5), (0.19, 0), ("5.5", 5)])
def test_an_age_with_decimals_is_floored_and_noted(tmp_path: Path, cell: Any, age: int) -> None:
    row = row_with(7, AGE, cell) | {BIRTH: None}
    contents = read_rows(tmp_path, 7, [row])
    (problem,) = problems_of(contents, "age-not-whole")
    assert problem.severity is Severity.NOTED
    assert rows_of(contents)[0].values[AGE] == age


@pytest.mark.parametrize("cell", [-1, 31, 999, "old", "5-6", "0,5", "1,0", True])
def test_an_age_out_of_range_is_not_known(tmp_path: Path, cell: Any) -> None:
    problem, value = one_problem(tmp_path, 7, AGE, cell)
    assert (problem.kind, problem.severity) == ("age-out-of-range", Severity.BLANKED)
    assert value is None


@pytest.mark.parametrize("cell", [5, 5.0, "5", "5 years", "5 yrs old", "5y", 6])
def test_an_age_that_a_return_of_that_season_can_have_is_taken(tmp_path: Path, cell: Any) -> None:
    # Five in September 2013 and six in December: a return of that month may say either.
    row = row_with(7, AGE, cell) | {BIRTH: date(2007, 12, 30)}
    contents = read_rows(tmp_path, 7, [row])
    assert kinds(contents) == set()


@pytest.mark.parametrize("age", [3, 4, 7])
def test_an_age_that_does_not_agree_with_the_date_of_birth_is_noted(
    tmp_path: Path, age: int
) -> None:
    row = row_with(7, AGE, age) | {BIRTH: date(2008, 3, 14)}
    (problem,) = problems_of(read_rows(tmp_path, 7, [row]), "age-disagrees")
    assert (problem.column, problem.value, problem.row) == (AGE, str(age), 2)


@pytest.mark.parametrize(
    ("birth", "is_adult"), [(date(1995, 10, 1), False), (date(1995, 9, 30), True)]
)
def test_people_over_18_are_noted_on_the_lists_of_children(
    tmp_path: Path, birth: date, is_adult: bool
) -> None:
    row = clean_row(6) | {BIRTH: birth, AGE: None}
    assert ("over-18" in kinds(read_rows(tmp_path, 6, [row]))) is is_adult


def test_people_over_18_belong_on_the_list_of_leaving_care(tmp_path: Path) -> None:
    sheets = {
        "List 9": table_of(9, [clean_row(9) | {BIRTH: date(1993, 1, 1), AGE: 20}]),
        "List 6": table_of(6, [clean_row(6)]),
    }
    assert kinds(read(write_xlsx(tmp_path / "r.xlsx", sheets))) == set()


def test_the_age_alone_tells_an_adult(tmp_path: Path) -> None:
    row = clean_row(6) | {BIRTH: None, AGE: 21}
    assert kinds(read_rows(tmp_path, 6, [row])) == {"over-18"}


def test_neither_age_nor_date_of_birth_is_noted(tmp_path: Path) -> None:
    row = clean_row(6) | {BIRTH: None, AGE: None}
    (problem,) = problems_of(read_rows(tmp_path, 6, [row]), "no-age")
    assert problem.severity is Severity.BLANKED


@pytest.mark.parametrize(
    ("cell", "value"),
    [("a) Yes", True), ("Yes", True), ("y", True), ("YES", True), (1, True), (True, True),
     ("b) No", False), ("no", False), ("b. No", False), (0, False), (False, False),
     ("No - asleep", False), ("c) Unknown", None), ("Unknown", None), ("seen alone", True),
     ("not seen", False), ("a)", True), ("\u00a0Yes ", True)],
)  # fmt: skip
def test_yes_and_no_in_every_spelling(tmp_path: Path, cell: Any, value: bool | None) -> None:
    assert value_without_problem(tmp_path, 7, SEEN, cell) is value


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("CS Assessment Updated", "text of 21 characters"),
        ("maybe", "text of 5 characters"),
        ("Yes No", "Yes No"),
        ("Yes - but not alone", "text of 19 characters"),
        ("yes (partly)", "text of 12 characters"),
        (7, "a number"),
    ],
)
def test_free_text_where_yes_or_no_belongs_is_not_known(
    tmp_path: Path, cell: Any, shown: str
) -> None:
    problem, value = one_problem(tmp_path, 7, SEEN, cell)
    assert (problem.kind, problem.severity) == ("not-yes-or-no", Severity.BLANKED)
    assert problem.value == shown
    assert value is None


def test_free_text_in_a_yes_or_no_column_that_is_not_kept_is_noted(tmp_path: Path) -> None:
    column = "Was the child assessed as requiring LA children's social care support?"
    sheets = {
        "List 4": table_of(4, [row_with(4, column, "CS Assessment Updated")]),
        "List 6": table_of(6, [clean_row(6)]),
    }
    (problem,) = problems_of(read(write_xlsx(tmp_path / "r.xlsx", sheets)), "not-yes-or-no")
    assert (problem.severity, problem.value) == (Severity.NOTED, "text of 21 characters")


@pytest.mark.parametrize("cell", ["None", "NONE", "b) No", "No disability"])
def test_none_is_an_answer_about_disability(tmp_path: Path, cell: str) -> None:
    assert value_without_problem(tmp_path, 7, DISABILITY, cell) is False


@pytest.mark.parametrize("cell", ["Female", "b) Female", "F", "female\u00a0", "2", "b)"])
def test_gender_with_and_without_its_letter(tmp_path: Path, cell: str) -> None:
    assert value_without_problem(tmp_path, 7, "Gender", cell) == "female"


def test_an_unknown_code_names_the_official_values(tmp_path: Path) -> None:
    text = "PSRMEM - Support with memory and cognition"
    problem, value = one_problem(tmp_path, 6, "Primary Need Code", text)
    assert (problem.kind, problem.value, value) == ("unknown-code", "text of 42 characters", None)
    assert "Abuse or neglect" in problem.remedy


@pytest.mark.parametrize(
    ("cell", "is_noted"),
    [("s) NOBT", True), ("t) NOBT", False), ("s) REFU", False), ("NOBT", False)],
)
def test_the_letter_that_is_used_for_two_codes_is_noted(
    tmp_path: Path, cell: str, is_noted: bool
) -> None:
    contents = read_rows(tmp_path, 7, [row_with(7, "Ethnicity", cell)])
    assert ("letter-and-words-disagree" in kinds(contents)) is is_noted


def test_where_letter_and_words_disagree_the_words_are_taken(tmp_path: Path) -> None:
    problem, value = one_problem(tmp_path, 7, "Latest Category of Abuse", "a) Emotional abuse")
    assert (problem.kind, value) == ("letter-and-words-disagree", "emotional_abuse")


@pytest.mark.parametrize("cell", ["nope", "AB1", "12345"])
def test_a_bad_postcode_is_noted_without_repeating_it(tmp_path: Path, cell: str) -> None:
    problem, value = one_problem(tmp_path, 8, "Placement postcode", cell)
    assert (problem.kind, problem.severity, problem.value) == ("bad-postcode", Severity.NOTED, "")
    assert value is None


@pytest.mark.parametrize(
    "cell", [-1, 1000, 2.5, "two", "1st", "2,0", "1,5", "0,1", True, "TRUE", "1\u00b2"]
)
def test_a_count_that_is_none_is_not_known(tmp_path: Path, cell: Any) -> None:
    column = "Number of Previous Child Protection Plans"
    problem, value = one_problem(tmp_path, 7, column, cell)
    assert (problem.kind, value) == ("not-a-count", None)


@pytest.mark.parametrize(("cell", "value"), [(0, 0), (999, 999), ("3", 3), (3.0, 3)])
def test_counts_are_whole_numbers(tmp_path: Path, cell: Any, value: int) -> None:
    found = value_without_problem(tmp_path, 7, "Number of Previous Child Protection Plans", cell)
    assert found == value
    assert type(found) is int


@pytest.mark.parametrize(
    ("cell", "identifier"),
    [(1234567, "1234567"), (1234567.0, "1234567"), (" 0012 ", "0012"), ("AB\u00a012", "AB 12"),
     ("L-77/b", "L-77/b")],
)  # fmt: skip
def test_identifiers_are_text(tmp_path: Path, cell: Any, identifier: str) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7, _id=cell)])
    assert kinds(contents) == set()
    assert rows_of(contents)[0].values["Child Unique ID"] == identifier


@pytest.mark.parametrize(
    ("cells", "is_noted"),
    [([1234567, 987654], True), ([1234567, 7654321], False), (["0000123", "1234567"], False),
     (["1234567", "0123", "77"], False), (["C1", "C22"], False), ([1, "C22"], False)],
)  # fmt: skip
def test_numbers_of_varying_length_may_have_lost_zeros(
    tmp_path: Path, cells: list[Any], is_noted: bool
) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7, _id=cell) for cell in cells])
    found = problems_of(contents, "identifiers-of-varying-length")
    assert bool(found) is is_noted
    assert all((one.value, one.row) == ("", 3) for one in found)


@pytest.mark.parametrize("word", ["Total", "Grand total", "TOTALS", " Total: "])
def test_rows_of_totals_are_dropped(tmp_path: Path, word: str) -> None:
    total = dict.fromkeys(headings(7)) | {"Child Unique ID": word, AGE: 300}
    contents = read_rows(tmp_path, 7, [clean_row(7), total])
    (problem,) = problems_of(contents, "total-row")
    assert (problem.row, problem.severity) == (3, Severity.DROPPED)
    assert len(rows_of(contents)) == 1


def test_a_total_that_stands_in_another_column_is_dropped(tmp_path: Path) -> None:
    total = dict.fromkeys(headings(7)) | {"Gender": "Grand total", AGE: 300}
    assert kinds(read_rows(tmp_path, 7, [clean_row(7), total])) == {"total-row"}


@pytest.mark.parametrize("cell", [None, "  ", "#N/A", "n/a"])
def test_a_row_without_an_identifier_is_dropped(tmp_path: Path, cell: Any) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7), clean_row(7, _id=cell)])
    (problem,) = problems_of(contents, "no-identifier")
    assert (problem.row, problem.severity) == (3, Severity.DROPPED)
    assert len(rows_of(contents)) == 1


def test_blank_rows_between_entries_are_noted_once_and_those_below_not_at_all(
    tmp_path: Path,
) -> None:
    blank = dict.fromkeys(headings(7), " ")
    rows = [clean_row(7, _id="C1"), blank, blank, clean_row(7, _id="C2"), blank]
    contents = read_rows(tmp_path, 7, rows)
    (problem,) = problems_of(contents, "blank-rows")
    assert (problem.row, kinds(contents)) == (3, {"blank-rows"})
    assert problem.message.startswith("2 blank rows")
    assert [row.row for row in rows_of(contents)] == [2, 5]


def test_a_repeated_row_is_dropped(tmp_path: Path) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7), clean_row(7)])
    (problem,) = problems_of(contents, "repeated-row")
    assert (problem.row, problem.severity) == (3, Severity.DROPPED)
    assert "row 2" in problem.message
    assert len(rows_of(contents)) == 1


def test_a_row_that_repeats_with_other_values_is_noted_and_kept(tmp_path: Path) -> None:
    other = row_with(7, "Latest Category of Abuse", "b) Physical abuse")
    contents = read_rows(tmp_path, 7, [clean_row(7), other])
    (problem,) = problems_of(contents, "conflicting-rows")
    assert (problem.row, problem.severity) == (3, Severity.NOTED)
    assert len(rows_of(contents)) == 2


def test_a_second_plan_of_a_child_is_no_duplicate(tmp_path: Path) -> None:
    second = row_with(7, PLAN_START, date(2012, 1, 1))
    assert kinds(read_rows(tmp_path, 7, [clean_row(7), second])) == set()


@pytest.mark.parametrize(
    ("number", "earlier", "later"),
    [
        (7, PLAN_START, PLAN_END),
        (7, PLAN_START, LAST_VISIT),
        (6, "CIN Start Date", "CIN Closure Date"),
        (8, "Date Started to be Looked After", "Date Ceased to be Looked After"),
        (8, "Date Started to be Looked After", "Date of Last Social Work Visit"),
        (2, "Assessment start date", "Assessment completion date"),
    ],
)
def test_dates_in_the_wrong_order_are_noted(
    tmp_path: Path, number: int, earlier: str, later: str
) -> None:
    dates = {c.name for c in official_columns()[number] if c.kind == "date"} - {earlier, BIRTH}
    row = clean_row(number) | dict.fromkeys(dates & set(headings(number)))
    row |= {earlier: date(2013, 5, 2)}
    same_day = read_rows(tmp_path, number, [row | {later: date(2013, 5, 2)}])
    assert "dates-in-wrong-order" not in kinds(same_day)
    before = read_rows(tmp_path, number, [row | {later: date(2013, 5, 1)}])
    (problem,) = problems_of(before, "dates-in-wrong-order")
    assert (problem.row, problem.column, problem.value) == (2, later, "01/05/2013")


def test_a_review_on_the_day_the_plan_ended_is_no_problem(tmp_path: Path) -> None:
    row = clean_row(7) | {
        PLAN_END: date(2013, 2, 16),
        "Date of latest review conference": date(2013, 2, 16),
    }
    assert kinds(read_rows(tmp_path, 7, [row])) == set()


def test_columns_that_are_not_kept_are_noted_when_blank_or_in_error(tmp_path: Path) -> None:
    rows = [
        clean_row(7, _id="C1") | {"Allocated Worker": "#N/A", "Allocated Team": "#N/A"},
        clean_row(7, _id="C2") | {"Allocated Worker": "#N/A", "Ethnicity": None},
        clean_row(7, _id="C3") | {"Allocated Worker": "Some\u00a0One"},
    ]
    contents = read_rows(tmp_path, 7, rows)
    found = [
        (one.row, one.column, one.kind, one.value)
        for one in contents.problems
        if one.kind != "missing-list"
    ]
    assert sorted(found) == [
        (2, "Allocated Team", "excel-error", "#N/A"),
        (2, "Allocated Worker", "excel-error", ""),
        (3, "Ethnicity", "blank", ""),
    ]
    assert {one.severity for one in contents.problems} == {Severity.NOTED}


MARK = "Zq7Marker"


def test_no_message_repeats_what_identifies_a_person(tmp_path: Path) -> None:
    # Every cell of an identifying column is wrong, and unmistakable.
    sheets = {
        f"List {number}": table_of(
            number,
            [
                clean_row(number, _id=f"{MARK}1")
                | {
                    name: f"{MARK} {name}"
                    for name in headings(number)
                    if name in identifying_columns() and "ID" not in name
                }
                | {f"{MARK} is no heading": None},
                clean_row(number, _id=f"{MARK}1") | {"Gender": "a) Male"},
                clean_row(number, _id=None) | {"Allocated Worker": MARK},
                clean_row(number, _id=f"{MARK}\x81"),
            ],
            names=headings(number),
        )
        for number in range(1, 12)
    }
    contents = read(write_xlsx(tmp_path / "return.xlsx", sheets))
    assert {"not-a-date", "bad-postcode", "conflicting-rows", "no-identifier"} <= kinds(contents)
    assert MARK not in repr(contents.problems)
    births = [one for one in contents.problems if one.column in identifying_columns()]
    assert births
    assert all(one.value == "" for one in births)


def test_every_problem_says_what_to_do(tmp_path: Path) -> None:
    rows = [
        clean_row(7, _id="C1") | {PLAN_START: "31/02/2013", AGE: 99, SEEN: "?!", BIRTH: "x"},
        clean_row(7, _id="") | {"Gender": "Total"},
    ]
    contents = read_rows(tmp_path, 7, rows)
    assert len(contents.problems) > 10
    for one in contents.problems:
        assert one.message.endswith(".")
        assert one.remedy.endswith(".")


UASC = "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)"
MISSING = (
    "Number of Episodes the Child has been 'Missing' from their Placement in the last 12 months"
)


def test_headings_with_dirt_are_recognised(tmp_path: Path) -> None:
    dirty = {
        AGE: "Age",
        "Child Unique ID": "child  unique id ",
        "Child's Legal Status": "Child\u2019s legal status",
        UASC: f"{UASC})",
        MISSING: MISSING.replace("'Missing'", "\u2018Missing\u2019"),
        "Date Ceased to be Looked After": "Date Ceased to be Looked After\u00a0",
    }
    titles, rows = table_of(8, [clean_row(8)])
    sheets = {"List 8": ([dirty.get(one, one) for one in titles], rows)}
    contents = read(write_xlsx(tmp_path / "r.xlsx", sheets))
    assert kinds(contents) == set()
    assert rows_of(contents)[0].values["Child's Legal Status"] == "C2"
    assert rows_of(contents)[0].values["Date Started to be Looked After"] == date(2013, 1, 9)


def test_two_places_of_a_list_with_different_columns_are_never_the_same_row(
    tmp_path: Path,
) -> None:
    names = [one for one in headings(7) if one != "Gender"]
    north = write_csv(tmp_path / "list_7_north.csv", table_of(7, [clean_row(7)]))
    south = write_csv(tmp_path / "list_7_south.csv", table_of(7, [clean_row(7)], names=names))
    found = kinds(read(north, south))
    assert found == {"conflicting-rows", "missing-column", "several-places"}


def test_adopters_have_no_age_to_check(tmp_path: Path) -> None:
    sheets = {
        "List 11": table_of(11, [clean_row(11, _id="A1"), clean_row(11, _id="A1")]),
        "List 6": table_of(6, [clean_row(6)]),
    }
    contents = read(write_xlsx(tmp_path / "r.xlsx", sheets))
    (problem,) = problems_of(contents, "repeated-row")
    assert (problem.column, problem.sheet) == ("Individual adopter identifier", "List 11")
    assert {row.list_number for row in rows_of(contents)} == {6}


@pytest.mark.parametrize(
    ("cell", "is_lost"),
    [(10**15, True), (10**15 - 1, False), (1234.5, True), (-5.5, True), ("1.23457E+17", True),
     ("1E5", False), ("12E+3", False)],
)  # fmt: skip
def test_identifiers_that_the_spreadsheet_rounded_are_dropped(
    tmp_path: Path, cell: Any, is_lost: bool
) -> None:
    contents = read_rows(tmp_path, 7, [clean_row(7), clean_row(7, _id=cell)])
    assert ("identifier-lost-digits" in kinds(contents)) is is_lost
    assert len(rows_of(contents)) == 2 - is_lost


def test_numbers_without_end_are_no_dates_and_no_counts(tmp_path: Path) -> None:
    path = one_list(tmp_path, 7, [clean_row(7) | {PLAN_START: 12345678901, AGE: 12345678902}])
    endless = rewrite(
        path,
        tmp_path / "endless.xlsx",
        change=lambda _, c: c.replace(b"12345678901", b"1e999").replace(b"12345678902", b"1e999"),
    )
    found = {(one.kind, one.column) for one in read(endless).problems}
    assert {("impossible-date", PLAN_START), ("age-out-of-range", AGE)} <= found


# What stands under a list, by its identifier and the one column that it has a value in.
UNDER_A_LIST = [
    *(({"Gender": f"{letter}) {word}"}, number) for number, (letter, word) in enumerate(
        [("a", "Male"), ("b", "Female"), ("c", "Not stated"), ("d", "Neither")], 1)),
    ({PLAN_START: date(2013, 9, 30)}, "Run 30092013"),
    ({PLAN_START: date(2013, 9, 30)}, "Report 12"),
    ({"Date of Birth": date(2013, 9, 30)}, "v2.1"),
    ({"Date of Birth": "30/09/2013"}, "Q2"),
    ({PLAN_START: date(2013, 9, 30)}, "v21"),
    ({PLAN_START: date(2013, 9, 30)}, 30092013),
]  # fmt: skip


def under_a_list(folder: Path, identifiers: Sequence[str], rows: Sequence[Any]) -> ReturnContents:
    full = [clean_row(7, _id=one) for one in identifiers]
    id_name = headings(7)[0]
    return read_rows(folder, 7, [*full, *({id_name: one} | told for told, one in rows)])


def test_a_row_of_little_whose_identifier_has_no_form_of_the_list_is_no_child(
    tmp_path: Path,
) -> None:
    children = [str(number) for number in range(1001002, 1001010)]
    contents = under_a_list(tmp_path, children, UNDER_A_LIST)
    assert [row.row for row in rows_of(contents)] == list(range(2, 10))
    assert {problem.row for problem in problems_of(contents, "note-row")} == set(range(10, 20))


def test_a_row_of_little_is_a_child_where_its_identifier_has_the_form_of_others(
    tmp_path: Path,
) -> None:
    children = [str(number) for number in range(1001002, 1001010)]
    little = [({"Gender": "a) Male"}, "1001020"), ({PLAN_START: date(2013, 9, 1)}, 1001021)]
    contents = under_a_list(tmp_path, children, little)
    assert len(rows_of(contents)) == 10


@pytest.mark.parametrize("children", [["1001002"], ["1", "22", "A3", "44B", "55555", "6/66"]])
def test_a_row_of_little_is_a_child_where_the_identifiers_have_no_form(
    tmp_path: Path, children: list[str]
) -> None:
    contents = under_a_list(tmp_path, children, [({"Gender": "a) Male"}, "7/7777")])
    assert len(rows_of(contents)) == len(children) + 1


def test_a_full_row_is_a_child_whatever_its_identifier_is(tmp_path: Path) -> None:
    children = [*(str(number) for number in range(1001002, 1001010)), "new baby 2", "T1"]
    assert len(rows_of(under_a_list(tmp_path, children, []))) == len(children)


def of_openpyxl(folder: Path) -> Path:
    import openpyxl
    from openpyxl.styles import Font

    path = one_list(folder, 7, [clean_row(7, _id=f"C{number}") for number in range(1001, 1007)])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    for row in (3, 5, 40):  # the last is below the list
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    for cell in (*sheet[4], sheet["A6"], *sheet[9]):
        cell.font = Font(strike=True)
    workbook.save(path)
    return path


# The other two were made of the first by LibreOffice.
@pytest.mark.parametrize("file", ["return.xlsx", "looks.ods", "looks.xls"])
def test_rows_that_nobody_sees_or_that_are_struck_through_are_read_and_told(
    tmp_path: Path, file: str
) -> None:
    contents = read(of_openpyxl(tmp_path) if file == "return.xlsx" else OLD / file)
    (hidden,) = problems_of(contents, "hidden-rows")
    assert (hidden.row, hidden.severity) == (3, Severity.NOTED)
    assert hidden.message.startswith("2 rows are hidden")
    (struck,) = problems_of(contents, "struck-rows")
    assert (struck.row, struck.severity) == (4, Severity.NOTED)
    assert struck.message.startswith("2 rows have cells struck through")
    assert len(rows_of(contents)) == 6
