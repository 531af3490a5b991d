"""How fast a draw is against bare hashing, how it grows, what memory it takes, and is it fair.

    python benchmarks/draw.py            # a million rows and the seeds, about two minutes
    python benchmarks/draw.py --large    # ten million rows as well: some minutes, about 3 GB
    python benchmarks/draw.py --peer-python PATH   # the Python of an environment with samplics

Bare hashing is one SHA-256 for each row: from the row, `sha256(f"…{list}|{unit}".encode())`, and
again with the messages ready as bytes. The draw starts from the rows and includes canonical text,
the check for duplicates, the frame's digest, 600 strata with reserves. Each size runs in a process
of its own. Rounds alternate; CPU seconds of the median round, and the median of the ratios. With a
peer, its draw alone of the same rows is timed in processes between ours: `draw_peer_samplics`.
`draw_fairness` follows: does each unit come as often as its method says?
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.hashed_frame import FrameUnit

SEED = "83920175563810294857"
AUTHORITIES = [f"LA{number:03d}" for number in range(150)]
CASE_TYPES = ("early_help", "child_in_need", "child_protection", "in_care")


def synthetic_frame(rows: int) -> list[FrameUnit]:
    """Rows in random order, with tokens of 32 hexadecimal digits, in 600 strata."""
    rng = random.Random(20260701)  # noqa: S311  # synthetic rows
    strata = {name: [f"{name}/{kind}" for kind in CASE_TYPES] for name in AUTHORITIES}
    units = []
    for _ in range(rows):
        name = rng.choice(AUTHORITIES)
        units.append(FrameUnit(name, f"{rng.getrandbits(128):032x}", rng.choice(strata[name])))
    return units


def measure(rows: int, rounds: int) -> dict[str, float]:
    """CPU seconds of bare hashing and of the draw, their ratios, and memory."""
    units = synthetic_frame(rows)
    sizes = {f"{name}/{kind}": (5, 5) for name in AUTHORITIES for kind in CASE_TYPES}
    before = _memory()
    after = 0.0
    bare, ready, drawn = [], [], []
    for _ in range(rounds):
        drawn.append(_seconds(lambda: draw_stratified(units, sizes, draw_id="b", seed=SEED)))
        after = after or _memory()
        bare.append(_seconds(lambda: _hash_rows(units)))
        ready.append(_hash_messages(units))
    return {
        "rows": rows,
        "bare": median(bare),
        "draw": median(drawn),
        "ratio": median(one / other for one, other in zip(drawn, bare, strict=True)),
        "ratio_ready": median(one / other for one, other in zip(drawn, ready, strict=True)),
        "rows_megabytes": before,
        "peak_megabytes": after,
    }


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _hash_rows(units: list[FrameUnit]) -> None:
    sha, key = hashlib.sha256, "0" * 64
    for one in units:
        sha(f"PRN/1|{key}|{one.list_id}|{one.unit_id}".encode()).digest()


def _hash_messages(units: list[FrameUnit]) -> float:
    """CPU seconds of the hashing alone, in portions so that messages need little memory."""
    key, seconds = "0" * 64, 0.0
    for start in range(0, len(units), 100_000):
        portion = units[start : start + 100_000]
        messages = [f"PRN/1|{key}|{one.list_id}|{one.unit_id}".encode() for one in portion]
        seconds += _seconds(lambda: [hashlib.sha256(one).digest() for one in messages])  # noqa: B023
    return seconds


def _memory() -> float:
    # Linux counts in kibibytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _in_child(rows: int, rounds: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--child", str(rows), str(rounds)]
    result: dict[str, float] = json.loads(subprocess.check_output(words))
    return result


def compare_with_peer(python: str, *, rows: int, rounds: int) -> None:
    """Time the peer's draw between ours, and print how many times as long it takes."""
    script = Path(__file__).with_name("draw_peer_samplics.py")
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_in_child(rows, 1)["draw"])
        said = subprocess.check_output([python, str(script), str(rows)])
        theirs.append(json.loads(said)["seconds"])
    ratio = median(two / one for one, two in zip(ours, theirs, strict=True))
    print(
        f"samplics' draw alone: {median(theirs):.2f} s against {median(ours):.2f} s of ours, "
        f"{ratio:.1f} times as long ({rows:,} rows, median of {rounds})"
    )


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--peer-python", metavar="PATH")
    parser.add_argument("--child", nargs=2, type=int)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(measure(*options.child)))
        return
    million = _in_child(1_000_000, 7)
    runs = [million, *([_in_child(10_000_000, 3)] if options.large else [])]
    print("rows        bare s   draw s   ratio   (messages ready)   MB of rows   peak MB")
    for run in runs:
        print(
            f"{run['rows']:<11,.0f} {run['bare']:6.2f}   {run['draw']:6.2f}   "
            f"{run['ratio']:5.2f}   {run['ratio_ready']:16.2f}   {run['rows_megabytes']:10.0f}   "
            f"{run['peak_megabytes']:7.0f}"
        )
    for run in runs[1:]:
        print(f"ten times the rows take {run['draw'] / million['draw']:.1f} times as long")
    if options.peer_python:
        compare_with_peer(options.peer_python, rows=1_000_000, rounds=3)
    fairness = Path(__file__).with_name("draw_fairness.py")
    subprocess.run([sys.executable, str(fairness)], check=True)


if __name__ == "__main__":
    main()
