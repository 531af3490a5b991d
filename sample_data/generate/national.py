"""The national figures that the invented returns follow.

Source: DfE, Children in need, year ending 31 March 2013 (Crown copyright, Open Government
Licence v3.0). Volumes are scaled by the child protection plans of an authority. What has no
published figure for that year is marked as an assumption, here and in the README.
"""

from __future__ import annotations

PLANS = 43_140  # child protection plans on 31 March 2013
HALF_YEAR = 0.5

REFERRALS = 593_470 / PLANS * HALF_YEAR
ENQUIRIES = 127_190 / PLANS * HALF_YEAR
CONFERENCES = 60_080 / PLANS * HALF_YEAR
PLANS_STARTED = 52_680 / PLANS * HALF_YEAR
CHILDREN_IN_NEED = 378_030 / PLANS

RE_REFERRALS = 0.247  # within 12 months
CONFERENCES_IN_TIME = 0.697  # within 15 working days of the strategy discussion
SECOND_OR_LATER_PLAN = 0.149
PLANS_OPEN_TWO_YEARS = 0.032
PLANS_ENDED_AFTER_TWO_YEARS = 0.052
REVIEWED_IN_TIME = 0.959
NEED_OPEN_TWO_YEARS = 0.342
NEED_ABUSE_OR_NEGLECT = 0.47
NEGLECT_PLANS = 17_980 / PLANS
ASSESSED_IN_45_DAYS = 0.82  # single assessments of 2013-14; none were published for 2012-13

# Assumptions: no figure of that year is at hand, or none was published.
CONTACTS_FOR_A_REFERRAL = 1.2  # kept low on purpose, so that the files stay small
IN_CARE = 1.58
LEFT_CARE_IN_HALF_A_YEAR = 0.33
PLANS_ENDED_IN_HALF_A_YEAR = 0.60
NEED_PLANS = 3.6  # children on a child in need plan, without those who come from another plan
OPEN_ASSESSMENTS = CHILDREN_IN_NEED - 1 - IN_CARE - NEED_PLANS - 0.4
NEED_CLOSED_IN_HALF_A_YEAR = 4.3
EARLY_HELP_OPEN = 0.25
EARLY_HELP_COMPLETED = 0.20
CARE_LEAVERS = 0.60
ADOPTION_CASES = 0.15
ADOPTERS = 0.20
