"""How long things had been going on: shares of stretches of days, picked by weight."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.generate.chance import Chance, Weighted


@dataclass(frozen=True)
class Stretch:
    """From so many days to so many days, both included."""

    least: int
    most: int


def _stretches(*parts: tuple[int, int, float]) -> Weighted[Stretch]:
    return Weighted.of((Stretch(least, most), weight) for least, most, weight in parts)


def days(chance: Chance, stretches: Weighted[Stretch]) -> int:
    """A number of days from one of the stretches."""
    stretch = chance.pick(stretches)
    return chance.whole(stretch.least, stretch.most)


YEAR = 365
# Open child protection plans: 3.2% for two years or more (DfE 2013); the rest is an assumption.
PLAN_OPEN = _stretches(
    (1, 90, 27), (91, 181, 23), (182, 364, 29), (366, 729, 16.2), (732, 1500, 4.0)
)  # fmt: skip
# Plans that ended: 5.2% after two years or more (DfE 2013).
PLAN_LENGTH = _stretches(
    (15, 90, 20), (91, 181, 14), (182, 364, 38), (366, 729, 22.7), (732, 1400, 5.3)
)  # fmt: skip
# Children in need: 34.2% open for two years or more (DfE 2013), plans and care counted in.
NEED_PLAN_OPEN = _stretches(
    (5, 60, 9), (61, 181, 14), (182, 364, 14), (366, 729, 16), (732, 2400, 47)
)  # fmt: skip
CARE_OPEN = _stretches((2, 90, 8), (91, 181, 8), (182, 364, 14), (366, 729, 21), (732, 3300, 49))
CARE_LENGTH = _stretches((3, 60, 25), (61, 364, 25), (366, 1095, 28), (1096, 3000, 22))
ASSESSMENT_OPEN = _stretches((0, 20, 34), (21, 45, 33), (46, 63, 20), (64, 120, 9), (121, 178, 4))
NEED_LENGTH = _stretches((8, 40, 24), (41, 90, 30), (91, 181, 14), (182, 364, 14), (366, 2000, 18))
# Between the start of help as a child in need and the plan, or care.
BEFORE_PLAN = _stretches((8, 40, 44), (41, 180, 14), (181, 364, 12), (366, 1500, 30))
BEFORE_CARE = _stretches((0, 3, 22), (4, 180, 28), (181, 364, 16), (366, 1500, 34))
EARLY_HELP_OPEN = _stretches((1, 90, 36), (91, 181, 27), (182, 364, 22), (366, 700, 15))
EARLY_HELP_ASSESSED_IN = _stretches((10, 40, 60), (41, 80, 30), (81, 150, 10))
# Working days from the point of referral to the end of a single assessment: 82% within 45, median
# 25, quartiles 11 and 42 (DfE 2013-14). More are long here, because those that are still open or
# end with the case are cut short.
ASSESSMENT_WORKING_DAYS = _stretches(
    (2, 10, 25), (11, 25, 25), (26, 42, 20), (43, 45, 5), (46, 80, 38)
)  # fmt: skip
# Working days from the strategy discussion to the initial conference: 69.7% within 15 (DfE
# 2013), median 14 (DfE statistics).
CONFERENCE_IN_TIME = _stretches((3, 9, 18), (10, 13, 30), (14, 15, 52))
CONFERENCE_LATE = _stretches((16, 20, 62), (21, 30, 28), (31, 45, 10))
LAST_VISIT = _stretches((0, 10, 62), (11, 20, 26), (21, 40, 12))
LAST_SEEN = _stretches((0, 20, 48), (21, 42, 34), (43, 120, 18))
