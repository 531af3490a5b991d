"""The value lists of Annex A: official letters, codes and words, and how they get spelled.

What a cell is turned into is the `value` of its `Code`: a short word (`neglect`), the official
code where people know it as such (`N1`, `C2`), or yes, no and unknown as True, False and None.

A spelling is recognised in this order, and never when two codes could be meant. What stands beside
a code or a phrase has to be words of that code or words that change nothing; a denial, a doubt or
anything that is not known here ("not closed", "was C2", "Neglect?") makes it no code at all:

1. the words, with or without the letter before them ("Female", "b) Female");
2. the letter alone ("b)");
3. the official code, alone or among words ("N1", "N1 - Abuse or Neglect", "C2: FCO");
4. a phrase that only one code has ("CP plan for neglect").

Where the letter says one thing and the words another, the words are taken and the difference is
noted: they are what somebody read when they chose it.

Sources: value lists `data-map.yml` (liia-tools) and `Annex_A_schema.yml` (liia-tools-pipeline,
2024); the CIN census codes for categories of abuse and disabilities.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

CodeValue: TypeAlias = str | bool | None

LETTER = re.compile(r"^\(?([a-z])\s*[).:]\s*(.*)$", re.DOTALL)
YES_OR_NO_FIRST = re.compile(r"^(yes|no)\b\s*[-–—:,;(/](.*)$", re.DOTALL)
_OTHER_LETTER = re.compile(r"[^\W\d_a-z]")
MINIMUM_PHRASE = 5  # shorter words turn up inside others by chance

# They deny, doubt or date what stands beside them.
QUALIFIERS = frozenset(
    {"not", "no", "non", "never", "none", "nor", "without", "other", "than", "except", "excluding",
     "was", "were", "previously", "formerly", "former", "ex", "past", "until", "then", "pending",
     "awaiting", "proposed", "possible", "suspected", "alleged", "query", "unlikely", "or", "isnt",
     "wasnt", "cannot", "rather", "instead", "ceased", "ended", "nid", "dim", "heb"}
)  # fmt: skip
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
            other = "no" if first[1] == "yes" else "yes"
            return None if other in fold(first[2]).split() else self._by_words[first[1]]
        phrases = self._phrases(folded)
        coded = {token for token in folded.split() if token in self._by_code}
        named = [*(self._by_code[token] for token in sorted(coded)),
                 *(self._by_words[words] for words in phrases)]  # fmt: skip
        code = self._only(named, is_coded=bool(coded))
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

    def _only(self, named: list[Code], *, is_coded: bool) -> Code | None:
        """The one code that is named; the one for several where the list has it."""
        if not named or len({code.words[0] for code in named}) == 1:
            return named[0] if named else None
        if self.several is None or is_coded:
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
    """Text in NFKC with straight quotation marks and single spaces, trimmed."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    straight = unicodedata.normalize("NFKC", text).translate(_STRAIGHT)
    return " ".join(straight.split())


_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"', "\ufeff": ""})


def fold(text: str) -> str:
    """Only letters and digits, in lower case, with single spaces between the words."""
    return re.sub(r"[^a-z0-9]+", " ", tidy(text).casefold().replace("'", "")).strip()


def has_words(text: str) -> bool:
    """Whether the text has any letter or digit."""
    return bool(fold(text))


def _code(value: CodeValue, letter: str, code: str, *words: str) -> Code:
    return Code(value, letter, code, words)


GENDER = CodeList(
    "gender",
    (
        _code("male", "a", "", "Male", "M", "Boy", "1", "1 - Male"),
        _code("female", "b", "", "Female", "F", "Girl", "2", "2 - Female"),
        _code(
            "not_stated", "c", "", "Not stated/recorded", "Not stated/recorded (or unborn)",
            "Not stated", "Not recorded", "Not known", "Unknown", "U", "Unborn", "Unborn/Unknown",
            "Not recorded/Unborn", "Not specified", "Unspecified", "Gender unspecified",
            "Withheld", "0", "9", "0 - Not known", "0 - Not recorded", "0 - Not stated",
        ),
        _code(
            "neither", "d", "", "Neither", "Non-binary", "Nonbinary", "Transgender",
            "Unable to classify", "Indeterminate", "Indeterminate gender",
        ),
    ),
)  # fmt: skip

