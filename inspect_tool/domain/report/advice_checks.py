"""Whether recommendations hold together with plan and framework, and what they leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.references import ClaimReferenceError, parse_claim_reference
from inspect_tool.domain.claims.unchecked import unclaimed_in
from inspect_tool.domain.language.characters import has_hidden
from inspect_tool.domain.language.faults import DocumentPath, Fault, choose_from
from inspect_tool.domain.report.advice_document import AdviceDocument, WrittenAdvice
from inspect_tool.domain.report.advice_file import ADVICE_FILE
from inspect_tool.domain.report.claim_settings import HEARD
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, Severity

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument

KEY_FINDINGS = "key-findings"
PLACED = "recommendations"  # kind of the directive that places them
EVERY = "all"


def check_advice(document: AdviceDocument, review: Review) -> Iterator[Fault]:
    """What is wrong with recommendations whose shape is right, and what is to be looked at."""
    times = Counter(one.id for one in document.recommendations)
    for place, one in enumerate(document.recommendations):
        path: DocumentPath = ("recommendations", place)
        if times[one.id] > 1:
            yield Fault(
                path=(*path, "id"),
                kind="duplicate-id",
                value=one.id,
                message=f"{times[one.id]} recommendations are called {one.id}",
                remedy="Give each a name of its own.",
            )
        yield from _words(path, one, review.plan.words.own)
        yield from _measures(path, one, review)
        yield from _names(path, one, review)
        if one.rests_on_nothing:
            yield Fault(
                path=path,
                kind="rests-on-nothing",
                value=one.id,
                severity=Severity.NOTED,
                message=f"The recommendation {one.id} names nothing that it rests on",
                remedy="Name measures, criteria or evidence, or take it out.",
            )


def _words(path: DocumentPath, one: WrittenAdvice, own: frozenset[str]) -> Iterator[Fault]:
    for key, text in (("addressee", one.addressee), ("text", one.text)):
        if has_hidden(text):
            yield Fault(
                path=(*path, key),
                kind="hidden-character",
                message="The words have a character that nobody sees",
                remedy="Type them again: control characters and marks of direction are not used.",
            )
        for found in unclaimed_in(text, is_advice=True, own=own):
            yield Fault(
                path=(*path, key),
                kind="unchecked-quantity",
                value=found.phrase,
                message=f"“{found.phrase}” is a quantity that nothing holds against the evidence",
                remedy="Take it out: what is counted stands under `measures`, and is printed.",
            )


def _measures(path: DocumentPath, one: WrittenAdvice, review: Review) -> Iterator[Fault]:
    framework = review.framework
    known = {*framework.measures, *framework.medians, *REVIEW_COUNTS, HEARD}
    for place, written in enumerate(one.measures):
        try:
            reference = parse_claim_reference(written)
        except ClaimReferenceError as error:
            yield Fault(
                path=(*path, "measures", place),
                kind="unknown-claim",
                value=written,
                message=error.message.removesuffix("."),
                remedy="Name it as a claim of the narrative does.",
            )
            continue
        for name in filter(None, (reference.measure, reference.within)):
            if name not in known:
                yield _unknown((*path, "measures", place), "measure", name, sorted(known))


def _names(path: DocumentPath, one: WrittenAdvice, review: Review) -> Iterator[Fault]:
    framework, team = review.framework, review.plan.team
    for place, name in enumerate(one.criteria):
        criterion = framework.criterion(name)
        if criterion is None:
            known = [each.id for domain in framework.domains for each in domain.criteria]
            yield _unknown((*path, "criteria", place), "criterion", name, known)
        elif criterion.judgement is None:
            yield Fault(
                path=(*path, "criteria", place),
                kind="not-judged",
                value=name,
                message=f"{name} has no judgement, so nothing can be counted of it",
                remedy="Name a measure on one of its questions instead.",
            )
    if one.owner and team and review.plan.member(one.owner) is None:
        yield _unknown(
            (*path, "owner"), "person of the team", one.owner, [each.id for each in team]
        )


def _unknown(path: DocumentPath, what: str, name: str, known: Sequence[str]) -> Fault:
    return Fault(
        path=path,
        kind="unknown-id",
        value=name,
        message=f"There is no {what} called {name}",
        remedy=choose_from(name, known),
    )


def left_out(
    document: AdviceDocument, narrative: Sequence[NarrativeDocument]
) -> tuple[Problem, ...]:
    """Key findings that no recommendation rests on, and recommendations in no chapter; as notes.

    A key finding is a line with claims; it is answered where one of its measures is among those of
    a recommendation.
    """
    answered = {
        parse_claim_reference(written).measure
        for one in document.recommendations
        for written in one.measures
    }
    problems = []
    for chapter in narrative:
        if chapter.id == KEY_FINDINGS:
            lines: dict[int, set[str]] = {}
            for claim in chapter.claims:
                measure = parse_claim_reference(claim.reference).measure
                lines.setdefault(claim.line, set()).add(measure)
            problems += [
                _note(
                    chapter.file,
                    line,
                    "headline-without-recommendation",
                    f"No recommendation rests on this finding ({', '.join(sorted(own))})",
                    f"Name the measure under `measures` in {ADVICE_FILE}, or leave it: not every "
                    "finding needs one.",
                )
                for line, own in lines.items()
                if not own & answered
            ]
    return (*problems, *_not_placed(document, narrative))


def _not_placed(
    document: AdviceDocument, narrative: Sequence[NarrativeDocument]
) -> Iterator[Problem]:
    placed = {
        directive.name
        for chapter in narrative
        for directive in chapter.directives
        if directive.kind == PLACED
    }
    if document.recommendations and not placed:
        yield _note(
            ADVICE_FILE,
            1,
            "not-placed",
            "No chapter of the narrative has the recommendations",
            f"Write {{{{ {PLACED}: {EVERY} }}}} where they are to stand, in `recommendations.md`.",
        )


def _note(file: str, line: int, kind: str, message: str, remedy: str) -> Problem:
    return Problem(
        file=file,
        row=line,
        kind=kind,
        severity=Severity.NOTED,
        message=message,
        remedy=remedy,
    )
