"""Design effects: what the design costs or gains in precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]


def simple_variance(p: FloatArray, n: FloatArray) -> FloatArray:
    """Variance of a share from a simple random sample of n with replacement.

    Source: Cochran (1977), Sampling Techniques, s. 3.3, with the sample's own variance.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        variance: FloatArray = p * (1 - p) / (n - 1)
    return variance


def design_effects(variance: FloatArray, compared_with: FloatArray) -> FloatArray:
    """Variance under the design over that of a simple random sample; not a number at 0 / 0.

    Source: Kish (1965), Survey Sampling, s. 8.2.
    """
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(compared_with > 0, variance / compared_with, np.nan)


def unseen_share(n: FloatArray, population: FloatArray) -> FloatArray:
    """1 - n / N: the finite population correction of a simple random sample."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(population > n, 1 - n / population, 0.0)
