"""The public edition as a Word file: what it shows, and that nothing in it is to come back."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.content.blocks import (
    BulletList,
    Chapter,
    Edition,
    Emphasis,
    Figure,
    Footnote,
    GoodPracticeBox,
    Heading,
    KeyBox,
    Link,
    Paragraph,
    Recommendation,
    ReportContent,
    Statistic,
    Statistics,
    Strong,
    Text,
    VoiceBox,
)
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.disclosure.public_edition import published_page
from inspect_tool.domain.report.published_word import published_word
from inspect_tool.domain.report.word_file import WordFile, WordParagraph, WordTable, table_texts
from tests.domain.disclosure.made_reports import MadeCase, measure_table

CASES = [MadeCase("Ashmere", "Early help", {"Drift": number < 7}) for number in range(20)]
TABLE = measure_table(CASES, "Drift", by="authority", noun="cases")


def words(text: str) -> tuple[Text, ...]:
    return (Text(text),)


def made() -> WordFile:
    said = Paragraph(
        (
            Text("It was "),
            Strong((Text("late "), Emphasis(words("often")))),
            Footnote(words("By the dates.")),
            Link("the law", "https://example.org"),
        )
    )
    blocks = (
        Heading("h2", "What we found"),
        said,
        BulletList((words("one"),)),
        BulletList((words("first"),), is_ordered=True),
        Heading("h3", "In detail", level=3),
        Recommendation(words("plan"), "Authorities should", rests_on=("Drift: 7 of the 20 cases",)),
        Recommendation(words("listen"), "Authorities should"),
        Statistics((Statistic("7 of 20", "cases: drift"),)),
        TABLE,
        Figure(
            "figure-x",
            "Drift",
            Bars((Bar("Ashmere", None, None),)),
            note="N.",
            source="S.",
            finding=words("It was late"),
        ),
        KeyBox((Paragraph(words("Mind this.")),)),
        GoodPracticeBox("A way", (Paragraph(words("They met.")),)),
        VoiceBox("A parent", (BulletList((words("We waited."),)),)),
    )
    content = ReportContent(
        title="Drift",
        subtitle="",
        kicker="",
        edition=Edition.INTERNAL,
        published_words="March 2014",
        reference="",
        publisher="",
        cover_facts=(),
        notice="Invented.",
        chapters=(Chapter("c", "Findings", blocks),),
        created=date(2014, 3, 1),
        about=(Paragraph(words("Published by nobody.")),),
    )
    return published_word(published_page(content), "small")


def test_every_block_of_the_report_stands_in_it_in_its_order() -> None:
    found = [
        (one.style, "".join(piece.text for piece in one.pieces))
        for one in made().blocks
        if isinstance(one, WordParagraph)
    ]
    assert found == [
        ("Title", "Drift"),
        ("Fixed", "March 2014"),
        ("Fixed", "Public edition. Invented."),
        ("Normal", "Published by nobody."),
        ("Heading 1", "Findings"),
        ("Heading 2", "What we found"),
        ("Normal", "1. It was late often[1]the law (https://example.org)"),
        ("List Bullet", "one"),
        ("List Number", "first"),
        ("Heading 3", "In detail"),
        ("Normal", "1. plan"),
        ("Fixed", "Rests on: Drift: 7 of the 20 cases."),
        ("Normal", "2. listen"),
        ("Normal", "7 of 20 cases: drift"),
        ("Caption", "Table 1: Drift, by authority"),
        ("Caption", "Figure 1: It was late"),
        ("Fixed", "Drift"),
        ("Fixed", "The same in numbers:"),
        ("Fixed", "N."),
        ("Fixed", "Source: S."),
        ("Normal", "Mind this."),
        ("Box", "Good practice: A way"),
        ("Normal", "They met."),
        ("List Bullet", "We waited."),
        ("Fixed", "A parent"),
        ("Note", "[1] By the dates."),
    ]


def test_tables_and_the_numbers_of_charts_stand_in_it() -> None:
    tables = [one.table for one in made().blocks if isinstance(one, WordTable)]
    assert tables[0].rows == TABLE.rows
    assert table_texts(tables[1])[1:] == [["Ashmere", "[c]", "[c]", "[c]"]]


def test_nothing_in_it_is_known_again() -> None:
    file = made()
    assert (file.keywords, file.base, file.paragraphs, file.quantities) == ("", "", 0, 0)
    assert {getattr(one, "mark", "") for one in file.blocks} == {""}
