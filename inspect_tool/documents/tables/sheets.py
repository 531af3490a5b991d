"""What the sheets of the tables workbook hold: one table each, counts with their base."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inspect_tool.domain.content.blocks import Cell, Edition, Quantity, ReportContent
from inspect_tool.domain.content.charts import FlowDiagram, chart_grid
from inspect_tool.domain.content.estimate_list import (
    EstimateLine,
    EstimateList,
    ShownAgreement,
    ShownShare,
)
from inspect_tool.domain.content.numbering import QUANTITIES_TABLE, figures_of, tables_of
from inspect_tool.domain.look.words import FixedWords
from inspect_tool.domain.percentages import LOW, NOT_APPLICABLE, SUPPRESSED, TOO_FEW, Percentage
from inspect_tool.domain.plan.words import ReportWords

REFERENCES_IN_A_ROW = 50  # a row of more would be higher than Excel allows at the narrowest

Value: TypeAlias = str | int | Percentage


@dataclass(frozen=True)
class Sheet:
    """One worksheet with its one table.

    Args:
        name: Letters, digits and underscores; starts with a letter; at most 31.
        table_name: Name of the marked-up table.
        note: What a reader must know; it goes to the notes with a number.
        numeric: Headings of columns that the report sets as numbers, such as "3 of 7".
    """

    name: str
    title: str
    table_name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    source: str = ""
    numeric: frozenset[str] = frozenset()

    def is_numeric(self, index: int) -> bool:
        """Whether a column holds numbers, or nothing but shorthand in the place of numbers."""
        values = [row[index] for row in self.rows]
        return self.headings[index] in self.numeric or any(
            not isinstance(value, str) for value in values
        )


def sheets_of(content: ReportContent) -> Iterator[Sheet]:
    """The sheets of a numbered report, in their order."""
    yield from _table_sheets(content)
    yield from _figure_sheets(content)
    if content.quantities:
        yield _quantities_sheet(content.quantities)
    with_cases = [quantity for quantity in content.quantities if quantity.case_refs]
    if content.edition is not Edition.INTERNAL:
        return
    if content.estimates is not None:
        yield _estimates_sheet(content.estimates, content.words)
    if with_cases:
        yield _cases_sheet(with_cases, content.words)


def _table_sheets(content: ReportContent) -> Iterator[Sheet]:
    words = content.look.words
    for table in tables_of(content):
        # The sheet of quantities says the same with count and base in columns of their own.
        if table.id == QUANTITIES_TABLE:
            continue
        headings = told_apart(column.heading for column in table.columns)
        yield Sheet(
            name=f"Table_{table.number}",
            title=words.say("table_title", number=table.number, title=table.title),
            table_name=_table_name(table.id),
            headings=headings,
            rows=tuple((row.header, *map(_value, row.cells)) for row in table.rows),
            note=table.note,
            source=table.source,
            numeric=frozenset(
                heading
                for heading, column in zip(headings, table.columns, strict=True)
                if column.is_numeric
            ),
        )


def _value(cell: Cell | None) -> Value:
    if isinstance(cell, Percentage):
        # Excel would show 0%.
        return LOW if cell.text == LOW else cell
    # A blank cell would leave open whether something is missing.
    return NOT_APPLICABLE if cell is None or cell == "" else cell


def told_apart(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings that Excel takes as different: it calls two equal that differ in case alone."""
    seen: dict[str, int] = {}
    result: list[str] = []
    for heading in headings:
        times = seen[heading.casefold()] = seen.get(heading.casefold(), 0) + 1
        result.append(heading if times == 1 else f"{heading} ({times})")
    return tuple(result)


def _figure_sheets(content: ReportContent) -> Iterator[Sheet]:
    words = content.look.words
    for figure in figures_of(content):
        grid = chart_grid(figure.chart)
        headings = told_apart(grid.headings)
        yield Sheet(
            name=f"Figure_{figure.number}",
            title=words.say("behind_the_chart", number=figure.number, title=figure.title),
            table_name=_table_name(figure.id),
            headings=headings,
            rows=tuple(tuple(map(_value, row)) for row in grid.rows),
            note=figure.note,
            source=figure.source,
            numeric=frozenset(headings[2 if isinstance(figure.chart, FlowDiagram) else 1 :]),
        )


def _table_name(id_: str) -> str:
    """A table's id as Excel allows it: letters, digits and underscores."""
    return re.sub(r"\W+", "_", id_)[:200]


def _quantities_sheet(quantities: Sequence[Quantity]) -> Sheet:
    small = [
        quantity
        for quantity in quantities
        if quantity.base is not None and quantity.percentage is None and not quantity.stated
    ]
    return Sheet(
        name="Quantities",
        title="Quantities in the report, in their order",
        table_name="quantities",
        headings=(
            "Quantity", "Where", "Words in the report", "What was counted", "Count", "Base",
            "What the base is", "Share",
        ),
        rows=tuple(_quantity_row(quantity) for quantity in quantities),
        note=f"No percentage where the base is below {small[0].percentages_from}." if small else "",
    )  # fmt: skip


