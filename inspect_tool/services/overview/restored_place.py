"""Where a review may be made again from its backup."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.errors import RefusedError
from inspect_tool.services.review.documents import FolderInUseError


class CurrentFolderError(RefusedError):
    """A restored review takes the place of an empty folder, so nobody may be inside it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            "A restored review takes a folder's place as a whole, and you are in this one. Go to "
            "the folder above (`cd ..`) and name this one: "
            f"`restore FILE {folder.resolve().name}`. Nothing was restored."
        )


def check_can_hold_review(folder: Path) -> None:
    """Refuse a folder that a review cannot take the place of.

    Raises:
        FolderInUseError: It has something in it, or is a file.
        CurrentFolderError: The command runs in it: its shell would stay in a folder that is gone.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(folder)
    if folder.resolve() == Path().resolve():
        raise CurrentFolderError(folder)
