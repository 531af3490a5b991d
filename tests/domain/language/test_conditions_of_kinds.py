"""Conditions on several options, on rows of a group and on dates known in part."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from inspect_tool.domain.language.conditions import Condition, Truth, evaluate
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.judgements import condition_words
from inspect_tool.domain.records.records import Answer
from tests.kinds_of_question import a_case, several

CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
OPTIONS = ["physical", "emotional", "medical", "supervision"]


def truth(asked: dict[str, Any], answers: dict[str, Any]) -> Truth:
    return evaluate(CONDITION.validate_python(asked), a_case(answers=answers))


BOTH = several("physical", "emotional")


@pytest.mark.parametrize(
    ("test", "value", "wanted"),
    [
        ({"has": "physical"}, BOTH, True),
        ({"has": "medical"}, BOTH, False),
        ({"has": "medical"}, several(), False),
        ({"has": "medical"}, None, None),
        ({"has": "medical"}, Answer(absence="not_seen"), None),
        ({"has": "medical"}, Answer(absence="not_recorded"), None),
        ({"has_any": ["medical", "physical"]}, BOTH, True),
        ({"has_any": ["medical", "supervision"]}, BOTH, False),
        ({"has_any": ["medical"]}, None, None),
        ({"how_many": {"gte": 2}}, BOTH, True),
        ({"how_many": {"gte": 3}}, BOTH, False),
        ({"how_many": {"lte": 2}}, BOTH, True),
        ({"how_many": {"lte": 1}}, BOTH, False),
        ({"how_many": {"is": 2}}, BOTH, True),
        ({"how_many": {"is": 0}}, several(), True),
        ({"how_many": {"lte": 0}}, several(), True),
        ({"how_many": {"gte": 1}}, several(), False),
        ({"how_many": {"gte": 1}}, None, None),
        ({"answered": True}, several(), True),
        ({"answered": True}, Answer(absence="not_seen"), False),
        ({"answered": True}, None, None),
    ],
)
def test_options_chosen_together(test: dict[str, Any], value: Any, wanted: Truth) -> None:
    answers = {} if value is None else {"NEG.1.a": value}
    assert truth({"question": "NEG.1.a", **test}, answers) is wanted


JUNE, YEAR = RoughDate(2013, 6), RoughDate(2013)


@pytest.mark.parametrize(
    ("test", "value", "wanted"),
    [
        ({"gte": date(2013, 6, 1)}, JUNE, True),
        ({"gte": date(2013, 6, 2)}, JUNE, None),
        ({"gte": date(2013, 6, 30)}, JUNE, None),
        ({"gte": date(2013, 7, 1)}, JUNE, False),
        ({"lte": date(2013, 6, 30)}, JUNE, True),
        ({"lte": date(2013, 6, 29)}, JUNE, None),
        ({"lte": date(2013, 5, 31)}, JUNE, False),
        ({"gte": date(2013, 1, 1)}, YEAR, True),
        ({"gte": date(2014, 1, 1)}, YEAR, False),
        ({"is": date(2013, 6, 3)}, JUNE, None),
        ({"is": date(2013, 7, 3)}, JUNE, False),
        ({"not": date(2013, 6, 3)}, JUNE, None),
        ({"not": date(2013, 7, 3)}, JUNE, True),
        ({"in": [date(2013, 7, 3), date(2013, 6, 30)]}, JUNE, None),
        ({"in": [date(2013, 7, 3)]}, JUNE, False),
        ({"gte": date(2013, 6, 2)}, date(2013, 6, 2), True),
    ],
)
def test_a_date_known_in_part_is_unknown_where_it_depends_on_the_day(
    test: dict[str, Any], value: Any, wanted: Truth
) -> None:
    assert truth({"question": "NEG.1.d", **test}, {"NEG.1.d": value}) is wanted


ROWS = {"NEG.2.b@1": 3, "NEG.2.c@1": "no", "NEG.2.b@3": 9, "NEG.2.c@3": Answer(absence="not_seen")}
UNSEEN = {"question": "NEG.2.c", "is": "no"}
SEEN = {"question": "NEG.2.c", "is": "yes"}


@pytest.mark.parametrize(
    ("test", "answers", "wanted"),
    [
        ({"any_row": UNSEEN}, ROWS, True),
        ({"any_row": SEEN}, ROWS, None),
        ({"any_row": {"question": "NEG.2.b", "gte": 9}}, ROWS, True),
        ({"any_row": {"question": "NEG.2.b", "gte": 10}}, ROWS, False),
        ({"any_row": {"all": [UNSEEN, {"question": "NEG.2.b", "lte": 4}]}}, ROWS, True),
        # No row is both: each part is asked of one row at a time.
        ({"any_row": {"all": [UNSEEN, {"question": "NEG.2.b", "gte": 9}]}}, ROWS, None),
        ({"any_row": UNSEEN}, {"NEG.2.a": "none"}, False),
        ({"any_row": UNSEEN}, {}, None),
        ({"any_row": UNSEEN}, {"NEG.2.a": Answer(absence="not_seen")}, None),
        ({"how_many": {"is": 2}}, ROWS, True),
        ({"how_many": {"gte": 3}}, ROWS, False),
        ({"how_many": {"is": 0}}, {"NEG.2.a": "none"}, True),
        ({"how_many": {"is": 0}}, {}, None),
        ({"how_many": {"gte": 1, "where": UNSEEN}}, ROWS, True),
        ({"how_many": {"gte": 2, "where": UNSEEN}}, ROWS, None),
        ({"how_many": {"gte": 3, "where": UNSEEN}}, ROWS, False),
        ({"how_many": {"lte": 2, "where": UNSEEN}}, ROWS, True),
        ({"how_many": {"lte": 1, "where": UNSEEN}}, ROWS, None),
        ({"how_many": {"lte": 0, "where": UNSEEN}}, ROWS, False),
        ({"answered": True}, ROWS, True),
        ({"answered": True}, {"NEG.2.a": "none"}, True),
        ({"answered": True}, {"NEG.2.a": Answer(absence="not_seen")}, False),
        ({"answered": True}, {}, None),
        # A row in which there is only a note is a row.
        ({"how_many": {"is": 1}}, {"NEG.2.b@2": Answer(note="the oldest")}, True),
        # One that was emptied is none.
        ({"how_many": {"is": 1}}, {**ROWS, "NEG.2.b@3": Answer(), "NEG.2.c@3": Answer()}, True),
        ({"how_many": {"is": 2}}, {**ROWS, "NEG.2.b@x": 1, "NEG.9@4": 1}, True),
    ],
)
def test_rows_of_a_group(test: dict[str, Any], answers: dict[str, Any], wanted: Truth) -> None:
    assert truth({"question": "NEG.2.a", **test}, answers) is wanted


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"field": "age", "has": "x"}, "`has` asks about a question"),
        ({"judgement": "NEG.1", "any_row": UNSEEN}, "`any_row` asks about a question"),
        ({"question": "NEG.1.a", "how_many": {}}, "exactly one of is, gte or lte"),
        ({"question": "NEG.1.a", "how_many": {"gte": 1, "lte": 2}}, "exactly one of is, gte or"),
        ({"question": "NEG.1.a", "has": "x", "is": "y"}, "exactly one test"),
        ({"question": "NEG.1.a", "has_any": []}, "at least 1 item"),
    ],
)
def test_a_comparison_that_says_nothing_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        CONDITION.validate_python(asked)


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ({"has": "physical"}, "NEG.1.a has physical"),
        ({"has_any": ["physical", "medical"]}, "NEG.1.a has physical or medical"),
        ({"how_many": {"gte": 2}}, "NEG.1.a has at least 2"),
        ({"how_many": {"lte": 2}}, "NEG.1.a has at most 2"),
        ({"how_many": {"is": 0}}, "NEG.1.a has 0"),
        ({"any_row": UNSEEN}, "NEG.1.a has a row where NEG.2.c is no"),
        ({"how_many": {"is": 2, "where": UNSEEN}}, "NEG.1.a has 2 where NEG.2.c is no"),
    ],
)
def test_conditions_have_words(test: dict[str, Any], words: str) -> None:
    assert condition_words(CONDITION.validate_python({"question": "NEG.1.a", **test})) == words


@given(st.sets(st.sampled_from(OPTIONS)), st.sets(st.sampled_from(OPTIONS), min_size=1))
def test_options_are_sets(chosen: set[str], sought: set[str]) -> None:
    answers = {"NEG.1.a": Chosen.of(chosen)}
    has_any = truth({"question": "NEG.1.a", "has_any": sorted(sought)}, answers)
    assert has_any is bool(chosen & sought)
    every = {"all": [{"question": "NEG.1.a", "has": one} for one in sorted(sought)]}
    assert truth(every, answers) is (sought <= chosen)


@given(st.dates(date(2011, 1, 1), date(2015, 12, 31)), st.none() | st.integers(1, 12))
def test_a_rough_date_is_told_apart_exactly_where_all_its_days_are(
    bound: date, month: int | None
) -> None:
    value = RoughDate(2013, month)
    days = [value.earliest, value.latest]
    for test in ("gte", "lte"):
        ends = {day >= bound if test == "gte" else day <= bound for day in days}
        wanted = ends.pop() if len(ends) == 1 else None
        assert truth({"question": "NEG.1.d", test: bound}, {"NEG.1.d": value}) is wanted


@given(st.lists(st.sampled_from(["no", "partly", "yes", None]), max_size=6), st.integers(0, 4))
def test_rows_are_counted_as_far_as_they_are_known(seen: list[str | None], bound: int) -> None:
    answers: dict[str, Any] = {} if seen else {"NEG.2.a": "none"}
    answers |= {f"NEG.2.b@{row}": 4 for row in range(1, len(seen) + 1)}
    answers |= {f"NEG.2.c@{row}": said for row, said in enumerate(seen, start=1) if said}
    least, most = seen.count("no"), seen.count("no") + seen.count(None)
    wanted = True if least >= bound else False if most < bound else None
    asked = {"question": "NEG.2.a", "how_many": {"gte": bound, "where": UNSEEN}}
    assert truth(asked, answers) is wanted
