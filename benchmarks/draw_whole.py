"""What a draw costs from a file to a file, beside the bare hashing of the same rows.

    python -m benchmarks.draw_whole [ROWS …]         # a million by default
    python -m benchmarks.draw_whole 1000000 10000000 # and how it grows; 3 GB, some minutes

Makes a table of `list_id,unit_id,stratum` with 600 strata and runs `inspect-tool calc draw` on it
in a process of its own: start, reading, every check, draw, certificate and printing. Bare hashing
is one SHA-256 for each row from its texts, `sha256(f"…{list}|{unit}".encode())`, in a process too,
of which only the hashing is counted. Both in turn, three times; CPU seconds of the process, and the
median of the ratios. Goal: at most 4 times, under 400 MB; ten times the rows at most 11 times.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.draw import AUTHORITIES, CASE_TYPES, SEED

TURNS = 3
ROWS = 1_000_000


def write_frame(folder: Path, rows: int) -> None:
    """Rows in random order, with tokens of 32 hexadecimal digits, and five of each stratum."""
    chance = random.Random(20260701)  # noqa: S311  # synthetic rows
    with (folder / "frame.csv").open("w") as file:
        file.write("list_id,unit_id,stratum\n")
        for _ in range(rows):
            name, kind = chance.choice(AUTHORITIES), chance.choice(CASE_TYPES)
            file.write(f"{name},{chance.getrandbits(128):032x},{name}/{kind}\n")
    strata = [f"{name}/{kind},5,5\n" for name in AUTHORITIES for kind in CASE_TYPES]
    (folder / "sizes.csv").write_text("stratum,n_h,reserves\n" + "".join(strata))


def run(words: list[str], folder: Path) -> tuple[str, float, float]:
    """What a command prints, its CPU seconds, and the most memory that it had, in MB."""
    with (folder / "printed").open("w+") as printed:
        process = subprocess.Popen([sys.executable, *words], stdout=printed, cwd=Path.cwd())
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{words[0]} ended with {process.returncode}")
        printed.seek(0)
        return printed.read(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def hash_rows(file: Path) -> float:
    """CPU seconds of hashing each row of a file once, reading left out."""
    key, seconds = "0" * 64, 0.0
    with file.open(newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        while some := [row for _, row in zip(range(100_000), rows, strict=False)]:
            begun = time.process_time()
            for list_id, unit_id, _ in some:
                hashlib.sha256(f"PRN/1|{key}|{list_id}|{unit_id}".encode()).digest()
            seconds += time.process_time() - begun
    return seconds


def measure(rows: int) -> float:
    """Print a line about a frame of so many rows; the draw's CPU seconds."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write_frame(folder, rows)
        frame = folder / "frame.csv"
        draw = ["-m", "inspect_tool", "calc", "draw", str(frame), "--draw-id", "b"]
        draw += ["--seed", SEED, "--sizes", str(folder / "sizes.csv")]
        draw += ["--certificate", str(folder / "certificate.json")]
        turns = []
        for _ in range(TURNS):
            bare = json.loads(run(["-m", "benchmarks.draw_whole", "--bare", str(frame)], folder)[0])
            _, whole, memory = run(draw, folder)
            turns.append((whole, bare, memory))
    took = median(whole for whole, _, _ in turns)
    print(
        f"{rows:,} rows: {took:.2f} s, bare hashing {median(bare for _, bare, _ in turns):.2f} s, "
        f"{median(whole / bare for whole, bare, _ in turns):.2f} times; "
        f"at most {max(memory for _, _, memory in turns):.0f} MB"
    )
    return took


def main() -> None:
    """Print a line for each size, and how the time grows."""
    if sys.argv[1:2] == ["--bare"]:
        print(hash_rows(Path(sys.argv[2])))
        return
    sizes = [int(word) for word in sys.argv[1:]] or [ROWS]
    times = [measure(rows) for rows in sizes]
    for rows, took in zip(sizes[1:], times[1:], strict=True):
        more = rows / sizes[0]
        print(f"{more:.1f} times the rows take {took / times[0]:.1f} times as long")


if __name__ == "__main__":
    main()
