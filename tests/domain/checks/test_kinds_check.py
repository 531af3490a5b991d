# ruff: noqa: E501 - a row of a table of cases reads best on one line
"""What `framework check` says of lists, groups, units and medians; good and bad, case by case."""

from __future__ import annotations

from copy import deepcopy
from itertools import chain, combinations
from typing import Any

import pytest
from pydantic import ValidationError

from inspect_tool.domain.checks.framework import check_framework
from inspect_tool.domain.checks.framework_held import MOST_HELD, around, choices_held
from inspect_tool.domain.checks.framework_index import FrameworkIndex
from inspect_tool.domain.checks.framework_proofs import trial_of
from inspect_tool.domain.checks.framework_states import HeldRows, Variable, domains_of
from inspect_tool.domain.framework.framework import Framework, Question
from inspect_tool.domain.language.conditions import Comparison
from inspect_tool.domain.language.values import Chosen
from tests.kinds_of_question import KINDS

WRITTEN: dict[str, Any] = KINDS.model_dump(mode="json", by_alias=True, exclude_defaults=True)
FIRST, GROUP = ("domains", 0, "criteria", 0), ("domains", 0, "criteria", 1, "questions", 0)


def changed(*path: str | int, to: Any) -> Framework:
    """The framework with one thing changed; None takes it away."""
    content = deepcopy(WRITTEN)
    place: Any = content
    for part in path[:-1]:
        place = place[part]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return Framework.model_validate(content)


def messages(framework: Framework) -> list[str]:
    return [fault.message for fault in check_framework(framework)]


def test_the_framework_with_every_kind_holds() -> None:
    assert messages(KINDS) == []


SHOW = (*FIRST, "questions", 2, "show_if")
ROW = (*GROUP, "questions", 2, "show_if")
COUNT = ("measures", "medical", "count")
ANY = ("measures", "a_child_unseen", "count")


