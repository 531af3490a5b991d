"""The quantities of the narrative, held against the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.claims import (
    Claim,
    ClaimReference,
    ClaimReferenceError,
    check_claim,
    parse_claim_reference,
)
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.claims.wording import phrases_for
from inspect_tool.domain.content.blocks import Quantity
from inspect_tool.domain.figures import counts
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.report.chapters import check_directives
from inspect_tool.errors import CheckFailedError, InspectToolError, Problem, Severity
from inspect_tool.services.figures import live_flow, snapshots
from inspect_tool.services.figures.snapshots import Evidence
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.review.documents import Review

if TYPE_CHECKING:
    from inspect_tool.readers.narrative.markdown import NarrativeDocument
    from inspect_tool.readers.narrative.spans import NarrativeClaim
    from inspect_tool.store.database import UnitOfWork


class FalseClaimsError(CheckFailedError):
    """The narrative says what the evidence does not; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...], claims: int) -> None:
        super().__init__(
            f"{len(problems)} of {claims} quantities in the narrative do not hold. "
            "Nothing was written; each line says which words would be true.",
            problems=problems,
        )


@dataclass(frozen=True)
class Counted:
    """What a claim is held against.

    Args:
        refs: Records that count.
    """

    title: str
    noun: str
    count: int
    base: int
    refs: tuple[str, ...]


