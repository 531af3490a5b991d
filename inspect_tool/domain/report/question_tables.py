"""Tables of the answers to a question: how often, by group, against another, and their median."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from inspect_tool.domain.content.blocks import Cell, Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count, asked_for_no_rows
from inspect_tool.domain.figures.estimates import EstimatedCount
from inspect_tool.domain.figures.frequencies import (
    Crossing,
    Frequencies,
    FrequencyGroup,
    crossing,
    frequencies,
)
from inspect_tool.domain.figures.medians import (
    SMALLEST_BASE_OF_A_MEDIAN,
    FoundMedian,
    medians,
    of_numbers,
)
from inspect_tool.domain.figures.question_answers import QuestionAnswers
from inspect_tool.domain.percentages import TOO_FEW, Percentage, number_text
from inspect_tool.domain.report.agreement import (
    agreement_explained,
    agreement_on_median,
    has_options,
    option_cells,
    option_columns,
)
from inspect_tool.domain.report.headings import (
    Options,
    count_percentage,
    group_words,
    heading_of,
    marks_explained,
    source_of,
)
from inspect_tool.domain.report.measure_tables import share_cells, shown_share

MORE_THAN_ALL = (
    "More than one can hold of a {noun}, so the numbers add up to more than the base and the "
    "percentages to more than 100%."
)

UNDER_EARLIER = "Not asked: under an earlier version of the framework, or in another meaning."


def estimated_values(
    figures: SnapshotFigures,
    asked: QuestionAnswers,
    counts: Sequence[Count],
    options: EstimationOptions,
) -> tuple[EstimatedCount, ...]:
    """A question's values with the shares of all children that they let estimate."""
    reason = why_no_estimate(figures, asked)
    if reason is not None:
        return tuple(EstimatedCount(count, no_estimate=reason) for count in counts)
    found = estimates.estimates_of(figures, counts, (), options)
    return tuple(estimates.with_estimate(figures, count, None, found, options) for count in counts)


def why_no_estimate(figures: SnapshotFigures, asked: QuestionAnswers) -> str | None:
    """Why the answers to a question are counts alone; None where there are estimates."""
    if asked.group:
        return estimates.ROWS_COUNTED
    if asked.no_estimate:
        return asked.no_estimate
    if asked.unasked:
        return estimates.NOT_ASKED_OF_ALL
    no_sample = estimates.NO_SAMPLE.get(asked.subject)
    return no_sample or estimates.why_no_estimate(figures)


def question_table(
    figures: SnapshotFigures,
    found: Frequencies,
    values: Sequence[EstimatedCount],
    options: EstimationOptions,
    *,
    has_refs: bool = False,
) -> Table:
    """How often each answer was given in all: number, base, share, and the estimated share.

    Args:
        values: What `estimated_values` gave.
        has_refs: Name the cases behind each count, in a last column.
    """
    asked = found.asked
    has_estimates = any(value.estimate is not None for value in values)
    columns = [
        Column("Answer"),
        *_numeric("Number", holds=Holds.NUMBER),
        *_numeric("Base", holds=Holds.BASE),
        *_numeric(f"Share of {figures.words.said(_units(asked))}", holds=Holds.SHARE),
    ]
    if has_estimates:
        columns += _estimate_columns(figures, options)
    columns += option_columns(figures, asked.name)
    if has_refs:
        columns.append(Column(figures.words.said("Cases")))
    rows = []
    for value, option in zip(values, asked.known, strict=True):
        count = value.count
        cells: list[Cell] = [count.count, count.base, count_percentage(figures, count) or TOO_FEW]
        if has_estimates:
            cells += share_cells(shown_share(figures, value.estimate))
        cells += option_cells(figures, asked.name, option.key)
        if has_refs:
            cells.append(", ".join(figures.named(count.refs)))
        rows.append(Row(count.title, tuple(cells)))
    shown = [cell for row in rows for cell in row.cells]
    notes = [*marks_explained(figures, shown, no_interval="see below"), *_notes(figures, asked)]
    notes += _notes_on_values(figures, asked, values, options)
    return Table(
        id=_table_id(asked.name),
        title=asked.title,
        columns=tuple(columns),
        rows=tuple(rows),
        note="\n".join(note for note in notes if note),
        source=source_of(figures, asked.subject),
        mark=TableMark(RowsAre.ANSWERS),
    )


