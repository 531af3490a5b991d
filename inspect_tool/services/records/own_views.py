"""What authorities say themselves: grades of cases, self-evaluation, answers to what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.framework.framework import QuestionType, SubjectKind
from inspect_tool.domain.language.faults import did_you_mean
from inspect_tool.domain.records.answer_forms import (
    AnswerForm,
    answer_words,
    clean_text,
    judgement_form,
    read_answer,
)
from inspect_tool.domain.records.own_view import REPLY, OwnReply
from inspect_tool.domain.records.records import Answer, ItemKind, ItemPlace, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.errors import CheckFailedError, Problem, Severity
from inspect_tool.services.records.errors import BadAnswerError, NotYetComeError
from inspect_tool.services.records.revisions import Edit, RecordBook, answer_of, command_origin
from inspect_tool.services.records.subjects import UnknownSubjectError, subject_named
from inspect_tool.services.sampling.drawn import active_refs
from inspect_tool.store import said_queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork

COLUMNS = ("ref", "criterion", "grade", "note")
LARGEST_FILE = 5_000_000  # bytes: over a hundred times what a review of 152 authorities needs


class BadOwnViewError(CheckFailedError):
    """A file of grades that cannot be taken."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        rows = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"{file} has {rows}, so nothing of it was taken. Correct the rows and take it again.",
            problems=problems,
        )


@dataclass(frozen=True)
class OwnViewTaken:
    """What came of a file of grades."""

    file: str
    changed: int
    unchanged: int


@dataclass(frozen=True)
class OwnSaidView:
    """A grade, or an answer to what was found.

    Args:
        item: The criterion, or `REPLY`.
        words: The grade, or by which role the answer was given and when.
        note: What the authority says to it.
    """

    ref: str
    item: str
    words: str
    note: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class _Row:
    """A row of the file."""

    line: int
    ref: str
    criterion: str
    grade: str
    note: str


def take_grades(work: UnitOfWork, review: Review, path: Path) -> OwnViewTaken:
    """Take an authority's own grades of cases, and its self-evaluation: all of a file, or none.

    Args:
        path: A CSV with the columns ref, criterion, grade and, if there is one, note. A ref is a
            case such as ASH-017, or the authority's code.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        UnreadableFileError: It is no such CSV.
        BadOwnViewError: A row names what does not exist.
    """
    check_can(work.actor, Action.TAKE_OWN_VIEW)
    rows = list(_rows(path))
    for code in sorted({row.ref.partition("-")[0] for row in rows}):
        thing = Thing(path.name, authorities=frozenset({code}))
        check_can(work.actor, Action.TAKE_OWN_VIEW, thing)
    active = active_refs(work, None)
    read = [(row, _read(review, row, active)) for row in rows]
    problems = tuple(
        _problem(path.name, row, found) for row, found in read if isinstance(found, str)
    )
    if problems:
        raise BadOwnViewError(path.name, problems)
    changed = 0
    books: dict[str, RecordBook] = {}
    for row, found in read:
        if isinstance(found, Answer):
            changed += _add(work, review, books, subject_named(row.ref), row.criterion, found)
    for code, book in books.items():
        book.write()
        work.audit("authority.own-view", stream=code)
    return OwnViewTaken(path.name, changed, len(rows) - changed)


def _rows(path: Path) -> Iterator[_Row]:
    # `status` and every snapshot look at what authorities said; a file of it is seldom read.
    from inspect_tool.readers.plain.named_rows import named_rows

    for line, cells in named_rows(
        path,
        largest=LARGEST_FILE,
        needed=COLUMNS[:3],
        remedy="Name them so; a note is optional.",
    ):
        ref, criterion, grade, note = (cells.get(name, "") for name in COLUMNS)
        yield _Row(line, ref.upper(), criterion, grade, clean_text(note))


def _read(review: Review, row: _Row, active: Collection[str]) -> Answer | str:
    """The grade, or what is wrong with the row."""
    subject = subject_named(row.ref)
    if subject.kind is SubjectKind.INTERVIEW:
        return "An authority grades cases and itself, not interviews"
    is_known = (
        row.ref in active
        if subject.kind is SubjectKind.CASE
        else review.plan.authority(row.ref) is not None
    )
    if not is_known:
        return "There is no such case to read, and no such authority"
    criteria = {
        one.id: one
        for one in review.framework.criteria(subject.kind)
        if one.judgement is not None and not one.retired
    }
    if row.criterion not in criteria:
        return f"No criterion of its kind is called so{did_you_mean(row.criterion, criteria)}"
    form = judgement_form(review.framework, criteria[row.criterion])
    read = read_answer(form, row.grade)
    if read.fault or not row.grade:
        return f"The grade is not on the scale: {', '.join(one.words for one in form.choices)}"
    return Answer(read.value, note=row.note)


