"""The JSON Schemas that editors use: right about good documents, and about bad ones."""

import importlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspect_tool.domain.checks.schema import framework_schema, plan_schema
from inspect_tool.readers.documents.yaml import parse_yaml

# By name, because the library has no annotations.
jsonschema: Any = importlib.import_module("jsonschema")

TEMPLATES = Path(__file__).parents[3] / "templates"
SCHEMAS = {
    "frameworks": framework_schema(),
    "plan": plan_schema(),
}

PLAN = """
review: neglect-2014
title: Professional responses to neglect
dates: {frame: 2013-09-30, fieldwork: [2013-10-14, 2013-12-13]}
authorities:
  - {code: ASH, name: Ashmere, single_assessment_from: 2013-09-01}
population:
  keep: [age, months_open]
  eligible: {all: [{field: age, lte: 10}, {not: {field: case_type, is: in_care}}]}
  fields: {long_term: {field: months_open, gte: 12}}
sample: {size: 124, allocation: {method: power, per: {authority: {minimum: 11}}}}
team: [{id: rk, name: R. K., roles: [inspector]}]
"""
FRAMEWORK = """
framework: small
version: 1.0.0
title: Small
scales: {degree: {values: ["no", "yes"]}}
domains:
  - id: TIM
    title: Timeliness
    criteria:
      - id: TIM.1
        title: Timely
        questions: [QUESTION]
"""


def as_json(value: Any) -> Any:
    """Dates as editors see them: as text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def faults(schema: str, text: str) -> list[str]:
    """Paths of what is wrong with a document."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[schema])
    value = as_json(parse_yaml(text, file="x.yaml").value)
    return ["/".join(str(part) for part in one.path) for one in validator.iter_errors(value)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])


SHIPPED = sorted(TEMPLATES.glob("frameworks/*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_document_is_good_by_its_schema(path: Path) -> None:
    assert faults(path.parent.name, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "authorities",
    [
        "[{code: ASH, name: Ashmere}]",
        "{file: authorities.csv}",
        "{select: {from: list.csv, size: 11}}",
    ],
)
def test_a_good_plan_is_good_by_its_schema(authorities: str) -> None:
    assert faults("plan", PLAN) == []
    lines = [line for line in PLAN.splitlines() if "Ashmere" not in line]
    text = "\n".join(lines).replace("authorities:", f"authorities: {authorities}")
    assert faults("plan", text) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("review: neglect-2014", "reviews: neglect-2014", ""),
        ("size: 124", "size: 0", "sample/size"),
        ("keep: [age,", "keep: [aged,", "population/keep/0"),
        ("lte: 10", "lte: 10, gte: 3", "population/eligible"),
        ("method: power", "method: strong", "sample/allocation/method"),
        ("roles: [inspector]", "roles: []", "team/0/roles"),
        ("- {code: ASH, name: Ashmere,", "- {code: ash, name: Ashmere,", "authorities"),
    ],
)
def test_a_bad_plan_is_bad_by_its_schema(old: str, new: str, place: str) -> None:
    assert old in PLAN
    assert place in faults("plan", PLAN.replace(old, new))


@pytest.mark.parametrize(
    ("question", "is_good"),
    [
        ("{id: TIM.1.a, type: date, text: When?}", True),
        ("{id: TIM.1.a, type: date}", False),
        ("{id: TIM.1.a, type: date, text: When?, scale: degree}", False),
        ("{id: TIM.1.a, type: date, text: When?, prefill: referral_date}", True),
        # Lists of one's own give fields that the schema cannot know.
        ("{id: TIM.1.a, type: date, text: When?, prefill: day_of_the_visit}", True),
        ("{id: TIM.1.a, type: choice, text: So?, scale: degree}", True),
        ("{id: TIM.1.a, type: choice, text: So?}", False),
        ("{id: TIM.1.a, type: choice, scale: degree}", False),
        ("{id: TIM.1.a, type: clock, rule: ASMT-45, from: TIM.1.b, to: TIM.1.c}", True),
        ("{id: TIM.1.a, type: clock, rule: ASMT-54, from: TIM.1.b, to: TIM.1.c}", False),
        ("{id: TIM.1.a, type: clock, rule: ASMT-45, from: TIM.1.b}", False),
        ("{id: tim, type: text, text: What?}", False),
        ("{id: TIM.1.a, type: text, text: What?, help: Say more}", True),
        ("{id: TIM.1.a, type: text, text: What?, hlep: Say more}", False),
    ],
)
def test_a_question_needs_what_its_type_needs(question: str, *, is_good: bool) -> None:
    assert (faults("frameworks", FRAMEWORK.replace("QUESTION", question)) == []) is is_good


def parts_of(schema: Any) -> list[Any]:
    inner = schema.values() if isinstance(schema, dict) else schema
    below = [part for one in inner if isinstance(one, dict | list) for part in parts_of(one)]
    return [schema, *below]


def test_nobody_is_offered_a_null() -> None:
    parts = [part for part in parts_of(SCHEMAS) if isinstance(part, dict)]
    assert {"type": "null"} not in parts
    assert not [part for part in parts if "default" in part and part["default"] is None]


def test_a_framework_with_every_kind_of_question_fits_its_schema() -> None:
    path = Path(__file__).parents[2] / "data" / "kinds" / "framework.yaml"
    text = path.read_text(encoding="utf-8")
    assert faults("frameworks", text) == []
    # A choice of several takes its options from a list, and only a group has rows.
    for part, without in (
        (", list: forms_of_neglect, text: Which forms of neglect does the file", ", text: Which"),
        ("rows: {noun: child, most: 6, shown: 2, none: No other children}\n", "required: true\n"),
    ):
        assert part in text
        assert faults("frameworks", text.replace(part, without)) != []