def _estimate_columns(figures: SnapshotFigures, options: EstimationOptions) -> list[Column]:
    of_children = figures.words.said("Estimated share of children")
    interval = f"{options.level * 100:.6g}% interval"
    return [
        *_numeric(of_children, holds=Holds.ESTIMATE),
        *_numeric(interval, holds=Holds.INTERVAL),
    ]


def _notes_on_values(
    figures: SnapshotFigures,
    asked: QuestionAnswers,
    values: Sequence[EstimatedCount],
    options: EstimationOptions,
) -> Iterator[str]:
    if any(value.estimate is not None for value in values):
        yield from _estimate_notes(figures, options)
    elif values:
        yield figures.words.said(values[0].no_estimate or "")
    if has_options(figures, asked.name):
        yield figures.words.said(agreement_explained(figures))


def _estimate_notes(figures: SnapshotFigures, options: EstimationOptions) -> Iterator[str]:
    yield figures.words.said(estimates.describes(figures))
    yield f"Interval: {options.interval.words}."
    yield from map(figures.words.said, estimates.notes_of(estimates.ledger_for(figures)))


def grouped_question_table(
    figures: SnapshotFigures, found: Frequencies, *, is_for_report: bool = False
) -> Table:
    """How often each answer was given, a line for each group of a field.

    Args:
        is_for_report: Groups have their words; else the names that commands take.
    """
    asked = found.asked
    is_number = bool(asked.numbers)
    columns = [
        Column(heading_of(found.by, figures.words) if is_for_report else found.by),
        *_numeric(*(value.words for value in asked.known), holds=Holds.NUMBER),
        *_numeric("Base", holds=Holds.BASE),
        *_numeric("No answer that counts", holds=Holds.REST),
        *(_numeric("Median", holds=Holds.MEDIAN) if is_number else ()),
        *(_numeric("Quartiles", holds=Holds.QUARTILES) if is_number else ()),
    ]
    rows = [
        Row(
            (group_words(figures, found.by, group.group) if is_for_report else group.group)
            or ("All" if is_for_report else "all"),
            tuple(_group_cells(figures, group, is_number=is_number)),
            is_total=not group.group,
        )
        for group in (*found.groups[1:], found.groups[0])
    ]
    cells = [cell for row in rows for cell in row.cells]
    return Table(
        id=_table_id(asked.name, found.by),
        title=f"{asked.title.rstrip('?.')}, by {heading_of(found.by, figures.words).lower()}",
        columns=tuple(columns),
        rows=tuple(rows),
        note="\n".join((*_median_marks(cells), *_notes(figures, asked))),
        source=source_of(figures, asked.subject),
        mark=TableMark(RowsAre.SPREAD),
    )


def _median_marks(cells: Sequence[Cell]) -> Iterator[str]:
    if TOO_FEW in cells:
        yield f"{TOO_FEW} = no median: the base is below {SMALLEST_BASE_OF_A_MEDIAN}."


def _group_cells(
    figures: SnapshotFigures, group: FrequencyGroup, *, is_number: bool
) -> Iterator[Cell]:
    for count in group.counts:
        share = count_percentage(figures, count)
        yield count.count if share is None else f"{count.count} ({share.text})"
    asked = group.asked
    yield len(asked.base_refs)
    yield len(asked.unknown_refs)
    if is_number:
        yield from _median_cells(of_numbers(asked))


