"""Cells, codes, headings and dates one by one, without a file around them."""

from __future__ import annotations

import gc
import io
import json
import runpy
import sys
import zipfile
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.language.dates import (
    ImpossibleDateError,
    NotADateError,
    date_of_serial,
    date_of_text,
)
from inspect_tool.domain.lists import recognition
from inspect_tool.domain.lists.columns import ListColumn
from inspect_tool.domain.lists.recognition import CodeList, fold, tidy
from inspect_tool.domain.lists.shipped import annex_a
from inspect_tool.readers.annex_a.cells import Cell, ReadContext
from inspect_tool.readers.annex_a.headers import KnownHeadings
from inspect_tool.readers.annex_a.identifiers import read_identifier
from inspect_tool.readers.annex_a.packed import unpacked
from inspect_tool.readers.annex_a.values import ColumnReader, shown
from inspect_tool.readers.spreadsheet.broken_cells import broken_cells_of_xlsx
from inspect_tool.readers.spreadsheet.package import workbook_parts
from tests.annex_a import CODES, official_columns
from tests.readers.annex_a.annex_a_builders import FRAME_DATE, clean_row, one_list, rewrite

KEPT = [codes for name, codes in CODES.items() if name != "ethnicity"]
HEADINGS = KnownHeadings()


def official_column(list_number: int, name: str) -> ListColumn:
    return next(column for column in official_columns()[list_number] if column.name == name)


SPELLINGS = [
    (one, code, words) for one in KEPT for code in one.codes for words in (*code.words, code.code)
]


@pytest.mark.parametrize("code_list", KEPT, ids=lambda one: one.name)
def test_every_official_spelling_means_its_value(code_list: CodeList) -> None:
    for code in code_list.codes:
        for words in code.words:
            assert code_list.recognise(words).value == code.value, words
            if code.letter:
                with_letter = code_list.recognise(f"{code.letter}) {words}")
                assert (with_letter.value, with_letter.disagreement) == (code.value, ""), words
        if code.code:
            assert code_list.recognise(f"{code.code} - {code.words[0]}").value == code.value


@given(st.sampled_from(SPELLINGS), st.sampled_from([str.upper, str.lower, str.title, str]),
       st.sampled_from(["{}", " {} ", "\u00a0{}\u00a0", "{}."]))  # fmt: skip
def test_case_and_spaces_change_no_meaning(
    spelling: tuple[CodeList, recognition.Code, str], change: type[str], frame: str
) -> None:
    code_list, code, words = spelling
    if words:
        found = code_list.recognise(frame.format(change(words)))
        assert (found.value, found.is_known) == (code.value, True)


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(SPELLINGS))
def test_the_value_of_a_spelling_is_itself_a_spelling_of_the_value(
    spelling: tuple[CodeList, recognition.Code, str],
) -> None:
    # Values are words such as physical_abuse, or codes: reading them again changes nothing.
    code_list, code, _ = spelling
    if isinstance(code.value, str) and code_list.codes[0].value is not True:
        again = code_list.recognise(code.value.replace("_", " "))
        assert again.value == code.value or not again.is_known


@pytest.mark.parametrize(
    ("code_list", "text", "value"),
    [
        (CODES["abuse"], "NEG", "neglect"),
        (CODES["abuse"], "Neglect and physical abuse", "multiple"),
        (CODES["abuse"], "Neglect, physical", "multiple"),
        (CODES["abuse"], "Category: neglect", "neglect"),
        (CODES["primary_need"], "N1 - Abuse or Neglect", "N1"),
        (CODES["primary_need"], "Abuse or neglect - emotional abuse", "N1"),
        (CODES["primary_need"], "CIN - N3 Parent illness", "N3"),
        (CODES["primary_need"], "Child's disability [N2]", "N2"),
        (CODES["legal_status"], "C2: FCO", "C2"),
        (CODES["legal_status"], "c1", "C1"),
        (CODES["legal_status"], "V2 - single period of accommodation", "V2"),
        (CODES["case_status"], "b) Child Protection plan", "child_protection_plan"),
        (CODES["case_status"], "CIN", "child_in_need_plan"),
        (CODES["gender"], "c) Not stated/recorded (or unborn)", "not_stated"),
        (CODES["closure"], "RC8", "RC8"),
        (CODES["yes_no"], "(a) yes", True),
    ],
)
def test_spellings_of_real_returns(code_list: CodeList, text: str, value: object) -> None:
    assert code_list.recognise(text).value == value


