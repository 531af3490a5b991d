"""From the ledger of a sample to the cases that estimates are made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inspect_tool.domain.estimation.design import SampleUnit
from inspect_tool.domain.estimation.two_stage import SelectedAuthority, whom_figures_describe
from inspect_tool.domain.figures.counts import Count
from inspect_tool.domain.sampling.ledger import SampleLedger, Standing, UnitRole


def outcomes_of(ledger: SampleLedger, count: Count) -> list[bool | None]:
    """The outcome of each known unit; None out of scope, outside the base, or without an answer."""
    counted, base = set(count.refs), set(count.base_refs)
    return [unit.case_ref in counted if unit.case_ref in base else None for unit in ledger.known]


def members_of(ledger: SampleLedger, refs: Collection[str]) -> list[bool]:
    """Whether each known unit is among some cases."""
    return [unit.case_ref in refs for unit in ledger.known]


def sample_units(
    ledger: SampleLedger, count: Count, groups: Mapping[str, Collection[str]] | None = None
) -> list[SampleUnit]:
    """The known units with what a measure says of them.

    Units out of scope are among them, without an outcome: they stay in their stratum's sample as
    zeros of every group. The weight is left to the design, N_h over the known units of h.

    Args:
        groups: References of the cases of each group.
    """
    populations = {stratum.stratum: stratum.population for stratum in ledger.strata}
    return [
        SampleUnit(
            stratum=unit.stratum,
            population=populations[unit.stratum],
            outcome=outcome,
            authority=unit.authority,
            domains=frozenset(
                name for name, refs in (groups or {}).items() if unit.case_ref in refs
            ),
        )
        for unit, outcome in zip(ledger.known, outcomes_of(ledger, count), strict=True)
    ]


def selected_authorities(ledger: SampleLedger) -> tuple[SelectedAuthority, ...]:
    """The authorities as a first stage; empty where any of them was chosen and not drawn."""
    if not ledger.authorities_were_drawn:
        return ()
    return tuple(
        SelectedAuthority(
            code=authority.code,
            inclusion_probability=float(authority.inclusion_probability or 0),
            stratum=authority.stage_one_stratum,
        )
        for authority in ledger.authorities
    )


def whom_estimates_describe(ledger: SampleLedger) -> str:
    """Which children the estimates are about, as sentences."""
    number = len(ledger.authorities)
    if not ledger.authorities_were_drawn:
        return whom_figures_describe(number, were_drawn=False)
    return (
        f"Estimated shares are of the children of the {number} authorities inspected. Where a "
        "share of all authorities stands beside, it goes further: "
        f"{_lower_first(whom_figures_describe(number, were_drawn=True))}"
    )


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def sample_notes(ledger: SampleLedger) -> tuple[str, ...]:
    """What a reader of any estimate must be told about the sample."""
    notes = [
        f"Nothing is known of any case of stratum {stratum.stratum}, so the estimates leave out "
        f"its {stratum.population} children."
        for stratum in ledger.unseen_strata
    ]
    purposive = sum(
        unit.role is UnitRole.PURPOSIVE and unit.standing is Standing.COUNTED
        for unit in ledger.units
    )
    if purposive:
        cases = "1 case was" if purposive == 1 else f"{purposive} cases were"
        notes.append(f"{cases} picked by hand: among the cases examined, and in no estimate.")
    return tuple(notes)
