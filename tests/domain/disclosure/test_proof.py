"""The proof by attack as data, and what it comes to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from inspect_tool.domain.disclosure.attack import FeasibleRange
from inspect_tool.domain.disclosure.book import ALL, CountBook, CountName
from inspect_tool.domain.disclosure.cells import CountCell
from inspect_tool.domain.disclosure.control import DisclosureResult, HeldBackCount, control
from inspect_tool.domain.disclosure.joint import released_system
from inspect_tool.domain.disclosure.primary import DisclosureRules, HeldBackReason
from inspect_tool.domain.disclosure.proof import (
    WITHOUT_SYSTEM,
    AttackSummary,
    attack_text,
    parse_attack_system,
)
from inspect_tool.domain.sampling.strict_json import FormError

NAMES = [CountName("Drift", f"Authority: {one}") for one in ("Ashmere", "Fenwater", "Irkdale")]


def collected() -> CountBook:
    """2, 20 and 9 of 30, 40 and 30; what does not count of them stands nowhere."""
    book = CountBook()
    for name, count in zip(NAMES, (2, 20, 9), strict=True):
        book.note(name, count, f"Table 1, {name.group}")
    book.note(CountName("Drift", ALL), 31, "Table 1, All")
    book.tie(CountName("Drift", ALL), NAMES)
    return book


def test_each_count_that_was_attacked_is_told_with_its_range() -> None:
    counts = collected().closed()
    result = control(counts.system, DisclosureRules(5))
    of, system = {"release": "2014"}, released_system(counts, result.keys)
    text = attack_text(counts, result, 5, of=of, system=system)
    assert parse_attack_system(text, of=of) == system
    held = json.loads(text)
    assert (held["release"], held["smallest_count"]) == ("2014", 5)
    first, second = held["counts"]
    assert (first["group"], first["count"], first["held_back_for"]) == (
        "Authority: Ashmere", 2, ["small"],
    )  # fmt: skip
    assert first["where"] == ["Table 1, Authority: Ashmere"]
    assert second["held_back_for"] == ["protects"]
    assert [one["highest"] - one["lowest"] >= 5 for one in held["counts"]] == [True, True]
    found = AttackSummary.of(result, counts)
    assert (found.attacked, found.known) == (2, 0)
    assert found.narrowest == 11


def test_a_group_of_known_size_is_told_apart_and_no_limit_is_no_width() -> None:
    def held(found: FeasibleRange, *, is_narrow: bool) -> HeldBackCount:
        return HeldBackCount(CountCell("k", 2), (HeldBackReason.SMALL,), found, is_narrow=is_narrow)

    ranges = {"rest": FeasibleRange(0, 9)}
    known = held(FeasibleRange(0, 3), is_narrow=True)
    endless = held(FeasibleRange(0, None), is_narrow=False)
    result = DisclosureResult((known, endless), ranges, 3, 1)
    counts = replace(collected().closed(), joined=(1,), apart=(2, 3))
    assert AttackSummary.of(result, counts) == AttackSummary(3, None, 1, together=1, apart=2)


A_CELL = {
    "what": "Drift", "group": "All", "part": "number", "count": None, "lowest": 0, "highest": 9,
    "is_known": False, "is_sensitive": True, "is_held_back": False,
}  # fmt: skip
OF = {"release": "2014"}


def written(cells: list[Any], equations: list[Any], **others: str) -> str:
    system = {"cells": cells, "equations": equations}
    record = {"format": "inspect-tool disclosure attack 2", **OF, "system": system, **others}
    return json.dumps(record)


def test_what_hung_together_is_read_strictly() -> None:
    assert parse_attack_system(written([A_CELL], [{"sum": 0, "of": [[0, 1]]}]), of=OF) is not None
    assert parse_attack_system(written([], [], format=WITHOUT_SYSTEM), of=OF) is None
    for text in (
        "[]",
        written([], [], release="another"),
        written([], [], format="another"),
        written([{**A_CELL, "is_known": 1}], []),
        written([A_CELL], [{"sum": 0, "of": [[1, 1]]}]),
        written([A_CELL], [{"sum": 0, "of": [[0, True]]}]),
        written([A_CELL], [{"sum": 0, "of": [0]}]),
    ):
        with pytest.raises(FormError):
            parse_attack_system(text, of=OF)