@pytest.mark.parametrize(
    ("code_list", "text"),
    [
        (CODES["gender"], "Transgender female"),
        (CODES["primary_need"], "N1 or N4"),
        (CODES["primary_need"], "family in acute stress and low income"),
        (CODES["case_status"], "under review"),
        (CODES["yes_no"], "yes or no"),
        (CODES["yes_no"], "!!"),
        (CODES["legal_status"], "C9"),
        (CODES["abuse"], "Emotional neglect"),
        (CODES["abuse"], "Neglect → emotional"),
    ],
)
def test_what_can_mean_two_things_means_nothing(code_list: CodeList, text: str) -> None:
    assert not code_list.recognise(text).is_known


def test_strange_words_after_a_letter_leave_the_letter_and_are_told() -> None:
    found = CODES["abuse"].recognise("a) Verwahrlosung")
    assert (found.value, found.disagreement) == ("neglect", "Neglect")
    assert CODES["abuse"].recognise("a)").disagreement == ""


@pytest.mark.parametrize(
    ("name", "code_list"),
    [
        ("gender", "gender"),
        ("category_of_abuse", "abuse"),
        ("primary_need", "primary_need"),
        ("legal_status", "legal_status"),
        ("case_status", "case_status"),
        ("reason_for_closure", "closure"),
        ("permanence_plan", "permanence"),
    ],
)
def test_the_choices_of_the_fields_are_the_values_of_the_codes(name: str, code_list: str) -> None:
    assert FIELDS[name].choices == tuple(code.value for code in CODES[code_list].codes)


def test_every_yes_or_no_column_has_its_list() -> None:
    columns = [column for several in official_columns().values() for column in several]
    found = {column.codes for column in columns if "(Y/N)" in column.name}
    assert found == {CODES["yes_no"]}
    assert all(column.codes is None for column in columns if column.name == "Placement Type")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("29/02/2012", date(2012, 2, 29)),
        ("1/1/14", date(2014, 1, 1)),
        ("1/1/15", date(1915, 1, 1)),
        ("3-Sept-2013", date(2013, 9, 3)),
        ("21st December 2012", date(2012, 12, 21)),
        ("2013/9/3", date(2013, 9, 3)),
        ("03 09 2013", date(2013, 9, 3)),
    ],
)
def test_dates_in_words_and_figures(text: str, expected: date) -> None:
    assert date_of_text(text, FRAME_DATE) == expected


@pytest.mark.parametrize("text", ["29/02/2013", "31-Apr-13", "0/1/2013", "2013-00-10"])
def test_days_that_never_were(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        date_of_text(text, FRAME_DATE)


@pytest.mark.parametrize("text", ["", "n/k", "3-Foo-13", "2013", "Sept 2013", "1/2", "12:30"])
def test_texts_that_are_no_dates(text: str) -> None:
    with pytest.raises(NotADateError):
        date_of_text(text, FRAME_DATE)


@given(st.dates(date(1950, 1, 1), date(2013, 9, 30)))
def test_every_form_of_a_date_means_the_same_day(day: date) -> None:
    forms = [f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d-%b-%Y}", f"{day.day} {day:%B %Y}"]
    assert {date_of_text(one, FRAME_DATE) for one in forms} == {day}
    serial = (day - date(1899, 12, 30)).days
    assert date_of_serial(float(serial), counts_from_1904=False) == day
    assert date_of_serial(serial - 1462 if serial > 11_462 else serial, counts_from_1904=True)


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        (time(0, 0), ImpossibleDateError),
        (True, ImpossibleDateError),
        (9_999, ImpossibleDateError),
        (73_051, ImpossibleDateError),
        ("20131340", ImpossibleDateError),
        (timedelta(days=3), ImpossibleDateError),
        (None, NotADateError),
    ],
)
def test_numbers_that_are_no_dates(cell: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        date_of_serial(cell, counts_from_1904=False)


def test_a_date_in_a_cell_formatted_as_hours_is_read() -> None:
    assert date_of_serial(timedelta(days=41_547), counts_from_1904=False) == FRAME_DATE
    assert date_of_serial(10_000, counts_from_1904=False) == date(1927, 5, 18)


@given(st.dates(date(1950, 1, 1), date(2013, 9, 30)))
def test_a_value_does_not_depend_on_how_often_it_is_read(day: date) -> None:
    column = official_column(7, "Child Protection Plan Start Date")
    reader = ColumnReader(column, ReadContext(FRAME_DATE))
    cells: list[Cell] = [day, f"{day:%d %B %Y}", day.isoformat(), day]
    assert reader.read(cells) == reader.read(cells) == [day.toordinal()] * 4
    assert reader.issues == {}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(None, ""), ("", ""), (12.5, "12.5"), (7, "7"), ("N/A", ""), ("#N/A", ""), (True, "")],
)
def test_identifiers_of_odd_cells(cell: str | float | None, expected: str) -> None:
    assert read_identifier(cell) == expected


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("Gender", "b) Female", "b) Female"),
        ("Gender", "a) Female", "a) Female"),
        ("Gender", "Eleanor Vance", "text of 13 characters"),
        ("Gender", "Eleanor Female", "text of 14 characters"),
        ("Gender", "Элеонора Female", "text of 15 characters"),
        ("Gender", 1234567890.0, "a number"),
        ("Gender", date(2009, 3, 4), "a date"),
        ("Ethnicity", "a) WBRI", "a) WBRI"),
        ("Was the Child Seen Alone?", "#N/A", "#N/A"),
        ("Was the Child Seen Alone?", "x", "text of 1 character"),
        ("Child Protection Plan Start Date", "31/02/2013", "31/02/2013"),
        ("Child Protection Plan Start Date", "3-Sep-13", "3-Sep-13"),
        ("Child Protection Plan Start Date", date(2013, 2, 1), "01/02/2013"),
        ("Child Protection Plan Start Date", "Eleanor 31/02/2013", "text of 18 characters"),
        ("Child Protection Plan Start Date", True, "true or false"),
        ("Allocated Team", "Eleanor's team", "text of 14 characters"),
        ("Date of Birth", "31/02/2009", ""),
        ("Allocated Worker", "Eleanor Vance", ""),
        ("Child Unique ID", "C1001", ""),
    ],
)
def test_a_message_repeats_only_what_can_name_nobody(name: str, cell: Cell, said: str) -> None:
    assert shown(cell, official_column(7, name)) == said


