"""Evidence for whoever writes: listed and searched over all records that they may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.figures.answer_choice import ChosenRecords, chosen_records
from inspect_tool.domain.figures.answer_tables import AnswerForms
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.choices import Choice
from inspect_tool.domain.records.evidence import SIDES, SOURCES, Evidence
from inspect_tool.domain.records.evidence_view import (
    GOOD_PRACTICE,
    NOTE,
    PIECE,
    EvidenceName,
    EvidenceView,
)
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.records import Answer, ItemKind, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import UsageError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.codings import Codings
from inspect_tool.services.records.errors import UnknownItemError
from inspect_tool.services.records.revisions import answer_of, place_of
from inspect_tool.services.records.words_shown import ShownWords
from inspect_tool.store import record_queries, said_queries, word_index

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision
    from inspect_tool.store.word_index import FoundRevision


class NoWordsError(UsageError):
    """A search for nothing."""

    def __init__(self) -> None:
        super().__init__("Give a word to search for; `evidence list` shows all evidence.")


class NoSuchChoiceError(UsageError):
    """A side, a source or a rating that there is none of."""

    def __init__(self, what: str, value: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no {what} {value}{did_you_mean(value, known) or '.'} "
            f"There are: {', '.join(known)}."
        )


class NoSuchEvidenceError(UsageError):
    """A name of nothing that the actor may see."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No note and no evidence is called {name}. `evidence list` shows what each is called."
        )


@dataclass(frozen=True)
class EvidenceWanted:
    """Which evidence is wanted; what is empty leaves nothing out.

    Args:
        words: All of them are in it; a `*` at the end of one stands for any ending.
        about: A question or a criterion, which stands for its questions too.
        rating: How the criterion was rated in the same read, as a code.
        where: Of records that the snapshot counts under all of these answers.
        limit: How many at most; 0 for all.
        good_practice: Only what is marked as good practice.
        theme: Only what a coder put under it.
        files: Only what has a file.
    """

    words: str = ""
    authority: str = ""
    about: str = ""
    rating: str = ""
    side: str = ""
    source: str = ""
    where: tuple[str, ...] = ()
    snapshot: str | None = None
    limit: int = 50
    good_practice: bool = False
    theme: str = ""
    files: bool = False


@dataclass(frozen=True)
class EvidencePage:
    """Evidence, in order of entry or the best first.

    Args:
        has_more: Whether there is more than the limit.
        is_ranked: Whether the best comes first: there are few enough hits of the words.
        records: How many records the snapshot counts under the answers; None without any.
    """

    pieces: tuple[EvidenceView, ...]
    has_more: bool
    is_ranked: bool = False
    records: int | None = None


@dataclass(frozen=True)
class EvidenceShown:
    """One note or piece of evidence, and what else the same record says on the criterion."""

    piece: EvidenceView
    beside: tuple[EvidenceView, ...]


def find_evidence(work: UnitOfWork, review: Review, wanted: EvidenceWanted) -> EvidencePage:
    """Notes and evidence that the actor may see, as many as are wanted.

    Raises:
        NotYourRoleError: The actor has no role; with `where`, is no lead and no report writer.
        UnknownItemError, NoSuchChoiceError: There is no such question, side, source or rating.
        NoAnswerNamedError, NoSuchValueError, UnknownMeasureError: There is no such answer.
    """
    views = _Views.of(work, review)
    _check_wanted(review.framework, wanted)
    known = [theme.id for theme in views.codings.codebook.standing]
    if wanted.theme and wanted.theme not in known:
        raise NoSuchChoiceError("theme", wanted.theme, known)
    match = word_index.match_of(wanted.words)
    chosen = None
    if wanted.where:
        figures = snapshots.figures(work, review, wanted.snapshot)
        chosen = chosen_records(figures, wanted.where)
    is_ranked = bool(match) and word_index.hits(work, match) <= word_index.RANKED_UP_TO
    authority = wanted.authority.upper() or None
    rows = word_index.entries(work, match=match, is_ranked=is_ranked, authority=authority)
    found: list[EvidenceView] = []
    for view in views.views(rows):
        if not _is_wanted(view, wanted, chosen):
            continue
        if wanted.limit and len(found) == wanted.limit:
            return EvidencePage(tuple(found), True, is_ranked, _number(chosen))
        found.append(view)
        work.shown.add((view.authority, view.subject))
    return EvidencePage(tuple(found), False, is_ranked, _number(chosen))


