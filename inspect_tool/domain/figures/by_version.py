"""A measure by version of the framework, each record counted by the version that asked it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count, count_measure
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.framework.versions import ALIKE


@dataclass(frozen=True)
class VersionCount:
    """A measure over the records of one version.

    Args:
        records: Records of that version, of the measure's kind of subject.
        count: By the version's own definition where it is not in the total.
        is_in_total: Whether the measure means there what it means in the version in force.
    """

    version: str
    records: int
    count: Count
    is_in_total: bool


def versions_of(figures: SnapshotFigures, kind: SubjectKind | None = None) -> dict[str, int]:
    """How many records there are under each version, the newest version first.

    Args:
        kind: Of one kind of subject only.
    """
    tally = Counter(
        record.framework.version
        for record in figures.records
        if kind is None or record.subject.kind is kind
    )
    line = reversed(figures.review.versions.frameworks)
    return {one.version: tally[one.version] for one in line if tally[one.version]}


def measure_by_version(figures: SnapshotFigures, key: str) -> tuple[VersionCount, ...]:
    """A measure over the records of each version, the newest version first.

    The rows in the total add up to it. The others are counted by their own version: its question,
    its rule, its definition of the measure; where it has no such measure, none of them was asked.

    Raises:
        UnknownMeasureError: The version in force has no such measure.
    """
    measure = findings.measure_of(figures.review, key)
    rows = []
    for version, number in versions_of(figures, measure.subject).items():
        own = [record for record in figures.records if record.framework.version == version]
        unlike = figures.review.versions.unlike(version, figures.review.framework.version)
        is_in_total = not (unlike.rests_on(measure.of) or unlike.rests_on(measure.count))
        before = None if is_in_total else own[0].framework.measures.get(key)
        if before is None:
            count = count_measure(key, measure, own, group=version)
        else:
            asked = [replace(record, unlike=ALIKE) for record in own]
            count = count_measure(key, before, asked, group=version)
        rows.append(VersionCount(version, number, count, is_in_total))
    return tuple(rows)
