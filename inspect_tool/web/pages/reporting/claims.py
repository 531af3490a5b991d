"""Every claim of the narrative with what it counts, and where each number comes from."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import can
from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.services.publication import claims
from inspect_tool.services.publication.claims_board import claims_board
from inspect_tool.web.pages.reporting.evidence import AT as EVIDENCE
from inspect_tool.web.pages.reporting.not_yet import IN_THE_WAY, not_yet
from inspect_tool.web.pages.reporting.routes import ReportingRoute
from inspect_tool.web.rendering import page
from inspect_tool.web.visits import Visiting

router = APIRouter(route_class=ReportingRoute)
VERDICTS = ("false", "unsafe", "not understood", "true")


@router.get("/reporting/claims")
def board(visit: Visiting) -> Response:
    """Every claim, or those with one verdict."""
    try:
        with visit.reading() as work:
            found = claims_board(work, visit.review, place=visit.workspace.place)
    except IN_THE_WAY as error:
        return not_yet(visit, "Claims", error)
    asked = visit.request.query_params.get("verdict", "")
    numbers = {words: sum(one.verdict == words for one in found.lines) for words in VERDICTS}
    context = {
        "board": found,
        "lines": [one for one in found.lines if asked not in VERDICTS or one.verdict == asked],
        "asked": asked,
        "numbers": numbers,
    }
    return page(visit, "reporting/claims.html", context)


@router.get("/reporting/claims/explain")
def explain(visit: Visiting) -> Response:
    """Where a number comes from, the words that would be true of it, and the evidence behind it."""
    reference = visit.request.query_params.get("claim", "")
    try:
        with visit.reading() as work:
            found = claims.explain(work, visit.review, reference, place=visit.workspace.place)
    except IN_THE_WAY as error:
        return not_yet(visit, "A claim", error)
    behind = claims.behind_claim(visit.review, parse_claim_reference(reference))
    context = {
        "found": found,
        "bears_out": "" if behind is None else _address(behind, is_counted=True),
        "contradicts": "" if behind is None else _address(behind, is_counted=False),
        "may_read_records": can(visit.actor, Action.SEE_RECORD) is None,
    }
    return page(visit, "reporting/explain.html", context)


def _address(behind: claims.BehindClaim, *, is_counted: bool) -> str:
    asked = {
        "measure": behind.measure,
        "counted": "yes" if is_counted else "no",
        "within": behind.within,
        "authority": behind.authority,
        "theme": behind.theme if is_counted else "",
    }
    return f"{EVIDENCE}?{urlencode({key: value for key, value in asked.items() if value})}"
