"""Dataclasses are made in less time, on Pythons that compile each of their methods alone.

Up to Python 3.12 `dataclass` writes the source of up to six methods of a class and has each
compiled. A command makes two to three hundred such classes before it begins, and sharing methods
took a tenth off its time. All of these but `__init__` do the same for every class, so that one
function that knows the names of the fields serves. From Python 3.13 on they are compiled together,
and nothing is changed here.
"""

from __future__ import annotations

import dataclasses
import operator
import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

Values: TypeAlias = Callable[[Any], tuple[Any, ...]]
Fields: TypeAlias = Sequence[dataclasses.Field[Any]]
COMPARISONS = MappingProxyType(
    {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)


def make_classes_quickly() -> None:
    """Have the dataclasses that are made from now on share what does not differ between them."""
    is_slow = sys.version_info < (3, 13)
    if is_slow and all(hasattr(dataclasses, name) for name in QUICKER):
        vars(dataclasses).update(QUICKER)


def _values_of(names: Sequence[str]) -> Values:
    """What gives the values of some fields as a tuple."""
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda row: tuple(getattr(row, name) for name in names)


def _repr(fields: Fields, *_globals: object, **_named: object) -> Any:
    names = [field.name for field in fields]

    def __repr__(self: Any) -> str:  # noqa: N807
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    return vars(dataclasses)["_recursive_repr"](__repr__)


def _frozen(cls: Any, fields: Fields, *_globals: object, **_named: object) -> Any:
    names = frozenset(field.name for field in fields)

    def __setattr__(self: Any, name: str, value: object) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__


def _compared(name: str, sign: str, own: str, _other: str, **_globals: object) -> Any:
    # The fields come as source: "(self.authority,self.ref,)".
    values = _values_of([part.partition(".")[2] for part in own.strip("()").split(",") if part])
    holds = COMPARISONS[sign]

    def compare(self: Any, other: Any) -> Any:
        if other.__class__ is self.__class__:
            return holds(values(self), values(other))
        return NotImplemented

    compare.__name__ = name
    return compare


def _hashed(fields: Fields, *_globals: object, **_named: object) -> Any:
    values = _values_of([field.name for field in fields])

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(values(self))

    return __hash__


QUICKER: Mapping[str, Any] = {
    "_repr_fn": _repr,
    "_frozen_get_del_attr": _frozen,
    "_cmp_fn": _compared,
    "_hash_fn": _hashed,
}
