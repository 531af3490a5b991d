"""The press summary as values: its words, with numbers that the report states too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    ClaimText,
    CoverFact,
    Edition,
    Emphasis,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Paragraph,
    ReportContent,
    Span,
    Spans,
    Statistics,
    Strong,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.narrative import Directive, NarrativeDocument
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.report.figures import statistics_for
from inspect_tool.errors import Problem, Severity

STATISTICS: Final = "statistics"
_NEVER_ALONE: Final = ("authorities", "interviews")  # the cover of each report has them


def not_in_report(
    press: NarrativeDocument, report: Sequence[NarrativeDocument]
) -> tuple[Problem, ...]:
    """Numbers of the press summary that the report does not state, and what it cannot hold."""
    stated = {str(parse_claim_reference(claim.reference)) for one in report for claim in one.claims}
    shown = {
        name for one in report for each in one.directives if each.kind == STATISTICS
        for name in each.names
    }  # fmt: skip
    problems = [
        _problem(
            press.file, claim.line,
            f"[{claim.text}](claim:{claim.reference}) is no quantity of the report",
            "Say what the report says too, or put the claim into the report.",
        )
        for claim in press.claims
        if str(parse_claim_reference(claim.reference)) not in stated
    ]  # fmt: skip
    for directive in press.directives:
        if directive.kind != STATISTICS:
            problems.append(
                _problem(
                    press.file, directive.line, "A table or a figure has no place on the one page",
                    "Say it in words, or in `{{ statistics: … }}`.",
                )
            )  # fmt: skip
            continue
        problems += [
            _problem(
                press.file, directive.line, f"{name} is no quantity of the report",
                "Name what the report states too.",
            )
            for name in directive.names
            if name not in {*stated, *shown, *_NEVER_ALONE}
        ]  # fmt: skip
    return tuple(problems)


def not_as_published(
    press: NarrativeDocument,
    report: Sequence[NarrativeDocument],
    published: ReportContent,
    blocks: Sequence[Block],
) -> tuple[Problem, ...]:
    """Numbers of the press summary that the public edition does not have in the same words.

    What it has was held against everything else that is published; the same words tell no more.

    Args:
        published: The public edition.
        blocks: The blocks of the page.
    """
    said = _said_in_public(report, published)
    problems = [
        _problem(
            press.file, claim.line,
            f"The public edition does not say “{claim.text}” of {claim.reference}",
            _instead(said.get(str(parse_claim_reference(claim.reference)), {})),
        )
        for claim in press.claims
        if claim.text.casefold()
        not in map(str.casefold, said.get(str(parse_claim_reference(claim.reference)), {}))
    ]  # fmt: skip
    shown = {
        item for chapter in published.chapters for block in chapter.blocks
        if isinstance(block, Statistics) for item in block.items
    }  # fmt: skip
    for block in blocks:
        for item in block.items if isinstance(block, Statistics) else ():
            if item not in shown:
                problems.append(
                    _problem(
                        press.file, 0,
                        f"The public edition has no large number “{item.figure} {item.label}”",
                        "Leave it out of `{{ statistics: … }}`.",
                    )
                )  # fmt: skip
    return tuple(problems)


def _said_in_public(
    report: Sequence[NarrativeDocument], published: ReportContent
) -> dict[str, dict[str, bool]]:
    """The words of the public edition by reference, and whether the narrative has them too."""
    phrases = {one.id: one.phrase for one in published.quantities}
    said: dict[str, dict[str, bool]] = {}
    for claim in (claim for document in report for claim in document.claims):
        words = phrases.get(claim.id)
        if words is not None:
            own = said.setdefault(str(parse_claim_reference(claim.reference)), {})
            own[words] = own.get(words, False) or words == claim.text
    return said


def _instead(said: dict[str, bool]) -> str:
    """What to do about a number that the public edition does not have in these words."""
    own = [f"“{words}”" for words, is_own in said.items() if is_own]
    if own:
        return f"Say {' or '.join(own)}, as it does."
    return "Leave the number out: it is held back there."


def _problem(file: str, line: int, message: str, remedy: str) -> Problem:
    return Problem(
        file=file,
        row=line,
        kind="not-in-report",
        severity=Severity.REFUSED,
        message=f"{message}.",
        remedy=remedy,
    )


def press_blocks(figures: SnapshotFigures, press: NarrativeDocument) -> tuple[Block, ...]:
    """The blocks of the page; a quantity is words there, and a list is a list for each point.

    Raises:
        UsageError: A statistic is unknown.
    """
    blocks: list[Block] = []
    for block in press.blocks:
        match block:
            case Directive():
                blocks.append(statistics_for(figures, block.names))
            case BulletList(is_ordered=False):
                blocks += [BulletList((_plain(item),)) for item in block.items]
            case BulletList():
                blocks.append(replace(block, items=tuple(map(_plain, block.items))))
            case Paragraph():
                blocks.append(replace(block, spans=_plain(block.spans)))
            case KeyBox() | GoodPracticeBox() | VoiceBox():
                blocks.append(replace(block, blocks=tuple(map(_plain_inside, block.blocks))))
            case _:
                blocks.append(block)
    return tuple(blocks)


def _plain_inside(block: Paragraph | BulletList) -> Paragraph | BulletList:
    if isinstance(block, Paragraph):
        return replace(block, spans=_plain(block.spans))
    return replace(block, items=tuple(map(_plain, block.items)))


def _plain(spans: Spans) -> Spans:
    """Spans without the links of quantities, whose annex the page does not have."""
    return tuple(map(_plain_span, spans))


def _plain_span(span: Span) -> Span:
    if isinstance(span, ClaimText):
        return Text(span.text)
    if isinstance(span, Strong | Emphasis | Footnote):
        return replace(span, spans=_plain(span.spans))
    return span


def press_content(
    figures: SnapshotFigures, press: NarrativeDocument, blocks: Sequence[Block]
) -> ReportContent:
    """The page, with a section for each heading."""
    plan = figures.review.plan
    reporting = plan.reporting
    first, last = plan.dates.fieldwork
    return ReportContent(
        title=press.title,
        subtitle=plan.title,
        kicker="For the press",
        edition=Edition.INTERNAL,
        published_words=f"{figures.taken_at.day} {figures.taken_at:%B %Y}",
        reference=reporting.reference,
        publisher=reporting.publisher,
        cover_facts=(
            CoverFact("Fieldwork", f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"),
        ),
        notice=reporting.notice,
        chapters=tuple(_sections(blocks)),
        created=reporting.published or figures.taken_at.date(),
        words=figures.words,
        look=figures.review.look,
    )


def _sections(blocks: Sequence[Block]) -> Iterator[Chapter]:
    id_, title = "summary", ""
    own: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            yield Chapter(id_, title, _joined(own), is_numbered=False, is_on_new_page=False)
            id_, title, own = block.id, block.text, []
        else:
            own.append(block)
    yield Chapter(id_, title, _joined(own), is_numbered=False, is_on_new_page=False)


def _joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Points beside each other as one list again."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            isinstance(block, BulletList)
            and isinstance(last, BulletList)
            and not (block.is_ordered or last.is_ordered)
        ):
            joined[-1] = replace(last, items=(*last.items, *block.items))
        else:
            joined.append(block)
    return tuple(joined)


def words_of_block(block: Block) -> str:
    """The words of a block of the page; none of one that is no text."""
    match block:
        case Paragraph():
            return plain_words(block.spans)
        case BulletList():
            return " ".join(map(plain_words, block.items))
        case Heading():
            return block.text
        case KeyBox() | GoodPracticeBox() | VoiceBox():
            return " ".join(map(words_of_block, block.blocks))
    return ""
