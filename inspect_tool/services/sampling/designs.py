"""What each way of sharing the cases buys, and what a sample of another size would have been."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inspect_tool.documents.charts.designs import DesignPicture, designs_page, draw_designs
from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.allocation.comparison import compare_designs
from inspect_tool.domain.allocation.detectable import seen_differences
from inspect_tool.domain.review import Review
from inspect_tool.domain.sampling.draw_engine import draw_stratified
from inspect_tool.domain.sampling.sampling import active_sample
from inspect_tool.errors import UsageError
from inspect_tool.services.sampling import samples
from inspect_tool.services.sampling.known_cases import KnownCases
from inspect_tool.services.sampling.rows import (
    DrawAsItStands,
    committed_plan,
    draw_as_it_stands,
    drawable_frame,
    eligible_units,
)
from inspect_tool.services.sampling.views import (
    DesignView,
    EnteringCase,
    OtherSizeView,
    SamplePlanView,
)
from inspect_tool.store import queries
from inspect_tool.store.private_files import write_private_bytes

if TYPE_CHECKING:
    from inspect_tool.domain.allocation.comparison import DesignPrecision
    from inspect_tool.domain.allocation.precision import ExpectedPrecision
    from inspect_tool.domain.plan.plan import Sample
    from inspect_tool.domain.sampling.draw import Draw, Loss, Ticketed
    from inspect_tool.store.database import UnitOfWork
    from inspect_tool.store.tables import DrawRow


class SizeError(UsageError):
    """A sample has at least one case."""

    def __init__(self) -> None:
        super().__init__("--size takes the number of cases, at least 1.")


class ExplicitSizeError(UsageError):
    """A plan that lists its numbers has no rule for another size."""

    def __init__(self) -> None:
        super().__init__(
            "The plan lists the cases of each stratum (`method: explicit`), so nothing says how "
            "another number would be shared. Choose another method to compare sizes."
        )


class PictureFormatError(UsageError):
    """A picture is written in two forms."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} is neither .svg nor .html. Name the picture designs.svg or designs.html."
        )


def compare_plans(
    work: UnitOfWork, review: Review, *, size: int | None = None, difference: float = 0.2
) -> SamplePlanView:
    """The plan's sample, and what each other design would buy under the same bounds.

    Args:
        size: Another number of cases than the plan's; nothing is changed.
        difference: Between two shares, to say with what chance it would be seen.

    Raises:
        SizeError, ExplicitSizeError: There is no sample of that size.
        FramesMissingError: An authority has no frame yet.
        CheckFailedError: The allocation cannot be met, or the difference is none; the message says.
    """
    check_can(work.actor, Action.SEE_PROGRESS)
    row = queries.draw_in_force(work)
    is_drawn = row is not None and row.public_seed is not None
    sample = review.plan.sample
    if size is not None:
        if row is not None and is_drawn:
            sample = committed_plan(work, row).sample
        sample = _of_size(sample, size)
    plan = samples.plan_sample(work, review, sample=sample)
    designs = designs_of(work, review, sample=sample)
    return replace(
        plan,
        designs=tuple(_design_view(design) for design in designs),
        expected_shares=dict(sample.allocation.expected_shares),
        is_drawn=is_drawn,
        other_size=_other_size(work, row, plan) if size and row and is_drawn else None,
        differences=seen_differences(
            {stratum.stratum: stratum.population for stratum in plan.strata},
            {stratum.stratum: stratum.drawn for stratum in plan.strata},
            difference=difference,
        ),
        difference=difference,
    )


def _of_size(sample: Sample, size: int) -> Sample:
    if size < 1:
        raise SizeError
    if sample.allocation.method == "explicit" and size != sample.size:
        raise ExplicitSizeError
    return sample.model_copy(update={"size": size})


def designs_of(
    work: UnitOfWork, review: Review, *, sample: Sample | None = None
) -> tuple[DesignPrecision, ...]:
    """The plan's design and the usual ones, on the frames as they are."""
    population = drawable_frame(work, review.plan).population
    return compare_designs(population, sample=sample or review.plan.sample)


