"""The rows that a snapshot keeps: what is counted, who was asked, and what may be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from inspect_tool.services.figures.contents import kept_asked, kept_record
from inspect_tool.services.voices.asked import asked_in_force
from inspect_tool.services.voices.quotations import quotable
from inspect_tool.store import mishap_queries, queries

if TYPE_CHECKING:
    from inspect_tool.domain.records.records import RecordFacts
    from inspect_tool.store.database import UnitOfWork


def kept_rows(
    work: UnitOfWork, snapshot: str, counted: Sequence[RecordFacts], *, in_force: str
) -> list[dict[str, Any]]:
    """A row for each record, and one for each authority at which somebody was asked.

    Args:
        in_force: The version of the framework that the snapshot is taken under.
    """
    salts, quotes = queries.case_salts(work), quotable(work)
    # Nothing of an authority that left is counted, so those asked there are in no base.
    gone = mishap_queries.withdrawn_authorities(work)
    asked = [one for one in asked_in_force(work) if one.authority not in gone]
    records = [
        kept_record(
            snapshot,
            facts,
            in_force=in_force,
            salt=salts.get(facts.subject.ref, ""),
            quotes=quotes.get(facts.subject.ref, {}),
        )
        for facts in counted
    ]
    return records + [
        kept_asked(snapshot, code, [one for one in asked if one.authority == code])
        for code in sorted({one.authority for one in asked})
    ]
