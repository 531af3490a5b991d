"""The same for an OpenDocument spreadsheet, as LibreOffice saves one."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import (
    Beside,
    BesideKind,
    attribute,
    local,
    said_once,
)
from inspect_tool.readers.case_workbook.drawn import is_named
from inspect_tool.readers.case_workbook.open_settings import OpenDress, open_setting
from inspect_tool.readers.case_workbook.parts import BookParts, SheetParts, cell_name

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_GROUPS = ("table-row-group", "table-header-rows", "table-rows", "table-columns")
_FIELDS = {"sheet-name", "page-number", "page-count", "s", "tab", "file-name", "date", "time"}
_OF_CELLS = frozenset(("table-row", "table-cell", "covered-table-cell", "p", "span", "s", "a"))
_WRITTEN_PROPERTIES = frozenset(
    {"title", "subject", "description", "keyword", "contributor", "coverage", "identifier"}
    | {"publisher", "relation", "rights", "source", "type"}
)
# What LibreOffice writes for itself, or what is read here.
_READ = re.compile(
    r".*/|mimetype|(?:[^/]+/)?(?:content|styles|meta|settings)\.xml|manifest\.rdf|layout-cache"
    r"|(?:META-INF|Thumbnails|Configurations2|ObjectReplacements)/.*"
)


def open_document_parts(archive: zipfile.ZipFile) -> BookParts:
    """Everything that an .ods holds beside the values of its cells."""
    parts = BookParts()
    content, styles = _parsed(archive, "content.xml"), _parsed(archive, "styles.xml")
    dress = OpenDress()
    for root in (content, styles):
        for element in root.iter() if root is not None else ():
            if local(element) not in _OF_CELLS:
                dress.read(element)
                parts.beside += open_setting(element)
    for table in content.iter(f"{_TABLE}table") if content is not None else ():
        parts.sheets[attribute(table, "name")] = _sheet(table, dress)
    parts.beside += _headers(styles)
    parts.beside += _properties(archive)
    for name in archive.namelist():
        if name.endswith("/content.xml"):
            parts.beside += _within(name, _parsed(archive, name))
        elif not _READ.fullmatch(name):
            parts.beside.append(Beside(BesideKind.PICTURE, "", name.rpartition("/")[2]))
    parts.beside[:] = said_once(parts.beside)
    return parts


def _headers(styles: ElementTree.Element | None) -> Iterator[Beside]:
    """What pages say at their head and foot."""
    for element in styles.iter() if styles is not None else ():
        if local(element).startswith(("header", "footer")) and len(element):
            lines = (_words(one, without=_FIELDS) for one in element.iter() if local(one) == "p")
            words = " ".join(" ".join(lines).split())
            if words:
                yield Beside(BesideKind.HEADER, "", words)


def _within(name: str, root: ElementTree.Element | None) -> Iterator[Beside]:
    """Words of a chart, and that another kind of document is there; cells are read as cells."""
    if root is None:
        return
    has_cells = any(attribute(one, "cell-range-address") for one in root.iter())
    in_cells = {
        id(one) for table in root.iter(f"{_TABLE}table") for one in table.iter() if has_cells
    }
    for element in root.iter():
        yield from open_setting(element)
        if local(element) in {"p", "title", "desc"} and id(element) not in in_cells:
            words = _words(element)
            if words.strip():
                yield Beside(BesideKind.TEXT_BOX, "", words)
    if not any(local(one) == "chart" for one in root.iter()):
        yield Beside(BesideKind.PICTURE, "", name.partition("/")[0])


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    if name not in archive.namelist():
        return None
    return ElementTree.fromstring(archive.read(name))  # noqa: S314  # has no declarations


def _sheet(table: ElementTree.Element, dress: OpenDress) -> SheetParts:
    sheet = SheetParts()
    row = 1
    for element in _rows(table):
        repeated = int(attribute(element, "number-rows-repeated") or 1)
        if _read_row(sheet, element, row, dress):
            sheet.rows = row + repeated - 1
        row += repeated
    for shapes in table.findall(f"{_TABLE}shapes"):
        sheet.beside += _drawn(shapes, "")
    for element in table:
        if local(element) in {"title", "desc"} and (element.text or "").strip():
            sheet.beside.append(Beside(BesideKind.SETTING, "", element.text or ""))
    return sheet


def _rows(element: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for child in element:
        if local(child) == "table-row":
            yield child
        elif local(child) in _GROUPS:
            yield from _rows(child)


def _read_row(sheet: SheetParts, element: ElementTree.Element, row: int, dress: OpenDress) -> bool:
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
            sheet.beside += dress.of_cell(cell, cell_name(row, column))
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
            text = "\n".join(_words(one) for one in child.iter() if local(one) == "p")
            sheet.beside.append(Beside(BesideKind.COMMENT, name, text))
        elif child.tag.startswith(_DRAW):
            sheet.beside += _drawn(child, name)
    sheet.beside += _links(cell, name)


def _links(element: ElementTree.Element, name: str) -> Iterator[Beside]:
    """Links to elsewhere than to a cell."""
    for link in element.iter():
        for text in (attribute(link, "href"), attribute(link, "title")):
            is_cell = text.startswith("#") and "." in text
            if local(link) == "a" and text and not is_cell:
                yield Beside(BesideKind.LINK, name, text)


def _drawn(element: ElementTree.Element, name: str) -> Iterator[Beside]:
    """Words of text boxes, shapes and charts' frames."""
    paragraphs = [_words(one) for one in element.iter() if local(one) in {"p", "title", "desc"}]
    words = "\n".join(one for one in paragraphs if one.strip())
    names = [attribute(one, "name") for one in element.iter() if one.tag.startswith(_DRAW)]
    for said in (words, *filter(is_named, names)):
        if said:
            yield Beside(BesideKind.TEXT_BOX, name, said)
    if local(element) == "shapes":
        yield from _links(element, name)


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
        if local(element) in _WRITTEN_PROPERTIES:
            yield Beside(BesideKind.PROPERTY, local(element), text)
        elif local(element) == "user-defined" and attribute(element, "name") != "AppVersion":
            yield Beside(BesideKind.PROPERTY, attribute(element, "name"), text)
