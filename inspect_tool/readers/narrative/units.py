"""A file of the narrative as units, each with its lines, for a Word file and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from inspect_tool.domain.content.narrative_units import (
    NOTE_CALL,
    Piece,
    Pieces,
    SourceUnit,
    UnitKind,
    merged,
    named,
)
from inspect_tool.readers.narrative.markdown import DIRECTIVE, narrative_markdown
from inspect_tool.readers.narrative.spans import lines_of

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_HEADINGS = {"h1": UnitKind.TITLE, "h2": UnitKind.HEADING, "h3": UnitKind.SUBHEADING}
_MARKS = {
    UnitKind.TITLE: re.compile(r"#\s+"),
    UnitKind.HEADING: re.compile(r"##\s+"),
    UnitKind.SUBHEADING: re.compile(r"###\s+"),
    UnitKind.POINT: re.compile(r"\s*[-*+]\s+"),
    UnitKind.STEP: re.compile(r"\s*\d+[.)]\s+"),
    UnitKind.NOTE: re.compile(r"\[\^[^\]\s]+\]:\s*"),
    UnitKind.BOX: re.compile(r":::\s*"),
}
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")
_CALL = re.compile(r"\[\^([^\]\s]+)\]")


def units_of(text: str, *, file: str) -> tuple[SourceUnit, ...]:
    """The units of a file in their order, each with a name; what it does not know is left out.

    Args:
        text: Of a file that `parse_narrative` has no fault with.
    """
    from markdown_it.tree import SyntaxTreeNode

    lines = lines_of(text)
    tree = SyntaxTreeNode(narrative_markdown().parse(text))
    found = [*_of_nodes(tree.children, lines, file), *_notes(lines, file)]
    return named(sorted(found, key=lambda unit: unit.first))


def _of_nodes(
    nodes: Sequence[SyntaxTreeNode], lines: Sequence[str], file: str
) -> Iterator[SourceUnit]:
    for node in nodes:
        first, last = node.map or (0, 0)
        kind = _kind(node, lines[first] if first < len(lines) else "")
        if node.type in ("bullet_list", "ordered_list"):
            for item in node.children:
                start, end = item.map or (0, 0)
                of = UnitKind.POINT if node.type == "bullet_list" else UnitKind.STEP
                yield _unit(file, of, lines, (start, end))
        elif node.type.startswith("container_"):
            yield _unit(file, UnitKind.BOX, lines, (first, first + 1))
            yield from _of_nodes(node.children, lines, file)
        elif kind is not None:
            yield _unit(file, kind, lines, (first, last))


def _kind(node: SyntaxTreeNode, line: str) -> UnitKind | None:
    if node.type == "heading":
        return _HEADINGS.get(node.tag)
    if node.type == "paragraph":
        is_directive = DIRECTIVE.match(line.strip()) is not None
        return UnitKind.DIRECTIVE if is_directive else UnitKind.PARAGRAPH
    return None


def _notes(lines: Sequence[str], file: str) -> Iterator[SourceUnit]:
    """The notes, which Markdown moves to the end and gives no lines."""
    for first, line in enumerate(lines):
        if not _NOTE.match(line):
            continue
        last = first + 1
        while last < len(lines) and lines[last].strip() and not _NOTE.match(lines[last]):
            last += 1
        yield _unit(file, UnitKind.NOTE, lines, (first, last))


def _unit(file: str, kind: UnitKind, lines: Sequence[str], place: tuple[int, int]) -> SourceUnit:
    first, last = place
    while last > first + 1 and not lines[last - 1].strip():
        last -= 1
    own = lines[first:last]
    mark = _MARKS.get(kind)
    found = mark.match(own[0]) if mark is not None else None
    prefix = found[0] if found is not None else ""
    words = "\n".join([own[0][len(prefix) :], *(line.strip() for line in own[1:])])
    return SourceUnit(
        file=file,
        kind=kind,
        first=first,
        last=last,
        prefix=prefix,
        pieces=pieces_of(words) if not kind.is_fixed else (Piece(words),),
        source="\n".join(own),
    )


def pieces_of(markdown: str) -> Pieces:
    """The pieces of a paragraph's Markdown."""
    from markdown_it.tree import SyntaxTreeNode

    (inline,) = SyntaxTreeNode(narrative_markdown().parseInline(markdown)).children
    return merged(_pieces(inline.children, Piece("")))


def _pieces(nodes: Sequence[SyntaxTreeNode], look: Piece) -> Iterator[Piece]:
    for node in nodes:
        if node.type == "softbreak":
            yield _like(look, " ")
        elif node.type == "strong":
            yield from _pieces(node.children, _like(look, "", is_strong=True))
        elif node.type == "em":
            yield from _pieces(node.children, _like(look, "", is_emphasis=True))
        elif node.type == "link":
            words = "".join(piece.text for piece in _pieces(node.children, look))
            yield Piece(words, target=unquote(str(node.attrs.get("href", ""))))
        else:
            yield from _with_calls(node.content, look)


def _with_calls(text: str, look: Piece) -> Iterator[Piece]:
    """Words with the calls of notes in them, which are no notes here since none is defined."""
    end = 0
    for call in _CALL.finditer(text):
        yield _like(look, text[end : call.start()])
        yield Piece(f"[{call[1]}]", target=f"{NOTE_CALL}{call[1]}")
        end = call.end()
    yield _like(look, text[end:])


def _like(look: Piece, text: str, *, is_strong: bool = False, is_emphasis: bool = False) -> Piece:
    return Piece(text, look.is_strong or is_strong, look.is_emphasis or is_emphasis)
