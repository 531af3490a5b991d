"""Builds of the report and letters that are kept: listed, compared, handed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.content.blocks import Edition
from inspect_tool.domain.report.text_changes import TextChange, paragraphs_of_page, text_changes
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.publication.build import BuildOptions, check_may_build
from inspect_tool.services.publication.public_letters import letters_name
from inspect_tool.services.publication.releases import check_sees_counts
from inspect_tool.services.publication.report_files import BUILDS, BuildAbout, kept_builds
from inspect_tool.services.review.folder import ReviewFolder, check_inside
from inspect_tool.store import snapshot_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

LETTERS: Final = "letters"  # below the folder of reports
HANDED_OUT: Final = (".pdf", ".html", ".xlsx", ".docx")
PUBLIC: Final = "public"  # in the place of the moment: public letters are one set


class NoSuchBuildError(UsageError):
    """There is no such build, or no such file of it."""

    http_status = 404

    def __init__(self) -> None:
        super().__init__("There is no such build or letter.")


@dataclass(frozen=True)
class KeptFile:
    """A file that can be handed out.

    Args:
        is_handed_out: Whether the actor may have it: a workbook that names cases is not for whoever
            has a conflict of interest.
    """

    name: str
    size: int
    is_handed_out: bool = True


@dataclass(frozen=True)
class KeptBuild:
    """A build with its files."""

    about: BuildAbout
    files: tuple[KeptFile, ...]


@dataclass(frozen=True)
class KeptLetter:
    """A letter or a form for comments, among those that were written at one time.

    Args:
        of: The moment; `PUBLIC` for the public letters, which take the place of those before.
    """

    of: str
    authority: str
    file: KeptFile

    @property
    def is_public(self) -> bool:
        """Whether it says what the public edition says, and no more."""
        return self.of == PUBLIC


def list_builds(work: UnitOfWork, review: Review, *, place: ReviewFolder) -> tuple[KeptBuild, ...]:
    """The builds that are kept, the newest first, with the files that the actor may have.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
    """
    check_can(work.actor, Action.BUILD_REPORT)
    found = []
    for about in kept_builds(place.reports):
        check_sees_counts(work, review, about.snapshot)
        folder = place.reports / BUILDS / about.name
        files = (
            KeptFile(path.name, path.stat().st_size, not _bars(work, review, about, path.name))
            for path in sorted(folder.iterdir())
            if path.suffix in HANDED_OUT
        )
        found.append(KeptBuild(about, tuple(files)))
    return tuple(found)


def check_may_ask(work: UnitOfWork, review: Review, options: BuildOptions) -> None:
    """Refuse whoever may not have a build, before a job is asked for that would say the same.

    Raises:
        NotYourRoleError, BlindReadError, ConflictHoldsError: It is not for the actor.
    """
    check_may_build(work, review, options)
    newest = snapshot_queries.newest_snapshot(work)
    wanted = options.snapshot or (newest.name if newest is not None else "")
    if wanted:
        check_sees_counts(work, review, wanted)


def hand_out(
    work: UnitOfWork, review: Review, build: str, name: str, *, place: ReviewFolder
) -> Path:
    """A file of a build, for whoever may have it; who had it is kept.

    Raises:
        NotYourRoleError, BlindReadError, ConflictHoldsError: It is not for the actor.
        NoSuchBuildError: There is none.
    """
    one = _build_named(work, review, build, place)
    if name not in {file.name for file in one.files}:
        raise NoSuchBuildError
    if _bars(work, review, one.about, name):
        raise NoSuchBuildError
    path = place.reports / BUILDS / build / name
    check_inside(place.path, path)
    work.audit("report.hand-out", build=build, file=name)
    return path


def compare_builds(
    work: UnitOfWork, review: Review, before: str, after: str, *, place: ReviewFolder
) -> tuple[TextChange, ...]:
    """The paragraphs at which two builds differ, as their pages for the screen have them.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a report says.
        NoSuchBuildError: One of them is none, or has no page.
    """
    sides = []
    for name in (before, after):
        one = _build_named(work, review, name, place)
        page = next((file.name for file in one.files if file.name.endswith(".html")), None)
        if page is None:
            raise NoSuchBuildError
        path = place.reports / BUILDS / name / page
        check_inside(place.path, path)
        sides.append(paragraphs_of_page(path.read_text(encoding="utf-8")))
    return text_changes(*sides)


def _build_named(work: UnitOfWork, review: Review, name: str, place: ReviewFolder) -> KeptBuild:
    found = next(
        (one for one in list_builds(work, review, place=place) if one.about.name == name), None
    )
    if found is None:
        raise NoSuchBuildError
    return found


def _bars(work: UnitOfWork, review: Review, about: BuildAbout, name: str) -> bool:
    """Whether a file names cases of which the actor may not know."""
    if not name.endswith(".xlsx") or about.edition == Edition.PUBLIC:
        return False
    codes = frozenset(one.code for one in review.plan.authorities)
    return can(work.actor, Action.WRITE_COUNTED_CASES, Thing(authorities=codes)) is not None


def list_letters(
    work: UnitOfWork, review: Review, *, place: ReviewFolder
) -> tuple[KeptLetter, ...]:
    """The public letters, and the others and forms that were written on a page; without those of
    authorities in conflict.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a letter says.
    """
    check_can(work.actor, Action.WRITE_LETTERS)
    newest = snapshot_queries.newest_snapshot(work)
    if newest is not None:
        check_sees_counts(work, review, newest.name)
    return tuple(_letters(work, review, place))


def _letters(work: UnitOfWork, review: Review, place: ReviewFolder) -> Iterator[KeptLetter]:
    yield from _public_letters(work, review, place)
    for folder in sorted((place.reports / LETTERS).glob("[0-9]*"), reverse=True):
        for code in _may_write_to(work, review):
            begin = f"{review.plan.review}-letter-{code}"
            for path in sorted(folder.iterdir()):
                is_its = path.stem in (begin, f"{begin}-form") and path.suffix in HANDED_OUT
                if is_its:
                    file = KeptFile(path.name, path.stat().st_size)
                    yield KeptLetter(folder.name, code, file)


def _public_letters(work: UnitOfWork, review: Review, place: ReviewFolder) -> Iterator[KeptLetter]:
    name = letters_name(review)
    for code in _may_write_to(work, review):
        paths = (place.reports / f"{name}-{code}{ending}" for ending in (".html", ".pdf"))
        for path in filter(Path.is_file, paths):
            yield KeptLetter(PUBLIC, code, KeptFile(path.name, path.stat().st_size))


def _may_write_to(work: UnitOfWork, review: Review) -> list[str]:
    """Codes of the authorities whose letters the actor may have."""
    codes = [one.code for one in review.plan.authorities]
    return [
        code
        for code in codes
        if can(work.actor, Action.WRITE_LETTERS, Thing(authorities=frozenset({code}))) is None
    ]


def hand_out_letter(
    work: UnitOfWork, review: Review, of: str, name: str, *, place: ReviewFolder
) -> Path:
    """A letter or a form, for whoever may have it; who had it is kept.

    Raises:
        NotYourRoleError, BlindReadError: The actor may not see what a letter says.
        NoSuchBuildError: There is none that the actor may have.
    """
    letters = list_letters(work, review, place=place)
    found = next((one for one in letters if (one.of, one.file.name) == (of, name)), None)
    if found is None:
        raise NoSuchBuildError
    path = place.reports / name if found.is_public else place.reports / LETTERS / of / name
    check_inside(place.path, path)
    work.audit("report.hand-out", letter=found.authority, file=name)
    return path
