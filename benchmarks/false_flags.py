"""How often authorities that are alike are called different: 11 authorities by 20 measures.

    python -m benchmarks.false_flags [--rounds 500]

The design is the sample review's. Every authority has the same share of each measure, from .05 to
.95, as near as whole children allow; in half of the rounds shares differ between case types, in the
same way everywhere. A round draws a sample; the tool's own code says what it would flag.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
import numpy.typing as npt

from benchmarks.coverage_families import CASES, CHILDREN, LARGEST, SEED
from inspect_tool.domain.estimation.design import SampleDesign, SampleUnit
from inspect_tool.domain.estimation.funnel import Adjustment
from inspect_tool.domain.estimation.table import estimate_table
from inspect_tool.domain.figures.funnel import funnel_points, heterogeneity_of

MEASURES = np.linspace(0.05, 0.95, 20)
TYPES = (0.6, -0.6, 1.0, -1.0)  # log odds by case type, where shares differ between them
LEVEL = 0.95


def strata() -> list[tuple[str, int, int]]:
    """Authority, children and cases of each stratum."""
    found = [
        (f"a{code:02d}", children, cases)
        for code, authority in enumerate(CHILDREN)
        for children, cases in zip(authority, CASES, strict=True)
    ]
    return found + [("a10", children, cases) for children, cases in LARGEST]


def draw(
    rng: np.random.Generator, *, by_type: bool
) -> tuple[list[SampleUnit], dict[str, npt.NDArray[np.float64]]]:
    """The units of a sample, and the answers to each measure."""
    units: list[SampleUnit] = []
    answers: dict[str, list[float]] = {f"m{at:02d}": [] for at in range(len(MEASURES))}
    for at, (authority, children, cases) in enumerate(strata()):
        units += [
            SampleUnit(stratum=f"{authority}/{at % 4}", population=children, authority=authority)
        ] * cases
        for name, share in zip(answers, MEASURES, strict=True):
            odds = np.log(share / (1 - share)) + (TYPES[at % 4] if by_type else 0.0)
            yes = round(children / (1 + np.exp(-odds)))
            population = np.arange(children) < yes
            answers[name] += rng.choice(population, cases, replace=False).astype(float).tolist()
    return units, {name: np.array(values) for name, values in answers.items()}


def flags_of(units: list[SampleUnit], answers: dict[str, npt.NDArray[np.float64]]) -> Counter[str]:
    """Measures with a flag of each kind."""
    design = SampleDesign.of(units)
    authority = [unit.authority for unit in units]
    groups = {name: [one == name for one in authority] for name in sorted(set(authority))}
    found = estimate_table(design, answers, {"": [True] * len(units), **groups})
    flags: Counter[str] = Counter()
    for measure, values in answers.items():
        overall = found[measure, ""].p or 0.0
        own = {name: found[measure, name] for name in groups}
        points = funnel_points(own, overall, level=LEVEL, adjustment=Adjustment.BENJAMINI_HOCHBERG)
        flags["any flag (Benjamini-Hochberg)"] += any(point.is_flagged for point in points)
        flags["any outside 95%"] += any(point.is_outside for point in points)
        flags["any outside 99.8%"] += any(point.is_far_outside for point in points)
        outcomes = [bool(value) for value in values]
        test = heterogeneity_of(design, outcomes, authority, own.values(), level=LEVEL)
        flags["differences called larger than chance"] += bool(test.is_larger)
        is_below = test.rao_scott is not None and test.rao_scott <= 1 - LEVEL
        flags["differences by Rao and Scott's test alone"] += is_below
    return flags


def main() -> None:
    """Print the share of measures with a flag of each kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=500)
    options = parser.parse_args()
    print(f"{options.rounds} rounds of {len(MEASURES)} measures, level {LEVEL}, seed {SEED}")
    for by_type in (False, True):
        rng = np.random.default_rng([SEED, by_type])
        flags: Counter[str] = Counter()
        for _ in range(options.rounds // 2):
            flags += flags_of(*draw(rng, by_type=by_type))
        measures = options.rounds // 2 * len(MEASURES)
        print("alike within case types" if by_type else "alike")
        for kind, number in sorted(flags.items()):
            print(f"  {kind}: {number / measures:.4f}")


if __name__ == "__main__":
    main()
