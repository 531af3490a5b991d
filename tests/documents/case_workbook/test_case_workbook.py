from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

from inspect_tool.documents.case_workbook.form_sheet import Footer, FormBook, TextTooLongError
from inspect_tool.documents.case_workbook.style import row_height, text_height
from inspect_tool.documents.case_workbook.validations import (
    LONGEST_PROMPT,
    _list_check,
)
from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.workbook import CaseWorkbookContent, ItemState
from tests.case_workbook_factory import KEY, case_sheet, content

pytestmark = pytest.mark.journeys

HIDDEN = list(layout.HIDDEN_SHEETS)


def written(what: CaseWorkbookContent | None = None) -> Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(write_case_workbook(what or content(), signing_key=KEY).file)
    )


def parts(what: CaseWorkbookContent | None = None) -> dict[str, str]:
    file = io.BytesIO(write_case_workbook(what or content(), signing_key=KEY).file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_same_content_gives_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib\n"
        "from inspect_tool.documents.case_workbook.workbook import write_case_workbook\n"
        "from tests.case_workbook_factory import KEY, content\n"
        "print(hashlib.sha256(write_case_workbook(content(), signing_key=KEY).file).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(digests) == 1


@pytest.mark.every_run
def test_another_key_gives_other_bytes() -> None:
    assert (
        write_case_workbook(content(), signing_key=KEY).file
        != write_case_workbook(content(), signing_key=b"another").file
    )


def test_there_is_a_sheet_for_every_subject_and_the_codes_are_out_of_sight() -> None:
    workbook = written()

    assert workbook.sheetnames == [
        "Start",
        "Overview",
        "ASH-017",
        "ASH-017 evidence",
        "ASH-017 chronology",
        "ASH-018",
        "ASH-018 evidence",
        "ASH-018 chronology",
        "Authority ASH",
        "Authority ASH evidence",
        "ASH-I-rk-01",
        "ASH-I-rk-02",
        *HIDDEN,
    ]
    assert [workbook[name].sheet_state for name in HIDDEN] == ["veryHidden"] * 4
    hidden = [letter for letter, one in workbook["ASH-017"].column_dimensions.items() if one.hidden]
    # openpyxl groups neighbours of the same width under the first letter.
    assert hidden[0] == "H"
    assert workbook["ASH-017"]["A1"].value == "ASH-017: child in need"


def test_only_answer_cells_can_be_written_to() -> None:
    workbook = written()
    sheet = workbook["ASH-017"]

    def open_columns(name: str) -> set[int | None]:
        rows = workbook[name].iter_rows(min_row=layout.FIRST_ROW)
        return {cell.column for row in rows for cell in row if not cell.protection.locked}

    answered = {layout.ANSWER.number, layout.ABSENCE.number, layout.NOTE.number}
    filed = {column.number for column in layout.EVIDENCE_COLUMNS}
    assert open_columns("ASH-017") == answered
    assert open_columns("ASH-017 evidence") == filed
    assert open_columns("ASH-I-rk-01") == answered | filed
    assert sheet.protection.sheet
    assert not sheet.protection.formatRows  # a row may grow with its note
    assert written().security.lockStructure


def test_every_answer_cell_takes_only_what_it_can_hold() -> None:
    sheet = written()["ASH-017"]
    kinds = {}
    for row in range(layout.FIRST_ROW, sheet.max_row + 1):
        answer = sheet.cell(row, layout.ANSWER.number)
        if sheet.cell(row, layout.KIND.number).value == "evidence":
            continue
        if not answer.protection.locked:
            ranges = [
                one.type
                for one in sheet.data_validations.dataValidation
                if answer.coordinate in one.sqref
            ]
            kinds[sheet.cell(row, layout.ITEM.number).value] = ranges

    assert kinds["TIM.1.a"] == ["date"]
    assert kinds["TIM.1.d"] == ["list"]
    assert kinds["PLAN.1.a"] == ["whole"]
    assert kinds["PLAN.1.b"] == ["textLength"]
    assert all(len(one) == 1 for one in kinds.values())


def test_prompts_are_as_short_as_excel_wants_them() -> None:
    workbook = written()
    validations = [
        one
        for name in workbook.sheetnames
        for one in workbook[name].data_validations.dataValidation
    ]

    assert validations
    assert all(len(one.prompt) <= LONGEST_PROMPT for one in validations)
    assert all(len(one.error) <= LONGEST_PROMPT for one in validations)
    with pytest.raises(ValueError, match="longer than Excel takes"):
        _list_check("x", title="Answer", prompt="x" * 256, error="")
    with pytest.raises(ValueError, match="longer than Excel takes"):
        _list_check("x", title="x" * 33, prompt="", error="")


def test_the_lists_hold_the_words_of_the_scales() -> None:
    workbook = written()
    lists = {
        name: [
            cell.value
            for row in workbook[layout.LISTS][place.attr_text.split("!")[1].replace("$", "")]
            for cell in row
        ]
        for name, place in workbook.defined_names.items()
    }

    assert ["Inadequate", "Requires improvement", "Good"] in lists.values()
    assert ["Not applicable", "Nothing is recorded", "Not seen"] in lists.values()
    assert ["No", "Yes"] in lists.values()
    assert not any("Not asked" in words for words in lists.values())


def test_dates_are_dates_and_words_that_look_like_formulas_are_words() -> None:
    sheet = written()["ASH-017"]
    by_id = {row[layout.ITEM.number - 1].value: row for row in sheet.iter_rows(min_row=4)}
    note = by_id["TIM.1.d"][layout.NOTE.number - 1]

    assert by_id["TIM.1.b"][layout.ANSWER.number - 1].value == datetime(2013, 7, 5)  # noqa: DTZ001
    assert (note.value, note.data_type) == ("= line one\nline two", "s")
    assert note.quotePrefix
    formulas = {
        one.title
        for one in written()
        for row in one.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert formulas == {"Overview", *(one for one in written().sheetnames if "ASH" in one)}


def test_the_overview_links_to_every_sheet_and_counts_what_is_asked() -> None:
    overview = written()["Overview"]

    links = [overview.cell(row, 1).hyperlink for row in (4, 6)]
    assert [link and link.location for link in links] == ["'ASH-017'!A1", "'Authority ASH'!A1"]
    asked = [overview.cell(row, 3).value for row in (4, 6)]
    assert asked == ["='ASH-017'!$I$1", "='Authority ASH'!$I$1"]


def test_the_start_says_whose_it_is_and_that_no_names_are_written() -> None:
    words = "\n".join(
        str(cell.value) for row in written()["Start"].iter_rows() for cell in row if cell.value
    )

    for part in ("Case workbook: Ashmere", "R. K. (rk)", "version 1.2.0", "Write no names"):
        assert part in words


def test_rows_are_tall_enough_at_first_and_free_to_grow() -> None:
    sheets = [part for name, part in parts().items() if name.startswith("xl/worksheets/sheet")]

    assert any(' ht="' in part for part in sheets)
    assert not any("customHeight" in part for part in sheets)


def test_pages_are_landscape_and_repeat_the_headings() -> None:
    sheet = written()["ASH-017"]

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"


def test_the_chronology_has_headings_of_its_own_on_the_screen_and_on_every_page() -> None:
    sheet = written()["ASH-017 chronology"]

    assert [cell.value for cell in sheet[3][:3]] == ["Date", "What happened", "Source"]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "A4")
    assert sheet.protection.sheet
    unlocked = {cell.column for cell in sheet[4] if not cell.protection.locked}
    assert unlocked == {column.number for column in layout.CHRONOLOGY_COLUMNS}
    link = written()["Overview"].cell(4, 7)
    assert (link.value, link.hyperlink and link.hyperlink.location) == (
        "Chronology",
        "'ASH-017 chronology'!A1",
    )


def test_evidence_has_a_sheet_of_its_own_and_what_was_heard_a_block_without_repeated_headings() -> (
    None
):
    workbook = written()
    evidence, heard = workbook["ASH-017 evidence"], workbook["ASH-I-rk-01"]

    headings = [cell.value for cell in evidence[3][1:7]]
    assert headings == [layout.EVIDENCE_HEADINGS[column] for column in layout.EVIDENCE_COLUMNS]
    assert (evidence["B1"].value, evidence.print_title_rows) == (
        "ASH-017: child in need: evidence",
        "$3:$3",
    )
    texts = [cell.value for row in heard.iter_rows(max_col=7) for cell in row]
    assert {"Case that it is about", "May it be quoted?", "Date of the conversation"} <= {*texts}
    assert not heard.print_title_rows
    assert heard.freeze_panes == "A2"


def test_rows_that_nobody_filled_in_have_no_lines_on_paper() -> None:
    workbook = written()
    for name, column in (("ASH-017 evidence", 5), ("ASH-017 chronology", 2), ("ASH-I-rk-01", 5)):
        sheet = workbook[name]
        blank = sheet.cell(sheet.max_row, column)
        assert (blank.border.left.style, blank.fill.fill_type) == (None, None)
        looks = [rule.dxf for found in sheet.conditional_formatting for rule in found.rules]
        assert any(look.border and look.border.left.style == "thin" for look in looks)


def test_the_foot_of_a_page_says_whose_it_is_and_which_page_of_what_is_printed() -> None:
    foot = written()["ASH-017 evidence"].oddFooter

    assert foot is not None
    assert foot.left is not None
    assert foot.center is not None
    assert foot.right is not None
    assert foot.left.text == "Ashmere (ASH), R. K. (rk), issued 14 October 2013"
    assert (foot.center.text, foot.right.text) == ("&A", "Printed &D, page &P of &N")


def test_a_name_with_an_ampersand_or_without_end_leaves_the_foot_readable() -> None:
    footer = Footer("Bath & Wells " + "x" * 300)

    assert footer.codes.startswith("&LBath and Wells xx")
    assert len(footer.codes) < 255
    assert footer.words.endswith("x Printed , page of")


def test_the_file_says_what_it_is() -> None:
    workbook = written()
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]  # not in the stubs
    custom = {one.name: one.value for one in properties.props}

    assert workbook.properties.title == "Case workbook: Ashmere, rk"
    assert custom["inspect_form"] == "case-workbook/5"
    assert custom["inspect_pack_id"] == "pack-1"
    assert custom["inspect_signature"] == workbook[layout.IDENTITY].cell(11, 2).value


