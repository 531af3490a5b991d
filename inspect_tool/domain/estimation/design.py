"""The design behind an estimate: strata, weights, and the strata that variances come from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

from inspect_tool.errors import CheckFailedError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleUnit:
    """A case of the random sample whose status is known, with what was found about it.

    A case out of scope belongs here with no outcome: it stays in its stratum's sample as a zero
    of every group. A case that was not available does not belong here; a purposive case never.

    Args:
        stratum: Code of its stratum.
        population: Cases in that stratum of the sampling frame, N_h.
        outcome: Whether the case counts; None where the question does not apply or is open.
        weight: Design weight with its adjustments; None for N_h / n_h.
        authority: Code of its authority; strata collapse only within one.
        domains: Groups that it belongs to, besides the whole.
        family: What siblings have in common; empty for a case on its own.
    """

    stratum: str
    population: int
    outcome: bool | None = None
    weight: float | None = None
    authority: str = ""
    domains: frozenset[str] = field(default=frozenset())
    family: str = ""


@dataclass(frozen=True, kw_only=True)
class SampledStratum:
    """A stratum with its population and the number of cases sampled from it."""

    code: str
    authority: str
    population: int
    sampled: int

    @property
    def is_taken_all(self) -> bool:
        """Whether every case of the stratum is in the sample."""
        return self.sampled == self.population

    @property
    def is_single(self) -> bool:
        """Whether one case stands for more than itself."""
        return self.sampled == 1 and not self.is_taken_all


@dataclass(frozen=True, kw_only=True)
class VarianceStratum:
    """One stratum, or several that were collapsed because one of them has a single case.

    Args:
        codes: The strata in it, alphabetically.
        is_centred_overall: A single case without a partner: its deviation is taken from the
            mean of the whole sample.
    """

    codes: tuple[str, ...]
    population: int
    sampled: int
    is_centred_overall: bool = False

    @property
    def is_taken_all(self) -> bool:
        """Whether it adds nothing to the variance."""
        return self.sampled == self.population

    def factor(self, *, fpc: bool) -> float:
        """What the sum of squared deviations is multiplied by: (1 - n/N) n / (n - 1).

        Source: Cochran (1977), Sampling Techniques, s. 5.4.
        """
        if self.is_taken_all and fpc:
            return 0.0
        unseen = self.unseen_share(fpc=fpc)
        return unseen if self.sampled == 1 else unseen * self.sampled / (self.sampled - 1)

    def unseen_share(self, *, fpc: bool) -> float:
        """1 - n / N; 1 without the finite population correction."""
        return 1 - self.sampled / self.population if fpc else 1.0

    @property
    def note(self) -> str | None:
        """What a reader must be told about how its variance was made."""
        if self.is_centred_overall:
            return (
                f"Stratum {self.codes[0]} has one case and no other stratum of its authority to "
                "join: its variance is taken from the mean of the whole sample."
            )
        if len(self.codes) > 1:
            joined = ", ".join(self.codes[:-1]) + " and " + self.codes[-1]
            return (
                f"Strata {joined} were joined for the variance, because one of them has one case "
                "left; the weights are untouched."
            )
        return None


@dataclass(frozen=True, kw_only=True, eq=False)
class SampleDesign:
    """Strata, weights and variance strata of the cases of a sample, in the order of the cases.

    Args:
        strata: By code, alphabetically.
        variance_strata: What the variance is summed over.
        stratum_of: Code of the stratum of each case.
        weights: Design weight of each case.
        fpc: Whether the finite population correction is applied.
        families: Family of each case, empty for one on its own; nothing where variances are not to
            know of families.
    """

    strata: tuple[SampledStratum, ...]
    variance_strata: tuple[VarianceStratum, ...]
    stratum_of: tuple[str, ...]
    weights: FloatArray
    fpc: bool = True
    families: tuple[str, ...] = ()

    @classmethod
    def of(cls, units: Sequence[SampleUnit], *, fpc: bool = True) -> SampleDesign:
        """The design of a stratified sample drawn without replacement.

        Raises:
            CheckFailedError: There is no case, a stratum has two populations or more cases than
                its population, or a weight is not above zero.
        """
        import numpy as np

        if not units:
            raise CheckFailedError("There is no case to estimate from.")
        strata = sampled_strata(units)
        sampled = {stratum.code: stratum.population / stratum.sampled for stratum in strata}
        weights = [sampled[unit.stratum] if unit.weight is None else unit.weight for unit in units]
        _check_weights(weights)
        return cls(
            strata=strata,
            variance_strata=collapse_single_cases(strata),
            stratum_of=tuple(unit.stratum for unit in units),
            weights=np.array(weights, dtype=np.float64),
            fpc=fpc,
            families=families_of([unit.family for unit in units]),
        )

    @cached_property
    def variance_stratum_of(self) -> IntArray:
        """Index of the variance stratum of each case."""
        import numpy as np

        index = {
            code: at for at, stratum in enumerate(self.variance_strata) for code in stratum.codes
        }
        return np.array([index[code] for code in self.stratum_of], dtype=np.int64)

    @cached_property
    def members(self) -> tuple[IntArray, ...]:
        """Positions of the cases of each variance stratum."""
        import numpy as np

        order = np.argsort(self.variance_stratum_of, kind="stable")
        ends = np.cumsum([stratum.sampled for stratum in self.variance_strata])[:-1]
        return tuple(np.split(order, ends))

    def has_one_weight(self, index: int) -> bool:
        """Whether a variance stratum is one stratum whose cases all have the same weight."""
        weights = self.weights[self.members[index]]
        return len(self.variance_strata[index].codes) == 1 and bool((weights == weights[0]).all())

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told about single cases."""
        return tuple(stratum.note for stratum in self.variance_strata if stratum.note is not None)


