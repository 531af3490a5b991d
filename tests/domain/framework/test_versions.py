"""What answers under one version say under another."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.versions import ALIKE, Unlike, VersionLine, unlike_between
from inspect_tool.domain.moderation.agreement import agreement_items
from tests.domain.framework.amendment_table import (
    REVERSED,
    AmendmentCase,
    Edit,
    ask,
    base,
    judge,
    put,
    put_in,
)
from tests.domain.framework.kinds_amendment_table import (
    add_inner,
    inner,
    kinds_amended,
    kinds_base,
    of_rows,
    option,
)
from tests.domain.framework.kinds_amendment_table import put as put_part
from tests.factories import a_record
from tests.kinds_of_question import KINDS


def version(number: str, *edits: Edit, changes: list[dict[str, str]] | None = None) -> Framework:
    content: dict[str, Any] = {**base(), "version": number, "changes": changes or []}
    for edit in edits:
        edit(content)
    return Framework.model_validate(content)


FIRST = version("1.0.0")
REVERSE = put("HARM.1.a", text=REVERSED)


def unlike(*edits: Edit) -> tuple[set[str], set[str]]:
    found = unlike_between(FIRST, version("1.1.0", *edits))
    return set(found.questions), set(found.criteria)


@pytest.mark.parametrize(
    ("edits", "questions", "criteria"),
    [
        # What is shown by it, and judged by it, rests on a question.
        ((REVERSE,), {"HARM.1.a", "HARM.1.b"}, {"HARM.1"}),
        ((put("HARM.1.c", text="How many contacts?"),), {"HARM.1.c"}, set()),
        # A clock rests on its dates.
        ((put("TIM.1.a", text="Date of the contact"),), {"TIM.1.a", "TIM.1.c"}, set()),
        # Other cases are asked.
        (
            (put("HARM.1", applies=None),),
            {"HARM.1.a", "HARM.1.b", "HARM.1.c", "HARM.1.d"},
            {"HARM.1"},
        ),
        # A criterion that hangs on another.
        (
            (REVERSE, put("TIM.2", applies={"judgement": "HARM.1", "met": True})),
            {"HARM.1.a", "HARM.1.b", "TIM.2.a", "TIM.2.b"},
            {"HARM.1", "TIM.2"},
        ),
        # A scale that several use.
        (
            (put_in("scales", "degree", values=["no", "partly", "mostly", "yes"]),),
            {"HARM.1.b", "TIM.2.a"},
            {"TIM.2"},
        ),
        # An absence counts otherwise: every question that takes it, and every judgement.
        (
            (
                put_in("absences", "not_recorded", counts=False, as_=None),
                put("HARM.1.c", absences=["not_seen"]),
            ),
            {
                *("HARM.1.a", "HARM.1.b", "HARM.1.d", "TIM.1.a", "TIM.1.b", "TIM.1.c"),
                *("TIM.2.a", "TIM.2.b", "BOARD.1.a", "STAFF.1.a"),
            },
            {"HARM.1", "TIM.1", "TIM.2"},
        ),
        ((ask("HARM.1", id="HARM.1.e"),), {"HARM.1.e"}, set()),
        ((judge("TIM.1", scale="degree"),), set(), {"TIM.1"}),
        ((put("HARM.1.a", help="Look again."),), set(), set()),
    ],
)
def test_a_change_of_meaning_goes_on_to_all_that_rests_on_it(
    edits: tuple[Edit, ...], questions: set[str], criteria: set[str]
) -> None:
    assert unlike(*edits) == (questions, criteria)


def test_what_each_author_said_counts_on_the_way() -> None:
    note = {"kind": "reword", "id": "HARM.1.a", "effect": "note"}
    reworded = put("HARM.1.a", text="Was the child left in harm too long?")
    line = VersionLine(
        (FIRST, version("1.1.0", reworded, changes=[note]), version("1.2.0", reworded))
    )
    assert line.unlike("1.0.0") == ALIKE
    assert not line.unlike("1.0.0")
    again = VersionLine((*line.frameworks, version("2.0.0", REVERSE)))
    assert "HARM.1.a" in again.unlike("1.0.0").questions
    assert again.unlike("1.0.0", "1.2.0") == ALIKE


def test_what_reads_the_same_at_both_ends_is_the_same() -> None:
    line = VersionLine((FIRST, version("1.1.0", REVERSE), version("1.2.0")))
    assert line.unlike("1.0.0") == ALIKE
    assert "HARM.1.a" in line.unlike("1.1.0").questions


def test_a_version_that_is_not_in_the_line_is_the_one_in_force() -> None:
    line = VersionLine((FIRST,))
    assert (line.of("9.9.9"), line.find("9.9.9"), line.unlike("9.9.9")) == (FIRST, None, ALIKE)


def test_readers_agree_or_not_only_about_what_they_were_asked() -> None:
    item = agreement_items(FIRST, questions=True)[0]
    record = a_record(judgements={"HARM.1": "good"}, framework=FIRST)
    assert item.said(record) == "good"
    assert item.said(replace(record, unlike=Unlike(criteria=frozenset({"HARM.1"})))) is None


@pytest.mark.parametrize(
    ("edits", "questions"),
    [
        ((inner(1, text="Alone?"),), {"NEG.2.c", "NEG.2.d", "NEG.2.f"}),
        ((add_inner,), {"NEG.2.z"}),
        (
            (put_part("scales", "degree", values=["no", "yes"], met=["yes"]),),
            {"NEG.2.c", "NEG.2.d", "NEG.2.f", "STF.1.a"},
        ),
        ((option("sleep", "No bed"),), {"NEG.1.a", "NEG.1.c", "NEG.2.e"}),
        ((put_part("lists", "staff_themes", other="Something else"),), {"NEG.1.f"}),
        (
            (of_rows(noun="plan"),),
            {"NEG.2.a", "NEG.2.b", "NEG.2.c", "NEG.2.d", "NEG.2.e", "NEG.2.f"},
        ),
        ((of_rows(most=9), inner(0, help="In years.")), set()),
    ],
)
def test_what_rows_are_asked_is_unlike_by_itself_and_with_what_rests_on_it(
    edits: tuple[Edit, ...], questions: set[str]
) -> None:
    case = AmendmentCase("a change", edits, ())
    old = Framework.model_validate(kinds_base())
    found = unlike_between(old, Framework.model_validate(kinds_amended(case)))
    assert found.questions == questions


def test_a_measure_over_rows_rests_on_what_rows_are_asked() -> None:
    unlike = Unlike(frozenset({"NEG.2.c"}))
    resting = [key for key, one in KINDS.measures.items() if unlike.rests_on(one.count)]
    assert resting == ["a_child_unseen", "children_seen", "young_unseen"]
