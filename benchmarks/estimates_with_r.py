"""Compare estimates with R's survey package on invented designs.

    python benchmarks/estimates_with_r.py [--designs 20]

Runs the R script that docs/explanation/estimation.md shows, so that what people are told to do is
what was compared. Needs Rscript with the package survey.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from inspect_tool.domain.estimation.shares import ShareRecord
from inspect_tool.services.calculations.share import ShareRequest, calculate_shares

SEED = 20260326
PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "estimation.md"
FIGURES = ("n", "p", "se", "df", "lo", "hi", "sum_w", "deff")


def script() -> str:
    """The R script of the page."""
    found = re.search(r"```r estimates\.R\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit(f"{PAGE.name} has no R script any more.")
    return found.group(1)


def write_design(rng: np.random.Generator, file: Path) -> None:
    """A table of 1 to 12 strata of 2 to 15 cases; every other design has weights of its own."""
    own_weights = rng.random() < 0.5
    share = rng.uniform(0.1, 0.9)
    lines = ["unit,stratum,N_h,y,type" + (",weight" if own_weights else "")]
    for code in range(rng.integers(1, 13)):
        n = int(rng.integers(2, 16))
        # One stratum in six is taken all.
        population = n + (0 if rng.random() < 1 / 6 else int(rng.integers(1, 200)))
        for unit in range(n):
            y = "" if rng.random() < 1 / 8 else str(int(rng.random() < share))
            cells = [f"u{code}-{unit}", f"s{code:02d}", str(population), y, "abc"[rng.integers(3)]]
            if own_weights:
                cells.append(f"{population / n * rng.uniform(0.7, 1.4):.4f}")
            lines.append(",".join(cells))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def from_r(program: Path, file: Path) -> list[dict[str, str]]:
    """What the script prints, a row per group."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        raise SystemExit("There is no Rscript on this machine.")
    done = subprocess.run(
        [rscript, str(program), str(file), "type"], capture_output=True, text=True, check=True
    )
    return [
        {name: value.strip() for name, value in row.items()}
        for row in csv.DictReader(io.StringIO(done.stdout))
    ]


def differences(ours: ShareRecord, theirs: dict[str, str]) -> dict[str, float]:
    """How far each figure that both have is apart."""
    found = {}
    for name in FIGURES:
        value = getattr(ours, name)
        if value is not None and theirs[name] not in ("NA", "NaN", "Inf"):
            found[name] = abs(value - float(theirs[name]))
    return found


def main() -> None:
    """Print the largest difference of each figure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--designs", type=int, default=20)
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    largest = dict.fromkeys(FIGURES, 0.0)
    compared = dict.fromkeys(FIGURES, 0)
    with tempfile.TemporaryDirectory() as folder:
        program, file = Path(folder, "estimates.R"), Path(folder, "sample.csv")
        program.write_text(script(), encoding="utf-8")
        for _ in range(options.designs):
            write_design(rng, file)
            ours = {
                one.domain: one for one in calculate_shares(file, ShareRequest(by="type")).records
            }
            for row in from_r(program, file):
                for name, apart in differences(ours[row["domain"]], row).items():
                    largest[name] = max(largest[name], apart)
                    compared[name] += 1
    print(f"{options.designs} designs, seed {SEED}")
    for name in FIGURES:
        print(f"{name}: {compared[name]} compared, largest difference {largest[name]:.1e}")


if __name__ == "__main__":
    main()
