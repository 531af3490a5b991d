"""Days that have not come yet: which an answer names, and what stays without them."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_tool.domain.records.chronology import Incident
from inspect_tool.domain.records.possible_days import day_of, not_yet_come, without_day
from inspect_tool.domain.records.records import Answer, ItemKind

TODAY, FIELDWORK_ENDS = date(2013, 11, 4), date(2013, 12, 13)


def test_an_incident_without_its_day_keeps_what_happened_and_where_it_is_recorded() -> None:
    incident = Incident("2019-06-03", "A visit", "case notes")
    left = without_day(ItemKind.CHRONOLOGY, incident.answer)
    assert Incident.of(left) == Incident("", "A visit", "case notes")
    assert day_of(ItemKind.CHRONOLOGY, left) is None


def test_an_answer_without_its_day_keeps_the_words_beside_it() -> None:
    answer = Answer(date(2019, 6, 3), note="As the plan says.")
    assert without_day(ItemKind.QUESTION, answer) == Answer(note="As the plan says.")


@pytest.mark.parametrize(
    ("day", "is_refused"),
    [(TODAY, False), (FIELDWORK_ENDS, False), (date(2013, 12, 14), True)],
)
def test_a_day_within_fieldwork_may_be_planned_and_a_later_one_has_not_come(
    day: date, *, is_refused: bool
) -> None:
    for kind, answer in (
        (ItemKind.QUESTION, Answer(day)),
        (ItemKind.CHRONOLOGY, Incident(day.isoformat(), "A visit").answer),
    ):
        found = not_yet_come(kind, answer, today=TODAY, fieldwork_ends=FIELDWORK_ENDS)
        assert found == (day if is_refused else None)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (ItemKind.QUESTION, None),
        (ItemKind.QUESTION, Answer("yes")),
        (ItemKind.CHRONOLOGY, Incident("in spring", "A letter").answer),
    ],
)
def test_what_names_no_day_is_never_one_to_come(kind: ItemKind, answer: Answer | None) -> None:
    assert not_yet_come(kind, answer, today=TODAY, fieldwork_ends=FIELDWORK_ENDS) is None
