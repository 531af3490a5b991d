"""The public edition: what is held back, what people have to decide, and the report that is left.

Whatever is decided, no number is published that disclosure control holds back. Decisions say that
somebody saw what becomes of a place, or that it is left out or said otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import (
    Block,
    Chapter,
    Edition,
    Figure,
    Recommendation,
    ReportContent,
    Statistics,
    Table,
)
from inspect_tool.domain.content.numbering import QUANTITIES_ANNEX, number_content
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.book import CollectedCounts
from inspect_tool.domain.disclosure.clocked import ClockedMeasure
from inspect_tool.domain.disclosure.control import DisclosureResult, control
from inspect_tool.domain.disclosure.decisions import Decisions, DisclosureItem
from inspect_tool.domain.disclosure.earlier import ReleasedCounts, ReleasedSystem
from inspect_tool.domain.disclosure.findings import DisclosureFindings, findings_of
from inspect_tool.domain.disclosure.held import HeldCounts
from inspect_tool.domain.disclosure.items import EditionReading, items_of, lost_releases
from inspect_tool.domain.disclosure.joint import joined, released_system
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.public_tables import (
    losses_together,
    public_figure,
    public_table,
    with_losses_together,
)
from inspect_tool.domain.disclosure.public_words import (
    public_quantity,
    public_recommendation,
    public_statistics,
    reworded,
    without,
)
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.framework.framework import SubjectKind


@dataclass(frozen=True)
class EditionRules:
    """What a public edition is made by.

    Args:
        subjects: What each measure is about, by its title.
        scale: What words stand for.
        earlier: What releases published before.
        clocked: The measures that are about one clock.
    """

    disclosure: DisclosureRules
    subjects: Mapping[str, SubjectKind]
    scale: WordingScale
    earlier: tuple[ReleasedCounts, ...] = ()
    clocked: tuple[ClockedMeasure, ...] = ()


@dataclass(frozen=True)
class PublicEdition:
    """What disclosure control and the people who decided make of a report.

    Args:
        items: Every place that somebody has to decide about, in the order of the report.
        content: The report as it may be published; None until every item is settled.
        counts, result: Every count with its places, and what becomes of it.
        numbered: What the counts were read from, with every number.
    """

    findings: DisclosureFindings
    items: tuple[DisclosureItem, ...]
    content: PublishedContent | None
    counts: CollectedCounts
    result: DisclosureResult
    numbered: ReportContent

    @property
    def open_items(self) -> tuple[DisclosureItem, ...]:
        """What is still to be decided."""
        return tuple(item for item in self.items if not item.is_settled)


@dataclass(frozen=True)
class ControlledCounts:
    """Every count of a report with its places, and what becomes of it."""

    counts: CollectedCounts
    result: DisclosureResult


def controlled_counts(numbered: ReportContent, rules: EditionRules) -> ControlledCounts:
    """Collect every count and work out which are held back: nearly all of an edition's work."""
    counts = collect(
        numbered,
        rules.subjects,
        rules.scale,
        rules.earlier,
        is_of_several=any(one.is_tied for one in rules.earlier),
        clocked=rules.clocked,
    )
    counts = joined(counts, rules.earlier)
    return ControlledCounts(counts, control(counts.system, rules.disclosure, counts.insiders()))


def public_edition(
    material: ReportContent,
    decisions: Decisions,
    rules: EditionRules,
    *,
    work_out: Callable[[ReportContent, EditionRules], ControlledCounts] = controlled_counts,
) -> PublicEdition:
    """Hold back what has to be, list what is to be decided, and make the report once all is.

    Args:
        material: The report with every number, not numbered yet.
        work_out: Says what `controlled_counts` says; it may have kept that.
    """
    material = _losses_together(material, rules.disclosure.smallest_count)
    reading = EditionReading.of(material, decisions)
    left = reworded(without(material, reading.left_out), reading.words)
    numbered = number_content(left)
    controlled = work_out(numbered, rules)
    counts, result = controlled.counts, controlled.result
    held = HeldCounts.of(counts, result, rules.disclosure.smallest_count)
    of_report = items_of(reading, numbered, counts, result, held)
    items = (*of_report, *lost_releases(reading, rules.earlier))
    is_settled = all(item.is_settled for item in items)
    return PublicEdition(
        findings=findings_of(counts, result),
        items=items,
        content=_published(numbered, held) if is_settled else None,
        counts=counts,
        result=result,
        numbered=numbered,
    )


def released_counts(edition: PublicEdition, rules: EditionRules) -> ReleasedCounts:
    """What a public edition that is settled tells, read from what it prints.

    Raises:
        ValueError: Something is still to be decided.
    """
    if edition.content is None:
        raise ValueError("the edition is not settled")
    names = edition.counts.names
    return ReleasedCounts.of(
        collect(edition.content, rules.subjects, rules.scale),
        [names[key] for key in edition.result.keys],
    )


def open_system(edition: PublicEdition, rules: EditionRules) -> ReleasedSystem:
    """What a public edition leaves open, and all that ties it; it has every number."""
    counts = collect(
        edition.numbered, rules.subjects, rules.scale, is_of_several=True, clocked=rules.clocked
    )
    return released_system(counts, edition.result.keys)


def published_page(page: ReportContent) -> PublishedContent:
    """A further page of the public edition, which states what that edition states and no more.

    Whoever makes it has held each of its numbers against `PublicEdition.content`.
    """
    values = {one.name: getattr(page, one.name) for one in fields(page)}
    return PublishedContent(**{**values, "edition": Edition.PUBLIC})


def _losses_together(content: ReportContent, smallest_count: int) -> ReportContent:
    def together(block: Block) -> Block:
        if isinstance(block, Table):
            return losses_together(block, smallest_count)
        return with_losses_together(block, smallest_count) if isinstance(block, Figure) else block

    chapters = (replace(one, blocks=tuple(map(together, one.blocks))) for one in content.chapters)
    return replace(content, chapters=tuple(chapters))


def _published(numbered: ReportContent, held: HeldCounts) -> PublishedContent:
    values = {one.name: getattr(numbered, one.name) for one in fields(numbered)}
    values |= {
        "edition": Edition.PUBLIC,
        "chapters": tuple(_chapters(numbered.chapters, held)),
        "quantities": tuple(public_quantity(one, held) for one in numbered.quantities),
        "estimates": None,
    }
    return PublishedContent(**values)


def _chapters(chapters: Sequence[Chapter], held: HeldCounts) -> Iterator[Chapter]:
    for chapter in chapters:
        if chapter.id != QUANTITIES_ANNEX:  # numbering makes it anew from the quantities
            yield replace(chapter, blocks=tuple(_blocks(chapter.blocks, held)))


def _blocks(blocks: Sequence[Block], held: HeldCounts) -> Iterator[Block]:
    for block in blocks:
        match block:
            case Table():
                yield public_table(block, held)
            case Figure():
                yield public_figure(block, held)
            case Recommendation():
                yield public_recommendation(block, held)
            case Statistics():
                left = public_statistics(block, held)
                if left.items:
                    yield left
            case _:
                yield block
