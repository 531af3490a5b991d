"""A workbook that is saved twice is the same file."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import SimpleNamespace

import pytest
from openpyxl import Workbook, load_workbook

from inspect_tool.documents.deterministic_zip import freeze_workbook, freeze_zip

CREATED = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)


def _workbook(text: str = "Ashmere") -> Workbook:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Cover"
    sheet["A1"] = text
    return workbook


def _set_the_clocks(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Set the two clocks that openpyxl and zipfile read."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    clock = SimpleNamespace(datetime=Clock, timezone=timezone)
    monkeypatch.setattr("openpyxl.writer.excel.datetime", clock)
    monkeypatch.setattr(time, "time", moment.timestamp)


def test_the_clock_leaves_no_trace_in_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, frozen = [], []
    for moment in (CREATED, CREATED + timedelta(days=400)):
        _set_the_clocks(monkeypatch, moment)
        as_openpyxl_saves_it = io.BytesIO()
        _workbook().save(as_openpyxl_saves_it)
        plain.append(as_openpyxl_saves_it.getvalue())
        frozen.append(freeze_workbook(_workbook(), created=CREATED))
    assert plain[0] != plain[1], "the clocks leave their trace where nothing is done about it"
    assert frozen[0] == frozen[1]


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
