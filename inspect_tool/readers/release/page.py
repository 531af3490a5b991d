"""What the page of a release shows: its tables, what is said of its charts, its quantities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from inspect_tool.domain.release.published import Record, numbers_in, row_numbers

QUANTITY = "#quantity-"
ROOMS = ("on-wide", "on-narrow")  # a picture for each, of which a window shows one
AS_TABLE = "-as-table"  # behind the id of a figure: the table of what it shows
_SET_OTHERWISE = {0xA0: " ", 0xAD: None, 0x2019: "'", 0x2212: "-"}


@dataclass
class ShownPage:
    """What a reader of the page sees.

    Args:
        tables: Rows of cells by the table's id, the headings first.
        charts: What is said of the pictures of each figure, by its id: those of a wide window,
            then those of a phone; several of each where the chart is drawn in parts.
        quantities: Words of each quantity by its id.
    """

    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    charts: dict[str, list[list[str]]] = field(default_factory=dict)
    quantities: dict[str, str] = field(default_factory=dict)


def shown_page(text: str) -> ShownPage:
    """Read a page; a table that stands there twice is read as two in one."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    return reader.shown


def words_of_page(text: str) -> str:
    """The words of the main part of a page, without its tables."""
    reader = _WordReader()
    reader.feed(text)
    reader.close()
    return plain(" ".join(reader.words))


class _WordReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._is_main = False
        self._in_table = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._is_main = self._is_main or tag == "main"
        self._in_table = self._in_table or tag == "table"

    def handle_endtag(self, tag: str) -> None:
        self._is_main = self._is_main and tag != "main"
        self._in_table = self._in_table and tag != "table"

    def handle_data(self, data: str) -> None:
        if self._is_main and not self._in_table:
            self.words.append(data)


def plain(words: str) -> str:
    """Words without what only setting them changes: line ends, spaces, apostrophes, minus signs."""
    return " ".join(words.translate(_SET_OTHERWISE).split())


def is_said_of(chart: Record, titles: Sequence[str]) -> bool:
    """Whether the pictures of a chart are described as in the data.

    A chart that is drawn in parts is described in parts, which are held by their numbers: each
    stands in the words of the whole, and none of a row is missing.

    Args:
        titles: What is said of each picture, as a reader of the page has it.
    """
    if len(titles) == 1:
        return titles[0] == plain(chart["words"])
    told = Counter(numbers_in(" ".join(titles)))
    wanted = Counter(number for row in chart["rows"] for number in row_numbers(row))
    return set(told) <= set(numbers_in(chart["words"])) and wanted <= told


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = ShownPage()
        self._table = ""
        self._figure = ""
        self._in_chart = False
        self._words: list[str] | None = None
        self._quantity = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._table = given.get("id", "")
            self.shown.tables.setdefault(self._table, [])
        elif tag == "figure":
            self._figure = given.get("id", "")
            self.shown.charts.setdefault(self._figure, [])
        elif tag == "div" and given.get("class") in ROOMS:
            self.shown.charts.setdefault(self._figure, []).append([])
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
        elif tag == "figure":
            self._figure = ""
        elif tag == "svg":
            self._in_chart = False
        elif tag in ("th", "td") and self._table and self._words is not None:
            self.shown.tables[self._table][-1].append(words)
            self._words = None
        elif tag == "title" and self._in_chart:
            groups = self.shown.charts.setdefault(self._figure, [])
            if not groups:
                groups.append([])
            groups[-1].append(words)
            self._words = None
        elif tag == "a" and self._quantity:
            self.shown.quantities[self._quantity] = words
            self._quantity = ""
            self._words = None if not self._table else self._words

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)
