"""An authority's own grades beside the inspectors' judgements, with how far the two agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.table import Agreement, Coefficient, JudgementTable
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Criterion, SubjectKind
from inspect_tool.domain.records.own_view import REPLY, OwnReply, scale_of

SHOWN = (Coefficient.PERCENT, Coefficient.GWET, Coefficient.LINEAR)


@dataclass(frozen=True)
class OwnViewRow:
    """How an authority's grades of one criterion stand beside the inspectors' judgements.

    Args:
        both: Cases, or authorities, that both graded: the base.
        same: Those with the same grade.
        higher, lower: Those that the authority graded better, or worse.
        only_own: Graded by the authority and not judged by an inspector; left out.
        coefficients: Of `SHOWN`, with their intervals and why one is missing.
    """

    criterion: str
    title: str
    subject: SubjectKind
    both: int
    same: int
    higher: int
    lower: int
    only_own: int
    coefficients: tuple[Agreement, ...]


@dataclass(frozen=True)
class OwnReplyRow:
    """What an authority answered to what was found in a case, or at the authority."""

    ref: str
    reply: OwnReply


def own_view(figures: SnapshotFigures, *, level: float = 0.95) -> tuple[OwnViewRow, ...]:
    """Every criterion that an authority graded, in the order of the framework."""
    rows = [
        _row(figures, domain.subject, criterion, level)
        for domain in figures.review.framework.domains
        for criterion in domain.criteria
    ]
    return tuple(row for row in rows if row is not None)


def _row(
    figures: SnapshotFigures, subject: SubjectKind, criterion: Criterion, level: float
) -> OwnViewRow | None:
    scale = scale_of(figures.review.framework, criterion)
    graded = [
        (str(record.own[criterion.id].value), record.judgement(criterion.id))
        for record in figures.of(subject)
        if criterion.id in record.own and record.own[criterion.id].value is not None
    ]
    if scale is None or not graded:
        return None
    pairs = [(own, judged) for own, judged in graded if judged is not None]
    steps = [(scale.values.index(own), scale.values.index(judged)) for own, judged in pairs]
    return OwnViewRow(
        criterion=criterion.id,
        title=criterion.title,
        subject=subject,
        both=len(pairs),
        same=sum(own == judged for own, judged in steps),
        higher=sum(own > judged for own, judged in steps),
        lower=sum(own < judged for own, judged in steps),
        only_own=len(graded) - len(pairs),
        coefficients=_coefficients(pairs, scale.values, is_ordered=bool(scale.met), level=level),
    )


def _coefficients(
    pairs: Sequence[tuple[str, str]], steps: tuple[str, ...], *, is_ordered: bool, level: float
) -> tuple[Agreement, ...]:
    table = JudgementTable(cases=tuple(pairs), scale=steps, is_ordered=is_ordered)
    return tuple(agreement_on(table, coefficient, level=level) for coefficient in SHOWN)


def own_replies(figures: SnapshotFigures) -> tuple[OwnReplyRow, ...]:
    """What authorities answered, by reference; only of what the asker may see named."""
    said = {
        record.subject.ref: OwnReply.of(record.own[REPLY])
        for record in figures.records
        if REPLY in record.own
    }
    return tuple(OwnReplyRow(ref, said[ref]) for ref in sorted(figures.named(said)))
