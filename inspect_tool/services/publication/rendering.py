"""What a report says as files, by their ending."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from inspect_tool.errors import UsageError
from inspect_tool.services.publication.report_files import FORMATS

if TYPE_CHECKING:
    from inspect_tool.documents.template_folders import TemplateFolders
    from inspect_tool.domain.content.blocks import ReportContent

REPORT_PAGE = "report.html.j2"


def formats_named(names: str, known: Sequence[str] = FORMATS) -> tuple[str, ...]:
    """The formats of a list such as `pdf,xlsx`.

    Raises:
        UsageError: There is no such format, or none is named.
    """
    wanted = tuple(name.strip() for name in names.split(",") if name.strip())
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise UsageError(
            f"There is no format {', '.join(unknown) or '(none)'}. There are: {', '.join(known)}."
        )
    return wanted


def render(
    content: ReportContent, formats: Collection[str], *, templates: TemplateFolders
) -> tuple[dict[str, bytes], str]:
    """The documents by their ending, and why the PDF is not among them.

    Raises:
        MissingLibraryError: The PDF alone was asked for, and cannot be made on this machine.
    """
    from inspect_tool.documents.html import render_html

    files: dict[str, bytes] = {}
    no_pdf = ""
    if "pdf" in formats:
        from inspect_tool.documents.pdf.pdf import MissingLibraryError

        try:
            files["pdf"] = _print(content, templates)
        except MissingLibraryError as error:
            if set(formats) == {"pdf"}:
                raise
            no_pdf = error.message
    if "xlsx" in formats:
        from inspect_tool.documents.tables.workbook import write_tables_workbook

        files["xlsx"] = write_tables_workbook(content)
    if "html" in formats:
        files["html"] = render_html(content, templates=templates, for_print=False).encode()
    return files, no_pdf


def render_page(
    content: ReportContent, ending: str, *, templates: TemplateFolders, page: str
) -> bytes:
    """A document that has a page of its own, as PDF or as HTML.

    Args:
        page: Its template.

    Raises:
        MissingLibraryError: A PDF cannot be made on this machine.
    """
    from inspect_tool.documents.html import render_html

    if ending == "pdf":
        return _print(content, templates, page)
    return render_html(content, templates=templates, for_print=False, page=page).encode()


def _print(content: ReportContent, templates: TemplateFolders, page: str = REPORT_PAGE) -> bytes:
    from inspect_tool.documents.html import render_html
    from inspect_tool.documents.pdf.pdf import write_pdf
    from inspect_tool.documents.report_data import data_files
    from inspect_tool.domain.content.numbering import number_content

    return write_pdf(
        render_html(content, templates=templates, for_print=True, page=page),
        templates=templates,
        created=content.created,
        identifier=(content.reference or content.title).encode(),
        data=tuple(data_files(number_content(content))),
    )
