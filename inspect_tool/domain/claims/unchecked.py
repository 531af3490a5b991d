"""Quantities in plain prose, which no claim holds against the evidence.

A report may say numbers that come from elsewhere, so they are pointed out and never refused.
"""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_COUNTED: Final = "cases|records|authorities|inspectors|interviews|assessments|plans|reviews"
_KINDS: Final = (
    r"\d[\d,.]*\s?(?:%|per ?cent\b)",
    rf"\b{_NUMBER} (?:of|out of) (?:all )?(?:of )?(?:the )?{_NUMBER}\b",
    r"\b(?:(?:a|one|two|three|four|nine)[ -])?(?:third|quarter|fifth|sixth|tenth)s? of\b",
    r"\b(?:two|three|four|nine)[ -](?:thirds|quarters|fifths|sixths|tenths)\b",
    r"\bhalf (?:of|the)\b",
    r"\b(?:majority|minority) of\b",
    rf"\b{_NUMBER} (?:\w+ ){{0,2}}?(?:{_COUNTED})\b",
)
QUANTITY: Final = re.compile("|".join(_KINDS), re.IGNORECASE)


def unchecked_quantities(text: str) -> tuple[str, ...]:
    """The phrases of a text that state a quantity, in their order."""
    return tuple(found[0] for found in QUANTITY.finditer(text))
