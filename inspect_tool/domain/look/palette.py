"""The colours of the documents, of pages as of pictures, and whether each can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, Field

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import Fault
from inspect_tool.domain.look.colours import (
    BLACK,
    DARK_PAPER,
    INK,
    PAPER,
    contrast,
    ink_on,
    mixed,
    pale_as,
    standing_out,
)

# Source: WCAG 2.2, success criteria 1.4.3 (text) and 1.4.11 (graphics).
OF_TEXT: Final = 4.5
OF_GRAPHICS: Final = 3.0
# Of two shades beside each other in a picture; each has its number in it or beside it, so that
# nothing hangs on them alone.
OF_SHADES: Final = 1.3
PALEST: Final = 1.6  # contrast of the lightest shade with paper
OF_DARK_TEXT: Final = 7.0

Colour: TypeAlias = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]


@dataclass(frozen=True)
class Palette:
    """The colours of the documents.

    Args:
        main: Headings, the cover, bars and dots.
        accent: The edge of the cover and of boxes with good practice.
        dark_accent: Words in that colour.
        link: Words that lead elsewhere.
        tint: The ground of boxes.
        good: The ground of boxes with good practice.
        highlight: The mark of all together, among marks of single ones.
        shades: Four, from dark to light.
        darkest: Before the first of them, where there are five or six levels.
    """

    main: str
    accent: str
    dark_accent: str
    link: str
    tint: str
    good: str
    highlight: str
    shades: tuple[str, str, str, str]
    darkest: str

    @property
    def on_dark(self) -> Palette:
        """The same for a dark page: words lighter, grounds darker."""
        words = {
            name: standing_out(getattr(self, name), DARK_PAPER, OF_DARK_TEXT, PAPER)
            for name in ("main", "accent", "dark_accent", "link")
        }
        return Palette(
            **words,
            tint=mixed(self.main, DARK_PAPER, 0.8),
            good=mixed(self.accent, DARK_PAPER, 0.85),
            highlight=self.highlight,
            shades=self.shades,
            darkest=self.darkest,
        )

    @property
    def dark_cover(self) -> str:
        """The ground of the cover on a dark page."""
        return mixed(self.main, BLACK, 0.3)


# Categorical and sequential palettes for charts that are read by everybody.
# Source: Analysis Function, Data visualisation: colours in charts (2024).
USUAL_PALETTE: Final = Palette(
    main="#12436D",
    accent="#28A197",
    dark_accent="#0e5f58",
    link="#1d5f99",
    tint="#EAF1F8",
    good="#f2faf9",
    highlight="#F46A25",
    shades=("#12436D", "#2073BC", "#6BACE6", "#ADD1F1"),
    darkest="#092135",
)


class Colours(Document):
    """The colours that a review gives; what it leaves out follows from `main` and `accent`."""

    main: Colour | None = Field(default=None, description="Headings, the cover, bars and dots.")
    accent: Colour | None = Field(default=None, description="Edges of the cover and of boxes.")
    dark_accent: Colour | None = Field(default=None, description="Words in the accent's colour.")
    link: Colour | None = Field(default=None, description="Words that lead elsewhere.")
    tint: Colour | None = Field(default=None, description="The ground of boxes.")
    highlight: Colour | None = Field(default=None, description="All together, among single ones.")
    shades: tuple[Colour, Colour, Colour, Colour] | None = Field(
        default=None, description="Four of charts, from dark to light."
    )

    @property
    def palette(self) -> Palette:
        """Every colour, those that were left out made from the others."""
        if not self.model_fields_set:
            return USUAL_PALETTE
        usual = USUAL_PALETTE
        main, accent = self.main or usual.main, self.accent or usual.accent
        is_other, has_accent = self.main is not None, self.accent is not None
        darker = standing_out(accent, PAPER, OF_TEXT + 1, BLACK) if has_accent else None
        shades = _shades(main) if is_other else usual.shades
        tint = self.tint or (mixed(main, PAPER, 0.91) if is_other else usual.tint)
        lead = standing_out(main, tint, OF_TEXT, BLACK) if is_other else usual.link
        return Palette(
            main=main,
            accent=accent,
            dark_accent=self.dark_accent or darker or usual.dark_accent,
            link=self.link or lead,
            tint=tint,
            good=mixed(accent, PAPER, 0.94) if has_accent else usual.good,
            highlight=self.highlight or usual.highlight,
            shades=self.shades or shades,
            darkest=mixed((self.shades or shades)[0], BLACK, 0.5),
        )


def _shades(main: str) -> tuple[str, str, str, str]:
    """Four shades from a colour to the palest, in even steps of contrast."""
    first = contrast(main, PAPER)
    step = (PALEST / first) ** (1 / 3)
    one, two, three = (_readable(pale_as(main, first * step**number)) for number in (1, 2, 3))
    return main, one, two, three


def _readable(shade: str) -> str:
    """The shade, or a paler one, on which a number in black or white can be read."""
    steps = (mixed(shade, PAPER, step / 100) for step in range(100))
    return next(one for one in steps if contrast(ink_on(one), one) >= OF_TEXT)


@dataclass(frozen=True)
class _Pair:
    """Two colours that have to stand out from each other.

    Args:
        name: Of the colour.
        ground: Its name where it is a colour too; else the colour itself.
    """

    name: str
    ground: str
    least: float
    what: str


_PAIRS: Final = (
    _Pair("main", PAPER, OF_TEXT, "text needs"),
    _Pair("accent", PAPER, OF_GRAPHICS, "a graphic needs"),
    _Pair("dark_accent", PAPER, OF_TEXT, "text needs"),
    _Pair("dark_accent", "good", OF_TEXT, "text needs"),
    _Pair("link", PAPER, OF_TEXT, "text needs"),
    _Pair("link", "tint", OF_TEXT, "text needs"),
    _Pair("tint", INK, OF_TEXT, "the words on it need"),
    _Pair("tint", "link", OF_TEXT, "a link on it needs"),
    _Pair("highlight", PAPER, OF_GRAPHICS, "a graphic needs"),
)
_NAMES: Final = {PAPER: "white", INK: "black"}


def colour_faults(colours: Colours) -> Iterator[Fault]:
    """Colours that cannot be told from their ground, each with its ratio and what would do."""
    palette = colours.palette
    for name in dict.fromkeys(pair.name for pair in _PAIRS):
        colour = getattr(palette, name)
        grounds = _grounds(palette, name)
        failing = [one for one in grounds if contrast(colour, one.ground) < one.least]
        if failing and getattr(colours, name) is not None:
            yield _too_faint(name, colour, failing[0], grounds)
    if colours.shades is not None:
        yield from _shade_faults(colours.shades)


def _grounds(palette: Palette, name: str) -> list[_Pair]:
    """What a colour has to stand out from, each ground as a colour."""
    return [
        replace(pair, ground=getattr(palette, pair.ground, pair.ground))
        for pair in _PAIRS
        if pair.name == name
    ]


def _too_faint(name: str, colour: str, failing: _Pair, grounds: Sequence[_Pair]) -> Fault:
    ground = failing.ground
    is_light = contrast(ground, PAPER) < contrast(ground, BLACK)
    better = _better(colour, grounds, BLACK if is_light else PAPER)
    return Fault(
        path=("colours", name),
        kind="low-contrast",
        message=(
            f"{colour} on {_NAMES.get(ground, ground)} has a contrast of "
            f"{_ratio(contrast(colour, ground))} to 1, and {failing.what} "
            f"{_ratio(failing.least)} to 1"
        ),
        remedy=f"{better} would do.",
        value=colour,
    )


def _better(colour: str, grounds: Sequence[_Pair], towards: str) -> str:
    """The nearest colour on the way to black or white that stands out from every ground."""
    steps = (mixed(colour, towards, step / 100) for step in range(101))
    return next(
        (
            one
            for one in steps
            if all(contrast(one, ground.ground) >= ground.least for ground in grounds)
        ),
        towards,
    )


def _ratio(number: float) -> str:
    """A ratio cut off, not rounded, so that 4.49 is not said to be the 4.5 that it misses."""
    return f"{int(number * 100) / 100:g}"


def _shade_faults(shades: tuple[str, ...]) -> Iterator[Fault]:
    for place, (darker, lighter) in enumerate(pairwise(shades), start=1):
        steps = contrast(darker, PAPER) / contrast(lighter, PAPER)
        if steps < OF_SHADES:
            yield Fault(
                path=("colours", "shades", place),
                kind="shades-alike",
                message=f"{lighter} is not clearly lighter than {darker} before it",
                remedy=f"{pale_as(darker, contrast(darker, PAPER) / OF_SHADES)} would do.",
                value=lighter,
            )
    for place, shade in enumerate(shades):
        found = contrast(ink_on(shade), shade)
        if found < OF_TEXT:
            yield Fault(
                path=("colours", "shades", place),
                kind="low-contrast",
                message=(
                    f"A number on {shade} has a contrast of {_ratio(found)} to 1, black or white, "
                    f"and text needs {_ratio(OF_TEXT)} to 1"
                ),
                remedy=f"{standing_out(shade, PAPER, OF_TEXT, BLACK)} would do.",
                value=shade,
            )
