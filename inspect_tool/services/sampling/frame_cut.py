"""The frame after the draw: units with a place in it keep their fields, the rest of the children
keep what the draw and the flow need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.frame.field import FrameField
from inspect_tool.domain.frame.fields import fields_of
from inspect_tool.domain.frame.totals import totals
from inspect_tool.domain.frame.units import Eligibility
from inspect_tool.errors import RefusedError
from inspect_tool.services.frames.returns import unit_of
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.store import erasure_queries, frame_queries, queries
from inspect_tool.store.frame_tables import FrameReturn, FrameTotal
from inspect_tool.store.tables import FrameUnitRow
from inspect_tool.store.values import fields_to_json

if TYPE_CHECKING:
    from inspect_tool.domain.frame.units import Unit
    from inspect_tool.domain.plan.plan import ReviewPlan
    from inspect_tool.services.sampling.rows import UnitKey
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import FrameRow

Fields = Mapping["UnitKey", "Unit"]
NOTHING_TAKEN_BACK: Fields = {}


@dataclass(frozen=True)
class CutReturn:
    """The return that the fields of some children can be taken back from.

    Args:
        files: Digest of each of its files, with the name that it came under.
        children: How many children's fields are wanted.
    """

    authority: str
    digest: str
    plan_digest: str
    salt_digest: str
    files: Mapping[str, str]
    imported_at: datetime
    children: int


class FieldsCutError(RefusedError):
    """Children come into the sample whose fields were cut, and their returns were not given.

    Args:
        returns: Where the fields are to be had.
    """

    def __init__(self, returns: tuple[CutReturn, ...]) -> None:
        super().__init__(
            f"{' '.join(map(_where_fields_are, returns))} Name each with --return FILE, or put it "
            "into the review's folder under that name. Nothing was changed."
        )
        self.returns = returns


def _where_fields_are(cut: CutReturn) -> str:
    day = f"{cut.imported_at.day} {cut.imported_at:%B %Y}"
    named = sorted((name, digest) for digest, name in cut.files.items())
    files = "; ".join(f"{name}, SHA-256 {digest}" for name, digest in named)
    who = "1 child" if cut.children == 1 else f"{cut.children} children"
    return (
        f"The fields of {who} of {cut.authority} who would come into the sample were deleted after "
        f"the draw, and are taken back from the return that `frame import` took on {day}: {files}."
    )


@dataclass(frozen=True)
class FrameCut:
    """What came of cutting the frame down.

    Args:
        children: Children whose fields went.
        kept: Units that keep theirs: drawn, in reserve, or picked.
        cells: Cells of the totals that stay.
    """

    children: int
    kept: int
    cells: int


def to_be_cut(work: UnitOfWork) -> int:
    """How many children have fields that nobody needs after the draw; 0 before it.

    Raises:
        NotDrawnError: There is no draw yet.
    """
    ranked = _ranked(work)
    return sum(not row.is_cut and _key(row) not in ranked for row in queries.frame_rows(work))


def cut_frame(work: UnitOfWork, plan: ReviewPlan) -> FrameCut:
    """Delete the fields of children without a place in the draw, and keep the population's totals.

    Raises:
        NotDrawnError: There is no draw yet.
    """
    ranked = _ranked(work)
    rows = queries.frame_rows(work)
    left = [row for row in rows if not row.is_cut and _key(row) not in ranked]
    cells = _keep_totals(work, rows, fields_of(plan.declared)) if left else 0
    work.update_many(
        FrameUnitRow, ({**_primary(row), "fields": {}, "is_cut": True} for row in left)
    )
    work.update_many(
        FrameUnitRow,
        (
            {**_primary(row), "salt": ranked[_key(row)]}
            for row in rows
            if _key(row) in ranked and not row.salt
        ),
    )
    cut = FrameCut(children=len(left), kept=len(ranked), cells=cells)
    if left:
        work.audit("frame.cut", children=cut.children, kept=cut.kept, cells=cells)
        work.forget()
    return cut


def _ranked(work: UnitOfWork) -> dict[UnitKey, str]:
    """The salt of each unit with a place in the draw."""
    return {
        (case.authority, case.unit_id): case.salt
        for case in queries.drawn_units(work, drawn_row(work).draw_id)
    }


def _key(row: FrameUnitRow | FrameRow) -> UnitKey:
    return row.authority, row.unit_id


def _primary(row: FrameRow) -> dict[str, str]:
    return {"authority": row.authority, "unit_id": row.unit_id}


def _keep_totals(
    work: UnitOfWork, rows: Iterable[FrameRow], fields: Mapping[str, FrameField]
) -> int:
    """Count before the fields go; what was counted before stays as it is."""
    counted = {total.authority for total in frame_queries.frame_totals(work)}
    units: dict[str, list[Unit]] = {}
    for row in rows:
        if row.authority not in counted and row.eligibility == Eligibility.ELIGIBLE:
            units.setdefault(row.authority, []).append(unit_of(row))
    cells = [
        {
            "authority": authority,
            "stratum": cell.stratum,
            "field": cell.field,
            "value": cell.value,
            "children": cell.children,
        }
        for authority, own in units.items()
        for cell in totals(own, fields)
    ]
    if cells:
        work.add_many(FrameTotal, cells)
    return len(cells)


def put_fields_back(work: UnitOfWork, new: Mapping[UnitKey, str], taken_back: Fields) -> None:
    """Give units that come into the draw the fields that were cut, and their salts.

    Args:
        new: The salt of each unit that had no place in the draw before.
        taken_back: Units of the returns that were read again.

    Raises:
        FieldsCutError: The fields of one are in no return that was read.
    """
    rows = [row for key in new if (row := work.get(FrameUnitRow, *key)) is not None]
    erased = erasure_queries.erased_units(work)
    rows = [row for row in rows if _key(row) not in erased]
    lacking = [row for row in rows if row.is_cut and _key(row) not in taken_back]
    if lacking:
        raise FieldsCutError(_returns_of(work, lacking))
    for row in rows:
        unit = taken_back.get(_key(row)) if row.is_cut else None
        if unit is not None:
            row.fields, row.is_cut = fields_to_json(unit.fields), False
        row.salt = new[_key(row)]
        work.add(row)


def _returns_of(work: UnitOfWork, lacking: Iterable[FrameUnitRow]) -> tuple[CutReturn, ...]:
    standing = frame_queries.frame_returns(work)
    codes = [row.authority for row in lacking]
    return tuple(_cut_return(standing[code], codes.count(code)) for code in sorted(set(codes)))


def _cut_return(row: FrameReturn, children: int) -> CutReturn:
    return CutReturn(
        authority=row.authority,
        digest=row.digest,
        plan_digest=row.plan_digest,
        salt_digest=row.salt_digest,
        files={str(file["sha256"]): str(file["name"]) for file in row.files},
        imported_at=row.imported_at,
        children=children,
    )
