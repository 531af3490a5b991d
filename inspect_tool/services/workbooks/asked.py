"""Queries that wait for a reply, as an issued workbook has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import Fact
from inspect_tool.services.records.answer_queries import open_queries_at

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# Facts to read, by reference and reader.
Asked = Mapping[tuple[str, Reader], Sequence[Fact]]


def queries_to_issue(work: UnitOfWork, review: Review, authority: str) -> Asked:
    """Queries that wait for a reply, by reference and reader, to be read in the workbook.

    Replies come back in the note of the question, or with `case reply`.
    """
    found: dict[tuple[str, Reader], list[Fact]] = {}
    for query in open_queries_at(work, review, authority):
        asked = query.asked
        day = f"{asked.recorded_at.day} {asked.recorded_at:%B %Y}"
        fact = Fact(
            label=f"Query about {query.item_id}, by {asked.author} on {day}",
            value=asked.text,
            source=f"Query {query.name}",
        )
        found.setdefault((query.subject_ref, query.reader), []).append(fact)
    return found
