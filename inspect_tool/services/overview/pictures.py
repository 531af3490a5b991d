"""A report's figure as a picture that can stand in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspect_tool.documents.charts.figure import draw_figure

if TYPE_CHECKING:
    from inspect_tool.domain.content.blocks import Figure


def drawn(figure: Figure) -> tuple[str, ...]:
    """The figure as `<svg>` elements, each of whose titles says it in words."""
    return draw_figure(figure)
