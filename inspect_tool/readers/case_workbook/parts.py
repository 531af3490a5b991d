"""What a workbook holds beside the values of its cells: comments, text boxes, links, formulas.

Read from parts that were found to have no declarations (`readers/spreadsheet/guard.py`), so that
plain parsing can fetch and expand nothing.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from xml.etree import ElementTree

from inspect_tool.readers.spreadsheet.guard import ReadLimits
from inspect_tool.readers.spreadsheet.refusals import OversizedFileError

CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
HEADER_CODES = re.compile(r'&(?:K[0-9A-Fa-f]{6}|"[^"]*"|[0-9]+|.)')
HEADERS = frozenset(
    f"{which}{what}" for which in ("odd", "even", "first") for what in ("Header", "Footer")
)
# A comment that newer programs answer below is written once more for older ones.
THREAD_NOTICE = re.compile(r"\[Threaded comment\].*?Comment:\s*", re.DOTALL)


class BesideKind(StrEnum):
    """Where words stand that are in no cell."""

    COMMENT = "comment"
    TEXT_BOX = "text box"
    LINK = "link"
    HEADER = "header or footer"
    PROPERTY = "property"
    NAME = "name"
    PICTURE = "picture"


@dataclass(frozen=True)
class Beside:
    """Words that are in no cell.

    Args:
        place: The cell that they belong to, or the name of the property; else empty.
        text: The words; for a picture or another file within the workbook, its name.
    """

    kind: BesideKind
    place: str
    text: str


@dataclass
class SheetParts:
    """What a sheet holds beside the values of its cells.

    Args:
        formulas: By cell.
        errors: Such as #N/A, by cell.
        rows: The last row with anything in it.
        columns: The last such column.
    """

    formulas: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
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


def local(element: ElementTree.Element) -> str:
    """Name of an element without its namespace, which several writers choose differently."""
    return _without_namespace(element.tag)


@lru_cache(maxsize=1024)
def _without_namespace(tag: str) -> str:
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its name without a namespace."""
    if name in element.keys():  # noqa: SIM118  # an element is no mapping
        return element.get(name, "")
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


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


