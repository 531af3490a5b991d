"""Every benchmark that needs nothing else installed, one after the other: `make bench`."""

from __future__ import annotations

import subprocess
import sys

# `benchmarks.growth` takes about an hour, `benchmarks.disclosure` half of one: run by themselves.
BENCHMARKS = (
    "start", "workbooks", "import_return", "draw", "draw_whole", "estimates", "report", "lock",
    "coverage", "versions", "identifiers", "moderation", "evidence", "pages",
)  # fmt: skip


def main() -> None:
    """Run each in a process of its own, so that none warms the next one's caches."""
    for name in BENCHMARKS:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main()