def _median_cells(found: FoundMedian) -> Iterator[Cell]:
    quartiles = found.quartiles
    if not found.is_shown or found.median is None or quartiles is None:
        yield TOO_FEW
        yield TOO_FEW
        return
    yield number_text(found.median)
    yield f"{number_text(quartiles[0])} to {number_text(quartiles[1])}"


def _table_id(*names: str) -> str:
    return "-".join(("table", *names)).lower().replace(".", "-")


def _numeric(*headings: str, holds: Holds | None = None) -> list[Column]:
    return [Column(heading, is_numeric=True, holds=holds) for heading in headings]


def _units(asked: QuestionAnswers) -> str:
    return "rows" if asked.group else asked.subject.plural


def _notes(figures: SnapshotFigures, asked: QuestionAnswers) -> Iterator[str]:
    """What a reader has to know: the base, what is not in it, and whether values add up."""
    yield _base_words(figures, asked)
    if not asked.is_exclusive:
        noun = asked.row_noun or figures.words.said(asked.subject.singular)
        yield MORE_THAN_ALL.format(noun=noun)
    if asked.numbers:
        yield median_words(of_numbers(asked))
    for known, refs in asked.rough.items():
        yield f"Known to the {known} alone: {len(refs)}."
    if figures.unnamed:
        codes = ", ".join(sorted(figures.unnamed))
        cases = figures.words.said("Cases")
        yield f"{cases} of {codes} are counted and not named: a conflict of interest."


def _base_words(figures: SnapshotFigures, asked: QuestionAnswers) -> str:
    base, outside = len(asked.base_refs), len(asked.outside)
    everything = base + outside + len(asked.unknown_refs)
    said = figures.words.said
    singular, plural = said(asked.subject.singular), said(asked.subject.plural)
    if asked.group:
        singular, plural = f"row ({asked.row_noun})", f"rows ({asked.row_noun})"
    noun = singular if everything == 1 else plural
    hidden = len(set(asked.outside) - set(asked.unasked))
    earlier = outside - hidden
    parts = [f"{base} in the base"]
    if hidden:
        parts.append(f"{hidden} not asked")
    if earlier:
        parts.append(f"{earlier} not asked, under an earlier version of the framework")
    parts += [f"{len(refs)} “{why.lower()}”" for why, refs in sorted(asked.without.items())]
    around = asked_for_no_rows(len(asked.unasked), asked.subject) if asked.group else ""
    return " ".join(filter(None, (f"{everything} {noun}: {', '.join(parts)}.", said(around))))


def median_words(found: FoundMedian) -> str:
    """A median with its quartiles and its base, as a sentence."""
    quartiles = found.quartiles
    if not found.is_shown or found.median is None or quartiles is None:
        return f"No median: the base is below {SMALLEST_BASE_OF_A_MEDIAN}."
    unit = f" {found.unit}" if found.unit else ""
    low, high = map(number_text, quartiles)
    return f"Median {number_text(found.median)}{unit}, quartiles {low} and {high}, of {found.base}."


