"""The answers in a return, read as values: each with what it was made from, none trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from inspect_tool.domain.records.records import ItemKind, Reader
from inspect_tool.domain.sampling.strict_json import (
    FormError,
    Json,
    as_file,
    is_text,
    list_of,
    load_strictly,
    moment_of,
    object_of,
    text_of,
)

ANSWERS_FORMAT: Final = "inspect-tool answers 1"
LONGEST_WORDS: Final = 1_000_000  # characters of a note: more than any workbook holds
LONGEST_NAME: Final = 500  # of an item, a place in a workbook, an origin
_ID: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_REF: Final = re.compile(r"[A-Z][A-Z0-9]{1,11}(-[A-Za-z0-9_-]{1,60})?", re.ASCII)
_READERS: Final = frozenset({"", *Reader})
_TEXTS: Final = (
    "id",
    "subject_ref",
    "reader",
    "item_kind",
    "item_id",
    "note",
    "author",
    "origin",
    "version",
)
_SHORT: Final = ("item_id", "author", "origin", "version")


@dataclass(frozen=True)
class PackedAnswer:
    """One answer as somebody gave it, on whatever machine; see `store.tables.Revision`.

    Args:
        reader: In whose record; empty for words that are in nobody's.
        value: In the types of JSON.
        parents: Names of what it was made from.
    """

    id: str
    subject_ref: str
    reader: str
    item_kind: ItemKind
    item_id: str
    value: Any
    absence: str | None
    note: str
    author: str
    origin: str
    version: str
    recorded_at: datetime
    parents: tuple[str, ...]

    @property
    def authority(self) -> str:
        """Code of the authority that it is about."""
        return self.subject_ref.partition("-")[0]


def answers_text(answers: Iterable[PackedAnswer]) -> str:
    """Answers as a return holds them, in the order in which they were given."""
    return as_file({"format": ANSWERS_FORMAT, "answers": [_record(one) for one in answers]})


def _record(answer: PackedAnswer) -> Json:
    return {
        **{name: getattr(answer, name) for name in (*_TEXTS, "value", "absence")},
        "recorded_at": answer.recorded_at.isoformat(),
        "parents": list(answer.parents),
    }


def parse_answers(text: str) -> tuple[PackedAnswer, ...]:
    """Read the answers of a return strictly.

    Raises:
        FormError: They are none, one of them has no form of an answer, or two share a name.
    """
    record = object_of(load_strictly(text), "the file of answers", {"format", "answers"})
    if record["format"] != ANSWERS_FORMAT:
        raise FormError(f"its format is not “{ANSWERS_FORMAT}”")
    answers = tuple(_answer(one) for one in list_of(record, "answers"))
    if len({answer.id for answer in answers}) < len(answers):
        raise FormError("two answers have one name")
    return answers


def _answer(value: object) -> PackedAnswer:
    names = {*_TEXTS, "value", "absence", "recorded_at", "parents"}
    record = object_of(value, "an answer", names)
    held = {name: text_of(record, name) for name in _TEXTS}
    is_short = all(len(held[name]) <= LONGEST_NAME for name in _SHORT)
    is_named = _ID.fullmatch(held["id"]) and _REF.fullmatch(held["subject_ref"])
    if not (is_named and is_short and held["reader"] in _READERS):
        raise FormError("an answer is about nothing that this tool has")
    moment = moment_of(text_of(record, "recorded_at"))
    absence = record["absence"]
    parents = list_of(record, "parents")
    if moment is None or not (absence is None or _is_words(absence, LONGEST_NAME)):
        raise FormError("an answer has no moment, or an absence that is none")
    if not all(isinstance(one, str) and _ID.fullmatch(one) for one in parents):
        raise FormError("an answer was made from something that is no answer")
    if len(held["note"]) > LONGEST_WORDS or not _is_value(record["value"]):
        raise FormError("an answer has a value or a note that no question takes")
    return PackedAnswer(
        **{**held, "item_kind": _kind(held["item_kind"])},  # type: ignore[arg-type]
        value=record["value"],
        absence=absence,
        recorded_at=moment,
        parents=tuple(sorted({str(one) for one in parents})),
    )


def _kind(text: str) -> ItemKind:
    try:
        return ItemKind(text)
    except ValueError:
        raise FormError("an answer is of no kind that this tool knows") from None


def _is_words(value: object, longest: int) -> bool:
    return isinstance(value, str) and len(value) <= longest and is_text(value)


def _is_value(value: object) -> bool:
    """Whether it is a value as the database keeps them (`store/values.py`)."""
    if isinstance(value, dict):
        return _is_marked(value)
    is_finite = not isinstance(value, float) or abs(value) < float("inf")
    is_plain = value is None or isinstance(value, bool | int | float)
    return (is_plain and is_finite) or _is_words(value, LONGEST_WORDS)


def _is_marked(value: Json) -> bool:
    """Whether it is a day, a month, or a choice of several."""
    if value.keys() == {"date"}:
        return _is_words(value["date"], len("2013-10-01"))
    if value.keys() == {"year", "month"}:
        numbers = [part for part in value.values() if part is not None]
        return all(isinstance(part, int) and not isinstance(part, bool) for part in numbers)
    codes = value.get("chosen")
    are_codes = isinstance(codes, list) and all(_is_words(code, LONGEST_NAME) for code in codes)
    return (
        value.keys() == {"chosen", "words"}
        and are_codes
        and _is_words(value["words"], LONGEST_WORDS)
    )
