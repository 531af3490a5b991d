"""The files of a report: what they are called, and what a killed build left of them."""

from __future__ import annotations

from pathlib import Path

from inspect_tool.store.file_sets import SetOfFiles

FORMATS = ("pdf", "xlsx", "html")


def manifest_of(review: str) -> str:
    """Name of the file that has the digests of the others."""
    return f"{review}-manifest.json"


def files_of(folder: Path, review: str) -> SetOfFiles:
    """The set of files that a report of a review is, in a folder.

    Args:
        review: The review's name, by which its files are called.
    """
    names = (*(f"{review}.{ending}" for ending in FORMATS), manifest_of(review))
    return SetOfFiles(folder, review, names)


def settle_reports(folder: Path) -> None:
    """Bring the report in a folder to its place where a build was killed while it did so."""
    for left in sorted(folder.glob(".*")):
        review, _, step = left.name.removeprefix(".").rpartition(".")
        if step in ("new", "next", "in") and left.is_dir():
            files_of(folder, review).settle()
