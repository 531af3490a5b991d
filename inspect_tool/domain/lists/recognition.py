"""How a spelling is recognised as one of a list of values.

A spelling is recognised in this order, and never when two codes could be meant. What stands beside
a code or a phrase has to be words of that code or words that change nothing; a denial, a doubt or
anything that is not known here ("not closed", "was C2", "Neglect?") makes it no code at all:

1. the words, with or without the letter before them ("Female", "b) Female");
2. the letter alone ("b)");
3. the official code, alone or among words ("N1", "N1 - Abuse or Neglect", "C2: FCO");
4. a phrase that only one code has ("CP plan for neglect").

Where the letter says one thing and the words another, the words are taken and the difference is
noted: they are what somebody read when they chose it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from inspect_tool.domain.language.characters import in_plain_signs

CodeValue: TypeAlias = str | bool | None

LETTER = re.compile(r"^\(?([a-z])\s*[).:]\s*(.*)$", re.DOTALL)
YES_OR_NO_FIRST = re.compile(r"^(yes|no)\b\s*[-–—:,;(/](.*)$", re.DOTALL)
_JOINED = re.compile(r"[&/,;+]|\b(?:and|plus|with)\b")  # between two values that both hold
_OTHER_LETTER = re.compile(r"[^\W\d_a-z]")
MINIMUM_PHRASE = 5  # shorter words turn up inside others by chance

# They deny, doubt or date what stands beside them.
QUALIFIERS = frozenset(
    {"not", "no", "non", "never", "none", "nor", "without", "other", "than", "except", "excluding",
     "was", "were", "previously", "formerly", "former", "ex", "past", "until", "then", "pending",
     "awaiting", "proposed", "possible", "suspected", "alleged", "query", "unlikely", "or", "isnt",
     "wasnt", "cannot", "rather", "instead", "ceased", "ended", "nid", "dim", "heb"}
)  # fmt: skip
# They take back a part of the yes before them.
_PARTLY = QUALIFIERS | {"but", "partly", "partially", "some", "sometimes", "only", "mostly", "part"}
# They change nothing about a code beside which they stand.
FILLERS = frozenset(
    {"a", "an", "the", "of", "for", "in", "on", "and", "with", "is", "at", "risk", "under", "due",
     "to", "child", "childs", "children", "plan", "plans", "category", "code", "case", "status",
     "reason", "primary", "main", "current", "currently", "need", "abuse", "neglect", "emotional",
     "physical", "sexual", "order", "cin", "cp", "cpp", "lac", "cla", "section"}
)  # fmt: skip


@dataclass(frozen=True)
class Code:
    """One value of a list.

    Args:
        letter: Letter of the template, such as the a of "a) Male"; empty when it has none.
        code: Official code, such as N1; empty when it has none.
        words: Spellings of the words; the first is the official one.
    """

    value: CodeValue
    letter: str
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Recognised:
    """What a spelling means.

    Args:
        is_known: Whether it means anything at all.
        disagreement: Official words, when the letter and the words do not agree.
    """

    value: CodeValue = None
    is_known: bool = False
    disagreement: str = ""


NOT_RECOGNISED = Recognised()


@dataclass(frozen=True)
class CodeList:
    """A value list, and how to find a value in it.

    Args:
        several: Value when the words name several codes, if the list has one for that.
    """

    name: str
    codes: tuple[Code, ...]
    several: str | None = None

    @cached_property
    def _by_words(self) -> Mapping[str, Code]:
        return {fold(words): code for code in self.codes for words in code.words}

    @cached_property
    def _by_code(self) -> Mapping[str, Code]:
        return {code.code.casefold(): code for code in self.codes if code.code}

    @cached_property
    def _by_letter(self) -> Mapping[str, Code]:
        return {code.letter: code for code in self.codes if code.letter}

    def recognise(self, text: str) -> Recognised:
        """What a spelling means, if it can mean only one thing."""
        lowered = tidy(text).casefold()
        match = LETTER.match(lowered)
        by_letter = self._by_letter.get(match.group(1)) if match else None
        rest = match.group(2) if match and by_letter else lowered
        code = self._find(rest)
        if by_letter is None:
            return Recognised(code.value, is_known=True) if code else NOT_RECOGNISED
        if code is None:
            if _is_qualified(rest):
                return NOT_RECOGNISED
            # Only the letter is certain when strange words follow it.
            odd = "" if not rest or not has_words(rest) else by_letter.words[0]
            return Recognised(by_letter.value, is_known=True, disagreement=odd)
        differs = code.value != by_letter.value
        return Recognised(code.value, is_known=True, disagreement=code.words[0] if differs else "")

    def has_every_word_of(self, text: str) -> bool:
        """Whether the text is made of nothing but the list's own words, codes and letters."""
        lowered = tidy(text).casefold()
        match = LETTER.match(lowered)
        rest = match.group(2) if match and match.group(1) in self._by_letter else lowered
        # Folding drops what is not of the alphabet, which may be a name in another.
        return not _OTHER_LETTER.search(lowered) and set(fold(rest).split()) <= self._vocabulary

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        words = {word for folded in self._by_words for word in folded.split()}
        return frozenset({*words, *self._by_code, *self._by_letter})

    def _find(self, text: str) -> Code | None:
        folded = fold(text)
        if not folded or "?" in text:
            return None
        exact = self._by_words.get(folded)
        if exact is not None:
            return exact
        first = YES_OR_NO_FIRST.match(text)
        if first and first[1] in self._by_words:
            # A template that was never filled in says both.
            against = _PARTLY if first[1] == "yes" else {"yes"}
            is_both = not against.isdisjoint(fold(first[2]).split())
            return None if is_both else self._by_words[first[1]]
        phrases = self._phrases(folded)
        coded = {token for token in folded.split() if token in self._by_code}
        named = [*(self._by_code[token] for token in sorted(coded)),
                 *(self._by_words[words] for words in phrases)]  # fmt: skip
        code = self._only(named, is_one=bool(coded) or _JOINED.search(text) is None)
        return code if code and self._is_all_said(folded, phrases, coded, named) else None

    def _phrases(self, folded: str) -> list[str]:
        """The longest spellings that stand in the text as whole words."""
        found = [
            words
            for words in self._by_words
            if len(words) >= MINIMUM_PHRASE and f" {words} " in f" {folded} "
        ]
        return [
            words
            for words in found
            if not any(words != longer and words in longer for longer in found)
        ]

    def _only(self, named: list[Code], *, is_one: bool) -> Code | None:
        """The one code that is named; the one for several where the list has it.

        Args:
            is_one: Whether it cannot be several: "emotional neglect" is not both.
        """
        if not named or len({code.words[0] for code in named}) == 1:
            return named[0] if named else None
        if self.several is None or is_one:
            return None
        return next(code for code in self.codes if code.value == self.several)

    def _is_all_said(
        self, folded: str, phrases: list[str], coded: set[str], named: list[Code]
    ) -> bool:
        """Whether what stands beside the codes and phrases changes nothing about them."""
        left = f" {folded} "
        for words in sorted(phrases, key=len, reverse=True):
            left = left.replace(f" {words} ", "  ")
        beside = [token for token in left.split() if token not in coded]
        own = {token for code in named for words in code.words for token in fold(words).split()}
        spelt = {self._by_words[token].words[0] for token in beside if token in self._by_words}
        return (
            not (QUALIFIERS - own).intersection(beside)
            and spelt <= {code.words[0] for code in named}
            and all(token in FILLERS or token in own for token in beside)
        )


def _is_qualified(text: str) -> bool:
    return "?" in text or bool(QUALIFIERS.intersection(fold(text).split()))


def tidy(text: str) -> str:
    """Text in plain signs with straight quotation marks and single spaces, trimmed."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    straight = in_plain_signs(text).translate(_STRAIGHT)
    return " ".join(straight.split())


_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"'})


def fold(text: str) -> str:
    """Only letters and digits, in lower case, with single spaces between the words."""
    return re.sub(r"[^a-z0-9]+", " ", tidy(text).casefold().replace("'", "")).strip()


def has_words(text: str) -> bool:
    """Whether the text has any letter or digit."""
    return bool(fold(text))
