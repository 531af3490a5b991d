"""A column on its way between two processes: JSON throughout, but not one value at a time.

Whole numbers travel as the bytes of an array, a few distinct values as positions in a list of them,
texts as one text. Nothing that arrives is ever run, and what none of these fits is a plain list.
"""

from __future__ import annotations

from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

Packed: TypeAlias = "Sequence[Any] | Mapping[str, Any]"

_BLANK = -(2**31)  # stands for None among whole numbers; no day and no count is near it
_BETWEEN = "|"  # JSON writes it as it is
_MOST_DISTINCT = 256  # a position fits into a byte
_LOOKED_AT = 512


def packed(values: Sequence[Any]) -> Packed:
    """A column as JSON can have it."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) > 1:
        return values  # True and 1 would be one value
    if kinds == {int}:
        return _numbers(values)
    return _positions(values) or _texts(values) or values


def _numbers(values: Sequence[int | None]) -> Packed:
    blanks = values.count(None)
    known = [_BLANK if value is None else value for value in values] if blanks else values
    if known.count(_BLANK) != blanks:
        return values
    try:
        numbers = array("i", known)  # type: ignore[type-var]
    except OverflowError:
        return values
    return {"numbers": b64encode(numbers.tobytes()).decode(), "blanks": blanks}


def _positions(values: Sequence[Any]) -> Packed | None:
    # A column of many values shows it at once.
    if len(set(values[:_LOOKED_AT])) > _MOST_DISTINCT:
        return None
    distinct = dict.fromkeys(values)
    if len(distinct) > _MOST_DISTINCT:
        return None
    position = {value: place for place, value in enumerate(distinct)}
    at = bytes(map(position.__getitem__, values))
    return {"distinct": list(distinct), "at": b64encode(at).decode()}


def _texts(values: Sequence[Any]) -> Packed | None:
    if set(map(type, values)) != {str}:
        return None
    joined = _BETWEEN.join(values)
    return {"texts": joined} if joined.count(_BETWEEN) == len(values) - 1 else None


def unpacked(column: Packed) -> Sequence[Any]:
    """The values of a column that was packed."""
    if not isinstance(column, Mapping):
        return column
    if "texts" in column:
        texts: list[str] = column["texts"].split(_BETWEEN)
        return texts
    if "distinct" in column:
        return list(map(column["distinct"].__getitem__, b64decode(column["at"])))
    numbers = array("i", b64decode(column["numbers"])).tolist()
    if not column["blanks"]:
        return numbers
    return [None if number == _BLANK else number for number in numbers]
