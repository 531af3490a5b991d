"""Queries that wait for a reply, as an issued workbook has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.domain.workbook.workbook import AskedQuery
from inspect_tool.services.records.answer_queries import open_queries_at, query_item

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# By reference and reader.
Asked = Mapping[tuple[str, Reader], Sequence[AskedQuery]]


def queries_to_issue(work: UnitOfWork, review: Review, authority: str) -> Asked:
    """Queries that wait for a reply, by reference and reader, each with a cell for it."""
    found: dict[tuple[str, Reader], list[AskedQuery]] = {}
    for query in open_queries_at(work, review, authority):
        asked = query.asked
        waiting = AskedQuery(
            about=query.item_id,
            item_id=query_item(query.item_id, query.name),
            text=asked.text,
            author=asked.author,
            day=asked.recorded_at.date(),
            revision=asked.revision_id,
        )
        found.setdefault((query.subject_ref, query.reader), []).append(waiting)
    return found
