"""The how-to on the narrative names everything that a narrative can place, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from inspect_tool.domain.report.figures import FIGURES
from inspect_tool.domain.report.review_counts import REVIEW_COUNTS
from inspect_tool.domain.report.tables import TABLES
from inspect_tool.readers.narrative.markdown import FRONT_MATTER, parse_narrative
from inspect_tool.services.publication.narratives import CLOSING, OPENING

PAGE = (Path(__file__).parents[1] / "docs/how-tos/write-the-narrative.md").read_text()
MARKDOWN = re.findall(r"```markdown\n(.*?)```", PAGE, re.DOTALL)


def names_in(row_with: str) -> set[str]:
    (row,) = [line for line in PAGE.splitlines() if row_with in line and line.startswith("|")]
    return set(re.findall(r"`(?:\{\{ (?:table|figure):)?([a-z_]+)(?: \}\})?`", row.split("|")[1]))


def test_every_count_of_the_review_is_named() -> None:
    assert names_in("the review itself") == set(REVIEW_COUNTS)


def test_every_table_and_figure_is_named() -> None:
    tables = names_in("what their names say") | {"judgements"}
    assert tables == {*TABLES, "wording", "estimates"}
    figures = names_in("the range between authorities") | {"judgements"}
    assert figures == set(FIGURES)


def test_the_known_chapters_and_the_front_matter_are_named() -> None:
    for chapter in (*OPENING, *CLOSING):
        assert f"`{chapter}`" in PAGE
    assert all(f"\n{key}: " in MARKDOWN[-1] for key in FRONT_MATTER)


def test_its_examples_are_read_without_a_problem() -> None:
    claims, boxes, matter = MARKDOWN
    for number, text in enumerate(("# Title\n\n" + claims, boxes, matter + "\nWords.\n")):
        document = parse_narrative(text, file=f"{number}.md")
        assert document.problems == ()
        assert document.blocks
    assert len(parse_narrative("# T\n\n" + claims, file="c.md").claims) == 2
