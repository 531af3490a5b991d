"""Give a report its numbers: paragraphs, tables, figures, recommendations, notes, references.

Numbers stand in the text, not in a style sheet, so that PDF, HTML and workbook agree.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from inspect_tool.domain.content.blocks import (
    Block,
    BoxedBlock,
    BulletList,
    Chapter,
    ClaimText,
    Column,
    CrossReference,
    Emphasis,
    Figure,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Paragraph,
    Quantity,
    Recommendation,
    ReportContent,
    Row,
    Span,
    Spans,
    Strong,
    Table,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.cover import body_of
from inspect_tool.domain.look.words import FixedWords
from inspect_tool.domain.percentages import SUPPRESSED
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.errors import CheckFailedError

_ChangeSpans: TypeAlias = Callable[[Spans], Spans]

QUANTITIES_ANNEX = "annex-quantities"
QUANTITIES_TABLE = "table-quantities"


class DanglingReferenceError(CheckFailedError):
    """The text points at something that the report does not have."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            f"The report has no {', no '.join(missing)}. Correct the reference in the narrative."
        )


class DuplicateIdError(CheckFailedError):
    """Two places of the report have the same name, so that a reference could mean either."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            f"Two places of the report have the id {', '.join(ids)}. Give one of them a name of"
            " its own, such as `## Heading {#other-name}`, or place a table or figure once only."
        )


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents list; level 1 is a chapter."""

    id: str
    text: str
    level: int


def number_content(content: ReportContent) -> ReportContent:
    """Number everything, say where each quantity stands, and resolve the cross-references.

    With quantities, an annex "Where the quantities come from" is added behind the others.
    Numbering a numbered report again changes nothing.

    Raises:
        DanglingReferenceError: A reference or a claim names what is not there.
        DuplicateIdError: Two chapters, headings, tables or figures have the same id.
    """
    _check_ids(content.chapters)
    own = tuple(chapter for chapter in content.chapters if chapter.id != QUANTITIES_ANNEX)
    counters = _Counters()
    words = content.look.words
    chapters = tuple(_number_chapter(chapter, counters, words) for chapter in own)
    quantities = _locate_quantities(content.quantities, chapters, words)
    if quantities:
        chapters += (_number_chapter(_quantities_annex(quantities, content), counters, words),)
    chapters = _resolve_references(chapters, words)
    return dataclasses.replace(content, chapters=chapters, quantities=quantities)


def without_quantities(content: ReportContent) -> ReportContent:
    """A numbered report without the annex of its quantities, which other files have."""
    kept = tuple(chapter for chapter in content.chapters if chapter.id != QUANTITIES_ANNEX)
    return dataclasses.replace(content, chapters=kept)


def contents_entries(content: ReportContent) -> tuple[ContentsEntry, ...]:
    """Chapters and their headings of level 2, in the order of the report."""
    entries: list[ContentsEntry] = []
    for chapter in body_of(content):
        entries.append(ContentsEntry(chapter.id, chapter.full_title, 1))
        entries.extend(
            ContentsEntry(block.id, block.text, 2)
            for block in chapter.blocks
            if isinstance(block, Heading) and block.level == 2
        )
    return tuple(entries)


def tables_of(content: ReportContent) -> tuple[Table, ...]:
    """The report's tables in their order."""
    return tuple(block for block in _blocks(content.chapters) if isinstance(block, Table))


def figures_of(content: ReportContent) -> tuple[Figure, ...]:
    """The report's figures in their order."""
    return tuple(block for block in _blocks(content.chapters) if isinstance(block, Figure))


def footnotes_of(chapter: Chapter) -> tuple[Footnote, ...]:
    """The notes of a chapter, in the order in which the text calls them."""
    spans = (span for block in chapter.blocks for part in spans_of(block) for span in walk(part))
    return tuple(span for span in spans if isinstance(span, Footnote))


def _check_ids(chapters: tuple[Chapter, ...]) -> None:
    named = (block for block in _blocks(chapters) if isinstance(block, Heading | Table | Figure))
    times = Counter([*(chapter.id for chapter in chapters), *(block.id for block in named)])
    if twice := sorted(name for name, uses in times.items() if uses > 1):
        raise DuplicateIdError(twice)


@dataclass
class _Counters:
    """The next number of each kind; annexes count in letters."""

    paragraph: Iterator[int] = field(default_factory=lambda: count(1))
    recommendation: Iterator[int] = field(default_factory=lambda: count(1))
    table: Iterator[int] = field(default_factory=lambda: count(1))
    figure: Iterator[int] = field(default_factory=lambda: count(1))
    footnote: Iterator[int] = field(default_factory=lambda: count(1))
    annex: Iterator[int] = field(default_factory=lambda: count(0))


