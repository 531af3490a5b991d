"""Units and strata of a plain frame that may be one, written in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inspect_tool.domain.language.identity import (
    all_plain,
    difference,
    forms_of,
    groups_alike,
    without_formatting,
)
from inspect_tool.domain.sampling.hashed_frame import PORTION, FrameColumns, counts_of
from inspect_tool.errors import Problem
from inspect_tool.readers.plain.frames import PlainFrame
from inspect_tool.readers.plain.tables import check_no_problems

MOST_NAMED = 20  # as many notes of one kind; how many more there are is said


def check_written_once(frame: PlainFrame) -> None:
    """Refuse a frame with units that differ only in what a spreadsheet adds: 1001 and 1001.0.

    Raises:
        CheckFailedError: With every such unit and its line.
    """
    check_no_problems(frame.file, _written_twice(frame))


def _written_twice(frame: PlainFrame) -> Iterator[Problem]:
    if frame.units.length_of_tokens:
        return
    tokens = frame.units.tokens
    portions = (tokens[start : start + PORTION] for start in range(0, len(tokens), PORTION))
    if all(map(all_plain, portions)):
        return  # a spreadsheet adds nothing that is a letter or a digit
    first: dict[tuple[str, str], int] = {}
    plain: dict[str, str] = {}
    for index, unit in enumerate(frame.units):
        text = unit.unit_id
        is_itself = text.isascii() and text.isalnum()
        form = text if is_itself else plain.setdefault(text, without_formatting(text))
        known = first.setdefault((unit.list_id, form), index)
        if frame.units[known].unit_id.strip() != text.strip():
            yield frame.problem(
                index,
                "unit_id",
                "duplicate-unit",
                f"The unit is already in line {frame.lines[known]}, written otherwise by a "
                "spreadsheet (such as 1001.0 for 1001), so it would have two chances.",
                "Remove one of the two, and write identifiers as text.",
            )


def alike_notes(frame: PlainFrame) -> tuple[str, ...]:
    """What looks alike among the units of a list and among the strata, with lines.

    Units are named by their lines only, for they may be children.
    """
    notes = list(_unit_notes(frame))
    more = len(notes) - MOST_NAMED
    if more > 0:
        notes[MOST_NAMED:] = [f"{frame.file}: {more:,} more pairs of units look alike."]
    return (*notes, *_stratum_notes(frame))


def _unit_notes(frame: PlainFrame) -> Iterator[str]:
    by_list: dict[str, dict[str, int]] = {name: {} for name in counts_of(frame.units.lists)}
    for row in _rows_that_may_be_alike(frame.units):
        unit = frame.units[row]
        by_list[unit.list_id].setdefault(unit.unit_id.strip(), frame.lines[row])
    for lines in by_list.values():
        for texts in groups_alike(lines).values():
            yield (
                f"{frame.file}: the units in lines {_named(texts, lines)} differ only in "
                f"{difference(texts).value}. If they are one, it has {len(texts)} chances."
            )


def _rows_that_may_be_alike(units: FrameColumns) -> list[int]:
    """The rows whose unit has what it has in common with another of its list, and a few more.

    A number stands for each: of a million units hardly any is looked at as a text.
    """
    import numpy as np

    if units.length_of_tokens:
        return []
    numbers = np.empty(len(units), dtype=np.int64)
    for start in range(0, len(units), PORTION):
        some = units[start : start + PORTION]
        forms = forms_of(list(map(str.strip, some.tokens)))
        own = np.fromiter(map(hash, forms), dtype=np.int64, count=len(some))
        lists = np.fromiter(map(hash, some.lists), dtype=np.int64, count=len(some))
        numbers[start : start + PORTION] = own ^ (lists << 1)
    ordered = np.sort(numbers)
    several = ordered[1:][ordered[1:] == ordered[:-1]]
    rows: list[int] = np.flatnonzero(np.isin(numbers, several)).tolist() if several.size else []
    return rows


def _stratum_notes(frame: PlainFrame) -> Iterator[str]:
    found = groups_alike(map(str.strip, counts_of(frame.units.strata)))
    if not found:
        return
    lines: dict[str, int] = {}
    for stratum, line in zip(frame.units.strata, frame.lines, strict=True):
        lines.setdefault(stratum.strip(), line)
    for texts in found.values():
        quoted = " and ".join(f"“{text}”" for text in texts)
        yield (
            f"{frame.file}: the strata {quoted} (lines {_named(texts, lines)}) differ only in "
            f"{difference(texts).value}. They are drawn from apart."
        )


def _named(texts: Iterable[str], lines: Mapping[str, int]) -> str:
    numbers = [str(lines[text]) for text in texts]
    return f"{', '.join(numbers[:-1])} and {numbers[-1]}"
