"""Plain tables as a Data Package and as a workbook: what a program reads is what was meant."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from inspect_tool.documents import plain_workbook
from inspect_tool.documents.data_package import write_data_package
from inspect_tool.documents.plain_workbook import TooManyRowsError, write_plain_workbook
from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainColumn,
    PlainTables,
    PointsTo,
    TypedTable,
)

PROFILES = Path(__file__).parents[1] / "data" / "frictionless"
MOMENT = datetime(2014, 1, 6, 9, tzinfo=UTC)
LIKE_FORMULAS = ("=1+1", "+1", "-1 visit", "@SUM(A1)", '=HYPERLINK("http://x","y")')


def tables_of(*texts: str, is_linked: bool = True) -> PlainTables:
    """A table with a column of each type, and one that its values point to."""
    labels = {"yes": "Yes", "no": "No"}
    columns = (
        PlainColumn("place", "Place", "Where.", ColumnType.INTEGER, is_required=True),
        PlainColumn("note", "Note", "Words. Empty: none."),
        PlainColumn("answer", "Answer", "A value.", labels=labels),
        PlainColumn("share", "Share", "A number.", ColumnType.NUMBER),
        PlainColumn("counted", "Counted", "Whether.", ColumnType.BOOLEAN),
        PlainColumn("at", "At", "When.", ColumnType.DATETIME),
    )
    points_to = (PointsTo(("answer",), "values", ("value",)),) if is_linked else ()
    rows = tuple(
        (place, text, "yes", 1 / 3, place == 1, MOMENT) for place, text in enumerate(texts, start=1)
    )
    empty = (len(rows) + 1, None, None, None, None, None)
    said = TypedTable(
        "said", "Said", "What was said.", columns, (*rows, empty), ("place",), points_to
    )
    value = PlainColumn("value", "Value", "A value.", is_required=True)
    values = TypedTable("values", "Values", "All values.", (value,), (("yes",), ("no",)))
    return PlainTables("small", "A small set", "About.\nMore.", MOMENT, (said, values), {"a": "b"})


def package(content: PlainTables) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_data_package(content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def profile(name: str) -> Any:
    schema = json.loads((PROFILES / f"{name}.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def test_a_package_is_one_by_the_published_profiles() -> None:
    package_profile, table_profile = profile("datapackage"), profile("tableschema")
    for is_linked in (True, False):
        descriptor = json.loads(package(tables_of("a", is_linked=is_linked))["datapackage.json"])
        package_profile.validate(descriptor)
        for resource in descriptor["resources"]:
            table_profile.validate(resource["schema"])
        assert ("foreignKeys" in descriptor["resources"][0]["schema"]) is is_linked
    with pytest.raises(jsonschema.ValidationError):
        package_profile.validate({**descriptor, "resources": []})


def test_every_file_is_in_the_package_with_its_columns_in_their_order() -> None:
    files = package(tables_of("a", "b"))
    descriptor = json.loads(files.pop("datapackage.json"))
    assert {resource["path"]: resource["bytes"] for resource in descriptor["resources"]} == {
        name: len(content) for name, content in files.items()
    }
    for resource in descriptor["resources"]:
        head = next(csv.reader(io.StringIO(files[resource["path"]].decode())))
        assert head == [field["name"] for field in resource["schema"]["fields"]]


def test_cells_are_written_as_their_types_are_read() -> None:
    rows = list(csv.DictReader(io.StringIO(package(tables_of("a, “b”\nc"))["said.csv"].decode())))
    assert rows == [
        {
            "place": "1", "note": "a, “b”\nc", "answer": "yes", "share": repr(1 / 3),
            "counted": "true", "at": "2014-01-06T09:00:00Z",
        },
        {"place": "2", "note": "", "answer": "", "share": "", "counted": "", "at": ""},
    ]  # fmt: skip


@pytest.mark.parametrize("text", LIKE_FORMULAS)
def test_no_text_is_a_formula_in_a_spreadsheet(text: str) -> None:
    rows = list(csv.DictReader(io.StringIO(package(tables_of(text))["said.csv"].decode())))
    assert rows[0]["note"] == f"'{text}"
    sheet = openpyxl.load_workbook(io.BytesIO(write_plain_workbook(tables_of(text))))["said"]
    assert (sheet["B2"].value, sheet["B2"].data_type) == (text, "s")


def test_the_same_content_gives_the_same_bytes() -> None:
    for write in (write_data_package, write_plain_workbook):
        assert write(tables_of("a")) == write(tables_of("a"))


def test_a_workbook_has_a_sheet_a_table_and_says_what_its_columns_mean() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_plain_workbook(tables_of("a"))))
    assert book.sheetnames == ["About", "said", "values"]
    assert book.security is None or not book.security.lockStructure
    told = [[cell.value for cell in row] for row in book["About"].iter_rows()]
    assert ["said", "answer", "A value.", "yes: Yes, no: No"] in told
    assert [cell.value for cell in book["said"][2]] == [
        1, "a", "yes", 1 / 3, "true", "2014-01-06 09:00",
    ]  # fmt: skip


def test_a_text_that_no_cell_holds_says_where_the_rest_is() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_plain_workbook(tables_of("x" * 40_000))))
    value = book["said"]["B2"].value
    assert len(str(value)) == 32_767
    assert str(value).endswith("(… the rest is on the sheet evidence)")


def test_more_rows_than_a_sheet_has_are_refused_with_the_other_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plain_workbook, "MOST_ROWS", 3)
    write_plain_workbook(tables_of("a", "b"))
    with pytest.raises(TooManyRowsError, match=r"table said has 4 rows, .* ends in \.zip"):
        write_plain_workbook(tables_of("a", "b", "c"))
