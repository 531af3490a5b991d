from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from inspect_tool.documents.case_workbook.workbook import write_case_workbook
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.records import Answer, ItemKind, Subject
from inspect_tool.domain.records.referral import REFERRED, REFERRED_ON, REFERRED_TO
from inspect_tool.domain.workbook import layout
from inspect_tool.domain.workbook.blocks import with_hidden_parts
from inspect_tool.domain.workbook.workbook import CaseWorkbookContent, ItemState
from inspect_tool.errors import Severity, UnreadableFileError
from inspect_tool.readers.case_workbook import child
from inspect_tool.readers.case_workbook.cells import (
    LIMITS,
    NotACaseWorkbookError,
    ReadCell,
    Sheets,
    sheets_of,
)
from inspect_tool.readers.case_workbook.reading import ReadEntry
from inspect_tool.readers.case_workbook.workbook import (
    CaseWorkbookReturn,
    read_case_workbooks,
    understand,
)
from inspect_tool.readers.spreadsheet.refusals import (
    DamagedFileError,
    MacroWorkbookError,
    OversizedFileError,
    PasswordProtectedFileError,
    UnsafeFileError,
)
from tests.case_workbook_factory import ANSWERED, CASE, FRAMEWORK, KEY, case_sheet, content, in_full
from tests.examples import one_in

pytestmark = pytest.mark.journeys

Edit = Callable[[Workbook], None]
DATA = Path(__file__).parents[2] / "data" / "case_workbooks"


@cache
def plain_workbook() -> bytes:
    return write_case_workbook(content(), signing_key=KEY).file


def issue(folder: Path, what: CaseWorkbookContent | None = None) -> Path:
    path = folder / "ASH-rk.xlsx"
    made = write_case_workbook(what, signing_key=KEY).file if what is not None else plain_workbook()
    path.write_bytes(made)
    return path


def edited(folder: Path, edit: Edit, what: CaseWorkbookContent | None = None) -> Path:
    """A workbook as issued, opened, edited and saved."""
    path = issue(folder, what)
    workbook = openpyxl.load_workbook(path)
    edit(workbook)
    workbook.save(path)
    return path


def read(
    path: Path, *, framework: Framework = FRAMEWORK, key: bytes = KEY, review: str | None = None
) -> CaseWorkbookReturn:
    """What a workbook says, with the work of the other process done in this one, which is fast."""
    sent = json.dumps(list(child.answers({"paths": [str(path)]}, LIMITS)))
    (sheets,) = sheets_of(json.loads(sent))
    assert isinstance(sheets, Sheets)
    return understand(path.name, sheets, frameworks=[framework], signing_key=key, review=review)


def read_apart(*paths: Path) -> list[CaseWorkbookReturn]:
    """What workbooks say, opened by the process that opens them for users."""
    return in_full(read_case_workbooks(paths, framework=FRAMEWORK, signing_key=KEY))


def row_of(sheet: Worksheet, item_id: str, kind: str = "question") -> int:
    return next(
        row
        for row in range(layout.FIRST_ROW, sheet.max_row + 1)
        if sheet.cell(row, layout.ITEM.number).value == item_id
        and sheet.cell(row, layout.KIND.number).value == kind
    )


def cell(
    workbook: Workbook, item_id: str, column: layout.SheetColumn, sheet: str = "ASH-017"
) -> Cell:
    place = workbook[sheet]
    kind = {"TIM.1": "judgement", "LEAD.1": "judgement"}.get(item_id, "question")
    kind = "referral" if item_id.startswith("REFER.") else kind
    kind = "fact" if item_id.startswith("FACT.") else kind
    found = place.cell(row_of(place, item_id, kind), column.number)
    assert isinstance(found, Cell)
    return found


def typed(item_id: str, column: layout.SheetColumn, value: object, sheet: str = "ASH-017") -> Edit:
    """The edit of typing a value into a cell."""

    def edit(workbook: Workbook) -> None:
        cell(workbook, item_id, column, sheet).value = value  # type: ignore[assignment]

    return edit


def together(*edits: Edit) -> Edit:
    def edit(workbook: Workbook) -> None:
        for one in edits:
            one(workbook)

    return edit


def entry(found: CaseWorkbookReturn, item_id: str, ref: str = "ASH-017") -> ReadEntry:
    return next(one for one in found.entries if one.item_id == item_id and one.subject.ref == ref)


def kinds(found: CaseWorkbookReturn) -> list[tuple[str, str, str]]:
    """Kind, sheet and column of every problem."""
    return [(one.kind, one.sheet, one.column) for one in found.problems]


# ---------------------------------------------------------------- nothing edited


def test_a_workbook_that_comes_back_unchanged_changes_nothing(tmp_path: Path) -> None:
    found = read(issue(tmp_path))

    assert found.changed == ()
    assert found.problems == ()
    assert found.stray == ()


def test_every_answer_comes_back_with_the_revision_that_it_was_issued_from(tmp_path: Path) -> None:
    found = read(issue(tmp_path))

    given = {
        (one.kind, one.item_id): (one.answer, one.base_revision)
        for one in found.entries
        if one.subject == CASE and one.base_revision
    }
    assert given == {(one.kind, one.item_id): (one.answer, one.base_revision) for one in ANSWERED}


def test_blank_rows_come_back_as_blank(tmp_path: Path) -> None:
    found = read(issue(tmp_path))

    blank = [one for one in found.entries if one.subject.ref == "ASH-I-rk-02"]
    assert [(one.item_id, one.answer, one.base_revision) for one in blank] == [
        *((f"HEARD.{one}", None, None) for one in ("date", "how", "case")),
        ("VIEW.1.a", None, None),
        *((f"EV.pack-1.0{number}", None, None) for number in (1, 2, 3, 4)),
    ]


def test_opening_and_saving_changes_nothing(tmp_path: Path) -> None:
    found = read(edited(tmp_path, together()))

    assert (found.changed, found.problems, found.stray) == ((), (), ())


def test_several_workbooks_are_opened_by_one_process_in_their_order(tmp_path: Path) -> None:
    first = issue(tmp_path)
    (tmp_path / "second").mkdir()
    second = edited(tmp_path / "second", lambda workbook: workbook.create_sheet("Notes"))
    assert read_apart(first, second, first) == [read(first), read(second), read(first)]


