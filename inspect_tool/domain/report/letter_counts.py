"""What was counted in every authority, and how a letter shows it to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from inspect_tool.domain.content.blocks import Cell, Column, Row, Table
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import (
    SUPPRESSED,
    TOO_FEW,
    Percentage,
    carries_percentage,
    count_words,
)
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.domain.report.fixed_words import fixed
from inspect_tool.domain.report.places import (
    AuthorityCount,
    PlaceAmong,
    ToldOfOthers,
    told_of_others,
)


@dataclass(frozen=True)
class CountedEverywhere:
    """Something that was counted in every authority.

    Args:
        noun: What its base is called.
        own: By authority.
        told: What letters may tell of the others.
    """

    key: str
    title: str
    noun: str
    count: int
    base: int
    own: Mapping[str, AuthorityCount]
    told: ToldOfOthers


def criteria_everywhere(figures: SnapshotFigures) -> Iterator[CountedEverywhere]:
    """How often each criterion of cases was met, in all and in each authority."""
    framework = figures.review.framework
    titles = {
        criterion.id: criterion.title
        for domain in framework.domains
        if domain.subject is SubjectKind.CASE
        for criterion in domain.criteria
    }
    cells = findings.matrix(figures)
    found = {(cell.criterion, cell.group): cell for cell in cells}
    for key, title in titles.items():
        total = found.get((key, ""))
        if total is None:
            continue
        own = {
            code: AuthorityCount(code, found[key, code].met, found[key, code].judged)
            for code in figures.inspected
        }
        yield CountedEverywhere(
            f"criterion:{key}", title, "cases judged", total.met, total.judged, own,
            _told(figures, own),
        )  # fmt: skip


def measures_everywhere(figures: SnapshotFigures) -> Iterator[CountedEverywhere]:
    """Each measure of cases, in all and in each authority."""
    for key, measure in figures.review.framework.measures.items():
        if measure.subject is not SubjectKind.CASE or measure.rows is not None:
            continue
        total, *groups = findings.table(figures, key, by="authority")
        own = {one.group: AuthorityCount(one.group, one.count, one.base) for one in groups}
        noun = figures.words.noun(total.noun)
        yield CountedEverywhere(
            key, total.title, noun, total.count, total.base, own, _told(figures, own)
        )


def _told(figures: SnapshotFigures, own: Mapping[str, AuthorityCount]) -> ToldOfOthers:
    smallest = figures.review.plan.reporting.smallest_count
    return told_of_others(tuple(own.values()), smallest=smallest)


def table_for_one(
    figures: SnapshotFigures,
    authority: Authority,
    id_: str,
    keys: tuple[str, str],
    counted: Sequence[CountedEverywhere],
) -> Table:
    """Own count, share of all, and place, a row for each.

    Args:
        keys: Of the fixed words of its title and of what its rows are.
    """
    title, heading = keys
    rows = tuple(
        Row(one.title, _cells(figures, one, authority.code))
        for one in counted
        if one.own[authority.code].base
    )
    return Table(
        id=id_,
        title=fixed(figures, title, name=authority.name),
        columns=(
            Column(fixed(figures, heading)),
            Column(authority.name, is_numeric=True),
            Column(fixed(figures, "letter_all_authorities"), is_numeric=True),
            Column(fixed(figures, "letter_place")),
        ),
        rows=rows,
        note=" ".join(_marks(figures, [cell for row in rows for cell in row.cells])),
        source=fixed(figures, "letter_source_of_all", name=figures.name),
    )


def _cells(figures: SnapshotFigures, one: CountedEverywhere, code: str) -> tuple[Cell, ...]:
    own = one.own[code]
    count = count_words(own.count, own.base, figures.percentages_from)
    place = one.told.places.get(code)
    if not one.told.is_total_told:
        return count, SUPPRESSED, SUPPRESSED
    total: Cell = TOO_FEW
    if carries_percentage(one.base, figures.percentages_from):
        total = Percentage(Fraction(one.count, one.base))
    if own.base < figures.review.plan.reporting.smallest_count:
        return count, total, TOO_FEW
    return count, total, fixed(figures, _PLACES[place]) if place is not None else SUPPRESSED


def _marks(figures: SnapshotFigures, cells: Sequence[Cell]) -> Iterator[str]:
    if SUPPRESSED in cells:
        yield fixed(figures, "letter_held_back", mark=SUPPRESSED)
    if TOO_FEW in cells:
        yield fixed(
            figures, "letter_too_few", mark=TOO_FEW, percentages=figures.percentages_from,
            least=figures.review.plan.reporting.smallest_count,
        )  # fmt: skip


_PLACES: Final[Mapping[PlaceAmong, str]] = {
    PlaceAmong.HIGHEST: "letter_highest_third",
    PlaceAmong.MIDDLE: "letter_middle_third",
    PlaceAmong.LOWEST: "letter_lowest_third",
}


def capital(words: str) -> str:
    """Words as a cell or a sentence begins with them."""
    return words[:1].upper() + words[1:]
