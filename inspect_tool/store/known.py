"""What a process that writes knows of the seals, for as long as nobody else writes to the file.

Before a transaction is sealed, what it changed is held against its newest seals, so that nothing
is sealed that another program changed. What this process sealed last is as it was sealed until
somebody else commits, and SQLite says so: `PRAGMA data_version` of a connection changes with each
commit of any other one. So what is known belongs to one connection, which does all the writing of
a process, and is forgotten with the connection, when anybody else wrote, or when a transaction
failed. A server has no such number, so there nothing is known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inspect_tool.store.server import is_server

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from inspect_tool.store.trail import End

KEPT = "known seals"  # where a connection has them
MOST_BYTES = 50_000_000  # of rows as they are sealed: a review of 152 authorities has thrice that
NO_VERSION = -1
TRAIL = "audit_entry"  # each transaction adds to it: looks follow from a stream of it
Parts = dict[str, bytes]  # rows as they are sealed, by subject


@dataclass
class KnownSeals:
    """What is known since nobody else has written.

    Args:
        version: SQLite's number of what others committed.
        is_guarded: Whether no trigger of another program is there.
        newest: The newest seal of what was asked for; None where there was none.
        whole: Keys of what was held against its newest seal, or sealed, since.
        last_answers: Number of the last answer of an authority.
        ends: The newest entry of a stream of the audit trail.
        looks: What was found by a look, with the tables, or parts of them, that it follows from.
        rows: Rows that are sealed by subject, in the order of the subjects; the least used first.
    """

    version: int
    is_guarded: bool = False
    newest: dict[str, Any] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    last_answers: dict[str, int] = field(default_factory=dict)
    ends: dict[str, End] = field(default_factory=dict)
    looks: dict[Hashable, tuple[frozenset[str], Any]] = field(default_factory=dict)
    rows: OrderedDict[str, Parts] = field(default_factory=OrderedDict)
    _sizes: dict[str, int] = field(default_factory=dict)

    def take_in(self, details: Mapping[str, Any], rows: Mapping[str, Parts]) -> None:
        """Know what was sealed, once that was committed."""
        touched = {*details, *(key.partition(" ")[0] for key in details)} - {TRAIL}
        for name in [one for one, (from_what, _) in self.looks.items() if from_what & touched]:
            del self.looks[name]
        self.newest.update(details)
        self.whole.update(details)
        for key, parts in rows.items():
            self.rows[key] = parts
            self.rows.move_to_end(key)
            self._sizes[key] = sum(map(len, parts.values()))
        while sum(self._sizes.values()) > MOST_BYTES:
            least_used, _ = self.rows.popitem(last=False)
            del self._sizes[least_used]

    def forget(self) -> None:
        """Be of no use any more, after a transaction that failed."""
        self.version = NO_VERSION


def known_on(connection: Connection) -> KnownSeals | None:
    """What is known at the beginning of a transaction that writes; None on a server."""
    if is_server(connection):
        return None
    version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    known: KnownSeals | None = connection.info.get(KEPT)
    if known is None or known.version != version:
        known = connection.info[KEPT] = KnownSeals(version)
    return known


def joined(parts: Parts) -> Iterator[bytes]:
    """Rows in the order in which they are sealed."""
    return (parts[subject] for subject in sorted(parts))
