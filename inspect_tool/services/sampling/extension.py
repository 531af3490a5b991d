"""More cases from a draw that was made: the same order goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import Thing, check_can
from inspect_tool.domain.allocation.methods import design_of_plan, extension_by_stratum
from inspect_tool.domain.sampling.digest import frame_digest
from inspect_tool.domain.sampling.draw import ExtensionBasis
from inspect_tool.domain.sampling.sampling import active_sample, extend_draw
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.erased import lose_erased
from inspect_tool.services.sampling.errors import (
    AuthorityWithdrewError,
    DrawRowsChangedError,
    FewerCasesError,
    FrameNotAsDrawnError,
    HowManyError,
    UnknownStratumError,
    given_reason,
)
from inspect_tool.services.sampling.frame_cut import NOTHING_TAKEN_BACK, put_fields_back
from inspect_tool.services.sampling.known_cases import KnownCases
from inspect_tool.services.sampling.rows import (
    DrawAsItStands,
    UnitKey,
    committed_plan,
    draw_as_it_stands,
    eligible_units,
    next_refs,
    unit_values,
)
from inspect_tool.services.sampling.turns import settle_turns
from inspect_tool.services.sampling.views import EnteringCase, ExtensionView, GrownStratum
from inspect_tool.store import (
    after_draw_queries,
    erasure_queries,
    mishap_queries,
    queries,
    record_queries,
)
from inspect_tool.store.after_draw_tables import DrawExtension
from inspect_tool.store.tables import DrawnUnit

if TYPE_CHECKING:
    from inspect_tool.domain.plan.plan import Sample
    from inspect_tool.domain.sampling.draw import Draw, StratumSize, Ticketed
    from inspect_tool.services.sampling.frame_cut import Fields
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawRow


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How a sample is to grow.

    Args:
        by: How many more cases, over all that is named.
        size: How many cases there are to be in all; instead of `by`.
        authority: Only its strata grow.
        stratum: Only this one grows.
        why: The reason, which the certificate publishes.
        by_rule: Whether the committed rule asks for it; whoever says so has made sure of it.
    """

    by: int | None = None
    size: int | None = None
    authority: str | None = None
    stratum: str | None = None
    why: str = ""
    by_rule: bool = False

    @property
    def named_authorities(self) -> frozenset[str]:
        """Authorities that somebody chose to have more cases of; none where all grow."""
        named = (self.authority, (self.stratum or "").partition("/")[0])
        return frozenset(code.upper() for code in named if code)


def extend(
    work: UnitOfWork,
    growth: Growth,
    *,
    dry_run: bool = False,
    taken_back: Fields = NOTHING_TAKEN_BACK,
) -> ExtensionView:
    """Take more cases in the order that the draw fixed; what was drawn stays drawn.

    Reserves become cases in their order, and more are ranked behind them, so that a stratum keeps
    as many reserves for each case as the committed plan says.

    Args:
        dry_run: Say which cases would come, and change nothing.
        taken_back: Units of returns that were read again, for the fields that were cut.

    Raises:
        NotYourRoleError, NotDrawnError: The actor is not a lead, or there is no draw yet.
        HowManyError, NoReasonError, UnknownStratumError: The words of the command are wrong.
        AuthorityWithdrewError: An authority is named that has left the inspection.
        FewerCasesError, ExtensionTooLargeError: The sample would not grow, or by too much.
        FrameNotAsDrawnError: The frame is not the one that was committed.
        FieldsCutError: Fields of a child who comes in were cut, and are not given.
    """
    check_can(work.actor, Action.EXTEND_SAMPLE, Thing(authorities=growth.named_authorities))
    why = "" if dry_run else given_reason(growth.why, "extends the sample")
    row = drawn_row(work)
    before, sample = draw_as_it_stands(work, row), committed_plan(work, row).sample
    added = _shares(_without(work, before.draw, growth), growth, sample)
    after = _continue(work, before.draw, added, reserves_per_case=sample.reserves)
    refs = {**before.refs, **_new_refs(before, after)}
    number, basis = len(before.extensions) + 1, _basis(work, growth)
    if not dry_run:
        _write(work, row, after, refs, taken_back)
        _record(work, row, added, why=why, basis=basis)
    entering = _entering(before, after, refs)
    shown = tuple(filter(KnownCases.of(work).has, entering))
    return ExtensionView(
        draw_id=row.draw_id,
        number=number,
        why=why,
        basis=basis,
        is_dry_run=dry_run,
        cases_before=_total(before.draw),
        cases_now=_total(after),
        strata=tuple(_grown_strata(before, after, added)),
        cases=shown,
        not_shown=len(entering) - len(shown),
    )


