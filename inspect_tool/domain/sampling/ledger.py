"""The ledger of a sample: its strata, and what became of every unit that the draw reached.

Estimates are made from it and never from weights that somebody typed. A unit's weight is N_h / n_h,
where n_h counts the drawn units of its stratum **whose status is known**: cases that are counted,
and units found to be out of scope on the way to them. Units that were not available, or are not
read yet, are taken to be missing at random within their stratum; they lower the response rate.
Purposive cases are in the ledger and in no estimate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from inspect_tool.domain.sampling.flow import RankedUnit, used_units
from inspect_tool.domain.sampling.losses import LossKind, LossReason


class UnitRole(StrEnum):
    """How a unit came to be used."""

    SAMPLE = "sample"
    REPLACEMENT = "replacement"
    PURPOSIVE = "purposive"


class Standing(StrEnum):
    """What became of a unit."""

    COUNTED = "counted"
    NOT_READ = "not_read"  # to be read, and without a complete record so far
    LOST = "lost"


@dataclass(frozen=True)
class LedgerAuthority:
    """An authority of the review.

    Args:
        inclusion_probability: Its chance of being drawn; None where it was chosen.
        stage_one_stratum: Stratum of authorities that it was drawn from.
        withdrew_on: The day on which it left the inspection, as ISO 8601; empty where it did not.
        withdrew_because: Why, as it is published.
    """

    code: str
    inclusion_probability: Fraction | None = None
    stage_one_stratum: str = ""
    withdrew_on: str = ""
    withdrew_because: str = ""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it left, so that nothing is known of its children."""
        return bool(self.withdrew_on)


@dataclass(frozen=True)
class LedgerStratum:
    """A stratum of the frame.

    Args:
        population: Units that could be drawn, N_h.
        drawn: Units that the draw gives, extensions included.
    """

    authority: str
    stratum: str
    population: int
    drawn: int


@dataclass(frozen=True)
class LedgerUnit:
    """A unit that was drawn, called upon as a reserve, or picked by hand.

    Args:
        rank: Place in its stratum's order of tickets; 0 for a purposive case.
        reason: Coded reason of its loss; empty where it was not lost.
        kind: What the reason means for estimates; None where it was not lost.
    """

    authority: str
    case_ref: str
    stratum: str
    rank: int
    role: UnitRole
    standing: Standing
    reason: str = ""
    kind: LossKind | None = None

    @property
    def is_out_of_scope(self) -> bool:
        """Whether it turned out not to belong to what is studied."""
        return self.kind is LossKind.OUT_OF_SCOPE

    @property
    def is_known(self) -> bool:
        """Whether estimates take it in: of the random sample, and its status is known."""
        if self.role is UnitRole.PURPOSIVE:
            return False
        return self.standing is Standing.COUNTED or self.is_out_of_scope


@dataclass(frozen=True)
class SampleLedger:
    """The sample as it stood when a snapshot was taken."""

    draw_id: str
    authorities: tuple[LedgerAuthority, ...]
    strata: tuple[LedgerStratum, ...]
    units: tuple[LedgerUnit, ...]

    @cached_property
    def known(self) -> tuple[LedgerUnit, ...]:
        """The units that estimates are made from, in the ledger's order."""
        return tuple(unit for unit in self.units if unit.is_known)

    @property
    def withdrawn(self) -> tuple[LedgerAuthority, ...]:
        """The authorities that left the inspection: non-response of whole authorities."""
        return tuple(authority for authority in self.authorities if authority.is_withdrawn)

    @property
    def unseen_strata(self) -> tuple[LedgerStratum, ...]:
        """Strata of which nothing is known, so that no estimate speaks for them."""
        seen = {unit.stratum for unit in self.known}
        return tuple(
            stratum for stratum in self.strata if stratum.stratum not in seen and stratum.population
        )

    @property
    def authorities_were_drawn(self) -> bool:
        """Whether every authority was drawn with a known chance."""
        return all(authority.inclusion_probability is not None for authority in self.authorities)


