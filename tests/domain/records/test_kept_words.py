"""Where words are that somebody kept."""

from __future__ import annotations

import pytest

from inspect_tool.domain.records.kept_words import NOTE, SAID, KeptWords, texts_of
from inspect_tool.domain.records.records import Answer, ItemKind

WORDS = KeptWords(ItemKind.QUESTION, "NEG.2.b@3", "0a1b2c3d4e5f", NOTE, 4, 12)


def test_the_item_gives_the_place_back() -> None:
    assert KeptWords.of(WORDS.item) == WORDS


@pytest.mark.parametrize("item", ["", "HARM.1.a", "question/HARM.1.a#0a1b.note.1-2"])
def test_another_item_is_no_such_place(item: str) -> None:
    assert KeptWords.of(item) is None


def test_the_texts_of_an_answer_are_its_note_and_what_was_typed() -> None:
    assert texts_of(Answer("typed", note="seen")) == {NOTE: "seen", SAID: "typed"}
    assert texts_of(Answer(3, note="")) == {}
