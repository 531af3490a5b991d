"""The table of a measure in two reviews of the same authorities."""

from __future__ import annotations

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.change import ChangedMeasure
from inspect_tool.domain.figures.estimates import EstimatedCount
from inspect_tool.domain.percentages import as_chosen
from inspect_tool.domain.report.headings import source_of


def change_table(earlier: SnapshotFigures, later: SnapshotFigures, found: ChangedMeasure) -> Table:
    """The shares of two reviews and how far they are apart; to four decimals, for judging."""
    difference = found.difference
    numbers = (difference.value, difference.se, difference.lo, difference.hi)
    headings = (
        "Count", "Base", "Estimated share of children", "Standard error",
        f"{as_chosen(found.level)} from", "to",
    )  # fmt: skip
    p_value = difference.p_value
    tested = [] if p_value is None else [f"p = {p_value:.4f} for no change."]
    return Table(
        id=f"table-change-{found.later.count.measure}",
        title=f"{found.later.count.title}: {earlier.name} and {later.name}",
        columns=(Column("Review"), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=(
            _row(earlier, found.earlier),
            _row(later, found.later),
            Row("change", ("", "", *map(_four, numbers)), is_total=True),
        ),
        note="\n".join(
            (
                "Change: the later share less the earlier one. The two samples were drawn "
                "independently; limits from those of the two shares.",
                *tested,
                *found.notes,
                *([difference.reason] if difference.reason else []),
            )
        ),
        source=source_of(later),
    )


def _row(figures: SnapshotFigures, row: EstimatedCount) -> Row:
    found = row.estimate
    numbers = (None,) * 4 if found is None else (found.p, found.se, found.lo, found.hi)
    name = f"{figures.review.plan.review}, {figures.name}"
    return Row(name, (row.count.count, row.count.base, *map(_four, numbers)))


def _four(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
