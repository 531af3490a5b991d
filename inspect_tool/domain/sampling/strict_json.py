"""JSON of published documents, read strictly: nothing in them is outside their digests."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

from inspect_tool.domain.language.canonical import sha256_hex

Json: TypeAlias = dict[str, Any]  # JSON as read: anything until its form is checked

# What every reader of JSON takes for the same number: browsers count in binary fractions.
LARGEST = 2**53 - 1

# Python's own reading of ISO 8601 differs between versions; this much is the same everywhere.
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3}|\.\d{6})?(Z|[+-]\d{2}:\d{2})", re.ASCII
)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FormError(ValueError):
    """A document is not in its form; the text says where."""


def load_strictly(text: str) -> object:
    """The value of a JSON text.

    Raises:
        FormError: It is not JSON, or a field appears twice.
    """
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except FormError:
        raise
    except (ValueError, RecursionError):
        raise FormError("it is not JSON") from None


def _without_repeats(pairs: Sequence[tuple[str, object]]) -> Json:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise FormError("a field appears twice")
    return record


def object_of(
    value: object, place: str, names: set[str], *, may_lack: frozenset[str] = frozenset()
) -> Json:
    """An object with exactly the fields named.

    Raises:
        FormError: It is another kind of value, or a field is missing or unknown.
    """
    if not isinstance(value, dict):
        raise FormError(f"{place} is not an object")
    missing, unknown = sorted(names - set(value) - may_lack), sorted(set(value) - names)
    if missing:
        raise FormError(f"{place} has no `{missing[0]}`")
    if unknown:
        raise FormError(f"{place} has an unknown field")
    return value


def list_of(record: Json, name: str, *, may_lack: frozenset[str] = frozenset()) -> list[object]:
    """A list; empty where the field is missing and may be.

    Raises:
        FormError: It is another kind of value.
    """
    value = record.get(name, []) if name in may_lack else record[name]
    if not isinstance(value, list):
        raise FormError(f"`{name}` is not a list")
    return value


def text_of(record: Json, name: str) -> str:
    """A text.

    Raises:
        FormError: It is another kind of value, or holds half of a character.
    """
    value = record[name]
    if not isinstance(value, str) or not is_text(value):
        raise FormError(f"`{name}` is not text")
    return value


def is_text(value: str) -> bool:
    """Whether all of it are characters: half of a surrogate pair can be escaped in JSON."""
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def number_of(record: Json, name: str) -> int:
    """A whole number from 0 upwards.

    Raises:
        FormError: It is another kind of value, true and false among them.
    """
    value = record[name]
    # In Python True is 1; in a published document it is a mistake.
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        raise FormError(f"`{name}` is not a whole number from 0 upwards")
    return value


def field_names(kind: type[Any]) -> set[str]:
    """Names of the fields of a dataclass."""
    return {field.name for field in dataclasses.fields(kind)}


def texts_of(
    value: object, place: str, kind: type[Any], *, may_lack: frozenset[str] = frozenset()
) -> dict[str, str]:
    """The fields of a dataclass that has nothing but texts.

    Raises:
        FormError: The value does not have exactly these, as text.
    """
    record = object_of(value, f"an entry of `{place}`", field_names(kind), may_lack=may_lack)
    return {name: text_of(record, name) for name in record}


def mapping_of(record: Json, name: str, read: Callable[[Json, str], Any]) -> dict[str, Any]:
    """An object of values of one kind under free names.

    Raises:
        FormError: It is another kind of value, or a name or a value is.
    """
    value = record[name]
    if not isinstance(value, dict) or not all(map(is_text, value)):
        raise FormError(f"`{name}` is not an object")
    return {key: read(value, key) for key in value}


def canonical_json(record: Mapping[str, object]) -> str:
    """JSON with its keys sorted, no spaces, characters as they are."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_without(record: Mapping[str, object], *left_out: str) -> str:
    """SHA-256 over the canonical JSON of a record, without some of its fields."""
    rest = {name: value for name, value in record.items() if name not in left_out}
    return sha256_hex(canonical_json(rest))


def record_of(value: Any) -> Any:
    """What `dataclasses.asdict` makes of it, without a copy of every text of every unit."""
    kind: Any = type(value)
    names = _names_of(kind)
    if names:
        return {name: record_of(getattr(value, name)) for name in names}
    return [record_of(one) for one in value] if isinstance(value, tuple) else value


@cache
def _names_of(kind: Any) -> tuple[str, ...]:
    """Names of the fields of a dataclass; none of anything else."""
    is_dataclass = dataclasses.is_dataclass(kind)
    return tuple(field.name for field in dataclasses.fields(kind)) if is_dataclass else ()


def as_file(record: Mapping[str, object]) -> str:
    """The text of a published file: sorted keys, one value a line."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def moment_of(text: str) -> datetime | None:
    """The moment that a text names; a day alone is its midnight in UTC.

    None where it is no date, and no date and time with its zone.
    """
    if DAY.fullmatch(text):
        text = f"{text}T00:00:00+00:00"
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
