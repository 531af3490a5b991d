"""The parts of a workbook, put right in memory where a program named them otherwise than Excel.

Backslashes in names, a workbook that is not `xl/workbook.xml`, parts that are not in UTF-8: all of
it is allowed or common, and the reader of workbooks finds nothing in such a file or stops.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from inspect_tool.readers.plain.held_file import HeldFile, SourceFile
from inspect_tool.readers.spreadsheet.content_types import ContentTypes, plain_name
from inspect_tool.readers.spreadsheet.prolog import encoding_of
from inspect_tool.readers.spreadsheet.refusals import DamagedFileError

WORKBOOK = "xl/workbook.xml"
# The reader of workbooks looks for these by name, whatever the workbook refers to.
FIXED_NAMES = {"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}


def usual_package(path: SourceFile) -> HeldFile:
    """The workbook with its parts where, and as, Excel would have written them.

    Raises:
        DamagedFileError: Its workbook cannot be found, or a part is not in the encoding it says.
    """
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        parts = {
            plain_name(entry.orig_filename): archive.read(entry)
            for entry in archive.infolist()
            if not entry.is_dir()
        }
    parts = {name: _in_utf_8(path.name, name, content) for name, content in parts.items()}
    workbook = ContentTypes.read(parts["[Content_Types].xml"], parts).workbook
    if workbook:
        parts = _moved(path.name, parts, workbook)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return HeldFile(path.name, packed.getvalue())


def _in_utf_8(file: str, name: str, content: bytes) -> bytes:
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return content
    encoding = encoding_of(content)
    if encoding == "utf-8":
        return content
    try:
        text = content.decode(encoding).lstrip("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise DamagedFileError(file, "a part is in another encoding") from None
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]  # without its declaration it is UTF-8
    return text.encode()


def _moved(file: str, parts: Mapping[str, bytes], workbook: str) -> dict[str, bytes]:
    """The parts under `xl/`, and those with fixed names under these."""
    folder, name = posixpath.split(workbook)
    if not folder:
        raise DamagedFileError(file, "its workbook is not in a folder of its own")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in parts:
        raise DamagedFileError(file, "it does not say where its sheets are")
    names = {part: _under_xl(part, folder) for part in parts}
    names[workbook] = WORKBOOK
    names[relations] = "xl/_rels/workbook.xml.rels"
    root = ElementTree.fromstring(parts[relations])  # noqa: S314 - without declarations (`guard`)
    for relation in root:
        if relation.get("TargetMode") == "External":
            continue
        target = plain_name(relation.get("Target", ""))
        part = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
        kind = relation.get("Type", "").rpartition("/")[2]
        new = FIXED_NAMES.get(kind, _under_xl(part, folder))
        names[part] = new
        relation.set("Target", new.removeprefix("xl/"))
    moved = {names[part]: content for part, content in parts.items()}
    moved["xl/_rels/workbook.xml.rels"] = ElementTree.tostring(root)
    return moved


def _under_xl(part: str, folder: str) -> str:
    return f"xl/{part.removeprefix(folder + '/')}" if part.startswith(f"{folder}/") else part


@dataclass(frozen=True)
class WorkbookParts:
    """What `xl/workbook.xml` says.

    Args:
        paths: Part of the zip that holds each sheet, by the sheet's name.
    """

    counts_from_1904: bool = False
    paths: Mapping[str, str] = field(default_factory=dict)


def workbook_parts(path: SourceFile) -> WorkbookParts:
    """Read where the sheets are, from parts that were found to have no declarations."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        folder = "xl/"
        workbook = ElementTree.fromstring(archive.read(f"{folder}workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(archive.read(f"{folder}_rels/workbook.xml.rels"))  # noqa: S314
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    paths = {}
    counts_from_1904 = False
    for element in workbook.iter():
        tag = element.tag.rpartition("}")[2]
        if tag == "workbookPr":
            counts_from_1904 = element.get("date1904", "0") in {"1", "true"}
        if tag == "sheet":
            key = next((v for k, v in element.items() if k.endswith("}id")), "")
            target = targets.get(key, "")
            paths[element.get("name", "")] = (
                target.removeprefix("/") if target.startswith("/") else f"{folder}{target}"
            )
    return WorkbookParts(counts_from_1904, paths)


def has_usual_names(path: SourceFile) -> bool:
    """Whether the parts with fixed names are where the reader of workbooks looks for them."""
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        relations = "xl/_rels/workbook.xml.rels"
        if relations not in names:
            return True
        root = ElementTree.fromstring(archive.read(relations))  # noqa: S314
    for relation in root:
        fixed = FIXED_NAMES.get(relation.get("Type", "").rpartition("/")[2])
        target = relation.get("Target", "")
        if "\\" in target:
            return False
        if fixed and posixpath.normpath(posixpath.join("/xl", target)) != f"/{fixed}":
            return False
    return True
