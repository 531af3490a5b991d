"""Two rounds of a review as tables, and as the content of a workbook."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.content.blocks import (
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
from inspect_tool.domain.percentages import as_chosen
from inspect_tool.domain.report.headings import source_of


def rounds_table(later: SnapshotFigures, found: ComparedRounds) -> Table:
    """The measures that both rounds have, side by side; shares to three decimals."""
    level = as_chosen(found.level)
    headings = (
        "Earlier count", "Of", "Earlier share", "Later count", "Of ", "Later share",
        "Change", f"{level} from", "to",
    )  # fmt: skip
    return Table(
        id="table-rounds",
        title=f"{found.earlier} and {found.later}",
        columns=(Column("Measure"), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=tuple(_row(one) for one in found.measures),
        note="\n".join(
            (
                "Shares are estimated over all children. Change: the later share less the earlier "
                "one; the two samples were drawn independently, limits from those of the two "
                "shares. No interval where nothing was drawn, or nothing can be said.",
                *found.notes,
            )
        ),
        source=source_of(later),
    )


def _row(one: MeasureOverRounds) -> Row:
    cells = (*_counts(one.earlier), *_counts(one.later))
    return Row(one.title, (*cells, *map(_three, (one.change, one.lo, one.hi))))


def _counts(one: RoundOfMeasure) -> tuple[int, int, str]:
    return one.count.count, one.count.base, _three(one.share)


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


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
        title=f"{plan.title}: two rounds",
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
        words=plan.words,
    )
