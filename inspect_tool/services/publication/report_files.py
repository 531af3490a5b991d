"""The files of a report: what they are called, which builds are kept, what a killed one left."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspect_tool.store.file_sets import SetOfFiles
from inspect_tool.store.private_files import make_private_folder, write_private_set

if TYPE_CHECKING:
    from inspect_tool.domain.content.blocks import Edition
    from inspect_tool.store.database import UnitOfWork

FORMATS = ("pdf", "xlsx", "html")
PUBLIC_FORMATS = (*FORMATS, "docx")
OF_LETTERS: Final = ".letters"  # behind the name of a set of letters, where no review has a dot
BUILDS: Final = "builds"  # below the folder of reports
ABOUT: Final = "build.json"
NAME_OF_BUILD: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}-(internal|public)-[A-Za-z0-9_]+")


@dataclass(frozen=True)
class BuildAbout:
    """What is told of a build that is kept.

    Args:
        name: What its folder is called: moment, edition and person.
        at: The moment, in UTC.
    """

    name: str
    at: str
    person: str
    edition: str
    snapshot: str
    is_draft: bool

    @classmethod
    def of(cls, work: UnitOfWork, snapshot: str, edition: Edition, is_draft: bool) -> BuildAbout:
        """What is told of a build that is recorded now."""
        name = f"{work.now:%Y-%m-%dT%H%M%S}-{edition.value}-{work.actor.id}"
        at = f"{work.now.day} {work.now:%B %Y at %H:%M} UTC"
        return cls(name, at, work.actor.id, edition.value, snapshot, is_draft)


def keep_build(folder: Path, about: BuildAbout, files: Mapping[str, bytes]) -> None:
    """Keep the files of a build in a folder of its own, which is there whole or not at all.

    Args:
        folder: Where reports are.
    """
    place = folder / BUILDS / about.name
    make_private_folder(place.parent)
    begun = place.with_name(f".{about.name}.new")
    shutil.rmtree(begun, ignore_errors=True)
    make_private_folder(begun)
    told = json.dumps(asdict(about), indent=2).encode()
    write_private_set({begun / name: data for name, data in {**files, ABOUT: told}.items()})
    shutil.rmtree(place, ignore_errors=True)  # the same person in the same second
    begun.rename(place)


def kept_builds(folder: Path) -> tuple[BuildAbout, ...]:
    """The builds that are kept, the newest first; what is none is left aside."""
    found = []
    for about in (folder / BUILDS).glob(f"*/{ABOUT}"):
        if NAME_OF_BUILD.fullmatch(about.parent.name):
            found.append(BuildAbout(**json.loads(about.read_text(encoding="utf-8"))))
    return tuple(sorted(found, key=lambda one: one.name, reverse=True))


def manifest_of(review: str) -> str:
    """Name of the file that has the digests of the others."""
    return f"{review}-manifest.json"


def files_of(folder: Path, review: str) -> SetOfFiles:
    """The set of files that a report of a review is, in a folder.

    Args:
        review: The review's name, by which its files are called.
    """
    names = (*(f"{review}.{ending}" for ending in PUBLIC_FORMATS), manifest_of(review))
    return SetOfFiles(folder, review, names)


def letters_of(folder: Path, name: str, files: Sequence[str] = ()) -> SetOfFiles:
    """The public letters in a folder, whose names say whom each is about, and their manifest.

    Args:
        name: How their names begin.
        files: Those that are to take their place; letters that lie there are of the set anyway.
    """
    begun = f"{name}{OF_LETTERS}"
    held = {path.name for path in folder.glob(f"{name}-*")}
    held |= {path.name for path in folder.glob(f".{begun}.*/{name}-*")}
    last = manifest_of(name)
    return SetOfFiles(folder, begun, (*sorted({*held, *files} - {last}), last))


def settle_reports(folder: Path) -> None:
    """Bring the report in a folder to its place where a build was killed while it did so."""
    for left in sorted(folder.glob(".*")):
        review, _, step = left.name.removeprefix(".").rpartition(".")
        if step not in ("new", "next", "in") or not left.is_dir():
            continue
        if review.endswith(OF_LETTERS):
            letters_of(folder, review.removesuffix(OF_LETTERS)).settle()
        else:
            files_of(folder, review).settle()