def search_evidence(work: UnitOfWork, review: Review, wanted: EvidenceWanted) -> EvidencePage:
    """The same where there must be words to search for.

    Raises:
        NoWordsError: There is none; and as for `find_evidence`.
    """
    if not word_index.match_of(wanted.words):
        raise NoWordsError
    return find_evidence(work, review, wanted)


def show_evidence(work: UnitOfWork, review: Review, name: str) -> EvidenceShown:
    """One note or piece of evidence with what stands around it.

    Raises:
        NoSuchEvidenceError: None that the actor may see is called so.
    """
    views = _Views.of(work, review)
    named = EvidenceName.of(name)
    if named is None:
        raise NoSuchEvidenceError(name)
    authority = named.subject.partition("-")[0]
    own = [
        row
        for row in word_index.entries(work, authority=authority)
        if row.subject_ref == named.subject
    ]
    shown = list(views.views(iter(own)))
    piece = next((view for view in shown if view.name == named.words), None)
    if piece is None:
        raise NoSuchEvidenceError(name)
    work.shown.add((authority, named.subject))
    beside = (view for view in shown if view.criterion == piece.criterion and view != piece)
    return EvidenceShown(piece, tuple(beside))


def _number(chosen: ChosenRecords | None) -> int | None:
    return None if chosen is None else len(chosen.units)


def _check_wanted(framework: Framework, wanted: EvidenceWanted) -> None:
    if wanted.about and wanted.about not in criteria_of_items(framework):
        raise UnknownItemError(wanted.about)
    for value, choices, what in (
        (wanted.side, SIDES, "side"),
        (wanted.source, SOURCES, "source"),
        (wanted.rating, ratings_of(framework), "rating"),
    ):
        known = [choice.value for choice in choices]
        if value and value not in known:
            raise NoSuchChoiceError(what, value, known)


def ratings_of(framework: Framework) -> tuple[Choice, ...]:
    """Every rating that a criterion of the framework can have."""
    scales = {
        criterion.judgement.scale
        for criterion in framework.criteria()
        if criterion.judgement is not None
    }
    found = {value: value for scale in sorted(scales) for value in framework.scales[scale].values}
    return tuple(Choice(value, words) for value, words in found.items())


def _is_wanted(view: EvidenceView, wanted: EvidenceWanted, chosen: ChosenRecords | None) -> bool:
    about = question_of_item(view.item)
    if wanted.about and wanted.about not in (about, view.criterion):
        return False
    pairs = (
        (wanted.rating, view.rating),
        (wanted.side, view.side),
        (wanted.source, view.source),
    )
    if any(asked and asked != said for asked, said in pairs):
        return False
    marks = (
        (wanted.theme, wanted.theme in view.themes),
        (wanted.good_practice, view.is_good_practice),
        (wanted.files, view.file),
    )
    if any(asked and not has for asked, has in marks):
        return False
    return chosen is None or _is_behind(view, wanted, chosen)


def _is_behind(view: EvidenceView, wanted: EvidenceWanted, chosen: ChosenRecords) -> bool:
    """Whether words stand behind the answers by which records were chosen."""
    # Who searches for words looks in the whole record; who lists, at what the count rests on.
    if wanted.words or wanted.about:
        return view.subject in chosen.refs
    # A count by theme rests on the notes that were coded, those under no theme included.
    if not (chosen.items or view.is_coded):
        return False
    return not view.says_why_none and chosen.has(view.subject, view.item, has_words=True)


