"""How far two readers of the same cases agree on the options of a question, and on a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from inspect_tool.domain.figures.agreement import SameNumber, TwoReads
from inspect_tool.domain.figures.medians import median_over
from inspect_tool.domain.figures.question_answers import CountedItem
from inspect_tool.domain.framework.framework import Framework, Question, QuestionType, SubjectKind
from inspect_tool.domain.records.records import RecordFacts

Pairs = Iterable[tuple[RecordFacts, RecordFacts]]


def agreement_on_options(framework: Framework, pairs: Pairs) -> dict[str, dict[str, TwoReads]]:
    """For each question of several options, what both readers said of each option.

    An option is chosen or not by whoever answered the question. Questions in the rows of a group
    are left out: rows of two readers are not the same rows.

    Args:
        pairs: The first and the second complete record of each case.
    """
    read = list(pairs)
    return {question.id: _options(framework, question, read) for question in _of_several(framework)}


def _of_several(framework: Framework) -> Iterator[Question]:
    for question in framework.questions(SubjectKind.CASE):
        if question.type is QuestionType.SEVERAL and framework.group_around(question.id) is None:
            yield question


def _options(
    framework: Framework, question: Question, pairs: list[tuple[RecordFacts, RecordFacts]]
) -> dict[str, TwoReads]:
    counted = CountedItem(framework, question, SubjectKind.CASE)
    first = counted.over(one for one, _ in pairs)
    second = counted.over(other for _, other in pairs)
    both = first.values.keys() & second.values.keys()
    alone = len(first.values.keys() ^ second.values.keys())
    found = {}
    for option in first.known:
        said = Counter(
            (option.key in first.values[ref], option.key in second.values[ref]) for ref in both
        )
        found[option.key] = TwoReads(
            both=said[True, True],
            first_only=said[True, False],
            second_only=said[False, True],
            neither=said[False, False],
            one_alone=alone,
        )
    return found


def agreement_on_medians(framework: Framework, pairs: Pairs) -> dict[str, SameNumber]:
    """For each median over cases, in how many both readers' records give the same number.

    Args:
        pairs: The first and the second complete record of each case.
    """
    read = list(pairs)
    found = {}
    for key, median in framework.medians.items():
        if median.subject is not SubjectKind.CASE or median.rows is not None:
            continue
        first = median_over(framework, key, median, (one for one, _ in read)).numbers
        second = median_over(framework, key, median, (other for _, other in read)).numbers
        found[key] = _same(first, second)
    return found


def _same(first: Mapping[str, object], second: Mapping[str, object]) -> SameNumber:
    both = first.keys() & second.keys()
    same = sum(first[ref] == second[ref] for ref in both)
    return SameNumber(same, len(both) - same, len(first.keys() ^ second.keys()))
