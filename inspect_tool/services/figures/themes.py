"""Themes: the codebook, notes and evidence coded under it, and how far coders agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.agreement.coefficients import agreement_on
from inspect_tool.domain.agreement.table import Coefficient, JudgementTable
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.answer_forms import clean_text
from inspect_tool.domain.records.evidence_view import EvidenceName, EvidenceView
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.domain.records.themes import (
    THEME_ID,
    Codebook,
    Theme,
    coding_answer,
    coding_id,
)
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services.figures.codings import MERGE, SET, Codings, codebook
from inspect_tool.services.figures.evidence import (
    EvidenceWanted,
    NoSuchEvidenceError,
    find_evidence,
    show_evidence,
)
from inspect_tool.services.records.identifiers import StillIdentifiesError
from inspect_tool.services.records.revisions import Edit, RecordBook, command_origin
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import subject_named

if TYPE_CHECKING:
    from inspect_tool.domain.agreement.table import Agreement
    from inspect_tool.services.figures.codings import PieceKey
    from inspect_tool.store.database import UnitOfWork


class UnknownThemeError(UsageError):
    """A theme that the codebook has not, or not any more."""

    def __init__(self, theme: str, known: Codebook) -> None:
        into = known.resolved(theme)
        standing = [one.id for one in known.standing]
        what = (
            f"It was merged into {into}."
            if theme in known.themes
            else f"There are: {', '.join(standing) or 'none yet; see `theme add`'}."
        )
        super().__init__(f"There is no theme {theme}{did_you_mean(theme, standing) or '.'} {what}")


class BadThemeError(UsageError):
    """A theme that cannot be kept."""


class NoCodingError(RefusedError):
    """A coding to be taken back that there is none of."""

    def __init__(self, name: str) -> None:
        super().__init__(f"You have not coded {name}, so there is nothing to take back.")


@dataclass(frozen=True)
class ThemeView:
    """A theme with what the actor may see of its use.

    Args:
        notes: Notes that a coder put under it.
        split: Those of them that not every coder of the note put under it.
        outdated: Those of them that were changed since a coder put them under it.
        agreement: Percentage agreement, Cohen's kappa, AC1 and Krippendorff's alpha of coders who
            were blind to each other; none where no note has two.
    """

    theme: Theme
    notes: int = 0
    split: int = 0
    outdated: int = 0
    agreement: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class CodedNote:
    """A note with the codings that the actor may see.

    Args:
        codings: The themes that each coder put it under, by coder; empty where none fits.
        outdated: The coders who put it there when it had other words.
    """

    piece: EvidenceView
    codings: dict[str, tuple[str, ...]]
    outdated: tuple[str, ...] = ()


def set_theme(work: UnitOfWork, theme: Theme) -> Theme:
    """Add a theme, or write it anew; earlier wordings stay in the audit trail.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        BadThemeError: It has no fit id or no name, or was merged into another.
        StillIdentifiesError: Its words may tell who somebody is.
    """
    check_can(work.actor, Action.KEEP_CODEBOOK)
    theme = Theme(**{key: clean_text(words) for key, words in asdict(theme).items()})
    known = codebook(work)
    if THEME_ID.fullmatch(theme.id) is None:
        raise BadThemeError(
            f"A theme's id is small letters, digits and _, such as drift, not {theme.id}."
        )
    if not theme.name:
        raise BadThemeError(f"Say with --name what {theme.id} is called.")
    if theme.id in known.themes and not known.known(theme.id):
        raise UnknownThemeError(theme.id, known)
    for words in (theme.name, theme.definition, theme.use, theme.not_use):
        for found in find_identifiers(words):
            raise StillIdentifiesError(found)
    said = asdict(theme)
    del said["into"]
    if known.themes.get(theme.id) != theme:
        work.audit(SET, **said)
    return theme


def merge_themes(work: UnitOfWork, theme: str, into: str) -> Theme:
    """Let all that was put under a theme count under another; no coding is rewritten.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        UnknownThemeError, BadThemeError: One of them is none, or both are the same.
    """
    check_can(work.actor, Action.KEEP_CODEBOOK)
    known = codebook(work)
    check_themes(known, (theme, into))
    if theme == into:
        raise BadThemeError(f"{theme} cannot be merged into itself.")
    work.audit(MERGE, id=theme, into=into)
    return known.themes[into]


def check_themes(known: Codebook, themes: Iterable[str]) -> None:
    """Refuse what the codebook has not.

    Raises:
        UnknownThemeError: It has not one of them.
    """
    for theme in themes:
        if not known.known(theme):
            raise UnknownThemeError(theme, known)


def code_note(
    work: UnitOfWork, review: Review, name: str, themes: Sequence[str] | None
) -> CodedNote:
    """Put a note or piece of evidence under themes, in the place of the actor's own earlier coding.

    Args:
        name: What `evidence list` calls it.
        themes: None takes the coding back; none of them says that no theme fits.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to code.
        NoSuchEvidenceError: None that the actor may see is called so.
        UnknownThemeError: The codebook has not one of the themes.
        NoCodingError: There is nothing to take back.
    """
    piece = show_evidence(work, review, name).piece
    return code_pieces(work, review, [(piece, themes)])[0]


def code_pieces(
    work: UnitOfWork, review: Review, given: Sequence[tuple[EvidenceView, Sequence[str] | None]]
) -> tuple[CodedNote, ...]:
    """The same of several that the actor was shown; all of them or none."""
    check_can(work.actor, Action.CODE_EVIDENCE, Thing(owner=work.actor.id))
    before = Codings.of(work)
    books: dict[str, RecordBook] = {}
    sights: dict[str, Sight] = {}
    for piece, themes in given:
        own = before.shown(piece_key(piece)).get(work.actor.id)
        if themes is None and own is None:
            raise NoCodingError(piece.name)
        check_themes(before.codebook, themes or ())
        is_outdated = work.actor.id in before.shown_outdated(piece_key(piece))
        if themes is not None and own == frozenset(themes) and not is_outdated:
            continue
        code = piece.authority
        if code not in books:
            books[code] = RecordBook(work, review, code)
            sights[code] = Sight.of(work, review, code)
        _add(work, books[code], sights[code], piece, themes)
    for code, book in books.items():
        book.write()
        work.audit("theme.code", stream=code)
    after = Codings.of(work)
    return tuple(coded_note(piece, after) for piece, _ in given)


def _add(
    work: UnitOfWork,
    book: RecordBook,
    sight: Sight,
    piece: EvidenceView,
    themes: Sequence[str] | None,
) -> None:
    named = EvidenceName.of(piece.name)
    if named is None:
        raise NoSuchEvidenceError(piece.name)
    subject = subject_named(named.subject)
    sight.check(Action.CODE_EVIDENCE, subject, named.reader)
    book.settle(
        Edit(
            subject=subject,
            reader=named.reader,
            kind=ItemKind.CODING,
            item_id=coding_id(named.item, work.actor.id),
            answer=coding_answer(themes),
            author=work.actor.id,
            base=None,
            origin=command_origin(work),
        )
    )


def piece_key(piece: EvidenceView) -> PieceKey:
    """Where the codings of a note are kept."""
    named = EvidenceName.of(piece.name)
    if named is None:
        raise NoSuchEvidenceError(piece.name)
    return named.subject, named.reader.value, named.item


def coded_note(piece: EvidenceView, codings: Codings) -> CodedNote:
    """A note with the codings that the actor may see."""
    key = piece_key(piece)
    shown = codings.shown(key)
    return CodedNote(
        piece,
        {coder: tuple(sorted(shown[coder])) for coder in sorted(shown)},
        tuple(sorted(codings.shown_outdated(key))),
    )


def coded_notes(
    work: UnitOfWork, review: Review, wanted: EvidenceWanted | None = None
) -> tuple[CodedNote, ...]:
    """All notes and evidence that the actor may see, coded or not."""
    page = find_evidence(work, review, wanted or EvidenceWanted(limit=0))
    codings = Codings.of(work)
    return tuple(coded_note(piece, codings) for piece in page.pieces)


def list_themes(work: UnitOfWork, review: Review) -> tuple[ThemeView, ...]:
    """The themes that stand, with how many notes are under each and how far coders agree.

    Raises:
        NotYourRoleError: The actor has no role.
    """
    check_can(work.actor, Action.SEE_THEMES)
    codings = Codings.of(work)
    pieces = find_evidence(work, review, EvidenceWanted(limit=0)).pieces if codings.said else ()
    keys = [key for key in map(piece_key, pieces) if codings.shown(key)]
    return tuple(_theme_view(theme, codings, keys) for theme in codings.codebook.standing)


def show_theme(work: UnitOfWork, review: Review, theme: str) -> tuple[CodedNote, ...]:
    """The notes that a coder put under a theme, with all codings that the actor may see.

    Raises:
        NotYourRoleError: The actor has no role.
        UnknownThemeError: The codebook has not that theme.
    """
    check_themes(codebook(work), (theme,))
    return coded_notes(work, review, EvidenceWanted(theme=theme, limit=0))


# Side by side, because each of them misleads alone: docs/explanation/agreement.md.
OF_CODERS = (
    Coefficient.PERCENT, Coefficient.COHEN, Coefficient.GWET, Coefficient.ALPHA_NOMINAL,
)  # fmt: skip


def _theme_view(theme: Theme, codings: Codings, keys: Sequence[PieceKey]) -> ThemeView:
    said = [[theme.id in themes for themes in codings.shown(key).values()] for key in keys]
    blind = [one for one in map(codings.blind, keys) if len(one) > 1]
    coders = sorted({coder for one in blind for coder in one})
    table = JudgementTable.of(
        (
            tuple(_yes_no(theme.id, one[coder]) if coder in one else None for coder in coders)
            for one in blind
        ),
        scale=("no", "yes"),
    )
    return ThemeView(
        theme,
        notes=sum(map(any, said)),
        split=sum(any(one) and not all(one) for one in said),
        outdated=sum(
            any(theme.id in codings.shown(key)[coder] for coder in codings.shown_outdated(key))
            for key in keys
        ),
        agreement=tuple(agreement_on(table, one) for one in OF_CODERS) if blind else (),
    )


def _yes_no(theme: str, themes: frozenset[str]) -> str:
    return "yes" if theme in themes else "no"
