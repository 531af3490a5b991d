"""R, where it is installed, as an independent program."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pytest


@cache
def _has(package: str) -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "-e", f"quit(status = !requireNamespace('{package}', quietly = TRUE))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def skip_without_r(package: str) -> None:
    """Skip a test, and say so, where there is no R with this package."""
    if not _has(package):
        pytest.skip(f"there is no R with the package {package} here")


def said_by_r(program: str, *, folder: str = ".") -> list[float]:
    """The numbers that an R program prints."""
    words = ["Rscript", "--vanilla", "-e", program]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]
