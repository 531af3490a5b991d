"""The answers of a return are read as values, strictly: it may have been written by anybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from inspect_tool.domain.packs.answers import (
    LONGEST_NAME,
    LONGEST_WORDS,
    PackedAnswer,
    answers_text,
    parse_answers,
)
from inspect_tool.domain.records.records import ItemKind
from inspect_tool.domain.sampling.strict_json import FormError

ANSWER = PackedAnswer(
    id="0a" * 16,
    subject_ref="ASH-001",
    reader="first",
    item_kind=ItemKind.QUESTION,
    item_id="HARM.1.a",
    value="no",
    absence=None,
    note="bruises",
    author="ab",
    origin="page by ab with 0123456789abcdef",
    version="1.0",
    recorded_at=datetime(2013, 11, 1, 9, 30, tzinfo=UTC),
    parents=("0b" * 16,),
)


def read(**changes: Any) -> PackedAnswer:
    record = json.loads(answers_text([ANSWER]))
    record["answers"][0] |= changes
    (answer,) = parse_answers(json.dumps(record))
    return answer


def test_answers_are_read_as_they_are_written() -> None:
    assert parse_answers(answers_text([ANSWER])) == (ANSWER,)
    assert ANSWER.authority == "ASH"


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        2.5,
        "no",
        {"date": "2013-10-01"},
        {"year": 2013, "month": None},
        {"chosen": ["a"], "words": ""},
    ],
    ids=str,
)
def test_every_kind_of_value_is_read(value: Any) -> None:
    assert read(value=value).value == value


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "0a"},
        {"subject_ref": "../ASH"},
        {"reader": "third"},
        {"item_kind": "verdict"},
        {"item_id": "x" * (LONGEST_NAME + 1)},
        {"note": "x" * (LONGEST_WORDS + 1)},
        {"note": "\ud800"},
        {"absence": 1},
        {"absence": "x" * (LONGEST_NAME + 1)},
        {"recorded_at": "2013-11-01T09:30:00"},
        {"parents": ["0b"]},
        {"parents": [1]},
        {"parents": "0b"},
        {"value": ["no"]},
        {"value": float("inf")},
        {"value": {"date": 1}},
        {"value": {"year": "2013", "month": 1}},
        {"value": {"year": True, "month": 1}},
        {"value": {"chosen": "a", "words": ""}},
        {"value": {"chosen": [1], "words": ""}},
        {"value": {"chosen": [], "words": 1}},
        {"value": {"chosen": [], "words": "", "more": 1}},
        {"more": 1},
    ],
    ids=lambda change: str(change)[:40],
)
def test_what_is_no_answer_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(FormError):
        read(**changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"format": "another", "answers": []}',
        '{"format": "inspect-tool answers 1", "answers": {}}',
        '{"format": "inspect-tool answers 1", "answers": [1]}',
        '{"answers": [], "answers": [], "format": "inspect-tool answers 1"}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_file_of_answers_is_refused(text: str) -> None:
    with pytest.raises(FormError):
        parse_answers(text)


def test_two_answers_have_two_names() -> None:
    with pytest.raises(FormError, match="one name"):
        parse_answers(answers_text([ANSWER, ANSWER]))
