"""What a field of the frame is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # every check of a framework knows the fields, and hardly any has children
    from inspect_tool.domain.frame.children import ChildrenOnLists
    from inspect_tool.domain.frame.entries import Values

Compute: TypeAlias = "Callable[[ChildrenOnLists], Values]"


class FieldKind(StrEnum):
    """What values a field takes."""

    BOOL = "bool"
    INT = "int"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"  # as the authority writes it


@dataclass(frozen=True, order=True)
class FieldSource:
    """A column of a list, by its declared heading."""

    list_number: int
    column: str


@dataclass(frozen=True)
class FrameField:
    """One field of the frame.

    Args:
        words: How a report or a form names it.
        definition: What it says, in one sentence.
        choices: The values of a choice; empty where they are tokens.
        official_words: The words of an official code, by the code.
        compute: Its values, one for each child.
    """

    name: str
    words: str
    kind: FieldKind
    sources: tuple[FieldSource, ...]
    definition: str
    compute: Compute
    choices: tuple[str, ...] = ()
    official_words: tuple[tuple[str, str], ...] = ()
