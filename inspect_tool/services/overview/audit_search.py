"""Who did and who read what: the audit trail searched by person, record, action and time.

What is shown of an entry is when, who, what and which record; its other details, among them the
reasons that people type, are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.people import KEEPER_ID
from inspect_tool.domain.review import Review
from inspect_tool.services.records.sight import open_pairs
from inspect_tool.services.records.subjects import authority_of, tidy_ref
from inspect_tool.store import audit_queries

if TYPE_CHECKING:
    from inspect_tool.domain.people import Actor
    from inspect_tool.store.database import UnitOfWork

# Details of entries that name a record.
NAMING = ("case", "case_ref", "ref", "subject")
MOST_SHOWN = 200


@dataclass(frozen=True)
class AuditWanted:
    """What is looked for; what is empty is not asked.

    Args:
        ref: A case, an authority or an interview.
        since, until: Days in UTC, both included.
    """

    person: str = ""
    ref: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditLine:
    """One entry.

    Args:
        where: The authority's code, or `review`.
        refs: The records that it is about.
    """

    at: datetime
    person: str
    action: str
    where: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class AuditFound:
    """The newest entries that were looked for.

    Args:
        is_more: Whether there are older ones that are not shown.
        actions, people: All that there are to look for.
    """

    lines: tuple[AuditLine, ...]
    is_more: bool
    actions: tuple[str, ...]
    people: tuple[str, ...]


def search_audit(work: UnitOfWork, review: Review, wanted: AuditWanted) -> AuditFound:
    """Look for what was done and read, the newest first.

    Entries about authorities that the actor has a conflict of interest with are left out, and
    others' about cases that the actor reads blind beside somebody else.

    Raises:
        NotYourRoleError: The actor is no lead.
    """
    check_can(work.actor, Action.SEE_AUDIT)
    ref = tidy_ref(wanted.ref) if wanted.ref else ""
    unseen = open_pairs(work, review)
    lines: list[AuditLine] = []
    for line in _entries(work, wanted, stream=authority_of(ref) if ref else None):
        if (ref and ref not in line.refs) or not _is_shown(work.actor, line, unseen):
            continue
        if len(lines) == MOST_SHOWN:
            return AuditFound(tuple(lines), True, *_choices(work, review))
        lines.append(line)
    return AuditFound(tuple(lines), False, *_choices(work, review))


def _entries(work: UnitOfWork, wanted: AuditWanted, *, stream: str | None) -> Iterator[AuditLine]:
    rows = audit_queries.newest_entries(
        work,
        person=wanted.person,
        action=wanted.action,
        stream=stream,
        since=wanted.since,
        until=wanted.until,
    )
    for where, at, person, action, details in rows:
        yield AuditLine(at, person, action, where, _refs(details))


def _refs(details: Mapping[str, object]) -> tuple[str, ...]:
    several = details.get("refs")
    refs = list(several) if isinstance(several, list) else []
    return tuple(refs + [str(details[name]) for name in NAMING if details.get(name)])


def _is_shown(actor: Actor, line: AuditLine, unseen: frozenset[str]) -> bool:
    is_own = line.person == actor.id
    is_of_all = line.where == audit_queries.REVIEW_STREAM
    thing = Thing(
        authorities=frozenset() if is_of_all else frozenset({line.where}),
        unseen=frozenset() if is_own else unseen & set(line.refs),
    )
    return can(actor, Action.SEE_AUDIT, thing) is None


def _choices(work: UnitOfWork, review: Review) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people = sorted(member.id for member in review.plan.team)
    return tuple(audit_queries.actions(work)), (*people, KEEPER_ID)
