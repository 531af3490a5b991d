"""What belongs to GOV.UK alone is in none of the files that the pages are made of."""

from __future__ import annotations

import re
from pathlib import Path

from inspect_tool.web.app import STATIC_FILES
from inspect_tool.web.rendering import environment

WEB = STATIC_FILES.parent
OF_GOV_UK = re.compile(r"GDS Transport|\.woff|crest|crown", re.IGNORECASE)
KINDS = {".css", ".js", ".svg", ".html", ".py"}


def files() -> list[Path]:
    return [path for path in WEB.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def test_no_font_crest_or_crown_of_gov_uk_is_there() -> None:
    assert {path.suffix for path in files()} == KINDS
    found = [path.name for path in files() if OF_GOV_UK.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_file_with_the_font_would_be_found() -> None:
    assert OF_GOV_UK.search('@font-face{font-family:"GDS Transport"}')


def test_the_style_sheet_asks_for_no_file() -> None:
    for path in STATIC_FILES.glob("*.css"):
        assert "url(" not in path.read_text(encoding="utf-8"), path.name


def test_no_template_has_a_script_or_a_style_within_it() -> None:
    for name in environment().list_templates():
        text = (WEB / "templates" / name).read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text), name
        assert not re.search(r"\|\s*safe", text), name


def test_every_file_of_others_is_named_with_its_licence() -> None:
    notices = (WEB.parents[1] / "THIRD_PARTY_NOTICES").read_text(encoding="utf-8")
    for name in ("govuk.css", "govuk-frontend.min.js", "htmx.min.js"):
        assert name in notices
