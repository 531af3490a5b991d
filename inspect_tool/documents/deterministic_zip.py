"""The same workbook gives the same bytes: fixed dates, parts in a fixed order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from openpyxl import Workbook

EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the first that the zip format can say
CONTENT_TYPES = "[Content_Types].xml"  # readers expect it to be the first part
CORE_PROPERTIES = "docProps/core.xml"


def freeze_workbook(workbook: Workbook, *, created: datetime) -> bytes:
    """Save a workbook so that its bytes depend on its content and `created` alone.

    openpyxl stamps the clock into the properties and into every part of the zip; both are put
    back to `created` and to the earliest time that a zip can hold.

    Args:
        created: When the content was fixed; with a time zone it is written in UTC.
    """
    moment = created.astimezone(UTC) if created.tzinfo else created
    workbook.properties.created = moment.replace(tzinfo=None, microsecond=0)
    buffer = io.BytesIO()
    _save_in_memory(workbook, buffer)
    with zipfile.ZipFile(buffer) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[CORE_PROPERTIES] = _with_modified(parts[CORE_PROPERTIES], moment)
    return freeze_zip(parts)


def _save_in_memory(workbook: Workbook, buffer: BinaryIO) -> None:
    """Save without openpyxl's files for the time being: a kill would leave them, with their cases.

    openpyxl keeps each sheet in such a file in the system's folder until the workbook is saved.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED)

    class InMemory(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            """Write a sheet into the archive itself; openpyxl goes through a file of the system."""
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            sheet: Any = WorksheetWriter(ws, out=io.BytesIO())
            sheet.write()
            ws._rels = sheet._rels
            archive.writestr(ws.path.removeprefix("/"), sheet.read())
            self.manifest.append(ws)

    InMemory(workbook, archive).save()


def freeze_zip(parts: Mapping[str, bytes]) -> bytes:
    """Pack named parts into a zip whose bytes depend on names and contents alone."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            archive.writestr(_entry(name), parts[name], compresslevel=6)
    return buffer.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST_ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    # Without these two the zip says on which system, and with which rights, it was made.
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    return entry


def _with_modified(core_properties: bytes, moment: datetime) -> bytes:
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, core_properties)