def saved_by_libreoffice(folder: Path, path: Path, kind: str) -> Path:
    """The file opened by LibreOffice and saved in a format."""
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods"}
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--convert-to",
            filters[kind],
            "--outdir",
            str(folder / "saved"),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / "saved" / f"{path.stem}.{kind}"


def scribble(workbook: Workbook) -> None:
    """Words in places where no answer is read."""
    sheet = workbook["ASH-017"]
    sheet["B1"] = "beside the title"
    sheet.cell(row_of(sheet, "TIM.1.b"), layout.GUIDANCE.number).value = "over the guidance"
    sheet["E9"].comment = Comment("in a comment", "inspector")
    sheet["T9"].hyperlink = "https://example.invalid/in-a-link"
    workbook[layout.START]["D4"] = "on the first sheet"
    workbook.properties.keywords = "kept"


SCRIBBLED = {
    "ASH-017, cell B1": "beside the title",
    "ASH-017, comment at E9, REFER.role": "in a comment",
    "ASH-017, cell T9": "https://example.invalid/in-a-link",
    "ASH-017, link at T9, REFER.role": "https://example.invalid/in-a-link",
    "Start, cell D4": "on the first sheet",
    "property keywords": "kept",
}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opening_and_saving_changes_nothing(tmp_path: Path) -> None:
    path = edited(tmp_path, typed("TIM.1.b", layout.ANSWER, date(2013, 7, 9)))
    saved = saved_by_libreoffice(tmp_path, path, "xlsx")
    found = read(saved)
    assert (found.problems, found.stray) == ((), ())
    assert [(one.item_id, one.answer) for one in found.changed] == [
        ("TIM.1.b", Answer(date(2013, 7, 9), note="Assessment, p. 2"))
    ]
    # LibreOffice computed the overview: of the blank case 4 rows are asked beside the returned
    # date, and one waits; the answered one is referred back without a date and a role.
    overview = openpyxl.load_workbook(saved, data_only=True)[layout.OVERVIEW]
    assert [[overview.cell(row, column).value for column in (1, 3, 4)] for row in (4, 5)] == [
        ["ASH-017", 11, 2],
        ["ASH-018", 6, 5],
    ]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_open_document_spreadsheet_is_read_like_a_workbook_of_excel(tmp_path: Path) -> None:
    path = edited(tmp_path, together(typed("TIM.1.b", layout.ANSWER, date(2013, 7, 9)), scribble))
    found = read(saved_by_libreoffice(tmp_path, path, "ods"))
    assert [(one.item_id, one.answer) for one in found.changed] == [
        ("TIM.1.b", Answer(date(2013, 7, 9), note="Assessment, p. 2"))
    ]
    words = {one.where: one.text for one in found.stray}
    row = row_of(openpyxl.load_workbook(path)["ASH-017"], "TIM.1.b")
    assert words.pop(f"ASH-017, cell G{row}, TIM.1.b") == "over the guidance"
    assert words.pop("property keyword") == "kept"
    assert words == {where: text for where, text in SCRIBBLED.items() if "property" not in where}


def test_words_in_places_where_no_answer_is_read_are_kept_with_their_place(
    tmp_path: Path,
) -> None:
    path = edited(tmp_path, scribble)
    found = read(path)
    words = {one.where: one.text for one in found.stray}
    row = row_of(openpyxl.load_workbook(path)["ASH-017"], "TIM.1.b")
    assert words.pop(f"ASH-017, cell G{row}, TIM.1.b") == "over the guidance"
    assert words == SCRIBBLED
    assert {one.kind for one in found.problems} == {
        "above-the-rows",
        "outside-the-form",
        "printed-words-changed",
        "beside-the-cells: comment",
        "beside-the-cells: link",
        "beside-the-cells: property",
        "on-a-sheet-without-answers",
    }


DRAWING = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:sp>
<xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1" descr="of a picture"/></xdr:nvSpPr><xdr:txBody>
<a:p><a:r><a:t>in a </a:t></a:r><a:r><a:t>text box</a:t></a:r></a:p><a:p><a:r><a:t>two lines</a:t>
</a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>"""
THREAD = """<ThreadedComments
 xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
><threadedComment ref="E9" id="1"><text>asked</text></threadedComment><threadedComment ref="E9"
 id="2" parentId="1"><text>answered</text></threadedComment></ThreadedComments>"""
LEGACY = """<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><commentList>
<comment ref="E9"><text><t>[Threaded comment]

Your version of Excel allows you to read it.

Comment:
    asked</t></text></comment></commentList></comments>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="x/drawing" Target="../drawings/drawing1.xml"/>
