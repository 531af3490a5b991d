"""What goes along with a pack, row by row: one inspector's own records, and what they are asked.

Nothing is copied and then taken out: the database of a pack is made anew from these rows, so that
no index, no free page, no count and no trail of it can hold what is another's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import SQLModel

from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.records.records import ANSWER_KINDS, ItemKind, Reader
from inspect_tool.services.assignment.record_owners import RecordOwners
from inspect_tool.services.records.revisions import subject_of
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.store import mishap_queries, queries, record_queries, version_queries
from inspect_tool.store.mishap_tables import FactCorrection
from inspect_tool.store.tables import (
    Assignment,
    CurrentRevision,
    DocumentVersion,
    DrawnStratum,
    DrawnUnit,
    DrawRow,
    FrameUnitRow,
    Revision,
    RevisionParent,
)
from inspect_tool.store.version_tables import FrameworkPublication, SubjectVersion

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Member
    from inspect_tool.domain.review import Review
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead

# The tables that a pack has rows of, what others refer to first. All others stay empty in it.
CARRIED: tuple[type[SQLModel], ...] = (
    DocumentVersion,
    FrameworkPublication,
    DrawRow,
    DrawnStratum,
    FrameUnitRow,
    DrawnUnit,
    FactCorrection,
    Assignment,
    SubjectVersion,
    Revision,
    RevisionParent,
    CurrentRevision,
)
# What a record is made of and what is said to its reader. Codings, marks, calibration and what
# authorities say of themselves are other people's work on it.
CARRIED_KINDS = ANSWER_KINDS | {
    ItemKind.QUERY,
    ItemKind.REASON,
    ItemKind.STATE,
    ItemKind.STRAY,
    ItemKind.ASIDE,
    ItemKind.IDENTIFIER,
}
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Caseload:
    """What one inspector takes along.

    Args:
        duties: What they read, by authority.
    """

    member: Member
    duties: Mapping[str, Sequence[AssignedRead]]

    def reads(self, authority: str) -> frozenset[tuple[str, str]]:
        """Case and reader of each of their reads at an authority."""
        return frozenset((row.case_ref, row.reader) for row in self.duties[authority])

    def cases(self, authority: str) -> frozenset[str]:
        """The cases that they read at an authority."""
        return frozenset(row.case_ref for row in self.duties[authority])


def own_revisions(
    work: UnitOfWork, review: Review, caseload: Caseload, authority: str
) -> list[Revision]:
    """Everything that was said in the inspector's own records at an authority, in order."""
    owners = RecordOwners.of(work, review, authority)
    rows = queries.revisions_of_authority(work, authority)
    kept = [row for row in rows if _is_own(row, owners, caseload)]
    return sorted(kept, key=lambda row: (row.number, row.id))


def _is_own(row: Revision, owners: RecordOwners, caseload: Caseload) -> bool:
    if ItemKind(row.item_kind) not in CARRIED_KINDS:
        return False
    if row.item_kind == ItemKind.STRAY and row.author != caseload.member.id:
        return False
    if not row.reader:  # words in nobody's record: of whoever wrote them
        return row.subject_ref in caseload.cases(row.authority) | {row.authority}
    subject, reader = subject_of(row), Reader(row.reader)
    if subject.kind is not SubjectKind.CASE:
        is_first = reader is Reader.FIRST
        return is_first and owners.owner(subject.kind, subject.ref, reader) == caseload.member.id
    return (row.subject_ref, row.reader) in caseload.reads(row.authority)


def rows_of(work: UnitOfWork, review: Review, caseload: Caseload) -> Rows:
    """The rows of a pack, by table."""
    rows: Rows = {str(table.__tablename__): [] for table in CARRIED}
    _add(rows, version_queries.publications(work), published_by="", proposed_by="")
    for publication in version_queries.publications(work):
        _add(rows, [work.get(DocumentVersion, "framework", publication.digest)])
    draw = drawn_row(work)
    _add(
        rows,
        [draw],
        committed_by="",
        public_seed="",
        seed_source="",
        commitment="",
        posted_at_address="",
    )
    versions = version_queries.subject_versions(work)
    for authority in sorted(caseload.duties):
        revisions = own_revisions(work, review, caseload, authority)
        _add_cases(work, rows, draw, caseload, authority)
        _add_answers(work, rows, authority, revisions)
        subjects = {row.subject_ref for row in revisions} | caseload.cases(authority)
        for ref in sorted(subjects & versions.keys()):
            rows["subject_version"].append(
                {
                    "authority": authority,
                    "subject_ref": ref,
                    "number": 1,
                    "version": versions[ref],
                    "because": "",
                    "pinned_at": work.now.isoformat(),
                    "pinned_by": "",
                }
            )
    return rows


def _add_cases(
    work: UnitOfWork, rows: Rows, draw: DrawRow, caseload: Caseload, authority: str
) -> None:
    """The inspector's cases at an authority with their facts; how many others there are is not."""
    cases = caseload.cases(authority)
    units = [
        unit
        for unit in queries.drawn_units(work, draw.draw_id)
        if unit.authority == authority and unit.case_ref in cases
    ]
    tokens = {unit.unit_id for unit in units}
    frame = [unit for unit in queries.frame_units(work, authority) if unit.unit_id in tokens]
    _add(rows, frame)
    _add(rows, units, ticket="", why="")
    for stratum, number in sorted(Counter(unit.stratum for unit in units).items()):
        rows["drawn_stratum"].append(
            {
                "authority": authority,
                "draw_id": draw.draw_id,
                "stratum": stratum,
                "population": number,
                "drawn": number,
                "reserves": 0,
            }
        )
    corrections = mishap_queries.fact_corrections(work, authority)
    _add(
        rows,
        [row for row in corrections if row.case_ref in cases],
        source="",
        corrected_by="",
        return_digest="",
    )
    own = caseload.reads(authority)
    assigned = [
        row
        for row in queries.assignment_rows(work, authority)
        if (row.case_ref, row.reader) in own and row.inspector == caseload.member.id
    ]
    # Why a second read was asked for may say what the first one found.
    _add(rows, assigned, extra_because="")


def _add_answers(
    work: UnitOfWork, rows: Rows, authority: str, revisions: Sequence[Revision]
) -> None:
    """Answers numbered anew, since the numbers of the review count those of other readers too."""
    names = {row.id for row in revisions}
    for number, row in enumerate(revisions, start=1):
        _add(rows, [row], number=number)
    links = record_queries.parents(work, authority, of=names)
    _add(rows, [link for link in links if link.parent in names])
    for place in queries.current_of_authority(work, authority):
        if place.revision_id in names:
            rows["current_revision"].append(
                {"authority": authority, **place._asdict(), "is_crossed": False}
            )


def _add(rows: Rows, found: Collection[SQLModel | None], **instead: object) -> None:
    for row in found:
        if row is not None:
            rows[str(row.__tablename__)].append({**row.model_dump(mode="json"), **instead})


def rows_text(rows: Rows) -> str:
    """Rows as a pack holds them."""
    return json.dumps(rows, ensure_ascii=False, sort_keys=True)


def rows_in(text: str) -> Rows:
    """Rows from a pack whose manifest was signed, with their moments.

    Raises:
        ValueError: They are not rows of the tables that a pack has.
    """
    held = json.loads(text)
    if set(held) != {str(table.__tablename__) for table in CARRIED}:
        raise ValueError("not the tables of a pack")
    return {
        str(table.__tablename__): [
            table.model_validate(row).model_dump() for row in held[str(table.__tablename__)]
        ]
        for table in CARRIED
    }
