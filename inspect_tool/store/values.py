"""Answers and fields as JSON, where a date is marked so that it comes back as one; salts."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from inspect_tool.domain.language.conditions import Scalar, Value
from inspect_tool.domain.language.values import Chosen, RoughDate

SALT_BYTES = 16


def to_json(value: Value | None) -> Any:
    """The value in the types of JSON; what is no text, number or truth value names its kind."""
    if isinstance(value, Chosen):
        return {"chosen": list(value.codes), "words": value.words}
    if isinstance(value, RoughDate):
        return {"year": value.year, "month": value.month}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def from_json(value: Any) -> Value | None:
    """The value that was stored."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]  # JSON gives Any
    if "chosen" in value:
        return Chosen(tuple(value["chosen"]), value["words"])
    if "year" in value:
        return RoughDate(value["year"], value["month"])
    return date.fromisoformat(value["date"])


def fields_to_json(fields: Mapping[str, Scalar | None]) -> dict[str, Any]:
    """Fields in the types of JSON, in order of name."""
    return {name: to_json(fields[name]) for name in sorted(fields)}


def fields_from_json(fields: Mapping[str, Any]) -> dict[str, Scalar | None]:
    """Fields that were stored."""
    return {name: _field_from_json(value) for name, value in fields.items()}


def _field_from_json(value: Any) -> Scalar | None:
    """A field is a text, a number, a truth value or a day."""
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    return value  # type: ignore[no-any-return]  # JSON gives Any


def random_salt() -> str:
    """128 random bits in hex, which nobody can try through."""
    return secrets.token_hex(SALT_BYTES)
