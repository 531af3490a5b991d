"""Findings as titles of figures: a sentence whose quantity is put into words from the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from inspect_tool.domain.claims.ranges import range_words
from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.claims.sentences import sentence_around
from inspect_tool.domain.content.blocks import ClaimText, Figure, Spans, Text
from inspect_tool.domain.content.narrative import (
    Directive,
    NarrativeBlock,
    NarrativeClaim,
    NarrativeDocument,
    WrittenFinding,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownMeasureError
from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import comparisons
from inspect_tool.domain.report.advice import with_advice
from inspect_tool.domain.report.advice_document import AdviceDocument
from inspect_tool.domain.report.claim_check import check_one
from inspect_tool.domain.report.claim_counts import RateUnknownError, count_for
from inspect_tool.domain.report.claim_phrases import claim_phrases, others_phrases
from inspect_tool.domain.report.claim_settings import setting_of
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.errors import UsageError

# "six of the 11" has its base; "of the areas" behind it would say it again.
_SAYS_BASE: Final = re.compile(r"\bof the \S+$")
_OF_BASE: Final = re.compile(r" of (?:(?:all|the|these|those) )*")


def in_full(
    figures: SnapshotFigures,
    scale: WordingScale,
    narrative: Sequence[NarrativeDocument],
    advice: AdviceDocument | None,
) -> tuple[NarrativeDocument, ...]:
    """The narrative with its recommendations, and with the findings of its figures in words.

    Raises:
        NarrativeFaultyError: Recommendations cannot be placed.
    """
    placed = with_advice(figures, narrative, advice)
    return tuple(_stated(figures, scale, document) for document in placed)


def _stated(
    figures: SnapshotFigures, scale: WordingScale, document: NarrativeDocument
) -> NarrativeDocument:
    """A chapter whose figures say what was found, each in a claim more."""
    said = {
        directive.line: claim
        for directive in document.directives
        if (claim := _said(figures, scale, document, directive)) is not None
    }
    if not said:
        return document
    blocks: Iterator[NarrativeBlock] = (
        replace(block, said=_spans(said[block.line]))
        if isinstance(block, Directive) and block.line in said
        else block
        for block in document.blocks
    )
    claims = sorted((*document.claims, *said.values()), key=lambda claim: claim.line)
    return replace(document, blocks=tuple(blocks), claims=tuple(claims))


def _spans(claim: NarrativeClaim) -> Spans:
    words = (Text(claim.before), ClaimText(claim.text, claim.id), Text(claim.after))
    return tuple(span for span in words if span.text)


def _said(
    figures: SnapshotFigures,
    scale: WordingScale,
    document: NarrativeDocument,
    directive: Directive,
) -> NarrativeClaim | None:
    """A figure's finding as a claim; None without one, or where nothing can be said of it.

    The words are the best that hold in this sentence, of those that count or, where the sentence
    says no, of the others. Where none holds, the first are kept, and the check says why.
    """
    finding = directive.finding
    if finding is None:
        return None
    tried = [
        _claim(document, directive, finding, words) for words in _words(figures, scale, finding)
    ]
    holding = (
        one for one in tried if check_one(figures, scale, document.file, one).problem is None
    )
    return next(holding, tried[0] if tried else None)


def _words(figures: SnapshotFigures, scale: WordingScale, finding: WrittenFinding) -> Iterator[str]:
    try:
        reference = parse_claim_reference(finding.reference)
        counted = count_for(figures, reference)
    except (ClaimReferenceError, UnknownMeasureError, RateUnknownError):
        yield finding.reference  # the check of the claims names the fault
        return
    if reference.is_across and counted.median is None:
        yield range_words(setting_of(figures, reference, counted.noun, counted.base, ""))
        return
    least = figures.percentages_from
    yield from claim_phrases(counted, scale, percentages_from=least)
    yield from others_phrases(counted, scale, percentages_from=least)


def _claim(
    document: NarrativeDocument, directive: Directive, finding: WrittenFinding, words: str
) -> NarrativeClaim:
    before, after = finding.before, finding.after
    if _SAYS_BASE.search(words) and (base := _OF_BASE.match(after)):
        after = f" {after[base.end() :]}"
    if not before.strip():
        words = words[0].upper() + words[1:]
    around = sentence_around(f"{before}{words}{after}", len(before), len(before) + len(words))
    return NarrativeClaim(
        id=f"{document.id}-{figure_key(directive)}",
        text=words,
        reference=finding.reference,
        line=directive.line,
        column=1,
        before=around.before,
        after=around.after,
    )


def figure_key(directive: Directive) -> str:
    """By what a figure is told from the others of a report, as the claim of its title is."""
    options = (value for key, value in directive.options if key in ("domain", "by"))
    return "-".join(("figure", directive.name, *options)).lower()


def with_finding(figures: SnapshotFigures, figure: Figure, directive: Directive) -> Figure:
    """A figure with what its title says, if that is of what the figure shows.

    Raises:
        UsageError: It is about something else.
    """
    if directive.finding is None:
        return figure
    try:
        measure = parse_claim_reference(directive.finding.reference).measure
    except ClaimReferenceError as error:
        raise UsageError(error.message) from None
    shown = measures_shown(figures.review.framework, directive)
    if measure not in shown:
        raise UsageError(
            f"The finding is about {measure}, which the figure does not show. It shows: "
            f"{', '.join(sorted(shown)) or 'no measure'}."
        )
    return replace(figure, finding=directive.said)


def measures_shown(framework: Framework, directive: Directive) -> frozenset[str]:
    """The measures that a figure can say something of."""
    options = dict(directive.options)
    if directive.name in framework.measures:
        return frozenset([directive.name])
    if directive.name == "flow":
        return frozenset(REVIEW_COUNTS)
    if directive.name == "headlines":
        return frozenset(options.get("of", "").split(","))
    domain = options.get("domain")
    return frozenset(
        key
        for key, measure in framework.measures.items()
        if (measure.subject is SubjectKind.CASE and domain is None)
        or (domain is not None and _is_of_domain(framework, key, domain))
    )


def _is_of_domain(framework: Framework, key: str, domain: str) -> bool:
    """Whether a measure counts answers to or judgements on a domain's criteria."""
    own = {
        criterion.id for one in framework.domains if one.id == domain for criterion in one.criteria
    }
    asked = (
        comparison.question or comparison.judgement or ""
        for comparison in comparisons(framework.measures[key].count)
    )
    return any(item in own or item.rpartition(".")[0] in own for item in asked)
