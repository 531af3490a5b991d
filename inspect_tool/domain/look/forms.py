"""What fixed words are: a text, or one for each form of the plural."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Forms: TypeAlias = str | Mapping[str, str]
