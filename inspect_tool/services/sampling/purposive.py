"""Cases picked by hand: read and counted, and never part of an estimate.

A case that is picked has no rank while it is purposive, but it keeps its ticket. If its turn in
the order comes, by a loss or an extension, it belongs to the random sample from then on. So
picking cannot change which children the random sample has, nor anybody's chance of being in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.frame.units import Eligibility
from inspect_tool.domain.language.canonical import canon
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.hashed_frame import FrameUnit
from inspect_tool.domain.sampling.sampling import purposive_unit
from inspect_tool.services.frames.errors import WrongKeyFileError
from inspect_tool.services.frames.keys import check_not_destroyed
from inspect_tool.services.frames.tokens import Tokeniser
from inspect_tool.services.sampling.draw_views import CaseView, DrawView
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.errors import (
    AlreadyACaseError,
    AuthorityCodeError,
    AuthorityWithdrewError,
    ChildNotOnFrameError,
    ErasedChildError,
    LostBeforeError,
    NotEligibleError,
    PurposiveNotAllowedError,
    ReasonNamesChildError,
    TooManyPurposiveError,
    WhichChildError,
    given_reason,
)
from inspect_tool.services.sampling.frame_cut import NOTHING_TAKEN_BACK, put_fields_back
from inspect_tool.services.sampling.rows import (
    committed_plan,
    draw_as_it_stands,
    drawn_stratum,
    next_refs,
    unit_values,
)
from inspect_tool.services.sampling.views import AddedCase
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import (
    erasure_queries,
    frame_queries,
    mishap_queries,
    queries,
)
from inspect_tool.store.tables import DrawnUnit, FrameUnitRow

if TYPE_CHECKING:
    from inspect_tool.services.sampling.frame_cut import Fields
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.key_files import KeyFolder
    from inspect_tool.store.tables import DrawRow


@dataclass(frozen=True, kw_only=True)
class Child:
    """Which child is meant: by case reference or token, or by the authority's own child id.

    Args:
        named: Reference of a reserve, such as ASH-031, or a token of the public frame.
        authority: Code of the authority whose own id is given.
        child_id: That id; it goes no further than the key file.
    """

    named: str | None = None
    authority: str | None = None
    child_id: str | None = None


def add(
    work: UnitOfWork,
    review: Review,
    child: Child,
    *,
    why: str,
    keys: KeyFolder,
    taken_back: Fields = NOTHING_TAKEN_BACK,
) -> AddedCase:
    """Pick a case by hand, within what the committed plan allows.

    Args:
        taken_back: Units of returns that were read again, for the fields that were cut.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotDrawnError: There is no draw yet.
        WhichChildError, AuthorityCodeError, ChildNotOnFrameError, NoReasonError,
        ReasonNamesChildError: The words of the command are wrong.
        PurposiveNotAllowedError, TooManyPurposiveError: The committed plan does not allow it.
        NotEligibleError: The child is on the frame and could not have been drawn.
        AuthorityWithdrewError: The authority has left the inspection.
        AlreadyACaseError, LostBeforeError: The case is read already, or was lost.
        WrongKeyFileError: The key file is not the one that the frame was made with.
        FieldsCutError: The child's fields were cut, and are not among those given.
    """
    check_can(work.actor, Action.PICK_CASE)
    reason = given_reason(why, "case is picked")
    row = drawn_row(work)
    allowed = committed_plan(work, row).sample.purposive
    if not allowed.allow:
        raise PurposiveNotAllowedError(row.draw_id)
    unit = _find(work, review, child, keys, why=reason)
    check_can(work.actor, Action.PICK_CASE, Thing(authorities=frozenset({unit.authority})))
    if unit.unit_id in erasure_queries.erased_tokens(work, unit.authority):
        raise ErasedChildError
    if unit.authority in mishap_queries.withdrawn_authorities(work):
        raise AuthorityWithdrewError(unit.authority)
    before = whole_draw(work)
    standing = _case_of(before, unit)
    _check_may_be_picked(standing, unit)
    if len(before.purposive) >= allowed.maximum:
        raise TooManyPurposiveError(allowed.maximum)
    case_ref = _pick(work, row, unit, why=reason, taken_back=taken_back)
    was = "reserve" if standing is not None else "not ranked"
    # Why stands with the case, from where an erasure takes it.
    work.audit("sample.add", stream=unit.authority, case=case_ref, was=was)
    left = allowed.maximum - len(before.purposive) - 1
    return AddedCase(case_ref=case_ref, authority=unit.authority, was=was, left=left)


def _find(
    work: UnitOfWork, review: Review, child: Child, keys: KeyFolder, *, why: str
) -> FrameUnitRow:
    """The child on the frame. What was typed may be a child's own id, so no message repeats it."""
    match (child.named, child.authority, child.child_id):
        case (str(named), None, None):
            draw_id = drawn_row(work).draw_id
            unit = queries.frame_unit_named(work, draw_id, named.strip())
        case (None, str(code), str(child_id)):
            if review.plan.authority(code.upper()) is None:
                raise AuthorityCodeError([authority.code for authority in review.plan.authorities])
            unit = find_by_id(work, code.upper(), child_id, keys, why=why)
        case _:
            raise WhichChildError
    if unit is None:
        raise ChildNotOnFrameError
    return unit


