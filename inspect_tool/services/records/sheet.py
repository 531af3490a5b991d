"""One record as its reader works on it: which sections it has, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.framework import RECORDED_VOICES, QuestionType, SubjectKind
from inspect_tool.domain.records.answer_forms import sentence_case
from inspect_tool.domain.records.completeness import RecordProblem, RecordProblemKind
from inspect_tool.domain.records.heard import HEARD_ITEMS
from inspect_tool.domain.records.items import criteria_of_items
from inspect_tool.domain.records.judgements import applies
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.records.referral import REFERRAL_ITEMS
from inspect_tool.domain.records.support import keeps_back
from inspect_tool.services.records import records
from inspect_tool.services.records.answer_queries import unclosed
from inspect_tool.services.records.revisions import RecordKey, answer_of, given_by
from inspect_tool.services.records.sight import Sight
from inspect_tool.services.records.subjects import record_to_answer, tidy_ref
from inspect_tool.services.records.submission import problems_to_submit
from inspect_tool.store import page_queries

if TYPE_CHECKING:
    from inspect_tool.domain.framework.framework import Criterion, Framework
    from inspect_tool.domain.records.records import RecordFacts
    from inspect_tool.domain.records.referral import AskedItem
    from inspect_tool.domain.review import Review
    from inspect_tool.services.records.answer_queries import QueryView
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork

# The items of these begin so; a criterion that is called so as well would hide them.
REFERRAL_SECTION = "REFER"
HEARD_SECTION = "HEARD"


@dataclass(frozen=True)
class AnswerInForce:
    """The answer in force of an item.

    Args:
        revision: Its id, which a form that is made from it names.
        versions: How many answers the item has had.
    """

    answer: Answer
    revision: str
    author: str
    recorded_at: datetime
    versions: int


@dataclass(frozen=True)
class SectionName:
    """A part of a record that is on one page: a criterion, or what every record says.

    Args:
        domain: The chapter of the framework; empty for what every record says.
        is_asked: Whether it applies; None while that is not known.
        answered, asked: How many of its items have an answer, of those that want one.
        judgement: Words of the judgement; empty while there is none.
        problems: How many things keep it back.
        is_crossed: Whether answers crossed in it.
    """

    id: str
    title: str
    domain: str
    is_asked: bool | None
    answered: int
    asked: int
    judgement: str = ""
    problems: int = 0
    is_crossed: bool = False

    @property
    def standing(self) -> str:
        """How far it has come, in words."""
        if self.is_asked is False:
            return "Does not apply"
        if self.is_crossed:
            return "Answers crossed"
        if self.problems == 0:
            return "Complete"
        return "Not begun" if self.answered == 0 else "In progress"


@dataclass(frozen=True)
class RecordSheet:
    """A record that the actor may see, and what its pages are made from.

    Args:
        queries: What was asked about it and is not closed.
    """

    record: RecordView
    problems: tuple[RecordProblem, ...]
    queries: tuple[QueryView, ...]
    in_force: Mapping[tuple[ItemKind, str], AnswerInForce]
    crossed: frozenset[str]
    last_day: date
    actor: str
    _sections: list[SectionName] = field(default_factory=list)

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.record.subject

    @property
    def facts(self) -> RecordFacts:
        """What was answered, with what was returned and computed in place."""
        return self.record.facts

    @property
    def framework(self) -> Framework:
        """The version that it is under."""
        return self.record.facts.framework

    @property
    def keeping_back(self) -> tuple[RecordProblem, ...]:
        """What keeps it from being submitted."""
        return tuple(problem for problem in self.problems if keeps_back(problem))

    def section_of(self, item_id: str) -> str:
        """The page that an item is on; empty where it is on none."""
        prefix = item_id.partition(".")[0]
        if prefix in (REFERRAL_SECTION, HEARD_SECTION):
            return prefix
        return criteria_of_items(self.framework).get(item_id.partition("@")[0], "")

    def sections(self) -> Sequence[SectionName]:
        """Every section in the order of the pages, with how far it has come."""
        if not self._sections:
            self._sections.extend(_names(self))
        return self._sections

    def next_unanswered(self, after: str = "") -> str:
        """The next section in which something is missing, from one on and round; empty if none."""
        names = list(self.sections())
        place = next((at for at, name in enumerate(names) if name.id == after), -1)
        ordered = [*names[place + 1 :], *names[: place + 1]]
        return next((one.id for one in ordered if one.problems and one.is_asked is not False), "")


def open_sheet(work: UnitOfWork, review: Review, ref: str) -> RecordSheet:
    """The record of a subject in which the actor answers; a lead sees the first reader's.

    Raises:
        UnknownSubjectError, NoReaderError: There is nothing with that reference.
        AccessRefusedError: It is not for the actor's eyes.
    """
    check_can(work.actor, Action.SEE_RECORD, Thing(owner=work.actor.id))
    own = record_to_answer(work, review, tidy_ref(ref))
    sight = Sight.of(work, review, own.subject.authority)
    sight.check(Action.SEE_RECORD, own.subject, own.reader)
    subject = own.subject
    work.shown.add((subject.authority, subject.ref))
    items = records.current_items(work, subject.authority, ref=subject.ref)
    key = RecordKey(subject.authority, subject.ref, own.reader)
    view = records.record_of(work, review, key, items, sight.owners)
    queries = unclosed(work, review, subject.authority, subject, own.reader)
    problems = problems_to_submit(work, review, view, asked=queries, own=items.get(key, {}))
    return RecordSheet(
        record=view,
        problems=problems,
        queries=queries,
        in_force=_in_force(work, own.subject, own.reader),
        crossed=frozenset(
            problem.item_id for problem in problems if problem.kind is RecordProblemKind.CONFLICT
        ),
        last_day=review.plan.dates.fieldwork[1],
        actor=work.actor.id,
    )


def _in_force(
    work: UnitOfWork, subject: Subject, reader: Reader
) -> dict[tuple[ItemKind, str], AnswerInForce]:
    found = {}
    for row in page_queries.shown_revisions(work, subject.authority, subject.ref, reader.value):
        revision = row.revision
        found[ItemKind(revision.item_kind), revision.item_id] = AnswerInForce(
            answer_of(revision), revision.id, given_by(revision), row.recorded_at, row.versions
        )
    return found


def parts_of(framework: Framework, kind: SubjectKind) -> Iterator[str]:
    """Ids of the sections of every record of a kind, in the order of the pages."""
    for domain in framework.domains:
        if domain.subject is kind:
            yield from (one.id for one in domain.criteria if not one.retired)
    fixed = fixed_of(kind)
    if fixed is not None:
        yield fixed.section


def _names(sheet: RecordSheet) -> Iterator[SectionName]:
    kind = sheet.subject.kind
    by_section: dict[str, list[RecordProblem]] = {}
    criterion_of = criteria_of_items(sheet.framework)
    for problem in sheet.keeping_back:
        item = problem.item_id.partition("@")[0]
        prefix = item.partition(".")[0]
        section = criterion_of.get(item, prefix)
        by_section.setdefault(section, []).append(problem)
    for domain in sheet.framework.domains:
        if domain.subject is kind:
            for criterion in domain.criteria:
                if not criterion.retired:
                    own = by_section.get(criterion.id, ())
                    yield _criterion_name(sheet, criterion, domain.title, own)
    fixed = fixed_of(kind)
    if fixed is not None:
        yield SectionName(
            id=fixed.section,
            title=fixed.title,
            domain="",
            is_asked=True,
            answered=sum((fixed.kind, item.id) in sheet.in_force for item in fixed.items),
            asked=len(fixed.items),
            problems=len(by_section.get(fixed.section, ())),
            is_crossed=any(item.id in sheet.crossed for item in fixed.items),
        )


def _criterion_name(
    sheet: RecordSheet, criterion: Criterion, domain: str, problems: Sequence[RecordProblem]
) -> SectionName:
    asked = [
        question
        for question in criterion.questions
        if question.type is not QuestionType.CLOCK and not question.retired
    ]
    ids = {question.id for question in asked}
    answered = sum(
        (ItemKind.QUESTION, name) in sheet.in_force or name in sheet.facts.answers for name in ids
    )
    judged = sheet.facts.judgements.get(criterion.id)
    words = ""
    if criterion.judgement is not None and judged is not None and judged.value is not None:
        scale = sheet.framework.scales[criterion.judgement.scale]
        words = sentence_case(scale.word(str(judged.value)))
    return SectionName(
        id=criterion.id,
        title=criterion.title,
        domain=domain,
        is_asked=applies(criterion, sheet.facts),
        answered=answered + (judged is not None and bool(words or judged.absence)),
        asked=len(asked) + (criterion.judgement is not None),
        judgement=words,
        problems=len(problems),
        is_crossed=bool(sheet.crossed & {*ids, criterion.id}),
    )


class FixedItems(NamedTuple):
    """What every record of a kind says, whatever its framework asks."""

    section: str
    title: str
    kind: ItemKind
    items: tuple[AskedItem, ...]


_REFERRAL = FixedItems(
    REFERRAL_SECTION, "Referral back to the authority", ItemKind.REFERRAL, REFERRAL_ITEMS
)
_HEARD = FixedItems(HEARD_SECTION, "When and how they were heard", ItemKind.HEARD, HEARD_ITEMS)


def fixed_of(kind: SubjectKind) -> FixedItems | None:
    """What every record of that kind says; None for an authority or a survey."""
    if kind is SubjectKind.CASE:
        return _REFERRAL
    return _HEARD if kind in RECORDED_VOICES else None
