"""Disagreements as pages show them: all of them, or one with those alike; readings are noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.review import Review
from inspect_tool.services.moderation.decisions import Disagreement, seen_by_actor
from inspect_tool.services.moderation.out_workbook import (
    OpenDifference,
    Sentences,
    open_differences,
)
from inspect_tool.services.records import records
from inspect_tool.services.review.kept_results import KeptResults

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

# The open ones in order, and all: whoever decides asks anew.
_Found: TypeAlias = tuple[tuple[OpenDifference, ...], tuple[Disagreement, ...]]
_KEPT: KeptResults[_Found] = KeptResults()


@dataclass(frozen=True)
class Differences:
    """Every disagreement that the actor may know of.

    Args:
        still_open: In the order in which they matter.
        decided: Those that somebody has settled.
    """

    still_open: tuple[OpenDifference, ...]
    decided: tuple[Disagreement, ...]


@dataclass(frozen=True)
class DifferenceAt:
    """One open disagreement among the others.

    Args:
        alike: Others that can be decided at once with it.
        still_open: All of them in order, with this one.
    """

    one: OpenDifference
    alike: tuple[OpenDifference, ...]
    still_open: tuple[OpenDifference, ...]


def every_difference(work: UnitOfWork, review: Review, sentences: Sentences) -> Differences:
    """Every disagreement that the actor may know of, open or decided.

    Args:
        sentences: What the narrative states, by measure.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    still_open, every = _found(work, review, sentences)
    _note(work, still_open)
    work.shown.update((one.authority, one.case_ref) for one in every)
    return Differences(still_open, tuple(one for one in every if one.decided is not None))


def difference_at(
    work: UnitOfWork,
    review: Review,
    sentences: Sentences,
    ref: str,
    item_id: str,
    *,
    is_to_be_decided: bool = False,
) -> DifferenceAt | None:
    """One open disagreement; None where there is none, or none for the actor.

    Args:
        sentences: What the narrative states, by measure.
        is_to_be_decided: Look anew, whatever was found before.

    Raises:
        NotYourRoleError: The actor is not a lead.
    """
    if is_to_be_decided:
        still_open = open_differences(work, review, sentences)
    else:
        still_open, _ = _found(work, review, sentences)
    named = (ref.upper(), item_id)
    for one in still_open:
        if (one.row.case_ref, one.row.item_id) == named:
            alike = _alike(still_open, one)
            _note(work, (one, *alike))
            return DifferenceAt(one, alike, still_open)
    return None


def _found(work: UnitOfWork, review: Review, sentences: Sentences) -> _Found:
    check_can(work.actor, Action.SEE_DIFFERENCES)

    def look() -> _Found:
        views = records.list_records(work, review)
        still_open = open_differences(work, review, sentences, views=views)
        return still_open, seen_by_actor(work, review, views)

    return _KEPT.of(
        work,
        review,
        look,
        also=tuple((name, tuple(texts)) for name, texts in sorted(sentences.items())),
    )


def _alike(
    still_open: Sequence[OpenDifference], found: OpenDifference
) -> tuple[OpenDifference, ...]:
    if not found.row.number_alike:
        return ()
    return tuple(
        one
        for one in still_open
        if one.row.number_alike == found.row.number_alike
        and one is not found
        and not one.is_for_another
    )


def _note(work: UnitOfWork, shown: Sequence[OpenDifference]) -> None:
    """Whose records were shown: reading them is audited."""
    work.shown.update((one.authority, one.row.case_ref) for one in shown)
