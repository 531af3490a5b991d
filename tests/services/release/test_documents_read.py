"""The program reads what a page and a PDF of a report show, without a library."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.services.release import standalone

EXAMPLE = Path(__file__).parents[3] / "reports" / "example"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return (EXAMPLE / "neglect-sample.pdf").read_bytes()


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    """The tables of the example, as its page has them; not those of pictures and quantities."""
    page = standalone.program().Page()
    page.feed((EXAMPLE / "neglect-sample.html").read_text(encoding="utf-8"))
    printed = {
        name: rows
        for name, rows in page.tables.items()
        if not name.endswith("-as-table") and name != "table-quantities"
    }
    return {"tables": [{"id": name, "rows": rows[1:]} for name, rows in printed.items()]}


@pytest.fixture
def program() -> ModuleType:
    return standalone.program()


def test_every_row_of_the_example_stands_in_its_pdf(
    program: ModuleType, pdf: bytes, tables: dict[str, Any]
) -> None:
    assert len(tables["tables"]) > 15
    # One number is changed in the tables, as in CSV files and page, and not in the PDF.
    held = next(one for one in tables["tables"] if one["id"] == "table-left_too_long-case_type")
    held["rows"][0][1] = "77"
    program.check_pdf("report.pdf", pdf, tables)
    (place, message) = program.FAULTS[0]
    assert (len(program.FAULTS), place) == (1, "report.pdf, table-left_too_long-case_type")
    assert held["rows"][0][0] in message


def test_what_is_no_pdf_shows_nothing(program: ModuleType) -> None:
    assert program.pdf_text(b"%PDF-1.7 cut short") == ""
    assert program.unescaped(rb"a\)\101\n\\") == b"a)A\n\\"
