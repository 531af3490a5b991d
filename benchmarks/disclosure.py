"""Whether what disclosure control leaves of random small reviews gives a small count away.

Makes reviews of two to five authorities, puts tables and claims on them into a report, holds back
what `disclose check` would, and lets a reader attack the rest who knows of every number which
cases it counts, by integer programs over all kinds of case. Prints how many counts held back can be
told to within a range narrower than the smallest count, how many of the publishable counts are
published, and the processor seconds.

    python -m benchmarks.disclosure [--reviews 1000] [--first-seed 1]

The goals: none; at least 80 of 100. Counts of a group whose known size is itself too small are
counted apart: nothing protects them but leaving the group out.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from random import Random

from inspect_tool.domain.disclosure.control import control
from inspect_tool.domain.disclosure.primary import DisclosureRules
from inspect_tool.domain.disclosure.report_cells import collect
from tests.domain.disclosure.made_reviews import (
    SUBJECTS,
    CloseReader,
    kinds_of_case,
    made_report,
    made_review,
)

SMALLEST = 5


def main() -> None:
    """Print what was found over all reviews."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, default=1_000)
    parser.add_argument("--first-seed", type=int, default=1)
    options = parser.parse_args()
    totals: Counter[str] = Counter()
    start = time.process_time()
    for seed in range(options.first_seed, options.first_seed + options.reviews):
        totals += _tried(seed)
    seconds = time.process_time() - start
    shown = 100 * totals["published"] / max(1, totals["publishable"])
    print(
        f"{options.reviews} reviews, {totals['counts']} counts: {totals['held back']} held back, "
        f"{totals['narrowed']} of them narrowed below {SMALLEST}, {totals['known']} more in groups "
        f"of known size; {totals['published']} of {totals['publishable']} publishable counts "
        f"published ({shown:.1f}%); {seconds:.0f} s of processor, attack included"
    )


def _tried(seed: int) -> Counter[str]:
    """One review: its counts, and what the reader finds."""
    chance = Random(seed)  # noqa: S311
    cases = made_review(chance)
    counts = collect(made_report(chance, cases), SUBJECTS)
    result = control(counts.system, DisclosureRules(SMALLEST))
    reader = CloseReader(
        tuple(kinds_of_case(cases)),
        {
            counts.names[cell.key]: cell.count or 0
            for cell in counts.system.cells
            if counts.places[cell.key] and cell.key not in result.keys
        },
    )
    totals = Counter(
        {
            "counts": sum(cell.can_be_held_back for cell in counts.system.cells),
            "held back": len(result.held_back),
            "publishable": result.publishable,
            "published": result.published,
        }
    )
    for one in result.held_back:
        low, high = reader.range_of(counts.names[one.cell.key])
        if high - low < SMALLEST:
            totals["known" if one.is_narrow else "narrowed"] += 1
            if not one.is_narrow:
                print(f"seed {seed}: {counts.names[one.cell.key].words} is {low} to {high}")
    return totals


if __name__ == "__main__":
    main()
