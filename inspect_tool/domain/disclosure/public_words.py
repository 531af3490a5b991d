"""Words of the public edition: what was decided is left out, or said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    ClaimText,
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
    Span,
    Spans,
    Statistics,
    Strong,
    Table,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.content.numbering import map_spans, spans_of, walk
from inspect_tool.domain.disclosure.decisions import DisclosurePlace, digest_of, ref_of
from inspect_tool.domain.disclosure.held import HeldCounts
from inspect_tool.domain.disclosure.tables import has_numbers
from inspect_tool.domain.percentages import SUPPRESSED

NOT_PUBLISHED = "what is not published"


def ref_of_block(block: Block) -> str:
    """What a decision about a table, a figure or a box names; empty for anything else."""
    match block:
        case Table() | Figure():
            return block.id
        case GoodPracticeBox() | VoiceBox():
            return ref_of(DisclosurePlace.BOX, digest_of(block))
    return ""


def without(content: ReportContent, left_out: Collection[str]) -> ReportContent:
    """A report without some tables, figures and boxes; references to them lose their aim."""
    gone = {ref for ref in left_out if ref}

    def kept(block: Block) -> bool:
        return ref_of_block(block) not in gone

    chapters = (replace(one, blocks=tuple(filter(kept, one.blocks))) for one in content.chapters)
    return _each_span(
        replace(content, chapters=tuple(chapters)),
        lambda span: (
            Text(span.text or NOT_PUBLISHED)
            if isinstance(span, CrossReference) and span.target in gone
            else span
        ),
    )


def reworded(content: ReportContent, words: Mapping[str, str]) -> ReportContent:
    """A report whose claims are said otherwise, by the id of their quantity."""
    quantities = tuple(
        replace(one, phrase=words.get(one.id, one.phrase)) for one in content.quantities
    )
    return _each_span(
        replace(content, quantities=quantities),
        lambda span: (
            replace(span, text=words.get(span.quantity_id, span.text))
            if isinstance(span, ClaimText)
            else span
        ),
    )


def public_quantity(quantity: Quantity, held: HeldCounts) -> Quantity:
    """A line of the annex of quantities as it may be published, without its cases."""
    # The base of a median is in no equation, so its line says neither.
    is_held = held.holds_quantity(quantity) or quantity.stated_as is Holds.MEDIAN
    return replace(
        quantity,
        count=None if is_held else quantity.count,
        base=None if is_held else quantity.base,
        not_asked=0 if is_held else quantity.not_asked,
        case_refs=(),
    )


def public_statistics(block: Statistics, held: HeldCounts) -> Statistics:
    """Large numbers without those that are held back."""
    items = (one for one in block.items if not held.holds(f"Large number “{one.figure}”"))
    return replace(block, items=tuple(items))


def public_recommendation(block: Recommendation, held: HeldCounts) -> Recommendation:
    """A recommendation whose reasons have no number that is held back."""
    return replace(block, rests_on=tuple(_rests_on(block, held)))


def _rests_on(block: Recommendation, held: HeldCounts) -> Iterator[str]:
    for words in block.rests_on:
        if held.holds(f"Recommendation {block.number}, “{words}”"):
            yield f"{words.rpartition(':')[0] or words.split(maxsplit=1)[0]}: {SUPPRESSED}"
        else:
            yield words


def prose_of(chapter: Chapter) -> tuple[str, ...]:
    """The words of a chapter that people wrote, without its tables, figures and boxes."""
    return tuple(text for block in chapter.blocks for text in _prose(block) if text.strip())


def _prose(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Recommendation():
            yield _plain(block.spans)
        case BulletList():
            yield from map(_plain, block.items)
        case Figure():
            yield _plain(block.finding)
        case Heading():
            yield block.text
        case KeyBox():
            yield from (text for inner in block.blocks for text in _prose(inner))


def _plain(spans: Spans) -> str:
    return "".join(
        _plain(span.spans) if isinstance(span, Strong | Emphasis | Footnote) else span.text
        for span in spans
    )


def numbers_outside_claims(chapter: Chapter) -> int:
    """In how many places of a chapter's own words a figure stands that is no claim."""
    spans = (span for block in chapter.blocks for part in spans_of(block) for span in walk(part))
    return sum(isinstance(span, Text) and has_numbers(span.text) for span in spans)


def sentences_with(chapter: Chapter, quantity_id: str) -> tuple[str, ...]:
    """The paragraphs and points of a chapter that state a quantity."""
    return tuple(
        _plain(part)
        for block in chapter.blocks
        for part in spans_of(block)
        if any(
            isinstance(span, ClaimText) and span.quantity_id == quantity_id for span in walk(part)
        )
    )


def _each_span(content: ReportContent, change: Callable[[Span], Span]) -> ReportContent:
    def spans(found: Spans) -> Spans:
        return tuple(
            change(replace(span, spans=spans(span.spans)))
            if isinstance(span, Strong | Emphasis | Footnote)
            else change(span)
            for span in found
        )

    chapters = (
        replace(one, blocks=tuple(map_spans(block, spans) for block in one.blocks))
        for one in content.chapters
    )
    return replace(content, chapters=tuple(chapters))