YES_NO = CodeList(
    "yes or no",
    (
        _code(True, "a", "", "Yes", "Y", "True", "1", "1 - Yes"),
        _code(False, "b", "", "No", "N", "False", "0", "0 - No"),
        _code(None, "c", "", "Unknown", "U", "Not known", "Not recorded", "Not stated"),
    ),
)

SEEN = CodeList(
    "yes or no",
    (
        _code(True, "a", "", *YES_NO.codes[0].words, "Seen", "Seen alone", "Child seen",
              "Child seen alone"),
        _code(False, "b", "", *YES_NO.codes[1].words, "Not seen", "Not seen alone",
              "Child not seen", "Child not seen alone"),
        YES_NO.codes[2],
    ),
)  # fmt: skip

NO_FURTHER_ACTION = CodeList(
    "yes or no",
    (
        _code(True, "a", "", *YES_NO.codes[0].words, "NFA", "No further action"),
        _code(False, "b", "", *YES_NO.codes[1].words, "FA", "Further action"),
        YES_NO.codes[2],
    ),
)

DISABILITY = CodeList(
    "yes or no",
    (
        _code(
            True, "a", "", *YES_NO.codes[0].words, "Disabled", "Disability", "AUT", "Autism",
            "BEH", "Behaviour", "COMM", "Communication", "CON", "Consciousness", "DDA", "HAND",
            "Hand function", "HEAR", "Hearing", "INC", "Incontinence", "LD", "Learning",
            "Learning disability", "MOB", "Mobility", "PC", "Personal care", "VIS", "Vision",
        ),
        _code(False, "b", "", *YES_NO.codes[1].words, "None", "No disability", "Not disabled"),
        _code(None, "c", "", *YES_NO.codes[2].words, "NOBT", "Not obtained", "REFU", "Refused"),
    ),
)  # fmt: skip

ABUSE = CodeList(
    "category of abuse",
    (
        _code("neglect", "a", "NEG", "Neglect"),
        _code("physical_abuse", "b", "PHY", "Physical abuse", "Physical"),
        _code("sexual_abuse", "c", "SAB", "Sexual abuse", "Sexual"),
        _code("emotional_abuse", "d", "EMO", "Emotional abuse", "Emotional"),
        _code(
            "multiple", "e", "MUL", "Multiple/not recommended", "Multiple", "Not recommended",
            "Multiple categories",
        ),
    ),
    several="multiple",
)  # fmt: skip

PRIMARY_NEED = CodeList(
    "primary need",
    (
        _code("N1", "a", "N1", "Abuse or neglect", "Abuse and neglect", "Abuse/neglect"),
        _code("N2", "b", "N2", "Child's disability", "Child's disability or illness",
              "Disability or illness"),
        _code("N3", "c", "N3", "Parental disability or illness", "Parents illness or disability",
              "Parental illness or disability", "Parental illness/disability",
              "Parent illness or disability"),
        _code("N4", "d", "N4", "Family in acute stress"),
        _code("N5", "e", "N5", "Family dysfunction"),
        _code("N6", "f", "N6", "Socially unacceptable behaviour"),
        _code("N7", "g", "N7", "Low income"),
        _code("N8", "h", "N8", "Absent parenting"),
        _code("N9", "i", "N9", "Cases other than children in need",
              "Cases other than child in need"),
        _code("N0", "j", "N0", "Not stated", "Not recorded"),
    ),
)  # fmt: skip

CASE_STATUS = CodeList(
    "case status",
    (
        _code("looked_after", "a", "", "Looked after child", "Child looked after", "Looked after",
              "LAC", "CLA", "Child in care"),
        _code("child_protection_plan", "b", "", "Child Protection plan", "Child protection", "CP",
              "CPP", "CP plan"),
        _code("child_in_need_plan", "c", "", "Child in need plan", "Child in need", "CIN",
              "CIN plan"),
        _code("open_assessment", "d", "", "Open assessment", "Assessment"),
        _code("closed", "e", "", "Closed episode", "Closed", "Closed case"),
    ),
)  # fmt: skip

