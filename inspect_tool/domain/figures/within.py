"""The records among which something is counted: those that a measure or a theme counts."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.themes import counted_themes
from inspect_tool.domain.records.records import RecordFacts


@dataclass(frozen=True)
class RecordsWithin:
    """The records that a measure or a theme counts.

    Args:
        title: Of the measure or the theme.
        is_of_rows: Whether the measure counts rows, so that nothing can be counted among them.
    """

    title: str
    records: tuple[RecordFacts, ...]
    is_of_rows: bool = False


def records_within(figures: SnapshotFigures, key: str) -> RecordsWithin:
    """What counts by a measure of the framework, or by a theme (`theme-drift`).

    Raises:
        UnknownMeasureError: There is neither.
        BlindCodingError: It is a theme, and the actor codes and is blind to some of it.
    """
    themes = None
    if key not in figures.review.framework.measures:
        themes = counted_themes(figures, key)
    if themes is not None and themes.theme:
        having = set(themes.over(figures.of(themes.subject)).refs_of("yes"))
        records = tuple(one for one in figures.records if one.subject.ref in having)
        return RecordsWithin(themes.title, records)
    measure = findings.measure_of(figures.review, key)
    if measure.rows is not None:
        return RecordsWithin(measure.title, (), is_of_rows=True)
    counted = counts.count_measure(key, measure, figures.records)
    return RecordsWithin(measure.title, counts.within(counted, figures.records))
