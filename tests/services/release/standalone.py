"""The program that comes with a release, run as its reader runs it or within the tests."""

from __future__ import annotations

import contextlib
import importlib.util
import io
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from inspect_tool.workspace import shipped_folder

PROGRAM = shipped_folder("templates") / "verifier" / "verify_release.py"


@dataclass(frozen=True)
class Told:
    """How it ended, what it said, and where it found a fault."""

    code: int
    said: str
    places: tuple[str, ...]

    @property
    def last(self) -> str:
        return self.said.strip().splitlines()[-1]


def program() -> ModuleType:
    """The program as a module of its own, with nothing found yet."""
    spec = importlib.util.spec_from_file_location("verify_release", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def verify(folder: Path, key: str = "") -> Told:
    module, said = program(), io.StringIO()
    with contextlib.redirect_stdout(said):
        code = module.main([str(folder), *(("--key", key) if key else ())])
    return Told(code, said.getvalue(), tuple(place for place, _ in module.FAULTS))
