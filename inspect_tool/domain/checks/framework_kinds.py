"""Questions of several options, of numbers with units and of rows: what fits them, and what not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspect_tool.domain.checks.framework_index import (
    FrameworkIndex,
    PlacedCondition,
    PlacedQuestion,
)
from inspect_tool.domain.framework.framework import Median, Question, QuestionType
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.language.faults import (
    DocumentPath,
    Fault,
    choose_from,
    did_you_mean,
    listed,
)
from inspect_tool.errors import Severity

_OF_ONE: Final = ("is_", "in_", "not_", "gte", "lte")


def check_lists(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Lists of options that a question names and nobody wrote, and lists that nothing uses.

    Args:
        known: Names in the parts of the document that could not be read.
    """
    lists = index.framework.lists
    used: set[str] = set()
    for placed in index.placed_questions:
        for key, name in (("list", placed.question.list_), ("themes", placed.question.themes)):
            if name is None:
                continue
            used.add(name)
            if name not in {*lists, *known}:
                yield Fault(
                    path=(*placed.path, key),
                    kind="unknown-list",
                    message=f"{placed.question.id} takes its {key} from {name}, which does not "
                    f"exist{did_you_mean(name, lists)}",
                    remedy=choose_from(name, lists),
                    value=name,
                )
    for name in lists:
        if name not in used | known:
            yield Fault(
                path=("lists", name),
                kind="unused-list",
                severity=Severity.NOTED,
                message=f"The list {name} is used by no question",
                remedy="Remove it, or use it.",
                value=name,
            )


def check_descriptors(index: FrameworkIndex) -> Iterator[Fault]:
    """Scales that say what some of their values mean and not what the others do."""
    for name, scale in index.framework.scales.items():
        missing = [value for value in scale.values if not scale.descriptors.get(value)]
        if scale.descriptors and missing:
            yield Fault(
                path=("scales", name, "descriptors"),
                kind="missing-descriptor",
                severity=Severity.NOTED,
                message=f"The scale {name} does not say what {listed(missing)} means",
                remedy="Add a descriptor for each value, or leave them all out.",
                value=name,
            )


def check_groups(index: FrameworkIndex) -> Iterator[Fault]:
    """What a row of a group cannot have: rows of its own, a clock, a value from the lists."""
    for placed in index.placed_questions:
        question = placed.question
        if placed.group is None:
            continue
        reason = ""
        if question.type in (QuestionType.GROUP, QuestionType.CLOCK):
            reason = f"a {question.type.value}"
        elif question.prefill is not None:
            reason = "filled in from the authority's list"
        if reason:
            yield Fault(
                path=placed.path,
                kind="not-in-a-row",
                message=f"{question.id} is {reason}, which a row of {placed.group.id} cannot have",
                remedy="Ask it outside the group.",
                value=question.id,
            )


def misfit(
    index: FrameworkIndex, placed: PlacedCondition, comparison: Comparison, path: DocumentPath
) -> Fault | None:
    """A test that the kind of question does not take, or a question that is asked elsewhere."""
    target = index.questions.get(comparison.question or "")
    start = f"{placed.owner} {placed.verb} {comparison.subject}"
    if target is None:
        is_inside = comparison.question is None and placed.group and not placed.asks_record
        return _outside(path, start, placed.group) if is_inside else None
    around = "" if target.group is None else target.group.id
    if around and around != placed.group:
        return Fault(
            path=(*path, "question"),
            kind="asked-of-rows",
            message=f"{start}, which is asked of each row of {around}",
            remedy=f"Ask {{question: {around}, any_row: {{question: {comparison.subject}, …}}}}, "
            "or count its rows with `how_many`.",
            value=comparison.subject,
        )
    if placed.group and not around and not placed.asks_record:
        return _outside(path, start, placed.group)
    return _wrong_test(target, comparison, path, start)


def _outside(path: DocumentPath, start: str, group: str) -> Fault:
    return Fault(
        path=path,
        kind="outside-the-row",
        message=f"{start}, which is not asked of the rows of {group}",
        remedy=f"Ask only about questions of {group} there; join the rest outside, with `all`.",
    )


