"""Good practice: notes and evidence that whoever reads them marks, to be found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.records.evidence_view import GOOD_PRACTICE, EvidenceName, EvidenceView
from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.figures.evidence import NoSuchEvidenceError, show_evidence
from inspect_tool.services.records.revisions import Edit, RecordBook, command_origin
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import subject_named

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork


class MarkStandsError(RefusedError):
    """What is to be marked is, or what is to be taken back is not there."""

    def __init__(self, name: str, *, is_marked: bool) -> None:
        marked, other = ("", "--not-") if is_marked else ("not ", "--")
        super().__init__(
            f"{name} is {marked}marked as good practice already, so nothing was changed. "
            f"`evidence mark {name} {other}good-practice` does the other."
        )


def mark_evidence(
    work: UnitOfWork, review: Review, name: str, *, is_good_practice: bool
) -> EvidenceView:
    """Mark a note or piece of evidence as good practice, or take the mark back.

    Args:
        name: What `evidence list` calls it.

    Raises:
        NotYourRoleError, NotYourCaseError, ConflictHoldsError, BlindReadError: It is not the
            actor's to mark.
        NoSuchEvidenceError: None that the actor may see is called so.
        MarkStandsError: It is so already.
    """
    piece = show_evidence(work, review, name).piece
    if piece.is_good_practice == is_good_practice:
        raise MarkStandsError(piece.name, is_marked=is_good_practice)
    place = _marked(piece)
    subject = subject_named(place.subject)
    Sight.of(work, review, subject.authority).check(Action.MARK_EVIDENCE, subject, place.reader)
    book = RecordBook(work, review, subject.authority, subject.ref)
    book.settle(
        Edit(
            subject=subject,
            reader=place.reader,
            kind=ItemKind.MARK,
            item_id=place.item,
            answer=Answer(GOOD_PRACTICE if is_good_practice else None),
            author=work.actor.id,
            base=None,
            origin=command_origin(work),
        )
    )
    book.write()
    work.audit("evidence.mark", stream=piece.authority, subject=piece.subject)
    return show_evidence(work, review, name).piece


def _marked(piece: EvidenceView) -> EvidenceName:
    named = EvidenceName.of(piece.name)
    if named is None:
        raise NoSuchEvidenceError(piece.name)
    return named
