"""Whether what disclosure control leaves of random small reviews gives a small count away.

Makes reviews of two to five authorities, puts tables and claims on them into a report, makes its
public edition, and lets a reader attack what that prints who knows of every number which cases it
counts, by integer programs over all kinds of case. Prints how many counts held back can be
told to within a range narrower than the smallest count, how many of the publishable counts are
published, and the processor seconds.

    python -m benchmarks.disclosure [--reviews 1000] [--first-seed 1]

The goals: none; at least 80 of 100. Counts of a group whose known size is itself too small are
counted apart: nothing protects them but leaving the group out. Publishable is said in two ways:
what no rule holds back for the number that it is; and of these, what would not by itself tell
somebody too much (`told_alone`), be it a reader or an authority that has its own counts: of two
authorities a total is the other one's count.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from tests.domain.disclosure.made_editions import SMALLEST, tried_edition


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
    can_be = totals["publishable"] - totals["told alone"]
    shown, of_these = (
        100 * totals["published"] / max(1, most) for most in (totals["publishable"], can_be)
    )
    print(
        f"{options.reviews} reviews: {totals['held back']} counts held back, "
        f"{totals['narrowed']} of them narrowed below {SMALLEST}, {totals['known']} more in groups "
        f"of known size; {totals['published']} of {totals['publishable']} publishable counts "
        f"published ({shown:.1f}%), or of {can_be} that tell nobody too much by themselves "
        f"({of_these:.1f}%); {totals['told inside']} of {totals['asked inside']} counts of "
        f"another authority told to one that has its own records; "
        f"{totals['false']} editions print a wrong number; "
        f"{seconds:.0f} s of processor, attack included"
    )


def _tried(seed: int) -> Counter[str]:
    """One review: its counts, and what the reader finds in its public edition."""
    tried = tried_edition(seed, is_inside=True)
    for words in tried.narrowed:
        print(f"seed {seed}: {words}")
    return Counter(
        {
            "held back": tried.held_back,
            "publishable": tried.publishable,
            "published": tried.published,
            "told alone": tried.told_alone,
            "narrowed": len(tried.narrowed),
            "known": tried.known,
            "told inside": tried.told_inside,
            "asked inside": tried.asked_inside,
            "false": not tried.is_true,
        }
    )


if __name__ == "__main__":
    main()
