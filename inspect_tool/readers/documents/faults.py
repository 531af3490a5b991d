"""Pydantic's errors as plain sentences that say which thing, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from pydantic_core import ErrorDetails

from inspect_tool.domain.language.conditions import Document
from inspect_tool.domain.language.faults import DocumentPath, Fault, did_you_mean, listed

UNKNOWN_KEY = "extra_forbidden"

# Patterns of the documents, as people would say them.
_PATTERN_WORDS = {
    r"^[A-Z][A-Z0-9]*(\.[A-Za-z0-9]+)*$": (
        "an id: capitals and digits, then parts after full stops, such as TIM.1 or TIM.1.a"
    ),
    r"^[A-Z][A-Z0-9]{1,11}$": "a code of 2 to 12 capitals and digits that starts with a letter",
    r"^[a-z0-9][a-z0-9-]{1,62}$": "a name of small letters, digits and hyphens",
    r"^[a-z0-9][a-z0-9-]*$": "a name of small letters, digits and hyphens",
    r"^\d+\.\d+\.\d+$": "a version of three numbers, such as 1.0.0",
    r"^[a-z][a-z0-9_-]{0,31}$": "a short name of small letters and digits, such as rk",
}

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date in the form 2013-09-30",
    "date_parsing": "a date in the form 2013-09-30",
    "date_from_datetime_parsing": "a date in the form 2013-09-30",
    "date_from_datetime_inexact": "a date in the form 2013-09-30",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}

# Keys that other languages have and ours calls something else.
_MEANT = {"or": "any", "and": "all", "if": "when", "equals": "is", "min": "gte", "max": "lte"}
# Keys below which a condition stands.
_CONDITIONS = (
    *("show_if", "applies", "when", "count", "of", "not", "eligible"),
    *("any_row", "where"),
)


def fault_of(error: ErrorDetails, path: DocumentPath, *, root: Any, model: type[Document]) -> Fault:
    """One of pydantic's errors as a fault.

    Args:
        path: Where it is, as written in the file.
        root: The whole document, to name the thing that has the fault.
    """
    if error["type"] == UNKNOWN_KEY:
        return _unknown_key(path, root=root, model=model)
    if error["type"] == "missing" and isinstance(path[-1], int):
        return _too_short(path, root)
    if error["type"] == "missing":
        return Fault(
            path=path,
            kind="missing-key",
            message=f"{named(path[:-1], root)} has no `{path[-1]}`",
            remedy=f"Add `{path[-1]}:` to it.",
        )
    if error["type"] == "value_error":
        return _rule_broken(error, path, root)
    return _wrong_value(error, path, root)


def _too_short(path: DocumentPath, root: Any) -> Fault:
    """A list of fixed length, such as the first and last day of fieldwork, that is too short."""
    return Fault(
        path=path[:-1],
        kind="wrong-value",
        message=f"{named(path[:-2], root)} has too few values in {path[-2]}",
        remedy="Add what is missing.",
    )


def _unknown_key(path: DocumentPath, *, root: Any, model: type[Document]) -> Fault:
    known, key = sorted(keys_known_at(model, path[:-1])), str(path[-1])
    start, remedy = named(path[:-1], root), f"Known here: {', '.join(known)}."
    message = f"{start} has the key {key}, which is not known"
    if key in known:
        message = f"{start} has the key {key}, which cannot stand beside the other keys there"
        remedy = "Keep one of them; join comparisons as a list below one `all` or `any`."
    elif " " in key:
        message = f"{start} has the words {key}, where a key is wanted"
        remedy = 'Put a text with a comma in quotes: {…, text: "Home, school or elsewhere?"}.'
    elif _MEANT.get(key) in known:
        message += f"; did you mean {_MEANT[key]}?"
    else:
        message += did_you_mean(key, known)
    return Fault(path=path, kind="unknown-key", message=message, remedy=remedy, value=key)


def _rule_broken(error: ErrorDetails, path: DocumentPath, root: Any) -> Fault:
    # The sentence is ours: it stands in the model's own check.
    sentence = error["msg"].removeprefix("Value error, ")
    return Fault(
        path=path,
        kind="broken-rule",
        message=f"{named(path, root).rstrip(',')}: {sentence}",
        remedy="Change it so that this holds.",
    )


def _wrong_value(error: ErrorDetails, path: DocumentPath, root: Any) -> Fault:
    key = _key_words(path)
    value = _value_words(error["input"])
    wanted, known = _wanted(error)
    hint = did_you_mean(str(error["input"]), known)
    where = (
        f"{named(path[:-1], root)} has the {key} {value}" if path else f"The document is {value}"
    )
    return Fault(
        path=path,
        kind="wrong-value",
        message=f"{where}, where {wanted} is wanted{hint}",
        remedy=_remedy(error, path, wanted),
        value=value,
    )


def _remedy(error: ErrorDetails, path: DocumentPath, wanted: str) -> str:
    if error["type"] == "string_type" and isinstance(error["input"], int | float):
        return f'Write it in quotes, so that it is text: "{error["input"]}".'
    if path and path[-1] in _CONDITIONS and wanted == _WANTED["model_type"]:
        return 'Write it as {question: TIM.1.a, is: "yes"}; join several below `all` or `any`.'
    if error["type"] == "tuple_type" and isinstance(error["input"], str):
        return f"Write it in square brackets: [{error['input']}]."
    return f"Write {wanted}."


def _wanted(error: ErrorDetails) -> tuple[str, tuple[str, ...]]:
    """What would be right, in words, and the names to choose from where there is a list."""
    choices = choices_of(error)
    if choices:
        return f"one of {listed(choices, joint='or')}", choices
    context: Mapping[str, Any] = error.get("ctx") or {}
    words: Mapping[str, Callable[[], str]] = {
        "string_pattern_mismatch": lambda: _PATTERN_WORDS.get(
            context["pattern"], f"text of the form {context['pattern']}"
        ),
        "greater_than_equal": lambda: f"{context['ge']} or more",
        "less_than_equal": lambda: f"{context['le']} or less",
        "too_short": lambda: f"a list of at least {context['min_length']}",
        "too_long": lambda: f"a list of at most {context['max_length']}",
        "string_too_short": lambda: "some text",
    }
    if error["type"] in words:
        return words[error["type"]](), ()
    if error["type"] in _WANTED:
        return _WANTED[error["type"]], ()
    return f"something else ({error['msg'][:1].lower()}{error['msg'][1:]})", ()


def choices_of(error: ErrorDetails) -> tuple[str, ...]:
    """The values to choose from where the list is closed, else nothing."""
    if error["type"] not in ("literal_error", "enum"):
        return ()
    # Pydantic has them only as a phrase: 'a', 'b' or 'c'.
    expected = str((error.get("ctx") or {})["expected"])
    return tuple(part.strip("' ") for part in expected.replace(" or ", ", ").split(", "))


def _value_words(value: Any) -> str:
    """What stands there, without printing a whole list or mapping."""
    if isinstance(value, dict):
        return "a mapping of keys"
    if isinstance(value, list | tuple):
        return "an empty list" if not value else f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == "":
        return "nothing"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _key_words(path: DocumentPath) -> str:
    names = [part for part in path if isinstance(part, str)]
    key = names[-1] if names else "value"
    return f"{key} value" if path and isinstance(path[-1], int) else key


_SECTIONS = {
    "scales": "scale",
    "lists": "list",
    "absences": "absence",
    "measures": "measure",
    "medians": "median",
    "fields": "field",
}


def named(path: DocumentPath, root: Any) -> str:
    """What people call the thing at a path: its id, its code, or its place in the document."""
    name, value = "The document", root
    for depth, part in enumerate(path):
        value = value[part]
        name = _own_name(path[: depth + 1], value, around=name) or name
    return name


def _own_name(path: DocumentPath, value: Any, *, around: str) -> str | None:
    last = path[-1]
    if isinstance(value, dict):
        for key in ("id", "code"):
            if isinstance(value.get(key), str) and isinstance(last, int):
                return str(value[key])
    if len(path) > 1 and path[-2] in _SECTIONS and isinstance(last, str):
        return f"{_SECTIONS[str(path[-2])].capitalize()} {last}"
    if isinstance(last, int) and len(path) > 1 and isinstance(path[-2], str):
        return f"{around}, item {last + 1} of {path[-2]}," if isinstance(value, dict) else None
    return f"The section {last}" if len(path) == 1 and isinstance(value, dict) else None


def keys_known_at(model: type[Document], path: DocumentPath) -> set[str]:
    """Keys that a document may have at a path, of every model that may stand there."""
    models: set[type[Document]] = {model}
    for part in path:
        if isinstance(part, str):
            models = {below for here in models for below in _models_below(here, part)} or models
    return {field.alias or name for here in models for name, field in here.model_fields.items()}


def _models_below(model: type[Document], key: str) -> set[type[Document]]:
    return {
        inner
        for name, field in model.model_fields.items()
        if key in (field.alias, name)
        for inner in _models_in(field.annotation)
    }


def _models_in(annotation: Any) -> Iterator[type[Document]]:
    """The models that an annotation names, however deep: `tuple[Question, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Document):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
