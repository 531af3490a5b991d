"""Colours as `#rrggbb`: how much two stand out from each other, and shades between two."""

from __future__ import annotations

from typing import Final

INK: Final = "#0b0c0c"
PAPER: Final = "#ffffff"
BLACK: Final = "#000000"
DARK_PAPER: Final = "#121416"  # of the page for the screen where the reader's machine is dark
_STEPS: Final = 256


def relative_luminance(colour: str) -> float:
    """How bright a colour looks, from 0 to 1.

    Source: WCAG 2.2, relative luminance.
    """
    channels = (value / 255 for value in _channels(colour))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, fill: str) -> float:
    """Contrast ratio of two colours, from 1 to 21.

    Source: WCAG 2.2, contrast ratio.
    """
    lighter, darker = sorted((relative_luminance(ink), relative_luminance(fill)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(fill: str) -> str:
    """The ink, white or near black, that stands out more from a fill."""
    return max((INK, PAPER), key=lambda ink: contrast(ink, fill))


def mixed(colour: str, other: str, part: float) -> str:
    """A colour with a part, from 0 to 1, of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(own + (its - own) * part):02x}" for own, its in pairs)


def standing_out(colour: str, ground: str, ratio: float, towards: str) -> str:
    """The colour, mixed with as little of another as makes it stand out from its ground.

    Args:
        ratio: The contrast that it must have.
        towards: What it is mixed with; has that contrast itself.
    """
    steps = (mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if contrast(one, ground) >= ratio), towards)


def pale_as(colour: str, ratio: float) -> str:
    """The colour, mixed with as little white as leaves it no more than a contrast with paper."""
    steps = (mixed(colour, PAPER, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in steps if contrast(one, PAPER) <= ratio)


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