def test_what_the_rules_name_are_official_columns() -> None:
    for number, columns in official_columns().items():
        names = {one.name for one in columns}
        declared = annex_a().lists[number]
        assert names.issuperset({declared.id_name, *declared.same_entry})
        assert names.issuperset(name for pair in declared.in_order for name in pair)


def test_the_catalogue_of_columns_is_that_of_the_specification() -> None:
    sizes = {number: len(columns) for number, columns in official_columns().items()}
    # Each list but 10 and 11 has one column more here, for the identifier of the family.
    assert sizes == {1: 8, 2: 9, 3: 12, 4: 13, 5: 15, 6: 15, 7: 18, 8: 35, 9: 18, 10: 16, 11: 19}


@pytest.mark.parametrize(
    ("number", "heading", "column"),
    [
        (7, "CP Plan Start Date", "Child Protection Plan Start Date"),
        (7, "CPP start", "Child Protection Plan Start Date"),
        (7, "Number of previous CP plans", "Number of Previous Child Protection Plans"),
        (7, "Latest category", "Latest Category of Abuse"),
        (7, "Date of last stat visit", "Date of the Last Statutory Visit"),
        (7, "Unique Child Identifier", "Child Unique ID"),
        (7, "DOB", "Date of Birth"),
        (7, "D.O.B.", "Date of Birth"),
        (7, "Age (years)", "Age of Child (Years)"),
        (7, "Disability?", "Does the Child have a Disability"),
        (8, "LAC start date", "Date Started to be Looked After"),
        (8, "Legal status", "Child's Legal Status"),
        (6, "Child in need start date", "CIN Start Date"),
        (6, "Worker", "Allocated Worker"),
        (5, "ICPC date", "Date of Initial Child Protection Conference"),
        (4, "Assessment start date", "Continuous Assessment Start Date"),
        (3, "Referral date", "Date of referral"),
        (6, "Sibling group", "Family identifier"),
    ],
)
def test_headings_are_matched_by_key_words(number: int, heading: str, column: str) -> None:
    assert dict(HEADINGS.match([heading], number).columns) == {column: 0}


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (8, "Start date"),
        (7, "Category"),
        (7, "Child Name"),
        (7, "Stage"),
        (7, "Age at last review"),
        (7, "Date"),
        (8, "Date of last visit"),
        (7, "!!!"),
        (11, "ID"),
    ],
)
def test_a_heading_that_could_be_two_columns_or_none_is_extra(number: int, heading: str) -> None:
    match = HEADINGS.match([heading], number)
    assert (dict(match.columns), match.extra) == ({}, (heading,))


