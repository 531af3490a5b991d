"""What recommendations rest on, counted in a snapshot, and how the report prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.content.blocks import Block, Heading, Recommendation, Text
from inspect_tool.domain.content.narrative import (
    Directive,
    NarrativeBlock,
    NarrativeDocument,
    NarrativeFaultyError,
)
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.findings import UnknownMeasureError
from inspect_tool.domain.figures.judgements import matrix_cell
from inspect_tool.domain.percentages import count_words
from inspect_tool.domain.report.advice_checks import EVERY, PLACED
from inspect_tool.domain.report.advice_document import AdviceDocument, WrittenAdvice
from inspect_tool.domain.report.claim_counts import RateUnknownError, count_for
from inspect_tool.domain.report.counted import Counted
from inspect_tool.errors import Problem, Severity, UsageError


class NotCountedError(UsageError):
    """Something that a recommendation rests on is not in the snapshot."""


@dataclass(frozen=True)
class AdviceBasis:
    """One thing that a recommendation rests on.

    Args:
        name: As the document has it.
        title: In words.
        words: Its count with the base, and the share where the base carries one.
    """

    name: str
    title: str
    words: str

    @property
    def sentence(self) -> str:
        """As the report prints it."""
        return f"{self.title}: {self.words}"


def basis_of(figures: SnapshotFigures, advice: WrittenAdvice) -> tuple[AdviceBasis, ...]:
    """What a recommendation rests on, each with its count in the snapshot.

    Raises:
        NotCountedError: Something of it is not in the snapshot.
    """
    return (
        *(_measure(figures, name) for name in advice.measures),
        *(_criterion(figures, name) for name in advice.criteria),
        *_evidence(figures, advice),
    )


def _measure(figures: SnapshotFigures, name: str) -> AdviceBasis:
    try:
        counted = count_for(figures, parse_claim_reference(name))
    except (ClaimReferenceError, UnknownMeasureError, RateUnknownError) as error:
        raise NotCountedError(error.message) from None
    return AdviceBasis(name, counted.title, _counted(figures, counted))


def _counted(figures: SnapshotFigures, counted: Counted) -> str:
    if _is_small(figures, counted.base):
        return _few(figures, counted.noun)
    if counted.median is not None:
        return f"median {counted.median.words}, of {counted.base} {counted.noun}"
    words = count_words(counted.count, counted.base, figures.percentages_from)
    return words.replace(f" of {counted.base}", f" of the {counted.base} {counted.noun}", 1)


def _criterion(figures: SnapshotFigures, name: str) -> AdviceBasis:
    framework = figures.review.framework
    criterion = framework.criterion(name)
    domain = next(
        (one for one in framework.domains if any(each.id == name for each in one.criteria)), None
    )
    if criterion is None or domain is None or criterion.judgement is None:
        raise NotCountedError(f"The framework has no criterion {name} with a judgement.")
    cell = matrix_cell(framework, criterion, figures.of(domain.subject))
    noun = f"{domain.subject.plural} judged"
    if _is_small(figures, cell.judged):
        return AdviceBasis(name, criterion.title, _few(figures, noun))
    words = count_words(cell.met, cell.judged, figures.percentages_from)
    of = words.replace(f" of {cell.judged}", f" of the {cell.judged} {noun}", 1)
    return AdviceBasis(name, criterion.title, f"met in {of}")


def _evidence(figures: SnapshotFigures, advice: WrittenAdvice) -> Iterator[AdviceBasis]:
    known = {f"{quote.ref} {quote.name}" for quote in figures.quotes}
    for name in advice.evidence:
        if " ".join(name.split()) not in known:
            raise NotCountedError(
                f"Nothing called {name} may be quoted in snapshot {figures.name}. `voice quotes` "
                "lists what was said; write the reference and the name, with a space between."
            )
    number = len(set(advice.evidence))
    if number:
        pieces = "1 piece" if number == 1 else f"{number} pieces"
        yield AdviceBasis(", ".join(advice.evidence), "What people said", f"{pieces} of evidence")


def _is_small(figures: SnapshotFigures, base: int) -> bool:
    return base < figures.review.plan.reporting.smallest_count


def _few(figures: SnapshotFigures, noun: str) -> str:
    return f"of fewer than {figures.review.plan.reporting.smallest_count} {noun}, not shown"


def with_advice(
    figures: SnapshotFigures, narrative: Sequence[NarrativeDocument], advice: AdviceDocument | None
) -> tuple[NarrativeDocument, ...]:
    """The narrative with the recommendations in the places where it wants them.

    Raises:
        NarrativeFaultyError: There are none, or something that one rests on is not in the snapshot.
    """
    return tuple(_placed(figures, document, advice) for document in narrative)


def _placed(
    figures: SnapshotFigures, document: NarrativeDocument, advice: AdviceDocument | None
) -> NarrativeDocument:
    blocks: list[NarrativeBlock] = []
    for block in document.blocks:
        if isinstance(block, Directive) and block.kind == PLACED:
            try:
                blocks += advice_blocks(figures, advice, block.name)
            except UsageError as error:
                raise NarrativeFaultyError((_problem(document.file, block, error),)) from None
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _problem(file: str, directive: Directive, error: UsageError) -> Problem:
    return Problem(
        file=file,
        row=directive.line,
        kind="unknown-directive",
        severity=Severity.REFUSED,
        value=f"{directive.kind}:{directive.name}",
        message=error.message,
        remedy="`recommendation check` says what is wrong with the recommendations.",
    )


def advice_blocks(
    figures: SnapshotFigures, document: AdviceDocument | None, name: str
) -> tuple[Block, ...]:
    """The recommendations as the report prints them, below a heading for each addressee.

    Raises:
        UsageError: There are none, or something that one rests on is not in the snapshot.
    """
    if document is None or not document.recommendations:
        raise UsageError("The review has no recommendations. Write recommendations.yaml.")
    if name != EVERY:
        raise UsageError("Recommendations stand together: write {{ recommendations: all }}.")
    blocks: list[Block] = []
    for place, (addressee, own) in enumerate(document.by_addressee.items(), start=1):
        blocks.append(Heading(f"recommendations-to-{place}", addressee))
        blocks += [
            Recommendation(
                (Text(advice.text),),
                addressee,
                rests_on=tuple(one.sentence for one in basis_of(figures, advice)),
            )
            for _, advice in own
        ]
    return tuple(blocks)
