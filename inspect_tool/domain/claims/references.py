"""References of claims: which number a phrase of the narrative is tied to.

In Markdown a claim is a link, `[nearly half](claim:left_too_long)`. Its target names the measure
and may narrow it:

    claim:left_too_long                       of the measure's base
    claim:oversight_weak?in=left_too_long     of the cases that another measure counts
    claim:left_too_long?authority=ASH         of one authority
    claim:left_too_long?case_type=in_care     of one case type
    claim:all_cases?count=base                the phrase states the base itself
    claim:days_to_visit                       a median of the framework
    claim:heard?voice=staff                   those who answered, of those who were asked
    claim:oversight_weak?across=authorities   from the lowest count of an authority to the highest
    claim:left_too_long?case_type=in_care&than=early_help    one case type against another
    claim:left_too_long?authority=ASH&than=BRO               one authority against another
    claim:oversight_weak?of=children          the estimated share of all children who could be drawn
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from inspect_tool.domain.language.faults import did_you_mean, listed
from inspect_tool.errors import CheckFailedError

SCHEME: Final = "claim:"
_KEYS: Final = ("in", "authority", "case_type", "voice", "role", "count", "across", "of", "than")
MEASURE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class ClaimReferenceError(CheckFailedError):
    """The target of a claim link is not written as it should be."""

    def __init__(self, reference: str, what: str) -> None:
        super().__init__(
            f"The claim “{reference}” cannot be read: {what}. A claim is written "
            "claim:MEASURE, then ?in=MEASURE, authority=CODE, case_type=TYPE, voice=NAME, "
            "role=ROLE, count=base, across=authorities, of=children or than=TYPE (or CODE), joined "
            "by &."
        )


@dataclass(frozen=True)
class ClaimReference:
    """Which number a claim is about.

    Args:
        measure: Key of the measure or the median in the framework, or a count of the review.
        within: Another measure; only the cases that it counts are looked at.
        authority: Code of the only authority that is looked at.
        case_type: The only case type that is looked at.
        is_of_base: Whether the phrase states the base, not the count.
        voice: Key of the only voice that is looked at, among those who were asked and heard.
        role: The only role of theirs.
        is_across: Whether the phrase states the range over authorities.
        than: The case type that `case_type` is compared with, or the authority that `authority` is.
        is_of_children: Whether the phrase states the estimated share of children.
    """

    measure: str
    within: str | None = None
    authority: str | None = None
    case_type: str | None = None
    is_of_base: bool = False
    voice: str | None = None
    role: str | None = None
    is_across: bool = False
    is_of_children: bool = False
    than: str | None = None

    def __str__(self) -> str:
        """The reference as it is written in Markdown, always in the same order."""
        parts = (
            ("in", self.within),
            ("authority", self.authority),
            ("case_type", self.case_type),
            ("voice", self.voice),
            ("role", self.role),
            ("count", "base" if self.is_of_base else None),
            ("across", "authorities" if self.is_across else None),
            ("of", "children" if self.is_of_children else None),
            ("than", self.than),
        )
        query = "&".join(f"{key}={value}" for key, value in parts if value is not None)
        return f"{self.measure}?{query}" if query else self.measure


def parse_claim_reference(text: str) -> ClaimReference:
    """Read the target of a claim link, with or without `claim:`.

    Raises:
        ClaimReferenceError: It names no measure, or narrows it in a way that there is not.
    """
    measure, _, query = unquote(text.strip()).removeprefix(SCHEME).partition("?")
    if not MEASURE_NAME.fullmatch(measure):
        raise ClaimReferenceError(text, "it does not start with the name of a measure")
    narrowed = _narrowed(text, query)
    within, case_type = narrowed.get("in"), narrowed.get("case_type")
    if within is not None and not MEASURE_NAME.fullmatch(within):
        raise ClaimReferenceError(text, f"`in` names {within}, which is no name of a measure")
    for key, only in (("count", "base"), ("across", "authorities"), ("of", "children")):
        if narrowed.get(key, only) != only:
            raise ClaimReferenceError(text, f"`{key}` can only be `{only}`")
    beside = set(narrowed) - {"of"}
    if "of" in narrowed and beside - {"in"} not in (set(), {"authority"}, {"case_type"}):
        what = "beside `of=children` only `in` and one of `authority` and `case_type` may stand"
        raise ClaimReferenceError(text, what)
    compared = set(narrowed) - {"than", "in"}
    if "than" in narrowed and (
        compared not in ({"case_type"}, {"authority"})
        or narrowed["than"] in (case_type, narrowed.get("authority"))
    ):
        what = (
            "`than` names one case type, to which `case_type` compares another, or one authority, "
            "to which `authority` does, and no more but `in`"
        )
        raise ClaimReferenceError(text, what)
    if "across" in narrowed and {"count", "authority"} & set(narrowed):
        raise ClaimReferenceError(text, "`across` stands with neither `count` nor `authority`")
    return ClaimReference(
        measure,
        within,
        narrowed.get("authority"),
        case_type,
        is_of_base="count" in narrowed,
        voice=narrowed.get("voice"),
        role=narrowed.get("role"),
        is_across="across" in narrowed,
        is_of_children="of" in narrowed,
        than=narrowed.get("than"),
    )


def _narrowed(text: str, query: str) -> dict[str, str]:
    """The keys and values behind the question mark, each key once."""
    found: dict[str, str] = {}
    # Markdown that has been through HTML has &amp; for &.
    for part in query.replace("&amp;", "&").split("&") if query else ():
        key, _, value = part.partition("=")
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS)
            raise ClaimReferenceError(text, f"`{key}` is not among {listed(_KEYS)}{hint}")
        if key in found:
            raise ClaimReferenceError(text, f"`{key}` is given twice")
        if not value:
            raise ClaimReferenceError(text, f"`{key}` has no value")
        found[key] = value
    return found
