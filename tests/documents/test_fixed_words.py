"""No fixed word of the documents' templates and drawings stands outside the catalogue.

Covered: what stands in `templates/report` as text, as an attribute that is read out, or as
`content` of a style sheet; in the modules that draw charts and write the workbook, texts that are
given to what sets words; and every text of the modules that make letters. Not covered: tables,
notes and sentences that the rest of `domain/report` makes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

from inspect_tool.domain.look.english import ENGLISH
from inspect_tool.readers.documents.words import WordsFaultyError, load_words
from tests.documents.pdf.pdf_reading import SHIPPED

ROOT = Path(__file__).parents[2]
WORD = re.compile(r"[A-Za-z]{2,}")
READ_OUT = ("aria-label", "alt", "title", "placeholder")
TEMPLATES = sorted((SHIPPED / "report").glob("*.j2"))
STYLES = sorted((SHIPPED / "report").glob("*.css"))
RENDERERS = sorted(
    path
    for folder in ("charts", "tables")
    for path in (ROOT / "inspect_tool" / "documents" / folder).glob("*.py")
    if path.name not in ("designs.py", "problems.py")  # no part of a report
)
# What makes a letter, whole; its texts are keys of words, ids and values of options.
LETTERS = ("letters.py", "letter_counts.py", "published_letters.py")
# The base of criteria, and the heading by which a table of the report is known.
LEFT_IN_ENGLISH = {
    "letter_counts.py": ["cases judged"],
    "letters.py": ["local authorities"],
    "published_letters.py": ["Authority"],
}
NO_WORDS = re.compile(r"[a-z0-9_:.?={}-]*")
# What puts a text on a page or into a cell, and which of its arguments is that text.
SETS_WORDS = {"text": 1, "slanted_text": 1, "lines_of_text": 1, "draw_suppressed": 3}
KEY = re.compile(r"""["']([a-z0-9_]+)["']\s*\|\s*words""")
SAID = re.compile(r"""\bsay\(\s*["']([a-z0-9_]+)["']""")


class Shown(HTMLParser):
    """The words of a template that a reader meets as they stand there."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_style = tag == "style"
        self.words += [value or "" for name, value in attrs if name in READ_OUT]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (as its parent has it)
        self.is_style = False

    def handle_data(self, data: str) -> None:
        if not self.is_style:
            self.words.append(data)


def words_in_template(source: str) -> list[str]:
    """Its words, with an x· where Jinja puts something in."""
    tokens = Environment(autoescape=True).lex(source)
    put_in = {"variable_begin": "x·"}
    kept = "".join(put_in.get(kind, text if kind == "data" else "") for _, kind, text in tokens)
    reader = Shown()
    reader.feed(kept)
    reader.close()
    return [text.strip() for text in reader.words if WORD.search(text)]


def words_in_style(source: str) -> list[str]:
    contents = re.findall(r"content:([^;}]*)", source)
    texts = (text for content in contents for text in re.findall(r'"([^"]*)"', content))
    return [text for text in texts if WORD.search(text.replace("\\A", ""))]


def words_in_renderer(source: str) -> Iterator[str]:
    """Texts in calls that set words, and in what is made of several pieces there."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        if name not in SETS_WORDS or len(node.args) <= SETS_WORDS[name]:
            continue
        given = node.args[SETS_WORDS[name]]
        said = {id(part) for call in ast.walk(given) if isinstance(call, ast.Call)
                for part in ast.walk(call)}  # fmt: skip
        for part in ast.walk(given):
            if not isinstance(part, ast.Constant) or id(part) in said:
                continue
            if isinstance(part.value, str) and WORD.search(part.value):
                yield part.value


def words_in_module(source: str) -> list[str]:
    """Every text of a module that is no docstring, no key and no id."""
    tree = ast.parse(source)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    texts = (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    )
    return [text for text in texts if WORD.search(text) and not NO_WORDS.fullmatch(text)]


@pytest.mark.parametrize(
    "path", sorted((SHIPPED / "report").glob("*.j2")), ids=lambda one: one.name
)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    assert words_in_template(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "path", sorted((SHIPPED / "report").glob("*.css")), ids=lambda one: one.name
)
def test_a_style_sheet_has_no_words_of_its_own(path: Path) -> None:
    assert words_in_style(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", RENDERERS, ids=lambda one: one.name)
def test_a_renderer_sets_no_words_of_its_own(path: Path) -> None:
    assert list(words_in_renderer(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("name", LETTERS)
def test_what_makes_letters_has_no_words_of_its_own(name: str) -> None:
    source = (ROOT / "inspect_tool" / "domain" / "report" / name).read_text("utf-8")
    allowed = LEFT_IN_ENGLISH.get(name, [])
    assert words_in_module(source) == allowed


def test_a_fixed_word_anywhere_would_be_found() -> None:
    assert words_in_module('"""No."""\nx = "key_of", f"Of {x}"') == ["Of "]
    assert words_in_template('<p title="Here">{{ x }} and</p>{# no #}') == ["Here", "x· and"]
    assert words_in_style('p::before { content: " · Page " counter(page) "\\A" }') == [" · Page "]
    source = 'drawing.text((1, 2), f"All: {x}")\ndrawing.text(at, words.say("all"))'
    assert list(words_in_renderer(source)) == ["All: "]


def test_every_key_is_asked_for_and_is_there() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "inspect_tool").rglob("*.py")]
    asked = {key for path in (SHIPPED / "report").glob("*.j2")
             for key in KEY.findall(path.read_text("utf-8"))}  # fmt: skip
    asked |= {key for source in sources for key in SAID.findall(source)}
    assert asked <= ENGLISH.keys()
    whole = "\n".join(sources)
    by_name = {key for key in ENGLISH.keys() - asked if whole.count(f'"{key}"') > 1}
    made_up = {key for key in ENGLISH if re.fullmatch(r"month_\d+|edition_[a-z]+", key)}
    assert ENGLISH.keys() - asked - by_name - made_up == set()


def test_the_welsh_words_are_whole_and_say_that_no_speaker_read_them(tmp_path: Path) -> None:
    welsh = load_words(SHIPPED / "words" / "cy.yaml")
    assert welsh.missing == ()
    assert not welsh.read_by
    assert any("not yet read by a speaker" in text for text in welsh.imprint())
    faulty = tmp_path / "cy.yaml"
    faulty.write_text("language: cy\nwords:\n  table: Tabl\n  nothing: dim\n", encoding="utf-8")
    with pytest.raises(WordsFaultyError, match=r"^words/cy\.yaml, line 3: table has") as refused:
        load_words(faulty)
    assert [problem.row for problem in refused.value.problems] == [3, 4]