def find_by_id(
    work: UnitOfWork, code: str, child_id: str, keys: KeyFolder, *, why: str
) -> FrameUnitRow | None:
    """The child on the frame whom an authority knows by an id; the id goes no further.

    Args:
        why: A reason that is kept, and must not hold the id.

    Raises:
        WrongKeyFileError: The key file is not the one that the frame was made with.
        ReasonNamesChildError: The reason holds the id.
    """
    check_not_destroyed(work, keys, code)
    key_file = keys.read(code)
    taken = frame_queries.frame_returns(work)[code]
    if key_file is None or key_file.salt_digest != taken.salt_digest:
        raise WrongKeyFileError(code)
    local_id = canon(child_id)
    if re.search(rf"(?<!\w){re.escape(local_id)}(?!\w)", why, re.IGNORECASE):
        raise ReasonNamesChildError
    return work.get(FrameUnitRow, code, Tokeniser(bytes.fromhex(key_file.salt))(local_id))


def _case_of(drawn: DrawView, unit: FrameUnitRow) -> CaseView | None:
    place = unit.authority, unit.unit_id
    return next((case for case in drawn.cases if (case.authority, case.unit_id) == place), None)


def _check_may_be_picked(standing: CaseView | None, unit: FrameUnitRow) -> None:
    if unit.eligibility != Eligibility.ELIGIBLE:
        raise NotEligibleError(unit.authority)
    if standing is not None and standing.is_active:
        raise AlreadyACaseError(standing.case_ref)
    if standing is not None and standing.lost_because:
        raise LostBeforeError(standing.case_ref)


def _pick(
    work: UnitOfWork, row: DrawRow, unit: FrameUnitRow, *, why: str, taken_back: Fields
) -> str:
    """Make the unit a purposive case: without a rank, and with its ticket."""
    standing = draw_as_it_stands(work, row)
    stratum = drawn_stratum(work, unit.stratum)
    picked = purposive_unit(standing.draw, FrameUnit(unit.authority, unit.unit_id, stratum))
    reserve = work.get(DrawnUnit, unit.authority, row.draw_id, unit.unit_id)
    if reserve is not None:
        reserve.rank, reserve.role, reserve.why = 0, picked.role.value, why
        work.add(reserve)
        return reserve.case_ref
    case_ref = next_refs([picked], standing.refs.values())[picked.place]
    salt = work.new_salt()
    values = unit_values(row.draw_id, picked, case_ref, salt=salt) | {"why": why}
    work.add(DrawnUnit(**values))
    put_fields_back(work, {picked.place: salt}, taken_back)
    return case_ref
