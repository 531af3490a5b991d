"""What a sentence takes from those before it: words that point, and a bare "showed this"."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from inspect_tool.domain.claims.phrases import tokens_of
from inspect_tool.domain.claims.sentences import SentenceWords
from inspect_tool.domain.claims.setting import Setting
from inspect_tool.domain.claims.vocabulary import NEGATIONS
from inspect_tool.domain.claims.whose import contains

# A way to say yes that leaves it to the sentence before what of.
_BARE: Final = frozenset({"showed", "this", "was", "so", "true", "case", "happened"})
_POINTING: Final = frozenset({"them", "they", "these", "such"})
# "Those in which children were left" points nowhere else.
_BEHIND_THOSE: Final = frozenset({"in", "who", "which", "that", "where", "whose"})
_HERE: Final = frozenset({"there", "here"})
_THERE_IS: Final = frozenset({"was", "were", "is", "are", "had", "has", "have", "been", "being"})
# Parts of all children that no claim is about.
_PARTS: Final = frozenset({
    "boys", "girls", "babies", "baby", "infants", "toddlers", "teenagers", "adolescents", "olds",
    "fives", "siblings", "sisters", "brothers", "disabled", "older", "younger", "youngest",
    "oldest", "aged",
})  # fmt: skip


def against_earlier(
    sentence: SentenceWords, setting: Setting, way: Collection[int]
) -> tuple[str, str]:
    """What stands against a claim in what its sentence points at, and the remedy; else empty.

    Args:
        way: Places of the words by which it says what the measure says.
    """
    beside = [
        sentence.words[at]
        for segment in sentence.segments
        if segment.is_beside and segment.start < sentence.link
        for at in segment.places
    ]
    earlier = [*sentence.earlier, *beside]
    if not earlier:
        return "", ""
    if _BARE.issuperset(sentence.words[at] for at in way) and not _is_said(earlier, setting):
        remedy = f"Say it, such as “{setting.words.example}”."
        return "it leaves to the sentence before what is so, which does not say it", remedy
    if not _points(sentence.words, sentence.own):
        return "", ""
    other = _other_than_counted(earlier, setting)
    if not other:
        return "", ""
    return f"it points at “{other}” before it, which it does not count", "Say which."


def place_pointed_at(sentence: SentenceWords, setting: Setting) -> int | None:
    """The place of a "there" or "here" that means an authority; None where there is none.

    "There was" names nowhere.
    """
    words = sentence.words
    for at in sentence.own:
        behind = words[at + 1] if at + 1 < len(words) else ""
        before = words[at - 1] if at else ""
        is_behind_it = setting.words.says(before)  # "plans there were good"
        is_existing = before in _THERE_IS or (behind in _THERE_IS and not is_behind_it)
        if words[at] in _HERE and not is_existing and not setting.words.knows(words[at]):
            return at
    return None


def names_its_authority(words: Sequence[str], setting: Setting) -> bool:
    """Whether some words name the claim's own authority."""
    name = setting.names.get(setting.authority or "")
    return name is not None and contains(words, tokens_of(name))


def _is_said(earlier: Sequence[str], setting: Setting) -> bool:
    """Whether what stands before says yes of the measure."""
    says = (
        way.places_in(earlier, range(len(earlier)))
        for way in setting.words.yes
        if not _BARE.issuperset(way.words)
    )
    return any(says) and NEGATIONS.isdisjoint(earlier)


def _points(words: Sequence[str], own: Iterable[int]) -> bool:
    return any(
        words[at] in _POINTING
        or (words[at] == "those" and not _BEHIND_THOSE.intersection(words[at + 1 : at + 3]))
        for at in own
    )


def _other_than_counted(earlier: Sequence[str], setting: Setting) -> str:
    """What is named before the claim and is not what it counts; empty where there is nothing."""
    knows = setting.words.knows
    for code, name in setting.names.items():
        if code not in (setting.authority, setting.than) and contains(earlier, tokens_of(name)):
            return name
    own_type = {setting.case_type, setting.than}
    for said, case_type in setting.groups:
        wanted = tuple(said.split())
        if case_type not in own_type and contains(earlier, wanted) and not all(map(knows, wanted)):
            return said
    return next((word for word in earlier if word in _PARTS and not knows(word)), "")
