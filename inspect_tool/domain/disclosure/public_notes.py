"""Which sentences of notes and sources are public: those whose numbers are of the method alone."""

from __future__ import annotations

import re
from typing import Final

_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z\d“\[])|\n")
_MONTH: Final = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
# Numbers that a method, a plan or a calendar has, and no child is counted by.
_OF_THE_METHOD: Final = re.compile(
    "|".join(
        (
            r"(?:below|at least|at most|a base of|from) \d+(?: on| cases on)?(?=[\s.,;:]|$)",
            r"\b9\d(?:\.\d)?% intervals?",
            r"interval at\s\d+(?:\.\d)?%",
            r"Of 100 samples drawn in this way, about 95 or more",
            r"1 is full agreement, 0 what chance gives",
            r"Kappa falls towards 0",
            r"\b(?:definition|version) \d+(?:\.\d+)*",
            r"\((?:19|20)\d\d\)",
            rf"\b\d{{1,2}} {_MONTH}(?: \d{{4}})?",
            r"\bsnapshot [\w.-]+",
            r"\bin \d+ of the \d+ tested",
            r"about one in twenty",
        )
    )
)
_DIGIT: Final = re.compile(r"\d")


def public_note(note: str) -> str:
    """A note without the sentences that have a number of the review's own cases or people."""
    return " ".join(sentence for sentence in _END.split(note) if _is_public(sentence))


def _is_public(sentence: str) -> bool:
    return bool(sentence) and _DIGIT.search(_OF_THE_METHOD.sub("", sentence)) is None
