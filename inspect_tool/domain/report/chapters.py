"""The chapters of a report: what the narrative says, with what the evidence puts into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.claims.references import parse_claim_reference
from inspect_tool.domain.claims.scale import WordingScale
from inspect_tool.domain.content.blocks import (
    Block,
    Chapter,
    CoverFact,
    Edition,
    Paragraph,
    Quantity,
    ReportContent,
    Table,
    Text,
)
from inspect_tool.domain.content.narrative import COVER, Directive, NarrativeFaultyError
from inspect_tool.domain.figures import estimates
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.figures.estimates import NoEstimateError
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.report.estimates import (
    TITLE,
    estimate_list,
    estimates_section,
    estimates_table,
    headline_table,
)
from inspect_tool.domain.report.figure_titles import with_finding
from inspect_tool.domain.report.figures import figure_for, statistics_for
from inspect_tool.domain.report.headlines import headline_chapter, headlines_table
from inspect_tool.domain.report.tables import authorities_table, criteria_table, table_for
from inspect_tool.domain.report.version_tables import changes_table, has_versions, versions_table
from inspect_tool.domain.report.voices import quotes_box
from inspect_tool.domain.report.wording_table import wording_tables
from inspect_tool.errors import Problem, Severity, UsageError

if TYPE_CHECKING:
    from datetime import date

    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.domain.look.words import FixedWords

# Other chapters follow on, so that no page is left half empty.
STARTING_A_PAGE = ("executive-summary", "key-findings")
METHODOLOGY = "methodology"
SECTION = "estimates"
ESTIMATES_ANNEX = "annex-estimates"
UNNUMBERED = (COVER, "executive-summary", "key-findings", "recommendations")
ABOUT = (
    "This report was made with inspect-tool, an independent tool. It is not an Ofsted product and "
    "is not endorsed by Ofsted.",
    "The manifest beside this file names the snapshot, the seed and the digest of each file.",
)


@dataclass(frozen=True)
class _EstimatesPlaced:
    """What the narrative itself places of the estimates, and what the report therefore adds.

    Args:
        has_section: A file of the narrative says where the section on estimates stands.
        has_table: The report has the table of estimates, in the narrative or as an annex.
        headlines: The words of the headlines beside their estimates; None where there are none.
        headline_chapter: The chapter that it ends.
        is_public: Whether it is the material of a public edition, which gives no reasons of losses.
    """

    has_section: bool
    has_table: bool
    is_public: bool = False
    headlines: Table | None = None
    headline_chapter: str | None = None


@dataclass(frozen=True)
class _Followed:
    """What came of the directives of a narrative.

    Args:
        blocks: What each places, by its file and line.
        problems: Those that cannot be followed.
    """

    blocks: Mapping[tuple[str, int], tuple[Block, ...]]
    problems: tuple[Problem, ...]


def report_content(
    figures: SnapshotFigures,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
    quantities: tuple[Quantity, ...],
    *,
    edition: Edition,
    draft_of: int | None = None,
) -> ReportContent:
    """Everything that the report says, from the narrative and the evidence.

    Args:
        edition: What it is made for; that of the public one is its material, which becomes a
            public edition by disclosure control alone.
        draft_of: In a draft, how many quantities of the text nothing has checked.

    Raises:
        NarrativeFaultyError: Directives cannot be followed; all of them are named.
    """
    plan = figures.review.plan
    reporting, look = plan.reporting, figures.review.look
    published = reporting.published  # what the plan leaves out is left out, or said to be
    annexes = _annexes(figures, documents)
    placed = _placed(documents, annexes, headlines_table(figures, scale, documents))
    placed = replace(placed, is_public=edition is Edition.PUBLIC)
    followed = _follow(figures, scale, documents, placed)
    if followed.problems:
        raise NarrativeFaultyError(followed.problems)
    return ReportContent(
        title=plan.title,
        subtitle=plan.subtitle,
        kicker=look.kicker or look.words.say("kicker"),
        edition=Edition.INTERNAL,
        published_words=_published_words(look.words, published),
        reference=reporting.reference,
        publisher=reporting.publisher,
        cover_facts=_cover_facts(figures),
        notice=_notice(look.words, draft_of, reporting.notice),
        chapters=(
            *(_chapter(figures, document, followed, placed) for document in documents),
            *annexes,
        ),
        created=published or figures.taken_at.date(),
        is_dated=published is not None,
        quantities=quantities,
        about=(*_imprint(reporting.imprint), *_about(documents, draft_of or 0, look.words)),
        estimates=estimate_list(figures),
        words=figures.words,
        look=look,
    )


def _published_words(words: FixedWords, published: date | None) -> str:
    """The month of publication, or that no date is set."""
    return words.month_and_year(published) if published else words.say("date_not_set")


def _placed(
    documents: Sequence[NarrativeDocument], annexes: Sequence[Chapter], headlines: Table | None
) -> _EstimatesPlaced:
    return _EstimatesPlaced(
        has_section=_places(documents, "section", SECTION),
        has_table=_places(documents, "table", SECTION)
        or ESTIMATES_ANNEX in {annex.id for annex in annexes},
        headlines=headlines,
        headline_chapter=headline_chapter(documents),
    )


def _not_checked(words: FixedWords, unchecked: int) -> str:
    return words.say("not_checked", number=unchecked)


def _notice(words: FixedWords, unchecked: int | None, notice: str) -> str:
    """What each page says; of a draft, what is not checked in it."""
    if unchecked is None:
        return notice
    if not unchecked:
        return words.say("draft", notice=notice).strip()
    return words.say("draft_of", what=_not_checked(words, unchecked), notice=notice).strip()


def _imprint(texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """What the plan says about the publication."""
    return tuple(Paragraph((Text(text),)) for text in texts)


def _about(
    documents: Sequence[NarrativeDocument], unchecked: int, words: FixedWords
) -> tuple[Paragraph, ...]:
    """The page behind the cover: what made the report, and what of its text was checked."""
    references = [claim.reference for document in documents for claim in document.claims]
    claims = len(references)
    estimated = sum(parse_claim_reference(one).is_of_children for one in references)
    sources = sum(document.sources for document in documents)
    details = sum(document.details for document in documents)
    counted = claims - estimated
    are = "is" if counted == 1 else "are"
    parts = [f"Of the quantities in the text {counted} {are} counted from what was recorded"]
    if estimated:
        parts.append(f"{estimated} {'is' if estimated == 1 else 'are'} estimated from it")
    if sources:
        parts.append(f"{sources} {'comes' if sources == 1 else 'come'} from sources named in notes")
    if details:
        parts.append(f"{details} {'is' if details == 1 else 'are'} marked as counting nothing")
    listed = f"{', '.join(parts)}."
    if claims and words.is_english:  # no sentence of another language is read
        listed += (
            " Those counted were held against the evidence with their sentences when this file was"
            " made; the workbook and the page for the screen list them."
        )
    if unchecked:
        listed += f" {_not_checked(words, unchecked)}."
    made, manifest = ABOUT
    return tuple(Paragraph((Text(text),)) for text in (made, f"{listed} {manifest}"))


def _cover_facts(figures: SnapshotFigures) -> tuple[CoverFact, ...]:
    kinds = Counter(record.subject.kind for record in figures.records)
    plan = figures.review.plan
    first, last = plan.dates.fieldwork
    fixed = figures.review.look.words
    facts = [
        CoverFact(
            figures.words.said(fixed.say("cases_examined")),
            f"{kinds[SubjectKind.CASE]}, {_where(figures)}",
        ),
        CoverFact(
            fixed.say("fieldwork"),
            fixed.say("fieldwork_dates", first=fixed.day(first), last=fixed.day(last)),
        ),
    ]
    if kinds[SubjectKind.INTERVIEW]:
        facts.append(CoverFact(fixed.say("people_interviewed"), str(kinds[SubjectKind.INTERVIEW])))
    if kinds[SubjectKind.FOCUS_GROUP]:
        facts.append(CoverFact(fixed.say("focus_groups"), str(kinds[SubjectKind.FOCUS_GROUP])))
    if kinds[SubjectKind.SURVEY]:
        facts.append(CoverFact(fixed.say("answers_to_surveys"), str(kinds[SubjectKind.SURVEY])))
    return tuple(facts)


def _where(figures: SnapshotFigures) -> str:
    """In how many authorities there is a case that is counted, and how many left."""
    number = len({record.subject.authority for record in figures.of(SubjectKind.CASE)})
    fixed = figures.review.look.words
    places = figures.words.said(fixed.say("in_authorities", number=number))
    gone = len(figures.withdrawn)
    return fixed.say("and_withdrew", places=places, number=gone) if gone else places


def _chapter(
    figures: SnapshotFigures,
    document: NarrativeDocument,
    followed: _Followed,
    placed: _EstimatesPlaced,
) -> Chapter:
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Directive):
            blocks.extend(followed.blocks[document.file, block.line])
        else:
            blocks.append(block)
    if document.id == METHODOLOGY and not placed.has_section:
        blocks.extend(_estimates_section(figures, placed))
    if document.id == placed.headline_chapter and placed.headlines is not None:
        blocks.append(placed.headlines)
    is_numbered = document.is_numbered
    if is_numbered is None:
        is_numbered = document.id not in UNNUMBERED and not document.is_annex
    starts_page = document.is_on_new_page
    if starts_page is None:
        starts_page = document.is_annex or document.id in STARTING_A_PAGE
    return Chapter(
        id=document.id,
        title=document.title,
        blocks=tuple(blocks),
        is_numbered=is_numbered,
        is_annex=document.is_annex,
        is_on_new_page=starts_page,
        is_on_cover=document.id == COVER,
    )


def _estimates_section(figures: SnapshotFigures, placed: _EstimatesPlaced) -> tuple[Block, ...]:
    has_response = not placed.is_public
    return estimates_section(figures, has_table=placed.has_table, has_response=has_response)


def check_directives(
    figures: SnapshotFigures, scale: WordingScale, documents: Sequence[NarrativeDocument]
) -> tuple[Problem, ...]:
    """Every directive of the narrative that cannot be followed, with its file and its line."""
    placed = _EstimatesPlaced(has_section=True, has_table=True)
    return _follow(figures, scale, documents, placed).problems


def blocks_placed(
    figures: SnapshotFigures, scale: WordingScale, directive: Directive
) -> tuple[Block, ...]:
    """What one directive places, as a writer looks at it before.

    Raises:
        UsageError, NoEstimateError: It cannot be followed.
    """
    placed = _EstimatesPlaced(has_section=True, has_table=True)
    return _blocks_of(figures, scale, directive, placed)


def _follow(
    figures: SnapshotFigures,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
    placed: _EstimatesPlaced,
) -> _Followed:
    """Follow every directive, and collect what is wrong instead of stopping at the first fault."""
    blocks: dict[tuple[str, int], tuple[Block, ...]] = {}
    problems: list[Problem] = []
    for document in documents:
        for directive in document.directives:
            place = document.file, directive.line
            try:
                blocks[place] = _blocks_of(figures, scale, directive, placed)
            except (UsageError, NoEstimateError) as error:
                problems.append(_problem(document.file, directive, error.message))
    return _Followed(blocks, tuple(problems))


def _problem(file: str, directive: Directive, message: str) -> Problem:
    options = [f"{key}={value}" for key, value in directive.options]
    return Problem(
        file=file,
        row=directive.line,
        kind="unknown-directive",
        severity=Severity.REFUSED,
        value=" ".join([f"{directive.kind}:{directive.name}", *options]),
        message=message,
        remedy="Correct what stands between the braces.",
    )


def _blocks_of(
    figures: SnapshotFigures, scale: WordingScale, directive: Directive, placed: _EstimatesPlaced
) -> tuple[Block, ...]:
    options = dict(directive.options)
    if directive.kind == "section":
        if directive.name != SECTION:
            raise UsageError(f"There is no section {directive.name}. There is: {SECTION}.")
        return _estimates_section(figures, placed)
    if directive.kind == "statistics":
        return (statistics_for(figures, directive.names),)
    if directive.kind == "quotes":
        return (quotes_box(figures, directive.name, options),)
    if directive.kind == "figure":
        figure = figure_for(figures, directive.name, options)
        return (with_finding(figures, figure, directive),)
    if directive.name == SECTION:
        return (estimates_table(figures, options),)
    is_wording = directive.name == "wording"
    return wording_tables(scale) if is_wording else (table_for(figures, directive.name, options),)


def _annexes(
    figures: SnapshotFigures, documents: Sequence[NarrativeDocument]
) -> tuple[Chapter, ...]:
    """Annexes that every report has, unless the narrative brings its own."""
    fixed = figures.review.look.words
    annexes = [
        _annex(
            "annex-authorities",
            figures.words.said(fixed.say("annex_authorities")),
            authorities_table(figures, {}),
        )
    ]
    has_estimates = estimates.why_no_estimate(figures) is None
    if has_estimates and not _places(documents, "table", SECTION):
        stated = [key for document in documents for key in _stated_measures(document)]
        annexes.append(_annex(ESTIMATES_ANNEX, TITLE, headline_table(figures, stated)))
    annexes.append(
        _annex("annex-criteria", fixed.say("annex_criteria"), criteria_table(figures, {}))
    )
    if has_versions(figures):
        tables = changes_table(figures, {}), versions_table(figures, {})
        annexes.append(_annex("annex-versions", fixed.say("annex_versions"), *tables))
    own = {document.id for document in documents}
    look = figures.review.look
    return tuple(annex for annex in annexes if annex.id not in own and look.has_annex(annex.id))


def _annex(id_: str, title: str, *tables: Table) -> Chapter:
    return Chapter(
        id=id_,
        title=title,
        blocks=tables,
        is_numbered=False,
        is_annex=True,
        is_on_new_page=False,
    )


def _stated_measures(document: NarrativeDocument) -> Iterator[str]:
    """Measures that the claims of a chapter state over all cases."""
    for claim in document.claims:
        reference = parse_claim_reference(claim.reference)
        if not (reference.within or reference.authority or reference.case_type):
            yield reference.measure


def _places(documents: Sequence[NarrativeDocument], kind: str, name: str) -> bool:
    return any(
        (directive.kind, directive.name) == (kind, name)
        for document in documents
        for directive in document.directives
    )
