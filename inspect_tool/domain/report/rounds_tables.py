"""Two rounds of a review as tables, and as the content of a workbook."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.content.blocks import (
    Cell,
    Chapter,
    Column,
    CoverFact,
    Edition,
    ReportContent,
    Row,
    Table,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.rounds import ComparedRounds, MeasureOverRounds, RoundOfMeasure
from inspect_tool.domain.percentages import TOO_FEW, Percentage, as_chosen, half_up
from inspect_tool.domain.report.headings import source_of


def rounds_table(later: SnapshotFigures, found: ComparedRounds) -> Table:
    """The measures that both rounds have, side by side; the change in percentage points."""
    level = as_chosen(found.level)
    rows = tuple(_row(later, one) for one in found.measures)
    cells = [cell for row in rows for cell in row.cells]
    headings = (
        "Earlier count", "Of", "Earlier share", "Later count", "Of ", "Later share",
        "Change in points", f"{level} interval, from", "to",
    )  # fmt: skip
    return Table(
        id="table-rounds",
        title=f"Measures in two rounds: {found.earlier}, then {found.later}",
        columns=(Column("Measure"), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=rows,
        note="\n".join(
            (
                "Shares are estimated over all children. Change: the later share less the earlier "
                "one, in percentage points; the two samples were drawn independently, limits from "
                "those of the two shares. No share and no interval where nothing was drawn, or "
                "nothing can be said.",
                *([_TOO_FEW] if TOO_FEW in cells else []),
                *found.notes,
            )
        ),
        source=source_of(later),
    )


_TOO_FEW = f"{TOO_FEW} = no percentage: the base of one of the rounds is too small for it."


def _row(later: SnapshotFigures, one: MeasureOverRounds) -> Row:
    carries = all(
        later.carries_percentage(each.count.base) or each.share is None
        for each in (one.earlier, one.later)
    )
    changes = (one.change, one.lo, one.hi)
    return Row(
        one.title,
        (
            *_counts(later, one.earlier),
            *_counts(later, one.later),
            *(_points(value) if carries else TOO_FEW for value in changes),
        ),
    )


def _counts(later: SnapshotFigures, one: RoundOfMeasure) -> tuple[Cell, ...]:
    count = one.count
    if one.share is None:
        return count.count, count.base, ""
    carries = later.carries_percentage(count.base)
    return count.count, count.base, Percentage(one.share) if carries else TOO_FEW


def _points(value: float | None) -> str:
    """Percentage points with their sign, to one decimal."""
    if value is None:
        return ""
    points = half_up(100 * value, decimals=1)
    sign = "−" if points < 0 else "+" if points > 0 else ""
    return f"{sign}{abs(points)}"


def not_compared_table(later: SnapshotFigures, found: ComparedRounds) -> Table:
    """The measures that are not compared, with the reason."""
    return Table(
        id="table-not-compared",
        title="Not compared",
        columns=(Column("Measure"), Column("Why")),
        rows=tuple(Row(one.title, (one.why,)) for one in found.not_compared),
        source=source_of(later),
    )


def rounds_content(later: SnapshotFigures, found: ComparedRounds, *, on: date) -> ReportContent:
    """What a workbook of two rounds holds.

    Args:
        on: The day that its files carry.
    """
    plan = later.review.plan
    tables = [rounds_table(later, found)]
    if found.not_compared:
        tables.append(not_compared_table(later, found))
    return ReportContent(
        title=f"{plan.title}, two rounds",
        subtitle=f"{found.earlier} and {found.later}",
        kicker="Two rounds of a review",
        edition=Edition.INTERNAL,
        published_words=f"As counted on {on.day} {on:%B %Y}",
        reference="",
        publisher=plan.reporting.publisher,
        cover_facts=(CoverFact("Measures compared", str(len(found.measures))),),
        notice=plan.reporting.notice,
        chapters=(Chapter("rounds", "Two rounds", tuple(tables), is_numbered=False),),
        created=on,
        is_dated=False,
        has_report=False,
        words=plan.words,
    )
