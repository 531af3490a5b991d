"""The process that opens Word files that come back, apart from ours and under limits.

`python -m inspect_tool.readers.word.child` answers with each paragraph of the body as plain data:
its bookmarks, its style, its runs with their look and their content control, and its comments.
Tracked changes are read as if all were accepted. Nothing that a file refers to is opened.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from inspect_tool.readers.spreadsheet.answering import run
from inspect_tool.readers.spreadsheet.guard import WORD_DOCUMENT, ReadLimits, check_word_file
from inspect_tool.readers.spreadsheet.refusals import DamagedFileError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORE = "docProps/core.xml"
KEYWORDS = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}keywords"
EXTERNAL = 'TargetMode="External"'
HYPERLINK = "/hyperlink"
# Runs in these are there no longer once changes are accepted.
GONE = frozenset({f"{W}del", f"{W}moveFrom"})
NEW = frozenset({f"{W}ins", f"{W}moveTo"})
PICTURES = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
OFF = frozenset({"0", "false", "off", "none"})


def answers(request: Mapping[str, Any], limits: ReadLimits) -> Iterator[dict[str, Any]]:
    """What the file is known by, then its paragraphs and tables in their order."""
    (path,) = map(Path, request["paths"])
    yield {"is": "reading", "file": path.name}
    check_word_file(path, limits=limits)
    try:
        with zipfile.ZipFile(path) as archive:
            names = frozenset(archive.namelist())
            parts = {
                name: ElementTree.fromstring(archive.read(name))  # noqa: S314 (no declarations)
                for name in (WORD_DOCUMENT, CORE, "word/comments.xml", "word/styles.xml")
                if name in names
            }
            outside = sum(
                _outside(archive.read(name).decode("utf-8", "replace"))
                for name in names
                if name.endswith(".rels")
            )
        yield {
            "is": "file",
            "keywords": parts[CORE].findtext(KEYWORDS, "") if CORE in parts else "",
            "outside": outside,
        }
        body = parts[WORD_DOCUMENT].find(f"{W}body")
        if body is None:
            raise DamagedFileError(path.name, "it has no text")
        reader = _Reader(_comments(parts.get("word/comments.xml")), _styles(parts))
        yield from reader.blocks(body)
    except (ElementTree.ParseError, zipfile.BadZipFile, KeyError, RecursionError) as error:
        raise DamagedFileError(path.name, "a part of it cannot be read") from error


def _outside(relations: str) -> int:
    """How many things outside the file a part refers to, links that somebody may follow aside."""
    return sum(
        EXTERNAL in one and HYPERLINK not in one for one in relations.split("<Relationship ")
    )


def _styles(parts: Mapping[str, Element]) -> dict[str, str]:
    """Names of styles by their ids; programs give ids of their own."""
    root = parts.get("word/styles.xml")
    found = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name = style.find(f"{W}name")
        if name is not None:
            found[style.get(f"{W}styleId", "")] = name.get(f"{W}val", "")
    return found


def _comments(root: Element | None) -> dict[str, str]:
    """The words of each comment by its id; who wrote it is not read."""
    found = {}
    for comment in root.iter(f"{W}comment") if root is not None else ():
        paragraphs = ["".join(_texts(one)) for one in comment.iter(f"{W}p")]
        found[comment.get(f"{W}id", "")] = "\n".join(filter(None, paragraphs))
    return found


def _texts(element: Element) -> Iterator[str]:
    for one in element.iter():
        if one.tag == f"{W}t":
            yield one.text or ""
        elif one.tag in (f"{W}tab", f"{W}br", f"{W}cr"):
            yield " "


class _Reader:
    """Reads blocks; a comment belongs to the paragraph in which its range begins."""

    def __init__(self, comments: Mapping[str, str], styles: Mapping[str, str]) -> None:
        self._comments = dict(comments)
        self._styles = styles

    def blocks(self, parent: Element) -> Iterator[dict[str, Any]]:
        """Paragraphs and tables of the body, those inside content controls too."""
        for element in parent:
            if element.tag == f"{W}p":
                yield self._paragraph(element)
            elif element.tag == f"{W}tbl":
                yield self._table(element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", *NEW, f"{W}customXml"):
                yield from self.blocks(element)

    def _paragraph(self, element: Element) -> dict[str, Any]:
        style = element.find(f"{W}pPr/{W}pStyle")
        style_id = style.get(f"{W}val", "") if style is not None else ""
        marks, comments, pictures = self._beside(element)
        tracked = any(one.tag in GONE | NEW for one in element.iter())
        return {
            "is": "paragraph",
            "style": self._styles.get(style_id, style_id),
            "marks": marks,
            "runs": list(self._runs(element, "")),
            "comments": comments,
            "pictures": pictures,
            "tracked": tracked,
        }

    def _beside(self, element: Element) -> tuple[list[str], list[str], int]:
        """Bookmarks, the words of comments, and how many pictures."""
        marks, comments, pictures = [], [], 0
        for one in element.iter():
            if one.tag == f"{W}bookmarkStart":
                marks.append(one.get(f"{W}name", ""))
            elif one.tag in (f"{W}commentRangeStart", f"{W}commentReference"):
                words = self._comments.pop(one.get(f"{W}id", ""), "")
                comments += [words] if words else []
            elif one.tag in PICTURES:
                pictures += 1
        return marks, comments, pictures

    def _runs(self, parent: Element, tag: str) -> Iterator[list[Any]]:
        """Words, bold, italic, tag of the content control, and style, of each run."""
        for element in parent:
            if element.tag == f"{W}r":
                yield self._run(element, tag)
            elif element.tag == f"{W}sdt":
                found = element.find(f"{W}sdtPr/{W}tag")
                own = found.get(f"{W}val", "") if found is not None else ""
                content = element.find(f"{W}sdtContent")
                if content is not None:
                    yield from self._runs(content, own or tag)
            elif element.tag not in GONE and element.tag != f"{W}pPr":
                yield from self._runs(element, tag)

    def _run(self, run: Element, tag: str) -> list[Any]:
        properties = run.find(f"{W}rPr")
        style = properties.find(f"{W}rStyle") if properties is not None else None
        style_id = style.get(f"{W}val", "") if style is not None else ""
        return [
            "".join(_texts(run)),
            _is_on(properties, "b"),
            _is_on(properties, "i"),
            tag,
            self._styles.get(style_id, style_id),
        ]

    def _table(self, element: Element) -> dict[str, Any]:
        rows = [
            [
                "\n".join("".join(_texts(p)) for p in cell.iter(f"{W}p"))
                for cell in row.iter(f"{W}tc")
            ]
            for row in element.iter(f"{W}tr")
        ]
        marks, comments, pictures = self._beside(element)
        return {
            "is": "table",
            "rows": rows,
            "marks": marks,
            "comments": comments,
            "pictures": pictures,
        }


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "true") not in OFF


if __name__ == "__main__":
    run(answers)
