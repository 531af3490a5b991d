"""The same for an OpenDocument spreadsheet, as LibreOffice saves one."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import Beside, BesideKind, attribute, local
from inspect_tool.readers.case_workbook.parts import BookParts, SheetParts, cell_name

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_GROUPS = ("table-row-group", "table-header-rows", "table-rows", "table-columns")
_FIELDS = {"sheet-name", "page-number", "page-count", "s", "tab", "file-name", "date", "time"}


def open_document_parts(archive: zipfile.ZipFile) -> BookParts:
    """Everything that an .ods holds beside the values of its cells."""
    parts = BookParts()
    content = _parsed(archive, "content.xml")
    for table in content.iter(f"{_TABLE}table") if content is not None else ():
        parts.sheets[attribute(table, "name")] = _sheet(table)
    for name in content.iter() if content is not None else ():
        is_name = local(name) in {"named-range", "named-expression"}
        if is_name and not attribute(name, "name").startswith("_xlnm."):
            parts.beside.append(Beside(BesideKind.NAME, "", attribute(name, "name")))
    styles = _parsed(archive, "styles.xml")
    for element in styles.iter() if styles is not None else ():
        if local(element).startswith(("header", "footer")) and len(element):
            lines = (_words(one, without=_FIELDS) for one in element.iter() if local(one) == "p")
            words = " ".join(" ".join(lines).split())
            if words:
                parts.beside.append(Beside(BesideKind.HEADER, "", words))
    parts.beside += _properties(archive)
    parts.beside += [
        Beside(BesideKind.PICTURE, "", name.rpartition("/")[2])
        for name in archive.namelist()
        if name.startswith(("Pictures/", "Media/")) and not name.endswith("/")
    ]
    return parts


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in archive.namelist():
        return None
    return ElementTree.fromstring(archive.read(name))  # noqa: S314  # has no declarations


def _sheet(table: ElementTree.Element) -> SheetParts:
    sheet = SheetParts()
    row = 1
    for element in _rows(table):
        repeated = int(attribute(element, "number-rows-repeated") or 1)
        if _read_row(sheet, element, row):
            sheet.rows = row + repeated - 1
        row += repeated
    for shapes in table.findall(f"{_TABLE}shapes"):
        sheet.beside += _drawn(shapes, "")
    return sheet


def _rows(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in element:
        if local(child) == "table-row":
            yield child
        elif local(child) in _GROUPS:
            yield from _rows(child)


def _read_row(sheet: SheetParts, element: ElementTree.Element, row: int) -> bool:
    """Read a row; whether anything stands in it."""
    column = 1
    has_content = False
    for cell in element:
        if local(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        repeated = int(attribute(cell, "number-columns-repeated") or 1)
        if len(cell):
            has_content = True
            sheet.columns = max(sheet.columns, column + repeated - 1)
            _read_cell(sheet, cell, cell_name(row, column))
        column += repeated
    return has_content


def _read_cell(sheet: SheetParts, cell: ElementTree.Element, name: str) -> None:
    formula = attribute(cell, "formula")
    if formula:
        sheet.formulas[name] = f"={formula.partition('=')[2]}"
    shown = "\n".join(_words(child) for child in cell if local(child) == "p")
    if shown.startswith("#") and attribute(cell, "value-type") != "string":
        sheet.errors[name] = shown
    for child in cell:
        if local(child) == "annotation":
            text = "\n".join(_words(one) for one in child if local(one) == "p")
            sheet.beside.append(Beside(BesideKind.COMMENT, name, text))
        elif child.tag.startswith(_DRAW):
            sheet.beside += _drawn(child, name)
    for link in cell.iter():
        href = attribute(link, "href") if local(link) == "a" else ""
        if href and not href.startswith("#"):
            sheet.beside.append(Beside(BesideKind.LINK, name, href))


def _drawn(element: ElementTree.Element, name: str) -> Iterator[Beside]:
    """Words of text boxes, shapes and charts' frames."""
    paragraphs = [_words(one) for one in element.iter() if local(one) in {"p", "title", "desc"}]
    words = "\n".join(one for one in paragraphs if one.strip())
    if words:
        yield Beside(BesideKind.TEXT_BOX, name, words)


def _words(
    element: ElementTree.Element, *, without: frozenset[str] | set[str] = frozenset()
) -> str:
    """All text of an element, with its spaces and line breaks."""
    if local(element) in without:
        return " "
    if local(element) == "s":
        return " " * int(attribute(element, "c") or 1)
    if local(element) in {"line-break", "tab"}:
        return "\n" if local(element) == "line-break" else "\t"
    pieces = [element.text or ""]
    for child in element:
        if local(child) != "annotation":
            pieces.append(_words(child, without=without))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _properties(archive: zipfile.ZipFile) -> Iterator[Beside]:
    root = _parsed(archive, "meta.xml")
    for element in root.iter() if root is not None else ():
        text = (element.text or "").strip()
        if not text:
            continue
        if local(element) in {"title", "subject", "description", "keyword"}:
            yield Beside(BesideKind.PROPERTY, local(element), text)
        elif local(element) == "user-defined" and attribute(element, "name") != "AppVersion":
            yield Beside(BesideKind.PROPERTY, attribute(element, "name"), text)
