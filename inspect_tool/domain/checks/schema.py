"""JSON Schemas of the documents that people write, so that editors complete and underline.

Made from the models, then tidied: no nulls (nobody writes them), closed lists of the names that
the tool knows, and the rules between keys that an editor can show.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from inspect_tool.domain.clocks.rules import RULES
from inspect_tool.domain.frame.fields import FIELDS
from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.lists.shipped import SHIPPED
from inspect_tool.domain.plan.authority_choices import AuthoritySelection
from inspect_tool.domain.plan.plan import ReviewPlan

# JSON, which has no better type.
Schema: TypeAlias = dict[str, Any]
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def plan_schema() -> Schema:
    """JSON Schema of `review.yaml`."""
    schema = _schema_of(ReviewPlan, "Review plan")
    parts = schema["$defs"]
    parts["Comparison"].update(minProperties=2, maxProperties=2)
    parts["LocalLimit"]["properties"]["rule"]["enum"] = sorted(RULES)
    # Lists of one's own give fields of their own.
    kept = {"items": {"enum": sorted(FIELDS)}}
    of_annex_a = {"population": {"properties": {"keep": kept}}}
    schema["if"] = {"not": {"required": ["lists"]}}
    schema["then"] = {"properties": of_annex_a}
    schema["properties"]["case_types"] = {"type": "array", "items": {"type": "string"}}
    schema["properties"]["lists"] = {
        "oneOf": [{"enum": list(SHIPPED)}, schema["properties"]["lists"]]
    }
    schema["properties"]["authorities"] = {
        "oneOf": [
            schema["properties"]["authorities"],
            _only("file", {"type": "string", "description": "A CSV file beside the plan."}),
            _only("select", _tidied(AuthoritySelection.model_json_schema(by_alias=True))),
        ]
    }
    return schema


def framework_schema() -> Schema:
    """JSON Schema of `framework.yaml`."""
    schema = _schema_of(Framework, "Criteria framework")
    parts = schema["$defs"]
    # A comparison is one subject and one test.
    parts["Comparison"].update(minProperties=2, maxProperties=2)
    parts["Rule"]["oneOf"] = [{"required": ["when", "then"]}, {"required": ["else"]}]
    question = parts["Question"]
    for part in (question, parts["ClockLimit"]):
        part["properties"]["rule"]["enum"] = sorted(RULES)
    parts["Comparison"]["properties"]["in_force"]["enum"] = sorted(RULES)
    prefill = question["properties"]["prefill"]
    question["properties"]["prefill"] = {
        **{key: value for key, value in prefill.items() if key != "type"},
        "anyOf": [{"enum": sorted(FIELDS)}, {"type": "string"}],
    }
    question["required"] = ["id", "type"]
    question["allOf"] = [
        _if_type("choice", ["text", "scale"], ["rule", "from", "to", "otherwise"]),
        _if_type("clock", ["rule", "from", "to"], ["scale"]),
        *(
            _if_type(kind, ["text"], ["scale", "rule", "otherwise"])
            for kind in ("date", "number", "text")
        ),
        _if_type("several", ["text", "list"], ["scale", "rule", "rows", "questions"]),
        _if_type("group", ["text", "rows", "questions"], ["scale", "rule", "list", "prefill"]),
    ]
    return schema


def _schema_of(model: type[Document], title: str) -> Schema:
    made = _tidied(model.model_json_schema(by_alias=True))
    return {"$schema": _DIALECT, **made, "title": title}


def _only(key: str, value: Schema) -> Schema:
    return {
        "type": "object",
        "properties": {key: value},
        "required": [key],
        "additionalProperties": False,
    }


def _if_type(name: str, needs: list[str], refuses: list[str]) -> Schema:
    """What a question of a type must have and cannot have."""
    return {
        "if": {"properties": {"type": {"const": name}}},
        "then": {"required": needs, "properties": dict.fromkeys(refuses, False)},
    }


def _tidied(part: Any) -> Any:
    """The schema without nulls, and without the titles that only repeat the key."""
    if isinstance(part, list):
        return [_tidied(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if not _is_noise(key, value)}
    tidy = {key: _tidied(value) for key, value in kept.items()}
    options = [option for option in tidy.get("anyOf", []) if option != {"type": "null"}]
    if len(options) == 1:
        return {**{key: value for key, value in tidy.items() if key != "anyOf"}, **options[0]}
    return {**tidy, "anyOf": options} if options else tidy


def _is_noise(key: str, value: Any) -> bool:
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)
