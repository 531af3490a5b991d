"""The quantities of the narrative, held against the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.claims import Claim, ClaimVerdict, check_claim
from inspect_tool.domain.claims.estimated import check_estimate_claim, estimate_phrases
from inspect_tool.domain.claims.group_comparisons import check_comparison
from inspect_tool.domain.claims.medians import check_median_claim
from inspect_tool.domain.claims.phrases import read_phrase
from inspect_tool.domain.claims.quantities import comparing_at_the_end
from inspect_tool.domain.claims.ranges import check_range
from inspect_tool.domain.claims.references import (
    ClaimReference,
    ClaimReferenceError,
    parse_claim_reference,
)
from inspect_tool.domain.claims.scale import PhraseKind, WordingScale
from inspect_tool.domain.claims.sentences import Around
from inspect_tool.domain.claims.wording import Verdict
from inspect_tool.domain.content.blocks import Quantity
from inspect_tool.domain.content.marks import Holds
from inspect_tool.domain.disclosure.report_cells import COMPLEMENT
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownMeasureError
from inspect_tool.domain.plan.plan import WordsFollow
from inspect_tool.domain.report.claim_counts import (
    RateUnknownError,
    count_for,
    estimate_beside,
)
from inspect_tool.domain.report.claim_settings import setting_of
from inspect_tool.domain.report.counted import Counted
from inspect_tool.errors import CheckFailedError, InspectToolError, Problem, Severity

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeClaim, NarrativeDocument


class FalseClaimsError(CheckFailedError):
    """The narrative says what the evidence does not; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...], claims: int) -> None:
        super().__init__(
            f"{len(problems)} of {claims} quantities in the narrative "
            f"{'does' if len(problems) == 1 else 'do'} not hold. "
            "Nothing was written; each line says which words would be true.",
            problems=problems,
        )


