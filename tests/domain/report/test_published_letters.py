"""Public letters: each number of them stands in the public edition, in the same row and column."""

from __future__ import annotations

from dataclasses import replace

from inspect_tool.domain.content.blocks import (
    Block,
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
from inspect_tool.domain.content.charts import Bar, HeatMap, HeatRow
from inspect_tool.domain.content.numbering import number_content, tables_of
from inspect_tool.domain.content.plain_words import plain_words
from inspect_tool.domain.disclosure.public_edition import published_page
from inspect_tool.domain.report.published_letters import PublicLetter, public_letters
from tests.domain.disclosure.made_reports import report_of
from tests.figures_factory import authority_code, cases_of, figures_of_cases

CODES = [authority_code(place) for place in range(3)]
FIGURES = figures_of_cases([one for code in CODES for one in cases_of(code, 3, 6)], authorities=3)
NAMES = [f"Authority {code}" for code in CODES]
BY_AUTHORITY = Table(
    "table-drift-authority",
    "Drift, by authority",
    tuple(map(Column, ("Authority", "Number", "Of cases"))),
    (Row(NAMES[0], (5, 6)), Row(NAMES[1], ("[c]", "[c]")), Row("All", (9, 18), is_total=True)),
    note="A note of all rows.",
)
BY_TYPE = replace(
    BY_AUTHORITY,
    id="table-drift-case_type",
    columns=(Column("Case type"), *BY_AUTHORITY.columns[1:]),
)
MAP = Figure(
    "figure-matrix",
    "Criteria met",
    HeatMap(
        (CODES[0], CODES[1]),
        (HeatRow("Plans", (Bar(CODES[0], 5, 6), Bar(CODES[1], None, None))),),
    ),
)


def to(place: int, *blocks: Block) -> PublicLetter:
    published = published_page(report_of(*blocks))
    return public_letters(FIGURES, published, CODES)[place]


def shown(letter: PublicLetter) -> ReportContent:
    return number_content(published_page(letter.content))


def words_of(letter: PublicLetter) -> str:
    blocks = (block for chapter in letter.content.chapters for block in chapter.blocks)
    return "\n".join(plain_words(one.spans) for one in blocks if isinstance(one, Paragraph))


def test_a_letter_has_the_rows_and_columns_of_its_authority_alone() -> None:
    letter = to(0, BY_TYPE, BY_AUTHORITY, MAP)
    rows, columns = tables_of(shown(letter))
    assert rows.rows == (BY_AUTHORITY.rows[0], BY_AUTHORITY.rows[2])
    assert rows.title == "Drift, by authority (table 2 of the report)"
    assert rows.note == ""
    assert [one.heading for one in columns.columns] == [
        "Criterion",
        f"{CODES[0]}, count",
        f"{CODES[0]}, base",
    ]
    assert columns.rows == (Row("Plans", (5, 6)),)
    assert (columns.id, columns.title) == ("figure-matrix", "Criteria met (figure 1 of the report)")
    for other in (*CODES[1:], *NAMES[1:]):
        assert other not in repr(letter.content)


def test_of_what_is_held_back_whole_a_letter_says_that_it_is() -> None:
    letter = to(1, BY_AUTHORITY, MAP)
    assert (letter.tables, letter.held_back) == (0, 2)
    assert "no number of this authority alone" in words_of(letter)
    assert "2 more tables and figures of the report" in words_of(letter)
    one = to(1, BY_AUTHORITY)
    assert "One more table or figure of the report" in words_of(one)


def test_where_a_part_is_held_back_its_sign_is_explained() -> None:
    row = Row(NAMES[0], ("[c]", 6))
    (table,) = tables_of(shown(to(0, replace(BY_AUTHORITY, rows=(row,)))))
    assert table.note == "[c] = held back in the report, and so here."


def test_an_authority_that_the_report_does_not_name_has_no_number() -> None:
    letter = to(2, BY_AUTHORITY, MAP)
    assert (letter.tables, letter.held_back) == (0, 0)
    assert tables_of(letter.content) == ()


def test_recommendations_are_those_of_the_published_report_with_its_numbers() -> None:
    def advice(words: str) -> Recommendation:
        return Recommendation((Text(words),), "Local authorities should", rests_on=("5 of the 6",))

    letter = to(0, advice("plan"), advice(f"do as {NAMES[1]}"), advice("listen"))
    assert "Recommendation 1. Local authorities should plan." in words_of(letter)
    assert "Recommendation 3. Local authorities should listen." in words_of(letter)
    assert "5 of the 6" not in words_of(letter)
    assert letter.left_out == 1
    assert letter.content.edition is Edition.INTERNAL  # until `published_page` makes it public
