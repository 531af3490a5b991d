"""The press summary: numbers of the report alone, in words of one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from inspect_tool.domain.content.blocks import (
    Block,
    BulletList,
    Chapter,
    Footnote,
    KeyBox,
    Paragraph,
    Quantity,
    Statistics,
    Strong,
    Table,
    Text,
)
from inspect_tool.domain.content.narrative import NarrativeDocument
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.report.press import (
    not_as_published,
    not_in_report,
    press_blocks,
    press_content,
    words_of_block,
)
from inspect_tool.errors import UsageError
from inspect_tool.readers.narrative.markdown import parse_narrative
from tests.figures_factory import cases_of, figures_of_cases

FIGURES = figures_of_cases(cases_of("AAA", 3, 6))
PRESS = """\
# A delay

In **[3 of the 6](claim:left_too_long)** long-term cases children waited[^1].

{{ statistics: authorities, left_too_long }}

## Found

- [3 of the 6](claim:left_too_long) waited
- *More*

1. First

### Below

::: key
- [3 of the 6](claim:left_too_long)

They waited.
:::

[^1]: As read.
"""


def read(text: str) -> NarrativeDocument:
    return parse_narrative(text, file="press-summary.md")


REPORT = [read("# R\n\nIn [3 of the 6](claim:left_too_long) long-term cases.\n")]


def test_numbers_of_the_report_may_stand_and_no_others() -> None:
    assert not_in_report(read(PRESS), REPORT) == ()
    other = read("# P\n\n[3](claim:drift) cases.\n\n{{ statistics: drift }}\n\n{{ table:drift }}\n")
    assert [(one.row, one.kind) for one in not_in_report(other, REPORT)] == [
        (3, "not-in-report"), (5, "not-in-report"), (7, "not-in-report"),
    ]  # fmt: skip
    shown = [read("# R\n\n{{ statistics: drift }}\n"), *REPORT]
    assert not_in_report(read("# P\n\n{{ statistics: drift }}\n"), shown) == ()


def test_quantities_are_words_on_the_page_and_points_stay_a_list() -> None:
    blocks = press_blocks(FIGURES, read(PRESS))
    content = number_content(press_content(FIGURES, read(PRESS), blocks))
    assert [one.title for one in content.chapters] == ["", "Found"]
    first, statistics = content.chapters[0].blocks
    assert isinstance(first, Paragraph)
    assert first.spans[1] == Strong((Text("3 of the 6"),))
    assert isinstance(first.spans[-2], Footnote)
    assert isinstance(statistics, Statistics)
    points, steps, _, box = content.chapters[1].blocks
    assert isinstance(points, BulletList)
    assert len(points.items) == 2
    assert isinstance(steps, BulletList)
    assert isinstance(box, KeyBox)
    assert words_of_block(box) == "3 of the 6 They waited."
    assert content.look.words.say(content.edition.key).startswith("Internal")


def test_the_words_of_blocks_are_counted_and_those_of_tables_are_none() -> None:
    blocks = press_blocks(FIGURES, read(PRESS))
    assert [words_of_block(one) for one in blocks][:4] == [
        "In 3 of the 6 long-term cases children waited.", "", "Found", "3 of the 6 waited",
    ]  # fmt: skip
    assert not words_of_block(Table("t", "T", (), ()))


def test_an_unknown_statistic_is_told() -> None:
    with pytest.raises(UsageError):
        press_blocks(FIGURES, read("# P\n\n{{ statistics: nothing }}\n"))


def test_the_public_page_says_what_the_public_edition_says_in_its_words() -> None:
    press = read(PRESS)
    blocks = press_blocks(FIGURES, press)
    (statistics,) = (block for block in blocks if isinstance(block, Statistics))
    (claim,) = REPORT[0].claims
    page = press_content(FIGURES, press, blocks)
    quantity = Quantity(claim.id, "3 of the 6", "Left too long", 3, 6, "cases", ())

    half = [read("# R\n\nIn [half](claim:left_too_long) of the long-term cases.\n")]

    def problems(
        phrase: str,
        *shown: Block,
        document: str = claim.id,
        report: Sequence[NarrativeDocument] = REPORT,
    ) -> list[str]:
        public = replace(
            page,
            quantities=(replace(quantity, id=document, phrase=phrase),),
            chapters=(Chapter("c", "C", shown),),
        )
        return [one.remedy for one in not_as_published(press, report, public, blocks)]

    gone = ["Leave the number out: it is held back there."] * 3
    assert problems("3 of the 6", statistics) == []
    assert problems("half", statistics, report=half) == ["Say “half”, as it does."] * 3
    assert problems("some of them", statistics) == gone
    assert problems("3 of the 6", statistics, document="x") == gone
    assert problems("3 of the 6") == ["Leave it out of `{{ statistics: … }}`."] * 2
