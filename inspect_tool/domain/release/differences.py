"""What differs between two releases: figures, and sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_tool.domain.release.published import Record

_NUMBER = re.compile(r"\d+%?", re.ASCII)


@dataclass(frozen=True)
class FigureChange:
    """A number that is another one, came, or went.

    Args:
        place: Table or chart, row and column.
        before, after: What stood and stands there; empty where there is nothing.
    """

    place: str
    before: str
    after: str


@dataclass(frozen=True)
class SentenceChange:
    """A quantity in words that is said otherwise, or of other numbers.

    Args:
        measure: What is counted.
        before, after: The words with their count and base; empty where there is none.
    """

    measure: str
    before: str
    after: str


@dataclass(frozen=True)
class ReleaseDifferences:
    """What differs between two releases.

    Args:
        paragraphs_gone, paragraphs_new: Words that one of them alone has.
    """

    figures: tuple[FigureChange, ...]
    sentences: tuple[SentenceChange, ...]
    paragraphs_gone: tuple[str, ...]
    paragraphs_new: tuple[str, ...]

    @property
    def are_alike(self) -> bool:
        """Whether both say the same."""
        parts = (self.figures, self.sentences, self.paragraphs_gone, self.paragraphs_new)
        return not any(parts)


def release_differences(before: Record, after: Record) -> ReleaseDifferences:
    """Compare the data of two releases: cells by their names, sentences by their place."""
    then, now = _cells(before), _cells(after)
    gone = Counter(text for _, text in before["paragraphs"])
    new = Counter(text for _, text in after["paragraphs"])
    return ReleaseDifferences(
        figures=tuple(
            FigureChange(place, then.get(place, ""), now.get(place, ""))
            for place in dict.fromkeys((*then, *now))
            if then.get(place) != now.get(place)
        ),
        sentences=tuple(_sentence_changes(before, after)),
        paragraphs_gone=tuple((gone - new).elements()),
        paragraphs_new=tuple((new - gone).elements()),
    )


def printed_otherwise(internal: Record, public: Record) -> tuple[FigureChange, ...]:
    """Counts and shares of a public release that its internal one has otherwise.

    What is held back, left out or put together stands in one of them alone, and is no difference.
    """
    wanted, printed = _cells(internal), _cells(public)
    counted = {one["id"]: one["count"] for one in internal["quantities"]}
    return (
        *(
            FigureChange(place, wanted[place], cell)
            for place, cell in printed.items()
            if _NUMBER.fullmatch(cell) and wanted.get(place, cell) != cell
        ),
        *(
            FigureChange(one["id"], str(counted[one["id"]]), str(one["count"]))
            for one in public["quantities"]
            if one["count"] is not None and counted.get(one["id"], one["count"]) != one["count"]
        ),
    )


def _cells(tables: Record) -> Mapping[str, str]:
    """Every cell with a number or a sign for one, by its table, its row and its column.

    Where several rows are called the same, as the steps of a flow are, what they say is of them.
    """
    return {
        f"{one['id']}: {_called(row, one['rows'])}, {heading}": str(cell)
        for one in [*tables["tables"], *tables["charts"]]
        for row in one["rows"]
        for heading, cell in zip(one["columns"][1:], row[1:], strict=True)
        if one["id"] != "table-quantities"
    }


def _called(row: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    is_alone = sum(other[0] == row[0] for other in rows) == 1
    return str(row[0]) if is_alone else ", ".join(map(str, row[:2]))


def _sentence_changes(before: Record, after: Record) -> Iterator[SentenceChange]:
    then = {one["id"]: one for one in before["quantities"]}
    now = {one["id"]: one for one in after["quantities"]}
    for name in dict.fromkeys((*then, *now)):
        said, says = _said(then.get(name)), _said(now.get(name))
        if said != says:
            measure = (now.get(name) or then[name])["measure"]
            yield SentenceChange(measure, said, says)


def _said(one: Record | None) -> str:
    if one is None:
        return ""
    return f"“{one['words']}” ({one['stated'] or one['count']} of {one['base']} {one['noun']})"
