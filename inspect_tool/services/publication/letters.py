"""Letters to the authorities inspected, each with the form for comments on its facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.content.blocks import Edition, Recommendation
from inspect_tool.domain.report import claim_check
from inspect_tool.domain.report.advice import with_advice
from inspect_tool.domain.report.comment_form import HOW_TO, CommentForm, FormIdentity, FormSeal
from inspect_tool.domain.report.letters import Letter, LetterSet, letters, numbered_advice
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.frames.errors import UnknownAuthorityError
from inspect_tool.services.publication import claims, identifiers
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.build import edition_named
from inspect_tool.services.publication.looks import in_its_look
from inspect_tool.services.publication.narratives import narrative_texts, read_narrative
from inspect_tool.services.publication.rendering import formats_named, render_page
from inspect_tool.services.review.folder import ReviewFolder
from inspect_tool.services.review.signing import key_to_issue
from inspect_tool.store.private_files import check_not_there

if TYPE_CHECKING:
    from inspect_tool.documents.template_folders import TemplateFolders
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder

PAGE: Final = "letter.html.j2"
FORMATS: Final = ("pdf", "html")


class NothingCountedError(RefusedError):
    """There is nothing to write to an authority."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Nothing was counted in {code or 'any authority'}, so there is no letter. See "
            "`findings flow`."
        )


class NoFolderNamedError(UsageError):
    """Internal letters have no folder of their own."""

    def __init__(self) -> None:
        super().__init__(
            "Name the folder for the letters with --output; public ones go to reports/ without it."
        )


@dataclass(frozen=True)
class LetterOptions:
    """What is written.

    Args:
        folder: Where the files go; none of theirs may be there, unless they are public. None for
            the review's own folder of reports, where public ones alone go.
        authority: To one alone, by its code; empty for all.
        snapshot: Which one the figures come from; None for the newest.
        edition: Whether they say what the public edition of the report says, and no more.
    """

    folder: Path | None
    formats: tuple[str, ...] = FORMATS
    authority: str = ""
    snapshot: str | None = None
    edition: Edition = Edition.INTERNAL

    @classmethod
    def parse(
        cls,
        folder: Path | None,
        *,
        formats: str,
        authority: str = "",
        snapshot: str | None = None,
        edition: str = Edition.INTERNAL,
    ) -> LetterOptions:
        """Read the words of the command.

        Raises:
            UsageError: There is no such format or edition, or none is named.
        """
        kind = edition_named(edition)
        wanted = formats_named(formats, FORMATS)
        return cls(folder, wanted, authority.strip().upper(), snapshot, kind)


@dataclass(frozen=True)
class WrittenLetters:
    """What was written.

    Args:
        authorities: Codes of those written to.
        held_back: Counts of which nothing, or no place, is told of the others.
        counts: All counts that the letters are about.
        left_out: Recommendations left out of letters, since they name another authority.
    """

    paths: tuple[Path, ...]
    snapshot: str
    authorities: tuple[str, ...]
    statements: int
    held_back: int
    counts: int
    left_out: int


def write_letters(
    reading: Begin,
    work: Begin,
    review: Review,
    *,
    place: ReviewFolder,
    options: LetterOptions,
    keys: KeyFolder,
) -> WrittenLetters:
    """Write a letter and a form to each authority inspected, or to one.

    Raises:
        NotYourRoleError, ConflictHoldsError, BlindReadError: The letters are not for the actor.
        NoFolderNamedError: No folder was named.
        UnknownAuthorityError, NothingCountedError: There is no letter to write.
        FileIsThereError: A file of theirs is there.
        FalseClaimsError, UncheckedQuantitiesError, UnsettledIdentifiersError: The recommendations
            do not hold, or words of the review are not settled.
        MissingLibraryError: A PDF was asked for, and cannot be made on this machine.
    """
    with reading() as view:
        figures, written = _read(view, review, place, options)
    for path in _paths(review, options, written):
        check_not_there(path)
    with work() as change:
        signing_key, _ = key_to_issue(change, keys)
    made = [
        *_documents(options, written, place.template_folders),
        *(_form(review, figures, one, signing_key) for one in written.letters),
    ]
    files = dict(zip(_paths(review, options, written), made, strict=True))
    codes = tuple(one.authority.code for one in written.letters)
    with work() as change:
        _check_may_write(change, codes)
        change.audit("report.letters", snapshot=figures.name, authorities=list(codes))
        _folder(options).mkdir(parents=True, exist_ok=True)
        change.files.write(files)
    return WrittenLetters(
        paths=tuple(files),
        snapshot=figures.name,
        authorities=codes,
        statements=sum(len(one.statements) for one in written.letters),
        held_back=written.held_back,
        counts=written.counts,
        left_out=sum(one.left_out for one in written.letters),
    )


