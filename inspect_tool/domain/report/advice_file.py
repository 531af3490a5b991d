"""The name of the document with the recommendations, which every command knows."""

from __future__ import annotations

from typing import Final

ADVICE_FILE: Final = "recommendations.yaml"
