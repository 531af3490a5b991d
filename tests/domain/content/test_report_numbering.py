"""Numbers run through the report, and every reference says where it leads."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    ClaimText,
    CrossReference,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    KeyBox,
    Paragraph,
    Quantity,
    Recommendation,
    ReportContent,
    Spans,
    Statistic,
    Statistics,
    Strong,
    Table,
    Text,
)
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.content.cover import body_of, statement_of
from inspect_tool.domain.content.numbering import (
    QUANTITIES_ANNEX,
    DanglingReferenceError,
    DuplicateIdError,
    contents_entries,
    figures_of,
    footnotes_of,
    number_content,
    tables_of,
)
from tests.documents.report_factory import report_content


def words(text: str) -> Spans:
    return (Text(text),)


def report(
    *blocks: Block, quantities: tuple[Quantity, ...] = (), is_numbered: bool = True
) -> ReportContent:
    chapter = Chapter("findings", "Findings", blocks, is_numbered=is_numbered)
    return report_content(chapters=(chapter,), quantities=quantities)


def numbered_blocks(content: ReportContent) -> tuple[Block, ...]:
    return number_content(content).chapters[0].blocks


def paragraphs(content: ReportContent) -> Iterator[Paragraph]:
    for chapter in content.chapters:
        yield from (block for block in chapter.blocks if isinstance(block, Paragraph))


def test_paragraphs_are_numbered_through_numbered_chapters_only() -> None:
    content = number_content(report_content())
    numbers = [block.number for block in paragraphs(content) if block.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    summary = next(chapter for chapter in content.chapters if chapter.id == "summary")
    assert all(block.number is None for block in summary.blocks if isinstance(block, Paragraph))


def test_tables_figures_and_recommendations_count_on_over_chapters() -> None:
    content = number_content(report_content())
    assert [table.number for table in tables_of(content)] == list(range(1, 12))
    assert [figure.number for figure in figures_of(content)] == list(range(1, 11))
    recommended = [
        block.number
        for chapter in content.chapters
        for block in chapter.blocks
        if isinstance(block, Recommendation)
    ]
    assert recommended == [1, 2, 3, 4, 5, 6]


def test_the_statement_on_the_cover_is_no_chapter_of_the_contents() -> None:
    said = Paragraph((ClaimText("33", "cover-1"), Text(" cases were read.")))
    chart = Bars((Bar("Ashmere", 3, 7),))
    found = (ClaimText("three of the seven", "findings-1"), Text(" cases."))
    figure = Figure("figure-one", "One", chart, finding=found)
    content = number_content(
        report_content(
            chapters=(
                Chapter("cover", "On the cover", (said,), is_numbered=False, is_on_cover=True),
                Chapter("findings", "Findings", (figure,)),
            ),
            quantities=(
                Quantity("cover-1", "33", "Cases examined", 33, 33),
                Quantity("findings-1", "three of the seven", "Drift", 3, 7),
            ),
        )
    )
    assert statement_of(content) == (said,)
    assert [chapter.id for chapter in body_of(content)] == ["findings", QUANTITIES_ANNEX]
    assert contents_entries(content)[0].text == "Findings"
    assert [one.where for one in content.quantities] == ["Cover", "Figure 1"]


def test_annexes_are_lettered_and_the_quantities_come_last() -> None:
    annexes = [chapter for chapter in number_content(report_content()).chapters if chapter.is_annex]
    assert [annex.label for annex in annexes] == ["Annex A", "Annex B", "Annex C", "Annex D"]
    assert annexes[-1].id == QUANTITIES_ANNEX


def test_without_quantities_there_is_no_annex_for_them() -> None:
    content = number_content(report(Paragraph(words("Plain."))))
    assert [chapter.id for chapter in content.chapters] == ["findings"]


def test_numbering_again_changes_nothing() -> None:
    once = number_content(report_content())
    assert number_content(once) == once


def test_notes_are_numbered_in_the_order_of_their_calls_at_any_depth() -> None:
    first, second, third = (Footnote(words(text)) for text in ("a", "b", "c"))
    content = report(
        Paragraph((Strong((first,)),)),
        KeyBox((BulletList(((second,),)), Paragraph((Emphasis((third,)),)))),
    )
    notes = footnotes_of(number_content(content).chapters[0])
    assert [(note.number, note.spans) for note in notes] == [
        (1, words("a")),
        (2, words("b")),
        (3, words("c")),
    ]


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("findings", "Findings"),
        ("how", "How"),
        ("table-t", "Table 1"),
        ("paragraph-1", "paragraph 1"),
        ("recommendation-1", "recommendation 1"),
    ],
)
def test_a_reference_without_words_says_what_it_leads_to(target: str, shown: str) -> None:
    pointing = Paragraph((Strong((CrossReference(target),)), Footnote((CrossReference(target),))))
    blocks = (
        pointing,
        Heading("how", "How"),
        Table("table-t", "T", (), ()),
        Recommendation(words("act"), "Ministers should"),
        Statistics((Statistic("1", "one"),)),
    )
    paragraph = numbered_blocks(report(*blocks))[0]
    assert isinstance(paragraph, Paragraph)
    strong, note = paragraph.spans
    assert isinstance(strong, Strong)
    assert isinstance(note, Footnote)
    assert strong.spans == note.spans == (CrossReference(target, shown),)


def test_a_reference_keeps_its_own_words() -> None:
    paragraph = numbered_blocks(report(Paragraph((CrossReference("findings", "above"),))))[0]
    assert paragraph == Paragraph((CrossReference("findings", "above"),), number=1)


def test_dangling_references_are_all_named_at_once() -> None:
    content = report(
        Paragraph((CrossReference("b"), CrossReference("a"), CrossReference("findings")))
    )
    with pytest.raises(DanglingReferenceError, match="no place #a, no place #b"):
        number_content(content)


def test_a_claim_without_its_quantity_is_refused() -> None:
    content = report(Paragraph((ClaimText("half", "q-half"),)))
    with pytest.raises(DanglingReferenceError, match="no quantity q-half"):
        number_content(content)


def test_two_places_with_one_id_are_refused() -> None:
    content = report(Heading("findings", "Findings again"))
    with pytest.raises(DuplicateIdError, match="id findings"):
        number_content(content)


def test_quantities_are_numbered_by_where_the_report_states_them_first() -> None:
    content = report(
        Paragraph(words("One.")),
        BulletList(((ClaimText("half", "q-b"),),)),
        Paragraph((ClaimText("a third", "q-a"), ClaimText("half", "q-b"))),
        Recommendation((ClaimText("all", "q-c"),), "Ministers should"),
        quantities=tuple(Quantity(name, name, "M", 1, 2) for name in ("q-a", "q-b", "q-c", "q-d")),
    )
    places = [
        (quantity.id, quantity.label, quantity.where)
        for quantity in number_content(content).quantities
    ]
    assert places == [
        ("q-b", "Q1", "After paragraph 1"),
        ("q-a", "Q2", "Paragraph 2"),
        ("q-c", "Q3", "Recommendation 1"),
        ("q-d", "Q4", ""),
    ]


def test_in_a_chapter_without_numbers_a_quantity_stands_in_the_chapter() -> None:
    content = report(
        Paragraph((ClaimText("half", "q"),)),
        quantities=(Quantity("q", "half", "M", 1, 2),),
        is_numbered=False,
    )
    assert number_content(content).quantities[0].where == "Findings"


@pytest.mark.parametrize(
    ("count", "base", "shown", "has_note"),
    [
        (20, 47, "20 of 47 long-term cases", False),
        (47, 47, "47 long-term cases", False),
        (None, 47, "[c]", True),
        (3, None, "[c]", True),
        (1234, 4812, "1,234 of 4,812 long-term cases", False),
    ],
)
def test_the_annex_shows_each_quantity_with_its_base(
    count: int | None, base: int | None, shown: str, has_note: bool
) -> None:
    quantity = Quantity("q", "nearly half", "Left too long", count, base, "long-term cases")
    content = number_content(
        report(Paragraph((ClaimText("nearly half", "q"),)), quantities=(quantity,))
    )
    table = tables_of(content)[0]
    assert table.rows[0].cells == ("Paragraph 1", "nearly half", "Left too long", shown)
    assert table.rows[0].id == "quantity-q"
    assert bool(table.note) == has_note


def test_contents_list_chapters_and_their_headings() -> None:
    content = number_content(
        report(Heading("how", "How"), Heading("deeper", "Deeper", 3), Paragraph(words("x")))
    )
    entries = [(entry.id, entry.text, entry.level) for entry in contents_entries(content)]
    assert entries == [("findings", "Findings", 1), ("how", "How", 2)]


def test_numbering_leaves_the_given_report_alone() -> None:
    content = report_content()
    before = dataclasses.replace(content)
    number_content(content)
    assert content == before
