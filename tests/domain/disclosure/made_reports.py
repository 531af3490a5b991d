"""Reports made by hand, in the layouts that the report's own tables have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from inspect_tool.domain.content.blocks import (
    Block,
    Cell,
    Chapter,
    ClaimText,
    Column,
    Edition,
    Paragraph,
    Quantity,
    ReportContent,
    Row,
    Table,
)
from inspect_tool.domain.content.marks import Holds, RowsAre, TableMark
from inspect_tool.domain.percentages import TOO_FEW


@dataclass(frozen=True)
class MadeCase:
    """A case of a made review.

    Args:
        counts: Whether it counts in each measure; None outside the base.
    """

    authority: str
    case_type: str
    counts: Mapping[str, bool | None]


_HOLDS = {
    "Number": Holds.NUMBER,
    "Base": Holds.BASE,
    "Of": Holds.BASE,
    "Share": Holds.SHARE,
    "Who": Holds.NOUN,
    "Words": Holds.PHRASE,
    "Of the cases read": Holds.OF_BASE,
    "Estimated share": Holds.ESTIMATE,
    "Of the children": Holds.COMPARED,
    "Seen in authorities": Holds.SEEN_IN,
    "Lowest": Holds.LOWEST,
    "Highest": Holds.HIGHEST,
    "p": Holds.TEST,
    "Not in the base": Holds.REST,
    "No answer that counts": Holds.REST,
    "Not asked": Holds.REST,
    "All cases": Holds.RECORDS,
}
_ROWS = {
    "table-losses": RowsAre.LOSSES,
    "table-cases": RowsAre.DESIGN,
    "table-flow": RowsAre.DESIGN,
    "table-authorities": RowsAre.DESIGN,
    "table-wording": RowsAre.WORDS,
}


def marked(table: Table) -> Table:
    """A table made by hand with the marks that the report gives one with such headings."""
    if table.mark is not None:
        return table
    headings = [column.heading for column in table.columns]
    rows, what, noun = _ROWS.get(table.id), "", ""
    holds = dict(_HOLDS)
    if rows is None and headings[1:4:2] == ["Number", "Share"]:
        rows, what = RowsAre.GROUPS, table.title.rsplit(", by ", 1)[0]
        noun = headings[2].removeprefix("Of ")
        holds[headings[2]] = Holds.BASE
    elif rows is None and (headings[1:2] == ["Number"] or table.id == "table-headlines"):
        rows = RowsAre.MEASURES
    if rows is None:
        return table
    is_of_cases = table.id == "table-cases"
    return replace(
        table,
        columns=tuple(
            replace(one, holds=Holds.RECORDS if is_of_cases else holds.get(one.heading))
            for one in table.columns
        ),
        mark=TableMark(rows, what, noun),
    )


def report_of(*blocks: Block, quantities: Sequence[Quantity] = ()) -> ReportContent:
    """A report of one chapter, whose first paragraph states the quantities; its tables marked."""
    blocks = tuple(marked(one) if isinstance(one, Table) else one for one in blocks)
    stated = Paragraph(tuple(ClaimText(one.phrase, one.id) for one in quantities))
    return ReportContent(
        title="Made",
        subtitle="",
        kicker="",
        edition=Edition.INTERNAL,
        published_words="",
        reference="",
        publisher="",
        cover_facts=(),
        notice="",
        chapters=(Chapter("chapter", "Chapter", (stated, *blocks)),),
        created=date(2026, 3, 1),
        quantities=tuple(quantities),
    )


def cases_table(cases: Sequence[MadeCase]) -> Table:
    """How many cases were read, as `report.tables.cases_table` sets it."""
    rows = [
        Row(name, _numbers(cases, authority=name))
        for name in dict.fromkeys(case.authority for case in cases)
    ]
    rows.append(Row("All", _numbers(cases), is_total=True))
    types = dict.fromkeys(case.case_type for case in cases)
    columns = (Column("Authority"), *map(Column, types), Column("All"))
    return Table("table-cases", "Cases examined, by authority and case type", columns, tuple(rows))


def _numbers(cases: Sequence[MadeCase], authority: str = "") -> tuple[int, ...]:
    inside = [case.case_type for case in cases if authority in ("", case.authority)]
    numbers = [inside.count(one) for one in dict.fromkeys(case.case_type for case in cases)]
    return (*numbers, sum(numbers))


def measure_table(cases: Sequence[MadeCase], title: str, *, by: str, noun: str) -> Table:
    """A measure by a field, as `report.measure_tables.measure_table` sets it."""
    heading = "Authority" if by == "authority" else "Case type"
    groups = dict.fromkeys(getattr(case, by) for case in cases)
    has_rest = any(case.counts[title] is None for case in cases)
    rows = [
        Row(
            group,
            _row([case for case in cases if getattr(case, by) == group], title, has_rest=has_rest),
        )
        for group in groups
    ]
    rows.append(Row("All", _row(cases, title, has_rest=has_rest), is_total=True))
    rest = ("Not in the base", "All cases") if has_rest else ()
    return Table(
        id=f"table-{title}-{by}",
        title=f"{title}, by {heading.lower()}",
        columns=tuple(map(Column, (heading, "Number", f"Of {noun}", "Share", *rest))),
        rows=tuple(rows),
    )


def _of(cases: Sequence[MadeCase], by: str, group: str) -> list[MadeCase]:
    return [case for case in cases if getattr(case, by) == group]


def _row(cases: Sequence[MadeCase], title: str, *, has_rest: bool) -> tuple[Cell, ...]:
    answers = [case.counts[title] for case in cases]
    number, outside = answers.count(True), answers.count(None)
    rest = (outside, len(answers)) if has_rest else ()
    return (number, len(answers) - outside, TOO_FEW, *rest)