def _basis(work: UnitOfWork, growth: Growth) -> ExtensionBasis:
    """What the extension rests on; any answer of the review counts as something seen."""
    if growth.by_rule:
        return ExtensionBasis.RULE
    has_answers = bool(record_queries.authorities_with_revisions(work))
    return ExtensionBasis.AFTER_ANSWERS if has_answers else ExtensionBasis.BEFORE_ANSWERS


def _grown_strata(
    before: DrawAsItStands, after: Draw, added: Mapping[str, int]
) -> Iterator[GrownStratum]:
    for stratum in before.draw.strata:
        if stratum.stratum in added:
            yield _grown(stratum, after, added)


def _without(work: UnitOfWork, draw: Draw, growth: Growth) -> Draw:
    """The draw without the strata of authorities that left the inspection."""
    withdrawn = mishap_queries.withdrawn_authorities(work)
    for code in sorted(growth.named_authorities & withdrawn.keys()):
        raise AuthorityWithdrewError(code)
    strata = (size for size in draw.strata if size.stratum.partition("/")[0] not in withdrawn)
    return replace(draw, strata=tuple(strata))


def _shares(draw: Draw, growth: Growth, sample: Sample) -> dict[str, int]:
    """How many more each stratum gives, by the committed plan's way of sharing."""
    named = _named_strata(draw, growth)
    strata = {stratum.stratum: stratum.population for stratum in named}
    drawn = {stratum.stratum: stratum.drawn for stratum in named}
    by = _how_many(growth, now=sum(drawn.values()))
    design = design_of_plan(strata, sample)
    shares = extension_by_stratum(strata, drawn, by=by, design=design)
    return {stratum: more for stratum, more in sorted(shares.items()) if more}


def _named_strata(draw: Draw, growth: Growth) -> list[StratumSize]:
    code = growth.authority.upper() if growth.authority is not None else None
    named = [
        stratum
        for stratum in draw.strata
        if growth.stratum in (None, stratum.stratum)
        and code in (None, stratum.stratum.partition("/")[0])
    ]
    if not named:
        raise UnknownStratumError(growth.stratum or growth.authority or "")
    return named


def _how_many(growth: Growth, *, now: int) -> int:
    if (growth.by is None) == (growth.size is None):
        raise HowManyError
    by = growth.by if growth.by is not None else (growth.size or 0) - now
    if by < 1:
        is_whole = growth.authority is None and growth.stratum is None
        raise FewerCasesError(now + by, now=now, is_whole_sample=is_whole)
    return by


def _continue(
    work: UnitOfWork, draw: Draw, added: Mapping[str, int], *, reserves_per_case: float
) -> Draw:
    units = eligible_units(work)
    if frame_digest(units) != draw.frame_digest:
        raise FrameNotAsDrawnError
    after = extend_draw(draw, units, by=added, reserves_per_case=reserves_per_case)
    ranks = {unit.place: unit.rank for unit in after.units}
    if any(ranks.get(unit.place) != unit.rank for unit in draw.units):
        raise DrawRowsChangedError
    return after


