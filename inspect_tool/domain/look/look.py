"""The look of a review's documents, `look.yaml`: a document that people write.

It stands beside the plan and not in it: a draw is bound to the plan's digest, and what a report
looks like is settled long after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from pydantic import Field

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import Fault, choose_from
from inspect_tool.domain.look.palette import USUAL_PALETTE, Colours, Palette, colour_faults
from inspect_tool.domain.look.words import ENGLISH_WORDS, FixedWords

# Annexes that the tool adds. That of the quantities is not among them: words of the page for the
# screen lead into it.
ANNEXES: Final = ("annex-authorities", "annex-estimates", "annex-criteria", "annex-versions")


class LogoFile(Document):
    """The logo, as a file of the review's folder."""

    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(?:svg|png)$")
    alt: str = Field(min_length=1, description="What it shows, for those who do not see it.")


class LookDocument(Document):
    """How the documents of a review look, and what they say of their publication.

    Args:
        kicker: The small line above the title on the cover.
        publisher, notice: In the place of the plan's.
        chapters: Chapters of the narrative in their order; those that are not named follow.
        annexes: Which of the tool's annexes the report has; None for all that it can fill.
        language: Of the fixed words, and of what people wrote.
    """

    publisher: str = ""
    kicker: str = ""
    notice: str = ""
    licence: str = ""
    contact: str = ""
    logo: LogoFile | None = None
    colours: Colours = Colours()
    chapters: tuple[str, ...] = ()
    annexes: tuple[str, ...] | None = None
    language: Literal["en", "cy"] = "en"


@dataclass(frozen=True)
class Logo:
    """A logo that was looked at.

    Args:
        media_type: `image/png` or `image/svg+xml`.
        shape: Width through height.
    """

    data: bytes
    media_type: str
    alt: str
    shape: float


@dataclass(frozen=True)
class Look:
    """How documents look.

    Args:
        about: Sentences on the publication, before those of the plan's imprint.
        chapters, annexes: As in `LookDocument`.
    """

    publisher: str = ""
    kicker: str = ""
    notice: str = ""
    about: tuple[str, ...] = ()
    logo: Logo | None = None
    palette: Palette = USUAL_PALETTE
    chapters: tuple[str, ...] = ()
    annexes: tuple[str, ...] | None = None
    words: FixedWords = ENGLISH_WORDS

    @classmethod
    def of(
        cls, document: LookDocument, logo: Logo | None, words: FixedWords = ENGLISH_WORDS
    ) -> Look:
        """What documents are made by, from what somebody wrote."""
        return cls(
            publisher=document.publisher,
            kicker=document.kicker,
            notice=document.notice,
            about=tuple(
                text for text in (document.licence, document.contact, *words.imprint()) if text
            ),
            logo=logo,
            palette=document.colours.palette,
            chapters=document.chapters,
            annexes=document.annexes,
            words=words,
        )

    @property
    def in_english(self) -> Look:
        """The same for a document whose sentences are all the tool's own."""
        return replace(self, words=ENGLISH_WORDS)

    def place_of(self, chapter: str) -> int:
        """Where a chapter stands among those that are named; the others behind them."""
        return self.chapters.index(chapter) if chapter in self.chapters else len(self.chapters)

    def has_annex(self, annex: str) -> bool:
        """Whether the report is to have one of the tool's annexes."""
        return self.annexes is None or annex in self.annexes


USUAL_LOOK: Final = Look()


def look_faults(document: LookDocument, chapters: Sequence[str]) -> Iterator[Fault]:
    """What is wrong in a look besides its shape.

    Args:
        chapters: Names of the chapters of the narrative.
    """
    yield from colour_faults(document.colours)
    yield from _names("chapters", document.chapters, chapters)
    yield from _names("annexes", document.annexes or (), ANNEXES)


def _names(key: str, names: Sequence[str], known: Iterable[str]) -> Iterator[Fault]:
    known = tuple(known)
    for place, name in enumerate(names):
        is_twice = name in names[:place]
        if name in known and not is_twice:
            continue
        yield Fault(
            path=(key, place),
            kind="named-twice" if is_twice else "unknown-name",
            message=f"{name} stands here twice" if is_twice else f"There is no {name}",
            remedy="Name it once." if is_twice else choose_from(name, known),
            value=name,
        )
