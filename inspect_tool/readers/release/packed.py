"""What lies packed in a release: tables of a Word file, cells of the open data."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile

from inspect_tool.readers.release.page import plain

LARGEST = 200 * 1024 * 1024  # of a part, unpacked; those of 152 authorities have a tenth of it
_TABLE = re.compile(r"<w:tbl>(.*?)</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr[ >](.*?)</w:tr>", re.DOTALL)
_CELL = re.compile(r"<w:tc>(.*?)</w:tc>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>(.*?)</w:t>", re.DOTALL)


def word_tables(held: bytes) -> list[list[list[str]]]:
    """The tables of a Word file, rows of cells, in their order.

    Raises:
        ValueError: It is no Word file, or too large.
    """
    text = _part(held, "word/document.xml")
    return [
        [
            [plain(html.unescape("".join(_TEXT.findall(cell)))) for cell in _CELL.findall(row)]
            for row in _ROW.findall(table)
        ]
        for table in _TABLE.findall(text)
    ]


def data_tables(held: bytes) -> list[list[list[str]]]:
    """The tables of a Data Package, rows of cells without the names of columns, in their order.

    Raises:
        ValueError: It is none, or too large.
    """
    descriptor = json.loads(_part(held, "datapackage.json"))
    paths = [str(one["path"]) for one in descriptor["resources"]]
    return [list(csv.reader(io.StringIO(_part(held, path))))[1:] for path in paths]


def _part(held: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            if packed.getinfo(name).file_size > LARGEST:
                raise ValueError(name)
            return packed.read(name).decode()
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError):
        raise ValueError(name) from None
