"""Snapshots: the named state that every figure comes from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can, check_can
from inspect_tool.domain.figures.basis import SnapshotFigures
from inspect_tool.domain.framework.framework import VOICES, SubjectKind
from inspect_tool.domain.records.records import Reader, RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import (
    AuthorityFlow,
    ReadCases,
    authority_flow,
    disagreements,
    total_flow,
)
from inspect_tool.errors import CheckFailedError, RefusedError, UsageError
from inspect_tool.services.figures import second_reads
from inspect_tool.services.figures.codings import Codings, kept_themes
from inspect_tool.services.figures.contents import (
    ASKED,
    THEMES,
    asked_of,
    digest_of,
    facts_of,
    is_erased,
    quotes_of,
)
from inspect_tool.services.figures.errors import (
    SnapshotChangedError,
    SnapshotErasedError,
    SnapshotExistsError,
)
from inspect_tool.services.figures.kept_rows import kept_rows
from inspect_tool.services.figures.sample import (
    flow_to_json,
    ledger_from_json,
    ledger_of,
    ledger_to_json,
)
from inspect_tool.services.records import records
from inspect_tool.services.records.own_views import own_views_by_subject
from inspect_tool.services.records.records import RecordView
from inspect_tool.services.records.sight import unseen_first_reads
from inspect_tool.services.review.kept_documents import remember_documents
from inspect_tool.services.review.versions import at_digest
from inspect_tool.services.sampling.drawn import drawn_row, ranked_units, stratum_sizes
from inspect_tool.services.sampling.whole_draw import extended_cases
from inspect_tool.store import (
    erasure_queries,
    frame_queries,
    queries,
    snapshot_queries,
)
from inspect_tool.store.snapshot_tables import Snapshot, SnapshotRecord

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawnStratum


class FlowBrokenError(CheckFailedError):
    """The flow from frame to counted case does not reconcile."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("The flow does not reconcile. " + " ".join(sentences))


class NoSnapshotError(RefusedError):
    """Figures come from snapshots only."""

    def __init__(self) -> None:
        super().__init__("There is no snapshot yet. Use `snapshot take NAME` first.")