def test_the_key_is_not_in_the_file() -> None:
    assert not any(KEY.decode() in part for part in parts().values())


@pytest.mark.parametrize(("length", "fits"), [(32_767, True), (32_768, False)])
def test_a_note_that_no_cell_holds_is_refused_and_never_cut(length: int, fits: bool) -> None:
    state = ItemState(ItemKind.QUESTION, "PLAN.1.a", Answer(2, note="x" * length), "r")
    what = content(case_sheet(items=(state,)))

    if fits:
        assert any("x" * length in part for part in parts(what).values())
        return
    with pytest.raises(TextTooLongError, match=r"ASH-017, row \d+ is longer"):
        write_case_workbook(what, signing_key=KEY)


def test_two_sheets_about_one_subject_are_refused() -> None:
    with pytest.raises(ValueError, match="same subject"):
        write_case_workbook(content(case_sheet(), case_sheet()), signing_key=KEY)


def test_a_subject_without_rows_still_has_its_sheet() -> None:
    bare = replace(content(), framework=content().framework.model_copy(update={"domains": ()}))
    assert "Authority ASH" in written(bare).sheetnames


def test_merged_cells_are_nowhere() -> None:
    assert not any(one.merged_cells.ranges for one in written())


def test_a_row_is_as_tall_as_its_longest_text_and_no_taller_than_excel_allows() -> None:
    short, long = ("x", 10.0), ("x" * 45, 10.0)

    assert row_height([short, long]) == text_height(*long) > text_height(*short)
    assert row_height([("a\nb", 10.0)]) > text_height(*short)
    assert row_height([("x" * 10_000, 10.0)]) == 409
    assert row_height([("", 10.0)]) == 15


