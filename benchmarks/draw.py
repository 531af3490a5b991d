"""How fast a draw is against bare hashing, how it grows, what memory it takes, and is it fair.

    python benchmarks/draw.py            # a million rows and the seeds, about a minute
    python benchmarks/draw.py --large    # ten million rows as well: some minutes, about 3 GB

Bare hashing is one SHA-256 for each row: from the row, `sha256(f"…{list}|{unit}".encode())`, and
again with the messages ready as bytes. The draw starts from the rows and includes canonical text,
the check for duplicates, the frame's digest, 600 strata with reserves. Each size runs in a process
of its own. Rounds alternate; CPU seconds of the median round, and the median of the ratios.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from statistics import median

from inspect_tool.domain.sampling import FrameUnit, draw_stratified

SEED = "83920175563810294857"
AUTHORITIES = [f"LA{number:03d}" for number in range(150)]
CASE_TYPES = ("early_help", "child_in_need", "child_protection", "in_care")
SEEDS = 20_000


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


def fairness(seeds: int) -> tuple[float, float]:
    """Largest distance from n_h/N_h over all units, in standard errors, and over all pairs.

    Two strata of 12 and 7 units, 5 and 2 drawn: 19 units and 171 pairs. When the draw is fair,
    the largest of so many deviates stays below 3.0 and 3.6 in nineteen of twenty runs.
    """
    units = [FrameUnit("A", f"{number:04d}", "s" if number < 12 else "t") for number in range(19)]
    sizes = {"s": (5, 0), "t": (2, 0)}
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for number in range(seeds):
        drawn = draw_stratified(units, sizes, draw_id="fair", seed=f"{number:020d}").units
        names = sorted(unit.unit_id for unit in drawn)
        singles.update(names)
        pairs.update((one, two) for one in names for two in names if one < two)
    chance = {one.unit_id: 5 / 12 if one.stratum == "s" else 2 / 7 for one in units}
    inside = {"s": 5 / 12 * 4 / 11, "t": 2 / 7 * 1 / 6, "st": 5 / 12 * 2 / 7}
    stratum = {one.unit_id: one.stratum for one in units}
    of_pairs = [
        _deviation(
            pairs[one, two],
            seeds,
            inside[stratum[one]] if stratum[one] == stratum[two] else inside["st"],
        )
        for one in chance
        for two in chance
        if one < two
    ]
    return max(_deviation(singles[one], seeds, p) for one, p in chance.items()), max(of_pairs)


def _deviation(count: int, seeds: int, chance: float) -> float:
    return abs(count - seeds * chance) / math.sqrt(seeds * chance * (1 - chance))


def _in_child(rows: int, rounds: int) -> dict[str, float]:
    words = [sys.executable, __file__, "--child", str(rows), str(rounds)]
    result: dict[str, float] = json.loads(subprocess.check_output(words))
    return result


def main() -> None:
    """Print the figures as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
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
    single, pair = fairness(SEEDS)
    print(f"{SEEDS:,} seeds: units within {single:.2f}, pairs within {pair:.2f} standard errors")


if __name__ == "__main__":
    main()
