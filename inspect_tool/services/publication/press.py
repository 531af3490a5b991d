"""The press summary: one page, each number of which the report states too."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool import __version__
from inspect_tool.documents.manifest import manifest_json
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.blocks import Block, Edition, ReportContent
from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.disclosure.public_edition import published_page
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.report.claim_check import require_true
from inspect_tool.domain.report.press import (
    not_as_published,
    not_in_report,
    press_blocks,
    press_content,
    words_of_block,
)
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, RefusedError, Severity
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.publication import build, claims, disclosure, report_files
from inspect_tool.services.publication.build import BuildOptions, ReportSource, edition_named
from inspect_tool.services.publication.checked_content import CheckedContent, checked_content
from inspect_tool.services.publication.narratives import text_of
from inspect_tool.services.publication.rendering import (
    formats_named,
    render_page,
)
from inspect_tool.services.review.folder import PRESS_FILE, ReviewFolder, check_inside
from inspect_tool.store.private_files import check_not_there, write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.documents.template_folders import TemplateFolders
    from inspect_tool.domain.claims.scale import WordingScale
    from inspect_tool.domain.content.narrative import NarrativeDocument
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import Begin, UnitOfWork

FILE: Final = PRESS_FILE
PAGE: Final = "letter.html.j2"
FORMATS: Final = ("pdf", "html")


class NoPressSummaryError(RefusedError):
    """The review has no press summary."""

    def __init__(self) -> None:
        super().__init__(
            f"The review has no {FILE}. `report press --start` puts a template of it there."
        )


class LongPressSummaryError(CheckFailedError):
    """The press summary is longer than its page."""

    def __init__(self, words: int, start: str) -> None:
        super().__init__(
            f"The press summary is longer than one page. What does not fit has {words} words and "
            f"begins with “{start}”: cut that many words anywhere in {FILE}. Nothing was written."
        )


class PressSummaryNotReadError(RefusedError):
    """Nobody has read the press summary, as it is now, for what could identify a child."""

    def __init__(self) -> None:
        super().__init__(
            f"Nobody has decided about {FILE} as it is now. Read it for what could identify a "
            f"child, then `disclose decide {disclosure.PRESS_PLACE} --do publish --why …`. Nothing "
            "was written."
        )


class PressSummaryIdentifiesError(CheckFailedError):
    """Words of the press summary may identify somebody."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(
            f"Words of {FILE} may identify somebody. Put them otherwise; nothing was written.",
            problems=problems,
        )


@dataclass(frozen=True)
class PressOptions:
    """What is written.

    Args:
        folder: Where to write the files; None for the review's own folder of reports.
        snapshot: Which one the figures come from; None for the newest.
        edition: Whether it states what the public edition of the report states, and no more.
    """

    formats: tuple[str, ...] = FORMATS
    folder: Path | None = None
    snapshot: str | None = None
    edition: Edition = Edition.INTERNAL

    @classmethod
    def parse(
        cls, *, formats: str, folder: Path | None, snapshot: str | None, edition: str
    ) -> PressOptions:
        """Read the words of the command.

        Raises:
            UsageError: There is no such format or edition.
        """
        wanted = edition_named(edition)
        return cls(formats_named(formats, FORMATS), folder, snapshot, wanted)


USUAL: Final = PressOptions()


@dataclass(frozen=True)
class WrittenPress:
    """What was written.

    Args:
        quantities: On the page, each of which the report states too.
    """

    paths: tuple[Path, ...]
    snapshot: str
    quantities: int


def start_press(*, place: ReviewFolder) -> Path:
    """Put a template of the press summary into the review.

    Raises:
        FileIsThereError: There is one already.
    """
    path = place.path / FILE
    check_not_there(path)
    write_private_bytes(path, (place.shipped / FILE).read_bytes())
    return path


def write_press(
    reading: Begin,
    work: Begin,
    review: Review,
    *,
    place: ReviewFolder,
    options: PressOptions = USUAL,
) -> WrittenPress:
    """Write the press summary, once it holds and, as a PDF, fits on its page.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        NoPressSummaryError: There is none.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError,
            UnsettledIdentifiersError, PressSummaryIdentifiesError: It, or the report, does not
            hold, or states what the report does not.
        PublicEditionError, PressSummaryNotReadError: The public edition is not settled, or nobody
            has read the page for it.
        LongPressSummaryError: It does not fit on one page.
        MissingLibraryError: A PDF cannot be made on this machine.
    """
    with reading() as view:
        check_can(view.actor, Action.BUILD_REPORT)
        press = _read_press(review, place)
        source: CheckedContent | ReportSource
        if options.edition is Edition.PUBLIC:
            public = BuildOptions(options.edition, ("html",), options.snapshot)
            source = build.read_source(view, review, place, public)
            if not disclosure.is_press_settled(view, place):
                raise PressSummaryNotReadError
        else:
            source = checked_content(view, review, place, options.snapshot)
    checked = _checked(source, review, place)
    name = press_name(review, options.edition)
    figures = checked.figures
    outputs = _outputs(press, checked, place, options.formats, name)
    folder = options.folder or place.reports
    with report_files.files_of(folder, name).prepared(outputs), work() as change:
        check_can(change.actor, Action.BUILD_REPORT)
        change.audit("report.press", snapshot=figures.name, files=sorted(outputs))
    return WrittenPress(tuple(folder / file for file in outputs), figures.name, len(press.claims))


