"""Characters that nobody sees on a page: they are refused, with the words beside them."""

from __future__ import annotations

import re
from html import unescape

from inspect_tool.errors import CheckFailedError

# Of control, but for tab and line ends; and those that turn the direction of others unseen.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_TAG = re.compile(r"<[^>]*>")
BESIDE = 60  # characters of the page before and behind, its tags included
MOST_NAMED = 8


class HiddenCharacterError(CheckFailedError):
    """A text holds what no reader can see."""

    def __init__(self, places: list[str]) -> None:
        more = f" And {len(places) - MOST_NAMED} more." if len(places) > MOST_NAMED else ""
        super().__init__(
            "The report holds characters that cannot be seen, so nothing was written: "
            f"{'; '.join(places[:MOST_NAMED])}.{more} Take them out of the narrative, the plan or "
            "the framework."
        )


def check_nothing_hidden(html: str) -> None:
    """Refuse a page with a character that cannot be seen.

    Raises:
        HiddenCharacterError: There are some; each is named with the words beside it.
    """
    places = [_place(html, found) for found in HIDDEN.finditer(html)]
    if places:
        raise HiddenCharacterError(list(dict.fromkeys(places)))


def _place(html: str, found: re.Match[str]) -> str:
    around = html[max(0, found.start() - BESIDE) : found.end() + BESIDE]
    # A tag may be cut in two at either end.
    around = around[around.find(">") + 1 :] if "<" not in around.partition(">")[0] else around
    words = unescape(_TAG.sub(" ", around)).rpartition("<")
    seen = HIDDEN.sub("\N{REPLACEMENT CHARACTER}", words[0] or words[2])
    return f"U+{ord(found.group()):04X} in “{' '.join(seen.split())}”"