def texts(element: ElementTree.Element, inside: str, piece: str) -> Iterator[str]:
    """The text of each element of a name: its pieces as one, paragraphs that are blank left out."""
    for paragraph in element.iter():
        if local(paragraph) == inside:
            text = "".join(one.text or "" for one in paragraph.iter() if local(one) == piece)
            if text.strip():
                yield text


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

    def read(self) -> BookParts:
        """Everything beside the values of cells."""
        parts = BookParts()
        workbook = "xl/workbook.xml"
        root = self._parsed(workbook)
        if root is None:
            return parts
        relations = {name: path for name, _, path in self._relations(workbook)}
        for element in root.iter():
            if local(element) == "sheet":
                path = relations.get(attribute(element, "id"), "")
                parts.sheets[attribute(element, "name")] = self._sheet(path)
            elif local(element) == "definedName":
                parts.beside += _defined_name(element)
        parts.beside += self._properties()
        parts.beside += self._left_over()
        return parts

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
        root = ElementTree.fromstring(_without_plain_cells(self._read(path), sheet))  # noqa: S314
        relations = self._relations(path)
        targets = {name: target for name, _, target in relations}
        for element in root.iter():
            name = local(element)
            if name == "c":
                _read_cell(sheet, element)
            elif name == "hyperlink":
                target = targets.get(attribute(element, "id"), "")
                sheet.beside += _link(element, target)
            elif name in HEADERS:
                sheet.beside += _header(HEADER_CODES.sub(" ", element.text or ""))
        kinds = {kind for _, kind, _ in relations}
        for _, kind, target in relations:
            sheet.beside += self._related(kind, target, has_threads="threadedComment" in kinds)
        return sheet

    def _related(self, kind: str, target: str, *, has_threads: bool) -> Iterator[Beside]:
        root = self._parsed(target) if target.endswith((".xml", ".vml")) else None
        if kind == "threadedComment" and root is not None:
            for element in root:
                text = "".join(one.text or "" for one in element if local(one) == "text")
                yield Beside(BesideKind.COMMENT, attribute(element, "ref"), text)
        elif kind == "comments" and root is not None:
            for element in root.iter():
                if local(element) != "comment":
                    continue
                text = "".join(one.text or "" for one in element.iter() if local(one) == "t")
                if not (has_threads and THREAD_NOTICE.match(text)):
                    yield Beside(BesideKind.COMMENT, attribute(element, "ref"), text)
        elif kind in {"drawing", "vmlDrawing"}:
            yield from self._drawing(target)
        elif kind in {"oleObject", "package", "image", "control"}:
            yield Beside(BesideKind.PICTURE, "", posixpath.basename(target))

    def _drawing(self, path: str) -> Iterator[Beside]:
        """Words of text boxes, shapes, charts and diagrams, and that there are pictures."""
        if path in self._seen:
            return
        self._seen.add(path)
        root = self._parsed(path) if path.endswith((".xml", ".vml")) else None
        if root is None:
            return
        yield from _drawn_words(root)
        for _, kind, target in self._relations(path):
            if kind == "image":
                yield Beside(BesideKind.PICTURE, "", posixpath.basename(target))
            elif target.startswith(("xl/charts/", "xl/diagrams/", "xl/drawings/")):
                yield from self._drawing(target)
            elif kind == "hyperlink" and not target.startswith("#"):
                yield Beside(BesideKind.LINK, "", target)

    def _left_over(self) -> Iterator[Beside]:
        """Words of drawings that no sheet refers to."""
        for name in sorted(self._names):
            if name.startswith(("xl/drawings/", "xl/charts/", "xl/diagrams/")):
                yield from self._drawing(name)

    def _properties(self) -> Iterator[Beside]:
        """Properties that somebody writes into; programs put names of persons into the others."""
        written = {"title", "subject", "description", "keywords", "category", "contentStatus"}
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
            sheet.formulas[name] = f"={child.text or ''}"
        elif tag == "v" and is_error:
            sheet.errors[name] = child.text or "#"


def _link(element: ElementTree.Element, target: str) -> Iterator[Beside]:
    """A link to outside the workbook, and what it says when one rests on it."""
    place = attribute(element, "ref").partition(":")[0]
    for text in (target, attribute(element, "tooltip")):
        if text:
            yield Beside(BesideKind.LINK, place, text)


def _header(text: str) -> Iterator[Beside]:
    words = " ".join(text.split())
    if words:
        yield Beside(BesideKind.HEADER, "", words)


def _defined_name(element: ElementTree.Element) -> Iterator[Beside]:
    name = attribute(element, "name")
    if not name.startswith("_xlnm."):
        words = ": ".join(part for part in (name, attribute(element, "comment")) if part)
        yield Beside(BesideKind.NAME, "", words)


def _drawn_words(root: ElementTree.Element) -> Iterator[Beside]:
    for shape in root.iter():
        if local(shape) in {"txBody", "rich", "txPr", "textbox"}:
            words = "\n".join(texts(shape, "p", "t"))
            if not words and local(shape) == "textbox":
                words = " ".join("".join(shape.itertext()).split())
            if words:
                yield Beside(BesideKind.TEXT_BOX, "", words)
        elif local(shape) in {"tx", "strLit"}:
            yield from _typed_into_a_chart(shape)
        elif local(shape) == "cNvPr":
            for name in ("descr", "title"):
                if shape.get(name, "").strip():
                    yield Beside(BesideKind.TEXT_BOX, "", shape.get(name, ""))


def _typed_into_a_chart(shape: ElementTree.Element) -> Iterator[Beside]:
    """Names that are no cell's: what a cell says is read where it stands."""
    for one in shape.iterfind("{*}v" if local(shape) == "tx" else "{*}pt/{*}v"):
        if (one.text or "").strip():
            yield Beside(BesideKind.TEXT_BOX, "", one.text or "")
