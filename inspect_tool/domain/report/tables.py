"""Tables that a narrative can call for by name, made from counted evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.figures import counts
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.frequencies import counted_item
from inspect_tool.domain.figures.themes import counted_themes
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.clock_tables import clocks_table
from inspect_tool.domain.report.flow_tables import flow_table, losses_table, withdrawals_told
from inspect_tool.domain.report.headings import Options, group_words, source_of
from inspect_tool.domain.report.judgement_tables import judgements_table
from inspect_tool.domain.report.measure_tables import measure_table
from inspect_tool.domain.report.own_view_tables import own_replies_table, own_view_table
from inspect_tool.domain.report.question_tables import table_of_median, table_of_question
from inspect_tool.domain.report.variation_tables import variation_table
from inspect_tool.domain.report.version_tables import changes_table, versions_table
from inspect_tool.domain.report.voices import heard_table, said_table
from inspect_tool.errors import UsageError


class UnknownDirectiveError(UsageError):
    """The narrative calls for a table or figure that does not exist."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(
            f"There is no {kind} called {name}. There are: {', '.join(sorted(known))}, "
            "and every measure, median and question of the framework."
        )


def authorities_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The authorities inspected, with their code, their region and the cases read.

    Those that left, or of which nothing was counted, are told of below it.
    """
    read = Counter(record.subject.authority for record in figures.of(SubjectKind.CASE))
    inspected = figures.inspected
    return Table(
        id="table-authorities",
        title=figures.words.said("Local authorities inspected"),
        columns=(
            Column(figures.words.said("Authority")),
            Column("Code", holds=Holds.WORDS),
            Column("Region", holds=Holds.WORDS),
            Column("Type", holds=Holds.WORDS),
            Column(figures.words.said("Cases examined"), is_numeric=True, holds=Holds.RECORDS),
        ),
        rows=tuple(
            Row(
                authority.name,
                (authority.code, authority.region, authority.type, read[authority.code]),
            )
            for authority in figures.authorities
            if authority.code in inspected
        ),
        note=" ".join((*_not_counted(figures), *withdrawals_told(figures))),
        source=source_of(figures),
        mark=TableMark(RowsAre.DESIGN),
    )


def _not_counted(figures: SnapshotFigures) -> Iterator[str]:
    names = [one.name for one in figures.authorities if one.code not in figures.inspected]
    if names:
        yield f"Of the review, and with nothing counted: {', '.join(names)}."


def cases_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Cases examined, by authority and case type."""
    plan = figures.review.plan
    tally = Counter(
        (record.subject.authority, counts.group_of(record, "case_type"))
        for record in figures.of(SubjectKind.CASE)
    )
    types = [*plan.case_types]
    rows = []
    for authority in figures.authorities:
        numbers = [tally[authority.code, name] for name in types]
        rows.append(Row(authority.name, (*numbers, sum(numbers))))
    by_type = [
        sum(tally[authority.code, name] for authority in figures.authorities) for name in types
    ]
    rows.append(Row("All", (*by_type, sum(by_type)), is_total=True))
    return Table(
        id="table-cases",
        title=figures.words.said("Cases examined, by authority and case type"),
        columns=(
            Column(figures.words.said("Authority")),
            *(
                Column(
                    group_words(figures, "case_type", name), is_numeric=True, holds=Holds.RECORDS
                )
                for name in types
            ),
            Column("All", is_numeric=True, holds=Holds.RECORDS),
        ),
        rows=tuple(rows),
        source=source_of(figures),
        mark=TableMark(RowsAre.DESIGN),
    )


def criteria_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Every criterion that was judged, by domain."""
    return Table(
        id="table-criteria",
        title="Criteria of the framework",
        columns=(
            Column("Criterion"),
            *(Column(name, holds=Holds.WORDS) for name in ("Domain", "About", "What it says")),
        ),
        rows=tuple(
            Row(
                header=criterion.id,
                cells=(domain.title, figures.words.said(domain.subject.singular), criterion.title),
            )
            for domain in figures.review.framework.domains
            for criterion in domain.criteria
        ),
        source=f"Framework {figures.review.framework.framework}, "
        f"version {figures.review.framework.version}.",
        mark=TableMark(RowsAre.WORDS),
    )


TABLES: Mapping[str, Callable[[SnapshotFigures, Options], Table]] = {
    "authorities": authorities_table,
    "cases": cases_table,
    "flow": flow_table,
    "losses": losses_table,
    "judgements": judgements_table,
    "clocks": clocks_table,
    "own_view": own_view_table,
    "own_replies": own_replies_table,
    "criteria": criteria_table,
    "variation": variation_table,
    "versions": versions_table,
    "changes": changes_table,
    "heard": heard_table,
    "said": said_table,
}


def table_for(figures: SnapshotFigures, name: str, options: Options) -> Table:
    """The table that a narrative calls for by name.

    Raises:
        UnknownDirectiveError: There is none of that name.
    """
    if name in TABLES:
        return TABLES[name](figures, options)
    if name in figures.review.framework.measures:
        return measure_table(figures, name, options)
    if name in figures.review.framework.medians:
        return table_of_median(figures, name, options)
    if counted_item(figures.review.framework, name) or counted_themes(figures, name):
        return table_of_question(figures, name, options)
    raise UnknownDirectiveError("table", name, [*TABLES, "wording", "estimates"])
