"""A workbook that is saved twice is the same file."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone

from openpyxl import Workbook, load_workbook

from inspect_tool.documents.deterministic_zip import freeze_workbook, freeze_zip

CREATED = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)


def _workbook(text: str = "Ashmere") -> Workbook:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Cover"
    sheet["A1"] = text
    return workbook


def test_the_clock_leaves_no_trace_in_the_bytes() -> None:
    first = freeze_workbook(_workbook(), created=CREATED)
    time.sleep(2.1)  # zip times have a step of two seconds
    assert freeze_workbook(_workbook(), created=CREATED) == first


def test_other_content_gives_other_bytes() -> None:
    first = freeze_workbook(_workbook("Ashmere"), created=CREATED)
    assert freeze_workbook(_workbook("Bramleigh"), created=CREATED) != first


def test_created_and_modified_are_the_given_moment_in_utc() -> None:
    summer_time = timezone(timedelta(hours=1))
    frozen = freeze_workbook(
        _workbook(), created=datetime(2026, 6, 1, 0, 30, 15, 7, tzinfo=summer_time)
    )
    properties = load_workbook(io.BytesIO(frozen)).properties
    assert properties.created == datetime(2026, 5, 31, 23, 30, 15)  # noqa: DTZ001 (as stored)
    assert properties.modified == properties.created


def test_the_workbook_still_opens_with_what_was_in_it() -> None:
    frozen = freeze_workbook(_workbook("Ashmere"), created=CREATED)
    assert load_workbook(io.BytesIO(frozen))["Cover"]["A1"].value == "Ashmere"


def test_parts_are_sorted_behind_the_content_types() -> None:
    frozen = freeze_zip({"b": b"2", "[Content_Types].xml": b"0", "a": b"1", "Z": b"3"})
    with zipfile.ZipFile(io.BytesIO(frozen)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "Z", "a", "b"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("b") == b"2"
