"""What chance alone would give: records are dealt out anew among the readers of an authority.

Source: Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses, 3rd ed., s. 3; the
p value counts the deal that happened, Phipson and Smyth (2010); Holm (1979) for several inspectors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inspect_tool.domain.moderation.recorders import Judged

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

DEALS = 4_999  # so that the smallest p value is 1 in 5,000
SEED = 20131014  # the same figures whenever the same records are looked at
FEWEST_RECORDS = 5  # of one inspector beside another: fewer cannot come out unlikely


@dataclass(frozen=True)
class InspectorEffect:
    """How an inspector's judgements differ from those of others at the same authorities.

    Args:
        records: Records at authorities where somebody else read too: the base.
        share: Mean share of judgements that meet their criterion in them.
        expected: The mean of all records at the same authorities, in the same proportion.
        p: Share of deals with a difference at least as large; None where nothing can be compared.
        adjusted: The same, adjusted by Holm for the number of inspectors compared.
        reason: Why nothing can be compared, as a sentence; empty where it can.
    """

    inspector: str
    records: int
    share: float | None
    expected: float | None
    p: float | None = None
    adjusted: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Drift:
    """Whether the share of judgements that meet their criterion goes up or down with the weeks.

    Args:
        records: The base.
        slope: Change of the share in a week, within authorities; None with a single week.
        p: Share of deals of the weeks with a slope at least as steep; None without one.
    """

    records: int
    weeks: int
    slope: float | None
    p: float | None


def inspector_effects(compared: Sequence[Judged]) -> tuple[InspectorEffect, ...]:
    """Each inspector beside the others, by dealing records out anew within each authority."""
    import numpy as np

    readers: dict[str, set[str]] = defaultdict(set)
    for one in compared:
        readers[one.stratum].add(one.inspector)
    shared = [one for one in compared if len(readers[one.stratum]) > 1]
    shares = np.array([one.share for one in shared])
    centred = shares - _means(shared)
    deals = _deals(centred, [one.stratum for one in shared])
    effects = []
    for inspector in sorted({one.inspector for one in compared}):
        own = np.array([one.inspector == inspector for one in shared], dtype=bool)
        effects.append(_effect(inspector, own, shares, centred, deals))
    return _by_holm(effects)


def _means(shared: Sequence[Judged]) -> npt.NDArray[np.float64]:
    """The mean of each record's authority."""
    import numpy as np

    by_stratum: dict[str, list[float]] = defaultdict(list)
    for one in shared:
        by_stratum[one.stratum].append(one.share)
    return np.array([np.mean(by_stratum[one.stratum]) for one in shared], dtype=np.float64)


def _deals(values: npt.NDArray[np.float64], strata: Sequence[str]) -> npt.NDArray[np.float64]:
    """The values dealt out anew within each stratum, a row a deal."""
    import numpy as np

    chance = np.random.default_rng(SEED)
    dealt = np.tile(values, (DEALS, 1))
    names = np.array(strata)
    for name in sorted(set(strata)):
        places = np.flatnonzero(names == name)
        dealt[:, places] = chance.permuted(dealt[:, places], axis=1)
    return dealt


def _effect(
    inspector: str,
    own: npt.NDArray[np.bool_],
    shares: npt.NDArray[np.float64],
    centred: npt.NDArray[np.float64],
    deals: npt.NDArray[np.float64],
) -> InspectorEffect:
    number = int(own.sum())
    if not number:
        return InspectorEffect(
            inspector, 0, None, None, reason="Nobody else read at the same authorities."
        )
    share = float(shares[own].mean())
    observed = float(centred[own].mean())
    expected = share - observed
    if number < FEWEST_RECORDS:
        reason = f"Fewer than {FEWEST_RECORDS} records beside another inspector's."
        return InspectorEffect(inspector, number, share, expected, reason=reason)
    return InspectorEffect(
        inspector, number, share, expected, p=_p(deals[:, own].mean(axis=1), observed)
    )


def _p(dealt: npt.NDArray[np.float64], observed: float) -> float:
    """Two-sided, with the deal that happened among the deals."""
    # Sums in another order differ in the last digit, and a tie counts as at least as large.
    at_least = int((abs(dealt) >= abs(observed) - 1e-12).sum())
    return (at_least + 1) / (len(dealt) + 1)


def _by_holm(effects: Sequence[InspectorEffect]) -> tuple[InspectorEffect, ...]:
    from dataclasses import replace

    tested = sorted(
        (effect for effect in effects if effect.p is not None), key=lambda effect: effect.p or 0
    )
    adjusted: dict[str, float] = {}
    highest = 0.0
    for place, effect in enumerate(tested):
        highest = max(highest, min(1.0, (effect.p or 0) * (len(tested) - place)))
        adjusted[effect.inspector] = highest
    return tuple(replace(one, adjusted=adjusted.get(one.inspector)) for one in effects)


def drift(compared: Sequence[Judged]) -> Drift:
    """The trend over the weeks, by dealing the weeks out anew within each authority."""
    import numpy as np

    dated = [one for one in compared if one.week]
    order = {week: place for place, week in enumerate(sorted({one.week for one in dated}))}
    if len(order) < 2:
        return Drift(len(dated), len(order), None, None)
    shares = np.array([one.share for one in dated]) - _means(dated)
    weeks = np.array([order[one.week] for one in dated], dtype=np.float64)
    strata = [one.stratum for one in dated]
    names = np.array(strata)
    for name in set(strata):
        weeks[names == name] -= weeks[names == name].mean()
    spread = float((weeks**2).sum())
    if not spread:  # each authority was read in one week
        return Drift(len(dated), len(order), None, None)
    slope = float((weeks * shares).sum()) / spread
    dealt = _deals(weeks, strata) @ shares / spread
    return Drift(len(dated), len(order), slope, _p(dealt, slope))
