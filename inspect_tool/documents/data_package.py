"""Plain tables as a Data Package: CSV files, and what every column means for other programs.

Source: Frictionless Data, Data Package 2.0 with Table Schema and Table Dialect
(datapackage.org/standard).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from typing import Any

from inspect_tool.documents.deterministic_zip import freeze_zip
from inspect_tool.domain.content.plain_table import (
    ColumnType,
    PlainCell,
    PlainColumn,
    PlainTables,
    TypedTable,
    as_text,
)
from inspect_tool.domain.records.answer_forms import clean_text

_PROFILES = "https://datapackage.org/profiles/2.0"
DESCRIPTOR = "datapackage.json"


def write_data_package(content: PlainTables) -> bytes:
    """A zip with a CSV for each table and `datapackage.json`; the same content, the same bytes."""
    files = {f"{table.name}.csv": _csv_of(table) for table in content.tables}
    descriptor = _descriptor(content, files)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    return freeze_zip({**files, DESCRIPTOR: text.encode()})


def _csv_of(table: TypedTable) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_written(cell) for cell in row] for row in table.rows])
    return text.getvalue().encode()


def _written(cell: PlainCell) -> str:
    """A cell as the schema says; text never begins like a formula."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case str():
            return as_text(clean_text(cell))
        case _:
            return repr(cell)


def _descriptor(content: PlainTables, files: dict[str, bytes]) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": content.name,
        "title": content.title,
        "description": content.description,
        "created": _written(content.created),
        "facts": dict(content.facts),
        "resources": [
            _resource(table, f"{table.name}.csv", files[f"{table.name}.csv"])
            for table in content.tables
        ],
    }


def _resource(table: TypedTable, path: str, content: bytes) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "path": path,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "doubleQuote": True, "header": True},
        "schema": _schema(table),
    }


def _schema(table: TypedTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [
            {"value": "", "label": "None; each field says what that means"},
            *({"value": value, "label": words} for value, words in _symbols(table).items()),
        ],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.points_to:
        schema["foreignKeys"] = [
            {
                "fields": list(one.columns),
                "reference": {"resource": one.table, "fields": list(one.other)},
            }
            for one in table.points_to
        ]
    return schema


def _symbols(table: TypedTable) -> dict[str, str]:
    """What stands in place of values anywhere in a table."""
    return {value: words for column in table.columns for value, words in column.missing.items()}


def _field(column: PlainColumn) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "title": column.title,
        "description": column.description,
    }
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.labels:
        constraints["enum"] = list(column.labels)
        field["categories"] = [
            {"value": value, "label": words} for value, words in column.labels.items()
        ]
    if column.type is ColumnType.BOOLEAN:
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if constraints:
        field["constraints"] = constraints
    return field
