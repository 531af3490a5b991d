"""The way from the frame to the counted case, as it is now: a picture and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import Response

from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.report.figures import flow_diagram
from inspect_tool.domain.report.flow_tables import progress_table
from inspect_tool.services.figures import live_flow
from inspect_tool.services.overview.pictures import drawn
from inspect_tool.services.review.kept_results import KeptResults
from inspect_tool.web.rendering import page, pictures
from inspect_tool.web.visits import Visiting

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.flow import AuthorityFlow

router = APIRouter(prefix="/sample")
KEPT: KeptResults[tuple[AuthorityFlow, ...]] = KeptResults()


@router.get("/flow")
def flow(visit: Visiting) -> Response:
    """Every step from the lists to the cases counted, live."""
    words = visit.review.plan.words
    with visit.reading() as work:
        flows = KEPT.of(work, visit.review, lambda: live_flow.flow(work, visit.review))
    diagram = flow_diagram(flows[-1], authorities=len(flows) - 1, words=words)
    figure = Figure(id="figure-flow", title="The way to the counted cases", chart=diagram)
    names = {one.code: one.name for one in visit.review.plan.authorities}
    context = {
        "pictures": pictures(drawn(figure)),
        "table": progress_table(flows, words),
        "names": names,
    }
    return page(visit, "sample/flow.html", context)
