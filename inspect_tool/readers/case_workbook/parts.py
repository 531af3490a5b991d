"""What a workbook holds beside the values of its cells: comments, text boxes, links, formulas.

Read from parts that were found to have no declarations (`readers/spreadsheet/guard.py`), so that
plain parsing can fetch and expand nothing.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from xml.etree import ElementTree

from inspect_tool.readers.case_workbook.beside import (
    Beside,
    BesideKind,
    attribute,
    local,
    said_once,
    texts,
)
from inspect_tool.readers.case_workbook.drawn import drawn_words
from inspect_tool.readers.case_workbook.dressed import Dress
from inspect_tool.readers.case_workbook.package_parts import (
    OWN_XML,
    PROGRAMS_PARTS,
    own_xml_words,
)
from inspect_tool.readers.case_workbook.surroundings import defined_name, said_by_settings
from inspect_tool.readers.spreadsheet.guard import ReadLimits
from inspect_tool.readers.spreadsheet.refusals import OversizedFileError

CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
LOOKS_ELSEWHERE = re.compile(r"\[\d+\]|'(?:file|https?):")  # as Excel and as LibreOffice write it
THREADED = "threadedComment"
# A comment that newer programs answer below is written once more for older ones.
THREAD_NOTICE = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)


@dataclass
class SheetParts:
    """What a sheet holds beside the values of its cells.

    Args:
        formulas: By cell.
        errors: Such as #N/A, by cell.
        shared: Formulas that Excel wrote once for many cells, by their number.
        rows: The last row with anything in it.
        columns: The last such column.
    """

    formulas: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def check_size(self, file: str, limits: ReadLimits) -> None:
        """Refuse a sheet that is far bigger than a form, before all its cells are laid out.

        Raises:
            OversizedFileError: It has more rows or columns.
        """
        if self.rows > limits.rows or self.columns > limits.columns:
            raise OversizedFileError(
                file, f"has a sheet of more than {limits.rows:,} rows or {limits.columns} columns"
            )


@dataclass
class BookParts:
    """What a workbook holds beside its sheets."""

    sheets: dict[str, SheetParts] = field(default_factory=dict)
    beside: list[Beside] = field(default_factory=list)


@lru_cache(maxsize=8192)  # the sheets of a workbook have the same cells
def place_of(cell: str) -> tuple[int, int]:
    """Row and column of a cell, from 1; zeros where it is none."""
    found = CELL.fullmatch(cell)
    if found is None:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it, such as `B7`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


DRAWN = ("xl/drawings/", "xl/charts/", "xl/diagrams/")


class ExcelParts:
    """Reads the parts of an .xlsx.

    Args:
        unpacked: Parts that were unpacked before.
    """

    def __init__(
        self, archive: zipfile.ZipFile, unpacked: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self._archive = archive
        self._unpacked = unpacked
        self._names = set(archive.namelist())
        self._seen: set[str] = set()  # drawings and charts that belong to a sheet
        self._dress = Dress()

    def read(self) -> BookParts:
        """Everything beside the values of cells."""
        parts = BookParts()
        workbook = "xl/workbook.xml"
        root = self._parsed(workbook)
        if root is None:
            return parts
        relations = {name: path for name, _, path in self._relations(workbook)}
        self._read_dress({kind: path for _, kind, path in self._relations(workbook)})
        for element in root.iter():
            if local(element) == "sheet":
                path = relations.get(attribute(element, "id"), "")
                parts.sheets[attribute(element, "name")] = self._sheet(path)
            elif local(element) == "definedName":
                parts.beside += defined_name(element)
            elif local(element) == "customWorkbookView":
                parts.beside += said_by_settings(element, {})
        parts.beside += self._dress.beside
        parts.beside += self._properties()
        parts.beside += self._left_over()
        return parts

    def _read_dress(self, paths: Mapping[str, str]) -> None:
        root = self._parsed(paths.get("styles", ""))
        if root is not None:
            self._dress.read_styles(root)
        if paths.get("sharedStrings") in self._names:
            self._dress.read_words(self._read(paths["sharedStrings"]))

    def _parsed(self, name: str) -> ElementTree.Element | None:
        if name not in self._names:
            return None
        return ElementTree.fromstring(self._read(name))  # noqa: S314  # see above

    def _read(self, name: str) -> bytes:
        part = self._unpacked.get(name)
        return self._archive.read(name) if part is None else part

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """Id, kind and target of what a part refers to; links to outside keep their address."""
        folder, name = posixpath.split(part)
        root = self._parsed(f"{folder}/_rels/{name}.rels")
        found = []
        for element in root if root is not None else ():
            target = attribute(element, "Target")
            if attribute(element, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
            kind = attribute(element, "Type").rpartition("/")[2]
            found.append((attribute(element, "Id"), kind, target))
        return found

    def _sheet(self, path: str) -> SheetParts:
        sheet = SheetParts()
        if path not in self._names:
            return sheet
        part = self._read(path)
        root = ElementTree.fromstring(_without_plain_cells(part, sheet))  # noqa: S314
        relations = self._relations(path)
        for element in root.iter():
            if local(element) == "c":
                _read_cell(sheet, element)
        targets = {name: target for name, _, target in relations}
        sheet.beside += said_once(said_by_settings(root, targets))
        sheet.beside += self._dress.of_sheet(part)
        threads = self._threads(target for _, kind, target in relations if kind == THREADED)
        for _, kind, target in relations:
            sheet.beside += self._related(kind, target, threads)
        return sheet

    def _threads(self, targets: Iterable[str]) -> set[str]:
        """What is said in the threads of comments, without spaces around lines."""
        found = (
            texts(root, "threadedComment", "text")
            for root in map(self._parsed, targets)
            if root is not None
        )
        return {line.strip() for said in found for text in said for line in text.splitlines()}

    def _related(self, kind: str, target: str, threads: set[str]) -> Iterator[Beside]:
        """Words of what a sheet refers to."""
        root = self._parsed(target) if target.endswith((".xml", ".vml")) else None
        if kind == THREADED and root is not None:
            for element in root:
                text = "".join(one.text or "" for one in element if local(one) == "text")
                yield Beside(BesideKind.COMMENT, attribute(element, "ref"), text)
        elif kind == "comments" and root is not None:
            for element in root.iter():
                if local(element) != "comment":
                    continue
                text = "".join(one.text or "" for one in element.iter() if local(one) == "t")
                if not (threads and _is_in_thread(text, threads)):
                    yield Beside(BesideKind.COMMENT, attribute(element, "ref"), text)
        elif kind in {"drawing", "vmlDrawing"}:
            yield from self._drawing(target)
        elif kind in {"table", "ctrlProp"} and root is not None:
            yield from said_by_settings(root, {})
        elif kind in {"oleObject", "package", "image", "control"}:
            self._seen.add(target)
            yield Beside(BesideKind.PICTURE, "", posixpath.basename(target))

    def _drawing(self, path: str) -> Iterator[Beside]:
        """Words of text boxes, shapes, charts and diagrams, and that there are pictures."""
        if path in self._seen:
            return
        self._seen.add(path)
        root = self._parsed(path) if path.endswith((".xml", ".vml")) else None
        if root is None:
            return
        yield from drawn_words(root)
        for _, kind, target in self._relations(path):
            if kind == "image":
                self._seen.add(target)
                yield Beside(BesideKind.PICTURE, "", posixpath.basename(target))
            elif target.startswith(DRAWN):
                yield from self._drawing(target)
            elif kind == "hyperlink" and not target.startswith("#"):
                yield Beside(BesideKind.LINK, "", target)

    def _left_over(self) -> Iterator[Beside]:
        """Words of drawings that no sheet refers to, and the parts that are not read."""
        for name in sorted(self._names):
            if name.startswith(DRAWN) and name.endswith((".xml", ".vml")):
                yield from self._drawing(name)
            elif OWN_XML.fullmatch(name):
                words = own_xml_words(self._parsed(name))
                if words:
                    yield Beside(BesideKind.PROPERTY, "custom XML", words)
            elif name not in self._seen and not PROGRAMS_PARTS.fullmatch(name):
                yield Beside(BesideKind.PICTURE, "", posixpath.basename(name))

    def _properties(self) -> Iterator[Beside]:
        """Properties that somebody writes into; programs put names of persons into the others."""
        written = {"title", "subject", "description", "keywords", "category", "contentStatus"}
        written |= {"identifier", "version", "contentType"}
        for part in ("docProps/core.xml", "docProps/app.xml"):
            root = self._parsed(part)
            for element in root if root is not None else ():
                is_written = local(element) in written | {"Manager", "Company", "HyperlinkBase"}
                if is_written and (element.text or "").strip():
                    yield Beside(BesideKind.PROPERTY, local(element), element.text or "")
        root = self._parsed("docProps/custom.xml")
        for element in root if root is not None else ():
            text = "".join(element.itertext()).strip()
            yield Beside(BesideKind.PROPERTY, attribute(element, "name"), text)


_NOT_PLAIN = re.compile(
    rb"<\w+:f[\s>/]|\st\s*=\s*[\"']e[\"']|<!--|<!\[CDATA\["  # errors; XML that hides or is rare
)
# One of these is in whatever that finds, and each is looked for in a fraction of its time.
_MARKS = (b'"e"', b"'e'", b":f", b"<!")
# A cell of a formula as nearly every program writes it. Whatever is written otherwise is parsed.
_PLAIN_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"(?: s="[0-9]+")?(?: t="(?:str|n|b)")?><f(?: aca="false")?>'
    rb"([^<]*)</f>(?:<v ?/>|<v>[^<]*</v>)?</c>"
)
# Not by `xml.sax.saxutils`, which loads all that a program needs to go to the web.
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))
_FORMULA = re.compile(rb"<f[\s>/]")
_CELLS = re.compile(rb"<(?:\w+:)?sheetData\s*>")
_CELLS_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
# Begins with the letter, whatever stands before it, which is found in half the time.
_CELL_WITH_VALUE = re.compile(rb"c\s(?:|[^>]*?\s)r=\"([A-Z]{1,3})([0-9]{1,7})\"(?:[^>]*[^/])?>")


def _without_plain_cells(part: bytes, sheet: SheetParts) -> bytes:
    """A sheet without its cells of plain values and of plain formulas, which are taken here.

    Of values only the extent is taken: they are read by another reader, and looking at each cell
    once more would take longer than all the rest.
    """
    start, end = _span_of_cells(part)
    if start < 0 or end < 0:
        return part
    formulas: dict[str, str] = {}

    def take(cell: re.Match[bytes]) -> bytes:
        words = _plain_words(cell[2])
        if words is None:
            return cell[0]
        formulas[cell[1].decode()] = words
        return b""

    cells = _PLAIN_FORMULA.sub(take, part[start:end])
    around = part[:start], part[end:]
    if any(_may_not_be_plain(piece) for piece in (cells, *around)):
        return part
    sheet.formulas |= formulas
    filled = _CELL_WITH_VALUE.findall(cells)
    letters, rows = ({*each} for each in zip(*filled, strict=True)) if filled else ((), ())
    places = [place_of(name) for name in formulas]
    places += [(int(row), 0) for row in rows]
    places += [place_of(f"{one.decode()}1") for one in letters]
    if places:
        sheet.rows, sheet.columns = map(max, zip(*places, strict=True))
    return b"".join((around[0], *_computed_cells(cells), around[1]))


def _may_not_be_plain(piece: bytes) -> bool:
    return any(mark in piece for mark in _MARKS) and _NOT_PLAIN.search(piece) is not None


@lru_cache(maxsize=8192)  # the sheets of a workbook, and one workbook and another, share them
def _plain_words(formula: bytes) -> str | None:
    """A formula as a parser of XML gives it; None where only that can tell."""
    if b"&#" in formula or b"\r" in formula:
        return None
    return f"={_ENTITY.sub(lambda found: _ENTITIES[found[0]], formula.decode())}"


def _span_of_cells(part: bytes) -> tuple[int, int]:
    """Where the cells of a sheet begin and end; -1 where they do not."""
    begin = part.find(b"<sheetData>")
    end = part.find(b"</sheetData>", max(begin, 0))
    if begin >= 0 and end >= 0:  # as nearly every program writes it, and found much sooner
        return begin + len(b"<sheetData>"), end
    first, last = _CELLS.search(part), _CELLS_END.search(part)
    return (first.end() if first else -1), (last.start() if last else -1)


def _computed_cells(cells: bytes) -> Iterator[bytes]:
    """The cells that have a formula; nearly all others are passed over unseen."""
    after = 0
    for formula in _FORMULA.finditer(cells):
        begin = cells.rfind(b"<c", after, formula.start())
        end = cells.find(b"</c>", formula.end())
        if begin < 0 or end < 0:
            continue  # a second formula in a cell that was taken, which no program writes
        after = end + len(b"</c>")
        yield cells[begin:after]


def _read_cell(sheet: SheetParts, element: ElementTree.Element) -> None:
    if len(element) == 0:
        return
    name = attribute(element, "r")
    row, column = place_of(name)
    sheet.rows, sheet.columns = max(sheet.rows, row), max(sheet.columns, column)
    is_error = element.get("t") == "e"
    for child in element:
        tag = local(child)
        if tag == "f":
            sheet.formulas[name] = f"={_formula(sheet, child)}"
        elif tag == "v" and is_error:
            sheet.errors[name] = child.text or "#"


def _formula(sheet: SheetParts, element: ElementTree.Element) -> str:
    """A formula; of one that Excel wrote once for many cells, it stands at the first alone.

    Where it looks into another workbook it is given at each, since each shows other words.
    """
    text, shared = element.text or "", element.get("si", "")
    if text and shared:
        sheet.shared[shared] = text
    elif shared and LOOKS_ELSEWHERE.search(sheet.shared.get(shared, "")):
        return sheet.shared[shared]
    return "TABLE()" if element.get("t") == "dataTable" and not text else text


def _is_in_thread(text: str, threads: set[str]) -> bool:
    """Whether a comment repeats a thread, for older programs, and says nothing else."""
    found = THREAD_NOTICE.match(text)
    said = text[found.end() :].splitlines() if found else [text]
    lines = {line.strip().removeprefix("Reply:").strip() for line in said} - {""}
    return found is not None and lines <= threads
