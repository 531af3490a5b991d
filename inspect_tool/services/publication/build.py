"""The report: narrative and evidence put together, checked, and written as documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.documents.manifest import manifest_json
from inspect_tool.domain.content.blocks import Edition, ReportContent
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.people import check_can_report
from inspect_tool.domain.report import claim_check
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.moderation import decisions
from inspect_tool.services.publication import claims
from inspect_tool.services.publication.narratives import read_narrative
from inspect_tool.services.records import records
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store.tables import DrawRow

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

FORMATS = ("pdf", "xlsx", "html")


class PublicEditionError(RefusedError):
    """There is no disclosure control yet, so nothing may be published."""

    def __init__(self) -> None:
        super().__init__(
            "The public edition needs disclosure control over all its numbers, which this version "
            "does not have. Nothing was written; build the internal edition and do not publish it."
        )


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
        wanted = tuple(name.strip() for name in formats.split(",") if name.strip())
        unknown = [name for name in wanted if name not in FORMATS]
        if unknown or not wanted:
            raise UsageError(
                f"There is no format {', '.join(unknown) or '(none)'}. There are: pdf, xlsx, html."
            )
        return cls(edition=Edition(edition), formats=wanted)


@dataclass(frozen=True)
class BuiltReport:
    """What was written.

    Args:
        unchecked: Quantities in the narrative that have no claim.
        open_disagreements: Where two readers differ and nobody has settled it.
        is_current: Whether the newest snapshot has the records as they stand now.
        own_templates: Templates of the review's own, by their name below `templates`.
        no_pdf: Why there is no PDF although one was asked for; empty if there is one.
    """

    paths: tuple[Path, ...]
    snapshot: str
    claims: int
    unchecked: int
    open_disagreements: int
    is_current: bool
    no_pdf: str = ""
    own_templates: tuple[str, ...] = ()


def build_report(
    work: UnitOfWork,
    review: Review,
    *,
    place: ReviewFolder,
    options: BuildOptions,
    folder: Path | None = None,
    snapshot: str | None = None,
) -> BuiltReport:
    """Check every claim, then write the documents and their manifest.

    Args:
        folder: Where to write them; None for the review's own folder of reports.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        PublicEditionError: The public edition was asked for.
        NarrativeFaultyError, FalseClaimsError: The narrative does not hold; nothing was written.
        MissingLibraryError: The PDF alone was asked for, and cannot be made on this machine.
    """
    check_can_report(work.actor, "build the report")
    if options.edition is Edition.PUBLIC:
        raise PublicEditionError
    figures = snapshots.figures(work, review, snapshot)
    scale = claims.wording_scale(review, place)
    documents = read_narrative(review, place.narrative)
    quantities = claim_check.require_true(figures, scale, documents)
    content = report_content(figures, scale, documents, quantities, edition=options.edition)
    own = place.own_templates()
    files, no_pdf = _render(content, options, templates=place.templates)
    folder = folder or place.reports
    name = review.plan.review
    outputs = {f"{name}.{ending}": data for ending, data in files.items()}
    outputs[f"{name}-manifest.json"] = _manifest(work, figures, content, outputs, own)
    _write_all(folder, outputs)
    work.audit(
        "report.build", snapshot=figures.name, edition=options.edition.value, files=sorted(outputs)
    )
    views = records.list_records(work, review)
    return BuiltReport(
        paths=tuple(folder / file for file in outputs),
        snapshot=figures.name,
        claims=len(quantities),
        unchecked=sum(len(document.unchecked) for document in documents),
        open_disagreements=decisions.number_open(review, views),
        is_current=snapshots.is_newest_current(work, review, views),
        no_pdf=no_pdf,
        own_templates=tuple(own),
    )


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        _write_whole(folder / name, data)


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that no reader ever finds half of it."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def _render(
    content: ReportContent, options: BuildOptions, *, templates: Path
) -> tuple[dict[str, bytes], str]:
    """The documents by their ending, and why the PDF is not among them."""
    from inspect_tool.documents.html import render_html

    files: dict[str, bytes] = {}
    no_pdf = ""
    if "pdf" in options.formats:
        from inspect_tool.documents.pdf.pdf import MissingLibraryError

        try:
            files["pdf"] = _print(content, templates)
        except MissingLibraryError as error:
            if set(options.formats) == {"pdf"}:
                raise
            no_pdf = error.message
    if "xlsx" in options.formats:
        from inspect_tool.documents.tables.workbook import write_tables_workbook

        files["xlsx"] = write_tables_workbook(content)
    if "html" in options.formats:
        files["html"] = render_html(content, templates=templates, for_print=False).encode()
    return files, no_pdf


def _print(content: ReportContent, templates: Path) -> bytes:
    from inspect_tool.documents.html import render_html
    from inspect_tool.documents.pdf.pdf import write_pdf

    return write_pdf(
        render_html(content, templates=templates, for_print=True),
        templates=templates,
        created=content.created,
        identifier=content.reference.encode(),
    )


def _manifest(
    work: UnitOfWork,
    figures: SnapshotFigures,
    content: ReportContent,
    files: Mapping[str, bytes],
    own_templates: Mapping[str, str],
) -> bytes:
    review = figures.review
    draw = work.get(DrawRow, figures.draw_id)
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
            "snapshot": figures.digest,
            "plan": review.plan_digest,
            "framework": review.framework_digest,
            "frame": draw.frame_digest if draw is not None else "",
        },
        own_templates=own_templates,
    )
    return text.encode()
