"""A picture of designs of a small sample."""

from __future__ import annotations

from typing import Any

from inspect_tool.documents.charts.designs import DesignPicture
from inspect_tool.domain.allocation.comparison import compare_designs
from inspect_tool.domain.plan.plan import Sample

SIZES = {"ASH/in_care": 40, "ASH/early_help": 90, "BRA/in_care": 30, "BRA/early_help": 12}
NAMES = {"ASH": "Ashmere", "BRA": "Brae <west>", "in_care": "In care", "early_help": "Early help"}


def picture(sizes: dict[str, int] = SIZES, *, size: int = 24, **allocation: Any) -> DesignPicture:
    sample = Sample.model_validate({"size": size, "allocation": allocation})
    return DesignPicture(
        title="A review",
        designs=compare_designs(sizes, sample=sample),
        names=NAMES,
        size=size,
        has_expected_shares=bool(allocation.get("expected_shares")),
    )
