"""Public letters: what the public edition of the report says of each authority, one a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool import __version__
from inspect_tool.documents.manifest import manifest_json
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.public_edition import published_page
from inspect_tool.domain.report.published_letters import PublicLetter, public_letters
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.publication import build, report_files
from inspect_tool.services.publication.build import BuildOptions, ReportSource
from inspect_tool.services.publication.letters import (
    FORMATS,
    PAGE,
    LetterOptions,
    NothingCountedError,
)
from inspect_tool.services.publication.rendering import render_page
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin


class PublicLettersTogetherError(UsageError):
    """One public letter alone was asked for."""

    def __init__(self) -> None:
        super().__init__(
            "Public letters are written together, so that a release has all of them. Ask for those "
            "of every authority."
        )


@dataclass(frozen=True)
class WrittenPublicLetters:
    """What was written.

    Args:
        authorities: Codes of those that a letter is about.
        tables: Tables in all of them together.
        held_back: Tables and figures of the report that give an authority no number, counted for
            each authority.
        left_out: Recommendations left out of letters, since they name another authority.
    """

    paths: tuple[Path, ...]
    snapshot: str
    authorities: tuple[str, ...]
    tables: int
    held_back: int
    left_out: int


def write_public_letters(
    reading: Begin, work: Begin, review: Review, *, place: ReviewFolder, options: LetterOptions
) -> WrittenPublicLetters:
    """Write the public letters, which take the place of those that were there.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: The letters are not for the actor.
        PublicLettersTogetherError: One alone was asked for.
        PublicEditionError: The public edition is not settled.
        NothingCountedError: There is no letter to write.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError,
            UnsettledIdentifiersError: The report does not hold, or is not settled.
        MissingLibraryError: A PDF was asked for, and cannot be made on this machine.
    """
    if options.authority:
        raise PublicLettersTogetherError
    codes = frozenset(authority.code for authority in review.plan.authorities)
    wanted = BuildOptions(Edition.PUBLIC, ("html",), options.snapshot)
    with reading() as view:
        check_can(view.actor, Action.WRITE_LETTERS, Thing(authorities=codes))
        source = build.read_source(view, review, place, wanted)
    letters = _letters(source)
    outputs = _outputs(source, letters, place, options.formats)
    folder = options.folder or place.reports
    files = report_files.letters_of(folder, letters_name(review), tuple(outputs))
    figures = source.figures
    with files.prepared(outputs), work() as change:
        check_can(change.actor, Action.WRITE_LETTERS, Thing(authorities=codes))
        change.audit("report.public-letters", snapshot=figures.name, files=sorted(outputs))
    return WrittenPublicLetters(
        paths=tuple(folder / name for name in outputs),
        snapshot=figures.name,
        authorities=tuple(one.authority.code for one in letters),
        tables=sum(one.tables for one in letters),
        held_back=sum(one.held_back for one in letters),
        left_out=sum(one.left_out for one in letters),
    )


def letters_name(review: Review) -> str:
    """How the names of the files begin."""
    return f"{build.file_name(review, Edition.PUBLIC)}-letter"


def letter_files(source: ReportSource, place: ReviewFolder) -> dict[str, bytes]:
    """The public letters made again, where they lie in the folder of reports, with their manifest.

    Raises:
        NothingCountedError: There is none any more.
    """
    name = letters_name(source.figures.review)
    if not (place.reports / report_files.manifest_of(name)).is_file():
        return {}
    found = {path.suffix.removeprefix(".") for path in place.reports.glob(f"{name}-*")}
    formats = [one for one in FORMATS if one in found]
    return _outputs(source, _letters(source), place, formats)


def _letters(source: ReportSource) -> tuple[PublicLetter, ...]:
    figures = source.figures
    if not isinstance(source.content, PublishedContent):
        raise TypeError("an internal report has no public letters")
    if not figures.inspected:
        raise NothingCountedError("")
    return public_letters(figures, source.content, figures.inspected)


def _outputs(
    source: ReportSource,
    letters: Sequence[PublicLetter],
    place: ReviewFolder,
    formats: Sequence[str],
) -> dict[str, bytes]:
    """The files by their name, the manifest last."""
    name = letters_name(source.figures.review)
    templates = place.template_folders
    outputs = {}
    for letter in letters:
        page = published_page(letter.content)
        for ending in formats:
            made = render_page(page, ending, templates=templates, page=PAGE)
            outputs[f"{name}-{letter.authority.code}.{ending}"] = made
    outputs[report_files.manifest_of(name)] = manifest_json(
        source.content,
        outputs,
        versions={"inspect_tool": __version__},
        seed="",
        digests={},
        own_templates=place.own_templates(),
    ).encode()
    return outputs
