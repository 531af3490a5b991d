"""Public letters: what the public edition says of one authority, and nothing else (decision 163).

A letter is cut out of the published report: rows of its tables, columns of its heat maps, and its
recommendations as they stand there. So whoever lays all letters beside the report has the report,
which was held against every attack, and no number more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inspect_tool.domain.content.blocks import (
    Block,
    Chapter,
    Column,
    Edition,
    Figure,
    Paragraph,
    Recommendation,
    ReportContent,
    Row,
    Table,
    Text,
)
from inspect_tool.domain.content.charts import HeatMap, chart_grid
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.percentages import SUPPRESSED
from inspect_tool.domain.plan.plan import Authority
from inspect_tool.domain.report.fixed_words import fixed, words_on_the_language
from inspect_tool.domain.report.letters import addressed, advice_paragraphs, fieldwork_fact


@dataclass(frozen=True)
class PublicLetter:
    """What the public may read of one authority.

    Args:
        content: Internal until `published_page` makes it a page of the public edition.
        tables: How many of it have numbers of the authority.
        held_back: How many tables and figures give it no number that is not held back.
        left_out: Recommendations that name another authority.
    """

    authority: Authority
    content: ReportContent
    tables: int
    held_back: int
    left_out: int


def public_letters(
    figures: SnapshotFigures, published: PublishedContent, codes: Sequence[str]
) -> tuple[PublicLetter, ...]:
    """The public letter to each of these authorities.

    Args:
        published: The public edition, which everything in a letter is taken from.
        codes: Of authorities of which something was counted.
    """
    numbered = number_content(published)
    by_code = {one.code: one for one in figures.authorities}
    return tuple(_letter(figures, numbered, by_code[code]) for code in codes)


def _letter(
    figures: SnapshotFigures, published: ReportContent, authority: Authority
) -> PublicLetter:
    plan = figures.review.plan
    found = [one for block in _blocks(published) for one in _extracts(figures, block, authority)]
    told = [one for one in found if not _is_nothing(one)]
    advice = [block for block in _blocks(published) if isinstance(block, Recommendation)]
    own = addressed(figures, advice, authority)
    content = ReportContent(
        title=fixed(figures, "letter_to", name=authority.name),
        subtitle=plan.title,
        kicker=fixed(figures, "letter_kicker"),
        edition=Edition.INTERNAL,
        published_words=published.published_words,
        reference=published.reference,
        publisher=published.publisher,
        cover_facts=(fieldwork_fact(figures),),
        notice=published.notice,
        chapters=tuple(_chapters(figures, told, len(found) - len(told), own.own)),
        created=published.created,
        words=figures.words,
        look=published.look,
    )
    return PublicLetter(authority, content, len(told), len(found) - len(told), own.left_out)


def _blocks(content: ReportContent) -> Iterator[Block]:
    return (block for chapter in content.chapters for block in chapter.blocks)


def _extracts(figures: SnapshotFigures, block: Block, authority: Authority) -> Iterator[Table]:
    """What a table or a figure of the report has of an authority, as a table of the letter."""
    said = figures.words.said
    if isinstance(block, Table) and block.columns[0].heading == said("Authority"):
        own = tuple(row for row in block.rows if row.header == authority.name or row.is_total)
        if any(not row.is_total for row in own):
            found = replace(block, rows=own)
            yield _of_report(figures, found, "letter_table_of_report", block.number)
    if isinstance(block, Figure) and isinstance(block.chart, HeatMap):
        yield from _of_heat_map(figures, block, authority)


def _of_heat_map(figures: SnapshotFigures, figure: Figure, authority: Authority) -> Iterator[Table]:
    grid = chart_grid(figure.chart)
    places = [
        place
        for place, heading in enumerate(grid.headings)
        if heading.startswith(f"{authority.code}, ")
    ]
    if places:
        rows = tuple(
            Row(str(header), tuple(cells[place - 1] for place in places))
            for header, *cells in grid.rows
        )
        table = Table(
            id=figure.id,
            title=figure.title,
            columns=tuple(
                Column(grid.headings[place], is_numeric=bool(place)) for place in (0, *places)
            ),
            rows=rows,
            note=figure.note,
            source=figure.source,
        )
        yield _of_report(figures, table, "letter_figure_of_report", figure.number)


def _of_report(figures: SnapshotFigures, table: Table, key: str, number: int | None) -> Table:
    """A table that says where the report has it; its notes are those of its own cells."""
    has_held = any(SUPPRESSED in row.cells for row in table.rows)
    return replace(
        table,
        title=fixed(figures, key, title=table.title, number=number),
        note=fixed(figures, "letter_held_back_there", mark=SUPPRESSED) if has_held else "",
        number=None,
    )


def _is_nothing(table: Table) -> bool:
    """Whether every number of the authority is held back."""
    cells = [cell for row in table.rows if not row.is_total for cell in row.cells]
    return SUPPRESSED in cells and all(cell == SUPPRESSED for cell in cells)


def _chapters(
    figures: SnapshotFigures,
    tables: Sequence[Table],
    held_back: int,
    advice: Sequence[Recommendation],
) -> Iterator[Chapter]:
    def chapter(id_: str, key: str, *blocks: Block) -> Chapter:
        title = fixed(figures, key)
        return Chapter(id_, title, blocks, is_numbered=False, is_on_new_page=False)

    about = (fixed(figures, "letter_of_public"), *words_on_the_language(figures))
    yield chapter("about-this-letter", "letter_about", *map(_paragraph, about))
    nothing = _paragraph(fixed(figures, "letter_no_number"))
    findings: list[Block] = [*tables] or [nothing]
    if held_back:
        findings.append(_paragraph(fixed(figures, "letter_more_held_back", number=held_back)))
    yield chapter("findings", "letter_report_says", *findings)
    if advice:
        told = advice_paragraphs(figures, advice)
        yield chapter("recommendations", "letter_recommendations", *told)


def _paragraph(words: str) -> Paragraph:
    return Paragraph((Text(words),))
