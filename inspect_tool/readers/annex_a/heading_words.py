"""The words of a heading in one spelling, so that two headings can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

# The words that authorities shorten, brought to one form on both sides before comparing.
PHRASES: tuple[tuple[str, str], ...] = (
    ("initial child protection conferences", "icpc"),
    ("initial child protection conference", "icpc"),
    ("initial cp conference", "icpc"),
    ("icpcs", "icpc"),
    ("child protection plans", "cpp"),
    ("child protection plan", "cpp"),
    ("cp plans", "cpp"),
    ("cp plan", "cpp"),
    ("child protection", "cp"),
    ("children in need", "cin"),
    ("child in need", "cin"),
    ("to be looked after", "lac"),
    ("being looked after", "lac"),
    ("looked after", "lac"),
    ("cla", "lac"),
    ("section 47", "s47"),
    ("local authority", "la"),
    ("social worker", "worker"),
    ("initiating s47 enquiry", "s47"),
    ("unaccompanied asylum seeking", "uasc"),
    ("emergency protection order", "epo"),
    ("no further action", "nfa"),
    ("d o b", "dob"),
    ("a adoption", "adoption"),
)
SAME_WORDS: Mapping[str, str] = {
    "started": "start",
    "starting": "start",
    "ended": "end",
    "completed": "completion",
    "completing": "organisation",  # "Organisation completing assessment" has no date
    "closed": "closure",
    "visited": "visit",
    "enquiries": "enquiry",
    "identifier": "id",
    "ref": "id",
    "reference": "id",
    "referrals": "referral",
    "received": "date",
    "previous": "earlier",
    "prior": "earlier",
    "no": "number",
    "num": "number",
    "disabled": "disability",
    "sex": "gender",
    "authorised": "authorisation",
    "most": "latest",
    "recent": "latest",
    "last": "latest",
    "12m": "12",
    "stat": "statutory",
}
STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "by", "child", "children", "childs", "does",
        "for", "from", "had", "has", "have", "if", "in", "is", "it", "its", "of", "on", "or", "s",
        "subject", "that", "the", "their", "there", "they", "this", "to", "was", "were", "when",
        "which", "with", "within", "y", "yes", "n", "what", "months", "month",
    }
)  # fmt: skip

# Databases have headings in one word: DateOfBirth, childid.
_ONE_WORD = re.compile(r"^[^\W_]+$")
_NEW_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[a-z])(?=\d)")
RUN_TOGETHER: Mapping[str, str] = {
    "dateofbirth": "date of birth",
    "birthdate": "birth date",
    "dobirth": "date of birth",
    **{
        f"{whose}{what}": f"{whose} {what}"
        for whose in ("child", "person", "client", "pupil", "case", "unique", "system", "family")
        for what in ("id", "ids", "ref", "reference", "number", "no", "identifier")
    },
    "childuniqueid": "child unique id",
}


@lru_cache(maxsize=4096)
def plain_words(heading: str) -> str:
    """A heading in lower case with single spaces, without marks: what is compared.

    The apostrophe goes without leaving a space, so that "Child's" and "Childs" are the same.
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    if _ONE_WORD.match(text):
        text = _NEW_WORD.sub(" ", text)
    text = re.sub(r"['’‘`´]", "", text.casefold())
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    return RUN_TOGETHER.get(text, text)


@lru_cache(maxsize=4096)
def key_words(heading: str) -> frozenset[str]:
    """The words of a heading that tell it from others, in one spelling."""
    text = f" {plain_words(heading)} "
    for phrase, short in PHRASES:
        text = text.replace(f" {phrase} ", f" {short} ")
    words = (SAME_WORDS.get(word, word) for word in text.split())
    return frozenset(word for word in words if word not in STOP_WORDS)
