"""What may be said of a quantity depends on what kind of quantity it is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspect_tool.domain.claims.estimated import StatedEstimate
from inspect_tool.domain.claims.group_comparisons import StatedComparison
from inspect_tool.domain.claims.medians import StatedMedian
from inspect_tool.domain.report.claim_phrases import claim_phrases, others_phrases
from inspect_tool.domain.report.counted import Counted
from inspect_tool.readers.documents.wording import load_wording
from inspect_tool.workspace import shipped_folder

SCALE = load_wording(shipped_folder("templates") / "wording" / "ofsted-2014.yaml")
MEDIAN = Counted("M", "cases", 30, 30, (), median=StatedMedian(Fraction(12), "days", 30, 10))
FEW = Counted("M", "cases", 3, 3, (), median=StatedMedian(Fraction(12), "days", 3, 10))
ESTIMATE = Counted(
    "E", "cases", 60, 124, (), estimate=StatedEstimate.of(0.84, 0.805, 0.91, cases=124, level="95%")
)
APART = Counted(
    "C", "cases", 13, 23, (), compared=StatedComparison((13, 23), (40, 45), -0.68, -0.07)
)
SHARE = Counted("S", "cases", 19, 40, ())
NONE = Counted("N", "cases", 0, 0, ())


@pytest.mark.parametrize(
    ("counted", "best"),
    [
        (MEDIAN, "12 days"), (FEW, None), (APART, "less often"), (SHARE, "nearly half"),
        (ESTIMATE, "an estimated 84% (81% to 91%)"), (NONE, None),
    ],
    ids=["median", "few", "comparison", "share", "estimate", "nothing"],
)  # fmt: skip
def test_each_kind_is_said_in_its_own_words(counted: Counted, best: str | None) -> None:
    phrases = claim_phrases(counted, SCALE, percentages_from=20)
    assert (phrases[0] if phrases else None) == best


def test_only_a_count_has_others() -> None:
    assert others_phrases(SHARE, SCALE, percentages_from=20)[0] == "over half"
    for counted in (MEDIAN, ESTIMATE, APART, NONE):
        assert others_phrases(counted, SCALE, percentages_from=20) == ()
