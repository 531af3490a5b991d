"""What waits for somebody, beside the next step of the review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, can
from inspect_tool.domain.assignment.second_read_numbers import number_of_second_reads
from inspect_tool.domain.framework.framework import SubjectKind
from inspect_tool.domain.people import Role
from inspect_tool.domain.records.own_view import REPLY
from inspect_tool.domain.records.records import Reader
from inspect_tool.domain.review import Review
from inspect_tool.services.figures import snapshots
from inspect_tool.services.figures.codings import codings_to_look_at_again
from inspect_tool.services.framework.reading_again import tasks_among
from inspect_tool.services.moderation import decisions
from inspect_tool.services.overview.record_notices import number_words, record_notices
from inspect_tool.services.records.own_views import list_own_views
from inspect_tool.services.records.referrals import list_referrals
from inspect_tool.services.records.sight import Sight
from inspect_tool.store import mishap_queries
from inspect_tool.store.comment_queries import accuracy_events

if TYPE_CHECKING:
    from inspect_tool.services.moderation.decisions import Disagreement
    from inspect_tool.services.records.crossed import OpenConflict
    from inspect_tool.services.records.own_views import OwnSaidView
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.services.records.referrals import ReferralView
    from inspect_tool.store.database import UnitOfWork


def notices(
    work: UnitOfWork,
    review: Review,
    views: Sequence[RecordView],
    conflicts: Sequence[OpenConflict],
) -> Iterator[str]:
    """A sentence for each thing that waits, the most urgent first, with the command for it.

    What a list would not show to the actor is not counted either.
    """
    if Role.LEAD in work.actor.roles or Role.INSPECTOR in work.actor.roles:
        yield from _children_referred_back(list_referrals(work, review))
        sight = Sight.of(work, review)
        yield from _crossed_answers(
            sum(sight.shows(conflict.subject, conflict.reader) for conflict in conflicts)
        )
        yield from record_notices(work, review, views, sight)
        yield from _read_again(work, review, views, sight)
    if Role.LEAD in work.actor.roles or Role.WRITER in work.actor.roles:
        yield from _own_views(list_own_views(work, review))
        yield from _comments(work)
    yield from _codings(codings_to_look_at_again(work, review))
    yield from _draft(work, review)
    yield from _orphans(work, review, views)
    yield from _second_reads(review, views, mishap_queries.extra_reads(work))
    yield from _disagreements(decisions.seen_by_actor(work, review, views))
    yield from _old_snapshot(work, review, views)


def _children_referred_back(referrals: Sequence[ReferralView]) -> Iterator[str]:
    overdue = [referral.case_ref for referral in referrals if referral.is_overdue]
    if overdue:
        responses = number_words(len(overdue), "response is", "responses are")
        yield (
            f"{responses} overdue from an authority that a child was referred back to "
            f"({', '.join(overdue)}): see `case referrals`."
        )
    if referrals:
        children = number_words(len(referrals), "child was", "children were")
        yield f"{children} referred back to the authority: see `case referrals`."


def _own_views(said: Sequence[OwnSaidView]) -> Iterator[str]:
    """What authorities said themselves, for whoever may see it."""
    answers = sum(one.item == REPLY for one in said)
    if said:
        grades = number_words(len(said) - answers, "grade", "grades")
        words = number_words(answers, "answer", "answers")
        yield f"{grades} and {words} of authorities themselves: see `authority says`."


def _comments(work: UnitOfWork) -> Iterator[str]:
    """What authorities said is wrong in fact and nobody has answered, but for those in conflict."""
    events = Counter(
        (event.of_authority, event.comment)
        for event in accuracy_events(work)
        if event.of_authority not in work.actor.not_for
    )
    left = sum(count == 1 for count in events.values())
    if left:
        comments = number_words(left, "comment", "comments")
        yield f"{comments} on facts to be answered: see `report comments`."


def _crossed_answers(count: int) -> Iterator[str]:
    if count:
        answers = number_words(count, "answer that crossed waits", "answers that crossed wait")
        yield f"{answers} for somebody to settle: see `case conflicts`."


def _codings(count: int) -> Iterator[str]:
    if count:
        codings = number_words(count, "coding waits", "codings wait")
        yield (
            f"{codings} for another look, since the note changed after it was coded: see `theme "
            "list` and `theme show THEME`."
        )


def _read_again(
    work: UnitOfWork, review: Review, views: Sequence[RecordView], sight: Sight
) -> Iterator[str]:
    if review.earlier:
        tasks = tasks_among(work, review, views, sight)
        if tasks:
            reads = number_words(len(tasks), "record is", "records are")
            yield f"{reads} asked otherwise by the version in force: see `framework tasks`."


def _draft(work: UnitOfWork, review: Review) -> Iterator[str]:
    if review.written_digest not in ("", review.framework_digest):
        # Seldom is there a draft, and proposals have a table of their own.
        from inspect_tool.store import proposal_queries

        proposal = proposal_queries.last_proposal(work, review.written_digest)
        if proposal is not None:
            yield (
                f"{proposal.proposed_by} proposed version {proposal.version} of the framework, and "
                "where it changes what answers mean somebody else puts it in force: `framework "
                "versions`, `framework publish`."
            )
            return
        yield (
            f"The framework's file is a draft, and version {review.framework.version} is in force: "
            "`framework amend --dry-run` shows what the draft would do."
        )


def _orphans(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> Iterator[str]:
    """Reads that are not complete, of people who are inspectors of the plan no more."""
    known = {inspector.id for inspector in review.plan.inspectors()}
    left = Counter(
        view.inspector
        for view in views
        if view.subject.kind is SubjectKind.CASE
        and view.inspector not in known
        and not view.is_complete
        and not can(work.actor, Action.SEE_CASELOADS, _in_caseload(view))
    )
    for inspector, reads in sorted(left.items()):
        yield (
            f"{number_words(reads, 'read is', 'reads are')} still with {inspector}, who is no "
            f"longer an inspector of the plan: `assign hand-over --from {inspector} --to ID "
            "--reason …`."
        )


def _in_caseload(view: RecordView) -> Thing:
    return Thing(owner=view.inspector, authorities=frozenset({view.subject.authority}))


def _second_reads(
    review: Review, views: Sequence[RecordView], extra: Collection[str]
) -> Iterator[str]:
    drawn = sum(view.reader is Reader.SECOND and view.subject.ref not in extra for view in views)
    cases = sum(
        view.reader is Reader.FIRST and view.subject.kind is SubjectKind.CASE for view in views
    )
    wanted = number_of_second_reads(cases, review.plan.second_reads.share)
    if views and review.plan.second_reads.share and not drawn:
        yield "The second reads are not drawn yet: `moderate draw`, once every case has a reader."
    elif drawn < wanted:
        yield (
            f"{drawn} of {cases} cases are drawn for a second read, and the plan's share comes to "
            f"{wanted}: `moderate top-up`."
        )


def _disagreements(seen: Sequence[Disagreement]) -> Iterator[str]:
    unsettled = [disagreement for disagreement in seen if disagreement.decided is None]
    if unsettled:
        at_stake = sum(bool(disagreement.measures) for disagreement in unsettled)
        yield (
            f"{number_words(len(unsettled), 'disagreement', 'disagreements')} between two readers "
            f"not settled, {at_stake} of them with a measure at stake: see `moderate queue`. Until "
            "then the first reader's judgement counts."
        )


def _old_snapshot(work: UnitOfWork, review: Review, views: Sequence[RecordView]) -> Iterator[str]:
    if not snapshots.is_newest_current(work, review, views):
        yield (
            "Records, sample, plan or framework changed since the newest snapshot: take another "
            "with `snapshot take NAME`, so that figures and report show them."
        )
