"""Tables of one measure or two: by group, with estimates, compared, and crossed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.content.blocks import Cell, Column, Row, Table
from inspect_tool.domain.content.estimate_list import ShownShare
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.estimation.contrasts import Difference
from inspect_tool.domain.estimation.result import Estimate
from inspect_tool.domain.estimation.two_stage import TwoStageEstimate
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.by_version import measure_by_version
from inspect_tool.domain.figures.counts import Count, CrossCount
from inspect_tool.domain.figures.estimates import EstimatedCount, EstimatedTable, GroupComparison
from inspect_tool.domain.figures.missing import counting_rule
from inspect_tool.domain.percentages import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOO_FEW,
    Percentage,
    as_chosen,
    count_words,
)
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.report.agreement import agreement_notes, was_read_twice
from inspect_tool.domain.report.headings import (
    Options,
    base_words,
    count_percentage,
    group_words,
    heading_of,
    marks_explained,
    source_of,
)


def measure_table(figures: SnapshotFigures, key: str, options: Options) -> Table:
    """A measure by group: count, base, and a share where the base is large enough.

    Where the base is not all records, columns say how many are outside it and how many have no
    answer that counts, so that every row adds up.
    """
    by = options.get("by", "authority")
    total, *groups = findings.table(figures, key, by=by)
    rest = _rest_columns(total, figures.words)
    rows = [
        _count_row(figures, count, rest, group_words(figures, by, count.group)) for count in groups
    ]
    rows.append(replace(_count_row(figures, total, rest, "All"), is_total=True))
    heading = heading_of(by, figures.words)
    suffix = "" if by == "authority" else f"-{by}"
    noun = figures.words.noun(total.noun)
    return Table(
        id=f"table-{key}{suffix}",
        title=f"{total.title}, by {heading.lower()}",
        columns=(
            Column(heading),
            Column("Number", is_numeric=True, holds=Holds.NUMBER),
            Column(f"Of {noun}", is_numeric=True, holds=Holds.BASE),
            Column("Share", is_numeric=True, holds=Holds.SHARE),
            *(Column(name, is_numeric=True, holds=_held_by_rest(name, rest)) for name in rest),
        ),
        rows=tuple(rows),
        mark=TableMark(RowsAre.GROUPS, total.title, noun),
        note=_share_note(figures, total, [cell for row in rows for cell in row.cells]),
        source=source_of(figures, total.subject),
    )


def _rest_columns(total: Count, words: ReportWords) -> dict[str, Callable[[Count], int]]:
    """What is needed to go from all records to the base, by its heading."""
    columns: dict[str, Callable[[Count], int]] = {}
    if total.outside:
        columns["Not in the base"] = lambda count: count.outside
    if total.unknown:
        columns["No answer that counts"] = lambda count: count.unknown
    if total.not_asked:
        columns["Not asked"] = lambda count: count.not_asked
    if columns:
        columns[f"All {total.plural if total.rows else words.said(total.plural)}"] = lambda count: (
            count.all_records
        )
    return columns


def _held_by_rest(name: str, rest: Mapping[str, object]) -> Holds:
    """The last of these columns has all records; the others lead from the base to them."""
    return Holds.RECORDS if name == list(rest)[-1] else Holds.REST


def _count_row(
    figures: SnapshotFigures, count: Count, rest: Mapping[str, Callable[[Count], int]], header: str
) -> Row:
    return Row(
        header=header,
        cells=(
            count.count,
            count.base,
            count_percentage(figures, count) or TOO_FEW,
            *(number(count) for number in rest.values()),
        ),
    )


def _share_note(figures: SnapshotFigures, total: Count, cells: Sequence[Cell]) -> str:
    sentences = list(marks_explained(figures, cells))
    if total.base < total.all_records or total.without_rows:
        sentences.append(base_words(figures, total))
    sentences += filter(None, [counting_rule(figures, total.measure)])
    sentences += by_other_versions(figures, total)
    if was_read_twice(figures):
        sentences += agreement_notes(
            figures, findings.measure_of(figures.review, total.measure), total.measure
        )
    return " ".join(sentences)


def by_other_versions(figures: SnapshotFigures, total: Count) -> Iterator[str]:
    """What the versions that are not in a total counted, each by its own definition."""
    if not total.not_asked:
        return
    for row in measure_by_version(figures, total.measure):
        if row.is_in_total:
            continue
        if row.count.not_asked == row.records:
            yield f"Version {row.version} of the framework did not ask it."
        else:
            counted = count_words(row.count.count, row.count.base, figures.percentages_from)
            yield (
                f"By version {row.version}, which asked it otherwise, and not in the total: "
                f"{counted}."
            )


# --- estimates beside the counts ---------------------------------------------------------------


@dataclass(frozen=True)
class _Shape:
    """Which columns a table of a measure with its estimates has.

    Args:
        has_estimates: The cases are a random sample, or some of them are.
        is_two_stage: The authorities were drawn, so that there are shares of all authorities.
        has_outside: The measure does not apply to some of the cases.
        has_refs: The cases behind each count are named.
        has_not_asked: Some of the cases are under a version that did not ask it.
    """

    has_estimates: bool
    is_two_stage: bool
    has_outside: bool
    has_refs: bool
    has_not_asked: bool


def estimated_table(
    figures: SnapshotFigures, found: EstimatedTable, *, by: str | None, has_refs: bool = False
) -> Table:
    """A measure in all and by group: count and base, and the share of all children beside.

    Groups have the names that commands take, such as `ASH`.

    Args:
        by: The field that the groups are values of.
        has_refs: Name the cases behind each count, in a last column.
    """
    total = found.rows[0].count
    shape = _Shape(
        has_estimates=any(row.estimate is not None for row in found.rows),
        is_two_stage=any(row.all_authorities is not None for row in found.rows),
        has_outside=any(row.count.outside for row in found.rows),
        has_refs=has_refs,
        has_not_asked=any(row.count.not_asked for row in found.rows),
    )
    rows = tuple(_estimated_row(figures, row, shape) for row in found.rows)
    shares = [cell for row in rows for cell in row.cells]
    return Table(
        id=f"table-estimated-{total.measure}",
        title=f"{total.title}, among {figures.words.noun(total.noun)}",
        columns=tuple(_estimated_columns(found, by, shape, figures.words)),
        rows=rows,
        note="\n".join(
            (
                *marks_explained(figures, shares, no_interval="see below"),
                *_estimate_notes(figures, found),
                *agreement_notes(
                    figures,
                    findings.measure_of(figures.review, total.measure),
                    total.measure,
                    level=found.options.level,
                ),
                *by_other_versions(figures, total),
                *(_not_named(figures) if has_refs else ()),
            )
        ),
        source=source_of(figures, total.subject),
    )


def _not_named(figures: SnapshotFigures) -> Iterator[str]:
    if figures.unnamed:
        codes = ", ".join(sorted(figures.unnamed))
        cases = figures.words.said("Cases")
        yield f"{cases} of {codes} are counted and not named: a conflict of interest."


def _estimated_columns(
    found: EstimatedTable, by: str | None, shape: _Shape, words: ReportWords
) -> Iterator[Column]:
    interval = Column(f"{as_chosen(found.options.level)} interval", is_numeric=True)
    yield Column(by or "Group")
    total = found.rows[0].count
    units = "rows" if total.rows else words.said(total.subject.plural)
    for heading in ("Count", "Base", f"Share of {units}"):
        yield Column(heading, is_numeric=True)
    if shape.has_estimates:
        yield from (Column(words.said("Estimated share of children"), is_numeric=True), interval)
    if shape.is_two_stage:
        share = Column(words.said("Estimated share of all authorities"), is_numeric=True)
        yield from (share, interval)
    if shape.has_outside:
        yield Column("Not in the base", is_numeric=True)
    yield Column("No answer that counts", is_numeric=True)
    if shape.has_not_asked:
        yield Column("Not asked", is_numeric=True)
    if shape.has_refs:
        yield Column(words.said("Cases"))


def _estimated_row(figures: SnapshotFigures, row: EstimatedCount, shape: _Shape) -> Row:
    count = row.count
    cells: list[Cell] = [count.count, count.base, count_percentage(figures, count) or TOO_FEW]
    if shape.has_estimates and row.estimate is None:
        cells += [NOT_APPLICABLE, NOT_APPLICABLE]
    elif shape.has_estimates:
        cells += share_cells(shown_share(figures, row.estimate))
    if shape.is_two_stage:
        cells += share_cells(shown_share(figures, row.all_authorities))
    if shape.has_outside:
        cells.append(count.outside)
    cells.append(count.unknown)
    if shape.has_not_asked:
        cells.append(count.not_asked)
    if shape.has_refs:
        cells.append(", ".join(figures.named(count.refs)))
    return Row(count.group or "all", tuple(cells), is_total=not count.group)


def shown_share(
    figures: SnapshotFigures, estimate: Estimate | TwoStageEstimate | None
) -> ShownShare | None:
    """The share as it may be shown; None below the base that a percentage needs.

    The base of an estimate is the cases that it comes from.
    """
    if estimate is None or estimate.p is None or not figures.carries_percentage(estimate.n):
        return None
    if estimate.lo is None or estimate.hi is None:
        return ShownShare(Percentage(estimate.p))
    return ShownShare(*map(Percentage, (estimate.p, estimate.lo, estimate.hi)))


def share_cells(share: ShownShare | None) -> tuple[Cell, Cell]:
    """The cells of an estimated share: itself, and its interval."""
    if share is None:
        return TOO_FEW, TOO_FEW
    if share.low is None or share.high is None:
        return share.share, NOT_AVAILABLE
    return share.share, f"{share.low.text} to {share.high.text}"


def _estimate_notes(figures: SnapshotFigures, found: EstimatedTable) -> Iterator[str]:
    total = found.rows[0].count
    yield base_words(figures, total)
    yield from filter(None, [counting_rule(figures, total.measure)])
    if found.describes:
        if any(row.estimate is None for row in found.rows):
            yield f"{NOT_APPLICABLE} = no estimate: see below."
        yield figures.words.said(found.describes)
        yield figures.words.said(f"Interval: {found.options.interval.words}.")
    else:
        yield figures.words.said(found.rows[0].no_estimate or "")
    yield from _missing_intervals(figures, found.rows)
    yield from map(figures.words.said, found.notes)


def _missing_intervals(figures: SnapshotFigures, rows: Sequence[EstimatedCount]) -> Iterator[str]:
    """Why a share that is large enough to be shown has no interval."""
    for row in rows:
        group, estimate = row.count.group or "all", row.estimate
        if estimate is not None and estimate.no_interval and figures.carries_percentage(estimate.n):
            yield f"{group}: {figures.words.said(estimate.no_interval)}"
        if row.all_authorities is not None and row.all_authorities.reason:
            said = figures.words.said
            yield f"{group}, {said('all authorities')}: {said(row.all_authorities.reason)}"


# --- two groups, two measures ------------------------------------------------------------------


def comparison_table(figures: SnapshotFigures, found: GroupComparison, *, by: str) -> Table:
    """The estimated shares of two groups and their difference, with its interval.

    The figures are for judging, so they are given from any base and to four decimals.

    Args:
        by: The field that the groups are values of.
    """
    difference = found.difference
    headings = (
        "Count", "Base", figures.words.said("Estimated share of children"), "Standard error",
        f"{as_chosen(found.level)} from", "to",
    )  # fmt: skip
    return Table(
        id=f"table-comparison-{found.first.count.measure}",
        title=f"{found.first.count.title}, by {by}",
        columns=(Column(by), *(Column(heading, is_numeric=True) for heading in headings)),
        rows=(
            *(_compared_row(row) for row in (found.first, found.second)),
            Row(
                "difference",
                (
                    "",
                    "",
                    *map(
                        _four_decimals,
                        (difference.value, difference.se, difference.lo, difference.hi),
                    ),
                ),
                is_total=True,
            ),
        ),
        note="\n".join(_comparison_notes(figures, found)),
        source=source_of(figures),
    )


def _compared_row(row: EstimatedCount) -> Row:
    numbers: tuple[float | None, ...] = (None,) * 4
    if row.estimate is not None:
        numbers = (row.estimate.p, row.estimate.se, row.estimate.lo, row.estimate.hi)
    return Row(row.count.group, (row.count.count, row.count.base, *map(_four_decimals, numbers)))


def _four_decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _comparison_notes(figures: SnapshotFigures, found: GroupComparison) -> Iterator[str]:
    yield _verdict(found.difference)
    if not figures.carries_percentage(min(found.first.count.base, found.second.count.base)):
        yield (
            f"A base is below {figures.percentages_from}: for judging by yourself, not for a "
            "percentage in a report."
        )
    yield from found.notes


def _verdict(difference: Difference) -> str:
    """What the interval of a difference lets one say."""
    if difference.reason or difference.lo is None or difference.hi is None:
        return difference.reason or ""
    made = "Made from the limits of the two shares (MOVER), covariance included. "
    if difference.lo <= 0 <= difference.hi:
        return f"{made}The interval holds zero: the sample does not tell the two apart."
    return f"{made}The interval is clear of zero: the two differ."


def _left_out_of_a_cross(found: CrossCount) -> str:
    words = f"{found.not_comparable} records are in the base of one measure only."
    if found.not_asked:
        words += (
            f" In {found.not_asked} records one of the two, or both, was not asked, under an "
            "earlier version of the framework."
        )
    return words


def cross_table(figures: SnapshotFigures, found: CrossCount) -> Table:
    """Two measures against each other, in the records that both can be told for."""
    first, second = found.first, found.second
    first_yes, first_no = found.both + found.first_only, found.second_only + found.neither
    second_yes, second_no = found.both + found.second_only, found.first_only + found.neither
    return Table(
        id=f"table-{first}-by-{second}",
        title=f"{first} by {second}, number of records",
        columns=(
            Column(""),
            *(
                Column(heading, is_numeric=True)
                for heading in (f"{second}: yes", f"{second}: no", "All")
            ),
        ),
        rows=(
            Row(f"{first}: yes", (found.both, found.first_only, first_yes)),
            Row(f"{first}: no", (found.second_only, found.neither, first_no)),
            Row("all", (second_yes, second_no, first_yes + first_no), is_total=True),
        ),
        note=_left_out_of_a_cross(found),
        source=source_of(figures),
    )
