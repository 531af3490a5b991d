"""The narrative and its figures as a Word file, to be edited and commented on."""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from inspect_tool.documents.charts.figure import draw_figure
from inspect_tool.documents.charts.svg import PAGE, Room
from inspect_tool.documents.deterministic_zip import freeze_zip
from inspect_tool.domain.content.chart_findings import chart_in_words
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.report.word_file import (
    LABEL,
    WordFigure,
    WordFile,
    WordParagraph,
    WordTable,
    table_texts,
)

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from inspect_tool.domain.content.narrative_units import Piece

QUANTITY: Final = "Quantity"
QUIET = RGBColor(0x3D, 0x3D, 0x3D)
FONT: Final = "Arial"
WIDTH_CM: Final = 16.0
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
# Programs that cannot draw SVG show this, and have the numbers in the table below: one white dot.
_NO_PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + bytes.fromhex("0000000d49484452000000010000000108000000003a7e9b55")
    + bytes.fromhex("0000000a4944415478da63f80f00010101001cb08c99")
    + bytes.fromhex("0000000049454e44ae426082")
)
_ASVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def write_word(file: WordFile) -> bytes:
    """The file; the same content gives the same bytes.

    In a file for edits each quantity is in a content control that is locked, with its words marked
    by a style, and each paragraph has a bookmark by which it is known when the file comes back.
    """
    document = Document()
    _leave_thumbnail(document)
    _set_styles(document, RGBColor.from_string(file.palette.main[1:].upper()))
    _set_properties(document, file)
    writer = _Writer(document, replace(PAGE, palette=file.palette))
    for block in file.blocks:
        if isinstance(block, WordParagraph):
            writer.paragraph(block)
        elif isinstance(block, WordTable):
            writer.table(block)
        else:
            writer.figure(block)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        return freeze_zip({name: archive.read(name) for name in archive.namelist()})


