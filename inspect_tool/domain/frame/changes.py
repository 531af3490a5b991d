"""What a changed return changes in a frame, before anybody takes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_tool.domain.frame.units import Unit


@dataclass(frozen=True)
class FrameChanges:
    """The differences between two frames of one authority, by numbers of children.

    Args:
        added: On the new frame only.
        removed: On the old frame only.
        changed: On both, with at least one difference.
        by_field: Children for whom a field differs, by name; `case_type`, `stratum` and
            `eligibility` count as fields.
    """

    added: int
    removed: int
    changed: int
    by_field: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Whether the frames are the same."""
        return not (self.added or self.removed or self.changed)


def compare_frames(old_units: Iterable[Unit], new_units: Iterable[Unit]) -> FrameChanges:
    """Count what differs between two frames; the order of the units does not matter."""
    old = {(unit.list_id, unit.unit_id): unit for unit in old_units}
    new = {(unit.list_id, unit.unit_id): unit for unit in new_units}
    by_field: Counter[str] = Counter()
    changed = 0
    for key in old.keys() & new.keys():
        names = _differing_fields(old[key], new[key])
        by_field.update(names)
        changed += bool(names)
    return FrameChanges(
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        changed=changed,
        by_field=dict(sorted(by_field.items())),
    )


def _differing_fields(old: Unit, new: Unit) -> list[str]:
    if old == new:
        return []
    own = [name for name in ("case_type", "stratum", "eligibility") if _differs(old, new, name)]
    names = sorted(old.fields.keys() | new.fields.keys())
    # A field that only one of the plans keeps differs, even where its value is not known.
    return own + [
        name
        for name in names
        if (name in old.fields) is not (name in new.fields) or old.fields[name] != new.fields[name]
    ]


def _differs(old: Unit, new: Unit, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))
