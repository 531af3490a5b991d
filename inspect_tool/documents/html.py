"""The report as HTML: one page for the screen, or the source of the PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from inspect_tool.documents.charts.figure import draw_figure
from inspect_tool.documents.charts.svg import PAGE, PHONE, SCREEN
from inspect_tool.documents.hidden_characters import check_nothing_hidden
from inspect_tool.documents.look_style import logo_address, look_style
from inspect_tool.documents.own_styles import check_own_styles
from inspect_tool.documents.screen_fonts import fonts_inside
from inspect_tool.domain.content.blocks import Block, Figure, ReportContent, Span, Table, cell_text
from inspect_tool.domain.content.blocks import quantity_anchor as anchor_of_quantity
from inspect_tool.domain.content.charts import ChartGrid, GridCell, chart_grid
from inspect_tool.domain.content.cover import body_of, statement_of
from inspect_tool.domain.content.numbering import (
    contents_entries,
    figures_of,
    footnotes_of,
    number_content,
    tables_of,
    without_quantities,
)

if TYPE_CHECKING:
    from markupsafe import Markup

    from inspect_tool.documents.sandbox import ReportEnvironment
    from inspect_tool.documents.template_folders import TemplateFolders
    from inspect_tool.domain.look.look import Look

# A table of up to this many rows fits on what is left of most pages, so it is kept whole.
ROWS_KEPT_TOGETHER = 7
_APOSTROPHE = re.compile(r"(?<=\w)&#(?:39|x27);(?=\w)")
_MINUS = re.compile(r"(?<![^\s(])-(?=\d)")
FONTS_GO_HERE = "/* fonts */"
# A word longer than this is broken in a table, after so many characters each.
LONGEST_WORD = 26
PIECE = 12


def render_html(
    content: ReportContent,
    *,
    templates: TemplateFolders,
    for_print: bool,
    page: str = "report.html.j2",
) -> str:
    """Set a report as one HTML page.

    Args:
        page: The template of the whole page.
        templates: The folders that hold `report/`.
        for_print: The source of the PDF, with page numbers and notes at the foot of the page;
            else a page that stands alone, its style inside, its notes behind each chapter.

    Raises:
        DanglingReferenceError: A reference or a claim names what is not there.
        TemplateFaultError: A template does what it must not, or cannot be read.
        HiddenCharacterError: A text holds a character that nobody can see.
    """
    check_own_styles(templates)
    numbered = number_content(content)
    if for_print:
        numbered = without_quantities(numbered)
    from inspect_tool.documents.sandbox import render

    words = numbered.look.words
    values = {
        "report": numbered,
        "statement": statement_of(numbered),
        "body": body_of(numbered),
        "entries": contents_entries(numbered),
        "tables": tables_of(numbered),
        "figures": figures_of(numbered),
        "for_print": for_print,
        "screen_style": _screen_style(templates),
        "reference": numbered.reference or words.say("reference_not_set"),
        "edition": words.say(numbered.edition.key),
        "look_style": look_style(numbered.look, for_print=for_print),
    }
    html = set_apostrophes(render(_environment(templates, numbered.look), page, values))
    check_nothing_hidden(html)
    if for_print:
        return html
    return html.replace(FONTS_GO_HERE, fonts_inside(html, templates), 1)


def set_apostrophes(html: str) -> str:
    """Straight apostrophes inside words as printers set them.

    Only what a text brought is escaped, so that nothing of the page's own code is changed.
    """
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", html)


def _environment(templates: TemplateFolders, look: Look) -> ReportEnvironment:
    from inspect_tool.documents.sandbox import ReportEnvironment

    environment = ReportEnvironment(*templates.reports)
    environment.filters["kind"] = kind
    environment.filters["cell_text"] = cell_text
    environment.filters["breakable"] = breakable
    environment.filters["minus"] = minus
    environment.filters["pictures"] = partial(_pictures, look=look)
    environment.filters["words"] = look.words.say
    environment.filters["grid"] = _grid
    environment.filters["is_number"] = _is_number
    environment.filters["notes"] = footnotes_of
    environment.filters["iso_moment"] = iso_moment
    environment.filters["anchor_of_quantity"] = anchor_of_quantity
    environment.filters["classes"] = table_classes
    environment.filters["address"] = logo_address
    return environment


def minus(text: str) -> str:
    """A text whose negative numbers have a minus, and not a hyphen."""
    return _MINUS.sub("\N{MINUS SIGN}", text)


def breakable(text: str) -> Markup:
    """A text of a table, whose words may be broken where one is too long for a column."""
    from markupsafe import Markup, escape

    pieces = [
        "<wbr>".join(str(escape(word[at : at + PIECE])) for at in range(0, len(word), PIECE))
        if len(word) > LONGEST_WORD
        else str(escape(word))
        for word in minus(text).split(" ")
    ]
    return Markup(" ".join(pieces))  # noqa: S704 (escaped above)


def kind(part: Block | Span) -> str:
    """The name by which the templates choose a macro, such as `good_practice_box`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(part).__name__).lower()


def iso_moment(day: date) -> str:
    """A day as the moment that documents carry: its midnight in UTC."""
    return f"{day.isoformat()}T00:00:00Z"


ROOMS = {"page": PAGE, "screen": SCREEN, "phone": PHONE}


def _pictures(figure: Figure, room: str, *, look: Look) -> list[Markup]:
    """A figure drawn for a page, a screen or a phone, in as many parts as it needs there."""
    from markupsafe import Markup

    drawn = draw_figure(figure, replace(ROOMS[room], palette=look.palette, words=look.words))
    return [Markup(picture) for picture in drawn]  # noqa: S704 (drawn by us, its words escaped)


def _grid(figure: Figure) -> ChartGrid:
    return chart_grid(figure.chart)


def _is_number(cell: GridCell) -> bool:
    return not isinstance(cell, str)


def table_classes(table: Table) -> str:
    """How the style sheets should treat a table, as the words of a `class`."""
    classes = ["kept-together"] if len(table.rows) <= ROWS_KEPT_TOGETHER else []
    numbers = table.columns[1:]
    if numbers and all(column.is_numeric for column in numbers):
        # Over the full width the eye would lose the row between a label and one or two numbers.
        classes.append("narrow" if len(numbers) <= 2 else "numbers")
    return " ".join(classes)


def _screen_style(templates: TemplateFolders) -> Markup:
    from markupsafe import Markup

    style = templates.file("report/screen.css").read_text(encoding="utf-8")
    return Markup(style)  # noqa: S704 (a style sheet of the templates, not of a reader)
