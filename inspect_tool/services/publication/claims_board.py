"""Every claim of the narrative on one board: what it says, whether it holds, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.report.claim_check import CheckedClaim, check_each
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class ClaimLine:
    """A claim.

    Args:
        line: Where it stands in its file, from 1.
        verdict: `true`, `false`, `unsafe` or `not understood`.
        measure: What is counted, in words; empty where nothing could be counted.
        counted: Its count with the base, or the median or estimate that it states.
        why: Why it does not hold; empty where it does.
        remedy: How it could be said.
    """

    file: str
    line: int
    phrase: str
    reference: str
    verdict: str
    measure: str = ""
    counted: str = ""
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class ClaimsBoard:
    """The claims of a whole narrative, in its order.

    Args:
        unchecked: Quantities that no claim ties to the evidence.
    """

    snapshot: str
    lines: tuple[ClaimLine, ...]
    unchecked: tuple[Problem, ...]


def claims_board(work: UnitOfWork, review: Review, *, place: ReviewFolder) -> ClaimsBoard:
    """Every claim of the narrative, held against the newest snapshot.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        NoSnapshotError, NoNarrativeError, NarrativeFaultyError: There is nothing to hold it
            against, or nothing to hold.
    """
    figures = snapshots.figures(work, review)
    documents = read_narrative(review, place.narrative)
    scale = wording_scale(review, place)
    documents = in_full(figures, scale, documents, advice_of(review, place))
    checked = check_each(figures, scale, documents)
    return ClaimsBoard(
        figures.name,
        tuple(line_of(review, one) for one in checked),
        tuple(problem for document in documents for problem in document.unchecked),
    )


def line_of(review: Review, one: CheckedClaim) -> ClaimLine:
    """A checked claim as the board shows it."""
    quantity, problem = one.quantity, one.problem
    counted = ""
    if quantity is not None:
        noun = review.plan.words.noun(quantity.base_noun)
        counted = quantity.stated or f"{quantity.count} of {quantity.base} {noun}"
    return ClaimLine(
        file=one.file,
        line=one.claim.line,
        phrase=one.claim.text,
        reference=one.claim.reference,
        verdict=one.verdict.value,
        measure="" if quantity is None else quantity.measure_title,
        counted=counted,
        why="" if problem is None else problem.message,
        remedy="" if problem is None else problem.remedy,
    )
