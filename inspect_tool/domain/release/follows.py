"""Whether the numbers of a release follow from each other, by the tool's own rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from inspect_tool.domain.claims.phrases import read_phrase
from inspect_tool.domain.claims.scale import Span, WordingScale
from inspect_tool.domain.content.numbering import QUANTITIES_TABLE
from inspect_tool.domain.percentages import (
    NOT_APPLICABLE,
    SUPPRESSED,
    TOO_FEW,
    Percentage,
    carries_percentage,
)
from inspect_tool.domain.release.published import FORMAT, Record, is_told, row_numbers

COUNTED = "counted"  # words that state a count or a share of one
SHARE_IN_WORDS = re.compile(r"(\d[\d,]*) of (\d[\d,]*) \((\d+)%\)", re.ASCII)


@dataclass(frozen=True)
class DoesNotFollow:
    """A number that does not follow from the published ones, and where it stands."""

    place: str
    message: str


@dataclass(frozen=True)
class Followed:
    """What was checked of the numbers of a release, and what does not hold.

    Args:
        not_counted: Sentences that are ranges, comparisons, medians or estimates, and shares that
            are: no published count leads to them.
    """

    shares: int
    totals: int
    charts: int
    sentences: int
    not_counted: int
    faults: tuple[DoesNotFollow, ...]


def follow(tables: Record) -> Followed:
    """Recompute every number of a release that others of it lead to.

    Raises:
        KeyError, TypeError, ValueError, IndexError: It is not in the form of `FORMAT`.
    """
    if tables["format"] != FORMAT:
        raise ValueError("format")
    blocks = [*tables["tables"], *tables["charts"]]
    least = int(tables["percentages_from"])
    faults = [
        *(fault for one in blocks for fault in _block_faults(one, least)),
        *(fault for chart in tables["charts"] for fault in _chart_faults(chart, tables)),
        *(fault for one in tables["quantities"] for fault in _sentence_faults(one, tables)),
        *_shares_in_words(tables),
        *_twice(blocks),
    ]
    counted = [one for one in tables["quantities"] if one["kind"] == COUNTED]
    return Followed(
        shares=sum(len(one["shares"]) * len(one["rows"]) for one in blocks),
        totals=sum(len(one["sums"]) for one in blocks),
        charts=len(tables["charts"]),
        sentences=len(counted),
        not_counted=len(tables["quantities"])
        - len(counted)
        + sum(len(one["not_from_counts"]) for one in blocks),
        faults=tuple(faults),
    )


def _twice(blocks: list[Record]) -> Iterator[DoesNotFollow]:
    for name, times in Counter(str(one["id"]) for one in blocks).items():
        if times > 1:
            yield DoesNotFollow(name, "stands in the data twice")


def _block_faults(one: Record, least: int) -> Iterator[DoesNotFollow]:
    """Shares by their count and base, totals by the rows above them."""
    for row in one["rows"]:
        if len(row) != len(one["columns"]):
            yield DoesNotFollow(one["id"], f"the row {row[0]!r} has another number of cells")
            return
        for share, count, base in one["shares"]:
            if row[share] not in expected_shares(row[count], row[base], least):
                yield DoesNotFollow(
                    one["id"],
                    f"{row[0]}: {row[share]!r} does not follow from {row[count]} of {row[base]}",
                )
    for column in one["sums"]:
        (total,) = one["total_rows"]
        parts = [row[column] for place, row in enumerate(one["rows"]) if place != total]
        if sum(parts) != one["rows"][total][column]:
            heading = one["columns"][column]
            yield DoesNotFollow(one["id"], f"the total of {heading!r} is not the sum of its rows")


def expected_shares(count: object, base: object, least: int) -> tuple[str, ...]:
    """What may stand for the share of a count in its base."""
    if not isinstance(count, int) or not isinstance(base, int):
        return (SUPPRESSED,)
    if base == 0:
        return NOT_APPLICABLE, TOO_FEW
    if not carries_percentage(base, least):
        return (TOO_FEW,)
    return Percentage(Fraction(count, base)).text, SUPPRESSED


def _chart_faults(chart: Record, tables: Record) -> Iterator[DoesNotFollow]:
    """The numbers of a chart stand in its words, and in the table that it is drawn from."""
    if chart["in_words"] and not is_told(chart["rows"], chart["words"]):
        yield DoesNotFollow(chart["id"], "its words do not tell the numbers of its rows")
    if not chart["from_table"]:
        return
    (table,) = [one for one in tables["tables"] if one["id"] == chart["from_table"]]
    there = {(row[0], *row_numbers(row)[:2]) for row in table["rows"]}
    for row in chart["rows"]:
        if (row[0], *row_numbers(row)[:2]) not in there:
            yield DoesNotFollow(chart["id"], f"{row[0]}: not as in {table['id']}")


def _sentence_faults(one: Record, tables: Record) -> Iterator[DoesNotFollow]:
    """The words of a quantity are true of its numbers, and these stand in the tables."""
    place = f"sentence {one['where']}, “{one['words']}”"
    if one["kind"] == COUNTED and not is_true(one["words"], one["count"], one["base"], tables):
        yield DoesNotFollow(place, f"is not true of {one['count']} of {one['base']}")
    if one["from_table"]:
        name, row = one["from_table"]
        (table,) = [table for table in tables["tables"] if table["id"] == name]
        if row_numbers(table["rows"][row])[:2] != [one["count"], one["base"]]:
            yield DoesNotFollow(place, f"does not have the numbers of {name}")
    listed = [table for table in tables["tables"] if table["id"] == QUANTITIES_TABLE]
    rows = [row for table in listed for row in table["rows"] if row[0] == f"Q{one['number']}"]
    if listed and (
        len(rows) != 1
        or rows[0][2] != one["words"]
        or (one["count"] is not None and not _lists(str(rows[0][4]), one))
    ):
        yield DoesNotFollow(place, "is not as in the list of quantities")


def _lists(cell: str, one: Record) -> bool:
    """Whether a row of the list of quantities has the count and the base."""
    if one["stated"]:
        return cell.startswith(one["stated"])
    if one["count"] == one["base"]:
        return cell.startswith(f"{one['count']:,} {one['noun']}")
    return cell.startswith(f"{one['count']:,} of {one['base']:,} {one['noun']}")


def is_true(words: str, count: int | None, base: int | None, tables: Record) -> bool:
    """Whether the words of a quantity can be said of its count and base."""
    if count is None or not base:
        return False
    return any(one.is_true for one in read_phrase(words, count, base, scale_of(tables["scale"])))


def scale_of(record: Record) -> WordingScale:
    """The wording scale that a release carries."""
    return WordingScale(
        wording=record["name"],
        title=record["name"],
        source="the release",
        status="as sealed",
        fractions=tuple(Span.model_validate(span) for span in record["fractions"]),
        bands=tuple(Span.model_validate(span) for span in record["bands"]),
    )


def _shares_in_words(tables: Record) -> Iterator[DoesNotFollow]:
    """Wherever "5 of 40 (13%)" is written, the percentage is that of the count in its base."""
    for place, text in _all_texts(tables):
        for count, base, percent in SHARE_IN_WORDS.findall(text):
            whole = int(base.replace(",", ""))
            share = Fraction(int(count.replace(",", "")), whole) if whole else None
            if share is None or Percentage(share).text != f"{percent}%":
                yield DoesNotFollow(place, f"{count} of {base} is not {percent}%")


def _all_texts(tables: Record) -> Iterator[tuple[str, str]]:
    for one in [*tables["tables"], *tables["charts"]]:
        yield from ((one["id"], cell) for row in one["rows"] for cell in row if type(cell) is str)
        yield from ((one["id"], one[name]) for name in ("title", "words", "note") if name in one)
    yield from ((chapter, text) for chapter, text in tables["paragraphs"])
