"""Every mark of every chart is where it was; a change of a drawing is seen in review."""

from __future__ import annotations

import pytest

from tests.documents.charts.drawn_charts import KEPT, drawings

DRAWINGS = drawings()


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_chart_is_drawn_as_it_is_kept(name: str) -> None:
    kept = (KEPT / f"{name}.svg").read_text(encoding="utf-8")
    again = "python -m tests.documents.charts.drawn_charts"
    assert DRAWINGS[name].splitlines() == kept.splitlines(), f"if it is meant: {again}"


def test_nothing_is_kept_that_is_not_drawn() -> None:
    assert {path.stem for path in KEPT.iterdir()} == set(DRAWINGS)
