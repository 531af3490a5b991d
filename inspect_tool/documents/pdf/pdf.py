"""The report as PDF/A-3a and PDF/UA-1: the same content gives the same bytes."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import pikepdf

from inspect_tool.documents.pdf.archive import written_for_ever
from inspect_tool.documents.pdf.finished import LastLook
from inspect_tool.documents.pdf.fonts import freeze_fonts
from inspect_tool.documents.pdf.retag import repair_tags
from inspect_tool.errors import RefusedError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from inspect_tool.documents.report_data import DataFile
    from inspect_tool.documents.template_folders import TemplateFolders


class MissingLibraryError(RefusedError):
    """The machine lacks a library that sets pages."""

    def __init__(self) -> None:
        super().__init__(
            "There is no PDF, because Pango is not installed; HTML and Excel do not need it. On"
            " Debian or Ubuntu run `apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0`, on macOS `brew install pango`."
        )


class ForbiddenAddressError(UnreadableFileError):
    """The page uses something that is not in the templates folder."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The report's page cannot be set: {reason}. Put what print.css and report.html.j2"
            " use into the templates folder, beside them."
        )


def write_pdf(
    html: str,
    *,
    templates: TemplateFolders,
    created: date,
    identifier: bytes,
    data: Sequence[DataFile] = (),
) -> bytes:
    """Set a page of HTML, made for print, as an accessible PDF that can be kept for ever.

    Args:
        templates: The folders that hold `report/`, the only ones that the page may read.
        created: Recorded in the fonts, where else the clock would be.
        identifier: Names the document; the same for the same content.
        data: Files that are attached.

    Raises:
        MissingLibraryError: Pango is not installed.
        ForbiddenAddressError: The page uses a file from elsewhere, or the network.
        UnprintableError: A character has no glyph or cannot be seen, or words leave the page.
    """
    try:
        # WeasyPrint prints a paragraph of its own when it does not find Pango.
        with redirect_stdout(io.StringIO()):
            from inspect_tool.documents.pdf import engine
    except OSError as error:
        raise MissingLibraryError from error
    try:
        document = engine.lay_out_pages(html, templates)
    except engine.ForbiddenAddress as error:
        raise ForbiddenAddressError(str(error)) from error
    painted = engine.paint_pages(document, identifier, data=data, created=created)
    look = LastLook(engine.type_areas(document), painted.without_glyph)
    with pikepdf.open(io.BytesIO(painted.pdf)) as pdf:
        repair_tags(pdf, continued_levels=engine.continued_levels(document), look=look)
        look.check()
        freeze_fonts(pdf, created=created)
        return written_for_ever(pdf)
