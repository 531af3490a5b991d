"""Tables of how authorities vary: the range in the report, and the funnel beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_tool.domain.content.blocks import Cell, Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.estimation.funnel import Adjustment
from inspect_tool.domain.figures import counts, funnel
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import CountOfBase
from inspect_tool.domain.figures.estimates import NOT_ASKED_OF_ALL
from inspect_tool.domain.figures.funnel import FunnelledVariation, Heterogeneity
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import NOT_APPLICABLE, as_chosen
from inspect_tool.domain.report.headings import Options, source_of

NO_RANGE = f"{NOT_APPLICABLE} = fewer than two such authorities."


def variation_table(figures: SnapshotFigures, _options: Options) -> Table:
    """In how many authorities each thing was seen, the range, and whether chance explains it."""
    framework = figures.review.framework
    found = [
        one
        for one in funnel.variation(figures)
        if framework.measures[one.variation.measure].subject is SubjectKind.CASE
        and (one.variation.lowest is None or one.variation.lowest != one.variation.highest)
    ]
    is_tested = any(one.heterogeneity is not None for one in found)
    rows = [
        Row(
            header=one.variation.title,
            cells=(
                one.variation.count,
                one.variation.base,
                f"{one.variation.seen_in} of {one.variation.authorities}",
                _end(figures, one.variation.lowest_count),
                _end(figures, one.variation.highest_count),
                *([_yes_or_no(one.heterogeneity)] if is_tested else []),
            ),
        )
        for one in found
    ]
    note = _range_note(figures, [cell for row in rows for cell in row.cells])
    return Table(
        id="table-variation",
        title=figures.words.said("Variation between authorities"),
        columns=(
            Column("What was counted"),
            Column("Number", is_numeric=True, holds=Holds.NUMBER),
            Column("Base", is_numeric=True, holds=Holds.BASE),
            Column(figures.words.said("Seen in authorities"), is_numeric=True, holds=Holds.SEEN_IN),
            Column("Lowest", is_numeric=True, holds=Holds.LOWEST),
            Column("Highest", is_numeric=True, holds=Holds.HIGHEST),
            *([Column("Larger than chance", holds=Holds.TEST)] if is_tested else []),
        ),
        rows=tuple(rows),
        note=figures.words.said(f"{note} {_test_note(found)}") if is_tested else note,
        source=source_of(figures),
        mark=TableMark(RowsAre.MEASURES),
    )


def _yes_or_no(found: Heterogeneity | None) -> str:
    """Whether the differences between authorities are larger than chance, in a narrow column."""
    if found is None or found.p_value is None:
        return "no test"
    shown = f"{found.p_value:.3f}" if found.p_value >= 0.001 else "< 0.001"
    return f"{'yes' if found.is_larger else 'no'} (p\u00a0{shown})"


REPORTED = (
    "whether the differences between authorities, all together, are, by the larger p value of Rao "
    "and Scott's test and of one with pooled variance. No test without a random sample or without "
    "anything that varies."
)
DIFFERENCES = (
    "Differences: whether those between authorities, all together, are larger than chance: the "
    "larger p value of Rao and Scott's test and of one with pooled variance. No test without a "
    "random sample or without anything that varies."
)


def _test_note(found: Sequence[FunnelledVariation]) -> str:
    """What the tests say, and how many of that many chance alone would give."""
    tested = [one.heterogeneity for one in found if one.heterogeneity is not None]
    told = [one for one in tested if one.is_larger is not None]
    larger = sum(bool(one.is_larger) for one in told)
    return (
        f"Larger than chance: {REPORTED} They are in {larger} of the {len(told)} tested; where "
        "nothing differed, at most about one in twenty would be called so."
    )


def _end(figures: SnapshotFigures, end: CountOfBase | None, authority: str = "") -> str:
    """The lowest or highest count of an authority, with a percentage where it may have one."""
    if end is None:
        return NOT_APPLICABLE
    return f"{end.words(figures.percentages_from)} {authority}".strip()


def _range_note(figures: SnapshotFigures, cells: Sequence[Cell]) -> str:
    least = counts.SMALLEST_BASE_OF_A_RANGE
    note = (
        "Counts of single authorities rest on few cases: read them as a range only. Lowest and "
        f"highest, by share, are of authorities with a base of at least {least}; percentages stand "
        f"from a base of {figures.percentages_from} on."
    )
    return figures.words.said(f"{note} {NO_RANGE}" if NOT_APPLICABLE in cells else note)


def funnel_table(
    figures: SnapshotFigures,
    found: Sequence[FunnelledVariation],
    *,
    level: float,
    adjustment: Adjustment = Adjustment.BENJAMINI_HOCHBERG,
) -> Table:
    """Every measure with its range, and the authorities that chance does not explain.

    Args:
        level: Of the funnel's limits, as a share.
        adjustment: For the number of authorities.
    """
    rows = tuple(_funnel_row(figures, funnelled) for funnelled in found)
    return Table(
        id="table-funnel",
        title=figures.words.said("Variation between authorities"),
        columns=(
            Column("Measure"),
            *(Column(heading, is_numeric=True) for heading in ("Count", "Base", "Seen in")),
            Column("Lowest"),
            Column("Highest"),
            Column("Differences"),
            Column(f"Outside the {as_chosen(level)} funnel"),
        ),
        rows=rows,
        note=figures.words.said("\n".join(_funnel_notes(figures, found, rows, level, adjustment))),
        source=source_of(figures),
    )


def _funnel_row(figures: SnapshotFigures, funnelled: FunnelledVariation) -> Row:
    varied = funnelled.variation
    return Row(
        varied.measure,
        (
            varied.count,
            varied.base,
            f"{varied.seen_in} of {varied.authorities}",
            _end(figures, varied.lowest_count, varied.lowest_authority),
            _end(figures, varied.highest_count, varied.highest_authority),
            _difference_words(funnelled.heterogeneity),
            _outside_words(funnelled),
        ),
    )


def _outside_words(funnelled: FunnelledVariation) -> str:
    """Who is outside the funnel, or why there is none."""
    if funnelled.no_funnel == NOT_ASKED_OF_ALL:
        return "not asked of all cases"
    return "no random sample" if funnelled.no_funnel else ", ".join(funnelled.flagged) or "none"


def _difference_words(found: Heterogeneity | None) -> str:
    if found is None or found.p_value is None:
        return "no test"
    than = "larger than chance" if found.is_larger else "no larger than chance"
    shown = f"= {found.p_value:.3f}" if found.p_value >= 0.001 else "< 0.001"
    return f"{than} (p {shown})"


def _funnel_notes(
    figures: SnapshotFigures,
    found: Sequence[FunnelledVariation],
    rows: Sequence[Row],
    level: float,
    adjustment: Adjustment,
) -> Iterator[str]:
    yield "Shares of an authority rest on few cases: a range, not a league table."
    yield (
        "Lowest and highest: by share, of the authorities with a base of at least "
        f"{counts.SMALLEST_BASE_OF_A_RANGE}; no percentage where the base is below "
        f"{figures.percentages_from}."
    )
    if any(NOT_APPLICABLE in row.cells[3:5] for row in rows):
        yield NO_RANGE
    yield DIFFERENCES
    yield (
        "Outside the funnel: further from the estimated share of all than chance alone explains, "
        f"{adjustment.words}. Limits are exact or from a beta distribution; --json has them at "
        f"{as_chosen(level)} and 99.8%."
    )
    yield from dict.fromkeys(
        funnelled.no_funnel for funnelled in found if funnelled.no_funnel is not None
    )
