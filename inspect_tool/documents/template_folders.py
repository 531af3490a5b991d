"""Where templates are looked for, file by file: the review's own first, then the tool's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TemplateFolders:
    """Folders of templates; what the first lacks is taken from the next.

    Args:
        folders: Each with `report/` below it; the last one has all that is needed.
    """

    folders: tuple[Path, ...]

    def file(self, name: str) -> Path:
        """A file by its name below the folders, such as `report/screen.css`."""
        places = [folder / name for folder in self.folders]
        return next((place for place in places if place.is_file()), places[-1])

    @property
    def reports(self) -> tuple[Path, ...]:
        """The folders of what sets pages."""
        return tuple(folder / "report" for folder in self.folders)

    @property
    def own(self) -> tuple[Path, ...]:
        """The folders that are not the tool's."""
        return self.folders[:-1]
