"""Repeat incidents as `case show` has them, beside the criterion about the use of history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.records import records
from inspect_tool.services.records.item_views import CalculatedView, ItemView
from inspect_tool.services.records.revisions import ItemKey, subject_of
from inspect_tool.services.records.under import Pins

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.record_queries import RevisionInForce

REPEATS = "repeats"  # an item that is computed and has no revisions


def repeats_view(
    work: UnitOfWork,
    review: Review,
    items: Mapping[ItemKey, RevisionInForce],
    reader: Reader,
    inspector: str,
) -> ItemView | None:
    """What came again in one reader's record, with what is not known; None without a rule.

    Args:
        items: The revisions in force of the record, at least one.
    """
    subject = subject_of(next(iter(items.values())))
    framework = Pins.of(work, review, subject.authority).framework(subject.ref)
    rule = framework.repeat_incidents
    if rule is None or subject.kind is not SubjectKind.CASE or reader is Reader.ADJUDICATED:
        return None
    fields = records.case_fields(work, review, subject.authority).get(subject.ref, {})
    repeats = records.repeats_in(framework, items, fields)
    if repeats is None:
        return None
    not_known = "; ".join(repeats.not_known)
    return ItemView(
        reader=reader,
        inspector=inspector,
        kind=REPEATS,
        item_id=rule.beside,
        title="Repeat incidents, by the chronology and the lists",
        answer=repeats.code,
        words=repeats.words,
        note="",
        author="",
        revisions=(),
        calculated=CalculatedView(
            repeats.code, repeats.words, f"Not known: {not_known}" if not_known else ""
        ),
    )
