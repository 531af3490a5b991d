"""A query: something asked about one answer, what was replied, and that it is closed.

What stands of it is a function of the set of what was said, like what stands of an answer
(`merge.py`): not of the order in which two machines learnt of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class QueryState(StrEnum):
    """How far a query has come."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class QueryStep(StrEnum):
    """What somebody said in a query."""

    ASKED = "asked"
    REPLIED = "replied"
    CLOSED = "closed"


def query_state(said: Iterable[QueryStep]) -> QueryState:
    """How far a query has come: any reply answers it, and once closed it stays closed."""
    steps = frozenset(said)
    if QueryStep.CLOSED in steps:
        return QueryState.CLOSED
    return QueryState.ANSWERED if QueryStep.REPLIED in steps else QueryState.OPEN
