"""The table of a report that says what its words for proportions stand for."""

from __future__ import annotations

from fractions import Fraction

from inspect_tool.domain.claims.scale import Span, WordingScale
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark


def wording_table(scale: WordingScale) -> Table:
    """The words for proportions that the report uses, and what they stand for."""
    return Table(
        id="table-wording",
        title="Words for proportions in this report",
        columns=(Column("Words"), Column("Stand for", holds=Holds.WORDS)),
        mark=TableMark(RowsAre.WORDS),
        rows=tuple(
            Row(header=" or ".join(span.words), cells=(_meaning(span),))
            for span in (*scale.fractions, *scale.bands)
        ),
        note="Words are chosen from exact fractions, never from rounded percentages.",
        source=f"Wording scale {scale.wording}. {_limits_words(scale)}",
    )


def _limits_words(scale: WordingScale) -> str:
    """Whose limits the scale has; what is known of them in full is in its file."""
    if all(span.basis == "source" for span in (*scale.fractions, *scale.bands)):
        return f"Its limits are those of {scale.source}."
    return "Its limits were chosen for this review; they are no published standard."


def _meaning(span: Span) -> str:
    """Which shares the words stand for, in words."""
    if span.about is not None:
        if not span.within:
            return f"exactly {_percent(span.about)}"
        return f"{_percent(span.about)}, give or take {_points(span.within)}"
    lower = f"from {_percent(span.from_)}" if span.from_ is not None else ""
    if span.above is not None:
        lower = f"above {_percent(span.above)}"
    upper = f"to {_percent(span.to)}" if span.to is not None else ""
    if span.below is not None:
        upper = f"to under {_percent(span.below)}"
    return f"{lower} {upper}".strip()


def _percent(share: Fraction) -> str:
    """An exact share as people read it: 44%, or one third where no decimal ends."""
    percent = share * 100
    if percent.denominator in (1, 2, 5, 10):
        return f"{float(percent):g}%"
    return f"{share.numerator}/{share.denominator}"


def _points(share: Fraction) -> str:
    points = float(share * 100)
    return f"{points:g} percentage point{'' if points == 1 else 's'}"
