"""What the actor may see and do with records: facts for the table of rules, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.refusals import AccessRefusedError
from inspect_tool.domain.access.rules import Thing, can
from inspect_tool.domain.people import Actor, Role
from inspect_tool.domain.records.evidence import Evidence
from inspect_tool.domain.records.heard import cases_named
from inspect_tool.domain.records.records import Answer, ItemKind, Reader, Subject
from inspect_tool.domain.review import Review
from inspect_tool.services.assignment.record_owners import RecordOwners, heard_by
from inspect_tool.services.records import records
from inspect_tool.services.records.revisions import answer_of
from inspect_tool.services.records.subjects import subject_named
from inspect_tool.store import queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.queries import AssignedRead


@dataclass(frozen=True)
class Sight:
    """What there is to know of the actor and the records.

    Args:
        own_cases: Cases that the actor reads, as first or as second reader.
        open_pairs: Those of them that somebody else reads too, while both reads are not in.
        heard_about: Interviews and the like, each with those of the open pairs that words in it
            are about: what one reader was told of a case is not for the other yet.
    """

    actor: Actor
    owners: RecordOwners
    own_cases: frozenset[str]
    open_pairs: frozenset[str]
    heard_about: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls,
        work: UnitOfWork,
        review: Review,
        authority: str | None = None,
        *,
        for_readers: bool = False,
    ) -> Sight:
        """As the cases are assigned and recorded now, at one authority or all.

        Args:
            for_readers: Whether an inspector may do it who reads the case beside its owner.
        """
        rows = queries.assignments(work, authority=authority)
        pairs = _open_pairs(work, review, rows, for_readers=for_readers)
        own = work.actor.id
        return cls(
            actor=work.actor,
            owners=RecordOwners.among(rows, review),
            own_cases=frozenset(row.case_ref for row in rows if row.inspector == own),
            open_pairs=pairs,
            heard_about=_heard_about(work, pairs, authority),
        )

    def refusal(
        self, action: Action, subject: Subject, reader: Reader | None, *, owner: str | None = None
    ) -> AccessRefusedError | None:
        """Why the actor may not do it with a record; None where they may.

        Args:
            reader: Whose record it is; None for words that are in nobody's.
            owner: Who is to be taken as its owner, instead of the inspector who reads it.
        """
        if owner is None:
            owner = self.owners.owner(subject.kind, subject.ref, reader) if reader else ""
        is_others = owner != self.actor.id
        about = {subject.ref} | self.heard_about.get(subject.ref, frozenset())
        return can(
            self.actor,
            action,
            Thing(
                name=subject.ref,
                authorities=frozenset({subject.authority}),
                owner=owner,
                unseen=self.open_pairs & about if is_others else frozenset(),
                is_read_by_actor=subject.ref in self.own_cases,
            ),
        )

    def shows(self, subject: Subject, reader: Reader | None, *, owner: str | None = None) -> bool:
        """Whether the actor may see a record."""
        return self.refusal(Action.SEE_RECORD, subject, reader, owner=owner) is None

    def check_any(self, action: Action, subject: Subject) -> None:
        """Refuse where the actor may not do it with either reader's record.

        Raises:
            AccessRefusedError: They may not; the subclass and the sentence say why.
        """
        refusals = [self.refusal(action, subject, one) for one in (Reader.FIRST, Reader.SECOND)]
        if all(refusals) and refusals[0] is not None:
            raise refusals[0]

    def check(self, action: Action, subject: Subject, reader: Reader) -> None:
        """Refuse what the actor may not do with a record.

        Raises:
            AccessRefusedError: They may not; the subclass and the sentence say why.
        """
        refusal = self.refusal(action, subject, reader)
        if refusal is not None:
            raise refusal


def open_pairs(
    work: UnitOfWork, review: Review, authority: str | None = None, *, for_readers: bool = False
) -> frozenset[str]:
    """Cases that the actor and somebody else read, each blind, and whose reads are not both in.

    Whoever is an inspector alone sees no record of others at any time, so that for them nobody
    has to look which reads are in.

    Args:
        for_readers: Whether to look for them as well.
    """
    rows = queries.assignments(work, authority=authority)
    return _open_pairs(work, review, rows, for_readers=for_readers)


def _open_pairs(
    work: UnitOfWork, review: Review, rows: Sequence[AssignedRead], *, for_readers: bool
) -> frozenset[str]:
    own = {row.case_ref for row in rows if row.inspector == work.actor.id}
    pairs = {
        row.case_ref: row.authority
        for row in rows
        if row.case_ref in own and row.inspector != work.actor.id
    }
    if not pairs or (work.actor.roles == {Role.INSPECTOR} and not for_readers):
        return frozenset(pairs)
    complete = {
        ref
        for code in sorted(set(pairs.values()))
        for ref in _read_by_both(records.list_records(work, review, code))
    }
    return frozenset(pairs.keys() - complete)


def unseen_in_workbook(
    work: UnitOfWork,
    review: Review,
    inspector: str,
    cases: Set[str],
    *,
    authority: str | None = None,
) -> frozenset[str]:
    """Cases that a workbook of an inspector tells of and that the actor must not know of yet.

    Args:
        inspector: Whose workbook it is; whoever opens their own sees what they wrote themselves.
        cases: Those that have a sheet in it; its interviews and groups tell of others as well.
        authority: The one that the workbook is about; None for all.
    """
    if work.actor.id == inspector:
        return frozenset()
    pairs = open_pairs(work, review, authority)
    heard = _heard_about(work, pairs, authority)
    own = (heard[ref] for ref in heard if heard_by(subject_named(ref).kind, ref) == inspector)
    return (pairs & cases).union(*own)


def _heard_about(
    work: UnitOfWork, pairs: frozenset[str], authority: str | None
) -> dict[str, frozenset[str]]:
    """Those of some cases that words of people who were heard are about, by who said them."""
    if not pairs or work.actor.roles == {Role.INSPECTOR}:  # who sees no interview of others
        return {}
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for kind in (ItemKind.EVIDENCE, ItemKind.HEARD):
        for key, items in records.current_items(work, authority, kind=kind).items():
            if subject_named(key.subject_ref).kind.is_voice:
                for row in items.values():
                    found[key.subject_ref] |= pairs & _cases_of(kind, answer_of(row))
    return found


def _cases_of(kind: ItemKind, answer: Answer) -> frozenset[str]:
    """The cases that a piece of evidence, or what is said of a conversation, is about."""
    return cases_named(
        Evidence.of(answer).case if kind is ItemKind.EVIDENCE else str(answer.value or "")
    )


def unseen_first_reads(work: UnitOfWork, review: Review) -> frozenset[str]:
    """Cases whose first read the actor must not see yet, being their second reader."""
    second = {
        row.case_ref
        for row in queries.assignments(work, work.actor.id)
        if row.reader == Reader.SECOND
    }
    return frozenset(open_pairs(work, review) & second) if second else frozenset()


def _read_by_both(views: Iterable[RecordView]) -> set[str]:
    complete: dict[Reader, set[str]] = {reader: set() for reader in Reader}
    for view in views:
        if view.is_complete:
            complete[view.reader].add(view.subject.ref)
    return complete[Reader.FIRST] & complete[Reader.SECOND]
