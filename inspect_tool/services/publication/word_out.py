"""The narrative and its figures out as a Word file, and the public edition as one to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.report.word_file import WordFile, narrative_digest, word_file
from inspect_tool.domain.review import Review
from inspect_tool.readers.narrative.units import units_of
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import build, claims, identifiers
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.build import BuildOptions
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import narrative_texts, read_narrative
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.domain.content.narrative_units import SourceUnit
    from inspect_tool.store.database import Begin, UnitOfWork


@dataclass(frozen=True)
class WrittenWord:
    """A Word file that was written.

    Args:
        paragraphs: That can be changed in it.
        quantities: That are locked in it.
        do_not_hold: Of the narrative's claims.

    Of the public edition, which is not for edits, all three are 0.
    """

    path: Path
    snapshot: str
    paragraphs: int
    quantities: int
    do_not_hold: int


def write_word_file(  # noqa: PLR0913 - a review, where its file goes, and of which edition
    reading: Begin,
    work: Begin,
    review: Review,
    *,
    place: ReviewFolder,
    path: Path,
    snapshot: str | None = None,
    edition: str = Edition.INTERNAL,
) -> WrittenWord:
    """Write the narrative with its tables and figures for Word; it need not be true yet.

    Args:
        edition: The public one is to be read, has to be settled, and has nothing to edit.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        FileIsThereError: There is a file of that name.
        NarrativeFaultyError: The narrative cannot be read.
        UnsettledIdentifiersError: Words may identify somebody, and nobody has settled them.
        UsageError, PublicEditionError, FalseClaimsError, UncheckedQuantitiesError: There is no such
            edition; the public one does not hold or is not settled.
    """
    from inspect_tool.documents.word import write_word

    options = BuildOptions.parse(edition=edition, formats="html", snapshot=snapshot)
    if options.edition is Edition.PUBLIC:
        return _write_public(reading, work, review, options, place=place, path=path)
    with reading() as view:
        check_can(view.actor, Action.BUILD_REPORT)
        check_not_there(path)
        file, failing = _read(view, review, place, snapshot)
    content = write_word(file)
    with work() as change:
        check_can(change.actor, Action.BUILD_REPORT)
        change.audit("report.to-word", snapshot=file.snapshot, base=file.base)
        change.files.write({path: content})
    return WrittenWord(path, file.snapshot, file.paragraphs, file.quantities, failing)


def _write_public(
    reading: Begin,
    work: Begin,
    review: Review,
    options: BuildOptions,
    *,
    place: ReviewFolder,
    path: Path,
) -> WrittenWord:
    with reading() as view:
        check_can(view.actor, Action.BUILD_REPORT)
        check_not_there(path)
        source = build.read_source(view, review, place, options)
    content = build.public_word(source)
    name = source.figures.name
    with work() as change:
        check_can(change.actor, Action.BUILD_REPORT)
        change.audit("report.to-word", snapshot=name, edition=options.edition.value)
        change.files.write({path: content})
    return WrittenWord(path, name, 0, 0, 0)


def _read(
    work: UnitOfWork, review: Review, place: ReviewFolder, snapshot: str | None
) -> tuple[WordFile, int]:
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, snapshot)
    scale = claims.wording_scale(review, place)
    texts = narrative_texts(place.narrative)
    documents = in_full(
        figures, scale, read_narrative(review, place.narrative), advice_of(review, place)
    )
    identifiers.require_settled(work, review, figures, place=place)
    quantities, problems = check_narrative(figures, scale, documents)
    content = report_content(figures, scale, documents, quantities, edition=Edition.INTERNAL)
    file = word_file(
        content,
        documents,
        units_by_file(documents, texts),
        base=narrative_digest(texts),
        of=(review.plan.review, figures.name),
    )
    return file, len(problems)


def units_by_file(
    documents: tuple[NarrativeDocument, ...], texts: Mapping[str, str]
) -> dict[str, tuple[SourceUnit, ...]]:
    """The units of each file of a narrative."""
    return {one.file: units_of(texts[one.file], file=one.file) for one in documents}
