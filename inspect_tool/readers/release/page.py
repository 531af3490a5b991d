"""What the page of a release shows: its tables, what is said of its charts, its quantities."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

QUANTITY = "#quantity-"


@dataclass
class ShownPage:
    """What a reader of the page sees.

    Args:
        tables: Rows of cells by the table's id, the headings first.
        charts: What is said of each chart, in their order.
        quantities: Words of each quantity by its id.
    """

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    charts: list[str] = field(default_factory=list)
    quantities: dict[str, str] = field(default_factory=dict)


def shown_page(text: str) -> ShownPage:
    """Read a page; a table that stands there twice is read as two in one."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return reader.shown


def plain(words: str) -> str:
    """Words without what only setting them changes: line ends, runs of spaces, hard spaces."""
    return " ".join(words.replace("\u00a0", " ").replace("\u00ad", "").split())


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = ShownPage()
        self._table = ""
        self._in_chart = False
        self._words: list[str] | None = None
        self._quantity = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table = given.get("id", "")
            self.shown.tables.setdefault(self._table, [])
        elif tag == "svg":
            self._in_chart = True
        elif tag == "tr" and self._table:
            self.shown.tables[self._table].append([])
        elif (tag in ("th", "td") and self._table) or (tag == "title" and self._in_chart):
            self._words = []
        elif tag == "a" and given.get("href", "").startswith(QUANTITY):
            self._quantity = given["href"].removeprefix(QUANTITY)
            self._words = [] if self._words is None else self._words

    def handle_endtag(self, tag: str) -> None:
        words = plain("".join(self._words or ()))
        if tag == "table":
            self._table = ""
        elif tag == "svg":
            self._in_chart = False
        elif tag in ("th", "td") and self._table and self._words is not None:
            self.shown.tables[self._table][-1].append(words)
            self._words = None
        elif tag == "title" and self._in_chart:
            self.shown.charts.append(words)
            self._words = None
        elif tag == "a" and self._quantity:
            self.shown.quantities[self._quantity] = words
            self._quantity = ""
            self._words = None if not self._table else self._words

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)
