"""A release that is sealed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_once import MadeOnce
from tests.sealed_release import make_sealed_review


@pytest.fixture(scope="session")
def sealed_once(made_once: MadeOnce, shown_once: Path) -> Path:
    """A small review with its report built and sealed."""
    made = made_once.folder("sealed", lambda base: make_sealed_review(shown_once, base))
    return made / "review"