@dataclass(frozen=True)
class ClaimsCheck:
    """What a check of the narrative found.

    Args:
        problems: Quantities that do not hold, and tables or figures that there are not.
        unchecked: Quantities that stand in the text without a claim.
    """

    snapshot: str
    claims: int
    true: int
    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every quantity is true."""
        return self.true == self.claims and not self.problems


@dataclass(frozen=True)
class ClaimExplained:
    """Where a quantity comes from, and what may be said of it."""

    reference: str
    title: str
    noun: str
    count: int
    base: int
    refs: tuple[str, ...]
    phrases: tuple[str, ...]


def wording_scale(review: Review, templates: Path) -> WordingScale:
    """The scale of words that the plan names: the review's own, else one that comes along.

    Raises:
        UnreadableFileError: There is none of that name.
        BadWordingScaleError: It has faults.
    """
    from inspect_tool.readers.documents.wording import load_wording

    file = f"{review.plan.reporting.wording}.yaml"
    own = review.folder / "wording" / file
    return load_wording(own if own.is_file() else templates / "wording" / file)


def count_for(evidence: Evidence, reference: ClaimReference) -> Counted:
    """Count what a claim refers to.

    Raises:
        UnknownMeasureError: The framework has no such measure.
    """
    _check_narrowing(evidence, reference)
    if reference.measure in REVIEW_COUNTS:
        return REVIEW_COUNTS[reference.measure](evidence)
    records: Iterable[RecordFacts] = evidence.records
    if reference.within is not None:
        outer = live_flow.measure_of(evidence.review, reference.within)
        counted = counts.count_measure(reference.within, outer, evidence.records)
        records = counts.within(counted, evidence.records)
    if reference.authority is not None:
        records = [one for one in records if one.subject.authority == reference.authority]
    if reference.case_type is not None:
        records = [one for one in records if one.field("case_type") == reference.case_type]
    measure = live_flow.measure_of(evidence.review, reference.measure)
    count = counts.count_measure(reference.measure, measure, records)
    return Counted(
        title=_title(evidence, reference, measure.title),
        noun=count.noun,
        count=count.count,
        base=count.base,
        refs=count.base_refs if reference.is_of_base else count.refs,
    )


def _check_narrowing(evidence: Evidence, reference: ClaimReference) -> None:
    """Refuse a narrowing that would not be applied."""
    code = reference.authority
    if code is not None and evidence.review.plan.authority(code) is None:
        raise ClaimReferenceError(str(reference), f"{code} is not an authority of the review")
    is_narrowed = reference.within or code or reference.case_type
    if reference.measure in REVIEW_COUNTS and is_narrowed:
        raise ClaimReferenceError(
            str(reference), f"{reference.measure} counts the whole review and cannot be narrowed"
        )


def _title(evidence: Evidence, reference: ClaimReference, title: str) -> str:
    """The measure in words, with what narrows it."""
    parts = [title]
    if reference.within is not None:
        within = live_flow.measure_of(evidence.review, reference.within).title
        parts.append(f"among: {within[0].lower()}{within[1:]}")
    if reference.authority is not None:
        parts.append(f"in {reference.authority}")
    if reference.case_type is not None:
        parts.append(reference.case_type.words)
    return ", ".join(parts)


def _authorities(evidence: Evidence) -> Counted:
    codes = tuple(flow.authority for flow in evidence.flows)
    return Counted("Local authorities inspected", "authorities", len(codes), len(codes), codes)


def _interviews(evidence: Evidence) -> Counted:
    refs = tuple(one.subject.ref for one in evidence.records if one.subject.kind == "interview")
    return Counted("People interviewed", "people", len(refs), len(refs), refs)


def _referred_back(evidence: Evidence) -> Counted:
    total = evidence.total.counted
    refs = evidence.referred_back
    return Counted("Children referred back to the authority", "cases", len(refs), total, refs)


def _read_twice(evidence: Evidence) -> Counted:
    total = evidence.total
    return Counted("Cases read by a second inspector", "cases", total.read_twice, total.read, ())


def _lost(evidence: Evidence) -> Counted:
    lost = sum(evidence.total.lost.values())
    return Counted("Cases that could not be used", "cases drawn", lost, evidence.total.drawn, ())


def _on_the_frame(evidence: Evidence) -> Counted:
    total = evidence.total
    return Counted("Children who could be drawn", "children", total.eligible, total.frame, ())


# Counts of the review itself, which no framework has to define.
REVIEW_COUNTS = {
    "authorities": _authorities,
    "interviews": _interviews,
    "referred_back": _referred_back,
    "read_twice": _read_twice,
    "lost": _lost,
    "eligible": _on_the_frame,
}


@dataclass(frozen=True)
class _Checked:
    """One claim with what it was held against; a problem when it does not hold."""

    quantity: Quantity | None
    problem: Problem | None


def _check(evidence: Evidence, scale: WordingScale, file: str, claim: NarrativeClaim) -> _Checked:
    try:
        reference = parse_claim_reference(claim.reference)
        counted = count_for(evidence, reference)
    except (ClaimReferenceError, live_flow.UnknownMeasureError) as error:
        return _Checked(None, _problem(file, claim, error))
    verdict = check_claim(
        Claim(claim.text, reference, file=file, line=claim.line),
        counted.count,
        counted.base,
        scale,
        evidence.review.plan.reporting,
    )
    quantity = Quantity(
        id=claim.id,
        phrase=claim.text,
        measure_title=counted.title,
        count=counted.base if reference.is_of_base else counted.count,
        base=counted.base,
        base_noun=counted.noun,
        case_refs=counted.refs,
    )
    if verdict.holds:
        return _Checked(quantity, None)
    return _Checked(quantity, _false_claim(file, claim, verdict.message, verdict.suggestions))


def _problem(file: str, claim: NarrativeClaim, error: InspectToolError) -> Problem:
    return Problem(
        file=file,
        row=claim.line,
        kind="unknown-claim",
        severity=Severity.REFUSED,
        message=f"[{claim.text}] refers to what there is not. {error.message}",
        remedy="Correct what stands after `claim:`.",
    )


def _false_claim(
    file: str, claim: NarrativeClaim, message: str, suggestions: Sequence[str]
) -> Problem:
    words = ", ".join(f"“{one}”" for one in suggestions) or "nothing yet"
    return Problem(
        file=file,
        row=claim.line,
        column=str(claim.column),
        kind="false-claim",
        severity=Severity.REFUSED,
        message=f"[{claim.text}](claim:{claim.reference}): {message}.",
        remedy=f"True are {words}.",
    )


def check_narrative(
    evidence: Evidence, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> tuple[tuple[Quantity, ...], tuple[Problem, ...]]:
    """Every quantity of the narrative with its numbers, and a problem for each that is not true."""
    checked = [
        _check(evidence, scale, document.file, claim)
        for document in documents
        for claim in document.claims
    ]
    quantities = tuple(one.quantity for one in checked if one.quantity is not None)
    return quantities, tuple(one.problem for one in checked if one.problem is not None)


def require_true(
    evidence: Evidence, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> tuple[Quantity, ...]:
    """The quantities of a narrative that holds.

    Raises:
        FalseClaimsError: One of them is false or unsafe; every one of those comes with the error.
    """
    quantities, problems = check_narrative(evidence, scale, documents)
    if problems:
        raise FalseClaimsError(problems, sum(len(one.claims) for one in documents))
    return quantities


def check(
    work: UnitOfWork, review: Review, *, templates: Path, snapshot: str | None = None
) -> ClaimsCheck:
    """Check the narrative against a snapshot, without building anything."""
    evidence = snapshots.evidence(work, review, snapshot)
    documents = read_narrative(review)
    scale = wording_scale(review, templates)
    _, problems = check_narrative(evidence, scale, documents)
    claims = sum(len(one.claims) for one in documents)
    return ClaimsCheck(
        snapshot=evidence.name,
        claims=claims,
        true=claims - len(problems),
        problems=(*problems, *check_directives(evidence, scale, documents)),
        unchecked=tuple(one for document in documents for one in document.unchecked),
    )


def explain(
    work: UnitOfWork,
    review: Review,
    reference: str,
    *,
    templates: Path,
    snapshot: str | None = None,
) -> ClaimExplained:
    """Where a quantity comes from, and every phrase that is true of it.

    Raises:
        ClaimReferenceError, UnknownMeasureError: There is no such quantity.
    """
    evidence = snapshots.evidence(work, review, snapshot)
    parsed = parse_claim_reference(reference)
    counted = count_for(evidence, parsed)
    scale = wording_scale(review, templates)
    least = review.plan.reporting.percentages_from
    phrases = (
        phrases_for(counted.count, counted.base, scale, percentages_from=least)
        if counted.base
        else ()
    )
    return ClaimExplained(
        reference=str(parsed),
        title=counted.title,
        noun=counted.noun,
        count=counted.count,
        base=counted.base,
        refs=counted.refs,
        phrases=tuple(one.text for one in phrases if not one.is_variant),
    )
