"""An authority that cannot take part: who takes its place, and what is wrong with saying so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from inspect_tool.domain.language.faults import Fault, did_you_mean
from inspect_tool.domain.sampling.by_size import SizedUnit, SizeRole


def replacement_faults(
    drawn: Sequence[SizedUnit], lost: Mapping[str, str], known: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with the authorities that are said not to take part.

    Args:
        lost: Why they cannot, by code.
        known: Codes of all authorities on the list.
    """
    ranked = {unit.unit_id for unit in drawn}
    for code, reason in lost.items():
        if code not in ranked:
            yield Fault(
                path=("replaced", code),
                kind="not-drawn",
                message=f"{code} is replaced but was neither drawn nor a reserve"
                f"{'' if code in known else did_you_mean(code, sorted(known))}",
                remedy="Correct the code, or take it out of the replaced ones.",
                value=code,
            )
        elif not reason.strip():
            yield Fault(
                path=("replaced", code),
                kind="no-reason",
                message=f"{code} is replaced without a reason",
                remedy="Say why it cannot take part.",
                value=code,
            )
    yield from _reserve_faults(drawn, lost)


def _reserve_faults(drawn: Sequence[SizedUnit], lost: Mapping[str, str]) -> Iterator[Fault]:
    """Strata, or zones of a systematic draw, that have not enough left that can take part."""
    wanted = Counter(place_of(unit) for unit in drawn if unit.role is not SizeRole.RESERVE)
    left = Counter(place_of(unit) for unit in drawn if unit.unit_id not in lost)
    first = {place_of(unit): unit.unit_id for unit in drawn if unit.rank == 1}
    for place in sorted(wanted):
        if left[place] >= wanted[place]:
            continue
        stratum, zone = place
        message = (
            f"{first[place]} and all its neighbours in the order of {stratum} are replaced, so "
            "nobody is left to take its place"
            if zone
            else f"{stratum} has {left[place]} authorities left that can take part, and "
            f"{wanted[place]} are to be chosen from it"
        )
        yield Fault(
            path=("replaced",),
            kind="no-reserve-left",
            message=message,
            remedy="Choose fewer in a new plan, or say that the stratum is not covered.",
            value=stratum,
        )


def place_of(unit: SizedUnit) -> tuple[str, int]:
    """Within which a reserve takes a place: the stratum, and its zone if the draw has any."""
    return unit.stratum, unit.zone
