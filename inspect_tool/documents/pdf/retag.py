"""Repair the tags of a PDF where WeasyPrint falls short of what a screen reader needs.

WeasyPrint 70 tags each piece of a table, list or paragraph that runs over a page on its own
(its issue 2903), gives header cells no scope (2508), gives pictures a wrong box, leaves running
heads without an owner, and calls notes, contents lists and numbered paragraphs by no name (2482).
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from inspect_tool.documents.pdf.finished import LastLook
from inspect_tool.documents.pdf.numbered_items import list_numbered_paragraphs
from inspect_tool.documents.pdf.shown_text import Instruction
from inspect_tool.documents.pdf.structure_tree import (
    MarkedContent,
    PageId,
    content_of,
    document_element,
    elements,
    is_element,
    kids,
    page_id,
    parent_arrays,
    put_kids,
    tag,
    tagged,
    walk,
)

POINTS_PER_PIXEL = 0.75
PRINT_FLAG = 4  # ISO 32000-1, table 165: an annotation that is printed with its page


def repair_tags(pdf: pikepdf.Pdf, *, continued_levels: Sequence[int], look: LastLook) -> None:
    """Give the PDF a structure tree that says what its pages show.

    Args:
        continued_levels: For each page but the last, how many levels of elements run on to the
            next page, counted from the top of the document; 0 where a new section begins.
        look: Is shown each page as it will be.
    """
    document = document_element(pdf)
    _name_notes(pdf, document)
    _join_pages(pdf, document, continued_levels)
    _name_contents(document)
    list_numbered_paragraphs(pdf, document)
    _scope_headers(document)
    _place_figures(pdf, document)
    _make_artifacts(pdf, document, look)
    _print_links(pdf)


# --- notes -------------------------------------------------------------------------------------


def _name_notes(pdf: pikepdf.Pdf, document: Object) -> None:
    """Tag the notes at the foot of each page as notes, each with an id of its own."""
    names: list[Object] = []
    areas = [kid for kid in elements(document) if tag(kid) == "NonStruct"]
    notes = [note for area in areas for note in elements(area) if tag(note) == "Span"]
    for index, note in enumerate(notes, start=1):
        note.S = Name.Note
        # Names in an id tree are sorted as bytes.
        note.ID = String(f"note-{index:05d}")
        names += [note.ID, note]
    if names:
        tree = Dictionary(Names=Array(names))
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(tree)


# --- elements that run over a page ---------------------------------------------------------------


def _join_pages(pdf: pikepdf.Pdf, document: Object, continued_levels: Sequence[int]) -> None:
    """Make one element of each that was tagged in pieces, and put notes behind their page."""
    on_page: dict[PageId, list[Object]] = {page_id(page): [] for page in pdf.pages}
    for kid in elements(document):
        on_page[kid.Pg.objgen].append(kid)
    tail: Object | None = None
    joined: list[Object] = []
    notes: list[Object] = []
    for parts, levels in zip(on_page.values(), (0, *continued_levels), strict=True):
        body = [part for part in parts if tag(part) != "NonStruct"]
        if levels and tail is not None and body and tag(tail) == tag(body[0]):
            _join(tail, body.pop(0), levels, notes)
        else:
            joined += notes
        joined += body
        tail = body[-1] if body else tail
        notes = [part for part in parts if tag(part) == "NonStruct"]
    put_kids(document, joined + notes)


def _join(tail: Object, head: Object, levels: int, notes: list[Object]) -> None:
    """Append the second piece of an element to the first, the innermost pieces first."""
    if tag(tail) == "Table":
        _join_table(tail, head)
        return
    rest = kids(head)
    if levels > 1 and rest and is_element(rest[0]):
        last = elements(tail)[-1:]
        if last and tag(last[0]) == tag(rest[0]):
            holds_notes = tag(last[0]) == "Sect"
            _join(last[0], rest.pop(0), levels - 1, notes if holds_notes else [])
            notes = [] if holds_notes else notes
    put_kids(tail, kids(tail) + notes + rest)


def _join_table(tail: Object, head: Object) -> None:
    """Move the rows over; the repeated headings stay behind and become artifacts."""
    body = next(part for part in elements(tail) if tag(part) == "TBody")
    rows = [row for part in elements(head) if tag(part) == "TBody" for row in kids(part)]
    put_kids(body, kids(body) + rows)


# --- contents, headers, pictures -----------------------------------------------------------------


def _name_contents(document: Object) -> None:
    """Tag the lists of the contents pages, which the template marks as an article."""
    for article in tagged(document, "Art"):
        article.S = Name.Sect
        for listing in tagged(article, "L"):
            listing.S = Name.TOC
            for item in elements(listing):
                item.S = Name.TOCI
                for body in elements(item):
                    body.S = Name.Reference


def _scope_headers(document: Object) -> None:
    """Say of each header cell whether it heads a column or a row."""
    for path in walk(document):
        cell = path[-1]
        if tag(cell) == "TH":
            heads_column = any(tag(above) == "THead" for above in path)
            scope = Name.Column if heads_column else Name.Row
            cell.A = Dictionary(O=Name.Table, Scope=scope)
        elif tag(cell) == "TD" and "/Headers" in cell.A:
            # The scopes say the same, and a joined table has ids that come twice.
            del cell.A["/Headers"]
        if tag(cell) in ("TH", "TD") and "/ID" in cell:
            del cell["/ID"]


def _place_figures(pdf: pikepdf.Pdf, document: Object) -> None:
    """Turn the boxes of pictures, in pixels from the top, into points from the bottom."""
    heights = {page_id(page): float(page.MediaBox[3]) for page in pdf.pages}
    for figure in tagged(document, "Figure"):
        left, top, right, bottom = (float(edge) * POINTS_PER_PIXEL for edge in figure.A.BBox)
        height = heights[figure.Pg.objgen]
        box = (left, height - bottom, right, height - top)
        figure.A.BBox = Array([round(edge, 2) for edge in box])
        figure.A.Placement = Name.Block


# --- content without an owner --------------------------------------------------------------------


def _make_artifacts(pdf: pikepdf.Pdf, document: Object, look: LastLook) -> None:
    """Mark content that no element holds, such as running heads, as part of the page's frame."""
    owned = content_of(document)
    parents = parent_arrays(pdf)
    for page in pdf.pages:
        owners = parents[int(page.StructParents)]
        instructions: list[Instruction] = []
        for instruction in pikepdf.parse_content_stream(page):
            number = _content_number(instruction)
            if number is None or MarkedContent(page_id(page), number) in owned:
                instructions.append(instruction)
                continue
            owners[number] = None
            operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
            instructions.append(pikepdf.ContentStreamInstruction(operands, pikepdf.Operator("BDC")))
        look.at(page, instructions)
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))


def _content_number(
    instruction: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage,
) -> int | None:
    """The number of the content that an instruction begins; None for any other instruction."""
    if str(instruction.operator) != "BDC":
        return None
    properties = instruction.operands[1]
    if isinstance(properties, Dictionary) and "/MCID" in properties:
        return int(properties.MCID)
    return None


def _print_links(pdf: pikepdf.Pdf) -> None:
    """Let links be printed with their page, as PDF/UA's checkers expect."""
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            annotation.F = int(annotation.get("/F", 0)) | PRINT_FLAG
