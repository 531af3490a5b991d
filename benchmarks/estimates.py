"""CPU seconds of 30 measures by 160 groups, n = 4,211: this tool, svy and R where installed.

    python benchmarks/estimates.py [--repeats 5] [--peer PYTHON] [--r]

PYTHON is an interpreter of another environment with svy and polars; `--r` asks R's survey (svyby
with svymean). Without them only this tool is measured. The peers get the same cases, and their
shares and standard errors are compared with ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.result import Estimate
from inspect_tool.domain.estimation.table import estimate_table

SEED = 20260326
CASES, STRATA, MEASURES = 4211, 44, 30
# Groups: 11 authorities, 4 case types, and columns of 5 to 40 values: 160 in all.
GROUP_COLUMNS = {"authority": 11, "type": 4, "a": 5, "b": 10, "c": 20, "d": 30, "e": 40, "f": 40}

PEER = """
import json, sys, time
import polars as pl
import svy
folder = sys.argv[1]
data = pl.read_csv(folder + "/cases.csv", infer_schema_length=None)
columns = json.load(open(folder + "/columns.json"))
started = time.process_time()
sample = svy.Sample(data, svy.Design(stratum="stratum", wgt="w", pop_size="N_h"))
figures = {}
for measure in columns["measures"]:
    for column in columns["groups"]:
        found = sample.estimation.mean(measure, by=column, drop_nulls=True)
        for one in found.estimates:
            figures[f"{measure}|{column}|{one.by_level[0]}"] = [one.est, one.se]
seconds = time.process_time() - started
json.dump({"seconds": seconds, "figures": figures, "svy": svy.__version__}, sys.stdout)
"""

R_PEER = """
suppressMessages(library(survey))
folder <- commandArgs(TRUE)
data <- read.csv(file.path(folder, "cases.csv"))
columns <- strsplit(readLines(file.path(folder, "columns.txt")), " ")
started <- sum(proc.time()[1:2])
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = data)
found <- list()
for (m in columns[[1]]) for (g in columns[[2]]) {
  own <- svyby(as.formula(paste0("~", m)), as.formula(paste0("~", g)), design, svymean,
               na.rm = TRUE)
  found[[length(found) + 1]] <- data.frame(paste(m, g, own[[1]], sep = "|"), own[[2]], own[[3]])
}
seconds <- sum(proc.time()[1:2]) - started
cat(seconds, as.character(packageVersion("survey")), "\\n")
for (one in found) cat(sprintf("%s %.17g %.17g\\n", one[[1]], one[[2]], one[[3]]), sep = "")
"""


def sample_units(rng: np.random.Generator) -> list[SampleUnit]:
    """The cases of 44 strata, each at least 20, with weights of 2 to 9."""
    sizes = 20 + rng.multinomial(CASES - 20 * STRATA, np.full(STRATA, 1 / STRATA))
    return [
        SampleUnit(stratum=f"s{code:02d}", population=int(size * ratio))
        for code, (size, ratio) in enumerate(zip(sizes, rng.uniform(2, 9, STRATA), strict=True))
        for _ in range(size)
    ]


def group_labels(rng: np.random.Generator, units: list[SampleUnit]) -> dict[str, np.ndarray]:
    """A label of each case in each column; the first two columns follow from the stratum."""
    code = np.array([int(unit.stratum[1:]) for unit in units])
    labels = {"authority": code // 4, "type": code % 4}
    for column, values in GROUP_COLUMNS.items():
        labels.setdefault(column, rng.integers(0, values, CASES))
    return labels


def outcomes_by_measure(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """1, 0 and one in seven not applicable, for shares from .05 to .95."""
    answers = {}
    for number, share in enumerate(np.linspace(0.05, 0.95, MEASURES)):
        drawn = (rng.random(CASES) < share).astype(np.float64)
        answers[f"m{number:02d}"] = np.where(rng.random(CASES) < 1 / 7, np.nan, drawn)
    return answers


def measure_ours(
    units: list[SampleUnit], outcomes: dict[str, Any], domains: dict[str, Any], repeats: int
) -> tuple[list[float], dict[tuple[str, str], Estimate]]:
    """CPU seconds of each repeat, with the design, the intervals and the reasons."""
    seconds, table = [], {}
    for _ in range(repeats):
        started = time.process_time()
        table = estimate_table(SampleDesign.of(units), outcomes, domains)
        seconds.append(time.process_time() - started)
    return seconds, table


def write_cases(
    folder: str, units: list[SampleUnit], outcomes: dict[str, Any], labels: dict[str, Any]
) -> None:
    """The same cases as a CSV, with the names of measures and columns beside it."""
    weights = SampleDesign.of(units).weights
    lines = [",".join(["stratum", "N_h", "w", *labels, *outcomes])]
    for at, unit in enumerate(units):
        cells = [f"g{labels[one][at]}" for one in labels]
        answers = ["" if np.isnan(one[at]) else str(int(one[at])) for one in outcomes.values()]
        start = [unit.stratum, str(unit.population), repr(float(weights[at]))]
        lines.append(",".join(start + cells + answers))
    Path(folder, "cases.csv").write_text("\n".join(lines))
    names = {"measures": list(outcomes), "groups": list(labels)}
    Path(folder, "columns.json").write_text(json.dumps(names))
    Path(folder, "columns.txt").write_text("\n".join(map(" ".join, names.values())) + "\n")


def run_peer(python: str, folder: str) -> dict[str, Any]:
    """CPU seconds and figures of svy."""
    done = subprocess.run([python, "-c", PEER, folder], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return {**found, "name": f"svy {found['svy']}"}


def run_r(folder: str) -> dict[str, Any]:
    """CPU seconds and figures of R's survey."""
    words = ["Rscript", "--vanilla", "-e", R_PEER, folder]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    first, *rows = done.stdout.splitlines()
    seconds, version = first.split()
    figures = {key: [float(share), float(error)] for key, share, error in map(str.split, rows)}
    return {"name": f"R survey {version}", "seconds": float(seconds), "figures": figures}


