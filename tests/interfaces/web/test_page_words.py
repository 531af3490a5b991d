"""Pages name their own fields and pages, not the form's names and the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import inspect_tool.web
from inspect_tool.cli.main import NOUNS
from inspect_tool.web.page_words import FIELDS, PAGES, field_words, with_pages
from inspect_tool.web.pages import ROOMS
from tests.interfaces.web.client import FROM_HERE, words_of
from tests.interfaces.web.conftest import PagesOf

TEMPLATES = Path(inspect_tool.web.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("n.HARM.1.a", "Note at HARM.1.a"),
        ("t.REFER.date", "REFER.date"),
        ("why", "Why"),
        ("with_complete", "With complete"),
    ],
)
def test_a_field_is_called_by_words(name: str, words: str) -> None:
    assert field_words(name) == words


def test_a_refusal_names_the_page_and_keeps_a_command_that_has_none() -> None:
    assert with_pages("See `release list`.") == "See “Report: Releases”."
    assert with_pages("`snapshot take NAME`, then `restore`.") == (
        "“Fieldwork: Snapshots”, then `restore`."
    )
    assert with_pages("See `status`.") == "See “Fieldwork: Board”."


def test_a_refusal_names_the_field_in_the_place_of_an_option() -> None:
    assert with_pages("Say why, with --why.") == "Say why, with “Why”."
    assert with_pages("Say which with --read first.") == "Say which with --read first."
    assert with_pages("Ask a lead, or name the right person with --as.") == "Ask a lead."


def test_every_page_that_is_named_is_in_the_navigation_and_every_command_is_one() -> None:
    places = {f"“{room.words}: {place.words}”" for room in ROOMS for place in room.places}
    of_records = {
        *("“Cases”", "the record’s page", "“Check and submit” of the record", "“Stray notes”"),
        *("“Attach a file as evidence” of the record", "“Correct a returned fact” of the record"),
        *("“Take it off” at the piece of evidence", "“Work without a network”"),
    }
    assert set(PAGES.values()) <= places | of_records
    assert {command.partition(" ")[0] for command in PAGES} <= set(NOUNS)


def test_fields_with_words_are_fields_of_forms() -> None:
    written = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    names = set(
        re.findall(
            r"name=\"([a-z_]+)\"|(?:_input|_area|select|radio|checkbox)\('([a-z_]+)'", written
        )
    )
    assert set(FIELDS) <= {name for pair in names for name in pair}


@pytest.mark.journeys
def test_what_was_typed_stands_under_words(pages_of: PagesOf) -> None:
    pages = pages_of("le")
    answer = pages.client.post("/sample/draw/withdraw", data={"why": "x"}, headers=FROM_HERE)
    assert answer.status_code == 409
    pages.client.cookies.set(pages.site.options.cookie, "over")
    form = {"n.HARM.1.a": "seen", "sure": "yes", "v.HARM.1.a": "=no"}
    over = pages.client.post("/records/ASH-001/HARM.1", data=form, headers=FROM_HERE)
    assert "Note at HARM.1.a" in words_of(over.text)
    assert "sure" not in re.findall(r">([^<]*)</label>", over.text)