def median_table(
    figures: SnapshotFigures,
    found: Sequence[FoundMedian],
    *,
    by: str | None,
    is_for_report: bool = False,
) -> Table:
    """A median in all and by group, with its quartiles, its base and what was kept apart."""
    total, *groups = found
    apart: dict[str, Callable[[FoundMedian], int]] = {
        "Date not known well enough": lambda one: len(one.rough),
        "Second date before the first": lambda one: len(one.backwards),
        "Not in the base": lambda one: len(one.outside),
        "Not asked": lambda one: len(one.unasked),
        "No answer that counts": lambda one: len(one.unknown),
    }
    kept = {heading: number for heading, number in apart.items() if number(total)}
    rows = []
    for one in (*groups, total):
        words = group_words(figures, by, one.group) if by and is_for_report else one.group
        rows.append(
            Row(
                words or ("All" if is_for_report else "all"),
                (*_median_cells(one), one.base, *(number(one) for number in kept.values())),
                is_total=not one.group,
            )
        )
    notes = [
        *_median_marks([cell for row in rows for cell in row.cells]),
        f"In {total.unit}." if total.unit else "",
        UNDER_EARLIER if total.unasked else "",
        figures.words.said(asked_for_no_rows(len(total.without_rows), total.subject)),
        "Quartiles are interpolated between the values found (Hyndman and Fan, definition 7).",
        _median_agreement(figures, total),
    ]
    return Table(
        id=_table_id(total.key, *([by] if by and by != "authority" else [])),
        title=total.title + (f", by {heading_of(by, figures.words).lower()}" if by else ""),
        columns=(
            Column((heading_of(by, figures.words) if is_for_report else by) if by else "Group"),
            *_numeric("Median", holds=Holds.MEDIAN),
            *_numeric("Lower to upper quartile", holds=Holds.QUARTILES),
            *_numeric(f"Of {figures.words.noun(total.noun)}", holds=Holds.BASE),
            *_numeric(*kept, holds=Holds.REST),
        ),
        rows=tuple(rows),
        note=" ".join(note for note in notes if note),
        source=source_of(figures, total.subject),
        mark=TableMark(RowsAre.SPREAD),
    )


def _median_agreement(figures: SnapshotFigures, total: FoundMedian) -> str:
    same = agreement_on_median(figures, total.key)
    return "" if same is None else figures.words.said(same.sentence)


def crossing_table(figures: SnapshotFigures, found: Crossing) -> Table:
    """One question against another: numbers, and the share of each line where it carries one."""
    first, second = found.first, found.second
    said = figures.words.said
    singular, plural = said(first.subject.singular), said(first.subject.plural)
    units = singular if found.base == 1 else plural
    if found.row_noun:
        units = f"{'row' if found.base == 1 else 'rows'} ({found.row_noun})"
    rows = [
        Row(
            value.words,
            (
                *(_crossed_cell(figures, found, value.key, one.key) for one in second.known),
                found.totals[value.key],
            ),
        )
        for value in first.known
    ]
    notes = [
        f"{found.base} {units} answered both; {found.not_comparable} answered one alone.",
        "Percentages are of the line.",
    ]
    notes += [
        f"{asked.name}: {MORE_THAN_ALL.format(noun=found.row_noun or singular)}"
        for asked in (first, second)
        if not asked.is_exclusive
    ]
    return Table(
        id=_table_id(first.name, "by", second.name),
        title=f"{first.title} ({first.name}) by {second.title} ({second.name})",
        columns=(
            Column(first.name),
            *_numeric(
                *(value.words for value in second.known),
                f"Answered {second.name}",
                holds=Holds.NUMBER,
            ),
        ),
        rows=tuple(rows),
        note="\n".join(notes),
        source=source_of(figures, first.subject),
    )


def _crossed_cell(figures: SnapshotFigures, found: Crossing, first: str, second: str) -> Cell:
    cell = found.cells[first, second]
    if cell.share is None or not figures.carries_percentage(cell.base):
        return cell.count
    return f"{cell.count} ({Percentage(cell.share).text})"


def table_of_question(figures: SnapshotFigures, name: str, options: Options) -> Table:
    """The table of a question for a report: in all, `by` a field, or `with` another question.

    Raises:
        UnknownMeasureError, UnknownFieldError, DifferentUnitsError: As for the figures.
    """
    if "with" in options:
        return crossing_table(figures, crossing(figures, name, options["with"]))
    by = options.get("by")
    found = frequencies(figures, name, by=by)
    if by is not None:
        return grouped_question_table(figures, found, is_for_report=True)
    method = EstimationOptions()
    counts = found.groups[0].counts
    values = estimated_values(figures, found.asked, counts, method)
    return question_table(figures, found, values, method)


def table_of_median(figures: SnapshotFigures, key: str, options: Options) -> Table:
    """The table of a median for a report, by authority unless it says otherwise."""
    by = options.get("by", "authority")
    return median_table(figures, medians(figures, key, by=by), by=by, is_for_report=True)
