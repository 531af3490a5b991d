"""The report: narrative and evidence put together, checked, and written as documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.domain.framework import SubjectKind
from inspect_tool.domain.people import check_can_report
from inspect_tool.domain.report import (
    Block,
    Chapter,
    CoverFact,
    Edition,
    Paragraph,
    Quantity,
    ReportContent,
    Text,
)
from inspect_tool.domain.wording import WordingScale
from inspect_tool.errors import (
    CheckFailedError,
    Problem,
    RefusedError,
    Severity,
    UnreadableFileError,
    UsageError,
)
from inspect_tool.services import claims, snapshots
from inspect_tool.services.report_figures import figure_for, statistics_for
from inspect_tool.services.report_tables import authorities_table, criteria_table, table_for
from inspect_tool.services.reviews import Review
from inspect_tool.services.snapshots import Evidence

if TYPE_CHECKING:
    from inspect_tool.documents.narrative import Directive, NarrativeDocument
    from inspect_tool.store.database import UnitOfWork

FORMATS = ("pdf", "xlsx", "html")
OPENING = ("executive-summary", "key-findings", "recommendations", "introduction", "methodology")
# Other chapters follow on, so that no page is left half empty.
STARTING_A_PAGE = ("executive-summary", "key-findings", "recommendations")
UNNUMBERED = ("executive-summary", "key-findings", "recommendations")
CLOSING = ("authorities-in-place", "what-people-said", "variation", "conclusion")
ABOUT = (
    "This report was made with inspect-tool, an independent tool. It is not an Ofsted product and "
    "is not endorsed by Ofsted.",
    "Every quantity in the text is tied to the cases that it was counted from; an annex lists "
    "them. The manifest beside this file names the snapshot, the seed and the digest of each file.",
)


class PublicEditionError(RefusedError):
    """There is no disclosure control yet, so nothing may be published."""

    def __init__(self) -> None:
        super().__init__(
            "The public edition needs disclosure control over all its numbers, which this version "
            "does not have. Nothing was written; build the internal edition and do not publish it."
        )


class NarrativeFaultyError(CheckFailedError):
    """The narrative cannot be read as it is; nothing was written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"The narrative has {len(problems)} faults. Nothing was written.", problems=problems
        )


