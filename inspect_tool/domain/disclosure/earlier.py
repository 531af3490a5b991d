"""What a release published, by the names of its counts: known to whoever attacks the next one.

A file of a public release has it (`counts.json`): each count that its documents print, and the
names of those that stand there as `[c]`, none of which a reader cannot see in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from inspect_tool.domain.disclosure.book import CollectedCounts, CountBook, CountName
from inspect_tool.domain.disclosure.cells import CellRelation, CountCell
from inspect_tool.domain.sampling.strict_json import (
    FormError,
    Json,
    as_file,
    list_of,
    load_strictly,
    number_of,
    object_of,
    text_of,
)

FORMAT: Final = "inspect-tool release counts 1"
COUNTS: Final = "counts.json"
_NAME: Final = frozenset(CountName.__dataclass_fields__)


@dataclass(frozen=True)
class ReleasedSystem:
    """What a release left open of its counts, and what ties them; it has the counts themselves.

    Args:
        cells: What its readers have is known, all else unpublished.
        names: What each cell is called, by its key.
    """

    cells: tuple[CountCell, ...]
    relations: tuple[CellRelation, ...]
    names: Mapping[str, CountName]

    @property
    def by_key(self) -> Mapping[str, CountCell]:
        """The cells by their key."""
        return {cell.key: cell for cell in self.cells}


@dataclass(frozen=True)
class ChangedRecords:
    """How many records differ between two snapshots; one that was changed is gone and new."""

    gone: int
    new: int

    @property
    def is_none(self) -> bool:
        """Whether all are the same."""
        return not (self.gone or self.new)


@dataclass(frozen=True)
class ReleasedCounts:
    """The counts of a release.

    Args:
        printed: Each that it prints.
        held_back: Those that stand in it as held back.
        system: All that hung together in it; None where that was not kept.
        changed: The records that changed since; None where that cannot be told.
        lost: The name of the release, where what it left open was kept and is gone.
    """

    printed: Mapping[CountName, int]
    held_back: frozenset[CountName]
    system: ReleasedSystem | None = None
    changed: ChangedRecords | None = None
    lost: str = ""

    @property
    def is_tied(self) -> bool:
        """Whether it can be attacked together with a later one."""
        return self.system is not None and self.changed is not None

    @classmethod
    def of(cls, public: CollectedCounts, held_back: Collection[CountName]) -> ReleasedCounts:
        """What a public edition tells.

        Args:
            public: Its counts, read from what it prints.
            held_back: Names of what disclosure control holds back in it.
        """
        printed = {
            public.names[cell.key]: cell.count
            for cell in public.system.cells
            if public.places[cell.key] and cell.count is not None
        }
        return cls(printed, frozenset(held_back) - set(printed))


def released_text(counts: ReleasedCounts) -> str:
    """The file with them."""
    return as_file(
        {
            "format": FORMAT,
            "printed": [
                {**asdict(name), "count": counts.printed[name]} for name in sorted(counts.printed)
            ],
            "held_back": [asdict(name) for name in sorted(counts.held_back)],
        }
    )


def parse_released(text: str) -> ReleasedCounts:
    """Read it strictly.

    Raises:
        FormError: It is not one.
    """
    record = object_of(load_strictly(text), "the counts", {"format", "printed", "held_back"})
    if record["format"] != FORMAT:
        raise FormError(f"its format is not “{FORMAT}”")
    printed = [object_of(one, "a count", {*_NAME, "count"}) for one in list_of(record, "printed")]
    held = [object_of(one, "a name", set(_NAME)) for one in list_of(record, "held_back")]
    return ReleasedCounts(
        {_name(one): number_of(one, "count") for one in printed}, frozenset(map(_name, held))
    )


def _name(record: Json) -> CountName:
    return CountName(**{part: text_of(record, part) for part in _NAME})


def know_released(book: CountBook, released: ReleasedCounts) -> None:
    """Take down what a release tells of the same counts as they are now.

    What it prints is known, and so is the change since. What it holds back stays held back: with
    what is published now, the same count would tell what it was then.
    """
    for name, before in released.printed.items():
        book.change_since(name, before)
    for name in released.held_back:
        book.keep_back(name)
