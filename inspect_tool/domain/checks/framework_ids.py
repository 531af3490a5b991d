"""Ids and names in a framework: duplicate, unknown, retired, unused, of the wrong subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedCondition,
    PlacedCriterion,
    PlacedQuestion,
)
from inspect_tool.domain.claims.references import MEASURE_NAME
from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.frame.field import FieldKind
from inspect_tool.domain.framework.framework import ClockLimit, QuestionType, SubjectKind
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.language.faults import DocumentPath, Fault, choose_from, did_you_mean
from inspect_tool.errors import Severity


def check_duplicates(index: FrameworkIndex) -> Iterator[Fault]:
    """Ids that are used twice among the domains, the criteria or the questions."""
    yield from _twice(
        "domain",
        [(domain.id, ("domains", place)) for place, domain in enumerate(index.framework.domains)],
    )
    yield from _twice(
        "criterion", [(home.criterion.id, home.path) for home in index.placed_criteria]
    )
    yield from _twice(
        "question", [(placed.question.id, placed.path) for placed in index.placed_questions]
    )


def _twice(noun: str, places: Sequence[tuple[str, DocumentPath]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, path in places:
        if name in seen:
            yield Fault(
                path=(*path, "id"),
                kind="duplicate-id",
                message=f"The {noun} id {name} is used twice",
                remedy="Give the second one an id of its own.",
                value=name,
            )
        seen.add(name)


def check_references(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Conditions that ask about something missing, retired, or about another subject.

    Args:
        known: Ids that the document has, with faults of their own; asking for them is fine.
    """
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            fault = _reference_fault(index, placed, comparison, path)
            if fault is not None and comparison.subject not in known:
                yield fault


def _reference_fault(
    index: FrameworkIndex, placed: PlacedCondition, comparison: Comparison, path: DocumentPath
) -> Fault | None:
    if comparison.subject_kind == "field":
        return None
    name, place = comparison.subject, (*path, comparison.subject_kind)
    start = f"{placed.owner} {placed.verb} {name}"
    target = (index.questions if comparison.question else index.criteria).get(name)
    if target is None:
        return _not_there(index, placed, comparison, place)
    if isinstance(target, PlacedCriterion) and target.criterion.judgement is None:
        return _unknown(place, f"{start}, which has no judgement", name)
    if target.is_retired and placed.is_live:
        return _retired(place, start, name)
    if target.subject is not placed.subject:
        return _other_subject(place, start, target.subject, placed.subject)
    return None


def _not_there(
    index: FrameworkIndex, placed: PlacedCondition, comparison: Comparison, path: DocumentPath
) -> Fault:
    """A question that does not exist, or is a criterion; and the other way round."""
    name = comparison.subject
    start = f"{placed.owner} {placed.verb} {name}"
    if name not in (index.criteria if comparison.question else index.questions):
        hint = did_you_mean(name, _candidates(index, placed.owner, comparison))
        return _unknown(path, f"{start}, which does not exist{hint}", name)
    is_a, key = ("criterion", "judgement") if comparison.question else ("question", "question")
    return Fault(
        path=path,
        kind="unknown-id",
        message=f"{start} as a {comparison.subject_kind}, but {name} is a {is_a}",
        remedy=f"Write {key}: {name}, with a test that goes with a {key}.",
        value=name,
    )


def _candidates(index: FrameworkIndex, owner: str, comparison: Comparison) -> list[str]:
    """Ids that may have been meant: those before the owner, the closest first."""
    if not comparison.question:
        return list(index.criteria)
    ids = [
        name
        for name, placed in index.questions.items()
        # Nobody answers a clock.
        if comparison.answered is None or placed.question.type is not QuestionType.CLOCK
    ]
    place = ids.index(owner) if owner in ids else 0
    return [*reversed(ids[:place]), *(name for name in ids[place:] if name != owner)]


