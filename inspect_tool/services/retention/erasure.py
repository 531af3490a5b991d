"""Erasing one child: everything that is the child's goes, and a tombstone stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.plan.plan import ReviewPlan
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.contents import SEALED, sealed_content
from inspect_tool.services.figures.errors import SnapshotChangedError
from inspect_tool.services.figures.stored_totals import totals_of
from inspect_tool.services.records.revisions import subject_of
from inspect_tool.services.records.sight import Sight, open_pairs
from inspect_tool.services.retention.files_of_case import files_to_erase
from inspect_tool.services.retention.purge import NotConfirmedError
from inspect_tool.services.retention.remains import snapshots_keeping, what_remains
from inspect_tool.services.retention.removal import MARK, announce_removal, settle_removals
from inspect_tool.services.retention.traces import files_naming
from inspect_tool.services.retention.words_naming import take_away, words_naming
from inspect_tool.services.review.certified import NO_CASE
from inspect_tool.services.review.versions import frameworks_before
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.erased import lose_erased
from inspect_tool.services.sampling.errors import (
    AuthorityCodeError,
    ChildNotOnFrameError,
    ReasonNamesChildError,
    UnknownCaseError,
    WhichChildError,
    given_reason,
)
from inspect_tool.services.sampling.fact_rows import delete_corrections
from inspect_tool.services.sampling.purposive import find_by_id
from inspect_tool.services.sampling.turns import settle_turns
from inspect_tool.services.sampling.whole_draw import whole_draw
from inspect_tool.store import (
    deletion_queries,
    erasing,
    erasure_queries,
    mishap_queries,
    queries,
    record_queries,
    removals,
    snapshot_queries,
)
from inspect_tool.store.erasure_tables import Erasure
from inspect_tool.store.key_copies import held_keys
from inspect_tool.store.snapshot_tables import Snapshot
from inspect_tool.store.tables import DocumentVersion, DrawnUnit, FrameUnitRow, LossRow

if TYPE_CHECKING:
    from inspect_tool.services.retention.purge import Place
    from inspect_tool.services.sampling.purposive import Child
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.free_texts import TypedText

WORD = "erase"


class AlreadyErasedError(RefusedError):
    """A child is erased once."""

    def __init__(self) -> None:
        super().__init__("That child was erased before. Nothing was changed; see `db destroyed`.")


@dataclass(frozen=True)
class ErasureView:
    """What was erased, or would be.

    Args:
        case: Reference of the case, or that the child was never drawn.
        gone: How much goes, by kind.
        remains: What stays here, in sentences.
        replaced_by: Reserve that takes the place in the sample.
        number: Place among the deletions of the review; 0 for a dry run.
        files: In the review's folder, which name the case or the child and are left to people.
        is_blind: Another reader's answers go too and are not counted, for whoever looks reads the
            case too and must not learn of them yet.
    """

    authority: str
    case: str
    gone: Mapping[str, int]
    remains: tuple[str, ...]
    replaced_by: str | None = None
    number: int = 0
    files: tuple[str, ...] = ()
    is_blind: bool = False


@dataclass(frozen=True)
class _Found:
    """The child who is meant.

    Args:
        drawn: None where the child was never drawn.
    """

    unit: FrameUnitRow
    drawn: DrawnUnit | None

    @property
    def authority(self) -> str:
        """Code of the authority on whose list the child is."""
        return self.unit.authority

    @property
    def ref(self) -> str:
        """Reference of the case; empty where the child was not drawn."""
        return "" if self.drawn is None else self.drawn.case_ref

    @property
    def words(self) -> str:
        """What a sentence calls the child."""
        return self.ref or NO_CASE


def preview(work: UnitOfWork, review: Review, child: Child, place: Place) -> ErasureView:
    """What of a child is here, and what will stay.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotDrawnError: Nothing is drawn: the authority's return without the child is taken instead.
        UnknownCaseError, WhichChildError, AuthorityCodeError, ChildNotOnFrameError: There is no
            such child.
        AlreadyErasedError: The child was erased before.
    """
    found = _find(work, review, child, place, why="")
    return ErasureView(
        authority=found.authority,
        case=found.words,
        gone=_gone(work, found, place, sight=Sight.of(work, review, found.authority)),
        remains=_remains(work, found, place),
        files=_files_naming(place, found),
        is_blind=found.ref in open_pairs(work, review, found.authority),
    )


def erase(  # what, whose, why, where, and the word that confirms it
    begin: Begin, review: Review, child: Child, place: Place, *, why: str, confirm: str
) -> ErasureView:
    """Erase a child: rows in one transaction, then the id in the key file and files of the case.

    Raises:
        NotConfirmedError: The word is another.
        ReasonNamesChildError: The reason holds the authority's own id.
        ChangedByOthersError: The database is not as this tool left it.
        SnapshotChangedError: A snapshot that counts the case is not what was taken.
    """
    if confirm != WORD:
        raise NotConfirmedError(WORD)
    with begin() as work:
        check_can(work.actor, Action.ERASE_CHILD)
        reason = given_reason(why, "child is erased")
        erasing.check_as_sealed(work)
        found = _find(work, review, child, place, why=reason)
        _check_reason(place, found, reason)
        gone, remains = _gone(work, found, place), _remains(work, found, place)
        files = files_to_erase(work, place.folder, found.ref)
        number = len(deletion_queries.deletions(work)) + 1
        work.changes.deletions = number
        replaced_by = _erase_rows(work, found, place)
        _remember(work, found, gone, why=reason, number=number)
        mark = work.new_salt()
        work.audit(
            deletion_queries.ERASE,
            stream=found.authority,
            number=number,
            case=found.words,
            gone=gone,
            remains=list(remains),
            why=reason,
            **{MARK: mark},
        )
        work.forget()
        ids = {found.authority: (found.unit.unit_id,)}
        announce_removal(work, place.folder, removals.Removal(mark, files, ids))
        view = ErasureView(
            authority=found.authority,
            case=found.words,
            gone=gone,
            remains=remains,
            replaced_by=replaced_by,
            number=number,
            files=_files_naming(place, found),
        )
    settle_removals(begin, place.folder, place.keys)
    return view


def _find(work: UnitOfWork, review: Review, child: Child, place: Place, *, why: str) -> _Found:
    check_can(work.actor, Action.ERASE_CHILD)
    row = drawn_row(work)
    match (child.named, child.authority, child.child_id):
        case (str(named), None, None):
            ref = named.strip().upper()
            units = queries.drawn_units(work, row.draw_id)
            drawn = next((unit for unit in units if unit.case_ref == ref), None)
            if drawn is None:
                raise UnknownCaseError(ref)
            unit = work.get(FrameUnitRow, drawn.authority, drawn.unit_id)
        case (None, str(code), str(child_id)):
            if review.plan.authority(code.upper()) is None:
                raise AuthorityCodeError([authority.code for authority in review.plan.authorities])
            unit = find_by_id(work, code.upper(), child_id, place.keys, why=why)
            place_of = None if unit is None else (unit.authority, row.draw_id, unit.unit_id)
            drawn = None if place_of is None else work.get(DrawnUnit, *place_of)
        case _:
            raise WhichChildError
    if unit is None:
        raise ChildNotOnFrameError
    check_can(work.actor, Action.ERASE_CHILD, Thing(authorities=frozenset({unit.authority})))
    if unit.unit_id in erasure_queries.erased_tokens(work, unit.authority):
        raise AlreadyErasedError
    return _Found(unit, drawn)


def _check_reason(place: Place, found: _Found, why: str) -> None:
    """Refuse a reason with the child's own id: it is kept."""
    keys = place.keys.read(found.authority)
    local_id = keys.local_ids.get(found.unit.unit_id) if keys is not None else None
    if local_id and re.search(rf"(?<!\w){re.escape(local_id)}(?!\w)", why, re.IGNORECASE):
        raise ReasonNamesChildError


