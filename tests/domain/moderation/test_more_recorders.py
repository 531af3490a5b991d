"""Uniform answers: what is not on a scale is no answer that could be like the others."""

from __future__ import annotations

from inspect_tool.domain.moderation.recorders import (
    LEAST_ANSWERS,
    WrittenRecord,
    uniform_records,
)
from inspect_tool.domain.records.records import Answer
from tests.factories import a_framework, a_record


def test_answers_without_a_value_or_a_scale_neither_make_nor_break_a_uniform_record() -> None:
    content = a_framework().model_dump(mode="json", by_alias=True, exclude_defaults=True)
    on_a_scale = [f"HARM.1.{number}" for number in range(LEAST_ANSWERS)]
    criterion = content["domains"][0]["criteria"][0]
    criterion["questions"] = [
        *({"id": one, "type": "choice", "scale": "yes_no", "text": "?"} for one in on_a_scale),
        {"id": "HARM.1.x", "type": "choice", "scale": "yes_no", "text": "?"},
        {"id": "HARM.1.y", "type": "text", "text": "?"},
    ]
    framework = a_framework(domains=content["domains"], measures={})
    others: dict[str, Answer | str] = {
        "HARM.1.x": Answer(None, "not_recorded"),  # no value
        "HARM.1.y": "no",  # words of a text
        "HARM.9.z": "no",  # a question that the framework does not have
    }

    def written(given: int) -> WrittenRecord:
        answers = {**dict.fromkeys(on_a_scale[:given], "yes"), **others}
        return WrittenRecord(
            "ab", a_record("ASH-001", answers=answers, framework=framework), "2013-W45", 0
        )

    (found,) = uniform_records([written(LEAST_ANSWERS)])
    assert (found.scale, found.value, found.answers) == ("yes_no", "yes", LEAST_ANSWERS)
    assert uniform_records([written(LEAST_ANSWERS - 1)]) == ()
