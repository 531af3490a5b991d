"""Words that sentences are read by, whatever the measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inspect_tool.domain.claims.nouns import singular

# Words that say nothing of a quantity: of grammar, and of looking and finding.
NEUTRAL: Final = frozenset({
    "of", "to", "in", "for", "from", "by", "at", "on", "with", "as", "and", "or", "so",
    "both", "also", "too", "that", "this", "these", "those", "it", "its", "they", "them",
    "their", "there", "here", "he", "she", "his", "her", "who", "whom", "was", "were", "is",
    "are", "be", "been", "being", "had", "has", "have", "having", "did", "do", "does",
    "overall", "altogether", "however", "therefore", "thus", "moreover", "furthermore",
    "indeed", "inspector", "inspectors", "inspection", "review", "judged", "found", "seen",
    "read", "showed", "shown", "show", "evidence", "evident", "recorded", "noted",
    "considered", "concluded", "identified", "which", "case", "cases", "child",
    "children", "only", "just", "even", "well", "some", "find", "among", "amongst",
    "concerned", "concerning", "involved", "involving", "we", "us",
})  # fmt: skip
AUXILIARIES: Final = frozenset({
    "was", "were", "is", "are", "be", "been", "had", "has", "have",
})  # fmt: skip
NEGATIONS: Final = frozenset({
    "not", "no", "never", "without", "neither", "nor",
})  # fmt: skip
PLACES: Final = frozenset({
    "authority", "authorities", "area", "areas", "board", "boards", "region", "regions",
    "council", "councils", "place", "places", "team", "teams",
})  # fmt: skip
EVERY: Final = frozenset({
    "every", "each", "any", "all", "no", "other", "most", "some", "several",
})  # fmt: skip
TREND: Final = frozenset({
    "rising", "rise", "rose", "risen", "falling", "fall", "fell", "fallen", "increase",
    "increased", "increases", "increasing", "decrease", "decreased", "decreasing",
    "decline", "declined", "declining", "grew", "grown", "growing", "growth", "drop",
    "dropped", "dropping", "up", "down", "improved", "improving", "improvement", "worsened",
    "worsening", "deteriorated", "since", "last", "previous", "previously", "formerly",
    "longer", "trend", "years",
})  # fmt: skip
COMPARISON: Final = frozenset({
    "than", "twice", "double", "doubled", "triple", "times", "compared", "comparison",
    "higher", "lower", "larger", "smaller", "greater", "fewer", "worse", "better",
    "highest", "lowest", "largest", "smallest", "greatest", "best", "worst", "weakest",
    "strongest", "poorest", "weaker", "stronger", "poorer", "average", "median",
})  # fmt: skip
LIKENESS: Final = frozenset({
    "similar", "equal", "equally", "typical", "typically", "usual", "usually",
})  # fmt: skip
# Whatever is not counted: what is said of it is a claim of its own.
OTHERS: Final = frozenset({"rest", "remainder", "remaining", "same"})
# Before these inspectors have to stand: what they saw, and not what was seen by a child.
OF_INSPECTORS: Final = frozenset({"saw", "see", "felt", "thought"})
INSPECTORS: Final = frozenset({"inspector", "inspectors", "we", "us"})
# Behind "review" these make it one of an authority's, and not the one that the report is about.
REVIEWED: Final = frozenset({"conference", "meeting", "visit", "assessment", "plan", "report"})
# How case types are called, beside the plan's own words for them.
GROUPS: Final = (
    ("early help", "early_help"), ("child in need", "child_in_need"),
    ("children in need", "child_in_need"), ("in need", "child_in_need"),
    ("child protection", "child_protection"), ("child protection plan", "child_protection"),
    ("child protection plans", "child_protection"), ("protection plan", "child_protection"),
    ("protection plans", "child_protection"), ("in care", "in_care"), ("looked after", "in_care"),
    ("in proceedings", "in_care"), ("in care or proceedings", "in_care"),
)  # fmt: skip


def says_nothing(words: Sequence[str], at: int) -> bool:
    """Whether a word says nothing of a quantity, as it stands among others."""
    before = words[at - 1] if at else ""
    behind = words[at + 1] if at + 1 < len(words) else ""
    if words[at] in OF_INSPECTORS:
        return before in INSPECTORS
    return words[at] in NEUTRAL and not (words[at] == "review" and singular(behind) in REVIEWED)
