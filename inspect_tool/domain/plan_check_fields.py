"""The fields that a plan can keep and a framework can ask about."""

from __future__ import annotations

from typing import Final

# Dates among the fields that an authority's return gives.
DATE_FIELDS: Final = frozenset(
    {
        "referral_date",
        "assessment_start",
        "assessment_end",
        "strategy_date",
        "icpc_date",
        "plan_start",
        "cin_start",
        "care_start",
        "early_help_start",
        "last_visit",
        "latest_review",
    }
)
FRAME_FIELDS: Final = DATE_FIELDS | {
    "age",
    "gender",
    "disability",
    "category_of_abuse",
    "primary_need",
    "months_open",
    "previous_plans",
    "sibling_group",
    "referrals_12m",
    "re_referral",
    "child_seen_in_assessment",
    "seen_alone",
    "legal_status",
    "placements_12m",
    "unborn",
}
# Known of every case, whatever the plan keeps.
EVERY_CASE: Final = frozenset({"case_type", "authority"})
