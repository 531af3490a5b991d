"""The quantities of the narrative, held against the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.references import ClaimReference, parse_claim_reference
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.figures import findings
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import SinglesOutError
from inspect_tool.domain.figures.themes import THEME
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.report.chapters import check_directives
from inspect_tool.domain.report.claim_check import VERDICTS, check_narrative
from inspect_tool.domain.report.claim_counts import count_for
from inspect_tool.domain.report.claim_phrases import claim_phrases, median_words
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.report.measure_tables import by_other_versions
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.identifiers import narrative_problems
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class ClaimsCheck:
    """What a check of the narrative found.

    Args:
        problems: Quantities that do not hold, and tables or figures that do not exist.
        unchecked: Quantities in the text that have no claim.
        verdicts: How many claims are false, unsafe or not understood; without those at none.
        sources: Quantities that are said to come from elsewhere.
        details: Quantities that are said to count nothing.
        identifiers: Words of the text that may identify somebody and that nobody has settled.
        partly_asked: Quantities that an earlier version of the framework did not ask of all.
    """

    snapshot: str
    claims: int
    true: int
    problems: tuple[Problem, ...]
    unchecked: tuple[Problem, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    sources: int = 0
    details: int = 0
    identifiers: tuple[Problem, ...] = ()
    partly_asked: int = 0

    @property
    def holds(self) -> bool:
        """Whether every quantity is true, and nobody can be told from the text."""
        return self.true == self.claims and not (self.problems or self.identifiers)


@dataclass(frozen=True)
class ClaimExplained:
    """Where a quantity comes from, and what may be said of it.

    Args:
        refs: The records that count, without those that the actor may not know of; of people who
            were heard those in which they were.
        behind: The same by what they are: cases, interviews, survey answers.
        not_named: How many those are.
        median: A median as the report shows it, with its unit; empty where it is a count.
        bears_out, contradicts: The commands that show the words of the records that count, and of
            those in the base that do not; empty where words cannot be told apart like that.
        not_asked: Records that an earlier version of the framework did not ask, or not in that
            meaning; in no base.
        by_version: What those versions counted, a sentence for each; of a whole measure alone.
    """

    reference: str
    title: str
    noun: str
    count: int
    base: int
    refs: tuple[str, ...]
    phrases: tuple[str, ...]
    not_named: int = 0
    median: str = ""
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bears_out: str = ""
    contradicts: str = ""
    not_asked: int = 0
    by_version: tuple[str, ...] = ()


def wording_scale(review: Review, place: ReviewFolder) -> WordingScale:
    """The scale of words that the plan names: the review's own, else one that comes with the tool.

    Raises:
        UnreadableFileError: There is none of that name.
        BadWordingScaleError: It has faults.
    """
    return load_wording(place.wording(review.plan.reporting.wording))


def check(
    work: UnitOfWork, review: Review, *, place: ReviewFolder, snapshot: str | None = None
) -> ClaimsCheck:
    """Check the narrative against a snapshot, without building anything."""
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, snapshot)
    documents = read_narrative(review, place.narrative)
    scale = wording_scale(review, place)
    documents = in_full(figures, scale, documents, advice_of(review, place))
    quantities, problems = check_narrative(figures, scale, documents)
    claims = sum(len(document.claims) for document in documents)
    return ClaimsCheck(
        snapshot=figures.name,
        claims=claims,
        true=claims - len(problems),
        problems=(*problems, *check_directives(figures, scale, documents)),
        unchecked=tuple(claim for document in documents for claim in document.unchecked),
        verdicts=Counter(VERDICTS.get(problem.kind, "false") for problem in problems),
        sources=sum(document.sources for document in documents),
        details=sum(document.details for document in documents),
        identifiers=narrative_problems(work, review, place),
        partly_asked=sum(one.not_asked > 0 for one in quantities),
    )


def explain(
    work: UnitOfWork,
    review: Review,
    reference: str,
    *,
    place: ReviewFolder,
    snapshot: str | None = None,
) -> ClaimExplained:
    """Where a quantity comes from, and every phrase that is true of it.

    Raises:
        ClaimReferenceError, UnknownMeasureError: There is no such quantity.
        SinglesOutError: It is about a few cases of an authority that the actor must not know.
    """
    figures = snapshots.figures(work, review, snapshot)
    parsed = parse_claim_reference(reference)
    counted = count_for(figures, parsed)
    least = review.plan.reporting.smallest_count
    if parsed.authority in figures.unnamed and counted.base < least:
        raise SinglesOutError("authority", figures.unnamed, least)
    every = counted.refs or counted.heard_in
    refs = figures.named(every)
    return ClaimExplained(
        reference=str(parsed),
        title=counted.title,
        noun=counted.noun,
        count=counted.count,
        base=counted.base,
        refs=refs,
        not_named=len(every) - len(refs),
        phrases=claim_phrases(
            counted,
            wording_scale(review, place),
            percentages_from=review.plan.reporting.percentages_from,
        ),
        median=median_words(counted),
        behind=_by_kind(figures, refs),
        bears_out=_command(review, parsed, "yes"),
        contradicts=_command(review, parsed, "no"),
        not_asked=counted.not_asked,
        by_version=tuple(_by_version(figures, parsed)),
    )


def _by_version(figures: SnapshotFigures, claim: ClaimReference) -> Iterable[str]:
    """What versions counted that are not in the total of a measure; of nothing narrower."""
    measures = figures.review.framework.measures
    if claim.measure not in measures or str(claim) != claim.measure:
        return ()
    return by_other_versions(figures, findings.table(figures, claim.measure)[0])


def _by_kind(figures: SnapshotFigures, refs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """References by what they are of, in the plural; a row of a group stands under its case."""
    kinds = {record.subject.ref: record.subject.kind for record in figures.records}
    kinds |= dict.fromkeys(figures.inspected, SubjectKind.AUTHORITY)
    found: dict[str, list[str]] = {}
    for ref in refs:
        kind = kinds.get(question_of_item(ref), SubjectKind.CASE)
        found.setdefault(kind.plural, []).append(ref)
    return {kind: tuple(own) for kind, own in found.items()}


@dataclass(frozen=True)
class BehindClaim:
    """Where the words behind a claim are: those of records that its measure counts.

    Args:
        theme: The theme that it counts; empty where it counts answers.
        within: The measure that its base is.
    """

    measure: str
    theme: str
    within: str
    authority: str


def behind_claim(review: Review, claim: ClaimReference) -> BehindClaim | None:
    """Where the words behind a claim are; None where they cannot be told apart like that."""
    is_narrowed = claim.case_type or claim.voice or claim.role or claim.is_across
    is_measure = claim.measure in review.framework.measures
    is_theme = not is_measure and claim.measure.startswith(THEME)
    if not (is_measure or is_theme) or claim.is_of_base or is_narrowed:
        return None
    theme = claim.measure.removeprefix(THEME) if is_theme else ""
    return BehindClaim(claim.measure, theme, claim.within or "", claim.authority or "")


def _command(review: Review, claim: ClaimReference, value: str) -> str:
    """The command that lists the words of records with a value of a claim's measure."""
    behind = behind_claim(review, claim)
    if behind is None:
        return ""
    coded = f" --theme {behind.theme}" if behind.theme and value == "yes" else ""
    within = f" --where {behind.within}=yes" if behind.within else ""
    authority = f" --authority {behind.authority}" if behind.authority else ""
    return f"evidence list --where {behind.measure}={value}{coded}{within}{authority}"
