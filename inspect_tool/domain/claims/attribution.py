"""Who says it: what inspectors judged is not what children felt, nor done by whom it is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inspect_tool.domain.claims.measure_words import MeasureWords
from inspect_tool.domain.claims.vocabulary import INSPECTORS

_JUDGED: Final = frozenset({
    "found", "find", "judged", "considered", "concluded", "noted", "identified",
})  # fmt: skip
_OTHER_PEOPLE: Final = frozenset({"child", "children", "he", "she", "they"})
# What was done by inspectors; "oversight by inspectors" is of another kind.
_DONE: Final = _JUDGED | {
    "read", "seen", "examined", "recorded", "looked", "drawn", "visited", "interviewed", "felt",
    "thought", "shown", "reviewed", "inspected", "tracked", "sampled",
}  # fmt: skip
_HOW_IT_WAS: Final = frozenset({
    "it", "they", "he", "she", "there", "had", "has", "have", "was", "were", "is", "are", "did",
    "do", "does",
})  # fmt: skip


def said_by_others(
    words: Sequence[str], places: Sequence[int], measure: MeasureWords
) -> tuple[str, str]:
    """What of a sentence makes it somebody else's word or deed, and the remedy; else empty.

    Args:
        places: Of the words that are read for the claim.
    """
    for at in places:
        word = words[at]
        before = words[at - 1] if at else ""
        behind = words[at + 1] if at + 1 < len(words) else ""
        is_judged = word in _JUDGED and behind != "to" and not measure.knows(word)
        if is_judged and before in _OTHER_PEOPLE:
            return f"“{before} {word}” is not what inspectors {word}", "Say who judged it."
        if word == "by" and behind in _OTHER_PEOPLE:
            return f"“by {behind}” says whose deed it is", "Take it out."
        if word in ("by", "of") and behind in INSPECTORS and before not in _DONE:
            return f"“{before} {word} {behind}” is not what was inspected", "Take it out."
        if word == "well" and before != "as" and not measure.knows("well"):
            return "“well” is a judgement of its own", "Take it out."
        if word == "as" and behind in _HOW_IT_WAS:
            return f"“as {behind}” likens it to something", "Take the likeness out."
    return "", ""
