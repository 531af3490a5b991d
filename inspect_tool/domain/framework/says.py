"""By which words a sentence about a measure can be read."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field, field_validator

from inspect_tool.domain.language.conditions import Document

# A word, the start of one (`evaluat*`), or several that will do (`weak|poor`).
_WORD: Final = re.compile(r"[a-z]+\*?(\|[a-z]+\*?)*")


class Says(Document):
    """How a sentence says yes and no of a measure, and what it may call things.

    A way to say something is the words that have to stand in the sentence, in any order:
    `oversight weak|poor`. A star stands for any ending: `evaluat*`.

    Args:
        yes: Ways to say that a case counts.
        no: Ways to say that it does not; "not" and "no" before a way to say yes are known.
        base: Further names of the base, beside the measure's noun: "children".
        also: Words that may stand beside and narrow nothing: "harmful situations".
    """

    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @field_validator("yes", "no")
    @classmethod
    def _check_ways(cls, ways: tuple[str, ...]) -> tuple[str, ...]:
        for way in ways:
            words = way.split()
            if not words or not all(_WORD.fullmatch(word) for word in words):
                raise ValueError(
                    f"“{way}” is no way to say something: write the words that have to stand in "
                    "the sentence, in small letters, such as `oversight weak|poor`"
                )
        return ways
