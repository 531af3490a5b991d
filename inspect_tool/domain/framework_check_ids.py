"""Ids and names in a framework: duplicate, unknown, retired, unused, of the wrong subject."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_tool.domain.conditions import Comparison
from inspect_tool.domain.faults import DocumentPath, Fault, did_you_mean, listed
from inspect_tool.domain.framework import QuestionType
from inspect_tool.domain.framework_check_index import (
    FrameworkIndex,
    PlacedCondition,
    PlacedQuestion,
)
from inspect_tool.domain.timeliness_rules import RULES
from inspect_tool.errors import Severity


def check_duplicates(index: FrameworkIndex) -> Iterator[Fault]:
    """Ids that stand twice among the domains, the criteria or the questions."""
    yield from _twice(
        "domain",
        [(one.id, ("domains", place)) for place, one in enumerate(index.framework.domains)],
    )
    yield from _twice("criterion", [(one.criterion.id, one.path) for one in index.placed_criteria])
    yield from _twice("question", [(one.question.id, one.path) for one in index.placed_questions])


def _twice(noun: str, places: Sequence[tuple[str, DocumentPath]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for name, path in places:
        if name in seen:
            yield Fault(
                path=(*path, "id"),
                kind="duplicate-id",
                message=f"The {noun} id {name} stands twice",
                remedy="Give the second one an id of its own.",
                value=name,
            )
        seen.add(name)


def check_references(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Conditions that ask about what is not there, is retired, or is about something else.

    Args:
        known: Ids that stand in the document with faults of their own; asking for them is fine.
    """
    for placed in index.conditions:
        for comparison, path in placed.comparisons():
            fault = _reference_fault(index, placed, comparison, path)
            if fault is not None and comparison.subject not in known:
                yield fault


def _reference_fault(
    index: FrameworkIndex, placed: PlacedCondition, comparison: Comparison, path: DocumentPath
) -> Fault | None:
    kind = comparison.subject_kind
    if kind == "field":
        return None
    name = comparison.subject
    question, criterion = index.questions.get(name), index.criteria.get(name)
    there = question if kind == "question" else criterion
    start = f"{placed.owner} {placed.verb} {name}"
    place = (*path, kind)
    if there is None:
        names = index.questions if kind == "question" else index.criteria
        hint = did_you_mean(name, names)
        return _unknown(place, f"{start}, which does not exist{hint}", name)
    is_retired = question.is_retired if kind == "question" and question else False
    if kind == "judgement" and criterion is not None:
        is_retired = criterion.criterion.retired
        if criterion.criterion.judgement is None:
            return _unknown(place, f"{start}, which has no judgement", name)
    if is_retired and placed.is_live:
        return _retired(place, start, name)
    home = question.home if kind == "question" and question else criterion
    about = home.domain.subject if home else placed.subject
    if about is not placed.subject:
        return _other_subject(place, start, name, f"{about}, not {placed.subject}")
    return None


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


def _other_subject(path: DocumentPath, start: str, name: str, subjects: str) -> Fault:
    return Fault(
        path=path,
        kind="other-subject",
        message=f"{start}, which is about {subjects}",
        remedy="A condition can only ask about the record that it is in.",
        value=name,
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
                yield _unknown_name(
                    (*path, "absences", place), start, absence, framework.absences
                )
        if question.rule is not None and question.rule not in RULES:
            start = f"{question.id} follows the rule"
            yield _unknown_name((*path, "rule"), start, question.rule, RULES)
        yield from _check_dates(index, placed, known)
    for home in index.placed_criteria:
        judgement = home.criterion.judgement
        if judgement is not None and judgement.scale not in [*framework.scales, *known]:
            path = (*home.path, "judgement", "scale")
            start = f"{home.criterion.id} is judged on the scale"
            yield _unknown_name(path, start, judgement.scale, framework.scales)


def _unknown_name(path: DocumentPath, start: str, name: str, names: object) -> Fault:
    known = [str(one) for one in names] if isinstance(names, dict) else []
    hint = did_you_mean(name, known)
    return Fault(
        path=path,
        kind=f"unknown-{path[-1] if isinstance(path[-1], str) else 'absence'}",
        message=f"{start} {name}, which does not exist{hint}",
        remedy=f"There are {listed(known)}." if known else "Add it to the framework.",
        value=name,
    )


def _check_dates(
    index: FrameworkIndex, placed: PlacedQuestion, known: frozenset[str]
) -> Iterator[Fault]:
    """The other questions that a clock or a check needs a date from."""
    question, path = placed.question, placed.path
    needs: list[tuple[str, str | None, DocumentPath]] = [
        ("starts its clock at", question.from_, (*path, "from")),
        ("ends its clock at", question.to, (*path, "to")),
    ]
    if question.check is not None:
        needs += [
            ("is not before", question.check.not_before, (*path, "check", "not_before")),
            ("is not after", question.check.not_after, (*path, "check", "not_after")),
        ]
    for verb, name, place in needs:
        if name is None or name in known:
            continue
        other = index.questions.get(name)
        start = f"{question.id} {verb} {name}"
        if other is None:
            hint = did_you_mean(name, index.questions)
            yield _unknown(place, f"{start}, which does not exist{hint}", name)
        elif other.question.type is not QuestionType.DATE:
            yield _unknown(place, f"{start}, which is not a date", name)
        elif other.is_retired and not placed.is_retired:
            yield _retired(place, start, name)
        elif other.home.domain.subject is not placed.home.domain.subject:
            subjects = f"{other.home.domain.subject}, not {placed.home.domain.subject}"
            yield _other_subject(place, start, name, subjects)


def check_unused_scales(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Scales that no question and no judgement uses."""
    used = {one.question.scale for one in index.placed_questions}
    used |= {one.criterion.judgement.scale for one in index.placed_criteria if one.criterion.judgement}
    for name in index.framework.scales:
        if name not in used | known:
            yield Fault(
                path=("scales", name),
                kind="unused-scale",
                severity=Severity.NOTED,
                message=f"The scale {name} is used by no question and no judgement",
                remedy="Take it away, or use it.",
                value=name,
            )


def check_subjects(index: FrameworkIndex) -> Iterator[Fault]:
    """Domains and measures about a subject that the framework does not list."""
    framework = index.framework
    about: list[tuple[str, str, DocumentPath]] = [
        (f"Domain {one.id}", one.subject, ("domains", place, "subject"))
        for place, one in enumerate(framework.domains)
    ]
    about += [
        (f"Measure {name}", one.subject, ("measures", name, "subject"))
        for name, one in framework.measures.items()
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
        *(one.id for one in framework.domains),
        framework.framework,
    }
    for place, change in enumerate(framework.changes):
        if change.id not in names | known:
            message = f"The change {change.kind} names {change.id}, which does not exist"
            yield _unknown(
                ("changes", place, "id"), message + did_you_mean(change.id, names), change.id
            )
