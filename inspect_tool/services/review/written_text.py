"""Text that somebody writes in an editor, in a file that nobody else reads and that goes again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from inspect_tool.store.folder_lock import alone_in
from inspect_tool.store.private_files import make_private_folder, write_private

FOLDER = ".being-written"


def write_in(review: Path, edit: Callable[[Path], None]) -> str:
    """What somebody writes into an empty file; its folder and all that the editor left go again.

    Args:
        edit: Lets a person change the file, and returns when they have.
    """
    place = review / FOLDER / uuid4().hex
    make_private_folder(place.parent)
    make_private_folder(place)
    with alone_in(place, wait=True):
        try:
            file = place / "text.txt"
            write_private(file, lambda _: None)
            edit(file)
            return file.read_text(encoding="utf-8-sig").strip()
        finally:
            shutil.rmtree(place)
            with suppress(OSError):  # somebody else is writing a text too
                place.parent.rmdir()


def remove_left_text(review: Path) -> None:
    """Remove what a killed command left of a text; one that somebody is writing stays."""
    for place in sorted((review / FOLDER).glob("*")):
        with alone_in(place, wait=False, where_no_locks=False) as is_alone:
            if is_alone:
                shutil.rmtree(place, ignore_errors=True)
