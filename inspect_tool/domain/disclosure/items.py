"""Every place of a report that somebody has to decide about before it is public."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from inspect_tool.domain.content.blocks import (
    Chapter,
    Figure,
    GoodPracticeBox,
    Quantity,
    ReportContent,
    Table,
    VoiceBox,
)
from inspect_tool.domain.content.numbering import QUANTITIES_ANNEX
from inspect_tool.domain.disclosure.book import CollectedCounts
from inspect_tool.domain.disclosure.control import DisclosureResult
from inspect_tool.domain.disclosure.decisions import (
    Decisions,
    DisclosureChoice,
    DisclosureItem,
    DisclosurePlace,
    digest_of,
)
from inspect_tool.domain.disclosure.earlier import ReleasedCounts
from inspect_tool.domain.disclosure.held import HeldCounts
from inspect_tool.domain.disclosure.pictures import pictured
from inspect_tool.domain.disclosure.primary import HeldBackReason
from inspect_tool.domain.disclosure.public_words import (
    numbers_outside_claims,
    prose_of,
    ref_of_block,
    sentences_with,
)
from inspect_tool.domain.disclosure.report_cells import quantity_place
from inspect_tool.domain.disclosure.tables import called

_Decidable: TypeAlias = Table | Figure | GoodPracticeBox | VoiceBox
_HELD_OR_LEFT = (DisclosureChoice.HOLD_BACK, DisclosureChoice.LEAVE_OUT)
_LEFT_ALONE = (DisclosureChoice.LEAVE_OUT,)
_READ_OR_LEFT = (DisclosureChoice.PUBLISH, DisclosureChoice.LEAVE_OUT)


@dataclass(frozen=True)
class EditionReading:
    """A report with what was decided about it as it is now.

    Args:
        left_out: Refs of tables, figures and boxes that are left out.
        words: What claims say instead, by the id of their quantity.
    """

    material: ReportContent
    decisions: Decisions
    left_out: frozenset[str]
    words: Mapping[str, str]

    @classmethod
    def of(cls, material: ReportContent, decisions: Decisions) -> EditionReading:
        """Take from the decisions what still fits the report."""
        left_out, words = set(), {}
        for block in _decidable(material):
            found = decisions.holding(ref_of_block(block), digest_of(block))
            if found is not None and found.choice is DisclosureChoice.LEAVE_OUT:
                left_out.add(found.ref)
        for quantity in material.quantities:
            said = decisions.holding(quantity.id, claim_digest(material, quantity))
            if said is not None and said.choice is DisclosureChoice.REWORD:
                words[quantity.id] = said.words
        return cls(material, decisions, frozenset(left_out), words)

    def settled(self, item: DisclosureItem) -> DisclosureItem:
        """The item with what was decided about it, where that is still to be chosen."""
        found = self.decisions.holding(item.ref, item.digest)
        if found is not None and found.choice in item.choices:
            return replace(item, decided=found.choice)
        return replace(item, is_stale=self.decisions.is_stale(item.ref, item.digest))


def claim_digest(content: ReportContent, quantity: Quantity) -> str:
    """What a claim says, with its sentence and its number."""
    said = (part for chapter in content.chapters for part in sentences_with(chapter, quantity.id))
    return digest_of(
        quantity.phrase, quantity.measure_title, quantity.count, quantity.base, quantity.stated,
        *said,
    )  # fmt: skip


def _decidable(content: ReportContent) -> Iterator[_Decidable]:
    for chapter in content.chapters:
        for block in chapter.blocks:
            if isinstance(block, Table | Figure | GoodPracticeBox | VoiceBox):
                yield block


def lost_releases(
    reading: EditionReading, earlier: Sequence[ReleasedCounts]
) -> Iterator[DisclosureItem]:
    """Releases that the edition cannot be attacked together with, since their proof is gone."""
    for released in earlier:
        if released.lost:
            yield reading.settled(
                DisclosureItem(
                    ref=f"release-{released.lost}",
                    kind=DisclosurePlace.RELEASE,
                    place=f"Release {released.lost}",
                    why="its attack.json is gone, so what it left open is not tried together with "
                    "this edition: put the file back from a backup, or publish without it",
                    digest=digest_of(released.lost),
                    choices=(DisclosureChoice.PUBLISH,),
                )
            )


def items_of(
    reading: EditionReading,
    numbered: ReportContent,
    counts: CollectedCounts,
    result: DisclosureResult,
    held: HeldCounts,
) -> Iterator[DisclosureItem]:
    """What is to be decided, in the order of the report; what was left out comes last.

    Args:
        numbered: What is left of the report, with its numbers.
    """
    listing = _Listing(reading, counts, result, held)
    raw = {ref_of_block(block): digest_of(block) for block in _decidable(reading.material)}
    by_id = {chapter.id: chapter for chapter in reading.material.chapters}
    for chapter in numbered.chapters:
        if chapter.id == QUANTITIES_ANNEX:
            continue
        yield from listing.of_chapter(by_id[chapter.id])
        for block in chapter.blocks:
            if isinstance(block, Table | Figure):
                yield from listing.of_numbers(block, raw[block.id])
        for block in by_id[chapter.id].blocks:
            if isinstance(block, GoodPracticeBox | VoiceBox):
                yield from listing.of_box(block)
    yield from listing.of_claims(numbered.quantities)
    yield from listing.of_left_out()


@dataclass(frozen=True)
class _Listing:
    """Makes the items of a report."""

    reading: EditionReading
    counts: CollectedCounts
    result: DisclosureResult
    held: HeldCounts

    def of_chapter(self, chapter: Chapter) -> Iterator[DisclosureItem]:
        """The words of a chapter that people wrote."""
        prose = prose_of(chapter)
        if not prose:
            return
        outside = numbers_outside_claims(chapter)
        several = f"{outside} passages with figures that are no claims"
        one = "1 passage with figures that are no claims"
        numbers = f"; {one if outside == 1 else several}" if outside else ""
        yield self.reading.settled(
            DisclosureItem(
                ref=chapter.id,
                kind=DisclosurePlace.CHAPTER,
                place=f"Chapter “{chapter.title}”",
                why=f"words of its own{numbers}",
                digest=digest_of(*prose),
                choices=(DisclosureChoice.PUBLISH,),
            )
        )

    def of_box(self, block: GoodPracticeBox | VoiceBox) -> Iterator[DisclosureItem]:
        """A case, an example or a quotation."""
        ref = ref_of_block(block)
        if ref in self.reading.left_out:
            return
        yield self.reading.settled(
            DisclosureItem(
                ref=ref,
                kind=DisclosurePlace.BOX,
                place=f"Box “{_title(block)}”",
                why="somebody’s own words"
                if isinstance(block, VoiceBox)
                else "an example from one place",
                digest=digest_of(block),
                choices=_READ_OR_LEFT,
            )
        )

    def of_numbers(self, block: Table | Figure, digest: str) -> Iterator[DisclosureItem]:
        """A table or a figure with numbers that are held back."""
        name = called(block) if isinstance(block, Table) else pictured(block)
        inside = [key for key, places in self.counts.places.items() if _is_at(places, name)]
        gone = [one for one in self.result.held_back if one.cell.key in set(inside)]
        unsure = [
            place
            for place in (*self.counts.not_placed, *self.counts.contradictions)
            if place.startswith(f"{name}, ")
        ]
        if not gone and not unsure:
            return
        reasons = {reason for one in gone for reason in one.reasons}
        why = [reason.words for reason in HeldBackReason if reason in reasons]
        is_hopeless = any(one.is_narrow and one.cell.key not in self.counts.bounded for one in gone)
        if is_hopeless:
            why.append("a group of known size is too small for holding back to help")
        if unsure:
            why.append("numbers that nothing says the meaning of")
        yield self.reading.settled(
            DisclosureItem(
                ref=block.id,
                kind=DisclosurePlace.TABLE if isinstance(block, Table) else DisclosurePlace.FIGURE,
                place=f"{name}: {block.title}",
                why="; ".join(why),
                digest=digest,
                choices=_LEFT_ALONE if is_hopeless else _HELD_OR_LEFT,
                held_back=len(gone),
            )
        )

    def of_claims(self, quantities: Sequence[Quantity]) -> Iterator[DisclosureItem]:
        """Words that state a number which is held back, or tell too much of it.

        What is narrow though no words bound it, no other words would mend.
        """
        narrow = {
            place
            for one in self.result.held_back
            if one.is_narrow and one.cell.key in self.counts.bounded
            for place in self.counts.places[one.cell.key]
        }
        own = {one.id: one for one in self.reading.material.quantities}
        for quantity in quantities:
            place = quantity_place(quantity)
            is_told = place in self.counts.exact or place in narrow
            tells = self.held.holds_quantity(quantity) and (is_told or bool(quantity.stated))
            is_reworded = quantity.id in self.reading.words
            if tells or is_reworded:
                yield self._claim(own[quantity.id], place, tells=tells)

    def _claim(self, quantity: Quantity, place: str, *, tells: bool) -> DisclosureItem:
        item = DisclosureItem(
            ref=quantity.id,
            kind=DisclosurePlace.CLAIM,
            place=place,
            why="says a number that is held back, or too much of it" if tells else "said otherwise",
            digest=claim_digest(self.reading.material, quantity),
            choices=(DisclosureChoice.REWORD,),
            held_back=int(tells),
        )
        return item if tells else self.reading.settled(item)

    def of_left_out(self) -> Iterator[DisclosureItem]:
        """What was left out."""
        for block in _decidable(self.reading.material):
            ref = ref_of_block(block)
            if ref in self.reading.left_out:
                yield self.reading.settled(
                    DisclosureItem(
                        ref=ref,
                        kind=_kind(block),
                        place=f"“{_title(block)}”",
                        why="left out",
                        digest=digest_of(block),
                        choices=_HELD_OR_LEFT
                        if isinstance(block, Table | Figure)
                        else _READ_OR_LEFT,
                    )
                )


def _title(block: _Decidable) -> str:
    return block.who if isinstance(block, VoiceBox) else block.title


def _kind(block: _Decidable) -> DisclosurePlace:
    if isinstance(block, Table):
        return DisclosurePlace.TABLE
    return DisclosurePlace.FIGURE if isinstance(block, Figure) else DisclosurePlace.BOX


def _is_at(places: Sequence[str], name: str) -> bool:
    return any(place.startswith(f"{name}, ") for place in places)
