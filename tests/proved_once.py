"""Frameworks that are proved once a process, and not once for each of hundreds of reviews.

The first command that does something under a framework tries it on a thousand random cases, in the
same way each time. Tests whose review has the framework of another test are spared that.
"""

from __future__ import annotations

from collections.abc import Mapping

from inspect_tool.domain.checks.framework import check_framework as _check
from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.faults import Fault
from inspect_tool.services.review import kept_documents

_found: dict[tuple[str, frozenset[str], str], tuple[Fault, ...]] = {}


def check_once(
    framework: Framework, *, derived: frozenset[str], fields: Mapping[str, FrameField]
) -> tuple[Fault, ...]:
    """The faults of a framework, found anew where its text or what the plan gives differs."""
    given = (framework.model_dump_json(by_alias=True), derived, repr(fields))
    if given not in _found:
        _found[given] = _check(framework, derived=derived, fields=fields)
    return _found[given]


def share() -> None:
    """Have reviews proved so, in this process."""
    vars(kept_documents)["check_framework"] = check_once
