"""Decisions taken back from a moderation workbook; what both readers said stays as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.framework.kinds import question_of_item
from inspect_tool.domain.identifiers.scan import find_identifiers
from inspect_tool.domain.moderation.workbook import (
    ModerationSeal,
)
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader
from inspect_tool.domain.review import Review
from inspect_tool.errors import Problem, Severity
from inspect_tool.readers.case_workbook.moderation import (
    ReadDecision,
    ReadModeration,
    read_moderation,
)
from inspect_tool.services.moderation.decisions import (
    NoAnswer,
    decided_answer,
    differing_items,
    queue,
)
from inspect_tool.services.moderation.errors import AbsenceNotGivenError
from inspect_tool.services.moderation.out_workbook import row_check
from inspect_tool.services.records import records
from inspect_tool.services.records.errors import BadAnswerError
from inspect_tool.services.records.item_words import item_form
from inspect_tool.services.records.revisions import (
    Edit,
    ItemKey,
    RecordBook,
    Saved,
    answer_of,
)
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import authority_of, subject_named
from inspect_tool.services.records.two_reads import ReadTwice, read_twice
from inspect_tool.services.review.signing import key_to_issue

if TYPE_CHECKING:
    from inspect_tool.domain.moderation.disagreements import DifferingItem
    from inspect_tool.store.database import Begin, UnitOfWork
    from inspect_tool.store.key_files import KeyFolder


@dataclass(frozen=True)
class ModerationIn:
    """What came of a moderation workbook.

    Args:
        decided: Decisions that were taken.
        unchanged: Those that stood before.
        left_open: Rows without a decision.
        absent: Open disagreements that have no row in the file.
    """

    file: str
    decided: int
    unchanged: int
    left_open: int
    absent: int
    problems: tuple[Problem, ...]


def take_disagreements(
    begin: Begin, review: Review, *, path: Path, keys: KeyFolder
) -> ModerationIn:
    """Take the decisions of a moderation workbook; what cannot be taken is told by its row.

    Decisions on one case are taken together or not at all.

    Raises:
        NotYourRoleError: The actor is not a lead.
        NotAModerationWorkbookError, OtherFormError, UnreadableFileError: It cannot be read.
    """
    with begin() as work:
        check_can(work.actor, Action.DECIDE)
        signing_key, _ = key_to_issue(work, keys)
    read = read_moderation(path, review=review.plan.review, signing_key=signing_key)
    seal = ModerationSeal(signing_key, read.identity.pack_id)
    by_authority: dict[str, list[ReadDecision]] = defaultdict(list)
    for one in read.decisions:
        by_authority[authority_of(one.case_ref)].append(one)
    with begin() as work:
        open_now = {
            (one.case_ref, one.kind.value, one.item_id)
            for one in queue(work, review)
            if one.decided is None
        }
        desks = [_DecisionDesk.of(work, review, code, read, seal) for code in sorted(by_authority)]
        for desk in desks:
            desk.take(by_authority[desk.authority])
    return ModerationIn(
        read.file,
        sum(desk.decided for desk in desks),
        sum(desk.unchanged for desk in desks),
        read.left_open,
        len(open_now - read.rows),
        tuple(problem for desk in desks for problem in desk.problems),
    )


class _Fault(NamedTuple):
    """Why a row is not taken, and what to do."""

    message: str
    remedy: str


_NO_DIFFERENCE = _Fault(
    "The readers do not differ there any more.",
    "There is nothing to do; `moderate queue` shows what is open.",
)
_CHANGED = _Fault(
    "An answer changed since the workbook was issued, or the row was changed.",
    "Write a new workbook with `moderate export`, and decide on what is recorded now.",
)
_NO_DECISION = _Fault("There is a reason and no decision.", "Choose one, or take the reason out.")
_NO_REASON = _Fault(
    "There is a decision and no reason.",
    "Write why beside it: without a reason it cannot be defended.",
)
_OTHERWISE = _Fault(
    "It was decided otherwise meanwhile.",
    "If that is right, take the decision out here; else change it with `moderate decide`.",
)
_OTHER_REASON = _Fault(
    "Another lead decided the same meanwhile, and their reason stands.",
    "There is nothing to do; another reason is given with `moderate decide`.",
)


@dataclass
class _DecisionDesk:
    """Where the decisions on one authority's cases are taken."""

    work: UnitOfWork
    review: Review
    authority: str
    read: ReadModeration
    seal: ModerationSeal
    sight: Sight
    pairs: Mapping[str, ReadTwice]
    book: RecordBook
    decided: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(
        cls, work: UnitOfWork, review: Review, code: str, read: ReadModeration, seal: ModerationSeal
    ) -> _DecisionDesk:
        """With everything of the authority read once."""
        pairs = read_twice(records.list_records(work, review, code))
        return cls(
            work=work,
            review=review,
            authority=code,
            read=read,
            seal=seal,
            sight=Sight.of(work, review, code),
            pairs={pair.subject.ref: pair for pair in pairs},
            book=RecordBook(work, review, code),
        )

    def take(self, decisions: Sequence[ReadDecision]) -> None:
        """Take what was decided, case by case."""
        by_case: dict[str, list[ReadDecision]] = defaultdict(list)
        for one in decisions:
            by_case[one.case_ref].append(one)
        for ref, own in by_case.items():
            self._take_case(ref, own)
        self.book.write()
        if self.decided:
            self.work.audit(
                "moderate.import",
                stream=self.authority,
                pack=self.read.identity.pack_id,
                decided=self.decided,
            )

    def _take_case(self, ref: str, own: Sequence[ReadDecision]) -> None:
        refusal = self.sight.refusal(Action.DECIDE, subject_named(ref), None)
        pair = self.pairs.get(ref)
        if refusal is not None or pair is None:
            why = (
                refusal.message if refusal else f"{ref} does not have two complete reads any more."
            )
            self.problems += [
                self._problem(one, why, "Nothing of the case was taken.") for one in own
            ]
            return
        differing = {one.item: one for one in differing_items(self.review, pair)}
        answers: dict[ItemKey, Answer] = {}
        rows: dict[ItemKey, ReadDecision] = {}
        for one in own:
            item = (ItemKind(one.kind), one.item_id) if one.kind in set(ItemKind) else None
            fault = self._fault(one, differing.get(item) if item else None)
            if fault is not None or item is None:
                self.problems.append(self._problem(one, *(fault or _NO_DIFFERENCE)))
                continue
            try:
                answers[item] = self._answer(one, pair, differing[item])
                rows[item] = one
            except (BadAnswerError, AbsenceNotGivenError) as error:
                self.problems.append(self._problem(one, error.message, "Correct the row."))
                continue
            stands = self._stands(pair, item, answers[item])
            if stands is not None:
                del answers[item], rows[item]
                self.problems.append(self._problem(one, *stands))
        blocking = self._blocking(pair, answers)
        if blocking:
            self.problems += [
                self._problem(
                    one,
                    f"The record would contradict itself: {blocking}",
                    "Decide the questions of the case so that they fit together.",
                )
                for one in rows.values()
            ]
            return
        for item, answer in answers.items():
            self._add(pair, item, answer)

    def _fault(self, one: ReadDecision, difference: DifferingItem | None) -> _Fault | None:
        """Why a row is not taken as it stands; None where it is."""
        if difference is None:
            return _NO_DIFFERENCE
        if row_check(self.seal, one.case_ref, difference, one.number_alike) != one.check:
            return _CHANGED
        if not one.decision:
            return _NO_DECISION
        if not one.reason:
            return _NO_REASON
        for finding in find_identifiers(one.reason):
            words = f"In the reason, {finding.place} may be {finding.kind.value}."
            return _Fault(words, f"Say {finding.say}.")
        return None

    def _stands(self, pair: ReadTwice, item: ItemKey, answer: Answer) -> _Fault | None:
        """Why a decision is not taken beside the one that stands; None where it may be."""
        standing = pair.first.decided.get(item)
        if standing is None or standing == answer:
            return None
        if (standing.value, standing.absence) != (answer.value, answer.absence):
            return _OTHERWISE
        kind, item_id = item
        place = ItemPlace(pair.subject.ref, Reader.ADJUDICATED.value, kind.value, item_id)
        by_another = self.book.standing[place].author != self.work.actor.id
        return _OTHER_REASON if by_another else None

    def _answer(self, one: ReadDecision, pair: ReadTwice, difference: DifferingItem) -> Answer:
        _, form = item_form(pair.first.facts.framework, one.item_id)
        try:
            answer = decided_answer(form, one.decision, one.item_id)
        except BadAnswerError as error:
            try:
                answer = decided_answer(form, NoAnswer(one.decision), one.item_id)
            except BadAnswerError:
                raise error from None
        if answer.absence not in (None, difference.first.absence, difference.second.absence):
            raise AbsenceNotGivenError(one.case_ref, one.item_id, str(answer.absence))
        return replace(answer, note=one.reason)

    def _blocking(self, pair: ReadTwice, answers: Mapping[ItemKey, Answer]) -> str:
        """What the counted record would lack or contradict; empty where all is well."""
        merged = records.adjudicated(
            self.review, pair.first.facts, {**pair.first.decided, **answers}
        )
        problems = records.problems_of_facts(self.review, merged)
        return " ".join(problem.message for problem in problems if problem.blocks)

    def _add(self, pair: ReadTwice, item: ItemKey, answer: Answer) -> None:
        kind, item_id = item
        ref = pair.subject.ref
        place = ItemPlace(ref, Reader.ADJUDICATED.value, kind.value, item_id)
        standing = self.book.standing.get(place)
        if standing is not None and answer_of(standing) == answer:
            self.unchanged += 1
            return
        edit = Edit(
            subject=pair.subject,
            reader=Reader.ADJUDICATED,
            kind=kind,
            item_id=item_id,
            answer=answer,
            author=self.work.actor.id,
            base=standing.id if standing is not None else None,
            origin="adjudication",
        )
        if self.book.add(edit) is not Saved.CHANGED:
            self.unchanged += 1
            return
        self.decided += 1
        decision = self.book.revisions[self.book.id_of(edit)]
        for reader in (Reader.FIRST, Reader.SECOND):
            read = self.book.standing.get(ItemPlace(ref, reader.value, kind.value, item_id))
            if read is not None:
                self.book.add_parent(decision, read)

    def _problem(self, one: ReadDecision, message: str, remedy: str) -> Problem:
        return Problem(
            file=self.read.file,
            sheet=one.sheet,
            row=one.row,
            column=f"{one.case_ref} {question_of_item(one.item_id)}",
            kind="not-decided",
            severity=Severity.DROPPED,
            message=message,
            remedy=remedy,
        )