def _leave_thumbnail(document: WordDocument) -> None:
    """Take out the picture of another document, which the library's own template has."""
    relations = document.part.package.rels
    for name in [
        key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[name]


def _set_styles(document: WordDocument, main: RGBColor) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    styles = document.styles
    for style in styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.font is not None:
            style.font.name = FONT
            fonts = style.element.rPr.rFonts if style.element.rPr is not None else None
            if fonts is not None:
                for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                    fonts.attrib.pop(qn(f"w:{theme}"), None)
        if style.name.startswith(("Heading", "Title", "Subtitle", "Caption")):
            style.font.color.rgb = main
    styles["Normal"].font.size = Pt(11)
    for name in ("Fixed", "Note", "Box"):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        style.font.size = Pt(9.5)
        style.font.color.rgb = QUIET
    styles["Box"].font.bold = True
    styles["Box"].font.size = Pt(11)
    quantity = styles.add_style(QUANTITY, WD_STYLE_TYPE.CHARACTER)
    quantity.font.color.rgb = main
    quantity.font.underline = True


def _set_properties(document: WordDocument, file: WordFile) -> None:
    properties = document.core_properties
    moment = datetime.combine(file.created, time(), tzinfo=UTC).replace(tzinfo=None)
    properties.title, properties.subject = file.title, file.subtitle
    properties.author = properties.last_modified_by = file.publisher
    properties.language, properties.comments = "en-GB", ""
    properties.keywords = file.keywords
    properties.created = properties.modified = moment
    properties.revision = 1


class _Writer:
    """Puts blocks into a document; bookmarks, controls and pictures have running numbers."""

    def __init__(self, document: WordDocument, room: Room) -> None:
        self._document = document
        self._room = room
        self._number = 0

    def _next(self) -> int:
        self._number += 1
        return self._number

    def paragraph(self, block: WordParagraph) -> None:
        """A paragraph with its bookmark, its label and its pieces."""
        paragraph = self._document.add_paragraph(style=block.style)
        with self._marked(paragraph._p, block.mark):
            if block.label:
                paragraph._p.append(self._control(LABEL, "note", block.label))
            quantities = 0
            for piece in block.pieces:
                if piece.target:
                    tag = f"{block.unit}.{quantities}"
                    paragraph._p.append(self._control(tag, piece.target, piece.text))
                    quantities += 1
                else:
                    _add_run(paragraph, piece)

    def _marked(self, element: Any, mark: str) -> AbstractContextManager[None]:
        return _Bookmark(element, mark, self._next()) if mark else nullcontext()

    def _control(self, tag: str, alias: str, words: str) -> Any:
        """Words in a content control that can be neither changed nor deleted."""
        control = parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias/><w:tag/><w:id/>"
            '<w:lock w:val="sdtContentLocked"/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle/>'
            '</w:rPr><w:t xml:space="preserve"/></w:r></w:sdtContent></w:sdt>'
        )
        properties = control.find(qn("w:sdtPr"))
        for name, value in (("alias", alias[:64]), ("tag", tag), ("id", str(self._next()))):
            properties.find(qn(f"w:{name}")).set(qn("w:val"), value)
        run = control.find(qn("w:sdtContent")).find(qn("w:r"))
        run.find(qn("w:rPr")).find(qn("w:rStyle")).set(qn("w:val"), QUANTITY)
        run.find(qn("w:t")).text = _shown(words)
        return control

    def table(self, block: WordTable) -> None:
        """A table with a row of headings that is repeated on each page."""
        texts = table_texts(block.table)
        table = self._document.add_table(rows=len(texts), cols=len(texts[0]), style="Table Grid")
        for row, cells in zip(table.rows, texts, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.paragraphs[0].add_run(clean_text(text)).font.size = Pt(9)
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
        for cell in table.rows[0].cells:
            cell.paragraphs[0].runs[0].font.bold = True
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        properties = table._tbl.tblPr
        for name in ("tblCaption", "tblDescription"):
            element = parse_xml(f"<w:{name} {nsdecls('w')}/>")
            element.set(qn("w:val"), block.table.title)
            properties.append(element)
        with self._marked(table.rows[0].cells[0].paragraphs[0]._p, block.mark):
            pass

    def figure(self, block: WordFigure) -> None:
        """A picture with its alternative text, drawn from the same SVG as the report's."""
        first, *others = draw_figure(block.figure, self._room)
        self._picture(block, first, mark=block.mark)
        for part in others:
            self._picture(block, part, mark="")

    def _picture(self, block: WordFigure, svg: str, *, mark: str) -> None:
        found = _VIEW.search(svg)
        height = WIDTH_CM * float(found[2]) / float(found[1]) if found else WIDTH_CM / 2
        paragraph = self._document.add_paragraph(style="Normal")
        with self._marked(paragraph._p, mark):
            shape = paragraph.add_run().add_picture(
                io.BytesIO(_NO_PICTURE), width=Cm(WIDTH_CM), height=Cm(min(height, 22))
            )
        number = self._next()
        shape._inline.docPr.set(
            "descr", block.figure.alt_text or chart_in_words(block.figure.chart)
        )
        shape._inline.docPr.set("name", f"Figure {block.figure.number}")
        package = self._document.part.package
        name = PackURI(f"/word/media/figure{number}.svg")
        part = Part(name, "image/svg+xml", svg.encode(), package)
        link = self._document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        blip = next(shape._inline.iter(qn("a:blip")))
        blip.append(
            parse_xml(
                f"<a:extLst {nsdecls('a', 'r')}>"
                '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
                f'<asvg:svgBlip xmlns:asvg="{_ASVG}" r:embed="{link}"/></a:ext></a:extLst>'
            )
        )


class _Bookmark(AbstractContextManager[None]):
    """A bookmark around what is put into a paragraph meanwhile."""

    def __init__(self, element: Any, mark: str, number: int) -> None:
        self._element, self._mark, self._number = element, mark, number

    def __enter__(self) -> None:
        start = parse_xml(f"<w:bookmarkStart {nsdecls('w')}/>")
        start.set(qn("w:id"), str(self._number))
        start.set(qn("w:name"), self._mark)
        self._element.append(start)

    def __exit__(self, *_: object) -> None:
        end = parse_xml(f"<w:bookmarkEnd {nsdecls('w')}/>")
        end.set(qn("w:id"), str(self._number))
        self._element.append(end)


def _add_run(paragraph: Any, piece: Piece) -> None:
    run = paragraph.add_run(_shown(piece.text))
    run.bold = piece.is_strong or None
    run.italic = piece.is_emphasis or None


def _shown(text: str) -> str:
    """Words without what XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
