"""How long an inspector waits for the database while a report is built.

Run `python -m benchmarks.lock`. While `report build` runs on the demonstration's review, another connection asks for the write lock
again and again, and gives it back at once; the same is done with nobody beside. The goal: no wait
of more than 100 ms that is not there without the report.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

GOAL = 0.1
PAUSE = 0.005  # between two tries


def _waits(database: Path, goes_on: Callable[[], bool]) -> list[float]:
    """Seconds that each try waited for the write lock."""
    waited = []
    with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as connection:
        while goes_on():
            began = time.perf_counter()
            connection.execute("begin immediate")
            waited.append(time.perf_counter() - began)
            connection.execute("rollback")
            time.sleep(PAUSE)
    return waited


def _said(waited: list[float]) -> str:
    return (
        f"{len(waited):6,} tries, longest wait {max(waited) * 1000:.0f} ms, "
        f"{sum(one > GOAL for one in waited)} over {GOAL * 1000:.0f} ms"
    )


def main() -> None:
    """Print the longest waits with and without a report being built."""
    with tempfile.TemporaryDirectory() as folder:
        review = Path(folder) / "review"
        tool = [sys.executable, "-m", "inspect_tool"]
        subprocess.run([*tool, "demo", str(review)], check=True, capture_output=True)
        database = review / "review.db"
        build = subprocess.Popen(
            [*tool, "--review", str(review), "report", "build"], stdout=subprocess.DEVNULL
        )
        began = time.perf_counter()
        beside = _waits(database, lambda: build.poll() is None)
        took = time.perf_counter() - began
        ends = time.perf_counter() + took
        alone = _waits(database, lambda: time.perf_counter() < ends)
    print(f"beside a report build of {took:.1f} s {_said(beside)}")
    print(f"nobody beside                 {_said(alone)}")


if __name__ == "__main__":
    main()
