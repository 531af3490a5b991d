"""The authorities of a plan that names a file or a draw, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inspect_tool.errors import Problem

if TYPE_CHECKING:
    from inspect_tool.domain.language.faults import Fault
    from inspect_tool.domain.plan.authority_choices import AuthorityDraw


@dataclass(frozen=True)
class AuthorityList:
    """The authorities of a file.

    Args:
        rows: The good rows, as a plan would have them.
        lines: For each good row its line in the file.
        problems: What is wrong with the other rows.
    """

    file: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()
    lines: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class SelectedAuthorities:
    """The authorities that a plan names, or what prevents taking them.

    Args:
        listed: Those of a file, or the chosen, as rows of a plan with their lines in the list.
        stage_one: The draw as a plan keeps it; None where none was drawn.
    """

    listed: AuthorityList = field(default_factory=AuthorityList)
    stage_one: AuthorityDraw | None = None
    faults: tuple[Fault, ...] = ()
