"""A review as its documents have it: the plan and the framework, checked."""

from __future__ import annotations

from dataclasses import dataclass

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.plan.plan import ReviewPlan


@dataclass(frozen=True)
class Review:
    """The two documents of a review, checked.

    Args:
        plan_digest: SHA-256 of the plan in canonical form.
        framework_digest: SHA-256 of the framework in canonical form.
    """

    plan: ReviewPlan
    framework: Framework
    plan_digest: str
    framework_digest: str
