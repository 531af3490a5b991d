"""`findings table|cross` of a question or a median, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from inspect_tool.cli.findings.answers import say_where_the_words_are
from inspect_tool.cli.findings.options import show
from inspect_tool.domain.report.agreement import agreement_on_median, option_agreement

if TYPE_CHECKING:
    import typer

    from inspect_tool.domain.estimation.result import EstimationOptions
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.domain.figures.frequencies import Crossing, FrequencyGroup
    from inspect_tool.domain.figures.medians import FoundMedian

Record: TypeAlias = dict[str, object]


def show_other_table(  # one parameter an option
    ctx: typer.Context,
    figures: SnapshotFigures,
    name: str,
    *,
    by: str | None,
    has_refs: bool,
    options: EstimationOptions,
) -> bool:
    """Show the table of a median or of a question; False where the name is of neither."""
    from inspect_tool.domain.figures.frequencies import counted_item
    from inspect_tool.domain.figures.medians import medians
    from inspect_tool.domain.figures.themes import counted_themes
    from inspect_tool.domain.report.question_tables import median_table

    framework = figures.review.framework
    if name in framework.measures:
        return False
    if name in framework.medians:
        found = medians(figures, name, by=by)
        show(
            ctx,
            median_table(figures, found, by=by),
            [median_record(figures, one, by) for one in found],
        )
        return True
    if counted_item(framework, name) is None and counted_themes(figures, name) is None:
        return False
    _show_question(ctx, figures, name, by=by, has_refs=has_refs, options=options)
    return True


def _show_question(  # one parameter an option
    ctx: typer.Context,
    figures: SnapshotFigures,
    name: str,
    *,
    by: str | None,
    has_refs: bool,
    options: EstimationOptions,
) -> None:
    from inspect_tool.cli.findings.for_programs import estimate_record
    from inspect_tool.domain.figures.frequencies import frequencies
    from inspect_tool.domain.report.question_tables import (
        estimated_values,
        grouped_question_table,
        question_table,
    )

    found = frequencies(figures, name, by=by)
    values = estimated_values(figures, found.asked, found.groups[0].counts, options)
    estimated = {
        one.count.measure: estimate_record(one.estimate, options)
        for one in values
        if one.estimate is not None
    }
    records = [
        record for group in found.groups for record in value_records(figures, group, by, estimated)
    ]
    if by is not None:
        show(ctx, grouped_question_table(figures, found), records)
    else:
        show(ctx, question_table(figures, found, values, options, has_refs=has_refs), records)
    said = [count.measure for count in found.groups[0].counts if count.count]
    if said:
        say_where_the_words_are(ctx, said[0])


def is_of_measures(figures: SnapshotFigures, *names: str) -> bool:
    """Whether every name is that of a measure of records, so that the old table says it all."""
    measures = figures.review.framework.measures
    return all(name in measures and measures[name].rows is None for name in names)


def show_crossing(ctx: typer.Context, figures: SnapshotFigures, first: str, second: str) -> None:
    """Show one question or measure against another."""
    from inspect_tool.domain.figures.frequencies import crossing
    from inspect_tool.domain.report.question_tables import crossing_table

    found = crossing(figures, first, second)
    show(ctx, crossing_table(figures, found), crossing_record(figures, found))
    said = next((cell for cell in found.cells.values() if cell.count), None)
    if said is not None:
        say_where_the_words_are(ctx, f"{first}={said.first}", f"{second}={said.second}")


def value_records(
    figures: SnapshotFigures,
    group: FrequencyGroup,
    by: str | None,
    estimated: Mapping[str, Record],
) -> list[Record]:
    """A record for each value of a question, in all or in a group.

    Args:
        estimated: What is estimated over all, by the name of each count.
    """
    records: list[Record] = []
    for count, value in zip(group.counts, group.asked.known, strict=True):
        records.append(
            {
                "question": group.asked.name,
                "value": value.key,
                "words": value.words,
                "where": count.measure,
                "by": by if group.group else None,
                "group": group.group,
                "unit": "row" if group.asked.group else "record",
                "count": count.count,
                "base": count.base,
                "share": count.share,
                "estimate": None if group.group else estimated.get(count.measure),
                "is_exclusive": group.asked.is_exclusive,
                "agreement": None
                if group.group
                else option_agreement(figures, group.asked.name, value.key),
                "refs": figures.named(count.refs),
                "unknown": {why: len(refs) for why, refs in group.asked.without.items()},
                "outside": count.outside,
                "not_asked": len(group.asked.unasked),
                "all_records": count.all_records,
            }
        )
    return records


def median_record(figures: SnapshotFigures, found: FoundMedian, by: str | None) -> Record:
    """A median of one group; null below the base that a median needs."""
    quartiles = found.quartiles if found.is_shown else None
    return {
        "median_of": found.key,
        "title": found.title,
        "unit": found.unit,
        "by": by if found.group else None,
        "group": found.group,
        "median": found.median if found.is_shown else None,
        "lower_quartile": None if quartiles is None else quartiles[0],
        "upper_quartile": None if quartiles is None else quartiles[1],
        "base": found.base,
        "not_known_well_enough": len(found.rough),
        "second_before_first": len(found.backwards),
        "unknown": len(found.unknown),
        "outside": len(found.outside),
        "agreement": None if found.group else agreement_on_median(figures, found.key),
        "not_asked": len(found.unasked or found.without_rows),
    }


def crossing_record(figures: SnapshotFigures, found: Crossing) -> Record:
    """Two questions against each other, cell by cell."""
    return {
        "first": found.first.name,
        "second": found.second.name,
        "unit": "row" if found.first.group or found.second.group else "record",
        "base": found.base,
        "not_comparable": found.not_comparable,
        "cells": [
            {
                "first": cell.first,
                "second": cell.second,
                "count": cell.count,
                "base": cell.base,
                "share": cell.share,
                "refs": figures.named(cell.refs),
            }
            for cell in found.cells.values()
        ],
    }