def _new_refs(before: DrawAsItStands, after: Draw) -> dict[UnitKey, str]:
    new = (unit for unit in after.units if unit.place not in before.refs)
    return next_refs(new, before.refs.values())


def _write(
    work: UnitOfWork, row: DrawRow, after: Draw, refs: Mapping[UnitKey, str], taken_back: Fields
) -> None:
    """Sizes and roles as they are now; new rows for units that had no rank before."""
    sizes = {size.stratum: size for size in after.strata}
    for stratum in queries.drawn_strata(work, row.draw_id):
        size = sizes[stratum.stratum]
        stratum.drawn, stratum.reserves = size.drawn, size.reserves
        work.add(stratum)
    kept = {(case.authority, case.unit_id): case for case in queries.drawn_units(work, row.draw_id)}
    for unit in after.units:
        case = kept.get(unit.place)
        # A purposive case waits for its turn: `settle_turns`.
        if case is not None and case.rank and case.role != unit.role.value:
            case.role = unit.role.value
            work.add(case)
    new = [unit for unit in after.units if unit.place not in kept]
    salts = {unit.place: work.new_salt() for unit in new}
    work.add_many(
        DrawnUnit,
        (unit_values(row.draw_id, unit, refs[unit.place], salt=salts[unit.place]) for unit in new),
    )
    put_fields_back(work, salts, taken_back)
    erased = erasure_queries.erased_units(work)
    for place in salts:
        if place in erased:
            lose_erased(work, row.draw_id, place)


def _record(
    work: UnitOfWork,
    row: DrawRow,
    added: Mapping[str, int],
    *,
    why: str,
    basis: ExtensionBasis,
) -> int:
    """Keep what was added and why, and let purposive cases take the turn that has come."""
    earlier = after_draw_queries.extensions(work, row.draw_id)
    number = len(earlier) + 1
    times = (*(one.extended_at for one in earlier), *filter(None, (row.seeded_at,)))
    work.add(
        DrawExtension(
            draw_id=row.draw_id,
            number=number,
            extended_at=work.now_after(*times),
            extended_by=work.actor.id,
            added=dict(added),
            why=why,
            basis=basis.value,
        )
    )
    work.audit(
        "draw.extend",
        draw_id=row.draw_id,
        number=number,
        added=dict(added),
        why=why,
        basis=basis.value,
    )
    settle_turns(work)
    return number


def _total(draw: Draw) -> int:
    return sum(stratum.drawn for stratum in draw.strata)


def _grown(before: StratumSize, after: Draw, added: Mapping[str, int]) -> GrownStratum:
    now = after.stratum(before.stratum) or before
    return GrownStratum(
        authority=before.stratum.partition("/")[0],
        stratum=before.stratum,
        population=before.population,
        drawn_before=before.drawn,
        added=added[before.stratum],
        drawn_now=now.drawn,
        reserves_now=now.reserves,
    )


def _entering(
    before: DrawAsItStands, after: Draw, refs: Mapping[UnitKey, str]
) -> tuple[EnteringCase, ...]:
    """The cases of the sample that were not in it, by stratum and rank."""
    # Of those without a place in the order before, some may have one now.
    ranked = {unit.place for unit in after.units}
    lost = [
        *before.losses,
        *(loss for loss in before.lost_outside if (loss.list_id, loss.unit_id) in ranked),
    ]
    were = {unit.place for unit in active_sample(before.draw, before.losses)}
    came = [unit for unit in active_sample(after, lost) if unit.place not in were]
    return tuple(
        EnteringCase(
            case_ref=refs[unit.place],
            authority=unit.list_id,
            stratum=unit.stratum,
            rank=unit.rank,
            was=_was(before, unit),
        )
        for unit in came
    )


def _was(before: DrawAsItStands, unit: Ticketed) -> str:
    if unit.place in before.purposive:
        return "purposive"
    return "reserve" if unit.place in before.refs else "not ranked"
