"""Versions of the framework in a report: what changed, and what each version counted."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator

from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.by_version import (
    VersionCount,
    measure_by_version,
    versions_of,
)
from inspect_tool.domain.framework.change_kinds import ChangeClass, FrameworkChange
from inspect_tool.domain.framework.changes import changes_between
from inspect_tool.domain.percentages import TOO_FEW
from inspect_tool.domain.report.headings import Options, count_percentage, source_of

TOLD = (ChangeClass.NOTE, ChangeClass.ADDITIVE, ChangeClass.RE_REVIEW)
WHAT_IT_DOES = {
    ChangeClass.NOTE: "Earlier answers stand.",
    ChangeClass.ADDITIVE: "Not asked before.",
    ChangeClass.RE_REVIEW: "Earlier answers are to another question.",
}


def has_versions(figures: SnapshotFigures) -> bool:
    """Whether the records are under more than one version of the framework."""
    return len(versions_of(figures)) > 1


def versions_table(figures: SnapshotFigures, _options: Options) -> Table:
    """Every measure by version: in the total where it means the same, else beside it."""
    rows = [
        _row(figures, row)
        for key in figures.review.framework.measures
        for row in measure_by_version(figures, key)
    ]
    return Table(
        id="table-versions",
        title="Measures by version of the framework",
        columns=(
            Column("Measure"),
            Column("Version"),
            Column("Number", is_numeric=True),
            Column("Base", is_numeric=True),
            Column("Share", is_numeric=True),
            Column("Not asked", is_numeric=True),
            Column("In the total"),
        ),
        rows=tuple(rows),
        note=f"{TOO_FEW} = no percentage, because the base is below "
        f"{figures.percentages_from}. Each record is counted by the version that asked it. A "
        "version is in the total where everything that the measure rests on means there what it "
        "means in the version in force.",
        source=source_of(figures),
    )


def _row(figures: SnapshotFigures, row: VersionCount) -> Row:
    return Row(
        row.count.title,
        (
            row.version,
            row.count.count,
            row.count.base,
            count_percentage(figures, row.count) or TOO_FEW,
            row.count.not_asked,
            "yes" if row.is_in_total else "no",
        ),
    )


def changes_table(figures: SnapshotFigures, _options: Options) -> Table:
    """What each version changed from the one before it, corrections left out."""
    line = figures.review.versions.frameworks
    rows = [
        Row(change.id, (new.version, _what(change), WHAT_IT_DOES[change.change_class]))
        for old, new in itertools.pairwise(line)
        for change in changes_between(old, new)
        if change.change_class in TOLD
    ]
    return Table(
        id="table-changes",
        title="Changes of the framework during the review",
        columns=(
            Column("Item"),
            Column("Since version"),
            Column("What changed"),
            Column("What it does"),
        ),
        rows=tuple(rows),
        note=" ".join(_corrections(figures)),
        source=source_of(figures),
    )


def _what(change: FrameworkChange) -> str:
    if change.before and change.after and "{" not in change.before + change.after:
        return f"{change.says} Before: {change.before} Now: {change.after}"
    return f"{change.says} {change.after}" if change.after and not change.before else change.says


def _corrections(figures: SnapshotFigures) -> Iterator[str]:
    line = figures.review.versions.frameworks
    tally = Counter(
        new.version
        for old, new in itertools.pairwise(line)
        for change in changes_between(old, new)
        if change.change_class is ChangeClass.WORDING
    )
    for version, number in tally.items():
        some = "1 correction" if number == 1 else f"{number} corrections"
        yield f"Version {version} has {some} of wording besides."