def test_a_cell_says_in_the_file_what_was_put() -> None:
    book = FormBook(Footer("R. K. (rk)"))
    sheet = book.add("ASH-017")
    said = (
        "a & <b>",
        "two\nlines",
        3,
        date(2013, 6, 3),
        None,
        "_x000D_",
        "<r>not markup</r>",
        "=1+1",
        "{=1+1}",
        "https://example.org",
        "0012",
    )
    for column, value in enumerate(said, start=1):
        sheet.put(2, column, value)
    sheet.compute(1, 30, '=IF(A2<>"TINGLE(x)","y","")')
    file = book.written({}, on=date(2013, 10, 1))
    read = openpyxl.load_workbook(io.BytesIO(file))["ASH-017"]
    by_calamine = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0)

    words = [read.cell(2, column).value for column in range(1, len(said) + 1)]
    assert words == [said[0], said[1], 3, 41428, *said[4:]]
    assert {one.data_type for one in read[2][4:]} <= {"s", "n"}
    assert by_calamine.to_python(skip_empty_area=False)[1][5:11] == list(said[5:])
    assert read["AD1"].value == '=IF(A2<>"TINGLE(x)","y","")'


def test_the_clock_leaves_no_trace_in_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_case_workbook(content(), signing_key=KEY).file
    moment = time.time() + 400 * 86_400
    monkeypatch.setattr(time, "time", lambda: moment)

    assert write_case_workbook(content(), signing_key=KEY).file == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_is_kept_in_files_for_the_time_being(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a kill would leave a file with its cases")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)

    assert write_case_workbook(content(), signing_key=KEY).file


def test_the_longest_list_of_answers_is_a_drop_down() -> None:
    document = content().framework.model_dump(by_alias=True, exclude_none=True)
    words = [f"school_{number}" for number in range(300)]
    document["scales"]["number_words"] = {"values": words}
    framework = content().framework.model_validate(document)
    workbook = written(replace(content(case_sheet()), framework=framework))
    sheet = workbook["ASH-017"]
    row = next(one for one in sheet.iter_rows() if one[layout.ITEM.number - 1].value == "PLAN.1.c")
    (chosen,) = (
        one
        for one in sheet.data_validations.dataValidation
        if row[layout.ANSWER.number - 1].coordinate in one.sqref
    )
    place = workbook.defined_names[chosen.formula1.removeprefix("=")].attr_text
    listed = workbook[layout.LISTS][place.split("!")[1].replace("$", "")]

    assert [cell.value for (cell,) in listed] == [f"School {number}" for number in range(300)]