class UncheckedQuantitiesError(CheckFailedError):
    """The narrative states quantities that nothing holds against the evidence."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        quantities = "1 quantity" if len(problems) == 1 else f"{len(problems)} quantities"
        super().__init__(
            f"{quantities} in the narrative could not be checked. Nothing was written; make claims "
            "of them, name their source, or build a draft with `report build --draft`.",
            problems=problems,
        )


@dataclass(frozen=True)
class CheckedClaim:
    """One claim with what it was held against.

    Args:
        quantity: What it states; None where nothing could be counted for it.
        problem: Why it does not hold; None where it does.
    """

    file: str
    claim: NarrativeClaim
    quantity: Quantity | None
    problem: Problem | None

    @property
    def verdict(self) -> Verdict:
        """What came of it."""
        if self.problem is None:
            return Verdict.TRUE
        return Verdict(VERDICTS.get(self.problem.kind, Verdict.FALSE))


def check_one(
    figures: SnapshotFigures, scale: WordingScale, file: str, claim: NarrativeClaim
) -> CheckedClaim:
    """A claim of a file, held against the figures."""
    try:
        reference = parse_claim_reference(claim.reference)
        counted = count_for(figures, reference)
    except (ClaimReferenceError, UnknownMeasureError) as error:
        return CheckedClaim(file, claim, None, _problem(file, claim, error))
    except RateUnknownError as error:
        return CheckedClaim(file, claim, None, _no_rate(file, claim, error))
    can_read = figures.review.look.words.is_english
    said = _claim_of(file, claim, reference)
    verdict = _verdict(figures, scale, said, counted) if can_read else _UNREADABLE
    quantity = _quantity(figures, claim, counted, reference, is_complement=verdict.is_complement)
    if verdict.holds:
        return CheckedClaim(file, claim, quantity, None)
    return CheckedClaim(file, claim, quantity, _does_not_hold(file, claim, verdict))


# Words of a language without a grammar are neither true nor false.
_UNREADABLE = ClaimVerdict(
    Verdict.NOT_UNDERSTOOD,
    "the report is in a language whose sentences the tool cannot read",
    remedy="Name its source (`source:`), say that it counts nothing (`detail:`), or build a draft.",
)


def _claim_of(file: str, claim: NarrativeClaim, reference: ClaimReference) -> Claim:
    return Claim(
        claim.text, reference, file, claim.line, Around(claim.before, claim.after, claim.earlier)
    )


def _quantity(
    figures: SnapshotFigures,
    claim: NarrativeClaim,
    counted: Counted,
    reference: ClaimReference,
    *,
    is_complement: bool,
) -> Quantity:
    """What the annex lists of a claim; of one that says no, those that do not count."""
    count, refs, title = counted.count, counted.refs, counted.title
    if is_complement:
        counting = frozenset(refs)
        refs = tuple(ref for ref in counted.base_refs if ref not in counting)
        count, title = counted.base - count, f"{title}{COMPLEMENT}"
    return Quantity(
        id=claim.id,
        phrase=claim.text,
        measure_title=title,
        count=counted.base if reference.is_of_base else count,
        base=counted.base,
        base_noun=counted.noun,
        not_asked=counted.not_asked,
        case_refs=refs,
        percentages_from=figures.percentages_from,
        stated=_stated(counted, reference, is_complement=is_complement),
        stated_as=_stated_as(counted, reference),
    )


def _has_ends(counted: Counted, reference: ClaimReference) -> bool:
    """Whether a claim tells counts of single authorities; how many cases were read is no such."""
    return reference.is_across and (counted.median is not None or counted.count != counted.base)


def _stated_as(counted: Counted, reference: ClaimReference) -> Holds | None:
    if _has_ends(counted, reference):
        return Holds.LOWEST
    if counted.estimate is not None:
        return Holds.ESTIMATE
    return None if counted.median is None else Holds.MEDIAN


def _stated(counted: Counted, reference: ClaimReference, *, is_complement: bool) -> str:
    """What a claim states that is no count; empty where it is one."""
    if _has_ends(counted, reference):
        return "What is so of each authority, from the lowest to the highest"
    estimate = counted.estimate
    if estimate is not None:
        found = estimate.others if is_complement else estimate
        return "" if found.why_not else f"Estimated {found.words} of children"
    if counted.median is None or reference.is_of_base:
        return ""
    return f"Median {counted.median.words}"


def _verdict(
    figures: SnapshotFigures, scale: WordingScale, claim: Claim, counted: Counted
) -> ClaimVerdict:
    """What comes of a claim, held against a median or against a count with its base."""
    sentence = f"{claim.around.before} {claim.around.after}"
    setting = setting_of(figures, claim.reference, counted.noun, counted.base, sentence)
    if counted.median is not None and not claim.reference.is_of_base:
        return check_median_claim(claim, counted.median, setting)
    if counted.estimate is not None:
        least = figures.percentages_from
        return check_estimate_claim(claim, counted.estimate, scale, setting, least)
    if counted.compared is not None:
        return check_comparison(claim, counted.compared, scale, setting)
    reporting = figures.review.plan.reporting
    if claim.reference.is_across and counted.base:
        return check_range(claim, counted.base, scale, setting, reporting.percentages_from)
    found = check_claim(
        claim, counted.count, counted.base, scale, reporting,
        not_asked=counted.not_asked, setting=setting,
    )  # fmt: skip
    if found.holds and reporting.words_follow is WordsFollow.CHILDREN:
        return _of_children_too(figures, claim, found, scale)
    return found


def _of_children_too(
    figures: SnapshotFigures, claim: Claim, found: ClaimVerdict, scale: WordingScale
) -> ClaimVerdict:
    """Words that are true of the cases read, where the plan has them follow the children."""
    stated = estimate_beside(figures, claim.reference)
    if stated is None or stated.why_not:
        return found
    share = stated.others.share if found.is_complement else stated.share
    readings = read_phrase(claim.text, share.numerator, share.denominator, scale)
    in_words = any(one.kind in (PhraseKind.FRACTION, PhraseKind.BAND) for one in readings)
    if not in_words or all(one.is_true for one in readings):
        return found
    message = (
        f"{found.message}, and of the children it is an estimated {stated.words}, which the plan’s "
        "words follow"
    )
    remedy = "Give the count, or claim the estimate with `of=children`."
    return ClaimVerdict(Verdict.UNSAFE, message, estimate_phrases(stated), remedy)


def _problem(file: str, claim: NarrativeClaim, error: InspectToolError) -> Problem:
    return Problem(
        file=file,
        row=claim.line,
        column=str(claim.column),
        kind="unknown-claim",
        severity=Severity.REFUSED,
        message=f"[{claim.text}] refers to something that does not exist. {error.message}",
        remedy="Correct what stands after `claim:`.",
    )


def _no_rate(file: str, claim: NarrativeClaim, error: RateUnknownError) -> Problem:
    return Problem(
        file=file,
        row=claim.line,
        column=str(claim.column),
        kind="false-claim",
        severity=Severity.REFUSED,
        message=f"[{claim.text}] cannot be held against anything. {error.message}",
        remedy="Note it with `voice asked`, or take the claim out.",
    )


NOT_UNDERSTOOD = "claim-not-understood"
_KINDS = {
    Verdict.FALSE: "false-claim",
    Verdict.UNSAFE: "unsafe-claim",
    Verdict.NOT_UNDERSTOOD: NOT_UNDERSTOOD,
}

# The verdict behind each kind of problem that a claim has.
VERDICTS = {kind: verdict.value for verdict, kind in _KINDS.items()}


def _does_not_hold(file: str, claim: NarrativeClaim, verdict: ClaimVerdict) -> Problem:
    words = ", ".join(f"“{phrase}”" for phrase in verdict.suggestions) or "nothing yet"
    remedy = verdict.remedy
    comparing = comparing_at_the_end(claim.before)
    if comparing and verdict.verdict is Verdict.NOT_UNDERSTOOD:
        # The quantity alone would be another one than the sentence states.
        remedy = f"Put “{comparing}” into the link: [{comparing} {claim.text}]."
    return Problem(
        file=file,
        row=claim.line,
        column=str(claim.column),
        kind=_KINDS[verdict.verdict],
        severity=Severity.REFUSED,
        message=f"[{claim.text}](claim:{claim.reference}) is {verdict.verdict}: {verdict.message}.",
        remedy=f"{remedy} True are {words}.".strip(),
    )


def check_each(
    figures: SnapshotFigures, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> tuple[CheckedClaim, ...]:
    """Every claim of the narrative, in its order."""
    return tuple(
        check_one(figures, scale, document.file, claim)
        for document in documents
        for claim in document.claims
    )


def check_narrative(
    figures: SnapshotFigures, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> tuple[tuple[Quantity, ...], tuple[Problem, ...]]:
    """Every quantity of the narrative with its numbers, and a problem for each that is not true."""
    checked = check_each(figures, scale, documents)
    quantities = tuple(claim.quantity for claim in checked if claim.quantity is not None)
    return quantities, tuple(claim.problem for claim in checked if claim.problem is not None)


def require_true(
    figures: SnapshotFigures,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
    *,
    is_draft: bool = False,
) -> CheckedNarrative:
    """The quantities of a narrative that holds.

    Args:
        is_draft: Whether what nothing has checked may stand.

    Raises:
        FalseClaimsError: One of them is false or unsafe; every one of those comes with the error.
        UncheckedQuantitiesError: One is not understood, or stands without a claim, and it is no
            draft; every one of those comes with the error.
    """
    quantities, problems = check_narrative(figures, scale, documents)
    open_ones = tuple(problem for problem in problems if problem.kind == NOT_UNDERSTOOD)
    if len(open_ones) < len(problems):
        raise FalseClaimsError(problems, sum(len(document.claims) for document in documents))
    unclaimed = tuple(problem for document in documents for problem in document.unchecked)
    unchecked = (*open_ones, *(replace(one, severity=Severity.REFUSED) for one in unclaimed))
    if unchecked and not is_draft:
        raise UncheckedQuantitiesError(unchecked)
    claims = sum(len(document.claims) for document in documents)
    return CheckedNarrative(quantities, claims - len(open_ones), len(unchecked))


@dataclass(frozen=True)
class CheckedNarrative:
    """The quantities of a narrative.

    Args:
        true: How many of its claims hold.
        unchecked: How many quantities of its prose nothing has checked.
    """

    quantities: tuple[Quantity, ...]
    true: int
    unchecked: int
