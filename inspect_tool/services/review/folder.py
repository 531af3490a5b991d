"""Where the files of a review are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspect_tool.documents.template_folders import TemplateFolders
from inspect_tool.domain.look.look_file import LOOK_FILE
from inspect_tool.domain.report.advice_file import ADVICE_FILE
from inspect_tool.errors import UnreadableFileError
from inspect_tool.store.evidence_folder import NAME as EVIDENCE_FOLDER

RELEASES = "releases"
VERSIONS = "versions"  # texts of plan and framework that others took the place of
OF_TEXTS = ("narrative", "wording", "templates", "certificates", "frameworks", VERSIONS)
PRESS_FILE = "press-summary.md"
# What people put beside the plan and the framework; a logo is one of the pictures.
DOCUMENTS = (ADVICE_FILE, LOOK_FILE, PRESS_FILE, "commitment*.json", "*.svg", "*.png")


class OutsideFolderError(UnreadableFileError):
    """A file of the review is a link, or has a name, that leads out of its folder."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} leads out of the review's folder. Put the file itself into the folder."
        )


@dataclass(frozen=True)
class ReviewFolder:
    """The folder of a review, and the templates that its documents are made with.

    Args:
        templates: Where the review's own would be; they are used file by file.
        shipped: Those that come with the tool.
    """

    path: Path
    templates: Path
    shipped: Path

    @property
    def reports(self) -> Path:
        """Where reports are written."""
        return self.path / "reports"

    @property
    def releases(self) -> Path:
        """Where sealed releases are, and the notices beside them."""
        return self.path / RELEASES

    @property
    def narrative(self) -> Path:
        """Where the words of the report are."""
        return self.path / "narrative"

    @property
    def evidence(self) -> Path:
        """Where files of evidence are."""
        return self.path / EVIDENCE_FOLDER

    @property
    def advice(self) -> Path:
        """Where the recommendations are, where they are a document of their own."""
        return self.path / ADVICE_FILE

    def wording(self, name: str) -> Path:
        """The file of a wording scale: the review's own where it has one."""
        own = self.path / "wording" / f"{name}.yaml"
        if own.is_file():
            check_inside(self.path, own)
            return own
        return self.template(f"wording/{name}.yaml")

    def template(self, name: str) -> Path:
        """A template by its name below `templates`: the review's own where it has one.

        Raises:
            OutsideFolderError: It leads out of the folder.
        """
        folders = self.template_folders
        found = folders.file(name)
        if any(found == own / name for own in folders.own):
            check_inside(self.path, found)
        return found

    @property
    def template_folders(self) -> TemplateFolders:
        """Where documents find their templates, file by file."""
        is_own = self.templates != self.shipped and self.templates.is_dir()
        own = (self.templates,) if is_own else ()
        return TemplateFolders((*own, self.shipped))

    def own_templates(self) -> Mapping[str, str]:
        """SHA-256 of each template that is not one of the tool's, by its name below `templates`.

        Raises:
            OutsideFolderError: One of them leads out of the folder.
        """
        if not self.template_folders.own:
            return {}
        return {
            name: digest
            for name, digest in self._template_digests(self.templates)
            if not _is_same(self.shipped / name, digest)
        }

    def _template_digests(self, folder: Path) -> list[tuple[str, str]]:
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        for file in files:
            check_inside(self.path, file)
        return [(file.relative_to(folder).as_posix(), _digest(file)) for file in files]


def check_inside(folder: Path, file: Path) -> None:
    """Refuse a file that is not in the review's folder, wherever its name seems to be.

    Raises:
        OutsideFolderError: It leads out of the folder.
    """
    if not file.resolve().is_relative_to(folder.resolve()):
        raise OutsideFolderError(file.name)


def _is_same(file: Path, digest: str) -> bool:
    return file.is_file() and _digest(file) == digest


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
