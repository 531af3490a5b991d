"""Formulas, errors and the extent of a sheet, however a program writes its cells."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from inspect_tool.readers.case_workbook import child
from inspect_tool.readers.case_workbook.cells import LIMITS
from inspect_tool.readers.case_workbook.parts import ExcelParts, SheetParts

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def sheet_of(cells: str) -> SheetParts:
    """What the reader of parts finds in a workbook of one sheet with these cells."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        book = f'<workbook {MAIN} {RELATED}><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/s.xml"/>'
            "</Relationships>",
        )
        sheet = f"<worksheet {MAIN}><sheetData><row>{cells}</row></sheetData></worksheet>"
        archive.writestr("xl/worksheets/s.xml", sheet)
    with zipfile.ZipFile(file) as archive:
        return ExcelParts(archive).read().sheets["S"]


@pytest.mark.parametrize(
    ("cells", "formulas"),
    [
        ('<c r="A1"><f>B1+1</f><v>2</v></c>', {"A1": "=B1+1"}),
        (
            '<c r="A1" s="3" t="str"><f aca="false">B1&amp;&quot;&lt;&quot;</f><v/></c>',
            {"A1": '=B1&"<"'},
        ),
        ('<c r="A1"><f>B1&amp;"&amp;lt;"</f></c>', {"A1": '=B1&"&lt;"'}),
        ('<c r="A1"><f>"a&#10;b"</f></c>', {"A1": '="a\nb"'}),
        ('<c r="A1"><f>"a\r\nb"</f></c>', {"A1": '="a\nb"'}),
        ('<c r="A1"><f t="shared" ref="A1:A2" si="0">B1</f></c>', {"A1": "=B1"}),
        ("<c r='A1'><f>B1</f></c>", {"A1": "=B1"}),
        ('<c r="A1"><f><![CDATA[B1<2]]></f></c>', {"A1": "=B1<2"}),
        ('<!-- <c r="A1"><f>B1</f></c> --><c r="A2"><f>B2</f></c>', {"A2": "=B2"}),
    ],
)
def test_a_formula_is_read_as_a_parser_of_xml_gives_it(
    cells: str, formulas: dict[str, str]
) -> None:
    assert sheet_of(cells).formulas == formulas


def test_an_error_is_told_where_it_stands() -> None:
    sheet = sheet_of('<c r="A1"><f>1</f></c><c t="e" r="B2"><f>1/0</f><v>#DIV/0!</v></c>')

    assert sheet.errors == {"B2": "#DIV/0!"}
    assert sheet.formulas == {"A1": "=1", "B2": "=1/0"}


@pytest.mark.parametrize(
    "cell",
    ['<c r="C7"><v>1</v></c>', '<c s="1" r="C7"><v>1</v></c>', '<c r="C7"><f>B1</f></c>'],
)
def test_a_sheet_reaches_to_its_last_cell_with_something_in_it(cell: str) -> None:
    sheet = sheet_of(f'<c r="B2"><v>1</v></c>{cell}<c r="ZZ900" s="2"/>')

    assert (sheet.rows, sheet.columns) == (7, 3)


def test_a_formula_that_does_not_say_where_it_is_takes_no_value_away(tmp_path: Path) -> None:
    made, path = tmp_path / "made.xlsx", tmp_path / "returned.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["A2"] = "first", "=1+1", "last"
    workbook.save(made)
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(path, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, archive.read(name).replace(b' r="B1"', b""))

    messages = list(child.answers({"paths": [str(path)]}, LIMITS))

    rows = next(one["rows"] for one in messages if one["is"] == "sheet")
    said = [cell[1] for row in rows for cell in row if cell is not None]
    assert {"first", "last", "=1+1"} <= set(said)
