"""What a report says about how sure its figures are: a section, an annex and a worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_tool.domain.content.blocks import (
    Block,
    Cell,
    Column,
    CrossReference,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
)
from inspect_tool.domain.content.estimate_list import EstimateLine, EstimateList
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.estimation.result import EstimationOptions
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import EstimatedCount
from inspect_tool.domain.figures.missing import counting_rule
from inspect_tool.domain.figures.sample_units import selected_authorities
from inspect_tool.domain.figures.stage_one_words import how_authorities_were_drawn
from inspect_tool.domain.framework.framework import Measure, SubjectKind
from inspect_tool.domain.language.conditions import comparisons
from inspect_tool.domain.percentages import Percentage, as_chosen
from inspect_tool.domain.report.agreement import (
    agreement_cells,
    agreement_columns,
    agreement_explained,
    shown_agreement,
)
from inspect_tool.domain.report.headings import (
    GROUP_HEADINGS,
    Options,
    count_percentage,
    group_words,
    marks_explained,
    source_of,
)
from inspect_tool.domain.report.measure_tables import share_cells, shown_share
from inspect_tool.domain.sampling.ledger import Response, SampleLedger
from inspect_tool.domain.sampling.losses import LossReason

TABLE = "table-estimates"
TITLE = "How sure are the figures"
GROUPED_BY = ("case_type", "authority")
METHOD = EstimationOptions()
TOLD_BY_THE_LISTS = "The lists say this of every child, so there is nothing to estimate."


def headline_measures(figures: SnapshotFigures, stated: Sequence[str]) -> tuple[str, ...]:
    """The findings on cases that the narrative states, in the framework's order; all if none.

    Args:
        stated: Keys of the measures that claims refer to.
    """
    measures = figures.review.framework.measures
    found = [
        key
        for key, measure in measures.items()
        if is_estimated(measure) and not is_told_by_the_lists(measure)
    ]
    return tuple(key for key in found if key in stated) or tuple(found)


def is_estimated(measure: Measure) -> bool:
    """Whether cases are counted, which are what the sample is of."""
    return measure.subject is SubjectKind.CASE and measure.rows is None


def is_told_by_the_lists(measure: Measure) -> bool:
    """Whether it counts what the lists say of every child, such as how long a case is open."""
    return all(part.subject_kind == "field" for part in comparisons(measure.count))


def estimates_table(figures: SnapshotFigures, options: Options) -> Table:
    """Estimated shares with their intervals; `measures=a,b` chooses, else every case measure.

    Raises:
        UnknownMeasureError: There is none of a name.
        NoEstimateError: There is no random sample to estimate from.
    """
    chosen = tuple(filter(None, options.get("measures", "").split(",")))
    for key in chosen:
        estimates.ledger_for(figures, findings.measure_of(figures.review, key))
    return _table(figures, chosen or headline_measures(figures, ()))


def headline_table(figures: SnapshotFigures, stated: Sequence[str]) -> Table:
    """Estimated shares of the case measures that the narrative states."""
    return _table(figures, headline_measures(figures, stated))


def _table(figures: SnapshotFigures, keys: Sequence[str]) -> Table:
    totals = [findings.table(figures, key)[0] for key in keys]
    found = estimates.estimates_of(figures, totals, (), METHOD)
    shown = [estimates.with_estimate(figures, total, None, found, METHOD) for total in totals]
    said = figures.words.said
    interval = Column(f"{_level()} interval", is_numeric=True, holds=Holds.INTERVAL)
    of_children = said("Estimated share of children")
    of_all = said("Share of all authorities’ children")
    beyond = (Column(of_all, is_numeric=True, holds=Holds.ESTIMATE), interval)
    rows = [
        Row(
            row.count.title,
            (
                row.count.count,
                row.count.base,
                *_cells(figures, row),
                *agreement_cells(figures, row.count.measure),
            ),
        )
        for row in shown
    ]
    return Table(
        id=TABLE,
        title=said("Estimated shares of children, with their intervals"),
        columns=(
            Column("What was counted"),
            Column("Number", is_numeric=True, holds=Holds.NUMBER),
            Column("Base", is_numeric=True, holds=Holds.BASE),
            Column(of_children, is_numeric=True, holds=Holds.ESTIMATE),
            interval,
            *(beyond if _goes_beyond(figures) else ()),
            *agreement_columns(figures),
        ),
        rows=tuple(rows),
        note=_table_note(figures, [cell for row in shown for cell in _cells(figures, row)]),
        source=source_of(figures),
        mark=TableMark(RowsAre.MEASURES),
    )


def _goes_beyond(figures: SnapshotFigures) -> bool:
    """Whether there are estimates for authorities that were not inspected."""
    return figures.ledger is not None and bool(selected_authorities(figures.ledger))


def _level() -> str:
    return as_chosen(METHOD.level)


def _cells(figures: SnapshotFigures, row: EstimatedCount) -> tuple[Cell, ...]:
    found = [row.estimate, row.all_authorities] if _goes_beyond(figures) else [row.estimate]
    return tuple(cell for estimate in found for cell in share_cells(shown_share(figures, estimate)))


def _table_note(figures: SnapshotFigures, cells: Sequence[Cell]) -> str:
    sentence = (
        "Number and base are of the cases examined; the share is of the children who could be "
        "drawn and to whom the measure applies. Of the other cases, the measure does not apply to "
        "some and others have no answer that counts: the workbook counts them apart."
    )
    return " ".join(
        (
            figures.words.said(sentence),
            *marks_explained(figures, cells),
            figures.words.said(agreement_explained(figures)),
        )
    )


def estimates_section(
    figures: SnapshotFigures, *, has_table: bool, has_response: bool = True
) -> tuple[Block, ...]:
    """How shares of all children were estimated, whom they describe and how many answered.

    Args:
        has_response: Whether it says why cases could not be used, which are few.
        has_table: Whether the report has the table of estimates, to be referred to.
    """
    title = figures.words.said("How shares of all children were estimated")
    heading = Heading("how-shares-were-estimated", title)
    ledger, reason = figures.ledger, estimates.why_no_estimate(figures)
    if ledger is None or reason is not None:
        alone = figures.words.said(f"The figures are counts alone. {reason}")
        return (heading, Paragraph((Text(alone),)))
    whom = " ".join((_whom(figures), *estimates.notes_of(ledger)))
    drawn = " ".join(how_authorities_were_drawn(figures.review.plan))
    response = _response_words(figures) if has_response else ""
    told = filter(None, (whom, drawn, response, _method_words(figures)))
    return (
        heading,
        Paragraph(_what_was_done(figures, ledger, has_table=has_table)),
        *(Paragraph((Text(figures.words.said(text)),)) for text in told),
    )


def _whom(figures: SnapshotFigures) -> str:
    return (
        f"{estimates.describes(figures)} Interviews and judgements on whole authorities are no "
        "random sample: of them there are counts alone."
    )


def _what_was_done(
    figures: SnapshotFigures, ledger: SampleLedger, *, has_table: bool
) -> tuple[Span, ...]:
    left = {authority.code for authority in ledger.withdrawn}
    children = sum(stratum.population for stratum in ledger.strata if stratum.authority not in left)
    text = (
        "Counts in this report are of the cases examined and say nothing by themselves about other "
        "children. Because the cases were drawn by chance, they also let one estimate what the "
        f"same reading would have found among all {children:,} children who could be drawn"
        f"{' at the authorities inspected' if left else ''}. Each "
        f"case stands for the children of {_stratum_words(figures, 'its')}: their number, "
        "divided by the cases drawn whose standing is known."
    )
    text = figures.words.said(text)
    if not has_table:
        return (Text(text),)
    return (
        Text(f"{text} "),
        CrossReference(TABLE),
        Text(
            " gives the shares behind the quantities in this report; the workbook gives them all."
        ),
    )


def _stratum_words(figures: SnapshotFigures, whose: str) -> str:
    has_types = "case_type" in figures.review.plan.sample.strata
    return f"{whose} authority and type of case" if has_types else f"{whose} authority"


def _response_words(figures: SnapshotFigures) -> str:
    total = estimates.response(figures)[-1]
    rate = ""
    if total.rate is not None and figures.carries_percentage(total.reached):
        rate = f" ({Percentage(total.rate).text})"
    sentences = [
        f"The draw reached {total.reached} cases, reserves in the place of lost ones among them. "
        f"{_listed(total)}. So the standing of {total.known} of {total.reached} is known: the "
        f"response rate{rate}."
    ]
    if total.out_of_scope:
        sentences.append(
            "Cases that do not belong stay in the sample as evidence of how many on the lists do "
            "not belong."
        )
    of_those_who_left = total.not_available.get(LossReason.AUTHORITY_WITHDREW, 0)
    if of_those_who_left:
        sentences.append(
            f"{of_those_who_left} of the cases could not be had because their authority withdrew; "
            "no other case stands for them."
        )
    if total.known + of_those_who_left < total.reached:
        sentences.append(
            f"The others are taken to be like the rest of {_stratum_words(figures, 'their')}."
        )
    return " ".join(sentences)


def _listed(total: Response) -> str:
    parts = [f"{total.counted} were examined"]
    if total.out_of_scope:
        parts.append(f"{sum(total.out_of_scope.values())} turned out not to belong to the review")
    if total.not_available:
        parts.append(f"{sum(total.not_available.values())} could not be had")
    if total.not_read:
        parts.append(f"{total.not_read} had not been read when the figures were taken")
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def _method_words(figures: SnapshotFigures) -> str:
    return (
        f"Intervals are {_level()} intervals by the method of Korn and Graubard (1998). Two bounds "
        "on the effective size of the sample are this tool’s own: they keep the correction for a "
        "finite list and heed unequal weights. Where the number of children in a group is known, "
        "limits are whole children; where a group is one whole stratum, they are exact. Of 100 "
        f"samples drawn in this way, about {METHOD.level * 100:.4g} or more give an "
        "interval that holds the share that reading every case would give. No percentage is given "
        f"where the base is below {figures.percentages_from}."
    )


def estimate_list(figures: SnapshotFigures) -> EstimateList | None:
    """Every measure in all, by case type and by authority; None without a sample to go by."""
    if estimates.why_no_estimate(figures) is not None:
        return None
    return EstimateList(
        lines=tuple(_lines(figures)),
        level=_level(),
        note=figures.words.said(" ".join(_list_notes(figures))),
        source=source_of(figures),
        has_all_authorities=_goes_beyond(figures),
    )


def _lines(figures: SnapshotFigures) -> Iterator[EstimateLine]:
    measures = figures.review.framework.measures
    totals = [findings.table(figures, key)[0] for key in measures]
    cases = [total for total in totals if is_estimated(measures[total.measure])]
    found = estimates.estimates_of(figures, cases, GROUPED_BY, METHOD)
    groups = {by: estimates.refs_by_group(figures, by) for by in GROUPED_BY}
    for total in totals:
        if total not in cases:
            reason = estimates.why_no_estimate(figures, measures[total.measure])
            yield _line(figures, EstimatedCount(total, no_estimate=reason), "")
            continue
        for by, count in _counts_by_group(total, groups):
            row = estimates.with_estimate(figures, count, by, found, METHOD)
            if is_told_by_the_lists(measures[total.measure]):
                row = EstimatedCount(count, no_estimate=figures.words.said(TOLD_BY_THE_LISTS))
            yield _line(figures, row, by)


def _counts_by_group(
    total: Count, groups: Mapping[str, Mapping[str, frozenset[str]]]
) -> Iterator[tuple[str, Count]]:
    """A count in all, then narrowed to each group, with the field that the group is a value of.

    Args:
        groups: References of the cases of each group, by field.
    """
    yield "", total
    for by, refs_by_group in groups.items():
        for group, refs in refs_by_group.items():
            yield by, estimates.narrowed(total, group, refs)


def _list_notes(figures: SnapshotFigures) -> Iterator[str]:
    yield "Count, base and share are of the cases examined. The estimated share is of children."
    yield (
        "Base, cases not in the base (the measure does not apply to them) and cases without an "
        "answer that counts are all cases together."
    )
    yield _whom(figures)
    yield _method_words(figures)
    yield from estimates.notes_of(estimates.ledger_for(figures))
    yield agreement_explained(figures)


def _line(figures: SnapshotFigures, row: EstimatedCount, by: str) -> EstimateLine:
    count = row.count
    return EstimateLine(
        measure_title=count.title,
        grouped_by=figures.words.said(GROUP_HEADINGS.get(by, "All")),
        group=group_words(figures, by, count.group) if by else "All",
        count=count.count,
        base=count.base,
        share=count_percentage(figures, count),
        estimated=shown_share(figures, row.estimate),
        all_authorities=shown_share(figures, row.all_authorities),
        outside=count.outside,
        unknown=count.unknown,
        not_asked=count.not_asked,
        cases=None if row.estimate is None else row.estimate.n,
        note=" ".join(filter(None, _line_notes(figures, row, by))),
        agreement=None if by else shown_agreement(figures, count.measure),
    )


def _line_notes(figures: SnapshotFigures, row: EstimatedCount, by: str) -> Iterator[str]:
    """Why there is no estimate or interval and, over all cases, what a counting rule decides."""
    if row.estimate is None:
        yield row.no_estimate or ""
    elif not figures.carries_percentage(row.estimate.n):
        yield f"Base below {figures.percentages_from}: counts only."
    else:
        yield row.estimate.no_interval or ""
    if not by:
        yield counting_rule(figures, row.count.measure)
