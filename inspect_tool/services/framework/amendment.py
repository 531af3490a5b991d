"""What an amendment of the framework would do, before it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.framework.change_kinds import ChangeClass, FrameworkChange, FrameworkPart
from inspect_tool.domain.framework.changes import changes_between, strongest
from inspect_tool.domain.framework.framework import Criterion, Framework, Measure
from inspect_tool.domain.framework.versions import (
    ANEW,
    Unlike,
    changed_meaning,
    spread,
)
from inspect_tool.domain.language.conditions import Comparison, comparisons
from inspect_tool.domain.records.asked import PeopleAsked
from inspect_tool.domain.records.judgements import applies
from inspect_tool.domain.records.records import RecordFacts
from inspect_tool.domain.review import Review
from inspect_tool.services.framework.counted_anew import (
    CountedAnew,
    MeasureEffect,
    MedianEffect,
    RateEffect,
)
from inspect_tool.services.framework.in_the_field import handed_out
from inspect_tool.services.records import records
from inspect_tool.services.records.sight import unseen_first_reads
from inspect_tool.services.voices.asked import asked_in_force
from inspect_tool.store import mishap_queries

if TYPE_CHECKING:
    from inspect_tool.services.records.records import RecordView
    from inspect_tool.store.database import UnitOfWork


@dataclass(frozen=True)
class ChangeEffect:
    """A change, and what it bears on.

    Args:
        begun: Cases, authorities and interviews that were begun and were asked it, or would have
            been.
        measures: Keys of the measures and medians that rest on it.
    """

    change: FrameworkChange
    begun: int
    measures: tuple[str, ...]


@dataclass(frozen=True)
class AmendmentView:
    """What one version changes from another, and what that would do.

    Args:
        measures, medians, rates: What is counted, now and once it is in force.
        strongest: The class that decides how it may be published; None where nothing changed.
        begun: Records that stay under the version that they were begun under.
        handed_out: Subjects not begun whose workbook is out; they stay under it too.
    """

    old: str
    new: str
    changes: tuple[ChangeEffect, ...]
    measures: tuple[MeasureEffect, ...]
    strongest: ChangeClass | None
    begun: int
    handed_out: int
    medians: tuple[MedianEffect, ...] = ()
    rates: tuple[RateEffect, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be published as it is."""
        return self.strongest is ChangeClass.REFUSED

    @property
    def takes_two(self) -> bool:
        """Whether one person proposes it and another publishes it."""
        return self.strongest is ChangeClass.RE_REVIEW


def amendment(work: UnitOfWork, review: Review, written: Review) -> AmendmentView:
    """What the framework in the folder changes from the version in force, and what that would do.

    Args:
        written: The documents as the folder has them.

    Raises:
        NotYourRoleError: The actor is neither a lead nor a report writer.
        BlindReadError: It counts a first read that the actor must not see yet.
    """
    unseen = unseen_first_reads(work, review)
    check_can(work.actor, Action.PROPOSE_VERSION, Thing(unseen=unseen))
    old, new = review.framework, written.framework
    changes = changes_between(old, new)
    views = records.list_records(work, review)
    begun = _begun(views)
    counted = CountedAnew.of(review, new, records.counted_facts(review, views))
    return AmendmentView(
        old=old.version,
        new=new.version,
        changes=tuple(_effect(old, new, change, begun) for change in changes),
        measures=tuple(counted.measures()),
        strongest=strongest(changes),
        begun=len(begun),
        handed_out=len(handed_out(work, review) - {facts.subject for facts in begun}),
        medians=tuple(counted.medians()),
        rates=tuple(counted.rates(_asked(work))),
    )


def _asked(work: UnitOfWork) -> list[PeopleAsked]:
    """How many were asked, at the authorities that did not leave."""
    withdrawn = mishap_queries.withdrawn_authorities(work)
    return [one for one in asked_in_force(work) if one.authority not in withdrawn]


def compared(old: Framework, new: Framework) -> AmendmentView:
    """What one framework changes from another, whatever was recorded under them."""
    changes = changes_between(old, new)
    return AmendmentView(
        old=old.version,
        new=new.version,
        changes=tuple(_effect(old, new, change, ()) for change in changes),
        measures=(),
        strongest=strongest(changes),
        begun=0,
        handed_out=0,
    )


def _begun(views: Iterable[RecordView]) -> list[RecordFacts]:
    """One record of each subject that somebody began."""
    found = {view.subject: view.facts for view in reversed(list(views)) if view.is_started}
    return list(found.values())


def _effect(
    old: Framework, new: Framework, change: FrameworkChange, begun: Sequence[RecordFacts]
) -> ChangeEffect:
    return ChangeEffect(
        change,
        begun=sum(any(_concerns(change, one, facts) for one in (old, new)) for facts in begun),
        measures=tuple(_resting(old, new, change)),
    )


def _concerns(change: FrameworkChange, framework: Framework, facts: RecordFacts) -> bool:
    """Whether a record is asked what a change is about, by one of the two versions."""
    asked = replace(facts, framework=framework)
    kind = facts.subject.kind
    counted = {
        FrameworkPart.MEASURE: framework.measures.get(change.id),
        FrameworkPart.MEDIAN: framework.medians.get(change.id),
        FrameworkPart.VOICE: framework.voices.get(change.id),
    }
    if change.part in counted:
        one = counted[change.part]
        return one is not None and one.subject is kind
    return any(
        _is_about(change, framework, criterion) and applies(criterion, asked) is not False
        for criterion in framework.criteria(kind)
    )


def _is_about(change: FrameworkChange, framework: Framework, criterion: Criterion) -> bool:
    """Whether a change bears on a criterion or on one of its questions."""
    judged = () if criterion.judgement is None else (criterion.judgement.scale,)
    domain = next(one for one in framework.domains if criterion in one.criteria)
    every = [one for outer in criterion.questions for one in (outer, *outer.questions)]
    named = {
        FrameworkPart.SCALE: {*judged, *(question.scale for question in every)},
        FrameworkPart.LIST: {name for one in every for name in (one.list_, one.themes)},
        FrameworkPart.DOMAIN: {domain.id},
        FrameworkPart.CRITERION: {criterion.id},
        FrameworkPart.QUESTION: {question.id for question in every},
    }
    return change.part not in named or change.id in named[change.part]


def _resting(old: Framework, new: Framework, change: FrameworkChange) -> Iterator[str]:
    """Measures and medians that a change moves, or that would not count earlier answers."""
    if change.part in (FrameworkPart.MEASURE, FrameworkPart.MEDIAN):
        yield change.id
        return
    if change.change_class not in ANEW:
        return
    touched = _touched(old, new, change)
    for key, measure in {**old.measures, **new.measures}.items():
        if any(map(touched.is_about, _comparisons(measure))):
            yield key
    for key, median in {**old.medians, **new.medians}.items():
        asked = {median.question, median.from_, median.to}
        if touched.rests_on(median.of) or asked & touched.questions:
            yield key


def _touched(old: Framework, new: Framework, change: FrameworkChange) -> Unlike:
    """What a change makes unlike, by itself and by what rests on it."""
    return spread(new, changed_meaning(old, new, (change,)))


def _comparisons(measure: Measure) -> list[Comparison]:
    return [
        comparison
        for condition in (measure.of, measure.count)
        if condition is not None
        for comparison in comparisons(condition)
    ]
