"""Figures and large numbers that a narrative can call for, made from counted evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from inspect_tool.domain.content.blocks import Figure, Statistic, Statistics
from inspect_tool.domain.content.charts import (
    Bar,
    Bars,
    DotRange,
    FlowDiagram,
    FlowLoss,
    FlowStep,
    HeatMap,
    HeatRow,
    MeasureBars,
    RangeRow,
    StackedBar,
    StackedBars,
)
from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.percentages import LOW, LOW_EXPLAINED
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.report.headings import (
    Options,
    base_words,
    group_words,
    heading_of,
    source_of,
)
from inspect_tool.domain.report.judgement_tables import domain_cells, domain_of, judgement_levels
from inspect_tool.domain.report.tables import UnknownDirectiveError
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.domain.sampling.losses import LossReason
from inspect_tool.errors import UsageError

# The flow keeps no number of children apart whose eligibility is not known: `frame status` does.
NOT_ELIGIBLE = "not eligible by the plan’s rule, or not known to be"


def measure_figure(figures: SnapshotFigures, key: str, options: Options) -> Figure:
    """A measure as bars by group, each with its count and base."""
    by = options.get("by", "authority")
    total, *groups = findings.table(figures, key, by=by)
    heading = heading_of(by, figures.words)
    suffix = "" if by == "authority" else f"-{by}"
    bars = tuple(_bar(figures, count, group_words(figures, by, count.group)) for count in groups)
    return Figure(
        id=f"figure-{key}{suffix}",
        title=f"{total.title}, by {heading.lower()}",
        chart=Bars(bars=bars, row_heading=heading),
        note=_bars_note(figures, total, bars),
        source=source_of(figures, total.subject),
    )


def _bars_note(figures: SnapshotFigures, total: Count, bars: Sequence[Bar]) -> str:
    sentences = [f"Of {figures.words.noun(total.noun)}: {total.count} of {total.base} in all."]
    if any(LOW in bar.words_with_share for bar in bars):
        sentences.append(LOW_EXPLAINED)
    if total.base < total.all_records:
        sentences.append(base_words(figures, total))
    return " ".join(sentences)


def _bar(figures: SnapshotFigures, count: Count, label: str) -> Bar:
    none = figures.words.said("no cases")
    return Bar(label, count.count, count.base, figures.percentages_from, none)


def judgements_figure(figures: SnapshotFigures, options: Options) -> Figure:
    """Judgements on each criterion of a domain as stacked bars."""
    domain = domain_of(figures.review.framework, options.get("domain", ""))
    levels = judgement_levels(figures.review.framework, domain)
    return Figure(
        id=f"figure-judgements-{domain.id.lower()}",
        title=f"Judgements on each criterion: {domain.title.lower()}",
        chart=StackedBars(
            levels=tuple(levels.values()),
            bars=tuple(
                StackedBar(criterion.title, tuple(criterion.cell.values[level] for level in levels))
                for criterion in domain_cells(figures, domain)
            ),
            one=figures.words.said(domain.subject.singular),
            several=figures.words.said(domain.subject.plural),
            percentages_from=figures.percentages_from,
        ),
        source=source_of(figures, domain.subject),
    )


def heat_map_figure(figures: SnapshotFigures, _options: Options) -> Figure:
    """Criteria met, by criterion and authority."""
    authorities = findings.order_of(figures, "authority")
    criteria = [
        criterion
        for criterion in figures.review.framework.criteria(SubjectKind.CASE)
        if criterion.judgement is not None
    ]
    cells = {(cell.criterion, cell.group): cell for cell in findings.matrix(figures)}
    return Figure(
        id="figure-matrix",
        title=figures.words.said("Cases that met each criterion, by authority"),
        chart=HeatMap(
            columns=authorities,
            rows=tuple(
                HeatRow(
                    label=criterion.title,
                    cells=tuple(
                        Bar(
                            code,
                            cells[criterion.id, code].met,
                            cells[criterion.id, code].judged,
                            none=figures.words.said("no cases"),
                        )
                        for code in authorities
                    ),
                )
                for criterion in criteria
            ),
            counted=figures.words.said("cases that met the criterion, of those judged"),
        ),
        note=figures.words.said("Authorities by code; the annex has their names."),
        source=source_of(figures),
    )


def flow_figure(figures: SnapshotFigures, _options: Options) -> Figure:
    """From the frame to the cases examined."""
    return Figure(
        id="figure-flow",
        title=figures.words.said("How the cases were reached"),
        chart=flow_diagram(figures.total, authorities=len(figures.flows), words=figures.words),
        source=source_of(figures),
    )


def flow_diagram(total: AuthorityFlow, *, authorities: int, words: ReportWords) -> FlowDiagram:
    """The steps from the frame to the cases examined, with what left and what joined.

    Args:
        total: Of all authorities together.
        authorities: How many they are.
    """
    lost = [
        FlowLoss(reason=LossReason(reason).words, count=number)
        for reason, number in total.lost.items()
    ]
    if total.withdrawn:
        lost.append(FlowLoss(LossReason.AUTHORITY_WITHDREW.words, total.withdrawn))
    joined = [FlowLoss("reserves in their place", total.replaced)] if total.replaced else []
    if total.purposive:
        joined.append(FlowLoss("picked by hand", total.purposive))
    said = words.said
    steps = [
        FlowStep(
            label=said(f"Children on the lists of {authorities} authorities"),
            count=total.frame,
            losses=(FlowLoss(NOT_ELIGIBLE, total.frame - total.eligible),),
        ),
        FlowStep(
            label=said("Children who could be drawn"),
            count=total.eligible,
            losses=(FlowLoss("not drawn", total.eligible - total.drawn),),
        ),
        FlowStep(
            label=said(_drawn_label(total)),
            count=total.drawn,
            losses=tuple(lost),
            joined=tuple(joined),
        ),
        FlowStep(
            label=said("Cases to examine"),
            count=total.active,
            losses=tuple(
                FlowLoss("not examined", total.active - total.counted)
                for _ in range(total.active != total.counted)
            ),
        ),
        FlowStep(label=said("Cases examined and counted"), count=total.counted),
    ]
    return FlowDiagram(steps=tuple(steps), words=words)


def _drawn_label(total: AuthorityFlow) -> str:
    """What the step of the drawn cases is called, extensions told."""
    added = sum(total.extended.values())
    return f"Cases drawn, {added} of them by an extension" if added else "Cases drawn"


def variation_figure(figures: SnapshotFigures, _options: Options) -> Figure:
    """The range between authorities, a line for each measure of cases that differs."""
    authorities = findings.order_of(figures, "authority")
    rows = []
    for key, measure in figures.review.framework.measures.items():
        if measure.subject is not SubjectKind.CASE or measure.rows is not None:
            continue
        overall = counts.count_measure(key, measure, figures.records)
        groups = counts.count_by(key, measure, figures.records, by="authority", order=authorities)
        compared = counts.comparable(groups)
        if len({count.share for count in compared}) > 1:
            rows.append(
                RangeRow(
                    label=measure.title,
                    authorities=tuple(
                        _bar(figures, count, group_words(figures, "authority", count.group))
                        for count in compared
                    ),
                    overall=_bar(figures, overall, "All"),
                )
            )
    return Figure(
        id="figure-variation",
        title=figures.words.said("Range between authorities, share of cases"),
        chart=DotRange(rows=tuple(rows), words=figures.words),
        note=figures.words.said(
            "Each authority’s share rests on few cases: a range, not a league table. Authorities "
            f"with a base below {counts.SMALLEST_BASE_OF_A_RANGE} are left out."
        ),
        source=source_of(figures),
    )


def headlines_figure(figures: SnapshotFigures, options: Options) -> Figure:
    """Measures of cases as bars, in the order in which the narrative names them.

    Not by size: of a share that a public edition holds back its place would tell.

    Raises:
        UsageError: They are not two or more measures of cases.
    """
    measures = figures.review.framework.measures
    keys = tuple(dict.fromkeys(filter(None, options.get("of", "").split(","))))
    of_cases = [key for key, one in measures.items() if one.subject is SubjectKind.CASE]
    unknown = [key for key in keys if key not in of_cases]
    if unknown or len(keys) < 2:
        wrong = f"{listed(unknown)} is none" if unknown else "it names fewer than two"
        raise UsageError(
            "The figure of headlines shows measures of cases, written of=left_too_long,drift "
            f"without blanks: {wrong}. There are: {', '.join(of_cases)}."
        )
    found = [counts.count_measure(key, measures[key], figures.records) for key in keys]
    return Figure(
        id="figure-headlines",
        title=figures.words.said("Key findings, each as a share of the cases that it is about"),
        chart=MeasureBars(
            bars=tuple(_bar(figures, count, count.title) for count in found),
            row_heading="What was counted",
        ),
        note=_headlines_note(figures, found),
        source=source_of(figures),
    )


def _headlines_note(figures: SnapshotFigures, found: Sequence[Count]) -> str:
    """What each base is made of, where it is not all cases."""
    of: dict[str, list[str]] = {}
    for count in found:
        if count.base < count.all_records:
            of.setdefault(figures.words.noun(count.noun), []).append(count.title)
    return " ".join(f"Of {noun}: {listed(titles)}." for noun, titles in of.items())


FIGURES: Mapping[str, Callable[[SnapshotFigures, Options], Figure]] = {
    "judgements": judgements_figure,
    "matrix": heat_map_figure,
    "flow": flow_figure,
    "variation": variation_figure,
    "headlines": headlines_figure,
}


def figure_for(figures: SnapshotFigures, name: str, options: Options) -> Figure:
    """The figure that a narrative calls for by name.

    Raises:
        UnknownDirectiveError: There is none of that name.
    """
    if name == "matrix" and "domain" in options:
        return judgements_figure(figures, options)
    if name in FIGURES:
        return FIGURES[name](figures, options)
    if name in figures.review.framework.measures:
        return measure_figure(figures, name, options)
    raise UnknownDirectiveError("figure", name, list(FIGURES))


def statistics_for(figures: SnapshotFigures, names: tuple[str, ...]) -> Statistics:
    """Two to four large numbers: `authorities`, `interviews`, or measures.

    Raises:
        UsageError: One of them is unknown.
    """
    return Statistics(items=tuple(_statistic(figures, name) for name in names))


def _statistic(figures: SnapshotFigures, name: str) -> Statistic:
    if name == "authorities":
        words = figures.words.said("local authorities inspected")
        return Statistic(str(len(figures.inspected)), words)
    if name == "interviews":
        return Statistic(str(len(figures.of(SubjectKind.INTERVIEW))), "people interviewed")
    measure = figures.review.framework.measures.get(name)
    if measure is None:
        raise UsageError(
            f"There is no statistic called {name}. "
            "There are: authorities, interviews, and every measure of the framework."
        )
    count = counts.count_measure(name, measure, figures.records)
    noun = figures.words.noun(count.noun)
    if count.count == count.base:
        return Statistic(str(count.count), f"{noun} {_examined(measure.subject)}".strip())
    return Statistic(
        f"{count.count} of {count.base}", f"{noun}: {count.title[0].lower()}{count.title[1:]}"
    )


def _examined(subject: SubjectKind) -> str:
    return "examined" if subject is SubjectKind.CASE else ""
