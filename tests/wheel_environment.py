"""The wheel of this checkout in an environment of its own, as a user has it."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from venv import EnvBuilder

import pytest

from tests.locks import ROOT, USERS, locked_in, text_of


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

    folder: Path
    told: dict[str, object]
    errors: str


def build_wheel(folder: Path) -> Path:
    """Build a wheel from the checkout, with the build back end of the lock."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_wheel(folder: Path) -> WheelEnvironment:
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
    return made


def top_of(name: str) -> set[str]:
    """The files and folders of a package that stand in `site-packages` itself."""
    files = distribution(name).files or []
    return {file.parts[0] for file in files} - {"..", "__pycache__"}


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other process of the tests makes what is to be made in a folder."""
    with (folder / "wheel.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all processes of one run of the tests."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def wheel_environment(tmp_path_factory: pytest.TempPathFactory) -> WheelEnvironment:
    """The wheel's environment, made once for all processes of the tests."""
    folder = shared_folder(tmp_path_factory)
    with one_at_a_time(folder):
        made = WheelEnvironment(folder / "wheel")
        return made if made.folder.exists() else install_wheel(made.folder)


@pytest.fixture(scope="session")
def demonstration_of_the_wheel(
    wheel_environment: WheelEnvironment, tmp_path_factory: pytest.TempPathFactory
) -> DemonstrationOfTheWheel:
    """The demonstration as a user runs it, once for all processes; copy it before changing it."""
    said = wheel_environment.folder / "demonstration.json"
    with one_at_a_time(shared_folder(tmp_path_factory)):
        if not said.exists():
            done = wheel_environment.run(wheel_environment.command, "--json", "demo")
            assert done.returncode == 0, done.stderr
            told = {"told": json.loads(done.stdout), "errors": done.stderr}
            said.write_text(json.dumps(told), encoding="utf-8")
    whole = json.loads(said.read_text(encoding="utf-8"))
    folder = wheel_environment.work / whole["told"]["folder"]
    return DemonstrationOfTheWheel(folder, whole["told"], whole["errors"])