def _number_chapter(chapter: Chapter, counters: _Counters, words: FixedWords) -> Chapter:
    label = ""
    if chapter.is_annex:
        label = words.say("annex", letter=chr(ord("A") + next(counters.annex)))
    blocks = tuple(_number_block(block, chapter, counters) for block in chapter.blocks)
    return dataclasses.replace(chapter, label=label, blocks=blocks)


def _number_block(block: Block, chapter: Chapter, counters: _Counters) -> Block:
    match block:
        case Paragraph():
            number = next(counters.paragraph) if chapter.is_numbered else None
            block = dataclasses.replace(block, number=number)
        case Recommendation():
            block = dataclasses.replace(block, number=next(counters.recommendation))
        case Table():
            return dataclasses.replace(block, number=next(counters.table))
        case Figure():
            return dataclasses.replace(block, number=next(counters.figure))
    return map_spans(block, lambda spans: _number_footnotes(spans, counters))


def _number_footnotes(spans: Spans, counters: _Counters) -> Spans:
    return tuple(_number_footnote(span, counters) for span in spans)


def _number_footnote(span: Span, counters: _Counters) -> Span:
    match span:
        case Footnote():
            return dataclasses.replace(span, number=next(counters.footnote))
        case Strong() | Emphasis():
            return dataclasses.replace(span, spans=_number_footnotes(span.spans, counters))
    return span


# --- quantities --------------------------------------------------------------------------------


def _locate_quantities(
    quantities: tuple[Quantity, ...], chapters: tuple[Chapter, ...], words: FixedWords
) -> tuple[Quantity, ...]:
    """Number the quantities in the order in which the report first states them."""
    places = _claim_places(chapters, words)
    known = {quantity.id: quantity for quantity in quantities}
    if unknown := [f"quantity {name}" for name in places if name not in known]:
        raise DanglingReferenceError(unknown)
    in_order = [known[name] for name in places]
    in_order += [quantity for quantity in quantities if quantity.id not in places]
    return tuple(
        dataclasses.replace(quantity, number=number, where=places.get(quantity.id, ""))
        for number, quantity in enumerate(in_order, start=1)
    )


def _claim_places(chapters: tuple[Chapter, ...], words: FixedWords) -> dict[str, str]:
    """Where each quantity is stated first, by its id."""
    places: dict[str, str] = {}
    for chapter in chapters:
        last_number = 0
        for block in chapter.blocks:
            if isinstance(block, Paragraph) and block.number:
                last_number = block.number
            place = _place(block, chapter, last_number, words)
            for name in _claims_of(block):
                places.setdefault(name, place)
    return places


def _claims_of(block: Block) -> list[str]:
    spans = (span for part in spans_of(block) for span in walk(part))
    return [span.quantity_id for span in spans if isinstance(span, ClaimText)]


def _place(block: Block, chapter: Chapter, last_number: int, words: FixedWords) -> str:
    match block:
        case Paragraph(number=int(number)):
            return words.say("at_paragraph", number=number)
        case Recommendation():
            return words.say("at_recommendation", number=block.number)
        case Figure():
            return words.say("figure", number=block.number)
    if chapter.is_on_cover:
        return words.say("cover")
    if not last_number:
        return chapter.full_title
    return words.say("after_paragraph", number=last_number)


def _quantities_annex(quantities: tuple[Quantity, ...], content: ReportContent) -> Chapter:
    opening = (
        "The quantities of the text that were counted from what was recorded, in the order of the"
        " report, with what was counted and among how many."
    )
    return Chapter(
        id=QUANTITIES_ANNEX,
        title=content.look.words.say("annex_quantities"),
        blocks=(Paragraph((Text(opening),)), _quantities_table(quantities, content.words)),
        is_numbered=False,
        is_annex=True,
    )


def _quantities_table(quantities: tuple[Quantity, ...], words: ReportWords) -> Table:
    headings = ("Quantity", "Where", "Words in the report", "What was counted", "Count and base")
    is_suppressed = any(None in (quantity.count, quantity.base) for quantity in quantities)
    return Table(
        id=QUANTITIES_TABLE,
        title="Quantities in the report, in their order",
        columns=tuple(Column(heading) for heading in headings),
        rows=tuple(_quantity_row(quantity) for quantity in quantities),
        note=words.said(f"{SUPPRESSED} = suppressed so that no child can be recognised.")
        if is_suppressed
        else "",
    )


