"""One page of a room, and for whom of the shared review's people it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One page.

    Args:
        who: For whom it is there: of ef (an inspector with a conflict of interest with BRO), le (a
            lead), wr (a writer), ab (a lead who reads beside another inspector).
        filled: What stands for the parts of the address that are in curly brackets.
        form: What a browser would send, where it sends anything.
        hidden: What must not stand on it, by person; no second reader sees the word of an unseen
            read.
    """

    who: frozenset[str]
    filled: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


LEADS = frozenset({"le", "ab"})
REPORTING = frozenset({"le", "ab", "wr"})
EVERYBODY = frozenset({"le", "ab", "wr", "ef"})
