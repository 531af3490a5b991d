"""The versions of a review's framework, and what an answer under one says under another."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspect_tool.domain.framework.change_kinds import ChangeClass, FrameworkChange, FrameworkPart
from inspect_tool.domain.framework.changes import changes_between
from inspect_tool.domain.framework.framework import Criterion, Framework, Question
from inspect_tool.domain.language.conditions import Comparison, Condition, comparisons

# After these an earlier answer, where there is one, is no answer to what is asked now.
ANEW = frozenset({ChangeClass.ADDITIVE, ChangeClass.RE_REVIEW, ChangeClass.REFUSED})


@dataclass(frozen=True)
class Unlike:
    """What a record's version did not ask, or asked in another meaning.

    Args:
        questions: Ids of questions.
        criteria: Ids of criteria, for their judgements.
    """

    questions: frozenset[str] = frozenset()
    criteria: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.questions or self.criteria)

    def __or__(self, other: Unlike) -> Unlike:
        return Unlike(self.questions | other.questions, self.criteria | other.criteria)

    def __and__(self, other: Unlike) -> Unlike:
        return Unlike(self.questions & other.questions, self.criteria & other.criteria)

    def is_about(self, comparison: Comparison) -> bool:
        """Whether a comparison asks about something that is unlike."""
        is_asked = comparison.question in self.questions or comparison.judgement in self.criteria
        return is_asked or self.rests_on(comparison.row_condition)

    def rests_on(self, condition: Condition | None) -> bool:
        """Whether a condition asks about something that is unlike."""
        return condition is not None and any(map(self.is_about, comparisons(condition)))


ALIKE = Unlike()


def unlike_between(old: Framework, new: Framework) -> Unlike:
    """What answers under `old` do not answer under `new`: it is new, or it means something else.

    What decides that a question is asked, and what a judgement is advised by, belongs to its
    meaning, so one change goes on to everything that rests on it.
    """
    return spread(new, changed_meaning(old, new, changes_between(old, new)))


def changed_meaning(old: Framework, new: Framework, changes: Iterable[FrameworkChange]) -> Unlike:
    """What is unlike by itself."""
    anew = {(one.part, one.id) for one in changes if one.change_class in ANEW}
    scales = {item_id for part, item_id in anew if part is FrameworkPart.SCALE}
    absences = {item_id for part, item_id in anew if part is FrameworkPart.ABSENCE} & set(
        old.absences
    )
    lists = {item_id for part, item_id in anew if part is FrameworkPart.LIST} & set(old.lists)
    questions = {item_id for part, item_id in anew if part is FrameworkPart.QUESTION}
    criteria = {item_id for part, item_id in anew if part is FrameworkPart.CRITERION}
    for criterion in new.criteria():
        before = old.criterion(criterion.id)
        is_asked_otherwise = before is not None and before.applies != criterion.applies
        if is_asked_otherwise and criterion.id in criteria:
            questions |= _ids(criterion.questions)
        if criterion.judgement is not None and (criterion.judgement.scale in scales or absences):
            criteria.add(criterion.id)
        questions |= {
            question.id
            for outer in criterion.questions
            for question in (outer, *outer.questions)
            if question.scale in scales
            or {question.list_, question.themes} & lists
            or absences & _absences_taken(new, question)
        }
    return Unlike(frozenset(questions), frozenset(criteria))


def _ids(questions: Iterable[Question]) -> set[str]:
    """Ids of some questions, and of what their rows are asked."""
    return {one.id for outer in questions for one in (outer, *outer.questions)}


def _absences_taken(framework: Framework, question: Question) -> set[str]:
    return set(framework.absences if question.absences is None else question.absences)


def spread(framework: Framework, unlike: Unlike) -> Unlike:
    """With everything that rests on it, however far."""
    while True:
        found = unlike
        for criterion in framework.criteria():
            found |= _resting_on(criterion, found)
        if found == unlike:
            return unlike
        unlike = found


def _resting_on(criterion: Criterion, unlike: Unlike) -> Unlike:
    if unlike.rests_on(criterion.applies):
        return Unlike(frozenset(_ids(criterion.questions)), frozenset({criterion.id}))
    resting = [
        question
        for outer in criterion.questions
        for question in (outer, *outer.questions)
        if unlike.rests_on(question.show_if)
        or {question.from_, question.to} & unlike.questions
        or (question.id in unlike.questions and question.questions)
    ]
    rules = criterion.judgement.calculated if criterion.judgement is not None else ()
    is_advised = any(unlike.rests_on(rule.when) for rule in rules)
    return Unlike(frozenset(_ids(resting)), frozenset({criterion.id} if is_advised else ()))


@dataclass(frozen=True)
class VersionLine:
    """The versions that a review has worked under, the oldest first; the last one is in force."""

    frameworks: tuple[Framework, ...]
    _known: dict[tuple[str, str], Unlike] = dataclasses.field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def in_force(self) -> Framework:
        """The version that new records are begun under."""
        return self.frameworks[-1]

    def find(self, version: str) -> Framework | None:
        """The framework of that version, or None."""
        return next((one for one in self.frameworks if one.version == version), None)

    def of(self, version: str | None) -> Framework:
        """The framework of that version; the one in force where there is none of it."""
        return self.find(version or "") or self.in_force

    def unlike(self, version: str, to: str | None = None) -> Unlike:
        """What answers under one version do not answer under another, the one in force if unnamed.

        Each step on the way counts with what its author said of it. What reads the same at both
        ends is the same, whatever stood in between.
        """
        target = self.of(to).version
        key = version, target
        if key not in self._known:
            self._known[key] = self._unlike(*key)
        return self._known[key]

    def _unlike(self, version: str, to: str) -> Unlike:
        if version == to or self.find(version) is None:
            return ALIKE
        direct = unlike_between(self.of(version), self.of(to))
        steps = list(self._steps(version, to))
        if len(steps) < 2 or not direct:
            return direct
        on_the_way = ALIKE
        for old, new in steps:
            on_the_way |= unlike_between(old, new)
        return spread(self.of(to), direct & on_the_way)

    def _steps(self, version: str, to: str) -> Iterator[tuple[Framework, Framework]]:
        versions = [one.version for one in self.frameworks]
        start, end = versions.index(version), versions.index(to)
        for place in range(start, end):
            yield self.frameworks[place], self.frameworks[place + 1]
