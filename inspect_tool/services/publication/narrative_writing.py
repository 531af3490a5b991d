"""The narrative written chapter by chapter: no text that was in a file, or typed, is lost.

Whoever saves says which text they began from. Where the file has another one by then, it stays as
it is, and what was typed is kept beside it. Whatever a chapter said before stays in `versions`
beside the narrative, where no report looks.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.content.narrative import NarrativeFaultyError
from inspect_tool.domain.report.chapters import check_directives
from inspect_tool.domain.report.claim_check import check_each
from inspect_tool.domain.report.figure_titles import in_full
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, Severity, UsageError
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.snapshots import NoSnapshotError
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.claims import wording_scale
from inspect_tool.services.publication.claims_board import ClaimLine, line_of
from inspect_tool.services.publication.identifiers import text_problems
from inspect_tool.services.publication.narratives import in_order, narrative_texts
from inspect_tool.services.publication.releases import check_sees_counts
from inspect_tool.services.review.folder import ReviewFolder, check_inside
from inspect_tool.store import snapshot_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import Begin, UnitOfWork

VERSIONS: Final = "versions"
FILE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\.md")
LONGEST: Final = 400_000  # characters; the longest chapter of the sample has 12,000
REPLACED, CROSSED = "replaced", "crossed"
_KEPT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})T(?P<time>\d{6})-(?P<person>[^-]+)-(?P<kind>replaced|crossed)-"
    r"(?P<digest>[0-9a-f]{12})\.md"
)


class NoSuchChapterError(UsageError):
    """There is no file of that name, or no version of it."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__("There is no such chapter, or no such version of it.")


class BadChapterError(UsageError):
    """A chapter that cannot be kept as it is."""


@dataclass(frozen=True)
class ChapterView:
    """A chapter in the list of them.

    Args:
        title: Empty where the file has none.
        words: How many words it has, with the signs of the language.
        claims: How many quantities are tied to the evidence.
        unchecked: How many stand without a claim.
        faults: What a report cannot be built with.
        kept: How many other versions there are.
    """

    file: str
    title: str
    words: int
    claims: int
    unchecked: int
    faults: int
    kept: int


@dataclass(frozen=True)
class KeptText:
    """A version of a chapter that is not in its file.

    Args:
        person: Who replaced it, or who typed what crossed.
        is_crossed: Whether it was typed against a text that had changed meanwhile.
    """

    name: str
    day: str
    time: str
    person: str
    is_crossed: bool


@dataclass(frozen=True)
class ChapterText:
    """A chapter as its file has it.

    Args:
        digest: What a save says that it began from; empty where there is no file yet.
        kept: Other versions, the newest first.
    """

    file: str
    text: str
    digest: str
    kept: tuple[KeptText, ...] = ()


@dataclass(frozen=True)
class SavedChapter:
    """What became of a text that was saved.

    Args:
        chapter: The file as it is now.
        crossed: Name of the version that the typed text is kept under; empty where it is in the
            file.
    """

    chapter: ChapterText
    crossed: str = ""


@dataclass(frozen=True)
class ChapterCheck:
    """What holds of a chapter, as it is typed.

    Args:
        title: What it is called; empty where it does not say.
        snapshot: What it was held against; empty where there is none yet.
        lines: Its claims, each with its verdict.
        faults: What a report cannot be built with.
        unchecked: Quantities that no claim ties to the evidence.
        identifiers: Words that may identify somebody and that nobody has settled.
    """

    title: str
    snapshot: str
    lines: tuple[ClaimLine, ...]
    faults: tuple[Problem, ...] = ()
    unchecked: tuple[Problem, ...] = ()
    identifiers: tuple[Problem, ...] = ()

    @property
    def true(self) -> int:
        """How many claims hold."""
        return sum(one.verdict == "true" for one in self.lines)


def list_chapters(
    work: UnitOfWork, review: Review, *, place: ReviewFolder
) -> tuple[ChapterView, ...]:
    """The chapters in the order of the report.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
    """
    _check_may_write(work, review)
    own = review.plan.words.own
    texts = narrative_texts(place.narrative)
    documents = [parse_narrative(text, file=file, own=own) for file, text in texts.items()]
    return tuple(
        ChapterView(
            file=one.file,
            title=one.title,
            words=len(texts[one.file].split()),
            claims=len(one.claims),
            unchecked=len(one.unchecked),
            faults=sum(problem.severity is Severity.REFUSED for problem in one.problems),
            kept=len(_kept(place, one.file)),
        )
        for one in in_order(review, documents)
    )


def open_chapter(
    work: UnitOfWork, review: Review, file: str, *, place: ReviewFolder
) -> ChapterText:
    """A chapter as its file has it, with its other versions.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
        NoSuchChapterError: There is none.
    """
    _check_may_write(work, review)
    found = _as_it_is(place, file)
    if not found.digest:
        raise NoSuchChapterError
    return found


