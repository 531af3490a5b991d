"""What in a report could identify a child, over all its numbers together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.disclosure.findings import DisclosureFindings, disclosure_findings
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.report import claim_check
from inspect_tool.domain.report.advice import with_advice
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.review import Review
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class DisclosureCheck:
    """What a check of the report found; it says nothing of what it does not read."""

    snapshot: str
    smallest_count: int
    findings: DisclosureFindings


def check(
    work: UnitOfWork, review: Review, *, place: ReviewFolder, snapshot: str | None = None
) -> DisclosureCheck:
    """Put the numbers of the report together and see what could be worked out of them.

    Nothing is changed and nothing is written: the public edition stays refused.

    Raises:
        AccessRefusedError: The actor may not see what a report says.
        FalseClaimsError, NarrativeFaultyError: There is no report of this narrative.
    """
    check_can(work.actor, Action.BUILD_REPORT)
    figures = snapshots.figures(work, review, snapshot)
    scale = wording_scale(review, place)
    written = read_narrative(review, place.narrative)
    narrative = with_advice(figures, written, advice_of(review, place))
    checked = claim_check.require_true(figures, scale, narrative, is_draft=True)
    content = report_content(figures, scale, narrative, checked.quantities, edition=Edition.PUBLIC)
    subjects = {measure.title: measure.subject for measure in review.framework.measures.values()}
    least = review.plan.reporting.smallest_count
    return DisclosureCheck(
        snapshot=figures.name,
        smallest_count=least,
        findings=disclosure_findings(collect(content, subjects), DisclosureRules(least)),
    )
