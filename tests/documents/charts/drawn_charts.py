"""Small charts of every kind as they are drawn, as `tests/data/charts` keeps them.

`python -m tests.documents.charts.drawn_charts` draws them again; look at what changed before it is
committed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspect_tool.documents.charts.designs import draw_designs
from inspect_tool.documents.charts.figure import draw_figure
from inspect_tool.domain.content.blocks import Figure
from inspect_tool.domain.content.charts import Bar, Bars, Chart
from tests.documents import report_factory
from tests.documents.charts.design_pictures import picture

KEPT = Path(__file__).parents[2] / "data" / "charts"
SUPPRESSED, NOBODY = Bar("Dunholme", None, None), Bar("Eastwold", 0, 0)
LONG = "A label that is too long for one line of the picture and goes on in another"


def charts() -> dict[str, Chart]:
    """A chart of each kind, with what is suppressed, empty, long or without an overall share."""
    heat = report_factory.heat_map()
    dots = report_factory.dot_range()
    return {
        "bars": Bars((*report_factory.bars_by_authority(5)[:3], SUPPRESSED, NOBODY)),
        "stacked-bars": report_factory.stacked_bars(0, (*report_factory.CRITERIA[:3], LONG)),
        "intervals": report_factory.intervals(),
        "dot-range": replace(
            dots, rows=(dots.rows[0], replace(dots.rows[1], label=LONG, overall=SUPPRESSED))
        ),
        "heat-map": replace(heat, rows=(heat.rows[0], replace(heat.rows[1], label=LONG))),
        "flow": report_factory.flow(),
    }


def drawings() -> dict[str, str]:
    """The charts, and a picture of designs, as text."""
    drawn = {
        name: "".join(draw_figure(Figure("figure", name, chart, "")))
        for name, chart in charts().items()
    }
    drawn["designs"] = draw_designs(picture())
    return {name: text.replace("><", ">\n<") + "\n" for name, text in drawn.items()}


if __name__ == "__main__":
    for name, text in drawings().items():
        (KEPT / f"{name}.svg").write_text(text, encoding="utf-8")
