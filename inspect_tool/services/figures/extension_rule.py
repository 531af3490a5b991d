"""More cases by the rule that was committed before anybody had looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.domain.access.actions import Action
from inspect_tool.domain.access.rules import check_can
from inspect_tool.domain.figures.estimates import table
from inspect_tool.domain.review import Review
from inspect_tool.errors import RefusedError
from inspect_tool.services.figures import snapshots
from inspect_tool.services.records import records
from inspect_tool.services.sampling.commitments import kept_commitment
from inspect_tool.services.sampling.drawn import drawn_row
from inspect_tool.services.sampling.extension import Growth
from inspect_tool.store import queries, snapshot_queries

if TYPE_CHECKING:
    from inspect_tool.domain.sampling.commitment import ExtensionRule
    from inspect_tool.store.database import UnitOfWork


class NoRuleError(RefusedError):
    """No extension was committed."""

    def __init__(self) -> None:
        super().__init__(
            "No rule for an extension was committed (`sample: extension:` in review.yaml, before "
            "`sample commit`). `sample extend --by N --why …` extends the sample all the same, and "
            "certificate, flow and report say that it was not committed."
        )


class RuleMetError(RefusedError):
    """By the rule there are to be no more cases."""

    def __init__(self, why: str) -> None:
        super().__init__(f"By the committed rule there are to be no more cases: {why}.")


class NoCurrentWidthError(RefusedError):
    """The rule goes by a width, and no snapshot shows it as it is now."""

    def __init__(self) -> None:
        super().__init__(
            "The rule goes by the width of an interval, and there is no snapshot of the review as "
            "it stands. Use `snapshot take` first."
        )


def growth_by_rule(work: UnitOfWork, review: Review, *, by: int | None = None) -> Growth:
    """How the sample is to grow by the committed rule.

    Args:
        by: How many of the cases that the rule allows; None takes all of them.

    Raises:
        NotYourRoleError, NotDrawnError: The actor is not a lead, or there is no draw yet.
        NoRuleError: No extension was committed.
        NoCurrentWidthError: It goes by a width that nothing shows.
        RuleMetError: It asks for no more cases, or for fewer than these.
    """
    check_can(work.actor, Action.EXTEND_SAMPLE)
    row = drawn_row(work)
    commitment = kept_commitment(row)
    rule = None if commitment is None else commitment.extension_rule
    if rule is None:
        raise NoRuleError
    now = sum(stratum.drawn for stratum in queries.drawn_strata(work, row.draw_id))
    left = rule.to_size - now
    if left < 1:
        raise RuleMetError(f"it allows {rule.to_size}, and {now} are drawn")
    if rule.until_width:
        _check_still_too_wide(work, review, rule)
    elif by is not None and by != left:
        raise RuleMetError(f"it takes all {left} at once, since no width decides")
    if by is not None and by > left:
        raise RuleMetError(f"it allows {left} more")
    return Growth(by=by or left, why=_words(rule), by_rule=True)


def _words(rule: ExtensionRule) -> str:
    until = f", until the interval of {rule.measure} is {rule.until_width} wide"
    return f"the committed rule: up to {rule.to_size} cases{until if rule.until_width else ''}"


def _check_still_too_wide(work: UnitOfWork, review: Review, rule: ExtensionRule) -> None:
    views = records.list_records(work, review)
    if snapshot_queries.newest_snapshot(work) is None or not snapshots.is_newest_current(
        work, review, views
    ):
        raise NoCurrentWidthError
    found = table(snapshots.figures(work, review), rule.measure).rows[0].estimate
    low, high = (None, None) if found is None else (found.lo, found.hi)
    if low is None or high is None:
        return  # nothing can be said yet, so it is as wide as can be
    if high - low <= float(rule.until_width):
        raise RuleMetError(
            f"the interval of {rule.measure} is {high - low:.3f} wide, which is at most "
            f"{rule.until_width}"
        )
