"""The stratified draw of samplics on the same rows, run by `benchmarks/draw.py --peer-python`.

It runs in an environment of its own with samplics, so it imports nothing of this project. What is
timed is its `select` alone, from arrays that lie ready: no canonical text, no digest, no check for
duplicates of a list and a unit, no reserves.
"""

from __future__ import annotations

import json
import random
import sys
import time
import warnings

warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
from samplics.sampling import SampleSelection  # noqa: E402
from samplics.utils.types import SelectMethod  # noqa: E402


def main() -> None:
    """Print CPU seconds of one draw of five from each stratum."""
    rows = int(sys.argv[1])
    rng = random.Random(20260701)  # noqa: S311  # the synthetic rows of draw.py
    names = [f"LA{number:03d}" for number in range(150)]
    kinds = ("early_help", "child_in_need", "child_protection", "in_care")
    units, strata = [], []
    for _ in range(rows):
        name = rng.choice(names)
        units.append(f"{name}|{rng.getrandbits(128):032x}")
        strata.append(f"{name}/{rng.choice(kinds)}")
    sizes = {f"{name}/{kind}": 5 for name in names for kind in kinds}
    arrays = np.array(units), np.array(strata)
    design = SampleSelection(method=SelectMethod.srs_wor, strat=True, wr=False)
    begun = time.process_time()
    sample, *_ = design.select(samp_unit=arrays[0], stratum=arrays[1], samp_size=sizes)
    seconds = time.process_time() - begun
    print(json.dumps({"seconds": seconds, "drawn": int(np.sum(sample))}))


if __name__ == "__main__":
    main()
