"""The report as values, with every quantity checked: what further documents are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.content.blocks import Edition, ReportContent
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.claim_check import require_true
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.review import Review
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import claims, identifiers
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.domain.claims.scale import WordingScale
    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class CheckedContent:
    """A report that holds, of one reading."""

    figures: SnapshotFigures
    scale: WordingScale
    narrative: tuple[NarrativeDocument, ...]
    content: ReportContent


def checked_content(
    work: UnitOfWork, review: Review, place: ReviewFolder, snapshot: str | None
) -> CheckedContent:
    """Everything that the internal report says, from a snapshot.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError,
            UnsettledIdentifiersError: The report does not hold, or is not settled.
    """
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, snapshot)
    scale = claims.wording_scale(review, place)
    documents = in_full(
        figures, scale, read_narrative(review, place.narrative), advice_of(review, place)
    )
    checked = require_true(figures, scale, documents)
    identifiers.require_settled(work, review, figures, place=place)
    content = report_content(
        figures, scale, documents, checked.quantities, edition=Edition.INTERNAL
    )
    return CheckedContent(figures, scale, documents, content)
