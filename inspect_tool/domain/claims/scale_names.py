"""The names of the scales of words that come with the tool, which every check of a plan asks."""

from __future__ import annotations

from typing import Final

SHIPPED_SCALES: Final = ("education-scotland", "ofsted-2014", "plain")