def is_of_several(question: Question) -> bool:
    """Whether options of a list are chosen together, or are the themes of a text."""
    return question.list_ is not None or question.themes is not None


def _wrong_test(
    target: PlacedQuestion, comparison: Comparison, path: DocumentPath, start: str
) -> Fault | None:
    question = target.question
    is_group = question.type is QuestionType.GROUP
    tests = (*_OF_ONE, "has", "has_any", "how_many", "any_row")
    test = next((name for name in tests if getattr(comparison, name) is not None), "")
    has_where = comparison.how_many is not None and comparison.how_many.where is not None
    fitting = _fitting(question)
    is_wrong = test != "" and test not in fitting
    if not is_wrong and not (has_where and not is_group):
        return None
    words = f"`{test.rstrip('_')}`" if is_wrong else "`where`"
    allowed = listed((f"`{name.rstrip('_')}`" for name in (*fitting, "answered")), joint="or")
    return Fault(
        path=(*path, test.rstrip("_")),
        kind="test-does-not-fit",
        message=f"{start} with {words}, which does not go with {_kind_words(question)}",
        remedy=f"Use {allowed}.",
        value=test.rstrip("_"),
    )


def _fitting(question: Question) -> tuple[str, ...]:
    """The tests that a kind of question takes, beside `answered`."""
    if question.type is QuestionType.GROUP:
        return ("any_row", "how_many")
    return ("has", "has_any", "how_many") if is_of_several(question) else _OF_ONE


def _kind_words(question: Question) -> str:
    if question.type is QuestionType.GROUP:
        return "a group of rows"
    return (
        "a choice of several"
        if question.list_
        else ("a text with themes" if question.themes else f"a {question.type.value}")
    )


def check_counted(index: FrameworkIndex, known: frozenset[str]) -> Iterator[Fault]:
    """Groups whose rows a measure or a median counts, and what medians are taken of."""
    for name, measure in index.framework.measures.items():
        yield from _check_rows(index, ("measures", name, "rows"), measure.rows, known)
    for name, median in index.framework.medians.items():
        path: DocumentPath = ("medians", name)
        yield from _check_rows(index, (*path, "rows"), median.rows, known)
        asked = [one for one in _asked_by(median) if one[1] not in known]
        for key, question_id, kind in asked:
            yield from _check_median(index, (*path, key), question_id, kind, median)


def _asked_by(median: Median) -> Iterator[tuple[str, str, QuestionType]]:
    if median.question is not None:
        yield "question", median.question, QuestionType.NUMBER
    for key, question_id in (("from", median.from_), ("to", median.to)):
        if question_id is not None:
            yield key, question_id, QuestionType.DATE


def _check_rows(
    index: FrameworkIndex, path: DocumentPath, group: str | None, known: frozenset[str]
) -> Iterator[Fault]:
    name, placed = str(path[1]), index.questions.get(group or "")
    is_group = placed is not None and placed.question.type is QuestionType.GROUP
    if group is None or group in known or is_group:
        return
    groups = [one.question.id for one in index.placed_questions if one.question.questions]
    yield Fault(
        path=path,
        kind="unknown-group",
        message=f"{name} counts the rows of {group}, which is no group"
        f"{did_you_mean(group, groups)}",
        remedy=choose_from(group, groups),
        value=group,
    )


def _check_median(
    index: FrameworkIndex,
    path: DocumentPath,
    question_id: str,
    kind: QuestionType,
    median: Median,
) -> Iterator[Fault]:
    name, placed = str(path[1]), index.questions.get(question_id)
    what = ""
    if placed is None:
        what = f"does not exist{did_you_mean(question_id, index.questions)}"
    elif placed.question.type is not kind:
        what = f"is no {kind.value}"
    elif placed.group is not None and placed.group.id != median.rows:
        what = f"is asked of the rows of {placed.group.id}: add `rows: {placed.group.id}`"
    elif placed.subject is not median.subject:
        what = f"is not asked about {median.subject.plural}"
    if what:
        yield Fault(
            path=path,
            kind="unknown-id" if placed is None else "median-type",
            message=f"{name} is the median of {question_id}, which {what}",
            remedy=f"Name a question of the type {kind.value}.",
            value=question_id,
        )
