"""What changed between two texts, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser


@dataclass(frozen=True)
class TextChange:
    """Paragraphs that stand in one text and not in the other.

    Args:
        before: What stood there; empty where something was added.
        after: What stands there; empty where something was taken out.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]


def text_changes(before: Sequence[str], after: Sequence[str]) -> tuple[TextChange, ...]:
    """The places at which two texts differ, in their order; empty paragraphs do not count.

    Args:
        before, after: Paragraphs.
    """
    old = [one.strip() for one in before if one.strip()]
    new = [one.strip() for one in after if one.strip()]
    # A paragraph that comes often, such as the head of a table, is no junk here.
    found = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return tuple(
        TextChange(tuple(old[first:last]), tuple(new[start:end]))
        for kind, first, last, start, end in found
        if kind != "equal"
    )


def paragraphs_of_page(page: str) -> tuple[str, ...]:
    """The paragraphs, headings and cells of an HTML page, without its pictures and its styles."""
    reader = _Paragraphs()
    reader.feed(page)
    reader.close()
    return tuple(reader.found)


_BLOCKS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "tr", "caption", "figcaption", "div",
    "section", "table", "ul", "ol", "dl", "header", "footer", "main", "nav", "aside", "figure",
    "blockquote",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_UNREAD = frozenset({"style", "script", "svg", "title"})


class _Paragraphs(HTMLParser):
    """Collects the text between the ends of blocks; the cells of a row stand in one line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._words: list[str] = []
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # all the same
        self._unread += tag in _UNREAD
        if tag in _BLOCKS:
            self._end()
        elif tag in _CELLS and any(self._words):
            self._words.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        if tag in _BLOCKS:
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        words = " ".join("".join(self._words).split())
        if words:
            self.found.append(words)
        self._words.clear()
