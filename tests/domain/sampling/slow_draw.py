"""The draw of PRN/1 as slowly and plainly as it can be written, to hold the fast one against."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from inspect_tool.domain.sampling.hashed_frame import FrameUnit


def slow_canon(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip("\t\n\x0b\x0c\r \xa0\ufeff")
    return text.replace("%", "%25").replace("|", "%7C")


def slow_ticket(draw_id: str, seed: str, unit: FrameUnit) -> int:
    key = hashlib.sha256(f"PRN/1-key|{slow_canon(draw_id)}|{slow_canon(seed)}".encode()).hexdigest()
    words = f"PRN/1|{key}|{slow_canon(unit.list_id)}|{slow_canon(unit.unit_id)}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest(), "big")


def slow_order(units: Sequence[FrameUnit], draw_id: str, seed: str) -> dict[str, list[FrameUnit]]:
    """All units of each stratum, from the smallest ticket to the largest."""
    order: dict[str, list[FrameUnit]] = {}
    for unit in sorted(units, key=lambda one: slow_ticket(draw_id, seed, one)):
        order.setdefault(slow_canon(unit.stratum), []).append(unit)
    return order


def slow_digest(units: Sequence[FrameUnit]) -> str:
    lines = []
    for unit in units:
        fields = [slow_canon(unit.list_id), slow_canon(unit.unit_id), slow_canon(unit.stratum)]
        size = [] if unit.size is None else [str(unit.size)]
        lines.append(("|".join([*fields, *size]) + "\n").encode())
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def slow_chances(sizes: Sequence[int], wanted: int) -> list[Fraction]:
    """Take-all one unit at a time, the largest first."""
    chances: list[Fraction] = [Fraction(0)] * len(sizes)
    left = wanted
    rest = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    while rest and left * sizes[rest[0]] >= sum(sizes[place] for place in rest):
        chances[rest.pop(0)] = Fraction(1)
        left -= 1
        if not left:
            return chances
    for place in rest:
        chances[place] = Fraction(left * sizes[place], sum(sizes[other] for other in rest))
    return chances
