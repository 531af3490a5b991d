"""Fonts of pages that are cut down once a process, and not for every page that a test makes.

A page carries its fonts with its own characters alone, which takes half a second. In tests a page
whose characters are among those of English carries all of these. `as_the_tool_does` gives a test
the tool's own way; pages of commands in processes of their own have it as well.
"""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from inspect_tool.documents import screen_fonts

OF_ENGLISH = "".join(sorted({*string.printable, *"\xa0·×éèâêïôöü½¼¾£–—‘’“”•…→−≤≥✓"}))
_cut_down = screen_fonts.cut_down


def cut_down_once(path: Path, state: tuple[int, int], characters: str) -> str:
    """A font with the characters of English, or with those of a page that has others."""
    known = set(characters) <= set(OF_ENGLISH)
    return _cut_down(path, state, OF_ENGLISH if known else characters)


def share() -> None:
    """Have the tool put these into its pages, in this process."""
    vars(screen_fonts)["cut_down"] = cut_down_once


def as_the_tool_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have fonts cut down to each page, for one test."""
    monkeypatch.setitem(vars(screen_fonts), "cut_down", _cut_down)