<Relationship Id="r2" Type="x/threadedComment" Target="../threadedComments/tc1.xml"/>
<Relationship Id="r3" Type="x/comments" Target="/xl/comments1.xml"/></Relationships>"""


def test_text_boxes_and_threads_of_comments_are_kept(tmp_path: Path) -> None:
    path = issue(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/_rels/sheet3.xml.rels", RELATIONS)
        archive.writestr("xl/drawings/drawing1.xml", DRAWING)
        archive.writestr("xl/threadedComments/tc1.xml", THREAD)
        archive.writestr("xl/comments1.xml", LEGACY)
        archive.writestr("xl/media/image1.png", b"a picture")
    found = read(path)
    assert [(one.where, one.text) for one in found.stray] == [
        ("ASH-017, text box", "of a picture"),
        ("ASH-017, text box", "in a text box\ntwo lines"),
        ("ASH-017, comment at E9, REFER.role", "asked"),
        ("ASH-017, comment at E9, REFER.role", "answered"),
    ]
    assert found.changed == ()


def test_a_workbook_of_the_first_form_is_still_taken(tmp_path: Path) -> None:
    """Issued by the tool as it was before it listed what it prints."""
    path = tmp_path / "first.xlsx"
    shutil.copy(DATA / "first-form.xlsx", path)
    found = read(path)
    assert kinds(found) == [("first-form", "Start", "")]
    assert (found.changed, found.stray) == ((), ())
    workbook = openpyxl.load_workbook(path)
    cell(workbook, "PLAN.1.b", layout.ANSWER).value = "School"
    workbook["ASH-017"]["T7"] = "Ring back"
    workbook["ASH-017"]["C1"] = "Monday"
    workbook.save(path)
    found = read(path)
    assert [one.item_id for one in found.changed] == ["PLAN.1.b"]
    assert [one.text for one in found.stray] == ["Monday", "Ring back"]


def test_a_text_that_looks_like_an_escaped_character_goes_out_and_comes_back(
    tmp_path: Path,
) -> None:
    edit = typed("PLAN.1.b", layout.ANSWER, "two_x000D_\nlines")
    (one,) = read(edited(tmp_path, edit)).changed
    assert one.answer == Answer("two\nlines", note=one.answer.note if one.answer else "")


# ---------------------------------------------------------------- good edits


@pytest.mark.proof(part=2)
@pytest.mark.parametrize(
    ("item_id", "value", "answer"),
    [
        ("TIM.1.a", date(2013, 5, 3), Answer(date(2013, 5, 3))),
        ("TIM.1.a", datetime(2013, 5, 3), Answer(date(2013, 5, 3))),  # noqa: DTZ001
        ("TIM.1.a", "3/5/2013", Answer(date(2013, 5, 3))),
        ("TIM.1.d", "  YES ", Answer("yes", note="= line one\nline two")),
        ("PLAN.1.b", "Go to school", Answer("Go to school")),
        ("PLAN.1.c", 1, Answer("1")),
        ("PLAN.1.c", "1", Answer("1")),
        ("TIM.1", "good", Answer("good")),
        (REFERRED, "no", Answer("no")),
        (REFERRED_ON, "14/10/2013", Answer(date(2013, 10, 14))),
        (REFERRED_TO, "team manager", Answer("team manager")),
    ],
)
def test_a_typed_answer_comes_back_as_what_it_means(
    tmp_path: Path, item_id: str, value: object, answer: Answer
) -> None:
    found = read(edited(tmp_path, typed(item_id, layout.ANSWER, value)))

    assert found.problems == ()
    assert [(one.item_id, one.answer) for one in found.changed] == [(item_id, answer)]


def test_an_answer_on_each_kind_of_sheet_comes_back_to_its_subject(tmp_path: Path) -> None:
    edit = together(
        typed("LEAD.1", layout.ANSWER, "Good", "Authority ASH"),
        typed("VIEW.1.a", layout.ANSWER, "Partly", "ASH-I-rk-01"),
        typed("PLAN.1.a", layout.ANSWER, "3", "ASH-018"),
    )

    found = {one.subject: one.answer for one in read(edited(tmp_path, edit)).changed}
    assert found == {
        Subject(SubjectKind.AUTHORITY, "ASH", "ASH"): Answer("good"),
        Subject(SubjectKind.INTERVIEW, "ASH", "ASH-I-rk-01"): Answer("partly"),
        Subject(SubjectKind.CASE, "ASH", "ASH-018"): Answer(3),
    }


def test_an_answer_may_give_way_to_an_absence_with_its_reason(tmp_path: Path) -> None:
    edit = together(
        typed("PLAN.1.c", layout.ANSWER, None),
        typed("PLAN.1.c", layout.ABSENCE, "not seen"),
        typed("PLAN.1.c", layout.NOTE, "The file was lost"),
    )

    found = read(edited(tmp_path, edit))
    assert found.problems == ()
    assert entry(found, "PLAN.1.c").answer == Answer(None, "not_seen", "The file was lost")


def test_clearing_a_recorded_answer_comes_back_as_a_blank_on_its_base(tmp_path: Path) -> None:
    found = read(edited(tmp_path, typed("PLAN.1.b", layout.ANSWER, None)))

    cleared = entry(found, "PLAN.1.b")
    assert (cleared.answer, cleared.base_revision, cleared.is_changed) == (None, "r4", True)
    assert found.problems == ()


def test_clearing_a_value_of_the_authority_is_pointed_out(tmp_path: Path) -> None:
    found = read(edited(tmp_path, typed("TIM.1.a", layout.ANSWER, None)))

    assert kinds(found) == [("cleared-value", "ASH-017", "Answer")]
    assert found.problems[0].severity is Severity.NOTED


def test_a_note_alone_comes_back(tmp_path: Path) -> None:
    found = read(edited(tmp_path, typed("PLAN.1.a", layout.NOTE, "Ask tomorrow", "ASH-018")))

    assert entry(found, "PLAN.1.a", "ASH-018").answer == Answer(note="Ask tomorrow")
    assert found.problems == ()


def test_sorted_rows_are_read_like_others(tmp_path: Path) -> None:
    def sort(workbook: Workbook) -> None:
        sheet = workbook["ASH-017"]
        rows = [
            [(one.value, one.data_type) for one in row]
            for row in sheet.iter_rows(min_row=layout.FIRST_ROW)
        ]
        for number, row in enumerate(reversed(rows), start=layout.FIRST_ROW):
            for column, (value, kind) in enumerate(row, start=1):
                sheet.cell(number, column).value = value
                if kind == "s":  # a note that begins with "=" stays a text
                    sheet.cell(number, column).data_type = kind

    path = edited(tmp_path, together(typed("PLAN.1.b", layout.ANSWER, "School"), sort))
    found = read(path)

    assert found.problems == ()
    assert [one.item_id for one in found.changed] == ["PLAN.1.b"]


def test_a_renamed_sheet_is_known_by_its_hidden_mark(tmp_path: Path) -> None:
    def rename(workbook: Workbook) -> None:
        workbook["ASH-017"].title = "the Tuesday case"

    found = read(edited(tmp_path, rename))

    assert kinds(found) == [("renamed-sheet", "the Tuesday case", "")]
    assert [one.text for one in found.stray] == ["the Tuesday case"]
    assert entry(found, "PLAN.1.b").sheet == "the Tuesday case"


def test_an_inserted_column_does_not_shift_the_answers(tmp_path: Path) -> None:
    found = read(edited(tmp_path, lambda workbook: workbook["ASH-017"].insert_cols(3)))

    assert (found.changed, found.problems) == ((), ())


NOTES = st.text(max_size=60) | st.sampled_from(
    ["=1+1", "'quoted", "_x0041_ and _x000D_", "+44", "-", "@home", " \ttabbed", "a\r\nb", "🙂 é"]
)
EXCELS_LETTER = re.compile("_x[0-9A-Fa-f]{4}_")
EDITS = st.fixed_dictionaries(
    {},
    optional={
        ("TIM.1.b", "question"): st.dates(date(1990, 1, 1), date(2013, 12, 13)),
        ("TIM.1.d", "question"): st.sampled_from(["no", "partly", "yes"]),
        ("PLAN.1.a", "question"): st.integers(0, 999_999_999),
        # `_x0041_` is how Excel writes a letter down, so openpyxl's own text must not have it.
        ("PLAN.1.b", "question"): NOTES.filter(
            lambda words: not re.search("_x[0-9A-Fa-f]{4}_", words)
        ),
        ("PLAN.1.c", "question"): st.sampled_from(["0", "1", "2"]),
        ("TIM.1", "judgement"): st.sampled_from(["inadequate", "requires_improvement", "good"]),
    },
)


@one_in(4)
@given(EDITS, st.dictionaries(st.sampled_from(["TIM.1.d", "PLAN.1.a"]), NOTES))
def test_whatever_is_recorded_goes_out_and_comes_back_the_same(
    tmp_path: Path, values: dict[tuple[str, str], object], notes: dict[str, str]
) -> None:
    items = tuple(
        ItemState(ItemKind(kind), item_id, Answer(value, note=notes.get(item_id, "")), "r")  # type: ignore[arg-type]
        for (item_id, kind), value in values.items()
    )
    found = read(issue(tmp_path, content(case_sheet(items=items))))

    assert (found.changed, found.problems) == ((), ())
    back = {one.item_id: one.answer for one in found.entries if one.answer}
    for one in items:
        assert one.answer is not None
        value = one.answer.value
        value = (clean_text(value) or None) if isinstance(value, str) else value
        expected = Answer(value, note=clean_text(one.answer.note))
        assert back.get(one.item_id, Answer()) == expected


@one_in(4)
@given(EDITS)
def test_what_is_typed_changes_its_own_row_and_no_other(
    tmp_path: Path, values: dict[tuple[str, str], object]
) -> None:
    def fill_in(workbook: Workbook) -> None:
        for (item_id, kind), value in values.items():
            sheet = workbook["ASH-018"]
            place = sheet.cell(row_of(sheet, item_id, kind), layout.ANSWER.number)
            place.value = clean_text(value) if isinstance(value, str) else value  # type: ignore[assignment]
            if isinstance(value, str):
                place.data_type = "s"

    found = read(edited(tmp_path, fill_in, content(case_sheet("ASH-018"))))

    assert found.problems == ()
    expected = {
        item_id: clean_text(value) if isinstance(value, str) else value
        for (item_id, _), value in values.items()
        if not isinstance(value, str) or clean_text(value)
    }
    assert {one.item_id: one.answer and one.answer.value for one in found.changed} == expected


# ---------------------------------------------------------------- dirt in the cells


@pytest.mark.proof(part=2)
@pytest.mark.parametrize(
    ("item_id", "column", "value", "kind"),
    [
        ("TIM.1.d", layout.ANSWER, "mostly", "unreadable-answer"),
        ("TIM.1.a", layout.ANSWER, "31/06/2013", "unreadable-answer"),
        ("TIM.1.a", layout.ANSWER, "3/6/1213", "unreadable-answer"),
        ("PLAN.1.a", layout.ANSWER, "three", "unreadable-answer"),
        ("TIM.1", layout.ANSWER, "superb", "unreadable-answer"),
        ("PLAN.1.a", layout.ABSENCE, "no idea", "unreadable-answer"),
        ("PLAN.1.a", layout.ANSWER, "=1+1", "formula"),
        ("PLAN.1.a", layout.ABSENCE, '=A1&"x"', "formula"),
        ("PLAN.1.a", layout.ANSWER, "#REF!", "error-value"),
        ("PLAN.1.a", layout.ANSWER, 3, "answer-and-absence"),
    ],
)
def test_an_unreadable_answer_is_reported_at_its_cell_and_its_note_is_kept(
    tmp_path: Path, item_id: str, column: layout.SheetColumn, value: object, kind: str
) -> None:
    path = edited(
        tmp_path, together(typed(item_id, column, value), typed(item_id, layout.NOTE, "Seen p. 9"))
    )
    row = row_of(
        openpyxl.load_workbook(path)["ASH-017"],
        item_id,
        "judgement" if item_id == "TIM.1" else "question",
    )
    found = read(path)

    (problem,) = found.problems
    blamed = layout.ABSENCE if kind == "answer-and-absence" else column
    assert (problem.kind, problem.severity) == (kind, Severity.BLANKED)
    assert (problem.file, problem.sheet, problem.row) == ("ASH-rk.xlsx", "ASH-017", row)
    assert problem.column == blamed.heading
    assert problem.remedy
    unread = entry(found, item_id)
    assert unread.answer == Answer(note="Seen p. 9")
    assert str(value) in unread.unread
    assert unread.is_changed
    kept = {one.text for one in found.stray}
    assert any(str(value) == one for one in kept)
    assert all(f", {item_id}" in one.where for one in found.stray)


@pytest.mark.parametrize(
    ("item_id", "absence", "kind", "answer"),
    [
        ("TIM.1.d", "bogus", "unreadable-answer", Answer("partly", note="= line one\nline two")),
        ("PLAN.1.b", "not seen", "unknown-absence", Answer("Regular meals")),
        ("TIM.1.d", "=A1", "formula", Answer("partly", note="= line one\nline two")),
    ],
)
def test_a_good_answer_is_taken_beside_a_reason_that_is_none(
    tmp_path: Path, item_id: str, absence: str, kind: str, answer: Answer
) -> None:
    found = read(edited(tmp_path, typed(item_id, layout.ABSENCE, absence)))

    assert kinds(found) == [(kind, "ASH-017", "If no answer, why")]
    taken = entry(found, item_id)
    assert (taken.answer, taken.unread) == (answer, "")
    assert [one.text for one in found.stray] == [absence]


def test_a_reason_does_not_take_the_place_of_an_answer_that_cannot_be_read(tmp_path: Path) -> None:
    edit = together(
        typed("TIM.1.d", layout.ANSWER, "Perhaps"), typed("TIM.1.d", layout.ABSENCE, "Not seen")
    )
    found = read(edited(tmp_path, edit))

    assert entry(found, "TIM.1.d").unread == "Perhaps / Not seen"
    assert [one.text for one in found.stray] == ["Perhaps", "Not seen"]
    assert {one.subject for one in found.stray} == {CASE}


def test_a_stray_note_says_where_it_stood(tmp_path: Path) -> None:
    path = edited(tmp_path, typed("TIM.1.d", layout.ANSWER, "Perhaps"))
    row = row_of(openpyxl.load_workbook(path)["ASH-017"], "TIM.1.d")

    (stray,) = read(path).stray
    assert stray.where == f"ASH-017, cell C{row}, TIM.1.d"


def test_a_word_off_the_list_is_answered_with_the_nearest_word(tmp_path: Path) -> None:
    found = read(edited(tmp_path, typed("TIM.1.d", layout.ANSWER, "partely")))

    assert found.problems[0].value == "text of 7 characters"
    assert "Did you mean “Partly”?" in found.problems[0].remedy


def test_a_sentence_in_an_answer_cell_is_not_repeated_in_the_problem(tmp_path: Path) -> None:
    sentence = "The mother said to the health visitor that she had not been told about it."
    found = read(edited(tmp_path, typed("TIM.1.d", layout.ANSWER, sentence)))

    assert found.problems[0].value == "text of 74 characters"
    assert entry(found, "TIM.1.d").unread == sentence


def test_an_absence_without_its_reason_is_taken_and_pointed_out(tmp_path: Path) -> None:
    edit = together(
        typed("PLAN.1.c", layout.ANSWER, None), typed("PLAN.1.c", layout.ABSENCE, "Not seen")
    )
    found = read(edited(tmp_path, edit))

    assert kinds(found) == [("reason-missing", "ASH-017", "If no answer, why")]
    assert entry(found, "PLAN.1.c").answer == Answer(None, "not_seen")


@pytest.mark.parametrize(("length", "is_reported"), [(4_000, False), (4_001, True)])
@pytest.mark.parametrize("column", [layout.NOTE, layout.ANSWER])
def test_a_long_text_is_taken_whole_and_pointed_out(
    tmp_path: Path, column: layout.SheetColumn, length: int, is_reported: bool
) -> None:
    found = read(edited(tmp_path, typed("PLAN.1.b", column, "x" * length)))

    expected = [("text-too-long", "ASH-017", column.heading)] if is_reported else []
    assert kinds(found) == expected
    answer = entry(found, "PLAN.1.b").answer
    assert answer is not None
    assert "x" * length in (answer.note, answer.value)


def test_a_note_that_became_a_formula_is_taken_as_words(tmp_path: Path) -> None:
    found = read(edited(tmp_path, typed("PLAN.1.b", layout.NOTE, "=no record")))

    assert kinds(found) == [("formula", "ASH-017", "Evidence and reasons")]
    answer = entry(found, "PLAN.1.b").answer
    assert answer is not None
    assert answer.note == "=no record"


# ---------------------------------------------------------------- dirt in the structure


def in_row(item_id: str, column: layout.SheetColumn, value: object) -> Edit:
    """An edit of a hidden code."""
    return typed(item_id, column, value)


@pytest.mark.proof(part=2)
@pytest.mark.parametrize(
    ("column", "value"),
    [
        (layout.CHECK, None),
        (layout.CHECK, "0" * 40),
        (layout.CHECK, "é" * 40),
        (layout.BASE, "another"),
        (layout.BASE, None),
        (layout.KIND, "judgement"),
        (layout.KIND, "nonsense"),
        (layout.KIND, None),
    ],
)
def test_a_row_whose_codes_were_changed_answers_nothing_and_loses_nothing(
    tmp_path: Path, column: layout.SheetColumn, value: object
) -> None:
    found = read(edited(tmp_path, in_row("TIM.1.d", column, value)))

    assert "changed-codes" in [one.kind for one in found.problems]
    assert "TIM.1.d" not in [one.item_id for one in found.entries if one.subject == CASE]
    words = isinstance(value, str) and not value.startswith("0") and value != "judgement"
    kept = ["Partly", "= line one\nline two", *([value] if words else [])]
    # Without its codes nobody can tell what was printed in the row: that is kept as well.
    assert [one.text for one in found.stray][: len(kept)] == kept
    printed = {layout.REF.heading, layout.QUESTION.heading, layout.GUIDANCE.heading}
    assert {one.column for one in found.stray[len(kept) :]} <= printed
    assert found.changed == ()


def test_a_row_moved_to_another_case_answers_nothing(tmp_path: Path) -> None:
    def copy(workbook: Workbook) -> None:
        source, target = workbook["ASH-017"], workbook["ASH-018"]
        here, there = row_of(source, "PLAN.1.b"), row_of(target, "PLAN.1.b")
        for column in range(1, layout.MARK):
            target.cell(there, column).value = source.cell(here, column).value

    found = read(edited(tmp_path, copy))

    assert kinds(found) == [("changed-codes", "ASH-018", "")]
    assert [one.text for one in found.stray] == ["Regular meals"]


def test_codes_of_another_issue_of_the_workbook_are_not_ours(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    older = openpyxl.load_workbook(issue(other, content(pack_id="pack-0")))

    def mix(workbook: Workbook) -> None:
        source, target = older["ASH-017"], workbook["ASH-017"]
        row = row_of(target, "PLAN.1.b")
        target.cell(row, layout.CHECK.number).value = source.cell(row, layout.CHECK.number).value

    assert kinds(read(edited(tmp_path, mix))) == [("changed-codes", "ASH-017", "")]


def test_codes_that_slipped_beside_another_question_answer_nothing(tmp_path: Path) -> None:
    def swap_codes(workbook: Workbook) -> None:
        sheet = workbook["ASH-017"]
        first, second = row_of(sheet, "PLAN.1.a"), row_of(sheet, "PLAN.1.b")
        for column in (layout.ITEM, layout.KIND, layout.BASE, layout.CHECK):
            one, other = sheet.cell(first, column.number), sheet.cell(second, column.number)
            one.value, other.value = other.value, one.value

    found = read(edited(tmp_path, swap_codes))

    assert [kind for kind, _, _ in kinds(found)] == ["mixed-row", "mixed-row"]
    answers = [one.text for one in found.stray if one.column != layout.REF.heading]
    assert {"Nothing is recorded", "Regular meals"} <= set(answers)


def repeat(item_id: str, answer: object) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet = workbook["ASH-017"]
        row, last = row_of(sheet, item_id), sheet.max_row + 1
        for column in range(1, layout.MARK):
            sheet.cell(last, column).value = sheet.cell(row, column).value
        sheet.cell(last, layout.ANSWER.number).value = answer  # type: ignore[assignment]

    return edit


def test_a_row_that_is_there_twice_is_read_once(tmp_path: Path) -> None:
    found = read(edited(tmp_path, repeat("PLAN.1.b", "Regular meals")))

    assert kinds(found) == [("repeated-row", "ASH-017", "")]
    assert found.changed == ()


def test_two_answers_to_one_question_are_both_kept(tmp_path: Path) -> None:
    found = read(edited(tmp_path, repeat("PLAN.1.b", "A bed of her own")))

    assert kinds(found) == [("contradicting-row", "ASH-017", "")]
    assert [one.text for one in found.stray] == ["A bed of her own"]
    assert found.changed == ()


def test_a_deleted_row_is_missed(tmp_path: Path) -> None:
    def delete(workbook: Workbook) -> None:
        workbook["ASH-017"].delete_rows(row_of(workbook["ASH-017"], "PLAN.1.b"))

    found = read(edited(tmp_path, delete))

    assert kinds(found) == [("missing-row", "ASH-017", "")]
    assert found.problems[0].value == "PLAN.1.b"
    assert found.changed == ()


def test_an_inserted_row_is_reported_with_what_it_says(tmp_path: Path) -> None:
    def insert(workbook: Workbook) -> None:
        sheet = workbook["ASH-017"]
        row = row_of(sheet, "PLAN.1.b")
        sheet.insert_rows(row)
        sheet.cell(row, layout.NOTE.number).value = "One more thing"

    found = read(edited(tmp_path, insert))

    assert kinds(found) == [("inserted-row", "ASH-017", "")]
    assert [(one.column, one.text) for one in found.stray] == [
        ("Evidence and reasons", "One more thing")
    ]
    assert found.changed == ()


def test_words_beside_the_form_are_kept(tmp_path: Path) -> None:
    def scribble(workbook: Workbook) -> None:
        workbook["ASH-017"].cell(7, 20).value = "Ring back on Monday"

    found = read(edited(tmp_path, scribble))

    assert kinds(found) == [("outside-the-form", "ASH-017", "")]
    assert [(one.row, one.text) for one in found.stray] == [(7, "Ring back on Monday")]


def test_a_workbook_of_the_second_form_is_still_taken(tmp_path: Path) -> None:
    """Issued by the tool as it was before its rows had states and there were rows of evidence."""
    path = tmp_path / "second.xlsx"
    shutil.copy(DATA / "second-form.xlsx", path)
    found = read(path)
    assert (found.changed, found.stray, found.problems) == ((), (), ())
    workbook = openpyxl.load_workbook(path)
    cell(workbook, "PLAN.1.b", layout.ANSWER).value = "School"
    cell(workbook, "TIM.1.a", layout.STATE).value = "Monday"
    workbook.save(path)
    found = read(path)
    assert [one.item_id for one in found.changed] == ["PLAN.1.b"]
    assert [(one.column, one.text) for one in found.stray] == [("Where it comes from", "Monday")]


def test_a_chronology_below_the_questions_as_in_the_third_form_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "ASH-rk.xlsx"
    shutil.copy(DATA / "third-form.xlsx", path)
    found = read(path)
    assert (found.changed, found.stray, found.problems) == ((), (), ())
    workbook = openpyxl.load_workbook(path)
    row = next(
        one for one in workbook["ASH-017"].iter_rows(min_row=4) if one[8].value == "chronology"
    )
    row[0].value, row[1].value, row[5].value = "1.3.13", "Missed appointment", "Monday"
    workbook.save(path)
    found = read(path)
    assert [one.words for one in found.changed] == ["2013-03-01: Missed appointment"]
    assert [one.text for one in found.stray] == ["Monday"]


def test_evidence_below_the_questions_as_in_the_fourth_form_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "ASH-rk.xlsx"
    shutil.copy(DATA / "fourth-form.xlsx", path)
    found = read(path)
    assert (found.stray, found.problems) == ((), ())
    # What was said in the interview is about a case and may be quoted, which no row of that form
    # shows; whoever takes it in keeps both.
    (heard,) = found.changed
    issued = Evidence("VIEW.1.a", "for", "practitioner", "2013-09-30", "", "She came back.")
    said = dataclasses.replace(issued, case="ASH-017", use="public").answer
    kept = with_hidden_parts(heard.answer, heard.subject.kind, found.identity.form, said)
    assert kept == said
    workbook = openpyxl.load_workbook(path)
    rows = [one for one in workbook["ASH-017"].iter_rows(min_row=4) if one[8].value == "evidence"]
    assert [rows[0][place].value for place in (0, 2, 4)] == ["E1", "Against", "No plan was seen."]
    rows[1][4].value, rows[1][0].value = "A plan of 2012", "E2 Monday"
    foot = workbook["ASH-017"].oddFooter
    assert foot is not None
    assert foot.left is not None
    foot.left.text = "Tuesday"
    workbook.save(path)
    found = read(path)
    assert [one.words for one in found.changed if one is not heard][:1] == ["A plan of 2012"]
    assert {one.text for one in found.stray} == {"E2 Monday", "Tuesday Page of"}


@pytest.mark.parametrize("moved", ["renamed", "a column inserted", "a heading written over"])
def test_a_chronology_is_known_by_its_mark_and_its_headings(tmp_path: Path, moved: str) -> None:
    def edit(workbook: Workbook) -> None:
        sheet = workbook["ASH-017 chronology"]
        sheet["A5"].value, sheet["B5"].value = "1.3.13", "Missed appointment"
        if moved == "renamed":
            sheet.title = "Dates"
        elif moved == "a column inserted":
            sheet.insert_cols(2)
        else:
            sheet["B3"].value = "What I saw"

    found = read(edited(tmp_path, edit))

    assert [one.words for one in found.changed] == ["2013-03-01: Missed appointment"]
    kept = {"renamed": ["Dates"], "a column inserted": [], "a heading written over": ["What I saw"]}
    assert [one.text for one in found.stray] == kept[moved]


@pytest.mark.parametrize("words", ["Ring back", "=A1&NOW()"])
def test_what_is_written_over_a_state_is_kept(tmp_path: Path, words: str) -> None:
    found = read(edited(tmp_path, typed("TIM.1.b", layout.STATE, words)))

    assert kinds(found) == [("printed-words-changed", "ASH-017", "State")]
    assert [one.text for one in found.stray] == [words]


def test_words_behind_a_hidden_code_are_kept(tmp_path: Path) -> None:
    def append(workbook: Workbook) -> None:
        place = cell(workbook, "TIM.1.b", layout.CHECK)
        place.value = f"{place.value} ring back"

    found = read(edited(tmp_path, append))
    assert "ring back" in "".join(one.text for one in found.stray)
    assert [one.kind for one in found.problems] == ["changed-codes"]


@pytest.mark.parametrize("column", [layout.ANSWER, layout.ABSENCE, layout.NOTE])
def test_words_in_a_locked_row_are_kept(tmp_path: Path, column: layout.SheetColumn) -> None:
    found = read(edited(tmp_path, typed("FACT.1", column, "early help")))

    kind, heading = (
        ("locked-cell", "")
        if column is layout.ANSWER
        else ("printed-words-changed", column.heading)
    )
    assert kinds(found) == [(kind, "ASH-017", heading)]
    assert "early help" in [one.text for one in found.stray]


def test_a_sheet_of_ones_own_is_kept_as_stray_writing(tmp_path: Path) -> None:
    def add(workbook: Workbook) -> None:
        workbook.create_sheet("my notes")["B2"] = "Both schools rang the council"
        workbook.create_sheet("Sheet4")

    found = read(edited(tmp_path, add))

    assert kinds(found) == [("unknown-sheet", "my notes", "")]
    assert [one.text for one in found.stray] == ["Both schools rang the council", "my notes"]


def test_a_copy_of_a_sheet_never_takes_the_place_of_the_first(tmp_path: Path) -> None:
    def copy(workbook: Workbook) -> None:
        copied = workbook.copy_worksheet(workbook["ASH-017"])
        copied.title = "ASH-017 (2)"
        copied.cell(row_of(copied, "PLAN.1.b"), layout.ANSWER.number).value = "Other words"
        workbook.move_sheet(copied, -len(workbook.sheetnames))

    found = read(edited(tmp_path, copy))

    assert kinds(found) == [("copied-sheet", "ASH-017 (2)", "")]
    assert "Other words" in [one.text for one in found.stray]
    assert not any(len(one.text) == 40 and one.text.isalnum() for one in found.stray)
    assert found.changed == ()


def test_a_missing_sheet_is_missed_once(tmp_path: Path) -> None:
    def remove(workbook: Workbook) -> None:
        del workbook["ASH-018"]

    found = read(edited(tmp_path, remove))

    assert kinds(found) == [("missing-sheet", "ASH-018", "")]
    assert entry(found, "PLAN.1.b").answer == Answer("Regular meals")


def test_a_heading_that_was_written_over_is_still_where_it_was(tmp_path: Path) -> None:
    def overwrite(workbook: Workbook) -> None:
        workbook["ASH-017"].cell(layout.HEADER_ROW, layout.NOTE.number).value = "Remarks"

    edit = together(overwrite, typed("PLAN.1.b", layout.NOTE, "Seen p. 9"))
    found = read(edited(tmp_path, edit))

    assert kinds(found) == [("above-the-rows", "ASH-017", "")]
    assert [one.text for one in found.stray] == ["Remarks"]
    assert [(one.item_id, one.answer and one.answer.note) for one in found.changed] == [
        ("PLAN.1.b", "Seen p. 9")
    ]


def test_a_sheet_whose_columns_and_headings_were_moved_is_not_guessed_at(tmp_path: Path) -> None:
    def overwrite(workbook: Workbook) -> None:
        sheet = workbook["ASH-017"]
        sheet.insert_cols(1)
        sheet.cell(layout.HEADER_ROW, layout.NOTE.number + 1).value = "Remarks"

    found = read(edited(tmp_path, overwrite))

    assert kinds(found) == [("missing-headings", "ASH-017", "")]
    assert "Regular meals" in [one.text for one in found.stray]


def test_a_cell_is_said_as_it_looks() -> None:
    assert [ReadCell(value).text for value in (3.0, 2.5, True, date(2013, 6, 3), " x ")] == [
        "3",
        "2.5",
        "True",
        "3 June 2013",
        "x",
    ]


# ---------------------------------------------------------------- whose workbook it is


def identity_cell(name: str, value: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet = workbook[layout.IDENTITY]
        row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == name)
        sheet.cell(row, 2).value = value

    return edit


@pytest.mark.proof(part=2)
@pytest.mark.parametrize(
    "edit",
    [
        identity_cell("inspector", "mt"),
        identity_cell("authority", "BRA"),
        identity_cell("pack_id", "pack-2"),
        identity_cell("issued", "2013-10-15"),
        identity_cell("signature", "0" * 64),
        identity_cell("signature", ""),
        lambda workbook: workbook[layout.ROWS].delete_rows(1),
        lambda workbook: setattr(workbook[layout.ROWS]["A1"], "value", '["PLAN.9"]'),
        lambda workbook: setattr(workbook[layout.ROWS]["A1"], "value", "[nonsense"),
    ],
)
def test_a_changed_identity_is_refused_as_a_whole(tmp_path: Path, edit: Edit) -> None:
    found = read(edited(tmp_path, edit))

    assert [(one.kind, one.severity) for one in found.problems] == [
        ("changed-identity", Severity.REFUSED)
    ]
    assert found.entries == ()


def test_another_key_is_refused(tmp_path: Path) -> None:
    found = read(issue(tmp_path), key=b"another")

    assert [one.kind for one in found.problems] == ["changed-identity"]
    assert found.entries == ()


def test_another_review_is_refused(tmp_path: Path) -> None:
    path = issue(tmp_path)
    theirs = read(path, review="other")
    ours = read(path, review="small-2013")

    assert [one.kind for one in theirs.problems] == ["wrong-review"]
    assert "small-2013" in theirs.problems[0].message
    assert ours.problems == ()


def test_another_version_of_the_framework_is_refused(tmp_path: Path) -> None:
    newer = FRAMEWORK.model_copy(update={"version": "1.3.0"})
    found = read(issue(tmp_path), framework=newer)

    assert [one.kind for one in found.problems] == ["wrong-framework"]
    assert "small 1.2.0" in found.problems[0].message


def test_a_version_that_changed_under_its_number_loses_no_words(tmp_path: Path) -> None:
    document = FRAMEWORK.model_dump(mode="json", by_alias=True, exclude_none=True)
    del document["domains"][1]["criteria"][0]["questions"][1]
    del document["domains"][0]["criteria"][0]["judgement"]
    changed = FRAMEWORK.model_validate(document)
    found = read(issue(tmp_path), framework=changed)

    assert {one.kind for one in found.problems} == {"unknown-item"}
    assert [one.text for one in found.stray] == ["Requires improvement", "Regular meals"]


# ---------------------------------------------------------------- files that are not ours


def remove_sheet(name: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        del workbook[name]

    return edit


def clear_identity(workbook: Workbook) -> None:
    workbook[layout.IDENTITY].delete_rows(1, 3)


@pytest.mark.parametrize(
    "edit",
    [
        remove_sheet(layout.IDENTITY),
        remove_sheet(layout.ROWS),
        clear_identity,
        identity_cell("issued", "yesterday"),
    ],
)
def test_a_workbook_without_our_identity_is_not_a_case_workbook(tmp_path: Path, edit: Edit) -> None:
    with pytest.raises(NotACaseWorkbookError, match=r"ASH-rk\.xlsx is not a case workbook"):
        read(edited(tmp_path, edit))


def test_text_is_not_a_case_workbook(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("a,b\n")

    with pytest.raises(NotACaseWorkbookError):
        read(path)


def with_part(path: Path, name: str, part: bytes, *, level: int = 6) -> Path:
    """The workbook with one part added or replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = part
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for one, content_of_part in parts.items():
            archive.writestr(one, content_of_part)
    return path


