"""The look of a review's documents, as its folder has it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from inspect_tool.domain.look.colours import PAPER, contrast
from inspect_tool.domain.look.look import ANNEXES, USUAL_LOOK, Look, LookDocument
from inspect_tool.domain.look.look_file import LOOK_FILE
from inspect_tool.domain.look.words import ENGLISH_WORDS
from inspect_tool.errors import Problem
from inspect_tool.readers.documents.logo import read_logo
from inspect_tool.readers.documents.look import LookFaultyError, load_look
from inspect_tool.readers.documents.words import load_words
from inspect_tool.readers.narrative.markdown import chapter_of
from inspect_tool.services.review.folder import ReviewFolder, check_inside

if TYPE_CHECKING:
    from inspect_tool.domain.review import Review

LISTED: Final = ("main", "accent", "dark_accent", "link", "tint", "highlight")


def in_its_look(review: Review, place: ReviewFolder) -> Review:
    """The review as its documents show it; without a look.yaml, as its plan says.

    Raises:
        OutsideFolderError: The look or its logo leads out of the folder.
        UnreadableFileError, LookFaultyError, LogoRefusedError: The look cannot be used.
    """
    look = look_of(place)
    return review if look == review.look else review.looking(look)


def look_of(place: ReviewFolder) -> Look:
    """How the documents look.

    Raises:
        OutsideFolderError, UnreadableFileError, LookFaultyError, LogoRefusedError: As above.
    """
    document = _document(place)
    if document is None:
        return USUAL_LOOK
    logo = None
    if document.logo is not None:
        path = place.path / document.logo.file
        check_inside(place.path, path)
        logo = read_logo(path, document.logo.alt)
    words = ENGLISH_WORDS
    if document.language != words.language:
        words = load_words(place.template(f"words/{document.language}.yaml"))
    return Look.of(document, logo, words)


def look_files(place: ReviewFolder) -> Mapping[str, bytes]:
    """The files of a look by their names; none where there is no look.yaml."""
    document = _document(place)
    if document is None:
        return {}
    names = [LOOK_FILE] if document.logo is None else [LOOK_FILE, document.logo.file]
    return {name: (place.path / name).read_bytes() for name in names}


def look_digests(place: ReviewFolder) -> dict[str, str]:
    """SHA-256 of each file of a look, by its name."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in look_files(place).items()}


def _document(place: ReviewFolder) -> LookDocument | None:
    path = place.path / LOOK_FILE
    if not path.is_file():
        return None
    check_inside(place.path, path)
    chapters = [chapter_of(file.name) for file in sorted(place.narrative.glob("*.md"))]
    return load_look(path, chapters)


@dataclass(frozen=True)
class LookView:
    """A look as it would be used.

    Args:
        file: Its file; there is none where it is empty.
        colours: By name, each with its contrast with white, from 1 to 21.
        logo: What it shows; empty where there is none.
        read_by: Which speaker of the language read its fixed words; empty while nobody did.
        missing_words: Keys of fixed words that are said in English.
        own_templates: Templates of the review's own, by their name below `templates`.
    """

    file: str
    problems: tuple[Problem, ...]
    publisher: str = ""
    colours: tuple[LookColour, ...] = ()
    logo: str = ""
    chapters: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    own_templates: tuple[str, ...] = ()
    language: str = "en-GB"
    read_by: str = ""
    missing_words: tuple[str, ...] = ()


@dataclass(frozen=True)
class LookColour:
    """A colour of the documents."""

    name: str
    colour: str
    on_white: float


def look_view(review: Review, place: ReviewFolder) -> LookView:
    """What the look comes to, or every fault of it.

    Raises:
        OutsideFolderError, UnreadableFileError, LogoRefusedError: As `look_of` has it.
    """
    file = LOOK_FILE if (place.path / LOOK_FILE).is_file() else ""
    try:
        look = look_of(place)
    except LookFaultyError as error:
        return LookView(file, error.problems)
    palette = look.palette
    named = {name: getattr(palette, name) for name in LISTED}
    named |= {f"shades {number}": one for number, one in enumerate(palette.shades, start=1)}
    return LookView(
        file=file,
        problems=(),
        publisher=review.looking(look).plan.reporting.publisher,
        colours=tuple(
            LookColour(name, colour, int(contrast(colour, PAPER) * 100) / 100)
            for name, colour in named.items()
        ),
        logo="" if look.logo is None else look.logo.alt,
        chapters=look.chapters,
        annexes=ANNEXES if look.annexes is None else look.annexes,
        own_templates=tuple(place.own_templates()),
        language=look.words.tag,
        read_by=look.words.read_by,
        missing_words=look.words.missing,
    )