def press_name(review: Review, edition: Edition) -> str:
    """What the files of the page are called, without their ending."""
    return f"{build.file_name(review, edition)}-press"


def public_press(
    work: UnitOfWork, source: ReportSource, place: ReviewFolder, formats: Sequence[str]
) -> dict[str, bytes]:
    """The files of the public page, with their manifest.

    Raises:
        PressSummaryNotReadError: Nobody has read it as it is now.
        NarrativeFaultyError, FalseClaimsError, UncheckedQuantitiesError,
            PressSummaryIdentifiesError, LongPressSummaryError: As `write_press` refuses it.
    """
    review = source.figures.review
    press = _read_press(review, place)
    if not disclosure.is_press_settled(work, place):
        raise PressSummaryNotReadError
    checked = _checked(source, review, place)
    return _outputs(press, checked, place, formats, press_name(review, Edition.PUBLIC))


def _outputs(
    press: NarrativeDocument,
    checked: _Checked,
    place: ReviewFolder,
    formats: Sequence[str],
    name: str,
) -> dict[str, bytes]:
    """The files of the page by their name, once its numbers hold; the manifest last."""
    _check(press, checked)
    files, content = _rendered(press, checked, place, formats)
    outputs = {f"{name}.{ending}": data for ending, data in files.items()}
    figures = checked.figures
    outputs[report_files.manifest_of(name)] = manifest_json(
        content,
        outputs,
        versions={"inspect_tool": __version__},
        seed="",
        digests=(
            {}
            if content.is_published  # as in `ReportSource.digests`
            else {"snapshot": figures.digest, "plan": figures.review.plan_digest}
        ),
        own_templates=place.own_templates(),
    ).encode()
    return outputs


def _read_press(review: Review, place: ReviewFolder) -> NarrativeDocument:
    path = place.path / FILE
    if not path.is_file():
        raise NoPressSummaryError
    check_inside(place.path, path)
    text = text_of(path)
    document = parse_narrative(text, file=FILE, own=review.plan.words.own)
    if any(problem.severity is Severity.REFUSED for problem in document.problems):
        raise NarrativeFaultyError(document.problems)
    found = tuple(_identifiers(text))
    if found:
        raise PressSummaryIdentifiesError(found)
    return document


def _identifiers(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.splitlines(), start=1):
        for finding in find_identifiers(line):
            yield Problem(
                file=FILE,
                row=number,
                kind="may-identify",
                severity=Severity.REFUSED,
                message=f"{finding.place} may be {finding.kind.value}.",
                remedy=f"Say {finding.say}.",
            )


@dataclass(frozen=True)
class _Checked:
    """The report that the page is held against; `content` is public where the page is to be."""

    figures: SnapshotFigures
    scale: WordingScale
    documents: tuple[NarrativeDocument, ...]
    content: ReportContent


def _checked(
    source: CheckedContent | ReportSource, review: Review, place: ReviewFolder
) -> _Checked:
    scale = claims.wording_scale(review, place)
    return _Checked(source.figures, scale, source.narrative, source.content)


def _check(press: NarrativeDocument, checked: _Checked) -> None:
    """Refuse numbers that do not hold, and those that the report does not state."""
    require_true(checked.figures, checked.scale, [press])
    problems = not_in_report(press, checked.documents)
    if checked.content.is_published and not problems:
        blocks = press_blocks(checked.figures, press)
        problems = not_as_published(press, checked.documents, checked.content, blocks)
    if problems:
        raise NarrativeFaultyError(problems)


def _rendered(
    press: NarrativeDocument, checked: _Checked, place: ReviewFolder, formats: Sequence[str]
) -> tuple[dict[str, bytes], ReportContent]:
    blocks = press_blocks(checked.figures, press)
    content = press_content(checked.figures, press, blocks)
    if checked.content.is_published:
        content = published_page(content)
    templates = place.template_folders
    files = {
        ending: render_page(content, ending, templates=templates, page=PAGE) for ending in formats
    }
    if "pdf" in files and _pages(files["pdf"]) > 1:
        raise _too_long(press, checked, blocks, templates)
    return files, content


def _too_long(
    press: NarrativeDocument, checked: _Checked, blocks: Sequence[Block], templates: TemplateFolders
) -> LongPressSummaryError:
    """How many of the blocks fit is found by halves."""
    fits, fails = 0, len(blocks)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        content = press_content(checked.figures, press, blocks[:middle])
        if _pages(render_page(content, "pdf", templates=templates, page=PAGE)) > 1:
            fails = middle
        else:
            fits = middle
    words = " ".join(map(words_of_block, blocks[fits:])).split()
    return LongPressSummaryError(len(words), " ".join(words[:6]))


def _pages(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
