"""The sample behind a snapshot: taken with it, kept as JSON inside its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.flow import AuthorityFlow
from inspect_tool.domain.sampling.ledger import (
    LedgerAuthority,
    LedgerStratum,
    LedgerUnit,
    SampleLedger,
    Standing,
    UnitRole,
    ledger_units,
)
from inspect_tool.domain.sampling.losses import LossKind
from inspect_tool.services.sampling.drawn import drawn_row, ranked_units, stratum_sizes
from inspect_tool.store import mishap_queries, queries

if TYPE_CHECKING:
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.mishap_tables import AuthorityWithdrawal


def ledger_of(work: UnitOfWork, review: Review, counted: frozenset[str]) -> SampleLedger:
    """The ledger of the draw in force, as the review stands.

    Args:
        counted: References of the cases with a complete record.

    Raises:
        NotDrawnError: There is no draw.
    """
    row = drawn_row(work)
    ranked, sizes = ranked_units(work, row), stratum_sizes(work, row)
    withdrawn = mishap_queries.withdrawn_authorities(work)
    return SampleLedger(
        draw_id=row.draw_id,
        authorities=tuple(
            LedgerAuthority(
                authority.code,
                authority.inclusion_probability,
                authority.stage_one_stratum,
                *_withdrawal(withdrawn.get(authority.code)),
            )
            for authority in review.plan.authorities
        ),
        strata=tuple(
            LedgerStratum(stratum.authority, stratum.stratum, stratum.population, stratum.drawn)
            for stratum in queries.drawn_strata(work, row.draw_id)
        ),
        units=tuple(
            unit
            for authority in review.plan.authorities
            for unit in ledger_units(
                authority.code,
                ranked.get(authority.code, ()),
                sizes.get(authority.code, {}),
                counted=counted,
            )
        ),
    )


class _Withdrawal(NamedTuple):
    """When and why an authority left; both empty where it did not."""

    on: str = ""
    because: str = ""


def _withdrawal(row: AuthorityWithdrawal | None) -> _Withdrawal:
    return _Withdrawal() if row is None else _Withdrawal(row.withdrew_on, row.reason)


# Left out where an authority did not leave, so that an older snapshot keeps its digest.
ONLY_IF_WITHDRAWN = ("withdrew_on", "withdrew_because")


def ledger_to_json(ledger: SampleLedger) -> dict[str, Any]:
    """The ledger in the types of JSON; a chance is kept as an exact fraction."""
    return {
        "draw_id": ledger.draw_id,
        "authorities": [_authority_to_json(authority) for authority in ledger.authorities],
        "strata": [asdict(stratum) for stratum in ledger.strata],
        "units": [
            {
                **asdict(unit),
                "role": unit.role.value,
                "standing": unit.standing.value,
                "kind": unit.kind.value if unit.kind is not None else None,
            }
            for unit in ledger.units
        ],
    }


def ledger_from_json(kept: Mapping[str, Any]) -> SampleLedger | None:
    """The ledger that a snapshot keeps; None for a snapshot from before there was one."""
    if not kept:
        return None
    return SampleLedger(
        draw_id=kept["draw_id"],
        authorities=tuple(
            LedgerAuthority(
                authority["code"],
                _chance_from_json(authority["inclusion_probability"]),
                authority["stage_one_stratum"],
                *(authority.get(name, "") for name in ONLY_IF_WITHDRAWN),
            )
            for authority in kept["authorities"]
        ),
        strata=tuple(LedgerStratum(**stratum) for stratum in kept["strata"]),
        units=tuple(_unit(unit) for unit in kept["units"]),
    )


def _authority_to_json(authority: LedgerAuthority) -> dict[str, Any]:
    kept = asdict(authority)
    kept["inclusion_probability"] = _chance_to_json(authority.inclusion_probability)
    return {name: value for name, value in kept.items() if value or name not in ONLY_IF_WITHDRAWN}


def _chance_to_json(chance: Fraction | None) -> str | None:
    return None if chance is None else str(chance)


def _chance_from_json(kept: str | None) -> Fraction | None:
    return Fraction(kept) if kept else None


def _unit(kept: Mapping[str, Any]) -> LedgerUnit:
    return LedgerUnit(
        **{
            **kept,
            "role": UnitRole(kept["role"]),
            "standing": Standing(kept["standing"]),
            "kind": LossKind(kept["kind"]) if kept["kind"] is not None else None,
        }
    )


# Of a flow; left out where there is nothing to say.
ONLY_IF_IT_HAPPENED = frozenset({"withdrawn", "extended"})


def flow_to_json(flow: AuthorityFlow) -> dict[str, Any]:
    """A flow as it is kept; without what did not happen, so that an older one keeps its digest."""
    kept = asdict(flow)
    return {name: value for name, value in kept.items() if value or name not in ONLY_IF_IT_HAPPENED}