@dataclass(frozen=True)
class Response:
    """What came of the units that the draw reached; purposive cases are no part of it.

    Args:
        authority: Code of the authority; empty for all of them.
        reached: Units drawn, and reserves called upon.
        counted: Units that are counted.
        out_of_scope: Units that do not belong, by coded reason.
        not_available: Units that could not be obtained, by coded reason.
        not_read: Units that are to be read.
        weighted_rate: Share of the children whom the units stand for whose unit is known; None
            where the draw reached nothing.
    """

    authority: str
    reached: int
    counted: int
    out_of_scope: Mapping[str, int]
    not_available: Mapping[str, int]
    not_read: int
    weighted_rate: float | None = None

    @property
    def known(self) -> int:
        """Units whose status is known: out of scope is an answer too."""
        return self.counted + sum(self.out_of_scope.values())

    @property
    def rate(self) -> Fraction | None:
        """The response rate; None where the draw reached nothing."""
        return Fraction(self.known, self.reached) if self.reached else None


def ledger_units(
    authority: str,
    units: Sequence[RankedUnit],
    sizes: Mapping[str, int],
    *,
    counted: frozenset[str],
) -> tuple[LedgerUnit, ...]:
    """The units of an authority that were used, with what became of each.

    Args:
        units: Every unit that the draw ranked, and the purposive ones with rank 0.
        sizes: How many units each stratum gives.
        counted: References of the cases with a complete record.
    """
    used = [*used_units(units, sizes), *(unit for unit in units if unit.rank == 0)]
    return tuple(
        _ledger_unit(authority, unit, sizes, is_counted=unit.case_ref in counted)
        for unit in sorted(used, key=lambda ranked: (ranked.stratum, ranked.rank, ranked.case_ref))
    )


def _ledger_unit(
    authority: str, unit: RankedUnit, sizes: Mapping[str, int], *, is_counted: bool
) -> LedgerUnit:
    standing = Standing.COUNTED if is_counted else Standing.NOT_READ
    # An authority that left answers for none of its cases, whatever was found of some before.
    reason = LossReason.AUTHORITY_WITHDREW.value if unit.is_withdrawn else unit.lost_because
    if reason:
        standing = Standing.LOST
    return LedgerUnit(
        authority=authority,
        case_ref=unit.case_ref,
        stratum=unit.stratum,
        rank=unit.rank,
        role=_role(unit, sizes),
        standing=standing,
        reason=reason,
        kind=LossReason(reason).kind if reason else None,
    )


def _role(unit: RankedUnit, sizes: Mapping[str, int]) -> UnitRole:
    if unit.rank == 0:
        return UnitRole.PURPOSIVE
    return UnitRole.SAMPLE if unit.rank <= sizes.get(unit.stratum, 0) else UnitRole.REPLACEMENT


def responses(ledger: SampleLedger) -> tuple[Response, ...]:
    """What came of the units of each authority and, last, of all."""
    weights = _weights(ledger)
    found = []
    for code in (*(authority.code for authority in ledger.authorities), ""):
        units = [unit for unit in ledger.units if code in ("", unit.authority)]
        found.append(
            replace(response_of(code, units), weighted_rate=_weighted_rate(units, weights))
        )
    return tuple(found)


def _weights(ledger: SampleLedger) -> dict[str, float]:
    """N_h over the units that the draw reached in each stratum."""
    reached = Counter(unit.stratum for unit in ledger.units if unit.role is not UnitRole.PURPOSIVE)
    return {
        stratum.stratum: stratum.population / reached[stratum.stratum]
        for stratum in ledger.strata
        if reached[stratum.stratum]
    }


def _weighted_rate(units: Iterable[LedgerUnit], weights: Mapping[str, float]) -> float | None:
    drawn = [unit for unit in units if unit.role is not UnitRole.PURPOSIVE]
    whole = sum(weights[unit.stratum] for unit in drawn)
    return sum(weights[unit.stratum] for unit in drawn if unit.is_known) / whole if whole else None


def response_of(authority: str, units: Iterable[LedgerUnit]) -> Response:
    """What came of some units of the draw."""
    drawn = [unit for unit in units if unit.role is not UnitRole.PURPOSIVE]
    standings = Counter(unit.standing for unit in drawn)
    return Response(
        authority=authority,
        reached=len(drawn),
        counted=standings[Standing.COUNTED],
        out_of_scope=_by_reason(drawn, LossKind.OUT_OF_SCOPE),
        not_available=_by_reason(drawn, LossKind.NOT_AVAILABLE),
        not_read=standings[Standing.NOT_READ],
    )


def _by_reason(units: Iterable[LedgerUnit], kind: LossKind) -> dict[str, int]:
    return dict(sorted(Counter(unit.reason for unit in units if unit.kind is kind).items()))
