"""The fonts of the page for the screen, cut down to its characters and put into the page."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspect_tool.documents.template_folders import TemplateFolders

FOLDER = "fonts"


@dataclass(frozen=True)
class _Face:
    """A file of the family, and what a style sheet calls it."""

    file: str
    weight: int
    style: str = "normal"


FAMILY = "Source Sans 3"
FACES = (
    _Face("SourceSans3-Regular.ttf", 400),
    _Face("SourceSans3-It.ttf", 400, "italic"),
    _Face("SourceSans3-Semibold.ttf", 600),
    _Face("SourceSans3-Bold.ttf", 700),
)


def fonts_inside(html: str, templates: TemplateFolders) -> str:
    """The `@font-face` rules of a page, each with its font; none that the folders lack.

    Args:
        html: The page, whose characters are kept.
        templates: The folders that hold `report/fonts`.
    """
    characters = "".join(sorted(set(html)))
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {face.weight};'
        f" font-style: {face.style}; src: url(data:font/woff;base64,"
        f'{cut_down(path, _state_of(path), characters)}) format("woff") }}'
        for face in FACES
        if (path := templates.file(f"report/{FOLDER}/{face.file}")).is_file()
    )


def _state_of(path: Path) -> tuple[int, int]:
    """What changes when somebody puts another font in the place of one."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


# Letters, and a report that is built again to be sealed, have the characters of the one before.
@lru_cache(maxsize=32)
def cut_down(path: Path, _state: tuple[int, int], characters: str) -> str:
    """A font with some of its characters alone, as WOFF in base 64."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    # Lazily: half the time, since most of a font's layout is for what is cut away.
    font = TTFont(path, lazy=True, recalcTimestamp=False)
    # The licence reserves the name of the whole font; the names inside stay, as in a PDF.
    subsetter = Subsetter(Options(layout_features=["kern", "liga", "tnum"], hinting=False))
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=None)
    font.close()
    return b64encode(buffer.getvalue()).decode("ascii")
