"""From the ledger of a sample to the cases that estimates are made from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, whom_figures_describe
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.sampling.ledger import LedgerAuthority, SampleLedger, Standing, UnitRole


def outcomes_of(ledger: SampleLedger, count: Count) -> list[bool | None]:
    """The outcome of each known unit; None out of scope, outside the base, or without an answer."""
    counted, base = set(count.refs), set(count.base_refs)
    return [unit.case_ref in counted if unit.case_ref in base else None for unit in ledger.known]


def groups_of_units(
    ledger: SampleLedger, groups: Mapping[str, Collection[str]], *, are_of_strata: bool = False
) -> dict[str, list[bool]]:
    """Whether each known unit is in each group of a field.

    A unit out of scope has no record that tells its group. Where groups are made of strata it is in
    the one that the others of its stratum are in, else in none.

    Args:
        groups: References of the cases of each group.
        are_of_strata: Whether the strata of the draw are made by the field.
    """
    placed = frozenset().union(*groups.values())
    of_stratum: dict[str, set[str]] = defaultdict(set)
    for unit in ledger.known:
        if unit.case_ref in placed:
            of_stratum[unit.stratum].add(unit.case_ref)
    without_record = {
        unit.case_ref for unit in ledger.known if are_of_strata and unit.case_ref not in placed
    }
    return {
        name: [
            unit.case_ref in refs
            or (unit.case_ref in without_record and _are_all(of_stratum[unit.stratum], refs))
            for unit in ledger.known
        ]
        for name, refs in groups.items()
    }


def _are_all(cases: Collection[str], refs: Collection[str]) -> bool:
    return bool(cases) and all(ref in refs for ref in cases)


def sample_units(
    ledger: SampleLedger,
    count: Count,
    groups: Mapping[str, Collection[str]] | None = None,
    *,
    are_of_strata: bool = False,
) -> list[SampleUnit]:
    """The known units with what a measure says of them.

    Units out of scope are among them, without an outcome: they stay in their stratum's sample as
    zeros of every group. The weight is left to the design, N_h over the known units of h.

    Args:
        groups: References of the cases of each group.
        are_of_strata: Whether the strata of the draw are made by the field.
    """
    populations = {stratum.stratum: stratum.population for stratum in ledger.strata}
    members = groups_of_units(ledger, groups or {}, are_of_strata=are_of_strata)
    return [
        SampleUnit(
            stratum=unit.stratum,
            population=populations[unit.stratum],
            outcome=outcome,
            authority=unit.authority,
            domains=frozenset(name for name, inside in members.items() if inside[at]),
        )
        for at, (unit, outcome) in enumerate(
            zip(ledger.known, outcomes_of(ledger, count), strict=True)
        )
    ]


def selected_authorities(ledger: SampleLedger) -> tuple[SelectedAuthority, ...]:
    """The authorities as a first stage; empty where they do not speak for all.

    They do not where any has no known chance of having been drawn. One that left is non-response:
    the others of its weighting class stand for it, which is its stratum of authorities, the certain
    ones apart. Their chance is multiplied by the share of the class's children whose authority
    stayed, each child weighted by one over the chance. Where a whole class left, nobody stands for
    it.

    Source: Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, s. 15.6 (response
    homogeneity groups).
    """
    if not ledger.authorities_were_drawn:
        return ()
    shares = _shares_that_stayed(ledger)
    if not all(shares.values()):
        return ()
    return tuple(
        SelectedAuthority(
            code=authority.code,
            inclusion_probability=float(_chance(authority) * shares[_class_of(authority)]),
            stratum=authority.stage_one_stratum,
        )
        for authority in ledger.authorities
        if not authority.is_withdrawn
    )


class _WeightingClass(NamedTuple):
    """Authorities that stand for one of them that left."""

    stratum: str
    is_certain: bool


def _class_of(authority: LedgerAuthority) -> _WeightingClass:
    return _WeightingClass(authority.stage_one_stratum, _chance(authority) >= 1)


def _chance(authority: LedgerAuthority) -> Fraction:
    return authority.inclusion_probability or Fraction(0)


def _shares_that_stayed(ledger: SampleLedger) -> dict[_WeightingClass, Fraction]:
    """The weighted share of each class's children whose authority did not leave."""
    children: Counter[str] = Counter()
    for stratum in ledger.strata:
        children[stratum.authority] += stratum.population
    drawn: dict[_WeightingClass, Fraction] = defaultdict(Fraction)
    stayed: dict[_WeightingClass, Fraction] = defaultdict(Fraction)
    for authority in ledger.authorities:
        weighted = children[authority.code] / _chance(authority)
        drawn[_class_of(authority)] += weighted
        stayed[_class_of(authority)] += 0 if authority.is_withdrawn else weighted
    return {one: stayed[one] / drawn[one] if drawn[one] else Fraction(1) for one in drawn}


def whom_estimates_describe(ledger: SampleLedger) -> str:
    """Which children the estimates are about, as sentences."""
    number = len(ledger.authorities) - len(ledger.withdrawn)
    if not ledger.authorities_were_drawn:
        return whom_figures_describe(number, were_drawn=False)
    of_these = f"Estimated shares are of the children of the {number} authorities inspected."
    if not selected_authorities(ledger):
        return (
            f"{of_these} They say nothing about others: of one kind of the authorities that were "
            "drawn, all left."
        )
    return (
        f"{of_these} Where a share of all authorities stands beside, it goes further: "
        f"{_lower_first(whom_figures_describe(number, were_drawn=True))}"
    )


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def sample_notes(ledger: SampleLedger) -> tuple[str, ...]:
    """What a reader of any estimate must be told about the sample."""
    left = {authority.code for authority in ledger.withdrawn}
    notes = [_withdrawal_note(ledger, authority) for authority in ledger.withdrawn]
    notes += [
        f"Nothing is known of any case of stratum {stratum.stratum}, so the estimates leave out "
        f"its {stratum.population} children."
        for stratum in ledger.unseen_strata
        if stratum.authority not in left
    ]
    purposive = sum(
        unit.role is UnitRole.PURPOSIVE and unit.standing is Standing.COUNTED
        for unit in ledger.units
    )
    if purposive:
        cases = "1 case was" if purposive == 1 else f"{purposive} cases were"
        notes.append(f"{cases} picked by hand: among the cases examined, and in no estimate.")
    return tuple(notes)


def _withdrawal_note(ledger: SampleLedger, authority: LedgerAuthority) -> str:
    """What it means for estimates that an authority left."""
    children = sum(
        stratum.population for stratum in ledger.strata if stratum.authority == authority.code
    )
    day = date.fromisoformat(authority.withdrew_on)
    because = authority.withdrew_because.rstrip(".")
    said = (
        f"{authority.code} withdrew from the inspection on {day.day} {day:%B %Y}: {because}. None "
        f"of its cases answers for its {children:,} children, so the estimates are not about them."
    )
    if ledger.authorities_were_drawn and selected_authorities(ledger):
        said += (
            " In a share of all authorities the others that were drawn with it stand for it, which "
            "is right as far as it is like them."
        )
    return said
