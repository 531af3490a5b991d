"""What a choice of authorities looks like to a person: rows, and what must be said with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from inspect_tool.domain.percentages import percent
from inspect_tool.domain.plan.authority_choices import ChoiceMethod
from inspect_tool.domain.sampling.by_size_chances import largest_deviation
from inspect_tool.readers.documents.stage_one_list import SYMBOLS

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import ReviewPlan
    from inspect_tool.domain.stage_one.certificate import StageOneCertificate
    from inspect_tool.domain.stage_one.choice import DrawnAuthority, StageOneDraw


@dataclass(frozen=True, kw_only=True)
class AuthorityRow:
    """An authority in the order of its stratum.

    Args:
        exact: The inclusion probability as a fraction, such as `53/842`.
        role: `certainty`, `sample` or `reserve`.
        is_chosen: Whether it is inspected.
        reason: Why it cannot take part.
        zone: Where the draw is systematic, which of the drawn ones it belongs to; else 0.
    """

    code: str
    name: str
    region: str
    stratum: str
    size: int | None
    inclusion_probability: float
    exact: str
    rank: int
    role: str
    is_chosen: bool
    reason: str
    order_value: float
    ticket: str
    zone: int


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An authority that could not be drawn; `size` is 0 or the symbol on the list."""

    code: str
    name: str
    stratum: str
    size: str


@dataclass(frozen=True, kw_only=True)
class StratumRow:
    """A stratum of the list; `size` is the sum that chances are proportional to."""

    stratum: str
    listed: int
    can_be_drawn: int
    size: int
    drawn: int


@dataclass(frozen=True, kw_only=True)
class SelectionView:
    """A choice that was made.

    Args:
        authorities: All that could be drawn, by stratum and rank.
        notes: What a reader of the choice must be told.
        largest_deviation: How far a chance that the draw really gives lies from the stated one at
            most, as a share of it.
    """

    list: str
    listed: int
    list_digest: str
    draw_id: str
    key: str
    size_column: str
    method: str
    order_by: tuple[str, ...]
    commitment: str
    certificate: str
    strata: tuple[StratumRow, ...]
    authorities: tuple[AuthorityRow, ...]
    left_out: tuple[LeftOut, ...]
    largest_deviation: float
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanAuthority:
    """An authority of a plan that was drawn."""

    code: str
    name: str
    region: str
    stratum: str
    inclusion_probability: float
    exact: str


def selection_view(
    draw: StageOneDraw, certificate: StageOneCertificate, *, file: str
) -> SelectionView:
    """The choice with its notes."""
    deviation = _largest_deviation(draw)
    return SelectionView(
        list=file,
        listed=draw.listed,
        list_digest=draw.list_digest,
        draw_id=draw.choices.draw_id,
        key=draw.key,
        size_column=draw.choices.size_column,
        method=draw.choices.method.value,
        order_by=draw.choices.order_by,
        commitment=certificate.commitment,
        certificate=certificate.digest,
        strata=tuple(
            StratumRow(
                stratum=stratum.stratum,
                listed=stratum.listed,
                can_be_drawn=stratum.can_be_drawn,
                size=stratum.size,
                drawn=stratum.drawn,
            )
            for stratum in draw.strata
        ),
        authorities=tuple(_row(authority) for authority in draw.authorities),
        left_out=tuple(LeftOut(**left_out.model_dump()) for left_out in certificate.left_out),
        largest_deviation=deviation,
        notes=tuple(_notes(draw, certificate, deviation)),
    )


def _row(drawn: DrawnAuthority) -> AuthorityRow:
    authority = drawn.authority
    return AuthorityRow(
        code=authority.code,
        name=authority.name,
        region=authority.region,
        stratum=authority.stratum,
        size=authority.size,
        inclusion_probability=float(drawn.inclusion_probability),
        exact=str(drawn.inclusion_probability),
        rank=drawn.rank,
        role=drawn.role.value,
        is_chosen=drawn.is_chosen,
        reason=drawn.reason,
        order_value=drawn.order_value,
        ticket=drawn.ticket,
        zone=drawn.zone,
    )


def _targets(draw: StageOneDraw) -> dict[str, list[Fraction]]:
    """The inclusion probabilities of each stratum that gives any."""
    return {
        stratum: [drawn.inclusion_probability for drawn in own]
        for stratum, own in groupby(draw.authorities, key=lambda drawn: drawn.authority.stratum)
    }


def _largest_deviation(draw: StageOneDraw) -> float:
    if draw.choices.method is ChoiceMethod.SYSTEMATIC:
        return 0.0
    return max(map(largest_deviation, _targets(draw).values()))


# Above this, the stated chances are no longer good enough for weights: a weight would be wrong by
# more than a twentieth, which no interval shows.
MOST_DEVIATION = 0.05


def _notes(draw: StageOneDraw, certificate: StageOneCertificate, deviation: float) -> Iterator[str]:
    if not certificate.commitment:
        yield certificate.statement
    if not certificate.seed_source:
        yield "No source of the seed was given, so nobody can look it up."
    yield from _coverage_notes(draw)
    lone = [
        stratum
        for stratum, targets in _targets(draw).items()
        if sum(targets) - targets.count(Fraction(1)) == 1
    ]
    if lone:
        yield (
            f"{len(lone)} of {len(draw.strata)} strata give one authority that was left to chance. "
            "How authorities differ inside such a stratum cannot be seen, which makes intervals "
            "for all authorities wide or impossible. Fewer strata would help."
        )
    if deviation > MOST_DEVIATION:
        yield (
            f"Pareto sampling misses a stated chance by {percent(deviation)}% here, since few are "
            "drawn from few. Do not weight by these chances; `--method systematic` meets them."
        )


def _coverage_notes(draw: StageOneDraw) -> Iterator[str]:
    """Which authorities had no chance at all."""
    if draw.left_out:
        named = ", ".join(
            f"{authority.name} ({SYMBOLS[authority.symbol] if authority.symbol else 'size 0'})"
            for authority in draw.left_out
        )
        yield (
            f"{len(draw.left_out)} of {draw.listed} authorities cannot be drawn: {named}. "
            "Estimates do not describe them. Give them a size in the list to let them take part."
        )
    none = [stratum.stratum for stratum in draw.strata if not stratum.drawn]
    if none:
        yield f"No authority comes from {', '.join(none)}. Estimates do not describe these strata."


def drawn_authorities(plan: ReviewPlan | None) -> tuple[PlanAuthority, ...]:
    """The authorities of a plan with their chances; none where they were not drawn."""
    if plan is None or not plan.authorities_were_drawn:
        return ()
    return tuple(
        PlanAuthority(
            code=authority.code,
            name=authority.name,
            region=authority.region,
            stratum=authority.stage_one_stratum,
            inclusion_probability=float(authority.inclusion_probability or 0),
            exact=str(authority.inclusion_probability),
        )
        for authority in plan.authorities
    )
