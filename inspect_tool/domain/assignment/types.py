"""Cases to share out between inspectors, and who got which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, order=True)
class CaseToAssign:
    """A case that needs a reader.

    Args:
        sibling_group: Token shared by siblings; empty when there is none.
        first_reader: Who read it before, where it is to be read a second time.
        not_by: Others who must not read it, because they have had its other read.
    """

    authority: str
    case_ref: str
    sibling_group: str = ""
    first_reader: str = ""
    not_by: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Duty:
    """Who reads which case."""

    authority: str
    case_ref: str
    inspector: str


Block: TypeAlias = tuple[CaseToAssign, ...]  # siblings, who stay together