class UnknownSnapshotError(UsageError):
    """A name that no snapshot has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no snapshot called {name}. See `snapshot list`.")


@dataclass(frozen=True)
class SnapshotView:
    """A snapshot by name.

    Args:
        digest: SHA-256 over everything that it counts.
        cases: Cases counted.
        not_counted: Cases to read that are not counted, because their record is incomplete.
        erased: Counted cases that were erased since.
        quotations: Words of those who were heard that may be quoted.
    """

    name: str
    taken_at: datetime
    taken_by: str
    digest: str
    cases: int
    authorities: int
    interviews: int
    focus_groups: int = 0
    survey_answers: int = 0
    not_counted: tuple[str, ...] = ()
    erased: int = 0
    quotations: int = 0


def take(work: UnitOfWork, review: Review, name: str) -> SnapshotView:
    """Fix the counted records as they stand under a name.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        SnapshotExistsError: The name is taken.
        FlowBrokenError: The flow does not reconcile.
        ChangedByOthersError: What is to be counted is not as this tool left it.
    """
    check_can(work.actor, Action.TAKE_SNAPSHOT)
    work.rely_on_all()
    if work.get(Snapshot, name) is not None:
        raise SnapshotExistsError(name)
    remember_documents(work, review)
    views = records.list_records(work, review)
    counted = _counted(work, review, views)
    row, kept = _as_it_stands(work, review, views, counted, name=name)
    work.add(row)
    work.add_many(SnapshotRecord, kept)
    work.audit("snapshot.take", name=name, digest=row.digest)
    view = replace(_view_of(row, counted, views), quotations=_quotations(work, name))
    unnamed = _unnamed(work, review)
    shown = (ref for ref in view.not_counted if ref.partition("-")[0] not in unnamed)
    return replace(view, not_counted=tuple(shown))


def _as_it_stands(
    work: UnitOfWork,
    review: Review,
    views: Sequence[RecordView],
    counted: Sequence[RecordFacts],
    *,
    name: str,
) -> tuple[Snapshot, list[dict[str, Any]]]:
    """The row of a snapshot taken now, and the records that it would keep."""
    ledger = ledger_of(work, review, frozenset(facts.subject.ref for facts in counted))
    more = second_reads.kept(work, review, views) | kept_themes(work, counted)
    row = Snapshot(
        name=name,
        taken_at=work.now,
        taken_by=work.actor.id,
        digest="",
        plan_digest=review.plan_digest,
        framework_digest=review.framework_digest,
        draw_id=ledger.draw_id,
        flow=[flow_to_json(flow) for flow in live_flows(work, review, views)],
        referred_back=list(_referred_back(views, counted)),
        sample=ledger_to_json(ledger) | more,
        number=work.next_number(Snapshot),
    )
    kept = kept_rows(work, name, counted, in_force=review.framework.version)
    row.digest = digest_of(row, kept)
    return row, kept


def is_newest_current(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> bool:
    """Whether a snapshot taken now would be the newest one again; true where there is none."""
    newest = snapshot_queries.newest_snapshot(work)
    if newest is None:
        return True
    row, _ = _as_it_stands(work, review, views, _counted(work, review, views), name="")
    return row.digest == newest.digest


def _view_of(
    row: Snapshot, counted: Sequence[RecordFacts], views: Sequence[RecordView]
) -> SnapshotView:
    kinds = Counter(facts.subject.kind for facts in counted)
    subjects = {facts.subject for facts in counted}
    return SnapshotView(
        name=row.name,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        digest=row.digest,
        cases=kinds[SubjectKind.CASE],
        authorities=kinds[SubjectKind.AUTHORITY],
        interviews=kinds[SubjectKind.INTERVIEW],
        focus_groups=kinds[SubjectKind.FOCUS_GROUP],
        survey_answers=kinds[SubjectKind.SURVEY],
        not_counted=tuple(
            view.subject.ref
            for view in views
            if view.reader is Reader.FIRST and view.subject not in subjects
        ),
    )


def _counted(
    work: UnitOfWork, review: Review, views: Sequence[RecordView]
) -> tuple[RecordFacts, ...]:
    """What is counted; beside each record stands what the authority says itself."""
    own, themes = own_views_by_subject(work), Codings.of(work).by_subject()
    return tuple(
        replace(one, own=own.get(one.subject.ref, {}), themes=themes.get(one.subject.ref))
        for one in records.counted_facts(review, views)
    )


def live_flows(
    work: UnitOfWork, review: Review, views: Sequence[RecordView]
) -> tuple[AuthorityFlow, ...]:
    """The flow of each authority as the review stands.

    Raises:
        FlowBrokenError: One of them, or the total, does not reconcile.
    """
    row = drawn_row(work)
    _check_same_authorities(review, queries.drawn_strata(work, row.draw_id))
    ranked, sizes = ranked_units(work, row), stratum_sizes(work, row)
    returns = frame_queries.frame_returns(work)
    eligible: Counter[str] = Counter()
    for (authority, _), number in queries.eligible_by_case_type(work).items():
        eligible[authority] += number
    read = _read_cases(views)
    extended = extended_cases(work, row)
    flows = tuple(
        authority_flow(
            authority.code,
            frame_and_eligible=(returns[authority.code].children, eligible[authority.code]),
            units=ranked.get(authority.code, ()),
            sizes=sizes.get(authority.code, {}),
            read=read.get(authority.code, NOTHING_READ),
            extended=extended.get(authority.code),
        )
        for authority in review.plan.authorities
    )
    broken = [line for flow in (*flows, total_flow(flows)) for line in disagreements(flow)]
    if broken:
        raise FlowBrokenError(broken)
    return flows


class AuthoritiesChangedError(CheckFailedError):
    """The plan does not name the authorities of the draw or the snapshot."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            f"The plan's authorities are not those of the draw: {', '.join(codes)} differ. "
            "Put the list in review.yaml back as it was."
        )


def _check_same_authorities(review: Review, drawn: Sequence[DrawnStratum]) -> None:
    differing = {stratum.authority for stratum in drawn} ^ {
        authority.code for authority in review.plan.authorities
    }
    if differing:
        raise AuthoritiesChangedError(sorted(differing))


NOTHING_READ = ReadCases(
    first=frozenset(), second=frozenset(), adjudicated=frozenset(), counted=frozenset()
)


def _read_cases(views: Sequence[RecordView]) -> dict[str, ReadCases]:
    """Cases with a complete read, by authority."""
    complete: dict[str, list[RecordView]] = defaultdict(list)
    for view in views:
        if view.subject.kind is SubjectKind.CASE and view.is_complete:
            complete[view.subject.authority].append(view)
    return {authority: _read_at(own) for authority, own in complete.items()}


def _read_at(complete: Sequence[RecordView]) -> ReadCases:
    first = frozenset(view.subject.ref for view in complete if view.reader is Reader.FIRST)
    second = frozenset(view.subject.ref for view in complete if view.reader is Reader.SECOND)
    decided = frozenset(view.subject.ref for view in complete if view.decided)
    return ReadCases(
        first=first, second=second, adjudicated=first & second & decided, counted=first
    )


def _referred_back(views: Sequence[RecordView], counted: Sequence[RecordFacts]) -> tuple[str, ...]:
    """Counted cases whose child a reader referred back to the authority."""
    refs = {facts.subject.ref for facts in counted}
    return tuple(sorted(refs & {view.subject.ref for view in views if view.refers_back}))