def _files_naming(place: Place, found: _Found) -> tuple[str, ...]:
    """Files of the folder that people have to see to: names of them are kept nowhere."""
    return files_naming(place.folder, _names(place, found))


def _words_naming(work: UnitOfWork, found: _Found, place: Place) -> tuple[TypedText, ...]:
    return words_naming(work, found.ref, _names(place, found))


def _names(place: Place, found: _Found) -> tuple[str, str]:
    """What the child is called: the case's reference and the authority's own id."""
    keys = place.keys.read(found.authority)
    local_id = keys.local_ids.get(found.unit.unit_id) if keys is not None else None
    return found.ref, local_id or ""


def _remains(work: UnitOfWork, found: _Found, place: Place) -> tuple[str, ...]:
    sealed = {text.typed.says for text in _words_naming(work, found, place) if text.typed.sealed}
    return (
        *what_remains(work, found.ref, found.drawn, place.folder),
        *(f"Words that name the case or the child, and that are sealed: {says}."
          for says in sorted(sealed)),
    )  # fmt: skip


def _gone(
    work: UnitOfWork, found: _Found, place: Place, *, sight: Sight | None = None
) -> dict[str, int]:
    """How much there is of the child, by kind.

    Args:
        sight: What the actor may see, where only that is to be counted.
    """
    own = [
        row
        for row in (queries.revisions_of(work, found.ref) if found.ref else ())
        if sight is None or sight.shows(subject_of(row), Reader(row.reader) if row.reader else None)
    ]
    strays = sum(row.item_kind == record_queries.STRAY for row in own)
    answers = sum(row.item_kind in record_queries.ANSWERS for row in own)
    ends = sum(row.item_kind == record_queries.ASIDE for row in own)
    token = found.unit.unit_id
    holding = [held for held in held_keys(place.keys) if held.keys and token in held.tokens]
    beside = [text for text in _words_naming(work, found, place) if not text.typed.sealed]
    corrections = mishap_queries.fact_corrections(work, found.authority, found.ref)
    return {
        "answers, judgements and referrals, with every earlier one": answers,
        "stray notes": strays,
        "queries, and what else was said of answers": len(own) - answers - strays - ends,
        "records in snapshots": len(snapshots_keeping(work, found.ref)),
        "kept fields from the authority's lists": len(found.unit.fields),
        **({"corrected facts": len(corrections)} if corrections else {}),
        **({"texts elsewhere that name the case": len(beside)} if beside else {}),
        "readers": len(_assignments(work, found)),
        "ids in key files": len(holding),
        "files of evidence": len(files_to_erase(work, place.folder, found.ref, own)),
    }


