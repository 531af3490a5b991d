"""A drawing as SVG text: the same calls give the same bytes, and every word is escaped."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from inspect_tool.domain.look.colours import INK
from inspect_tool.domain.look.palette import USUAL_PALETTE, Palette
from inspect_tool.domain.look.words import ENGLISH_WORDS, FixedWords

WIDTH = 640  # of a chart, in units of the drawing; the page scales it to the text's width
FONT_SIZE = 12
LINE_HEIGHT = 15
# Widths in DejaVu Sans, the widest of the fonts that a reader's machine is likely to have instead
# of ours: a label that fits in it fits in all of them.
CHARACTER_WIDTHS = {
    "ijlI'": 3.6, ".,:;|!’ -/": 4.3, "tfr()[]": 4.9, "mwM%": 11.7, "W@": 12.0, "DGHNOQU": 9.4,
}  # fmt: skip
CAPITAL_WIDTH = 8.4
OTHER_WIDTH = 7.6

RULE = "#b1b4b6"
QUIET = "#f2f2f2"


def text_width(text: str) -> float:
    """A safe guess of how wide a text is set."""
    return sum(map(_character_width, text))


@lru_cache(maxsize=512)
def _character_width(character: str) -> float:
    for characters, width in CHARACTER_WIDTHS.items():
        if character in characters:
            return width
    return CAPITAL_WIDTH if character.isupper() else OTHER_WIDTH


def wrap(text: str, width: float) -> tuple[str, ...]:
    """Break a label into lines that fit into `width`, between words where that can be."""
    lines: list[str] = []
    for word in [piece for long in text.split() for piece in _pieces(long, width)]:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) or ("",)


def _pieces(word: str, width: float) -> Iterator[str]:
    """A word that fits, or the pieces of one that is wider than a line."""
    piece = ""
    for character in word:
        if piece and text_width(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def number(value: float) -> str:
    """A coordinate with one decimal at most, and no trailing zero."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Room:
    """How much room a picture has, and what it is drawn in.

    Args:
        width: In units of the drawing.
        tallest: What is taller is drawn in parts, or smaller.
        has_labels_above: Whether rows have their labels above them, for want of width.
        palette, words: The colours and the fixed words that it is drawn in.
    """

    width: float = WIDTH
    tallest: float = math.inf
    has_labels_above: bool = False
    palette: Palette = USUAL_PALETTE
    words: FixedWords = ENGLISH_WORDS


# A page of A4 less its margins, with the figure's title, note and source.
PAGE = Room(tallest=760)
SCREEN = Room()
# As wide as a phone shows 12 units as a legible size.
PHONE = Room(width=300, has_labels_above=True)


@dataclass(frozen=True)
class Picture:
    """A finished drawing, and how tall it is."""

    svg: str
    height: float


@dataclass
class Drawing:
    """Collects shapes, then becomes one `<svg>` element."""

    alt_text: str
    room: Room = SCREEN
    parts: list[str] = field(default_factory=list)

    @property
    def palette(self) -> Palette:
        """The colours that it is drawn in."""
        return self.room.palette

    @property
    def words(self) -> FixedWords:
        """The fixed words that it is drawn with."""
        return self.room.words

    def rectangle(
        self,
        at: tuple[float, float],
        size: tuple[float, float],
        *,
        fill: str,
        stroke: str = "none",
    ) -> None:
        """Draw a rectangle from its upper left corner."""
        x, y, width, height = map(number, (*at, *size))
        self.parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}"'
            f' fill="{fill}" stroke="{stroke}"/>'
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        stroke: str = INK,
        width: float = 1,
        dashes: str = "",
    ) -> None:
        """Draw a straight line."""
        x1, y1, x2, y2 = map(number, (*start, *end))
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
            f' stroke="{stroke}" stroke-width="{number(width)}"{dashed}/>'
        )

    def polygon(self, *corners: tuple[float, float], fill: str, stroke: str = "none") -> None:
        """Draw a closed shape."""
        points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
        self.parts.append(f'<polygon points="{points}" fill="{fill}" stroke="{stroke}"/>')

    def dot(self, at: tuple[float, float], radius: float, *, fill: str, stroke: str) -> None:
        """Draw a round mark."""
        x, y, r = map(number, (*at, radius))
        self.parts.append(
            f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" stroke="{stroke}"'
            ' stroke-width="1.5"/>'
        )

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        anchor: str = "start",
        fill: str = INK,
        bold: bool = False,
    ) -> None:
        """Set one line of words; `at` is on its base line."""
        x, y = map(number, at)
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{fill}"{weight}>'
            f"{escape(words)}</text>"
        )

    def slanted_text(self, at: tuple[float, float], words: str, degrees: int) -> None:
        """Set a column heading at a slant, from its base line's start."""
        x, y = map(number, at)
        self.parts.append(
            f'<text transform="translate({x} {y}) rotate({degrees})" fill="{INK}">'
            f"{escape(words)}</text>"
        )

    def lines_of_text(
        self, at: tuple[float, float], lines: tuple[str, ...], *, anchor: str = "start"
    ) -> None:
        """Set lines one below the other, centred on the height of `at`."""
        x, middle = at
        first = middle - LINE_HEIGHT * (len(lines) - 1) / 2 + FONT_SIZE / 3
        for index, words in enumerate(lines):
            self.text((x, first + index * LINE_HEIGHT), words, anchor=anchor)

    def finish(self, height: float) -> Picture:
        """The drawing as an element; its `<title>` is what screen readers and PDF tags say."""
        tall, wide = number(height), number(self.room.width)
        smaller = self.room.tallest / height
        style = f' style="width:{number(100 * smaller)}%"' if smaller < 1 else ""
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"'
            f' viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}"'
            f' overflow="visible"{style}'
            f' font-family="Source Sans 3, Arial, sans-serif" font-size="{FONT_SIZE}">'
            f"<title>{escape(self.alt_text)}</title>{''.join(self.parts)}</svg>"
        )
        return Picture(svg, height)
