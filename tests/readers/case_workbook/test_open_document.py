"""Words in each part of an .ods, as LibreOffice writes it, are kept or listed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from inspect_tool.readers.case_workbook.beside import BesideKind
from inspect_tool.readers.case_workbook.dressed import WHOLE_CELL
from inspect_tool.readers.case_workbook.open_document import open_document_parts

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{short}="{OASIS}:{long}:1.0"'
    for short, long in {
        "office": "office",
        "table": "table",
        "text": "text",
        "draw": "drawing",
        "style": "style",
        "number": "datastyle",
        "form": "form",
        "chart": "chart",
        "meta": "meta",
        "fo": "xsl-fo-compatible",
    }.items()
)
NAMES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
NAMES += ' xmlns:svg="urn:x:svg" xmlns:calcext="urn:x:calcext"'
WORD = "WORD"
STRUCK = (
    "<style:style style:name='T1'><style:text-properties style:text-line-through-style='solid'/>"
    "</style:style>"
)
RAISED = STRUCK.replace("line-through-style='solid'", "position='super 58%'")


def found_in(
    *, cell: str = "", table: str = "", book: str = "", look: str = "", parts: Mapping[str, str]
) -> list[tuple[BesideKind, str]]:
    """What is found in an .ods of one sheet and one cell, by its kind."""
    content = (
        f"<office:document-content {NAMES}>{look}<office:spreadsheet>{book}"
        f"<table:table table:name='S'>{table}<table:table-row>"
        f"<table:table-cell{cell or '>'}</table:table-cell></table:table-row></table:table>"
        "</office:spreadsheet></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", content)
        for name, xml in parts.items():
            archive.writestr(name, xml.replace("NAMES", NAMES))
    with zipfile.ZipFile(file) as archive:
        book_parts = open_document_parts(archive)
    said = [*book_parts.beside, *book_parts.sheets["S"].beside]
    return [(one.kind, one.text) for one in said]


@pytest.mark.parametrize(
    ("kind", "where", "xml"),
    [
        ("comment", "cell", "><office:annotation><text:list><text:list-item><text:p>WORD</text:p>"
         "</text:list-item></text:list></office:annotation>"),
        ("comment", "cell", "><text:p><text:ruby><text:ruby-text>WORD</text:ruby-text></text:ruby>"
         "</text:p>"),
        ("link", "cell", "><text:p><text:a xlink:href='#WORD'>a</text:a></text:p>"),
        ("line through words", "cell", "><text:p>a<text:span text:style-name='T1'>WORD</text:span>"
         "</text:p>"),
        ("line through words", "cell", " table:style-name='T1'><text:p>WORD</text:p>"),
        ("raised or lowered word", "raised", "><text:p>1<text:span text:style-name='T1'>WORD"
         "</text:span></text:p>"),
        ("text box", "table", "<table:shapes><draw:custom-shape><text:p>WORD</text:p>"
         "</draw:custom-shape></table:shapes>"),
        ("text box", "table", "<table:shapes><draw:frame><svg:desc>WORD</svg:desc></draw:frame>"
         "</table:shapes>"),
        ("text box", "table", "<table:shapes><draw:frame draw:name='WORD'/></table:shapes>"),
        ("link", "table", "<table:shapes><draw:frame><draw:text-box><text:p>"
         "<text:a xlink:href='x:WORD'>a</text:a></text:p></draw:text-box></draw:frame>"
         "</table:shapes>"),
        ("text box", "table", "<office:forms><form:form><form:button form:label='WORD'/>"
         "</form:form></office:forms>"),
        ("text box", "table", "<office:forms><form:listbox><form:option form:label='WORD'/>"
         "</form:listbox></office:forms>"),
        ("setting", "table", "<table:desc>WORD</table:desc>"),
        ("setting", "table", "<table:scenario table:comment='WORD'/>"),
        ("prompt or condition", "table", "<calcext:condition "
         "calcext:value='formula-is([.A1]=&quot;WORD&quot;)'/>"),
        ("prompt or condition", "book", "<table:content-validation><table:help-message>"
         "<text:p>WORD</text:p></table:help-message></table:content-validation>"),
        ("prompt or condition", "book", "<table:content-validation><table:error-message "
         "table:title='WORD'/></table:content-validation>"),
        ("prompt or condition", "book", "<table:content-validation "
         "table:condition='of:cell-content-is-in-list(&quot;WORD&quot;)'/>"),
        ("name", "book", "<table:named-range table:name='WORD'/>"),
        ("name", "book", "<table:named-expression table:name='a' "
         "table:expression='&quot;WORD&quot;'/>"),
        ("name", "book", "<table:database-range table:name='WORD'/>"),
        ("setting", "book", "<table:filter-condition table:value='WORD'/>"),
        ("comment", "book", "<table:tracked-changes><office:change-info><text:p>WORD</text:p>"
         "</office:change-info></table:tracked-changes>"),
        ("number format", "look", "<number:number-style><number:text>see WORD</number:text>"
         "</number:number-style>"),
        ("picture", "book", "<table:data-pilot-table table:name='WORD'/>"),
        ("picture", "book", "<table:dde-link/>"),
        ("picture", "Pictures/WORD.png", ""),
        ("picture", "Media/WORD.mp4", ""),
        ("picture", "VersionList.xml", "<a>WORD</a>"),
        ("picture", "Versions/Version1", "WORD"),
        ("text box", "Object 1/content.xml", "<office:chart NAMES><chart:chart><chart:title>"
         "<text:p>WORD</text:p></chart:title></chart:chart></office:chart>"),
        ("text box", "Object 1/content.xml", "<office:chart NAMES><chart:chart><table:table>"
         "<table:table-row><table:table-cell><text:p>WORD</text:p></table:table-cell>"
         "</table:table-row></table:table></chart:chart></office:chart>"),
        ("picture", "Object 1/content.xml", "<office:text NAMES><text:p>WORD</text:p>"
         "</office:text>"),
        ("property", "meta.xml", "<office:meta NAMES><dc:title>WORD</dc:title></office:meta>"),
        ("property", "meta.xml", "<office:meta NAMES><dc:rights>WORD</dc:rights></office:meta>"),
        ("property", "meta.xml", "<office:meta NAMES><meta:user-defined meta:name='a'>WORD"
         "</meta:user-defined></office:meta>"),
    ],
)  # fmt: skip
def test_words_in_every_part_of_an_open_document_are_found(kind: str, where: str, xml: str) -> None:
    parts = {where: xml} if "." in where or "/" in where else {}
    look = {"look": xml, "raised": RAISED}.get(where, STRUCK)
    said = found_in(
        cell=xml if where in ("cell", "raised") else "",
        table=xml if where == "table" else "",
        book=xml if where == "book" else "",
        look=look,
        parts=parts,
    )

    shown = {WORD, f"see {WORD}", f"#{WORD}", f"x:{WORD}", WHOLE_CELL}
    assert [one for one, words in said if one == kind and (kind == "picture" or words in shown)]