def _problem(file: str, row: _Row, message: str) -> Problem:
    return Problem(
        file=file,
        row=row.line,
        column="ref, criterion, grade",
        value=" ".join((row.ref, row.criterion))[:60],
        kind="bad-own-view",
        severity=Severity.REFUSED,
        message=message if message.endswith("?") else f"{message}.",
        remedy="Correct the row, or take it out.",
    )


def read_reply(*, on: str, role: str, text: str) -> OwnReply:
    """An answer as it was typed.

    Raises:
        BadAnswerError: The day cannot be read.
    """
    read = read_answer(AnswerForm(QuestionType.DATE), on)
    if read.fault or not isinstance(read.value, date):
        raise BadAnswerError(f"--on: {read.fault} {read.remedy}".strip())
    return OwnReply(read.value, clean_text(role), clean_text(text))


def record_reply(work: UnitOfWork, review: Review, *, ref: str, reply: OwnReply) -> OwnSaidView:
    """Record what an authority answered to what was found in a case, or at the authority.

    Raises:
        NotYourRoleError, ConflictHoldsError: The actor is not a lead without a conflict there.
        UnknownSubjectError: There is no such case or authority.
        BadAnswerError: There is no text or no role, or the day has not come.
    """
    subject = subject_named(ref)
    check_can(
        work.actor,
        Action.TAKE_OWN_VIEW,
        Thing(ref, authorities=frozenset({subject.authority})),
    )
    is_case = subject.kind is SubjectKind.CASE and ref in active_refs(work, subject.authority)
    if not is_case and review.plan.authority(ref) is None:
        raise UnknownSubjectError(ref)
    if not reply.text.strip() or not reply.role.strip():
        raise BadAnswerError("Say in --text what they answered, and in --by their role, no name.")
    if reply.day > work.now.date():
        raise NotYetComeError(REPLY, reply.day)
    books: dict[str, RecordBook] = {}
    _add(work, review, books, subject, REPLY, reply.answer)
    books[subject.authority].write()
    work.audit("authority.reply", stream=subject.authority, subject=ref)
    return next(one for one in list_own_views(work, review, ref) if one.item == REPLY)


def _add(
    work: UnitOfWork,
    review: Review,
    books: dict[str, RecordBook],
    subject: Subject,
    item_id: str,
    answer: Answer,
) -> bool:
    """Put a grade or an answer in the place of an earlier one; whether it differs from it."""
    book = books.setdefault(subject.authority, RecordBook(work, review, subject.authority))
    place = ItemPlace(subject.ref, Reader.FIRST.value, ItemKind.OWN_VIEW.value, item_id)
    standing = book.standing.get(place)
    if standing is not None and answer_of(standing) == answer:
        return False
    book.settle(
        Edit(
            subject=subject,
            reader=Reader.FIRST,
            kind=ItemKind.OWN_VIEW,
            item_id=item_id,
            answer=answer,
            author=work.actor.id,
            base=standing.id if standing is not None else None,
            origin=command_origin(work),
        )
    )
    return True


def list_own_views(
    work: UnitOfWork, review: Review, ref: str | None = None
) -> tuple[OwnSaidView, ...]:
    """What authorities said themselves, by reference and criterion.

    What is of an authority that the actor has a conflict of interest with is left out.

    Args:
        ref: About one case or authority.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
    """
    check_can(work.actor, Action.SEE_OWN_VIEW)
    views = []
    for row in said_queries.in_force_of_kind(work, ItemKind.OWN_VIEW):
        thing = Thing(row.subject_ref, authorities=frozenset({row.authority}))
        if ref in (None, row.subject_ref) and not can(work.actor, Action.SEE_OWN_VIEW, thing):
            answer = answer_of(row)
            views.append(
                OwnSaidView(
                    ref=row.subject_ref,
                    item=row.item_id,
                    words=_words(review, row.item_id, answer),
                    note=answer.note,
                    recorded_by=row.author,
                    recorded_at=row.recorded_at,
                )
            )
    return tuple(sorted(views, key=lambda view: (view.ref, view.item)))


def _words(review: Review, item_id: str, answer: Answer) -> str:
    if item_id == REPLY:
        reply = OwnReply.of(answer)
        return f"{reply.role}, {reply.day.day} {reply.day:%B %Y}"
    criterion = review.framework.criterion(item_id)
    if criterion is None or criterion.judgement is None:
        return str(answer.value)
    return answer_words(judgement_form(review.framework, criterion), answer.value)


def own_views_by_subject(work: UnitOfWork) -> Mapping[str, Mapping[str, Answer]]:
    """Grades and answers in force by reference; it asks nobody's leave.

    A snapshot keeps them with the records that it counts.
    """
    found: dict[str, dict[str, Answer]] = defaultdict(dict)
    for row in said_queries.in_force_of_kind(work, ItemKind.OWN_VIEW):
        found[row.subject_ref][row.item_id] = answer_of(row)
    return found