@pytest.mark.parametrize(
    ("path", "to", "message", "remedy"),
    [
        # Lists
        ((*FIRST, "questions", 0, "list"), "forms_of_neglct", "NEG.1.a takes its list from forms_of_neglct, which does not exist; did you mean forms_of_neglect?", "Write forms_of_neglect, or another that exists."),
        ((*FIRST, "questions", 5, "themes"), "weather", "NEG.1.f takes its themes from weather, which does not exist", "Choose from forms_of_neglect and staff_themes."),
        (("lists", "agencies"), {"options": {"school": "School", "police": "Police"}}, "The list agencies is used by no question", "Remove it, or use it."),
        (("scales", "quality", "descriptors"), {"good": "Well."}, "The scale quality does not say what inadequate and requires_improvement means", "Add a descriptor for each value, or leave them all out."),
        # Tests that do not go with a kind
        (SHOW, {"question": "NEG.1.a", "is": "physical"}, "NEG.1.c shows if NEG.1.a with `is`, which does not go with a choice of several", "Use `has`, `has_any`, `how_many` or `answered`."),
        (SHOW, {"question": "NEG.1.a", "gte": 2}, "NEG.1.c shows if NEG.1.a with `gte`, which does not go with a choice of several", "Use `has`, `has_any`, `how_many` or `answered`."),
        (SHOW, {"question": "NEG.1.a", "any_row": {"question": "NEG.2.c", "is": "no"}}, "NEG.1.c shows if NEG.1.a with `any_row`, which does not go with a choice of several", "Use `has`, `has_any`, `how_many` or `answered`."),
        (SHOW, {"question": "NEG.1.a", "how_many": {"gte": 1, "where": {"question": "NEG.1.b", "gte": 1}}}, "NEG.1.c shows if NEG.1.a with `where`, which does not go with a choice of several", "Use `has`, `has_any`, `how_many` or `answered`."),
        (SHOW, {"question": "NEG.1.b", "has": "physical"}, "NEG.1.c shows if NEG.1.b with `has`, which does not go with a number", "Use `is`, `in`, `not`, `gte`, `lte` or `answered`."),
        (COUNT, {"question": "NEG.1.f", "is": "x"}, "medical counts NEG.1.f with `is`, which does not go with a text with themes", "Use `has`, `has_any`, `how_many` or `answered`."),
        (COUNT, {"question": "NEG.2.a", "has": "x"}, "medical counts NEG.2.a with `has`, which does not go with a group of rows", "Use `any_row`, `how_many` or `answered`."),
        (COUNT, {"question": "NEG.2.a", "is": "none"}, "medical counts NEG.2.a with `is`, which does not go with a group of rows", "Use `any_row`, `how_many` or `answered`."),
        # Options that are not on the list
        (COUNT, {"question": "NEG.1.a", "has": "phisical"}, "medical counts NEG.1.a being phisical, which it can never be; did you mean physical?", "Write one of physical, emotional, medical, supervision or other."),
        (COUNT, {"question": "NEG.1.a", "has_any": ["physical", "x"]}, "medical counts NEG.1.a being x, which it can never be", "Write one of physical, emotional, medical, supervision or other."),
        (COUNT, {"question": "NEG.1.f", "has": "x"}, "medical counts NEG.1.f being x, which it can never be", "Write one of turnover, visits or training."),
        ((*FIRST, "questions", 0, "evidence_if"), ["hunger"], "NEG.1.a asks for evidence if hunger, which it can never be", "Write one of physical, emotional, medical, supervision or other."),
        ((*FIRST, "questions", 1, "evidence_if"), ["3"], "NEG.1.b asks for evidence if 3, but is not a choice", "Only a choice can ask for evidence by its value."),
        # Rows
        (COUNT, {"question": "NEG.2.c", "is": "no"}, "medical counts NEG.2.c, which is asked of each row of NEG.2.a", "Ask {question: NEG.2.a, any_row: {question: NEG.2.c, …}}, or count its rows with `how_many`."),
        (ANY, {"question": "NEG.2.a", "any_row": {"question": "NEG.1.b", "gte": 1}}, "a_child_unseen counts NEG.1.b, which is not asked of the rows of NEG.2.a", "Ask only about questions of NEG.2.a there; join the rest outside, with `all`."),
        (ANY, {"question": "NEG.2.a", "any_row": {"field": "age", "gte": 1}}, "a_child_unseen counts age, which is not asked of the rows of NEG.2.a", "Ask only about questions of NEG.2.a there; join the rest outside, with `all`."),
        (ANY, {"question": "NEG.2.a", "any_row": {"question": "NEG.2.c", "is": "maybe"}}, "a_child_unseen counts NEG.2.c being maybe, which it can never be", "Write one of no, partly or yes."),
        (ANY, {"question": "NEG.2.a", "any_row": {"question": "NEG.2.z", "is": "no"}}, "a_child_unseen counts NEG.2.z, which does not exist; did you mean NEG.2.a?", "Correct the id, or add what it should name."),
        (ROW, {"question": "NEG.1.a", "has": "physical"}, "NEG.2.d shows if NEG.1.a, which is not asked of the rows of NEG.2.a", "Ask only about questions of NEG.2.a there; join the rest outside, with `all`."),
        (ROW, {"question": "NEG.2.c", "is": "maybe"}, "NEG.2.d shows if NEG.2.c being maybe, which it can never be", "Write one of no, partly or yes."),
        (ROW, {"all": [{"question": "NEG.2.c", "is": "no"}, {"question": "NEG.2.c", "is": "yes"}]}, "NEG.2.d can never be shown: its condition holds in no case", "Change the condition, or remove it."),
        (ROW, {"question": "NEG.2.d", "answered": True}, "NEG.2.d waits for itself: NEG.2.d → NEG.2.d", "Remove one of these conditions."),
        ((*GROUP, "questions", 0, "id"), "NEG.1.b", "The question id NEG.1.b is used twice", "Give the second one an id of its own."),
        ((*GROUP, "questions", 0, "absences"), [], 'NEG.2.b leaves no way to say "cannot tell"', "Allow an absence that does not count, such as not_seen."),
        ((*GROUP, "questions", 0, "prefill"), "age", "NEG.2.b is filled in from the authority's list, which a row of NEG.2.a cannot have", "Ask it outside the group."),
        ((*FIRST, "questions", 4, "check"), {"not_before": "NEG.2.d"}, "NEG.1.e is not before NEG.2.d, which is asked of each row of a group", "Correct the id, or add what it should name."),
        # What is counted
        (("measures", "medical", "rows"), "NEG.1.a", "medical counts the rows of NEG.1.a, which is no group; did you mean NEG.2.a?", "Write NEG.2.a, or another that exists."),
        (("medians", "days_to_visit", "question"), "NEG.1.a", "days_to_visit is the median of NEG.1.a, which is no number", "Name a question of the type number."),
        (("medians", "days_to_visit", "question"), "NEG.9.a", "days_to_visit is the median of NEG.9.a, which does not exist; did you mean NEG.1.a?", "Name a question of the type number."),
        (("medians", "days_to_visit", "question"), "NEG.2.b", "days_to_visit is the median of NEG.2.b, which is asked of the rows of NEG.2.a: add `rows: NEG.2.a`", "Name a question of the type number."),
        (("medians", "days_to_visit", "subject"), "authority", "days_to_visit is the median of NEG.1.b, which is not asked about authorities", "Name a question of the type number."),
        (("medians", "months_to_help", "from"), "NEG.1.b", "months_to_help is the median of NEG.1.b, which is no date", "Name a question of the type date."),
        (("medians", "months_to_help", "of"), {"question": "NEG.1.b", "is": "x"}, "months_to_help is out of NEG.1.b being x, which it can never be", "Write a number."),
        (("medians", "medical"), {"title": "Days", "question": "NEG.1.b"}, "The median medical has the name of a measure", "Give it a name of its own."),
        (("medians", "9"), {"title": "Days", "question": "NEG.1.b"}, "The median 9 has a name that no claim could cite", "Write letters, digits, hyphens and underscores, and a letter first."),
    ],
)  # fmt: skip
def test_each_fault_is_said_once_with_its_remedy(
    path: tuple[str | int, ...], to: Any, message: str, remedy: str
) -> None:
    framework = changed(*path, to=to)
    faults = check_framework(framework, with_proofs=False)
    if message not in [fault.message for fault in faults]:
        faults = check_framework(framework)
    assert (message, remedy) in [(fault.message, fault.remedy) for fault in faults]
    assert len([fault for fault in faults if fault.message == message]) == 1


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"type": "several"}, "`several`, and only `several`, names one of `lists` as its `list`"),
        ({"type": "date", "list": "x"}, "`several`, and only `several`, names one of"),
        ({"type": "group"}, "a group, and only a group, has `rows` and `questions`"),
        ({"type": "group", "rows": {"noun": "child"}}, "a group, and only a group, has `rows`"),
        ({"type": "text", "rows": {"noun": "child"}}, "a group, and only a group, has"),
        ({"type": "date", "themes": "x"}, "only a text has `themes`"),
        ({"type": "text", "unit": "days"}, "only a number has `unit`, `least`, `most` or `deci"),
        ({"type": "text", "least": 0}, "only a number has `unit`, `least`, `most` or `decimals`"),
        ({"type": "date", "decimals": 1}, "only a number has `unit`, `least`, `most` or `decimals"),
        ({"type": "number", "precision": "month"}, "only a date has `precision`"),
        ({"type": "number", "least": 3, "most": 2}, "`least` is not above `most`"),
        ({"type": "number", "decimals": 5}, "less than or equal to 4"),
        ({"type": "date", "precision": "day"}, "Input should be 'month' or 'year'"),
    ],
)
def test_a_question_has_the_keys_of_its_kind(question: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Question.model_validate({"id": "X.1", "text": "What?", **question})


TWO = {"one": "One", "two": "Two"}


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ({"options": {"one": "One"}}, "at least 2 items"),
        ({"options": {**TWO, "other": "Other"}}, "write `other` beside `options`, with its words"),
        ({"options": {**TWO, "none": "None"}}, "write `none` beside `options`, with its words"),
        ({"options": {**TWO, "Three": "Three"}}, "the code Three is not of small letters"),
        ({"options": {**TWO, "3": "Three"}}, "the code 3 is not of small letters"),
        ({"options": {**TWO, "three": "one"}}, "“one” would stand for two of the options"),
        ({"options": {**TWO, "three": "TWO."}}, "“TWO.” would stand for two of the options"),
        ({"options": {**TWO, "three": "None"}}, "“none” would stand for two of the options"),
        ({"options": TWO, "none": "One"}, "“One” would stand for two of the options"),
        ({"options": TWO, "other": "none"}, "“none” would stand for two of the options"),
        ({"options": {**TWO, "three": "Three; four"}}, "no semicolon, colon or line break"),
        ({"options": {**TWO, "three": "Three: four"}}, "no semicolon, colon or line break"),
        ({"options": TWO, "other": "Other\n"}, "no semicolon, colon or line break"),
        ({"options": {**TWO, "three": "-"}}, "each option has words"),
    ],
)
def test_a_list_can_be_typed_and_read(listed: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        changed("lists", "new", to=listed)


@pytest.mark.parametrize(
    "median",
    [
        {},
        {"question": "NEG.1.b", "in": "days"},
        {"from": "NEG.1.d", "in": "days"},
        {"from": "NEG.1.d", "to": "NEG.1.e"},
        {"question": "NEG.1.b", "from": "NEG.1.d", "to": "NEG.1.e", "in": "days"},
    ],
)
def test_a_median_is_of_a_number_or_of_the_time_between_dates(median: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="a median is of a `question`, or of the time"):
        changed("medians", "new", to={"title": "New", **median})


def test_a_group_or_a_clock_is_in_no_row() -> None:
    clock = {
        "id": "NEG.2.g",
        "type": "clock",
        "rule": "ASMT-45",
        "from": "NEG.1.d",
        "to": "NEG.1.e",
    }
    group = {
        "id": "NEG.2.h",
        "type": "group",
        "text": "More",
        "rows": {"noun": "visit"},
        "questions": [{"id": "NEG.2.i", "type": "date", "text": "When?"}],
    }
    for inner, what in ((clock, "NEG.2.g is a clock"), (group, "NEG.2.h is a group")):
        questions = [*WRITTEN["domains"][0]["criteria"][1]["questions"][0]["questions"], inner]
        found = messages(changed(*GROUP, "questions", to=questions))
        assert f"{what}, which a row of NEG.2.a cannot have" in found


def test_a_step_about_rows_in_which_something_is_hidden_says_where() -> None:
    calculated = [
        {
            "when": {
                "question": "NEG.2.a",
                "any_row": {"question": "NEG.2.d", "gte": "2013-01-01"},
            },
            "then": "good",
        },
        {"else": "inadequate"},
    ]
    found = messages(changed("domains", 0, "criteria", 1, "judgement", "calculated", to=calculated))
    assert found == [
        "NEG.2 stops at step 1 when NEG.2.c is no: the step asks about NEG.2.d, which is hidden then, so no step after it counts, not even the else"
    ]


def test_steps_that_overlap_in_a_mixture_of_rows_are_found() -> None:
    calculated = [
        {
            "when": {"question": "NEG.2.a", "any_row": {"question": "NEG.2.c", "is": value}},
            "then": then,
        }
        for value, then in (("no", "inadequate"), ("yes", "good"))
    ]
    path = ("domains", 0, "criteria", 1, "judgement", "calculated")
    (found,) = messages(changed(*path, to=[*calculated, {"else": "requires_improvement"}]))
    assert found.startswith(
        "NEG.2 has steps 1 and 2 that overlap and differ (inadequate, good) when NEG.2.a has rows where"
    )


def test_a_gap_between_numbers_of_options_is_found() -> None:
    calculated = [
        {"when": {"question": "NEG.1.a", "how_many": {"gte": 3}}, "then": "inadequate"},
        {"when": {"question": "NEG.1.a", "how_many": {"lte": 1}}, "then": "good"},
    ]
    (found,) = messages(changed(*FIRST, "judgement", "calculated", to=calculated))
    assert found == "NEG.1 has a gap: no step decides when NEG.1.a has emotional and physical"


def test_a_step_that_never_counts_among_options_is_found() -> None:
    calculated = [
        {"when": {"question": "NEG.1.a", "how_many": {"gte": 1}}, "then": "inadequate"},
        {"when": {"question": "NEG.1.a", "has": "medical"}, "then": "inadequate"},
        {"else": "good"},
    ]
    (found,) = messages(changed(*FIRST, "judgement", "calculated", to=calculated))
    assert "has step 2, which never decides anything" in found


def test_choices_stand_for_every_combination_that_is_asked_for() -> None:
    asked = [Comparison(question="Q", has="a"), Comparison(question="Q", has_any=("b", "c"))]
    held = choices_held(("a", "b", "c", "d", "e"), asked, can_be_none=True)
    subsets = chain.from_iterable(combinations("abc", size) for size in range(4))
    assert {frozenset(one.codes) & {"a", "b", "c"} for one in held} == set(map(frozenset, subsets))
    assert Chosen() in held
    assert Chosen() not in choices_held(("a", "b"), [], can_be_none=False)
    counted = [Comparison.model_validate({"question": "Q", "how_many": {"gte": 3}})]
    assert {len(one.codes) for one in choices_held(tuple("abcdef"), counted, can_be_none=True)} >= {
        2,
        3,
        4,
    }


def test_too_many_options_are_not_taken_for_a_proof() -> None:
    codes = tuple(f"o{number}" for number in range(15))
    asked = [Comparison(question="Q", has_any=codes)]
    assert len(choices_held(codes, asked, can_be_none=True)) > 1000
    listed = {"options": {code: f"Option {code}" for code in codes}, "none": "None of these"}
    content = deepcopy(WRITTEN)
    content["lists"]["many"] = listed
    question = {"id": "NEG.1.g", "type": "several", "list": "many", "text": "Which?"}
    content["domains"][0]["criteria"][0]["questions"].append(question)
    content["measures"]["many"] = {
        "title": "Many",
        "count": {"all": [{"question": "NEG.1.g", "has": code} for code in codes]},
    }
    index = FrameworkIndex(Framework.model_validate(content))
    variable = Variable("question", "NEG.1.g")
    assert not trial_of(index, (variable,)).is_proof
    assert len(domains_of(index, (variable,))[variable]) > MOST_HELD // 2


def test_numbers_around_a_bound_keep_to_what_the_question_takes() -> None:
    asked = [Comparison(question="Q", gte=0), Comparison(question="Q", lte=25)]
    question = Question.model_validate(
        {"id": "Q", "type": "number", "text": "?", "most": 25, "least": 0}
    )
    assert around(asked, question) == (0, 1, 24, 25)
    assert around(asked) == (0, 1, 24, 25, 26)


def test_groups_have_every_mixture_of_the_rows_that_are_told_apart() -> None:
    index = FrameworkIndex(KINDS)
    variable = Variable("question", "NEG.2.a")
    held = [one for one in domains_of(index, (variable,))[variable] if isinstance(one, HeldRows)]
    lengths = {len(one.rows) for one in held}
    assert min(lengths) == 0
    assert max(lengths) >= 3  # one more than the largest number that is asked for
    seen = Variable("question", "NEG.2.c")
    mixtures = {frozenset(str(row.held[seen]) for row in one.rows) for one in held}
    assert {"no", "partly"} in mixtures