def _quantity_row(quantity: Quantity) -> Row:
    return Row(
        quantity.label,
        (quantity.where, quantity.phrase, quantity.measure_title, _count_of_base(quantity)),
        id=quantity.anchor,
    )


def _count_of_base(quantity: Quantity) -> str:
    if quantity.count is None or quantity.base is None:
        return SUPPRESSED
    if quantity.stated:
        return f"{quantity.stated}, of {quantity.base:,} {quantity.base_noun}"
    more = f"; {quantity.not_asked:,} not asked" if quantity.not_asked else ""
    if quantity.count == quantity.base:
        return f"{quantity.count:,} {quantity.base_noun}{more}"
    return f"{quantity.count:,} of {quantity.base:,} {quantity.base_noun}{more}"


# --- cross-references --------------------------------------------------------------------------


def _resolve_references(chapters: tuple[Chapter, ...], words: FixedWords) -> tuple[Chapter, ...]:
    names = _names_of_targets(chapters, words)
    if dangling := _dangling_targets(chapters, names):
        raise DanglingReferenceError([f"place #{target}" for target in dangling])
    return tuple(
        dataclasses.replace(
            chapter,
            blocks=tuple(
                map_spans(block, lambda spans: _resolve_spans(spans, names))
                for block in chapter.blocks
            ),
        )
        for chapter in chapters
    )


def _names_of_targets(chapters: tuple[Chapter, ...], words: FixedWords) -> dict[str, str]:
    """What a reference without words of its own says, by the id that it aims at."""
    names = {chapter.id: chapter.full_title for chapter in chapters}
    for block in _blocks(chapters):
        match block:
            case Heading():
                names[block.id] = block.text
            case Table():
                names[block.id] = words.say("table", number=block.number)
            case Figure():
                names[block.id] = words.say("figure", number=block.number)
            case Paragraph(number=int(number)):
                names[f"paragraph-{number}"] = words.say("to_paragraph", number=number)
            case Recommendation():
                to = words.say("to_recommendation", number=block.number)
                names[f"recommendation-{block.number}"] = to
    return names


def _dangling_targets(chapters: tuple[Chapter, ...], names: Mapping[str, str]) -> list[str]:
    spans = (span for block in _blocks(chapters) for part in spans_of(block) for span in walk(part))
    targets = {span.target for span in spans if isinstance(span, CrossReference)}
    return sorted(targets - names.keys())


def _resolve_spans(spans: Spans, names: Mapping[str, str]) -> Spans:
    return tuple(_resolve_span(span, names) for span in spans)


def _resolve_span(span: Span, names: Mapping[str, str]) -> Span:
    match span:
        case CrossReference():
            return dataclasses.replace(span, text=span.text or names[span.target])
        case Strong() | Emphasis() | Footnote():
            return dataclasses.replace(span, spans=_resolve_spans(span.spans, names))
    return span


# --- walking -----------------------------------------------------------------------------------


def _blocks(chapters: tuple[Chapter, ...]) -> Iterator[Block]:
    for chapter in chapters:
        yield from chapter.blocks


def walk(spans: Spans) -> Iterator[Span]:
    """Every span, those inside others too, in the order of the text."""
    for span in spans:
        yield span
        if isinstance(span, Strong | Emphasis | Footnote):
            yield from walk(span.spans)


def spans_of(block: Block) -> Iterator[Spans]:
    """Each run of spans of a block, as far as it has words with marks."""
    match block:
        case Paragraph() | Recommendation():
            yield block.spans
        case Figure():
            yield block.finding
        case BulletList():
            yield from block.items
        case KeyBox() | GoodPracticeBox() | VoiceBox():
            for inner in block.blocks:
                yield from spans_of(inner)


def map_spans(block: Block, change: _ChangeSpans) -> Block:
    """The block with `change` applied to each run of spans in it."""
    match block:
        case Paragraph() | BulletList():
            return _map_boxed(block, change)
        case Recommendation():
            return dataclasses.replace(block, spans=change(block.spans))
        case Figure():
            return dataclasses.replace(block, finding=change(block.finding))
        case KeyBox() | GoodPracticeBox() | VoiceBox():
            inner = tuple(_map_boxed(part, change) for part in block.blocks)
            return dataclasses.replace(block, blocks=inner)
    return block


def _map_boxed(block: BoxedBlock, change: _ChangeSpans) -> BoxedBlock:
    if isinstance(block, Paragraph):
        return dataclasses.replace(block, spans=change(block.spans))
    return dataclasses.replace(block, items=tuple(change(item) for item in block.items))
