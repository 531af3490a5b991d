"""Edits of a Word file back into the narrative, paragraph by paragraph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.report.advice import with_advice
from inspect_tool.domain.report.claim_check import check_narrative
from inspect_tool.domain.report.word_changes import (
    ChangeKind,
    WordChange,
    WordComparison,
    WordNote,
    compare_word,
    with_changes,
)
from inspect_tool.domain.report.word_file import narrative_digest
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, RefusedError, Severity
from inspect_tool.readers.narrative.markdown import parse_narrative
from inspect_tool.readers.word.paragraphs import ReturnedWord, read_word
from inspect_tool.services.figures import snapshots
from inspect_tool.services.publication import claims
from inspect_tool.services.publication.advice import advice_of
from inspect_tool.services.publication.narratives import narrative_texts, read_narrative
from inspect_tool.services.publication.word_out import units_by_file
from inspect_tool.services.review.folder import ReviewFolder

if TYPE_CHECKING:
    from inspect_tool.domain.figures.basis import SnapshotFigures
    from inspect_tool.store.database import Begin

OUTSIDE = (
    "The file refers to {} things outside it, such as a template or a picture; none was opened."
)


class NarrativeMovedError(RefusedError):
    """The narrative was changed between what was shown and what is to be written."""

    def __init__(self) -> None:
        super().__init__(
            "The narrative was changed while the Word file was looked at, so nothing was written. "
            "Compare it again with `report from-word FILE --dry-run`."
        )


@dataclass(frozen=True)
class WordBack:
    """What a Word file would change, or has changed, in the narrative.

    Args:
        base: Digest of the narrative that it was held against.
        is_same_base: Whether that is the narrative that the file was made from.
        not_taken: What cannot be taken, with the reason.
        unchanged: Paragraphs that say the same.
        written: Files of the narrative that were written.
    """

    file: str
    base: str
    is_same_base: bool
    changes: tuple[WordChange, ...]
    not_taken: tuple[WordNote, ...]
    comments: tuple[WordNote, ...]
    unchanged: int
    written: tuple[str, ...] = ()


def compare_word_file(
    reading: Begin, review: Review, path: Path, *, place: ReviewFolder
) -> WordBack:
    """Say what a Word file would change; quantities are checked as in the Markdown.

    A paragraph with which a claim would not hold, or that a narrative cannot have, is not taken.

    Raises:
        NotYourRoleError, BlindReadError: The counts are not for the actor.
        NotOurWordFileError, UnreadableFileError: It is no Word file of this review, or unsafe.
        NarrativeFaultyError: The narrative itself cannot be read.
    """
    with reading() as work:
        check_can(work.actor, Action.TAKE_WORD)
        figures = snapshots.figures(work, review, None)
    returned = read_word(path, review=review.plan.review)
    return _compared(figures, review, place, returned)


def take_word_file(work: Begin, shown: WordBack, *, place: ReviewFolder) -> WordBack:
    """Write the changes that were shown into the files of the narrative.

    Args:
        shown: What `compare_word_file` gave.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        NarrativeMovedError: The narrative is another one than then.
    """
    texts = narrative_texts(place.narrative)
    if narrative_digest(texts) != shown.base:
        raise NarrativeMovedError
    changed = _changed_texts(texts, shown.changes)
    with work() as change:
        check_can(change.actor, Action.TAKE_WORD)
        if changed:
            change.audit("report.from-word", files=sorted(changed), changes=len(shown.changes))
            change.files.write(
                {place.narrative / file: text.encode() for file, text in changed.items()}
            )
    return replace(shown, written=tuple(sorted(changed)))


def _compared(
    figures: SnapshotFigures, review: Review, place: ReviewFolder, returned: ReturnedWord
) -> WordBack:
    texts = narrative_texts(place.narrative)
    base = narrative_digest(texts)
    units = units_by_file(read_narrative(review, place.narrative), texts)
    is_same = returned.base == base
    found = compare_word(returned.blocks, units, is_same_base=is_same)
    held = _that_hold(figures, review, place, texts, found)
    outside = (WordNote("", "", OUTSIDE.format(returned.outside)),) if returned.outside else ()
    return WordBack(
        file=returned.file,
        base=base,
        is_same_base=is_same,
        changes=held.changes,
        not_taken=(*held.not_taken, *outside),
        comments=held.comments,
        unchanged=held.unchanged,
    )


def _that_hold(
    figures: SnapshotFigures,
    review: Review,
    place: ReviewFolder,
    texts: Mapping[str, str],
    found: WordComparison,
) -> WordComparison:
    """Without the changes that a narrative cannot have, or with which a claim does not hold."""
    kept, not_taken = list(found.changes), list(found.not_taken)
    while kept:
        failing = _failing(_problems(figures, review, place, texts, kept), kept)
        if not failing:
            break
        for change, problem in failing:
            not_taken.append(
                WordNote(change.place, change.after or change.before,
                         f"{problem.message} {problem.remedy}")
            )  # fmt: skip
            kept.remove(change)
    return replace(found, changes=tuple(kept), not_taken=tuple(not_taken))


def _changed_texts(texts: Mapping[str, str], changes: Sequence[WordChange]) -> dict[str, str]:
    by_file: dict[str, list[WordChange]] = defaultdict(list)
    for change in changes:
        by_file[change.file].append(change)
    return {file: with_changes(texts[file], own) for file, own in by_file.items()}


def _problems(
    figures: SnapshotFigures,
    review: Review,
    place: ReviewFolder,
    texts: Mapping[str, str],
    changes: Sequence[WordChange],
) -> list[Problem]:
    """What is wrong in the files that change, once they are changed."""
    changed = _changed_texts(texts, changes)
    own = review.plan.words.own
    documents = [parse_narrative(text, file=file, own=own) for file, text in changed.items()]
    problems = [
        problem
        for document in documents
        for problem in document.problems
        if problem.severity is Severity.REFUSED
    ]
    if problems:
        return problems
    scale = claims.wording_scale(review, place)
    advised = with_advice(figures, documents, advice_of(review, place))
    return list(check_narrative(figures, scale, advised)[1])


def _failing(
    problems: Sequence[Problem], changes: Sequence[WordChange]
) -> list[tuple[WordChange, Problem]]:
    """The changes in which a problem stands; without one, what was wrong before stays as it was.

    A problem that stands elsewhere, such as a box that was emptied, is laid to the nearest change
    of its file.
    """
    found: dict[int, tuple[WordChange, Problem]] = {}
    for problem in problems:
        own = [one for one in changes if one.file == problem.file]
        lines = _new_lines(own)
        inside = [
            change
            for change, (first, last) in zip(own, lines, strict=True)
            if first <= problem.row - 1 < max(last, first + 1)
        ]
        is_fault = problem.kind not in _OF_CLAIMS
        nearest = inside or (own if is_fault else [])
        if nearest:
            change = min(nearest, key=lambda one: abs(lines[own.index(one)][0] - (problem.row - 1)))
            found.setdefault(id(change), (change, problem))
    return list(found.values())


_OF_CLAIMS = frozenset({"unknown-claim", "false-claim", "unsafe-claim", "claim-not-understood"})


def _new_lines(changes: Sequence[WordChange]) -> list[tuple[int, int]]:
    """Where each change stands once all of a file are in place, from 0."""
    moved, found = 0, []
    for change in changes:
        first = change.first + moved
        if change.kind is ChangeKind.ADDED:
            first += 0 if change.is_point else 1
            found.append((first, first + 1))
            moved += 1 if change.is_point else 2
        elif change.kind is ChangeKind.CHANGED:
            found.append((first, first + 1))
            moved += 1 - (change.last - change.first)
        else:
            found.append((first, first))
            moved -= change.last - change.first
    return found
