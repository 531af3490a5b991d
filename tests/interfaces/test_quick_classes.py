"""Dataclasses that share their methods are what the standard library makes."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from inspect_tool.cli.quick_classes import QUICKER, make_classes_quickly

HAS_SLOW_ONES = all(hasattr(dataclasses, name) for name in QUICKER)


def classes() -> tuple[type, ...]:
    """Classes of several kinds, made as things are."""

    @dataclass(frozen=True)
    class Nothing:
        pass

    @dataclass(frozen=True)
    class Single:
        name: str

    @dataclass(frozen=True, order=True)
    class Several:
        name: str
        size: int = 3
        hidden: int = field(default=0, repr=False, compare=False)

    @dataclass(frozen=True)
    class Below(Several):
        more: tuple[int, ...] = ()

    @dataclass(frozen=True, slots=True)
    class Slotted:
        name: str
        size: int = 3

    @dataclass
    class Changing:
        name: str
        size: int = 3

    return Nothing, Single, Several, Below, Slotted, Changing


def told(made: tuple[type, ...]) -> Iterator[object]:
    """Everything that can be seen of such classes and their values."""
    nothing, single, several, below, slotted, changing = (cls for cls in made)
    values: list[Any] = [nothing(), single("a"), several("a"), several("a", 4, 9), below("a", 3)]
    values += [slotted("a"), changing("a"), several("a", 3, 1)]
    yield [repr(value) for value in values]
    yield [[one == other for other in values] for one in values]
    yield several("a") < several("a", 4), several("b") >= several("a"), several("a") > several("a")
    for value in values:
        yield outcome(lambda value=value: hash(value))
        yield outcome(lambda value=value: setattr(value, "name", "b"))
        yield outcome(lambda value=value: setattr(value, "unknown", "b"))
        yield outcome(lambda value=value: delattr(value, "size"))
    for cls in made:
        own = [name for name in vars(cls) if callable(getattr(cls, name))]
        yield sorted((name, getattr(cls, name).__qualname__) for name in own)
        yield str(inspect.signature(cls))


def outcome(what: Any) -> object:
    try:
        return what()
    except (FrozenInstanceError, TypeError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.skipif(not HAS_SLOW_ONES, reason="this Python compiles all methods of a class at once")
def test_classes_that_share_their_methods_are_what_they_would_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in QUICKER:  # put back afterwards, whatever was there before
        monkeypatch.setattr(dataclasses, name, getattr(dataclasses, name))
    compiled = list(told(COMPILED))
    make_classes_quickly()
    assert dataclasses._repr_fn is QUICKER["_repr_fn"]  # type: ignore[attr-defined]
    assert list(told(classes())) == compiled


COMPILED = classes()


def test_nothing_is_changed_where_the_library_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(dataclasses, "_hash_fn", raising=False)
    before = dict(vars(dataclasses))
    make_classes_quickly()
    assert vars(dataclasses) == before