def _assignments(work: UnitOfWork, found: _Found) -> list[Any]:
    rows = queries.assignment_rows(work, found.authority)
    return [row for row in rows if found.ref and row.case_ref == found.ref]


def _erase_rows(work: UnitOfWork, found: _Found, place: Place) -> str | None:
    """Take everything out of the database; the reserve that takes the case's place."""
    take_away(work, _words_naming(work, found, place))
    unit = found.unit
    if found.drawn is not None:
        _erase_from_snapshots(work, found)
        answers = queries.revisions_of(work, found.ref)
        erasing.delete_answers(work, found.authority, [row.id for row in answers])
        work.delete(_assignments(work, found))
        delete_corrections(work, found.authority, found.ref)
        replaced_by = _lose(work, found.drawn)
    else:
        replaced_by = None
    row = work.get(FrameUnitRow, found.authority, unit.unit_id)
    if row is not None:
        row.fields, row.is_cut, row.salt = {}, True, ""
        work.add(row)
    return replaced_by


def _lose(work: UnitOfWork, drawn: DrawnUnit) -> str | None:
    """Count the case as lost, without what was said of it; who takes its place."""
    before = {case.case_ref for case in whole_draw(work).sample}
    lose_erased(work, drawn.draw_id, (drawn.authority, drawn.unit_id))
    loss = work.get(LossRow, drawn.authority, drawn.draw_id, drawn.unit_id)
    if loss is not None:
        loss.note, loss.salt = "", ""
        work.add(loss)
    row = work.get(DrawnUnit, drawn.authority, drawn.draw_id, drawn.unit_id)
    if row is not None:
        row.salt, row.why = "", "erased" if row.why else ""
        work.add(row)
    settle_turns(work)
    came = {case.case_ref for case in whole_draw(work).sample} - before
    return next(iter(sorted(came)), None)


def _erase_from_snapshots(work: UnitOfWork, found: _Found) -> None:
    """Keep what was counted as totals, and of the case what its digest needs."""
    stays: dict[str, dict[str, Any]] = {}
    for name in snapshots_keeping(work, found.ref):
        row = work.get(Snapshot, name)
        if row is None:
            continue
        if not row.totals:
            row.totals = totals_of(snapshots.figures_as_kept(work, _review_of(work, row), name))
        record = next(
            record
            for record in snapshot_queries.snapshot_records(work, name)
            if record.subject_ref == found.ref
        )
        sealed = sealed_content(row, record._asdict())
        stays[name] = {SEALED: sealed[SEALED] if record.salt else ""}
        row.referred_back = [ref for ref in row.referred_back if ref != found.ref]
        work.add(row)
    erasing.empty_snapshot_records(work, found.authority, found.ref, stays)


def _review_of(work: UnitOfWork, row: Snapshot) -> Review:
    """The plan and the framework that a snapshot was taken under."""
    plan = work.get(DocumentVersion, "plan", row.plan_digest)
    framework = work.get(DocumentVersion, "framework", row.framework_digest)
    if plan is None or framework is None:
        raise SnapshotChangedError(row.name)
    return Review(
        plan=ReviewPlan.model_validate_json(plan.content),
        framework=Framework.model_validate_json(framework.content),
        plan_digest=row.plan_digest,
        framework_digest=row.framework_digest,
        earlier=frameworks_before(work, row.framework_digest),
    )


def _remember(
    work: UnitOfWork, found: _Found, gone: Mapping[str, int], *, why: str, number: int
) -> None:
    work.add(
        Erasure(
            authority=found.authority,
            unit_id=found.unit.unit_id,
            case_ref=found.ref,
            erased_at=work.now,
            erased_by=work.actor.id,
            why=why,
            gone=dict(gone),
            number=number,
        )
    )
