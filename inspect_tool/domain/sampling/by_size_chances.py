"""What chances a draw by Pareto order sampling really gives, beside the targets it aims at.

A unit is drawn when fewer than n others come before it. With U uniform, the logarithm of U/(1 - U)
over the odds of the target has a logistic distribution, moved by the logarithm of these odds. So
the chance is the integral of the density of one unit times the chance that at most n - 1 others
lie below, which is a sum of unequal coin throws.

Source: Rosén (1997), On sampling with probability proportional to size, J. Statist. Plann.
Inference 62, s. 4; Aires (1999), Algorithms to find exact inclusion probabilities for conditional
Poisson sampling and Pareto πps sampling designs, Methodol. Comput. Appl. Probab. 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

# The trapezoidal rule errs by about e^(-2 pi^2/step) here, since the logistic density has its
# nearest poles at plus and minus pi i: far below the rounding of a floating-point number.
STEP = 0.25

# Beyond this many units on either side the density is below 1e-17.
TAIL = 40.0


def pareto_chances(targets: Sequence[Fraction]) -> list[float]:
    """The inclusion probabilities of Pareto sampling with these targets, which add up to n.

    Args:
        targets: Of all units of a stratum, above 0 and up to 1; their sum n is a whole number.
    """
    import numpy as np

    uncertain = [float(target) for target in targets if target < 1]
    wanted = round(float(sum(targets))) - (len(targets) - len(uncertain))
    if wanted == 0:
        return [1.0] * len(targets)
    shifts = np.array([math.log(chance / (1 - chance)) for chance in uncertain])
    place = np.arange(-shifts.max() - TAIL, -shifts.min() + TAIL, STEP)
    below = 1 / (1 + np.exp(-(place[:, np.newaxis] + shifts)))
    density = STEP * below * (1 - below)
    chances = iter(
        float((density[:, unit] * _at_most(below, unit, wanted - 1)).sum())
        for unit in range(len(uncertain))
    )
    return [1.0 if target == 1 else next(chances) for target in targets]


def _at_most(below: FloatArray, left_out: int, most: int) -> FloatArray:
    """Chance that at most that many units, one left out, come before each node."""
    import numpy as np

    counts = np.zeros((len(below), most + 1))
    counts[:, 0] = 1
    for unit in range(below.shape[1]):
        if unit != left_out:
            chance = below[:, unit : unit + 1]
            earlier = counts[:, :-1] * chance
            counts *= 1 - chance
            counts[:, 1:] += earlier
    total: FloatArray = counts.sum(axis=1)
    return total


def largest_deviation(targets: Sequence[Fraction]) -> float:
    """How far the farthest chance is from its target, as a share of the target."""
    chances = pareto_chances(targets)
    return max(
        (abs(chance / float(target) - 1) for chance, target in zip(chances, targets, strict=True)),
        default=0.0,
    )
