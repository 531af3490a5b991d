"""Each change of a framework is given the class that was written down beforehand."""

from __future__ import annotations

import pytest

from inspect_tool.domain.framework.change_kinds import ChangeClass
from inspect_tool.domain.framework.changes import changes_between, strongest
from inspect_tool.domain.framework.framework import Framework
from tests.domain.framework.amendment_table import CASES, AmendmentCase, amended, base
from tests.domain.framework.kinds_amendment_table import KINDS_CASES, kinds_amended, kinds_base


def test_there_are_a_hundred_cases_and_each_is_another() -> None:
    assert len(CASES) >= 100
    assert len({case.says for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.says for case in CASES])
def test_a_change_is_classed_as_was_written_beforehand(case: AmendmentCase) -> None:
    old, new = Framework.model_validate(base()), Framework.model_validate(amended(case))
    found = changes_between(old, new)
    assert sorted({f"{one.id}: {one.change_class}" for one in found}) == sorted(case.expected)


@pytest.mark.parametrize("case", KINDS_CASES, ids=[case.says for case in KINDS_CASES])
def test_a_change_of_lists_groups_medians_and_voices_is_classed(case: AmendmentCase) -> None:
    old = Framework.model_validate(kinds_base())
    new = Framework.model_validate(kinds_amended(case))
    found = changes_between(old, new)
    assert sorted({f"{one.id}: {one.change_class}" for one in found}) == sorted(case.expected)


def test_every_class_is_in_the_table() -> None:
    classes = {line.partition(": ")[2] for case in CASES for line in case.expected}
    assert classes == {one.value for one in ChangeClass}


def test_a_version_does_not_differ_from_itself() -> None:
    old = Framework.model_validate(base())
    assert changes_between(old, old) == ()
    assert strongest(()) is None


def test_a_longer_scale_hides_no_other_change_of_it() -> None:
    old, content = Framework.model_validate(base()), {**base(), "version": "1.1.0"}
    scale = content["scales"]["quality"]
    scale["values"] = [*scale["values"], "exemplary"]
    scale["words"] = {"requires_improvement": "adequate"}
    scale["descriptors"] = {"good": "The child was safe.", "exemplary": "Others learn from it."}
    new = Framework.model_validate(content)
    assert [(one.says, one.before, one.after) for one in changes_between(old, new)] == [
        (
            "It has further values.",
            "inadequate, requires_improvement, good, outstanding",
            "inadequate, requires_improvement, good, outstanding, exemplary",
        ),
        (
            "The words for its values changed.",
            "requires_improvement: requires improvement",
            "requires_improvement: adequate",
        ),
        ("What its values mean is described otherwise.", "", "good: The child was safe."),
    ]


def test_a_changed_condition_is_shown_as_the_file_says_it() -> None:
    old, content = Framework.model_validate(base()), {**base(), "version": "1.1.0"}
    key, measure = next(iter(content["measures"].items()))
    content["measures"][key] = {**measure, "count": {"question": "HARM.1.a", "is": "no"}}
    (change,) = changes_between(old, Framework.model_validate(content))
    assert change.after == "{question: HARM.1.a, is: 'no'}"
