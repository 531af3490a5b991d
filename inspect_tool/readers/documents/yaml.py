"""YAML that people write, read safely and with the line of every key and value.

YAML 1.2, so that a bare `yes` or `no` stays a word. The file is composed into nodes and turned
into plain values here: no tag is ever executed, keys stay the text that was written, a key that
is written twice is reported, and anchors cannot make the document grow without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from inspect_tool.domain.language.characters import has_hidden
from inspect_tool.domain.language.faults import DocumentPath, Fault, key_path
from inspect_tool.errors import Problem, Severity, UnreadableFileError

# The largest framework known to us has 60 kB; a hundred thousand values are its size many times.
LARGEST_FILE = 1_000_000
MOST_VALUES = 100_000
DEEPEST_LEVEL = 40
LONGEST_NUMBER = 40  # characters; a seed that somebody forgot to quote has fewer

_PLAIN_TAGS = ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
_TAG_PREFIX = "tag:yaml.org,2002:"


_BAD_START = "found character that cannot start any token"
_ENDLESS = "found unexpected end of stream"

# PyYAML's own table is that of YAML 1.1, where a bare `no` is false. This one is the core schema of
# YAML 1.2.2, section 10.3.2, with underscores in numbers and with dates.
_WORDS_WITH_A_TYPE = (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9][0-9_]*|0o[0-7_]+|0x[0-9a-fA-F_]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?",
        "-+.0123456789",
    ),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("merge", r"<<", "<"),
)


# The wheels of PyYAML have libyaml in them; without it, the same is done twenty times slower.
_Loader: Any = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader


class _Composer(_Loader):  # type: ignore[misc]  # which of the two is known when it runs
    """Composes nodes, with the types of YAML 1.2."""


for _tag, _pattern, _first in _WORDS_WITH_A_TYPE:
    _Composer.add_implicit_resolver(
        _TAG_PREFIX + _tag, re.compile(f"(?:{_pattern})$"), list(_first)
    )


class _Refused:
    """Stands for a value that was reported and left out."""


_REFUSED = _Refused()


@dataclass(frozen=True)
class YamlDocument:
    """A file's values with the lines that they are on.

    Args:
        file: Name of the file, without its folder.
        value: Mappings, lists, text, numbers, booleans, dates and None; None after a syntax error.
        lines: Line of every key and list item by its path, counted from 1.
        problems: What was wrong with the YAML itself.
    """

    file: str
    value: Any  # whatever the YAML holds
    lines: Mapping[DocumentPath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, path: DocumentPath) -> int:
        """Line of the path, or of the nearest thing around it that is in the file."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def problem(self, fault: Fault) -> Problem:
        """The fault with its file and line."""
        return Problem(
            file=self.file,
            row=self.line(fault.path),
            column=key_path(fault.path),
            value=fault.value,
            kind=fault.kind,
            severity=fault.severity,
            message=fault.message,
            remedy=fault.remedy,
        )


def read_yaml(path: Path) -> YamlDocument:
    """Read a YAML file; errors of the YAML itself are in the document's problems.

    Raises:
        UnreadableFileError: There is no such file, it is not UTF-8 text, or it is unsafe to read.
    """
    return parse_yaml(read_text(path), file=path.name)