def open_version(
    work: UnitOfWork, review: Review, file: str, name: str, *, place: ReviewFolder
) -> tuple[KeptText, str]:
    """Another version of a chapter, with its text.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
        NoSuchChapterError: There is none.
    """
    _check_may_write(work, review)
    found = next((one for one in _kept(place, file) if one.name == name), None)
    if found is None:
        raise NoSuchChapterError
    path = _versions(place, file) / name
    check_inside(place.path, path)
    return found, path.read_text(encoding="utf-8")


def save_chapter(
    begin: Begin, review: Review, file: str, typed: str, expected: str, *, place: ReviewFolder
) -> SavedChapter:
    """Put a text into the file of a chapter, where the file has what the writer began from.

    Args:
        typed: The whole text.
        expected: The digest of the text that the writer began from; empty for a new chapter.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
        BadChapterError: The name or the text cannot be kept, or a new chapter is there already.
    """
    text = _tidied(file, typed)
    with begin() as work:
        _check_may_write(work, review)
        now = _as_it_is(place, file)
        if text == now.text:
            return SavedChapter(now)
        if now.digest and not expected:
            raise BadChapterError("There is a chapter of that name already. Nothing was changed.")
        is_crossed = now.digest != expected
        kind, left = (CROSSED, text) if is_crossed else (REPLACED, now.text)
        name = f"{work.now:%Y-%m-%dT%H%M%S}-{work.actor.id}-{kind}-{_digest(left)[:12]}.md"
        files = {_versions(place, file) / name: left.encode()} if left else {}
        if not is_crossed:
            files[place.narrative / file] = text.encode()
        for path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
        work.audit("narrative.save", file=file, sha256=_digest(text), crossed=is_crossed)
        work.files.write(files)
    return SavedChapter(_as_it_is(place, file), name if is_crossed else "")


def check_text(
    work: UnitOfWork, review: Review, file: str, typed: str, *, place: ReviewFolder
) -> ChapterCheck:
    """Hold a chapter against the newest snapshot as it is typed; nothing is written.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
        BadChapterError: The name or the text cannot be kept.
    """
    text = _tidied(file, typed)
    _check_may_write(work, review)
    document = parse_narrative(text, file=file, own=review.plan.words.own)
    faults = tuple(one for one in document.problems if one.severity is Severity.REFUSED)
    named = text_problems(work, review, {file: text})
    try:
        figures = snapshots.figures(work, review)
    except NoSnapshotError:
        return ChapterCheck(document.title, "", (), faults, document.unchecked, named)
    scale = wording_scale(review, place)
    try:
        (document,) = in_full(figures, scale, [document], advice_of(review, place))
    except NarrativeFaultyError as error:
        faults += error.problems
    lines = tuple(line_of(review, one) for one in check_each(figures, scale, [document]))
    if not faults:
        faults = check_directives(figures, scale, [document])
    return ChapterCheck(document.title, figures.name, lines, faults, document.unchecked, named)


def _check_may_write(work: UnitOfWork, review: Review) -> None:
    """Refuse whom the counts are not for, which the words of a report state."""
    check_can(work.actor, Action.WRITE_NARRATIVE)
    newest = snapshot_queries.newest_snapshot(work)
    if newest is not None:
        check_sees_counts(work, review, newest.name)


def _tidied(file: str, typed: str) -> str:
    """A text with the line ends of a file; its name is one that a chapter can have."""
    if FILE.fullmatch(file) is None:
        raise BadChapterError(
            "A chapter is called by small letters, digits and hyphens, such as what-we-found.md."
        )
    if len(typed) > LONGEST:
        raise BadChapterError(f"A chapter has at most {LONGEST:,} characters. Nothing was saved.")
    text = typed.replace("\r\n", "\n").replace("\r", "\n").rstrip()
    if not text:
        raise BadChapterError("A chapter is not left empty. Nothing was saved.")
    return f"{text}\n"


def _as_it_is(place: ReviewFolder, file: str) -> ChapterText:
    text = narrative_texts(place.narrative).get(file)
    if text is None:
        return ChapterText(file, "", "", ())
    return ChapterText(file, text, _digest(text), _kept(place, file))


def _versions(place: ReviewFolder, file: str) -> Path:
    return place.narrative / VERSIONS / file.removesuffix(".md")


def _kept(place: ReviewFolder, file: str) -> tuple[KeptText, ...]:
    found = (_KEPT.fullmatch(path.name) for path in _versions(place, file).glob("*.md"))
    kept = (
        KeptText(
            name=one.string,
            day=one["day"],
            time=f"{one['time'][:2]}:{one['time'][2:4]}",
            person=one["person"],
            is_crossed=one["kind"] == CROSSED,
        )
        for one in found
        if one is not None
    )
    return tuple(sorted(kept, key=lambda one: one.name, reverse=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
