"""How many cases are read twice."""

from __future__ import annotations

import math
from fractions import Fraction


def number_of_second_reads(cases: int, share: float) -> int:
    """The share of the cases, a half rounded up; the share counts as it is written."""
    return math.floor(Fraction(str(share)) * cases + Fraction(1, 2))
