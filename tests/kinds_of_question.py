"""A framework with every kind of question, made up, and records that answer it."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.domain.framework.framework import Framework, SubjectKind
from inspect_tool.domain.language.conditions import Scalar, Value
from inspect_tool.domain.language.values import Chosen
from inspect_tool.domain.records.records import Answer, RecordFacts, Subject
from inspect_tool.readers.documents.framework import load_framework

FILE = Path(__file__).parent / "data" / "kinds" / "framework.yaml"


def kinds_framework() -> Framework:
    """The framework of `tests/data/kinds/framework.yaml`."""
    loaded = load_framework(FILE, with_proofs=False)
    assert loaded.framework is not None, loaded.problems
    return loaded.framework


KINDS = kinds_framework()


def a_case(
    ref: str = "ASH-001",
    answers: dict[str, Value | Answer] | None = None,
    **fields: Scalar | None,
) -> RecordFacts:
    """A case with these answers; a value stands for the answer that it is."""
    given = {
        item: value if isinstance(value, Answer) else Answer(value)
        for item, value in (answers or {}).items()
    }
    subject = Subject(SubjectKind.CASE, ref.partition("-")[0], ref)
    return RecordFacts(KINDS, subject, {"case_type": "in_care", **fields}, given)


def several(*codes: str, words: str = "") -> Chosen:
    """Options chosen together, in whatever order."""
    return Chosen.of(codes, words)
