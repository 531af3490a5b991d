"""What is held back stands in no file of a public edition, however it could be put."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping
from random import Random

import pytest

from inspect_tool.documents.html import render_html
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.documents.word import write_word
from inspect_tool.domain.content.blocks import (
    Block,
    Figure,
    Quantity,
    Recommendation,
    ReportContent,
    Statistic,
    Statistics,
    Text,
)
from inspect_tool.domain.content.charts import Bar, Bars
from inspect_tool.domain.content.numbering import number_content
from inspect_tool.domain.content.published import PublishedContent
from inspect_tool.domain.disclosure.book import ALL, BASE, CountName
from inspect_tool.domain.disclosure.report_cells import collect
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.release.published import published_tables, tables_as_csv
from inspect_tool.domain.report.published_word import published_word
from inspect_tool.services.publication.rendering import render
from inspect_tool.workspace import shipped_folder
from tests.domain.disclosure.made_editions import RULES, numbers_of
from tests.domain.disclosure.made_pairs import settled_edition
from tests.domain.disclosure.made_reports import MadeCase, cases_table, measure_table, report_of
from tests.domain.disclosure.made_reviews import NOUNS, SUBJECTS, counter, made_review
from tests.services.release.said_in_files import SMALLEST_BASE, found_in, plain, unpacked

TEMPLATES = TemplateFolders((shipped_folder("templates"),))


def told_report(chance: Random, cases: tuple[MadeCase, ...]) -> ReportContent:
    """Each measure as table, chart, large number, reason of a recommendation and claim."""
    blocks: list[Block] = [cases_table(cases)]
    claims = []
    for title, noun in NOUNS.items():
        number, base = shares_of(cases, title)[ALL]
        blocks.append(measure_table(cases, title, by="authority", noun=noun))
        if chance.random() < 0.6:
            bars = [
                Bar(group.partition(": ")[2], *share)
                for group, share in shares_of(cases, title).items()
                if group.startswith("Authority") and share[1]
            ]
            blocks.append(Figure(f"figure-{title}", f"{title}, by authority", Bars(tuple(bars))))
        if chance.random() < 0.6:
            blocks.append(measure_table(cases, title, by="case_type", noun=noun))
        if base:
            share = Percentage(number / base)
            blocks.append(Statistics((Statistic(f"{number} of {base}", f"{noun}: {title}"),)))
            why = f"{title}: {number} of the {base} {noun} ({share})"
            blocks.append(Recommendation((Text("See to it."),), "Authorities", None, (why,)))
            said = chance.choice([f"{number} of the {base}", f"all but {base - number}", "some"])
            claims.append(Quantity(f"q-{title}", said, title, number, base, noun))
    return report_of(*blocks, quantities=claims)


def shares_of(cases: Collection[MadeCase], title: str) -> Mapping[str, tuple[int, int]]:
    """Count and base of a measure, of all and of each group."""
    groups = [ALL, *(f"Authority: {one}" for one in dict.fromkeys(c.authority for c in cases))]
    groups += [f"Case type: {one}" for one in dict.fromkeys(c.case_type for c in cases)]
    names = {group: (CountName(title, group), base_name(title, group)) for group in groups}
    return {
        group: (sum(map(counter(one), cases)), sum(map(counter(base), cases)))
        for group, (one, base) in names.items()
    }


def base_name(title: str, group: str) -> CountName:
    return CountName(f"All {NOUNS[title]}", group, BASE)


def files_of(content: PublishedContent, *, is_set: bool) -> Iterator[tuple[str, str]]:
    """Each document as text: tags give way to spaces, so that the cells of a row follow.

    Args:
        is_set: Whether the PDF is set as well, which takes as long as all the others.
    """
    for kind, is_print in (("page", False), ("print", True)):
        yield kind, render_html(content, templates=TEMPLATES, for_print=is_print)
    yield "workbook", unpacked(write_tables_workbook(content))
    yield "Word", unpacked(write_word(published_word(content, "made")))
    tables = published_tables(content, RULES.scale, percentages_from=20)
    if is_set and shutil.which("pdftotext"):
        printed, _ = render(content, ("pdf",), templates=TEMPLATES)
        command = ("pdftotext", "-layout", "-", "-")
        found = subprocess.run(command, input=printed["pdf"], capture_output=True, check=True)
        yield "PDF", found.stdout.decode()
    yield "data", str({name: one for name, one in tables.items() if name != "scale"})
    yield from tables_as_csv(tables).items()


@pytest.mark.proof(part=0)  # each solves a review and makes every document of it
@pytest.mark.parametrize("seed", range(5001, 5041))
def test_no_file_says_a_count_that_is_held_back_in_any_words(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # made-up reviews
    cases = made_review(chance)
    material = told_report(chance, cases)
    content = settled_edition(material).content
    assert content is not None
    printed = numbers_of(collect(content, SUBJECTS))
    held: dict[tuple[int, int], str] = {}
    free: set[tuple[int, int]] = set()
    for title in NOUNS:
        for group, (number, base) in shares_of(cases, title).items():
            is_printed = CountName(title, group) in printed and base_name(title, group) in printed
            if is_printed or base < SMALLEST_BASE:
                free |= {(number, base), (base - number, base)}
            else:
                held[number, base] = group
    # Of what another count says as well, nobody can tell which of the two is meant.
    held = {pair: group for pair, group in held.items() if pair not in free}
    assert held
    for name, text in files_of(content, is_set=seed % 5 == 1):
        assert found_in(plain(text), held) == [], name
    inside = plain(render_html(number_content(material), templates=TEMPLATES, for_print=False))
    assert found_in(inside, held)