@dataclass(frozen=True)
class _Views:
    """Makes what is shown of an answer that has words.

    Args:
        ratings: Judgements in force, by record and criterion.
        marks: Marks of good practice in force, by subject, reader and item.
    """

    shown: ShownWords
    review: Review
    forms: AnswerForms
    ratings: Mapping[tuple[str, str, str], Answer]
    marks: Mapping[tuple[str, str, str], Revision]
    codings: Codings
    criteria: dict[str, Mapping[str, str]]

    @classmethod
    def of(cls, work: UnitOfWork, review: Review) -> _Views:
        check_can(work.actor, Action.SEE_EVIDENCE, Thing(owner=work.actor.id))
        judged = record_queries.answers_in_force(work, item_kind=ItemKind.JUDGEMENT)
        ratings = {(row.subject_ref, row.reader, row.item_id): answer_of(row) for row in judged}
        return cls(
            ShownWords.of(work, review),
            review,
            AnswerForms(),
            ratings,
            _marks(work),
            Codings.of(work),
            {},
        )

    def views(self, rows: Iterator[FoundRevision]) -> Iterator[EvidenceView]:
        """What the actor may see of some answers, each with its words."""
        for row in self.shown.rows(rows):
            view = self._view(row)
            if view is not None:
                yield view

    def _view(self, row: FoundRevision) -> EvidenceView | None:
        answer = self.shown.answer(place_of(row), answer_of(row))
        if row.item_kind == ItemKind.EVIDENCE:
            piece = Evidence.of(answer)
            return self._made(row, piece.about, piece, "") if piece.says_something else None
        kind = ItemKind(row.item_kind)
        framework = self.review.versions.of(row.framework_version)
        words = self.forms.words(framework, kind, row.item_id, answer)
        absence = self.forms.absence(framework, kind, row.item_id, answer)
        value = answer.value
        said = value.words if isinstance(value, Chosen) else value if isinstance(value, str) else ""
        text = answer.note or (said if " " in said else "")
        view = self._made(row, row.item_id, Evidence(text=text), words or absence)
        given = framework.absences.get(answer.absence or "")
        return replace(view, says_why_none=given is not None and not given.counts)

    def _made(self, row: FoundRevision, item: str, piece: Evidence, answer: str) -> EvidenceView:
        framework = self.review.versions.of(row.framework_version)
        if framework.version not in self.criteria:
            self.criteria[framework.version] = criteria_of_items(framework)
        question = question_of_item(item)
        criterion = self.criteria[framework.version].get(question, "")
        rating = self.ratings.get((row.subject_ref, row.reader, criterion))
        asked = framework.question(question)
        judged = framework.criterion(question)
        key = (row.subject_ref, row.reader, row.item_id)
        mark = self.marks.get(key)
        codings = self.codings.shown(key)
        themes = frozenset().union(*codings.values())
        name = EvidenceName(row.subject_ref, row.item_id, Reader(row.reader))
        return EvidenceView(
            name=name.words,
            subject=row.subject_ref,
            authority=row.authority,
            item=item,
            criterion=criterion,
            title=asked.text if asked is not None else judged.title if judged is not None else "",
            kind=PIECE if row.item_kind == ItemKind.EVIDENCE else NOTE,
            text=piece.text,
            answer=answer,
            rating="" if rating is None or rating.value is None else str(rating.value),
            read=row.reader,
            author=row.author,
            recorded_at=row.recorded_at,
            side=piece.side,
            source=piece.source,
            day=piece.day,
            reference=piece.reference,
            case=piece.case,
            may_be_quoted=piece.is_quotable,
            themes=tuple(sorted(themes)),
            is_coded=bool(codings),
            marked_by="" if mark is None else mark.author,
            marked_at=None if mark is None else mark.recorded_at,
            file=piece.file,
            file_kind=piece.file_kind,
            file_size=piece.file_size,
        )


def _marks(work: UnitOfWork) -> dict[tuple[str, str, str], Revision]:
    return {
        (row.subject_ref, row.reader, row.item_id): row
        for row in said_queries.in_force_of_kind(work, ItemKind.MARK)
        if answer_of(row).value == GOOD_PRACTICE
    }
