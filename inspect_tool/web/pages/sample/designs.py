"""Designs side by side: how the plan shares the cases, and what other ways would buy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.percentages import percent
from inspect_tool.services.review.kept_results import KeptResults
from inspect_tool.services.sampling.designs import compare_plans, drawn_designs
from inspect_tool.web.rendering import page, pictures
from inspect_tool.web.visits import Visiting

if TYPE_CHECKING:
    from inspect_tool.services.sampling.views import DesignView, SamplePlanView

router = APIRouter(prefix="/sample")
KEPT: KeptResults[tuple[SamplePlanView, str]] = KeptResults()
NO_INTERVAL = "no interval"


@router.get("/designs")
def designs(visit: Visiting) -> Response:
    """The plan's allocation, and what each design buys, as a picture and as tables."""
    review = visit.review
    with visit.reading() as work:
        view, picture = KEPT.of(
            work, review, lambda: (compare_plans(work, review), drawn_designs(work, review))
        )
    context = {
        "view": view,
        "pictures": pictures([picture]),
        "designs": [_row(design) for design in view.designs],
        "differences": [
            (
                one.compared,
                _range((_whole(one.smallest), _whole(one.smallest_at_worst))),
                _range((_chance(one.power), _chance(one.power_at_worst))),
            )
            for one in view.differences
        ],
        "named": f"{100 * view.difference:g}",
        "at_shares": view.expected_shares,
        "children": sum(stratum.population for stratum in view.strata),
        "reserves": sum(stratum.reserves for stratum in view.strata),
        "names": {one.code: one.name for one in visit.review.plan.authorities},
        "by_authority": _by_authority(view),
    }
    return page(visit, "sample/designs.html", context)


def _row(design: DesignView) -> dict[str, object]:
    """One design in words."""
    cases = sorted(set(design.cases.values()))
    error = design.standard_error
    return {
        "method": design.method.capitalize(),
        "is_plan": design.is_plan,
        "cases": " to ".join(map(str, cases[:1] + cases[1:][-1:])),
        "error": "" if error is None else str(percent(error, decimals=1)),
        "overall": _widths([design.overall]),
        "authority": _widths(design.by_authority.values()),
        "case_type": _widths(design.by_case_type.values()),
        "note": design.reason or design.note,
    }


def _by_authority(view: SamplePlanView) -> list[tuple[str, list[str]]]:
    """For each authority the cases and the width of each design that can be allocated."""
    shown = [design for design in view.designs if not design.reason]
    codes = dict.fromkeys(stratum.authority for stratum in view.strata)
    return [
        (code, [f"{one.cases[code]} {_widths([one.by_authority[code]])}" for one in shown])
        for code in codes
    ]


def _widths(widths: Iterable[float | None]) -> str:
    """Half widths in percentage points, from the smallest to the largest."""
    given = list(widths)
    known = sorted({percent(width) for width in given if width is not None})
    if given and not known:
        return NO_INTERVAL
    return " to ".join(f"±{width}" for width in known[:1] + known[1:][-1:])


def _range(words: Sequence[str]) -> str:
    return " to ".join(dict.fromkeys(words))


def _whole(share: float | None) -> str:
    return "none" if share is None else str(percent(share))


def _chance(power: float) -> str:
    # Only a census is certain to see a difference.
    return "over 99%" if 0.995 <= power < 1 else f"{percent(power)}%"
