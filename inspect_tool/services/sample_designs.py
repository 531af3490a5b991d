"""What each way of sharing the cases buys, before there is a seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from inspect_tool.services.reviews import Review
from inspect_tool.services.sample_views import DesignView, SamplePlanView
from inspect_tool.services.samples import plan_sample

if TYPE_CHECKING:
    from inspect_tool.domain.allocation_comparison import DesignPrecision
    from inspect_tool.store.database import UnitOfWork


def compare_plans(work: UnitOfWork, review: Review) -> SamplePlanView:
    """The plan's sample, and what each other design would buy under the same bounds.

    Raises:
        FramesMissingError: An authority has no frame yet.
        CheckFailedError: The allocation cannot be met; the message says why.
    """
    from inspect_tool.domain.allocation_comparison import compare_designs

    plan = plan_sample(work, review)
    population = {one.stratum: one.population for one in plan.strata}
    designs = compare_designs(population, sample=review.plan.sample)
    return replace(plan, designs=tuple(_design_view(one) for one in designs))


def _design_view(design: DesignPrecision) -> DesignView:
    cases: Counter[str] = Counter()
    for stratum, drawn in design.sizes.items():
        cases[stratum.partition("/")[0]] += drawn
    return DesignView(
        method=design.method.value,
        is_plan=design.is_plan,
        cases=dict(cases),
        overall=design.overall.half_width if design.overall else None,
        by_authority={code: one.half_width for code, one in design.by_authority.items()},
        reason=design.reason,
    )
