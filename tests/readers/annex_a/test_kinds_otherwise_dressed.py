"""The kinds of the study's cases in other words, other places and other formats.

Each table has ten or more of a kind; the formats take turns, so that every writer meets every kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.language.identity import AlikeAnswers
from inspect_tool.errors import UnreadableFileError
from tests.read_returns import (
    ReadReturn,
    differences,
    listed_beyond_base,
    read_return_to_frame,
)
from tests.written_returns import (
    Tables,
    base_tables,
    by_odfpy,
    by_openpyxl,
    by_xlsxwriter,
    column,
    in_turn,
    with_cell,
)


def numbered(values: Sequence[Any]) -> list[tuple[int, Any]]:
    """Each value after its number, which chooses the writer."""
    return list(enumerate(values))


DAY = timedelta(days=1)
NOTES: Sequence[Sequence[Any]] = [
    ["No cases to report this quarter"],
    ["NONE - nil return confirmed"],
    ["(7 row(s) affected)"],
    ["Query executed successfully."],
    ["End of report"],
    ["Data correct as at 30 September 2013"],
    ["Extracted 30/09/2013 09:14"],
    ["Page 2 of 2"],
    ["* includes unborn children"],
    ["South Locality Team"],
    ["========"],
    ["OFFICIAL-SENSITIVE: PERSONAL"],
    ["Total", None, None, None, 13],
    ["Sub-total: 2", None, None, None, 2],
    ["Count", 2],
    ["Dim plant ar y rhestr hon"],
    ["Prepared by", "Performance team"],
    ["Source", "Case system", "Report 14", "Run weekly"],
    ["Required", "Required", "Required", "Optional", "Optional", "Required", "Required"],
    ["Alphanumeric", "List", "List", "dd/mm/yyyy", "0-25", "Y/N", "dd/mm/yyyy"],
    ["varchar(20)", "char(1)", "char(4)", "date", "int", "bit", "date"],
    ["e.g. 123456", "a) Male", "a) WBRI", "01/01/2005", 8, "b) No", "01/01/2013"],
    ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"],
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"],
    ["Y", "Y", "Y", "N", "N", "Y", "Y", "Y", "N", "N", "N", "Y", "N", "N"],
    ["ID y plentyn", "Rhyw", "Ethnigrwydd", "Dyddiad geni", "Oed", "Anabledd", "Dechrau"],
]  # fmt: skip


def read(folder: Path, tables: Tables, number: int, **options: Any) -> ReadReturn:
    return read_return_to_frame(in_turn(number)(folder, tables), **options)


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("place", [1, 2, 3], ids=["above", "between", "below"])
@pytest.mark.parametrize(("number", "note"), numbered(NOTES))
def test_a_row_that_says_only_its_first_cell_is_no_child(
    tmp_path: Path, number: int, note: Sequence[Any], place: int
) -> None:
    tables = base_tables()
    width = len(tables["List 6"][0])
    tables["List 6"].insert(place, [*note, *[None] * (width - len(note))])
    found = read(tmp_path, tables, number)
    assert differences(found.children) == {}
    dropped = [p for p in found.problems if p.severity == "dropped"]
    assert [(p.sheet, p.row) for p in dropped] == [("List 6", place + 1)]
    is_told = any(str(note[0]) in f"{p.message}{p.value}" for p in dropped)
    assert not is_told or len(str(note[0])) == 1


@pytest.mark.parametrize(("number", "sheet"), numbered(["List 2", "List 6", "List 7", "List 8"]))
def test_a_second_table_with_another_order_is_read_under_its_own_headings(
    tmp_path: Path, number: int, sheet: str
) -> None:
    tables = base_tables()
    headings, *rows = tables[sheet]
    # The last child stands in a second table, whose columns run the other way.
    tables[sheet] = [headings, *rows[:-1], [None] * len(headings), headings[::-1], rows[-1][::-1]]
    found = read(tmp_path, tables, number)
    assert differences(found.children) == {}
    assert "second-table" in found.kinds


@pytest.mark.parametrize(("number", "below"), numbered(["List 7", "List 8", "List 3", "List 5"]))
def test_a_table_of_another_list_on_a_sheet_is_refused_with_its_place(
    tmp_path: Path, number: int, below: str
) -> None:
    tables = base_tables()
    other = tables.pop(below)
    width = max(len(other[0]), len(tables["List 6"][0]))
    both = [*tables["List 6"], [], *other]
    tables["List 6"] = [[*row, *[None] * (width - len(row))] for row in both]
    found = read(tmp_path, tables, number)
    assert found.is_refused
    (problem,) = [p for p in found.problems if p.kind == "table-of-another-list"]
    assert (problem.sheet, problem.row) == ("List 6", 5)


def second_row_of_care(tables: Tables, identifier: Any) -> None:
    """The child 1001002 is in care too, under this identifier."""
    row = list(tables["List 8"][1])
    for heading, value in {
        "Child Unique ID": identifier,
        "Gender": "b) Female",
        "Date of Birth": date(2007, 5, 6),
        "Age of Child (Years)": 6,
        "Date Started to be Looked After": date(2013, 5, 5),
    }.items():
        row[column(tables, "List 8", heading)] = value
    tables["List 8"].append(row)


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("number", "written"),
    numbered(["1001002.0", "1001002.00", '="1001002"', "1,001,002", "'1001002", "’1001002",
               "'1001002'", '"1001002"', "1001002\u200b", "\ufeff1001002", "1001002\u00ad",
               "１００１００２", "=1001002"]),
)  # fmt: skip
def test_what_a_spreadsheet_adds_to_an_identifier_is_joined_and_listed(
    tmp_path: Path, number: int, written: str
) -> None:
    tables = base_tables()
    second_row_of_care(tables, written)
    # Of a CSV the reader takes ="…" by itself, and openpyxl makes a formula of it.
    writer = by_odfpy if number % 2 else by_xlsxwriter
    found = read_return_to_frame(writer(tmp_path, tables))
    assert len(found.children) == 7
    assert found.children["1001002"]["case_type"] == "in_care"
    assert "identifier-formatting" in found.kinds


ALIKE = [
    ("AB1002", "ab1002"), ("AB1002", "Ab1002"), ("AB1002", "AB 1002"), ("AB1002", "AB_1002"),
    ("AB-1002", "AB–1002"), ("AB-1002", "AB−1002"), ("AB-1002", "AB1002"), ("0001002", "1002"),
    ("AB0001002", "AB1002"), ("AB1002", "АВ1002"), ("AB1002", "AB1OO2"), ("AB1012", "ABl012"),
    ("AB1002", "#AB1002"), ("AB1002", "AB1002."), ("1001002", "+1001002"), ("100-1002", "1001002"),
]  # fmt: skip


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(("number", "pair"), numbered(ALIKE))
def test_identifiers_that_look_alike_are_asked_about_and_never_named(
    tmp_path: Path, number: int, pair: tuple[str, str]
) -> None:
    first, second = pair
    tables = base_tables()
    for name in ("List 1", "List 3", "List 4", "List 6"):
        tables[name][1][0] = first
    second_row_of_care(tables, second)
    writer = by_xlsxwriter if number % 2 else by_openpyxl
    path = writer(tmp_path, tables)
    found = read_return_to_frame(path)
    assert len(found.children) == 8
    (question,) = [p for p in found.problems if p.kind.startswith("alike-identifiers/")]
    assert "row 2 of List 6" in question.message
    assert (question.sheet, question.row) == ("List 8", 4)
    assert not any(text in question.message + question.remedy for text in pair)

    code = question.kind.partition("/")[2]
    one = read_return_to_frame(path, answers=AlikeAnswers(same=frozenset({code})))
    assert len(one.children) == 7
    assert sum(child["case_type"] == "in_care" for child in one.children.values()) == 3
    assert not any(p.kind.startswith("alike-identifiers/") for p in one.problems)
    two = read_return_to_frame(path, answers=AlikeAnswers(different=frozenset({code})))
    assert len(two.children) == 8
    assert "alike-identifiers-answered" in two.kinds


@pytest.mark.parametrize("pair", [("12-345", "123-45"), ("A1", "A2"), ("1001", "10010")])
def test_identifiers_that_are_only_similar_are_not_asked_about(
    tmp_path: Path, pair: tuple[str, str]
) -> None:
    tables = base_tables()
    tables["List 6"][1][0] = pair[0]
    second_row_of_care(tables, pair[1])
    assert not any(
        p.kind.startswith("alike-identifiers/")
        for p in read_return_to_frame(by_openpyxl(tmp_path, tables)).problems
    )


AS_TEXT = [
    "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%m/%d/%Y 12:00:00 AM", "%m/%d/%Y 00:00", "%m/%d/%y",
    "%a %m/%d/%Y",
]  # fmt: skip


@pytest.mark.parametrize(("number", "form"), numbered(AS_TEXT))
def test_a_return_with_the_month_first_is_read_so_and_listed(
    tmp_path: Path, number: int, form: str
) -> None:
    tables = as_texts(base_tables(), form)
    found = read(tmp_path, tables, number)
    assert differences(found.children) == {}
    assert "other-date-order" in found.kinds


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("number", "form"),
    numbered(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%A %d %B %Y", "Thu %d/%m/%Y",
               "%Y-%m-%d", "%Y-%m-%dT00:00:00", "%d/%m/%y", "%b %d, %Y", "%Y%m%d", "%d%m%Y",
               "%d-%b-%y"]),
)  # fmt: skip
def test_dates_in_the_forms_that_people_type(tmp_path: Path, number: int, form: str) -> None:
    found = read(tmp_path, as_texts(base_tables(), form), number)
    assert differences(found.children) == {}


@pytest.mark.parametrize(
    "form",
    ["{0.day} {1} {0.year}", "{0.day}fed o {1} {0.year}", "Dydd Llun {0.day} {1} {0.year}"],
)
def test_dates_in_welsh(tmp_path: Path, form: str) -> None:
    months = ["Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst",
              "Fedi", "Hydref", "Tach", "Rhagfyr"]  # fmt: skip
    tables = base_tables()
    for rows in tables.values():
        for row in rows[1:]:
            row[:] = [
                form.format(cell, months[cell.month - 1]) if isinstance(cell, date) else cell
                for cell in row
            ]
    found = read_return_to_frame(by_openpyxl(tmp_path, tables))
    assert differences(found.children) == {}
    assert ("other-weekday" in {p.kind for p in found.problems}) is form.startswith("Dydd")


@pytest.mark.parametrize(
    ("number", "time"),
    numbered(["T23:00:00+00:00", "T23:00:00Z", " 23:00:00 UTC", "T23:30:00.000Z"]),
)
def test_midnight_in_summer_is_not_the_day_before(tmp_path: Path, number: int, time: str) -> None:
    tables = base_tables()
    visit = column(tables, "List 7", "Date of the Last Statutory Visit")
    for row in tables["List 7"][1:]:
        row[visit] = f"{row[visit] - DAY:%Y-%m-%d}{time}"
    assert differences(read(tmp_path, tables, number).children) == {}


def as_texts(tables: Tables, form: str) -> Tables:
    for rows in tables.values():
        for row in rows[1:]:
            row[:] = [cell.strftime(form) if isinstance(cell, date) else cell for cell in row]
    return tables


@pytest.mark.parametrize(
    ("sheet", "heading"),
    [("List 7", "Child Protection Plan Start Date"), ("List 7", "Date of Birth"),
     ("List 6", "CIN Start Date"), ("List 6", "Date Child Was Last Seen"),
     ("List 8", "Date Started to be Looked After"), ("List 2", "Assessment start date")],
)  # fmt: skip
def test_a_column_that_a_spreadsheet_converted_by_half_is_not_taken(
    tmp_path: Path, sheet: str, heading: str
) -> None:
    tables = base_tables()
    at = column(tables, sheet, heading)
    pattern = tables[sheet][1]
    days = [date(2009, 1, 2) + timedelta(days=37 * step) for step in range(14)]
    tables[sheet] = [tables[sheet][0]]
    for number, day in enumerate(days):
        row = list(pattern)
        row[0] = 2001000 + number
        # Under American settings 3 April becomes 4 March, and 13 April stays a text.
        row[at] = f"{day:%d/%m/%Y}" if day.day > 12 else date(day.year, day.day, day.month)
        tables[sheet].append(row)
    found = read_return_to_frame(by_openpyxl(tmp_path, tables))
    (problem,) = [p for p in found.problems if p.kind == "exchanged-dates"]
    assert (problem.sheet, problem.column) == (sheet, heading)


def test_columns_of_both_orders_leave_what_can_be_both_unknown(tmp_path: Path) -> None:
    tables = base_tables()
    at = column(tables, "List 7", "Child Protection Plan Start Date")
    pattern = tables["List 7"][1]
    written = ["13/04/2013", "27/02/2013", "04/13/2013", "02/27/2013", "05/06/2013"]
    tables["List 7"] = [tables["List 7"][0]]
    for number, text in enumerate(written):
        row = list(pattern)
        row[0], row[at] = 2001000 + number, text
        tables["List 7"].append(row)
    found = read_return_to_frame(by_openpyxl(tmp_path, tables))
    starts = [found.children[str(2001000 + number)]["plan_start"] for number in range(5)]
    right = ["2013-04-13", "2013-02-27", "2013-04-13", "2013-02-27"]
    assert starts == [*({"date": day} for day in right), None]
    assert "mixed-date-orders" in found.kinds


def test_an_exchanged_birth_gives_way_to_the_right_one_of_another_list(tmp_path: Path) -> None:
    tables = base_tables()
    second_row_of_care(tables, 1001002)
    # The list of the more acute kind of help has 6 May as 5 June.
    for row in tables["List 8"][1:]:
        born = row[column(tables, "List 8", "Date of Birth")]
        if born.day <= 12:
            row[3] = date(born.year, born.day, born.month)
    tables["List 8"] = [row for row in tables["List 8"] if row[0] != 1001007]
    found = read_return_to_frame(by_openpyxl(tmp_path, tables))
    assert "different-dates-of-birth" in found.kinds
    assert found.children["1001002"]["age"] == 6


@pytest.mark.parametrize("value", [0, 1, 59, 60, 61, datetime(1899, 12, 31), "00/01/1900"])  # noqa: DTZ001
def test_serials_at_the_beginning_of_time_are_not_known(tmp_path: Path, value: Any) -> None:
    found = read_return_to_frame(
        by_openpyxl(tmp_path, with_cell("List 7", 1, "Child Protection Plan Start Date", value))
    )
    assert found.children["1001004"]["plan_start"] is None
    assert "impossible-date" in found.kinds


CODES = [
    ("List 6", "Case Status", "1001002", "case_status", ["not yet closed", "Never closed",
     "Closed?", "To be closed", "Awaiting closure - closed", "Previously closed", "Un-closed",
     "Open, was closed", "Closed until review", "e) not closed", "Closed / reopened"]),
    ("List 6", "Primary Need Code", "1001002", "primary_need", ["Not N1", "N1 ruled out",
     "Was N1", "other than N1", "N1?", "No abuse or neglect found", "Non-abuse or neglect",
     "N1 or N2", "Abuse or neglect unsubstantiated", "N2 - Abuse or neglect", "nid N1"]),
    ("List 7", "Latest Category of Abuse", "1001004", "category_of_abuse", ["not neglect",
     "Neglect ruled out", "Neglect?", "Possible neglect", "previously neglect", "Neglectful",
     "Emotional rather than neglect", "a) not neglect", "Neglect or emotional", "ex-neglect"]),
    ("List 8", "Child's Legal Status", "1001006", "legal_status", ["C1: FCO", "was C2",
     "C2 until 2012", "C2 applied for", "C2 discharged", "not C2", "Placement Order (formerly C2)",
     "E1 - care order", "C2/E1", "proposed C2", "C2?"]),
]  # fmt: skip


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("sheet", "heading", "child", "fact", "words"),
    [(*rest, text) for *rest, texts in CODES for text in texts],
)
def test_a_code_that_is_denied_or_doubted_is_not_known(
    tmp_path: Path, sheet: str, heading: str, child: str, fact: str, words: str
) -> None:
    found = read_return_to_frame(by_openpyxl(tmp_path, with_cell(sheet, 1, heading, words)))
    assert found.children[child][fact] is None
    assert differences(found.children) == {child: {fact}}
    assert "unknown-code" in found.kinds


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("heading", "official"),
    [("ChildID", "Child Unique ID"), ("child_id", "Child Unique ID"),
     ("CHILDUNIQUEID", "Child Unique ID"), ("ClientID", "Child Unique ID"),
     ("PersonId", "Child Unique ID"), ("personid", "Child Unique ID"),
     ("MosaicID", "Child Unique ID"), ("DateOfBirth", "Date of Birth"),
     ("date_of_birth", "Date of Birth"), ("dateofbirth", "Date of Birth"),
     ("BirthDate", "Date of Birth"), ("CINStartDate", "CIN Start Date"),
     ("CaseStatus", "Case Status"), ("PrimaryNeedCode", "Primary Need Code")],
)  # fmt: skip
def test_headings_in_one_word(tmp_path: Path, heading: str, official: str) -> None:
    tables = base_tables()
    tables["List 6"][0][column(tables, "List 6", official)] = heading
    found = read_return_to_frame(by_openpyxl(tmp_path, tables))
    assert differences(found.children) == {}
    assert not listed_beyond_base(found) & {"extra-column", "missing-column"}


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("number", "heading", "values", "what"),
    [
        (number, *rest)
        for number, rest in enumerate(
            [
                ("Forename", ["Wilhelmina", "Peregrine"], "names"),
                ("ChildName", ["Wilhelmina Q", "Peregrine Q"], "names"),
                ("Child Full Name", ["W Quill", "P Quill"], "names"),
                ("Social worker name", ["W Quill", "P Quill"], "names"),
                ("Home address", ["14 Quill Road", "15 Quill Road"], "addresses"),
                ("Post Code", ["QU1 1AA", "QU1 1AB"], "addresses"),
                ("NHSNumber", ["9434765919", "9434765870"], "NHS numbers"),
                ("UPN", ["A123456789012", "B123456789012"], "pupil numbers (UPN)"),
                ("Parent e-mail", ["w@quill.test", "p@quill.test"], "e-mail addresses"),
                ("Notes", ["w@quill.test", None], "e-mail addresses"),
                ("Ref 2", ["A123456789012", "B123456789012"], "pupil numbers (UPN)"),
                (None, ["Quill, Wilhelmina", "Quill, Peregrine"], "names"),
                ("Mobile", ["07700 900123", "07700 900124"], "telephone numbers"),
                ("Enw", ["Wilhelmina", "Peregrine"], "names"),
            ]
        )
    ],
)
def test_columns_that_say_who_somebody_is_are_dropped_and_reported(
    tmp_path: Path, number: int, heading: str | None, values: Sequence[str | None], what: str
) -> None:
    tables = base_tables()
    for row, value in zip(tables["List 6"], [heading, *values], strict=True):
        row.insert(2, value)
    found = read(tmp_path, tables, number)
    assert differences(found.children) == {}
    (problem,) = [p for p in found.problems if p.kind == "personal-data"]
    assert f"a column of {what}, and should not have" in problem.message
    everything = repr(found)
    assert not any(value and value in everything for value in values)


@pytest.mark.proof(part=3)
@pytest.mark.parametrize("number", range(9))
def test_identifiers_that_are_nhs_numbers_refuse_the_return(tmp_path: Path, number: int) -> None:
    tables = base_tables()
    numbers = ["9434765919", "9434765870", "4010232137", "4505577104", "9876543210"]
    pattern = tables["List 7"][1]
    tables["List 7"] = [tables["List 7"][0], *([one, *pattern[1:]] for one in numbers)]
    found = read(tmp_path, tables, number)
    assert "personal-identifiers" in found.kinds
    assert found.is_refused
    assert not any(p.message.count(one) for p in found.problems for one in numbers)


@pytest.mark.proof(part=3)
@pytest.mark.parametrize(
    ("number", "name"),
    numbered(["6 months on", "3 year trend", "CIN by team", "Child protection summary",
               "LAC pivot", "8 week chart", "Contacts by month", "S47 numbers"]),
)  # fmt: skip
def test_a_summary_beside_the_lists_is_noted_and_not_refused(
    tmp_path: Path, number: int, name: str
) -> None:
    tables = base_tables()
    tables[name] = [["Team", "Open", "Closed"], ["North", 3, 4], ["South", 5, 6]]
    found = read(tmp_path, tables, number)
    assert differences(found.children) == {}
    assert "not-a-list" in found.kinds


def test_a_pdf_and_a_numbers_document_have_a_way_out(tmp_path: Path) -> None:
    pdf = tmp_path / "AAA.pdf"
    pdf.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    with pytest.raises(UnreadableFileError, match="ask for the workbook or the CSV files"):
        read_return_to_frame(pdf)
