"""Letters, press summary, Word and open data beside a report: both verifiers hold them to it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from inspect_tool.documents.data_package import write_data_package
from inspect_tool.documents.html import render_html
from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.documents.word import write_word
from inspect_tool.domain.content.blocks import Paragraph, Recommendation, Text
from inspect_tool.domain.disclosure.public_edition import published_page
from inspect_tool.domain.release.published import published_tables
from inspect_tool.domain.report.open_data import open_data
from inspect_tool.domain.report.published_letters import public_letters
from inspect_tool.domain.report.published_word import published_word
from inspect_tool.services.publication.release_further import check_further
from inspect_tool.workspace import shipped_folder
from tests.domain.disclosure.made_reports import report_of
from tests.domain.report.test_published_letters import BY_AUTHORITY, CODES, FIGURES, MAP
from tests.services.release import standalone
from tests.services.release.test_public_documents import LEAST, SCALE

TEMPLATES = TemplateFolders((shipped_folder("templates"),))
NAME = "small-public"
LETTER = f"documents/{NAME}-letter-{CODES[0]}.html"
PRESS = f"documents/{NAME}-press.html"
WORD = f"documents/{NAME}.docx"
DATA = f"open-data/{NAME}-tables.zip"
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def made() -> tuple[Files, dict[str, Any]]:
    """What a release has beside the report's page, and its data."""
    advice = Recommendation((Text("see 30 more children"),), "Local authorities should")
    published = published_page(report_of(BY_AUTHORITY, MAP, advice))
    letter = published_page(public_letters(FIGURES, published, CODES)[0].content)
    press = published_page(report_of(Paragraph((Text("We ask for 30 more, by 9 May 2014."),))))
    page = "letter.html.j2"

    def shown(content: Any) -> bytes:
        return render_html(content, templates=TEMPLATES, for_print=False, page=page).encode()

    files = {
        LETTER: shown(letter),
        PRESS: shown(press),
        WORD: write_word(published_word(published, "small")),
        DATA: write_data_package(open_data(FIGURES, published)),
    }
    return files, published_tables(published, SCALE, percentages_from=LEAST)


def faults_of(files: Files, tables: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The files in which the tool, and the program of its own, find a fault."""
    program = standalone.program()
    for name in files:
        if name == WORD:
            program.check_word(name, files[name], tables)
        else:
            program.check_more(name, files, tables, f"documents/{NAME}")
    return (
        {one.place for one in check_further(files, NAME, tables).faults},
        {place for place, _ in program.FAULTS},
    )


@pytest.mark.every_run
def test_what_is_cut_out_of_the_report_fits_it(made: tuple[Files, dict[str, Any]]) -> None:
    assert faults_of(*made) == (set(), set())
    found = check_further(made[0], NAME, made[1])
    assert found.read == sorted(made[0])
    assert found.not_proven == [f"where {PRESS} has 9, 2,014 from: not from the report’s words"]


def other_part(held: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A packed file with one part changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(held)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data.decode()).encode() if name == part else data)
    return made.getvalue()


def no_last_table(text: str) -> str:
    return json.dumps({**json.loads(text), "resources": json.loads(text)["resources"][:-1]})


FORGED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a cell of a letter": (LETTER, lambda held: held.replace(b">5</td>", b">4</td>", 1)),
    "a heading of a letter": (LETTER, lambda held: held.replace(b"Of cases", b"Of children", 1)),
    "another table in a letter": (
        LETTER,
        lambda held: held.replace(b"</main>", b"<table><tr><th>A</th></tr></table></main>"),
    ),
    "the name of a table": (LETTER, lambda held: held.replace(b'id="table-', b'id="other-', 1)),
    "a figure in a letter's words": (LETTER, lambda held: held.replace(b"30 more", b"31 more")),
    "a cell of the Word file": (
        WORD,
        lambda held: other_part(
            held, "word/document.xml", lambda text: text.replace(">5<", ">4<", 1)
        ),
    ),
    "a table of the Word file": (
        WORD,
        lambda held: other_part(
            held, "word/document.xml", lambda text: text.replace("<w:tbl>", "<w:x>", 1)
        ),
    ),
    "a cell of the open data": (
        DATA,
        lambda held: other_part(
            held, "drift_authority.csv", lambda text: text.replace(",5,", ",4,", 1)
        ),
    ),
    "a table of the open data": (
        DATA,
        lambda held: other_part(held, "datapackage.json", no_last_table),
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_the_report_does_not_have_is_named(
    made: tuple[Files, dict[str, Any]], what: str
) -> None:
    files, tables = made
    name, forge = FORGED[what]
    forged = forge(files[name])
    assert forged != files[name]
    assert faults_of({**files, name: forged}, tables) == ({name}, {name})


def test_what_is_no_packed_file_is_in_no_form(made: tuple[Files, dict[str, Any]]) -> None:
    for name in (WORD, DATA):
        with pytest.raises(ValueError, match=r"document\.xml|datapackage"):
            check_further({name: b"PK"}, NAME, made[1])