def _design_view(design: DesignPrecision) -> DesignView:
    return DesignView(
        method=design.method.value,
        is_plan=design.is_plan,
        cases=_cases(design.by_authority),
        overall=design.overall.half_width if design.overall else None,
        standard_error=design.overall.standard_error if design.overall else None,
        by_authority=_widths(design.by_authority),
        reason=design.reason,
        cases_by_case_type=_cases(design.by_case_type),
        by_case_type=_widths(design.by_case_type),
        note=design.note,
    )


def _cases(groups: Mapping[str, ExpectedPrecision]) -> dict[str, int]:
    return {name: group.cases for name, group in groups.items()}


def _widths(groups: Mapping[str, ExpectedPrecision]) -> dict[str, float | None]:
    return {name: group.half_width for name, group in groups.items()}


def _other_size(work: UnitOfWork, row: DrawRow, plan: SamplePlanView) -> OtherSizeView:
    """Which cases a sample of another size would have had, with the seed that was thrown."""
    standing = draw_as_it_stands(work, row)
    sizes = {stratum.stratum: (stratum.drawn, stratum.reserves) for stratum in plan.strata}
    seed = standing.draw.public_seed
    units = eligible_units(work)
    other = draw_stratified(units, sizes, draw_id=row.draw_id, seed=seed)
    now = active_sample(standing.draw, standing.losses)
    then = active_sample(other, _losses_of(other, standing))
    known = KnownCases.of(work)
    return OtherSizeView(
        size=plan.size,
        drawn=sum(stratum.drawn for stratum in standing.draw.strata),
        not_taken=tuple(filter(known.has, _cases_but(now, then, standing))),
        also_taken=tuple(filter(known.has, _cases_but(then, now, standing))),
    )


def _losses_of(draw: Draw, standing: DrawAsItStands) -> list[Loss]:
    """The losses so far among the units of a draw."""
    there = {unit.place for unit in draw.units}
    losses = (*standing.losses, *standing.lost_outside)
    return [loss for loss in losses if (loss.list_id, loss.unit_id) in there]


def _cases_but(
    units: tuple[Ticketed, ...], others: tuple[Ticketed, ...], standing: DrawAsItStands
) -> tuple[EnteringCase, ...]:
    """Units that are not among the others; one that was never ranked has no reference."""
    known = {unit.place for unit in others}
    return tuple(
        EnteringCase(
            case_ref=standing.refs.get(unit.place, ""),
            authority=unit.list_id,
            stratum=unit.stratum,
            rank=unit.rank,
            was=_is_now(unit, standing),
        )
        for unit in units
        if unit.place not in known
    )


def _is_now(unit: Ticketed, standing: DrawAsItStands) -> str:
    """What the unit is in the draw as it stands; a reserve that was called is in the sample."""
    if unit.place in standing.purposive:
        return "purposive"
    active = active_sample(standing.draw, standing.losses)
    if any(unit.place == in_use.place for in_use in active):
        return "sample"
    return "reserve" if unit.place in standing.refs else "not ranked"


def draw_picture(work: UnitOfWork, review: Review, path: Path, *, size: int | None = None) -> None:
    """Write a picture of what each design buys, by authority and case type.

    Raises:
        PictureFormatError: The file is to be neither .svg nor .html.
    """
    form = path.suffix.lower()
    if form not in (".svg", ".html"):
        raise PictureFormatError(path)
    picture = picture_of_designs(work, review, size=size)
    text = draw_designs(picture) if form == ".svg" else designs_page(picture)
    write_private_bytes(path, text.encode())


def drawn_designs(work: UnitOfWork, review: Review, *, size: int | None = None) -> str:
    """The picture as one `<svg>` element, whose title says it in words, to stand in a page."""
    return draw_designs(picture_of_designs(work, review, size=size))


def picture_of_designs(
    work: UnitOfWork, review: Review, *, size: int | None = None
) -> DesignPicture:
    """What the picture shows: each design, by authority and case type."""
    check_can(work.actor, Action.SEE_PROGRESS)
    sample = review.plan.sample if size is None else _of_size(review.plan.sample, size)
    return DesignPicture(
        title=review.plan.title,
        designs=designs_of(work, review, sample=sample),
        names={authority.code: authority.name for authority in review.plan.authorities}
        | {
            case_type: words[:1].upper() + words[1:]
            for case_type in review.plan.case_types
            if (words := review.plan.case_type_words(case_type))
        },
        size=sample.size,
        has_expected_shares=bool(sample.allocation.expected_shares),
    )
