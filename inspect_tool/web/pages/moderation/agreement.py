"""How far two readers agree, by criterion and week by week; the calibration round."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import can, check_can
from inspect_tool.domain.agreement.table import FEW_CASES
from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.moderation.agreement import AgreementBy
from inspect_tool.domain.percentages import half_up
from inspect_tool.services.moderation import calibration
from inspect_tool.services.moderation.agreement import show_agreement
from inspect_tool.services.moderation.calibration import NoRoundError
from inspect_tool.services.overview.pictures import drawn
from inspect_tool.services.review.kept_results import KeptResults
from inspect_tool.web.form_tokens import new_token
from inspect_tool.web.rendering import page, pictures
from inspect_tool.web.visits import TypedForm, Visiting, check_is_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inspect_tool.domain.agreement.table import Agreement
    from inspect_tool.domain.moderation.agreement import AgreementRow
    from inspect_tool.services.moderation.agreement import AgreementView

router = APIRouter(prefix="/moderation")
KEPT: KeptResults[AgreementView] = KeptResults()
CALIBRATION = "/moderation/calibration"


@router.get("/agreement")
def agreement(visit: Visiting) -> Response:
    """Agreement on each criterion, and week by week as a picture with its table."""
    review = visit.review
    with visit.reading() as work:
        view, by_week = (
            KEPT.of(work, review, partial(show_agreement, work, review, by=by), also=by)
            for by in (AgreementBy.CRITERION, AgreementBy.WEEK)
        )
    weeks = by_week.rows
    context = {
        "view": view,
        "weeks": weeks,
        "pictures": pictures(_by_week(weeks, review.plan.reporting.percentages_from)),
        "figure": _figure,
        "is_few": view.cases < FEW_CASES,
        "reasons": list(
            dict.fromkeys(
                measured.reason
                for row in (*view.rows, *view.overall)
                for measured in row.coefficients
                if measured.reason
            )
        ),
    }
    return page(visit, "moderation/agreement.html", context)


def _by_week(weeks: Sequence[AgreementRow], percentages_from: int) -> tuple[str, ...]:
    """Items judged alike, of those that both readers judged, a bar for each week and scale."""
    scales = {row.scale for row in weeks}
    bars = tuple(
        Bar(
            row.group if len(scales) == 1 else f"{row.group}, {row.title}",
            row.agreed,
            row.judged_twice,
            percentages_from=percentages_from,
            none="nothing judged twice",
        )
        for row in weeks
    )
    if not bars:
        return ()
    title = "Judged alike by both readers, by week"
    return drawn(Figure(id="figure-weeks", title=title, chart=Bars(bars, row_heading="Week")))


def _figure(measured: Agreement) -> tuple[str, str]:
    """A coefficient, and its interval where it has one."""
    if measured.value is None:
        return "none", ""
    value = str(half_up(measured.value, decimals=2))
    if measured.lo is None or measured.hi is None:
        return value, ""
    return value, f"{half_up(measured.lo, decimals=2)} to {half_up(measured.hi, decimals=2)}"


@router.get("/calibration")
def calibration_round(visit: Visiting) -> Response:
    """The last calibration round: how far it is, and once it is over how far readers agree."""
    view = None
    with visit.reading() as work, suppress(NoRoundError):
        view = calibration.show(work, visit.review)
    names = {one.id: one.name for one in visit.review.plan.team}
    context = {
        "view": view,
        "names": names,
        "figure": _figure,
        "is_lead": can(visit.actor, Action.RUN_CALIBRATION) is None,
        "token": new_token(visit.person),
    }
    return page(visit, "moderation/calibration.html", context)


@router.post("/calibration/start")
def start(visit: Visiting, form: TypedForm) -> Response:
    """Start a round: every inspector judges every training case by every criterion."""
    check_can(visit.actor, Action.RUN_CALIBRATION)
    check_is_of(visit, form)
    cases = text_of(form, "cases").replace(",", " ").split()
    with visit.work() as work:
        calibration.start(work, visit.review, cases)
    return RedirectResponse(CALIBRATION, status_code=303)


@router.post("/calibration/close")
def close(visit: Visiting, form: TypedForm) -> Response:
    """End a round before all are in; who is not judges no more."""
    check_can(visit.actor, Action.RUN_CALIBRATION)
    check_is_of(visit, form)
    with visit.work() as work:
        calibration.close(work, visit.review, why=text_of(form, "why"))
    return RedirectResponse(CALIBRATION, status_code=303)
