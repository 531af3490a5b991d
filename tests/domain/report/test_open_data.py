"""The report's tables as plain ones: types, units, symbols, and no formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema

from inspect_tool.documents.data_package import write_data_package
from inspect_tool.domain.content.blocks import Chapter, Column, Edition, ReportContent, Row, Table
from inspect_tool.domain.content.plain_table import ColumnType, PlainTables
from inspect_tool.domain.percentages import Percentage
from inspect_tool.domain.report.chapters import report_content
from inspect_tool.domain.report.open_data import open_data
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.workspace import shipped_folder
from tests.figures_factory import cases_of, figures_of_cases

FIGURES = figures_of_cases(cases_of("AAA", 3, 6), notice="Made up.")
PROFILES = Path(__file__).parents[2] / "data" / "frictionless"
TABLE = Table(
    id="table-one",
    title="One",
    columns=(
        Column("Area"), Column("Number"), Column("Share"), Column("Share"), Column("Mixed"),
        Column("Words"), Column("Total"), Column("Is total"), Column("–"),
    ),
    rows=(
        Row("=A1", (3, Percentage(Fraction(1, 3)), "[u]", 3, "[c]", 1, "", "")),
        Row("B", ("[c]", Percentage(Fraction(1, 900)), "[z]", Percentage(Fraction(1, 2)),
                  "5 of 6", 2, "–", "")),
        Row("All", (3, Percentage(Fraction(1, 2)), Percentage(Fraction(1)), "x", "-1", 3, "", ""),
            is_total=True),
    ),
    note="A note.",
    source="A source.",
)  # fmt: skip
PLAIN = Table("table-two", "Two", (Column("Area"),), (Row("A", ()),))


def content(*tables: Table) -> ReportContent:
    scale = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
    document = parse_narrative("# T\n\nWords.\n", file="x.md")
    found = report_content(FIGURES, scale, [document], (), edition=Edition.INTERNAL)
    chapter = Chapter("t", "T", tables, is_numbered=False)
    return replace(found, chapters=(chapter,))


def tables(*given: Table) -> PlainTables:
    return open_data(FIGURES, content(*given))


def files(made: PlainTables) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_data_package(made))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_column_has_a_type_a_unit_and_its_symbols() -> None:
    (one, two) = tables(TABLE, PLAIN).tables
    assert [column.name for column in one.columns] == [
        "area", "number", "share", "share_2", "mixed", "words", "total", "is_total_2", "column",
        "is_total",
    ]  # fmt: skip
    kinds = {column.name: column.type for column in one.columns}
    assert kinds["number"] is kinds["share"] is kinds["total"] is ColumnType.INTEGER
    assert kinds["mixed"] is kinds["words"] is kinds["column"] is ColumnType.STRING
    by_name = {column.name: column for column in one.columns}
    assert by_name["share"].unit == "per cent"
    assert [*by_name["share"].missing] == ["[low]"]
    assert [*by_name["share_2"].missing] == ["[u]", "[z]"]
    assert "[c] = confidential" in by_name["number"].description
    assert one.description == "A note. Source: A source."
    assert two.description == "Two"
    assert [column.name for column in two.columns] == ["area"]


def test_cells_are_numbers_symbols_or_words() -> None:
    (one,) = tables(TABLE).tables
    assert one.rows == (
        ("=A1", 3, 33, "[u]", "3", "[c]", 1, None, None, False),
        ("B", "[c]", "[low]", "[z]", "50%", "5 of 6", 2, None, None, False),
        ("All", 3, 50, 100, "x", "-1", 3, None, None, True),
    )


def test_it_says_that_it_is_internal() -> None:
    made = tables(TABLE)
    assert made.description.startswith("Internal: the tables have been through no disclosure")
    assert made.description.endswith("Made up.")
    assert made.facts["edition"] == "Internal edition: not for publication"


def test_the_package_holds_by_the_published_profiles_and_by_its_own_schema() -> None:
    made = files(tables(TABLE, PLAIN))
    descriptor = json.loads(made["datapackage.json"])
    for name, value in (
        ("datapackage", descriptor),
        *(("tableschema", resource["schema"]) for resource in descriptor["resources"]),
    ):
        schema = json.loads((PROFILES / f"{name}.json").read_text(encoding="utf-8"))
        jsonschema.validators.validator_for(schema)(schema).validate(value)
    for resource in descriptor["resources"]:
        missing = {one["value"] for one in resource["schema"]["missingValues"]}
        rows = list(csv.reader(io.StringIO(made[resource["path"]].decode())))
        for row in rows[1:]:
            for cell, field in zip(row, resource["schema"]["fields"], strict=True):
                if field["type"] == "integer" and cell not in missing:
                    int(cell)
                assert not cell.startswith(("=", "+", "-", "@"))
