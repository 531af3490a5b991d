"""The wheel of this checkout in an environment of its own, as a user has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from venv import EnvBuilder

import pytest

from inspect_tool.demonstration import Demonstration
from tests.locks import ROOT, USERS, locked_in, text_of
from tests.made_once import MadeOnce

SAID = "demonstration.json"


@dataclass(frozen=True)
class WheelEnvironment:
    """A virtual environment with the wheel, and an empty folder to work in."""

    folder: Path

    @property
    def command(self) -> Path:
        return self.folder / "environment" / "bin" / "inspect-tool"

    @property
    def python(self) -> Path:
        return self.command.with_name("python")

    @property
    def work(self) -> Path:
        return self.folder / "work"

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in the work folder, with nothing of this process's environment."""
        return subprocess.run(
            [str(word) for word in words],
            cwd=self.work,
            env={"PATH": os.defpath, "HOME": str(self.folder / "home"), "LANG": "C.UTF-8"},
            check=False,
            capture_output=True,
            text=True,
        )


@dataclass(frozen=True)
class DemonstrationOfTheWheel:
    """What `inspect-tool demo` of the wheel left in an empty folder, and what it said."""

    work: Path
    told: dict[str, Any]
    errors: str

    @property
    def folder(self) -> Path:
        return self.work / "demo"

    def result(self) -> Demonstration:
        """What the command said that it left, with whole paths."""
        return Demonstration(
            folder=self.folder,
            reports=tuple(self.work / path for path in self.told["reports"]),
            certificate=self.work / self.told["certificate"],
            problems=self.told["problems"],
            cases=self.told["cases"],
        )


def build_wheel(folder: Path) -> Path:
    """Build a wheel from the checkout, with the build back end of the lock."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_wheel(folder: Path) -> None:
    """Make an environment that holds the wheel and the packages that users get.

    The packages are links to those that are installed here, so that this takes a second: what
    developers have besides is not there, nor is the checkout. Whether the packages can be fetched
    as well is for `make check-wheel`.
    """
    made = WheelEnvironment(folder)
    for path in (made.work, folder / "home"):
        path.mkdir(parents=True)
    environment = folder / "environment"
    EnvBuilder(symlinks=True).create(environment)
    here = Path(sysconfig.get_path("purelib"))
    there = Path(sysconfig.get_path("purelib", "venv", {"base": str(environment)}))
    for name in locked_in(text_of(USERS)):
        for part in top_of(name):
            (there / part).symlink_to(here / part)
    wheel = build_wheel(folder / "wheel")
    words = ["pip", "install", "--quiet", "--offline", "--no-deps", "--no-cache"]
    subprocess.run(
        [sys.executable, "-m", "uv", *words, "--python", str(made.python), str(wheel)],
        check=True,
        capture_output=True,
    )


def top_of(name: str) -> set[str]:
    """The files and folders of a package that stand in `site-packages` itself."""
    files = distribution(name).files or []
    return {file.parts[0] for file in files} - {"..", "__pycache__"}


def run_demonstration(wheel: WheelEnvironment) -> None:
    """Run the demonstration in the empty folder, and keep what it says."""
    done = wheel.run(wheel.command, "--json", "demo")
    assert done.returncode == 0, done.stderr
    said = {"told": json.loads(done.stdout), "errors": done.stderr}
    (wheel.folder / SAID).write_text(json.dumps(said), encoding="utf-8")


@pytest.fixture(scope="session")
def wheel_environment(made_once: MadeOnce) -> WheelEnvironment:
    """The wheel's environment, once for all processes of the tests."""
    return WheelEnvironment(made_once.folder("wheel", install_wheel))


@pytest.fixture(scope="session")
def demonstration_of_the_wheel(
    wheel_environment: WheelEnvironment, made_once: MadeOnce
) -> DemonstrationOfTheWheel:
    """The demonstration as a user runs it, once for all processes; copy it before changing it."""
    made_once.folder("demonstration", lambda _: run_demonstration(wheel_environment))
    said = json.loads((wheel_environment.folder / SAID).read_text(encoding="utf-8"))
    return DemonstrationOfTheWheel(wheel_environment.work, said["told"], said["errors"])