CLOSURE = CodeList(
    "reason for closure",
    (
        _code("RC1", "a", "RC1", "Adopted"),
        _code("RC2", "b", "RC2", "Died"),
        _code("RC3", "c", "RC3", "Child arrangements order", "Residence order"),
        _code("RC4", "d", "RC4", "Special guardianship order"),
        _code("RC5", "e", "RC5", "Transferred to services of another local authority"),
        _code("RC6", "f", "RC6", "Transferred to adult social care services"),
        _code("RC7", "g", "RC7",
              "Services ceased for any other reason, including child no longer in need",
              "Services ceased for any other reason", "Child no longer in need"),
        _code("RC8", "h", "RC8", "Case closed after assessment, no further action"),
        _code("RC9", "i", "RC9", "Case closed after assessment, referred to early help"),
    ),
)  # fmt: skip

LEGAL_STATUS = CodeList(
    "legal status",
    (
        _code("C1", "", "C1", "ICO", "Interim care order"),
        _code("C2", "", "C2", "FCO", "Full care order", "Care order"),
        _code("D1", "", "D1", "Freeing order", "Freeing order granted"),
        _code("E1", "", "E1", "Placement order", "Placement order granted"),
        _code("V2", "", "V2", "Single period under S20",
              "Single period of accommodation under section 20",
              "S20", "Section 20"),
        _code("V3", "", "V3", "Short term breaks, episodes recorded"),
        _code("V4", "", "V4", "Short term breaks, agreements recorded"),
        _code("L1", "", "L1", "Police protection LA accommodation", "Police protection"),
        _code("L2", "", "L2", "EPO", "Emergency protection order"),
        _code("L3", "", "L3", "Child assessment order LA accommodation",
              "Child assessment order"),
        _code("J1", "", "J1", "Remanded to LA or youth detention", "Remanded to LA",
              "Youth detention"),
        _code("J2", "", "J2", "LA accommodation under PACE", "PACE"),
        _code("J3", "", "J3", "Youth rehabilitation order"),
    ),
)  # fmt: skip

PERMANENCE = CodeList(
    "permanence plan",
    (
        _code("return_to_family", "a", "", "Return to family", "Return home", "Rehabilitation"),
        _code("adoption", "b", "", "Adoption"),
        _code("sgo_or_cao", "c", "", "SGO/CAO", "SGO", "CAO", "Special guardianship order",
              "Special guardianship", "Child arrangements order"),
        _code("supported_living", "d", "", "Supported living in the community",
              "Supported living"),
        _code("residential", "e", "", "Long-term residential placement", "Residential"),
        _code("long_term_fostering", "f", "", "Long-term fostering", "Fostering"),
        _code("other", "g", "", "Other"),
    ),
)  # fmt: skip

# Columns that are not kept: only the letter and the code are compared. `s)` means REFU and
# `t)` for NOBT; returns use `s)` for both.
_ETHNIC_CODES = (
    "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN",
    "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", "UNKNOWN",
)  # fmt: skip
ETHNICITY = CodeList(
    "ethnicity",
    tuple(
        _code(code, letter, code, code)
        for letter, code in zip("abcdefghijklmnopqrstu", _ETHNIC_CODES, strict=True)
    ),
)

_CODE_LISTS: Mapping[str, CodeList] = {
    "Gender": GENDER,
    "Ethnicity": ETHNICITY,
    "Does the Child have a Disability": DISABILITY,
    "Disability": DISABILITY,
    "Referral NFA?": NO_FURTHER_ACTION,
    "Child Seen During Continuous Assessment": SEEN,
    "Was the Child Seen Alone?": SEEN,
    "Primary Need Code": PRIMARY_NEED,
    "Child's Category of Need": PRIMARY_NEED,
    "Case Status": CASE_STATUS,
    "Reason for Closure": CLOSURE,
    "Initial Category of Abuse": ABUSE,
    "Latest Category of Abuse": ABUSE,
    "Child's Legal Status": LEGAL_STATUS,
    "What is the permanence plan for this child?": PERMANENCE,
    "Was the child assessed as requiring LA children's social care support?": YES_NO,
    "Was an Initial Child Protection Conference deemed unnecessary?": YES_NO,
    "Did the Initial Child Protection Conference Result in a Child Protection Plan": YES_NO,
    "Is the (prospective) adopter fostering for adoption?": YES_NO,
}


def code_list_of(column: str) -> CodeList | None:
    """The value list of a column, or None when its values are not looked at."""
    code_list = _CODE_LISTS.get(column)
    if code_list is None and "(Y/N)" in column:
        return YES_NO
    return code_list


def is_yes_or_no(codes: CodeList) -> bool:
    """Whether a list says yes or no and nothing else."""
    return codes.codes[0].value is True