def read_text(path: Path) -> str:
    """Text of a small UTF-8 file, with or without a byte order mark.

    Raises:
        UnreadableFileError: There is no such file, it is too large, or it is not UTF-8 text.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise unopened(path, error) from None
    if len(content) > LARGEST_FILE:
        raise too_large(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            f"{path.name} is not UTF-8 text. Save it again with the encoding UTF-8."
        ) from None


def unopened(path: Path, error: OSError) -> UnreadableFileError:
    """What to say of a document that cannot be opened."""
    if isinstance(error, FileNotFoundError):
        return UnreadableFileError(
            f"There is no file {path.name} in that folder. Check the name and the folder."
        )
    reason = error.strerror or "it cannot be opened"
    return UnreadableFileError(
        f"{path.name} cannot be read: {reason}. Check that it is a file and may be read."
    )


def too_large(path: Path) -> UnreadableFileError:
    """What to say of a document that is larger than `LARGEST_FILE`."""
    return UnreadableFileError(
        f"{path.name} is larger than {LARGEST_FILE:,} bytes, which is not a document that a "
        "person wrote. Check that it is the right file."
    )


def parse_yaml(text: str, *, file: str) -> YamlDocument:
    """Values and lines of YAML text.

    Raises:
        UnreadableFileError: The document is nested or repeated beyond what is safe.
    """
    try:
        node: Any = yaml.compose(text, Loader=_Composer)
    except (UnicodeError, yaml.YAMLError) as error:
        if "nesting" in str(getattr(error, "problem", None)):
            raise _unsafe(file, "is nested too deeply") from None
        return YamlDocument(file, None, problems=(_syntax_problem(file, text, error),))
    except RecursionError:
        raise _unsafe(file, "is nested too deeply") from None
    if node is None:
        return YamlDocument(file, None, problems=(_empty_problem(file),))
    builder = _Builder(file)
    value = builder.build(node, ())
    value = None if value is _REFUSED else value
    return YamlDocument(file, value, builder.lines, tuple(builder.problems))


def in_order_of_lines(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems as a person meets them in the file."""
    return tuple(
        sorted(problems, key=lambda problem: (problem.row, problem.column, problem.message))
    )


def _unsafe(file: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file} {what}, so it is not safe to read. Write the document without anchors and "
        "without deep nesting."
    )


def _syntax_problem(file: str, text: str, error: Any) -> Problem:
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
    if what == "second occurrence":
        what = "an anchor of that name was written before"
    elif what == _ENDLESS and "quoted" in str(error.context):
        what = "the quotation mark that opens here is never closed"
    index = _place(error, what)
    return Problem(
        file=file,
        row=text.count("\n", 0, index) + 1,
        kind="yaml-syntax",
        severity=Severity.REFUSED,
        message=f"This is not valid YAML: {what}",
        remedy=_syntax_remedy(what, text[index : index + 1]),
    )


