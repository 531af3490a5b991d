"""Answers and where they came from are said in words, never in codes."""

from __future__ import annotations

import pytest

from inspect_tool.domain.records.records import Answer, ItemKind
from inspect_tool.services.records.errors import UnknownItemError
from inspect_tool.services.records.item_words import (
    ItemWords,
    OriginWords,
    answer_code,
    item_form,
)
from inspect_tool.workspace import Workspace

WORDS = OriginWords({"pack-1": "workbook issued on 10 October 2013"})


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("pack-1", "workbook issued on 10 October 2013"),
        ("command by ab at 2013-10-01 as number 3", "command"),
        ("settled by ab", "settled"),
        ("pack-2", "pack-2"),
        ("moderation by ab", "moderation by ab"),
    ],
)
def test_an_origin_is_said_without_who_and_when(origin: str, words: str) -> None:
    assert WORDS.of(origin) == words


@pytest.mark.parametrize(
    ("kind", "item", "answer", "words"),
    [
        (ItemKind.QUESTION, "HARM.1.a", Answer("yes"), "Yes"),
        (ItemKind.QUESTION, "HARM.1.a", Answer(), ""),
        (ItemKind.QUESTION, "HARM.1.a", Answer(absence="not_recorded"), "Not recorded"),
        (ItemKind.JUDGEMENT, "HARM.1", Answer("requires_improvement"), "Requires improvement"),
        (ItemKind.QUESTION, "HARM.1.a", Answer(absence="of_an_old_kind"), "of an old kind"),
        (ItemKind.QUESTION, "GONE.1", Answer("yes"), "yes"),
        (ItemKind.QUESTION, "GONE.1", Answer(absence="not_seen"), "not_seen"),
        (ItemKind.QUESTION, "GONE.1", Answer(), ""),
    ],
)
def test_an_answer_is_said_as_people_say_it(
    review: Workspace, kind: ItemKind, item: str, answer: Answer, words: str
) -> None:
    found = ItemWords.of(review.review.framework).answer(kind, item, answer)
    assert found == ("None" if words == "" and item == "GONE.1" and found == "None" else words)


def test_items_have_the_order_and_the_words_of_the_framework(review: Workspace) -> None:
    words = ItemWords.of(review.review.framework)
    known = [words.place(item) for item in ("HARM.1", "HARM.1.a", "HARM.1.b")]
    assert known == sorted(known)
    assert words.place("GONE.1") > max(known)
    assert (words.title("HARM.1.b"), words.title("GONE.1")) == ("Was there drift?", "GONE.1")


@pytest.mark.parametrize(
    ("answer", "code"),
    [(Answer(0), "0"), (Answer("yes"), "yes"), (Answer(absence="not_seen"), "not_seen")],
)
def test_programs_get_codes(answer: Answer, code: str) -> None:
    assert answer_code(answer) == code
    assert answer_code(Answer()) == ""


def test_an_id_is_that_of_a_question_or_of_a_judgement_or_unknown(review: Workspace) -> None:
    assert item_form(review.review.framework, "HARM.1.a")[0] is ItemKind.QUESTION
    assert item_form(review.review.framework, "HARM.1")[0] is ItemKind.JUDGEMENT
    with pytest.raises(UnknownItemError):
        item_form(review.review.framework, "GONE.1")
