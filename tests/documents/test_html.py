"""The HTML edition stands alone, and can be read by everybody."""

from __future__ import annotations

import io
import logging
import re
import shutil
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from inspect_tool.documents.html import kind, minus, render_html, set_apostrophes, table_classes
from inspect_tool.documents.sandbox import TemplateFaultError
from inspect_tool.documents.screen_fonts import fonts_inside
from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.domain.content.blocks import (
    Chapter,
    Column,
    Heading,
    Paragraph,
    ReportContent,
    Row,
    Table,
    Text,
)
from inspect_tool.domain.content.numbering import footnotes_of, number_content
from tests import fonts_once
from tests.documents.pdf.pdf_reading import SHIPPED, TEMPLATES
from tests.documents.report_factory import report_content

pytestmark = pytest.mark.journeys

VOID = {"meta", "link", "wbr", "br", "rect", "line", "circle", "polygon"}


class Page(HTMLParser):
    """The elements of a page, in their order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def values(self, attribute: str, *tags: str) -> list[str]:
        return [
            attributes[attribute]
            for tag, attributes in self.elements
            if attribute in attributes and (not tags or tag in tags)
        ]

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)


@pytest.fixture(scope="module")
def content() -> ReportContent:
    return number_content(report_content())


@pytest.fixture(scope="module")
def screen(content: ReportContent) -> str:
    return render_html(content, templates=TEMPLATES, for_print=False)


@pytest.fixture(scope="module", params=[True, False], ids=["print", "screen"])
def either(request: pytest.FixtureRequest, content: ReportContent) -> str:
    return render_html(content, templates=TEMPLATES, for_print=request.param)


def test_every_element_is_closed_where_it_should_be(either: str) -> None:
    assert Page(either).open == []


def test_every_id_is_there_once(either: str) -> None:
    ids = Counter(Page(either).values("id"))
    assert [name for name, uses in ids.items() if uses > 1] == []


def test_every_link_inside_leads_somewhere(either: str) -> None:
    page = Page(either)
    inside = [href[1:] for href in page.values("href", "a") if href.startswith("#")]
    assert len(inside) > 30
    assert set(inside) <= set(page.values("id"))


def test_there_is_one_title_and_no_level_of_headings_is_skipped(either: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(either).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_every_header_cell_says_what_it_heads(either: str) -> None:
    page = Page(either)
    assert len(page.values("scope", "th")) == page.count("th") > 0
    assert page.count("caption") == page.count("table") > 0


def test_the_screen_edition_needs_no_other_file(screen: str) -> None:
    page = Page(screen)
    assert page.values("src") == []
    assert page.count("link") == page.count("script") == page.count("img") == 0
    outside = [href for href in page.values("href") if not href.startswith("#")]
    assert all(href.startswith("https://") for href in outside)
    assert set(re.findall(r"url\(([a-z:/]+)", screen)) == {"data:font/woff"}
    assert "@import" not in screen


def test_the_screen_edition_has_landmarks_and_a_way_past_the_contents(screen: str) -> None:
    page = Page(screen)
    assert [page.count(name) for name in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    first_link = page.values("href", "a")[0]
    assert first_link == "#main-content"
    assert page.values("lang", "html") == ["en-GB"]


def test_on_screen_notes_and_calls_lead_to_each_other(screen: str, content: ReportContent) -> None:
    numbers = [note.number for chapter in content.chapters for note in footnotes_of(chapter)]
    ids = Page(screen).values("id")
    assert numbers
    for number in numbers:
        assert f"note-{number}" in ids
        assert f"call-{number}" in ids


def test_a_claim_leads_to_its_row_in_the_annex_which_the_printed_pages_leave_out(
    screen: str, content: ReportContent
) -> None:
    assert '<a class="claim" href="#quantity-q-left">nearly half</a>' in screen
    assert '<th scope="row" id="quantity-q-left">Q1</th>' in screen
    printed = render_html(content, templates=TEMPLATES, for_print=True)
    assert '<span class="claim">nearly half</span>' in printed
    assert "quantity-q-left" not in printed


def test_the_notice_stands_on_the_cover_and_at_the_end(screen: str, content: ReportContent) -> None:
    assert screen.count(content.notice) >= 2


def test_without_a_notice_or_a_page_about_nothing_is_left_open() -> None:
    content = report_content(notice="", about=())
    for for_print in (True, False):
        html = render_html(content, templates=TEMPLATES, for_print=for_print)
        assert 'class="notice"' not in html
        assert Page(html).open == []


def test_words_from_people_are_escaped() -> None:
    attack = '<script>alert("x")</script> & "quotes"'
    chapter = Chapter(
        "findings",
        attack,
        (
            Paragraph((Text(attack),)),
            Heading("h", attack),
            Table("t", attack, (Column(attack),), (Row(attack, ()),), note=attack),
        ),
    )
    content = report_content(title=attack, notice=attack, chapters=(chapter,), quantities=())
    for for_print in (True, False):
        page = Page(render_html(content, templates=TEMPLATES, for_print=for_print))
        assert page.count("script") == 0
        assert page.open == []


def test_a_name_that_a_template_does_not_know_is_an_error(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "report", tmp_path / "report")
    template = tmp_path / "report" / "report.html.j2"
    template.write_text("{{ report.subject }}", encoding="utf-8")
    with pytest.raises(TemplateFaultError, match="subject"):
        render_html(report_content(), templates=TemplateFolders((tmp_path,)), for_print=True)


def test_an_apostrophe_is_set_as_printers_do_and_code_is_left_alone() -> None:
    assert set_apostrophes("the child&#39;s &#x27;own&#x27; x='1'") == (
        "the child’s &#x27;own&#x27; x='1'"
    )


def test_a_negative_number_has_a_minus_and_words_keep_their_hyphens() -> None:
    assert minus("-0.07 (-3 to 4), 2013-14, well-kept") == "−0.07 (−3 to 4), 2013-14, well-kept"


def test_the_fonts_inside_have_the_characters_of_the_page_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fonts_once.as_the_tool_does(monkeypatch)
    fonts = re.findall(r"data:font/woff;base64,([A-Za-z0-9+/=]+)", fonts_inside("abé", TEMPLATES))
    assert len(fonts) == 4
    for font in fonts:
        held = TTFont(io.BytesIO(b64decode(font)))
        assert set(held.getBestCmap()) == set(map(ord, "abé"))


def test_another_font_in_the_place_of_one_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts_once.as_the_tool_does(monkeypatch)
    folder = tmp_path / "report" / "fonts"
    folder.mkdir(parents=True)
    templates = TemplateFolders((tmp_path,))
    found = []
    for face in ("Regular", "Bold"):
        shutil.copyfile(
            SHIPPED / "report" / "fonts" / f"SourceSans3-{face}.ttf",
            folder / "SourceSans3-Regular.ttf",
        )
        found.append(fonts_inside("ab", templates))
    assert found[0].count("@font-face") == 1
    assert found[0] != found[1]


def test_a_figure_opens_into_its_table(screen: str) -> None:
    page = Page(screen)
    assert page.count("details") == page.count("figure") > 0


def test_templates_that_users_edit_are_used(tmp_path: Path) -> None:
    without_fonts = shutil.ignore_patterns("fonts")
    shutil.copytree(SHIPPED / "report", tmp_path / "report", ignore=without_fonts)
    (tmp_path / "report" / "screen.css").write_text("/* ours */", encoding="utf-8")
    assert "/* ours */" in render_html(
        report_content(), templates=TemplateFolders((tmp_path,)), for_print=False
    )


@pytest.mark.parametrize("rows", [7, 8])
def test_a_short_table_is_kept_whole_and_a_long_one_is_not(rows: int) -> None:
    table = Table("t", "T", (Column("A"),), tuple(Row(str(n), ()) for n in range(rows)))
    content = report_content(chapters=(Chapter("c", "C", (table,)),), quantities=())
    html = render_html(content, templates=TEMPLATES, for_print=True)
    assert ('class="kept-together"' in html) == (rows == 7)


@pytest.mark.parametrize(
    ("numeric", "classes"),
    [
        ((), "kept-together"),
        ((True,), "kept-together narrow"),
        ((True, True), "kept-together narrow"),
        ((True, True, True), "kept-together numbers"),
        ((True, False), "kept-together"),
    ],
)
def test_a_table_is_as_wide_as_its_numbers_need(numeric: tuple[bool, ...], classes: str) -> None:
    columns = (Column("Authority"), *(Column(f"N{n}", one) for n, one in enumerate(numeric)))
    assert table_classes(Table("t", "T", columns, ())) == classes


def test_setting_the_pages_gives_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    """WeasyPrint logs what it does not understand of a style sheet, and goes on."""
    from inspect_tool.documents.pdf.engine import lay_out_pages

    few = tuple(c for c in report_content().chapters if c.id in ("summary", "theme-0"))
    content = report_content(chapters=few, quantities=report_content().quantities[:2])
    html = render_html(content, templates=TEMPLATES, for_print=True)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        lay_out_pages(html, TEMPLATES)
    assert [record.getMessage() for record in caplog.records] == []


def test_a_part_is_named_as_its_macro() -> None:
    assert kind(Text("x")) == "text"
    assert kind(Paragraph(())) == "paragraph"
    assert kind(Heading("h", "H")) == "heading"


@pytest.mark.parametrize("for_print", [False, True])
def test_a_cover_says_what_is_not_set_and_leaves_out_who_is_not_named(
    *, for_print: bool, content: ReportContent
) -> None:
    unset = replace(
        content,
        published_words="Date of publication not set",
        is_dated=False,
        reference="",
        publisher="",
    )
    html = render_html(unset, templates=TEMPLATES, for_print=for_print)
    assert "<li>Date of publication not set</li>" in html
    assert "Published:" not in html
    assert "<strong>Reference no:</strong> not set" in html
    assert 'class="publisher"' not in html
    assert 'name="author"' not in html
