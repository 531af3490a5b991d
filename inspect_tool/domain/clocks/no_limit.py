"""Why no limit was in force for a start event at an authority, as a sentence."""

from __future__ import annotations

from datetime import date

from inspect_tool.domain.clocks.limits import ClockRule, Regime
from inspect_tool.domain.clocks.local import LocalTerms
from inspect_tool.domain.clocks.rules import WORKING_TOGETHER_2013


def why_no_limit(rule: ClockRule, start: date, terms: LocalTerms) -> str:
    """Why `version_in_force` gives none."""
    standard = terms.standard_on(rule.id, start)
    if standard is not None:
        return f"{rule.id} was set aside at this authority ({standard.source})."
    if not rule.versions:
        return f"{rule.id} has no national limit, and the plan gives no local standard."
    versions = [version for version in rule.versions if version.country is terms.country]
    if not versions:
        return (
            f"No limit of {terms.country.words} is known here for {rule.id}, and the plan gives no "
            "local standard."
        )
    return _by_date(rule, start, terms, min(v.valid_from or start for v in versions))


def _by_date(rule: ClockRule, start: date, terms: LocalTerms, first: date) -> str:
    changes_over = terms.single_assessment_from or WORKING_TOGETHER_2013
    words = f"{changes_over.day} {changes_over:%B %Y}"
    if rule.regime is Regime.INITIAL_AND_CORE and start >= changes_over:
        return f"The authority has had the single assessment since {words}."
    if rule.regime is Regime.SINGLE and start < changes_over:
        return f"The authority had no single assessment until {words}."
    if rule.regime is Regime.SINGLE:
        return (
            "The authority moved to the single assessment before its first national limit of "
            f"{first.day} {first:%B %Y}."
        )
    return f"It started before {first.day} {first:%B %Y}, from when {rule.id} is known."
