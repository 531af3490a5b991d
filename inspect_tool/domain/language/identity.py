"""Identifiers that are written in two ways: what a spreadsheet does to them, and what looks alike.

Two steps, of which only the first ever changes an identifier:

1. `without_formatting` undoes what a spreadsheet adds to a number or a text, which nobody means:
   `1001002.0`, `="1001002"`, `1,001,002`, an apostrophe before it, characters that are not seen.
2. `alike` brings two identifiers together that somebody may have meant as one: case, blanks,
   dashes, a footnote's mark, a word beside it, zeros at the front, letters that look like digits or
   come from another alphabet. It raises a question, and joins nothing.

The canonical text that a draw hashes (`canonical`) knows neither.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inspect_tool.domain.language.characters import in_plain_signs

_AS_FORMULA = re.compile(r'^=\s*"(.*)"$|^=\s*([\w-]+)$', re.DOTALL)
_IN_QUOTES = re.compile(r"^(['\"])(.+)\1$", re.DOTALL)
_WHOLE = re.compile(r"^([+-]?\d+)\.0+$")
_THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+$")
_APOSTROPHES = "'‘’`´"
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "`": "'", "´": "'", "“": '"', "”": '"'})

_BLANKS = re.compile(r"[\s_]+")
_MARKS = re.compile(r"[-‐‑‒–—―−'\"‘’“”`´+#,.;:()\[\]{}<>*†‡§¶°^~!?=&@%|/\\\\·•]+")
# What somebody wrote beside it: `1001002 (new)`, `1001002 closed to team`, `Child ID: 1001002`. A
# letter alone tells siblings apart, and letters before it are as a rule a part of it.
_WORDS_BESIDE = re.compile(
    r"^(?:(?:child|client|case|person|pupil|ref(?:erence)?|id(?:entifier)?|no|nr|number)\b[\s.:#-]*)+"
    r"(?=\d)"
    r"|(?<=\d)(?:[\s,;:–-]*[(\[][^\d()\[\]]*[)\]]|[\s,;:–-]*\s[^\W\d_]{3,}(?:\s+[^\W\d_]+)*)$"
)
_PARTING = re.compile(r"(?<=\d)-+(?=\d)")
_ZEROS = re.compile(r"^([^\W\d_]*)0+(?=\d)")
_ZEROS_OF_LINES = re.compile(rb"\n([a-z]*)0+(?=[0-9])")
# Letters of other alphabets that look like Latin ones, and letters that look like digits.
# Source: a small part of Unicode Technical Standard 39, confusables.txt.
_CONFUSABLE = str.maketrans(
    "авекмнорстухіјѕԁοαρτυνκιχ" + "oil|",
    "abekmhopctyxijsdoaptuvkix" + "0111",
)
_PLAIN_BYTES = (string.ascii_letters + string.digits).encode()
# The steps of `alike` for such texts: small letters, and digits for letters that look like one.
_SEEN_BYTES = bytes.maketrans(
    _PLAIN_BYTES, _PLAIN_BYTES.decode().lower().translate(_CONFUSABLE).encode()
)

_UNLIKE_BYTES = bytes(sign for sign in _PLAIN_BYTES if _SEEN_BYTES[sign] == sign)


class Alike(StrEnum):
    """In what two identifiers differ that may be one, as a sentence says it."""

    CASE = "capital letters"
    WORDS = "words beside it"
    BLANKS = "blanks"
    MARKS = "dashes or other marks"
    ZEROS = "zeros at the front"
    LOOKS = "characters that look alike"

    @property
    def short(self) -> str:
        """One word for it, as a command takes it."""
        return self.name.lower()


def without_formatting(text: str) -> str:
    """The identifier without what a spreadsheet added to it."""
    plain = text
    if not plain.isascii():
        plain = in_plain_signs(plain).translate(_STRAIGHT)
    plain = " ".join(plain.split())
    formula = _AS_FORMULA.match(plain)
    if formula:
        plain = (formula[1] if formula[1] is not None else formula[2]).strip()
    quoted = _IN_QUOTES.match(plain)
    if quoted:
        plain = quoted[2].strip()
    if len(plain) > 1 and plain[0] in _APOSTROPHES:
        plain = plain.lstrip(_APOSTROPHES).lstrip()
    whole = _WHOLE.match(plain)
    plain = whole[1] if whole else plain
    return plain.replace(",", "") if _THOUSANDS.match(plain) else plain


def alike(text: str) -> str:
    """What identifiers have in common that may be meant as one."""
    if text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    return _steps(text)[-1]


def _steps(text: str) -> tuple[str, ...]:
    """The text after each step that brings identifiers nearer to one another, in the order of
    `Alike`.
    """
    folded = in_plain_signs(text).casefold()
    alone = _WORDS_BESIDE.sub("", folded)
    joined = _BLANKS.sub("", alone)
    bare = _MARKS.sub("", joined) or joined
    short = _ZEROS.sub(r"\1", bare)
    # From what still has its zeros: a letter before them may be a figure.
    seen = _ZEROS.sub(r"\1", bare.translate(_CONFUSABLE))
    return folded, alone, joined, bare, short, seen


def difference(texts: Iterable[str]) -> Alike:
    """The step that is needed before all the texts are the same."""
    steps = [_steps(without_formatting(text)) for text in texts]
    for reason, forms in zip(Alike, zip(*steps, strict=True), strict=True):
        if len(set(forms)) == 1:
            return reason
    return Alike.LOOKS


@dataclass(frozen=True)
class AlikeAnswers:
    """What a person has said about identifiers that look alike, by code of a question or by cause.

    Args:
        same: One child, or one unit.
        different: Not the same.
    """

    same: frozenset[str] = frozenset()
    different: frozenset[str] = frozenset()

    def of(self, code: str, reason: Alike) -> bool | None:
        """Whether it is one; None where nobody has said. What was said of one question counts
        before what was said of all of a cause.
        """
        for name in (code, reason.short):
            if name in self.same:
                return True
            if name in self.different:
                return False
        return None


NO_ANSWERS = AlikeAnswers()


def groups_alike(texts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The texts that may be one, by what they have in common; only where there are several.

    A mark between two digits can part two numbers: `12-345` and `123-45` are not alike, but each
    is like `12345`.
    """
    first: dict[str, str] = {}
    groups: dict[str, list[str]] = {}
    distinct = tuple(dict.fromkeys(texts))
    if length_of_unlike(distinct) is not None:
        return {}
    forms = forms_of(distinct)
    if len(set(forms)) == len(distinct):
        return {}
    for text, form in zip(distinct, forms, strict=True):
        known = first.setdefault(form, text)
        if known != text:
            groups.setdefault(form, [known]).append(text)
    return {
        form: members
        for whole, found in groups.items()
        for form, members in _by_parts(whole, found).items()
        if len(members) > 1
    }


