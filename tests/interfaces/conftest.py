"""Reviews for the tests of commands, made once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interfaces.commands_to_kill import make_killable
from tests.made_once import MadeOnce


@pytest.fixture(scope="session")
def killable(
    made_once: MadeOnce, full_once: Path, sampled_once: Path, to_read_twice_once: Path
) -> Path:
    """The folder of the reviews that commands which write are tried in."""
    return made_once.folder(
        "killable", lambda base: make_killable(base, full_once, sampled_once, to_read_twice_once)
    )
