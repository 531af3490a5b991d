"""What would be lost on the pages stops the PDF, with its place."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.documents.hidden_characters import HiddenCharacterError, check_nothing_hidden
from inspect_tool.documents.html import breakable
from inspect_tool.documents.pdf.finished import UnprintableError
from inspect_tool.documents.pdf.pdf import write_pdf
from tests.documents.pdf.pdf_reading import TEMPLATES

PAGE = (
    '<!DOCTYPE html><html lang="en-GB"><head><title>T</title>'
    '<link rel="stylesheet" href="print.css"></head><body><h1>T</h1>{body}</body></html>'
)


def write(body: str) -> bytes:
    html = PAGE.format(body=body)
    return write_pdf(html, templates=TEMPLATES, created=date(2026, 3, 26), identifier=b"x")


def test_a_character_that_no_font_has_is_named_with_its_page_and_words() -> None:
    with pytest.raises(UnprintableError) as refused:
        write("<p>Her name is \U00013000 Ann.</p>")
    assert "Page 1, “T Her name is \U00013000 Ann.”: no font has" in refused.value.message
    assert "U+13000 (egyptian hieroglyph a001)" in refused.value.message


@pytest.mark.parametrize(
    "place",
    [
        "margin-left: -30mm",
        "margin-left: 150mm; white-space: nowrap",
        "position: absolute; top: 280mm",
    ],
)
def test_words_beyond_the_margin_are_named_with_their_page(place: str) -> None:
    with pytest.raises(
        UnprintableError, match=r"Page 1, “T Words that are lost”: .* over the edge"
    ):
        write(f'<p style="{place}">Words that are lost</p>')


def test_many_faults_are_counted() -> None:
    with pytest.raises(UnprintableError, match="And 2 more"):
        write("".join(f"<p>Name {number} \U00013000</p>" for number in range(10)))


def test_a_long_word_goes_on_in_the_next_line() -> None:
    cell = breakable("y" * 300)
    assert write(f"<p>{'x' * 300}</p><table><tr><td>{cell}</td><td>b</td></tr></table>")


def test_words_of_a_table_are_broken_only_where_they_are_long() -> None:
    assert breakable("short <b> words") == "short &lt;b&gt; words"
    assert breakable("x" * 26) == "x" * 26
    assert breakable("x" * 27) == "xxxxxxxxxxxx<wbr>xxxxxxxxxxxx<wbr>xxx"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1f", "\x7f", "\x9f", "\u202e", "\u2066"])
def test_a_character_that_cannot_be_seen_is_refused_with_the_words_beside_it(
    character: str,
) -> None:
    with pytest.raises(HiddenCharacterError) as refused:
        check_nothing_hidden(f"<p>A long beginning, and then <b>Ann{character}e</b> goes on.</p>")
    assert f"U+{ord(character):04X} in “" in refused.value.message
    assert "and then Ann�e goes on." in refused.value.message


@pytest.mark.parametrize("character", ["\t", "\n", "\r", "\u00a0", "\u00ad", "\u200d", "é", "王"])
def test_what_is_seen_or_shapes_what_is_seen_may_stand(character: str) -> None:
    check_nothing_hidden(f"<p>Ann{character}e</p>")


def test_many_hidden_characters_are_counted() -> None:
    with pytest.raises(HiddenCharacterError, match="And 2 more"):
        check_nothing_hidden("".join(f"<p>{'word ' * 40}{n}\x07</p>" for n in range(10)))
