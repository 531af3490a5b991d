"""The moderation report: what became of the second reads, written as documents for the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.documents.manifest import manifest_json
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.moderation.report import moderation_report
from inspect_tool.domain.moderation.summary import Direction
from inspect_tool.domain.review import Review
from inspect_tool.services.moderation.summary import moderation_summary
from inspect_tool.services.publication import report_files
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import sentences_by_measure
from inspect_tool.services.publication.rendering import render
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.domain.content.blocks import ReportContent
    from inspect_tool.store.database import Begin


@dataclass(frozen=True)
class BuiltModerationReport:
    """What was written.

    Args:
        second_reads, complete: Cases drawn to be read twice, and those with two complete reads.
        settled, still_open: Disagreements.
        left_out: Codes of authorities that the actor has a conflict of interest with.
        no_pdf: Why there is no PDF although one was asked for; empty if there is one.
    """

    paths: tuple[Path, ...]
    second_reads: int
    complete: int
    settled: int
    still_open: int
    left_out: tuple[str, ...] = ()
    no_pdf: str = ""


def build_moderation_report(
    reading: Begin,
    work: Begin,
    review: Review,
    *,
    place: ReviewFolder,
    formats: Sequence[str],
    folder: Path | None = None,
) -> BuiltModerationReport:
    """Write the moderation report and its manifest; names neither a case nor an inspector.

    Nobody waits for it, as with the report: the database is let go while the files are made.

    Args:
        folder: Where to write the files; None for the review's own folder of reports.

    Raises:
        NotYourRoleError: The actor is not a lead.
        MissingLibraryError: The PDF alone was asked for, and cannot be made on this machine.
    """
    review = in_its_look(review, place)
    with reading() as view:
        summary = moderation_summary(view, review, sentences_by_measure(place))
        content = moderation_report(review, summary, on=view.now.date())
    documents, no_pdf = render(content, formats, templates=place.template_folders)
    name = f"{review.plan.review}-moderation"
    files = {f"{name}.{ending}": data for ending, data in documents.items()}
    files[report_files.manifest_of(name)] = _manifest(review, content, files, place)
    folder = folder or place.reports
    with report_files.files_of(folder, name).prepared(files), work() as change:
        check_can(change.actor, Action.SEE_DIFFERENCES)
        change.audit("moderate.report", files=sorted(files))
    still_open = summary.number(lambda one: one.direction is Direction.OPEN)
    return BuiltModerationReport(
        paths=tuple(folder / file for file in files),
        second_reads=summary.second_reads,
        complete=summary.complete,
        settled=sum(summary.settlements.values()) - still_open,
        still_open=still_open,
        left_out=summary.left_out,
        no_pdf=no_pdf,
    )


def _manifest(
    review: Review, content: ReportContent, files: Mapping[str, bytes], place: ReviewFolder
) -> bytes:
    framework = f"{review.framework.framework} {review.framework.version}"
    return manifest_json(
        content,
        files,
        versions={"inspect_tool": __version__, "framework": framework},
        seed="",
        digests={"plan": review.plan_digest, "framework": review.framework_digest},
        own_templates=place.own_templates(),
    ).encode()