def _unknown(path: DocumentPath, message: str, name: str) -> Fault:
    return Fault(
        path=path,
        kind="unknown-id",
        message=message,
        remedy="Correct the id, or add what it should name.",
        value=name,
    )


def _retired(path: DocumentPath, start: str, name: str) -> Fault:
    return Fault(
        path=path,
        kind="retired-id",
        message=f"{start}, which is retired and is no longer asked",
        remedy="Ask about what replaced it, or take it back from retirement.",
        value=name,
    )


def _other_subject(
    path: DocumentPath, start: str, about: SubjectKind, wanted: SubjectKind
) -> Fault:
    return Fault(
        path=path,
        kind="other-subject",
        message=f"{start}, which is about {about.plural}, not {wanted.plural}",
        remedy="A condition can only ask about the record that it is in.",
        value=about,
    )


def check_names(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Scales, absences, rules and other questions that a question names."""
    framework = index.framework
    for placed in index.placed_questions:
        question, path = placed.question, placed.path
        scales = [*framework.scales, *known]
        if question.scale is not None and question.scale not in scales:
            yield _unknown_name(
                (*path, "scale"), f"{question.id} has the scale", question.scale, framework.scales
            )
        for place, absence in enumerate(question.absences or ()):
            if absence not in [*framework.absences, *known]:
                start = f"{question.id} allows the absence"
                yield _unknown_name((*path, "absences", place), start, absence, framework.absences)
        for limit, at in _placed_limits(placed):
            if limit.rule not in RULES:
                start = f"{question.id} follows the rule"
                yield _unknown_name((*at, "rule"), start, limit.rule, RULES)
        yield from _check_dates(index, placed, known)
    for home in index.placed_criteria:
        judgement = home.criterion.judgement
        if judgement is not None and judgement.scale not in [*framework.scales, *known]:
            path = (*home.path, "judgement", "scale")
            start = f"{home.criterion.id} is judged on the scale"
            yield _unknown_name(path, start, judgement.scale, framework.scales)


def check_repeats(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """The criterion and the fields that the rule of repeat incidents names."""
    rule = index.framework.repeat_incidents
    if rule is None:
        return
    home = index.criteria.get(rule.beside)
    place: DocumentPath = ("repeat_incidents", "beside")
    start = f"Repeat incidents are shown beside {rule.beside}"
    if home is None:
        if rule.beside not in known:
            hint = did_you_mean(rule.beside, index.criteria)
            yield _unknown(place, f"{start}, which does not exist{hint}", rule.beside)
    elif home.subject is not SubjectKind.CASE:
        yield _other_subject(place, start, home.subject, SubjectKind.CASE)
    numbers = [name for name, field in index.fields.items() if field.kind is FieldKind.INT]
    for name in rule.lists:
        if name not in numbers:
            yield Fault(
                path=("repeat_incidents", "lists", name),
                kind="unknown-field",
                message=f"Repeat incidents are counted by {name}, which is no field with a number"
                f"{did_you_mean(name, numbers)}",
                remedy=choose_from(name, numbers),
                value=name,
            )


def _unknown_name(path: DocumentPath, start: str, name: str, known: Iterable[str]) -> Fault:
    names = list(known)
    noun = next(part for part in reversed(path) if isinstance(part, str))
    return Fault(
        path=path,
        kind=f"unknown-{noun.removesuffix('s')}",
        message=f"{start} {name}, which does not exist{did_you_mean(name, names)}",
        remedy=choose_from(name, names),
        value=name,
    )


def _placed_limits(placed: PlacedQuestion) -> Iterator[tuple[ClockLimit, DocumentPath]]:
    """The limits of a clock, each with its place."""
    for place, limit in enumerate(placed.question.limits, start=-1):
        yield limit, placed.path if place < 0 else (*placed.path, "otherwise", place)


def _check_dates(
    index: FrameworkIndex, placed: PlacedQuestion, known: frozenset[str]
) -> Iterator[Fault]:
    """The other questions that a clock or a check needs a date from."""
    question, path = placed.question, placed.path
    needs: list[tuple[str, str | None, DocumentPath]] = []
    for limit, at in _placed_limits(placed):
        needs += [
            ("starts its clock at", limit.from_, (*at, "from")),
            ("ends its clock at", limit.to, (*at, "to")),
        ]
    if question.check is not None:
        needs += [
            ("is not before", question.check.not_before, (*path, "check", "not_before")),
            ("is not after", question.check.not_after, (*path, "check", "not_after")),
        ]
    for verb, name, place in needs:
        if name is None or name in known:
            continue
        target = index.questions.get(name)
        start = f"{question.id} {verb} {name}"
        if target is None:
            hint = did_you_mean(name, index.questions)
            yield _unknown(place, f"{start}, which does not exist{hint}", name)
        elif target.question.type is not QuestionType.DATE:
            yield _unknown(place, f"{start}, which is not a date", name)
        elif target.group is not None and target.group != placed.group:
            yield _unknown(place, f"{start}, which is asked of each row of a group", name)
        elif target.is_retired and not placed.is_retired:
            yield _retired(place, start, name)
        elif target.subject is not placed.subject:
            about, wanted = target.subject, placed.subject
            yield _other_subject(place, start, about, wanted)


def check_measure_names(index: FrameworkIndex) -> Iterator[Fault]:
    """Names of measures and medians that no command and no claim could write, or that are one."""
    framework = index.framework
    for section, names in (("measures", framework.measures), ("medians", framework.medians)):
        for name in names:
            if MEASURE_NAME.fullmatch(name) is None:
                yield Fault(
                    path=(section, name),
                    kind="measure-name",
                    message=f"The {section.removesuffix('s')} {name} has a name that no claim "
                    "could cite",
                    remedy="Write letters, digits, hyphens and underscores, and a letter first.",
                    value=name,
                )
    for name in framework.medians:
        if name in framework.measures:
            yield Fault(
                path=("medians", name),
                kind="measure-name",
                message=f"The median {name} has the name of a measure",
                remedy="Give it a name of its own.",
                value=name,
            )


def check_unused_scales(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Scales that no question and no judgement uses."""
    used = {placed.question.scale for placed in index.placed_questions}
    used |= {
        home.criterion.judgement.scale for home in index.placed_criteria if home.criterion.judgement
    }
    for name in index.framework.scales:
        if name not in used | known:
            yield Fault(
                path=("scales", name),
                kind="unused-scale",
                severity=Severity.NOTED,
                message=f"The scale {name} is used by no question and no judgement",
                remedy="Remove it, or use it.",
                value=name,
            )


def check_subjects(index: FrameworkIndex) -> Iterator[Fault]:
    """Domains and measures about a subject that the framework does not list."""
    framework = index.framework
    about: list[tuple[str, str, DocumentPath]] = [
        (f"Domain {domain.id}", domain.subject, ("domains", place, "subject"))
        for place, domain in enumerate(framework.domains)
    ]
    about += [
        (f"Measure {name}", measure.subject, ("measures", name, "subject"))
        for name, measure in framework.measures.items()
    ]
    for name, subject, path in about:
        if subject not in framework.subjects:
            yield Fault(
                path=path,
                kind="unknown-subject",
                message=f"{name} is about {subject}, which is not among the framework's subjects",
                remedy=f"Add {subject} to `subjects`.",
                value=subject,
            )


def check_changes(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Changes that name something that the framework does not have."""
    framework = index.framework
    names = {
        *index.questions,
        *index.criteria,
        *framework.scales,
        *framework.absences,
        *framework.measures,
        *(domain.id for domain in framework.domains),
        framework.framework,
    }
    for place, change in enumerate(framework.changes):
        if change.id not in names | known:
            message = f"The change {change.kind} names {change.id}, which does not exist"
            yield _unknown(
                ("changes", place, "id"),
                message + did_you_mean(change.id, sorted(names)),
                change.id,
            )
