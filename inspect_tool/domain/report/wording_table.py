"""The tables of a report that say what its words for proportions stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from inspect_tool.domain.claims.scale import Span, WordingScale
from inspect_tool.domain.content.blocks import Column, Row, Table
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark

_NEARLY, _ALONE, _OVER = "Nearly, almost", "The fraction alone", "Over, more than"
# The column of what stands before a fraction, and what is said of it there.
_BEFORE: Final[Mapping[str, tuple[str, str]]] = {
    "just under ": (_NEARLY, "just under: "), "just over ": (_OVER, "just over: "),
    "nearly ": (_NEARLY, ""), "almost ": (_NEARLY, ""), "over ": (_OVER, ""),
    "more than ": (_OVER, ""),
}  # fmt: skip
_NOT_USED: Final = "not used"


def wording_tables(scale: WordingScale) -> tuple[Table, ...]:
    """The words for proportions that the report uses, and what they stand for.

    Words that come nearly to a fraction, or over it, stand in its row.
    """
    fractions = _by_fraction(scale)
    if not any(len(found) > 1 for found in fractions.values()):
        return (_plain_table(scale, (*scale.fractions, *scale.bands), "proportions"),)
    found = (_fractions_table(scale, fractions),)
    return (*found, _plain_table(scale, scale.bands, "other proportions"))


def _by_fraction(scale: WordingScale) -> dict[str, dict[str, list[str]]]:
    """What each fraction stands for, by the column; the smallest fraction first."""
    found: dict[str, dict[str, list[str]]] = {}
    for span in scale.fractions:
        before = next((one for one in _BEFORE if span.words[0].startswith(one)), "")
        column, said = _BEFORE.get(before, (_ALONE, ""))
        fraction = re.sub(r"^one (?=third|quarter)", "a ", span.words[0].removeprefix(before))
        found.setdefault(fraction, {}).setdefault(column, []).append(f"{said}{_meaning(span)}")
    return dict(sorted(found.items(), key=lambda item: _place(scale, item[0])))


def _place(scale: WordingScale, fraction: str) -> Fraction:
    """The lowest share that any words with a fraction stand for."""
    spans = (
        span for span in scale.fractions if span.words[0].endswith(fraction.rsplit(maxsplit=1)[-1])
    )
    return min((_lowest(span) for span in spans), default=Fraction(0))


def _lowest(span: Span) -> Fraction:
    limits = (span.about, span.from_, span.above)
    return next((limit for limit in limits if limit is not None), Fraction(0))


def _fractions_table(scale: WordingScale, fractions: dict[str, dict[str, list[str]]]) -> Table:
    columns = (_NEARLY, _ALONE, _OVER)
    return Table(
        id="table-wording-fractions",
        title="Words for fractions in this report",
        columns=(Column("Fraction"), *(Column(one, holds=Holds.WORDS) for one in columns)),
        mark=TableMark(RowsAre.WORDS),
        rows=tuple(
            Row(fraction, tuple("; ".join(found.get(one, [_NOT_USED])) for one in columns))
            for fraction, found in fractions.items()
        ),
        note="Words are chosen from exact fractions, never from rounded percentages.",
        source=f"Wording scale {scale.wording}. {_limits_words(scale)}",
    )


def _plain_table(scale: WordingScale, spans: tuple[Span, ...], what: str) -> Table:
    return Table(
        id="table-wording",
        title=f"Words for {what} in this report",
        columns=(Column("Words"), Column("Stand for", holds=Holds.WORDS)),
        mark=TableMark(RowsAre.WORDS),
        rows=tuple(Row(header=" or ".join(span.words), cells=(_meaning(span),)) for span in spans),
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
