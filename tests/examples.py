"""How many examples a property with costly examples is tried on."""

from __future__ import annotations

from hypothesis import settings


def one_in(part: int) -> settings:
    """One in `part` of the usual number of examples, in a slice as in the whole."""
    return settings(max_examples=settings().max_examples // part)
