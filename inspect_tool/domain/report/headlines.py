"""Whether the words of the headlines would be the same of children as of the cases read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from inspect_tool.domain.claims.phrases import read_phrase
from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.content.narrative import NarrativeDocument
from inspect_tool.domain.figures import estimates, findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.figures.estimates import EstimateKey
from inspect_tool.domain.percentages import count_words, exact
from inspect_tool.domain.plan.plan import WordsFollow
from inspect_tool.domain.report.estimates import METHOD, is_estimated, is_told_by_the_lists
from inspect_tool.domain.report.headings import marks_explained, source_of
from inspect_tool.domain.report.measure_tables import share_cells, shown_share

HEADLINES: Final = ("key-findings", "executive-summary")
_WORDS: Final = frozenset({PhraseKind.FRACTION, PhraseKind.BAND})
SAME, HIGHER, LOWER = "Hold too", "It is higher", "It is lower"


@dataclass(frozen=True)
class _Headline:
    """Words of a headline, and the measure that they state over all cases."""

    phrase: str
    measure: str


def headline_chapter(documents: Sequence[NarrativeDocument]) -> str | None:
    """The chapter whose words are set beside the estimates: the key findings, or the summary."""
    own = {document.id for document in documents}
    return next((id_ for id_ in HEADLINES if id_ in own), None)


def headlines_table(
    figures: SnapshotFigures, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> Table | None:
    """The words of the headlines beside the estimated shares; None where nothing is estimated."""
    if estimates.why_no_estimate(figures) is not None:
        return None
    headlines = tuple(_headlines(figures, scale, documents))
    if not headlines:
        return None
    totals = [findings.table(figures, key)[0] for key in {one.measure: None for one in headlines}]
    by_measure = {total.measure: total for total in totals if not total.not_asked}
    found = estimates.estimates_of(figures, tuple(by_measure.values()), (), METHOD)
    rows = []
    for one in headlines:
        count = by_measure.get(one.measure)
        estimate = None if count is None else found[EstimateKey(one.measure)]
        shown = shown_share(figures, estimate)
        if count is None or estimate is None or shown is None:
            continue
        said = _of_children(one.phrase, count, estimate.p or 0.0, scale)
        counted = count_words(count.count, count.base, figures.percentages_from)
        rows.append(Row(count.title, (f"“{one.phrase}”", counted, *share_cells(shown), said)))
    return _table(figures, tuple(rows)) if rows else None


def _table(figures: SnapshotFigures, rows: tuple[Row, ...]) -> Table:
    said = figures.words.said
    cells = [cell for row in rows for cell in row.cells]
    others = sum(row.cells[-1] != SAME for row in rows)
    note = f"{followed_words(figures.review.plan.reporting.words_follow)} {_ESTIMATED}"
    note = f"{note} {compared_words(others, len(rows))}"
    return Table(
        id="table-headlines",
        title=said("Key words beside the cases read and the estimates for children"),
        columns=(
            Column("What was counted"),
            Column("Words", holds=Holds.PHRASE),
            Column(said("Of the cases read"), is_numeric=True, holds=Holds.OF_BASE),
            Column(said("Estimated share of children"), is_numeric=True, holds=Holds.ESTIMATE),
            Column("95% interval", is_numeric=True, holds=Holds.INTERVAL),
            Column(said("The words, of the children"), holds=Holds.COMPARED),
        ),
        rows=rows,
        note=" ".join((said(note), *marks_explained(figures, cells))),
        source=source_of(figures),
        mark=TableMark(RowsAre.MEASURES),
    )


_ESTIMATED: Final = (
    "The share of all children who could be drawn is estimated: each case stands for the children "
    "of its part of the draw."
)


def followed_words(follow: WordsFollow) -> str:
    """What the words are about, and who decided that."""
    if follow is WordsFollow.CASES:
        return (
            "The plan of this review lets words follow the cases read: each was checked against "
            "the count beside it."
        )
    return (
        "The plan of this review lets words follow the children: each was checked against the "
        "count beside it and against the estimate."
    )


def compared_words(others: int, rows: int) -> str:
    """For how many of some words the estimate is another, and what to read then."""
    if others == 0:
        return "Each estimate lies within what its word stands for."
    which = "The" if rows == 1 else f"For {others} of these {rows} the"
    return (
        f"{which} estimate lies outside what the word stands for. The word is still right of the "
        "cases; for the share of the children, read the estimate and its interval."
    )


def _of_children(phrase: str, count: Count, share: float, scale: WordingScale) -> str:
    """Whether the words hold of the estimated share, or on which side of the count it lies."""
    of = exact(share)
    readings = read_phrase(phrase, of.numerator, of.denominator, scale)
    if readings and all(reading.is_true for reading in readings):
        return SAME
    return HIGHER if of > (count.share or 0) else LOWER


def _headlines(
    figures: SnapshotFigures, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> Iterator[_Headline]:
    """Words for shares of all cases, each once with its measure."""
    measures = figures.review.framework.measures
    seen: set[tuple[str, str]] = set()
    for document in documents:
        if document.id not in HEADLINES:
            continue
        for claim in document.claims:
            reference = parse_claim_reference(claim.reference)
            measure = measures.get(reference.measure)
            key = claim.text.casefold(), reference.measure
            if measure is None or str(reference) != reference.measure or key in seen:
                continue
            seen.add(key)
            if not is_estimated(measure) or is_told_by_the_lists(measure):
                continue
            readings = read_phrase(claim.text, 1, 2, scale)
            if readings and all(reading.kind in _WORDS for reading in readings):
                yield _Headline(claim.text.lower(), reference.measure)
