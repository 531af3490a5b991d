"""Counts of the review itself, which no framework has to define."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.counted import Counted


def _authorities(figures: SnapshotFigures) -> Counted:
    codes, said = figures.inspected, figures.words.said
    return Counted(
        said("Local authorities inspected"), said("authorities"), len(codes), len(codes), codes
    )


def _interviews(figures: SnapshotFigures) -> Counted:
    refs = tuple(record.subject.ref for record in figures.of(SubjectKind.INTERVIEW))
    return Counted("People interviewed", "people", len(refs), len(refs), refs)


def _referred_back(figures: SnapshotFigures) -> Counted:
    total = figures.total.counted
    refs = figures.referred_back
    title = figures.words.said("Children referred back to the authority")
    return Counted(title, figures.words.cases, len(refs), total, refs)


def _read_twice(figures: SnapshotFigures) -> Counted:
    total = figures.total
    title = figures.words.said("Cases read by a second inspector")
    return Counted(title, figures.words.cases, total.read_twice, total.read, ())


def _lost(figures: SnapshotFigures) -> Counted:
    lost = sum(figures.total.lost.values()) + figures.total.withdrawn
    said = figures.words.said
    title = said("Cases that could not be used")
    return Counted(title, said("cases drawn"), lost, figures.total.drawn, ())


def _corrected(figures: SnapshotFigures) -> Counted:
    refs, total = figures.corrected, figures.total.counted
    title = figures.words.said("Cases with a returned fact that was corrected")
    return Counted(title, figures.words.cases, len(refs), total, refs)


def _on_the_frame(figures: SnapshotFigures) -> Counted:
    total, said = figures.total, figures.words.said
    title = said("Children who could be drawn")
    return Counted(title, said("children"), total.eligible, total.frame, ())


def _authorities_drawn(figures: SnapshotFigures) -> Counted:
    """Those that were drawn of the list; there is no base where nobody drew them."""
    plan, said = figures.review.plan, figures.words.said
    codes = tuple(authority.code for authority in plan.authorities) if plan.stage_one else ()
    listed = plan.stage_one.listed if plan.stage_one else 0
    title = said("Local authorities drawn, of those in scope")
    return Counted(title, said("authorities"), len(codes), listed, codes)


# Counts of the review itself, which no framework has to define.
REVIEW_COUNTS: Final[Mapping[str, Callable[[SnapshotFigures], Counted]]] = {
    "authorities": _authorities,
    "interviews": _interviews,
    "referred_back": _referred_back,
    "corrected": _corrected,
    "read_twice": _read_twice,
    "lost": _lost,
    "eligible": _on_the_frame,
    "authorities_drawn": _authorities_drawn,
}
