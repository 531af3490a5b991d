"""The criteria framework, `framework.yaml`, read like a compiler: all faults in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_tool.domain.document_digest import document_digest
from inspect_tool.domain.framework import Framework
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.document_model import Repairs, read_model
from inspect_tool.readers.yaml_document import YamlDocument, in_order_of_lines, read_yaml

# What lets the rest be checked when the heading of a framework is wrong or missing.
_STAND_INS = {"framework": "unnamed", "version": "0.0.0", "title": "Untitled", "scales": {}}


@dataclass(frozen=True)
class LoadedFramework:
    """A framework as read from its file.

    Args:
        framework: None when a problem is an error.
        problems: Errors (`REFUSED`) and warnings (`NOTED`), in the order of their lines.
        digest: See `document_digest`; empty without a framework.
    """

    framework: Framework | None
    problems: tuple[Problem, ...]
    digest: str


def load_framework(path: Path, *, derived: frozenset[str] | None = None) -> LoadedFramework:
    """Read and check a framework.

    Args:
        derived: Names of the fields that the plan derives, so that conditions on fields can be
            checked; None when the plan is not at hand.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
    """
    return framework_of(read_yaml(path), derived=derived)


def framework_of(
    document: YamlDocument, *, derived: frozenset[str] | None = None
) -> LoadedFramework:
    """The framework in a YAML document, with all that is wrong with it."""
    from inspect_tool.domain.framework_check import check_framework  # noqa: PLC0415

    if document.value is None:
        return LoadedFramework(None, document.problems, "")
    read = read_model(document, Framework, stand_ins=_STAND_INS)
    problems = [*document.problems, *(document.problem(fault) for fault in read.faults)]
    if read.model is not None:
        known = frozenset(_names_in(document.value, read.repairs))
        faults = check_framework(read.model, derived=derived, known=known)
        problems += [
            document.problem(dataclasses.replace(one, path=read.repairs.as_written(one.path)))
            for one in faults
        ]
    is_usable = not any(one.severity is Severity.REFUSED for one in problems)
    framework = read.model if is_usable else None
    return LoadedFramework(
        framework,
        in_order_of_lines(problems),
        "" if framework is None else document_digest(framework),
    )


def _names_in(root: Any, repairs: Repairs) -> Iterator[str]:
    """Ids and names in the parts that were set aside: other parts may well ask for them."""
    for path in repairs.aside:
        value = root
        for part in path:
            is_there = isinstance(value, list) or (isinstance(value, dict) and part in value)
            value = value[part] if is_there else None
        if isinstance(path[-1], str):
            yield path[-1]
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
