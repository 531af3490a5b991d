"""Why there is no snapshot, or no figures of one any more."""

from __future__ import annotations

from inspect_tool.errors import CheckFailedError, RefusedError


class SnapshotErasedError(RefusedError):
    """Cases of a snapshot were erased, so its records give other figures than were published."""

    def __init__(self, name: str, erased: int) -> None:
        super().__init__(
            f"Snapshot {name} has erased cases ({erased}). What was counted from it stands: see "
            f"`snapshot totals {name}`. For figures without them, take a new snapshot."
        )


class SnapshotChangedError(CheckFailedError):
    """What a snapshot keeps is not what it was taken with."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Snapshot {name} is not what was taken: its contents do not give its digest. "
            "Somebody changed the database; use a backup, and take a new snapshot."
        )


class SnapshotExistsError(RefusedError):
    """A name is given once."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a snapshot called {name}, and it never changes. Use a new name."
        )
