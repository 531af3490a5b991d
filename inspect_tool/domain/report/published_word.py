"""The public edition as a Word file: for reading and for other programs, not for edits.

It is laid out from what may be published alone. It has none of the marks by which a file for edits
comes back: they are short digests of the narrative's own words, and who knows all of a sentence but
its number could try the few that fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Emphasis,
    Figure,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Link,
    Paragraph,
    Recommendation,
    Spans,
    Statistics,
    Strong,
    Table,
    VoiceBox,
)
from inspect_tool.domain.content.narrative_units import Piece, merged
from inspect_tool.domain.content.numbering import footnotes_of, number_content
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.report.word_file import (
    WordBlock,
    WordFigure,
    WordFile,
    WordParagraph,
    WordTable,
    numbers_of,
)

BODY: Final = "Normal"


def published_word(content: PublishedContent, review: str) -> WordFile:
    """Lay the public edition out for Word, chapter by chapter.

    Args:
        review: The review's name.
    """
    numbered = number_content(content)
    edition = content.look.words.say(content.edition.key)
    notice = f"{edition}. {content.notice}".strip()
    top = (
        (content.title, "Title"),
        (content.subtitle, "Subtitle"),
        (content.published_words, "Fixed"),
        (notice, "Fixed"),
    )
    return WordFile(
        title=content.title,
        subtitle=content.subtitle,
        notice=content.notice,
        publisher=content.publisher,
        created=content.created,
        review=review,
        snapshot="",
        base="",
        palette=content.look.palette,
        blocks=(
            *(_line(words, style) for words, style in top if words),
            *chain.from_iterable(_block(one) for one in numbered.about),
            *chain.from_iterable(map(_chapter, numbered.chapters)),
        ),
    )


def _line(words: str, style: str = BODY) -> WordParagraph:
    return WordParagraph(style, merged((Piece(words),)), mark="")


def _chapter(chapter: Chapter) -> Iterator[WordBlock]:
    yield _line(chapter.full_title, "Heading 1")
    for block in chapter.blocks:
        yield from _block(block)
    for note in footnotes_of(chapter):
        yield _words(note.spans, "Note", f"[{note.number}] ")


def _words(spans: Spans, style: str = BODY, before: str = "") -> WordParagraph:
    return WordParagraph(style, merged((Piece(before), *_pieces(spans))), mark="")


def _pieces(spans: Spans, *, is_strong: bool = False, is_emphasis: bool = False) -> Iterator[Piece]:
    """Words with their look; notes stand behind the chapter, and links say where they lead."""
    for span in spans:
        if isinstance(span, Strong):
            yield from _pieces(span.spans, is_strong=True, is_emphasis=is_emphasis)
        elif isinstance(span, Emphasis):
            yield from _pieces(span.spans, is_strong=is_strong, is_emphasis=True)
        else:
            words = f"[{span.number}]" if isinstance(span, Footnote) else span.text
            address = f" ({span.url})" if isinstance(span, Link) else ""
            yield Piece(f"{words}{address}", is_strong, is_emphasis)


def _block(block: Block) -> Iterator[WordBlock]:
    match block:
        case Heading():
            yield _line(block.text, "Heading 2" if block.level == 2 else "Heading 3")
        case Paragraph():
            yield _words(block.spans, before="" if block.number is None else f"{block.number}. ")
        case BulletList():
            style = "List Number" if block.is_ordered else "List Bullet"
            yield from (_words(item, style) for item in block.items)
        case Recommendation():
            yield _words(block.spans, before=f"{block.number}. ")
            if block.rests_on:
                yield _line(f"Rests on: {'; '.join(block.rests_on)}.", "Fixed")
        case Statistics():
            yield from (_line(f"{one.figure} {one.label}") for one in block.items)
        case Table():
            yield _line(f"Table {block.number}: {block.title}", "Caption")
            yield WordTable(block, mark="")
            yield from _below(block)
        case Figure():
            title = _pieces(block.finding) if block.finding else (Piece(block.title),)
            label = Piece(f"Figure {block.number}: ")
            yield WordParagraph("Caption", merged((label, *title)), mark="")
            if block.finding:
                yield _line(block.title, "Fixed")
            yield WordFigure(block, mark="")
            yield _line("The same in numbers:", "Fixed")
            yield WordTable(numbers_of(block), mark="")
            yield from _below(block)
        case _:
            yield from _box(block)


def _box(block: KeyBox | GoodPracticeBox | VoiceBox) -> Iterator[WordBlock]:
    if isinstance(block, GoodPracticeBox):
        yield _line(f"Good practice: {block.title}", "Box")
    for inner in block.blocks:
        yield from _block(inner)
    if isinstance(block, VoiceBox):
        yield _line(block.who, "Fixed")


def _below(block: Table | Figure) -> Iterator[WordParagraph]:
    for words in (block.note, f"Source: {block.source}" if block.source else ""):
        if words:
            yield _line(words, "Fixed")