def check_may_ask(work: UnitOfWork, review: Review, options: LetterOptions) -> None:
    """Refuse whoever may not have the letters, before a job is asked for that would say the same.

    Raises:
        UnknownAuthorityError: There is no such authority.
        NotYourRoleError, ConflictHoldsError: The letters are not for the actor.
    """
    code = options.authority
    if code and review.plan.authority(code) is None:
        raise UnknownAuthorityError(code, review)
    _check_may_write(work, (code,) if code else _all(review), is_one=bool(code))


def _folder(options: LetterOptions) -> Path:
    """Where internal letters go.

    Raises:
        NoFolderNamedError: No folder was named.
    """
    if options.folder is None:
        raise NoFolderNamedError
    return options.folder


def _paths(review: Review, options: LetterOptions, written: LetterSet) -> list[Path]:
    """Where the letters of each format go, then where the forms do."""
    names = [f"{review.plan.review}-letter-{one.authority.code}" for one in written.letters]
    endings = [*(f".{ending}" for ending in options.formats), "-form.xlsx"]
    folder = _folder(options)
    return [folder / f"{name}{ending}" for ending in endings for name in names]


def _documents(
    options: LetterOptions, written: LetterSet, templates: TemplateFolders
) -> Iterator[bytes]:
    """The letters of each format, in the order of `_paths`."""
    for ending in options.formats:
        for letter in written.letters:
            yield render_page(letter.content, ending, templates=templates, page=PAGE)


def _read(
    work: UnitOfWork, review: Review, place: ReviewFolder, options: LetterOptions
) -> tuple[SnapshotFigures, LetterSet]:
    """The figures, and the letters that are made from them, of one reading."""
    check_may_ask(work, review, options)
    code = options.authority
    review = in_its_look(review, place)
    figures = snapshots.figures(work, review, options.snapshot)
    codes = [one for one in figures.inspected if code in ("", one)]
    if not codes:
        raise NothingCountedError(code)
    return figures, letters(figures, codes, _advice(work, review, figures, place))


def _all(review: Review) -> tuple[str, ...]:
    return tuple(authority.code for authority in review.plan.authorities)


def _check_may_write(work: UnitOfWork, codes: Sequence[str], *, is_one: bool = True) -> None:
    refusal = can(work.actor, Action.WRITE_LETTERS, Thing(authorities=frozenset(codes)))
    if refusal is None:
        return
    if is_one or not work.actor.not_for:
        raise refusal
    check_can(work.actor, Action.WRITE_LETTERS)
    raise type(refusal)(f"{refusal.message} Or write to one of the others with --authority.")


def _advice(
    work: UnitOfWork, review: Review, figures: SnapshotFigures, place: ReviewFolder
) -> tuple[Recommendation, ...]:
    """The recommendations of the report with its numbers, checked as a report's are."""
    if not narrative_texts(place.narrative):
        return ()
    documents = with_advice(
        figures, read_narrative(review, place.narrative), advice_of(review, place)
    )
    advising = [
        one for one in documents if any(isinstance(block, Recommendation) for block in one.blocks)
    ]
    claim_check.require_true(figures, claims.wording_scale(review, place), advising)
    identifiers.require_settled(work, review, figures, place=place)
    return numbered_advice(documents)


def _form(review: Review, figures: SnapshotFigures, letter: Letter, signing_key: bytes) -> bytes:
    from inspect_tool.documents.comment_workbook import write_comment_form

    identity = FormIdentity(
        review=review.plan.review,
        authority=letter.authority.code,
        snapshot=figures.name,
        issued=figures.taken_at.date().isoformat(),
    )
    form = CommentForm(
        identity=identity,
        authority=letter.authority.name,
        title=review.plan.title,
        how_to=tuple(map(review.plan.words.said, HOW_TO)),
        statements=letter.statements,
    )
    return write_comment_form(form, seal=FormSeal(signing_key, identity))
