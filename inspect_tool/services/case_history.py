"""One case, authority or interview at a time: what was recorded, and every revision of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.conditions import Scalar
from inspect_tool.domain.framework import SubjectKind
from inspect_tool.domain.people import Role, check_can_record
from inspect_tool.domain.records import Answer, ItemKind, Reader, Subject
from inspect_tool.errors import RefusedError, UsageError
from inspect_tool.services import case_workbooks, records, samples
from inspect_tool.services.moderation import BadAnswerError, item_form
from inspect_tool.services.records import Edit, Saved
from inspect_tool.services.reviews import Review

if TYPE_CHECKING:
    from inspect_tool.domain.answer_forms import AnswerForm
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import Revision


# What stands for taking an answer back.
CLEARED = "-"


class UnknownSubjectError(UsageError):
    """A reference of no case, authority or interview."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"There is no case, authority or interview {ref}. See `case list`.")


class NoReaderError(RefusedError):
    """Nobody may answer for the subject yet."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} has no reader yet. Use `assign auto` first.")


@dataclass(frozen=True)
class RevisionView:
    """One version of an answer."""

    id: str
    answer: str
    note: str
    author: str
    recorded_at: datetime
    is_current: bool


@dataclass(frozen=True)
class ItemView:
    """One item of a record, with its versions, oldest first."""

    reader: Reader
    kind: ItemKind
    item_id: str
    title: str
    answer: str
    note: str
    author: str
    revisions: tuple[RevisionView, ...]


@dataclass(frozen=True)
class ProblemView:
    """What is unanswered or inconsistent in a record."""

    reader: str
    kind: str
    item_id: str
    message: str
    blocks: bool


@dataclass(frozen=True)
class ReferralView:
    """A child referred back to the authority."""

    authority: str
    case_ref: str
    referred_on: date | None
    referred_to: str
    author: str


def show_subject(work: UnitOfWork, review: Review, ref: str) -> tuple[ItemView, ...]:
    """Every recorded item of a subject, by reader, in the order of the framework.

    An inspector sees only records that are their own, so that second reads stay blind.

    Raises:
        UnknownSubjectError: Nothing was recorded under that reference.
    """
    from inspect_tool.store import queries

    rows = queries.revisions_of(work, ref)
    if not rows:
        raise UnknownSubjectError(ref)
    current = {row.id for row in queries.current_revisions(work, rows[0].authority)}
    titles = _titles(review)
    items: dict[tuple[Reader, ItemKind, str], list[Revision]] = {}
    for row in rows:
        key = (Reader(row.reader), ItemKind(row.item_kind), row.item_id)
        items.setdefault(key, []).append(row)
    visible = _visible_readers(work, rows)
    return tuple(
        _item_view(key, versions, current, titles.get(key[2], key[2]))
        for key, versions in sorted(
            items.items(), key=lambda one: (one[0][0], _place(titles, one[0][2]), one[0][1])
        )
        if key[0] in visible
    )


def _visible_readers(work: UnitOfWork, rows: Sequence[Revision]) -> set[Reader]:
    if work.actor.has(Role.LEAD):
        return set(Reader)
    return {Reader(row.reader) for row in rows if row.author == work.actor.id}


def _titles(review: Review) -> dict[str, str]:
    from inspect_tool.domain.referral import REFERRAL_ITEMS

    titles = {one.id: one.title for one in review.framework.criteria()}
    titles |= {one.id: one.text for one in review.framework.questions()}
    return titles | {one.id: one.text for one in REFERRAL_ITEMS}


def _place(titles: Mapping[str, str], item_id: str) -> int:
    order = list(titles)
    return order.index(item_id) if item_id in order else len(order)


def _item_view(
    key: tuple[Reader, ItemKind, str], rows: Sequence[Revision], current: set[str], title: str
) -> ItemView:
    standing = next((row for row in rows if row.id in current), rows[-1])
    return ItemView(
        reader=key[0],
        kind=key[1],
        item_id=key[2],
        title=title,
        answer=_words(records.answer_of(standing)),
        note=standing.note,
        author=standing.author,
        revisions=tuple(
            RevisionView(
                id=row.id,
                answer=_words(records.answer_of(row)),
                note=row.note,
                author=row.author,
                recorded_at=row.recorded_at,
                is_current=row.id in current,
            )
            for row in rows
        ),
    )


def _words(answer: Answer) -> str:
    return str(answer.value) if answer.value is not None else answer.absence or ""


def answer_item(
    work: UnitOfWork,
    review: Review,
    *,
    ref: str,
    item_id: str,
    given: tuple[str, str | None, str],
) -> Saved:
    """Answer one question, or give one judgement, as the reader of the subject.

    Args:
        given: The value as typed, the absence if there is no answer, and the note.

    Raises:
        UnknownSubjectError: There is nothing of that reference to answer for.
        NoReaderError: Nobody reads the case yet.
        NotYourRoleError, NotYourCaseError: It is not the actor's to answer.
        UnknownItemError, BadAnswerError: The item or the answer does not fit.
    """
    subject, reader, inspector = _reader_of(work, review, ref)
    check_can_record(work.actor, reader=inspector, case_ref=ref)
    kind, form = item_form(review, item_id)
    items = records.current_items(work, subject.authority)
    own = items.get((subject.authority, ref, reader), {})
    _check_is_asked(review, subject, item_id)
    standing = own.get((kind, item_id))
    edit = Edit(
        subject=subject,
        reader=reader,
        kind=kind,
        item_id=item_id,
        answer=_typed(form, item_id, given),
        author=inspector,
        base=standing.id if standing is not None else None,
        origin=f"command by {work.actor.id} at {work.now.isoformat()}",
    )
    saved = records.save(work, review, edit)
    if saved is not Saved.UNCHANGED:
        work.audit("case.answer", stream=subject.authority, subject=ref, item=item_id)
    return saved


def _check_is_asked(review: Review, subject: Subject, item_id: str) -> None:
    """Refuse an item that is about another kind of subject."""
    criteria = tuple(review.framework.criteria(subject.kind))
    asked = {one.id for one in criteria} | {one.id for each in criteria for one in each.questions}
    if item_id not in asked:
        raise BadAnswerError(f"{item_id} is not asked about {subject.ref}. See `framework show`.")


def _typed(form: AnswerForm, item_id: str, given: tuple[str, str | None, str]) -> Answer:
    from inspect_tool.domain.answer_forms import read_absence, read_answer

    value, absence, note = given
    if value == CLEARED and absence is None:
        return Answer(note=note)
    if bool(value) == bool(absence):
        raise BadAnswerError(
            f"{item_id}: give either an answer or --absence, not both or neither; "
            f"`{CLEARED}` takes an answer back."
        )
    read = read_absence(form, absence) if absence else read_answer(form, value)
    if read.fault:
        raise BadAnswerError(f"{item_id}: {read.fault} {read.remedy}")
    return Answer(absence=str(read.value), note=note) if absence else Answer(read.value, note=note)


def _reader_of(work: UnitOfWork, review: Review, ref: str) -> tuple[Subject, Reader, str]:
    """The record that the actor answers in: a lead answers in the first reader's."""
    from inspect_tool.store import queries

    authority = review.plan.authority(ref.partition("-")[0])
    if authority is None:
        raise UnknownSubjectError(ref)
    if ref == authority.code:
        lead = case_workbooks.leads_authority(work, review, ref)
        if lead is None:
            raise NoReaderError(ref)
        return Subject(SubjectKind.AUTHORITY, ref, ref), Reader.FIRST, lead
    if f"{authority.code}-I-" in ref:
        inspector = _interviewer(review, authority.code, ref)
        return Subject(SubjectKind.INTERVIEW, authority.code, ref), Reader.FIRST, inspector
    if ref not in {case.case_ref for case in samples.show(work).active}:
        raise UnknownSubjectError(ref)
    rows = [one for one in queries.assignments(work) if one.case_ref == ref]
    if not rows:
        raise NoReaderError(ref)
    own = next((one for one in rows if one.inspector == work.actor.id), rows[0])
    subject = Subject(SubjectKind.CASE, authority.code, ref)
    return subject, Reader(own.reader), own.inspector