def _share(quantity: Quantity) -> Value:
    """The share behind a quantity, or why there is none."""
    if quantity.percentage is None and quantity.base and not quantity.stated:
        return TOO_FEW
    return _value(quantity.percentage)


def _quantity_row(quantity: Quantity) -> tuple[Value, ...]:
    count, base = quantity.count, quantity.base
    is_suppressed = count is None or base is None
    return (
        quantity.label,
        quantity.where or NOT_APPLICABLE,
        quantity.phrase,
        quantity.measure_title,
        SUPPRESSED if count is None else quantity.stated or count,
        SUPPRESSED if base is None else base,
        quantity.base_noun,
        SUPPRESSED if is_suppressed else _share(quantity),
    )


def _cases_sheet(quantities: Sequence[Quantity], words: ReportWords) -> Sheet:
    return Sheet(
        name="Cases",
        title=words.said("Cases behind the quantities (internal, not for publication)"),
        table_name="cases_behind_quantities",
        headings=tuple(
            map(words.said, ("Quantity", "Words in the report", "Cases", "Case references"))
        ),
        rows=tuple(row for quantity in quantities for row in _case_rows(quantity)),
    )


def _case_rows(quantity: Quantity) -> Iterator[tuple[Value, ...]]:
    """The references of a quantity, a row for every so many: a row each filled 80 pages."""
    refs = quantity.case_refs
    for start in range(0, len(refs), REFERENCES_IN_A_ROW):
        some = refs[start : start + REFERENCES_IN_A_ROW]
        yield quantity.label, quantity.phrase, len(some), ", ".join(some)


def _estimates_sheet(estimates: EstimateList, words: ReportWords) -> Sheet:
    limits = (f"{estimates.level} interval, from", f"{estimates.level} interval, to")
    has_not_asked = any(line.not_asked for line in estimates.lines)
    has_agreement = any(line.agreement for line in estimates.lines)
    beyond = (words.said("Estimated share of all authorities’ children"), *limits)
    return Sheet(
        name="Estimates",
        title=words.said("Estimated shares of children, with their intervals"),
        table_name="estimates",
        headings=told_apart(
            (
                "What was counted", "Grouped by", "Group", "Count", "Base",
                "Not in the base", "No answer that counts",
                *(("Not asked",) if has_not_asked else ()),
                words.said("Share of the cases examined"),
                words.said("Estimated share of children"), *limits,
                *(beyond if estimates.has_all_authorities else ()),
                words.said("Cases in the estimate"),
                *(AGREEMENT if has_agreement else ()),
                "Note",
            )
        ),
        rows=tuple(
            _estimate_row(
                line,
                has_all_authorities=estimates.has_all_authorities,
                has_not_asked=has_not_asked,
                has_agreement=has_agreement,
            )
            for line in estimates.lines
        ),
        note=estimates.note,
        source=estimates.source,
    )  # fmt: skip


def _estimate_row(
    line: EstimateLine, *, has_all_authorities: bool, has_not_asked: bool, has_agreement: bool
) -> tuple[Value, ...]:
    return (
        line.measure_title,
        line.grouped_by,
        line.group,
        line.count,
        line.base,
        line.outside,
        line.unknown,
        *((line.not_asked,) if has_not_asked else ()),
        TOO_FEW if line.share is None and line.base else _value(line.share),
        *_shown(line.estimated, line.cases),
        *(_shown(line.all_authorities, line.cases) if has_all_authorities else ()),
        _value(line.cases),
        *(_agreement(line.agreement) if has_agreement else ()),
        _value(line.note),
    )


AGREEMENT = ("Read twice: two readers agreed", "Read twice: cases", "AC1", "AC1, interval")


def _agreement(shown: ShownAgreement | None) -> tuple[Value, ...]:
    if shown is None:
        return (NOT_APPLICABLE,) * len(AGREEMENT)
    return shown.agreed, shown.base, _value(shown.ac1), _value(shown.interval)


def _shown(share: ShownShare | None, cases: int | None) -> tuple[Value, ...]:
    if share is None:
        return (TOO_FEW if cases else NOT_APPLICABLE,) * 3
    return tuple(map(_value, (share.share, share.low, share.high)))


def notes_sheet(notes: tuple[str, ...], words: FixedWords) -> Sheet:
    """The notes that the titles of sheets call by number."""
    return Sheet(
        name="Notes",
        title=words.say("notes"),
        table_name="notes",
        headings=(words.say("note_number"), words.say("note_text")),
        rows=tuple((f"note {number}", note) for number, note in enumerate(notes, start=1)),
    )


def contents_sheet(sheets: tuple[Sheet, ...], words: FixedWords) -> Sheet:
    """The list of the sheets, whose names become links."""
    return Sheet(
        name="Contents",
        title=words.say("contents"),
        table_name="contents",
        headings=(words.say("worksheet"), words.say("title")),
        rows=tuple((sheet.name, sheet.title) for sheet in sheets),
    )
