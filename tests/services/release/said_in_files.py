"""Whether a file says a count of a base in any words, and which counts a release holds back."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from inspect_tool.domain.claims.numbers import number_words
from inspect_tool.domain.disclosure.book import ALL
from inspect_tool.domain.percentages import Percentage

SMALLEST_BASE = 8  # below it a scale has the same words: one in five, three quarters
WORDS = tuple(map(number_words, range(20)))


def unpacked(held: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(held)) as parts:
        return " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def plain(text: str) -> str:
    """Small letters without styles, whose fonts are letters and figures as it happens, and tags."""
    inside = re.sub(r"<style.*?</style>|<[^>]*>", _words_of_tag, text, flags=re.DOTALL)
    return " ".join(html.unescape(inside).casefold().split())


def _words_of_tag(tag: re.Match[str]) -> str:
    """What a tag says itself: alternative texts, labels, titles."""
    return " ".join(["", *re.findall(r'(?:alt|aria-label|title|descr)="([^"]*)"', tag[0]), ""])


def ways_to_say(number: int, base: int, group: str) -> Iterator[str]:
    """Patterns of a count of a base: figures, words, its complement, a share beside its group."""
    of = rf"(?:(?:out )?of(?: the)?|/) ?(?:{said(base)})"
    yield rf"(?<![\d.,])(?:{said(number)}) ?{of}(?![\d%])"
    yield rf"(?<![\d.,])(?:{said(base - number)}) ?{of}(?![\d%])"
    if group != ALL:
        name = re.escape(group.partition(": ")[2].casefold())
        yield rf"\b{name}[\s,;:\"'|]+{number}[\s,;:\"'|]+{base}(?![\d%])"
        yield rf"\b{name}[\s,;:\"'|(]+{re.escape(str(Percentage(number / base)))}"


def said(number: int) -> str:
    return f"{number}|{WORDS[number]}" if number < len(WORDS) else str(number)


def found_in(text: str, pairs: Mapping[tuple[int, int], str]) -> list[str]:
    """Ways in which a text says one of these counts of a base."""
    return [
        match[0]
        for (number, base), group in pairs.items()
        for way in ways_to_say(number, base, group)
        if (match := re.search(way, text)) is not None
    ]


def held_shares(attack: Mapping[str, Any]) -> Mapping[tuple[int, int], str]:
    """Counts of bases that a release holds back, with the group, from its proof by attack.

    Left out are those that another place prints, which nobody could tell from them, and small
    bases.
    """
    cells = attack["system"]["cells"]
    held: dict[tuple[int, int], str] = {}
    free: set[tuple[int, int]] = set()
    for tie in attack["system"]["equations"]:
        wholes = [cells[place] for place, weight in tie["of"] if weight == -1]
        parts = [cells[place] for place, weight in tie["of"] if weight == 1]
        if tie["sum"] or len(wholes) != 1 or len(parts) != 2:  # a share
            continue
        base = wholes[0]["count"]
        for part in parts:
            number = part["count"]
            if number is None or base is None or base < SMALLEST_BASE:
                continue
            if part["is_held_back"] or wholes[0]["is_held_back"]:
                held[number, base] = part["group"]
            elif part["is_known"] and wholes[0]["is_known"]:
                free |= {(number, base), (base - number, base)}
    return {pair: group for pair, group in held.items() if pair not in free}