def sheet_part(path: Path) -> tuple[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return "xl/worksheets/sheet3.xml", archive.read("xl/worksheets/sheet3.xml")


def test_macros_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MacroWorkbookError):
        read_apart(with_part(issue(tmp_path), "xl/vbaProject.bin", b"program"))


def test_a_document_type_with_an_entity_is_refused(tmp_path: Path) -> None:
    path = issue(tmp_path)
    name, part = sheet_part(path)
    declaration = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'

    with pytest.raises(UnsafeFileError):
        read_apart(with_part(path, name, declaration + part))


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OversizedFileError):
        read_apart(with_part(issue(tmp_path), "xl/media/x.xml", b" " * 40_000_000, level=9))


def test_an_encrypted_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    )

    with pytest.raises(PasswordProtectedFileError):
        read_apart(path)


@pytest.mark.proof(part=1)
@pytest.mark.parametrize(("row", "column"), [(7, 5_000), (1_048_576, 16_384), (1_048_576, 1)])
def test_a_far_cell_is_refused(tmp_path: Path, row: int, column: int) -> None:
    def write_far_away(workbook: Workbook) -> None:
        workbook["ASH-017"].cell(row, column).value = "x"

    with pytest.raises(OversizedFileError, match="5,000 rows or 60 columns"):
        read_apart(edited(tmp_path, write_far_away))


