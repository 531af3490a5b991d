"""Where the files of a review are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReviewFolder:
    """The folder of a review, and the templates that it is written with.

    Args:
        templates: The review's own, else those that come with the tool.
    """

    path: Path
    templates: Path

    @property
    def reports(self) -> Path:
        """Where reports are written."""
        return self.path / "reports"

    @property
    def narrative(self) -> Path:
        """Where the words of the report are."""
        return self.path / "narrative"

    def wording(self, name: str) -> Path:
        """The file of a wording scale: the review's own where it has one."""
        own = self.path / "wording" / f"{name}.yaml"
        return own if own.is_file() else self.templates / "wording" / f"{name}.yaml"
