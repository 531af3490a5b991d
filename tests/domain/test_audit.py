"""The hash chain shows what was changed, left out or put in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inspect_tool.domain.audit import FIRST_LINK, Entry, first_broken_link, link

START = datetime(2013, 10, 1, 9, tzinfo=UTC)


def chain(length: int = 4) -> list[tuple[Entry, str]]:
    rows: list[tuple[Entry, str]] = []
    previous = FIRST_LINK
    for number in range(1, length + 1):
        entry = Entry(
            "ASH", number, START + timedelta(hours=number), "ab", "case.answer", {"item": number}
        )
        previous = link(entry, previous)
        rows.append((entry, previous))
    return rows


def test_an_untouched_chain_holds() -> None:
    assert first_broken_link(chain()) is None
    assert first_broken_link([]) is None


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "cd"},
        {"action": "case.lose"},
        {"details": {"item": 9}},
        {"stream": "BRO"},
        {"at": START},
    ],
)
def test_a_changed_entry_breaks_the_chain_at_its_place(change: dict[str, object]) -> None:
    rows = chain()
    rows[2] = (replace(rows[2][0], **change), rows[2][1])  # type: ignore[arg-type]
    broken = first_broken_link(rows)
    assert broken is not None
    assert broken.sequence == 3


def test_a_missing_entry_breaks_the_chain_where_it_was() -> None:
    rows = chain()
    del rows[1]
    broken = first_broken_link(rows)
    assert broken is not None
    assert broken.sequence == 3


def test_a_rewritten_entry_breaks_the_next_link_even_with_a_new_digest() -> None:
    rows = chain()
    forged = replace(rows[1][0], actor="cd")
    rows[1] = (forged, link(forged, rows[0][1]))
    broken = first_broken_link(rows)
    assert broken is not None
    assert broken.sequence == 3
