"""Whether the letters, the press summary, Word and open data of a release show its own numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from inspect_tool.domain.release.contents import DOCUMENTS, OPEN_DATA
from inspect_tool.domain.release.follows import DoesNotFollow
from inspect_tool.domain.release.published import Record, numbers_in
from inspect_tool.readers.release.packed import data_tables, word_tables
from inspect_tool.readers.release.page import plain, shown_page, words_of_page

# What a letter says of the report, and of itself, in numbers of its own.
_OF_ITSELF: Final = re.compile(r"Recommendation \d+\.|\d+ more tables and figures")


@dataclass
class FurtherFiles:
    """What comes of comparing them.

    Args:
        read: Names of the files of which every table was compared, and each figure of the words.
        not_proven: What they say beside that, each as the end of a sentence.
    """

    faults: list[DoesNotFollow] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    not_proven: list[str] = field(default_factory=list)


def check_further(files: Mapping[str, bytes], name: str, tables: Record) -> FurtherFiles:
    """Hold each of them to the tables that are published.

    Args:
        name: How the files of the report are called.
        tables: What tables.json says.
    """
    found = FurtherFiles()
    letter = re.compile(re.escape(f"{DOCUMENTS}/{name}-letter-") + r".+\.html")
    for file, held in sorted(files.items()):
        faults: list[str] = []
        if file == f"{DOCUMENTS}/{name}.docx":
            faults = [*_of_word(held, tables)]
        elif file.startswith(f"{OPEN_DATA}/"):
            faults = [*_of_open_data(held, tables)]
        elif letter.fullmatch(file):
            faults = [*_of_tables(held.decode(), tables)]
            faults += [
                f"says {one}, which the words of tables.json do not"
                for one in _strange(held.decode(), tables)
            ]
        elif file == f"{DOCUMENTS}/{name}-press.html":
            # Its author may give dates, and figures of others with their source.
            strange = _strange(held.decode(), tables)
            if strange:
                found.not_proven.append(
                    f"where {file} has {', '.join(strange)} from: not from the report’s words"
                )
        else:
            continue
        found.faults += [DoesNotFollow(file, message) for message in faults]
        found.read.append(file)
    return found


def shown_cells(one: Record) -> list[list[str]]:
    """A table or the cells of a chart as documents show them, the headings first."""
    rows = [
        [f"{cell:,}" if isinstance(cell, int) else plain(cell) for cell in row]
        for row in one["rows"]
    ]
    return [[plain(heading) for heading in one["columns"]], *rows]


def _of_word(held: bytes, tables: Record) -> Iterator[str]:
    """Its tables are those of the data, and those of its charts."""
    blocks = [*tables["tables"], *tables["charts"]]
    wanted = Counter(_key(shown_cells(one)) for one in blocks)
    if Counter(_key(one) for one in word_tables(held)) != wanted:
        yield "does not have the tables and charts of tables.json"


def _key(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, rows))


def _of_open_data(held: bytes, tables: Record) -> Iterator[str]:
    """Its tables have the cells of the data; shares are numbers there, and nothing is empty."""
    packed = data_tables(held)
    if len(packed) != len(tables["tables"]):
        yield "has another number of tables than tables.json"
        return
    for rows, one in zip(packed, tables["tables"], strict=True):
        wanted = [[_bare(str(cell)) for cell in row] for row in one["rows"]]
        width = len(one["columns"])
        if [[_bare(cell) for cell in row[:width]] for row in rows] != wanted:
            yield f"does not have the cells of {one['id']}"


def _bare(cell: str) -> str:
    """A cell without what only one of the two kinds of file has."""
    return "" if cell == "–" else plain(cell).replace(",", "").rstrip("%").lstrip("'")


def _of_tables(text: str, tables: Record) -> Iterator[str]:
    """The tables of a page are rows and columns of the data."""
    blocks = {one["id"]: shown_cells(one) for one in [*tables["tables"], *tables["charts"]]}
    for id_, rows in shown_page(text).tables.items():
        if not _is_cut_out_of(rows, blocks.get(id_, [[]])):
            yield f"shows cells that {id_ or 'no table'} of tables.json does not have"


def _strange(text: str, tables: Record) -> list[str]:
    """Figures in the words of a page that no words of the report have."""
    known = {number for said in _words(tables) for number in numbers_in(said)}
    told = numbers_in(_OF_ITSELF.sub(" ", words_of_page(text)))
    return [f"{number:,}" for number in dict.fromkeys(told) if number not in known]


def _is_cut_out_of(rows: list[list[str]], whole: list[list[str]]) -> bool:
    """Whether a table has some rows and columns of another."""
    headings, *body = rows or [[]]
    if not set(headings) <= set(whole[0]) or not headings:
        return False
    places = [whole[0].index(heading) for heading in headings]
    left = [[row[place] for place in places] for row in whole[1:]]
    return all(row in left for row in body)


def _words(tables: Record) -> Iterator[str]:
    """Everything that the report says in words."""
    yield from (tables["title"], tables["reference"], tables["notice"], *tables["about"])
    yield from (words for _, words in tables["paragraphs"])
    yield from (f"{figure} {label}" for figure, label in tables["statistics"])
    for one in [*tables["tables"], *tables["charts"]]:
        yield from (str(one.get(part, "")) for part in ("title", "note", "source", "words"))
