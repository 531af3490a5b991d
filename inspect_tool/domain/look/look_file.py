"""The name of the document with the look, which every command knows."""

from __future__ import annotations

from typing import Final

LOOK_FILE: Final = "look.yaml"
