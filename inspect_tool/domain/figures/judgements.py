"""Judgements by criterion and authority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.figures.counts import ALL
from inspect_tool.domain.framework.framework import Criterion, Framework
from inspect_tool.domain.records.records import RecordFacts


@dataclass(frozen=True)
class MatrixCell:
    """Judgements of one criterion in one authority.

    Args:
        values: Number of records for each value of the scale, in the scale's order.
        judged: Records with a judgement.
        met: Records whose judgement meets the criterion.
        not_judged: Records without one, because the criterion does not apply or is open.
        not_asked: Records whose version did not have the criterion, or not in this meaning.
    """

    criterion: str
    group: str
    values: Mapping[str, int]
    judged: int
    met: int
    not_judged: int
    not_asked: int = 0


def matrix_cell(
    framework: Framework, criterion: Criterion, records: Iterable[RecordFacts], *, group: str = ALL
) -> MatrixCell:
    """Judgements of one criterion over records of its kind of subject."""
    if criterion.judgement is None:
        raise ValueError(f"{criterion.id} has no judgement")
    scale = framework.scales[criterion.judgement.scale]
    listed = list(records)
    asked = [record for record in listed if criterion.id not in record.unlike.criteria]
    values = [record.judgement(criterion.id) for record in asked]
    tally = Counter(value for value in values if value is not None)
    return MatrixCell(
        criterion=criterion.id,
        group=group,
        values={value: tally[value] for value in scale.values},
        judged=sum(tally[value] for value in scale.values),
        met=sum(tally[value] for value in scale.met),
        not_judged=sum(value is None for value in values),
        not_asked=len(listed) - len(asked),
    )


def matrix(
    framework: Framework,
    records: Sequence[RecordFacts],
    authorities: Sequence[str],
) -> tuple[MatrixCell, ...]:
    """Judgements of every criterion in every authority, after those of all authorities."""
    cells = []
    for domain in framework.domains:
        subjects = [record for record in records if record.subject.kind is domain.subject]
        for criterion in domain.criteria:
            if criterion.judgement is None:
                continue
            cells.append(matrix_cell(framework, criterion, subjects))
            for code in authorities:
                own = [record for record in subjects if record.subject.authority == code]
                cells.append(matrix_cell(framework, criterion, own, group=code))
    return tuple(cells)