class NoNarrativeError(RefusedError):
    """There is nothing to make a report from."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} has no .md file. Write the narrative there first.")


@dataclass(frozen=True)
class BuildOptions:
    """What is built."""

    edition: Edition
    formats: tuple[str, ...]

    @classmethod
    def parse(cls, *, edition: str, formats: str) -> BuildOptions:
        """Read the words of the command.

        Raises:
            UsageError: There is no such edition or format.
        """
        if edition not in set(Edition):
            raise UsageError(f"There is no edition {edition}. There are: internal, public.")
        wanted = tuple(one.strip() for one in formats.split(",") if one.strip())
        unknown = [one for one in wanted if one not in FORMATS]
        if unknown or not wanted:
            raise UsageError(
                f"There is no format {', '.join(unknown) or '(none)'}. There are: pdf, xlsx, html."
            )
        return cls(edition=Edition(edition), formats=wanted)


@dataclass(frozen=True)
class BuiltReport:
    """What was written."""

    paths: tuple[Path, ...]
    snapshot: str
    claims: int


def build(  # what a report is made of
    work: UnitOfWork,
    review: Review,
    *,
    options: BuildOptions,
    folder: Path,
    templates: Path,
    snapshot: str | None = None,
) -> BuiltReport:
    """Check every claim, then write the documents and their manifest.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        PublicEditionError: The public edition was asked for.
        NarrativeFaultyError, FalseClaimsError: The narrative does not hold; nothing was written.
    """
    check_can_report(work.actor, "build the report")
    if options.edition is Edition.PUBLIC:
        raise PublicEditionError
    evidence = snapshots.evidence(work, review, snapshot)
    scale = claims.wording_scale(review, templates)
    documents = read_narrative(review)
    quantities = claims.require_true(evidence, scale, documents)
    content = report_content(evidence, scale, documents, quantities, edition=options.edition)
    files = _render(content, options, templates=templates)
    name = review.plan.review
    outputs = {f"{name}.{ending}": data for ending, data in files.items()}
    outputs[f"{name}-manifest.json"] = _manifest(work, evidence, content, outputs)
    folder.mkdir(parents=True, exist_ok=True)
    for file, data in outputs.items():
        _write_whole(folder / file, data)
    work.audit(
        "report.build", snapshot=evidence.name, edition=options.edition.value, files=sorted(outputs)
    )
    return BuiltReport(
        paths=tuple(folder / file for file in outputs),
        snapshot=evidence.name,
        claims=len(quantities),
    )


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that no reader ever finds half of it."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def read_narrative(review: Review) -> tuple[NarrativeDocument, ...]:
    """Every file of the narrative, in the order of the report.

    Raises:
        NoNarrativeError: There is no narrative.
        NarrativeFaultyError: It has faults; all of them come with the error.
    """
    from inspect_tool.documents.narrative import parse_narrative

    paths = sorted(review.narrative.glob("*.md"))
    if not paths:
        raise NoNarrativeError(review.narrative)
    documents = [parse_narrative(_text_of(path), file=path.name) for path in paths]
    problems = tuple(one for document in documents for one in document.problems)
    if any(one.severity is Severity.REFUSED for one in problems):
        raise NarrativeFaultyError(problems)
    return tuple(sorted(documents, key=lambda one: (one.is_annex, _place(review, one))))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"{path.name} is not UTF-8 text. Save it as UTF-8; nothing was written."
        ) from error


def _place(review: Review, document: NarrativeDocument) -> tuple[int, str]:
    domains = tuple(one.id.lower() for one in review.framework.domains)
    order = (*OPENING, *domains, *CLOSING)
    unknown = len(OPENING) + len(domains)  # chapters of the review's own stand before the closing
    stem = document.file.removesuffix(".md")
    return (order.index(stem) if stem in order else unknown, document.file)


def report_content(
    evidence: Evidence,
    scale: WordingScale,
    documents: Sequence[NarrativeDocument],
    quantities: tuple[Quantity, ...],
    *,
    edition: Edition,
) -> ReportContent:
    """Everything that the report says, from the narrative and the evidence."""
    plan = evidence.review.plan
    reporting = plan.reporting
    published = reporting.published or plan.dates.fieldwork[1]
    return ReportContent(
        title=plan.title,
        subtitle=plan.subtitle,
        kicker="Thematic inspection report",
        edition=edition,
        published_words=f"{published:%B %Y}",
        reference=reporting.reference or plan.review,
        publisher=reporting.publisher or "The review team",
        cover_facts=_cover_facts(evidence),
        notice=reporting.notice,
        chapters=(
            *(_chapter(evidence, scale, one) for one in documents),
            *_annexes(evidence, documents),
        ),
        created=published,
        quantities=quantities,
        about=tuple(Paragraph((Text(one),)) for one in ABOUT),
    )


def _cover_facts(evidence: Evidence) -> tuple[CoverFact, ...]:
    kinds = Counter(one.subject.kind for one in evidence.records)
    plan = evidence.review.plan
    first, last = plan.dates.fieldwork
    facts = [
        CoverFact(
            "Cases examined",
            f"{kinds[SubjectKind.CASE]}, in {len(plan.authorities)} local authorities",
        ),
        CoverFact("Fieldwork", f"{first.day} {first:%B %Y} to {last.day} {last:%B %Y}"),
    ]
    if kinds[SubjectKind.INTERVIEW]:
        facts.append(CoverFact("People interviewed", str(kinds[SubjectKind.INTERVIEW])))
    return tuple(facts)


def _chapter(evidence: Evidence, scale: WordingScale, document: NarrativeDocument) -> Chapter:
    from inspect_tool.documents.narrative import Directive

    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Directive):
            blocks.append(_computed(evidence, scale, block, document.file))
        else:
            blocks.append(block)
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
    )


def _computed(evidence: Evidence, scale: WordingScale, directive: Directive, file: str) -> Block:
    """What a directive of the narrative places; a wrong one is a fault with its line."""
    try:
        if directive.kind == "statistics":
            return statistics_for(evidence, directive.names)
        if directive.kind == "figure":
            return figure_for(evidence, directive.name, dict(directive.options))
        return table_for(evidence, scale, directive.name, dict(directive.options))
    except UsageError as error:
        problem = Problem(
            file=file,
            row=directive.line,
            kind="unknown-directive",
            severity=Severity.REFUSED,
            message=error.message,
            remedy="Correct the name between the braces.",
        )
        raise NarrativeFaultyError((problem,)) from error


def _annexes(evidence: Evidence, documents: Sequence[NarrativeDocument]) -> tuple[Chapter, ...]:
    """Annexes that every report has, unless the narrative brings its own."""
    own = {one.id for one in documents}
    annexes = (
        ("annex-authorities", "Local authorities inspected", authorities_table),
        ("annex-criteria", "Criteria", criteria_table),
    )
    return tuple(
        Chapter(
            id=chapter_id,
            title=title,
            blocks=(table(evidence, {}),),
            is_numbered=False,
            is_annex=True,
            is_on_new_page=chapter_id == "annex-authorities",
        )
        for chapter_id, title, table in annexes
        if chapter_id not in own
    )


def _render(content: ReportContent, options: BuildOptions, *, templates: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    if "pdf" in options.formats:
        from inspect_tool.documents.html import render_html
        from inspect_tool.documents.pdf import write_pdf

        printed = render_html(content, templates=templates, for_print=True)
        files["pdf"] = write_pdf(
            printed,
            templates=templates,
            created=content.created,
            identifier=content.reference.encode(),
        )
    if "xlsx" in options.formats:
        from inspect_tool.documents.tables_workbook import write_tables_workbook

        files["xlsx"] = write_tables_workbook(content)
    if "html" in options.formats:
        from inspect_tool.documents.html import render_html

        files["html"] = render_html(content, templates=templates, for_print=False).encode()
    return files


def _manifest(
    work: UnitOfWork, evidence: Evidence, content: ReportContent, files: Mapping[str, bytes]
) -> bytes:
    from inspect_tool.documents.manifest import manifest_json
    from inspect_tool.store.tables import Draw

    review = evidence.review
    draw = work.get(Draw, evidence.draw_id)
    text = manifest_json(
        content,
        files,
        versions={
            "inspect_tool": __version__,
            "framework": f"{review.framework.framework} {review.framework.version}",
            "wording": review.plan.reporting.wording,
        },
        seed=(draw.public_seed or "") if draw is not None else "",
        digests={
            "snapshot": evidence.digest,
            "plan": review.plan_digest,
            "framework": review.framework_digest,
            "frame": draw.frame_digest if draw is not None else "",
        },
    )
    return text.encode()