def test_a_sheet_that_lies_about_its_size_hides_nothing(tmp_path: Path) -> None:
    def write_below(workbook: Workbook) -> None:
        workbook["ASH-017"].cell(400, 5).value = "Below the form"

    path = edited(tmp_path, write_below)
    with zipfile.ZipFile(path) as archive:
        name = next(
            one
            for one in archive.namelist()
            if one.startswith("xl/worksheets/") and b'r="400"' in archive.read(one)
        )
        part = archive.read(name)
    start = part.index(b"<dimension")
    end = part.index(b"/>", start) + 2
    (found,) = read_apart(
        with_part(path, name, part[:start] + b'<dimension ref="A1:C3"/>' + part[end:])
    )

    assert [one.text for one in found.stray] == ["Below the form"]


@pytest.mark.parametrize("part", [b"<worksheet", b"\x00\x01", b""])
def test_a_broken_sheet_is_refused_in_a_sentence(tmp_path: Path, part: bytes) -> None:
    path = issue(tmp_path)
    name, _ = sheet_part(path)

    with pytest.raises(DamagedFileError, match="is damaged"):
        read_apart(with_part(path, name, part))


@pytest.mark.every_run
def test_every_refusal_is_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "none.xlsx"

    with pytest.raises(UnreadableFileError) as caught:
        read_apart(path)
    assert caught.value.exit_code == 4


def test_a_refusal_names_the_workbook_among_many(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    bad = with_part(issue(tmp_path / "other"), "xl/vbaProject.bin", b"program")
    bad = bad.rename(tmp_path / "bad.xlsx")

    with pytest.raises(MacroWorkbookError, match=r"^bad\.xlsx contains macros"):
        read_apart(issue(tmp_path), bad, issue(tmp_path))