def tidy_ref(ref: str) -> str:
    """A reference as it is stored, however it was typed: `ASH-003`, `ASH`, `ASH-I-ab-01`."""
    code, mark, rest = ref.strip().partition("-")
    if mark and rest.casefold().startswith("i-"):
        return f"{code.upper()}-I-{rest[2:].casefold()}"
    return ref.strip().upper()


def _interviewer(review: Review, authority: str, ref: str) -> str:
    """Whose interview a reference names: `ASH-I-ab-01` is the first of inspector ab."""
    inspector, _, number = ref.removeprefix(f"{authority}-I-").rpartition("-")
    if inspector not in {one.id for one in review.plan.inspectors()} or not number.isdigit():
        raise UnknownSubjectError(ref)
    return inspector


def problems_of(work: UnitOfWork, review: Review, ref: str) -> tuple[ProblemView, ...]:
    """What keeps the records of a subject from being complete.

    Raises:
        UnknownSubjectError: There is no such record.
    """
    views = [
        one
        for one in records.list_records(work, review)
        if one.subject.ref == ref and (work.actor.has(Role.LEAD) or one.inspector == work.actor.id)
    ]
    if not views:
        raise UnknownSubjectError(ref)
    return tuple(
        ProblemView(view.reader.value, one.kind.value, one.item_id, one.message, one.blocks)
        for view in views
        for one in view.problems
    )


def list_referrals(work: UnitOfWork) -> tuple[ReferralView, ...]:
    """Children whom a reader referred back, by authority and case; each child once.

    An inspector sees their own referrals only.
    """
    from inspect_tool.domain.referral import REFERRED, REFERRED_ON, REFERRED_TO

    found: dict[str, ReferralView] = {}
    for (authority, ref, _), items in sorted(records.current_items(work).items()):
        row = items.get((ItemKind.REFERRAL, REFERRED))
        if row is None or row.value != "yes":
            continue
        if not (work.actor.has(Role.LEAD) or row.author == work.actor.id):
            continue
        if ref in found:  # the second reader referred the child back too
            found[ref] = replace(found[ref], author=f"{found[ref].author}, {row.author}")
            continue
        on = _item(items, REFERRED_ON)
        to = _item(items, REFERRED_TO)
        found[ref] = ReferralView(
            authority=authority,
            case_ref=ref,
            referred_on=on if isinstance(on, date) else None,
            referred_to=str(to or ""),
            author=row.author,
        )
    return tuple(found.values())


def _item(items: Mapping[records.ItemKey, Revision], item_id: str) -> Scalar | None:
    row = items.get((ItemKind.REFERRAL, item_id))
    return records.answer_of(row).value if row is not None else None
