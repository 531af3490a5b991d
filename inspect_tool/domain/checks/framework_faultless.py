"""Which parts of a framework are free of errors, so that more can be proved about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspect_tool.domain.checks.framework_index import FrameworkIndex, PlacedCriterion
from inspect_tool.domain.checks.framework_states import Variable, depends_on, variables_of
from inspect_tool.domain.language.conditions import Condition
from inspect_tool.domain.language.faults import DocumentPath, Fault


def sound_variables(index: FrameworkIndex, faults: Iterable[Fault]) -> frozenset[Variable]:
    """Questions, judgements and fields that have no error, and depend on none that has.

    Anything that waits for itself is never sound.
    """
    errors = [fault.path for fault in faults if fault.is_error]
    open_ = {variable for variable in _candidates(index) if not _is_faulty(index, variable, errors)}
    sound: set[Variable] = set()
    while ready := {variable for variable in open_ if set(depends_on(index, variable)) <= sound}:
        sound |= ready
        open_ -= ready
    return frozenset(sound)


def _candidates(index: FrameworkIndex) -> set[Variable]:
    asked = {variable for placed in index.conditions for variable in variables_of(placed.condition)}
    questions = {Variable("question", question_id) for question_id in index.questions}
    judgements = {
        Variable("judgement", name)
        for name, home in index.criteria.items()
        if home.criterion.judgement is not None
    }
    return {variable for variable in asked if variable.kind == "field"} | questions | judgements


def _is_faulty(index: FrameworkIndex, variable: Variable, errors: Sequence[DocumentPath]) -> bool:
    if variable.kind == "field":
        return False
    if variable.kind == "judgement":
        judgement = index.criteria[variable.name].criterion.judgement
        return judgement is None or judgement.scale not in index.framework.scales
    placed = index.questions[variable.name]
    scale = placed.question.scale
    if scale is not None and scale not in index.framework.scales:
        return True
    own = [(*placed.path, key) for key in ("show_if", "from", "to")]
    if placed.question.questions:  # a group is known by what is asked of its rows
        own += [(*placed.path, "questions")]
        own += [about.path for about in index.conditions if about.group == variable.name]
    return any(any_below(errors, place) for place in (*own, (*placed.home.path, "applies")))


def any_below(paths: Iterable[DocumentPath], place: DocumentPath) -> bool:
    """Whether one of the paths is at the place or below it."""
    return any(path[: len(place)] == place for path in paths)


def is_sound(condition: Condition | None, sound: frozenset[Variable]) -> bool:
    """Whether a condition asks only about what is sound."""
    return condition is None or set(variables_of(condition)) <= sound


def can_be_calculated(
    home: PlacedCriterion, sound: frozenset[Variable], faults: Iterable[Fault]
) -> bool:
    """Whether a criterion has a calculated judgement without errors, on answers without errors."""
    judgement = home.criterion.judgement
    if judgement is None or not judgement.calculated or home.criterion.retired:
        return False
    errors = [fault.path for fault in faults if fault.is_error]
    conditions = [home.criterion.applies, *(step.when for step in judgement.calculated)]
    own = ((*home.path, "judgement"), (*home.path, "applies"))
    return not any(any_below(errors, path) for path in own) and all(
        is_sound(condition, sound) for condition in conditions
    )
