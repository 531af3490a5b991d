"""What an erasure leaves, said before it and in its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inspect_tool.services.figures.contents import is_erased
from inspect_tool.services.records.answer_ids import has_its_id
from inspect_tool.services.retention.files_of_case import has_shared_files
from inspect_tool.store import (
    hand_over_queries,
    queries,
    record_queries,
    snapshot_queries,
)
from inspect_tool.store.job_folders import has_folders

if TYPE_CHECKING:
    from pathlib import Path

    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawnUnit

REFERRALS = "REFER."


def what_remains(
    work: UnitOfWork, ref: str, drawn: DrawnUnit | None, review: Path
) -> Iterator[str]:
    """What stays of a child, in sentences.

    Args:
        ref: Of the case; empty where the child was never drawn.
        drawn: None there too.
        review: The review's folder.
    """
    yield (
        "A tombstone: authority, case, when, who, why and how much went. The child's token, "
        "stratum and place in the draw, which were published with it; whoever has the list's "
        "secret salt and the child's own id can make the token again."
    )
    if ref:
        yield (
            "In the audit trail: when something was recorded of the case and by whom, not what; "
            "and who read it on a page, on which day."
        )
        yield from _old_entries(work, ref)
        yield "Words about the child in records of the authority, in interviews and the narrative."
    if any(row.case_ref == ref for row in hand_over_queries.hand_overs(work)):
        yield "Who handed a read of the case over to whom, when, and the reason that was given."
    if has_shared_files(work, review, ref):
        yield (
            "Files of evidence that another record names too; see whether they tell of this child."
        )
    if has_folders(review):
        yield (
            "Files that jobs were given or wrote, in the folder `jobs`. They go by themselves a "
            "week after their job is over; delete the folder if they may hold this child."
        )
    if snapshots_keeping(work, ref):
        yield (
            "What was counted from snapshots stands in their totals. Whoever has those, or a "
            "report, and the other cases' answers can subtract."
        )
    without_salt = drawn is not None and not drawn.salt
    if ref and (without_salt or _old_answers(work, ref)):
        yield (
            "Answers from before cases had salts: their seals in the audit trail, older snapshots' "
            "digests and pack ids let somebody who knows everything else of them confirm a guess."
        )


def _old_entries(work: UnitOfWork, ref: str) -> Iterator[str]:
    """A sentence where the audit trail of earlier versions says more of a case than it should."""
    own = [
        entry.details
        for entry in queries.audit_entries(work)
        if ref in (entry.details.get("subject"), entry.details.get("case"))
    ]
    items = [str(details["item"]) for details in own if "item" in details]
    said = []
    if items:
        back = any(item.startswith(REFERRALS) for item in items)
        more = ", a referral back to the authority among them" if back else ""
        said.append(f"which items were answered{more}")
    if any("was" in details and "why" in details for details in own):
        said.append("why the case was picked by hand")
    if said:
        yield (
            f"In entries of the audit trail from an earlier version: {'; '.join(said)}. They "
            "cannot be changed without breaking the chain."
        )


def _old_answers(work: UnitOfWork, ref: str) -> bool:
    """Whether an answer has an id from before the case had a salt."""
    made_from: dict[str, list[str]] = {}
    for link in record_queries.parents(work):
        made_from.setdefault(link.child, []).append(link.parent)
    rows = queries.revisions_of(work, ref)
    return any(has_its_id(row, made_from.get(row.id, []), "") for row in rows)


def snapshots_keeping(work: UnitOfWork, ref: str) -> list[str]:
    """Snapshots that keep a record of the case."""
    return [
        row.name
        for row in snapshot_queries.snapshots(work)
        for record in snapshot_queries.snapshot_records(work, row.name)
        if ref and record.subject_ref == ref and not is_erased(record)
    ]
