"""Make the made-up report as PDF in a process of its own: `python -m tests.documents.make_pdf OUT`.

With `--without-harfbuzz-subset` it works as on a machine that lacks that library.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inspect_tool.documents.html import render_html
from inspect_tool.documents.pdf.pdf import write_pdf
from tests.documents.pdf.pdf_reading import TEMPLATES
from tests.documents.report_factory import report_content


def make_pdf(out: Path, *options: str) -> None:
    """Write it into a file."""
    import weasyprint.pdf.fonts

    subset = weasyprint.pdf.fonts.harfbuzz_subset
    if "--without-harfbuzz-subset" in options:
        weasyprint.pdf.fonts.harfbuzz_subset = None
    try:
        _make_pdf(out)
    finally:
        weasyprint.pdf.fonts.harfbuzz_subset = subset


def _make_pdf(out: Path) -> None:
    content = report_content()
    # Text, a table over pages, a figure and a note are enough to tell two runs apart.
    few = tuple(chapter for chapter in content.chapters if chapter.id in KEPT)
    html = render_html(
        report_content(chapters=few, quantities=()), templates=TEMPLATES, for_print=True
    )
    pdf = write_pdf(html, templates=TEMPLATES, created=content.created, identifier=b"test")
    out.write_bytes(pdf)


KEPT = ("key-findings", "theme-0", "annex-results")

if __name__ == "__main__":
    make_pdf(Path(sys.argv[1]), *sys.argv[2:])
