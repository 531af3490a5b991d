"""What was found so far: every measure in every authority, each cell with its base."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.access.refusals import BlindReadError
from inspect_tool.domain.figures import counts, findings
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.percentages import count_words
from inspect_tool.services.figures import snapshots
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Visiting

if TYPE_CHECKING:
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.domain.figures.counts import Count

router = APIRouter(prefix="/moderation")
# By quarters: with a dozen cases an authority, finer shades would tell what is not there.
SHADES = (
    ("0", "none", Fraction(0)),
    ("1", "some, up to a quarter", Fraction(1, 4)),
    ("2", "over a quarter, up to a half", Fraction(1, 2)),
    ("3", "over a half, up to three quarters", Fraction(3, 4)),
    ("4", "over three quarters", Fraction(1)),
)


@dataclass(frozen=True)
class HeatCell:
    """One measure at one authority: the count with its base, and the shade behind it."""

    words: str
    shade: str


@dataclass(frozen=True)
class HeatLine:
    """One measure: in all, with a percentage where the base carries one, and by authority."""

    title: str
    overall: str
    cells: tuple[HeatCell, ...]


@router.get("/heat-map")
def heat_map(visit: Visiting) -> Response:
    """The measures of cases by authority, from the newest snapshot."""
    context: dict[str, object] = {"why_not": "", "shades": SHADES}
    try:
        with visit.reading() as work:
            figures = snapshots.figures(work, visit.review)
    except (snapshots.NoSnapshotError, BlindReadError) as error:
        return page(visit, "moderation/heat_map.html", {**context, "why_not": error.message})
    names = {one.code: one.name for one in visit.review.plan.authorities}
    codes = findings.order_of(figures, "authority")
    columns = [(code, names.get(code, code)) for code in codes]
    told = {"lines": _lines(figures, codes), "columns": columns, "figures": figures}
    return page(visit, "moderation/heat_map.html", {**context, **told})


def _lines(figures: SnapshotFigures, codes: tuple[str, ...]) -> list[HeatLine]:
    """One line for each measure that counts cases."""
    lines = []
    for key, measure in figures.review.framework.measures.items():
        if measure.subject is not SubjectKind.CASE or measure.rows is not None:
            continue
        overall = counts.count_measure(key, measure, figures.records)
        found = {
            count.group: count
            for count in counts.count_by(key, measure, figures.records, by="authority", order=codes)
        }
        words = count_words(overall.count, overall.base, figures.percentages_from)
        lines.append(HeatLine(measure.title, words, tuple(_cell(found[code]) for code in codes)))
    return lines


def _cell(count: Count) -> HeatCell:
    if not count.base:
        return HeatCell("none", "")
    share = Fraction(count.count, count.base)
    shade = next(name for name, _, most in SHADES if share <= most)
    return HeatCell(f"{count.count} of {count.base}", shade)
