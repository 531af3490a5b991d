"""How tables and figures name their groups, their source, and what a cell cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inspect_tool.domain.content.blocks import Cell, cell_text
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.by_version import versions_of
from inspect_tool.domain.figures.counts import VERSION, Count
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import LOW, LOW_EXPLAINED, NOT_AVAILABLE, TOO_FEW, Percentage
from inspect_tool.domain.plan.words import USUAL_WORDS, ReportWords

Options = Mapping[str, str]
GROUP_HEADINGS = {
    "authority": "Authority",
    "case_type": "Case type",
    VERSION: "Version of the framework",
}
NO_DEGREES_OF_FREEDOM = "the cases leave no degrees of freedom"


_SOURCES: Mapping[SubjectKind, str] = {
    SubjectKind.AUTHORITY: "Local authorities inspected in this review",
    SubjectKind.INTERVIEW: "People interviewed in this review",
    SubjectKind.FOCUS_GROUP: "Focus groups of this review",
    SubjectKind.SURVEY: "Answers to the surveys of this review",
}


def source_of(figures: SnapshotFigures, subject: SubjectKind = SubjectKind.CASE) -> str:
    """The line under a table or figure that says where its numbers come from.

    Where returned facts were corrected, or records are under several versions of the framework, it
    says of how many cases.

    Args:
        subject: What its numbers are of.
    """
    said = figures.words.said
    of = said(_SOURCES.get(subject, "Cases examined in this review"))
    source = f"{of}, snapshot {figures.name}."
    if figures.corrected and subject is SubjectKind.CASE:
        number = len(figures.corrected)
        cases = "1 case" if number == 1 else f"{number} cases"
        source += f" Facts of {said(cases)} as corrected after the draw."
    versions = versions_of(figures)
    if len(versions) < 2:
        return source
    each = ", ".join(f"{number} under {version}" for version, number in versions.items())
    return f"{source} Records by version of the framework: {each}."


def heading_of(by: str, words: ReportWords = USUAL_WORDS) -> str:
    """What the column of a field's groups is called."""
    return words.said(GROUP_HEADINGS.get(by, by.replace("_", " ").capitalize()))


def group_words(figures: SnapshotFigures, by: str, group: str) -> str:
    """How a page says a group: an authority's name, a case type's words."""
    if by == "authority":
        authority = figures.review.plan.authority(group)
        return authority.name if authority is not None else group
    if by == "case_type" and group in figures.review.plan.declared.case_types:
        words = figures.review.plan.case_type_words(group)
        return words[0].upper() + words[1:]
    return group.replace("_", " ").capitalize()  # a number of a version stays as it is


def count_percentage(figures: SnapshotFigures, count: Count) -> Percentage | None:
    """The share of a count's base; None where the base carries no percentage."""
    if count.share is None or not figures.carries_percentage(count.base):
        return None
    return Percentage(count.share)


def base_words(figures: SnapshotFigures, count: Count) -> str:
    """How a count's base came from all records; what a row is called is the framework's word."""
    return count.base_words if count.rows else figures.words.said(count.base_words)


def marks_explained(
    figures: SnapshotFigures, cells: Sequence[Cell], *, no_interval: str = NO_DEGREES_OF_FREEDOM
) -> Iterator[str]:
    """What the marks in the cells of shares stand for, a sentence for each that is there."""
    texts = [cell_text(cell) for cell in cells]
    if TOO_FEW in texts:
        yield f"{TOO_FEW} = no percentage: the base is below {figures.percentages_from}."
    if NOT_AVAILABLE in texts:
        yield f"{NOT_AVAILABLE} = no interval: {figures.words.said(no_interval)}."
    if any(LOW in text for text in texts):
        yield LOW_EXPLAINED