def largest_differences(
    table: dict[tuple[str, str], Estimate], figures: dict[str, list[float]]
) -> tuple[float, float]:
    """Largest difference of a share and of a standard error."""
    shares, errors = 0.0, 0.0
    for key, (share, error) in figures.items():
        measure, column, label = key.split("|")
        ours = table[measure, f"{column}={label}"]
        shares = max(shares, abs((ours.p or 0) - share))
        errors = max(errors, abs((ours.se or 0) - error))
    return shares, errors


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peer")
    parser.add_argument("--r", action="store_true")
    options = parser.parse_args()
    rng = np.random.default_rng(SEED)
    units = sample_units(rng)
    labels, outcomes = group_labels(rng, units), outcomes_by_measure(rng)
    domains = {
        f"{column}=g{value}": labels[column] == value
        for column, values in GROUP_COLUMNS.items()
        for value in range(values)
    }
    seconds, table = measure_ours(units, outcomes, domains, options.repeats)
    print(f"{len(outcomes)} measures x {len(domains)} groups, n = {len(units)}, seed {SEED}")
    print(f"inspect_tool: first {seconds[0]:.3f} s CPU, best {min(seconds):.3f} s CPU")
    with tempfile.TemporaryDirectory() as folder:
        write_cases(folder, units, outcomes, labels)
        peers = [run_peer(options.peer, folder)] if options.peer else []
        peers += [run_r(folder)] if options.r else []
    for peer in peers:
        shares, errors = largest_differences(table, peer["figures"])
        ratio = peer["seconds"] / min(seconds)
        print(
            f"{peer['name']}: {peer['seconds']:.3f} s CPU, {len(peer['figures'])} estimates, "
            f"{ratio:.0f} times ours ({peer['seconds'] / seconds[0]:.0f} times our first)"
        )
        print(f"  largest difference: share {shares:.1e}, standard error {errors:.1e}")


if __name__ == "__main__":
    main()
