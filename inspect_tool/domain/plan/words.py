"""The fixed words of reports and forms: what the tool's own sentences call a child, an authority …

The one catalogue of them. The tool's sentences are written with the usual words; where they go into
a review with words of its own, `ReportWords.said` puts those in their place. What people wrote (a
framework, a narrative, a name) is never put through it.
"""

from __future__ import annotations

import re

from pydantic import Field

from inspect_tool.domain.language.conditions import Document


class ReportWords(Document):
    """What the review is about, and where; each in the singular and the plural."""

    case: str = Field(default="case", min_length=1, description="What is drawn and read.")
    cases: str = Field(default="cases", min_length=1)
    child: str = Field(default="child", min_length=1, description="What one case is about.")
    children: str = Field(default="children", min_length=1)
    who: str = Field(default="who", description="`that`, where it is not a person.")
    authority: str = Field(default="authority", min_length=1, description="Who returns the lists.")
    authorities: str = Field(default="authorities", min_length=1)
    local_authority: str = Field(default="local authority", min_length=1)
    local_authorities: str = Field(default="local authorities", min_length=1)

    def said(self, sentence: str) -> str:
        """A sentence of the tool's own in the words of the review."""
        if self == USUAL_WORDS:
            return sentence
        return _USUAL.sub(self._in_place, sentence)

    @property
    def own(self) -> frozenset[str]:
        """What it calls cases and those who have to do with them, in words of its own."""
        names = type(self).model_fields.keys() - {"who"}
        return frozenset(
            word for name in names if (word := getattr(self, name)) != getattr(USUAL_WORDS, name)
        )

    def noun(self, of_base: str) -> str:
        """What a base is called: by a framework's own noun, or as the review calls its cases."""
        return self.cases if of_base == "cases" else of_base

    def _in_place(self, found: re.Match[str]) -> str:
        article, usual = found["article"] or "", found["usual"]
        if usual is None:
            return found[0]
        noun = usual.removesuffix(" who")
        own = str(getattr(self, noun.lower().replace(" ", "_")))
        if article:
            article = f"{article[0]}{'n' if _BEGINS_AS_A_VOWEL.match(own) else ''} "
        own = own[:1].upper() + own[1:] if usual[0].isupper() else own
        return f"{article}{own}" if noun == usual else f"{article}{own} {self.who}"


USUAL_WORDS = ReportWords()
# The longest first: a local authority is no authority that is local.
# What stands in quotation marks is somebody else's words, child protection a term of the field, and
# the worst case nobody's case; a command, an option or a file keeps its name.
_TERMS = r"(?! (?:in need|in care|protection|arrangements|Unique))"
_BEFORE = r"(?<![-./:=&?])(?<!worst )(?<!best )(?<!upper )(?<!lower )(?<!in any )"
_BEHIND = r"(?![-/=]|\.\w)"
_NAMES = "|".join(
    name.replace("_", " ")
    for name in sorted(ReportWords.model_fields.keys() - {"who"}, key=len, reverse=True)
)
_USUAL = re.compile(
    r"“[^”]*”|`[^`]*`|"
    rf"(?P<article>\ban? )?(?P<usual>{_BEFORE}\b(?:{_NAMES})\b{_BEHIND}{_TERMS}(?: who\b)?)",
    re.IGNORECASE,
)
# What is said with "an" before it: an incident, an hour, and a unit, a user, a one-day visit.
_BEGINS_AS_A_VOWEL = re.compile(
    r"(?!eu|one\b|once\b|uni(?!n|m)|us[ae]|ut[ie])[aeiou]|hour|honest|heir", re.IGNORECASE
)
