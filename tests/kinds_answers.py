"""Answers and conditions by chance for the framework with every kind of question."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from inspect_tool.domain.framework.framework import Question, QuestionType
from inspect_tool.domain.framework.kinds import row_item
from inspect_tool.domain.language.values import Chosen, RoughDate
from inspect_tool.domain.records.answer_forms import question_absences
from inspect_tool.domain.records.records import Answer
from tests.kinds_of_question import KINDS

# No mark of a theme in a text: a word behind one would be a theme.
_LETTERS = st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="#")
SAID = st.text(_LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
# Few days, so that conditions meet the dates, their months and their years.
DAYS = st.sampled_from(
    [date(2012, 2, 29), date(2012, 3, 1), date(2012, 12, 31), date(2013, 1, 1), date(2013, 6, 30)]
)
ROUGH = st.one_of(
    st.builds(RoughDate, st.integers(2012, 2013), st.sampled_from([1, 2, 3, 6, 12])),
    st.builds(RoughDate, st.integers(2012, 2013)),
)


def _value(question: Question) -> st.SearchStrategy[Any]:
    if question.type is QuestionType.DATE:
        rough = ROUGH if question.precision == "year" else ROUGH.filter(lambda day: bool(day.month))
        return st.one_of(DAYS, rough)
    if question.type is QuestionType.NUMBER:
        most = int(question.most or 9)
        tenths = st.integers(0, most * 10).map(lambda number: number / 10)
        exact = tenths.map(lambda number: int(number) if number == int(number) else number)
        return exact if question.decimals else st.integers(0, most)
    if question.type is QuestionType.SEVERAL:
        codes = st.sets(st.sampled_from(["physical", "emotional", "medical", "other"]))
        return codes.flatmap(
            lambda some: st.builds(
                Chosen.of, st.just(some), SAID if "other" in some else st.just("")
            )
        )
    if question.themes is not None:
        themes = st.sets(st.sampled_from(["turnover", "visits", "training"]))
        return st.builds(Chosen.of, themes, SAID)
    return st.sampled_from(KINDS.scales[question.scale or ""].values)


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    """An answer to a question, or why there is none."""
    notes = st.one_of(st.just(""), SAID)
    absences = st.sampled_from(question_absences(KINDS, question))
    return st.one_of(
        st.builds(Answer, _value(question), note=notes),
        st.builds(Answer, absence=absences, note=notes),
    )


@st.composite
def kinds_answers(draw: Any) -> dict[str, Answer]:
    """Answers to some questions; of the group an absence, no row, or up to three."""
    found = {}
    for question in KINDS.questions():
        if question.rows is None and draw(st.booleans()):
            found[question.id] = draw(answer_to(question))
    group = KINDS.question("NEG.2.a")
    assert group is not None
    given = draw(st.sampled_from(["nothing", "none", "not_seen", "not_recorded", "rows"]))
    if given == "rows":
        for row in range(1, draw(st.integers(1, 3)) + 1):
            asked = draw(st.sets(st.sampled_from([q.id for q in group.questions]), min_size=1))
            for inner in group.questions:
                if inner.id in asked:
                    found[row_item(inner.id, row)] = draw(answer_to(inner))
    elif given != "nothing":
        found[group.id] = Answer("none") if given == "none" else Answer(absence=given)
    return found


_HOW_MANY = st.one_of(
    *(st.fixed_dictionaries({test: st.integers(0, 3)}) for test in ("is", "gte", "lte"))
)


def _about_several(question_id: str, code: str) -> list[st.SearchStrategy[Any]]:
    return [
        st.just({"question": question_id, "has": code}),
        st.just({"question": question_id, "has_any": [code, "other"]}),
        st.builds(lambda test: {"question": question_id, "how_many": test}, _HOW_MANY),
    ]


def _about_date(question_id: str) -> list[st.SearchStrategy[Any]]:
    return [
        st.builds(lambda test, day: {"question": question_id, test: day}, st.just(test), DAYS)
        for test in ("gte", "lte", "is", "not")
    ]


def _answered(*ids: str) -> st.SearchStrategy[Any]:
    asked, truths = st.sampled_from(ids), st.booleans()
    return st.builds(lambda one, truth: {"question": one, "answered": truth}, asked, truths)


_DEGREES = st.sampled_from(["no", "partly", "yes"])


def _joined(single: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        single,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, min_size=2, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=2, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=3,
    )


_of_a_row = _joined(
    st.one_of(
        st.builds(lambda value: {"question": "NEG.2.c", "is": value}, _DEGREES),
        st.builds(lambda least: {"question": "NEG.2.b", "gte": least}, st.integers(0, 25)),
        *_about_date("NEG.2.d"),
        *_about_several("NEG.2.e", "physical"),
        _answered("NEG.2.b", "NEG.2.c", "NEG.2.d", "NEG.2.e"),
    )
)
kinds_conditions = _joined(
    st.one_of(
        *_about_several("NEG.1.a", "medical"),
        st.builds(lambda most: {"question": "NEG.1.b", "lte": most}, st.integers(0, 900)),
        st.builds(lambda number: {"question": "NEG.1.c", "is": number}, st.integers(0, 9)),
        *_about_date("NEG.1.d"),
        *_about_date("NEG.1.e"),
        st.just({"question": "NEG.1.f", "has": "visits"}),
        st.builds(lambda value: {"question": "NEG.2.f", "not": value}, _DEGREES),
        _answered("NEG.1.a", "NEG.1.b", "NEG.1.d", "NEG.1.f", "NEG.2.a", "NEG.2.f"),
        st.builds(lambda row: {"question": "NEG.2.a", "any_row": row}, _of_a_row),
        st.builds(lambda test: {"question": "NEG.2.a", "how_many": test}, _HOW_MANY),
        st.builds(
            lambda test, row: {"question": "NEG.2.a", "how_many": {**test, "where": row}},
            _HOW_MANY,
            _of_a_row,
        ),
    )
)
