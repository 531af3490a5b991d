"""Start of the command line against importing Typer alone: `python -m benchmarks.start`."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 15


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Print the median ratio, run by run, so that a busy machine slows both alike."""
    help_page = [sys.executable, "-m", "inspect_tool", "--help"]
    typer_alone = [sys.executable, "-c", "import typer"]
    pairs = [(_seconds(help_page), _seconds(typer_alone)) for _ in range(RUNS)]
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"inspect-tool --help: {ratio:.2f} times `python -c 'import typer'` (goal 1.3)")


if __name__ == "__main__":
    main()
