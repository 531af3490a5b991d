"""Tables of statutory timescales: each outcome of each clock, and each case of one clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_tool.domain.clocks.clock import ClockResult
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.clocks import ClockCount, TimedCase, clock_counts
from inspect_tool.domain.plan.words import ReportWords
from inspect_tool.domain.report.headings import Options, source_of


def clocks_table(figures: SnapshotFigures, _options: Options) -> Table:
    """The clocks as a narrative calls for them."""
    return counted_clocks_table(figures, clock_counts(figures))


def counted_clocks_table(figures: SnapshotFigures, counts: Sequence[ClockCount]) -> Table:
    """How many records each clock gives each of the six outcomes."""
    return Table(
        id="table-clocks",
        title="Statutory timescales: what the dates say of each step",
        columns=(
            Column("Step"),
            *(
                Column(_heading(result), is_numeric=True, holds=Holds.NUMBER)
                for result in ClockResult
            ),
            Column("All", is_numeric=True, holds=Holds.NUMBER),
        ),
        rows=tuple(Row(count.title, (*count.outcomes.values(), count.timed)) for count in counts),
        note=" ".join(_notes(counts, figures.words)),
        source=source_of(figures),
    )


def _heading(result: ClockResult) -> str:
    return result.words[0].upper() + result.words[1:]


def _notes(counts: Sequence[ClockCount], words: ReportWords) -> Iterator[str]:
    yield words.said(
        "Each case is held against the limit in force at its authority on the day that the step "
        "began. The six outcomes are counted apart: what is not due, has no limit or cannot be "
        "assessed is neither in time nor late."
    )
    local = sum(count.local for count in counts)
    if local:
        yield words.said(f"{local} were held against a local standard of the authority.")
    for count in counts:
        for reason, number in count.without_limit.items():
            yield f"No limit in {number} of {count.timed} ({count.title}): {reason}"


def timed_table(figures: SnapshotFigures, question_id: str, cases: Sequence[TimedCase]) -> Table:
    """What one clock says of each case."""
    question = figures.review.framework.question(question_id)
    return Table(
        id="table-timed",
        title=f"{question_id} {question.text if question else ''}".strip(),
        columns=(
            Column(figures.words.said("Case")),
            Column("Outcome"),
            Column("Limit"),
            Column("Due"),
            Column("Why not"),
        ),
        rows=tuple(
            Row(
                case.ref,
                (
                    case.words,
                    case.limit,
                    f"{case.due.day} {case.due:%B %Y}" if case.due else "",
                    case.why,
                ),
            )
            for case in cases
        ),
        source=source_of(figures),
    )
