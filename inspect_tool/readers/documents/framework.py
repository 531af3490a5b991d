"""The criteria framework, `framework.yaml`, read like a compiler: all faults in one pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.digest import document_digest
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.documents.model import names_set_aside, read_model
from inspect_tool.readers.documents.yaml import YamlDocument, in_order_of_lines, read_yaml

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


def load_framework(
    path: Path,
    *,
    derived: frozenset[str] | None = None,
    fields: Mapping[str, FrameField] = FIELDS,
    with_proofs: bool = True,
) -> LoadedFramework:
    """Read and check a framework.

    Args:
        derived: Names of the fields that the plan derives, so that conditions on fields can be
            checked; None when the plan is not at hand.
        fields: Fields that the lists of the review give.
        with_proofs: False leaves out the proofs and the dry run, which take most of a second; for
            a framework that was checked before.

    Raises:
        UnreadableFileError: There is no such file, or it cannot or must not be read.
    """
    return framework_of(read_yaml(path), derived=derived, fields=fields, with_proofs=with_proofs)


def framework_of(
    document: YamlDocument,
    *,
    derived: frozenset[str] | None = None,
    fields: Mapping[str, FrameField] = FIELDS,
    with_proofs: bool = True,
) -> LoadedFramework:
    """The framework in a YAML document, with all that is wrong with it."""
    if document.value is None:
        return LoadedFramework(None, document.problems, "")
    read = read_model(document, Framework, stand_ins=_STAND_INS)
    problems = [*document.problems, *(document.problem(fault) for fault in read.faults)]
    if read.model is not None:
        known = names_set_aside(document.value, read.repairs)
        faults = check_framework(
            read.model,
            derived=derived,
            fields=fields,
            known=known,
            misread=[
                dataclasses.replace(fault, path=read.repairs.as_read(fault.path))
                for fault in read.faults
            ],
            with_proofs=with_proofs,
        )
        problems += [
            document.problem(dataclasses.replace(fault, path=read.repairs.as_written(fault.path)))
            for fault in faults
        ]
    is_usable = not any(problem.severity is Severity.REFUSED for problem in problems)
    framework = read.model if is_usable else None
    return LoadedFramework(
        framework,
        in_order_of_lines(problems),
        "" if framework is None else document_digest(framework),
    )