def test_two_headings_for_one_column_are_none_or_one_that_stands_twice() -> None:
    match = HEADINGS.match(["Referral date", "Date of the referral"], 3)
    assert dict(match.columns) == {}
    exact = HEADINGS.match(["Referral date", "Date of referral"], 3)
    assert (dict(exact.columns), exact.extra) == ({"Date of referral": 1}, ())
    assert dict(exact.twice) == {"Date of referral": (0,)}


@given(st.integers(1, 11), st.randoms(use_true_random=False))
def test_the_order_of_columns_does_not_matter(number: int, chance: object) -> None:
    names = [one.name for one in official_columns()[number]]
    chance.shuffle(names)  # type: ignore[attr-defined]
    match = HEADINGS.match([one.upper() + " " for one in names], number)
    assert {name: names[index] for name, index in match.columns.items()} == dict(
        zip(names, names, strict=True)
    )


@pytest.mark.parametrize("name", ["Cover", "Guidance", "2013-14", "return", "Sheet1", "List", ""])
def test_names_that_say_no_list(name: str) -> None:
    assert HEADINGS.list_in_name(name) is None


def test_list_eleven_is_not_list_one() -> None:
    assert [HEADINGS.list_in_name(f"List {number}") for number in range(1, 12)] == list(
        range(1, 12)
    )
    assert HEADINGS.list_in_name("List 12") is None


def test_error_cells_are_found_with_and_without_formulas(tmp_path: Path) -> None:
    path = one_list(tmp_path, 7, [clean_row(7)])
    cells = (
        b'<row r="9"><c r="B9" s="2" t="e"><v>#N/A</v></c><c r="AA9" t="e"><f>1/0</f><v>#DIV/0!</v>'
        b'</c><c r="C9" t="s"><v>1</v></c></row></sheetData>'
    )
    changed = rewrite(
        path,
        tmp_path / "errors.xlsx",
        change=lambda n, c: c.replace(b"</sheetData>", cells) if "sheet1" in n else c,
    )
    part = workbook_parts(changed).paths["List 7"]
    with zipfile.ZipFile(changed) as archive, archive.open(part) as sheet:
        assert broken_cells_of_xlsx("x", sheet) == {9: {1: "#N/A", 26: "#DIV/0!"}}


def test_the_process_that_reads_answers_a_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In this process, without its limits, which would stay.
    path = one_list(tmp_path, 7, [clean_row(7)])
    request = {
        "paths": [str(path)],
        "frame_date": FRAME_DATE.isoformat(),
        "kept": [[7, "Child Protection Plan Start Date"]],
        "limits": {"columns": 1_000},
        "headings": [],
        "lists": {"extends": "annex-a"},
        "case_types": list(annex_a().case_types),
    }
    answer = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(request)))
    monkeypatch.setattr(sys, "stdout", answer)
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.delitem(sys.modules, "inspect_tool.readers.annex_a.child", raising=False)
    try:
        runpy.run_module("inspect_tool.readers.annex_a.child", run_name="__main__")
    finally:
        gc.enable()
    lines = [json.loads(line) for line in answer.getvalue().splitlines()]
    assert [line["is"] for line in lines] == ["reading", "table", "problems", "end"]
    (sent,) = lines[1]["columns"].items()
    assert sent[0] == "Child Protection Plan Start Date"
    assert list(unpacked(sent[1])) == [date(2013, 1, 8).toordinal()]


@pytest.mark.parametrize("typed", ["a) no longer known", "a) ?", "b) possible"])
def test_a_letter_beside_words_that_qualify_it_gives_no_code(typed: str) -> None:
    assert not CODES["abuse"].recognise(typed).is_known
    assert CODES["abuse"].recognise(typed.split(" ", maxsplit=1)[0]).is_known


@pytest.mark.parametrize(
    ("number", "name", "typed", "kind"),
    [
        (7, "Number of Previous Child Protection Plans", "None", "none-or-nothing"),
        (7, "Was the Child Seen Alone?", "nil", "none-or-nothing"),
        (7, "Was the Child Seen Alone?", "n/a", None),
        (7, "Number of Previous Child Protection Plans", "-", "blank"),
    ],
)
def test_none_is_told_where_it_may_be_an_answer(
    number: int, name: str, typed: str, kind: str | None
) -> None:
    column = official_column(number, name)
    reader = ColumnReader(column, ReadContext(FRAME_DATE))
    value = reader.value_of(typed)
    assert value is None
    told = reader.issues.get(typed)
    assert (told.kind if told else None) == kind