def list_snapshots(work: UnitOfWork) -> tuple[SnapshotView, ...]:
    """Every snapshot, oldest first.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
    """
    check_can(work.actor, Action.SEE_SNAPSHOTS)
    counted = snapshot_queries.counted_subjects(work)
    erased, kept = erasure_queries.erased_refs(work), snapshot_queries.snapshot_records
    return tuple(
        SnapshotView(
            name=row.name,
            taken_at=row.taken_at,
            taken_by=row.taken_by,
            digest=row.digest,
            cases=counted.get((row.name, SubjectKind.CASE), 0),
            authorities=counted.get((row.name, SubjectKind.AUTHORITY), 0),
            interviews=counted.get((row.name, SubjectKind.INTERVIEW), 0),
            focus_groups=counted.get((row.name, SubjectKind.FOCUS_GROUP), 0),
            survey_answers=counted.get((row.name, SubjectKind.SURVEY), 0),
            erased=sum(map(is_erased, kept(work, row.name))) if erased else 0,
            quotations=_quotations(work, row.name),
        )
        for row in snapshot_queries.snapshots(work)
    )


def _quotations(work: UnitOfWork, name: str) -> int:
    """How many words of those who were heard a snapshot keeps, to be quoted."""
    heard = snapshot_queries.snapshot_records(work, name, [kind.value for kind in VOICES])
    return sum(len(quotes_of(record)) for record in heard)


def figures(work: UnitOfWork, review: Review, name: str | None = None) -> SnapshotFigures:
    """The records and the flow of a snapshot, the newest unless one is named.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        BlindReadError: It counts a first read that the actor, its second reader, must not see yet.
        NoSnapshotError: There is none.
        UnknownSnapshotError: There is none of that name.
        CheckFailedError: The framework of the snapshot was never in use.
        SnapshotChangedError: What it keeps is not what its digest was made from.
        SnapshotErasedError: A case of it was erased since.
    """
    check_can(work.actor, Action.SEE_COUNTS)
    unseen = unseen_first_reads(work, review)
    found = figures_as_kept(work, review, name)
    counted = {record.subject.ref for record in found.records}
    check_can(work.actor, Action.SEE_COUNTS, Thing(unseen=unseen & counted))
    hidden = Codings.of(work).is_blind if found.themes else False
    return replace(found, unnamed=_unnamed(work, review), is_blind_to_themes=hidden)


def _unnamed(work: UnitOfWork, review: Review) -> frozenset[str]:
    return frozenset(
        authority.code
        for authority in review.plan.authorities
        if can(
            work.actor,
            Action.NAME_COUNTED_CASES,
            Thing(authorities=frozenset({authority.code})),
        )
    )


def figures_as_kept(work: UnitOfWork, review: Review, name: str | None = None) -> SnapshotFigures:
    """The same whoever asks, for services that tell nobody what single readers said."""
    row = _snapshot_row(work, name)
    kept = snapshot_queries.snapshot_records(work, row.name)
    erased = sum(map(is_erased, kept))
    if erased:
        raise SnapshotErasedError(row.name, erased)
    review = _as_taken(work, review, row)
    _check_held(row, kept, review)
    flows = tuple(AuthorityFlow(**flow) for flow in row.flow)
    counted = [record for record in kept if record.subject_kind != ASKED]
    return SnapshotFigures(
        review=review,
        name=row.name,
        digest=row.digest,
        taken_at=row.taken_at,
        draw_id=row.draw_id or "",
        records=tuple(facts_of(review, record) for record in counted),
        asked=tuple(one for had in kept if had.subject_kind == ASKED for one in asked_of(had)),
        quotes=tuple(one for record in counted for one in quotes_of(record)),
        flows=flows,
        total=total_flow(flows),
        referred_back=tuple(row.referred_back),
        ledger=ledger_from_json(row.sample),
        agreement=second_reads.agreement_from_json(row.sample),
        themes=row.sample.get(THEMES, {}),
    )


def _as_taken(work: UnitOfWork, review: Review, row: Snapshot) -> Review:
    """The review under the version of the framework that a snapshot was taken under."""
    found = at_digest(work, review, row.framework_digest)
    if found is None:
        raise CheckFailedError(
            f"The framework changed since snapshot {row.name} was taken. Take a new snapshot."
        )
    return found


def _check_held(row: Snapshot, kept: Sequence[snapshot_queries.KeptRecord], review: Review) -> None:
    """Refuse a snapshot that changed, or that the plan moved away from."""
    if row.digest != digest_of(row, [record._asdict() for record in kept]):
        raise SnapshotChangedError(row.name)
    differing = {flow["authority"] for flow in row.flow} ^ {
        authority.code for authority in review.plan.authorities
    }
    if differing:
        raise AuthoritiesChangedError(sorted(differing))


def _snapshot_row(work: UnitOfWork, name: str | None) -> Snapshot:
    if name is None:
        newest = snapshot_queries.newest_snapshot(work)
        if newest is None:
            raise NoSnapshotError
        return newest
    named = work.get(Snapshot, name)
    if named is None:
        raise UnknownSnapshotError(name)
    return named
