"""Public editions of made reviews, and what a close reader works out of what they print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from inspect_tool.domain.content.blocks import ReportContent
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.book import CollectedCounts, CountName
from inspect_tool.domain.disclosure.cells import CellStanding
from inspect_tool.domain.disclosure.control import DisclosureResult, control
from inspect_tool.domain.disclosure.decisions import DecidedPlace, Decisions
from inspect_tool.domain.disclosure.primary import DisclosureRules, HeldBackReason
from inspect_tool.domain.disclosure.public_edition import EditionRules, public_edition
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.readers.documents.wording import load_wording
from tests.domain.disclosure.made_reports import MadeCase
from tests.domain.disclosure.made_reviews import (
    SUBJECTS,
    CloseReader,
    counter,
    kinds_of_case,
    made_report,
    made_review,
)
from tests.domain.disclosure.told_alone import told_alone

SMALLEST = 5
RULES = EditionRules(
    DisclosureRules(SMALLEST),
    SUBJECTS,
    load_wording(Path(__file__).parents[3] / "templates" / "wording" / "ofsted-2014.yaml"),
)


@dataclass(frozen=True)
class TriedEdition:
    """What came of the attack on one public edition.

    Args:
        narrowed: Counts held back that are told to within less than the smallest count, in words.
            What was held back for the sake of others alone may be printed where a table that gave
            those away is left out; nothing else that is printed was held back.
        known: How many more lie in a group whose known size is itself too small.
        told_inside: Counts of one authority that are told to another within less than that, of
            `asked_inside`; an authority has every record of its own.
        held_back, published, publishable: How many counts were so.
        told_alone: How many of the publishable ones are not, for what each tells by itself.
        is_true: Whether every number that is printed is the true one.
    """

    narrowed: tuple[str, ...]
    known: int
    told_inside: int
    asked_inside: int
    held_back: int
    published: int
    publishable: int
    told_alone: int
    is_true: bool


def made_edition(material: ReportContent) -> PublishedContent:
    """The public edition after whoever decides takes the first choice of every place."""
    decisions: dict[str, DecidedPlace] = {}
    while True:
        edition = public_edition(material, Decisions(decisions), RULES)
        if edition.content is not None:
            return edition.content
        for item in edition.open_items:
            decisions[item.ref] = DecidedPlace(item.ref, item.choices[0], item.digest)


def tried_edition(seed: int, *, is_inside: bool = False) -> TriedEdition:
    """Make a review and its public edition, and attack what that prints.

    Args:
        is_inside: Whether the authorities attack as well, and it is worked out what each count
            tells by itself.
    """
    chance = Random(seed)  # noqa: S311  # made-up reviews
    cases = made_review(chance)
    material = made_report(chance, cases)
    before = collect(material, SUBJECTS)
    printed = numbers_of(collect(made_edition(material), SUBJECTS))
    true = numbers_of(before)
    reader = CloseReader(tuple(kinds_of_case(cases)), printed)
    result = control(before.system, RULES.disclosure, before.insiders())
    narrowed, known = [], 0
    for one in result.held_back:
        is_for_others = one.reasons == (HeldBackReason.PROTECTS,)
        if is_for_others and before.names[one.cell.key] in printed:
            continue
        low, high = reader.range_of(before.names[one.cell.key])
        if high - low < SMALLEST:
            known += one.is_narrow
            if not one.is_narrow:
                narrowed.append(f"{before.names[one.cell.key].words} is {low} to {high}")
    told, asked = _tried_inside(cases, before, result, printed) if is_inside else (0, 0)
    return TriedEdition(
        narrowed=tuple(narrowed),
        known=known,
        told_inside=told,
        asked_inside=asked,
        held_back=len(result.held_back),
        published=result.published,
        publishable=result.publishable,
        told_alone=len(told_alone(before, RULES.disclosure, result.keys)) if is_inside else 0,
        is_true=all(true.get(name, number) == number for name, number in printed.items()),
    )


def _tried_inside(
    cases: tuple[MadeCase, ...],
    before: CollectedCounts,
    result: DisclosureResult,
    printed: Mapping[CountName, int],
) -> tuple[int, int]:
    """Let each authority attack, which has every record of its own."""
    told, asked = 0, 0
    targets = [
        before.names[one.cell.key]
        for one in result.held_back
        if one.reasons != (HeldBackReason.PROTECTS,) and not one.is_narrow
    ]
    for authority in dict.fromkeys(case.authority for case in cases):
        own = [case for case in cases if case.authority == authority]
        others = tuple(kind for kind in kinds_of_case(cases) if kind.authority != authority)
        left = {name: count - sum(map(counter(name), own)) for name, count in printed.items()}
        reader = CloseReader(others, left)
        for name in targets:
            if name.group.startswith("Authority: ") and authority not in name.group:
                low, high = reader.range_of(name)
                told += high - low < SMALLEST
                asked += 1
    return told, asked


def numbers_of(counts: CollectedCounts) -> dict[CountName, int]:
    """The numbers that stand somewhere or that anybody knows, by their names."""
    return {
        counts.names[cell.key]: cell.count
        for cell in counts.system.cells
        if (counts.places[cell.key] or cell.standing is CellStanding.KNOWN)
        and cell.count is not None
    }
