"""A review as its documents have it: the plan and the framework, checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from inspect_tool.domain.framework.framework import Framework
from inspect_tool.domain.framework.versions import VersionLine
from inspect_tool.domain.plan.plan import ReviewPlan

if TYPE_CHECKING:
    from inspect_tool.domain.look.look import Look


@dataclass(frozen=True)
class Review:
    """The two documents of a review, checked.

    Args:
        framework: The version in force.
        earlier: The versions that were in force before it, the oldest first.
        written_digest: Digest of the framework in the folder where that is another, a draft.
        plan_digest: SHA-256 of the plan in canonical form.
        framework_digest: SHA-256 of the framework in canonical form.
        own_look: How its documents look; None until a document is made, and where nobody chose.
    """

    plan: ReviewPlan
    framework: Framework
    plan_digest: str
    framework_digest: str
    earlier: tuple[Framework, ...] = ()
    written_digest: str = ""
    own_look: Look | None = None

    @cached_property
    def versions(self) -> VersionLine:
        """Every version that something was recorded under, up to the one in force."""
        return VersionLine((*self.earlier, self.framework))

    @property
    def look(self) -> Look:
        """How its documents look; the usual one until a document is made."""
        # Only documents have a look, and most commands make none.
        from inspect_tool.domain.look.look import USUAL_LOOK

        return self.own_look or USUAL_LOOK

    def looking(self, look: Look) -> Review:
        """The review as its documents show it: what the look says stands before the plan's."""
        said = {"publisher": look.publisher, "notice": look.notice}
        own: dict[str, object] = {name: text for name, text in said.items() if text}
        reporting = self.plan.reporting
        if look.about:
            own["imprint"] = (*look.about, *reporting.imprint)
        plan = self.plan
        if own:
            plan = plan.model_copy(update={"reporting": reporting.model_copy(update=own)})
        return replace(self, plan=plan, own_look=look)