def _place(error: Any, what: str) -> int:
    """Where in the text the error is, in characters."""
    marks = [error.context_mark] if "opens here" in what else []
    marks += [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    places = [mark.index for mark in marks if mark is not None]
    # An error of the characters themselves has no mark.
    return int([*places, getattr(error, "position", 0)][0])


def _syntax_remedy(what: str, character: str) -> str:
    if what == _BAD_START and character == "\t":
        return "Indent with spaces; a tab cannot stand there."
    if what == _BAD_START:
        return f"Put a text that starts with {character} in quotes."
    if "expected ','" in what:
        return "Put a text with a colon in quotes, and close every bracket on the line above."
    if "anchor" in what or "alias" in what:
        return "Write the document without anchors (&) and aliases (*)."
    return (
        "Check the indentation, the quotes and the brackets on this line and the one above, and "
        "put a text with a colon in quotes."
    )


def _empty_problem(file: str) -> Problem:
    return Problem(
        file=file,
        row=1,
        kind="empty-document",
        severity=Severity.REFUSED,
        message="The file is empty",
        remedy="Start from a shipped one: `inspect-tool new FOLDER`.",
    )


class _Builder:
    """Turns nodes into plain values, noting lines and problems on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[DocumentPath, int] = {}
        self.problems: list[Problem] = []
        self._values = 0

    def build(self, node: Any, path: DocumentPath) -> Any:
        """Value of a node, or `_REFUSED` when it was reported and must be left out."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise _unsafe(self.file, f"stands for more than {MOST_VALUES:,} values")
        # An anchor that contains itself ends here too.
        if len(path) > DEEPEST_LEVEL:
            raise _unsafe(self.file, "is nested too deeply")
        tag = str(node.tag).removeprefix(_TAG_PREFIX)
        if tag not in _PLAIN_TAGS:
            self._note(
                node,
                path,
                kind="yaml-tag",
                message=f"The tag {node.tag} is not allowed",
                remedy="Take the tag away: only text, numbers, dates, lists and keys are read.",
            )
            return _REFUSED
        if isinstance(node.value, str):
            return self._scalar(node, tag, path)
        return self._mapping(node, path) if tag == "map" else self._sequence(node, path)

    def _scalar(self, node: Any, tag: str, path: DocumentPath) -> Any:
        if has_hidden(node.value):
            self._note(
                node,
                path,
                kind="hidden-character",
                message="The text has a character that nobody sees",
                remedy="Type it again: control characters and marks of direction are not used.",
            )
            return _REFUSED
        if tag in ("int", "float") and len(node.value) > LONGEST_NUMBER:
            self._note(
                node,
                path,
                kind="number-too-large",
                message=f"A number of {len(node.value):,} characters is too large to reckon with",
                remedy="Write fewer digits; put a text that has digits alone in quotes.",
            )
            return _REFUSED
        return _plain_value(tag, node.value)

    def _sequence(self, node: Any, path: DocumentPath) -> list[Any]:
        items: list[Any] = []
        for child in node.value:
            place = (*path, len(items))
            self.lines[place] = child.start_mark.line + 1
            value = self.build(child, place)
            if value is not _REFUSED:
                items.append(value)
        return items

    def _mapping(self, node: Any, path: DocumentPath) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            if not self._is_usable_key(key_node, path, mapping):
                continue
            place = (*path, key_node.value)
            self.lines[place] = key_node.start_mark.line + 1
            value = self.build(child, place)
            if value is not _REFUSED:
                mapping[key_node.value] = value
        return mapping

    def _is_usable_key(self, key: Any, path: DocumentPath, mapping: dict[str, Any]) -> bool:
        if not isinstance(key.value, str):
            self._note(
                key,
                path,
                kind="yaml-key",
                message="A list or a mapping cannot be a key",
                remedy="Write the key as one word.",
            )
            return False
        if str(key.tag) == f"{_TAG_PREFIX}merge":
            self._note(
                key,
                path,
                kind="yaml-key",
                message="The merge key << is not read, since YAML 1.2 has none",
                remedy="Write the keys out.",
            )
            return False
        if has_hidden(key.value):
            self._note(
                key,
                path,
                kind="hidden-character",
                message="A key has a character that nobody sees",
                remedy="Type it again: control characters and marks of direction are not used.",
            )
            return False
        if key.value in mapping:
            first = self.lines[(*path, key.value)]
            self._note(
                key,
                (*path, key.value),
                kind="duplicate-key",
                message=f"The key `{key.value}` is written twice here, first on line {first}",
                remedy="Keep one of the two; the first is read until then.",
            )
            return False
        return True

    def _note(self, node: Any, path: DocumentPath, *, kind: str, message: str, remedy: str) -> None:
        self.problems.append(
            Problem(
                file=self.file,
                row=node.start_mark.line + 1,
                column=key_path(path),
                kind=kind,
                severity=Severity.REFUSED,
                message=message,
                remedy=remedy,
            )
        )


def _plain_value(tag: str, text: str) -> str | int | float | bool | date | None:
    """Value of a scalar by its tag; what does not read as that type stays text."""
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true" if text.lower() in ("true", "false") else text
    try:
        if tag == "int":
            digits = text.replace("_", "")
            # Base 0 reads 0x1f, but refuses the leading zero of 007.
            return int(digits, 10 if digits.lstrip("+-").isdigit() else 0)
        if tag == "float":
            return float(text.replace("_", ""))
        return date.fromisoformat(text) if tag == "timestamp" else text
    except ValueError:
        return text
