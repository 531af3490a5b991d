"""Files and ids that go with a transaction: named before its commit, gone after it.

The database commits in one step and a folder does not. So what is to be removed is written down
beside the database first. Whoever opens the folder next finishes it if the transaction was
committed, and forgets about it if it was not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from inspect_tool.store.key_copies import forget_everywhere
from inspect_tool.store.key_files import KeyFolder
from inspect_tool.store.private_files import write_private

FILE = ".removal.json"
UNFINISHED = f"{FILE}.part"  # of a process that was killed while it announced


@dataclass(frozen=True)
class Removal:
    """What goes with a transaction.

    Args:
        mark: What the audit entry of the transaction holds.
        files: Below the review's folder.
        ids: Tokens whose ids go from a key file, by authority.
    """

    mark: str
    files: tuple[str, ...] = ()
    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def announce(folder: Path, removal: Removal) -> None:
    """Write down what is to be removed, before the commit."""
    write_private(folder / FILE, lambda file: file.write(json.dumps(asdict(removal))))


def is_announced(folder: Path) -> bool:
    """Whether a process was stopped before it had removed everything."""
    return (folder / FILE).exists() or (folder / UNFINISHED).exists()


def settle(folder: Path, keys: KeyFolder, *, is_committed: Callable[[str], bool]) -> None:
    """Remove what was announced, if its transaction was committed."""
    (folder / UNFINISHED).unlink(missing_ok=True)
    announced = folder / FILE
    if not announced.exists():
        return
    try:
        removal = json.loads(announced.read_text(encoding="utf-8"))
    except ValueError:  # a file of somebody else's: nothing of it is believed
        removal = {"mark": "", "files": [], "ids": {}}
    if removal["mark"] and is_committed(removal["mark"]):
        for name in removal["files"]:
            path = folder / name
            if path.resolve().is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)
        for authority, tokens in removal["ids"].items():
            forget_everywhere(keys, authority, tokens)
        _remove_unfinished_copies(folder)
    announced.unlink(missing_ok=True)


def _remove_unfinished_copies(folder: Path) -> None:
    """Remove copies of the database that a killed backup left, which hold what was deleted."""
    for path in (*folder.glob(".backup.part/**/*"), *folder.glob(".*.db.part*")):
        if path.is_file() or path.is_symlink():
            path.unlink(missing_ok=True)