def families_of(names: Sequence[str]) -> tuple[str, ...]:
    """The family of each case; nothing where no case has one."""
    return tuple(names) if any(names) else ()


def sampled_strata(units: Iterable[SampleUnit]) -> tuple[SampledStratum, ...]:
    """Count the cases of each stratum and check them against its population.

    Raises:
        CheckFailedError: A stratum has two populations, two authorities, or more cases than its
            population.
    """
    by_code: dict[str, list[SampleUnit]] = defaultdict(list)
    for unit in units:
        by_code[unit.stratum].append(unit)
    return tuple(_sampled_stratum(code, by_code[code]) for code in sorted(by_code))


def _sampled_stratum(code: str, units: Sequence[SampleUnit]) -> SampledStratum:
    populations = sorted({unit.population for unit in units})
    authorities = sorted({unit.authority for unit in units})
    if len(populations) > 1 or len(authorities) > 1:
        what = "populations" if len(populations) > 1 else "authorities"
        raise CheckFailedError(f"Stratum {code} has two {what}. Give each of its cases the same.")
    if populations[0] < len(units):
        raise CheckFailedError(
            f"Stratum {code} has {len(units)} sampled cases but a population of "
            f"{populations[0]}. Correct its population, or its cases."
        )
    return SampledStratum(
        code=code, authority=authorities[0], population=populations[0], sampled=len(units)
    )


def _check_weights(weights: Iterable[float]) -> None:
    for weight in weights:
        if not (math.isfinite(weight) and weight > 0):
            raise CheckFailedError(f"The weight {weight:g} is not a number above zero.")


def collapse_single_cases(strata: Sequence[SampledStratum]) -> tuple[VarianceStratum, ...]:
    """Join each stratum of one case with the nearest in size of the same authority.

    Strata that were taken whole neither need a partner nor make one: they have no variance to
    lend. Ties go to the alphabetically first stratum. A stratum without a partner stays alone,
    centred at the overall mean.

    Source: Rust and Kalton (1987), J. Official Statistics 3, 69-81.
    """
    by_code = {stratum.code: stratum for stratum in sorted(strata, key=attrgetter("code"))}
    group_of = {code: code for code in by_code}
    for code, stratum in by_code.items():
        if stratum.is_single and list(group_of.values()).count(group_of[code]) == 1:
            partner = _nearest_partner(stratum, by_code.values())
            if partner is not None:
                group_of[code] = group_of[partner.code]
    return _variance_strata(by_code, group_of)


def _nearest_partner(
    single: SampledStratum, strata: Iterable[SampledStratum]
) -> SampledStratum | None:
    partners = [
        candidate
        for candidate in strata
        if candidate.code != single.code
        and candidate.authority == single.authority
        and not candidate.is_taken_all
    ]
    return min(
        partners,
        key=lambda partner: (abs(partner.population - single.population), partner.code),
        default=None,
    )


def _variance_strata(
    by_code: Mapping[str, SampledStratum], group_of: Mapping[str, str]
) -> tuple[VarianceStratum, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for code, group in group_of.items():
        groups[group].append(code)
    return tuple(
        _variance_stratum([by_code[code] for code in sorted(codes)])
        for codes in sorted(groups.values())
    )


def _variance_stratum(strata: Sequence[SampledStratum]) -> VarianceStratum:
    return VarianceStratum(
        codes=tuple(stratum.code for stratum in strata),
        population=sum(stratum.population for stratum in strata),
        sampled=sum(stratum.sampled for stratum in strata),
        is_centred_overall=len(strata) == 1 and strata[0].is_single,
    )
