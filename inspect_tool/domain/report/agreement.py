"""How far two readers agree, beside the figures that it is about."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_tool.domain.content.blocks import Cell, Column
from inspect_tool.domain.content.estimate_list import ShownAgreement
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.figures.agreement import (
    NOT_KEPT,
    NOT_READ_TWICE,
    SMALLEST_BASE_OF_AC1,
    MeasureAgreement,
    SameNumber,
    agreement_of_reads,
    has_agreement,
    measure_agreement,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import Measure
from inspect_tool.domain.percentages import TOO_FEW

HEADINGS = "Two readers agreed", "AC1"
EXPLAINED = (
    "Two readers agreed: of the cases that two people read, neither seeing the other’s record, and "
    "that both records can be counted for; as they read, before anything was settled. AC1 takes "
    "off what guessing would give: 1 is full agreement, 0 what chance gives; from "
    f"{SMALLEST_BASE_OF_AC1} cases on, below which {TOO_FEW}."
)


def was_read_twice(figures: SnapshotFigures) -> bool:
    """Whether a snapshot has cases with two complete reads."""
    return figures.agreement is not None and figures.agreement.cases > 0


def agreement_on_measure(
    figures: SnapshotFigures, key: str, *, level: float = 0.95
) -> MeasureAgreement | None:
    """How far two readers agree on a measure; None where nothing can be said of it."""
    if figures.agreement is None or not was_read_twice(figures):
        return None
    return measure_agreement(figures.agreement, key, level=level)


def agreement_columns(figures: SnapshotFigures) -> tuple[Column, ...]:
    """The columns that say it; none where no case was read twice."""
    if not was_read_twice(figures):
        return ()
    return tuple(
        Column(heading, is_numeric=True, holds=holds)
        for heading, holds in zip(HEADINGS, (Holds.AGREED, Holds.COEFFICIENT), strict=True)
    )


def agreement_cells(figures: SnapshotFigures, key: str) -> tuple[Cell, ...]:
    """The cells of a measure in those columns."""
    if not was_read_twice(figures):
        return ()
    found = agreement_on_measure(figures, key)
    if found is None:
        return TOO_FEW, TOO_FEW
    return found.count_words, found.ac1_words or TOO_FEW


def has_options(figures: SnapshotFigures, question: str) -> bool:
    """Whether a snapshot says how far two readers agree on the options of a question."""
    return (
        figures.agreement is not None
        and was_read_twice(figures)
        and question in figures.agreement.options
    )


def option_agreement(
    figures: SnapshotFigures, question: str, option: str, *, level: float = 0.95
) -> MeasureAgreement | None:
    """How far two readers agree on an option; None where nothing can be said of it."""
    if figures.agreement is None or not has_options(figures, question):
        return None
    reads = figures.agreement.options[question].get(option)
    return None if reads is None else agreement_of_reads(reads, level=level)


def option_cells(figures: SnapshotFigures, question: str, option: str) -> tuple[Cell, ...]:
    """The cells of an option in the columns that say it; none where there are none."""
    if not has_options(figures, question):
        return ()
    found = option_agreement(figures, question, option)
    if found is None:
        return TOO_FEW, TOO_FEW
    return found.count_words, found.ac1_words or TOO_FEW


def option_columns(figures: SnapshotFigures, question: str) -> tuple[Column, ...]:
    """The columns that say it of a question of several options; none for others."""
    return agreement_columns(figures) if has_options(figures, question) else ()


def agreement_on_median(figures: SnapshotFigures, key: str) -> SameNumber | None:
    """How often two readers' records give the same number; None where that is not kept."""
    if figures.agreement is None or not was_read_twice(figures):
        return None
    return figures.agreement.medians.get(key)


def agreement_explained(figures: SnapshotFigures) -> str:
    """What the columns mean, or why there are none."""
    if figures.agreement is None:
        return NOT_KEPT
    return figures.words.said(EXPLAINED if was_read_twice(figures) else NOT_READ_TWICE)


def agreement_notes(
    figures: SnapshotFigures, measure: Measure, key: str, *, level: float = 0.95
) -> Iterator[str]:
    """A sentence for a measure by itself; none where it counts no cases."""
    if not has_agreement(measure):
        return
    found = agreement_on_measure(figures, key, level=level)
    yield agreement_explained(figures) if found is None else figures.words.said(found.sentence)


def shown_agreement(figures: SnapshotFigures, key: str) -> ShownAgreement | None:
    """As the workbook lists it."""
    found = agreement_on_measure(figures, key)
    if found is None:
        return None
    return ShownAgreement(found.agreed, found.base, found.ac1_words, found.interval_words)
