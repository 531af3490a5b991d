"""How long a report takes, against WeasyPrint's own rendering of the finished HTML.

Run `python -m benchmarks.report`. The goal: no more than 1.3 times, in CPU seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from weasyprint import HTML

from inspect_tool.documents.html import render_html
from inspect_tool.documents.pdf.pdf import write_pdf
from inspect_tool.documents.tables.workbook import write_tables_workbook
from inspect_tool.documents.template_folders import TemplateFolders
from tests.documents.report_factory import report_content

TEMPLATES = Path(__file__).parents[1] / "templates"
FOLDERS = TemplateFolders((TEMPLATES,))
RUNS = 3
GOAL = 1.3


def best_of_runs(*jobs: Callable[[], object]) -> tuple[float, ...]:
    """The CPU seconds of the fastest run of each job; they take turns under the same load."""
    seconds: list[list[float]] = [[] for _ in jobs]
    for _ in range(RUNS):
        for job, own in zip(jobs, seconds, strict=True):
            start = time.process_time()
            job()
            own.append(time.process_time() - start)
    return tuple(min(own) for own in seconds)


def main() -> None:
    """Print the times of each part, and the ratio."""
    content = report_content()
    html = render_html(content, templates=FOLDERS, for_print=True)

    def build() -> None:
        printed = render_html(content, templates=FOLDERS, for_print=True)
        write_pdf(printed, templates=FOLDERS, created=content.created, identifier=b"benchmark")

    def weasyprint_alone() -> None:
        HTML(string=html, base_url=f"{TEMPLATES / 'report'}/").write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True
        )

    alone, built = best_of_runs(weasyprint_alone, build)
    print(f"WeasyPrint alone              {alone:.2f} s")
    print(f"Report to accessible PDF      {built:.2f} s")
    print(f"Ratio                         {built / alone:.2f} (goal {GOAL})")
    (screen,) = best_of_runs(lambda: render_html(content, templates=FOLDERS, for_print=False))
    print(f"HTML edition                  {screen:.2f} s")
    (workbook,) = best_of_runs(lambda: write_tables_workbook(content))
    print(f"Workbook                      {workbook:.2f} s")


if __name__ == "__main__":
    main()
