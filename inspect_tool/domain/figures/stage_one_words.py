"""How the authorities of a review were drawn, as sentences of a report."""

from __future__ import annotations

from inspect_tool.domain.language.faults import listed
from inspect_tool.domain.plan.authority_choices import AuthorityDraw, ChoiceMethod
from inspect_tool.domain.plan.plan import ReviewPlan

# Source: Sarndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, s. 3.4; Wolter
# (2007), Introduction to Variance Estimation, ch. 8. How often: docs/explanation/estimation.md.
SYSTEMATIC_NOTE = (
    "The authorities were drawn by even steps through an ordered list. No estimate of variance "
    "from one such draw is free of bias (Särndal, Swensson and Wretman 1992, section 3.4), so the "
    "variance between authorities is that of a draw by size in no order. Intervals for all "
    "authorities are too wide where the order has to do with the answers; where it has nothing to "
    "do with them, they can hold the true share less often than is said."
)


def how_authorities_were_drawn(plan: ReviewPlan) -> tuple[str, ...]:
    """From which list, with which chances and how; empty where the plan did not draw them."""
    drawn = plan.stage_one
    if drawn is None:
        return ()
    source = f" ({drawn.seed_source})" if drawn.seed_source else ""
    said = (
        f"The authorities were drawn from a list of {drawn.listed}{_within(drawn)}, "
        f"{_chances(drawn)}{_order(drawn)}. The seed was {drawn.seed}{source}; anybody can repeat "
        "the choice from its certificate."
    )
    return (said, *stage_one_notes(plan))


def stage_one_notes(plan: ReviewPlan) -> tuple[str, ...]:
    """What a reader of estimates for all authorities must be told about how they were drawn.

    Without columns to order by, the order is that of the tickets: another one in each draw.
    """
    drawn = plan.stage_one
    is_in_order = drawn is not None and drawn.method is ChoiceMethod.SYSTEMATIC and drawn.order_by
    return (SYSTEMATIC_NOTE,) if is_in_order else ()


def _within(drawn: AuthorityDraw) -> str:
    return f", within each {listed(drawn.strata)}" if drawn.strata else ""


def _chances(drawn: AuthorityDraw) -> str:
    if drawn.equal:
        return "all with the same chance"
    return f"with chances in proportion to {drawn.size_column}"


def _order(drawn: AuthorityDraw) -> str:
    if drawn.method is ChoiceMethod.PARETO:
        return "" if drawn.equal else " (Pareto sampling)"
    order = f" in the order of {listed(drawn.order_by)}" if drawn.order_by else ""
    return f", by even steps through the list{order} (systematic sampling)"