def forms_of(texts: Sequence[str]) -> Sequence[str]:
    """What `alike` gives for each text; of plain letters and digits for all of them at once."""
    if not all_plain(texts):
        return [alike(text) for text in texts]
    seen = "\n".join(("", *texts)).encode().translate(_SEEN_BYTES)
    return _ZEROS_OF_LINES.sub(rb"\n\1", seen).decode().split("\n")[1:]


def length_of_unlike(texts: Sequence[str]) -> int | None:
    """The one length of texts of which no two can be alike, whatever others of that length there
    are; None where that is not sure.

    They are small letters and digits that look like no other. Nothing but zeros is left out of
    such a text when it is compared, always at the same place, so that texts that become the same
    were the same or differed in length.
    """
    joined = "".join(texts).encode(errors="surrogatepass")
    lengths = set(map(len, texts))
    is_sure = len(lengths) == 1 and not joined.translate(None, _UNLIKE_BYTES)
    return lengths.pop() if is_sure else None


def all_plain(texts: Sequence[str]) -> bool:
    """Whether all texts are letters and digits of ASCII alone, and none is empty."""
    joined = "".join(texts).encode(errors="surrogatepass")
    return not joined.translate(None, _PLAIN_BYTES) and all(texts)


def _by_parts(whole: str, texts: list[str]) -> Mapping[str, tuple[str, ...]]:
    """The texts together where one is not parted; else those together that have the same parts."""
    parts: dict[str, list[str]] = {}
    for text in texts:
        plain = _MARKS.sub("-", _BLANKS.sub("-", in_plain_signs(text)))
        parted = _PARTING.sub("|", plain)
        cut = "/".join(alike(part) for part in parted.split("|"))
        parts.setdefault(cut if "|" in parted else whole, []).append(text)
    if whole in parts or len(parts) == 1:
        return {whole: tuple(texts)}
    return {cut: tuple(found) for cut, found in parts.items()}
